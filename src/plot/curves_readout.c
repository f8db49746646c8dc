/*
 * curves_readout.c - the values under the cursor of the loss chart.
 *
 *    epoch 7     median   25–75 %       5–95 %         runs   run 17
 *    train         .345   .330 – .362   .312 – .391     512     .333
 *    accuracy      .914   .908 – .921   .890 – .940     512     .917
 *
 * Where columns do not fit, the least of them leave; where rows do not, one
 * line says what it can.  Numbers of a row have the same decimals, so that
 * they can be compared by eye.
 */
#include "curves_int.h"

#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"

enum { PLOT_ROWS = 8, NAME = 10, CELL = 48, SERIES = 6 };
enum column { MEDIAN, INNER, OUTER, COUNT, SELECTED, PINNED, CURRENT, COLUMNS };

struct out {
	int decimals;
	double median, inner[2], outer[2], count, single[3];
};

static double at(const struct curves_view *v, const struct curves_series *s, const float *y, size_t n)
{
	struct series l = curves_series_of(v, s, y, y ? n : 0);

	return series_at(&l, v->c->cursor_x);
}

/* Three digits of the median, or of the first figure that there is. */
static int choose_decimals(const struct out *o)
{
	const double v[] = { o->median, o->outer[0], o->single[0], o->single[1], o->single[2] };

	for (int i = 0; i < 5; i++)
		if (isfinite(v[i]) && v[i] != 0) {
			double d = 2 - floor(log10(fabs(v[i])));

			return d < 0 ? 0 : d > 5 ? -1 : (int)d;
		}
	return 2;
}

static void read_series(const struct curves_view *v, const struct curves_series *s, struct out *o)
{
	double f = (v->c->cursor_x - v->c->x_first) / (v->c->x_step > 0 ? v->c->x_step : 1);

	o->median = at(v, s, s->median, s->n);
	o->inner[0] = at(v, s, s->q25, s->n);
	o->inner[1] = at(v, s, s->q75, s->n);
	o->outer[0] = at(v, s, s->q05, s->n);
	o->outer[1] = at(v, s, s->q95, s->n);
	o->single[0] = at(v, s, s->selected.y, s->selected.n);
	o->single[1] = at(v, s, s->pinned.y, s->pinned.n);
	o->single[2] = at(v, s, s->current.y, s->current.n);
	o->count = s->count && f >= 0 && f < (double)s->n ? s->count[(size_t)(f + .5) < s->n ? (size_t)(f + .5) : s->n - 1]
							  : NAN;
	o->decimals = choose_decimals(o);
}

/* .345 1.20 12.3 with the row's decimals; where those are too many or the number
 * too long, the shortest form. */
static const char *number(const struct out *o, double v, char *buf)
{
	char s[CELL - 1];

	if (isnan(v))
		return strcpy(buf, "");
	if (o->decimals < 0 || fabs(v) >= 1e6)
		return say_cell(v, 3, buf, CELL);
	snprintf(s, sizeof s, "%.*f", o->decimals, fabs(v));
	snprintf(buf, CELL, "%s%s", v < 0 ? "-" : "", s[0] == '0' && s[1] == '.' ? s + 1 : s);
	return buf;
}

static void cell(const struct out *o, enum column k, char *buf)
{
	const double *range = k == INNER ? o->inner : o->outer;
	char a[CELL], b[CELL];

	switch (k) {
	case MEDIAN:
		number(o, o->median, buf);
		return;
	case INNER: case OUTER:
		*buf = '\0';
		if (!isnan(range[0]) && !isnan(range[1]))
			snprintf(buf, CELL, "%.20s – %.20s", number(o, range[0], a), number(o, range[1], b));
		return;
	case COUNT:
		*buf = '\0';
		if (o->count >= 0)
			say_count_cell((unsigned long long)o->count, buf, CELL);
		return;
	default:
		number(o, o->single[k - SELECTED], buf);
	}
}

static const char *heading(const struct curves *c, enum column k)
{
	static const char *const fixed[] = { "median", "25–75 %", "5–95 %", "runs" };

	switch (k) {
	case SELECTED:
		return c->selected_name ? c->selected_name : "selected";
	case PINNED:
		return c->pinned_name ? c->pinned_name : "pinned";
	case CURRENT:
		return "this run";
	default:
		return fixed[k];
	}
}

static int column_role(enum column k)
{
	return k == SELECTED ? ROLE_SELECTED : k == PINNED ? ROLE_FOCUS : k == CURRENT ? ROLE_CURRENT : ROLE_DIM;
}

