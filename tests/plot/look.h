/*
 * look.h - what stands in a grid, for the tests of charts.
 */
#ifndef TEST_PLOT_LOOK_H
#define TEST_PLOT_LOOK_H

#include <string.h>

#include "base/str.h"
#include "plot/grid.h"

static inline int has_text(const struct grid *g, const char *text)
{
	struct str s = STR_INIT;
	int found;

	grid_dump(g, &s);
	found = strstr(s.s, text) != NULL;
	str_release(&s);
	return found;
}

#endif
