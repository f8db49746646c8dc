/*
 * cmd_runs.c - single runs of the present condition: compare run M N, again N.
 *
 * Runs are named by their numbers from 1, as the table of runs shows them.
 */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "lang/cmd_int.h"

int word_run(struct shell *sh, const struct words *w, size_t i, struct kept_run *out, struct err *err)
{
	unsigned long long n;

	if (word_uint(w, i, 0, "a run's number", 1, UINT64_MAX >> 1, &n, err))
		return ERR_USAGE;
	if (lab_kept(lab_current(sh->lab), n - 1, out))
		return 0;
	return word_err(w, i, err, ERR_STATE, n > lab_current(sh->lab)->delivered ? "there is no run %llu yet"
			: "run %llu is not kept whole: it diverged, or too many came before it", n);
}

enum cmd_result compare_runs(struct shell *sh, const struct words *w, struct err *err)
{
	struct kept_run a, b;
	struct str out = STR_INIT;

	if (word_run(sh, w, 2, &a, err) || word_run(sh, w, 3, &b, err))
		return CMD_ERROR;
	report_two_runs(lab_current(sh->lab), &a, &b, &out);
	tell_print(sh, out.s);
	str_release(&out);
	return CMD_DONE;
}

/* A run to see again may be one that diverged, as long as its levels are known. */
static int any_run(struct shell *sh, const struct words *w, struct kept_run *out, struct err *err)
{
	struct kept_run gone[16];
	size_t n = stats_recent_diverged(lab_current(sh->lab)->stats, gone, 16);
	unsigned long long run;

	if (word_uint(w, 1, 0, "a run's number", 1, UINT64_MAX >> 1, &run, err))
		return ERR_USAGE;
	for (size_t i = 0; i < n; i++)
		if (gone[i].run == run - 1) {
			*out = gone[i];
			return 0;
		}
	return word_run(sh, w, 1, out, err);
}

/* "run 3 again", unless it or another condition has a name already. */
static void name_again(struct lab *lab, uint64_t run)
{
	struct str name = STR_INIT;

	str_addf(&name, "run %" PRIu64 " again", run);
	for (size_t i = 0; i < lab_entries(lab) && name.len; i++) {
		const struct lab_entry *e = lab_entry(lab, i);

		if (e->name && (e == lab_current(lab) || strcmp(e->name, name.s) == 0))
			str_clear(&name);
	}
	if (name.len)
		lab_name(lab, lab_current(lab), name.s);
	str_release(&name);
}

/* Its free sources fixed at its levels, which makes the condition in which it is
 * the only run there can be. */
static enum cmd_result cmd_again(struct shell *sh, const struct words *w, struct err *err)
{
	struct kept_run run;	/* its levels are copied; the rest is the condition's own */

	if (words_args(w, 1, 1, err) || any_run(sh, w, &run, err) || lab_again(sh->lab, &run.levels, err))
		return CMD_ERROR;
	name_again(sh->lab, run.run + 1);
	return CMD_DONE;
}

const struct cmd cmds_runs[] = {
	{ "again", "N", "Run N once more, in slow motion: its levels become fixed.", NULL,
	  { ARG_RUN }, { NULL }, cmd_again, CMD_TRAINS },
	{ .name = NULL },
};
