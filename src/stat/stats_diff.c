/*
 * stats_diff.c - how much two runs differ: mean, quantiles, histograms.
 *
 * The mean over all pairs of n runs is a U-statistic of degree 2 (Hoeffding
 * 1948).  Its pairs are not independent: each run is in n - 1 of them.  With
 * a_i the mean difference of run i from the others and s_a their sd, the
 * delete-one jackknife gives (Arvesen 1969)
 *
 *     se^2 = 4 (n - 1)^2 / (n (n - 2)^2) s_a^2
 *
 * The blocks after the kept runs are independent of them and of each other,
 * so the two means are combined with their numbers of runs as weights.
 */
#include "stat/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "hist_int.h"
#include "stats_int.h"

struct estimate stats_nothing(void)
{
	return (struct estimate){ NAN, NAN, NAN, NAN, 0 };
}

struct precision stats_u_precision(struct precision a, double n)
{
	a.se *= n > 2 ? 2 * (n - 1) / (n - 2) : NAN;
	return a;
}

struct estimate stats_within(double x, struct precision p, uint64_t n, double most)
{
	struct estimate e = interval_of(x, p, n, STATS_FEW_SPREAD);

	if (e.lo < 0)
		e.lo = 0;
	if (e.hi > most)
		e.hi = most;
	return e;
}

void stats_influence(const struct stats *s, double *out)
{
	if (s->mixed) {
		held_influence(s, out);
		return;
	}
	for (size_t i = 0; i < s->n_kept; i++)
		out[i] = s->row_sum[i] / ((double)s->n_kept - 1);
}

struct estimate stats_difference(const struct stats *s)
{
	double k = (double)s->n_kept, mean, *a;
	struct precision p;

	if (s->n_kept < 2 || !s->n_pred || (s->mixed && !s->held.pairs))
		return stats_nothing();
	a = xmalloc(s->n_kept * sizeof *a);
	stats_influence(s, a);
	p = stats_u_precision(precision_of_terms(a, s->n_kept, k), k);
	free(a);
	mean = s->pair_sum / (s->mixed ? (double)s->held.pairs : k * (k - 1) / 2);
	if (s->blocks.n > 1) {
		double b = (double)s->blocks.n, w = b * STATS_BLOCK / (k + b * STATS_BLOCK);

		mean = (1 - w) * mean + w * s->blocks.mean;
		p = precision_sum(p, precision_of_moments(&s->blocks), w);
	}
	return stats_honest(s, stats_within(mean, p, s->n, INFINITY));
}

double stats_difference_quantile(const struct stats *s, double q)
{
	return loghist_quantile(&s->hist, q);
}

void stats_hist_difference(const struct stats *s, double *lo, double *hi,
			   uint32_t *bin, size_t bins)
{
	if (*lo == *hi)
		loghist_range(&s->hist, lo, hi);
	loghist_bins(&s->hist, *lo, *hi, bin, bins);
}

void stats_hist_signed(const struct stats *s, size_t which, double *lo, double *hi,
		       uint32_t *bin, size_t bins)
{
	double *p = xmalloc((s->n_kept + 1) * sizeof *p), *d;
	size_t n = 0, lags, m = 0;

	memset(bin, 0, bins * sizeof *bin);
	for (size_t i = 0; i < s->n_kept && which < s->n_pred; i++)
		if (!isnan(s->kept_pred[i][which]))	/* trained on in that run */
			p[n++] = (double)s->kept_pred[i][which];
	lags = n ? 32768 / n : 0;
	if (lags > n - 1 && n)
		lags = n - 1;
	if (!lags) {
		hist_values(NULL, 0, lo, hi, bin, bins);
		free(p);
		return;
	}
	d = xmalloc(lags * n * sizeof *d);
	for (size_t lag = 1; lag <= lags; lag++)
		for (size_t i = lag; i < n; i++)
			d[m++] = p[i] - p[i - lag];
	hist_values(d, m, lo, hi, bin, bins);
	free(d);
	free(p);
}
