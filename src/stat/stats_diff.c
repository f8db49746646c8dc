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
#include "stat/dist.h"
#include "stats_int.h"

struct estimate stats_nothing(void)
{
	return (struct estimate){ NAN, NAN, NAN, NAN, 0 };
}

struct estimate stats_mean_interval(double mean, double se, double nu, uint64_t n)
{
	double t = nu > 0 ? dist_t_q(.975, nu) : NAN;

	return (struct estimate){ mean, se, mean - t * se, mean + t * se, n };
}

double stats_u_se(double n, double var_a)
{
	return n > 2 ? 2 * (n - 1) / (n - 2) * sqrt(var_a / n) : NAN;
}

struct estimate stats_difference(const struct stats *s)
{
	double k = (double)s->n_kept, mean, se, w;
	uint64_t later = s->blocks.n * STATS_BLOCK;
	double var_a = 0;
	struct estimate e;

	if (s->n_kept < 2)
		return stats_nothing();
	mean = s->pair_sum / (k * (k - 1) / 2);
	for (size_t i = 0; i < s->n_kept; i++) {
		double a = s->row_sum[i] / (k - 1) - mean;

		var_a += a * a;
	}
	se = stats_u_se(k, var_a / (k - 1));
	if (s->blocks.n > 1) {
		w = (double)later / (k + (double)later);
		mean = (1 - w) * mean + w * s->blocks.mean;
		se = hypot((1 - w) * se,
			   w * sqrt(moments_var(&s->blocks) / (double)s->blocks.n));
	} else {
		later = 0;
	}
	e = stats_mean_interval(mean, se, k + (double)later - 1, s->n_kept + later);
	if (e.lo < 0)
		e.lo = 0;
	return e;
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
	size_t n = s->n_kept, lags = n ? 32768 / n : 0, m = 0;
	double *d;

	memset(bin, 0, bins * sizeof *bin);
	if (lags > n - 1 && n)
		lags = n - 1;
	if (which >= s->n_pred || !lags) {
		hist_values(NULL, 0, lo, hi, bin, bins);
		return;
	}
	d = xmalloc(lags * n * sizeof *d);
	for (size_t lag = 1; lag <= lags; lag++)
		for (size_t i = lag; i < n; i++)
			d[m++] = (double)s->kept_pred[i][which] -
				 (double)s->kept_pred[i - lag][which];
	hist_values(d, m, lo, hi, bin, bins);
	free(d);
}
