/*
 * log.c - what happened, newest last; keys are here as the lines they
 * stand for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "ui/tell.h"
#include "ui/ui.h"

enum { C_TIME, C_KIND, C_TEXT };

static const struct table_column column[] = {
	[C_TIME] = { "time", 6, 9, 1, 2, 0 },
	[C_KIND] = { "what", 7, 8, 0, 1, 0 },
	[C_TEXT] = { "said", 10, 0, 0, 0, 0 },
};

/* It follows its end until one walks away from it. */
struct log_state { struct list list; int away; };

static struct log_state *state(const struct ui *ui)
{
	return ui->state[VIEW_LOG];
}

static void title(struct ui *ui, struct str *out)
{
	size_t n = lab_log_count(ui->lab);

	str_add(out, "Log · ");
	say_count(out, n);
	str_add(out, n == 1 ? " line" : " lines");
}

static int kind_role(enum log_kind kind)
{
	static const int role[LOG_KINDS] = {
		[LOG_COMMAND] = ROLE_KEY, [LOG_ERROR] = ROLE_ERROR, [LOG_RESULT] = ROLE_GOOD, [LOG_NOTE] = ROLE_WARN,
		[LOG_EVENT] = ROLE_TEXT, [LOG_DATA] = ROLE_TEXT, [LOG_REPLAY] = ROLE_DIM,
	};

	return role[kind];
}

/* Long lines end in a mark, after a whole character. */
static void put_text(char *out, size_t size, const char *text)
{
	static const char mark[] = "…";
	size_t n = strlen(text);

	if (n < size) {
		memcpy(out, text, n + 1);
		return;
	}
	for (n = size - sizeof mark; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
		;
	memcpy(out, text, n);
	memcpy(out + n, mark, sizeof mark);
}

static void fill(void *arg, size_t row, int col, struct table_cell *out)
{
	struct ui *ui = arg;
	struct lab_event e = lab_log(ui->lab, row);
	int t = (int)e.time;

	switch (col) {
	case C_TIME:
		if (t >= 3600)
			snprintf(out->text, sizeof out->text, "%d:%02d:%02d", t / 3600, t / 60 % 60, t % 60);
		else
			snprintf(out->text, sizeof out->text, "%d:%02d", t / 60, t % 60);
		out->role = ROLE_DIM;
		break;
	case C_KIND:
		put_text(out->text, sizeof out->text, log_kind_name(e.kind));
		out->role = kind_role(e.kind);
		break;
	case C_TEXT:
		put_text(out->text, sizeof out->text, e.text);
		if (e.kind == LOG_ERROR)
			out->role = ROLE_ERROR;
		break;
	}
}

static void draw(struct ui *ui, struct rect r)
{
	struct list *l = &state(ui)->list;
	size_t n = lab_log_count(ui->lab);
	struct table t = {
		.column = column, .n_columns = C_TEXT + 1, .rows = n, .sort = -1,
		.fill = fill, .arg = ui, .focused = ui->focus == VIEW_LOG, .empty = "nothing yet",
	};

	if (!t.focused)
		state(ui)->away = 0;
	if (!state(ui)->away || l->selected >= (long)n)
		l->selected = (long)n - 1;
	t.selected = t.focused ? l->selected : -1;
	t.scroll = l->scroll = table_scroll(l->scroll, l->selected, n, r.rows - 1);
	table_draw(&ui->grid, r, &t, &l->layout);
}

static void go(struct ui *ui, long row)
{
	state(ui)->list.selected = row;
	state(ui)->away = row < (long)lab_log_count(ui->lab) - 1;
}

/* Not by `select`: a line about the log in the log would run away from itself. */
static int move(struct ui *ui, uint32_t key)
{
	struct list *l = &state(ui)->list;

	if (!list_move(l, key, lab_log_count(ui->lab), l->layout.body.rows))
		return 0;
	go(ui, l->selected);
	return 1;
}

static void press(struct ui *ui, int row, int col)
{
	struct list *l = &state(ui)->list;
	struct table t = { .rows = lab_log_count(ui->lab), .scroll = l->scroll };
	long at = table_row_at(&l->layout, &t, row);

	(void)col;
	if (at >= 0)
		go(ui, at);
}

static int choose(struct ui *ui, const char *text)
{
	unsigned long n = strtoul(text, NULL, 10);

	if (n < 1 || n > lab_log_count(ui->lab))
		return 0;
	go(ui, (long)n - 1);
	return 1;
}

/* Of what was said; the search itself is a line of the log, too. */
static int search(struct ui *ui, const char *text, int direction)
{
	long n = (long)lab_log_count(ui->lab), at = state(ui)->list.selected;

	for (long k = 0; k < n; k++) {
		struct lab_event e;

		at = (at + direction + n) % n;
		e = lab_log(ui->lab, (size_t)at);
		if (strncmp(e.text, "search", 6) == 0 && e.kind == LOG_COMMAND)
			continue;
		if (strstr(e.text, text) || strcmp(log_kind_name(e.kind), text) == 0) {
			go(ui, at);
			return 1;
		}
	}
	return 0;
}

const struct view view_log = {
	.state_size = sizeof(struct log_state),
	.title = title, .draw = draw, .move = move, .press = press, .search = search, .select = choose,
};
