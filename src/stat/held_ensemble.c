/*
 * held_ensemble.c - averages of M runs with their own splits.
 *
 * A row is judged by runs that held it out, and of L runs in a row only some did.  So kept
 * runs are dealt into disjoint groups of L, L so large that most rows find M runs in most
 * groups, and a group's average at a row is that of the first M of its runs that held the
 * row out; where there are fewer it has none.  Every average is then one of exactly M
 * runs, none of which was trained on the row, and groups are independent of
 * each other.
 */
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "held_int.h"
#include "stats_int.h"

#define FEW 10		/* groups that give an interval, as in ensemble.c */

struct groups {
	const struct stats *s;
	size_t m, size;
};

/* M runs at most rows: those that hold a row out are binomial, so one sd more than the mean. */
static size_t group_size(const struct stats *s, size_t m)
{
	const struct problem *p = &s->held.split;
	double share = (double)p->n_test / (double)(p->n_test + p->n_train);

	return m == 1 ? 1 : (size_t)ceil(((double)m + sqrt((double)m * (1 - share))) / share);
}

/* The runs of group g that average at probe j; returns how many: m, or fewer. */
static size_t members(const struct groups *a, size_t g, size_t j, size_t *run)
{
	size_t n = 0;

	for (size_t i = g * a->size; i < (g + 1) * a->size && n < a->m; i++)
		if (!isnan(a->s->kept_pred[i][j * a->s->outputs]))
			run[n++] = i;
	return n;
}

static void group_mean(const void *arg, size_t g, double *row)
{
	const struct groups *a = arg;
	const struct stats *s = a->s;
	size_t *run = xcalloc(a->m, sizeof *run);

	for (size_t j = 0; j < s->n_probes; j++) {
		size_t n = members(a, g, j, run);

		for (size_t k = 0; k < s->outputs; k++) {
			double sum = 0;

			for (size_t i = 0; i < n; i++)
				sum += (double)s->kept_pred[run[i]][j * s->outputs + k];
			row[j * s->outputs + k] = n == a->m ? sum / (double)a->m : NAN;
		}
	}
	free(run);
}

/* Of group g: loss of the averages, and mean loss of the runs they are made of, over the
 * probes that have one; *whole is the latter with probabilities hardly clipped.  0 where none
 * has. */
static int group_loss(const struct groups *a, size_t g, double *row, size_t *run,
		      double *together, double *single, double *whole)
{
	const struct stats *s = a->s;
	double probes = 0;

	*together = *single = *whole = 0;
	group_mean(a, g, row);
	for (size_t j = 0; j < s->n_probes; j++) {
		const double *p = row + j * s->outputs;
		double own = 0, all = 0;

		if (isnan(p[0]))
			continue;
		members(a, g, j, run);
		*together += stats_probe_loss(s, p, j, STATS_CLIP);
		for (size_t i = 0; i < a->m; i++) {
			double *one = row + s->n_pred;

			for (size_t k = 0; k < s->outputs; k++)
				one[k] = (double)s->kept_pred[run[i]][j * s->outputs + k];
			own += stats_probe_loss(s, one, j, STATS_CLIP);
			all += stats_probe_loss(s, one, j, 1e-30);
		}
		*single += own / (double)a->m;
		*whole += all / (double)a->m;
		probes++;
	}
	*together /= probes;
	*single /= probes;
	*whole /= probes;
	return probes > 0;
}

static void losses(const struct groups *a, size_t n, struct ensemble *out)
{
	struct moments loss = { 0 }, single = { 0 }, gain = { 0 }, whole = { 0 };
	double *row = xcalloc(a->s->n_pred + a->s->outputs, sizeof *row);
	size_t *run = xcalloc(a->m, sizeof *run);

	for (size_t g = 0; g < n; g++) {
		double together, own, all;

		if (!group_loss(a, g, row, run, &together, &own, &all))
			continue;
		moments_add(&loss, together);
		moments_add(&single, own);
		moments_add(&whole, all);
		moments_add(&gain, own - together);
	}
	free(row);
	free(run);
	if (!gain.n)
		return;
	ensemble_losses(out, &loss, &single, &whole, &gain, gain.n * a->size);
}

int held_ensemble(const struct stats *s, size_t m, struct ensemble *out)
{
	struct groups a = { s, m, m ? group_size(s, m) : 0 };
	size_t n = m ? s->n_kept / a.size : 0;
	struct spread one, many;
	struct estimate e;

	if (n < 4 || !s->n_pred)
		return 0;
	spread_of_held_c4(group_mean, &(struct groups){ s, 1, 1 }, n * a.size, s->n_pred, &one);
	spread_of_held_c4(group_mean, &a, n, s->n_pred, &many);
	if (isnan(many.sd) || isnan(one.sd))
		return 0;
	many.log_sd.bias = 0;	/* c4 corrects it already */
	e = spread_interval(many.sd, &many.log_sd, n,
			    n * a.size < STATS_FEW_SPREAD || m == 1 ? STATS_FEW_SPREAD : FEW);
	*out = (struct ensemble){
		.m = m, .groups = n, .runs = m == 1 ? 0 : a.size, .sd = e.mean, .sd_lo = e.lo, .sd_hi = e.hi,
		.expect_sd = one.sd / sqrt((double)m),
		.loss = NAN, .single_loss = NAN,
		.gain = NAN, .gain_lo = NAN, .gain_hi = NAN,
	};
	if (s->target)
		losses(&a, n, out);
	return 1;
}
