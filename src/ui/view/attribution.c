/*
 * attribution.c - which source causes how much of the spread.
 *
 *   init     ████████████████▒▒▒├─┤   .72  .81   .43 ▁▃█▅▂
 *
 * Solid is what the source does alone (first order), lighter what it does
 * together with others (total), the whisker the total's interval.  Fixing the source
 * takes away the solid part; the whole is what is left when the others are fixed.  Beside it
 * the prediction difference of runs that differ in this source only, which is
 * the total effect seen as a histogram.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/cmd.h"
#include "lang/shell.h"
#include "plot/bars.h"
#include "plot/hist.h"
#include "plot/spark.h"
#include "plot/stack.h"
#include "report/report.h"
#include "stat/attribute.h"
#include "stat/stats.h"
#include "ui/fresh.h"
#include "ui/tell.h"
#include "ui/ui.h"

#define HIST_BINS 32

struct attr_state {
	struct fresh fresh;
	enum target target;
	size_t n, rows;
	size_t complete, dropped;	/* rows: without a diverged run, with one */
	int partial;			/* these are more than a few */
	struct effect effect[SOURCE_ALL];
	double variance, interaction, inter_lo, inter_hi;
	double hist_hi;
	uint32_t hist[SOURCE_ALL][32];
	int selected;
	struct bars_layout layout;
	int by_epochs, has_blame;	/* the shares by the length of training */
	struct fresh blamed;
	struct lab_blame blame;
	struct fresh told;		/* of the verdict below */
	struct str verdict;
};

static struct attr_state *state(const struct ui *ui)
{
	return ui->state[VIEW_ATTRIBUTION];
}

static void init(void *of)
{
	str_init(&((struct attr_state *)of)->verdict);
}

static void release(void *of)
{
	str_release(&((struct attr_state *)of)->verdict);
}

/* What may be shared out, and what the runs must have for it. */
static const struct { const char *name; enum stats_outcome needs; } of[TARGET_COUNT] = {
	[TARGET_PREDICTION] = { "predictions", STATS_OUTCOMES },
	[TARGET_DATA_LOSS] = { "loss after training", STATS_DATA_LOSS },
	[TARGET_DATA_ACCURACY] = { "accuracy after training", STATS_DATA_ACCURACY },
	[TARGET_TEST_LOSS] = { "test loss", STATS_TEST_LOSS },
	[TARGET_ACCURACY] = { "accuracy", STATS_ACCURACY },
	[TARGET_TRAIN_LOSS] = { "training loss", STATS_TRAIN_LOSS },
	[TARGET_BALANCED] = { "balanced accuracy", STATS_BALANCED },
	[TARGET_F1] = { "macro-F1", STATS_F1 },
	[TARGET_AUC] = { "AUC", STATS_AUC },
	[TARGET_R2] = { "R2", STATS_R2 },
	[TARGET_MAE] = { "mean absolute error", STATS_MAE },
};

static void title(struct ui *ui, struct str *out)
{
	const struct panel *p = layout_find(&ui->layout, VIEW_ATTRIBUTION);

	if (p && p->r.cols < 50) {
		str_add(out, state(ui)->target == TARGET_PREDICTION ? "Why? Shares of variance" : "Why? Variance of ");
		str_add(out, state(ui)->target == TARGET_PREDICTION ? "" : opt_word_of("share-of", state(ui)->target));
		return;
	}
	if (state(ui)->by_epochs && state(ui)->has_blame)
		str_add(out, "Why: shares of predictions' variance by the length of training");
	else
		str_addf(out, "Why: share of the variance of %s", of[state(ui)->target].name);
	if (state(ui)->rows > 0 && lab_attribution(ui->lab)) {
		str_add(out, " · ");
		say_count(out, state(ui)->rows);
		str_add(out, " rows");
	}
}

