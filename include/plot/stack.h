/*
 * stack.h - shares of a whole by x, stacked: areas that add up to 1.
 *
 * Each cell is filled by whose area its middle is in; between two x the shares go straight.
 * Areas differ in colour and in pattern, so that they can be told apart without colours.
 */
#ifndef PLOT_STACK_H
#define PLOT_STACK_H

#include <stddef.h>

#include "plot/grid.h"

#define STACK_MOST 10

struct stack {
	const char *name[STACK_MOST];	/* from the bottom upwards */
	const double *share[STACK_MOST];	/* [n_x] each, 0 to 1; a sum beyond 1 is scaled */
	size_t n;
	const double *x;		/* [n_x] ascending */
	size_t n_x;
	int x_log;
	const char *x_title;
};

void stack_draw(struct grid *g, struct rect r, const struct stack *c);

#endif
