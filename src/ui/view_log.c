/*
 * view_log.c - what happened, newest last; keys are here as the lines they
 * stand for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lang/lab.h"
#include "ui.h"

enum { C_TIME, C_KIND, C_TEXT };

static const struct table_column column[] = {
	[C_TIME] = { "time", 6, 9, 1, 2, },
	[C_KIND] = { "what", 7, 8, 0, 1, },
	[C_TEXT] = { "said", 10, 0, 0, 0, },
};

static void title(struct ui *ui, struct str *out)
{
	(void)ui;
	str_add(out, "Log");
}

static void fill(void *arg, size_t row, int col, struct table_cell *out)
{
	struct ui *ui = arg;
	struct lab_event e = lab_log(ui->lab, row);
	int t = (int)e.time;

	if (strcmp(e.kind, "error") == 0)
		out->role = ROLE_ERROR;
	else if (strcmp(e.kind, "command") == 0)
		out->role = ROLE_KEY;
	switch (col) {
	case C_TIME:
		if (t >= 3600)
			snprintf(out->text, sizeof out->text, "%d:%02d:%02d", t / 3600, t / 60 % 60, t % 60);
		else
			snprintf(out->text, sizeof out->text, "%d:%02d", t / 60, t % 60);
		out->role = ROLE_DIM;
		break;
	case C_KIND:
		snprintf(out->text, sizeof out->text, "%s", e.kind);
		out->role = ROLE_DIM;
		break;
	case C_TEXT: {
		size_t n = strlen(e.text);

		/* Cut at a whole character. */
		if (n >= sizeof out->text)
			for (n = sizeof out->text - 1; n > 0 && ((unsigned char)e.text[n] & 0xc0) == 0x80; n--)
				;
		memcpy(out->text, e.text, n);
		out->text[n] = '\0';
		break;
	}
	}
}

static void draw(struct ui *ui, struct rect r)
{
	struct list *l = &ui->log;
	size_t n = lab_log_count(ui->lab);
	struct table t = {
		.column = column, .n_columns = C_TEXT + 1, .rows = n, .sort = -1,
		.fill = fill, .arg = ui, .focused = ui->focus == VIEW_LOG, .empty = "nothing yet",
	};

	if (!t.focused || l->selected >= (long)n - 1)
		l->selected = (long)n - 1;	/* follow the end */
	t.selected = t.focused ? l->selected : -1;
	t.scroll = l->scroll = table_scroll(l->scroll, l->selected, n, r.rows - 1);
	table_draw(&ui->grid, r, &t, &l->layout);
}

static int move(struct ui *ui, uint32_t key)
{
	/* Not by `select`: a line about the log in the log would run away from itself. */
	return list_move(&ui->log, key, lab_log_count(ui->lab), ui->log.layout.body.rows);
}

static int choose(struct ui *ui, const char *text)
{
	unsigned long n = strtoul(text, NULL, 10);

	if (n < 1 || n > lab_log_count(ui->lab))
		return 0;
	ui->log.selected = (long)n - 1;
	return 1;
}

static int search(struct ui *ui, const char *text, int direction)
{
	long n = (long)lab_log_count(ui->lab), at = ui->log.selected;

	for (long k = 0; k < n; k++) {
		at += direction;
		if (at < 0)
			at = n - 1;
		if (at >= n)
			at = 0;
		if (strstr(lab_log(ui->lab, (size_t)at).text, text) != NULL) {
			ui->log.selected = at;
			return 1;
		}
	}
	return 0;
}

const struct view view_log = {
	.name = "log", .help = "what happened, as lines of the language",
	.title = title, .draw = draw, .move = move, .search = search, .select = choose,
};
