/*
 * view_differences.c - how far apart the predictions of two runs are, with
 * the condition before as a ghost; and three other ways to look at it:
 * signed at one probe, spread by probe, and the outcomes themselves.
 *
 * Under the histogram stands one sentence for whoever sees it for the first
 * time (tell.c).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lang/lab.h"
#include "plot/xy.h"
#include "ui.h"
#include "tell.h"

static const struct lab_entry *ghost_of(struct ui *ui, const struct lab_entry *e)
{
	const struct lab_entry *p = lab_previous(ui->lab);

	for (size_t i = 0; i < lab_entries(ui->lab); i++) {	/* a pinned one comes first */
		const struct lab_entry *x = lab_entry(ui->lab, i);

		if (x->pinned && x != e)
			p = x;
	}
	return p != NULL && p != e && stats_runs(p->stats) > 1 ? p : NULL;
}

static enum stats_outcome outcome(const struct ui *ui, const struct stats *s)
{
	if (ui->diff.mode == DIFF_ACCURACY)
		return STATS_ACCURACY;
	return stats_has(s, STATS_TEST_LOSS) ? STATS_TEST_LOSS : STATS_TRAIN_LOSS;
}

static void title(struct ui *ui, struct str *out)
{
	struct diff_state *d = &ui->diff;
	const struct lab_entry *e = ui_entry(ui);
	const struct panel *p = layout_find(&ui->layout, VIEW_DIFFERENCES);

	if (d->mode == DIFF_SIGNED) {
		str_addf(out, "Signed difference at probe %zu", d->probe + 1);
		return;
	}
	if (d->mode == DIFF_SPREAD) {
		str_add(out, "Spread by probe");
		if (e != NULL && stats_sd(e->stats).n > 1) {
			str_add(out, " · mean SD ");
			tell_number(out, stats_sd(e->stats).mean);
		}
		return;
	}
	if (d->mode == DIFF_PAIRS)
		str_add(out, p != NULL && p->r.cols < 58 ? "Difference" : "Prediction difference");
	else if (e != NULL)
		str_add(out, outcome(ui, e->stats) == STATS_ACCURACY ? "Accuracy"
			: outcome(ui, e->stats) == STATS_TEST_LOSS ? "Test loss" : "Training loss");
	if (d->mean.n > 1) {
		str_add(out, " · mean ");
		tell_estimate(out, d->mean.mean, d->mean.se);
	}
	if (d->has_ghost && d->ghost_mean.n > 1) {
		str_add(out, " · before ");
		tell_number(out, d->ghost_mean.mean);
	}
}

static void one(struct ui *ui, const struct stats *s, double *lo, double *hi, uint32_t *bin, struct estimate *mean)
{
	struct diff_state *d = &ui->diff;

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

static void refresh(struct ui *ui, const struct lab_entry *e, const struct lab_entry *ghost)
{
	struct diff_state *d = &ui->diff;
	size_t n = stats_n_pred(e->stats);

	if (d->probe >= n)
		d->probe = n > 0 ? n - 1 : 0;
	d->has_ghost = 0;
	if (d->mode == DIFF_SPREAD) {
		XGROW(d->sd, d->sd_cap, n);
		stats_pred_sd(e->stats, d->sd);
		return;
	}
	one(ui, e->stats, &d->lo, &d->hi, d->now, &d->mean);
	if (ghost != NULL && (d->mode != DIFF_SIGNED || stats_n_pred(ghost->stats) > d->probe)) {
		one(ui, ghost->stats, &d->ghost_lo, &d->ghost_hi, d->ghost, &d->ghost_mean);
		d->has_ghost = 1;
	}
}

static int descending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y) - (x > y);
}

static void draw_spread(struct ui *ui, struct rect r, const struct stats *s)
{
	struct diff_state *d = &ui->diff;
	size_t n = stats_n_pred(s);
	struct xy_series one_series = { .label = "SD", .kind = XY_POINTS, .role = ROLE_BAR, .n = n };
	struct xy chart = { .series = &one_series, .n_series = 1, .x_title = "probes, most spread first",
			    .y_title = "SD" };
	double *sorted = xmalloc((n + 1) * sizeof *sorted);

	memcpy(sorted, d->sd, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, descending);
	one_series.y = sorted;
	xy_draw(&ui->grid, r, &chart, NULL);
	free(sorted);
}

