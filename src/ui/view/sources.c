/*
 * sources.c - the eight sources of randomness and their states.
 *
 *   1 init       ● free
 *   2 shuffle    ○ fixed 42
 *
 * Wide enough, it says what each source is.
 */
#include <string.h>

#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "setup/settings.h"
#include "ui/ui.h"

/* ---- which there are ---- */

size_t sources_list(const struct ui *ui, enum source out[SOURCE_SLOTS])
{
	const struct external *x = lab_now(ui->lab)->external;
	size_t n = 0;

	for (int s = 0; s < (x ? SOURCE_SLOTS : SOURCE_COUNT); s++)
		if (!x || x->name[s])
			out[n++] = (enum source)s;
	return n;
}

const char *sources_name(const struct ui *ui, enum source s)
{
	const struct external *x = lab_now(ui->lab)->external;

	return x && x->name[s] ? x->name[s] : source_name(s);
}

enum source sources_digit(const struct ui *ui, uint32_t key)
{
	enum source list[SOURCE_SLOTS];
	size_t n = sources_list(ui, list);

	if (key < '1' || key > '0' + SOURCE_COUNT)
		return SOURCE_ALL;
	if (!n)		/* that there is none the command says */
		return (enum source)(key - '1');
	return key - '0' <= n ? list[key - '1'] : SOURCE_ALL;
}

enum source sources_selected(const struct ui *ui)
{
	enum source list[SOURCE_SLOTS];
	size_t n = sources_list(ui, list);

	for (size_t i = 0; i < n; i++)
		if (list[i] == ui->source)
			return ui->source;
	return n ? list[0] : SOURCE_INIT;
}

static void title(struct ui *ui, struct str *out)
{
	(void)ui;
	str_add(out, "Sources of randomness");
}

static void explain(struct ui *ui, struct rect r)
{
	const struct lab_entry *e = ui_entry(ui);
	struct str s = STR_INIT;

	str_add(&s, "Fixed: every run takes the same level. Free: every run draws a new one. "
		"r gives a fixed source a new level and leaves all others as they are.\n");
	if (e)
		report_remainder(e, &s);
	ui_wrap(&ui->grid, r, s.s, ROLE_DIM, 0);
	str_release(&s);
}

static const char *declared_words(const struct lab_entry *e, int any, int trains, struct str *out)
{
	if (trains && report_rest(e, out))
		return out->s;
	if (!any)
		return "This training declares no source: whatever differs between its runs is the rest.";
	return trains ? "Declared by this training. What differs though they are equal is the rest: the first two runs tell."
		: "Declared by this training. Free ones differ between its runs; what else differs is the rest.";
}

/* A training of somebody else: the sources that it declares, and the rest. */
static void draw_declared(struct ui *ui, struct rect r, const struct lab_entry *e)
{
	const struct external *x = e->cond->external;
	struct grid *g = &ui->grid;
	int row = r.row, any = 0, trains = lab_trains(ui->lab, e), left = trains ? 3 : 1;
	struct str words = STR_INIT;

	for (int s = 0; s < SOURCE_SLOTS && row < r.row + r.rows; s++) {
		struct str t = STR_INIT;
		int free = x->state[s] == STATE_FREE, role = free ? ROLE_FREE : ROLE_FIXED, picked;
		uint32_t dot = g->graph == GRAPH_ASCII ? free ? '*' : 'o' : free ? 0x25cf : 0x25cb;

		if (!x->name[s])
			continue;
		picked = trains && ui->focus == VIEW_SOURCES && (enum source)s == sources_selected(ui);
		if (picked)
			grid_fill(g, (struct rect){ row, r.col, 1, r.cols }, ' ', ROLE_TEXT, ROLE_ROW, 0);
		if (trains && any < SOURCE_COUNT)
			grid_textf(g, row, r.col + 1, 1, ROLE_KEY, CELL_BOLD, "%d", any + 1);
		any++;
		lab_source_text(ui->lab, (enum source)s, &t);
		grid_text(g, row, r.col + left, 13 - left, x->name[s], ROLE_TEXT, free ? CELL_BOLD : 0);
		grid_put(g, row, r.col + 13, dot, role, picked ? ROLE_ROW : ROLE_NONE, 0);
		grid_text(g, row++, r.col + 15, r.cols - 15, t.s, role, 0);
		str_release(&t);
	}
	if (++row < r.row + r.rows)
		ui_wrap(g, (struct rect){ row, r.col + 1, r.row + r.rows - row, r.cols - 2 }, declared_words(e, any, trains, &words),
			ROLE_DIM, 0);
	str_release(&words);
}

