/*
 * conditions.c - the table of before and after: every condition tried,
 * what sets it apart from the others, and how far apart its runs predict.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "stat/learnt.h"
#include "stat/stats.h"
#include "ui/prompt.h"
#include "ui/tell.h"
#include "ui/ui.h"

enum { C_ID, C_LABEL, C_RUNS, C_DIFF, C_SD, C_CHURN, C_LOSS, C_CONSTANT, C_ACC, C_LOST, C_COUNT };

static const struct table_column column[] = {
	[C_ID] = { "#", 2, 3, 1, 6, 0 },
	[C_LABEL] = { "condition", 9, 0, 0, 0, 0 },
	[C_RUNS] = { "runs", 5, 9, 1, 1, 0 },
	[C_DIFF] = { "differ", 5, 32, 1, 0, 0 },
	[C_SD] = { "SD", 5, 8, 1, 4, 0 },
	[C_CHURN] = { "churn", 5, 8, 1, 5, 0 },
	[C_LOSS] = { "loss", 5, 8, 1, 7, 0 },
	[C_CONSTANT] = { "constant", 8, 8, 1, 8, 0 },
	[C_ACC] = { "acc.", 5, 8, 1, 7, 0 },
	[C_LOST] = { "diverged", 8, 9, 1, 3, 0 },
};

struct conditions_state {
	struct list list;
	uint32_t seen;		/* the present condition of the last frame */
};

static struct conditions_state *state(const struct ui *ui)
{
	return ui->state[VIEW_CONDITIONS];
}

static void init(void *of)
{
	((struct conditions_state *)of)->list.selected = -1;
}

/* A study's runs are conditions of their own to the laboratory; nobody chose
 * them.  Nor is it a try when somebody only passed through. */
static int hidden(const struct ui *ui, const struct lab_entry *e)
{
	if (e == lab_current(ui->lab) || e->name || e->pinned)
		return 0;
	return !e->visited || e->aside || e->cond->plan != PLAN_PLAIN || stats_runs(e->stats) == 0;
}

static size_t visible(const struct ui *ui)
{
	size_t n = 0;

	for (size_t i = 0; i < lab_entries(ui->lab); i++)
		n += !hidden(ui, lab_entry(ui->lab, i));
	return n;
}

/* The condition in a row of the table; NULL past its end. */
static const struct lab_entry *row_at(const struct ui *ui, long row)
{
	for (size_t i = 0; row >= 0 && i < lab_entries(ui->lab); i++)
		if (!hidden(ui, lab_entry(ui->lab, i)) && row-- == 0)
			return lab_entry(ui->lab, i);
	return NULL;
}

/* What stands below "acc.". */
static enum stats_outcome accuracies(const struct ui *ui)
{
	const struct lab_entry *e;
	enum stats_outcome o = STATS_OUTCOMES;

	for (long i = 0; (e = row_at(ui, i)); i++)
		o = stats_column(o, e->stats);
	return o;
}

