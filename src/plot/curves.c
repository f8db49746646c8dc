/*
 * curves.c - see curves.h: the loss chart, from the back to the front.
 *
 *   background  bands of the first series that has quantiles, or the density
 *   canvas      quantile lines, faint runs, medians, pinned, selected, current
 *   over all    diverged ticks, the current run's head, names, cursor
 *
 * All lines share one dot canvas, so that they meet as dots and not as cells;
 * pens of medians and single runs wipe the faint dots around them.
 */
#include "plot/curves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "plot/theme.h"
#include "plot_int.h"

enum { HEADER_ROWS = 8, NAME_MIN_COLS = 36, SHORT_NAME = 14, THICK_ROWS = 10,
       FAINT_MAX = 24 };

struct view {
	struct grid *g;
	const struct curves *c;
	struct rect plot;
	struct axis x, y, right;
	int names;		/* columns kept at the right for names */
	int thick;		/* medians two dots high: too much in blocks and ASCII */
};

static int series_role(const struct curves *c, size_t i)
{
	int usual = c->series[i].right ? ROLE_ACC : i == 0 ? ROLE_MEDIAN :
		    i == 1 ? ROLE_TEST : ROLE_SERIES0 + (int)(i % 7);

	return role_or(c->series[i].role, usual);
}

/* Colours tell series apart where there are any, line styles elsewhere. */
static int series_style(const struct grid *g, size_t i)
{
	return g->colours >= 8 ? PEN_SOLID : (int)(i % 4);
}

static const struct axis *series_axis(const struct view *v, const struct curves_series *s)
{
	return s->right ? &v->right : &v->y;
}

static struct series line_of(const struct view *v, const struct curves_series *s,
			     const float *y, size_t n)
{
	return (struct series){ y, n, v->c->x_first, v->c->x_step > 0 ? v->c->x_step : 1,
				series_axis(v, s)->log };
}

static int has_quantiles(const struct curves_series *s)
{
	return s->n > 0 && ((s->q05 && s->q95) || (s->q25 && s->q75));
}

/* The one series whose band is a background: several would mix into grey. */
static int banded(const struct curves *c)
{
	if (c->no_bands)
		return -1;
	for (size_t i = 0; i < c->n_series; i++)
		if (has_quantiles(&c->series[i]))
			return (int)i;
	return -1;
}

static void draw_band(struct view *v, const struct curves_series *s)
{
	const float *lo[2] = { s->q05, s->q25 }, *hi[2] = { s->q95, s->q75 };
	static const int role[2] = { ROLE_BAND, ROLE_BAND2 };
	size_t cols = (size_t)v->plot.cols;
	double *a = xmalloc((2 * cols + 1) * sizeof *a), *b = a + cols;

	for (int i = 0; i < 2; i++) {
		struct series sl, sh;

		if (!lo[i] || !hi[i])
			continue;
		sl = line_of(v, s, lo[i], s->n);
		sh = line_of(v, s, hi[i], s->n);
		series_columns(&sl, &v->x, SERIES_MEAN, v->plot.cols, 2, a);
		series_columns(&sh, &v->x, SERIES_MEAN, v->plot.cols, 2, b);
		band_draw(v->g, &v->plot, series_axis(v, s), a, b, role[i]);
	}
	free(a);
}

static void draw_line(struct view *v, const struct curves_series *s, struct braille *b,
		      const float *y, size_t n, struct pen p, int envelope)
{
	struct series l = line_of(v, s, y, n);

	series_draw(&l, &v->x, series_axis(v, s), b, p, envelope);
}

static void draw_quantiles(struct view *v, size_t i, struct braille *b)
{
	const struct curves_series *s = &v->c->series[i];
	struct pen p = { (uint8_t)series_role(v->c, i), 0, PEN_DOT, 0, 0 };

	if (v->g->colours < 8)
		p.attr = CELL_DIM;
	draw_line(v, s, b, s->q05, s->n, p, 0);
	draw_line(v, s, b, s->q95, s->n, p, 0);
	if (s->q05 && s->q95 && (v->plot.rows < 16 || s->runs))
		return;		/* the inner pair too would be a tangle */
	p.style = PEN_DASHDOT;
	draw_line(v, s, b, s->q25, s->n, p, 0);
	draw_line(v, s, b, s->q75, s->n, p, 0);
}

