/*
 * differences.c - how far apart the predictions of two runs are, with
 * the condition before as a ghost; and three other ways to look at it:
 * signed at one probe, spread by probe, and the outcomes themselves.
 *
 * Under the histogram stands one sentence for whoever sees it for the first
 * time (tell.c).
 */
#include <ctype.h>
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
#include "plot/hist.h"
#include "plot/xy.h"
#include "report/report.h"
#include "stat/stats.h"
#include "ui/fresh.h"
#include "ui/tell.h"
#include "ui/ui.h"

enum diff_mode { DIFF_PAIRS, DIFF_SIGNED, DIFF_SPREAD, DIFF_LOSS, DIFF_ACCURACY, DIFF_MODES };
#define DIFF_BINS 240

struct diff_state {
	struct fresh fresh;
	enum diff_mode mode;
	int log_count, cursor;
	double cursor_x;
	size_t probe;			/* of DIFF_SIGNED */
	int fit;			/* x by the present condition alone */
	double lo, hi, ghost_lo, ghost_hi;
	uint32_t now[DIFF_BINS], ghost[DIFF_BINS];
	struct estimate mean, ghost_mean;
	int has_ghost;
	double *sd;			/* DIFF_SPREAD: [n_pred] */
	size_t sd_cap;
	struct hist_layout layout;
};

static struct diff_state *state(const struct ui *ui)
{
	return ui->state[VIEW_DIFFERENCES];
}

static void release(void *of)
{
	free(((struct diff_state *)of)->sd);
}

static enum stats_outcome outcome(const struct ui *ui, const struct stats *s)
{
	if (state(ui)->mode == DIFF_ACCURACY)
		return stats_judge_class(s);
	return stats_judge(s);
}

/* "before", or "#3" for a pinned one. */
static const char *ghost_label(const struct ui *ui, char *b, size_t size)
{
	const struct lab_entry *g = lab_ghost(ui->lab);

	if (!g || !g->pinned)
		return "before";
	snprintf(b, size, "#%u", g->id);
	return b;
}

static void capital(struct str *out, const char *text)
{
	str_addc(out, (char)toupper((unsigned char)text[0]));
	str_add(out, text + 1);
}

/* When a probe of a series is. */
static void add_time(const struct lab_entry *e, size_t probe, struct str *out)
{
	if (e && probe < e->cond->problem.n_probes)
		dataset_time_aside(e->cond->problem.data, e->cond->problem.probe[probe], out);
}

static void title(struct ui *ui, struct str *out)
{
	char b[16];
	struct diff_state *d = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	const struct panel *p = layout_find(&ui->layout, VIEW_DIFFERENCES);

	if (d->mode == DIFF_SIGNED) {
		size_t n = e ? stats_n_pred(e->stats) : 0, outs = e ? stats_outputs(e->stats) : 1;

		str_addf(out, "Signed difference at probe %zu", d->probe / (outs > 0 ? outs : 1) + 1);
		add_time(e, d->probe / (outs > 0 ? outs : 1), out);
		if (outs > 1)
			str_addf(out, ", output %zu", d->probe % outs + 1);
		if (n > 0 && ui->zoomed)
			str_addf(out, " of %zu", n / (outs > 0 ? outs : 1));
		return;
	}
	if (d->mode == DIFF_SPREAD) {
		str_add(out, "Spread by probe");
		if (e && stats_sd(e->stats).n > 1) {
			str_add(out, " · mean SD ");
			say_figure(out, stats_sd(e->stats).mean, 3, SAY_SCREEN);
		}
		return;
	}
	if (d->mode == DIFF_PAIRS)
		str_add(out, p && p->r.cols < 58 ? "Difference" : "Prediction difference");
	else if (e)
		capital(out, stats_outcome_name(outcome(ui, e->stats)));
	if (d->mean.n > 1) {
		str_add(out, " · mean ");
		say_estimate(out, d->mean.mean, d->mean.lo, d->mean.hi, SAY_SCREEN);
	}
	if (d->has_ghost && d->ghost_mean.n > 1) {	/* the row above the chart has it, too */
		struct str ghost = STR_INIT;

		str_addf(&ghost, " · %s ", ghost_label(ui, b, sizeof b));
		say_figure(&ghost, d->ghost_mean.mean, 3, SAY_SCREEN);
		if (!p || grid_cols(&ui->grid, out->s) + grid_cols(&ui->grid, ghost.s) + 4 <= p->r.cols)
			str_add(out, ghost.s);
		str_release(&ghost);
	}
}

