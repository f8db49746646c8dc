/*
 * remedies.c - what was tried against the spread.
 *
 * Three pictures, the latest question first: `helps` (all remedies, ranked), the last sweep of
 * `remedy` (spread by setting, with intervals and its sentence), or, before anybody asked, what
 * averaging M runs would do, which the runs that are there can tell.
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
#include "plot/xy.h"
#include "report/report.h"
#include "report/sentence.h"
#include "stat/remedy.h"
#include "stat/stats.h"
#include "ui/fresh.h"
#include "ui/tell.h"
#include "ui/ui.h"

#define AVERAGE_LEAST 8		/* four pairs: stats_ensemble */

enum remedy_show { REMEDY_SHOW_ENSEMBLE, REMEDY_SHOW_SWEEP, REMEDY_SHOW_HELPS, REMEDY_SHOWS };
struct remedy_state {
	struct fresh fresh;
	enum remedy_show show;
	size_t n;
	struct ensemble e[12];
};

static struct remedy_state *state(const struct ui *ui)
{
	return ui->state[VIEW_REMEDIES];
}

/* The next picture that there is. */
static enum remedy_show remedies_after(const struct ui *ui)
{
	enum remedy_show s = state(ui)->show;

	do
		s = (enum remedy_show)((s + 1) % REMEDY_SHOWS);
	while ((s == REMEDY_SHOW_SWEEP && !lab_sweep(ui->lab)) || (s == REMEDY_SHOW_HELPS && !lab_helps(ui->lab)));
	return s;
}

static void title(struct ui *ui, struct str *out)
{
	if (state(ui)->show == REMEDY_SHOW_HELPS && lab_helps(ui->lab)) {
		str_addf(out, "What helps · %zu remedies, ", lab_helps(ui->lab)->n);
		say_count(out, lab_helps(ui->lab)->runs);
		str_add(out, " runs of each");
	} else if (state(ui)->show == REMEDY_SHOW_SWEEP && lab_sweep(ui->lab)) {
		str_addf(out, lab_sweep(ui->lab)->remedy == REMEDY_SETTING ? "Sweep over a %s" : "Remedies: %s",
			 lab_remedy_name(lab_sweep(ui->lab)->remedy));
	} else {
		str_add(out, "Remedies: averaging M runs");
	}
}

/* The chart above, the words below. */
static void chart(struct ui *ui, struct rect r, const struct xy *c, const char *words)
{
	int lines = ui_wrap_rows(words, r.cols - 2);

	if (r.rows - lines < 6)
		lines = 0;
	xy_draw(&ui->grid, (struct rect){ r.row, r.col, r.rows - lines, r.cols }, c, NULL);
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 },
			words, ROLE_TEXT, 0);
}

static void say(struct ui *ui, struct rect r, const char *text)
{
	ui_wrap(&ui->grid, (struct rect){ r.row + 1, r.col + 2, r.rows - 1, r.cols - 4 }, text, ROLE_TEXT, 0);
}

/* What else one can ask, and what m shows. */
static void next(const struct ui *ui, struct str *out)
{
	static const char *const shown[REMEDY_SHOWS] = { "averaging", "the last sweep", "what helps" };
	enum remedy_show s = remedies_after(ui);

	if (out->len > 0 && out->s[out->len - 1] != ' ')
		str_addc(out, ' ');
	str_add(out, state(ui)->show == REMEDY_SHOW_ENSEMBLE
		? "Press H (`helps`) to try all that is said to help; `remedy batch`, `remedy dropout` … (`help remedy`) one by one"
		: "Type `remedy batch`, `remedy dropout` … (`help remedy`) to try others");
	if (s != state(ui)->show)
		str_addf(out, "; m shows %s", shown[s]);
	str_addc(out, '.');
}

/*
 * "batch 4", "batch 8": what all labels begin and end with goes to the axis, so
 * that there is room for what tells them apart.  Names are shortened in place.
 */
static void shorten(char name[][48], size_t n, char *title, size_t size)
{
	const char *space = strchr(name[0], ' '), *comma = strchr(name[0], ',');
	size_t head = space ? (size_t)(space - name[0]) + 1 : 0;

	title[0] = '\0';
	for (size_t i = 0; i < n; i++)
		if (head == 0 || strncmp(name[i], name[0], head) != 0)
			return;
	snprintf(title, size, "%.*s%s", (int)head - 1, name[0], comma ? comma : "");
	for (size_t i = 0; i < n; i++) {
		memmove(name[i], name[i] + head, strlen(name[i] + head) + 1);
		name[i][strcspn(name[i], ",")] = '\0';
	}
}