static void draw_lines(struct view *v, struct braille *b)
{
	const struct curves *c = v->c;
	int band = v->g->colours >= 256 ? banded(c) : -1;
	static const struct pen faint = { ROLE_RUN, 0, PEN_SOLID, 0, 0 };

	/* More lines than rows would only fill the area; without colours or
	 * fine dots even half of them do. */
	int coarse = v->g->colours < 8 || v->g->graph != GRAPH_BRAILLE;
	size_t most = (size_t)(coarse ? (v->plot.rows + 1) / 2 : v->plot.rows);

	if (most > FAINT_MAX)
		most = FAINT_MAX;
	for (size_t i = 0; i < c->n_series; i++) {
		const struct curves_series *s = &c->series[i];

		for (size_t j = 0; !c->no_runs && !c->density && j < s->runs && j < most; j++)
			draw_line(v, s, b, s->run[j].y, s->run[j].n, faint, 1);
	}
	for (size_t i = 0; i < c->n_series; i++)
		if (!c->no_bands && (int)i != band && has_quantiles(&c->series[i]))
			draw_quantiles(v, i, b);
	for (size_t i = c->n_series; i-- > 0;) {
		const struct curves_series *s = &c->series[i];
		struct pen p = { (uint8_t)series_role(c, i), CELL_BOLD,
				 (uint8_t)series_style(v->g, i), 1,
				 (uint8_t)v->thick };

		if (c->density && !s->right && i == 0 && v->g->colours >= 8)
			p.role = ROLE_CURRENT;
		draw_line(v, s, b, s->median, s->n, p, 0);
	}
	for (size_t i = 0; i < c->n_series; i++) {
		const struct curves_series *s = &c->series[i];
		struct pen pin = { ROLE_FOCUS, 0, PEN_DASH, 1, 0 };
		struct pen sel = { ROLE_SELECTED, CELL_BOLD, PEN_SOLID, 1, (uint8_t)v->thick };

		draw_line(v, s, b, s->pinned.y, s->pinned.n, pin, 1);
		draw_line(v, s, b, s->selected.y, s->selected.n, sel, 1);
	}
	for (size_t i = c->n_series; i-- > 0;) {
		const struct curves_series *s = &c->series[i];
		struct pen p = { ROLE_CURRENT, CELL_BOLD, (uint8_t)series_style(v->g, i), 1,
				 (uint8_t)v->thick };

		/* Only the first series is "the" current run; others keep their colour. */
		if (i > 0)
			p.role = (uint8_t)series_role(c, i);
		draw_line(v, s, b, s->current.y, s->current.n, p, 0);
	}
}

/* --- density --- */

static double density_level(uint32_t n, double most)
{
	return n ? log(1.0 + n) / log(1.0 + most) : 0;
}

/* Ordered dots: a cell of 2x4 with `level` of each half filled. */
static void dither(struct braille *b, int row, int col, double level, int half)
{
	static const unsigned char order[4][2] = { { 0, 0 }, { 1, 1 }, { 1, 0 }, { 0, 1 } };
	static const struct pen faint = { ROLE_RUN, 0, PEN_SOLID, 0, 0 };
	int n = (int)ceil(level * 4 - 1e-9);

	for (int i = 0; i < n; i++)
		braille_dot(b, col * 2 + order[i][0], row * 4 + half * 2 + order[i][1], faint);
}

