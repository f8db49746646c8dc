/*
 * divergence.c - a table of log10 distances, a row per pair of twins.
 */
#include "stat/divergence.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "moments_int.h"
#include "stat/dist.h"
#include "stat/quantile.h"

struct divergence {
	size_t epochs, twins, cap;
	double *log;		/* (cap, epochs); -INFINITY identical, NaN unknown */
};

double divergence_distance(const float *p, const float *q, size_t n)
{
	double s = 0;

	for (size_t i = 0; i < n; i++)
		s += fabs((double)p[i] - (double)q[i]);
	return n ? s / (double)n : NAN;
}

struct divergence *divergence_new(size_t epochs)
{
	struct divergence *d = xcalloc(1, sizeof *d);

	d->epochs = epochs;
	return d;
}

void divergence_free(struct divergence *d)
{
	if (!d)
		return;
	free(d->log);
	free(d);
}

void divergence_add(struct divergence *d, const double *distance, size_t epochs)
{
	double *row;

	if (d->twins == DIVERGENCE_TWINS || !d->epochs)
		return;
	if (d->twins == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 8;
		d->log = xreallocarray(d->log, d->cap * d->epochs, sizeof *d->log);
	}
	row = d->log + d->twins++ * d->epochs;
	for (size_t e = 0; e < d->epochs; e++)
		row[e] = e < epochs && isfinite(distance[e]) ? log10(distance[e]) : NAN;
}

size_t divergence_twins(const struct divergence *d) { return d->twins; }
size_t divergence_epochs(const struct divergence *d) { return d->epochs; }

double divergence_quantile(const struct divergence *d, size_t e, double q)
{
	double x[DIVERGENCE_TWINS];
	size_t n = 0, identical = 0;

	if (e >= d->epochs)
		return NAN;
	for (size_t t = 0; t < d->twins; t++) {
		double v = d->log[t * d->epochs + e];

		if (isnan(v))
			continue;
		identical += isinf(v) != 0;
		x[n++] = v;
	}
	quantile_sort(x, n);
	/* between -inf and a number there is nothing to interpolate */
	if (n && q * (double)(n - 1) < (double)identical && identical)
		return -INFINITY;
	return quantile_of(x, n, q);
}

double divergence_identical(const struct divergence *d, size_t e)
{
	size_t n = 0, same = 0;

	for (size_t t = 0; e < d->epochs && t < d->twins; t++) {
		double v = d->log[t * d->epochs + e];

		n += !isnan(v);
		same += !isnan(v) && isinf(v);
	}
	return n ? (double)same / (double)n : NAN;
}

/* Least squares over the finite points; NaN with fewer than two. */
static double slope(const double *y, size_t from, size_t to)
{
	double n = 0, mx = 0, my = 0, xx = 0, xy = 0;

	for (size_t e = from; e < to; e++) {
		if (!isfinite(y[e]))
			continue;
		n++;
		mx += ((double)e - mx) / n;
		my += (y[e] - my) / n;
	}
	for (size_t e = from; e < to; e++) {
		if (!isfinite(y[e]))
			continue;
		xx += ((double)e - mx) * ((double)e - mx);
		xy += ((double)e - mx) * (y[e] - my);
	}
	return n > 1 ? xy / xx : NAN;
}

struct growth divergence_growth(const struct divergence *d, size_t from, size_t to)
{
	struct moments m = { 0 };
	struct growth g = { 0, NAN, NAN, NAN };
	double reach;

	if (to > d->epochs)
		to = d->epochs;
	for (size_t t = 0; t < d->twins; t++) {
		double s = slope(d->log + t * d->epochs, from, to);

		if (isfinite(s))
			moments_add(&m, s);
	}
	g.n = (size_t)m.n;
	if (!m.n)
		return g;
	g.rate = m.mean;
	if (m.n > 1) {
		reach = dist_t_q(.975, (double)m.n - 1) * sqrt(moments_var(&m) / (double)m.n);
		g.lo = g.rate - reach;
		g.hi = g.rate + reach;
	}
	return g;
}

/*
 * Where growth ends: twins that have parted go nowhere, and a line fitted through
 * that part too would say how long the training was, not how fast they part.  The
 * epoch in which they come within a decade of the farthest (some part earlier than
 * their median), where that is two decades or more above the beginning.
 */
size_t divergence_growth_end(const struct divergence *d, size_t from, size_t end)
{
	double top = -INFINITY, v;

	for (size_t e = from; e < end; e++) {
		v = divergence_quantile(d, e, .5);
		top = v > top ? v : top;
	}
	if (from == end || !(top - divergence_quantile(d, from, .5) >= 2))
		return end;
	for (size_t e = from; e < end; e++)
		if (divergence_quantile(d, e, .5) > top - 1)
			return e + 1;
	return end;
}
