/*
 * cmd_compare.c - compare A B: two conditions, or two runs of the present one.
 */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "lang/cmd_int.h"

static enum cmd_result cmd_compare(struct shell *sh, const struct words *w, struct err *err)
{
	const struct lab_entry *e[2];
	struct str out = STR_INIT, found = STR_INIT;

	if (w->n == 4 && strcmp(w->w[1].text, "run") == 0)
		return compare_runs(sh, w, err);
	if (words_args(w, 2, 2, err))
		return CMD_ERROR;
	for (size_t i = 0; i < 2; i++) {
		const struct lab_entry *x = word_entry(sh, w, i + 1, err);

		if (!x)
			return CMD_ERROR;
		if (stats_diverged(x->stats) > 1 && stats_runs(x->stats) - stats_diverged(x->stats) < 2)
			return CMD_FAIL(word_err(w, i + 1, err, ERR_STATE, "%" PRIu64 " of %" PRIu64 " runs of condition %"
						 PRIu32 " diverged: a smaller learning rate may help", stats_diverged(x->stats),
						 stats_runs(x->stats), x->id));
		if (stats_runs(x->stats) - stats_diverged(x->stats) < 2)
			return CMD_FAIL(word_err(w, i + 1, err, ERR_STATE, "condition %" PRIu32 " has too few runs",
						 x->id));
		if (stats_shares_levels(x->stats))
			return CMD_FAIL(word_err(w, i + 1, err, ERR_STATE, "several runs of condition %" PRIu32 " have the same level of"
						 " a free source: they are not independent, and no comparison of them holds", x->id));
		e[i] = x;
	}
	if (e[0] == e[1])
		return CMD_FAIL(word_err(w, 2, err, ERR_USAGE, "condition %" PRIu32 " is not compared with itself: another"
					 " was expected (`show conditions` lists them)", e[0]->id));
	report_compare(sh->lab, e[0], e[1], &out, &found);
	if (found.len)
		lab_note(sh->lab, LOG_RESULT, found.s);
	tell_print(sh, out.s);
	str_release(&found);
	str_release(&out);
	return CMD_DONE;
}

const struct cmd cmds_compare[] = {
	{ "compare", "A B|run M N", "Two conditions side by side, by number or name; or two runs of the present one.", NULL,
	  { ARG_CONDITION, ARG_CONDITION }, { "run" }, cmd_compare, 0 },
	{ .name = NULL },
};