/* As people read it; NaN stays NaN. */
static double share(double x)
{
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

static void refresh(struct attr_state *a, const struct attribute *t)
{
	a->n = attribute_sources(t);
	a->partial = attribute_partial(t);
	a->dropped = attribute_dropped(t);
	a->complete = attribute_rows(t);
	a->rows = attribute_effects(t, a->target, a->effect, &a->variance);
	if (a->rows == 0)
		return;
	for (size_t i = 0; i < a->n; i++) {
		a->effect[i] = attribute_read(&a->effect[i]);
		a->effect[i].fixed_sd = fmin(a->effect[i].fixed_sd, sqrt(a->variance));
	}
	attribute_interaction(t, a->target, &a->interaction, &a->inter_lo, &a->inter_hi);
	a->interaction = share(a->interaction);
	a->inter_lo = share(a->inter_lo);
	a->inter_hi = share(a->inter_hi);
	a->hist_hi = 0;
	for (size_t i = 0; i < a->n; i++)
		a->hist_hi = fmax(a->hist_hi, 2.5 * a->effect[i].diff);	/* NaN: none */
	for (size_t i = 0; i < a->n; i++)
		attribute_hist(t, i, 0, a->hist_hi > 0 ? a->hist_hi : 1, a->hist[i], HIST_BINS);
}

static void explain(struct ui *ui, struct rect r)
{
	enum source f[SOURCE_SLOTS];
	const struct lab_entry *e = ui_entry(ui);
	size_t k = e ? condition_free(e->cond, f) : 0;
	struct str s = STR_INIT;

	if (e && e->cond->external && k && lab_trains(ui->lab, e))
		str_add(&s, "Which source causes how much? Press a: runs are asked for that differ in one source alone, and pairs of"
			" equal levels tell the rest.");
	else if (e && e->cond->external)
		str_add(&s, k > 0 ? "No two of these runs differ in one source alone, nor in all but one: their levels do not tell"
			" which source causes how much." : "No level differs between these runs: what does is not declared.");
	else if (k >= 2)
		str_addf(&s, r.cols < 40 ? "Which free source causes how much? Press a: the variance of the %s "
			"is shared out among them." : "Which free source causes how much? Press a: runs are paired so that "
			"they differ in one source alone, and the variance of the %s is shared out among the sources.",
			e->cond->state[SOURCE_SPLIT] == STATE_FREE ? "loss" : "predictions");
	else if (k == 1)
		str_addf(&s, "Only %s is free, so all of the spread is its own. Free a second source "
			 "(press %d, or another digit), then press a: which causes how much?", ui_source_name(ui, f[0]),
			 f[0] == SOURCE_INIT ? SOURCE_SHUFFLE + 1 : SOURCE_INIT + 1);
	else
		str_add(&s, "Nothing is free. Set two sources free (press 1 and 2), then press a to see which causes how much.");
	ui_wrap(&ui->grid, (struct rect){ r.row + (r.rows > 6), r.col + 2, r.rows - (r.rows > 6), r.cols - 4 },
		s.s, ROLE_DIM, 0);
	str_release(&s);
}

/* What toggling has shown already, without a plan: how much of the variance
 * is there when only this source is free. 0: nothing. */
static int draw_toggled(struct ui *ui, struct rect r)
{
	static const char *const words[] = { ("From the conditions tried so far: the variance with this source alone free, "
		"over that with all free, at the levels at which the others were fixed. Press a for a plan that averages over them."),
		"A first guess, from the conditions tried so far. Press a for the answer.", "A guess; a answers." };
	const char *said = words[0];
	struct toggled_effect t[SOURCE_ALL];
	struct bar bar[SOURCE_ALL];
	char text[SOURCE_ALL][24];
	const struct lab_entry *e = ui_entry(ui);
	size_t n = e ? lab_toggled(ui->lab, e, t) : 0;
	int lines = ui_wrap_rows(words[0], r.cols - 2);
	struct bars_chart c;

	if (n == 0)
		return 0;
	memset(bar, 0, sizeof bar);
	memset(&c, 0, sizeof c);
	c.hi = 1;
	for (size_t i = 0; i < n; i++) {
		struct str s = STR_INIT;
		int only = isfinite(t[i].only);

		bar[i] = (struct bar){ .label = ui_source_name(ui, t[i].source), .value = share(only ? t[i].only : t[i].rest),
				       .extend = NAN, .lo = share(only ? t[i].only_lo : t[i].rest_lo),
				       .hi = share(only ? t[i].only_hi : t[i].rest_hi), .text = text[i] };
		say_percent(&s, bar[i].value);
		snprintf(text[i], sizeof text[i], "%6s", s.s);
		str_release(&s);
		c.hi = fmax(c.hi, isfinite(bar[i].hi) ? fmin(bar[i].hi, 2) : 0);
	}
	c.bar = bar;
	c.n = n;
	c.selected = -1;
	for (int i = 1; i < 3 && lines > r.rows - (int)n - 1; i++) {
		said = words[i];
		lines = ui_wrap_rows(said, r.cols - 2);
	}
	if (lines > r.rows - (int)n)
		lines = 0;
	c.heading = "so far";
	bars_draw(&ui->grid, (struct rect){ r.row, r.col, r.rows - lines, r.cols }, &c, NULL);
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 }, said, ROLE_DIM, 0);
	return 1;
}

