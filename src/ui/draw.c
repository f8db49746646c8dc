/*
 * draw.c - one frame: the title, the panels with what their views draw, the status line
 * and the footer.
 */
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "base/utf8.h"
#include "keys.h"
#include "tell.h"
#include "ui.h"

#define NOTE_NS 8000000000u	/* long enough to read four rows */

static void draw_title(struct ui *ui)
{
	struct grid *g = &ui->grid;
	struct str right = STR_INIT, title = STR_INIT;
	size_t end[REPORT_TITLE_ITEMS];
	int w, col, room;

	if (ui_entry(ui) && ui_entry(ui)->cond->external && !lab_trains(ui->lab, ui_entry(ui)))
		str_addf(&right, "%s ", lab_engine(ui->lab));
	else
		str_addf(&right, "%s · %d worker%s ", lab_engine(ui->lab), lab_workers(ui->lab),
			 lab_workers(ui->lab) == 1 ? "" : "s");
	w = grid_cols(g, right.s);
	col = 1 + grid_text(g, 0, 1, -1, "reroll", ROLE_TITLE, CELL_BOLD);
	if (lab_replaying(ui->lab))
		col += 1 + grid_text(g, 0, col + 1, -1, "replay", ROLE_WARN, CELL_BOLD);
	if (lab_record_failed(ui->lab, NULL))	/* until it is answered by another `save` */
		col += 1 + grid_text(g, 0, col + 1, -1, "NOT SAVED", ROLE_ERROR, CELL_BOLD);
	report_title_items(ui->lab, &title, end);
	/* What is trained matters more than what by. */
	if (w > g->cols / 2 || grid_cols(g, title.s) > g->cols - col - 2 - w - 1)
		w = 0;
	room = g->cols - col - 2 - w - 1;
	/* A number cut short would be another number: lr=0.0 for lr=0.01. */
	if (grid_cols(g, title.s) > room && room > 2) {
		size_t fits = utf8_prefix(title.s, room), whole = 0;

		/* whole items where one fits, else the first one with a mark */
		for (int i = 0; i < REPORT_TITLE_ITEMS; i++)
			whole = end[i] <= fits ? end[i] : whole;
		title.len = whole > 0 ? whole : utf8_prefix(title.s, room - 1);
		title.s[title.len] = '\0';
		if (whole == 0)
			str_add(&title, g->graph == GRAPH_ASCII ? "." : "…");
	}
	grid_text(g, 0, col + 2, room, title.s, ROLE_TEXT, 0);
	if (w > 0)
		grid_text(g, 0, g->cols - w, w, right.s, ROLE_DIM, 0);
	str_release(&right);
	str_release(&title);
}

/* A note of several rows lies over the panels: after a while one row is enough. */
static void shorten_note(struct ui *ui)
{
	struct str brief;

	if (ui->brief.len == 0)
		return;
	if (ui->brief_at == 0)
		ui->brief_at = ui->now + NOTE_NS;
	if (ui->now < ui->brief_at) {
		if (ui->wake == 0 || ui->brief_at < ui->wake)
			ui->wake = ui->brief_at;
		return;
	}
	brief = ui->brief;
	str_init(&ui->brief);
	if (utf8_cols(brief.s) > ui->grid.cols - 2 && ui->grid.cols > 4) {
		brief.len = utf8_prefix(brief.s, ui->grid.cols - 3);
		brief.s[brief.len] = '\0';
		str_add(&brief, ui->grid.graph == GRAPH_ASCII ? "." : "…");
	}
	ui_note(ui, 0, "%s", brief.s);
	str_release(&brief);
}

