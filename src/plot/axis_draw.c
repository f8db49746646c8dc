/*
 * axis_draw.c - gutters, tick marks and the corner of a chart.
 *
 *      loss                     title row, where there is height for it
 *    .6 ┤
 *    .3 ┤        plot
 *     0 ┤
 *       └──┬────────┬─ epoch
 *          5       10
 *
 * In a low chart the x labels move into the line itself and the title row is
 * left out: the plot goes first.
 */
#include <math.h>
#include <string.h>

#include "plot/axis.h"
#include "plot_int.h"

enum { TITLE_ROWS = 9, LABEL_ROWS = 8, Y_LABEL_ROWS = 2 };

int plot_col(const struct rect *plot, const struct axis *x, double v)
{
	double pos = axis_pos(x, v);

	if (!(pos >= -1e-9 && pos <= 1 + 1e-9) || plot->cols < 1)
		return -1;
	return plot->col + plot_dot(pos, plot->cols * 2) / 2;
}

int plot_row(const struct rect *plot, const struct axis *y, double v)
{
	double pos = axis_pos(y, v);

	if (!(pos >= -1e-9 && pos <= 1 + 1e-9) || plot->rows < 1)
		return -1;
	return plot->row + plot->rows - 1 - plot_dot(pos, plot->rows * 4) / 4;
}

double plot_x_at(const struct rect *plot, const struct axis *x, int col)
{
	int dots = plot->cols * 2;

	if (dots < 2)
		return axis_value(x, 0.5);
	return axis_value(x, (2 * (col - plot->col) + 0.5) / (dots - 1));
}

static int y_want(int rows)
{
	int want = rows >= 12 ? rows / 3 : rows >= 4 ? rows / 3 + 1 : 1;

	return want > 10 ? 10 : want;
}

int axis_gutter(const struct axis *y, int rows)
{
	struct tick t[AXIS_TICKS];
	int n = axis_ticks(y, y_want(rows), t, AXIS_TICKS), w = 0;

	for (int i = 0; i < n; i++)
		if ((int)strlen(t[i].label) > w)
			w = (int)strlen(t[i].label);
	return w + 1;
}

static void draw_y(struct grid *g, const struct rect *plot, int line, int label_col,
		   const struct axis *y)
{
	struct tick t[AXIS_TICKS];
	int n = axis_ticks(y, y_want(plot->rows), t, AXIS_TICKS), last = -1;

	for (int i = 0; i < plot->rows; i++)
		grid_put(g, plot->row + i, line, 0x2502, ROLE_AXIS, ROLE_NONE, 0);
	for (int i = 0; i < n; i++) {
		int row = plot_row(plot, y, t[i].at);

		if (row < 0)
			continue;
		if (!t[i].label[0]) {
			/* minor ticks only where the line is free */
			if (row != last)
				grid_put(g, row, line, 0x2524, ROLE_AXIS, ROLE_NONE, 0);
			continue;
		}
		if (row == last)
			continue;
		last = row;
		grid_put(g, row, line, 0x2524, ROLE_AXIS, ROLE_NONE, 0);
		grid_text_right(g, row, line, line - label_col, t[i].label, ROLE_AXIS, 0);
	}
}

/* Labels centred under their ticks, left out where they would touch. */
static void x_labels(struct grid *g, const struct rect *plot, int row, int from, int to,
		    const struct axis *x, const struct tick *t, int n)
{
	int free_from = from;

	for (int i = 0; i < n; i++) {
		int w = grid_cols(g, t[i].label), col = plot_col(plot, x, t[i].at), at;

		if (!w || col < 0)
			continue;
		at = col - (w - 1) / 2;
		if (at < from)
			at = from;
		if (at + w > to)
			at = to - w;
		if (at < free_from || at > col || at + w <= col)
			continue;
		grid_text(g, row, at, w, t[i].label, ROLE_AXIS, 0);
		free_from = at + w + 1;
	}
}

static int x_want(const struct grid *g, const struct axis *x, int cols)
{
	struct tick t[AXIS_TICKS];
	int want = cols / 5, n, w = 1;

	/* Wide labels need fewer ticks. */
	if (want < 1)
		want = 1;
	if (want > 10)
		want = 10;
	n = axis_ticks(x, want, t, AXIS_TICKS);
	for (int i = 0; i < n; i++)
		if (grid_cols(g, t[i].label) > w)
			w = grid_cols(g, t[i].label);
	while (want > 1 && want * (w + 3) > cols)
		want--;
	return want;
}