static void one(struct ui *ui, const struct stats *s, double *lo, double *hi, uint32_t *bin, struct estimate *mean)
{
	struct diff_state *d = state(ui);

	*lo = *hi = 0;
	memset(bin, 0, DIFF_BINS * sizeof *bin);
	switch (d->mode) {
	case DIFF_SIGNED:
		stats_hist_signed(s, d->probe, lo, hi, bin, DIFF_BINS);
		memset(mean, 0, sizeof *mean);
		break;
	case DIFF_LOSS: case DIFF_ACCURACY:
		stats_hist_outcome(s, outcome(ui, s), lo, hi, bin, DIFF_BINS);
		*mean = stats_outcome(s, outcome(ui, s));
		break;
	default:
		stats_hist_difference(s, lo, hi, bin, DIFF_BINS);
		if (*lo > 0 && *hi > *lo) {	/* how far apart is read from 0 */
			*lo = 0;
			memset(bin, 0, DIFF_BINS * sizeof *bin);
			stats_hist_difference(s, lo, hi, bin, DIFF_BINS);
		}
		*mean = stats_difference(s);
	}
}

/* sd (n_pred) becomes the mean over outputs at each probe; returns how many probes. */
static size_t spread_by_probe(const struct stats *s, double *sd)
{
	size_t outs = stats_outputs(s) > 0 ? stats_outputs(s) : 1, n = stats_n_pred(s) / outs;

	stats_pred_sd(s, sd);
	for (size_t i = 0; i < n; i++) {
		double sum = 0;

		for (size_t k = 0; k < outs; k++)
			sum += sd[i * outs + k];
		sd[i] = sum / (double)outs;
	}
	return n;
}

static size_t probes(const struct stats *s)
{
	return stats_n_pred(s) / (stats_outputs(s) > 0 ? stats_outputs(s) : 1);
}

static void refresh(struct ui *ui, const struct lab_entry *e, const struct lab_entry *ghost)
{
	struct diff_state *d = state(ui);
	size_t n = stats_n_pred(e->stats);

	if (d->probe >= n)
		d->probe = n > 0 ? n - 1 : 0;
	d->has_ghost = 0;
	XGROW(d->sd, d->sd_cap, n);
	if (d->mode == DIFF_SPREAD) {
		spread_by_probe(e->stats, d->sd);
		return;
	}
	one(ui, e->stats, &d->lo, &d->hi, d->now, &d->mean);
	if (ghost && (d->mode != DIFF_SIGNED || stats_n_pred(ghost->stats) > d->probe)) {
		one(ui, ghost->stats, &d->ghost_lo, &d->ghost_hi, d->ghost, &d->ghost_mean);
		d->has_ghost = 1;
	}
}