/* The figures of the present condition's attribution, when there are rows: 1. */
static int update(struct ui *ui)
{
	struct attr_state *a = state(ui);
	const struct lab_entry *e = lab_attribution(ui->lab);

	if (!e || !e->attr)
		return 0;
	if (a->target == TARGET_PREDICTION && !attribute_predicts(e->attr))
		a->target = attribute_judge(e->attr);	/* the split is free */
	if (fresh_begin(ui, &a->fresh, (uint64_t)e->id << 8 | a->target, stats_runs(e->stats))) {
		refresh(a, e->attr);
		fresh_end(&a->fresh);
	}
	return a->rows > 0;
}

int attribution_cause(struct ui *ui, struct tell_cause *out)
{
	const struct attr_state *a = state(ui);
	size_t most = 0;

	if (!update(ui))
		return 0;
	for (size_t i = 1; i < a->n; i++)
		most = a->effect[i].first > a->effect[most].first ? i : most;
	out->source = a->effect[most].source;
	out->share = a->target == TARGET_PREDICTION ? a->effect[most].first : NAN;
	out->lo = a->effect[most].first_lo;
	out->hi = a->effect[most].first_hi;
	return 1;
}

/* What the present condition's runs say: it takes an ensemble of them to know. */
static const char *verdict(struct ui *ui)
{
	struct attr_state *a = state(ui);
	const struct lab_entry *e = ui_entry(ui), *plan = lab_attribution(ui->lab);

	if (e && fresh_begin(ui, &a->told, (uint64_t)e->id << 32 | (plan ? plan->delivered : 0),
				     stats_runs(e->stats))) {
		str_clear(&a->verdict);
		report_verdict(ui->lab, e, &a->verdict);
		fresh_end(&a->told);
	}
	return a->verdict.s;
}

/* Sentences, most important first; as many as fit are shown, whole. */
enum { SENTENCES = 6 };

/* Rows that are left out, where they are more than a few. */
static void left_out(const struct attr_state *a, struct str *out)
{
	str_add(out, "A run diverged in ");
	say_count(out, a->dropped);
	str_add(out, " of ");
	say_count(out, a->dropped + a->complete);
	str_add(out, " rows, which are left out: this speaks only of trainings that do not diverge.");
}

