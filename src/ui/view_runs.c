/*
 * view_runs.c - the runs that are kept whole, as a table: sort, search, pin
 * a reference, compare two, see one again.
 *
 * Rows are kept runs in an order of their own; selection and pin are run
 * numbers, so that they stay with their run when the order changes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "lang/lab.h"
#include "num/optim.h"
#include "actions.h"
#include "ui.h"
#include "tell.h"

enum {
	C_RUN, C_TRAIN, C_TEST, C_ACC, C_AWAY,
	C_SOURCE0, C_COUNT = C_SOURCE0 + SOURCE_COUNT
};

static const struct table_column column[C_COUNT] = {
	[C_RUN] = { "run", 5, 9, 1, 0, },
	[C_TRAIN] = { "train", 6, 10, 1, 1, },
	[C_TEST] = { "test", 6, 10, 1, 2, },
	[C_ACC] = { "accuracy", 8, 10, 1, 3, },
	[C_AWAY] = { "from pin", 8, 10, 1, 4, },
	[C_SOURCE0 + SOURCE_INIT] = { "init", 6, 12, 1, 5, },
	[C_SOURCE0 + SOURCE_SHUFFLE] = { "shuffle", 7, 12, 1, 6, },
	[C_SOURCE0 + SOURCE_BATCH] = { "batch", 6, 8, 1, 7, },
	[C_SOURCE0 + SOURCE_OPTIMIZER] = { "optimizer", 9, 10, 0, 8, },
	[C_SOURCE0 + SOURCE_DROPOUT] = { "dropout", 7, 12, 1, 9, },
	[C_SOURCE0 + SOURCE_SPLIT] = { "split", 6, 12, 1, 10, },
	[C_SOURCE0 + SOURCE_NUDGE] = { "nudge", 6, 12, 1, 11, },
	[C_SOURCE0 + SOURCE_ROUNDING] = { "rounding", 8, 12, 1, 12, },
};

int ui_kept(const struct ui *ui, uint64_t run, struct kept_run *out)
{
	const struct lab_entry *e = ui_entry(ui);
	size_t n = e != NULL ? stats_kept(e->stats) : 0, lo = 0, hi = n;

	if (e == NULL || ui->runs.entry != e->id)
		return 0;
	while (lo < hi) {	/* kept in the order of their numbers */
		size_t mid = (lo + hi) / 2;

		if (!stats_kept_run(e->stats, mid, out))
			return 0;
		if (out->run < run)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && stats_kept_run(e->stats, lo, out) && out->run == run;
}

static double away(const struct kept_run *a, const struct kept_run *b, size_t n)
{
	double sum = 0;

	if (a->pred == NULL || b->pred == NULL || n == 0)
		return NAN;
	for (size_t i = 0; i < n; i++)
		sum += fabs((double)a->pred[i] - b->pred[i]);
	return sum / (double)n;
}

static double key_of(struct ui *ui, const struct stats *s, size_t i, const struct kept_run *pin)
{
	struct kept_run k;
	int by = ui->runs.sort;

	if (!stats_kept_run(s, i, &k))
		return NAN;
	switch (by) {
	case C_RUN: return (double)k.run;
	case C_TRAIN: return k.train_loss;
	case C_TEST: return k.test_loss;
	case C_ACC: return k.accuracy;
	case C_AWAY: return pin != NULL ? away(&k, pin, stats_n_pred(s)) : (double)k.run;
	default: return by >= C_SOURCE0 ? (double)k.levels.v[by - C_SOURCE0] : 0;
	}
}

struct keyed { double key; uint32_t i; };

