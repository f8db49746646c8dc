/*
 * cmd_ask.c - howmany and lucky: questions that the runs at hand can answer.
 */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "lang/cmd_int.h"
#include "report/who.h"

static int need_runs(const struct lab *lab, const struct words *w, size_t least, struct err *err)
{
	const struct stats *s = lab_current(lab)->stats;

	if (stats_shares_levels(s))
		return word_err(w, 0, err, ERR_STATE, "several of these runs have the same level of a free source: what is not"
				" independent answers no such question");
	if (stats_kept(s) >= least)
		return 0;
	if (lab_current(lab)->cond->external && !(stats_runs(s) == 0 && lab_trains(lab, lab_current(lab))))
		return word_err(w, 0, err, ERR_STATE, "this needs %zu runs at least, and of these there are %zu", least, stats_kept(s));
	if (stats_diverged(s) > 0 && stats_runs(s) >= least)
		return word_err(w, 0, err, ERR_STATE, "this needs %zu runs that do not diverge, and %" PRIu64 " of %" PRIu64
				" diverged: a smaller learning rate may help", least, stats_diverged(s), stats_runs(s));
	return word_err(w, 0, err, ERR_STATE, "this needs %zu runs at least: `run %zu` first", least, least);
}

/* Every line of an answer is a result, and a sentence: one that ends in a colon with the next. */
static void print_results(struct shell *sh, const char *text)
{
	struct str line = STR_INIT;

	tell_print(sh, text);
	while (*text) {
		size_t n = strcspn(text, "\n");

		str_addn(&line, text, n);
		text += n + (text[n] == '\n');
		if (line.len && line.s[line.len - 1] == ':' && *text) {
			str_addc(&line, ' ');
			continue;
		}
		if (line.len)
			lab_note(sh->lab, LOG_RESULT, line.s);
		str_clear(&line);
	}
	str_release(&line);
}

static enum cmd_result cmd_howmany(struct shell *sh, const struct words *w, struct err *err)
{
	struct str out = STR_INIT, found = STR_INIT;
	double r = .05;

	if (words_args(w, 0, 1, err) || need_runs(sh->lab, w, 10, err)
	    || (w->n == 2 && word_real(w, 1, 0, "a relative precision", .0001, .9, &r, err)))
		return CMD_ERROR;
	report_howmany(lab_current(sh->lab), r, &out, &found);
	tell_print(sh, out.s);
	lab_note(sh->lab, LOG_RESULT, found.s);
	str_release(&found);
	str_release(&out);
	return CMD_DONE;
}

static enum cmd_result cmd_lucky(struct shell *sh, const struct words *w, struct err *err)
{
	const struct lab_entry *e = lab_current(sh->lab);
	struct str out = STR_INIT;
	unsigned long long draws = 10;

	if (words_args(w, 0, 1, err) || need_runs(sh->lab, w, 20, err)
	    || (w->n == 2 && word_uint(w, 1, 0, "a number of seeds", 1, stats_kept(e->stats), &draws, err)))
		return CMD_ERROR;
	report_lucky(e, draws, &out);
	print_results(sh, out.s);
	str_release(&out);
	return CMD_DONE;
}

/* ---- who [N], who row N ---- */

static enum cmd_result who_row(struct shell *sh, const struct words *w, struct err *err)
{
	const struct lab_entry *e = lab_current(sh->lab);
	unsigned long long n = 0;
	struct str out = STR_INIT;
	int found;

	if (words_args(w, 2, 2, err) || word_uint(w, 2, 0, "a row of the data", 1, 1ull << 40, &n, err))
		return CMD_ERROR;
	found = report_who_row(sh->lab, e, n, &out);
	if (found)
		tell_print(sh, out.s);
	str_release(&out);
	return found ? CMD_DONE : CMD_FAIL(word_err(w, 2, err, ERR_STATE, "row %llu is none at which predictions are kept:"
		" `who` lists those", n));
}

static enum cmd_result cmd_who(struct shell *sh, const struct words *w, struct err *err)
{
	struct str out = STR_INIT, found = STR_INIT;
	unsigned long long n = 10;
	int told;

	if (w->n > 1 && strcmp(w->w[1].text, "row") == 0)
		return who_row(sh, w, err);
	if (words_args(w, 0, 1, err)
	    || (w->n == 2 && word_uint(w, 1, 0, "a number of rows", 1, 100000, &n, err)))
		return CMD_ERROR;
	told = report_who(sh->lab, lab_current(sh->lab), n, &out, &found);
	if (told) {
		tell_print(sh, out.s);
		lab_note(sh->lab, LOG_RESULT, found.s);
	}
	str_release(&found);
	str_release(&out);
	if (told)
		return CMD_DONE;
	return CMD_FAIL(lab_current(sh->lab)->cond->external && stats_runs(lab_current(sh->lab)->stats) > 0 ?
		word_err(w, 0, err, ERR_STATE, "these runs have no predictions to compare, or only one of them has") :
		word_err(w, 0, err, ERR_STATE, "this needs two runs at least: `run 100` first"));
}

const struct cmd cmds_ask[] = {
	{ "howmany", "[PRECISION]", "How many runs the present question needs, for a relative precision (.05).", NULL,
	  { ARG_NONE }, { NULL }, cmd_howmany, 0 },
	{ "lucky", "[N]", "What the best of N seeds is worth, and whether a lucky seed stays lucky.", NULL,
	  { ARG_NONE }, { NULL }, cmd_lucky, 0 },
	{ "who", "[N] | row N", "Which cases flip: the N rows at which runs differ most, or one row in detail.",
	  "Of each row: its truth, what the runs say (votes), in how many pairs of runs it flips, the\n"
	  "standard deviation, how many runs are wrong, and, after `attribute`, which source does it.\n"
	  "Ambiguity and discrepancy speak of the runs within 1 % of the best accuracy.",
	  { ARG_NONE }, { "row" }, cmd_who, 0 },
	{ .name = NULL },
};
