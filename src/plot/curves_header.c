/*
 * curves_header.c - the row above the loss chart: the y axis' title at the
 * left, at the right the legend or, with a cursor, the values under it.
 */
#include "curves_int.h"

#include <stdio.h>

#include "base/str.h"

enum { HEADER_ROWS = 8 };

static void draw_legend(struct curves_view *v, int row, int col, int cols)
{
	struct legend_item item[16];
	int n = 0, band = v->c->density ? -1 : curves_banded(v->c), single = 0;
	char diverged[48], count[32];

	for (size_t i = 0; i < v->c->n_series && n < 10; i++) {
		const struct curves_series *s = &v->c->series[i];
		int role = curves_role(v->c, i);

		if (v->c->density && i == 0 && v->g->colours >= 8)
			role = ROLE_CURRENT;
		if (s->label)
			item[n++] = (struct legend_item){ s->label, role,
							  curves_style(v->g, i), 0 };
		single |= s->selected.y ? 1 : 0;
		single |= s->pinned.y ? 2 : 0;
	}
	if (single & 1)
		item[n++] = (struct legend_item){ "selected", ROLE_SELECTED, PEN_SOLID, 0 };
	if (single & 2)
		item[n++] = (struct legend_item){ "pinned", ROLE_FOCUS, PEN_DASH, 0 };
	if (v->c->n_diverged) {
		snprintf(diverged, sizeof diverged, "%s diverged",
			 axis_count(v->c->n_diverged, count, sizeof count));
		item[n++] = (struct legend_item){ diverged, ROLE_DIVERGED, -2, 0xD7 };
	}
	if (band >= 0 && v->g->colours >= 256) {
		const struct curves_series *s = &v->c->series[band];

		if (s->q25 && s->q75)
			item[n++] = (struct legend_item){ "25–75 %", ROLE_BAND2, -1, 0 };
		if (s->q05 && s->q95)
			item[n++] = (struct legend_item){ "5–95 %", ROLE_BAND, -1, 0 };
	} else if (band >= 0 && v->c->series[band].q05) {
		item[n++] = (struct legend_item){ "5–95 %", curves_role(v->c, (size_t)band),
						  PEN_DOT, 0 };
	}
	legend_draw(v->g, row, col, cols, item, n);
}

static void read_out(struct curves_view *v, int row, int col, int cols)
{
	struct str s = STR_INIT;
	char a[AXIS_LABEL], b[AXIS_LABEL], e[AXIS_LABEL];
	int end = col + cols, at, need = 0;

	/* Twice: once to know the width, once to draw right-aligned. */
	for (int pass = 0; pass < 2; pass++) {
		at = end - need;
		str_clear(&s);
		str_addf(&s, "%s %s", v->c->x_title ? v->c->x_title : "x",
			 axis_number(v->c->cursor_x, 4, a, sizeof a));
		if (pass)
			grid_text(v->g, row, at, end - at, s.s, ROLE_TEXT, CELL_BOLD);
		at += grid_cols(v->g, s.s);
		for (size_t i = 0; i < v->c->n_series; i++) {
			const struct curves_series *c = &v->c->series[i];
			struct series m = curves_series_of(v, c, c->median, c->median ? c->n : 0);
			struct series l = curves_series_of(v, c, c->q05, c->q05 ? c->n : 0);
			struct series h = curves_series_of(v, c, c->q95, c->q95 ? c->n : 0);
			struct series k = curves_series_of(v, c, c->selected.y,
						  c->selected.y ? c->selected.n : 0);
			double y = series_at(&m, v->c->cursor_x), ys = series_at(&k, v->c->cursor_x);

			if (isnan(y) && isnan(ys))
				continue;
			str_clear(&s);
			str_addf(&s, "  %s", c->label ? c->label : "");
			if (!isnan(y))
				str_addf(&s, " %s", axis_number(y, 3, a, sizeof a));
			if (!isnan(series_at(&l, v->c->cursor_x)))
				str_addf(&s, " [%s, %s]",
					 axis_number(series_at(&l, v->c->cursor_x), 3, b, sizeof b),
					 axis_number(series_at(&h, v->c->cursor_x), 3, e, sizeof e));
			if (pass)
				grid_text(v->g, row, at, end - at, s.s, curves_role(v->c, i), 0);
			at += grid_cols(v->g, s.s);
			if (isnan(ys))
				continue;
			str_clear(&s);
			str_addf(&s, " %s", axis_number(ys, 3, a, sizeof a));
			if (pass)
				grid_text(v->g, row, at, end - at, s.s, ROLE_SELECTED, 0);
			at += grid_cols(v->g, s.s);
		}
		need = at - end;
		if (need > cols)
			need = cols;
	}
	str_release(&s);
}

int curves_header(struct curves_view *v, struct rect r)
{
	const struct curves *c = v->c;
	int used = 0;

	if (r.rows < HEADER_ROWS || !(c->legend || c->cursor || v->y.title))
		return 0;
	if (v->y.title)
		used = grid_text(v->g, r.row, r.col, r.cols, v->y.title, ROLE_DIM, 0) + 2;
	if (c->cursor)
		read_out(v, r.row, r.col + used, r.cols - used);
	else if (c->legend)
		draw_legend(v, r.row, r.col + used, r.cols - used);
	return 1;
}
