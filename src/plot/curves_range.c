/*
 * curves_range.c - the window a loss chart chooses for itself.
 *
 * The axes must not move at every frame, so ends are rounded to whole ticks;
 * and one wild run must not flatten all others, so runs count only by the
 * middle 98 % of a sample of their values.
 */
#include "plot/curves.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "plot_int.h"

enum { SAMPLE_MAX = 2048 };

static int compare(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static void add_array(struct range *r, const float *y, size_t n, int log)
{
	for (size_t i = 0; y && i < n; i++)
		if (!log || y[i] > 0)
			range_add(r, y[i]);
}

/* 1 and 99 % of the runs' values, from at most SAMPLE_MAX of them. */
static void add_runs(struct range *r, const struct curves_series *s, int log)
{
	size_t total = 0, stride, n = 0, k = 0;
	float *v;

	for (size_t i = 0; i < s->runs; i++)
		total += s->run[i].y ? s->run[i].n : 0;
	if (!total)
		return;
	stride = total / SAMPLE_MAX + 1;
	v = xmalloc((total / stride + 1) * sizeof *v);
	for (size_t i = 0; i < s->runs; i++)
		for (size_t j = 0; s->run[i].y && j < s->run[i].n; j++, k++) {
			float y = s->run[i].y[j];

			if (k % stride == 0 && isfinite(y) && (!log || y > 0))
				v[n++] = y;
		}
	if (n) {
		qsort(v, n, sizeof *v, compare);
		range_add(r, v[n / 100]);
		range_add(r, v[n - 1 - n / 100]);
	}
	free(v);
}

static size_t longest(const struct curves *c)
{
	size_t most = 0;

	for (size_t i = 0; i < c->n_series; i++) {
		const struct curves_series *s = &c->series[i];
		const struct curve_line *l[3] = { &s->current, &s->selected, &s->pinned };

		if ((s->median || s->q05 || s->q25) && s->n > most)
			most = s->n;
		for (size_t j = 0; j < s->runs; j++)
			if (s->run[j].y && s->run[j].n > most)
				most = s->run[j].n;
		for (int j = 0; j < 3; j++)
			if (l[j]->y && l[j]->n > most)
				most = l[j]->n;
	}
	return most;
}

/* Out to the next 1, 2 or 5: whole decades would waste half the height. */
static double log_round(double v, int up)
{
	static const double m[] = { 1, 2, 5, 10 };
	double p = pow(10, floor(log10(v) + 1e-6));

	if (up) {
		for (int i = 0; i < 4; i++)
			if (v <= p * m[i] * (1 + 1e-6))
				return p * m[i];
		return p * 10;
	}
	for (int i = 3; i > 0; i--)
		if (v >= p * m[i] * (1 - 1e-6))
			return p * m[i];
	return p;
}

void curves_range(const struct curves *c, struct axis *x, struct axis *y)
{
	double step = c->x_step > 0 ? c->x_step : 1;
	size_t n = longest(c);
	struct range r = RANGE_INIT;
	double x0 = c->x_first, x1 = c->x_first + (n ? (double)(n - 1) : 0) * step;

	if (n == 0)
		x1 = x0 + 10 * step;
	if (c->x_log && x0 <= 0)
		x0 = step;	/* the first point has no place on a log axis */
	*x = axis_set(x0, x1, c->x_log, 0, c->x_title);

	for (size_t i = 0; i < c->n_series; i++) {
		const struct curves_series *s = &c->series[i];

		if (s->right)
			continue;
		add_array(&r, s->median, s->n, c->y_log);
		add_array(&r, s->q05, s->n, c->y_log);
		add_array(&r, s->q95, s->n, c->y_log);
		add_array(&r, s->current.y, s->current.n, c->y_log);
		add_array(&r, s->selected.y, s->selected.n, c->y_log);
		add_runs(&r, s, c->y_log);
	}
	if (!(r.lo <= r.hi)) {
		*y = axis_set(c->y_log ? 0.01 : 0, 1, c->y_log, 0, c->y_title);
		return;
	}
	if (c->y_log) {
		*y = axis_set(log_round(r.lo, 0), log_round(r.hi, 1), 1, 0, c->y_title);
		return;
	}
	/* What the curves are held against, where it is near enough not to squeeze them. */
	if (c->reference_name && c->reference != 0 && c->reference < r.lo
	    && r.lo - c->reference < (r.hi - r.lo) / 4)
		r.lo = c->reference;
	if (r.lo > 0 && r.lo < r.hi / 3)
		r.lo = 0;
	*y = axis_set(r.lo, r.hi, 0, 0, c->y_title);
	axis_nice(y, 6);
}
