/*
 * axis.h - ranges, nice ticks, compact labels and the frame of a chart.
 *
 * Ticks are 1, 2 or 5 times a power of ten (decades and their 1, 2, 5 on a
 * log axis), never more than fit without clutter.  Labels are as short as
 * they can be and still tell neighbours apart: .1 .01 1e-4 1.2k 3M.  An axis of
 * time has ticks where calendars and clocks have them: 1958-04, 12:30.
 */
#ifndef PLOT_AXIS_H
#define PLOT_AXIS_H

#include <stddef.h>

#include "plot/grid.h"

enum axis_time {
	AXIS_NUMBER,
	AXIS_PLAIN,		/* numbers in full: the year 1984, not 1.98k */
	AXIS_CLOCK,		/* seconds of a day */
	AXIS_DATE,		/* seconds from 1970-01-01 */
	AXIS_QUARTER,		/* the same; months are shown as quarters */
};

struct axis {
	double lo, hi;		/* lo < hi, both > 0 when log; see axis_set */
	int log;
	const char *title;	/* "epoch", "loss"; may be NULL; borrowed */
	/* Categories: names at 0, 1, 2 ... instead of ticks; NULL: numbers. */
	const char *const *name;
	size_t n_names;
	int whole;		/* ticks at whole numbers only: epochs */
	enum axis_time time;	/* not with log or name */
	double origin;		/* of a time: what 0 is, so that floats suffice */
};

#define AXIS_TICKS 24
#define AXIS_LABEL 24
struct tick {
	double at;
	char label[AXIS_LABEL];	/* "" for a minor tick of a log axis */
};

/* Make a valid axis of whatever is given: not finite, equal, reversed or, on a
 * log axis, not positive ends are repaired.  room > 0 widens by that share. */
struct axis axis_set(double lo, double hi, int log, double room, const char *title);
/* Widen to whole ticks: the range then begins and ends on one of ~want. */
void axis_nice(struct axis *a, int want);
/* About `want` labelled ticks inside [lo, hi]; returns how many, <= max. */
int axis_ticks(const struct axis *a, int want, struct tick *t, int max);
/* 0 at lo, 1 at hi, outside beyond; NaN for NaN and for v <= 0 on a log axis. */
double axis_pos(const struct axis *a, double v);
/* The value at a position: the inverse of axis_pos. */
double axis_value(const struct axis *a, double pos);

/* A tick or a cursor of an axis of time, as finely as `step` (its unit: seconds, or of
 * AXIS_PLAIN the number itself) asks.  Returns buf. */
char *axis_time_label(const struct axis *a, double v, double step, char *buf, size_t size);

/* Draw y's gutter at the left and x's line at the bottom of r; either may be
 * NULL.  Titles go above the gutter and into the right end of the x line.
 * Returns what is left inside for the plot, with rows or cols 0 when r is too
 * small; labels are left out before the plot is. */
struct rect axis_draw(struct grid *g, struct rect r, const struct axis *x, const struct axis *y);
/* A second y axis along the right edge of `plot`, for example accuracy; its
 * labels take axis_gutter() columns which the caller kept free. */
int axis_gutter(const struct axis *y, int rows);
void axis_draw_right(struct grid *g, struct rect plot, const struct axis *y, int role);

#endif
