/*
 * plot_int.h - what the charts share and nobody else needs.
 */
#ifndef PLOT_PLOT_INT_H
#define PLOT_PLOT_INT_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "plot/axis.h"
#include "plot/braille.h"
#include "plot/grid.h"

/* The dot of a position 0..1 among `dots`, counted from the low end; far
 * outside is limited so that lines can be clipped.  pos must not be NaN. */
static inline int plot_dot(double pos, int dots)
{
	if (pos < -20)
		pos = -20;
	if (pos > 21)
		pos = 21;
	return (int)lrint(pos * (dots > 1 ? dots - 1 : 1) - (dots > 1 ? 0 : 0.5));
}

/* An axis made ready for many values: axis_pos with one logarithm. */
struct map { double lo, k; int log; };
static inline struct map map_of(const struct axis *a)
{
	if (a->log)
		return (struct map){ log(a->lo), 1 / log(a->hi / a->lo), 1 };
	return (struct map){ a->lo, 1 / (a->hi - a->lo), 0 };
}
static inline double map_pos(const struct map *m, double v)
{
	if (m->log)
		return v > 0 ? (log(v) - m->lo) * m->k : NAN;
	return (v - m->lo) * m->k;
}

/* Column and row (from the top) of a value inside `plot`; -1 when it is
 * outside or has no place on the axis. */
int plot_col(const struct rect *plot, const struct axis *x, double v);
int plot_row(const struct rect *plot, const struct axis *y, double v);
/* The value under the middle of a column of the grid. */
double plot_x_at(const struct rect *plot, const struct axis *x, int col);

static inline int role_or(int role, int otherwise)
{
	return role > ROLE_NONE && role < ROLE_COUNT ? role : otherwise;
}

/* A range that grows as values come by; infinite and NaN values are ignored. */
struct range { double lo, hi; };
#define RANGE_INIT { INFINITY, -INFINITY }
static inline void range_add(struct range *r, double v)
{
	if (!isfinite(v))
		return;
	if (v < r->lo)
		r->lo = v;
	if (v > r->hi)
		r->hi = v;
}

/* --- series.c: points to columns --- */

/* y[i] at x = first + i * step. */
struct series {
	const float *y;
	size_t n;
	double first, step;
	int log;		/* between points, interpolate geometrically */
};
enum series_kind { SERIES_MEAN, SERIES_MIN, SERIES_MAX };
/* The value in each of `cols` columns of a plot over axis x: of the points in
 * it, or between its neighbours where there are none; NaN outside the data and
 * in gaps.  A column is `dots` dots wide: 2 for cells, 1 for dots. */
void series_columns(const struct series *s, const struct axis *x, enum series_kind kind,
		    int cols, int dots, double *out);
/* The value at x, between the neighbouring points; NaN where there is none. */
double series_at(const struct series *s, double x);
/* Draw as a line into b, which covers the axes' whole area: means where there
 * are more points than dots, or everything from least to most (envelope). */
void series_draw(const struct series *s, const struct axis *x, const struct axis *y,
		 struct braille *b, struct pen p, int envelope);

/* --- path.c: points at any ascending x --- */

/* A line in the making: each point is joined to the one before, unless one of them
 * has no place. */
struct trail {
	struct map x, y;
	struct braille *b;
	struct pen pen;
	int last_x, last_y, have;
};
struct trail trail_of(const struct axis *x, const struct axis *y, struct braille *b, struct pen p);
void trail_to(struct trail *t, double x, double y);

void path_draw(const double *px, const double *py, size_t n, const struct axis *x,
	       const struct axis *y, struct braille *b, struct pen p);
/* Between the points, at the middle of each cell column; NaN outside. */
void path_columns(const double *px, const double *py, size_t n, const struct axis *x,
		  int cols, double *out);
double path_at(const double *px, const double *py, size_t n, double x);

/* --- band.c: filled areas behind lines --- */

/* Fill the background between lo[c] and hi[c] (values on y, NaN: nothing) for
 * each of plot.cols columns, with eighth-block edges; nothing below 256
 * colours: returns whether it drew. */
int band_draw(struct grid *g, const struct rect *plot, const struct axis *y,
	      const double *lo, const double *hi, int role);

/* --- legend.c --- */

struct legend_item {
	const char *label;
	/* enum pen_style, or -1: a filled swatch, -2: a point, -3: words alone, -4:
	 * from the background `role` to the background `glyph` */
	int role, style;
	uint32_t glyph;		/* for points; 0: a dot */
};
/* Right-aligned in one row; items that do not fit are left out from the end.
 * Returns the first column used. */
int legend_draw(struct grid *g, int row, int col, int cols, const struct legend_item *item, int n);
/* How many of them, from the first, it has room for. */
int legend_fit(const struct grid *g, int cols, const struct legend_item *item, int n);

/* The smallest 1, 2 or 5 times a power of ten that is not below raw. (axis.c) */
double axis_nice_step(double raw);
/* axis_ticks of an axis of time. (axis_time.c) */
int axis_time_ticks(const struct axis *a, int want, struct tick *t, int max);

#endif
