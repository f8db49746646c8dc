/*
 * theme_cell.c - what a cell becomes on the terminal.
 *
 * In a file of its own, so that the tests of screens can link a program that tells the
 * roles of its cells in place of their colours.
 */
#include "plot/theme.h"

struct theme_cell theme_cell(enum theme_kind kind, int colours, struct cell c)
{
	struct theme_role fg = theme_role(kind, colours, c.fg);
	struct theme_role bg = theme_role(kind, colours, c.bg);
	struct theme_cell out = { fg.colour, bg.colour, (unsigned)fg.attr | c.attr };

	/* A selection that has no colour is reversed instead, whole. */
	if (bg.colour < 0 && (c.bg == ROLE_ROW || c.bg == ROLE_CURSOR)) {
		out.attr |= CELL_REVERSE;
		out.fg = -1;
	}
	return out;
}
