/*
 * curves_over.c - what is drawn over the lines, cell by cell.
 */
#include "curves_int.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

enum { NAME_MIN_COLS = 36, SHORT_NAME = 14 };

static void draw_diverged(struct curves_view *v)
{
	for (size_t i = 0; i < v->c->n_diverged; i++) {
		int col = plot_col(&v->plot, &v->x, v->c->diverged[i]);

		if (col < 0 && v->c->diverged[i] > v->x.hi)
			continue;
		if (col < 0)
			col = v->plot.col;
		grid_put(v->g, v->plot.row, col, 0xD7, ROLE_DIVERGED, ROLE_NONE, CELL_BOLD);
	}
}

/* Are n cells of a row from col on free? */
static int is_free(struct curves_view *v, int row, int col, int n)
{
	for (int i = 0; i < n; i++) {
		const struct cell *c = grid_cell(v->g, row, col + i);

		if (!c || c->ch != ' ')
			return 0;
	}
	return 1;
}

int curves_referred(const struct curves_view *v)
{
	double y = v->c->reference;

	return isfinite(y) && y != 0 && !(v->y.log && !(y > 0)) && y >= fmin(v->y.lo, v->y.hi)
	       && y <= fmax(v->y.lo, v->y.hi);
}

/* Under all that is drawn: only free cells are taken. */
static void draw_reference(struct curves_view *v)
{
	const char *name = v->c->reference_name && !v->reference_named ? v->c->reference_name : "";
	int row, n = grid_cols(v->g, name), at = -1;

	if (!curves_referred(v) || v->plot.rows < 4)
		return;
	row = plot_row(&v->plot, &v->y, v->c->reference);
	if (row < 0)
		return;
	for (int col = v->plot.cols - n - 1; n && at < 0 && col >= 1; col--)
		if (is_free(v, row, v->plot.col + col - 1, n + 2))
			at = col;
	for (int i = 0; i < v->plot.cols; i++)
		if ((at < 0 || i < at - 1 || i > at + n) && is_free(v, row, v->plot.col + i, 1))
			grid_put(v->g, row, v->plot.col + i, v->g->graph == GRAPH_ASCII ? '-' : 0x2504, ROLE_DIM,
				 grid_bg(v->g, row, v->plot.col + i), 0);
	if (at >= 0)
		grid_text(v->g, row, v->plot.col + at, n, name, ROLE_DIM, 0);
}

static void draw_head(struct curves_view *v)
{
	for (size_t i = 0; i < v->c->n_series; i++) {
		const struct curves_series *s = &v->c->series[i];
		struct series l = curves_series_of(v, s, s->current.y, s->current.n);
		double x, y;
		int row, col;

		if (!s->current.y || s->current.n == 0)
			continue;
		x = l.first + (double)(l.n - 1) * l.step;
		y = l.y[l.n - 1];
		col = plot_col(&v->plot, &v->x, x);
		row = isfinite(y) ? plot_row(&v->plot, curves_axis(v, s), y) : -1;
		if (row < 0 || col < 0)
			continue;
		grid_put(v->g, row, col, 0x25CF, i ? curves_role(v->c, i) : ROLE_CURRENT,
			 grid_bg(v->g, row, col), CELL_BOLD);
	}
}

/* The last point of the median that is in sight. */
static double last_value(const struct curves_view *v, const struct curves_series *s)
{
	struct series l = curves_series_of(v, s, s->median, s->n);
	double end = l.first + ((double)l.n - 1) * l.step;

	if (!s->median || s->n == 0)
		return NAN;
	return series_at(&l, end < v->x.hi ? end : v->x.hi);
}

/* Names at the line ends, moved apart; for terminals without colours. */
static void draw_names(struct curves_view *v)
{
	unsigned char *used;

	if (!v->names || v->plot.rows < 1)
		return;
	used = xcalloc((size_t)v->plot.rows, 1);
	for (size_t i = 0; i < v->c->n_series; i++) {
		const struct curves_series *s = &v->c->series[i];
		double y = last_value(v, s);
		int row = isnan(y) ? -1 : plot_row(&v->plot, curves_axis(v, s), y);

		if (row < 0 || !s->label)
			continue;
		row -= v->plot.row;
		for (int k = 0; k < 2 * v->plot.rows; k++) {
			int at = row + (k % 2 ? -(k + 1) / 2 : k / 2);

			if (at < 0 || at >= v->plot.rows || used[at])
				continue;
			used[at] = 1;
			grid_text(v->g, v->plot.row + at, v->plot.col + v->plot.cols + v->gutter + 1,
				  v->names - 1, s->label, curves_role(v->c, i), 0);
			break;
		}
	}
	free(used);
}

int curves_name_cols(const struct grid *g, const struct curves *c, int cols)
{
	int w = 0;

	if (g->colours >= 8 || cols < NAME_MIN_COLS || c->n_series < 2)
		return 0;
	for (size_t i = 0; i < c->n_series; i++) {
		int n = c->series[i].label ? grid_cols(g, c->series[i].label) : 0;

		w = n > w ? n : w;
	}
	return w ? (w < SHORT_NAME ? w : SHORT_NAME) + 1 : 0;
}

void curves_draw_over(struct curves_view *v)
{
	int col = v->c->cursor ? plot_col(&v->plot, &v->x, v->c->cursor_x) : -1;

	draw_reference(v);
	draw_diverged(v);
	draw_head(v);
	draw_names(v);
	if (col >= 0)
		grid_tint(v->g, (struct rect){ v->plot.row, col, v->plot.rows, 1 }, ROLE_CURSOR, 0);
}
