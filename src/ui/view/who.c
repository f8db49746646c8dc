/*
 * who.c - which cases flip: a list of rows, the chosen one in detail, and pictures.
 *
 *   row  truth       votes             says                flips     sd  wrong  flipped by
 *    69  grignolino  ██████████▓▓▓▓▓▓  barolo 69 %, ...     43 %    .18  100 %  init
 *
 * The votes' bar has each class in its colour; of a regression it is the histogram of what the
 * runs say there.  All is read off the statistics, anew when runs have come.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/cmd.h"
#include "lang/shell.h"
#include "plot/heat.h"
#include "plot/hist.h"
#include "plot/spark.h"
#include "report/report.h"
#include "report/who.h"
#include "stat/who.h"
#include "ui/fresh.h"
#include "ui/ui.h"

enum { C_ROW, C_TRUTH, C_VOTES, C_SAYS, C_FLIPS, C_SD, C_WRONG, C_CAUSE, C_COUNT };
enum { BINS = 32, BAR = 12 };

struct who_state {
	struct fresh fresh;
	struct who who;			/* n 0: nothing yet */
	uint32_t entry;
	struct list list;
	size_t chosen;			/* row of the data, from 1; 0: the one on top */
	int detail;
	struct str said;		/* the sentences below */
};

static struct who_state *state(const struct ui *ui)
{
	return ui->state[VIEW_WHO];
}

static void init(void *of)
{
	struct who_state *v = of;

	v->list.selected = -1;
	str_init(&v->said);
}

static void release(void *of)
{
	struct who_state *v = of;

	who_release(&v->who);
	str_release(&v->said);
}

static void title(struct ui *ui, struct str *out)
{
	const struct lab_entry *e = ui_entry(ui);

	str_add(out, e && e->cond->problem.data->kind == DATA_REGRESSION ? "Who moves: rows by how much their predictions differ"
		: "Who flips: rows by how often two runs disagree");
	if (e && stats_runs(e->stats) > 0) {
		str_add(out, " · ");
		say_count(out, stats_runs(e->stats) - stats_diverged(e->stats));
		str_add(out, " runs");
	}
}

/* The selection stays with its row. */
static void follow(struct who_state *v, const struct lab_entry *e)
{
	v->list.selected = v->who.n > 0 ? 0 : -1;
	for (size_t i = 0; v->chosen && i < v->who.n; i++)
		if (report_who_number(e, v->who.row[i].probe) == v->chosen)
			v->list.selected = (long)i;
}

/* The rows as they are now: 1, or 0 while there are none. */
static int update(struct ui *ui)
{
	struct who_state *v = state(ui);
	const struct lab_entry *e = ui_entry(ui);

	if (!e)
		return 0;
	if (v->entry != e->id) {
		v->entry = e->id;
		v->chosen = 0;
		v->list.scroll = 0;
		who_release(&v->who);
	}
	if (fresh_begin(ui, &v->fresh, e->id, stats_runs(e->stats))) {
		who_release(&v->who);
		str_clear(&v->said);
		if (!who_new(&v->who, e->stats))
			v->who.n = 0;
		else if (report_who_sentence(e, &v->who, &v->said)) {
			str_addc(&v->said, ' ');
			report_who_close(e, &v->said);
		}
		follow(v, e);
		fresh_end(&v->fresh);
	}
	return v->who.n > 0 && v->who.row;
}

/* Do any rows have a source that is known to do it? */
static int has_cause(struct ui *ui)
{
	struct str s = STR_INIT;
	int has = report_who_cause(ui->lab, ui_entry(ui), state(ui)->who.row[0].probe, &s);

	str_release(&s);
	return has;
}

static void put(struct table_cell *out, struct str *s)
{
	snprintf(out->text, sizeof out->text, "%.*s", (int)utf8_prefix(s->s, (int)sizeof out->text / 4), s->s);
	str_release(s);
}

