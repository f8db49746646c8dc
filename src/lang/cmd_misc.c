/*
 * cmd_misc.c - lesson, help, quit.
 */
#include <string.h>

#include "base/err.h"
#include "lang/cmd_int.h"
#include "lang/lesson_int.h"

static enum cmd_result cmd_lesson(struct shell *sh, const struct words *w, struct err *err)
{
	const char *what = w->n > 1 ? w->w[1].text : "";
	int answer = strcmp(what, "answer") == 0;

	if (words_args(w, answer ? 2 : 0, answer ? 2 : 1, err))
		return CMD_ERROR;
	if (w->n == 1) {
		struct str out = STR_INIT;

		lesson_list(&out);
		tell_print(sh, out.s);
		str_release(&out);
		return CMD_DONE;
	}
	if (answer || strcmp(what, "next") == 0 || strcmp(what, "back") == 0 || strcmp(what, "end") == 0) {
		if (!sh->lesson)
			return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "no lesson has begun: `lesson` lists them"));
		if (answer && lesson_answer(sh, w->w[2].text, err)) {
			err_place(err, w->file, w->line, w->w[2].col);
			return CMD_ERROR;
		}
		if (*what == 'n')
			lesson_next(sh);
		else if (*what == 'b')
			lesson_back(sh);
		else if (*what == 'e')
			lesson_end(sh);
		return CMD_DONE;
	}
	if (lesson_begin(sh, what, err)) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	return CMD_DONE;
}

static enum cmd_result cmd_help(struct shell *sh, const struct words *w, struct err *err)
{
	struct str out = STR_INIT;

	if (words_args(w, 0, 1, err))
		return CMD_ERROR;
	if (!help_text(w->n == 2 ? w->w[1].text : NULL, &out))
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "there is no help on '%s': `help` lists what there is",
					 w->w[1].text));
	tell_print(sh, out.s);
	str_release(&out);
	return CMD_DONE;
}

static enum cmd_result cmd_quit(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	queue_release(sh);
	lab_stop(sh->lab);
	sh->quitting = 1;
	if (sh->host.quit)
		sh->host.quit(sh->host.arg);
	return CMD_DONE;
}

const struct cmd cmds_misc[] = {
	{ "lesson", "[NAME|next|back|end|answer LETTER]", "Begin a lesson, turn its pages, or answer its question; alone, list them.", NULL,
	  { ARG_LESSON }, { "next back end answer" }, cmd_lesson, 0 },
	{ "help", "[TOPIC]", "Explain a command, an option, a source or a word.", NULL,
	  { ARG_TOPIC }, { NULL }, cmd_help, 0 },
	{ "quit", "", "End; what was saved stays saved.", NULL,
	  { ARG_NONE }, { NULL }, cmd_quit, 0 },
	{ .name = NULL },
};
