/*
 * density.c - how many lines pass where: counts on half cells.
 *
 * Each line adds one to the half cell it crosses in every column (to all of
 * them between two columns where it is steep), so a column's counts compare
 * with the number of lines.  The caller keeps the counts between frames; a
 * line costs one interpolation a column, once.
 */
#include "plot/curves.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "plot_int.h"

void density_init(struct density *d)
{
	memset(d, 0, sizeof *d);
}

void density_release(struct density *d)
{
	free(d->count);
	density_init(d);
}

void density_reset(struct density *d, const struct curves_layout *l, double x_first, double x_step)
{
	size_t n;

	d->cols = l->plot.cols > 0 ? l->plot.cols : 0;
	d->rows = l->plot.rows > 0 ? l->plot.rows * 2 : 0;
	d->x = l->x;
	d->y = l->y;
	d->x_first = x_first;
	d->x_step = x_step > 0 ? x_step : 1;
	d->lines = 0;
	n = (size_t)d->cols * (size_t)d->rows;
	d->count = xreallocarray(d->count, n + 1, sizeof *d->count);
	memset(d->count, 0, n * sizeof *d->count);
}

static int same_axis(const struct axis *a, const struct axis *b)
{
	return a->lo == b->lo && a->hi == b->hi && !a->log == !b->log;
}

int density_fits(const struct density *d, const struct curves_layout *l)
{
	return d->count && d->cols == l->plot.cols && d->rows == 2 * l->plot.rows &&
	       same_axis(&d->x, &l->x) && same_axis(&d->y, &l->y);
}

void density_add(struct density *d, const float *y, size_t n)
{
	struct series s = { y, n, d->x_first, d->x_step, d->y.log };
	const struct map my = map_of(&d->y);
	double *v;
	int last = 0, have = 0;

	d->lines++;
	if (!d->count || d->cols < 1 || d->rows < 1)
		return;
	v = xmalloc((size_t)d->cols * sizeof *v);
	series_columns(&s, &d->x, SERIES_MEAN, d->cols, 2, v);
	for (int c = 0; c < d->cols; c++) {
		double pos = map_pos(&my, v[c]);
		int row, a, b;

		if (isnan(pos)) {
			have = 0;
			continue;
		}
		row = d->rows - 1 - plot_dot(pos, d->rows);
		a = b = row;
		/* Fill a steep step from the middle on, once. */
		if (have && last < row - 1)
			a = last + 1;
		else if (have && last > row + 1)
			b = last - 1;
		for (int i = a < 0 ? 0 : a; i <= b && i < d->rows; i++)
			d->count[(size_t)i * (size_t)d->cols + (size_t)c]++;
		last = row;
		have = 1;
	}
	free(v);
}