/* What one of the other pictures means, and how to go about in it. */
static void tell_mode(struct ui *ui, const struct lab_entry *e, struct str said[TELL_MAX])
{
	struct diff_state *d = state(ui);
	const struct stats *s = e->stats;
	size_t n = d->mode == DIFF_SPREAD ? probes(s) : stats_n_pred(s), most = 0, least = 0;

	if (stats_runs(s) - stats_diverged(s) < 2) {
		str_add(&said[0], "This needs two runs that did not diverge.");
		return;
	}
	switch (d->mode) {
	case DIFF_SIGNED:
		str_add(&said[0], "By how much the prediction at one probe changes from run to run, with its sign");
		if (d->probe < n && isfinite(stats_pred_mean(s)[d->probe])) {
			stats_pred_sd(s, d->sd);
			str_add(&said[0], stats_held_out(s) ? "; over runs that held it out it is " : "; over runs it is ");
			say_figure(&said[0], stats_pred_mean(s)[d->probe], 3, SAY_SCREEN);
			str_add(&said[0], " on average, SD ");
			say_figure(&said[0], d->sd[d->probe], 3, SAY_SCREEN);
		}
		str_add(&said[0], ".");
		str_add(&said[1], "Up and Down choose the probe.");
		break;
	case DIFF_SPREAD:
		for (size_t i = 1; i < n; i++) {
			/* NaN where two runs did not hold it out */
			most = d->sd[i] > d->sd[most] || isnan(d->sd[most]) ? i : most;
			least = d->sd[i] < d->sd[least] || isnan(d->sd[least]) ? i : least;
		}
		str_add(&said[0], "How much each prediction varies over runs: not all points are equally at risk.");
		if (stats_held_out(s))
			str_add(&said[0], " Each probe: over the runs that held it out.");
		if (n > 1 && isfinite(d->sd[most])) {
			str_addf(&said[1], "Most at probe %zu", most + 1);
			add_time(e, most, &said[1]);
			str_add(&said[1], " (SD ");
			say_figure(&said[1], d->sd[most], 3, SAY_SCREEN);
			str_addf(&said[1], "), least at probe %zu", least + 1);
			add_time(e, least, &said[1]);
			str_add(&said[1], " (");
			say_figure(&said[1], d->sd[least], 3, SAY_SCREEN);
			str_add(&said[1], ").");
		}
		break;
	default: {
		enum stats_outcome o = outcome(ui, s);

		str_addf(&said[0], "What a single run's %s turns out to be: 5 %% of the runs are below ",
			 stats_outcome_name(o));
		say_figure(&said[0], stats_outcome_quantile(s, o, .05), 3, SAY_SCREEN);
		str_add(&said[0], ", 5 % above ");
		say_figure(&said[0], stats_outcome_quantile(s, o, .95), 3, SAY_SCREEN);
		str_add(&said[0], ".");
		str_add(&said[1], "A report of one run is one draw from this.");
	}
	}
}

/* Whole sentences under the chart, as many as there is room for; the rows they take. */
static int draw_words(struct ui *ui, struct rect r, const struct lab_entry *e)
{
	struct str words = STR_INIT, said[TELL_MAX] = { STR_INIT, STR_INIT, STR_INIT, STR_INIT, STR_INIT };
	int lines, most = r.rows >= 12 ? 4 : r.rows >= 7 ? 3 : r.rows >= 6 ? 2 : 0;
	struct tell_cause cause;

	if (state(ui)->mode == DIFF_PAIRS)
		tell_difference(ui->lab, e, attribution_cause(ui, &cause) ? &cause : NULL, said);
	else
		tell_mode(ui, e, said);
	for (int i = 0; i < TELL_MAX; i++) {
		size_t len = words.len;

		str_addf(&words, "%s%s", len > 0 && said[i].len > 0 ? " " : "", said[i].s);
		str_release(&said[i]);
		if (ui_wrap_rows(words.s, r.cols - 2) > most) {
			words.s[len] = '\0';
			words.len = len;
		}
	}
	lines = words.len > 0 ? ui_wrap_rows(words.s, r.cols - 2) : 0;
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 },
			words.s, ROLE_TEXT, 0);
	str_release(&words);
	return lines;
}

/* The means of pinned conditions that are not the ghost. */
static void add_marks(struct ui *ui, const struct lab_entry *e, const struct lab_entry *ghost, struct hist_chart *c,
		      char label[4][16])
{
	for (size_t i = 0; i < lab_entries(ui->lab) && c->n_marks < 4; i++) {
		const struct lab_entry *x = lab_entry(ui->lab, i);
		struct estimate m;

		if (!x->pinned || x == ghost || x == e)
			continue;
		m = state(ui)->mode == DIFF_PAIRS ? stats_difference(x->stats) : stats_outcome(x->stats, outcome(ui, x->stats));
		if (m.n < 2)
			continue;
		snprintf(label[c->n_marks], 16, "#%u", x->id);
		c->mark[c->n_marks].x = m.mean;
		c->mark[c->n_marks].label = label[c->n_marks];
		c->n_marks++;
	}
}

