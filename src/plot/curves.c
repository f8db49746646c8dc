/*
 * curves.c - see curves.h: the loss chart, from the back to the front.
 *
 *   background  bands of the first series that has quantiles, or the density
 *   canvas      quantile lines, faint and diverged runs, medians, pinned, selected, current
 *   over all    diverged ticks, the current run's head, names, cursor
 *
 * All lines share one dot canvas, so that they meet as dots and not as cells;
 * pens of medians and single runs wipe the faint dots around them.
 */
#include "curves_int.h"

#include <stdlib.h>

#include "base/xalloc.h"

enum { RIGHT_COLS = 36, NAMES_COLS = 60, THICK_ROWS = 10, FAINT_MAX = 24 };

/* A single point is shown as a stroke of two fifths of a step, so that bands, runs
 * and median can be told apart at it. */
static struct series stroke(struct series l, float two[2])
{
	if (l.n == 1) {
		two[0] = two[1] = l.y[0];
		l.y = two;
		l.n = 2;
		l.first -= .2 * l.step;
		l.step *= .4;
	}
	return l;
}

static void draw_band(struct curves_view *v, const struct curves_series *s)
{
	float two[2][2];
	const float *lo[2] = { s->q05, s->q25 }, *hi[2] = { s->q95, s->q75 };
	static const int role[2] = { ROLE_BAND, ROLE_BAND2 };
	size_t cols = (size_t)v->plot.cols;
	double *a = xmalloc((2 * cols + 1) * sizeof *a), *b = a + cols;

	for (int i = 0; i < 2; i++) {
		struct series sl, sh;

		if (!lo[i] || !hi[i])
			continue;
		sl = stroke(curves_series_of(v, s, lo[i], s->n), two[0]);
		sh = stroke(curves_series_of(v, s, hi[i], s->n), two[1]);
		series_columns(&sl, &v->x, SERIES_MEAN, v->plot.cols, 2, a);
		series_columns(&sh, &v->x, SERIES_MEAN, v->plot.cols, 2, b);
		band_draw(v->g, &v->plot, curves_axis(v, s), a, b, role[i]);
	}
	free(a);
}

static void draw_line(struct curves_view *v, const struct curves_series *s, struct braille *b,
		      const float *y, size_t n, struct pen p, int envelope)
{
	float two[2];
	struct series l = curves_series_of(v, s, y, y ? n : 0);

	l = stroke(l, two);
	series_draw(&l, &v->x, curves_axis(v, s), b, p, envelope);
}

static void draw_quantiles(struct curves_view *v, size_t i, struct braille *b)
{
	const struct curves_series *s = &v->c->series[i];
	struct pen p = { (uint8_t)curves_role(v->c, i), 0, (uint8_t)curves_outer_style(v), 0, 0 };

	if (v->g->colours < 8)
		p.attr = CELL_DIM;
	p.over = v->c->density != NULL;
	if (v->c->density && i == 0 && v->g->colours >= 16)
		p.role = ROLE_CURRENT;	/* see curves_contrast */
	draw_line(v, s, b, s->q05, s->n, p, 0);
	draw_line(v, s, b, s->q95, s->n, p, 0);
	if (!curves_inner(v, s))
		return;
	p.style = (uint8_t)curves_inner_style(v);
	draw_line(v, s, b, s->q25, s->n, p, 0);
	draw_line(v, s, b, s->q75, s->n, p, 0);
}

