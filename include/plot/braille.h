/*
 * braille.h - a canvas of dots, 2 wide and 4 high in every cell.
 *
 * One canvas serves braille, blocks (quadrants) and ASCII: which it becomes
 * is decided when it is drawn into a grid.  A cell has one colour: the pen
 * that drew there last wins, so draw what matters last.  A pen with `over`
 * also wipes the dots that pens without it left in the cells it crosses, which
 * keeps a median crisp among faint lines.
 * Dots are addressed from the top left; outside is ignored.
 */
#ifndef PLOT_BRAILLE_H
#define PLOT_BRAILLE_H

#include <stdint.h>

#include "plot/grid.h"

enum pen_style { PEN_SOLID, PEN_DASH, PEN_DOT, PEN_DASHDOT };

struct pen {
	uint8_t role, attr;	/* enum role; CELL_* */
	uint8_t style;		/* enum pen_style, counted along x */
	uint8_t over;		/* wipe fainter pens' dots in the cells crossed */
	uint8_t thick;		/* two dots high */
};

struct braille {
	int rows, cols;		/* cells */
	uint8_t *dots;		/* [rows * cols] bit y * 2 + x of the cell */
	uint8_t *role, *attr;	/* [rows * cols] of the last pen, and who it was */
};

void braille_init(struct braille *b, int rows, int cols);	/* negative counts as 0 */
void braille_release(struct braille *b);
/* Dots across and down. */
static inline int braille_width(const struct braille *b) { return b->cols * 2; }
static inline int braille_height(const struct braille *b) { return b->rows * 4; }

void braille_dot(struct braille *b, int x, int y, struct pen p);
/* Both ends included; any int coordinates, clipped. */
void braille_line(struct braille *b, int x0, int y0, int x1, int y1, struct pen p);
/* A column of dots from y0 to y1, whichever is higher. */
void braille_column(struct braille *b, int x, int y0, int y1, struct pen p);

/* Put the cells that have dots at (row, col) of g, in g's graph mode; the
 * background that is already there stays. */
void braille_draw(const struct braille *b, struct grid *g, int row, int col);

#endif
