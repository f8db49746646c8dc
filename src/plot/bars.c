/*
 * bars.c - see bars.h.
 *
 * Lengths are eighths of a column.  A cell knows which eighths are solid and
 * which are the lighter extension; Unicode has blocks that grow from the left
 * only, so what grows from the right (below zero) exchanges the colours.
 * The whisker is drawn last and takes the bar under it as its background.
 */
#include "plot/bars.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/say.h"
#include "base/str.h"
#include "plot_int.h"

enum { NUMBER = 32 };

static void number(const struct bars_chart *c, double v, char *buf, size_t size)
{
	if (c->percent)
		snprintf(buf, size, "%.0f %%", 100 * v);
	else
		say_cell(v, 2, buf, size);
}

static void bar_text(const struct bars_chart *c, const struct bar *b, struct str *s)
{
	char a[NUMBER], e[NUMBER];

	str_clear(s);
	if (b->text) {
		str_add(s, b->text);
		return;
	}
	if (isnan(b->value))
		return;
	number(c, b->value, a, sizeof a);
	str_addf(s, c->percent ? "%6s" : "%5s", a);
	if (!isnan(b->extend)) {
		number(c, b->extend, e, sizeof e);
		str_addf(s, c->percent ? " %6s" : " %5s", e);
	}
}

static void find_range(const struct bars_chart *c, double *lo, double *hi)
{
	struct range r = { 0, 0 };

	*lo = c->lo;
	*hi = c->hi;
	if (c->lo < c->hi)
		return;
	for (size_t i = 0; i < c->n; i++) {
		range_add(&r, c->bar[i].value);
		range_add(&r, c->bar[i].extend);
		range_add(&r, c->bar[i].lo);
		range_add(&r, c->bar[i].hi);
	}
	*lo = r.lo;
	*hi = r.hi > r.lo ? r.hi : r.lo + 1;
}

/* Left block of n eighths, 0 < n < 8. */
static uint32_t left(int n)
{
	return 0x2590 - (uint32_t)n;
}

struct span { int a, b; };	/* eighths from the left edge of the plot */

static struct span inside(struct span s, int cell)
{
	struct span c = { s.a - 8 * cell, s.b - 8 * cell };

	c.a = c.a < 0 ? 0 : c.a > 8 ? 8 : c.a;
	c.b = c.b < 0 ? 0 : c.b > 8 ? 8 : c.b;
	return c;
}

static void put_coarse(struct grid *g, int row, int col, struct span solid, struct span ext,
		       int role)
{
	if (solid.b - solid.a >= 4)
		grid_put(g, row, col, g->graph == GRAPH_ASCII ? '#' : 0x2588, role, ROLE_NONE, 0);
	else if (ext.b - ext.a + solid.b - solid.a >= 4)
		grid_put(g, row, col, g->graph == GRAPH_ASCII ? ':' : 0x2592, ROLE_EXTEND,
			 ROLE_NONE, 0);
	else if (solid.b > solid.a)
		grid_put(g, row, col, g->graph == GRAPH_ASCII ? '|' : 0x258F, role, ROLE_NONE, 0);
}

static void put_fine(struct grid *g, int row, int col, struct span solid, struct span ext,
		     int role)
{
	int ns = solid.b - solid.a, ne = ext.b - ext.a;

	if (ns == 8)
		grid_put(g, row, col, 0x2588, role, ROLE_NONE, 0);
	else if (ns > 0 && solid.a == 0)
		grid_put(g, row, col, left(solid.b), role,
			 ne >= (8 - ns + 1) / 2 ? ROLE_EXTEND : ROLE_NONE, 0);
	else if (ns > 0)
		grid_put(g, row, col, left(solid.a), role, ROLE_NONE, CELL_REVERSE);
	else if (ne == 8)
		grid_put(g, row, col, 0x2588, ROLE_EXTEND, ROLE_NONE, 0);
	else if (ne > 0 && ext.a == 0)
		grid_put(g, row, col, left(ext.b), ROLE_EXTEND, ROLE_NONE, 0);
	else if (ne > 0)
		grid_put(g, row, col, left(ext.a), ROLE_EXTEND, ROLE_NONE, CELL_REVERSE);
}

