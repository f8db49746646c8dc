/*
 * cmd_show.c - commands that look: show, go, name, pin, note, report.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "base/utf8.h"
#include "lang/cmd_int.h"

const struct lab_entry *word_entry(struct shell *sh, const struct words *w, size_t i, struct err *err)
{
	const char *t = w->w[i].text;
	char *end;
	unsigned long id = strtoul(t, &end, 10);

	for (size_t k = 0; k < lab_entries(sh->lab); k++) {
		const struct lab_entry *e = lab_entry(sh->lab, k);

		if ((*t && !*end && e->id == id) || (e->name && strcmp(e->name, t) == 0))
			return e;
	}
	word_err(w, i, err, ERR_USAGE, "there is no condition '%s': `show conditions` lists them", t);
	return NULL;
}

/* ---- show ---- */

static void show_options(const struct shell *sh, struct str *out)
{
	const struct opt *o;

	for (size_t i = 0; (o = opt_at(i)) != NULL; i++) {
		str_addf(out, "%-10s %-8s %s (", o->name, shell_option(sh, o->name), o->help);
		opt_values(o, out);
		str_add(out, ")\n");
	}
}

/* What `show` knows by itself, besides the options. */
const char *show_name(size_t i)
{
	if (i == 0)
		return "options";
	return report_show_name(i - 1);
}

/* Text from files (data names in the condition) goes out line by line, escaped. */
static void print_safe(struct shell *sh, const char *text)
{
	struct str out = STR_INIT;

	while (*text) {
		size_t n = strcspn(text, "\n");

		utf8_escape(&out, text, n);
		str_addc(&out, '\n');
		text += n + (text[n] == '\n');
	}
	tell_print(sh, out.s);
	str_release(&out);
}

static int nothing_called(const struct words *w, struct err *err)
{
	struct names known = { 0 };
	struct str guess = STR_INIT;
	const struct opt *o;

	for (size_t i = 0; show_name(i); i++)
		names_add(&known, show_name(i));
	for (size_t i = 0; (o = opt_at(i)) != NULL; i++)
		names_add(&known, o->name);
	names_guess(&known, w->w[1].text, &guess);
	word_err(w, 1, err, ERR_USAGE, "there is nothing called '%s' to show%s", w->w[1].text, guess.s);
	str_release(&guess);
	return ERR_USAGE;
}

static enum cmd_result cmd_show(struct shell *sh, const struct words *w, struct err *err)
{
	struct str out = STR_INIT;
	const char *what = w->n > 1 ? w->w[1].text : "condition";

	if (words_args(w, 0, 1, err))
		return CMD_ERROR;
	if (strcmp(what, "options") == 0) {
		show_options(sh, &out);
	} else if (report_show(sh->lab, what, &out)) {
		;
	} else if (opt_find(what)) {
		str_addf(&out, "%s\n", shell_option(sh, what));
	} else if (!report_show_setting(sh->lab, what, &out)) {
		return CMD_FAIL(nothing_called(w, err));
	}
	if (w->n == 1) {
		str_addc(&out, '\n');
		report_show(sh->lab, "sources", &out);
	}
	print_safe(sh, out.s);
	str_release(&out);
	return CMD_DONE;
}

static enum cmd_result cmd_report(struct shell *sh, const struct words *w, struct err *err)
{
	struct str out = STR_INIT;

	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	report_text(sh->lab, &out);
	print_safe(sh, out.s);
	str_release(&out);
	sh->reported = 1;
	return CMD_DONE;
}

/* ---- going about the conditions ---- */

static enum cmd_result cmd_go(struct shell *sh, const struct words *w, struct err *err)
{
	const struct lab_entry *e;

	if (words_args(w, 1, 1, err) || !(e = word_entry(sh, w, 1, err)))
		return CMD_ERROR;
	lab_go(sh->lab, e);
	return CMD_DONE;
}

static enum cmd_result cmd_name(struct shell *sh, const struct words *w, struct err *err)
{
	const struct lab_entry *cur = lab_current(sh->lab);
	struct str text = STR_INIT;

	if (words_args(w, 1, 64, err))
		return CMD_ERROR;
	for (size_t i = 1; i < w->n; i++)
		str_addf(&text, "%s%s", i > 1 ? " " : "", w->w[i].text);
	for (size_t i = 0; i < lab_entries(sh->lab); i++) {
		const struct lab_entry *e = lab_entry(sh->lab, i);

		if (e != cur && e->name && strcmp(e->name, text.s) == 0) {
			str_release(&text);
			return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "condition %" PRIu32 " has that name already", e->id));
		}
	}
	lab_name(sh->lab, cur, text.s);
	str_release(&text);
	return CMD_DONE;
}

static enum cmd_result pin(struct shell *sh, const struct words *w, int on, struct err *err)
{
	const struct lab_entry *e = lab_current(sh->lab);
	struct kept_run run = { .run = 0 };

	if (w->n > 1 && strcmp(w->w[1].text, "run") == 0 && w->n == (on ? 3u : 2u)) {
		if (on && word_run(sh, w, 2, &run, err))
			return CMD_ERROR;
		lab_pin_run(sh->lab, on, run.run);
		return CMD_DONE;
	}
	if (words_args(w, 0, 1, err) || (w->n == 2 && !(e = word_entry(sh, w, 1, err))))
		return CMD_ERROR;
	lab_pin(sh->lab, e, on);
	return CMD_DONE;
}

static enum cmd_result cmd_pin(struct shell *sh, const struct words *w, struct err *err)
{
	return pin(sh, w, 1, err);
}

static enum cmd_result cmd_unpin(struct shell *sh, const struct words *w, struct err *err)
{
	return pin(sh, w, 0, err);
}

static enum cmd_result cmd_note(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 1, LEX_MAX_WORDS, err))
		return CMD_ERROR;
	lab_note(sh->lab, LOG_NOTE, w->n == 2 && w->w[1].quoted ? w->w[1].text : w->rest);
	return CMD_DONE;
}

const struct cmd cmds_show[] = {
	{ "show", "[SETTING]", "Print all settings, or one: data, model, sources, conditions, differences, options, ...", NULL,
	  { ARG_SETTING }, { NULL }, cmd_show, 0 },
	{ "go", "A", "Back to an earlier condition, whose runs go on.", NULL,
	  { ARG_CONDITION }, { NULL }, cmd_go, 0 },
	{ "name", "TEXT", "Give the present condition a name.", NULL,
	  { ARG_NONE }, { NULL }, cmd_name, CMD_RAW },
	{ "pin", "[A|run N]", "Keep a condition in sight behind the present one, or a run as the reference of the others.", NULL,
	  { ARG_CONDITION, ARG_CONDITION }, { "run" }, cmd_pin, 0 },
	{ "unpin", "[A|run]", "Take a pinned condition, or the pinned run, out of sight again.", NULL,
	  { ARG_CONDITION }, { "run" }, cmd_unpin, 0 },
	{ "note", "TEXT", "Write a line into the log and the session.", NULL,
	  { ARG_NONE }, { NULL }, cmd_note, CMD_RAW },
	{ "report", "", "Print what is known so far.", NULL,
	  { ARG_NONE }, { NULL }, cmd_report, 0 },
	{ .name = NULL },
};
