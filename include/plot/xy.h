/*
 * xy.h - a small general plot: points with error bars, lines with bands,
 * reference lines, linear or log axes.
 *
 * For remedy sweeps (spread against ensemble size, with 1/sqrt(M) beside it)
 * and for divergence plots (log10 |p-p'| by epoch, several twins).
 * NaNs, and values <= 0 on a log axis, are left out.
 */
#ifndef PLOT_XY_H
#define PLOT_XY_H

#include <stddef.h>

#include "plot/axis.h"
#include "plot/grid.h"

enum xy_kind {
	XY_POINTS,		/* glyphs, with error bars where lo and hi are given */
	XY_LINE,		/* a line, with a band where lo and hi are given */
	XY_BOTH,		/* points joined by a line */
	XY_FAINT,		/* a faint line without a legend entry */
	XY_REFERENCE,		/* a dashed line: what theory expects */
};

struct xy_series {
	const char *label;
	enum xy_kind kind;
	int role;		/* 0: ROLE_SERIES0 + its position */
	const double *x, *y, *lo, *hi;	/* [n]; lo and hi may be NULL; x NULL: 0, 1, 2 ... */
	size_t n;
};

struct xy {
	const struct xy_series *series;
	size_t n_series;
	int x_log, y_log;
	double x0, x1, y0, y1;	/* equal: the data's range */
	const char *x_title, *y_title;
	const char *const *x_names;	/* categories at x = 0, 1, ...: names under the axis */
	size_t n_names;
	int legend;
	int cursor;
	double cursor_x;
};

struct xy_layout { struct rect plot; struct axis x, y; };

void xy_draw(struct grid *g, struct rect r, const struct xy *c, struct xy_layout *layout);

#endif