static void draw(struct ui *ui, struct rect r)
{
	struct grid *g = &ui->grid;
	const struct lab_entry *now = ui_entry(ui);
	int gap = r.rows >= 2 * SOURCE_COUNT + 4, row = r.row, help = r.cols >= 70;
	int focused = ui->focus == VIEW_SOURCES;

	if (now && now->cond->external) {
		draw_declared(ui, r, now);
		return;
	}
	for (int i = 0; i < SOURCE_COUNT && row < r.row + r.rows; i++, row += 1 + gap) {
		enum source s = (enum source)i;
		enum state st = lab_source_state(ui->lab, s);
		struct str t = STR_INIT;
		int role = st == STATE_FREE ? ROLE_FREE : st == STATE_FIXED ? ROLE_FIXED : ROLE_OFF;
		uint32_t dot = st == STATE_FREE ? 0x25cf : st == STATE_FIXED ? 0x25cb : 0x2013;

		if (g->graph == GRAPH_ASCII)
			dot = st == STATE_FREE ? '*' : st == STATE_FIXED ? 'o' : '-';
		if (focused && s == ui->source)
			grid_fill(g, (struct rect){ row, r.col, 1, r.cols }, ' ', ROLE_TEXT, ROLE_ROW, 0);
		grid_textf(g, row, r.col + 1, 1, ROLE_KEY, CELL_BOLD, "%d", i + 1);
		grid_text(g, row, r.col + 3, 10, source_name(s), st == STATE_OFF ? ROLE_OFF : ROLE_TEXT,
			  st == STATE_FREE ? CELL_BOLD : 0);
		grid_put(g, row, r.col + 13, dot, role, focused && s == ui->source ? ROLE_ROW : ROLE_NONE, 0);
		lab_source_text(ui->lab, s, &t);
		grid_text(g, row, r.col + 15, help ? 16 : r.cols - 15, t.s, role, 0);
		if (help)
			grid_text(g, row, r.col + 32, r.cols - 33, source_help(s), ROLE_DIM, 0);
		str_release(&t);
	}
	row += 1;
	if (!help && row + 1 < r.row + r.rows)
		ui_wrap(g, (struct rect){ row, r.col + 1, r.row + r.rows - row, r.cols - 2 },
			source_help(ui->source), ROLE_DIM, 0);
	else if (help && row + 3 < r.row + r.rows)
		explain(ui, (struct rect){ row, r.col + 1, r.row + r.rows - row, r.cols - 2 });
}

static int move(struct ui *ui, uint32_t key)
{
	enum source list[SOURCE_SLOTS];
	int n = (int)sources_list(ui, list), at = 0;

	while (at + 1 < n && list[at] != ui->source)
		at++;
	switch (key) {
	case TK_UP: at--; break;
	case TK_DOWN: at++; break;
	case TK_HOME: case TK_PGUP: at = 0; break;
	case TK_END: case TK_PGDN: at = n - 1; break;
	default: return 0;
	}
	if (at >= 0 && at < n && ui->pop != POP_NONE)
		ui->source = list[at];	/* in a list that is not there for long */
	else if (at >= 0 && at < n && list[at] != ui->source)
		ui_linef(ui, "select %s", sources_name(ui, list[at]));
	return 1;
}

/* Free what is not, fix what is free: never more than one press away. */
void sources_toggle(struct ui *ui, enum source s)
{
	if (s == SOURCE_ALL)
		return;
	ui->source = s;
	ui_linef(ui, "%s %s", lab_source_state(ui->lab, s) == STATE_FREE ? "fix" : "free", sources_name(ui, s));
}

static void wheel(struct ui *ui, int row, int col, int dir)
{
	(void)row;
	(void)col;
	move(ui, dir < 0 ? TK_UP : TK_DOWN);
}

static void press(struct ui *ui, int row, int col)
{
	const struct panel *p = layout_find(&ui->layout, VIEW_SOURCES);
	enum source list[SOURCE_SLOTS];
	size_t n;
	int i, gap;

	(void)col;
	if (!p)
		return;
	n = sources_list(ui, list);
	gap = !lab_now(ui->lab)->external && p->r.rows - 2 >= 2 * SOURCE_COUNT + 4;
	i = (row - p->r.row - 1) / (1 + gap);
	if (row <= p->r.row || (size_t)i >= n)
		return;
	if (list[i] == ui->source)	/* a second click toggles */
		sources_toggle(ui, ui->source);
	else
		ui_linef(ui, "select %s", sources_name(ui, list[i]));
}

static int choose(struct ui *ui, const char *text)
{
	enum source list[SOURCE_SLOTS];
	size_t n = sources_list(ui, list);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(text, sources_name(ui, list[i])) != 0 && !(i < SOURCE_COUNT && text[0] == (char)('1' + i) && !text[1]))
			continue;
		ui->source = list[i];
		return 1;
	}
	return 0;
}

const struct view view_sources = {
	.title = title, .draw = draw, .move = move, .press = press, .wheel = wheel, .select = choose,
};
