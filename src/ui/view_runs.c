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

#include "actions.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lang/lab.h"
#include "num/optim.h"
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

/* As `set sort` names the columns. */
static const char *sort_name(int c)
{
	static const char *const name[C_SOURCE0] = { "run", "train", "test", "accuracy", "pinned" };

	return c < C_SOURCE0 ? name[c] : source_name((enum source)(c - C_SOURCE0));
}

int ui_chosen(const struct ui *ui, struct kept_run *out)
{
	const struct lab_entry *e = ui_entry(ui);

	return e != NULL && ui->runs.entry == e->id && ui->runs.has_chosen && lab_kept(e, ui->runs.chosen, out);
}

int ui_pinned(const struct ui *ui, struct kept_run *out)
{
	const struct lab_entry *e = ui_entry(ui);

	return e != NULL && e->has_reference && lab_kept(e, e->reference, out);
}

static double key_of(int by, const struct lab_entry *e, size_t i, const struct kept_run *pin)
{
	struct kept_run k;

	if (!stats_kept_run(e->stats, i, &k))
		return NAN;
	switch (by) {
	case C_RUN: return (double)k.run;
	case C_TRAIN: return k.train_loss;
	case C_TEST: return k.test_loss;
	case C_ACC: return k.accuracy;
	case C_AWAY: return pin != NULL ? lab_apart(e, &k, pin) : (double)k.run;
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
	int has = ui_pinned(ui, &pin);

	v->n = stats_kept(e->stats);
	if (v->entry != e->id) {
		v->entry = e->id;
		v->has_chosen = 0;
		v->list.selected = -1;
		v->list.scroll = 0;
	}
	XGROW(v->order, v->cap, v->n);
	k = xmalloc((v->n + 1) * sizeof *k);
	for (size_t i = 0; i < v->n; i++)
		k[i] = (struct keyed){ key_of(v->sort, e, i, has ? &pin : NULL), (uint32_t)i };
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
	if (e->has_reference && k.run == e->reference)
		out->role = ROLE_SELECTED;
	switch (col) {
	case C_RUN: {
		char b[32];

		snprintf(out->text, sizeof out->text, "%s%s", e->has_reference && k.run == e->reference ? "*" : "",
			 axis_count(k.run + 1, b, sizeof b));
		return;
	}
	case C_TRAIN: x = k.train_loss; break;
	case C_TEST: x = k.test_loss; break;
	case C_ACC: x = k.accuracy; break;
	case C_AWAY:
		if (ui_pinned(ui, &pin))
			x = lab_apart(e, &k, &pin);
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
static void columns(const struct lab_entry *e, struct table_column *c)
{
	memcpy(c, column, sizeof column);
	/* A dropped column is one whose drop is out of reach and whose width is
	 * nothing: the table has no other way, so order decides instead. */
	if (!stats_has(e->stats, STATS_TEST_LOSS))
		c[C_TEST].drop = 30;
	if (!stats_has(e->stats, STATS_ACCURACY))
		c[C_ACC].drop = 29;
	if (!e->has_reference)
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
			| (e->has_reference ? (e->reference + 1) << 40 : 0), stats_kept(e->stats))) {
		refresh(ui, e);
		fresh_end(&v->fresh);
	}
	columns(e, c);
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
	if (!list_move(&ui->runs.list, key, ui->runs.n, ui->runs.list.layout.body.rows))
		return 0;
	choose(ui);
	if (ui->runs.has_chosen)
		ui_linef(ui, "select %llu", (unsigned long long)ui->runs.chosen + 1);
	return 1;
}

static int choose_run(struct ui *ui, const char *text)
{
	struct runs_state *v = &ui->runs;
	const struct lab_entry *e = ui_entry(ui);
	unsigned long long n = strtoull(text, NULL, 10);
	struct kept_run k;

	for (size_t i = 0; e != NULL && i < v->n; i++)
		if (stats_kept_run(e->stats, v->order[i], &k) && k.run + 1 == n) {
			v->list.selected = (long)i;
			choose(ui);
			return 1;
		}
	return 0;
}

static void press(struct ui *ui, int row, int col)
{
	struct runs_state *v = &ui->runs;
	struct table t = { .rows = v->n, .scroll = v->list.scroll, .n_columns = C_COUNT, .column = column };
	long at = table_row_at(&v->list.layout, &t, row);

	struct kept_run k;

	if (at >= 0) {
		if (stats_kept_run(ui_entry(ui)->stats, v->order[at], &k))
			ui_linef(ui, "select %llu", (unsigned long long)k.run + 1);
	} else if (row == v->list.layout.body.row - 1) {
		int c = table_column_at(&v->list.layout, &t, col);

		if (c >= 0 && c == v->sort)
			ui_linef(ui, "set order %s", v->descending ? "ascending" : "descending");
		else if (c >= 0)
			ui_linef(ui, "set sort %s; set order ascending", sort_name(c));
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

const char *runs_next_column(const struct ui *ui, int by)
{
	const struct runs_state *v = &ui->runs;
	int c = v->sort;

	do	/* of the columns that there is room for */
		c = (c + by + C_COUNT) % C_COUNT;
	while (v->list.layout.cols[c] == 0 && c != C_RUN);
	return sort_name(c);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	struct runs_state *v = &ui->runs;

	if (strcmp(name, "order") == 0)
		v->descending = strcmp(value, "descending") == 0;
	else if (strcmp(name, "sort") == 0)
		for (int c = 0; c < C_COUNT; c++)
			v->sort = strcmp(value, sort_name(c)) == 0 ? c : v->sort;
	else
		return 0;
	return 1;
}

const struct view view_runs = {
	.name = "runs", .help = "the runs one by one: sort, pin, compare",
	.title = title, .draw = draw, .move = move, .press = press, .search = search,
	.option = option, .select = choose_run,
};
