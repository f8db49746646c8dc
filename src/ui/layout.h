/*
 * layout.h - which panels are where, from the size of the screen alone.
 */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "plot/grid.h"
#include "ui/view/view.h"

struct panel { enum view_id view; struct rect r; };	/* r: with its border */

struct layout {
	struct panel panel[VIEW_COUNT];
	int n;
	int title_row, status_row, foot_row;	/* -1: no room */
	int small;	/* 1: one panel only; 2: not even that */
};

enum { LAYOUT_COLS = 72, LAYOUT_ROWS = 20 };	/* the least for the dashboard */

/* Panels for a grid of rows x cols; zoomed gives `focus` everything; a
 * lesson takes the left side but for the sources. */
void layout_compute(struct layout *l, int rows, int cols, enum view_id focus, int zoomed, int lesson);
/* The panel at a cell, NULL between them. */
const struct panel *layout_at(const struct layout *l, int row, int col);
const struct panel *layout_find(const struct layout *l, enum view_id v);

#endif