/* Widths of the columns that have anything and fit; 0: left out. */
static void choose(struct curves_view *v, const struct out *o, size_t n, int cols, int *width)
{
	static const enum column leave[] = { INNER, COUNT, OUTER, PINNED, SELECTED, CURRENT };
	int sum = NAME;
	char buf[CELL];

	for (int k = 0; k < COLUMNS; k++) {
		width[k] = 0;
		for (size_t i = 0; i < n; i++) {
			int w;

			cell(&o[i], (enum column)k, buf);
			w = grid_cols(v->g, buf);
			if (w > width[k])
				width[k] = w;
		}
		if (width[k] > 0) {
			int h = grid_cols(v->g, heading(v->c, (enum column)k));

			width[k] = (width[k] > h ? width[k] : h) + 2;
		}
		sum += width[k];
	}
	for (size_t i = 0; sum > cols && i < sizeof leave / sizeof *leave; i++) {
		sum -= width[leave[i]];
		width[leave[i]] = 0;
	}
}

int curves_table(struct curves_view *v, struct rect r)
{
	struct out o[SERIES];
	size_t n = v->c->n_series < SERIES ? v->c->n_series : SERIES;
	char buf[CELL], head[CELL], x[AXIS_LABEL];
	int width[COLUMNS], end;

	if (r.rows - (int)n - 1 < PLOT_ROWS || r.cols < NAME + 10)
		return 0;
	for (size_t i = 0; i < n; i++)
		read_series(v, &v->c->series[i], &o[i]);
	choose(v, o, n, r.cols - 1, width);
	snprintf(head, sizeof head, "%.16s %s", v->c->x_title ? v->c->x_title : "x",
		 say_cell(v->c->cursor_x, 6, x, sizeof x));
	grid_text(v->g, r.row, r.col + 1, NAME + width[MEDIAN], head, ROLE_TEXT, CELL_BOLD);
	end = r.col + 1 + NAME;
	for (int k = 0; k < COLUMNS; k++) {
		int clash = k == MEDIAN && grid_cols(v->g, head) >= NAME + width[k] - 7;

		end += width[k];
		if (width[k] > 0 && !clash)
			grid_text_right(v->g, r.row, end, width[k] - 2, heading(v->c, (enum column)k),
					column_role((enum column)k), 0);
	}
	for (size_t i = 0; i < n; i++) {
		int row = r.row + 1 + (int)i;

		grid_text(v->g, row, r.col + 1, NAME, v->c->series[i].label ? v->c->series[i].label : "",
			  curves_role(v->c, i), CELL_BOLD);
		end = r.col + 1 + NAME;
		for (int k = 0; k < COLUMNS; k++) {
			end += width[k];
			if (width[k] == 0)
				continue;
			cell(&o[i], (enum column)k, buf);
			grid_text_right(v->g, row, end, width[k] - 1, buf,
					k >= SELECTED ? column_role((enum column)k) : ROLE_TEXT,
					k == MEDIAN ? CELL_BOLD : 0);
		}
	}
	return (int)n + 1;
}

/* One item of the line: measured, or drawn when it may be. */
static int item(struct curves_view *v, int row, int at_col, int end, const char *s, int role, int attr, int paint)
{
	if (paint)
		grid_text(v->g, row, at_col, end - at_col, s, role, attr);
	return grid_cols(v->g, s);
}

/* The line with `detail` 2: 5-95 % too, 1: single runs, 0: medians alone. */
static int line(struct curves_view *v, int row, int col, int end, int detail, int paint)
{
	struct str s = STR_INIT;
	char a[CELL], b[CELL];
	int now = col;

	str_addf(&s, "%s %s", v->c->x_title ? v->c->x_title : "x", say_cell(v->c->cursor_x, 4, a, sizeof a));
	now += item(v, row, now, end, s.s, ROLE_TEXT, CELL_BOLD, paint);
	for (size_t i = 0; i < v->c->n_series; i++) {
		const struct curves_series *c = &v->c->series[i];
		struct out o;

		read_series(v, c, &o);
		if (isnan(o.median) && isnan(o.single[0]) && isnan(o.single[2]))
			continue;
		str_clear(&s);
		str_addf(&s, "  %s", c->label ? c->label : "");
		if (!isnan(o.median))
			str_addf(&s, " %s", say_cell(o.median, 3, a, sizeof a));
		if (detail > 1 && !isnan(o.outer[0]) && !isnan(o.outer[1])) {
			say_cell(o.outer[0], 3, a, sizeof a);
			say_cell(o.outer[1], 3, b, sizeof b);
			str_addf(&s, " [%s, %s]", a, b);
		}
		now += item(v, row, now, end, s.s, curves_role(v->c, i), 0, paint);
		for (int k = 0; detail > 0 && k < 3; k++) {
			if (isnan(o.single[k]))
				continue;
			str_clear(&s);
			str_addf(&s, " %s", say_cell(o.single[k], 3, a, sizeof a));
			now += item(v, row, now, end, s.s, column_role((enum column)(SELECTED + k)), 0, paint);
		}
	}
	str_release(&s);
	return now - col;
}

void curves_line(struct curves_view *v, int row, int col, int cols)
{
	int detail = 2, need = line(v, row, col, col + cols, 2, 0);

	while (need > cols && detail > 0)
		need = line(v, row, col, col + cols, --detail, 0);
	line(v, row, need < cols ? col + cols - need : col, col + cols, detail, 1);
}
