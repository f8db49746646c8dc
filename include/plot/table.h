/*
 * table.h - columns of text: header, rows, selection, scrolling.
 *
 * The caller answers for the text of a cell; the table decides which columns
 * fit, how wide they are and which rows are seen.  When the screen is narrow
 * the columns with the highest `drop` go first; 0 stays to the last.
 */
#ifndef PLOT_TABLE_H
#define PLOT_TABLE_H

#include <stddef.h>

#include "plot/grid.h"

struct table_column {
	const char *title;
	int min_cols;		/* never narrower, unless the table itself is */
	int max_cols;		/* 0: grows with the room left over */
	int right;		/* right-aligned: numbers */
	int drop;		/* the higher, the sooner dropped; 0 last */
	int hidden;		/* says nothing here: left out, whatever the room */
};

/* What a cell looks like; role and attr are preset to ROLE_TEXT and 0. */
struct table_cell {
	char text[256];
	int role, attr;
};
/* Row and column as the caller numbers them. */
typedef void table_fill(void *arg, size_t row, int column, struct table_cell *out);

struct table {
	const struct table_column *column;
	int n_columns;
	size_t rows;
	size_t scroll;		/* first row shown; see table_scroll */
	long selected;		/* -1: none */
	int sort;		/* column with the mark, -1: none */
	int descending;
	int focused;		/* a selection in an unfocused table is only underlined */
	table_fill *fill;
	void *arg;
	const char *empty;	/* said in the middle when there are no rows */
};

#define TABLE_COLUMNS 32
struct table_layout {
	struct rect body;	/* the rows, without header and scroll bar */
	int col[TABLE_COLUMNS], cols[TABLE_COLUMNS];	/* cols 0: dropped */
};

/* Widths for a table of r.cols; at most TABLE_COLUMNS columns. */
void table_layout(const struct table *t, struct rect r, struct table_layout *l);
/* layout may be NULL. */
void table_draw(struct grid *g, struct rect r, const struct table *t, struct table_layout *layout);
/* The scroll that keeps `selected` in sight with `shown` rows, moving least. */
size_t table_scroll(size_t scroll, long selected, size_t rows, int shown);
/* The row at a row of the grid (-1: none), and the column at a column of it. */
long table_row_at(const struct table_layout *l, const struct table *t, int row);
int table_column_at(const struct table_layout *l, const struct table *t, int col);

#endif
