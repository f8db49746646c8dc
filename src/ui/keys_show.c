/*
 * keys_show.c - the table of keys as people read it: the footer, help, and the
 * manual page's part.
 */
#include "keys.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "lang/cmd.h"
#include "ui.h"

/* What acts while something lies over the panels; only for show, the keys are
 * pager.c's and ui.c's. */
static const struct key pager[] = {
	{ TK_DOWN, 0, "j k", NULL, NULL, "scroll", 7, NULL, NULL, NULL },
	{ ' ', 0, "Space", NULL, NULL, "page", 6, NULL, NULL, NULL },
	{ '/', 0, "/", NULL, NULL, "search", 7, NULL, NULL, NULL },
	{ 'n', 0, "n", NULL, NULL, "next match", 4, NULL, NULL, NULL },
	{ 'G', 0, "g G", NULL, NULL, "ends", 4, NULL, NULL, NULL },
	{ ':', 0, ":", NULL, NULL, "command", 5, NULL, NULL, NULL },
	{ 27, 0, "Esc", NULL, NULL, "close", 9, NULL, NULL, NULL },
};
static const struct key popped[] = {
	{ TK_DOWN, 0, "Up Down", NULL, NULL, "choose", 7, NULL, NULL, NULL },
	{ 13, 0, "Enter", NULL, NULL, "reroll it", 8, NULL, NULL, NULL },
	{ 0, 0, "1-8", NULL, NULL, "reroll that", 8, NULL, NULL, NULL },
	{ 27, 0, "Esc", NULL, NULL, "leave", 9, NULL, NULL, NULL },
};

enum { MOST = 128, N_PAGER = sizeof pager / sizeof *pager, N_POPPED = sizeof popped / sizeof *popped };

struct shown { const struct key *key; int rank; };

static void add(const struct ui *ui, const struct key *k, int n, int own, struct shown *out, int *count)
{
	for (; n > 0; n--, k++) {
		if (!k->label || !keys_useful(ui, k) || keys_find(ui, k->from) != k || *count == MOST)
			continue;
		/* What acts in this view alone is what one looks for below it. */
		out[(*count)++] = (struct shown){ k, !own ? k->rank : k->rank + 3 < 9 ? k->rank + 3 : 8 };
	}
}

/* What acts here, in the order of the footer. */
static int all_here(const struct ui *ui, struct shown *out)
{
	const struct view *v = ui->view[ui->focus];
	const struct key *k;
	int n, count = 0;

	k = keys_first(&n);
	add(ui, k, n, 0, out, &count);
	add(ui, v->key, v->n_keys, 1, out, &count);
	k = keys_last(&n);
	add(ui, k, n, 0, out, &count);
	return count;
}

static int width(const struct key *k)
{
	return utf8_cols(k->name) + 1 + utf8_cols(k->label) + 2;
}

