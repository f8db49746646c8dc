/*
 * view_conditions.c - the table of before and after: every condition tried,
 * what was free in it, and how far apart its runs predict.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "base/str.h"
#include "lang/lab.h"
#include "ui.h"
#include "tell.h"

enum { C_ID, C_FREE, C_RUNS, C_DIFF, C_SD, C_CHURN, C_TRAIN, C_TEST, C_ACC, C_LOST, C_NAME, C_WHAT };

static const struct table_column column[] = {
	[C_ID] = { "#", 2, 3, 1, 6, },
	[C_FREE] = { "free", 8, 24, 0, 0, },
	[C_RUNS] = { "runs", 5, 9, 1, 1, },
	[C_DIFF] = { "differ", 5, 16, 1, 0, },
	[C_SD] = { "SD", 5, 8, 1, 4, },
	[C_CHURN] = { "churn", 5, 8, 1, 5, },
	[C_TRAIN] = { "train", 5, 8, 1, 8, },
	[C_TEST] = { "test", 5, 8, 1, 7, },
	[C_ACC] = { "acc.", 5, 8, 1, 7, },
	[C_LOST] = { "diverged", 8, 9, 1, 10, },
	[C_NAME] = { "name", 6, 16, 0, 9, },
	[C_WHAT] = { "with", 10, 0, 0, 11, },
};

/* A study's pick-freeze runs are conditions of their own to the laboratory;
 * nobody chose them, and their differences mean something else. */
static int hidden(const struct lab_entry *e)
{
	return e->cond->plan == PLAN_PICKFREEZE && e->name == NULL;
}

static size_t visible(const struct ui *ui)
{
	size_t n = 0;

	for (size_t i = 0; i < lab_entries(ui->lab); i++)
		n += !hidden(lab_entry(ui->lab, i));
	return n;
}

const struct lab_entry *conditions_row(const struct ui *ui, long row)
{
	for (size_t i = 0; row >= 0 && i < lab_entries(ui->lab); i++)
		if (!hidden(lab_entry(ui->lab, i)) && row-- == 0)
			return lab_entry(ui->lab, i);
	return NULL;
}

static void title(struct ui *ui, struct str *out)
{
	str_addf(out, "Tried so far · %zu", visible(ui));
}

static void number(struct table_cell *out, double v)
{
	if (isfinite(v))
		axis_number(v, 3, out->text, sizeof out->text);
}

static void fill(void *arg, size_t row, int col, struct table_cell *out)
{
	struct ui *ui = arg;
	const struct lab_entry *e = conditions_row(ui, (long)row);
	struct str s = STR_INIT;

	if (e == NULL)
		return;
	if (e == lab_current(ui->lab))
		out->attr = CELL_BOLD;
	switch (col) {
	case C_ID:
		snprintf(out->text, sizeof out->text, "%s%u", e->pinned ? "*" : "", e->id);
		break;
	case C_FREE:
		snprintf(out->text, sizeof out->text, "%s", e->free != NULL ? e->free : "nothing");
		out->role = e->free != NULL && strcmp(e->free, "nothing") != 0 ? ROLE_FREE : ROLE_FIXED;
		break;
	case C_RUNS:
		axis_count(stats_runs(e->stats), out->text, sizeof out->text);
		break;
	case C_DIFF:
		if (stats_difference(e->stats).n > 1) {
			struct estimate d = stats_difference(e->stats);

			if (ui->zoomed)
				tell_estimate(&s, d.mean, d.se);
			else
				tell_number(&s, d.mean);
			snprintf(out->text, sizeof out->text, "%s", s.s);
			out->role = ROLE_MEDIAN;
		}
		break;
	case C_SD: number(out, stats_sd(e->stats).n > 1 ? stats_sd(e->stats).mean : NAN); break;
	case C_CHURN: number(out, stats_churn(e->stats).n > 1 ? stats_churn(e->stats).mean : NAN); break;
	case C_TRAIN: number(out, stats_outcome(e->stats, STATS_TRAIN_LOSS).mean); break;
	case C_TEST: number(out, stats_has(e->stats, STATS_TEST_LOSS) ? stats_outcome(e->stats, STATS_TEST_LOSS).mean : NAN); break;
	case C_ACC: number(out, stats_has(e->stats, STATS_ACCURACY) ? stats_outcome(e->stats, STATS_ACCURACY).mean : NAN); break;
	case C_LOST:
		if (stats_diverged(e->stats) > 0) {
			axis_count(stats_diverged(e->stats), out->text, sizeof out->text);
			out->role = ROLE_DIVERGED;
		}
		break;
	case C_NAME:
		snprintf(out->text, sizeof out->text, "%s", e->name != NULL ? e->name : "");
		break;
	case C_WHAT: {
		/* The canonical commands, joined: what else was set. */
		const char *c = e->cond->commands != NULL ? e->cond->commands : "";
		size_t n = 0;

		for (; *c != '\0' && n + 3 < sizeof out->text; c++) {
			if (*c == '\n') {
				out->text[n++] = ';';
				out->text[n++] = ' ';
			} else {
				out->text[n++] = *c;
			}
		}
		out->text[n] = '\0';
		out->role = ROLE_DIM;
		break;
	}
	}
	str_release(&s);
}

