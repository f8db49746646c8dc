/*
 * keys_show.c - the table of keys as people read it: the footer, help, and the
 * manual page's part.
 */
#include "keys.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "ui.h"

/* What acts while something lies over the panels; only for show, the keys are
 * text.c's and ui.c's. */
static const struct key pager[] = {
	{ TK_DOWN, 0, "j k", NULL, NULL, "scroll", 7, NULL, 0 },
	{ ' ', 0, "Space", NULL, NULL, "page", 6, NULL, 0 },
	{ '/', 0, "/", NULL, NULL, "search", 7, NULL, 0 },
	{ 'n', 0, "n", NULL, NULL, "next match", 4, NULL, 0 },
	{ 'G', 0, "g G", NULL, NULL, "ends", 4, NULL, 0 },
	{ ':', 0, ":", NULL, NULL, "command", 5, NULL, 0 },
	{ 27, 0, "Esc", NULL, NULL, "close", 9, NULL, 0 },
};
static const struct key popped[] = {
	{ TK_DOWN, 0, "Up Down", NULL, NULL, "choose", 7, NULL, 0 },
	{ 13, 0, "Enter", NULL, NULL, "reroll it", 8, NULL, 0 },
	{ 0, 0, "1-8", NULL, NULL, "reroll that", 8, NULL, 0 },
	{ 27, 0, "Esc", NULL, NULL, "leave", 9, NULL, 0 },
};

static int here(const struct ui *ui, const struct key *k)
{
	if (k->label == NULL || k->views == 0)
		return k->label != NULL;
	return keys_useful(ui, k) && (k->views & VIEW_BIT(ui->focus)) && keys_find(ui, k->from) == k;
}

/* What acts in this view alone is what one looks for below it. */
static int rank(const struct ui *ui, const struct key *k)
{
	if (k->from == ',')
		return lab_replaying(ui->lab) ? 8 : -1;
	if (k->views != 0 && k->views != VIEW_ALL)
		return k->rank + 3 < 9 ? k->rank + 3 : 8;
	return k->rank;
}

static int width(const struct key *k)
{
	return utf8_cols(k->name) + 1 + utf8_cols(k->label) + 2;
}

static void put_keys(struct ui *ui, const struct key *keys, int n, int row, int cols)
{
	int least = 0, col = 1, room = cols;

	/* The lowest rank that lets all of that rank and above fit. */
	for (; least < 10; least++) {
		int sum = 1;

		for (int i = 0; i < n; i++)
			if (here(ui, &keys[i]) && rank(ui, &keys[i]) >= least)
				sum += width(&keys[i]);
		room = cols - sum;
		if (room >= 0)
			break;
	}
	/* Of the next rank as many as fit. */
	ui->n_foot = 0;
	for (int i = 0; i < n; i++) {
		const struct key *k = &keys[i];
		int at = col;

		if (!here(ui, k) || rank(ui, k) < least - 1 || rank(ui, k) < 0)
			continue;
		if (rank(ui, k) < least && (room -= width(k)) < 0)
			continue;
		col += grid_text(&ui->grid, row, col, cols - col, k->name, ROLE_KEY, CELL_BOLD);
		col += 1 + grid_text(&ui->grid, row, col + 1, cols - col - 1, k->label, ROLE_TEXT, 0);
		if (ui->n_foot < UI_FOOT)
			ui->foot[ui->n_foot++] = (struct foot_key){ at, col - at, k->to != 0 ? ' ' : k->from };
		col += 2;
	}
}

void keys_footer(struct ui *ui, int row, int cols)
{
	int n;
	const struct key *all = keys_table(&n);

	if (ui->pop != POP_NONE)
		put_keys(ui, popped, sizeof popped / sizeof *popped, row, cols);
	else if (ui->text.open)
		put_keys(ui, pager, sizeof pager / sizeof *pager, row, cols);
	else
		put_keys(ui, all, n, row, cols);
}

uint32_t keys_at(const struct ui *ui, int col)
{
	for (int i = 0; i < ui->n_foot; i++)
		if (col >= ui->foot[i].col && col < ui->foot[i].col + ui->foot[i].cols)
			return ui->foot[i].key;
	return 0;
}

/* Keys by where they act: what help and the manual page share. */
static const struct { unsigned views; const char *title; } part[] = {
	{ VIEW_ALL, "Everywhere" }, { VIEW_BIT(VIEW_CURVES), "Loss" }, { VIEW_BIT(VIEW_DIFFERENCES), "Differences" },
	{ VIEW_BIT(VIEW_ATTRIBUTION), "Attribution" }, { VIEW_BIT(VIEW_SURFACE), "Surface" }, { VIEW_BIT(VIEW_RUNS), "Runs" }, { VIEW_BIT(VIEW_CONDITIONS), "Conditions" },
	{ VIEW_BIT(VIEW_REMEDIES), "Remedies" }, { VIEW_BIT(VIEW_LESSON), "Lesson" },
};
enum { N_PARTS = sizeof part / sizeof *part };

/* What the table has no rows for. */
static const struct { const char *name, *help; } more[] = {
	{ "arrows", "Move the cursor or the selection; h j k l too where they have no other meaning." },
	{ "mouse", "Click panels, rows and the keys below, turn the wheel; `set mouse off` leaves it to the terminal." },
};
enum { N_MORE = sizeof more / sizeof *more };

void keys_help(struct str *out)
{
	int n;
	const struct key *all = keys_table(&n);

	for (int p = 0; p < N_PARTS; p++) {
		str_addf(out, "%s\n", part[p].title);
		for (int i = 0; i < n; i++)
			if (all[i].views == part[p].views && all[i].help != NULL)
				str_addf(out, "  %-8s %s\n", all[i].name, all[i].help);
		for (int i = 0; p == 0 && i < N_MORE; i++)
			str_addf(out, "  %-8s %s\n", more[i].name, more[i].help);
		str_addc(out, '\n');
	}
}

/* One item of a list; no line of mdoc may begin with a dot or a quote. */
static void put_item(struct str *out, const char *name, const char *help)
{
	str_add(out, ".It Li \"\\&");	/* ? and : alone would be punctuation */
	for (; *name != '\0'; name++)
		str_addf(out, "%s%c", *name == '-' ? "\\" : "", *name);
	str_addf(out, "\"\n%s\n", help);
}

void keys_manpage(struct str *out)
{
	int n;
	const struct key *all = keys_table(&n);

	str_add(out, ".Sh KEYS\nA key does what a line of the language says, and that line is in the log.\n");
	for (int p = 0; p < N_PARTS; p++) {
		str_addf(out, ".Ss %s\n.Bl -tag -width \"Enter z\" -compact\n", part[p].title);
		for (int i = 0; i < n; i++)
			if (all[i].views == part[p].views && all[i].help != NULL)
				put_item(out, all[i].name, all[i].help);
		for (int i = 0; p == 0 && i < N_MORE; i++)
			put_item(out, more[i].name, more[i].help);
		str_add(out, ".El\n");
	}
}