static void sentences(struct ui *ui, struct str s[SENTENCES])
{
	const struct attr_state *a = state(ui);
	const struct effect *f = a->selected >= 0 && a->selected < (int)a->n ? &a->effect[a->selected] : NULL;

	if (a->partial)
		left_out(a, &s[0]);
	if (isfinite(a->interaction) && a->n > 1) {
		str_add(&s[1], "Interactions: ");
		say_share(&s[1], a->interaction, a->inter_lo, a->inter_hi, SAY_SENTENCE);
		str_add(&s[1], " of the variance belongs to no single source");
		str_add(&s[1], ui_entry(ui) && ui_entry(ui)->cond->external && a->effect[a->n - 1].source != SOURCE_REST
			? ", or to what is not declared." : ".");
	}
	if (f && isfinite(f->diff)) {
		double reach = 1.96 * f->diff_se;

		str_addf(&s[2], "Reroll only %s: predictions ", ui_source_name(ui, f->source));
		say_estimate(&s[2], f->diff, isfinite(reach) ? fmax(0, f->diff - reach) : NAN, f->diff + reach, SAY_SCREEN);
		str_add(&s[2], " apart.");
	}
	if (f && a->target == TARGET_PREDICTION) {
		str_addf(&s[3], "Fixing %s takes away ", ui_source_name(ui, f->source));
		say_share(&s[3], f->first, f->first_lo, f->first_hi, SAY_SENTENCE);
		str_add(&s[3], ": SD ");
		say_figure(&s[3], f->fixed_sd, 3, SAY_SCREEN);
		str_add(&s[3], " remains; fix all but it: ");
		say_figure(&s[3], f->only_sd, 3, SAY_SCREEN);
		str_add(&s[3], ".");
	}
	if (lab_helps(ui->lab) && ui_entry(ui) && lab_helps(ui->lab)->of == ui_entry(ui)->id) {
		str_add(&s[4], "What helps (H): ");
		if (!report_helps_brief(lab_helps(ui->lab), &s[4]))
			str_add(&s[4], "nothing for certain");
		str_addc(&s[4], '.');
	}
	/* The verdict speaks of predictions. */
	if (ui->zoomed && a->target == TARGET_PREDICTION)
		str_addf(&s[5], "\n%s", verdict(ui));
}

/* Below the bars; returns the rows left above. */
static int draw_sentences(struct ui *ui, struct rect r, int most)
{
	struct str s[SENTENCES], all = STR_INIT;
	int lines;

	for (int i = 0; i < SENTENCES; i++)
		str_init(&s[i]);
	sentences(ui, s);
	for (int i = 0; i < SENTENCES; i++) {
		size_t len = all.len;

		str_addf(&all, "%s%s", len > 0 && s[i].len > 0 ? s[i].s[0] == '\n' ? "\n" : " " : "", s[i].s);
		if (ui_wrap_rows(all.s, r.cols - 2) > most) {
			all.len = len;
			all.s[len] = '\0';
		}
		str_release(&s[i]);
	}
	lines = all.len > 0 ? ui_wrap_rows(all.s, r.cols - 2) : 0;
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 },
			all.s, ROLE_TEXT, 0);
	str_release(&all);
	return r.rows - lines;
}

/* The total effect as the differences it makes: rerolled alone, and behind it
 * what all free sources make together. */
static void draw_alone(struct ui *ui, struct rect r)
{
	struct attr_state *a = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	const struct effect *f = &a->effect[a->selected];
	uint32_t all[HIST_BINS] = { 0 };
	double lo = 0, hi = a->hist_hi;
	char label[40];
	struct hist_chart c;

	memset(&c, 0, sizeof c);
	snprintf(label, sizeof label, "%s alone", ui_source_name(ui, f->source));
	c.now = (struct hist_data){ .bin = a->hist[a->selected], .bins = HIST_BINS, .lo = 0, .hi = hi, .has_mean = 1,
				    .mean = f->diff, .label = label };
	if (e && stats_runs(e->stats) > 1) {
		stats_hist_difference(e->stats, &lo, &hi, all, HIST_BINS);
		c.ghost = (struct hist_data){ .bin = all, .bins = HIST_BINS, .lo = 0, .hi = a->hist_hi, .has_mean = 1,
					      .mean = stats_difference(e->stats).mean, .label = "all together" };
	}
	c.x1 = a->hist_hi;
	c.x_title = "|p − p′|";
	hist_draw(&ui->grid, r, &c, NULL);
}

static void draw_waiting(struct ui *ui, struct rect r)
{
	struct lab_study study;
	struct str s = STR_INIT;

	if (state(ui)->complete == 0 && state(ui)->dropped > 0) {
		const struct lab_entry *e = lab_attribution(ui->lab);

		str_add(&s, "A run diverged in every one of ");
		say_count(&s, state(ui)->dropped);
		str_add(&s, state(ui)->dropped == 1 ? " row" : " rows");
		str_add(&s, ", so there is nothing to share out. What may help: ");
		report_may_help(e, &s);
		str_addc(&s, '.');
	} else {
		if (lab_study(ui->lab, &study))
			report_study(&study, &s);
		else if (state(ui)->complete > 1)
			str_addf(&s, "These runs have no %s, or all of them the same: there is nothing to share out.",
				 of[state(ui)->target].name);
	}
	ui_wrap(&ui->grid, (struct rect){ r.row + 1, r.col + 2, r.rows - 1, r.cols - 4 },
		s.len > 0 ? s.s : "The first rows of runs are under way.", ROLE_DIM, 0);
	str_release(&s);
}