static void fill(void *arg, size_t row, int col, struct table_cell *out)
{
	struct ui *ui = arg;
	const struct lab_entry *e = ui_entry(ui);
	const struct who_row *r = &state(ui)->who.row[row];
	struct str s = STR_INIT;
	long k = who_truth(e->stats, r->probe);

	switch (col) {
	case C_ROW:
		str_addf(&s, "%zu", report_who_number(e, r->probe));
		break;
	case C_TRUTH:
		report_who_truth(e, r->probe, &s);
		if (k >= 0 && ui->grid.colours >= 8)
			out->role = heat_class_role((int)k);
		break;
	case C_SAYS:
		if (state(ui)->who.classes)
			report_who_votes(e, r->probe, 2, &s);
		else
			say_figure(&s, stats_pred_mean(e->stats)[r->probe * stats_outputs(e->stats)], 3, SAY_SCREEN);
		break;
	case C_FLIPS:
		if (!isnan(r->flips))
			report_share(&s, r->flips);
		break;
	case C_SD:
		say_figure(&s, r->sd, 3, SAY_SCREEN);
		break;
	case C_WRONG:
		if (!isnan(r->wrong))
			report_share(&s, r->wrong);
		break;
	case C_CAUSE:
		report_who_cause(ui->lab, e, r->probe, &s);
		out->role = ROLE_FREE;
		break;
	default:
		break;
	}
	put(out, &s);
}

static void columns(struct ui *ui, struct table_column *c)
{
	static const struct table_column all[C_COUNT] = {
		[C_ROW] = { "row", 4, 8, 1, 0, 0 },
		[C_TRUTH] = { "truth", 5, 14, 0, 1, 0 },
		[C_VOTES] = { "votes", BAR, BAR, 0, 3, 0 },
		[C_SAYS] = { "say", 6, 40, 0, 4, 0 },
		[C_FLIPS] = { "flips", 6, 8, 1, 0, 0 },
		[C_SD] = { "SD", 6, 8, 1, 5, 0 },
		[C_WRONG] = { "wrong", 6, 8, 1, 2, 0 },
		[C_CAUSE] = { "flipped by", 10, 24, 0, 3, 0 },
	};
	const struct who *w = &state(ui)->who;
	int labels = w->classes && who_truth(ui_entry(ui)->stats, 0) >= 0;

	memcpy(c, all, sizeof all);
	c[C_FLIPS].hidden = !w->classes;
	c[C_WRONG].hidden = !labels;
	c[C_TRUTH].hidden = w->classes ? !labels : isnan(who_target(ui_entry(ui)->stats, 0, 0));
	c[C_CAUSE].hidden = !has_cause(ui);
	if (!w->classes) {
		c[C_SAYS].title = "mean";
		c[C_SAYS].right = 1;
		c[C_CAUSE].title = "moved by";
		c[C_VOTES].title = "predictions";
	}
}

/* What the runs say of a probe, in a row of cells. */
static void votes(struct ui *ui, size_t probe, int row, int col, int cols)
{
	const struct lab_entry *e = ui_entry(ui);
	size_t classes;
	const uint32_t *n = who_votes(e->stats, probe, &classes);
	uint32_t bin[BINS];
	double lo, hi;

	/* colours of their own, on the chosen row too */
	grid_fill(&ui->grid, (struct rect){ row, col, 1, cols }, ' ', ROLE_NONE, ROLE_NONE, 0);
	if (n) {
		heat_votes(&ui->grid, row, col, cols, n, classes);
		return;
	}
	who_hist(e->stats, probe, 0, &lo, &hi, bin, (size_t)(cols < BINS ? cols : BINS));
	spark_counts(&ui->grid, row, col, cols, bin, (size_t)(cols < BINS ? cols : BINS), ROLE_BAR);
}