static void draw_density(struct view *v, struct braille *b)
{
	static const char ascii[] = " .:-=+*%#";
	const struct density *d = v->c->density;
	double most = 1;
	int rows, cols;

	if (!d->count)
		return;
	for (size_t i = 0; i < (size_t)d->rows * (size_t)d->cols; i++)
		most = d->count[i] > most ? d->count[i] : most;
	rows = d->rows / 2 < v->plot.rows ? d->rows / 2 : v->plot.rows;
	cols = d->cols < v->plot.cols ? d->cols : v->plot.cols;
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < cols; j++) {
			const uint32_t *up = &d->count[(size_t)(2 * i) * (size_t)d->cols + (size_t)j];
			double a = density_level(up[0], most), e = density_level(up[d->cols], most);
			int row = v->plot.row + i, col = v->plot.col + j;
			int fa = a > 0 ? theme_ramp(a) : ROLE_NONE;
			int fe = e > 0 ? theme_ramp(e) : ROLE_NONE;

			if (a == 0 && e == 0)
				continue;
			if (v->g->graph == GRAPH_ASCII) {
				int k = (int)lrint(fmax(a, e) * (sizeof ascii - 2));

				grid_put(v->g, row, col, (unsigned char)ascii[k < 1 ? 1 : k],
					 ROLE_RUN, ROLE_NONE, 0);
			} else if (v->g->colours < 16) {
				dither(b, i, j, a, 0);
				dither(b, i, j, e, 1);
			} else if (fa == fe) {
				grid_put(v->g, row, col, ' ', ROLE_NONE, fa, 0);
			} else if (fa == ROLE_NONE) {
				grid_put(v->g, row, col, 0x2584, fe, ROLE_NONE, 0);
			} else {
				grid_put(v->g, row, col, 0x2580, fa, fe, 0);
			}
		}
}

/* --- over the lines --- */

/* A median over the density: white on the ramp's dark end, black on its bright one. */
static void contrast(struct view *v)
{
	for (int i = 0; i < v->plot.rows; i++)
		for (int j = 0; j < v->plot.cols; j++) {
			struct cell *c = grid_cell(v->g, v->plot.row + i, v->plot.col + j);

			if (c && c->fg == ROLE_CURRENT && c->bg >= ROLE_RAMP0 && c->bg <= ROLE_RAMP_LAST)
				c->fg = c->bg < ROLE_RAMP0 + 6 ? ROLE_MARK0 : ROLE_MARK1;
		}
}

static void draw_diverged(struct view *v)
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

static void draw_head(struct view *v)
{
	for (size_t i = 0; i < v->c->n_series; i++) {
		const struct curves_series *s = &v->c->series[i];
		struct series l = line_of(v, s, s->current.y, s->current.n);
		double x, y;
		int row, col;

		if (!s->current.y || s->current.n == 0)
			continue;
		x = l.first + (double)(l.n - 1) * l.step;
		y = l.y[l.n - 1];
		col = plot_col(&v->plot, &v->x, x);
		row = isfinite(y) ? plot_row(&v->plot, series_axis(v, s), y) : -1;
		if (row < 0 || col < 0)
			continue;
		grid_put(v->g, row, col, 0x25CF, i ? series_role(v->c, i) : ROLE_CURRENT,
			 grid_bg(v->g, row, col), CELL_BOLD);
	}
}

/* After one epoch there are no lines yet: a point that can be seen. */
static void draw_single(struct view *v)
{
	for (size_t i = v->c->n_series; i-- > 0;) {
		const struct curves_series *s = &v->c->series[i];
		int row, col = plot_col(&v->plot, &v->x, v->c->x_first);

		if (!s->median || s->n != 1 || !isfinite(s->median[0]))
			continue;
		row = plot_row(&v->plot, series_axis(v, s), s->median[0]);
		if (row >= 0 && col >= 0)
			grid_put(v->g, row, col, 0x25CF, series_role(v->c, i),
				 grid_bg(v->g, row, col), CELL_BOLD);
	}
}

/* The last point of the median that is in sight. */
static double last_value(const struct view *v, const struct curves_series *s)
{
	struct series l = line_of(v, s, s->median, s->n);
	double end = l.first + ((double)l.n - 1) * l.step;

	if (!s->median || s->n == 0)
		return NAN;
	return series_at(&l, end < v->x.hi ? end : v->x.hi);
}

/* Names at the line ends, moved apart; for terminals without colours. */
static void draw_names(struct view *v)
{
	unsigned char *used;

	if (!v->names || v->plot.rows < 1)
		return;
	used = xcalloc((size_t)v->plot.rows, 1);
	for (size_t i = 0; i < v->c->n_series; i++) {
		const struct curves_series *s = &v->c->series[i];
		double y = last_value(v, s);
		int row = isnan(y) ? -1 : plot_row(&v->plot, series_axis(v, s), y);

		if (row < 0 || !s->label)
			continue;
		row -= v->plot.row;
		for (int k = 0; k < 2 * v->plot.rows; k++) {
			int at = row + (k % 2 ? -(k + 1) / 2 : k / 2);

			if (at < 0 || at >= v->plot.rows || used[at])
				continue;
			used[at] = 1;
			grid_text(v->g, v->plot.row + at, v->plot.col + v->plot.cols + 1,
				  v->names - 1, s->label, series_role(v->c, i), 0);
			break;
		}
	}
	free(used);
}