/* A character over a bar: what is filled below becomes its background. */
static void over(struct grid *g, int row, int col, uint32_t ch)
{
	const struct cell *c = grid_cell(g, row, col);
	int bg = ROLE_NONE, attr = 0;

	if (!c)
		return;
	if (c->ch == 0x2588 || (c->ch >= 0x2588 && c->ch <= 0x258B && !(c->attr & CELL_REVERSE))) {
		bg = c->fg;
		if (g->colours < 8)
			attr = CELL_REVERSE;
	} else if (c->bg == ROLE_EXTEND) {
		bg = c->bg;
	}
	grid_put(g, row, col, ch, ROLE_TEXT, bg, attr);
}

/* Few colours tell no shades apart: characters do. */
static int coarse(const struct grid *g)
{
	return g->graph == GRAPH_ASCII || g->colours < 16;
}

static void draw_whisker(struct grid *g, int row, const struct rect *plot, const struct axis *x,
			 const struct bar *b)
{
	int a, e;

	if (isnan(b->lo) || isnan(b->hi) || !(b->hi > b->lo))
		return;
	a = plot_dot(axis_pos(x, b->lo), plot->cols);
	e = plot_dot(axis_pos(x, b->hi), plot->cols);
	if (e < 0 || a >= plot->cols)
		return;
	for (int j = a < 0 ? 0 : a; j <= e && j < plot->cols; j++) {
		const struct cell *c = grid_cell(g, row, plot->col + j);

		/* A line across characters would look like the end of the bar. */
		if (coarse(g) && j != a && j != e && c && c->ch != ' ')
			continue;
		over(g, row, plot->col + j,
		     a == e ? 0x2502 : j == a ? 0x251C : j == e ? 0x2524 : 0x2500);
	}
}

static void draw_bar(struct grid *g, int row, const struct rect *plot, const struct axis *x,
		     const struct bar *b)
{
	int all = plot->cols * 8, role = role_or(b->role, ROLE_BAR);
	int zero = (int)lrint(fmin(fmax(axis_pos(x, 0), 0), 1) * all);
	struct span solid = { zero, zero }, ext = { 0, 0 };
	int v;

	if (isnan(b->value)) {
		grid_put(g, row, plot->col + zero / 8, 0x2013, ROLE_DIM, ROLE_NONE, 0);
		return;
	}
	v = (int)lrint(fmin(fmax(axis_pos(x, b->value), 0), 1) * all);
	if (v == zero && b->value > 0 && v < all)
		v++;	/* what is not zero shows */
	solid.a = v < zero ? v : zero;
	solid.b = v < zero ? zero : v;
	if (!isnan(b->extend) && b->extend > b->value) {
		ext.a = solid.b;
		ext.b = (int)lrint(fmin(fmax(axis_pos(x, b->extend), 0), 1) * all);
		if (v < zero)	/* from zero, not over what lies below it */
			ext.a = zero;
	}
	for (int j = 0; j < plot->cols; j++) {
		struct span s = inside(solid, j), e = inside(ext, j);

		if (coarse(g))
			put_coarse(g, row, plot->col + j, s, e, role);
		else
			put_fine(g, row, plot->col + j, s, e, role);
	}
	draw_whisker(g, row, plot, x, b);
}

