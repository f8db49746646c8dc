/*
 * between.c - figures of the line between two runs' weights; see between.h.
 */
#include "stat/between.h"

#include <math.h>

#include "engine/scores.h"

#define LAST (BETWEEN_POINTS - 1)

static double length(const float *x, const float *y, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double d = (double)x[i] - (y ? (double)y[i] : 0);

		sum += d * d;
	}
	return sqrt(sum);
}

void between_init(struct between *b)
{
	*b = (struct between){ .norm = { NAN, NAN }, .predictions = NAN, .churn = NAN };
	for (int k = 0; k < 2; k++) {
		b->path[k].apart = NAN;
		for (size_t i = 0; i < BETWEEN_POINTS; i++)
			b->path[k].loss[i] = b->path[k].accuracy[i] = NAN;
	}
}

size_t between_point(size_t n)
{
	size_t step = LAST, of = 1;

	if (n < 2)
		return n * LAST;
	/* of points halve the gaps that are step wide */
	for (n -= 2; n >= of; n -= of, of *= 2)
		step /= 2;
	return step / 2 + n * step;
}

void between_weights(const float *a, const float *b, size_t n, size_t i, float *out)
{
	const float t = (float)i / (float)LAST;

	for (size_t k = 0; k < n; k++)
		out[k] = i == 0 ? a[k] : i == LAST ? b[k] : a[k] + t * (b[k] - a[k]);
}

double between_distance(const float *a, const float *b, size_t n)
{
	return length(a, b, n);
}

double between_churn(const float *p, const float *q, size_t n, size_t outputs)
{
	size_t other = 0;

	for (size_t i = 0; i < n; i++)
		other += scores_class(p + i * outputs, outputs) != scores_class(q + i * outputs, outputs);
	return n ? (double)other / (double)n : NAN;
}

/* How far y rises above the line between its ends, times sign. */
static double most(const double *y, double sign, double *at)
{
	double best = 0;

	if (at)
		*at = 0;
	if (!isfinite(y[0]) || !isfinite(y[LAST]))
		return NAN;
	for (size_t i = 1; i < LAST; i++) {
		const double t = (double)i / LAST, rise = sign * (y[i] - (y[0] + t * (y[LAST] - y[0])));

		if (isnan(y[i]) || rise <= best)
			continue;
		best = rise;
		if (at)
			*at = t;
	}
	return best;
}

double between_barrier(const struct between_path *p, double *at)
{
	return most(p->loss, 1, at);
}

double between_drop(const struct between_path *p, double *at)
{
	return most(p->accuracy, -1, at);
}

double between_apart(const struct between *b, int path)
{
	return b->path[path].apart / hypot(b->norm[0], b->norm[1]);
}