static void draw_status(struct ui *ui)
{
	struct grid *g = &ui->grid;
	int row = ui->layout.status_row;
	struct str s = STR_INIT;

	if (row < 0)
		return;
	shorten_note(ui);
	if (ui->note.len > 0) {
		/* As many rows as it takes, over the panels' last ones. */
		int rows = ui_wrap_rows(ui->note.s, g->cols - 2);

		const int cut = rows > 4;

		if (cut)
			rows = 4;
		row -= rows - 1;
		if (row < 1)
			row = 1;
		if (rows > 1)
			grid_fill(g, (struct rect){ row, 0, rows, g->cols }, ' ', ROLE_NONE, ROLE_NONE, 0);
		ui_wrap(g, (struct rect){ row, 1, rows, g->cols - 2 }, ui->note.s, ui->note_error ? ROLE_ERROR : ROLE_GOOD, 0);
		if (cut)
			grid_text(g, row + rows - 1, g->cols - 1, 1, g->graph == GRAPH_ASCII ? "." : "…",
				  ui->note_error ? ROLE_ERROR : ROLE_GOOD, 0);
		for (int i = 0; i < ui->mark_cols; i++)
			if (1 + ui->mark + i < g->cols)
				g->cell[(size_t)row * (size_t)g->cols + (size_t)(1 + ui->mark + i)].attr |= CELL_UNDERLINE | CELL_BOLD;
	} else {
		int error = tell_now(ui->shell, &s);

		if (grid_cols(g, s.s) > g->cols - 2 && g->cols > 4) {
			s.len = utf8_prefix(s.s, g->cols - 3);
			s.s[s.len] = '\0';
			str_add(&s, g->graph == GRAPH_ASCII ? "." : "…");
		}
		grid_text(g, row, 1, g->cols - 2, s.s, error ? ROLE_ERROR : ROLE_DIM, 0);
	}
	str_release(&s);
}

/* "97,120 runs/s", "paused", "4 runs/s, slow motion". */
static void rate(struct ui *ui, struct str *out)
{
	double r = lab_rate(ui->lab), p = lab_pace(ui->lab);

	if (lab_paused(ui->lab)) {
		str_add(out, "paused");
		return;
	}
	if (lab_replaying(ui->lab)) {
		str_add(out, shell_idle(ui->shell) ? "end of replay" : "replay");
		return;
	}
	if (shell_idle(ui->shell)) {
		str_add(out, "done");
		return;
	}
	if (report_time_left(ui->lab, out))
		return;
	say_count(out, (unsigned long long)(r + .5));
	str_add(out, r >= .5 && r < 1.5 ? " run/s" : " runs/s");
	if (ui_entry(ui) && ui_entry(ui)->cond->external)	/* at its own pace */
		return;
	if (p > 0 && p < FEED_SLOW_RATE)
		str_add(out, " slow motion");
	else if (p > 0 && lab_pace_auto(ui->lab))
		str_add(out, " rising");
}

static void draw_footer(struct ui *ui)
{
	struct grid *g = &ui->grid;
	int row = ui->layout.foot_row, w;
	struct str s = STR_INIT;

	if (row < 0)
		return;
	rate(ui, &s);
	if (g->cols < 50)	/* keys matter more */
		str_clear(&s);
	w = grid_cols(g, s.s);
	keys_footer(ui, row, g->cols - w - 3);
	grid_text(g, row, g->cols - w - 1, w, s.s, lab_paused(ui->lab) ? ROLE_WARN : ROLE_TITLE, CELL_BOLD);
	str_release(&s);
}

static void draw_panel(struct ui *ui, const struct panel *p)
{
	const struct view *v = ui->view[p->view];
	struct rect in = { p->r.row + 1, p->r.col + 1, p->r.rows - 2, p->r.cols - 2 };
	int focused = ui->focus == p->view && !ui->pager.open && ui->layout.n > 1;
	struct str t = STR_INIT;

	if (in.rows > 0 && in.cols > 0)
		v->draw(ui, in);
	/* The title after the content: its figures are of the same moment. */
	v->title(ui, &t);
	grid_box(&ui->grid, p->r, t.s, focused ? ROLE_FOCUS : ROLE_BORDER, 0);
	str_release(&t);
}