static void draw_lines(struct curves_view *v, struct braille *b)
{
	const struct curves *c = v->c;
	int band = curves_filled(v) ? curves_banded(c) : -1;
	const struct pen faint = { ROLE_RUN, 0, c->no_fill ? PEN_DOT : PEN_SOLID, 0, 0 };
	static const struct pen lost = { ROLE_DIVERGED, 0, PEN_SOLID, 0, 0 };

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
	for (size_t i = 0; c->lost && c->n_series > 0 && !c->series[0].right && i < c->n_diverged; i++)
		draw_line(v, &c->series[0], b, c->lost[i].y, c->lost[i].n, lost, 1);
	for (size_t i = 0; i < c->n_series; i++)
		if (!c->no_bands && (int)i != band && curves_has_quantiles(&c->series[i]))
			draw_quantiles(v, i, b);
	for (size_t i = c->n_series; i-- > 0;) {
		const struct curves_series *s = &c->series[i];
		struct pen p = { (uint8_t)curves_role(c, i), CELL_BOLD,
				 (uint8_t)curves_style(v->g, i), 1,
				 (uint8_t)v->thick };

		if (c->density && i == 0 && v->g->colours >= 16)
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
		struct pen p = { ROLE_CURRENT, CELL_BOLD, (uint8_t)curves_style(v->g, i), 1,
				 (uint8_t)v->thick };

		/* Only the first series is "the" current run; others keep their colour. */
		if (i > 0)
			p.role = (uint8_t)curves_role(c, i);
		draw_line(v, s, b, s->current.y, s->current.n, p, 0);
	}
}

static void ranges(struct curves_view *v)
{
	const struct curves *c = v->c;

	curves_range(c, &v->x, &v->y);
	if (c->x0 < c->x1)
		v->x = axis_set(c->x0, c->x1, c->x_log, 0, c->x_title);
	if (c->y0 < c->y1)
		v->y = axis_set(c->y0, c->y1, c->y_log, 0, c->y_title);
	v->x.whole = c->x_first == rint(c->x_first) && c->x_step == rint(c->x_step);
	v->right = axis_set(0, 1, 0, 0, NULL);
}

void curves_draw(struct grid *g, struct rect r, const struct curves *c,
		 struct curves_layout *layout)
{
	struct curves_view v = { .g = g, .c = c };
	struct rect inner = r, old = grid_clip(g, r);
	struct braille b;
	int right_role = ROLE_AXIS, header;
	const char *y_title;

	ranges(&v);
	v.plot = (struct rect){ r.row, r.col, r.rows - 3, r.cols };	/* about; the legend asks */
	header = curves_header(&v, r);
	inner.row += header;
	inner.rows -= header;
	for (size_t i = 0; i < c->n_series; i++)
		if (c->series[i].right && r.cols >= RIGHT_COLS) {
			v.gutter = axis_gutter(&v.right, inner.rows) + 1;
			right_role = curves_role(c, i);
		}
	v.names = curves_name_cols(g, c, r.cols);
	if (v.gutter && r.cols < NAMES_COLS)
		v.names = 0;	/* the scale matters more; the legend names the lines */
	inner.cols -= v.gutter + v.names;
	y_title = v.y.title;
	v.y.title = NULL;
	v.plot = axis_draw(g, inner, &v.x, &v.y);
	v.y.title = y_title;
	if (v.gutter)
		axis_draw_right(g, v.plot, &v.right, right_role);

	if (layout)
		*layout = (struct curves_layout){ v.plot, v.x, v.y };
	if (g->clip.rows < 1 || g->clip.cols < 1) {	/* curves_place */
		grid_unclip(g, old);
		return;
	}
	v.thick = g->graph == GRAPH_BRAILLE && v.plot.rows >= THICK_ROWS;
	braille_init(&b, v.plot.rows, v.plot.cols);
	if (c->density)
		curves_draw_density(&v, &b);
	else if (curves_banded(c) >= 0 && curves_filled(&v))
		draw_band(&v, &c->series[curves_banded(c)]);
	draw_lines(&v, &b);
	braille_draw(&b, g, v.plot.row, v.plot.col);
	braille_release(&b);
	if (c->density)
		curves_contrast(&v);
	curves_draw_over(&v);
	grid_unclip(g, old);
}

void curves_place(struct grid *g, struct rect r, const struct curves *c,
		  struct curves_layout *layout)
{
	struct rect old = grid_clip(g, (struct rect){ r.row, r.col, 0, 0 });

	curves_draw(g, r, c, layout);
	grid_unclip(g, old);
}

double curves_x_at(const struct curves_layout *l, int col)
{
	return plot_x_at(&l->plot, &l->x, col);
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