/* Whose sentence it is, where that is not the condition on show. */
static void whose(struct ui *ui, uint32_t id, struct str *out)
{
	const struct lab_entry *now = ui_entry(ui);

	if (now && id == now->id)
		return;
	for (size_t i = 0; i < lab_entries(ui->lab); i++) {
		const struct lab_entry *e = lab_entry(ui->lab, i);

		if (e->id != id)
			continue;
		str_addf(out, "Asked of condition %u (", id);
		report_label(ui->lab, e, out);
		str_add(out, "): ");
		return;
	}
	str_add(out, "Asked of an earlier condition: ");
}

static void draw_sweep(struct ui *ui, struct rect r, const struct lab_sweep *w)
{
	double x[LAB_SWEEP_MAX], y[LAB_SWEEP_MAX], lo[LAB_SWEEP_MAX], hi[LAB_SWEEP_MAX];
	char name[LAB_SWEEP_MAX][48], title[64];
	const char *names[LAB_SWEEP_MAX];
	struct str words = STR_INIT;
	struct xy_series s;
	struct xy c;

	whose(ui, w->of, &words);
	str_add(&words, w->sentence);
	if (w->n == 0)
		str_add(&words, " A smaller learning rate may help (`optimizer NAME lr=...`).");
	next(ui, &words);
	for (size_t i = 0; i < w->n; i++) {
		x[i] = (double)i;
		y[i] = w->row[i].spread.mean;
		lo[i] = w->row[i].spread.lo;
		hi[i] = w->row[i].spread.hi;
		memcpy(name[i], w->row[i].label, sizeof name[i]);
		names[i] = name[i];
	}
	if (w->n == 0) {
		say(ui, r, words.s);
		str_release(&words);
		return;
	}
	shorten(name, w->n, title, sizeof title);
	s = (struct xy_series){ .label = "spread", .kind = remedy_is_categories(w->remedy) ? XY_POINTS : XY_BOTH,
				.role = ROLE_MEDIAN, .x = x, .y = y, .lo = lo, .hi = hi, .n = w->n };
	memset(&c, 0, sizeof c);
	c.series = &s;
	c.n_series = 1;
	c.x_title = title;
	c.x_names = names;
	c.n_names = w->n;
	c.y_title = "SD of a prediction, with its 95 % interval";
	chart(ui, r, &c, words.s);
	str_release(&words);
}

/* ---- what helps ---- */

static int help_role(enum help h)
{
	return h == HELP_YES ? ROLE_GOOD : h == HELP_AT_A_LOSS ? ROLE_WARN : h == HELP_WORSE || h == HELP_DIVERGES
		? ROLE_DIVERGED : ROLE_BAR;
}

/* "helps      -.094  x 4    init" */
static void help_cells(const struct lab *lab, const struct lab_helps *w, const struct help_row *r, int wide, char *out,
		       size_t size)
{
	struct str loss = STR_INIT, on = STR_INIT, ratio = STR_INIT;
	char price[16];

	if (!isnan(r->loss)) {
		if (helps_loss_sign(r))
			say_figure(&loss, r->loss, 2, SAY_SCREEN);
		else
			str_addc(&loss, '=');
	}
	say_figure(&ratio, r->ratio, 2, SAY_SCREEN);
	report_help_on(lab, w, r, &on);
	if (r->price > .95 && r->price < 1.05)
		snprintf(price, sizeof price, "1");
	else
		say_cell(r->price, 2, price, sizeof price);
	if (wide)
		snprintf(out, size, "%6s %-9s %7s %5s  %-13.13s", ratio.s, report_help_does(r), loss.s, price, on.s);
	else
		snprintf(out, size, "%6s %-9s %7s", ratio.s, report_help_does(r), loss.s);
	str_release(&loss);
	str_release(&on);
	str_release(&ratio);
}

