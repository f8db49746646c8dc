/*
 * ask.c - questions that the runs at hand can answer: how many more, and what luck is in them.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/say.h"
#include "base/xalloc.h"
#include "report/report_int.h"
#include "report/sentence.h"
#include "stat/compare.h"
#include "stat/howmany.h"
#include "stat/lucky.h"

#define NEVER (UINT64_C(1) << 62)

/*
 * A row of the table: n runs, where there are `have` already; 0: these cannot tell.  limit:
 * of the precision, as a share, where no number does.
 */
static void put_runs(struct str *out, const char *what, uint64_t n, uint64_t have, double limit)
{
	str_addf(out, "  %-64s ", what);
	if (n == 0) {
		str_add(out, "these runs cannot tell");
	} else if (n >= NEVER) {
		str_add(out, "never");
		if (isfinite(limit)) {
			str_add(out, ": runs share rows, ");
			say_figure(out, 100 * limit, 2, SAY_SENTENCE);
			str_add(out, " % at best");
		}
	} else {
		str_add(out, n <= have ? "enough: about " : "");
		say_count(out, n);
		str_add(out, n <= have ? " would do" : "");
	}
	str_addc(out, '\n');
}

/* The same as a part of the sentence that the session keeps. */
static void put_found(struct str *out, const char *what, uint64_t n, uint64_t have, double limit)
{
	str_addf(out, "%s %s ", out->len ? ";" : "", what);
	if (n == 0) {
		str_add(out, "takes a number of runs that these cannot tell");
	} else if (n >= NEVER) {
		str_add(out, "cannot be had");
		if (isfinite(limit)) {
			str_add(out, ", for runs that draw their own split share rows and get no nearer than ");
			say_figure(out, 100 * limit, 2, SAY_SENTENCE);
			str_add(out, " % however many they are");
		}
	} else {
		str_add(out, "takes about ");
		say_count(out, n);
		str_add(out, n <= have ? " runs, which there are" : " runs");
	}
}

/* One of the figures, to both. */
static void put_figure(struct str *out, struct str *found, const char *what, uint64_t n, uint64_t have, double limit)
{
	put_runs(out, what, n, have, limit);
	put_found(found, what, n, have, limit);
}

static void put_left_out(const struct stats *s, struct str *out)
{
	if (!stats_diverged(s))
		return;
	say_count(out, stats_diverged(s));
	str_add(out, " of ");
	say_count(out, stats_runs(s));
	str_add(out, " runs diverged and are left out.\n");
}

/* Where runs were recorded without a data loss. */
static void put_judge(enum stats_outcome o, struct str *out)
{
	if (o != STATS_DATA_LOSS)
		str_addf(out, "These runs were recorded without the data loss after training; the %s may contain "
			 "penalty, masks and class weights.\n", stats_outcome_name(o));
}

/* How far apart two conditions are, whatever was run: no result of these runs. */
static void put_against(struct str *out)
{
	str_add(out, "A against B, runs of each (power .95):\n");
	put_runs(out, "to find a difference of one sd", howmany_means(1, .95), 0, NAN);
	put_runs(out, "... of half an sd", howmany_means(.5, .95), 0, NAN);
	put_runs(out, "... of half an sd of the paired differences (levels shared)",
		 howmany_paired(.5, .95), 0, NAN);
	put_runs(out, "that A is better in .75 of comparisons, for `compare` to say so",
		 howmany_better(.75, .95), 0, NAN);
	put_runs(out, "... in .75 of pairs (levels shared)", howmany_better_paired(.75, .95), 0, NAN);
}

static uint64_t runs_for_mean(const struct stats *s, enum stats_outcome o, double r)
{
	struct estimate mean = stats_outcome(s, o);
	double ratio = stats_shared_rows(s);
	size_t n;

	if (!(ratio > 0))
		return howmany_within(&mean, r);
	n = mean.mean != 0 ? howmany_mean_shared(stats_outcome_sd(s, o), r * fabs(mean.mean), ratio) : 0;
	return n == SIZE_MAX ? UINT64_MAX : n;
}

