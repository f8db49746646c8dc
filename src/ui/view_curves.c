/*
 * view_curves.c - the loss chart.
 *
 * Quantiles come from the statistics at no more than POINTS epochs and are
 * drawn straight in between; recent runs are drawn whole.  The y range moves
 * only when it must: a live chart that rescales at every frame cannot be read.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lang/cmd.h"
#include "lang/lab.h"
#include "plot/theme.h"
#include "ui.h"
#include "tell.h"

#define POINTS 256
#define FAINT 48

static const double quantile[5] = { .05, .25, .5, .75, .95 };

static void title(struct ui *ui, struct str *out)
{
	const struct lab_entry *e = ui_entry(ui);
	const struct sample *p = lab_progress(ui->lab);
	uint64_t n = e != NULL ? stats_runs(e->stats) : 0;

	str_add(out, ui->curves.log_y ? "Loss (log) · " : "Loss · ");
	tell_count(out, n);
	str_add(out, n == 1 ? " run" : " runs");
	if (p != NULL && p->run != UINT64_MAX && lab_pace(ui->lab) > 0 && lab_pace(ui->lab) < FEED_SLOW_RATE)
		str_addf(out, " · epoch %u", p->epochs);
	else if (e != NULL && stats_epochs(e->stats) > 0)
		str_addf(out, " · epoch %zu", stats_epochs(e->stats));
	if (e != NULL && stats_diverged(e->stats) > 0) {
		str_add(out, " · ");
		tell_count(out, stats_diverged(e->stats));
		str_add(out, " diverged");
	}
}

static void interpolate(float *y, size_t n, size_t step)
{
	for (size_t i = 0; i < n; i++) {
		size_t a = i / step * step, b = a + step < n ? a + step : n - 1;

		if (i != a && i != b && b > a)
			y[i] = y[a] + (y[b] - y[a]) * (float)(i - a) / (float)(b - a);
	}
}

static void refresh(struct curves_state *c, const struct stats *s)
{
	size_t n = stats_epochs(s);

	c->points = n;
	c->step = n / POINTS + 1;
	if (n > c->cap) {
		c->cap = n + n / 4 + 16;
		for (int k = 0; k < STATS_CURVES; k++)
			for (int q = 0; q < 5; q++)
				c->q[k][q] = xreallocarray(c->q[k][q], c->cap, sizeof(float));
		for (int k = 0; k < 2; k++)
			c->work[k] = xreallocarray(c->work[k], c->cap, sizeof(float));
	}
	for (int k = 0; k < STATS_CURVES; k++) {
		c->got[k] = 0;
		if (!stats_has_curve(s, (enum stats_curve)k))
			continue;
		c->got[k] = n;
		for (size_t i = 0; i < n; i += c->step) {
			float out[5];
			size_t at = i;

			stats_curve_quantiles(s, (enum stats_curve)k, at, quantile, out, 5);
			for (int q = 0; q < 5; q++)
				c->q[k][q][i] = out[q];
		}
		if (n > 0 && (n - 1) % c->step != 0) {
			float out[5];

			stats_curve_quantiles(s, (enum stats_curve)k, n - 1, quantile, out, 5);
			for (int q = 0; q < 5; q++)
				c->q[k][q][n - 1] = out[q];
		}
		for (int q = 0; q < 5; q++)
			interpolate(c->q[k][q], n, c->step);
	}
}

/* The range of the bands where there are enough runs for them, so that the
 * wildest run does not flatten all others. */
static void band_range(const struct curves_state *c, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (int k = 0; k < STATS_ACC; k++)
		for (size_t i = 0; !(c->hidden >> k & 1) && i < c->got[k]; i++) {
			if (isfinite(c->q[k][0][i]))
				*lo = fmin(*lo, c->q[k][0][i]);
			if (isfinite(c->q[k][4][i]))
				*hi = fmax(*hi, c->q[k][4][i]);
		}
}

/* Keep the range while it still suits: a chart that rescales at every frame
 * cannot be read. */
static void steady(struct curves_state *c, uint64_t runs, int still, struct curves *chart)
{
	struct axis x, y;
	double lo, hi;

	curves_range(chart, &x, &y);
	lo = y.lo;
	hi = y.hi;
	if (runs >= 20) {
		double a, b;

		band_range(c, &a, &b);
		if (b > a) {
			lo = a;
			hi = b;
		}
	}
	if (c->y1 > c->y0) {
		chart->y0 = c->y0;
		chart->y1 = c->y1;
		return;
	}
	if (c->log_y) {
		chart->y0 = lo;
		chart->y1 = hi;
		return;
	}
	/* At rest it shows what is there, whatever it showed on the way. */
	if (still || !(c->top >= hi && c->top <= 1.25 * hi))
		c->top = hi + .06 * fabs(hi - lo);
	if (still || !(c->bottom <= lo && lo - c->bottom <= .25 * (c->top - c->bottom)))
		c->bottom = lo > 0 && lo < .4 * c->top ? 0 : lo - .05 * (c->top - lo);
	chart->y0 = c->bottom;
	chart->y1 = c->top;
}