/* Sentences at the foot of r; returns the rows taken. */
static int foot(struct ui *ui, struct rect r, const char *text, int role)
{
	int rows = *text ? ui_wrap_rows(text, r.cols - 2) : 0;

	if (r.rows - rows < 5)
		return 0;
	if (rows > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - rows, r.col + 1, rows, r.cols - 2 }, text, role, 0);
	return rows;
}

/* What tells which source it is, while that is not known. */
static const char *hint(struct ui *ui)
{
	enum source f[SOURCE_SLOTS];
	const struct lab_entry *e = ui_entry(ui);

	if (has_cause(ui) || e->cond->external || stats_held_out(e->stats) || condition_free(e->cond, f) < 2)
		return "";
	return "Press a: which source does it.";
}

static void draw_list(struct ui *ui, struct rect r)
{
	struct who_state *v = state(ui);
	struct table_column c[C_COUNT];
	struct table t = { .column = c, .n_columns = C_COUNT, .fill = fill, .arg = ui, .sort = -1,
			   .focused = ui->focus == VIEW_WHO, .rows = v->who.differ };
	struct str said = STR_INIT;

	str_addf(&said, "%s%s%s", v->said.s, v->said.s[v->said.len - 1] == ' ' ? "" : " ", hint(ui));
	r.rows -= foot(ui, r, said.s, ROLE_TEXT);
	str_release(&said);
	columns(ui, c);
	t.empty = v->who.classes ? "no row flips" : "no prediction differs";
	t.selected = v->list.selected < (long)t.rows ? v->list.selected : -1;
	t.scroll = v->list.scroll = table_scroll(v->list.scroll, t.selected, t.rows, r.rows - 1);
	table_draw(&ui->grid, r, &t, &v->list.layout);
	if (v->list.layout.cols[C_VOTES] == 0)
		return;
	for (int i = 0; i < v->list.layout.body.rows && t.scroll + (size_t)i < t.rows; i++)
		votes(ui, v->who.row[t.scroll + (size_t)i].probe, v->list.layout.body.row + i,
		      v->list.layout.col[C_VOTES], v->list.layout.cols[C_VOTES]);
}

/* ---- one row ---- */

static int is_image(const struct lab_entry *e)
{
	return !e->cond->external && e->cond->problem.data->shape[0] > 1;
}

/* A row's image, its channels averaged. */
static void picture(struct ui *ui, struct rect r, const struct lab_entry *e, size_t probe, int *cols, int *rows)
{
	const struct dataset *d = e->cond->problem.data;
	const float *x = d->x + (report_who_number(e, probe) - 1) * d->features;
	size_t channels = d->shape[2] ? d->shape[2] : 1, n = (size_t)d->shape[0] * d->shape[1];
	float *z = xcalloc(n, sizeof *z), lo = INFINITY, hi = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < channels; k++)
			z[i] += x[i * channels + k] / (float)channels;
		lo = z[i] < lo ? z[i] : lo;
		hi = z[i] > hi ? z[i] : hi;
	}
	heat_picture(&ui->grid, r, z, (int)d->shape[1], (int)d->shape[0], (double)lo, (double)hi, cols, rows);
	free(z);
}

/* Of the class that it is, or that most say, the probability; else the prediction. */
static void draw_own(struct ui *ui, struct rect r, const struct lab_entry *e, size_t probe)
{
	size_t classes, k = 0;
	const uint32_t *n = who_votes(e->stats, probe, &classes);
	uint32_t bin[BINS];
	struct str name = STR_INIT;
	double lo, hi;
	struct hist_chart c;

	for (size_t i = 1; n && i < classes; i++)
		k = n[i] > n[k] ? i : k;
	if (who_truth(e->stats, probe) >= 0)
		k = (size_t)who_truth(e->stats, probe);
	who_hist(e->stats, probe, n ? k : 0, &lo, &hi, bin, BINS);
	memset(&c, 0, sizeof c);
	str_add(&name, n ? "p(" : "prediction");
	if (n) {
		report_class(e->cond->problem.data, k, &name);
		str_addc(&name, ')');
	}
	c.now = (struct hist_data){ .bin = bin, .bins = BINS, .lo = lo, .hi = hi };
	c.x0 = lo;
	c.x1 = hi;
	c.x_title = name.s;
	c.unit = "runs";
	c.n = stats_kept(e->stats);
	if (!n && !isnan(who_target(e->stats, probe, 0))) {
		c.mark[0].x = who_target(e->stats, probe, 0);
		c.mark[0].label = "truth";
		c.n_marks = 1;
		c.x0 = fmin(c.x0, c.mark[0].x);
		c.x1 = fmax(c.x1, c.mark[0].x);
	}
	hist_draw(&ui->grid, r, &c, NULL);
	str_release(&name);
}