static void draw(struct ui *ui, struct rect r)
{
	struct diff_state *d = &ui->diff;
	const struct lab_entry *e = ui_entry(ui), *ghost;
	struct str words = STR_INIT, said[3] = { STR_INIT, STR_INIT, STR_INIT };
	struct hist_chart c;
	int lines = 0, most = r.rows >= 12 ? 4 : r.rows >= 7 ? 3 : r.rows >= 6 ? 2 : 0;

	if (e == NULL)
		return;
	ghost = ghost_of(ui, e);
	if (fresh_begin(ui, &d->fresh, (uint64_t)e->id << 32 | (uint64_t)(ghost != NULL ? ghost->id : 0) << 16
			| (uint64_t)d->mode << 12 | (d->probe & 0xfff), stats_runs(e->stats))) {
		refresh(ui, e, ghost);
		fresh_end(&d->fresh);
	}
	tell_difference(ui->lab, e, said);
	for (int i = 0; i < 3; i++) {	/* whole sentences, as many as there is room for */
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
	r.rows -= lines;
	if (d->mode == DIFF_SPREAD) {
		draw_spread(ui, r, e->stats);
		return;
	}
	memset(&c, 0, sizeof c);
	if (stats_runs(e->stats) > 1 && d->hi > d->lo) {
		c.now = (struct hist_data){ .bin = d->now, .bins = DIFF_BINS, .lo = d->lo, .hi = d->hi,
			.has_mean = d->mean.n > 1, .mean = d->mean.mean, .se = d->mean.se, .label = "now" };
	}
	if (d->has_ghost && d->ghost_hi > d->ghost_lo)
		c.ghost = (struct hist_data){ .bin = d->ghost, .bins = DIFF_BINS, .lo = d->ghost_lo, .hi = d->ghost_hi,
			.has_mean = d->ghost_mean.n > 1, .mean = d->ghost_mean.mean, .se = 0, .label = "before" };
	if (d->fit && c.now.bin != NULL) {
		c.x0 = c.now.lo;
		c.x1 = c.now.hi;
	}
	c.log_count = d->log_count;
	c.no_counts = r.cols < 40;
	c.cursor = d->cursor && ui->focus == VIEW_DIFFERENCES;
	c.cursor_x = d->cursor_x;
	c.x_title = d->mode == DIFF_PAIRS ? "|p − p′|"
		: d->mode == DIFF_SIGNED ? "p′ − p" : d->mode == DIFF_ACCURACY ? "accuracy" : "loss";
	hist_draw(&ui->grid, r, &c, &d->layout);
}

static const char *const mode_name[DIFF_MODES] = { "pairs", "signed", "spread", "loss", "accuracy" };

const char *differences_next(const struct ui *ui, int by)
{
	const struct lab_entry *e = ui_entry(ui);
	int m = ui->diff.mode;

	do
		m = (m + DIFF_MODES + by) % DIFF_MODES;
	while (m == DIFF_ACCURACY && (e == NULL || !stats_has(e->stats, STATS_ACCURACY)));
	return mode_name[m];
}

static int option(struct ui *ui, const char *name, const char *value)
{
	struct diff_state *d = &ui->diff;

	if (strcmp(name, "counts") == 0)
		d->log_count = strcmp(value, "log") == 0;
	else if (strcmp(name, "fit") == 0)
		d->fit = strcmp(value, "on") == 0;
	else if (strcmp(name, "probe") == 0)
		d->probe = strtoul(value, NULL, 10) - 1;
	else if (strcmp(name, "differences") == 0)
		for (int m = 0; m < DIFF_MODES; m++)
			d->mode = strcmp(value, mode_name[m]) == 0 ? (enum diff_mode)m : d->mode;
	else
		return 0;
	return 1;
}

static int move(struct ui *ui, uint32_t key)
{
	struct diff_state *d = &ui->diff;
	const struct lab_entry *e = ui_entry(ui);
	double lo = d->layout.x.lo, hi = d->layout.x.hi;
	double step = d->layout.plot.cols > 0 ? (hi - lo) / d->layout.plot.cols : 0, at;

	switch (key) {
	case TK_LEFT: case TK_RIGHT:
		at = d->cursor ? d->cursor_x + (key == TK_LEFT ? -step : step) : d->mean.n > 0 ? d->mean.mean : lo;
		ui_linef(ui, "set cursor %.6g", fmin(fmax(at, lo), hi));
		return 1;
	case TK_UP: case TK_DOWN:
		if (d->mode != DIFF_SIGNED || e == NULL)
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
	struct diff_state *d = &ui->diff;
	struct rect r = d->layout.plot;

	(void)row;
	if (r.cols <= 0 || col < r.col || col >= r.col + r.cols)
		return;
	ui_linef(ui, "set cursor %.6g", axis_value(&d->layout.x, (col - r.col + .5) / r.cols));
}

const struct view view_differences = {
	.name = "differences", .help = "how far apart the predictions of two runs are",
	.title = title, .draw = draw, .move = move, .press = press,
	.option = option,
};
