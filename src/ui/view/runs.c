/*
 * runs.c - the runs that are kept whole, and the last that diverged, as
 * a table: sort, search, pin a reference, compare two, see one again.
 *
 * Rows have an order of their own; selection and pin are run numbers, so that
 * they stay with their run when the order changes.  Sources that are the same in
 * every run have no column; they are said once, below.
 */
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
#include "num/optim.h"
#include "report/report.h"
#include "stat/stats.h"
#include "ui/fresh.h"
#include "ui/tell.h"
#include "ui/ui.h"

enum {
	C_RUN, C_TRAIN, C_TEST, C_ACC, C_AWAY,
	C_SOURCE0, C_SORTED = C_SOURCE0 + SOURCE_COUNT,
	C_COUNT = C_SOURCE0 + SOURCE_SLOTS	/* those from C_SORTED on have no name of their own to sort by */
};

static const struct table_column column[C_COUNT] = {
	[C_RUN] = { "run", 5, 9, 1, 0, 0 },
	[C_TRAIN] = { "train", 6, 10, 1, 1, 0 },
	[C_TEST] = { "test", 6, 10, 1, 2, 0 },
	[C_ACC] = { "accuracy", 8, 10, 1, 3, 0 },
	[C_AWAY] = { "from pin", 8, 10, 1, 4, 0 },
	[C_SOURCE0 + SOURCE_INIT] = { "init", 6, 12, 1, 5, 0 },
	[C_SOURCE0 + SOURCE_SHUFFLE] = { "shuffle", 7, 12, 1, 6, 0 },
	[C_SOURCE0 + SOURCE_BATCH] = { "batch", 6, 8, 1, 7, 0 },
	[C_SOURCE0 + SOURCE_OPTIMIZER] = { "optimizer", 9, 10, 0, 8, 0 },
	[C_SOURCE0 + SOURCE_DROPOUT] = { "dropout", 7, 12, 1, 9, 0 },
	[C_SOURCE0 + SOURCE_SPLIT] = { "split", 6, 12, 1, 10, 0 },
	[C_SOURCE0 + SOURCE_NUDGE] = { "nudge", 6, 12, 1, 11, 0 },
	[C_SOURCE0 + SOURCE_ROUNDING] = { "rounding", 8, 12, 1, 12, 0 },
};

struct runs_state {
	struct fresh fresh;
	struct list list;
	int sort, descending;
	uint32_t *order;		/* [n]: kept run i, or gone[i - kept] */
	size_t n, cap, kept, n_gone;
	struct kept_run gone[16];	/* the last that diverged: numbers and levels */
	uint64_t chosen;		/* run number under the selection */
	int has_chosen;			/* else it is the row on top */
	uint32_t entry;			/* the condition that all this belongs to */
};

static struct runs_state *state(const struct ui *ui)
{
	return ui->state[VIEW_RUNS];
}

static void init(void *of)
{
	struct runs_state *v = of;

	v->list.selected = -1;
	v->sort = C_TRAIN;
}

static void release(void *of)
{
	free(((struct runs_state *)of)->order);
}

/* As `set sort` names the columns. */
static const char *sort_name(int c)
{
	return opt_word_of("sort", (size_t)c);
}

int runs_chosen(const struct ui *ui, struct kept_run *out)
{
	const struct lab_entry *e = ui_entry(ui);

	return e && state(ui)->entry == e->id && state(ui)->has_chosen && lab_kept(e, state(ui)->chosen, out);
}

int runs_pinned(const struct ui *ui, struct kept_run *out)
{
	const struct lab_entry *e = ui_entry(ui);

	return e && e->has_reference && lab_kept(e, e->reference, out);
}

/* What row i of the unsorted table is: a kept run, one that diverged (-1), or nothing (0). */
static int run_of(const struct runs_state *v, const struct lab_entry *e, size_t i, struct kept_run *out)
{
	if (i < v->kept)
		return stats_kept_run(e->stats, i, out);
	if (i - v->kept >= v->n_gone)
		return 0;
	*out = v->gone[i - v->kept];
	return -1;
}

static int run_at_row(const struct ui *ui, const struct lab_entry *e, long row, struct kept_run *out)
{
	const struct runs_state *v = state(ui);

	if (!e || e->id != v->entry || row < 0 || row >= (long)v->n)
		return 0;
	return run_of(v, e, v->order[row], out);
}

