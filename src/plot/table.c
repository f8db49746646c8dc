/*
 * table.c - see table.h.
 *
 * Widths: every column wants its text's width (measured over the rows in
 * sight and the title), at least min_cols and at most max_cols.  While the sum
 * is too wide columns are dropped, highest `drop` first, the rightmost of
 * equals; then what is left over goes to the columns without a maximum.
 */
#include "plot/table.h"

#include <string.h>

#include "base/str.h"
#include "plot_int.h"

enum { SPACE = 2, SMALL = 4 };

static int n_columns(const struct table *t)
{
	return t->n_columns < 0 ? 0 : t->n_columns > TABLE_COLUMNS ? TABLE_COLUMNS : t->n_columns;
}

static int at_least(int a, int b)
{
	return a > b ? a : b;
}

static void cell_text(const struct table *t, size_t row, int column, struct table_cell *c)
{
	c->text[0] = '\0';
	c->role = ROLE_TEXT;
	c->attr = 0;
	if (t->fill)
		t->fill(t->arg, row, column, c);
	c->text[sizeof c->text - 1] = '\0';
}

/* A grid is wanted only for how it measures text. */
static void measure(const struct grid *g, const struct table *t, int rows, int *want)
{
	struct table_cell cell;

	for (int i = 0; i < n_columns(t); i++) {
		const struct table_column *c = &t->column[i];

		want[i] = c->title ? grid_cols(g, c->title) : 0;
		if (t->sort == i)
			want[i] += 2;
		for (size_t k = 0; (int)k < rows && t->scroll + k < t->rows; k++) {
			cell_text(t, t->scroll + k, i, &cell);
			want[i] = at_least(want[i], grid_cols(g, cell.text));
		}
		want[i] = at_least(want[i], c->min_cols);
		if (c->max_cols > 0 && want[i] > c->max_cols)
			want[i] = at_least(c->max_cols, c->min_cols);
		if (want[i] < 1)
			want[i] = 1;
		if (c->hidden)
			want[i] = 0;
	}
}

static int total(const struct table_layout *l, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		if (l->cols[i])
			sum += l->cols[i] + (sum ? SPACE : 0);
	return sum;
}

/* Shrink what is wider than its minimum, the widest first, until it fits. */
static void shrink(const struct table *t, struct table_layout *l, int n, int room)
{
	while (total(l, n) > room) {
		int widest = -1;

		for (int i = 0; i < n; i++)
			if (l->cols[i] > at_least(t->column[i].min_cols, 1) && !t->column[i].right &&
			    (widest < 0 || l->cols[i] > l->cols[widest]))
				widest = i;
		if (widest < 0)
			return;
		l->cols[widest]--;
	}
}

static int minimum(const struct table *t, const struct table_layout *l, int i)
{
	/* Numbers are not cut; text goes down to its minimum. */
	return t->column[i].right ? l->cols[i] : at_least(t->column[i].min_cols, 1);
}

static void drop(const struct table *t, struct table_layout *l, int n, int room)
{
	for (;;) {
		int sum = 0, last = -1, left = 0;

		for (int i = 0; i < n; i++) {
			if (!l->cols[i])
				continue;
			sum += minimum(t, l, i) + (sum ? SPACE : 0);
			left++;
			if (last < 0 || t->column[i].drop >= t->column[last].drop)
				last = i;
		}
		if (sum <= room || left <= 1)
			return;
		l->cols[last] = 0;
	}
}

static void layout_with(const struct grid *g, const struct table *t, struct rect r,
			struct table_layout *l)
{
	int n = n_columns(t), rows = r.rows - 1, bar, room, at, grow = -1;

	memset(l, 0, sizeof *l);
	l->body = (struct rect){ r.row + 1, r.col, rows > 0 ? rows : 0, r.cols > 0 ? r.cols : 0 };
	if (r.rows < 2)		/* a single row is worth more than its header */
		l->body = (struct rect){ r.row, r.col, r.rows > 0 ? r.rows : 0, l->body.cols };
	bar = t->rows > (size_t)l->body.rows && l->body.cols > SMALL;
	l->body.cols -= bar;
	room = l->body.cols;
	measure(g, t, l->body.rows, l->cols);
	drop(t, l, n, room);
	shrink(t, l, n, room);
	for (int i = 0; i < n; i++)
		if (l->cols[i] && total(l, n) > room)
			l->cols[i] = room;	/* one column, too wide for all */
	for (int i = 0; i < n; i++)
		if (l->cols[i] && !t->column[i].right && t->column[i].max_cols == 0)
			grow = i;
	if (grow >= 0 && total(l, n) < room)
		l->cols[grow] += room - total(l, n);
	at = r.col;
	for (int i = 0; i < n; i++) {
		l->col[i] = at;
		if (l->cols[i])
			at += l->cols[i] + SPACE;
	}
}

