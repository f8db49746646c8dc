/*
 * xy.c - see xy.h.
 *
 * Lines share a dot canvas; points and their error bars are cells on top, so
 * that a point is the same glyph everywhere and its bar is centred on it.
 */
#include "plot/xy.h"

#include <stdlib.h>

#include "base/say.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "plot_int.h"

enum { HEADER_ROWS = 6 };

static int series_role(const struct xy *c, size_t i)
{
	const struct xy_series *s = &c->series[i];

	if (s->kind == XY_REFERENCE)
		return role_or(s->role, ROLE_DIM);
	if (s->kind == XY_FAINT)
		return role_or(s->role, ROLE_RUN);
	return role_or(s->role, ROLE_SERIES0 + (int)(i % 7));
}

static int series_style(const struct grid *g, const struct xy *c, size_t i)
{
	if (c->series[i].kind == XY_REFERENCE)
		return PEN_DASH;
	if (c->series[i].kind == XY_FAINT || g->colours >= 8)
		return PEN_SOLID;
	return (int)(i % 4);
}

static uint32_t series_glyph(const struct grid *g, size_t i)
{
	static const uint16_t glyph[] = { 0x25CF, 0x25CB, 0x25B2, 0x25B3, 0x25A0, 0x25A1, 0x25C6 };
	static const char ascii[] = "*o^+x#@";

	return g->graph == GRAPH_ASCII ? (uint32_t)(unsigned char)ascii[i % 7] : glyph[i % 7];
}

static double x_of(const struct xy_series *s, size_t i)
{
	return s->x ? s->x[i] : (double)i;
}

static void add(struct range *r, double v, int log)
{
	if (!log || v > 0)
		range_add(r, v);
}

static void ranges(const struct xy *c, struct axis *x, struct axis *y)
{
	struct range rx = RANGE_INIT, ry = RANGE_INIT;

	for (size_t i = 0; i < c->n_series; i++) {
		const struct xy_series *s = &c->series[i];

		for (size_t j = 0; j < s->n; j++) {
			if (!isfinite(s->y[j]) || (c->y_log && !(s->y[j] > 0)))
				continue;
			add(&rx, x_of(s, j), c->x_log);
			add(&ry, s->y[j], c->y_log);
			if (s->lo)
				add(&ry, s->lo[j], c->y_log);
			if (s->hi)
				add(&ry, s->hi[j], c->y_log);
		}
	}
	if (c->x_names) {
		*x = axis_set(-0.5, (double)c->n_names - 0.5, 0, 0, c->x_title);
		x->name = c->x_names;
		x->n_names = c->n_names;
	} else if (c->x0 < c->x1) {
		*x = axis_set(c->x0, c->x1, c->x_log, 0, c->x_title);
	} else {
		*x = axis_set(rx.lo, rx.hi, c->x_log, 0.02, c->x_title);
	}
	if (c->y0 < c->y1) {
		*y = axis_set(c->y0, c->y1, c->y_log, 0, c->y_title);
		return;
	}
	if (!c->y_log && ry.lo > 0 && ry.lo < ry.hi / 3)
		ry.lo = 0;
	*y = axis_set(ry.lo, ry.hi, c->y_log, c->y_log ? 0.05 : 0, c->y_title);
	if (!c->y_log)
		axis_nice(y, 6);
}

static void draw_band(struct grid *g, const struct rect *plot, const struct axis *x,
		      const struct axis *y, const struct xy_series *s)
{
	double *a = xmalloc((2 * (size_t)plot->cols + 1) * sizeof *a), *b = a + plot->cols;

	path_columns(s->x, s->lo, s->n, x, plot->cols, a);
	path_columns(s->x, s->hi, s->n, x, plot->cols, b);
	band_draw(g, plot, y, a, b, ROLE_BAND2);
	free(a);
}

static int is_line(const struct xy_series *s)
{
	return s->kind != XY_POINTS;
}

static void draw_lines(struct grid *g, const struct rect *plot, const struct axis *x,
		       const struct axis *y, const struct xy *c)
{
	int banded = 0, bands = g->colours >= 256;
	struct braille b;

	/* One background band; more would mix. */
	for (size_t i = 0; bands && i < c->n_series && !banded; i++)
		if (c->series[i].kind == XY_LINE && c->series[i].lo && c->series[i].hi) {
			draw_band(g, plot, x, y, &c->series[i]);
			banded = 1;
		}
	braille_init(&b, plot->rows, plot->cols);
	for (int pass = 0; pass < 3; pass++)
		for (size_t i = c->n_series; i-- > 0;) {
			const struct xy_series *s = &c->series[i];
			int order = s->kind == XY_FAINT ? 0 : s->kind == XY_REFERENCE ? 1 : 2;
			struct pen p = { (uint8_t)series_role(c, i), 0,
					 (uint8_t)series_style(g, c, i), order == 2, 0 };

			if (!is_line(s) || order != pass)
				continue;
			if (s->kind == XY_LINE && s->lo && s->hi && !(banded && bands)) {
				struct pen q = { p.role, CELL_DIM, PEN_DOT, 0, 0 };

				path_draw(s->x, s->lo, s->n, x, y, &b, q);
				path_draw(s->x, s->hi, s->n, x, y, &b, q);
			}
			path_draw(s->x, s->y, s->n, x, y, &b, p);
		}
	braille_draw(&b, g, plot->row, plot->col);
	braille_release(&b);
}

