/*
 * curves.c - the loss chart.
 *
 * Quantiles come from the statistics at no more than POINTS epochs and are
 * drawn straight in between.  Behind them recent runs are drawn whole; where
 * there are thousands of runs and the screen to itself, all kept runs as a
 * density.  Smoothing smooths all of it, quantiles and single runs: what is drawn
 * together can be compared.  The y range moves only when it must: a live chart
 * that rescales at every frame cannot be read.
 */
#include "curves.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/cmd.h"
#include "lang/shell.h"
#include "plot/theme.h"
#include "report/report.h"
#include "ui/tell.h"
#include "ui/ui.h"

enum { POINTS = 256, FAINT = 24, LOST = 16, DENSE_RUNS = 1000, DENSE_KEPT = 100, STEADY_RUNS = 20 };

static const double quantile[5] = { .05, .25, .5, .75, .95 };

struct curves_state *curves_state(const struct ui *ui)
{
	return ui->state[VIEW_CURVES];
}

static void release(void *state)
{
	struct curves_state *c = state;

	for (int k = 0; k < STATS_CURVES; k++)
		for (int q = 0; q < 5; q++)
			free(c->q[k][q]);
	free(c->reached);
	free(c->line);
	density_release(&c->density);
}

/* Accuracy by itself has the left axis. */
static int alone(const struct curves_state *c)
{
	return (c->hidden & 7) == 3;
}