static void draw(struct ui *ui, struct rect r)
{
	struct list *l = &ui->conditions;
	size_t n = visible(ui);
	struct table_column c[sizeof column / sizeof *column];
	int named = 0;
	struct table t = {
		.column = column, .n_columns = sizeof column / sizeof *column, .rows = n, .sort = -1,
		.fill = fill, .arg = ui, .focused = ui->focus == VIEW_CONDITIONS,
		.empty = "toggle a source and compare",
	};

	/* Without a selection of its own the list follows the present condition. */
	if (!t.focused || l->selected < 0)
		for (size_t i = 0; i < n; i++)
			if (conditions_row(ui, (long)i) == lab_current(ui->lab))
				l->selected = (long)i;
	if (l->selected >= (long)n)
		l->selected = (long)n - 1;
	memcpy(c, column, sizeof column);
	t.column = c;
	if (r.cols < 40)	/* names and settings have no room beside a chart */
		t.n_columns = C_SD;
	else if (r.cols >= 70)
		c[C_FREE].min_cols = c[C_NAME].min_cols = 14;
	for (size_t i = 0; i < n; i++)	/* wide columns that would be empty go first */
		named |= conditions_row(ui, (long)i)->name != NULL;
	if (!named)
		c[C_NAME].drop = 12;
	t.selected = l->selected;
	t.scroll = l->scroll = table_scroll(l->scroll, l->selected, n, r.rows - 1);
	table_draw(&ui->grid, r, &t, &l->layout);
}

static int move(struct ui *ui, uint32_t key)
{
	const struct lab_entry *e;

	if (!list_move(&ui->conditions, key, visible(ui), ui->conditions.layout.body.rows))
		return 0;
	e = conditions_row(ui, ui->conditions.selected);
	if (e != NULL)
		ui_linef(ui, "select %u", e->id);
	return 1;
}

static int choose(struct ui *ui, const char *text)
{
	char *end;
	unsigned long id = strtoul(text, &end, 10);
	const struct lab_entry *e;

	for (long i = 0; (e = conditions_row(ui, i)) != NULL; i++)
		if ((*end == '\0' && e->id == id) || (e->name != NULL && strcmp(e->name, text) == 0)) {
			ui->conditions.selected = i;
			return 1;
		}
	return 0;
}

/* By name, or by what is free. */
static int search(struct ui *ui, const char *text, int direction)
{
	long n = (long)visible(ui), at = ui->conditions.selected;

	for (long k = 0; k < n; k++) {
		const struct lab_entry *e;

		at = (at + direction + n) % n;
		e = conditions_row(ui, at);
		if ((e->name != NULL && strstr(e->name, text) != NULL) || (e->free != NULL && strstr(e->free, text) != NULL)
		    || (e->cond->commands != NULL && strstr(e->cond->commands, text) != NULL)) {
			ui->conditions.selected = at;
			return 1;
		}
	}
	return 0;
}

static void press(struct ui *ui, int row, int col)
{
	struct list *l = &ui->conditions;
	struct table t = { .rows = visible(ui), .scroll = l->scroll };
	long at = table_row_at(&l->layout, &t, row);

	(void)col;
	if (at < 0)
		return;
	if (at == l->selected && conditions_row(ui, at) != lab_current(ui->lab))
		ui_linef(ui, "go %u", conditions_row(ui, at)->id);
	else
		ui_linef(ui, "select %u", conditions_row(ui, at)->id);
}

const struct view view_conditions = {
	.name = "conditions", .help = "every condition tried, before and after",
	.title = title, .draw = draw, .move = move, .press = press, .search = search,
	.select = choose,
};