static void put_text(struct table_cell *out, const char *text)
{
	size_t n = strlen(text);

	if (n >= sizeof out->text)	/* cut at a whole character */
		for (n = sizeof out->text - 1; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
			;
	memcpy(out->text, text, n);
	out->text[n] = '\0';
}

static void title(struct ui *ui, struct str *out)
{
	const char *unit = NULL;
	int one = 1;

	str_addf(out, "Tried so far · %zu", visible(ui));
	for (size_t i = 0; i < lab_entries(ui->lab); i++) {
		const struct lab_entry *e = lab_entry(ui->lab, i);

		if (e->delivered == 0)
			continue;
		one &= !unit || unit == stats_loss_unit(e->stats, 1);
		unit = stats_loss_unit(e->stats, 1);
	}
	if (unit && one && ui->zoomed)
		str_addf(out, " · losses%s", unit);
}

static void number(struct table_cell *out, double v)
{
	if (isfinite(v))
		say_cell(v, 3, out->text, sizeof out->text);
}

static void fill(void *arg, size_t row, int col, struct table_cell *out)
{
	struct ui *ui = arg;
	const struct lab_entry *e = row_at(ui, (long)row);
	enum source f[SOURCE_SLOTS];
	struct str s = STR_INIT;

	if (!e)
		return;
	if (e == lab_current(ui->lab))
		out->attr = CELL_BOLD;
	switch (col) {
	case C_ID:
		snprintf(out->text, sizeof out->text, "%s%u", e->pinned ? "*" : "", e->id);
		break;
	case C_LABEL:
		report_label(ui->lab, e, &s);
		put_text(out, s.s);
		out->role = condition_free(e->cond, f) > 0 ? ROLE_FREE : ROLE_FIXED;
		break;
	case C_RUNS:
		say_count_cell(stats_runs(e->stats), out->text, sizeof out->text);
		break;
	case C_DIFF:
		if (stats_difference(e->stats).n > 1) {
			struct estimate d = stats_difference(e->stats);

			if (ui->zoomed)
				say_estimate(&s, d.mean, d.lo, d.hi, SAY_SCREEN);
			else
				say_figure(&s, d.mean, 3, SAY_SCREEN);
			put_text(out, s.s);
			out->role = ROLE_MEDIAN;
		}
		break;
	case C_SD: number(out, stats_sd(e->stats).n > 1 ? stats_sd(e->stats).mean : NAN); break;
	case C_CHURN:	/* in percent, as the words have it */
		if (stats_churn(e->stats).n > 1) {
			say_figure(&s, 100 * stats_churn(e->stats).mean, 3, SAY_SCREEN);
			str_add(&s, " %");
			put_text(out, s.s);
		}
		break;
	case C_LOSS:
		number(out, stats_outcome(e->stats, stats_judge(e->stats)).mean);
		if (learnt_nothing(e->stats))
			out->role = ROLE_DIVERGED;
		break;
	case C_CONSTANT: number(out, stats_constant_loss(e->stats).mean); break;
	case C_ACC:
		if (stats_outcome_rises(stats_judge_class(e->stats)))
			number(out, stats_outcome(e->stats, stats_in_column(accuracies(ui), e->stats)).mean);
		break;
	case C_LOST:
		if (stats_diverged(e->stats) > 0) {
			say_count_cell(stats_diverged(e->stats), out->text, sizeof out->text);
			out->role = ROLE_DIVERGED;
		}
		break;
	}
	str_release(&s);
}

/* Columns that would be empty here are left out, whatever the room. */
static void hide_empty(const struct ui *ui, size_t n, struct table_column *c)
{
	int has[C_COUNT] = { [C_ID] = 1, [C_LABEL] = 1, [C_RUNS] = 1, [C_DIFF] = 1, [C_SD] = 1, [C_LOSS] = 1 };

	for (size_t i = 0; i < n; i++) {
		const struct lab_entry *e = row_at(ui, (long)i);

		has[C_CHURN] |= stats_churn(e->stats).n > 1;
		has[C_CONSTANT] |= stats_constant_loss(e->stats).n > 0;
		has[C_ACC] |= stats_outcome_rises(stats_judge_class(e->stats));
		has[C_LOST] |= stats_diverged(e->stats) > 0;
	}
	for (int i = 0; i < C_COUNT; i++)
		c[i].hidden = !has[i];
	if (accuracies(ui) == STATS_BALANCED)
		c[C_ACC].title = "bal.";
}

/* The selected condition's whole name, where its cell has no room for that; returns
 * the rows it took at the bottom of r. */
static int draw_label(struct ui *ui, struct rect r, const struct lab_entry *e, int cols)
{
	struct str s = STR_INIT;
	int lines = 0;

	if (e) {
		str_addf(&s, "%u: ", e->id);
		report_label(ui->lab, e, &s);
		if (grid_cols(&ui->grid, s.s) - 3 > cols)
			lines = ui_wrap_rows(s.s, r.cols - 2);
		if (lines > 0 && lines <= r.rows / 3)
			ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 },
				s.s, ROLE_DIM, 0);
		else
			lines = 0;
	}
	str_release(&s);
	return lines;
}

