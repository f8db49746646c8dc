/*
 * layout.c - see layout.h.
 *
 *   80x24                     from 30 rows              from 160 columns
 *   sources     curves        sources      curves       sources  curves   attribution
 *   conditions  differences   conditions   differences  conds    differ.  surface
 *                             attribution               log               runs
 *
 * The left column holds words and keeps its width; charts take what is left.
 */
#include "layout.h"

#include <string.h>

static void put(struct layout *l, enum view_id v, int row, int col, int rows, int cols)
{
	if (rows < 3 || cols < 10)
		return;
	l->panel[l->n].view = v;
	l->panel[l->n++].r = (struct rect){ row, col, rows, cols };
}

static void left(struct layout *l, int row, int rows, int cols, int wide)
{
	int sources = 10, conds;

	if (rows < 18)
		sources = rows;		/* nothing else fits */
	put(l, VIEW_SOURCES, row, 0, sources, cols);
	row += sources;
	rows -= sources;
	conds = rows;
	if (rows >= 16) {
		conds = rows - 9 < rows / 2 ? rows - 9 : rows / 2;
		put(l, wide ? VIEW_LOG : VIEW_ATTRIBUTION, row + conds, 0, rows - conds, cols);
	}
	put(l, VIEW_CONDITIONS, row, 0, conds, cols);
}

static void middle(struct layout *l, int row, int rows, int col, int cols)
{
	int top = rows - rows * 12 / 25;

	put(l, VIEW_CURVES, row, col, top, cols);
	put(l, VIEW_DIFFERENCES, row + top, col, rows - top, cols);
}

static void right(struct layout *l, int row, int rows, int col, int cols)
{
	int attr = rows >= 36 ? 14 : rows / 3, surface;

	put(l, VIEW_ATTRIBUTION, row, col, attr, cols);
	row += attr;
	rows -= attr;
	surface = rows * 3 / 5;
	if (rows < 18)
		surface = rows;
	put(l, VIEW_SURFACE, row, col, surface, cols);
	put(l, VIEW_RUNS, row + surface, col, rows - surface, cols);
}

void layout_compute(struct layout *l, int rows, int cols, enum view_id focus, int zoomed, int lesson)
{
	int row = 1, high = rows - 3, a, b;

	memset(l, 0, sizeof *l);
	l->title_row = 0;
	l->status_row = rows - 2;
	l->foot_row = rows - 1;
	if (rows < 7 || cols < 24) {
		l->small = 2;
		l->title_row = l->status_row = l->foot_row = -1;
		return;
	}
	if (zoomed || rows < LAYOUT_ROWS || cols < LAYOUT_COLS) {
		l->small = !zoomed;
		put(l, focus, row, 0, high, cols);
		return;
	}
	if (lesson) {
		a = cols * 9 / 20 > 70 ? 70 : cols * 9 / 20;
		int sources = rows < 30 ? 6 : 10;	/* the first four, the heart of it */

		put(l, VIEW_SOURCES, row, 0, sources, a);
		put(l, VIEW_LESSON, row + sources, 0, high - sources, a);
		middle(l, row, high, a, cols - a);
		return;
	}
	a = cols < 90 ? 28 : cols < 120 ? 32 : 38;
	left(l, row, high, a, cols >= 160);
	if (cols < 160) {
		middle(l, row, high, a, cols - a);
		return;
	}
	b = (cols - a) * 11 / 20;
	middle(l, row, high, a, b);
	right(l, row, high, a + b, cols - a - b);
}

const struct panel *layout_at(const struct layout *l, int row, int col)
{
	for (int i = 0; i < l->n; i++) {
		struct rect r = l->panel[i].r;

		if (row >= r.row && row < r.row + r.rows && col >= r.col && col < r.col + r.cols)
			return &l->panel[i];
	}
	return NULL;
}

const struct panel *layout_find(const struct layout *l, enum view_id v)
{
	for (int i = 0; i < l->n; i++)
		if (l->panel[i].view == v)
			return &l->panel[i];
	return NULL;
}
