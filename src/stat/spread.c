/*
 * spread.c - the jackknife of a standard deviation.
 *
 * Leaving out row i changes a column's sum of squares by d^2 n/(n-1), where
 * d is its deviation from the mean: no column is summed again.
 *
 * Squared deviations have long tails, so a standard error made of n of them
 * knows less than n - 1 degrees of freedom say: with those, 95 % intervals
 * cover 92 %.  spread_freedom (interval.c) measures what they know.
 */
#include "spread_int.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "stat/stats.h"

/*
 * From the logs of the n leave-one-out values, and that of the whole.  What a
 * row does to the whole is the opposite of what leaving it out does.
 */
struct jack spread_jackknife(double *x, size_t n, double whole)
{
	double mean = 0, m = (double)n;
	struct precision p;

	for (size_t i = 0; i < n; i++) {
		mean += x[i] / m;
		x[i] = -x[i] * (m - 1);
	}
	p = precision_of_terms(x, n, m);
	return (struct jack){ (m - 1) * (mean - whole), p };
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
	double *row, *mean, *m2, *first, *log_sd, *log_var;

	*out = (struct spread){ n, NAN, NAN, { NAN, { NAN, NAN, NAN } }, { NAN, { NAN, NAN, NAN } } };
	if (n < 2 || !cols)
		return;
	row = xcalloc(4 * cols + 2 * n, sizeof *row);
	mean = row + cols;
	m2 = mean + cols;
	first = m2 + cols;
	log_sd = first + cols;
	log_var = log_sd + n;
	get(arg, 0, first);	/* about which what does not vary is exactly 0 */
	for (size_t i = 0; i < n; i++) {
		get(arg, i, row);
		for (size_t j = 0; j < cols; j++)
			mean[j] += (row[j] - first[j]) / (double)n;
	}
	for (size_t j = 0; j < cols; j++)
		mean[j] += first[j];
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
		log_sd[i] = log(sd);
		log_var[i] = log(var);
	}
	if (n > 2)
		spread_logs(out, log_sd, log_var, n);
	free(row);
}

void spread_logs(struct spread *out, double *log_sd, double *log_var, size_t n)
{
	if (out->var > 0) {
		out->log_sd = spread_jackknife(log_sd, n, log(out->sd));
		out->log_var = spread_jackknife(log_var, n, log(out->var));
	} else {	/* nothing varies */
		out->log_sd = out->log_var = (struct jack){ 0, { 0, (double)n - 1, 0 } };
	}
}

struct estimate spread_interval(double x, const struct jack *j, uint64_t n,
				uint64_t least)
{
	double centre = x * exp(-j->bias), lo, hi;
	struct estimate e = { x, x * j->error.se, NAN, NAN, n };

	/* one row may make all the difference: then the jackknife knows nothing */
	if (!isfinite(j->error.se) || !isfinite(j->bias)) {
		e.se = NAN;
		return e;
	}
	if (n < least)
		return e;
	interval_quantiles(j->error, &lo, &hi);
	e.lo = e.hi = x;
	if (j->error.se > 0) {
		e.lo = fmin(x, centre * exp(-hi * j->error.se));
		e.hi = fmax(x, centre * exp(-lo * j->error.se));
	}
	return e;
}
