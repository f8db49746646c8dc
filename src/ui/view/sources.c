/*
 * sources.c - the eight sources of randomness and their states.
 *
 *   1 init       ● free
 *   2 shuffle    ○ fixed 42
 *
 * Wide enough, it says what each source is.
 */
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "ui/ui.h"

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

/* A training of somebody else: the sources that it declares, and the rest. */
static void draw_declared(struct ui *ui, struct rect r, const struct external *x)
{
	struct grid *g = &ui->grid;
	int row = r.row, any = 0;

	for (int s = 0; s < SOURCE_SLOTS && row < r.row + r.rows; s++) {
		struct str t = STR_INIT;
		int free = x->state[s] == STATE_FREE, role = free ? ROLE_FREE : ROLE_FIXED;
		uint32_t dot = g->graph == GRAPH_ASCII ? free ? '*' : 'o' : free ? 0x25cf : 0x25cb;

		if (!x->name[s])
			continue;
		any = 1;
		lab_source_text(ui->lab, (enum source)s, &t);
		grid_text(g, row, r.col + 1, 12, x->name[s], ROLE_TEXT, free ? CELL_BOLD : 0);
		grid_put(g, row, r.col + 13, dot, role, ROLE_NONE, 0);
		grid_text(g, row++, r.col + 15, r.cols - 15, t.s, role, 0);
		str_release(&t);
	}
	row++;
	ui_wrap_fit(g, (struct rect){ row, r.col + 1, r.row + r.rows - row, r.cols - 2 }, any ? "Declared by this training,"
		    " which reroll did not do: free ones differ between its runs. What else differs is the rest."
		    : "This training declares no source: whatever differs between its runs is the rest.",
		    any ? "Declared by this training; what else differs is the rest."
		    : "No source is declared: all is the rest.", ROLE_DIM);
}

static void draw(struct ui *ui, struct rect r)
{
	struct grid *g = &ui->grid;
	const struct lab_entry *now = ui_entry(ui);
	int gap = r.rows >= 2 * SOURCE_COUNT + 4, row = r.row, help = r.cols >= 70;
	int focused = ui->focus == VIEW_SOURCES;

	if (now && now->cond->external) {
		draw_declared(ui, r, now->cond->external);
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
	int s = (int)ui->source;

	switch (key) {
	case TK_UP: s--; break;
	case TK_DOWN: s++; break;
	case TK_HOME: case TK_PGUP: s = 0; break;
	case TK_END: case TK_PGDN: s = SOURCE_COUNT - 1; break;
	default: return 0;
	}
	if (s >= 0 && s < SOURCE_COUNT && ui->pop != POP_NONE)
		ui->source = (enum source)s;	/* in a list that is not there for long */
	else if (s >= 0 && s < SOURCE_COUNT && s != (int)ui->source)
		ui_linef(ui, "select %s", source_name((enum source)s));
	return 1;
}

/* Free what is not, fix what is free: never more than one press away. */
void sources_toggle(struct ui *ui, enum source s)
{
	ui->source = s;
	ui_linef(ui, "%s %s", lab_source_state(ui->lab, s) == STATE_FREE ? "fix" : "free", source_name(s));
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
	int i, gap;

	(void)col;
	if (!p)
		return;
	gap = p->r.rows - 2 >= 2 * SOURCE_COUNT + 4;
	i = (row - p->r.row - 1) / (1 + gap);
	if (row <= p->r.row || i >= SOURCE_COUNT)
		return;
	if ((enum source)i == ui->source)	/* a second click toggles */
		sources_toggle(ui, ui->source);
	else
		ui_linef(ui, "select %s", source_name((enum source)i));
}

static int choose(struct ui *ui, const char *text)
{
	enum source s = source_find(text);

	if (s == SOURCE_COUNT && text[0] >= '1' && text[0] <= '0' + SOURCE_COUNT && text[1] == '\0')
		s = (enum source)(text[0] - '1');
	if (s == SOURCE_COUNT)
		return 0;
	ui->source = s;
	return 1;
}

const struct view view_sources = {
	.title = title, .draw = draw, .move = move, .press = press, .wheel = wheel, .select = choose,
};