/* --- the row above --- */

static void draw_legend(struct view *v, int row, int col, int cols)
{
	struct legend_item item[16];
	int n = 0, band = v->c->density ? -1 : banded(v->c), single = 0;
	char diverged[48], count[32];

	for (size_t i = 0; i < v->c->n_series && n < 10; i++) {
		const struct curves_series *s = &v->c->series[i];
		int role = series_role(v->c, i);

		if (v->c->density && i == 0 && v->g->colours >= 8)
			role = ROLE_CURRENT;
		if (s->label)
			item[n++] = (struct legend_item){ s->label, role,
							  series_style(v->g, i), 0 };
		single |= s->selected.y ? 1 : 0;
		single |= s->pinned.y ? 2 : 0;
	}
	if (single & 1)
		item[n++] = (struct legend_item){ "selected", ROLE_SELECTED, PEN_SOLID, 0 };
	if (single & 2)
		item[n++] = (struct legend_item){ "pinned", ROLE_FOCUS, PEN_DASH, 0 };
	if (v->c->n_diverged) {
		snprintf(diverged, sizeof diverged, "%s diverged",
			 axis_count(v->c->n_diverged, count, sizeof count));
		item[n++] = (struct legend_item){ diverged, ROLE_DIVERGED, -2, 0xD7 };
	}
	if (band >= 0 && v->g->colours >= 256) {
		const struct curves_series *s = &v->c->series[band];

		if (s->q25 && s->q75)
			item[n++] = (struct legend_item){ "25–75 %", ROLE_BAND2, -1, 0 };
		if (s->q05 && s->q95)
			item[n++] = (struct legend_item){ "5–95 %", ROLE_BAND, -1, 0 };
	} else if (band >= 0 && v->c->series[band].q05) {
		item[n++] = (struct legend_item){ "5–95 %", series_role(v->c, (size_t)band),
						  PEN_DOT, 0 };
	}
	legend_draw(v->g, row, col, cols, item, n);
}

static void read_out(struct view *v, int row, int col, int cols)
{
	struct str s = STR_INIT;
	char a[AXIS_LABEL], b[AXIS_LABEL], e[AXIS_LABEL];
	int end = col + cols, at, need = 0;

	/* Twice: once to know the width, once to draw right-aligned. */
	for (int pass = 0; pass < 2; pass++) {
		at = end - need;
		str_clear(&s);
		str_addf(&s, "%s %s", v->c->x_title ? v->c->x_title : "x",
			 axis_number(v->c->cursor_x, 4, a, sizeof a));
		if (pass)
			grid_text(v->g, row, at, end - at, s.s, ROLE_TEXT, CELL_BOLD);
		at += grid_cols(v->g, s.s);
		for (size_t i = 0; i < v->c->n_series; i++) {
			const struct curves_series *c = &v->c->series[i];
			struct series m = line_of(v, c, c->median, c->median ? c->n : 0);
			struct series l = line_of(v, c, c->q05, c->q05 ? c->n : 0);
			struct series h = line_of(v, c, c->q95, c->q95 ? c->n : 0);
			struct series k = line_of(v, c, c->selected.y,
						  c->selected.y ? c->selected.n : 0);
			double y = series_at(&m, v->c->cursor_x), ys = series_at(&k, v->c->cursor_x);

			if (isnan(y) && isnan(ys))
				continue;
			str_clear(&s);
			str_addf(&s, "  %s", c->label ? c->label : "");
			if (!isnan(y))
				str_addf(&s, " %s", axis_number(y, 3, a, sizeof a));
			if (!isnan(series_at(&l, v->c->cursor_x)))
				str_addf(&s, " [%s, %s]",
					 axis_number(series_at(&l, v->c->cursor_x), 3, b, sizeof b),
					 axis_number(series_at(&h, v->c->cursor_x), 3, e, sizeof e));
			if (pass)
				grid_text(v->g, row, at, end - at, s.s, series_role(v->c, i), 0);
			at += grid_cols(v->g, s.s);
			if (isnan(ys))
				continue;
			str_clear(&s);
			str_addf(&s, " %s", axis_number(ys, 3, a, sizeof a));
			if (pass)
				grid_text(v->g, row, at, end - at, s.s, ROLE_SELECTED, 0);
			at += grid_cols(v->g, s.s);
		}
		need = at - end;
		if (need > cols)
			need = cols;
	}
	str_release(&s);
}

