/*
 * curves_int.h - the loss chart's own parts: curves.c draws the lines,
 * curves_density.c the density, curves_over.c what lies over them,
 * curves_header.c the row above, and curves_readout.c the values under a cursor.
 */
#ifndef PLOT_CURVES_INT_H
#define PLOT_CURVES_INT_H

#include "plot/curves.h"
#include "plot_int.h"

struct curves_view {
	struct grid *g;
	const struct curves *c;
	struct rect plot;
	struct axis x, y, right;
	int gutter, names;	/* columns at the right: second axis, names */
	int reference_named;	/* in the legend */
	int thick;		/* medians two dots high: too much in blocks and ASCII */
};

int curves_role(const struct curves *c, size_t i);
int curves_style(const struct grid *g, size_t i);
const struct axis *curves_axis(const struct curves_view *v, const struct curves_series *s);
struct series curves_series_of(const struct curves_view *v, const struct curves_series *s,
			       const float *y, size_t n);
/* Has it a pair of quantiles to draw? */
int curves_has_quantiles(const struct curves_series *s);
/* The series whose band is drawn, -1: none. */
int curves_banded(const struct curves *c);
/* Is it a background? Quantile lines otherwise. */
int curves_filled(const struct curves_view *v);
/* Pens of the outer (5 and 95 %) and the inner pair of quantile lines. */
int curves_outer_style(const struct curves_view *v);
int curves_inner_style(const struct curves_view *v);
/* Is there height for the inner pair? */
int curves_inner(const struct curves_view *v, const struct curves_series *s);

/* Cells, or dots in b where there are not enough colours. */
void curves_draw_density(struct curves_view *v, struct braille *b);
/* The background of a level from 0 to 1; ROLE_NONE for 0. */
int curves_level_role(const struct curves *c, double level);
/* Make medians readable on it, afterwards. */
void curves_contrast(struct curves_view *v);

/* Diverged runs, single points, the current run's head, names, cursor. */
void curves_draw_over(struct curves_view *v);
/* Is the reference's line in sight? */
int curves_referred(const struct curves_view *v);
/* Columns that names at the line ends need. */
int curves_name_cols(const struct grid *g, const struct curves *c, int cols);

/* Title, legend or read-out in r's first rows; returns the rows used. */
int curves_header(struct curves_view *v, struct rect r);
/* The values at the cursor: a table, a row a series, where there is height for
 * it; returns its rows, 0: none was drawn. Else a line of them. */
int curves_table(struct curves_view *v, struct rect r);
void curves_line(struct curves_view *v, int row, int col, int cols);

#endif
