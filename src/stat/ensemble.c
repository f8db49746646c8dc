/*
 * ensemble.c - what averaging M runs buys.
 *
 * Kept runs are dealt into disjoint groups of M in the order of the runs, so
 * that groups are independent and their spread can be measured instead of
 * believed.  1/sqrt(M) is what independence of runs promises for the spread;
 * the loss gains by Jensen's inequality for convex losses (for squared error
 * the gain is exactly the variance that is averaged away: Krogh & Vedelsby 1995).
 */
#include "stat/stats.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "stat/dist.h"
#include "stats_int.h"

/* Averages have shorter tails than runs: fewer of them give an interval. */
#define ENSEMBLE_FEW 10

struct groups {
	const struct stats *s;
	size_t m;
};

static void group_mean(const void *arg, size_t g, double *row)
{
	const struct groups *a = arg;
	const struct stats *s = a->s;

	for (size_t j = 0; j < s->n_pred; j++)
		row[j] = 0;
	for (size_t i = g * a->m; i < (g + 1) * a->m; i++)
		for (size_t j = 0; j < s->n_pred; j++)
			row[j] += (double)s->kept_pred[i][j];
	for (size_t j = 0; j < s->n_pred; j++)
		row[j] /= (double)a->m;
}

void ensemble_losses(struct ensemble *out, const struct moments *loss, const struct moments *single,
		     const struct moments *whole, const struct moments *gain, uint64_t runs)
{
	struct estimate e = interval_of(gain->mean, precision_of_moments(gain), runs, STATS_FEW);

	out->loss = loss->mean;
	out->single_loss = single->mean;
	out->clipped = whole->mean > 1.01 * single->mean;
	out->gain = e.mean;
	out->gain_lo = e.lo;
	out->gain_hi = e.hi;
}

static void losses(const struct groups *a, size_t n, struct ensemble *out)
{
	const struct groups each = { a->s, 1 };
	struct moments loss = { 0 }, single = { 0 }, gain = { 0 }, whole = { 0 };
	double *row = xcalloc(a->s->n_pred, sizeof *row);

	for (size_t g = 0; g < n; g++) {
		struct moments own = { 0 };
		double together;

		group_mean(a, g, row);
		together = stats_loss_at(a->s, row, STATS_CLIP);
		for (size_t i = 0; i < a->m; i++) {
			group_mean(&each, g * a->m + i, row);
			moments_add(&own, stats_loss_at(a->s, row, STATS_CLIP));
			moments_add(&whole, stats_loss_at(a->s, row, 1e-30));
		}
		moments_add(&loss, together);
		moments_add(&single, own.mean);
		moments_add(&gain, own.mean - together);
	}
	free(row);
	ensemble_losses(out, &loss, &single, &whole, &gain, n * a->m);
}

int stats_ensemble(const struct stats *s, size_t m, struct ensemble *out)
{
	struct groups a = { s, m };
	size_t n = m ? s->n_kept / m : 0;
	struct spread one, many;
	struct estimate e;

	if (s->shared_levels || !s->n_pred)
		return 0;
	if (s->mixed)
		return held_ensemble(s, m, out);
	if (n < 4 || !s->n_pred)
		return 0;
	spread_of_rows(group_mean, &(struct groups){ s, 1 }, n * m, s->n_pred, &one);
	spread_of_rows(group_mean, &a, n, s->n_pred, &many);
	many.log_sd.bias = 0;	/* c4 corrects it already */
	e = spread_interval(many.sd / dist_c4(n), &many.log_sd, n,
			    n * m < STATS_FEW_SPREAD || m == 1 ? STATS_FEW_SPREAD : ENSEMBLE_FEW);
	*out = (struct ensemble){
		.m = m, .groups = n, .sd = e.mean, .sd_lo = e.lo, .sd_hi = e.hi,
		.expect_sd = one.sd / dist_c4(n * m) / sqrt((double)m),
		.loss = NAN, .single_loss = NAN,
		.gain = NAN, .gain_lo = NAN, .gain_hi = NAN,
	};
	if (s->target)
		losses(&a, n, out);
	return 1;
}