void report_howmany(const struct lab_entry *e, double r, struct str *out, struct str *said)
{
	const struct stats *s = e->stats;
	struct estimate d = stats_difference(s), mean, spread;
	enum stats_outcome o = stats_judge(s);
	struct str line = STR_INIT, found = STR_INIT;

	mean = stats_outcome(s, o);
	spread = stats_outcome_spread(s, o);
	str_addf(out, "Runs needed, judging by the %" PRIu64 " there are (precision %g %%)\n",
		 stats_runs(s) - stats_diverged(s), 100 * r);
	if (d.n && d.mean > 0) {
		str_addf(&line, "the mean prediction difference within %g %%", 100 * r);
		put_figure(out, &found, line.s, howmany_within(&d, r), d.n, NAN);
	}
	str_clear(&line);
	str_addf(&line, "the mean %s within %g %% of itself", stats_outcome_name(o), 100 * r);
	put_figure(out, &found, line.s, runs_for_mean(s, o, r), mean.n,
		 howmany_shared_limit(stats_outcome_sd(s, o), stats_shared_rows(s)) / fabs(mean.mean));
	if (spread.mean > 0) {
		str_clear(&line);
		str_addf(&line, "its standard deviation within %g %%", 100 * r);
		put_figure(out, &found, line.s, howmany_within(&spread, r), spread.n, NAN);
	}
	put_left_out(s, out);
	put_judge(o, out);
	put_against(out);
	compare_peeking_note(5, out);
	if (out->len && out->s[out->len - 1] != '\n')
		str_addc(out, '\n');
	str_add(&found, stats_diverged(s) ? ". " : ".");
	put_left_out(s, &found);
	if (found.s[found.len - 1] == '\n')
		found.s[--found.len] = '\0';
	str_addf(said, "Judging by %" PRIu64 " runs,%s", stats_runs(s) - stats_diverged(s), found.s);
	str_release(&found);
	str_release(&line);
}

static void put_halves(const struct stats *s, struct str *out)
{
	size_t n = stats_kept(s), got;
	double *even, *odd;

	/* with a free split the luck may be which rows were held out, and the probes are all rows */
	if (stats_shared_rows(s) > 0) {
		str_add(out, "Each run has drawn its own split: whose loss is low may have had easy rows held out, "
			"and that luck does not stay. `fix split` to ask about seeds.\n");
		return;
	}
	even = xreallocarray(NULL, n, sizeof *even);
	odd = xreallocarray(NULL, n, sizeof *odd);
	got = stats_half_errors(s, even, odd);
	if (got) {
		struct lucky_halves h = lucky_halves(even, odd, got);

		lucky_halves_sentence(&h, out);
		str_addc(out, '\n');
	}
	free(even);
	free(odd);
}

void report_lucky(const struct lab_entry *e, uint64_t draws, struct str *out)
{
	const struct stats *s = e->stats;
	const struct problem *p = &e->cond->problem;
	enum stats_outcome o = stats_judge(s), acc = stats_has(s, STATS_DATA_ACCURACY) ? STATS_DATA_ACCURACY : STATS_ACCURACY;
	struct best b;
	double *x;
	size_t k;

	if (stats_distinct(s) < 2) {
		str_add(out, "All runs are one run made again: there is no luck in them. `free init shuffle` first.\n");
		return;
	}
	x = xreallocarray(NULL, STATS_RESERVOIR, sizeof *x);
	k = stats_outcome_values(s, o, x);
	b = lucky_best(x, k, draws, !stats_outcome_rises(o));
	str_addf(out, "By %s, over %zu runs:\n", stats_outcome_name(o), k);
	put_left_out(s, out);
	put_judge(o, out);
	lucky_best_sentence(&b, stats_outcome(s, o).mean, draws, out);
	str_addc(out, '\n');
	put_halves(s, out);
	if (stats_has(s, acc) && p->n_test && !(stats_shared_rows(s) > 0)) {
		struct estimate sd = stats_outcome_spread(s, acc);
		struct lucky_binomial l = lucky_binomial(stats_outcome(s, acc).mean, &sd, p->n_test);

		lucky_binomial_sentence(&l, out);
		str_addc(out, '\n');
	}
	free(x);
}