static void put_keys(struct ui *ui, const struct shown *keys, int n, int row, int cols)
{
	int least = 0, col = 1, room = cols;

	/* The lowest rank that lets all of that rank and above fit. */
	for (; least < 10; least++) {
		int sum = 1;

		for (int i = 0; i < n; i++)
			if (keys[i].rank >= least)
				sum += width(keys[i].key);
		room = cols - sum;
		if (room >= 0)
			break;
	}
	/* Of the next rank as many as fit. */
	ui->n_foot = 0;
	for (int i = 0; i < n; i++) {
		const struct key *k = keys[i].key;
		int at = col;

		if (keys[i].rank < least - 1)
			continue;
		if (keys[i].rank < least && (room -= width(k)) < 0)
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
	struct shown out[MOST];
	const struct key *over = ui->pop != POP_NONE ? popped : ui->pager.open ? pager : NULL;
	int n = over == popped ? N_POPPED : over == pager ? N_PAGER : all_here(ui, out);

	for (int i = 0; over && i < n; i++)
		out[i] = (struct shown){ &over[i], over[i].rank };
	put_keys(ui, out, n, row, cols);
}

uint32_t keys_at(const struct ui *ui, int col)
{
	for (int i = 0; i < ui->n_foot; i++)
		if (col >= ui->foot[i].col && col < ui->foot[i].col + ui->foot[i].cols)
			return ui->foot[i].key;
	return 0;
}

/* What the table has no rows for. */
static const struct { const char *name, *help; } more[] = {
	{ "arrows", "Move the cursor or the selection; h j k l too where they have no other meaning." },
	{ "mouse", "Click panels, rows and the keys below, turn the wheel; `set mouse off` leaves it to the terminal." },
};
enum { N_MORE = sizeof more / sizeof *more };

/* Every key that has a sentence, by where it acts: begin is told the place, item the key. */
struct pen {
	struct str *out;
	void (*begin)(struct str *out, const char *title);
	void (*item)(struct str *out, const char *name, const char *help);
	void (*end)(struct str *out);
};

static void items(const struct pen *p, const struct key *k, int n)
{
	for (; n > 0; n--, k++)
		if (k->help)
			p->item(p->out, k->name, k->help);
}

static void by_place(const struct pen *p)
{
	const struct key *k;
	int n;

	p->begin(p->out, "Everywhere");
	k = keys_first(&n);
	items(p, k, n);
	k = keys_last(&n);
	items(p, k, n);
	for (int i = 0; i < N_MORE; i++)
		p->item(p->out, more[i].name, more[i].help);
	p->end(p->out);
	for (int v = 0; v < VIEW_COUNT; v++) {
		const struct view *row = views()[v];

		if (row->n_keys == 0)
			continue;
		p->begin(p->out, row->keys_title);
		items(p, row->key, row->n_keys);
		p->end(p->out);
	}
}

static void help_begin(struct str *out, const char *title)
{
	str_addf(out, "%s\n", title);
}

static void help_item(struct str *out, const char *name, const char *help)
{
	str_addf(out, "  %-8s %s\n", name, help);
}

static void help_end(struct str *out)
{
	str_addc(out, '\n');
}

/* Lines for help: all keys by place. */
static void keys_help(struct str *out)
{
	by_place(&(struct pen){ out, help_begin, help_item, help_end });
}

void ui_help(struct ui *ui)
{
	struct str s = STR_INIT;

	str_add(&s,
		"reroll trains a small network from fresh weights, again and again, and shows what changes.\n\n"
		"Sources are what chance decides in a training. A source is free (every run draws anew), "
		"fixed (every run takes the same level) or off.\n"
		"Loss shows the latest runs faintly, their median in bold, and the bands that hold 50 % and "
		"90 % of the runs.\n"
		"Prediction difference is how far apart the predictions of two runs are, for all pairs of runs. "
		"The ghost behind it is the condition before.\n"
		"Every change of a source or a setting begins a new condition; Tried so far keeps them all.\n\n");
	keys_help(&s);
	str_add(&s, "Commands (type : first; the same lines work in scripts)\n");
	help_text(NULL, &s);
	pager_open(ui, "Help", s.s);
	str_release(&s);
}

/* ---- the manual page ---- */

/* One item of a list; no line of mdoc may begin with a dot or a quote. */
static void put_item(struct str *out, const char *name, const char *help)
{
	str_add(out, ".It Li \"\\&");	/* ? and : alone would be punctuation */
	for (; *name != '\0'; name++)
		str_addf(out, "%s%c", *name == '-' ? "\\" : "", *name);
	str_addf(out, "\"\n%s\n", help);
}

static void man_begin(struct str *out, const char *title)
{
	str_addf(out, ".Ss %s\n.Bl -tag -width \"Enter z\" -compact\n", title);
}

static void man_end(struct str *out)
{
	str_add(out, ".El\n");
}

void keys_manpage(struct str *out)
{
	str_add(out, ".Sh KEYS\nA key does what a line of the language says, and that line is in the log.\n");
	by_place(&(struct pen){ out, man_begin, put_item, man_end });
}