static void draw(struct ui *ui, struct rect r)
{
	struct list *l = &state(ui)->list;
	size_t n = visible(ui);
	struct table_column c[C_COUNT];
	const struct lab_entry *now = lab_current(ui->lab);
	struct table t = {
		.column = c, .n_columns = C_COUNT, .rows = n, .sort = -1,
		.fill = fill, .arg = ui, .focused = ui->focus == VIEW_CONDITIONS,
		.empty = "toggle a source and compare",
	};

	/* The list follows the present condition when that changes, and where nobody
	 * moves about in it. */
	if (!t.focused || l->selected < 0 || (now && now->id != state(ui)->seen))
		for (size_t i = 0; i < n; i++)
			if (row_at(ui, (long)i) == now)
				l->selected = (long)i;
	state(ui)->seen = now ? now->id : 0;
	if (l->selected >= (long)n)
		l->selected = (long)n - 1;
	memcpy(c, column, sizeof column);
	if (ui->zoomed)
		c[C_DIFF].title = "differ (95 %)";
	if (r.cols < 40)	/* beside a chart there is no room for more */
		t.n_columns = C_SD;
	else
		hide_empty(ui, n, c);
	table_layout(&t, r, &l->layout);
	r.rows -= draw_label(ui, r, row_at(ui, l->selected), l->layout.cols[C_LABEL]);
	t.selected = l->selected;
	t.scroll = l->scroll = table_scroll(l->scroll, l->selected, n, r.rows - 1);
	table_draw(&ui->grid, r, &t, &l->layout);
}

static int move(struct ui *ui, uint32_t key)
{
	const struct lab_entry *e;

	if (!list_move(&state(ui)->list, key, visible(ui), state(ui)->list.layout.body.rows))
		return 0;
	e = row_at(ui, state(ui)->list.selected);
	if (e)
		ui_linef(ui, "select %u", e->id);
	return 1;
}

static int choose(struct ui *ui, const char *text)
{
	char *end;
	unsigned long id = strtoul(text, &end, 10);
	const struct lab_entry *e;

	for (long i = 0; (e = row_at(ui, i)) != NULL; i++)
		if ((*end == '\0' && e->id == id) || (e->name && strcmp(e->name, text) == 0)) {
			state(ui)->list.selected = i;
			return 1;
		}
	return 0;
}

/* By name, or by what is free. */
static int search(struct ui *ui, const char *text, int direction)
{
	long n = (long)visible(ui), at = state(ui)->list.selected;

	for (long k = 0; k < n; k++) {
		const struct lab_entry *e;

		at = (at + direction + n) % n;
		e = row_at(ui, at);
		if ((e->name && strstr(e->name, text)) || (e->free && strstr(e->free, text))
		    || (e->cond->commands && strstr(e->cond->commands, text))) {
			state(ui)->list.selected = at;
			return 1;
		}
	}
	return 0;
}

static void press(struct ui *ui, int row, int col)
{
	struct list *l = &state(ui)->list;
	struct table t = { .rows = visible(ui), .scroll = l->scroll };
	long at = table_row_at(&l->layout, &t, row);

	(void)col;
	if (at < 0)
		return;
	if (at == l->selected && row_at(ui, at) != lab_current(ui->lab))
		ui_linef(ui, "go %u", row_at(ui, at)->id);
	else
		ui_linef(ui, "select %u", row_at(ui, at)->id);
}

/* ---- keys ---- */

static void act(struct ui *ui, uint32_t key)
{
	const struct lab_entry *e = row_at(ui, state(ui)->list.selected);

	if (!e)
		return;
	switch (key) {
	case 'g': ui_linef(ui, "go %u", e->id); break;
	case 'm': ui_linef(ui, "%s %u", e->pinned ? "unpin" : "pin", e->id); break;
	case 'c':
		if (e == lab_current(ui->lab))
			ui_note(ui, 1, "choose another condition to compare the present one with");
		else
			ui_linef(ui, "compare %u %u", e->id, lab_current(ui->lab)->id);
		break;
	case 'n':
		if (e != lab_current(ui->lab))
			ui_linef(ui, "go %u", e->id);
		if (ui->prompt)
			ui->prompt(ui->arg, PROMPT_COMMAND, "name ");
		break;
	}
}

static const struct key keys[] = {
	{ 'g', 0, "g", NULL, act, "go", 6, "Back to this condition; its runs go on.", NULL, NULL },
	{ 'm', 0, "m", NULL, act, "pin", 6,
	  "Pin it as the ghost behind the histogram.", NULL, NULL },
	{ 'c', 0, "c", NULL, act, "compare", 6,
	  "Compare it with the present condition.", NULL, NULL },
	{ 'n', 0, "n", NULL, act, "name", 3, "Go back to it and give it a name.", NULL, NULL },
};

const struct view view_conditions = {
	.state_size = sizeof(struct conditions_state), .init = init,
	.title = title, .draw = draw, .move = move, .press = press, .search = search,
	.select = choose, .keys_title = "Conditions", VIEW_KEYS(keys), .enter = 'g',
};
