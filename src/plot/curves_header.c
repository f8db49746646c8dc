/*
 * curves_header.c - the row above the loss chart: the y axis' title at the
 * left, at the right the legend or, with a cursor, the values under it.
 *
 * Items that do not fit are left out from the end, so what must be understood
 * first (which curve is which, what diverged) comes first.
 */
#include "curves_int.h"

#include <stdio.h>

#include "base/say.h"

enum { HEADER_ROWS = 8, WORDS_COLS = 72 };

/* What stands for the spread: swatches, or quantile lines as they are drawn. */
static int spread_items(struct curves_view *v, struct legend_item *item)
{
	int band = curves_banded(v->c), n = 0, fill = curves_filled(v);
	const struct curves_series *s;
	int role;

	if (band < 0)
		return 0;
	s = &v->c->series[band];
	role = v->c->density && band == 0 && v->g->colours >= 16 ? ROLE_CURRENT
								  : curves_role(v->c, (size_t)band);
	if (s->q25 && s->q75 && (fill || curves_inner(v, s)))
		item[n++] = (struct legend_item){ "25–75 %", fill ? ROLE_BAND2 : role,
						  fill ? -1 : curves_inner_style(v), 0 };
	if (s->q05 && s->q95)
		item[n++] = (struct legend_item){ "5–95 %", fill ? ROLE_BAND : role,
						  fill ? -1 : curves_outer_style(v), 0 };
	return n;
}

static void draw_legend(struct curves_view *v, int row, int col, int cols)
{
	struct legend_item item[20];
	const struct curves *c = v->c;
	uint64_t lost = c->all_diverged ? c->all_diverged : c->n_diverged;
	int n = 0, single = 0;
	char diverged[64], dense[64], reference[64], count[32];

	for (size_t i = 0; i < c->n_series && n < 8; i++) {
		const struct curves_series *s = &c->series[i];
		int role = curves_role(c, i);

		if (c->density && i == 0 && v->g->colours >= 16)
			role = ROLE_CURRENT;
		if (s->label)
			item[n++] = (struct legend_item){ s->label, role,
							  curves_style(v->g, i), 0 };
		single |= s->selected.y ? 1 : 0;
		single |= s->pinned.y ? 2 : 0;
		single |= s->current.y ? 4 : 0;
	}
	if (c->remark)
		item[n++] = (struct legend_item){ c->remark, ROLE_NONE, -3, 0 };
	if (lost) {
		snprintf(diverged, sizeof diverged, "%s diverged%s",
			 say_count_cell(lost, count, sizeof count),
			 cols >= WORDS_COLS ? ", not counted" : "");
		item[n++] = (struct legend_item){ diverged, ROLE_DIVERGED, -2, 0xD7 };
	}
	if (single & 1)
		item[n++] = (struct legend_item){ c->selected_name ? c->selected_name : "selected",
						  ROLE_SELECTED, PEN_SOLID, 0 };
	if (single & 2)
		item[n++] = (struct legend_item){ c->pinned_name ? c->pinned_name : "pinned",
						  ROLE_FOCUS, PEN_DASH, 0 };
	if (single & 4)
		item[n++] = (struct legend_item){ "this run", ROLE_CURRENT, -2, 0 };
	if (c->density) {
		int ramp = v->g->colours >= 16;

		snprintf(dense, sizeof dense, "density of %s runs",
			 say_count_cell(c->density->lines, count, sizeof count));
		item[n++] = ramp ? (struct legend_item){ dense, curves_level_role(c, .2), -4,
							 (uint32_t)curves_level_role(c, .8) }
				 : (struct legend_item){ dense, ROLE_RUN, -2, 0x2237 };
	}
	n += spread_items(v, item + n);
	if (c->reference_name && curves_referred(v)) {
		snprintf(reference, sizeof reference, "%s %s", c->reference_name,
			 say_cell(c->reference, 3, count, sizeof count));
		item[n++] = (struct legend_item){ reference, ROLE_DIM, PEN_DOT, 0 };
		v->reference_named = legend_fit(v->g, cols, item, n) == n;
	}
	legend_draw(v->g, row, col, cols, item, n);
}

/* Does the cursor stand in the window, on anything? */
static int reads(const struct curves_view *v)
{
	double pos = axis_pos(&v->x, v->c->cursor_x);

	return v->c->cursor && v->c->n_series > 0 && pos >= -1e-9 && pos <= 1 + 1e-9;
}

int curves_header(struct curves_view *v, struct rect r)
{
	const struct curves *c = v->c;
	int used = 0, rows;

	if (r.rows < HEADER_ROWS || !(c->legend || c->cursor || v->y.title))
		return 0;
	if (reads(v) && (rows = curves_table(v, r)) > 0)
		return rows;
	if (v->y.title)
		used = grid_text(v->g, r.row, r.col, r.cols, v->y.title, ROLE_DIM, 0) + 2;
	if (reads(v))
		curves_line(v, r.row, r.col + used, r.cols - used);
	else if (c->legend)
		draw_legend(v, r.row, r.col + used, r.cols - used);
	return 1;
}