/* The shares by the length of training; 0: they are not known, or not yet. */
static int draw_epochs(struct ui *ui, struct rect r)
{
	struct attr_state *a = state(ui);
	const struct lab_entry *plan = lab_attribution(ui->lab);
	double x[PROBLEM_MARKS + 1], y[SOURCE_COUNT + 1][PROBLEM_MARKS + 1];
	struct lab_blame *b = &a->blame;
	struct str words = STR_INIT;
	struct stack c = { .x = x, .x_title = "epochs trained" };
	int lines;

	if (fresh_begin(ui, &a->blamed, plan->id, stats_runs(plan->stats))) {
		a->has_blame = lab_blame(ui->lab, plan, b);
		fresh_end(&a->blamed);
	}
	if (!a->has_blame)
		return 0;
	c.n_x = b->n;
	for (size_t k = 0; k < b->n; k++) {
		x[k] = b->point[k].epoch;
		for (size_t i = 0; i < b->n_sources; i++)
			y[i][k] = share(b->point[k].first[i]);
		y[b->n_sources][k] = share(b->point[k].together);
	}
	c.n = b->n_sources + 1;
	for (size_t i = 0; i < c.n; i++) {
		c.name[i] = i < b->n_sources ? ui_source_name(ui, b->source[i]) : "only together";
		c.share[i] = y[i];
	}
	c.x_log = x[c.n_x - 1] > 12 * x[0];
	report_blame_words(plan, b, &words);
	lines = ui_wrap_rows(words.s, r.cols - 2);
	if (r.rows - lines < 6)
		lines = 0;
	stack_draw(&ui->grid, (struct rect){ r.row, r.col, r.rows - lines, r.cols }, &c);
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 }, words.s, ROLE_TEXT, 0);
	str_release(&words);
	return 1;
}

static void draw(struct ui *ui, struct rect r)
{
	struct attr_state *a = state(ui);
	struct bar bar[SOURCE_ALL];
	char text[SOURCE_ALL][48];
	struct bars_chart c;
	struct bars_layout l = { 0 };
	struct rect bars = r;
	int side, least, alone;

	if (!update(ui)) {
		if (lab_attribution(ui->lab))
			draw_waiting(ui, r);
		else if (!draw_toggled(ui, r))
			explain(ui, r);
		return;
	}
	if (a->by_epochs && draw_epochs(ui, r))
		return;
	if (a->selected >= (int)a->n)
		a->selected = (int)a->n - 1;
	least = (int)a->n + 1;
	bars.rows = draw_sentences(ui, r, r.rows - least > 0 ? r.rows - least : 0);
	alone = bars.rows - (2 * (int)a->n + 2);	/* rows for the big histogram */
	if (!ui->zoomed || alone < 7 || a->selected < 0 || !isfinite(a->effect[0].diff))
		alone = 0;
	bars.rows -= alone;
	side = !alone && r.cols >= 64 && isfinite(a->effect[0].diff) ? r.cols / 4 : 0;
	bars.cols -= side;
	memset(bar, 0, sizeof bar);
	for (size_t i = 0; i < a->n; i++) {
		const struct effect *f = &a->effect[i];
		struct str one = STR_INIT, all = STR_INIT;

		bar[i] = (struct bar){ .label = ui_source_name(ui, f->source), .value = f->first, .extend = f->total,
				       .lo = f->total_lo, .hi = f->total_hi, .text = text[i] };
		say_percent(&one, f->first);
		say_percent(&all, f->total);
		snprintf(text[i], sizeof text[i], "%6s %6s", one.s, all.s);
		str_release(&one);
		str_release(&all);
	}
	memset(&c, 0, sizeof c);
	c.bar = bar;
	c.n = a->n;
	c.hi = 1;
	c.lo = 0;
	for (size_t i = 0; i < a->n; i++) {
		c.hi = fmax(c.hi, isfinite(bar[i].hi) ? bar[i].hi : 0);
		c.lo = fmin(c.lo, bar[i].value < -.02 ? bar[i].value : 0);
	}
	c.selected = ui->focus == VIEW_ATTRIBUTION ? a->selected : -1;
	c.gap = bars.rows >= 2 * (int)a->n;
	c.heading = " alone  total";
	if (bars.cols >= 60) {
		c.legend[0] = "alone";
		c.legend[1] = "with others";
		c.legend[2] = "95 % of the total";
	}
	bars_draw(&ui->grid, bars, &c, &l);
	a->layout = l;
	if (alone) {
		draw_alone(ui, (struct rect){ bars.row + bars.rows, r.col, alone, r.cols });
	} else if (side > 8) {
		int col = bars.col + bars.cols + 1, w = side - 2;

		for (size_t i = 0; i < a->n; i++) {
			int row = l.first_row + (int)i * (l.step > 0 ? l.step : 1);

			if (row < bars.row + bars.rows)
				spark_counts(&ui->grid, row, col, w, a->hist[i], HIST_BINS, ROLE_BAR);
		}
		if (l.first_row > r.row)
			grid_text(&ui->grid, l.first_row - 1, col, w, "rerolled alone", ROLE_DIM, 0);
	}
}