/* A band without height would only be specks at the median's edge. */
static int has_spread(const struct curves_state *c, int k)
{
	for (size_t i = 0; i < c->points; i++)
		if (c->q[k][4][i] - c->q[k][0][i] > 1e-6f * (fabsf(c->q[k][2][i]) + 1e-30f))
			return 1;
	return 0;
}

static double last_epoch(const struct lab_entry *e, const struct sample *p)
{
	const struct problem *pr = &e->cond->problem;
	double n = (double)stats_epochs(e->stats);

	if (pr->budget == BUDGET_EPOCHS)
		n = fmax(n, pr->epochs);
	if (p != NULL)
		n = fmax(n, p->epochs);
	return n;
}

static void hint(struct ui *ui, struct rect r, const char *text)
{
	ui_wrap(&ui->grid, (struct rect){ r.row + r.rows / 2, r.col + 2, 3, r.cols - 4 }, text, ROLE_DIM, 0);
}

static void draw(struct ui *ui, struct rect r)
{
	struct curves_state *c = &ui->curves;
	const struct lab_entry *e = ui_entry(ui);
	const struct sample *p;
	static const char *const name[] = { "train", "test", "accuracy" };
	struct curves_series s[STATS_CURVES];
	struct curve_line faint[STATS_CURVES][FAINT];
	struct kept_run recent[FAINT], chosen, pinned;
	struct curves chart;
	int colours = ui->grid.colours;
	float where[16];
	struct kept_run gone[16];
	size_t n_recent, n_series = 0, n_gone;
	int has_chosen, has_pin;

	if (e == NULL) {
		hint(ui, r, "No data yet: type :data article");
		return;
	}
	if (fresh_begin(ui, &c->fresh, e->id, stats_runs(e->stats))) {
		refresh(c, e->stats);
		fresh_end(&c->fresh);
	}
	p = lab_progress(ui->lab);
	if (p != NULL && (p->run == UINT64_MAX || lab_pace(ui->lab) <= 0 || lab_pace(ui->lab) >= FEED_SLOW_RATE))
		p = NULL;
	n_recent = stats_recent(e->stats, recent, FAINT);
	has_chosen = ui_chosen(ui, &chosen);
	has_pin = ui_pinned(ui, &pinned);
	memset(&chart, 0, sizeof chart);
	memset(s, 0, sizeof s);
	for (int k = 0; k < STATS_CURVES; k++) {
		struct curves_series *v = &s[n_series];
		const float *now = p == NULL ? NULL : k == STATS_TRAIN ? p->train : k == STATS_TEST ? p->test : p->acc;

		if ((c->got[k] == 0 && now == NULL) || (c->hidden >> k & 1))
			continue;
		v->label = name[k];
		v->role = k == STATS_TRAIN ? ROLE_MEDIAN : k == STATS_TEST ? ROLE_TEST : ROLE_ACC;
		v->right = k == STATS_ACC;
		if (c->got[k] > 0) {
			v->n = c->points;
			v->median = c->q[k][2];
			if (has_spread(c, k)) {
				v->q05 = c->q[k][0];
				v->q25 = c->q[k][1];
				v->q75 = c->q[k][3];
				v->q95 = c->q[k][4];
			}
			if (c->smooth > 0 && k < 2) {
				curves_smooth(v->median, c->work[k], v->n, c->smooth);
				v->median = c->work[k];
			}
		}
		for (size_t i = 0; i < n_recent; i++) {
			faint[k][i].y = k == STATS_TRAIN ? recent[i].train : k == STATS_TEST ? recent[i].test : recent[i].acc;
			faint[k][i].n = recent[i].epochs;
		}
		if (k == STATS_TRAIN || (k == STATS_ACC && n_recent <= 12)) {
			v->run = faint[k];
			v->runs = n_recent;
		}
		if (now != NULL)
			v->current = (struct curve_line){ now, p->epochs };
		if (has_chosen)
			v->selected = (struct curve_line){ k == STATS_TRAIN ? chosen.train : k == STATS_TEST ? chosen.test : chosen.acc, chosen.epochs };
		if (has_pin)
			v->pinned = (struct curve_line){ k == STATS_TRAIN ? pinned.train : k == STATS_TEST ? pinned.test : pinned.acc, pinned.epochs };
		n_series++;
	}
	n_gone = stats_recent_diverged(e->stats, gone, 16);
	for (size_t i = 0; i < n_gone; i++)
		where[i] = (float)gone[i].epochs;
	chart.series = s;
	chart.n_series = n_series;
	chart.x_first = chart.x_step = 1;
	chart.x0 = c->x1 > c->x0 ? c->x0 : 1;
	chart.x1 = c->x1 > c->x0 ? c->x1 : last_epoch(e, p);
	chart.x_log = c->log_x;
	chart.y_log = c->log_y;
	chart.x_title = "epoch";
	chart.no_bands = c->no_bands;
	chart.no_runs = c->no_runs;
	chart.diverged = where;
	chart.n_diverged = n_gone;
	chart.cursor = c->cursor && (ui->focus == VIEW_CURVES);
	chart.cursor_x = c->cursor_x;
	chart.legend = n_series > 1 || r.rows > 12;
	steady(c, stats_runs(e->stats), lab_idle(ui->lab), &chart);
	/* Where nobody knows the background, no background suits: quantile lines
	 * instead of bands, as with few colours. */
	if (ui->theme == THEME_NEUTRAL)
		ui->grid.colours = 16;
	curves_draw(&ui->grid, r, &chart, &c->layout);
	ui->grid.colours = colours;
}

