/*
 * hist.c - see hist.h.
 *
 * Counts are spread over the columns by overlap, so that a column's height
 * never depends on where bins happen to begin.  Heights are eighths of a cell.
 * In a column with bar height b and ghost height q there are up to three zones
 * from the bottom: both, whichever is higher, nothing.  A cell has only two
 * colours, so where all three meet in one cell the bar's edge is kept.
 *
 * The ghost is scaled to the bars' area as long as its peak then lies between
 * a third and the whole of the height; beyond that it is drawn as high as that
 * limit, since what is forty times narrower or wider must still be seen.
 */
#include "plot/hist.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "plot_int.h"

enum { HEADER_ROWS = 4 };

/* The marks of both means; ASCII has no hollow triangle. */
static uint32_t mark_of(const struct grid *g, int ghost)
{
	return g->graph == GRAPH_ASCII ? (ghost ? 'o' : '^') : ghost ? 0x25B3 : 0x25B2;
}

void hist_columns(const struct hist_data *h, double x0, double x1, double *out, int cols)
{
	double width = (h->hi - h->lo) / (double)(h->bins ? h->bins : 1);

	for (int c = 0; c < cols; c++)
		out[c] = 0;
	if (!h->bin || h->bins == 0 || cols < 1 || !(x1 > x0) || !(width >= 0))
		return;
	for (size_t i = 0; i < h->bins; i++) {
		double a, e;
		int first, last;

		if (!h->bin[i])
			continue;
		/* In columns. */
		a = (h->lo + (double)i * width - x0) / (x1 - x0) * cols;
		e = (h->lo + (double)(i + 1) * width - x0) / (x1 - x0) * cols;
		if (!(e >= 0) || !(a <= cols))
			continue;
		if (e - a < 1e-9) {	/* all in one place */
			first = a >= cols ? cols - 1 : (int)a;
			out[first] += h->bin[i];
			continue;
		}
		first = a > 0 ? (int)a : 0;
		last = e < cols ? (int)ceil(e) - 1 : cols - 1;
		for (int c = first; c <= last; c++) {
			double part = fmin(e, c + 1) - fmax(a, c);

			if (part > 0)
				out[c] += h->bin[i] * part / (e - a);
		}
	}
}

static int is_there(const struct hist_data *h)
{
	return h->bin && h->bins > 0 && isfinite(h->lo) && isfinite(h->hi) && h->hi >= h->lo;
}

/* What a column shows: the counts in it, or where bins are wider than columns
 * the count of the whole bin, so that the axis speaks of bins. */
static void heights(const struct hist_data *h, const struct axis *x, double *out, int cols)
{
	double bin, col;

	for (int i = 0; i < cols; i++)
		out[i] = 0;
	if (!is_there(h) || cols < 1)
		return;
	hist_columns(h, x->lo, x->hi, out, cols);
	bin = (h->hi - h->lo) / (double)h->bins;
	col = (x->hi - x->lo) / cols;
	for (int i = 0; i < cols && bin > col; i++)
		out[i] *= bin / col;
}

static double sum(const double *v, int n)
{
	double s = 0;

	for (int i = 0; i < n; i++)
		s += v[i];
	return s;
}

static double most(const double *v, int n)
{
	double m = 0;

	for (int i = 0; i < n; i++)
		m = v[i] > m ? v[i] : m;
	return m;
}

/* Height of a count in eighths of a cell; anything counted shows. */
static int eighths(double n, double top, int rows, int log_count)
{
	double h;
	int e;

	if (!(n > 0) || !(top > 0))
		return 0;
	/* On a log axis the bottom is half a count, so that one count shows. */
	if (log_count)
		h = n > 0.5 ? log(n / 0.5) / log(fmax(top, 1) / 0.5) : 0;
	else
		h = n / top;
	e = (int)lrint(h * rows * 8);
	if (e < 1)
		e = 1;
	return e > rows * 8 ? rows * 8 : e;
}