static int descending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y) - (x > y);
}

static void draw_spread(struct ui *ui, struct rect r, const struct stats *s)
{
	struct diff_state *d = state(ui);
	size_t n = 0;
	struct xy_series one_series = { .label = "SD", .kind = XY_POINTS, .role = ROLE_BAR };
	struct xy chart = { .series = &one_series, .n_series = 1, .x_title = "probes, most spread first",
			    .y_title = stats_outputs(s) > 1 ? "SD, mean over outputs" : "SD" };
	double *sorted = xmalloc((probes(s) + 1) * sizeof *sorted);

	for (size_t i = 0; i < probes(s); i++)
		if (!isnan(d->sd[i]))
			sorted[n++] = d->sd[i];
	qsort(sorted, n, sizeof *sorted, descending);
	one_series.y = sorted;
	one_series.n = n;
	xy_draw(&ui->grid, r, &chart, NULL);
	free(sorted);
}

static void draw(struct ui *ui, struct rect r)
{
	struct diff_state *d = state(ui);
	const struct lab_entry *e = ui_entry(ui), *ghost;
	struct hist_chart c;
	char label[16], marks[4][16];

	if (!e)
		return;
	if (d->mode == DIFF_ACCURACY && !stats_has(e->stats, STATS_ACCURACY))
		d->mode = DIFF_PAIRS;	/* these data have no classes */
	ghost = lab_ghost(ui->lab);
	if (fresh_begin(ui, &d->fresh, (uint64_t)e->id << 32 | (uint64_t)(ghost ? ghost->id : 0) << 16
			| (uint64_t)d->mode << 12 | (d->probe & 0xfff), stats_runs(e->stats))) {
		refresh(ui, e, ghost);
		fresh_end(&d->fresh);
	}
	r.rows -= draw_words(ui, r, e);
	if (d->mode == DIFF_SPREAD) {
		draw_spread(ui, r, e->stats);
		return;
	}
	memset(&c, 0, sizeof c);
	if (stats_runs(e->stats) > 1 && d->hi > d->lo) {
		c.now = (struct hist_data){ .bin = d->now, .bins = DIFF_BINS, .lo = d->lo, .hi = d->hi,
			.has_mean = d->mean.n > 1, .mean = d->mean.mean, .label = "now" };
	}
	if (d->has_ghost && d->ghost_hi > d->ghost_lo)
		c.ghost = (struct hist_data){ .bin = d->ghost, .bins = DIFF_BINS, .lo = d->ghost_lo, .hi = d->ghost_hi,
			.has_mean = d->ghost_mean.n > 1, .mean = d->ghost_mean.mean,
			.label = ghost_label(ui, label, sizeof label) };
	if (d->fit && c.now.bin) {
		c.x0 = c.now.lo;
		c.x1 = c.now.hi;
	}
	if (d->mode != DIFF_SIGNED)
		add_marks(ui, e, ghost, &c, marks);
	c.unit = d->mode == DIFF_PAIRS || d->mode == DIFF_SIGNED ? "pairs" : "runs";
	c.n = d->mode == DIFF_PAIRS ? stats_pairs(e->stats) : 0;
	if (d->mode == DIFF_LOSS || d->mode == DIFF_ACCURACY || d->mode == DIFF_SIGNED)
		for (int i = 0; i < DIFF_BINS; i++)
			c.n += d->now[i];
	c.log_count = d->log_count;
	c.no_counts = r.cols < 40;
	c.cursor = d->cursor && ui->focus == VIEW_DIFFERENCES;
	c.cursor_x = d->cursor_x;
	c.x_title = d->mode == DIFF_PAIRS ? "|p − p′|"
		: d->mode == DIFF_SIGNED ? "p′ − p" : stats_outcome_name(outcome(ui, e->stats));
	hist_draw(&ui->grid, r, &c, &d->layout);
}