static int header(struct view *v, struct rect r)
{
	const struct curves *c = v->c;
	int used = 0;

	if (r.rows < HEADER_ROWS || !(c->legend || c->cursor || v->y.title))
		return 0;
	if (v->y.title)
		used = grid_text(v->g, r.row, r.col, r.cols, v->y.title, ROLE_DIM, 0) + 2;
	if (c->cursor)
		read_out(v, r.row, r.col + used, r.cols - used);
	else if (c->legend)
		draw_legend(v, r.row, r.col + used, r.cols - used);
	return 1;
}

static int name_cols(const struct grid *g, const struct curves *c, int cols)
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

static void ranges(struct view *v)
{
	const struct curves *c = v->c;

	curves_range(c, &v->x, &v->y);
	if (c->x0 < c->x1)
		v->x = axis_set(c->x0, c->x1, c->x_log, 0, c->x_title);
	if (c->y0 < c->y1)
		v->y = axis_set(c->y0, c->y1, c->y_log, 0, c->y_title);
	v->right = axis_set(0, 1, 0, 0, NULL);
}

void curves_draw(struct grid *g, struct rect r, const struct curves *c,
		 struct curves_layout *layout)
{
	struct view v = { .g = g, .c = c };
	struct rect inner = r, old = grid_clip(g, r);
	struct braille b;
	int gutter = 0, right_role = ROLE_AXIS;
	const char *y_title;

	ranges(&v);
	if (header(&v, r)) {
		inner.row++;
		inner.rows--;
	}
	for (size_t i = 0; i < c->n_series; i++)
		if (c->series[i].right && r.cols >= NAME_MIN_COLS) {
			gutter = axis_gutter(&v.right, inner.rows) + 1;
			right_role = series_role(c, i);
		}
	v.names = name_cols(g, c, r.cols);
	if (gutter && v.names)
		gutter = 0;	/* there the names say it */
	inner.cols -= gutter + v.names;
	y_title = v.y.title;
	v.y.title = NULL;
	v.plot = axis_draw(g, inner, &v.x, &v.y);
	v.y.title = y_title;
	if (gutter)
		axis_draw_right(g, v.plot, &v.right, right_role);

	v.thick = g->graph == GRAPH_BRAILLE && v.plot.rows >= THICK_ROWS;
	braille_init(&b, v.plot.rows, v.plot.cols);
	if (c->density)
		draw_density(&v, &b);
	else if (banded(c) >= 0)
		draw_band(&v, &c->series[banded(c)]);
	draw_lines(&v, &b);
	braille_draw(&b, g, v.plot.row, v.plot.col);
	braille_release(&b);
	if (c->density)
		contrast(&v);
	draw_diverged(&v);
	draw_single(&v);
	draw_head(&v);
	draw_names(&v);
	if (c->cursor && plot_col(&v.plot, &v.x, c->cursor_x) >= 0)
		grid_tint(g, (struct rect){ v.plot.row, plot_col(&v.plot, &v.x, c->cursor_x),
					    v.plot.rows, 1 }, ROLE_CURSOR, 0);
	grid_unclip(g, old);
	if (layout)
		*layout = (struct curves_layout){ v.plot, v.x, v.y };
}

double curves_x_at(const struct curves_layout *l, int col)
{
	return plot_x_at(&l->plot, &l->x, col);
}

int curves_col_of(const struct curves_layout *l, double x)
{
	return plot_col(&l->plot, &l->x, x);
}

void curves_smooth(const float *in, float *out, size_t n, double b)
{
	double s = 0, weight = 1;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(in[i])) {
			out[i] = in[i];
			continue;
		}
		s = b * s + (1 - b) * in[i];
		weight *= b;
		out[i] = (float)(s / (1 - weight));
	}
}
