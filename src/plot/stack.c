/*
 * stack.c - see stack.h.
 */
#include "plot/stack.h"

#include <math.h>
#include <string.h>

#include "plot/axis.h"
#include "plot_int.h"

static const uint32_t pattern[] = { 0x2588, 0x2592, 0x2593, 0x2591 };	/* full, half, dark, light */
static const uint32_t plain[] = { '#', '+', '%', '.', '=', 'o' };

static uint32_t glyph(const struct grid *g, size_t i)
{
	if (g->graph == GRAPH_ASCII)
		return plain[i % (sizeof plain / sizeof *plain)];
	return pattern[i % (sizeof pattern / sizeof *pattern)];
}

/* There are fewer colours than areas may be: the patterns turn at another number. */
static int role(size_t i)
{
	return ROLE_SERIES0 + (int)(i % (ROLE_SERIES_LAST - ROLE_SERIES0 + 1));
}

/* The shares at x, of which none is below 0, and their sum at least 1. */
static double shares_at(const struct stack *c, double x, double *out)
{
	size_t i = 1;
	double sum = 0, t;

	while (i + 1 < c->n_x && c->x[i] < x)
		i++;
	t = c->n_x < 2 || !(c->x[i] > c->x[i - 1]) ? 0 : (x - c->x[i - 1]) / (c->x[i] - c->x[i - 1]);
	t = fmin(fmax(t, 0), 1);
	for (size_t k = 0; k < c->n; k++) {
		double a = c->share[k][i - 1], b = c->n_x < 2 ? a : c->share[k][i];

		out[k] = fmax(a + t * (b - a), 0);
		out[k] = isnan(out[k]) ? 0 : out[k];
		sum += out[k];
	}
	return fmax(sum, 1);
}

static void draw_column(struct grid *g, const struct rect *plot, int col, const double *share, double sum, size_t n)
{
	for (int row = 0; row < plot->rows; row++) {
		const double at = (plot->rows - row - .5) / plot->rows * sum;
		double below = 0;

		for (size_t k = 0; k < n; k++) {
			below += share[k];
			if (at < below) {
				grid_put(g, plot->row + row, plot->col + col, glyph(g, k), role(k), ROLE_NONE, 0);
				break;
			}
		}
	}
}

static void draw_names(struct grid *g, struct rect r, const struct stack *c)
{
	int col = r.col;

	for (size_t k = 0; k < c->n && col + 3 < r.col + r.cols; k++) {
		grid_put(g, r.row, col, glyph(g, k), role(k), ROLE_NONE, 0);
		col += 2;
		col += grid_text(g, r.row, col, r.col + r.cols - col, c->name[k], ROLE_TEXT, 0) + 2;
	}
}

void stack_draw(struct grid *g, struct rect r, const struct stack *c)
{
	struct rect in = r, plot, old = grid_clip(g, r);
	double share[STACK_MOST];
	struct axis x, y;

	if (!c->n_x || !c->n) {
		grid_unclip(g, old);
		return;
	}
	x = axis_set(c->x[0], c->x[c->n_x - 1], c->x_log, 0, c->x_title);
	x.whole = 1;
	y = axis_set(0, 1, 0, 0, NULL);
	if (r.rows >= 6) {
		draw_names(g, r, c);
		in.row++;
		in.rows--;
	}
	plot = axis_draw(g, in, &x, &y);
	for (int col = 0; plot.rows > 0 && col < plot.cols; col++) {
		const double at = axis_value(&x, plot.cols < 2 ? 0 : (double)col / (plot.cols - 1));
		const double sum = shares_at(c, at, share);

		draw_column(g, &plot, col, share, sum, c->n);
	}
	grid_unclip(g, old);
}
