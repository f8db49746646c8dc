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
 * A mean difference is a scale: its logarithm is closer to normal, and the
 * interval is made there, with spread_freedom degrees of freedom.
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

struct u_error stats_u_error(double n, const double *a, size_t m)
{
	double mean = 0, sum2 = 0, sum4 = 0;

	if (n < 3 || m < 2)
		return (struct u_error){ NAN, NAN };
	for (size_t i = 0; i < m; i++)
		mean += a[i] / (double)m;
	for (size_t i = 0; i < m; i++) {
		double d = (a[i] - mean) * (a[i] - mean);

		sum2 += d;
		sum4 += d * d;
	}
	return (struct u_error){
		2 * (n - 1) / (n - 2) * sqrt(sum2 / ((double)m - 1) / n),
		spread_freedom(m, sum2, sum4) * n / (double)m,
	};
}

struct estimate stats_log_interval(double mean, double se, double nu, uint64_t n)
{
	double reach = mean > 0 ? exp(dist_t_q(.975, nu) * se / mean) : isnan(se) ? NAN : 1;

	return (struct estimate){ mean, se, mean / reach, mean * reach, n };
}

/* Of the sum of two independent estimates with weights 1 - w and w (Welch 1947). */
static struct u_error combine(struct u_error a, struct u_error b, double w)
{
	double va = (1 - w) * (1 - w) * a.se * a.se, vb = w * w * b.se * b.se;
	double sum = va + vb;

	return (struct u_error){
		sqrt(sum),
		sum > 0 ? sum * sum / (va * va / a.nu + vb * vb / b.nu) : a.nu + b.nu,
	};
}

struct estimate stats_difference(const struct stats *s)
{
	double k = (double)s->n_kept, mean, *a;
	struct u_error e;

	if (s->n_kept < 2)
		return stats_nothing();
	a = xmalloc(s->n_kept * sizeof *a);
	for (size_t i = 0; i < s->n_kept; i++)
		a[i] = s->row_sum[i] / (k - 1);
	e = stats_u_error(k, a, s->n_kept);
	free(a);
	mean = s->pair_sum / (k * (k - 1) / 2);
	if (s->blocks.n > 1) {
		double b = (double)s->blocks.n, w = b * STATS_BLOCK / (k + b * STATS_BLOCK);
		struct u_error eb = { sqrt(moments_var(&s->blocks) / b), b - 1 };

		mean = (1 - w) * mean + w * s->blocks.mean;
		e = combine(e, eb, w);
	}
	return stats_log_interval(mean, e.se, e.nu, s->n);
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