static void draw_x(struct grid *g, const struct rect *plot, int corner, int two_rows,
		   const struct axis *x)
{
	struct tick t[AXIS_TICKS];
	int n = axis_ticks(x, x_want(g, x, plot->cols), t, AXIS_TICKS);
	int line = plot->row + plot->rows, end = plot->col + plot->cols;
	int title = x->title ? grid_cols(g, x->title) : 0, from;

	for (int j = plot->col; j < end; j++)
		grid_put(g, line, j, 0x2500, ROLE_AXIS, ROLE_NONE, 0);
	if (corner >= 0)
		grid_put(g, line, corner, 0x2514, ROLE_AXIS, ROLE_NONE, 0);
	from = corner >= 0 ? corner + (two_rows ? 0 : 1) : plot->col;
	if (two_rows) {
		for (int i = 0; i < n; i++) {
			int col = plot_col(plot, x, t[i].at);

			if (col >= 0)
				grid_put(g, line, col, 0x252C, ROLE_AXIS, ROLE_NONE, 0);
		}
		x_labels(g, plot, line + 1, from, end, x, t, n);
		if (title && 3 * title <= plot->cols) {
			grid_put(g, line, end - title - 1, ' ', ROLE_NONE, ROLE_NONE, 0);
			grid_text_right(g, line, end, title, x->title, ROLE_DIM, 0);
		}
	} else {
		if (title && 3 * title > plot->cols)
			title = 0;	/* labels are worth more */
		x_labels(g, plot, line, from, end - (title ? title + 2 : 0), x, t, n);
		if (title) {
			grid_put(g, line, end - title - 1, ' ', ROLE_NONE, ROLE_NONE, 0);
			grid_text_right(g, line, end, title, x->title, ROLE_DIM, 0);
		}
	}
}

struct rect axis_draw(struct grid *g, struct rect r, const struct axis *x, const struct axis *y)
{
	struct rect plot = r, old = grid_clip(g, r);
	int two_rows = r.rows >= LABEL_ROWS, corner = -1, gutter;

	if (plot.rows < 0)
		plot.rows = 0;
	if (plot.cols < 0)
		plot.cols = 0;
	if (x && r.rows >= 3)
		plot.rows -= two_rows ? 2 : 1;
	else
		x = NULL;
	if (y && y->title && y->title[0] && r.rows >= TITLE_ROWS) {
		grid_text(g, r.row, r.col, r.cols, y->title, ROLE_DIM, 0);
		plot.row++;
		plot.rows--;
	}
	if (y && plot.rows >= Y_LABEL_ROWS) {
		gutter = axis_gutter(y, plot.rows) + 1;
		if (gutter > 2 && plot.cols - gutter < 8)
			gutter = 1;	/* the line alone */
		if (plot.cols - gutter >= 2) {
			corner = r.col + gutter - 1;
			plot.col += gutter;
			plot.cols -= gutter;
			draw_y(g, &plot, corner, gutter > 1 ? r.col : corner, y);
		}
	}
	if (x)
		draw_x(g, &plot, corner, two_rows, x);
	grid_unclip(g, old);
	return plot;
}

void axis_draw_right(struct grid *g, struct rect plot, const struct axis *y, int role)
{
	struct tick t[AXIS_TICKS];
	int n = axis_ticks(y, y_want(plot.rows), t, AXIS_TICKS), line = plot.col + plot.cols;

	if (plot.rows < 1)
		return;
	for (int i = 0; i < plot.rows; i++)
		grid_put(g, plot.row + i, line, 0x2502, ROLE_AXIS, ROLE_NONE, 0);
	for (int i = 0; i < n; i++) {
		int row = plot_row(&plot, y, t[i].at);

		if (row < 0 || !t[i].label[0])
			continue;
		grid_put(g, row, line, 0x251C, ROLE_AXIS, ROLE_NONE, 0);
		grid_text(g, row, line + 1, AXIS_LABEL, t[i].label, role, 0);
	}
}