static int between(int v, int lo, int hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

/* Lower block of n eighths, 0 < n < 8. */
static uint32_t lower(int n)
{
	return 0x2580 + (uint32_t)n;
}

/* A cell in colour; b and q are the eighths of bar and ghost in it. */
static void cell_colour(struct grid *g, int row, int col, int b, int q, int bar)
{
	/* Tones of the bar over its ghost need 256 colours. */
	int over = g->colours >= 256 ? ROLE_BAR_OVER : bar;
	int low = b < q ? b : q, high = b < q ? q : b;
	int low_role = over, high_role = b < q ? ROLE_GHOST : bar;

	if (low == 0 && high == 0)
		return;
	if (low == 8 || (high == 8 && low == 0)) {
		grid_put(g, row, col, 0x2588, low == 8 ? low_role : high_role, ROLE_NONE, 0);
	} else if (low == 0) {
		grid_put(g, row, col, lower(high), high_role, ROLE_NONE, 0);
	} else if (high == low) {
		grid_put(g, row, col, lower(low), bar, ROLE_NONE, 0);
	} else if (b >= q) {
		/* the ghost's edge inside the bar, or the bar's own edge */
		if (b == 8)
			grid_put(g, row, col, lower(q), over, bar, 0);
		else
			grid_put(g, row, col, lower(b), bar, ROLE_NONE, 0);
	} else {
		grid_put(g, row, col, lower(b), bar, high - low >= (8 - low) / 2 ?
			 ROLE_GHOST : ROLE_NONE, 0);
	}
}

/* Without colours, or with eight: the ghost is a shade above the bars. */
static void cell_mono(struct grid *g, int row, int col, int b, int q, int bar)
{
	if (g->graph == GRAPH_ASCII) {
		if (b >= 4)
			grid_put(g, row, col, '#', bar, ROLE_NONE, 0);
		else if (q >= 4)
			grid_put(g, row, col, ':', ROLE_GHOST, ROLE_NONE, 0);
		else if (b > 0)
			grid_put(g, row, col, '_', bar, ROLE_NONE, 0);
		else if (q > 0)
			grid_put(g, row, col, '.', ROLE_GHOST, ROLE_NONE, 0);
		return;
	}
	if (b == 8)
		grid_put(g, row, col, 0x2588, bar, ROLE_NONE, 0);
	else if (b > 0)
		grid_put(g, row, col, lower(b), bar, ROLE_NONE, 0);
	else if (q >= 4)
		grid_put(g, row, col, 0x2591, ROLE_GHOST, ROLE_NONE, 0);
	else if (q > 0)
		grid_put(g, row, col, 0x2581, ROLE_GHOST, ROLE_NONE, 0);
}

static void draw_columns(struct grid *g, const struct rect *plot, const double *now,
			 const double *ghost, double top, double ghost_top,
			 const struct hist_chart *c)
{
	int bar = role_or(c->role, ROLE_BAR);

	for (int j = 0; j < plot->cols; j++) {
		int b = eighths(now[j], top, plot->rows, c->log_count);
		int q = eighths(ghost[j], ghost_top, plot->rows, c->log_count);

		for (int i = 0; i < plot->rows; i++) {
			int base = (plot->rows - 1 - i) * 8;
			int bb = between(b - base, 0, 8), qq = between(q - base, 0, 8);

			if (g->graph == GRAPH_ASCII || g->colours < 16)
				cell_mono(g, plot->row + i, plot->col + j, bb, qq, bar);
			else
				cell_colour(g, plot->row + i, plot->col + j, bb, qq, bar);
		}
	}
}

/* --- the row above: ▲ now .436  △ before .012 --- */

static void mean_text(struct str *s, const struct hist_data *h, const char *otherwise)
{
	char a[AXIS_LABEL];

	str_addf(s, "%s %s", h->label ? h->label : otherwise, say_cell(h->mean, 3, a, sizeof a));
}

static uint32_t other_mark(const struct grid *g)
{
	return g->graph == GRAPH_ASCII ? '+' : 0x25c7;	/* ◇ */
}

static void header(struct grid *g, struct rect r, const struct hist_chart *c)
{
	int bar = role_or(c->role, ROLE_BAR), col = r.col, end = r.col + r.cols;
	struct str s = STR_INIT;

	if (c->now.has_mean) {
		mean_text(&s, &c->now, "mean");
		grid_put(g, r.row, col, mark_of(g, 0), bar, ROLE_NONE, CELL_BOLD);
		col += 2;
		col += grid_text(g, r.row, col, end - col, s.s, ROLE_TEXT, CELL_BOLD);
	}
	if (c->ghost.has_mean && is_there(&c->ghost)) {
		str_clear(&s);
		mean_text(&s, &c->ghost, "before");
		if (col > r.col)
			col += 3;
		if (col + 2 + grid_cols(g, s.s) <= end) {
			grid_put(g, r.row, col, mark_of(g, 1), ROLE_DIM, ROLE_NONE, 0);
			col += 2 + grid_text(g, r.row, col + 2, end - col - 2, s.s, ROLE_DIM, 0);
		}
	}
	for (int i = 0; i < c->n_marks; i++) {
		char a[AXIS_LABEL];

		str_clear(&s);
		str_addf(&s, "%s %s", c->mark[i].label, say_cell(c->mark[i].x, 3, a, sizeof a));
		if (col + 5 + grid_cols(g, s.s) > end)
			break;
		grid_put(g, r.row, col + 3, other_mark(g), ROLE_DIM, ROLE_NONE, 0);
		col += 5 + grid_text(g, r.row, col + 5, end - col - 5, s.s, ROLE_DIM, 0);
	}
	if (c->n > 0 && !c->cursor) {
		char n[32];

		str_clear(&s);
		str_addf(&s, "%s %s", say_count_cell(c->n, n, sizeof n), c->unit ? c->unit : "");
		if (col + 2 + grid_cols(g, s.s) <= end)
			grid_text_right(g, r.row, end, end - col, s.s, ROLE_DIM, 0);
	}
	str_release(&s);
}

static void read_out(struct grid *g, struct rect r, const struct hist_chart *c,
		     const struct rect *plot, const struct axis *x, const double *now,
		     const double *ghost)
{
	int col = plot_col(plot, x, c->cursor_x), j = col - plot->col;
	struct str s = STR_INIT;
	char a[AXIS_LABEL], b[AXIS_LABEL], n[32];
	double w = (x->hi - x->lo) / plot->cols;

	if (col < 0)
		return;
	str_addf(&s, "%s – %s: %s", say_cell(x->lo + j * w, 3, a, sizeof a),
		 say_cell(x->lo + (j + 1) * w, 3, b, sizeof b),
		 say_count_cell((unsigned long long)llround(now[j]), n, sizeof n));
	if (c->unit)
		str_addf(&s, " %s", c->unit);
	if (is_there(&c->ghost))
		str_addf(&s, "  %s %s", c->ghost.label ? c->ghost.label : "before",
			 say_count_cell((unsigned long long)llround(ghost[j]), n, sizeof n));
	grid_text_right(g, r.row, r.col + r.cols, r.cols, s.s, ROLE_TEXT, 0);
	grid_tint(g, (struct rect){ plot->row, col, plot->rows, 1 }, ROLE_CURSOR, 0);
	for (int i = 0; i < plot->rows; i++) {	/* a tint alone is lost on a projector */
		const struct cell *at = grid_cell(g, plot->row + i, col);

		if (at && at->ch == ' ')
			grid_put(g, plot->row + i, col, g->graph == GRAPH_ASCII ? '|' : 0x2502, ROLE_FOCUS, ROLE_CURSOR, 0);
	}
	str_release(&s);
}

static void mark_mean(struct grid *g, const struct rect *plot, const struct axis *x,
		      const struct hist_data *h, uint32_t glyph, int role, int attr)
{
	int col = h->has_mean ? plot_col(plot, x, h->mean) : -1, end = plot->col + plot->cols;
	int title = x->title ? grid_cols(g, x->title) + 1 : 0;

	/* A mark in the title would read as part of it. */
	if (col >= end - title && 3 * (title - 1) <= plot->cols)
		for (int j = end - title; j < end; j++)
			grid_put(g, plot->row + plot->rows, j, 0x2500, ROLE_AXIS, ROLE_NONE, 0);
	if (col >= 0)
		grid_put(g, plot->row + plot->rows, col, glyph, role, ROLE_NONE, attr);
}

static struct axis x_axis(const struct hist_chart *c)
{
	double lo = c->x0, hi = c->x1;

	if (!(lo < hi)) {
		struct range r = RANGE_INIT;

		if (is_there(&c->now)) {
			range_add(&r, c->now.lo);
			range_add(&r, c->now.hi);
		}
		if (is_there(&c->ghost)) {
			range_add(&r, c->ghost.lo);
			range_add(&r, c->ghost.hi);
		}
		lo = r.lo;
		hi = r.hi;
	}
	return axis_set(lo, hi, 0, 0, c->x_title);
}

void hist_draw(struct grid *g, struct rect r, const struct hist_chart *c,
	       struct hist_layout *layout)
{
	struct rect inner = r, plot, old = grid_clip(g, r);
	struct axis x = x_axis(c), y;
	double *now, *ghost, top, ghost_top, scale;
	int has_header = r.rows >= HEADER_ROWS &&
			 (c->now.has_mean || c->ghost.has_mean || c->cursor);
	int cols = r.cols > 0 ? r.cols : 0;

	if (has_header) {
		inner.row++;
		inner.rows--;
	}
	/* The gutter's width depends on the counts, these on the width left: the
	 * gutter is sized for the counts over the whole width. */
	now = xcalloc(2 * (size_t)cols + 1, sizeof *now);
	heights(&c->now, &x, now, cols);
	top = most(now, cols);
	y = axis_set(c->log_count ? 0.5 : 0, top > 0 ? fmax(top, 1) : 1, c->log_count, 0, NULL);
	if (!c->no_counts)
		cols -= axis_gutter(&y, inner.rows) + 1;
	if (cols < 8)
		cols = r.cols;
	heights(&c->now, &x, now, cols);
	y.hi = axis_set(y.lo, fmax(most(now, cols), 1), c->log_count, 0, NULL).hi;
	plot = axis_draw(g, inner, &x, c->no_counts ? NULL : &y);

	ghost = now + plot.cols;
	heights(&c->now, &x, now, plot.cols);
	heights(&c->ghost, &x, ghost, plot.cols);
	/* ghost_top is the count at which the ghost reaches the top. */
	top = y.hi;
	scale = sum(ghost, plot.cols) > 0 && sum(now, plot.cols) > 0 ?
		sum(now, plot.cols) / sum(ghost, plot.cols) : 0;
	ghost_top = most(ghost, plot.cols);
	if (scale > 0)
		ghost_top = fmin(fmax(top / scale, ghost_top), ghost_top * 3);
	draw_columns(g, &plot, now, ghost, top, ghost_top, c);
	if (has_header)
		header(g, r, c);
	if (c->cursor && has_header && plot.cols > 0)
		read_out(g, r, c, &plot, &x, now, ghost);
	if (inner.rows >= 3) {
		for (int i = 0; i < c->n_marks; i++) {
			struct hist_data at = { .has_mean = 1, .mean = c->mark[i].x };

			mark_mean(g, &plot, &x, &at, other_mark(g), ROLE_DIM, 0);
		}
		if (is_there(&c->ghost))
			mark_mean(g, &plot, &x, &c->ghost, mark_of(g, 1), ROLE_DIM, 0);
		mark_mean(g, &plot, &x, &c->now, mark_of(g, 0), role_or(c->role, ROLE_BAR),
			  CELL_BOLD);
	}
	free(now);
	grid_unclip(g, old);
	if (layout)
		*layout = (struct hist_layout){ plot, x, top };
}