static void draw_row(struct ui *ui, struct rect r)
{
	const struct who_state *v = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	const struct who_row *row = &v->who.row[v->list.selected >= 0 ? v->list.selected : 0];
	struct str s = STR_INIT;
	int used;

	str_addf(&s, "Row %zu", report_who_number(e, row->probe));
	dataset_time_aside(e->cond->problem.data, report_who_number(e, row->probe) - 1, &s);
	if (who_truth(e->stats, row->probe) >= 0 || !isnan(who_target(e->stats, row->probe, 0))) {
		str_add(&s, " · truth ");
		report_who_truth(e, row->probe, &s);
	}
	str_add(&s, " · ");
	if (v->who.classes)
		report_who_votes(e, row->probe, 4, &s);
	else {
		str_add(&s, "SD ");
		say_figure(&s, row->sd, 3, SAY_SCREEN);
	}
	if (!isnan(row->wrong)) {
		str_add(&s, " · wrong in ");
		report_share(&s, row->wrong);
		str_add(&s, " of runs");
	}
	used = ui_wrap(&ui->grid, (struct rect){ r.row, r.col + 1, 2, r.cols - 2 }, s.s, ROLE_TITLE, CELL_BOLD);
	if (v->who.classes)
		votes(ui, row->probe, r.row + used++, r.col + 1, r.cols - 2);
	used++;
	r.row += used;
	r.rows -= used;
	str_clear(&s);
	report_who_sources(ui->lab, e, row->probe, &s);
	if (!s.len)
		str_add(&s, hint(ui));
	if (!e->cond->external && !is_image(e)) {
		str_add(&s, s.len ? "\n" : "");
		report_who_inputs(e, row->probe, 30, &s);
		str_addc(&s, '.');
	}
	r.rows -= foot(ui, r, s.s, ROLE_TEXT);
	str_release(&s);
	if (is_image(e)) {
		int cols = 0;

		picture(ui, (struct rect){ r.row, r.col + 1, r.rows, r.cols / 2 - 2 }, e, row->probe, &cols, NULL);
		r.col += cols + 2;
		r.cols -= cols + 2;
	}
	if (r.rows >= 5 && r.cols >= 20)
		draw_own(ui, r, e, row->probe);
}

/* ---- pictures ---- */

int who_pictures(struct ui *ui, struct rect r)
{
	const struct lab_entry *e = ui_entry(ui);
	const struct who *w = &state(ui)->who;
	const struct dataset *d;
	int high, wide, size, across, down;

	if (!e || !is_image(e) || !update(ui) || !w->differ)
		return 0;
	d = e->cond->problem.data;
	size = ui->grid.colours >= 8 && ui->grid.graph != GRAPH_ASCII ? 1 : 2;
	wide = (int)d->shape[1] * size;
	high = size == 1 ? ((int)d->shape[0] + 1) / 2 : (int)d->shape[0];
	while (high > 5 && (r.rows / (high + 3) < 1 || r.cols / (wide + 2) < 2)) {	/* smaller ones, then */
		high = (high + 1) / 2;
		wide = (wide + 1) / 2;
	}
	wide = wide < 10 ? 10 : wide;
	across = (r.cols - 1) / (wide + 2);
	down = r.rows / (high + 3);
	for (int i = 0; i < across * down && (size_t)i < w->differ; i++) {
		const struct who_row *row = &w->row[i];
		int top = r.row + i / across * (high + 3), left = r.col + 1 + i % across * (wide + 2), cols = 0, rows = 0;
		struct str s = STR_INIT;

		picture(ui, (struct rect){ top, left, high, wide }, e, row->probe, &cols, &rows);
		votes(ui, row->probe, top + high, left, wide);
		report_who_truth(e, row->probe, &s);
		str_addf(&s, ": ");
		report_who_votes(e, row->probe, 1, &s);
		grid_text(&ui->grid, top + high + 1, left, wide + 1, s.s, ROLE_DIM, 0);
		str_release(&s);
	}
	return across * down > 0;
}

