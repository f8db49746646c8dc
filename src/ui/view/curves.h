/*
 * curves.h - the loss chart's own: curves.c draws it, curves_window.c says what part of it
 * is in sight.
 */
#ifndef UI_VIEW_CURVES_H
#define UI_VIEW_CURVES_H

#include <stddef.h>
#include <stdint.h>

#include "plot/curves.h"
#include "stat/stats.h"
#include "ui/fresh.h"

struct ui;

/* Single runs behind the median: as what suits, as lines, not, as density. */
enum faint_show { FAINT_AUTO, FAINT_ON, FAINT_OFF, FAINT_DENSITY };

struct curves_state {
	struct fresh fresh;
	int log_y, log_x, no_bands, cursor;
	enum faint_show faint;
	unsigned hidden;		/* bit per stats_curve */
	double smooth;			/* 0: none */
	double cursor_x, x0, x1, y0, y1;	/* window; equal: all */
	size_t points, step, cap;
	float *q[STATS_CURVES][5];	/* 5 25 50 75 95 %, [points], smoothed */
	uint32_t *reached;		/* runs that have that epoch, [points] */
	size_t got[STATS_CURVES];
	double top, bottom;		/* of the y axis; moved only when they must */
	double auto_lo, auto_hi;	/* what it shows without a window */
	double all_lo, all_hi;		/* and what would show every line */
	double last;			/* the last epoch that there will be */
	float *line;			/* single runs, smoothed, [line_cap] */
	size_t line_cap, line_used;
	struct density density;
	int is_dense;			/* shown */
	size_t dense;			/* kept runs in it */
	int dense_curve;
	double dense_smooth;
	uint32_t dense_entry;
	struct curves_layout layout;
};

struct curves_state *curves_state(const struct ui *ui);

/* Does it show less than everything? */
int curves_zoomed(const struct curves_state *c);
/* Zoom its epochs, or its losses: `factor` of what is in sight, the place at `at`
 * (0 to 1, NaN: the cursor, or the middle) staying where it is. */
void curves_zoom(struct ui *ui, int losses, double factor, double at);
/* Pan by a share of what is in sight. */
void curves_pan(struct ui *ui, int losses, double share);
/* The epochs to show, clamped to what there is. */
void curves_window_x(const struct curves_state *c, double *lo, double *hi);
/* struct view's. */
void curves_wheel(struct ui *ui, int row, int col, int dir);

#endif
