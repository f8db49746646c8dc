/*
 * spread.c - the jackknife of a standard deviation.
 *
 * Leaving out row i changes a column's sum of squares by d^2 n/(n-1), where
 * d is its deviation from the mean: no column is summed again.
 */
#include "spread_int.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "moments_int.h"
#include "stat/dist.h"
#include "stat/stats.h"

static double jackknife_se(const struct moments *m)
{
	double n = (double)m->n;

	return sqrt((n - 1) / n * m->m2);
}

static void leave_one_out(const double *row, const double *mean, const double *m2,
			  size_t n, size_t cols, double *sd, double *var)
{
	double share = (double)n / (double)(n - 1), inv = 1 / (double)(n - 2);
	double a = 0, b = 0;

	for (size_t j = 0; j < cols; j++) {
		double d = row[j] - mean[j], v = (m2[j] - d * d * share) * inv;

		v = v > 0 ? v : 0;
		a += sqrt(v);
		b += v;
	}
	*sd = a / (double)cols;
	*var = b / (double)cols;
}

void spread_of_rows(void (*get)(const void *arg, size_t i, double *row),
		    const void *arg, size_t n, size_t cols, struct spread *out)
{
	struct moments log_sd = { 0 }, log_var = { 0 };
	double *row, *mean, *m2;
	int zero = 0;

	*out = (struct spread){ n, NAN, NAN, NAN, NAN };
	if (n < 2 || !cols)
		return;
	row = xcalloc(3 * cols, sizeof *row);
	mean = row + cols;
	m2 = mean + cols;
	for (size_t i = 0; i < n; i++) {
		get(arg, i, row);
		for (size_t j = 0; j < cols; j++)
			mean[j] += row[j] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		get(arg, i, row);
		for (size_t j = 0; j < cols; j++)
			m2[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
	}
	out->sd = out->var = 0;
	for (size_t j = 0; j < cols; j++) {
		double v = m2[j] / (double)(n - 1);

		out->sd += sqrt(v) / (double)cols;
		out->var += v / (double)cols;
	}
	for (size_t i = 0; n > 2 && i < n; i++) {
		double sd, var;

		get(arg, i, row);
		leave_one_out(row, mean, m2, n, cols, &sd, &var);
		if (!(sd > 0) || !(var > 0)) {
			zero = 1;
			break;
		}
		moments_add(&log_sd, log(sd));
		moments_add(&log_var, log(var));
	}
	if (n > 2 && !zero) {
		out->se_log_sd = jackknife_se(&log_sd);
		out->se_log_var = jackknife_se(&log_var);
	} else if (n > 2 && out->var == 0) {
		out->se_log_sd = out->se_log_var = 0;	/* nothing varies */
	}
	free(row);
}

struct estimate spread_interval(double x, double se_log, double nu, uint64_t n)
{
	double t = dist_t_q(.975, nu);

	return (struct estimate){ x, x * se_log, x * exp(-t * se_log), x * exp(t * se_log), n };
}