static const char *next_mode(const struct ui *ui, int by)
{
	const struct lab_entry *e = ui_entry(ui);
	int m = state(ui)->mode;

	do
		m = (m + DIFF_MODES + by) % DIFF_MODES;
	while (m == DIFF_ACCURACY && (!e || !stats_has(e->stats, STATS_ACCURACY)));
	return opt_word_of("differences", (size_t)m);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	struct diff_state *d = state(ui);
	struct opt_value v = opt_value(name, value);

	if (strcmp(name, "counts") == 0)
		d->log_count = v.word;
	else if (strcmp(name, "fit") == 0)
		d->fit = v.word;
	else if (strcmp(name, "probe") == 0)
		d->probe = (size_t)v.x - 1;
	else if (strcmp(name, "cursor") == 0) {	/* of the chart in focus */
		d->cursor = v.word < 0 && ui->focus == VIEW_DIFFERENCES;
		if (d->cursor)
			d->cursor_x = v.x;
	} else if (strcmp(name, "differences") == 0)
		d->mode = (enum diff_mode)v.word;
	else
		return 0;
	return 1;
}

static int move(struct ui *ui, uint32_t key)
{
	struct diff_state *d = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	double lo = d->layout.x.lo, hi = d->layout.x.hi;
	double step = d->layout.plot.cols > 0 ? (hi - lo) / d->layout.plot.cols : 0, at;

	switch (key) {
	case TK_LEFT: case TK_RIGHT:
		at = d->cursor ? d->cursor_x + (key == TK_LEFT ? -step : step) : d->mean.n > 0 ? d->mean.mean : lo;
		ui_linef(ui, "set cursor %.6g", fmin(fmax(at, lo), hi));
		return 1;
	case TK_UP: case TK_DOWN:
		if (d->mode != DIFF_SIGNED || !e)
			return 0;
		if (key == TK_UP && d->probe > 0)
			ui_linef(ui, "set probe %zu", d->probe);
		if (key == TK_DOWN && d->probe + 1 < stats_n_pred(e->stats))
			ui_linef(ui, "set probe %zu", d->probe + 2);
		return 1;
	default:
		return 0;
	}
}

static void press(struct ui *ui, int row, int col)
{
	struct diff_state *d = state(ui);
	struct rect r = d->layout.plot;

	(void)row;
	if (r.cols <= 0 || col < r.col || col >= r.col + r.cols)
		return;
	ui_linef(ui, "set cursor %.6g", axis_value(&d->layout.x, (col - r.col + .5) / r.cols));
}

/* ---- keys ---- */

static void mode_key(struct ui *ui, uint32_t key)
{
	ui_linef(ui, "set differences %s", next_mode(ui, key == 'M' ? -1 : 1));
}

static void counts_axis(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set counts %s", state(ui)->log_count ? "linear" : "log");
}

static void fit(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set fit %s", state(ui)->fit ? "off" : "on");
}

static int has_cursor(const struct ui *ui, uint32_t key)
{
	(void)key;
	return state(ui)->cursor;
}

static const struct key keys[] = {
	{ 'm', 0, "m", NULL, mode_key, "mode", 4,
	  "Pairs, signed at one probe, spread by probe, loss, accuracy; M goes back.", NULL, NULL },
	{ 'M', 0, NULL, NULL, mode_key, NULL, 0, NULL, NULL, NULL },
	{ 'l', 0, "l", NULL, counts_axis, "log", 3, "Linear or logarithmic counts.", NULL, NULL },
	{ 'f', 0, "f", NULL, fit, "fit", 3,
	  "Fit the axis to the present condition alone, without the ghost.", NULL, NULL },
	{ 27, 0, NULL, "set cursor off", NULL, NULL, 0, NULL, has_cursor, NULL },
};

const struct view view_differences = {
	.state_size = sizeof(struct diff_state), .release = release,
	.title = title, .draw = draw, .move = move, .press = press, .option = option,
	.keys_title = "Differences", VIEW_KEYS(keys),
};
