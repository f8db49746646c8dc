/*
 * cmd_ask.c - howmany and lucky: questions that the runs at hand can answer.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "cmd_int.h"
#include "stat/compare.h"
#include "stat/howmany.h"
#include "stat/lucky.h"

static int need_runs(const struct lab *lab, const struct words *w, size_t least, struct err *err)
{
	const struct stats *s = lab->cur->pub.stats;

	if (stats_kept(s) >= least)
		return 0;
	if (stats_diverged(s) > 0 && stats_runs(s) >= least)
		return word_err(w, 0, err, ERR_STATE, "this needs %zu runs that did not diverge; %" PRIu64 " of %" PRIu64
				" did", least, stats_diverged(s), stats_runs(s));
	return word_err(w, 0, err, ERR_STATE, "this needs %zu runs at least: `run %zu` first", least, least);
}

/* Every line of an answer is a result; columns are for the eye alone. */
static void print_results(struct lab *lab, const char *text)
{
	lab_print(lab, text);
	while (*text) {
		size_t n = strcspn(text, "\n");
		struct str line = STR_INIT;

		for (size_t i = 0; i < n; i++)
			if (text[i] != ' ' || (line.len && line.s[line.len - 1] != ' '))
				str_addc(&line, text[i]);
		if (line.len)
			lab_note(lab, "result", line.s);
		str_release(&line);
		text += n + (text[n] == '\n');
	}
}

static enum stats_outcome main_outcome(const struct stats *s)
{
	return stats_has(s, STATS_ACCURACY) ? STATS_ACCURACY
		: stats_has(s, STATS_TEST_LOSS) ? STATS_TEST_LOSS : STATS_TRAIN_LOSS;
}

static void put_runs(struct str *out, const char *what, uint64_t n)
{
	str_addf(out, "%-64s ", what);
	if (n >= UINT64_C(1) << 62)
		str_add(out, "never");
	else
		text_count(out, n);
	str_addc(out, '\n');
}

enum cmd_result cmd_howmany(struct lab *lab, const struct words *w, struct err *err)
{
	const struct stats *s = lab->cur->pub.stats;
	struct estimate d = stats_difference(s), mean;
	enum stats_outcome o = main_outcome(s);
	struct str out = STR_INIT, line = STR_INIT;
	double r = .05;

	if (words_args(w, 0, 1, err) || need_runs(lab, w, 10, err)
	    || (w->n == 2 && word_real(w, 1, 0, "a relative precision", .0001, .9, &r, err)))
		return CMD_ERROR;
	mean = stats_outcome(s, o);
	str_addf(&out, "Runs needed, judging by the %" PRIu64 " there are (precision %g %%)\n", stats_runs(s), 100 * r);
	if (d.n && d.mean > 0) {
		str_addf(&line, "  the mean prediction difference within %g %%", 100 * r);
		put_runs(&out, line.s, howmany_shrink(d.n, (d.hi - d.lo) / 2, r * d.mean));
	}
	str_clear(&line);
	str_addf(&line, "  the mean %s within %g %% of itself", stats_outcome_name(o), 100 * r);
	put_runs(&out, line.s, howmany_mean(stats_outcome_sd(s, o), r * fabs(mean.mean)));
	str_clear(&line);
	str_addf(&line, "  a standard deviation within %g %%", 100 * r);
	put_runs(&out, line.s, howmany_sd(r));
	put_runs(&out, "  A against B, each: to find a difference of one sd (power .95)", howmany_means(1, .95));
	put_runs(&out, "  ... of half an sd", howmany_means(.5, .95));
	put_runs(&out, "  ... of half an sd of the paired differences (levels shared)", howmany_paired(.5, .95));
	put_runs(&out, "  ... P(A better) = .75 against a coin", howmany_better(.75, .95));
	compare_peeking_note(5, &out);
	if (out.len && out.s[out.len - 1] != '\n')
		str_addc(&out, '\n');
	print_results(lab, out.s);
	str_release(&line);
	str_release(&out);
	return CMD_DONE;
}

static void put_halves(const struct stats *s, struct str *out)
{
	size_t n = stats_kept(s), got;
	double *even = xreallocarray(NULL, n, sizeof *even), *odd = xreallocarray(NULL, n, sizeof *odd);

	got = stats_half_errors(s, even, odd);
	if (got) {
		struct lucky_halves h = lucky_halves(even, odd, got);

		lucky_halves_sentence(&h, out);
		str_addc(out, '\n');
	}
	free(even);
	free(odd);
}

enum cmd_result cmd_lucky(struct lab *lab, const struct words *w, struct err *err)
{
	const struct stats *s = lab->cur->pub.stats;
	const struct problem *p = &lab->cur->pub.cond->problem;
	enum stats_outcome o = main_outcome(s);
	struct str out = STR_INIT;
	unsigned long long draws = 10;
	size_t n = stats_kept(s), k;
	struct best b;
	double *x;

	if (words_args(w, 0, 1, err) || need_runs(lab, w, 20, err)
	    || (w->n == 2 && word_uint(w, 1, 0, "a number of seeds", 1, n, &draws, err)))
		return CMD_ERROR;
	x = xreallocarray(NULL, STATS_RESERVOIR, sizeof *x);
	k = stats_outcome_values(s, o, x);
	b = lucky_best(x, k, draws, o != STATS_ACCURACY);
	str_addf(&out, "By %s, over %zu runs:\n", stats_outcome_name(o), k);
	lucky_best_sentence(&b, stats_outcome(s, o).mean, draws, &out);
	str_addc(&out, '\n');
	put_halves(s, &out);
	if (o == STATS_ACCURACY && p->n_test) {
		struct estimate sd = stats_outcome_spread(s, o);
		struct lucky_binomial l = lucky_binomial(stats_outcome(s, o).mean, &sd, p->n_test);

		lucky_binomial_sentence(&l, &out);
		str_addc(&out, '\n');
	}
	print_results(lab, out.s);
	str_release(&out);
	free(x);
	return CMD_DONE;
}
