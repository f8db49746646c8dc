/*
 * tell.c - what the shell says, to whom: the host, the log, and the lesson's page.
 */
#include <string.h>

#include "base/utf8.h"
#include "lang/cmd_int.h"
#include "lang/lesson_int.h"

void tell_print(struct shell *sh, const char *text)
{
	if (lesson_hears(sh, text))
		return;
	if (sh->host.print)
		sh->host.print(sh->host.arg, text);
}

static void tell_error(struct shell *sh, const struct err *err)
{
	char line[1024];

	lab_note(sh->lab, LOG_ERROR, err_format(err, line, sizeof line));
	if (sh->host.error)
		sh->host.error(sh->host.arg, err);
}

void tell_failure(struct shell *sh, const struct err *err)
{
	if (!sh->failed)
		sh->failed_err = *err;
	sh->failed = 1;
	tell_error(sh, err);
}

/* A row of `set cursor ...` is one line, the last; sessions have no use for it. */
static int only_moves(const struct shell *sh, const char *line, size_t *same)
{
	size_t n = strcspn(line, " \t"), m;
	const struct cmd *c = exec_find(sh, line, n);
	const struct opt *o;
	char name[32];

	*same = n;
	if (c && c->flags & CMD_MOVE)
		return 1;
	if (!c || strcmp(c->name, "set") != 0)
		return 0;
	n += strspn(line + n, " \t");
	m = strcspn(line + n, " \t");
	if (m == 0 || m >= sizeof name)
		return 0;
	memcpy(name, line + n, m);
	name[m] = '\0';
	o = opt_find(name);
	*same = n + m;
	return o && o->flags & OPT_MOVE;
}

void tell_command(struct shell *sh, const char *line)
{
	size_t same;

	line += strspn(line, " \t");
	if (only_moves(sh, line, &same))
		lab_note_move(sh->lab, line, same);
	else
		lab_note(sh->lab, LOG_COMMAND, line);
}

void tell_data(struct shell *sh)
{
	const struct dataset *d = lab_now(sh->lab)->data;
	struct str s = STR_INIT, brief = STR_INIT;
	size_t doubts = 0;

	for (size_t i = 0; i < d->notes.n; i++)
		doubts += d->notes.v[i].weight == DATA_DOUBT;
	if (doubts)
		str_addf(&brief, "%zu doubt%s (`show data`): ", doubts, doubts == 1 ? "" : "s");
	for (size_t i = 0; i < d->notes.n; i++)
		if (d->notes.v[i].weight != DATA_FACT || strncmp(d->notes.v[i].kind, "scaled ", 7) == 0)
			lab_notef(sh->lab, LOG_DATA, "%s%s", d->notes.v[i].weight == DATA_DOUBT ? "doubt: " : "",
				  d->notes.v[i].text);
	report_data_name(d, &s);
	lab_note(sh->lab, LOG_DATA, s.s);
	str_add(&brief, s.s);
	str_addc(&s, '\n');
	report_data_doubts(d, &s);
	if (sh->host.note)
		sh->host.note(sh->host.arg, s.s, brief.s);
	str_release(&s);
	str_release(&brief);
}

static void tell_answer(struct shell *sh, const struct lab_news *news)
{
	struct str out = STR_INIT, found = STR_INIT;

	report_answer(sh->lab, news, &out, &found);
	/* without a screen a plan is part of the report, which a lesson has not */
	if (news->study->kind != STUDY_ATTRIBUTE || lab_interactive(sh->lab) || sh->lesson)
		tell_print(sh, out.s);
	if (news->study->kind == STUDY_REMEDY)
		lab_keep_sweep(sh->lab, found.s);
	lab_note(sh->lab, LOG_RESULT, found.s);
	str_release(&out);
	str_release(&found);
}

void tell_news(void *arg, const struct lab_news *news)
{
	struct shell *sh = arg;
	struct str s = STR_INIT;

	if (news->kind == LAB_CANNOT_TRAIN) {	/* nothing is to wait for it */
		sh->wait = WAIT_NONE;
		queue_drop_file(sh, "");
	}
	if (news->kind == LAB_CANNOT_TRAIN || news->kind == LAB_CANNOT_RECORD)
		tell_failure(sh, news->err);
	else if (news->kind == LAB_CANNOT_SHOW)
		tell_error(sh, news->err);
	else if (news->kind == LAB_STUDY_DONE)
		tell_answer(sh, news);
	else if (report_news(news, &s))
		lab_note(sh->lab, LOG_EVENT, s.s);
	if (news->kind == LAB_ENGINE_REFUSED || news->kind == LAB_STUDY_PART
	    || (news->kind == LAB_RUN_FAILED && !lab_interactive(sh->lab))) {
		str_addc(&s, '\n');
		tell_print(sh, s.s);
	}
	str_release(&s);
}