int curves_zoomed(const struct ui *ui)
{
	return ui->curves.x1 > ui->curves.x0 || ui->curves.y1 > ui->curves.y0;
}

static void zoom_x(struct ui *ui, double factor)
{
	struct curves_state *c = &ui->curves;
	double lo = c->layout.x.lo, hi = c->layout.x.hi, at = c->cursor ? c->cursor_x : (lo + hi) / 2;
	double half = (hi - lo) * factor / 2;

	if (half < 1)
		half = 1;
	lo = fmax(1, at - half);
	hi = at + half;
	if (factor > 1 && ui_entry(ui) != NULL && hi - lo >= last_epoch(ui_entry(ui), NULL) - 1)
		ui_line(ui, "set window all");
	else
		ui_linef(ui, "set window %.6g:%.6g", lo, hi);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	struct curves_state *c = &ui->curves;
	int on = strcmp(value, "on") == 0, is_log = strcmp(value, "log") == 0;

	if (strcmp(name, "axis") == 0)
		c->log_y = is_log;
	else if (strcmp(name, "epoch-axis") == 0)
		c->log_x = is_log;
	else if (strcmp(name, "band") == 0)
		c->no_bands = !on;
	else if (strcmp(name, "faint") == 0)
		c->no_runs = !on;
	else if (strcmp(name, "smooth") == 0)
		c->smooth = strtod(value, NULL);
	else if (strcmp(name, "curve") == 0)
		c->hidden = strcmp(value, "train") == 0 ? 6 : strcmp(value, "test") == 0 ? 5
			: strcmp(value, "accuracy") == 0 ? 3 : 0;
	else if (strcmp(name, "window") == 0 && !opt_window(value, &c->x0, &c->x1))
		c->x0 = c->x1 = 0;
	else if (strcmp(name, "loss-window") == 0 && !opt_window(value, &c->y0, &c->y1))
		c->y0 = c->y1 = 0;
	else
		return strcmp(name, "window") == 0 || strcmp(name, "loss-window") == 0;
	return 1;
}

static int move(struct ui *ui, uint32_t key)
{
	struct curves_state *c = &ui->curves;
	double lo = c->layout.x.lo, hi = c->layout.x.hi, step = fmax(1, round((hi - lo) / 60)), at = c->cursor_x;

	switch (key) {
	case TK_LEFT: case TK_RIGHT:
		at = !c->cursor ? hi : at + (key == TK_LEFT ? -step : step);
		break;
	case TK_HOME: at = lo; break;
	case TK_END: at = hi; break;
	case TK_UP: zoom_x(ui, .5); return 1;
	case TK_DOWN: zoom_x(ui, 2); return 1;
	default: return 0;
	}
	ui_linef(ui, "set cursor %.9g", fmin(fmax(round(at), lo), hi));
	return 1;
}

static void press(struct ui *ui, int row, int col)
{
	struct curves_state *c = &ui->curves;
	struct rect r = c->layout.plot;

	(void)row;
	if (col < r.col || col >= r.col + r.cols)
		return;
	ui_linef(ui, "set cursor %.9g", round(curves_x_at(&c->layout, col)));
}

const struct view view_curves = {
	.name = "curves", .help = "loss by epoch: faint runs, median, quantile bands",
	.title = title, .draw = draw, .move = move, .press = press,
	.option = option,
};
