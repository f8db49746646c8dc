/*
 * bars.h - horizontal effect bars with intervals.
 *
 *   init     ████████████████████▒▒▒▒├──┤      .72  .81
 *   shuffle  ███▒▒▒├─┤                         .11  .19
 *
 * Solid is the first-order share, the lighter part what the total adds, the
 * whisker the total's interval (the first-order one when there is no total).
 * Values below zero reach to the left of the zero line, if there are any.
 */
#ifndef PLOT_BARS_H
#define PLOT_BARS_H

#include <stddef.h>

#include "plot/grid.h"

struct bar {
	const char *label;
	int role;		/* 0: ROLE_BAR */
	double value;		/* the solid part; NaN: not known yet, drawn as a dash */
	double extend;		/* >= value: the lighter part ends there; NaN: none */
	double lo, hi;		/* whisker; NaN: none */
	const char *text;	/* at the right; NULL: the numbers themselves */
};

struct bars_chart {
	const struct bar *bar;
	size_t n;
	double lo, hi;		/* equal: 0 (or the lowest) to the highest */
	int selected;		/* -1: none */
	int scroll;		/* first bar shown */
	int gap;		/* blank rows between bars, where there is room */
	const char *title;	/* of the values, said above; NULL: no axis row either */
	int percent;		/* numbers as 72 %, ticks in percent */
	const char *legend[3];	/* names of solid, lighter, whisker; NULL: none */
	const char *heading;	/* above the texts at the right, to their width; NULL: none */
};

struct bars_layout { struct rect plot; double lo, hi; int first_row, step; };

void bars_draw(struct grid *g, struct rect r, const struct bars_chart *c,
	       struct bars_layout *layout);

#endif