static void title(struct ui *ui, struct str *out)
{
	const struct curves_state *c = curves_state(ui);
	const struct lab_entry *e = ui_entry(ui);
	const struct sample *p = lab_progress(ui->lab);
	uint64_t n = e ? stats_runs(e->stats) : 0;

	str_add(out, alone(c) ? "Accuracy" : "Loss");
	str_add(out, c->log_y ? " (log)" : "");
	if (e && !alone(c))
		str_add(out, condition_loss_unit(e->cond, 1));
	str_add(out, " · ");
	say_count(out, n);
	str_add(out, n == 1 ? " run" : " runs");
	if (p && p->run != UINT64_MAX && lab_pace(ui->lab) > 0 && lab_pace(ui->lab) < FEED_SLOW_RATE)
		str_addf(out, " · epoch %u", p->epochs);
	else if (e && c->x1 > c->x0)
		str_addf(out, c->layout.x.hi - c->layout.x.lo < 3 ? " · epochs %.1f–%.1f of %.0f" : " · epochs %.0f–%.0f of %.0f",
			 c->layout.x.hi - c->layout.x.lo < 3 ? c->layout.x.lo : ceil(c->layout.x.lo - 1e-9),
			 c->layout.x.hi - c->layout.x.lo < 3 ? c->layout.x.hi : floor(c->layout.x.hi + 1e-9), c->last);
	else if (e && stats_epochs(e->stats) > 0)
		str_addf(out, " · epoch %zu", stats_epochs(e->stats));
	if (e && stats_diverged(e->stats) > 0) {
		str_add(out, " · ");
		say_count(out, stats_diverged(e->stats));
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

static void make_room(struct curves_state *c, size_t n)
{
	if (n <= c->cap)
		return;
	c->cap = n + n / 4 + 16;
	for (int k = 0; k < STATS_CURVES; k++)
		for (int q = 0; q < 5; q++)
			c->q[k][q] = xreallocarray(c->q[k][q], c->cap, sizeof(float));
	c->reached = xreallocarray(c->reached, c->cap, sizeof *c->reached);
}

static void read_point(struct curves_state *c, const struct stats *s, enum stats_curve k, size_t i)
{
	float out[5];
	size_t n = stats_curve_quantiles(s, k, i, quantile, out, 5);

	for (int q = 0; q < 5; q++)
		c->q[k][q][i] = out[q];
	c->reached[i] = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static void refresh(struct curves_state *c, const struct stats *s)
{
	size_t n = stats_epochs(s);

	c->points = n;
	c->step = n / POINTS + 1;
	make_room(c, n);
	for (int k = 0; k < STATS_CURVES; k++) {
		c->got[k] = 0;
		if (!stats_has_curve(s, (enum stats_curve)k))
			continue;
		c->got[k] = n;
		for (size_t i = 0; i < n; i += c->step)
			read_point(c, s, (enum stats_curve)k, i);
		if (n > 0)
			read_point(c, s, (enum stats_curve)k, n - 1);
		for (int q = 0; q < 5; q++) {
			interpolate(c->q[k][q], n, c->step);
			if (c->smooth > 0)
				curves_smooth(c->q[k][q], c->q[k][q], n, c->smooth);
		}
	}
	for (size_t i = 0; i < n; i++)
		c->reached[i] = c->reached[i % c->step == 0 || i == n - 1 ? i : i / c->step * c->step];
}

/* ---- single runs ---- */

static const float *curve_of(const struct kept_run *r, int k)
{
	return k == STATS_TRAIN ? r->train : k == STATS_TEST ? r->test : r->acc;
}

/* A line of a run as it is drawn: smoothed, when all is. */
static struct curve_line line_of(struct curves_state *c, const float *y, size_t n)
{
	float *to;

	if (!y || n == 0 || c->smooth <= 0 || c->line_used + n > c->line_cap)
		return (struct curve_line){ y, n };
	to = c->line + c->line_used;
	curves_smooth(y, to, n, c->smooth);
	c->line_used += n;
	return (struct curve_line){ to, n };
}

/* Room for all lines of a frame at once, since they must not move. */
static void line_room(struct curves_state *c, size_t longest)
{
	size_t want = c->smooth > 0 ? longest * (FAINT + 3 * STATS_CURVES + 1) : 0;

	c->line_used = 0;
	if (want > c->line_cap) {
		c->line = xreallocarray(c->line, want, sizeof *c->line);
		c->line_cap = want;
	}
}

/* ---- the range of losses ---- */

static void add_values(const float *y, size_t n, int is_log, double *lo, double *hi)
{
	for (size_t i = 0; y && i < n; i++)
		if (isfinite(y[i]) && (!is_log || y[i] > 0)) {
			*lo = fmin(*lo, y[i]);
			*hi = fmax(*hi, y[i]);
		}
}

/* The range of the bands where there are enough runs for them, so that the
 * wildest run does not flatten all others. */
static void band_range(const struct curves_state *c, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (int k = 0; k < STATS_CURVES; k++)
		if (!(c->hidden >> k & 1) && (k < STATS_ACC || alone(c))) {
			add_values(c->q[k][0], c->got[k], c->log_y, lo, hi);
			add_values(c->q[k][4], c->got[k], c->log_y, lo, hi);
		}
}

/* Every line there is on the left axis. */
static void all_range(struct curves_state *c, const struct curves *chart)
{
	c->all_lo = c->auto_lo;
	c->all_hi = c->auto_hi;
	for (size_t i = 0; i < chart->n_series; i++) {
		const struct curves_series *s = &chart->series[i];

		if (s->right)
			continue;
		for (size_t j = 0; j < s->runs; j++)
			add_values(s->run[j].y, s->run[j].n, c->log_y, &c->all_lo, &c->all_hi);
		add_values(s->selected.y, s->selected.n, c->log_y, &c->all_lo, &c->all_hi);
		add_values(s->pinned.y, s->pinned.n, c->log_y, &c->all_lo, &c->all_hi);
		add_values(s->current.y, s->current.n, c->log_y, &c->all_lo, &c->all_hi);
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
	if (runs >= STEADY_RUNS) {
		double a, b;

		band_range(c, &a, &b);
		if (b > a) {
			lo = a;
			hi = b;
		}
	}
	c->auto_lo = lo;
	c->auto_hi = hi;
	if (!c->log_y) {
		/* At rest it shows what is there, whatever it showed on the way. */
		if (still || !(c->top >= hi && c->top <= 1.25 * hi))
			c->top = hi + .06 * fabs(hi - lo);
		if (still || !(c->bottom <= lo && lo - c->bottom <= .25 * (c->top - c->bottom)))
			c->bottom = lo > 0 && lo < .4 * c->top ? 0 : lo - .05 * (c->top - lo);
		if (alone(c))
			c->top = fmin(c->top, 1);
		c->auto_lo = c->bottom;
		c->auto_hi = c->top;
	}
	all_range(c, chart);
	chart->y0 = c->y1 > c->y0 ? c->y0 : c->auto_lo;
	chart->y1 = c->y1 > c->y0 ? c->y1 : c->auto_hi;
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
	double n = fmax(1, (double)stats_epochs(e->stats));

	if (pr->budget == BUDGET_EPOCHS)
		n = fmax(n, pr->epochs);
	if (p)
		n = fmax(n, p->epochs);
	return n;
}

/* ---- density ---- */

static int wants_density(const struct ui *ui, const struct stats *s)
{
	const struct curves_state *c = curves_state(ui);

	if (c->points < 2)
		return 0;
	if (c->faint != FAINT_AUTO)
		return c->faint == FAINT_DENSITY && stats_kept(s) > 1;
	return ui->zoomed && stats_runs(s) - stats_diverged(s) >= DENSE_RUNS && stats_kept(s) >= DENSE_KEPT;
}

/* Count each kept run once. More than a few at a time, since each change of the
 * counts paints the whole plot anew. */
static void count_runs(struct curves_state *c, const struct lab_entry *e, int k, const struct curves_layout *l)
{
	size_t kept = stats_kept(e->stats), had = c->dense;
	size_t used = c->line_used;
	int same = c->dense_entry == e->id && c->dense_curve == k && c->dense_smooth == c->smooth;
	struct kept_run r;

	if (!same || kept < had || !density_fits(&c->density, l)) {
		density_reset(&c->density, l, 1, 1);
		c->dense_entry = e->id;
		c->dense_curve = k;
		c->dense_smooth = c->smooth;
		c->dense = had = 0;
	}
	if (kept - had < had / 4 && stats_runs(e->stats) == kept + stats_diverged(e->stats))
		return;		/* a few more; there will be others */
	for (; c->dense < kept; c->dense++) {
		if (stats_kept_run(e->stats, c->dense, &r) && curve_of(&r, k)) {
			struct curve_line y = line_of(c, curve_of(&r, k), r.epochs);

			density_add(&c->density, y.y, y.n);
			c->line_used = used;	/* one after the other */
		}
	}
}

/* ---- what is wrong, in words ---- */

static void hint(struct ui *ui, struct rect r, const char *text)
{
	int rows = ui_wrap_rows(text, r.cols - 4);
	struct rect in = { r.row + (r.rows - rows) / 2, r.col + 2, rows, r.cols - 4 };

	if (in.cols > 8 && rows <= r.rows)
		ui_wrap(&ui->grid, in, text, ROLE_DIM, 0);
}

/* Is a value of any line in the window? */
static int in_sight(const struct curves *chart, const struct curves_layout *l)
{
	for (size_t i = 0; i < chart->n_series; i++) {
		const struct curves_series *s = &chart->series[i];
		const struct curve_line y[] = { { s->median, s->n }, { s->q05, s->n }, { s->q95, s->n }, s->current,
						s->selected, s->pinned, s->runs > 0 ? s->run[0] : s->current };

		if (s->right)
			continue;
		for (size_t j = 0; j < sizeof y / sizeof *y; j++)
			for (size_t k = 0; y[j].y && k < y[j].n; k++)
				if ((double)k + 2 >= l->x.lo && (double)k <= l->x.hi && y[j].y[k] >= l->y.lo && y[j].y[k] <= l->y.hi)
					return 1;
	}
	return 0;
}

static void explain(struct ui *ui, const struct curves *chart, const struct lab_entry *e)
{
	const struct curves_state *c = curves_state(ui);
	uint64_t runs = stats_runs(e->stats), gone = stats_diverged(e->stats);
	char text[240], a[AXIS_LABEL], b[AXIS_LABEL];

	if (runs > 0 && gone == runs && e->cond->external) {
		snprintf(text, sizeof text, "%s failed or diverged: some figure of theirs is missing or not finite.",
			 runs == 1 ? "The run" : "All runs");
	} else if (runs > 0 && gone == runs) {
		snprintf(text, sizeof text, "%s diverged: the loss is no number any more, or a thousand times the constant answer's. "
			 "A smaller learning rate may help: `optimizer %s lr=...`",
			 runs == 1 ? "The run" : "All runs", "NAME");
	} else if (chart->n_series == 0 && runs > 0 && e->cond->external) {
		snprintf(text, sizeof text, "These runs came without a curve of the %s.", alone(c) ? "accuracy" : "loss");
	} else if (chart->n_series == 0 && runs > 0) {
		snprintf(text, sizeof text, "There is no %s here: t shows the other curves%s",
			 alone(c) ? "accuracy" : "test loss", alone(c) ? "." : ", `set test .25` holds rows out.");
	} else if (c->x1 > c->x0 && c->x0 >= c->last) {
		snprintf(text, sizeof text, "The last epoch is %.6g: nothing lies in this window. Esc shows all.", c->last);
	} else if (c->y1 > c->y0 && runs > gone && chart->n_series > 0 && !in_sight(chart, &c->layout)) {
		snprintf(text, sizeof text, "Nothing lies in this window: the curves are between %s and %s. Esc shows all.",
			 say_cell(c->all_lo, 3, a, sizeof a), say_cell(c->all_hi, 3, b, sizeof b));
	} else {
		return;
	}
	hint(ui, c->layout.plot, text);
}

/* ---- drawing ---- */

/* The medians and bands of curve k. */
static void fill_quantiles(const struct curves_state *c, int k, struct curves_series *v)
{
	if (c->got[k] == 0)
		return;
	v->n = c->points;
	v->median = c->q[k][2];
	v->count = c->reached;
	if (has_spread(c, k)) {
		v->q05 = c->q[k][0];
		v->q25 = c->q[k][1];
		v->q75 = c->q[k][3];
		v->q95 = c->q[k][4];
	}
}

/* The epoch in which a run's loss was a number no more. */
static float left_at(const struct kept_run *r)
{
	size_t n = r->train ? r->epochs : 0, i = 0;

	while (i < n && isfinite(r->train[i]))
		i++;
	return (float)(i < n ? i + 1 : r->epochs);
}

static void draw(struct ui *ui, struct rect r)
{
	static const char *const name[] = { "train", "test", "accuracy" };
	static const int role[] = { ROLE_MEDIAN, ROLE_TEST, ROLE_ACC };
	struct curves_state *c = curves_state(ui);
	const struct lab_entry *e = ui_entry(ui);
	const struct sample *p;
	struct curves_series s[STATS_CURVES] = { 0 };
	struct curve_line faint[FAINT], lost[LOST];
	struct kept_run recent[FAINT], gone[LOST], chosen, pinned;
	struct curves chart = { .series = s, .x_first = 1, .x_step = 1, .x_title = "epoch" };
	char remark[24], chosen_name[32], pinned_name[40];
	float where[LOST];
	size_t n_recent;
	int has_chosen, has_pin, first = -1;

	if (!e) {
		hint(ui, r, "No data yet: type :data article");
		return;
	}
	if (fresh_begin(ui, &c->fresh, e->id | (uint64_t)(c->smooth * 1000) << 32, stats_runs(e->stats))) {
		refresh(c, e->stats);
		fresh_end(&c->fresh);
	}
	p = lab_progress(ui->lab);
	if (p && (p->run == UINT64_MAX || lab_pace(ui->lab) <= 0 || lab_pace(ui->lab) >= FEED_SLOW_RATE))
		p = NULL;
	n_recent = stats_recent(e->stats, recent, FAINT);
	chart.n_diverged = stats_recent_diverged(e->stats, gone, LOST);
	has_chosen = runs_chosen(ui, &chosen);
	has_pin = runs_pinned(ui, &pinned);
	line_room(c, p && p->epochs > stats_epochs(e->stats) ? p->epochs : stats_epochs(e->stats));
	for (int k = 0; k < STATS_CURVES; k++) {
		struct curves_series *v = &s[chart.n_series];
		const float *now = !p ? NULL : k == STATS_TRAIN ? p->train : k == STATS_TEST ? p->test : p->acc;

		if ((c->got[k] == 0 && !now) || (c->hidden >> k & 1))
			continue;
		v->label = name[k];
		v->role = role[k];
		v->right = k == STATS_ACC && !alone(c);
		fill_quantiles(c, k, v);
		if (first < 0 && !v->right) {	/* single runs of the first curve alone: others would mix */
			first = k;
			for (size_t i = 0; i < n_recent; i++)
				faint[i] = line_of(c, curve_of(&recent[i], k), recent[i].epochs);
			v->run = faint;
			v->runs = n_recent;
		}
		if (now)
			v->current = line_of(c, now, p->epochs);
		if (has_chosen)
			v->selected = line_of(c, curve_of(&chosen, k), chosen.epochs);
		if (has_pin)
			v->pinned = line_of(c, curve_of(&pinned, k), pinned.epochs);
		chart.n_series++;
	}
	for (size_t i = 0; i < chart.n_diverged; i++) {
		where[i] = left_at(&gone[i]);
		lost[i] = (struct curve_line){ first >= 0 ? curve_of(&gone[i], first) : NULL, gone[i].epochs };
	}
	c->last = last_epoch(e, p);
	curves_window_x(c, &chart.x0, &chart.x1);
	chart.x_log = c->log_x;
	chart.y_log = c->log_y;
	chart.no_bands = c->no_bands;
	chart.no_runs = c->faint == FAINT_OFF;
	chart.light = ui->theme == THEME_LIGHT;
	chart.no_fill = ui->theme == THEME_NEUTRAL;
	chart.diverged = where;
	chart.lost = chart.no_runs ? NULL : lost;
	chart.all_diverged = stats_diverged(e->stats);
	if (first >= 0) {	/* losses are drawn: what an answer without inputs has */
		chart.reference = stats_constant_loss(e->stats).n ? stats_constant_loss(e->stats).mean : 0;
		chart.reference_name = "constant answer";
	}
	chart.cursor = c->cursor && ui->focus == VIEW_CURVES;
	chart.cursor_x = c->cursor_x;
	chart.legend = chart.n_series > 1 || r.rows > 12 || chart.all_diverged > 0;
	if (has_chosen)
		snprintf(chosen_name, sizeof chosen_name, "run %llu", (unsigned long long)chosen.run + 1);
	if (has_pin)
		snprintf(pinned_name, sizeof pinned_name, "pinned %llu", (unsigned long long)pinned.run + 1);
	chart.selected_name = chosen_name;
	chart.pinned_name = pinned_name;
	if (c->smooth > 0) {
		char num[AXIS_LABEL];

		snprintf(remark, sizeof remark, "smoothed %.8s", say_cell(c->smooth, 3, num, sizeof num));
		chart.remark = remark;
	}
	steady(c, stats_runs(e->stats), shell_idle(ui->shell), &chart);
	c->is_dense = first >= 0 && wants_density(ui, e->stats);
	if (c->is_dense) {
		struct curves_layout l;

		chart.density = &c->density;
		curves_place(&ui->grid, r, &chart, &l);
		count_runs(c, e, first, &l);
	}
	curves_draw(&ui->grid, r, &chart, &c->layout);
	explain(ui, &chart, e);
}

static int move(struct ui *ui, uint32_t key)
{
	struct curves_state *c = curves_state(ui);
	double first, last, lo, hi;
	double step, at = c->cursor_x;

	curves_window_x(c, &first, &last);
	lo = ceil(first - 1e-9);
	hi = floor(last + 1e-9);
	/* A column or so, wherever it is. */
	step = c->log_x && c->cursor ? at * (pow(last / first, 1. / 60) - 1) : (last - first) / 60;
	step = fmax(1, round(step));
	switch (key) {
	case TK_LEFT: case TK_RIGHT:
		at = !c->cursor ? hi : at + (key == TK_LEFT ? -step : step);
		break;
	case TK_HOME: at = lo; break;
	case TK_END: at = hi; break;
	default: return 0;
	}
	ui_linef(ui, "set cursor %.9g", fmax(fmin(round(at), hi), lo));
	return 1;
}

static void press(struct ui *ui, int row, int col)
{
	struct curves_state *c = curves_state(ui);
	struct rect r = c->layout.plot;

	(void)row;
	if (col < r.col || col >= r.col + r.cols)
		return;
	ui_linef(ui, "set cursor %.9g", fmax(1, round(curves_x_at(&c->layout, col))));
}

static const char *faint_next(const struct curves_state *c)
{
	enum faint_show now = c->faint;

	/* What changes nothing that is seen is passed over. */
	if (now == FAINT_AUTO)
		now = c->is_dense ? FAINT_ON : FAINT_DENSITY;
	else
		now = now == FAINT_OFF ? FAINT_AUTO : FAINT_OFF;
	return opt_word_of("faint", now);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	struct curves_state *c = curves_state(ui);
	struct opt_value v = opt_value(name, value);

	if (strcmp(name, "axis") == 0) {
		c->log_y = v.word;
	} else if (strcmp(name, "epoch-axis") == 0) {
		c->log_x = v.word;
	} else if (strcmp(name, "band") == 0) {
		c->no_bands = !v.word;
	} else if (strcmp(name, "faint") == 0) {
		c->faint = (enum faint_show)v.word;
	} else if (strcmp(name, "smooth") == 0) {
		c->smooth = v.x;
	} else if (strcmp(name, "curve") == 0) {
		static const unsigned hides[] = { 6, 5, 3, 0 };	/* train, test, accuracy, both */

		c->hidden = hides[v.word];
		c->top = c->bottom = 0;
	} else if (strcmp(name, "window") == 0) {
		c->x0 = v.lo;
		c->x1 = v.hi;
	} else if (strcmp(name, "loss-window") == 0) {
		c->y0 = v.lo;
		c->y1 = v.hi;
	} else if (strcmp(name, "cursor") == 0) {	/* of the chart in focus */
		c->cursor = v.word < 0 && ui->focus != VIEW_DIFFERENCES;
		if (c->cursor)
			c->cursor_x = v.x;
	} else {
		return 0;
	}
	return 1;
}

/* ---- keys ---- */

static void loss_axis(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set axis %s", curves_state(ui)->log_y ? "linear" : "log");
}

static void epoch_axis(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set epoch-axis %s", curves_state(ui)->log_x ? "linear" : "log");
}

static void bands(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set band %s", curves_state(ui)->no_bands ? "on" : "off");
}

static void faint(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set faint %s", faint_next(curves_state(ui)));
}

static void smooth(struct ui *ui, uint32_t key)
{
	static const char *const next[] = { "0", ".5", ".9", ".97" };
	double s = curves_state(ui)->smooth;

	(void)key;
	ui_linef(ui, "set smooth %s", next[s <= 0 ? 1 : s < .7 ? 2 : s < .95 ? 3 : 0]);
}

static void which_curve(struct ui *ui, uint32_t key)
{
	static const char *const next[] = { "train", "test", "accuracy", "both" };
	unsigned h = curves_state(ui)->hidden;

	(void)key;
	ui_linef(ui, "set curve %s", next[h == 0 ? 0 : h == 6 ? 1 : h == 5 ? 2 : 3]);
}

static void window_key(struct ui *ui, uint32_t key)
{
	switch (key) {
	case TK_UP: curves_zoom(ui, 0, .5, -1); break;
	case TK_DOWN: curves_zoom(ui, 0, 2, -1); break;
	case '}': curves_zoom(ui, 1, .5, -1); break;
	case '{': curves_zoom(ui, 1, 2, -1); break;
	case '<': curves_pan(ui, 0, -.25); break;
	case '>': curves_pan(ui, 0, .25); break;
	case TK_PGUP: curves_pan(ui, 1, .25); break;
	case TK_PGDN: curves_pan(ui, 1, -.25); break;
	}
}

static int can_escape(const struct ui *ui, uint32_t key)
{
	const struct curves_state *c = curves_state(ui);

	(void)key;
	return c->cursor || curves_zoomed(c);
}

static void escape(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_line(ui, curves_state(ui)->cursor ? "set cursor off" : "set window all; set loss-window auto");
}

static const struct key keys[] = {
	{ TK_UP, 0, "↑ ↓", NULL, window_key, "zoom", 5,
	  "Zoom into the epochs around the cursor, and out; the wheel at the pointer; Esc shows all.", NULL, NULL },
	{ TK_DOWN, 0, NULL, NULL, window_key, NULL, 0, NULL, NULL, NULL },
	{ '<', 0, "< >", NULL, window_key, "pan", 4,
	  "Earlier and later epochs, when zoomed.", NULL, NULL },
	{ '>', 0, NULL, NULL, window_key, NULL, 0, NULL, NULL, NULL },
	{ '{', 0, "{ }", NULL, window_key, NULL, 0,
	  "Zoom the losses out and in; the wheel over their axis too.", NULL, NULL },
	{ '}', 0, NULL, NULL, window_key, NULL, 0, NULL, NULL, NULL },
	{ TK_PGUP, 0, "PgUp PgDn", NULL, window_key, NULL, 0,
	  "Higher and lower losses, when zoomed.", NULL, NULL },
	{ TK_PGDN, 0, NULL, NULL, window_key, NULL, 0, NULL, NULL, NULL },
	{ 'l', 0, "l", NULL, loss_axis, "log", 4, "Linear or logarithmic loss.", NULL, NULL },
	{ 'x', 0, "x", NULL, epoch_axis, NULL, 0, "Linear or logarithmic epochs.", NULL, NULL },
	{ 'b', 0, "b", NULL, bands, "bands", 3, "Quantile bands on or off.", NULL, NULL },
	{ 'f', 0, "f", NULL, faint, "runs", 3,
	  "Single runs: faint lines, their density, or none.", NULL, NULL },
	{ 'w', 0, "w", NULL, smooth, NULL, 0, "Smoothing: off, light, strong.", NULL, NULL },
	{ 't', 0, "t", NULL, which_curve, NULL, 0, "Train, test, accuracy, or all.", NULL, NULL },
	{ 27, 0, NULL, NULL, escape, NULL, 0, NULL, can_escape, NULL },
};

const struct view view_curves = {
	.state_size = sizeof(struct curves_state), .release = release,
	.title = title, .draw = draw, .move = move, .press = press, .wheel = curves_wheel,
	.option = option, .keys_title = "Loss", VIEW_KEYS(keys),
};