/* The row above: what the axis means, and what the parts of a bar are. */
static void draw_header(struct grid *g, struct rect r, const struct bars_chart *c, int text)
{
	static const int role[3] = { ROLE_BAR, ROLE_EXTEND, ROLE_TEXT };
	int ascii = g->graph == GRAPH_ASCII, n = 0, used = 0;
	const uint32_t glyph[3] = {
		ascii ? '#' : 0x2588,
		ascii ? ':' : g->colours < 16 ? 0x2592 : 0x2588,
		0x251C,
	};
	struct legend_item item[3];

	if (c->title)
		used = grid_text(g, r.row, r.col, r.cols, c->title, ROLE_DIM, 0) + 2;
	for (int i = 0; i < 3; i++)
		if (c->legend[i])
			item[n++] = (struct legend_item){ c->legend[i], role[i], -2, glyph[i] };
	if (c->heading && text) {
		grid_text_right(g, r.row, r.col + r.cols, text, c->heading, ROLE_DIM, 0);
		r.cols -= text + 2;
	}
	legend_draw(g, r.row, r.col + used, r.cols - used, item, n);
}

void bars_draw(struct grid *g, struct rect r, const struct bars_chart *c,
	       struct bars_layout *layout)
{
	struct str s = STR_INIT;
	struct rect plot = r, old = grid_clip(g, r);
	struct axis x;
	double lo, hi;
	int label = 0, text = 0, step = 1, zero;

	find_range(c, &lo, &hi);
	x = axis_set(lo, hi, 0, 0, NULL);
	for (size_t i = 0; i < c->n; i++) {
		int w = c->bar[i].label ? grid_cols(g, c->bar[i].label) : 0;

		label = w > label ? w : label;
		bar_text(c, &c->bar[i], &s);
		w = grid_cols(g, s.s);
		text = w > text ? w : text;
	}
	if (label > r.cols / 3)
		label = r.cols / 3;
	if (r.cols - label - text - 2 < 8)
		text = 0;
	plot.col += label + (label ? 1 : 0);
	plot.cols -= label + (label ? 1 : 0) + (text ? text + 1 : 0);
	if ((c->title || c->heading || c->legend[0] || c->legend[1] || c->legend[2]) && r.rows >= (int)c->n + 1) {
		draw_header(g, r, c, text);
		plot.row++;
		plot.rows--;
	}
	if (c->title && plot.rows >= 5) {
		/* Low enough a frame gets the axis of one row. */
		struct rect frame = { plot.row + plot.rows - 4, plot.col, 4, plot.cols };
		struct axis shown = x;

		if (c->percent) {
			shown.lo *= 100;
			shown.hi *= 100;
		}
		axis_draw(g, frame, &shown, NULL);
		plot.rows--;
	}
	if (plot.rows < 0)
		plot.rows = 0;
	if (plot.cols < 0)
		plot.cols = 0;
	if (c->gap > 0 && c->n && (int)c->n * (1 + c->gap) - c->gap <= plot.rows)
		step = 1 + c->gap;
	zero = lo < 0 ? plot_col(&plot, &x, 0) : -1;
	for (int i = 0; zero >= 0 && i < plot.rows; i++)
		grid_put(g, plot.row + i, zero, 0x2502, ROLE_AXIS, ROLE_NONE, 0);
	for (size_t i = c->scroll > 0 ? (size_t)c->scroll : 0, k = 0;
	     i < c->n && (int)k * step < plot.rows; i++, k++) {
		const struct bar *b = &c->bar[i];
		int row = plot.row + (int)k * step, chosen = (int)i == c->selected;

		if (b->label)
			grid_text(g, row, r.col, label, b->label, ROLE_TEXT, chosen ? CELL_BOLD : 0);
		if (plot.cols > 0)
			draw_bar(g, row, &plot, &x, b);
		bar_text(c, b, &s);
		if (text)
			grid_text_right(g, row, r.col + r.cols, text, s.s, ROLE_TEXT,
					chosen ? CELL_BOLD : 0);
		if (chosen)
			grid_tint(g, (struct rect){ row, r.col, 1, label }, ROLE_ROW, 0);
	}
	str_release(&s);
	grid_unclip(g, old);
	if (layout)
		*layout = (struct bars_layout){ plot, lo, hi, plot.row, step };
}
