/*
 * fan.c - see fan.h: bands behind, faint functions, their mean, the data.
 */
#include "plot/fan.h"

#include <stdlib.h>

#include "base/say.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "plot_int.h"

enum { HEADER_ROWS = 6, FAINT_MAX = 32 };

/* The charts' helpers work on doubles. */
struct samples { double *x, *y, *z; };

static void load(double *to, const float *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[i];
}

static void add_all(struct range *r, const float *y, size_t n)
{
	for (size_t i = 0; y && i < n; i++)
		range_add(r, y[i]);
}

static void ranges(const struct fan *f, struct axis *x, struct axis *y)
{
	struct range rx = RANGE_INIT, ry = RANGE_INIT;

	add_all(&rx, f->x, f->n);
	add_all(&rx, f->px, f->n_points);
	add_all(&ry, f->py, f->n_points);
	add_all(&ry, f->mean, f->n);
	add_all(&ry, f->lo, f->n);
	add_all(&ry, f->hi, f->n);
	if (!(ry.lo <= ry.hi))
		for (size_t i = 0; i < f->runs; i++)
			add_all(&ry, f->run[i], f->n);
	*x = f->x0 < f->x1 ? axis_set(f->x0, f->x1, 0, 0, f->x_title) :
			     axis_set(rx.lo, rx.hi, 0, 0, f->x_title);
	x->time = f->x_time;
	x->origin = f->x_origin;
	if (f->y0 < f->y1) {
		*y = axis_set(f->y0, f->y1, 0, 0, f->y_title);
	} else {
		*y = axis_set(ry.lo, ry.hi, 0, 0.02, f->y_title);
		axis_nice(y, 6);
	}
}

static int draw_band(struct grid *g, const struct rect *plot, const struct axis *x,
		     const struct axis *y, const struct fan *f, struct samples *s,
		     const float *lo, const float *hi, int role)
{
	double *a, *b;
	int drawn;

	if (!lo || !hi || plot->cols < 1)
		return 1;
	a = xmalloc(2 * (size_t)plot->cols * sizeof *a);
	b = a + plot->cols;
	load(s->y, lo, f->n);
	load(s->z, hi, f->n);
	path_columns(s->x, s->y, f->n, x, plot->cols, a);
	path_columns(s->x, s->z, f->n, x, plot->cols, b);
	drawn = band_draw(g, plot, y, a, b, role);
	free(a);
	return drawn;
}

static void draw_line(struct braille *b, const struct axis *x, const struct axis *y,
		      const struct fan *f, struct samples *s, const float *v, struct pen p)
{
	if (!v)
		return;
	load(s->y, v, f->n);
	path_draw(s->x, s->y, f->n, x, y, b, p);
}

static void read_out(struct grid *g, struct rect r, const struct rect *plot, const struct axis *x,
		     const struct fan *f, struct samples *s)
{
	const float *v[3] = { f->mean, f->lo, f->hi };
	char t[4][AXIS_LABEL];
	struct str out = STR_INIT;
	int col = plot_col(plot, x, f->cursor_x);

	if (col < 0)
		return;
	grid_tint(g, (struct rect){ plot->row, col, plot->rows, 1 }, ROLE_CURSOR, 0);
	if (x->time)
		axis_time_label(x, f->cursor_x, (x->hi - x->lo) / (plot->cols + 1), t[0], sizeof t[0]);
	else
		say_cell(f->cursor_x, 4, t[0], sizeof t[0]);
	for (int i = 0; i < 3; i++) {
		double at = NAN;

		if (v[i]) {
			load(s->y, v[i], f->n);
			at = path_at(s->x, s->y, f->n, f->cursor_x);
		}
		say_cell(at, 3, t[i + 1], sizeof t[i + 1]);
	}
	str_addf(&out, "%s %s", f->x_title ? f->x_title : "x", t[0]);
	if (f->mean)
		str_addf(&out, "  mean %s", t[1]);
	if (f->lo && f->hi)
		str_addf(&out, " [%s, %s]", t[2], t[3]);
	grid_text_right(g, r.row, r.col + r.cols, r.cols, out.s, ROLE_TEXT, CELL_BOLD);
	str_release(&out);
}

void fan_draw(struct grid *g, struct rect r, const struct fan *f, struct fan_layout *layout)
{
	struct rect in = r, plot, old = grid_clip(g, r);
	struct axis x, y;
	struct samples s;
	struct braille b;
	size_t most;
	int bands, used = 0, thick = g->graph == GRAPH_BRAILLE;
	const struct pen faint = { ROLE_RUN, 0, PEN_SOLID, 0, 0 };
	const struct pen edge = { ROLE_MEDIAN, CELL_DIM, PEN_DOT, 0, 0 };
	const struct pen mean = { ROLE_MEDIAN, CELL_BOLD, PEN_SOLID, 1, (uint8_t)thick };
	const struct pen chosen = { ROLE_SELECTED, CELL_BOLD, PEN_SOLID, 1, (uint8_t)thick };

	ranges(f, &x, &y);
	if ((f->cursor || f->y_title) && r.rows >= HEADER_ROWS) {
		if (f->y_title)
			used = grid_text(g, r.row, r.col, r.cols, f->y_title, ROLE_DIM, 0) + 2;
		in.row++;
		in.rows--;
	}
	y.title = NULL;		/* it stands in the header */
	plot = axis_draw(g, in, &x, &y);
	s.x = xmalloc((3 * f->n + 1) * sizeof *s.x);
	s.y = s.x + f->n;
	s.z = s.y + f->n;
	load(s.x, f->x, f->n);

	bands = draw_band(g, &plot, &x, &y, f, &s, f->lo, f->hi, ROLE_BAND);
	draw_band(g, &plot, &x, &y, f, &s, f->lo2, f->hi2, ROLE_BAND2);
	if (f->split && plot_col(&plot, &x, f->split_x) >= 0)
		for (int i = 0; i < plot.rows; i++) {
			int col = plot_col(&plot, &x, f->split_x);

			grid_put(g, plot.row + i, col, 0x250A, ROLE_AXIS, ROLE_NONE, 0);
		}
	/* More lines than these would only fill the area. */
	most = (size_t)(thick && g->colours >= 8 ? plot.rows : (plot.rows + 1) / 2);
	most = most > FAINT_MAX ? FAINT_MAX : most;
	braille_init(&b, plot.rows, plot.cols);
	for (size_t i = 0; i < f->runs && i < most; i++)
		draw_line(&b, &x, &y, f, &s, f->run[i], faint);
	if (!bands) {
		draw_line(&b, &x, &y, f, &s, f->lo, edge);
		draw_line(&b, &x, &y, f, &s, f->hi, edge);
	}
	draw_line(&b, &x, &y, f, &s, f->mean, mean);
	draw_line(&b, &x, &y, f, &s, f->selected, chosen);
	braille_draw(&b, g, plot.row, plot.col);
	braille_release(&b);
	for (size_t i = 0; i < f->n_points; i++) {
		int col = plot_col(&plot, &x, f->px[i]), row = plot_row(&plot, &y, f->py[i]);

		if (col >= 0 && row >= 0)
			grid_put(g, row, col, g->graph == GRAPH_ASCII ? 'o' : 0x2022, ROLE_TEST,
				 grid_bg(g, row, col), CELL_BOLD);
	}
	if (in.row > r.row && f->cursor)
		read_out(g, (struct rect){ r.row, r.col + used, 1, r.cols - used }, &plot, &x, f, &s);
	free(s.x);
	grid_unclip(g, old);
	if (layout)
		*layout = (struct fan_layout){ plot, x, y };
}
