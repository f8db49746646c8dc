/*
 * hist.h - a histogram with an earlier one as a ghost behind it.
 *
 * Bars are vertical eighth blocks (columns of '#' in ASCII).  Bins are spread
 * over the columns by overlap; the count axis speaks of bins, or of columns
 * where several bins share one.  The ghost is scaled to the same area, not the
 * same height, so that shapes compare at different counts; but its peak is
 * kept between a third and the whole of the height, so that a ghost forty
 * times narrower or wider is still seen.  It is a shade, in mono too; a number
 * and a mark under the axis give both means.
 *
 * Everything is borrowed; a chart of zeros draws an empty frame.
 */
#ifndef PLOT_HIST_H
#define PLOT_HIST_H

#include <stddef.h>
#include <stdint.h>

#include "plot/axis.h"
#include "plot/grid.h"

struct hist_data {
	const uint32_t *bin;	/* [bins] of equal width over [lo, hi); NULL: none */
	size_t bins;
	double lo, hi;
	int has_mean;		/* a mark under the axis and its number */
	double mean;
	const char *label;	/* "now", "before" */
};

struct hist_chart {
	struct hist_data now, ghost;
	double x0, x1;		/* equal: the range of both */
	int log_count;
	int no_counts;		/* leave out the gutter with the counts */
	int role;		/* of the bars; 0: ROLE_BAR */
	const char *x_title;
	const char *unit;	/* what is counted: "pairs"; NULL: not said */
	unsigned long long n;	/* how many of them; 0: not said */
	/* Means of others, marked under the axis and named above where there is room. */
	struct { double x; const char *label; } mark[4];
	int n_marks;
	int cursor;		/* read-out of the bin at cursor_x */
	double cursor_x;
};

struct hist_layout { struct rect plot; struct axis x; double top; /* count at the top */ };

/* layout may be NULL. */
void hist_draw(struct grid *g, struct rect r, const struct hist_chart *c,
	       struct hist_layout *layout);
/* Counts of h redistributed by overlap to `cols` columns over [x0, x1]; out[cols].
 * The sum is that of the bins inside. */
void hist_columns(const struct hist_data *h, double x0, double x1, double *out, int cols);

#endif