static void draw_helps(struct ui *ui, struct rect r, const struct lab_helps *w)
{
	struct bar bar[HELPS_MAX];
	char name[HELPS_MAX][64], text[HELPS_MAX][96];
	struct str words = STR_INIT, s = STR_INIT;
	struct bars_chart c;
	int lines, wide = r.cols >= 96;

	whose(ui, w->of, &words);
	report_helps_sentence(ui->lab, w, &words);
	str_add(&words, wide ? " Loss: = where the change is not certain." : " Last: the change of the loss, = where that is not certain.");
	memset(bar, 0, sizeof bar);
	memset(&c, 0, sizeof c);
	c.hi = 1.25;
	for (size_t i = 0; i < w->n; i++) {
		const struct help_row *h = &w->row[i];

		str_clear(&s);
		report_help_name(h, &s);
		snprintf(name[i], sizeof name[i], "%s", s.s);
		help_cells(ui->lab, w, h, wide, text[i], sizeof text[i]);
		bar[i] = (struct bar){ .label = name[i], .role = help_role(h->help), .value = fmin(h->ratio, 2), .extend = NAN,
				       .lo = h->lo, .hi = fmin(h->hi, 2), .text = text[i] };
		if (isnan(h->ratio))
			bar[i].value = NAN;
		c.hi = fmax(c.hi, isfinite(bar[i].hi) ? bar[i].hi : 0);
	}
	str_release(&s);
	c.bar = bar;
	c.n = w->n;
	c.selected = -1;
	c.title = "spread, times that of now";
	c.heading = wide ? " times              loss train  works on     " : " times              loss";
	lines = ui_wrap_rows(words.s, r.cols - 2);
	if (r.rows - lines < (int)w->n + 2)
		lines = r.rows > (int)w->n + 2 ? r.rows - (int)w->n - 2 : 0;
	c.gap = r.rows - lines >= 2 * (int)w->n + 3;
	bars_draw(&ui->grid, (struct rect){ r.row, r.col, r.rows - lines, r.cols }, &c, NULL);
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 }, words.s, ROLE_TEXT, 0);
	str_release(&words);
}

static void refresh(struct remedy_state *r, const struct stats *s)
{
	static const size_t m[] = { 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64 };

	r->n = 0;
	for (size_t i = 0; i < sizeof m / sizeof *m; i++)
		if (stats_ensemble(s, m[i], &r->e[r->n]) && !(stats_held_out(s) && isnan(r->e[r->n].sd_lo)))
			r->n++;
}

/* Nothing can be averaged: why. */
static void why_not(const struct remedy_state *v, const struct lab_entry *e, struct str *out)
{
	uint64_t finite = stats_runs(e->stats) - stats_diverged(e->stats);

	if (finite == 0 && stats_diverged(e->stats) > 0) {
		str_add(out, "All ");
		say_count(out, stats_diverged(e->stats));
		str_add(out, " runs diverged: there is nothing to average.");
		str_add(out, e->cond->external ? "" : " A smaller learning rate may help (`optimizer NAME lr=...`).");
	} else if (finite < AVERAGE_LEAST) {
		str_addf(out, "How far averaging helps can be told from %d runs on; there %s ", AVERAGE_LEAST,
			 finite == 1 ? "is" : "are");
		say_count(out, finite);
		str_add(out, e->cond->external ? "." : e->delivered >= e->limit ? ". R trains on." : " so far.");
	} else if (stats_held_out(e->stats) && !(stats_difference(e->stats).mean == 0)) {
		str_add(out, "Each run has drawn its own split, and a row's average is that of runs that held it out: "
			"there are too few for it");
		str_add(out, e->cond->external ? "." : e->delivered >= e->limit ? ". R trains on." : " so far.");
	} else if (v->n > 0) {
		str_add(out, "These runs do not differ: there is nothing to remedy. Set a source free first (1 to 8).");
	}
}

