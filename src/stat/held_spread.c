/*
 * held_spread.c - spread.c for rows that know some of the columns only.
 *
 * A column has the rows that know it, m_j of them.  Without row i a column that it knows
 * has m_j - 1, and is in no mean where these are fewer than two.
 */
#include "spread_int.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "stat/dist.h"

struct table {
	void (*get)(const void *arg, size_t i, double *row);
	const void *arg;
	size_t n, cols;
	double *row, *first, *mean, *m2;	/* [cols] */
	double *known;				/* [cols] rows that know it */
	const double *c4;			/* [n + 1] */
};

static void moments_of(struct table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		t->get(t->arg, i, t->row);
		for (size_t j = 0; j < t->cols; j++) {
			if (isnan(t->row[j]))
				continue;
			if (!(t->known[j]++ > 0))	/* about which what does not vary is exactly 0 */
				t->first[j] = t->row[j];
			t->mean[j] += t->row[j] - t->first[j];
		}
	}
	for (size_t j = 0; j < t->cols; j++)
		t->mean[j] = t->first[j] + (t->known[j] > 0 ? t->mean[j] / t->known[j] : 0);
	for (size_t i = 0; i < t->n; i++) {
		t->get(t->arg, i, t->row);
		for (size_t j = 0; j < t->cols; j++)
			if (!isnan(t->row[j]))
				t->m2[j] += (t->row[j] - t->mean[j]) * (t->row[j] - t->mean[j]);
	}
}

/* Of all rows, or without t->row. */
static void means(const struct table *t, int without, double *sd, double *var)
{
	double a = 0, b = 0, cols = 0;

	for (size_t j = 0; j < t->cols; j++) {
		double m = t->known[j], m2 = t->m2[j], v;

		if (without && m > 1 && !isnan(t->row[j])) {
			double d = t->row[j] - t->mean[j];

			m2 -= d * d * m / (m - 1);
			m--;
		}
		if (m < 2)
			continue;
		v = m2 > 0 ? m2 / (m - 1) : 0;
		a += sqrt(v) / t->c4[(size_t)m];
		b += v;
		cols++;
	}
	*sd = a / cols;
	*var = b / cols;
}

static void spread(struct table *t, struct spread *out)
{
	size_t n = t->n;
	double *log_sd = xcalloc(2 * n + 1, sizeof *log_sd), *log_var = log_sd + n;

	t->row = xcalloc(5 * t->cols, sizeof *t->row);
	t->first = t->row + t->cols;
	t->mean = t->first + t->cols;
	t->m2 = t->mean + t->cols;
	t->known = t->m2 + t->cols;
	moments_of(t);
	means(t, 0, &out->sd, &out->var);
	for (size_t i = 0; n > 2 && i < n; i++) {
		double sd, var;

		t->get(t->arg, i, t->row);
		means(t, 1, &sd, &var);
		log_sd[i] = log(sd);
		log_var[i] = log(var);
	}
	if (n > 2)
		spread_logs(out, log_sd, log_var, n);
	free(t->row);
	free(log_sd);
}

static void held(void (*get)(const void *arg, size_t i, double *row), const void *arg, size_t n,
		 size_t cols, int corrected, struct spread *out)
{
	double *c4 = xmalloc((n + 1) * sizeof *c4);
	struct table t = { .get = get, .arg = arg, .n = n, .cols = cols, .c4 = c4 };

	*out = (struct spread){ n, NAN, NAN, { NAN, { NAN, NAN, NAN } }, { NAN, { NAN, NAN, NAN } } };
	for (size_t i = 0; i <= n; i++)
		c4[i] = corrected && i > 1 ? dist_c4(i) : 1;
	if (n > 1 && cols)
		spread(&t, out);
	free(c4);
}

void spread_of_held(void (*get)(const void *arg, size_t i, double *row),
		    const void *arg, size_t n, size_t cols, struct spread *out)
{
	held(get, arg, n, cols, 0, out);
}

void spread_of_held_c4(void (*get)(const void *arg, size_t i, double *row),
		       const void *arg, size_t n, size_t cols, struct spread *out)
{
	held(get, arg, n, cols, 1, out);
}
