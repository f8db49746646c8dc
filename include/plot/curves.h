/*
 * curves.h - the loss chart: faint runs, medians, bands.
 *
 * Numbers in, cells out: y[i] lies at x = x_first + i * x_step (step 0 counts
 * as 1).  NaN and infinite values are gaps.  Many more points than columns
 * are binned to two dot columns a cell: means for medians, minimum and maximum
 * for runs.  Draw order: bands or density, faint runs, diverged runs, medians,
 * the selected run, the current run, cursor.  Bands are backgrounds and need 256
 * colours; below that (and with no_fill) quantile lines stand in, and without
 * colours line styles and names at the ends of the lines tell the series apart.
 *
 * Everything is borrowed for the call.  A struct of zeros is a valid chart.
 */
#ifndef PLOT_CURVES_H
#define PLOT_CURVES_H

#include <stddef.h>
#include <stdint.h>

#include "plot/axis.h"
#include "plot/grid.h"

struct curve_line {
	const float *y;		/* NULL: nothing to draw */
	size_t n;
};

struct curves_series {
	const char *label;	/* "train", "test", "accuracy" */
	int role;		/* 0: ROLE_MEDIAN, ROLE_TEST by position, ROLE_ACC if right */
	int right;		/* on the right axis, 0..1: accuracy */
	/* [runs] faint lines, may be NULL; the first ones, at most one a row of
	 * the plot and 24. */
	const struct curve_line *run;
	size_t runs;
	/* Over runs, each [n] or NULL. */
	const float *median, *q05, *q25, *q75, *q95;
	const uint32_t *count;	/* runs behind each point, for the read-out */
	size_t n;
	struct curve_line current;	/* the run in slow motion */
	struct curve_line selected, pinned;
};

struct density;

struct curves {
	const struct curves_series *series;
	size_t n_series;
	double x_first, x_step;
	/* The window; all of x0 == x1 or y0 == y1 asks for the range of the data. */
	double x0, x1, y0, y1;
	int x_log, y_log;
	const char *x_title, *y_title;
	int no_bands, no_runs;
	/* The background is unknown: no fills behind lines, and faint runs dotted,
	 * since no grey is fainter than a median on black and on white. */
	int no_fill;
	/* Of the first series, instead of its faint runs and bands; may be NULL. */
	const struct density *density;
	int light;		/* the background is: few lines are light, many dark */
	/* Diverged runs: where (x) each left, ticks along the top edge; the runs
	 * themselves (on the left axis), NULL or [n_diverged]; and how many there are
	 * in all, 0: n_diverged. */
	const float *diverged;
	const struct curve_line *lost;
	size_t n_diverged;
	uint64_t all_diverged;
	/* A dim line on the left axis where nothing else is drawn, in range or not at
	 * all; 0 or NaN: none. Its name stands in the legend, or on the line. */
	double reference;
	const char *reference_name;
	int cursor;		/* read-out at cursor_x */
	double cursor_x;
	/* Names of the single runs there, "run 17"; NULL: selected, pinned. */
	const char *selected_name, *pinned_name;
	int legend;		/* names in the top right corner */
	const char *remark;	/* behind the names: "smoothed .9"; may be NULL */
};

/* What was drawn where, for zooming, panning and the mouse. */
struct curves_layout {
	struct rect plot;	/* the cells inside the axes */
	struct axis x, y;
};

/* The ranges the chart would choose: finite values of medians and bands, and of
 * runs where there is nothing else; y by the 1 to 99 % of what is seen, so that one
 * wild run does not flatten the rest. */
void curves_range(const struct curves *c, struct axis *x, struct axis *y);
/* layout may be NULL. */
void curves_draw(struct grid *g, struct rect r, const struct curves *c,
		 struct curves_layout *layout);
/* Where curves_draw would draw: nothing is drawn. For a density, whose counts
 * must be of that plot. */
void curves_place(struct grid *g, struct rect r, const struct curves *c,
		  struct curves_layout *layout);
/* The x under a column of the grid. */
double curves_x_at(const struct curves_layout *l, int col);

/*
 * Density: how many lines pass through each half cell, kept by the caller
 * from frame to frame so that each line is counted once.  Reset it when the
 * window or the size changes; density_fits says when.
 */
struct density {
	int cols, rows;		/* in half cells: 1 a column, 2 a row of the plot */
	struct axis x, y;
	double x_first, x_step;
	uint64_t lines;
	uint32_t *count;	/* [rows * cols], row 0 at the top */
};
void density_init(struct density *d);
void density_release(struct density *d);
/* Empty it for a plot of that layout. */
void density_reset(struct density *d, const struct curves_layout *l, double x_first, double x_step);
int density_fits(const struct density *d, const struct curves_layout *l);
void density_add(struct density *d, const float *y, size_t n);

/* Debiased exponential smoothing, s_t = b s_(t-1) + (1-b) y_t over 1 - b^t;
 * NaNs pass through and leave the state alone. in and out may be the same. */
void curves_smooth(const float *in, float *out, size_t n, double b);

#endif