static void draw_ensemble(struct ui *ui, struct rect r)
{
	struct remedy_state *v = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	double x[12], sd[12], lo[12], hi[12], expect[12];
	struct xy_series s[2];
	struct xy c;
	struct str t = STR_INIT;
	size_t best = 1;

	if (!e)
		return;
	if (fresh_begin(ui, &v->fresh, e->id, stats_kept(e->stats))) {
		refresh(v, e->stats);
		fresh_end(&v->fresh);
	}
	if (v->n < 2 || !(v->e[0].sd > 0)) {
		why_not(v, e, &t);
		next(ui, &t);
		say(ui, r, t.s);
		str_release(&t);
		return;
	}
	for (size_t i = 0; i < v->n; i++) {
		x[i] = (double)v->e[i].m;
		sd[i] = v->e[i].sd;
		lo[i] = v->e[i].sd_lo;
		hi[i] = v->e[i].sd_hi;
		expect[i] = v->e[i].expect_sd;
	}
	s[0] = (struct xy_series){ .label = "1/√M", .kind = XY_REFERENCE, .role = ROLE_DIM, .x = x, .y = expect, .n = v->n };
	s[1] = (struct xy_series){ .label = "SD of the average", .kind = XY_BOTH, .role = ROLE_MEDIAN, .x = x, .y = sd,
				   .lo = lo, .hi = hi, .n = v->n };
	memset(&c, 0, sizeof c);
	c.series = s;
	c.n_series = 2;
	c.x_log = c.y_log = 1;
	c.x_title = "runs averaged (M)";
	c.y_title = "SD";
	c.legend = 1;
	for (size_t i = 1; i < v->n && v->e[i].m <= 8; i++)
		best = i;
	str_addf(&t, "The average of %zu runs has SD ", v->e[best].m);
	say_estimate(&t, v->e[best].sd, v->e[best].sd_lo, v->e[best].sd_hi, SAY_SCREEN);
	str_add(&t, " instead of ");
	say_figure(&t, v->e[0].sd, 3, SAY_SCREEN);
	if (isfinite(v->e[best].loss) && v->e[best].gain_lo > 0) {
		str_add(&t, ", and loss ");
		say_figure(&t, v->e[best].loss, 3, SAY_SCREEN);
		str_add(&t, " instead of ");
		say_figure(&t, v->e[best].single_loss, 3, SAY_SCREEN);
		str_addf(&t, "%s", stats_loss_unit(e->stats, 1));
	}
	str_add(&t, ". ");
	if (lab_sweep(ui->lab) && lab_sweep(ui->lab)->remedy == REMEDY_ENSEMBLE && lab_sweep(ui->lab)->of == e->id)
		str_add(&t, lab_sweep(ui->lab)->sentence);
	next(ui, &t);
	chart(ui, r, &c, t.s);
	str_release(&t);
}

static void draw(struct ui *ui, struct rect r)
{
	struct remedy_state *v = state(ui);
	const struct lab_sweep *w = lab_sweep(ui->lab);

	if (v->show == REMEDY_SHOW_HELPS && lab_helps(ui->lab))
		draw_helps(ui, r, lab_helps(ui->lab));
	else if (v->show == REMEDY_SHOW_SWEEP && w)
		draw_sweep(ui, r, w);
	else
		draw_ensemble(ui, r);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	if (strcmp(name, "remedies") != 0)
		return 0;
	state(ui)->show = (enum remedy_show)opt_value(name, value).word;
	return 1;
}

static int answer(struct ui *ui, const struct lab_study *study)
{
	if (study->kind != STUDY_REMEDY && study->kind != STUDY_HELPS)
		return 0;
	state(ui)->show = study->kind == STUDY_HELPS ? REMEDY_SHOW_HELPS
		: study->remedy == REMEDY_ENSEMBLE ? REMEDY_SHOW_ENSEMBLE : REMEDY_SHOW_SWEEP;
	return 1;
}

static int has_next(const struct ui *ui, const struct key *k)
{
	(void)k;
	return remedies_after(ui) != state(ui)->show;
}

static void show_next(struct ui *ui, uint32_t key)
{
	(void)key;
	if (!has_next(ui, NULL))
		ui_note(ui, 1, "nothing else was tried yet: `remedy batch`");
	else
		ui_linef(ui, "set remedies %s", opt_word_of("remedies", (size_t)remedies_after(ui)));
}

static const struct key keys[] = {
	{ 'm', 0, "m", NULL, show_next, "which", 4,
	  "Averaging, the last sweep of `remedy`, what `helps` found.", NULL, has_next },
};

const struct view view_remedies = {
	.state_size = sizeof(struct remedy_state), .title = title, .draw = draw, .option = option,
	.answer = answer, .keys_title = "Remedies", VIEW_KEYS(keys),
};
