/*
 * fan.h - functions of one variable fitted by many runs, and the data.
 *
 * All functions are sampled at the same x[n]; faint lines, mean bold, band as
 * a background (mean +- sd or quantiles: the caller says).  Data points are
 * drawn over everything.
 */
#ifndef PLOT_FAN_H
#define PLOT_FAN_H

#include <stddef.h>

#include "plot/axis.h"
#include "plot/grid.h"

struct fan {
	const float *x;		/* [n] ascending */
	size_t n;
	const float *const *run;	/* [runs] of [n]; the first ones are drawn, at most 32 */
	size_t runs;
	const float *mean, *lo, *hi, *lo2, *hi2;	/* [n] or NULL; 2: the inner band */
	const float *selected;	/* [n] or NULL */
	const float *px, *py;	/* the data */
	size_t n_points;
	double x0, x1, y0, y1;	/* equal: the data's range */
	const char *x_title, *y_title;
	enum axis_time x_time;	/* what x is, from x_origin on */
	double x_origin;
	int split;		/* a vertical mark at split_x: where training ended */
	double split_x;
	int cursor;
	double cursor_x;
};

struct fan_layout { struct rect plot; struct axis x, y; };

void fan_draw(struct grid *g, struct rect r, const struct fan *f, struct fan_layout *layout);

#endif