static const char *next_target(const struct ui *ui)
{
	const struct lab_entry *e = ui_entry(ui);
	enum target t = state(ui)->target;

	do
		t = (enum target)((t + 1) % TARGET_COUNT);
	while (e && t != TARGET_PREDICTION && !stats_has(e->stats, of[t].needs));
	return opt_word_of("share-of", t);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	if (strcmp(name, "shares") == 0) {
		state(ui)->by_epochs = opt_value(name, value).word;
		return 1;
	}
	if (strcmp(name, "share-of") != 0)
		return 0;
	state(ui)->target = (enum target)opt_value(name, value).word;
	return 1;
}

/* Rows there are only while an attribution is drawn. */
static int rows(const struct ui *ui)
{
	return lab_attribution(ui->lab) ? (int)state(ui)->n : 0;
}

static int move(struct ui *ui, uint32_t key)
{
	int at = state(ui)->selected;

	if (key != TK_UP && key != TK_DOWN)
		return 0;
	at += key == TK_UP ? -1 : 1;
	if (at >= 0 && at < rows(ui))
		ui_linef(ui, "select %s", ui_source_name(ui, state(ui)->effect[at].source));
	return 1;
}

static int choose(struct ui *ui, const char *text)
{
	for (int i = 0; i < rows(ui); i++)
		if (strcmp(ui_source_name(ui, state(ui)->effect[i].source), text) == 0) {
			state(ui)->selected = i;
			return 1;
		}
	return 0;
}

static void press(struct ui *ui, int row, int col)
{
	const struct bars_layout *l = &state(ui)->layout;
	int at = (row - l->first_row) / (l->step > 0 ? l->step : 1);

	(void)col;
	if (row >= l->first_row && at < rows(ui))
		ui_linef(ui, "select %s", ui_source_name(ui, state(ui)->effect[at].source));
}

static int answer(struct ui *ui, const struct lab_study *study)
{
	(void)ui;
	return study->kind == STUDY_ATTRIBUTE;
}

static void target_key(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set share-of %s", next_target(ui));
}

static void epochs_key(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set shares %s", opt_word_of("shares", !state(ui)->by_epochs));
}

static int has_attribution(const struct ui *ui, const struct key *k)
{
	(void)k;
	return lab_attribution(ui->lab) != NULL;
}

static const struct key keys[] = {
	{ 'e', 0, "e", NULL, epochs_key, "epochs", 3,
	  "The shares of predictions' variance by the length of training, or at its end.", NULL, has_attribution },
	{ 't', 0, "t", NULL, target_key, "of", 4,
	  "The variance of what: predictions, losses, accuracies, scores.", NULL, NULL },
};

const struct view view_attribution = {
	.state_size = sizeof(struct attr_state), .init = init, .release = release,
	.title = title, .draw = draw, .move = move, .press = press, .option = option, .select = choose,
	.answer = answer, .keys_title = "Attribution", VIEW_KEYS(keys),
};