/* The row of a value, held to the plot when it lies outside. */
static int row_clamped(const struct rect *plot, const struct axis *y, double v)
{
	double pos = axis_pos(y, v);

	if (isnan(pos))
		pos = 0;	/* not positive on a log axis: below everything */
	pos = fmin(fmax(pos, 0), 1);
	return plot->row + plot->rows - 1 - plot_dot(pos, plot->rows * 4) / 4;
}

static void put_over(struct grid *g, int row, int col, uint32_t ch, int role, int attr)
{
	grid_put(g, row, col, ch, role, grid_bg(g, row, col), attr);
}

static void draw_points(struct grid *g, const struct rect *plot, const struct axis *x,
			const struct axis *y, const struct xy *c, size_t i)
{
	const struct xy_series *s = &c->series[i];
	int role = series_role(c, i);

	for (size_t j = 0; j < s->n; j++) {
		int col = plot_col(plot, x, x_of(s, j)), row = plot_row(plot, y, s->y[j]);

		if (col < 0 || isnan(axis_pos(y, s->y[j])))
			continue;
		if (s->lo && s->hi && isfinite(s->lo[j]) && isfinite(s->hi[j])) {
			int top = row_clamped(plot, y, s->hi[j]);
			int bottom = row_clamped(plot, y, s->lo[j]);

			for (int k = top; k <= bottom && bottom > top; k++)
				put_over(g, k, col, k == top ? 0x252C : k == bottom ? 0x2534 : 0x2502,
					 role, 0);
		}
		if (row >= 0)
			put_over(g, row, col, series_glyph(g, i), role, CELL_BOLD);
	}
}

static void draw_legend(struct grid *g, int row, int col, int cols, const struct xy *c)
{
	struct legend_item item[12];
	int n = 0;

	for (size_t i = 0; i < c->n_series && n < 12; i++) {
		const struct xy_series *s = &c->series[i];
		int points = s->kind == XY_POINTS || s->kind == XY_BOTH;

		if (s->label && s->kind != XY_FAINT)
			item[n++] = (struct legend_item){ s->label, series_role(c, i),
				points ? -2 : series_style(g, c, i), series_glyph(g, i) };
	}
	legend_draw(g, row, col, cols, item, n);
}

static void read_out(struct grid *g, int row, int col, int cols, const struct xy *c)
{
	struct str s = STR_INIT;
	char a[AXIS_LABEL];

	if (c->x_names && c->cursor_x >= 0 && c->cursor_x < (double)c->n_names)
		str_add(&s, c->x_names[(size_t)c->cursor_x]);
	else
		str_addf(&s, "%s %s", c->x_title ? c->x_title : "x",
			 say_cell(c->cursor_x, 4, a, sizeof a));
	for (size_t i = 0; i < c->n_series; i++) {
		const struct xy_series *e = &c->series[i];
		double v = path_at(e->x, e->y, e->n, c->cursor_x);

		if (e->label && e->kind != XY_FAINT && isfinite(v))
			str_addf(&s, "  %s %s", e->label, say_cell(v, 3, a, sizeof a));
	}
	grid_text_right(g, row, col + cols, cols, s.s, ROLE_TEXT, CELL_BOLD);
	str_release(&s);
}

void xy_draw(struct grid *g, struct rect r, const struct xy *c, struct xy_layout *layout)
{
	struct rect in = r, plot, old = grid_clip(g, r);
	struct axis x, y;
	const char *title;
	int col;

	ranges(c, &x, &y);
	title = y.title;
	if (r.rows >= HEADER_ROWS && (c->legend || c->cursor || title)) {
		int used = title ? grid_text(g, r.row, r.col, r.cols, title, ROLE_DIM, 0) + 2 : 0;

		if (c->cursor)
			read_out(g, r.row, r.col + used, r.cols - used, c);
		else if (c->legend)
			draw_legend(g, r.row, r.col + used, r.cols - used, c);
		in.row++;
		in.rows--;
	}
	y.title = NULL;
	plot = axis_draw(g, in, &x, &y);
	y.title = title;
	draw_lines(g, &plot, &x, &y, c);
	for (size_t i = c->n_series; i-- > 0;)
		if (c->series[i].kind == XY_POINTS || c->series[i].kind == XY_BOTH)
			draw_points(g, &plot, &x, &y, c, i);
	col = c->cursor ? plot_col(&plot, &x, c->cursor_x) : -1;
	if (col >= 0)
		grid_tint(g, (struct rect){ plot.row, col, plot.rows, 1 }, ROLE_CURSOR, 0);
	grid_unclip(g, old);
	if (layout)
		*layout = (struct xy_layout){ plot, x, y };
}
