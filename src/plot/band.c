/*
 * band.c - areas behind lines, with edges finer than a cell.
 *
 * Inside, a band is a background.  At its upper edge a lower block of 1..7
 * eighths is drawn in the band's colour.  There are no upper blocks, so at the
 * lower edge the colours are exchanged: over another band that is simply
 * foreground and background; over the terminal's own background, which has no
 * number, it is the reverse attribute.
 */
#include "plot_int.h"

/* Eighths from the top of the plot: the middle of a value's dot. */
static double eighth(const struct axis *y, int rows, double v)
{
	double pos = axis_pos(y, v);

	if (isnan(pos))
		return NAN;
	pos = pos < -1 ? -1 : pos > 2 ? 2 : pos;
	return 2 * ((1 - pos) * (rows * 4 - 1) + 0.5);
}

/* Eighths a..b (from the top) of one cell belong to the band. */
static void fill(struct grid *g, int row, int col, int a, int b, int role)
{
	int under;

	if (a >= b)
		return;
	under = grid_bg(g, row, col);
	if (a > 0 && b < 8) {	/* both edges: keep the one that matters more */
		if (a <= 8 - b)
			a = 0;
		else
			b = 8;
	}
	if (g->graph == GRAPH_ASCII) {
		if (b - a >= 4)
			grid_put(g, row, col, ' ', ROLE_NONE, role, 0);
		return;
	}
	if (a == 0 && b == 8)
		grid_put(g, row, col, ' ', ROLE_NONE, role, 0);
	else if (b == 8)
		grid_put(g, row, col, 0x2580 + (uint32_t)(8 - a), role, under, 0);
	else if (under == ROLE_NONE)
		grid_put(g, row, col, 0x2580 + (uint32_t)(8 - b), role, ROLE_NONE, CELL_REVERSE);
	else
		grid_put(g, row, col, 0x2580 + (uint32_t)(8 - b), under, role, 0);
}

int band_draw(struct grid *g, const struct rect *plot, const struct axis *y,
	      const double *lo, const double *hi, int role)
{
	if (g->colours < 256)
		return 0;
	for (int c = 0; c < plot->cols; c++) {
		double t = eighth(y, plot->rows, hi[c]), u = eighth(y, plot->rows, lo[c]);
		int top, bottom;

		if (isnan(t) && isnan(u))
			continue;
		/* On a log axis a lower end <= 0 lies below everything. */
		top = isnan(t) ? 0 : (int)lrint(t - 1);
		bottom = isnan(u) ? plot->rows * 8 : (int)lrint(u + 1);
		if (top < 0)
			top = 0;
		if (bottom > plot->rows * 8)
			bottom = plot->rows * 8;
		for (int i = top / 8; i < plot->rows && i * 8 < bottom; i++) {
			int a = top - i * 8, b = bottom - i * 8;

			fill(g, plot->row + i, plot->col + c, a < 0 ? 0 : a, b > 8 ? 8 : b, role);
		}
	}
	return 1;
}