/* The number (from 1) of the run under the selection, the first row at first; 0: no run. */
static unsigned long long number_at(const struct ui *ui)
{
	const struct lab_entry *e = ui_entry(ui);
	struct kept_run k;

	if (e && e->id == state(ui)->entry && state(ui)->has_chosen)
		return state(ui)->chosen + 1;
	return run_at_row(ui, e, 0, &k) ? k.run + 1 : 0;
}

/* The balanced one where it leads. */
static double shown_accuracy(const struct lab_entry *e, const struct kept_run *k)
{
	return stats_lead(e->stats) == STATS_BALANCED ? kept_run_outcome(k, STATS_BALANCED) : k->accuracy;
}

static double key_of(int by, const struct lab_entry *e, const struct kept_run *k, const struct kept_run *pin)
{
	switch (by) {
	case C_RUN: return (double)k->run;
	case C_TRAIN: return k->train_loss;
	case C_TEST: return k->test_loss;
	case C_ACC: return shown_accuracy(e, k);
	case C_AWAY: return pin ? lab_apart(e, k, pin) : (double)k->run;
	default: return by >= C_SOURCE0 ? (double)k->levels.v[by - C_SOURCE0] : 0;
	}
}

struct keyed { double key; uint32_t i; };

/* What has no figure comes last, whichever way round. */
static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int nx = !isfinite(x->key), ny = !isfinite(y->key);

	if (nx != ny)
		return nx - ny;
	if (!nx && x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

static void take_diverged(struct runs_state *v, const struct stats *s)
{
	v->n_gone = stats_recent_diverged(s, v->gone, sizeof v->gone / sizeof *v->gone);
	for (size_t i = 0; i < v->n_gone; i++) {	/* what is not copied may go */
		struct kept_run *k = &v->gone[i];

		k->train = k->test = k->acc = k->pred = k->r2 = k->scores = NULL;
		k->train_loss = k->test_loss = k->accuracy = NAN;
	}
}

static void refresh(struct ui *ui, const struct lab_entry *e)
{
	struct runs_state *v = state(ui);
	struct keyed *k;
	struct kept_run pin, r;
	int has = runs_pinned(ui, &pin);

	if (v->entry != e->id) {
		v->entry = e->id;
		v->has_chosen = 0;
		v->list.scroll = 0;
	}
	take_diverged(v, e->stats);
	v->kept = stats_kept(e->stats);
	v->n = v->kept + v->n_gone;
	XGROW(v->order, v->cap, v->n);
	k = xmalloc((v->n + 1) * sizeof *k);
	for (size_t i = 0; i < v->n; i++) {
		double x = run_of(v, e, i, &r) ? key_of(v->sort, e, &r, has ? &pin : NULL) : NAN;

		k[i] = (struct keyed){ v->descending ? -x : x, (uint32_t)i };
	}
	qsort(k, v->n, sizeof *k, by_key);
	v->list.selected = v->n > 0 ? 0 : -1;
	for (size_t i = 0; i < v->n; i++) {
		v->order[i] = k[i].i;
		/* The selection stays with its run. */
		if (v->has_chosen && run_of(v, e, k[i].i, &r) && r.run == v->chosen)
			v->list.selected = (long)i;
	}
	free(k);
}

/* A source's level in a run. */
static void level(const struct lab_entry *e, const struct levels *l, enum source s, char *out, size_t size)
{
	struct str t = STR_INIT;

	if (e->cond->external && !levels_off(l, s)) {
		external_level(e->cond->external, s, l->v[s], &t);
		snprintf(out, size, "%s", t.s);
		str_release(&t);
	} else if (e->cond->external) {
		snprintf(out, size, "-");
	} else if (s == SOURCE_OPTIMIZER)
		snprintf(out, size, "%s", optim_name((enum optim_kind)l->v[s]));
	else if (levels_off(l, s))
		snprintf(out, size, "off");
	else
		snprintf(out, size, "%u", l->v[s]);
}

static void fill(void *arg, size_t row, int col, struct table_cell *out)
{
	struct ui *ui = arg;
	const struct lab_entry *e = ui_entry(ui);
	struct kept_run k, pin;
	int what = run_at_row(ui, e, (long)row, &k), pinned;
	double x = NAN;

	if (!what)
		return;
	pinned = e->has_reference && k.run == e->reference;
	out->role = what < 0 ? ROLE_DIVERGED : pinned ? ROLE_SELECTED : out->role;
	switch (col) {
	case C_RUN: {
		char b[32];

		snprintf(out->text, sizeof out->text, "%s%s", pinned ? "*" : "", say_count_cell(k.run + 1, b, sizeof b));
		return;
	}
	case C_TRAIN: x = k.train_loss; break;
	case C_TEST: x = k.test_loss; break;
	case C_ACC: x = shown_accuracy(e, &k); break;
	case C_AWAY:
		if (runs_pinned(ui, &pin))
			x = lab_apart(e, &k, &pin);
		break;
	default:
		level(e, &k.levels, (enum source)(col - C_SOURCE0), out->text, sizeof out->text);
		out->role = what < 0 ? ROLE_DIVERGED : ROLE_FREE;
		return;
	}
	if (isfinite(x))
		say_cell(x, 4, out->text, sizeof out->text);
	else if (what < 0 && col == C_TRAIN)
		snprintf(out->text, sizeof out->text, "diverged");
}

/* Only columns that say something here. */
static void columns(const struct runs_state *v, const struct lab_entry *e, struct table_column *c)
{
	memcpy(c, column, sizeof column);
	c[C_TEST].hidden = !stats_has(e->stats, STATS_TEST_LOSS);
	c[C_ACC].hidden = !stats_has(e->stats, STATS_ACCURACY);
	if (stats_lead(e->stats) == STATS_BALANCED)
		c[C_ACC].title = "balanced";
	c[C_AWAY].hidden = !e->has_reference;
	for (int s = SOURCE_OWN; s < SOURCE_SLOTS; s++)
		c[C_SOURCE0 + s] = (struct table_column){ condition_source_name(e->cond, (enum source)s), 6, 12, 1, 13 + s, 0 };
	for (int s = 0; s < SOURCE_SLOTS; s++)
		c[C_SOURCE0 + s].hidden = e->cond->state[s] != STATE_FREE && v->sort != C_SOURCE0 + s;
}

/* "Fixed: shuffle 42, batch 32. Off: dropout." */
static void same_in_all(const struct lab_entry *e, const struct levels *l, struct str *out)
{
	static const char *const head[] = { "Fixed: ", "Off: " };

	for (int off = 0; off < 2; off++) {
		int n = 0;

		for (int s = 0; s < SOURCE_SLOTS; s++) {
			char b[64];

			if (e->cond->external ? !e->cond->external->name[s] : s >= SOURCE_COUNT)
				continue;
			if (e->cond->state[s] == STATE_FREE || levels_off(l, (enum source)s) != off)
				continue;
			level(e, l, (enum source)s, b, sizeof b);
			str_addf(out, "%s%s", n++ > 0 ? ", " : head[off], condition_source_name(e->cond, (enum source)s));
			if (!off)
				str_addf(out, " %s", b);
		}
		if (n > 0)
			str_add(out, off ? "." : ". ");
	}
}

static void diverged(const struct lab_entry *e, struct str *out)
{
	unsigned long long n = stats_diverged(e->stats);

	if (n == 0)
		return;
	if (n == stats_runs(e->stats)) {
		str_add(out, n == 1 ? "The only run" : "All ");
		if (n > 1)
			say_count(out, n);
		str_add(out, n == 1 ? " diverged" : " runs diverged");
		str_add(out, e->cond->external ? "." : ": a smaller learning rate may help (`optimizer NAME lr=...`).");
		return;
	}
	say_count(out, n);
	str_add(out, " of ");
	say_count(out, stats_runs(e->stats));
	str_add(out, n == 1 ? " runs diverged." : " runs diverged; the last of them are listed.");
}

/* Below the table: what would be the same in every row; returns the rows taken. */
static int notes(struct ui *ui, struct rect r, const struct lab_entry *e)
{
	struct str s[2] = { STR_INIT, STR_INIT };
	struct rect at = { r.row + r.rows, r.col + 1, 0, r.cols - 2 };
	struct kept_run k;
	int used = 0, want;

	diverged(e, &s[0]);
	if (run_of(state(ui), e, 0, &k))
		same_in_all(e, &k.levels, &s[1]);
	for (int i = 1; i >= 0; i--) {
		want = s[i].len > 0 ? ui_wrap_rows(s[i].s, at.cols) : 0;
		if (want == 0 || r.rows - used - want < 5)
			continue;
		used += want;
		at.row = r.row + r.rows - used;
		at.rows = want;
		ui_wrap(&ui->grid, at, s[i].s, i == 0 ? ROLE_DIVERGED : ROLE_DIM, 0);
	}
	str_release(&s[0]);
	str_release(&s[1]);
	return used;
}

static void title(struct ui *ui, struct str *out)
{
	const struct lab_entry *e = ui_entry(ui);

	str_add(out, "Runs kept · ");
	say_count(out, e ? stats_kept(e->stats) : 0);
	if (e && stats_runs(e->stats) > stats_kept(e->stats)) {
		str_add(out, " of ");
		say_count(out, stats_runs(e->stats));
	}
	if (e && stats_diverged(e->stats) > 0) {
		str_add(out, " · ");
		say_count(out, stats_diverged(e->stats));
		str_add(out, " diverged");
	}
	if (e)
		str_addf(out, " · losses%s", condition_loss_unit(e->cond, 1));
}

static void draw(struct ui *ui, struct rect r)
{
	struct runs_state *v = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	struct table_column c[C_COUNT];
	struct table t = { .column = c, .n_columns = C_COUNT, .fill = fill, .arg = ui,
			   .focused = ui->focus == VIEW_RUNS, .empty = "no complete run yet" };

	if (!e)
		return;
	if (fresh_begin(ui, &v->fresh, (uint64_t)e->id << 8 | (uint64_t)v->sort << 1 | (uint64_t)v->descending
			| (e->has_reference ? (e->reference + 1) << 40 : 0), stats_kept(e->stats) + stats_diverged(e->stats))) {
		refresh(ui, e);
		fresh_end(&v->fresh);
	}
	r.rows -= notes(ui, r, e);
	columns(v, e, c);
	t.rows = v->n;
	t.sort = v->sort;
	t.descending = v->descending;
	t.selected = v->has_chosen || t.focused ? v->list.selected : -1;
	t.scroll = v->list.scroll = table_scroll(v->list.scroll, v->list.selected, v->n, r.rows - 1);
	table_draw(&ui->grid, r, &t, &v->list.layout);
}

static void choose_row(struct ui *ui, long row)
{
	struct kept_run k;

	if (run_at_row(ui, ui_entry(ui), row, &k))
		ui_linef(ui, "select %llu", (unsigned long long)k.run + 1);
}

static int move(struct ui *ui, uint32_t key)
{
	struct list l = state(ui)->list;

	if (!list_move(&l, key, state(ui)->n, l.layout.body.rows))
		return 0;
	choose_row(ui, l.selected);
	return 1;
}

static void wheel(struct ui *ui, int row, int col, int dir)
{
	long n = (long)state(ui)->n, at = state(ui)->list.selected + 3 * dir;

	(void)row;
	(void)col;
	choose_row(ui, at < 0 ? 0 : at >= n ? n - 1 : at);
}

static int choose(struct ui *ui, const char *text)
{
	struct runs_state *v = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	unsigned long long n = strtoull(text, NULL, 10);
	struct kept_run k;

	if (!e || n == 0)
		return 0;
	if (v->entry != e->id || v->kept != stats_kept(e->stats))
		refresh(ui, e);
	for (size_t i = 0; i < v->n; i++)
		if (run_at_row(ui, e, (long)i, &k) && k.run + 1 == n) {
			v->list.selected = (long)i;
			v->chosen = k.run;
			v->has_chosen = 1;
			return 1;
		}
	return 0;
}

static void press(struct ui *ui, int row, int col)
{
	struct runs_state *v = state(ui);
	struct table t = { .rows = v->n, .scroll = v->list.scroll, .n_columns = C_COUNT, .column = column };
	long at = table_row_at(&v->list.layout, &t, row);
	int c = row == v->list.layout.body.row - 1 ? table_column_at(&v->list.layout, &t, col) : -1;

	if (at >= 0)
		choose_row(ui, at);
	else if (c >= 0 && c == v->sort)
		ui_linef(ui, "set order %s", v->descending ? "ascending" : "descending");
	else if (c >= 0 && c < C_SORTED)
		ui_linef(ui, "set sort %s; set order ascending", sort_name(c));
}

/* Is that number one of the rows'? */
static int is_number(struct ui *ui, const char *text)
{
	struct kept_run k;
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	for (size_t i = 0; *end == '\0' && n > 0 && i < state(ui)->n; i++)
		if (run_at_row(ui, ui_entry(ui), (long)i, &k) && k.run + 1 == n)
			return 1;
	return 0;
}

/* A run's number means that run, and cells that are just that; all else is
 * looked for inside the cells. */
static int matches(struct ui *ui, long row, const char *text, int number)
{
	struct runs_state *v = state(ui);
	struct kept_run k;

	if (number && run_at_row(ui, ui_entry(ui), row, &k) && k.run + 1 == strtoull(text, NULL, 10))
		return 1;
	for (int c = 0; c < C_COUNT; c++) {
		struct table_cell cell = { "", 0, 0 };

		if (v->list.layout.cols[c] == 0)
			continue;
		fill(ui, (size_t)row, c, &cell);
		if (number ? strcmp(cell.text, text) == 0 : strstr(cell.text, text) != NULL)
			return 1;
	}
	return 0;
}

static int search(struct ui *ui, const char *text, int direction)
{
	struct runs_state *v = state(ui);
	long n = (long)v->n, at = v->list.selected;
	int number = is_number(ui, text);

	for (long k = 0; k < n; k++) {
		char row[32];
		struct kept_run r;

		at = (at + direction + n) % n;
		if (!matches(ui, at, text, number) || !run_at_row(ui, ui_entry(ui), at, &r))
			continue;
		snprintf(row, sizeof row, "%llu", (unsigned long long)r.run + 1);
		return choose(ui, row);
	}
	return 0;
}

static const char *next_column(const struct ui *ui, int by)
{
	const struct runs_state *v = state(ui);
	int c = v->sort;

	do	/* of the columns that there is room for */
		c = (c + by + C_SORTED) % C_SORTED;
	while (v->list.layout.cols[c] == 0 && c != C_RUN);
	return sort_name(c);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	struct runs_state *v = state(ui);

	if (strcmp(name, "order") == 0)
		v->descending = opt_value(name, value).word;
	else if (strcmp(name, "sort") == 0)
		v->sort = opt_value(name, value).word;
	else
		return 0;
	return 1;
}

/* ---- keys ---- */

static void act(struct ui *ui, uint32_t key)
{
	const struct lab_entry *e = ui_entry(ui);
	unsigned long long at = number_at(ui);
	struct kept_run pin;

	if (key == '<' || key == '>') {
		ui_linef(ui, "set sort %s", next_column(ui, key == '>' ? 1 : -1));
	} else if (key == 'i') {
		ui_linef(ui, "set order %s", state(ui)->descending ? "ascending" : "descending");
	} else if (at == 0) {
		ui_note(ui, 1, "there is no run here yet");
	} else if (key == 'w') {
		ui_linef(ui, "again %llu", at);
		if (!ui->note_error && !ui_in_sight(ui, VIEW_CURVES))
			ui_line(ui, "view curves");	/* its loss draws itself there */
	} else if (key == 'f') {
		ui_linef(ui, "fork %llu %u", at, (unsigned)(lab_epochs(ui->lab) + 1) / 2);
	} else if (key == 'm' && e->has_reference && e->reference + 1 == at) {
		ui_line(ui, "unpin run");
	} else if (key == 'm') {
		ui_linef(ui, "pin run %llu", at);
		if (!ui->note_error)
			ui_note(ui, 0, "run %llu is the reference now; c compares another with it", at);
	} else if (!runs_pinned(ui, &pin) || pin.run + 1 == at) {
		ui_note(ui, 1, "pin one run with m, then choose another");
	} else if (key == 'b') {
		ui_linef(ui, "between %llu %llu", (unsigned long long)pin.run + 1, at);
		if (!ui->note_error && !ui_in_sight(ui, VIEW_BETWEEN))
			ui_line(ui, "view between");	/* where it draws itself */
	} else {
		ui_linef(ui, "compare run %llu %llu", (unsigned long long)pin.run + 1, at);
	}
}

static const struct key keys[] = {
	{ '<', 0, "< >", NULL, act, "sort", 6, "Sort by the column before or after.", NULL, NULL },
	{ '>', 0, NULL, NULL, act, NULL, 0, NULL, NULL, NULL },
	{ 'i', 0, "i", NULL, act, "invert", 3, "Invert the order.", NULL, NULL },
	{ 'm', 0, "m", NULL, act, "pin", 6, "Pin this run as the reference.", NULL, NULL },
	{ 'c', 0, "c", NULL, act, "compare", 6,
	  "Compare this run with the pinned one.", NULL, NULL },
	{ 'b', 0, "b", NULL, act, "between", 3,
	  "What lies between this run and the pinned one.", NULL, NULL },
	{ 'f', 0, "f", NULL, act, "fork", 2,
	  "Fork this run in its middle: it goes on anew from there (`fork N EPOCH`).", NULL, NULL },
	{ 'w', 0, "w", NULL, act, "again", 3,
	  "This run again, in slow motion: its levels become fixed.", NULL, NULL },
};

const struct view view_runs = {
	.state_size = sizeof(struct runs_state), .init = init, .release = release,
	.title = title, .draw = draw, .move = move, .press = press, .wheel = wheel,
	.search = search, .option = option, .select = choose,
	.keys_title = "Runs", VIEW_KEYS(keys),
};
