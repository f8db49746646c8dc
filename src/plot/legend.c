/*
 * legend.c - names with a sample of how each is drawn, in one row.
 */
#include <string.h>

#include "plot_int.h"

static const char *sample(const struct grid *g, const struct legend_item *it)
{
	int ascii = g->graph == GRAPH_ASCII;

	switch (it->style) {
	case PEN_SOLID:
		return ascii ? "--" : "━━";
	case PEN_DASH:
		return ascii ? "- " : "╍╍";
	case PEN_DOT:
		return ascii ? ".." : "┈┈";
	case PEN_DASHDOT:
		return ascii ? "-." : "━┈";
	default:
		return "  ";
	}
}

/* The columns of item i, with the blanks before it. */
static int item_cols(const struct grid *g, const struct legend_item *item, int i)
{
	return (item[i].style == -3 ? 0 : 3) + grid_cols(g, item[i].label) + (i ? 2 : 0);
}

int legend_fit(const struct grid *g, int cols, const struct legend_item *item, int n)
{
	int width = 0, fit = 0;

	while (fit < n && (width += item_cols(g, item, fit)) <= cols)
		fit++;
	return fit;
}

int legend_draw(struct grid *g, int row, int col, int cols, const struct legend_item *item, int n)
{
	int width = 0, fit = legend_fit(g, cols, item, n), at;

	for (int i = 0; i < fit; i++)
		width += item_cols(g, item, i);
	at = col + cols - width;
	for (int i = 0; i < fit; i++) {
		const struct legend_item *it = &item[i];

		if (i)
			at += 2;
		if (it->style == -3) {		/* words alone */
			at += grid_text(g, row, at, -1, it->label, ROLE_DIM, 0);
			continue;
		}
		if (it->style == -4) {		/* from one background to another */
			grid_put(g, row, at, ' ', ROLE_NONE, it->role, 0);
			grid_put(g, row, at + 1, ' ', ROLE_NONE, (int)it->glyph, 0);
		} else if (it->style == -1 && g->colours >= 256) {
			grid_put(g, row, at, ' ', ROLE_NONE, it->role, 0);
			grid_put(g, row, at + 1, ' ', ROLE_NONE, it->role, 0);
		} else if (it->style < 0) {
			grid_put(g, row, at + 1, it->glyph ? it->glyph : 0x25CF, it->role,
				 ROLE_NONE, 0);
		} else {
			grid_text(g, row, at, 2, sample(g, it), it->role, 0);
		}
		at += 3;
		at += grid_text(g, row, at, -1, it->label, ROLE_TEXT, 0);
	}
	return col + cols - width;
}