/* ---- the view ---- */

static void draw(struct ui *ui, struct rect r)
{
	const struct lab_entry *e = ui_entry(ui);

	if (!e)
		return;
	if (!update(ui)) {
		ui_wrap(&ui->grid, (struct rect){ r.row + 1, r.col + 2, r.rows - 1, r.cols - 4 },
			e->cond->external && stats_runs(e->stats) > 1 ? "These runs have no predictions, so nobody can tell where they differ."
			: "Where runs disagree can be told from two runs on.", ROLE_DIM, 0);
		return;
	}
	if (state(ui)->detail)
		draw_row(ui, r);
	else
		draw_list(ui, r);
}

static void choose_at(struct ui *ui, long row)
{
	const struct who *w = &state(ui)->who;

	if (row >= 0 && row < (long)w->differ)
		ui_linef(ui, "select %zu", report_who_number(ui_entry(ui), w->row[row].probe));
}

static int move(struct ui *ui, uint32_t key)
{
	struct list l = state(ui)->list;

	if (!update(ui) || !list_move(&l, key, state(ui)->who.differ, l.layout.body.rows))
		return 0;
	choose_at(ui, l.selected);
	return 1;
}

static int choose(struct ui *ui, const char *text)
{
	struct who_state *v = state(ui);
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	if (*end || !update(ui))
		return 0;
	for (size_t i = 0; i < v->who.n; i++)
		if (report_who_number(ui_entry(ui), v->who.row[i].probe) == n) {
			v->chosen = n;
			v->list.selected = (long)i;
			return 1;
		}
	return 0;
}

static void press(struct ui *ui, int row, int col)
{
	const struct who_state *v = state(ui);
	struct table t = { .rows = v->who.differ, .scroll = v->list.scroll };

	(void)col;
	if (!v->detail)
		choose_at(ui, table_row_at(&v->list.layout, &t, row));
}

static void wheel(struct ui *ui, int row, int col, int dir)
{
	long n = (long)state(ui)->who.differ, at = state(ui)->list.selected + 3 * dir;

	(void)row;
	(void)col;
	choose_at(ui, at < 0 ? 0 : at >= n ? n - 1 : at);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	if (strcmp(name, "who") != 0)
		return 0;
	state(ui)->detail = opt_value(name, value).word;
	return 1;
}

static void inspect(struct ui *ui, uint32_t key)
{
	(void)key;
	if (!update(ui) || (!state(ui)->who.differ && !state(ui)->detail))
		ui_note(ui, 1, "no row differs between these runs");
	else
		ui_linef(ui, "set who %s", state(ui)->detail ? "list" : "row");
}

static const struct key keys[] = {
	{ 'i', 0, "i Enter", NULL, inspect, "inspect", 6, "This row: its inputs or its picture, and what the runs say; and back.", NULL, NULL },
};

const struct view view_who = {
	.state_size = sizeof(struct who_state), .init = init, .release = release, .title = title, .draw = draw,
	.move = move, .press = press, .wheel = wheel, .option = option, .select = choose,
	.keys_title = "Who", VIEW_KEYS(keys), .enter = 'i',
};