void table_layout(const struct table *t, struct rect r, struct table_layout *l)
{
	struct grid g = { .graph = GRAPH_BRAILLE };

	layout_with(&g, t, r, l);
}

static void put_cell(struct grid *g, int row, int col, int cols, int right, const char *s,
		     int role, int attr)
{
	int w = grid_cols(g, s);

	if (w > cols && cols > 1) {	/* say that it is cut */
		int used = grid_text(g, row, col, cols - 1, s, role, attr);

		grid_text(g, row, col + used, 1, g->graph == GRAPH_ASCII ? "~" : "…", role, attr);
	} else if (right) {
		grid_text_right(g, row, col + cols, cols, s, role, attr);
	} else {
		grid_text(g, row, col, cols, s, role, attr);
	}
}

static void draw_header(struct grid *g, struct rect r, const struct table *t,
			const struct table_layout *l)
{
	for (int i = 0; i < n_columns(t); i++) {
		struct str s = STR_INIT;
		int sorted = t->sort == i;

		if (!l->cols[i])
			continue;
		str_add(&s, t->column[i].title ? t->column[i].title : "");
		if (sorted)
			str_add(&s, t->descending ? " ▼" : " ▲");
		put_cell(g, r.row, l->col[i], l->cols[i], t->column[i].right, s.s,
			 sorted ? ROLE_KEY : ROLE_DIM, CELL_BOLD);
		str_release(&s);
	}
}

static void draw_bar(struct grid *g, struct rect r, const struct table *t,
		     const struct table_layout *l)
{
	int rows = l->body.rows, col = r.col + r.cols - 1, size, at;
	double most;

	if (t->rows <= (size_t)rows || l->body.cols == r.cols || rows < 1)
		return;
	size = (int)((double)rows * rows / (double)t->rows);
	size = size < 1 ? 1 : size;
	most = (double)(t->rows - (size_t)rows);
	at = (int)lrint(fmin((double)t->scroll / most, 1) * (rows - size));
	for (int i = 0; i < rows; i++)
		grid_put(g, l->body.row + i, col, i >= at && i < at + size ? 0x2588 : 0x2502,
			 i >= at && i < at + size ? ROLE_DIM : ROLE_BORDER, ROLE_NONE, 0);
}

void table_draw(struct grid *g, struct rect r, const struct table *t, struct table_layout *layout)
{
	struct table_layout own, *l = layout ? layout : &own;
	int n = n_columns(t);
	struct rect old = grid_clip(g, r);

	layout_with(g, t, r, l);
	if (l->body.row > r.row)
		draw_header(g, r, t, l);
	if (t->rows == 0 && t->empty && l->body.rows > 0) {
		int w = grid_cols(g, t->empty);

		w = w > l->body.cols ? l->body.cols : w;
		grid_text(g, l->body.row + l->body.rows / 3, l->body.col + (l->body.cols - w) / 2, w,
			  t->empty, ROLE_DIM, 0);
	}
	for (int k = 0; k < l->body.rows && t->scroll + (size_t)k < t->rows; k++) {
		size_t row = t->scroll + (size_t)k;
		int chosen = t->selected >= 0 && (size_t)t->selected == row;

		for (int i = 0; i < n; i++) {
			struct table_cell c;

			if (!l->cols[i])
				continue;
			cell_text(t, row, i, &c);
			put_cell(g, l->body.row + k, l->col[i], l->cols[i], t->column[i].right, c.text,
				 c.role, c.attr);
		}
		if (chosen)
			grid_tint(g, (struct rect){ l->body.row + k, l->body.col, 1, l->body.cols },
				  t->focused ? ROLE_ROW : ROLE_NONE, t->focused ? 0 : CELL_UNDERLINE);
	}
	draw_bar(g, r, t, l);
	grid_unclip(g, old);
}

size_t table_scroll(size_t scroll, long selected, size_t rows, int shown)
{
	size_t see = shown > 0 ? (size_t)shown : 1, most = rows > see ? rows - see : 0;

	if (selected >= 0 && (size_t)selected < rows) {
		if ((size_t)selected < scroll)
			scroll = (size_t)selected;
		if ((size_t)selected >= scroll + see)
			scroll = (size_t)selected - see + 1;
	}
	return scroll > most ? most : scroll;
}

long table_row_at(const struct table_layout *l, const struct table *t, int row)
{
	size_t i;

	if (row < l->body.row || row >= l->body.row + l->body.rows)
		return -1;
	i = t->scroll + (size_t)(row - l->body.row);
	return i < t->rows ? (long)i : -1;
}

int table_column_at(const struct table_layout *l, const struct table *t, int col)
{
	for (int i = 0; i < n_columns(t); i++)
		if (l->cols[i] && col >= l->col[i] && col < l->col[i] + l->cols[i] + SPACE)
			return i;
	return -1;
}
