/*
 * heat.h - a map of values over a plane: decision maps, SD across runs.
 *
 * z[j * nx + i] is the value at the centre of pixel (i, j), j = 0 at the TOP.
 * Ask heat_size first for how many pixels the rectangle shows and compute
 * just these; another resolution is sampled by nearest pixel.  Half blocks
 * give two pixels a cell with 256 colours (a coarser ramp with 8 and 16);
 * shades or ASCII letters in mono.
 *
 * With `region` it is a map of classes instead: each pixel in the colour of its
 * class, a shade or a sign without colours, and names for a legend.
 */
#ifndef PLOT_HEAT_H
#define PLOT_HEAT_H

#include <stddef.h>

#include "plot/axis.h"
#include "plot/grid.h"

struct heat_point {
	float x, y;
	int class_;		/* picks glyph and colour; < 0: a plain dot */
};

struct heat {
	const float *z;		/* NaN: blank */
	const unsigned char *region;	/* the class of each pixel; z is not drawn then */
	const char *const *class_name;	/* [n_classes], or NULL: their numbers */
	int n_classes;
	int nx, ny;
	double x0, x1, y0, y1;	/* the plane, edges of the outer pixels */
	double z0, z1;		/* equal: the range of the data */
	const char *x_title, *y_title, *z_title;
	const struct heat_point *point;
	size_t n_points;
	double contour;		/* a line where z crosses it ... */
	int has_contour;	/* ... drawn when set: the decision boundary */
	int legend;		/* the ramp with its numbers in the row above */
	int cursor;
	double cursor_x, cursor_y;
};

struct heat_layout { struct rect plot; struct axis x, y; double z0, z1; };

/* Pixels the plot would have in r: nx across, ny down (2 a row where half blocks
 * are used).  0 when r is too small. */
void heat_size(const struct grid *g, struct rect r, const struct heat *h, int *nx, int *ny);
void heat_draw(struct grid *g, struct rect r, const struct heat *h, struct heat_layout *layout);

/*
 * The pixels z[ny * nx] alone, without axes: square, each as large as r has room for as a
 * whole number of them, or several averaged into one.  *cols and *rows (may be NULL) are
 * those taken from r's top left.  z0 and z1 as in struct heat.
 */
void heat_picture(struct grid *g, struct rect r, const float *z, int nx, int ny, double z0, double z1,
		  int *cols, int *rows);
/*
 * Shares n[k] of a bar of cols cells, each in the colour of its class, or where there are no
 * colours in a shade by its place; a share that is not none has a cell where there is room.
 */
void heat_votes(struct grid *g, int row, int col, int cols, const uint32_t *n, size_t classes);
/* The role of a class. */
int heat_class_role(int class_);

#endif