static void draw_pop(struct ui *ui)
{
	struct grid *g = &ui->grid;
	enum source list[SOURCE_SLOTS];
	int n = (int)sources_list(ui, list), rows = n + 4, cols = 36;
	struct rect r = { (g->rows - rows) / 2, (g->cols - cols) / 2, rows, cols };

	if (r.row < 0)
		r.row = 0;
	if (r.col < 0)
		r.col = 0;
	grid_fill(g, r, ' ', ROLE_NONE, ROLE_NONE, 0);
	grid_box(g, r, "Reroll which source?", ROLE_FOCUS, 0);
	for (int i = 0; i < n; i++) {
		struct str t = STR_INIT;
		int row = r.row + 1 + i, can = lab_source_state(ui->lab, list[i]) == STATE_FIXED;

		lab_source_text(ui->lab, list[i], &t);
		if (list[i] == sources_selected(ui))
			grid_fill(g, (struct rect){ row, r.col + 1, 1, cols - 2 }, ' ', ROLE_TEXT, ROLE_ROW, 0);
		if (i < SOURCE_COUNT)
			grid_textf(g, row, r.col + 2, 1, ROLE_KEY, CELL_BOLD, "%d", i + 1);
		grid_text(g, row, r.col + 4, 10, sources_name(ui, list[i]), can ? ROLE_TEXT : ROLE_OFF, 0);
		grid_text(g, row, r.col + 15, cols - 17, t.s, can ? ROLE_FIXED : ROLE_OFF, 0);
		str_release(&t);
	}
	grid_text(g, r.row + rows - 2, r.col + 2, cols - 4, "a digit, Enter for this one, Esc", ROLE_DIM, 0);
}

/* A panel of its own makes no sense any more: say so, in as little as there is. */
static void draw_small(struct ui *ui)
{
	struct grid *g = &ui->grid;
	char text[96];

	snprintf(text, sizeof text, "reroll is made for 80x24; this is %dx%d. Training goes on.", g->cols, g->rows);
	ui_wrap(g, (struct rect){ 0, 0, g->rows, g->cols }, text, ROLE_TEXT, 0);
}

void ui_draw(struct ui *ui)
{
	struct grid *g = &ui->grid;
	int lesson, page, pages;

	grid_clear(g);
	ui->dirty = 0;
	ui->drawn_entry = ui_entry(ui) ? ui_entry(ui)->id : 0;
	lesson = shell_lesson(ui->shell, &page, &pages) != 0;
	if (lesson && !ui->had_lesson)		/* it begins: Enter turns its pages */
		ui->focus = VIEW_LESSON;
	if (!lesson && ui->focus == VIEW_LESSON) {
		ui->focus = VIEW_SOURCES;
		ui->zoomed = 0;
	}
	ui->had_lesson = lesson;
	layout_compute(&ui->layout, g->rows, g->cols, ui->focus, ui->zoomed, lesson);
	ui->drawn_focus = ui->focus;
	ui->drawn_zoomed = ui->zoomed;
	if (ui->layout.small == 2) {
		draw_small(ui);
		return;
	}
	draw_title(ui);
	if (ui->pager.open) {
		pager_draw(ui, (struct rect){ 1, 0, g->rows - 3, g->cols });
	} else {
		if (!ui->zoomed && !ui->layout.small && !layout_find(&ui->layout, ui->focus))
			ui->focus = lesson ? VIEW_LESSON : VIEW_SOURCES;
		for (int i = 0; i < ui->layout.n; i++)
			draw_panel(ui, &ui->layout.panel[i]);
	}
	ui->drawn_focus = ui->focus;
	draw_status(ui);
	draw_footer(ui);
	if (ui->layout.small && ui->note.len == 0)
		grid_fill(g, (struct rect){ ui->layout.status_row, 0, 1, g->cols }, ' ', ROLE_NONE, ROLE_NONE, 0);
	if (ui->layout.small && ui->note.len == 0)
		grid_textf(g, ui->layout.status_row, 1, g->cols - 2, ROLE_WARN, 0,
			   g->cols < 50 ? "%dx%d: Tab for the next panel" : "%dx%d: one panel at a time, Tab for the next",
			   g->cols, g->rows);
	if (ui->pop == POP_REROLL)
		draw_pop(ui);
}