static int ascending(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int nx = isnan(x->key), ny = isnan(y->key);

	if (nx != ny)
		return nx - ny;
	if (x->key != y->key && !nx)
		return x->key < y->key ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

static void refresh(struct ui *ui, const struct lab_entry *e)
{
	struct runs_state *v = &ui->runs;
	struct keyed *k;
	struct kept_run pin;
	int has = v->has_pin && ui_kept(ui, v->pin, &pin);

	v->n = stats_kept(e->stats);
	if (v->entry != e->id) {
		v->entry = e->id;
		v->has_pin = v->has_chosen = 0;
		v->list.selected = -1;
		v->list.scroll = 0;
		has = 0;
	}
	XGROW(v->order, v->cap, v->n);
	k = xmalloc((v->n + 1) * sizeof *k);
	for (size_t i = 0; i < v->n; i++)
		k[i] = (struct keyed){ key_of(ui, e->stats, i, has ? &pin : NULL), (uint32_t)i };
	qsort(k, v->n, sizeof *k, ascending);
	for (size_t i = 0; i < v->n; i++)
		v->order[i] = k[v->descending ? v->n - 1 - i : i].i;
	free(k);
	/* The selection stays with its run. */
	if (v->has_chosen) {
		struct kept_run r;

		for (size_t i = 0; i < v->n; i++)
			if (stats_kept_run(e->stats, v->order[i], &r) && r.run == v->chosen)
				v->list.selected = (long)i;
	}
}

static void fill(void *arg, size_t row, int col, struct table_cell *out)
{
	struct ui *ui = arg;
	struct runs_state *v = &ui->runs;
	const struct lab_entry *e = ui_entry(ui);
	struct kept_run k, pin;
	double x = NAN;

	if (e == NULL || row >= v->n || !stats_kept_run(e->stats, v->order[row], &k))
		return;
	if (v->has_pin && k.run == v->pin)
		out->role = ROLE_SELECTED;
	switch (col) {
	case C_RUN: {
		char b[32];

		snprintf(out->text, sizeof out->text, "%s%s", v->has_pin && k.run == v->pin ? "*" : "",
			 axis_count(k.run + 1, b, sizeof b));
		return;
	}
	case C_TRAIN: x = k.train_loss; break;
	case C_TEST: x = k.test_loss; break;
	case C_ACC: x = k.accuracy; break;
	case C_AWAY:
		if (v->has_pin && ui_kept(ui, v->pin, &pin))
			x = away(&k, &pin, stats_n_pred(e->stats));
		break;
	default: {
		enum source s = (enum source)(col - C_SOURCE0);

		if (s == SOURCE_OPTIMIZER)
			snprintf(out->text, sizeof out->text, "%s", optim_name((enum optim_kind)k.levels.v[s]));
		else if (levels_off(&k.levels, s))
			snprintf(out->text, sizeof out->text, "off");
		else
			snprintf(out->text, sizeof out->text, "%u", k.levels.v[s]);
		out->role = e->cond->state[s] == STATE_FREE ? ROLE_FREE : ROLE_DIM;
		return;
	}
	}
	if (isfinite(x))
		axis_number(x, 4, out->text, sizeof out->text);
}

/* Only columns that say something here. */
static void columns(struct ui *ui, const struct lab_entry *e, struct table_column *c)
{
	memcpy(c, column, sizeof column);
	/* A dropped column is one whose drop is out of reach and whose width is
	 * nothing: the table has no other way, so order decides instead. */
	if (!stats_has(e->stats, STATS_TEST_LOSS))
		c[C_TEST].drop = 30;
	if (!stats_has(e->stats, STATS_ACCURACY))
		c[C_ACC].drop = 29;
	if (!ui->runs.has_pin)
		c[C_AWAY].drop = 28;
	for (int s = 0; s < SOURCE_COUNT; s++)
		if (e->cond->state[s] != STATE_FREE)
			c[C_SOURCE0 + s].drop += 14;
}

static void title(struct ui *ui, struct str *out)
{
	const struct lab_entry *e = ui_entry(ui);

	str_add(out, "Runs kept · ");
	tell_count(out, e != NULL ? stats_kept(e->stats) : 0);
	if (e != NULL && stats_runs(e->stats) > stats_kept(e->stats)) {
		str_add(out, " of ");
		tell_count(out, stats_runs(e->stats));
	}
}

static void draw(struct ui *ui, struct rect r)
{
	struct runs_state *v = &ui->runs;
	const struct lab_entry *e = ui_entry(ui);
	struct table_column c[C_COUNT];
	struct table t = { .column = c, .n_columns = C_COUNT, .fill = fill, .arg = ui,
			   .focused = ui->focus == VIEW_RUNS, .empty = "no complete run yet" };

	if (e == NULL)
		return;
	if (fresh_begin(ui, &v->fresh, (uint64_t)e->id << 8 | (uint64_t)v->sort << 1 | (uint64_t)v->descending
			| (v->has_pin ? v->pin << 40 : 0), stats_kept(e->stats))) {
		refresh(ui, e);
		fresh_end(&v->fresh);
	}
	columns(ui, e, c);
	t.rows = v->n;
	t.sort = v->sort;
	t.descending = v->descending;
	t.selected = v->list.selected;
	t.scroll = v->list.scroll = table_scroll(v->list.scroll, v->list.selected, v->n, r.rows - 1);
	table_draw(&ui->grid, r, &t, &v->list.layout);
}

static void choose(struct ui *ui)
{
	struct runs_state *v = &ui->runs;
	const struct lab_entry *e = ui_entry(ui);
	struct kept_run k;

	v->has_chosen = 0;
	if (e != NULL && v->list.selected >= 0 && v->list.selected < (long)v->n
	    && stats_kept_run(e->stats, v->order[v->list.selected], &k)) {
		v->chosen = k.run;
		v->has_chosen = 1;
	}
}

static int move(struct ui *ui, uint32_t key)
{
	int used = list_move(&ui->runs.list, key, ui->runs.n, ui->runs.list.layout.body.rows);

	if (used)
		choose(ui);
	return used;
}

static void press(struct ui *ui, int row, int col)
{
	struct runs_state *v = &ui->runs;
	struct table t = { .rows = v->n, .scroll = v->list.scroll, .n_columns = C_COUNT, .column = column };
	long at = table_row_at(&v->list.layout, &t, row);

	if (at >= 0) {
		v->list.selected = at;
		choose(ui);
	} else if (row == v->list.layout.body.row - 1) {
		int c = table_column_at(&v->list.layout, &t, col);

		if (c >= 0) {
			v->descending = v->sort == c ? !v->descending : 0;
			v->sort = c;
		}
	}
}

static int search(struct ui *ui, const char *text, int direction)
{
	struct runs_state *v = &ui->runs;
	long n = (long)v->n, at = v->list.selected;

	for (long k = 0; k < n; k++) {
		at += direction;
		at = at < 0 ? n - 1 : at >= n ? 0 : at;
		for (int c = 0; c < C_COUNT; c++) {
			struct table_cell cell = { "", 0, 0 };

			if (v->list.layout.cols[c] == 0)
				continue;
			fill(ui, (size_t)at, c, &cell);
			if (strstr(cell.text, text) != NULL) {
				v->list.selected = at;
				choose(ui);
				return 1;
			}
		}
	}
	return 0;
}

/* ---- keys ---- */

void runs_sort(struct ui *ui, int by)
{
	struct runs_state *v = &ui->runs;

	do
		v->sort = (v->sort + by + C_COUNT) % C_COUNT;
	while (v->list.layout.cols[v->sort] == 0 && v->sort != C_RUN);
}

void runs_reverse(struct ui *ui)
{
	ui->runs.descending = !ui->runs.descending;
}

void runs_pin(struct ui *ui)
{
	struct runs_state *v = &ui->runs;

	if (!v->has_chosen) {
		ui_note(ui, 1, "choose a run first, with the arrow keys");
		return;
	}
	if (v->has_pin && v->pin == v->chosen) {
		v->has_pin = 0;
		return;
	}
	v->pin = v->chosen;
	v->has_pin = 1;
	ui_note(ui, 0, "run %llu is the reference now; c compares another with it",
		(unsigned long long)v->pin + 1);
}

/* Two runs, in words and numbers. */
void runs_compare(struct ui *ui)
{
	struct runs_state *v = &ui->runs;
	const struct lab_entry *e = ui_entry(ui);
	struct kept_run a, b;
	struct str s = STR_INIT;
	size_t n, outs, far = 0, other = 0, classes = 0;
	double top = -1;

	if (!v->has_pin || !v->has_chosen || v->pin == v->chosen || e == NULL
	    || !ui_kept(ui, v->pin, &a) || !ui_kept(ui, v->chosen, &b)) {
		ui_note(ui, 1, "pin one run with m, then choose another");
		return;
	}
	n = stats_n_pred(e->stats);
	outs = stats_outputs(e->stats);
	str_addf(&s, "Run %llu (pinned) and run %llu: ", (unsigned long long)a.run + 1, (unsigned long long)b.run + 1);
	levels_diff(&a.levels, &b.levels, &s);
	str_add(&s, ".\n\nPredictions are ");
	tell_number(&s, away(&a, &b, n));
	str_add(&s, " apart on average over ");
	tell_count(&s, n / (outs > 0 ? outs : 1));
	str_add(&s, " probes");
	for (size_t i = 0; a.pred != NULL && b.pred != NULL && i < n; i++)
		if (fabs((double)a.pred[i] - b.pred[i]) > top) {
			top = fabs((double)a.pred[i] - b.pred[i]);
			far = i;
		}
	if (top >= 0) {
		str_addf(&s, "; most at probe %zu: ", far / (outs > 0 ? outs : 1) + 1);
		tell_number(&s, a.pred[far]);
		str_add(&s, " and ");
		tell_number(&s, b.pred[far]);
	}
	str_add(&s, ".\n");
	if (problem_has_accuracy(&e->cond->problem) && a.pred != NULL && b.pred != NULL) {
		classes = n / (outs > 0 ? outs : 1);
		for (size_t i = 0; i < classes; i++) {
			size_t ka = 0, kb = 0;

			if (outs == 1) {
				ka = a.pred[i] > .5f;
				kb = b.pred[i] > .5f;
			}
			for (size_t o = 1; o < outs; o++) {
				ka = a.pred[i * outs + o] > a.pred[i * outs + ka] ? o : ka;
				kb = b.pred[i * outs + o] > b.pred[i * outs + kb] ? o : kb;
			}
			other += ka != kb;
		}
		str_addf(&s, "%zu of %zu probes are put in another class.\n", other, classes);
	}
	str_add(&s, "\n            pinned      chosen\n");
	str_addf(&s, "train     %8.4g    %8.4g\n", (double)a.train_loss, (double)b.train_loss);
	if (isfinite(a.test_loss))
		str_addf(&s, "test      %8.4g    %8.4g\n", (double)a.test_loss, (double)b.test_loss);
	if (isfinite(a.accuracy))
		str_addf(&s, "accuracy  %8.4g    %8.4g\n", (double)a.accuracy, (double)b.accuracy);
	for (int k = 0; k < SOURCE_COUNT; k++)
		if (!levels_off(&a.levels, (enum source)k) || !levels_off(&b.levels, (enum source)k))
			str_addf(&s, "%-9s %10u  %10u%s\n", source_name((enum source)k), a.levels.v[k], b.levels.v[k],
				 a.levels.v[k] != b.levels.v[k] ? "   differs" : "");
	text_open(ui, "Two runs", s.s);
	str_release(&s);
}

/* See the chosen run again: fix every free source at its level, slowly. */
void runs_again(struct ui *ui)
{
	const struct lab_entry *e = ui_entry(ui);
	struct kept_run k;
	struct str s = STR_INIT;

	if (e == NULL || !ui->runs.has_chosen || !ui_kept(ui, ui->runs.chosen, &k)) {
		ui_note(ui, 1, "choose a run first, with the arrow keys");
		return;
	}
	for (int i = 0; i < SOURCE_COUNT; i++) {
		if (e->cond->state[i] != STATE_FREE)
			continue;
		str_add(&s, s.len == 0 ? "fix" : "");
		if (i == SOURCE_OPTIMIZER)
			str_addf(&s, " optimizer=%s", optim_name((enum optim_kind)k.levels.v[i]));
		else
			str_addf(&s, " %s=%u", source_name((enum source)i), k.levels.v[i]);
	}
	if (s.len > 0)
		ui_line(ui, s.s);
	ui_line(ui, "pace slow");
	str_release(&s);
}

const struct view view_runs = {
	.name = "runs", .help = "the runs one by one: sort, pin, compare",
	.title = title, .draw = draw, .move = move, .press = press, .search = search,
};
