/*
 * cmd_screen.c - what only a screen can do: view, focus, select, search, redraw.
 *
 * Keys do nothing that cannot be said.  Where there is no screen these are
 * accepted and do nothing, so that one script serves both.
 */
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "lang/cmd_int.h"

/* The view that word 1 names, or NULL and *err. */
static const char *word_view(const struct words *w, struct err *err)
{
	struct names known = { 0 };

	for (const struct view_name *v = view_table(); v->name; v++) {
		if (strcmp(v->name, w->w[1].text) == 0)
			return v->name;
		names_add(&known, v->name);
	}
	word_unknown(w, 1, 0, "view", w->w[1].text, &known, "help view", err);
	return NULL;
}

static enum cmd_result cmd_view(struct shell *sh, const struct words *w, struct err *err)
{
	const char *name;

	if (words_args(w, 1, 1, err) || !(name = word_view(w, err)))
		return CMD_ERROR;
	if (!sh->host.view || sh->host.view(sh->host.arg, name))
		return CMD_DONE;
	return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "the view %s is not available here", name));
}

static enum cmd_result act(struct shell *sh, enum shell_act what, const char *text, const struct words *w,
			   struct err *err)
{
	struct err e = ERR_INIT;

	if (!sh->host.act || sh->host.act(sh->host.arg, what, text, &e) == 0)
		return CMD_DONE;
	return CMD_FAIL(word_err(w, w->n > 1, err, (int)e.code, "%s", e.text));
}

static enum cmd_result cmd_focus(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 1, 1, err) || !word_view(w, err))
		return CMD_ERROR;
	return act(sh, SHELL_FOCUS, w->w[1].text, w, err);
}

static enum cmd_result cmd_select(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	return act(sh, SHELL_SELECT, w->w[1].text, w, err);
}

static enum cmd_result cmd_search(struct shell *sh, const struct words *w, struct err *err)
{
	int one = w->n == 2, quoted = one && w->w[1].quoted;

	if (words_args(w, 1, LEX_MAX_WORDS, err))
		return CMD_ERROR;
	if (one && !quoted && strcmp(w->w[1].text, "next") == 0)
		return act(sh, SHELL_SEARCH_NEXT, "", w, err);
	if (one && !quoted && strcmp(w->w[1].text, "previous") == 0)
		return act(sh, SHELL_SEARCH_PREVIOUS, "", w, err);
	return act(sh, SHELL_SEARCH, quoted ? w->w[1].text : w->rest, w, err);
}

static enum cmd_result cmd_redraw(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	return act(sh, SHELL_REDRAW, "", w, err);
}

const struct cmd cmds_screen[] = {
	{ "view", "NAME", "Show another view on the screen.", NULL,
	  { ARG_VIEW }, { NULL }, cmd_view, 0 },
	{ "focus", "NAME", "Let the keys act in another panel of the dashboard.", NULL,
	  { ARG_VIEW }, { NULL }, cmd_focus, CMD_MOVE },
	{ "select", "SOURCE|N", "Choose a row of the panel in focus: a source by name, a run, a condition or a line of the log by number.", NULL,
	  { ARG_SOURCE }, { NULL }, cmd_select, CMD_MOVE },
	{ "search", "TEXT|next|previous", "Search the panel in focus, or the text that is open.", NULL,
	  { ARG_NONE }, { "next previous" }, cmd_search, CMD_MOVE | CMD_RAW },
	{ "redraw", "", "Paint the screen anew.", NULL,
	  { ARG_NONE }, { NULL }, cmd_redraw, CMD_MOVE },
	{ .name = NULL },
};
