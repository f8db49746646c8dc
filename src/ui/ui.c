/*
 * ui.c - see ui.h: the frame around the panels, and what happens to events.
 *
 * An event goes to the first of these that wants it: the pop-up, the pager,
 * the moving keys of the focused view, the table of keys.  Whatever changes
 * the laboratory goes through ui_line, as a typed line would.
 */
#include "ui.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "base/err.h"
#include "base/say.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "keys.h"
#include "lang/cmd.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "setup/lex.h"
#include "plot/spark.h"
#include "tell.h"

#define NOTE_NS 8000000000u	/* long enough to read four rows */

static const struct view *const views[VIEW_COUNT] = {
	[VIEW_SOURCES] = &view_sources, [VIEW_CURVES] = &view_curves,
	[VIEW_DIFFERENCES] = &view_differences, [VIEW_ATTRIBUTION] = &view_attribution,
	[VIEW_SURFACE] = &view_surface, [VIEW_RUNS] = &view_runs,
	[VIEW_CONDITIONS] = &view_conditions, [VIEW_REMEDIES] = &view_remedies,
	[VIEW_LOG] = &view_log, [VIEW_LESSON] = &view_lesson,
};

const struct view *view_of(enum view_id v)
{
	return views[v < VIEW_COUNT ? v : 0];
}

enum view_id view_find(const char *name)
{
	int i = 0;

	while (i < VIEW_COUNT && strcmp(views[i]->name, name) != 0)
		i++;
	return (enum view_id)i;
}

void ui_init(struct ui *ui)
{
	memset(ui, 0, sizeof *ui);
	str_init(&ui->said);
	str_init(&ui->note);
	str_init(&ui->brief);
	str_init(&ui->search);
	str_init(&ui->line);
	str_init(&ui->attr.verdict);
	str_init(&ui->text.title);
	str_init(&ui->text.text);
	ui->focus = VIEW_SOURCES;
	ui->runs.list.selected = ui->conditions.selected = -1;
	ui->runs.sort = 1;
	ui->surface.column[1] = 1;
	ui->dirty = 1;
}

void ui_release(struct ui *ui)
{
	str_release(&ui->said);
	str_release(&ui->note);
	str_release(&ui->brief);
	str_release(&ui->search);
	str_release(&ui->line);
	str_release(&ui->attr.verdict);
	str_release(&ui->text.title);
	str_release(&ui->text.text);
	curves_state_release(&ui->curves);
	free(ui->diff.sd);
	free(ui->runs.order);
	surface_release(&ui->surface);
	grid_release(&ui->grid);
}

const struct lab_entry *ui_entry(const struct ui *ui)
{
	return lab_current(ui->lab);
}

/* ---- saying and doing ---- */

void ui_note(struct ui *ui, int error, const char *fmt, ...)
{
	va_list ap;

	str_clear(&ui->note);
	str_clear(&ui->brief);
	ui->brief_at = 0;
	va_start(ap, fmt);
	str_vaddf(&ui->note, fmt, ap);
	va_end(ap);
	ui->note_error = error;
	ui->mark_cols = 0;
	ui->dirty = 1;
}

/* An error under the line it is in, the wrong word underlined. */
static void note_place(struct ui *ui, const char *line, const struct err *err)
{
	size_t len = strlen(line), at = (size_t)err->col - 1;

	/* About a file, not a word of the line. */
	if (err->file[0] && err->line == 0) {
		ui_note(ui, 1, "%s: %s", err->file, err->text);
		return;
	}
	if (err->col < 1 || at >= len || utf8_cols(line) > ui->grid.cols - 4) {
		ui_note(ui, 1, "%s", err->text);
		return;
	}
	ui_note(ui, 1, ":");
	utf8_escape(&ui->note, line, at);
	ui->mark = utf8_cols(ui->note.s);
	len = strcspn(line + at, " \t;");
	len = len > 0 ? len : 1;
	utf8_escape(&ui->note, line + at, len);
	ui->mark_cols = utf8_cols(ui->note.s) - ui->mark;
	utf8_escape(&ui->note, line + at + len, strlen(line + at + len));
	str_addf(&ui->note, "\n%s", err->text);
}

void ui_line(struct ui *ui, const char *line)
{
	struct err err = ERR_INIT;

	str_clear(&ui->line);
	utf8_escape(&ui->line, line, strlen(line));
	if (shell_exec(ui->shell, line, &err) != 0)
		note_place(ui, line, &err);
	ui_show_said(ui);
	str_clear(&ui->line);
	ui->dirty = 1;
}

void ui_linef(struct ui *ui, const char *fmt, ...)
{
	struct str s = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	ui_line(ui, s.s);
	str_release(&s);
}

void ui_show_said(struct ui *ui)
{
	char *nl;

	if (ui->said.len == 0)
		return;
	nl = strchr(ui->said.s, '\n');
	/* One line has room in the status line. */
	if ((nl == NULL || nl[1] == '\0') && utf8_cols(ui->said.s) < ui->grid.cols - 2) {
		if (nl != NULL)
			*nl = '\0';
		ui_note(ui, 0, "%s", ui->said.s);
	} else {
		text_open(ui, ui->line.len > 0 ? ui->line.s : "Said", ui->said.s);
	}
	str_clear(&ui->said);
}

int ui_in_sight(const struct ui *ui, enum view_id v)
{
	struct layout l;	/* as the next frame will have it */

	layout_compute(&l, ui->grid.rows, ui->grid.cols, ui->focus, ui->zoomed, ui->had_lesson);
	return !ui->text.open && layout_find(&l, v) != NULL;
}

void ui_answer(struct ui *ui, const struct lab_study *study)
{
	enum view_id v = study->kind == STUDY_ATTRIBUTE ? VIEW_ATTRIBUTION : VIEW_REMEDIES;

	str_clear(&ui->said);
	if (v == VIEW_REMEDIES)
		ui->remedy.show = study->kind == STUDY_DIVERGENCE ? REMEDY_SHOW_TWINS
			: study->remedy == REMEDY_ENSEMBLE ? REMEDY_SHOW_ENSEMBLE : REMEDY_SHOW_SWEEP;
	if (!ui->had_lesson && !ui_in_sight(ui, v))
		ui_zoom(ui, v);
}

void ui_zoom(struct ui *ui, enum view_id v)
{
	text_close(ui);
	ui->zoomed = v != VIEW_COUNT;
	if (v != VIEW_COUNT)
		ui->focus = v;
	ui->dirty = 1;
}

int ui_view_name(struct ui *ui, const char *name)
{
	enum view_id v = view_find(name);

	if (strcmp(name, "help") == 0) {
		ui_help(ui);
		return 1;
	}
	if ((v == VIEW_COUNT && strcmp(name, "dashboard") != 0) || (v == VIEW_LESSON && !ui->had_lesson))
		return 0;
	ui_zoom(ui, v);
	return 1;
}

int ui_option(struct ui *ui, const char *name, const char *value)
{
	ui->dirty = 1;
	for (int i = 0; i < VIEW_COUNT; i++)
		if (views[i]->option != NULL && views[i]->option(ui, name, value))
			return 1;
	if (strcmp(name, "cursor") == 0) {	/* of the chart in focus */
		int on = strcmp(value, "off") != 0, diff = ui->focus == VIEW_DIFFERENCES;

		ui->diff.cursor = on && diff;
		ui->curves.cursor = on && !diff;
		if (on)
			*(diff ? &ui->diff.cursor_x : &ui->curves.cursor_x) = strtod(value, NULL);
		return 1;
	}
	return 0;
}

int ui_search(struct ui *ui, const char *text, int direction, struct err *err)
{
	const struct view *v = view_of(ui->focus);

	if (text != ui->search.s) {
		str_clear(&ui->search);
		str_add(&ui->search, text);
	}
	ui->dirty = 1;
	if (ui->search.len == 0)
		return err_set(err, ERR_USAGE, "nothing was searched for yet: / asks");
	if (!ui->text.open && v->search == NULL)
		return err_set(err, ERR_STATE, "there is nothing to search here: runs, conditions, log and help have rows");
	if (ui->text.open ? text_search(ui, ui->search.s, direction) : v->search(ui, ui->search.s, direction))
		return 0;
	return err_set(err, ERR_STATE, "'%s' was not found", ui->search.s);
}

void ui_find(struct ui *ui, const char *text)
{
	struct str s = STR_INIT;

	str_add(&s, "search ");
	if (*text == '\0')
		str_add(&s, "next");
	else if (strcmp(text, "next") == 0 || strcmp(text, "previous") == 0)
		str_addf(&s, "\"%s\"", text);
	else
		lex_quote(&s, text);
	ui_line(ui, s.s);
	str_release(&s);
}

static int focus(struct ui *ui, const char *name, struct err *err)
{
	enum view_id v = view_find(name);
	struct layout l;

	layout_compute(&l, ui->grid.rows, ui->grid.cols, ui->focus, 0, ui->had_lesson);
	if (v == VIEW_COUNT || (v == VIEW_LESSON && !ui->had_lesson))
		return err_set(err, ERR_STATE, "there is no panel '%s' now", name);
	if (l.small != 1 && layout_find(&l, v) == NULL)
		return err_set(err, ERR_STATE, "the dashboard has no room for %s: `view %s` shows it", name, name);
	text_close(ui);
	ui->zoomed = 0;
	ui->focus = v;
	return 0;
}

int ui_act(struct ui *ui, enum shell_act what, const char *text, struct err *err)
{
	const struct view *v = view_of(ui->focus);

	ui->dirty = 1;
	switch (what) {
	case SHELL_FOCUS:
		return focus(ui, text, err);
	case SHELL_SELECT:
		if (v->select == NULL)
			return err_set(err, ERR_STATE, "there are no rows to select in %s", v->name);
		return v->select(ui, text) ? 0 : err_set(err, ERR_STATE, "there is no row '%s' in %s", text, v->name);
	case SHELL_SEARCH:
		return ui_search(ui, text, 1, err);
	case SHELL_SEARCH_NEXT: case SHELL_SEARCH_PREVIOUS:
		return ui_search(ui, ui->search.s, what == SHELL_SEARCH_NEXT ? 1 : -1, err);
	case SHELL_REDRAW:
		if (ui->redraw != NULL)
			ui->redraw(ui->arg);
		return 0;
	}
	return 0;
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
	text_open(ui, "Help", s.s);
	str_release(&s);
}

/* ---- lists ---- */

int list_move(struct list *l, uint32_t key, size_t n, int page)
{
	long last = (long)n - 1, step = page > 1 ? page - 1 : 1;

	switch (key) {
	case TK_UP: l->selected = l->selected < 0 ? 0 : l->selected - 1; break;
	case TK_DOWN: l->selected++; break;
	case TK_PGUP: l->selected -= step; break;
	case TK_PGDN: l->selected += step; break;
	case TK_HOME: l->selected = 0; break;
	case TK_END: l->selected = last; break;
	default: return 0;
	}
	if (l->selected > last)
		l->selected = last;
	if (l->selected < 0)
		l->selected = n > 0 ? 0 : -1;
	return 1;
}

/* ---- events ---- */

static int pop_event(struct ui *ui, const struct term_event *e)
{
	enum source s = SOURCE_COUNT;

	if (ui->pop == POP_NONE)
		return 0;
	if (e->key == TK_OTHER)		/* an answer of the terminal's, nobody's key */
		return 1;
	if (e->key >= '1' && e->key <= '8')
		s = (enum source)(e->key - '1');
	else if (e->key == 13 || e->key == 'r' || e->key == ' ')
		s = ui->source;
	else if (view_sources.move(ui, e->key == 'j' ? TK_DOWN : e->key == 'k' ? TK_UP : e->key))
		return 1;
	ui->pop = POP_NONE;
	if (s != SOURCE_COUNT) {
		ui->source = s;
		ui_linef(ui, "reroll %s", source_name(s));
	}
	return 1;
}

static void mouse(struct ui *ui, const struct term_event *e)
{
	const struct panel *p = layout_at(&ui->layout, e->row, e->col);
	const struct view *v;

	if (p == NULL)
		return;
	v = view_of(p->view);
	if (ui->focus != p->view)
		ui_linef(ui, "focus %s", v->name);
	if (e->key == TK_PRESS) {
		if (v->press != NULL)
			v->press(ui, e->row, e->col);
	} else if (v->wheel != NULL) {
		v->wheel(ui, e->row, e->col, e->key == TK_WHEEL_UP ? -1 : 1);
	} else if (v->move != NULL) {
		for (int i = 0; i < (p->view == VIEW_SOURCES ? 1 : 3); i++)
			v->move(ui, e->key == TK_WHEEL_UP ? TK_UP : TK_DOWN);
	}
}

void ui_event(struct ui *ui, const struct term_event *e)
{
	const struct view *v = view_of(ui->focus);
	uint32_t key = e->key;

	ui->dirty = 1;
	if (e->alt)
		return;
	/* Typed ahead of the frame that shows where it goes: rows and charts are laid
	 * out as they are drawn. */
	if (ui->drawn_focus != ui->focus || ui->drawn_zoomed != ui->zoomed
	    || ui->drawn_entry != (ui_entry(ui) != NULL ? ui_entry(ui)->id : 0))
		ui_draw(ui);
	ui->dirty = 1;
	if (key != TK_OTHER && ui->note.len > 0 && key != TK_WHEEL_UP && key != TK_WHEEL_DOWN)
		ui_note(ui, 0, "%s", "");
	if (key == TK_PRESS && e->row == ui->layout.foot_row && ui->layout.foot_row >= 0) {
		struct term_event named = { .key = keys_at(ui, e->col) };

		if (named.key != 0)
			ui_event(ui, &named);
		return;
	}
	if (pop_event(ui, e))
		return;
	if (ui->text.open && text_event(ui, e))
		return;
	if (key == TK_PRESS || key == TK_WHEEL_UP || key == TK_WHEEL_DOWN) {
		if (!ui->text.open)
			mouse(ui, e);
		return;
	}
	if (ui->text.open && key != ':' && key != '/' && key != 'n' && key != 'N' && key != 'p'
	    && !(key >= '1' && key <= '8'))
		return;
	key = key == 'h' ? (uint32_t)TK_LEFT : key == 'j' ? (uint32_t)TK_DOWN : key == 'k' ? (uint32_t)TK_UP : key;
	if (key == 'G' || (key == 'g' && keys_find(ui, 'g') == NULL))
		key = key == 'G' ? TK_END : TK_HOME;
	if (key == 'l' && keys_find(ui, 'l') == NULL)
		key = TK_RIGHT;
	/* Enter acts on the row of a list that fills the screen. */
	if (key == 13 && ui->zoomed && ui->focus == VIEW_CONDITIONS) {
		keys_act(ui, 'g');
		return;
	}
	if (v->move != NULL && v->move(ui, key))
		return;
	if (!keys_act(ui, key) && key < TK_FIRST && key > 32)
		ui_note(ui, 1, "'%.*s' means nothing here; ? shows the keys", (int)e->n, e->bytes);
}

/* ---- drawing ---- */

static void draw_title(struct ui *ui)
{
	struct grid *g = &ui->grid;
	struct str right = STR_INIT, title = STR_INIT;
	int w, col, room;

	str_addf(&right, "%s · %d worker%s ", lab_engine(ui->lab), lab_workers(ui->lab),
		 lab_workers(ui->lab) == 1 ? "" : "s");
	w = grid_cols(g, right.s);
	col = 1 + grid_text(g, 0, 1, -1, "reroll", ROLE_TITLE, CELL_BOLD);
	if (lab_replaying(ui->lab))
		col += 1 + grid_text(g, 0, col + 1, -1, "replay", ROLE_WARN, CELL_BOLD);
	if (lab_record_failed(ui->lab, NULL))	/* until it is answered by another `save` */
		col += 1 + grid_text(g, 0, col + 1, -1, "NOT SAVED", ROLE_ERROR, CELL_BOLD);
	report_title(ui->lab, &title);
	/* What is trained matters more than what by. */
	if (w > g->cols / 2 || grid_cols(g, title.s) > g->cols - col - 2 - w - 1)
		w = 0;
	room = g->cols - col - 2 - w - 1;
	/* A number cut short would be another number: lr=0.0 for lr=0.01. */
	if (grid_cols(g, title.s) > room && room > 2) {
		size_t fits = utf8_prefix(title.s, room), whole = fits;

		/* whole items where one fits, else the first one with a mark */
		while (whole > 0 && strncmp(title.s + whole, " · ", strlen(" · ")) != 0)
			whole--;
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

		if (rows > 4)
			rows = 4;
		row -= rows - 1;
		if (row < 1)
			row = 1;
		if (rows > 1)
			grid_fill(g, (struct rect){ row, 0, rows, g->cols }, ' ', ROLE_NONE, ROLE_NONE, 0);
		ui_wrap(g, (struct rect){ row, 1, rows, g->cols - 2 }, ui->note.s, ui->note_error ? ROLE_ERROR : ROLE_GOOD, 0);
		for (int i = 0; i < ui->mark_cols; i++)
			if (1 + ui->mark + i < g->cols)
				g->cell[(size_t)row * (size_t)g->cols + (size_t)(1 + ui->mark + i)].attr |= CELL_UNDERLINE | CELL_BOLD;
	} else {
		int error = 0;

		tell_now(ui->shell, &s);
		if (grid_cols(g, s.s) > g->cols - 2 && g->cols > 4) {
			s.len = utf8_prefix(s.s, g->cols - 3);
			s.s[s.len] = '\0';
			str_add(&s, g->graph == GRAPH_ASCII ? "." : "…");
		}
		lab_status(ui->lab, &error);
		grid_text(g, row, 1, g->cols - 2, s.s, error && s.len > 0 && strcmp(s.s, lab_status(ui->lab, &error)) == 0
			  ? ROLE_ERROR : ROLE_DIM, 0);
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
	say_count(out, (unsigned long long)(r + .5));
	str_add(out, r >= .5 && r < 1.5 ? " run/s" : " runs/s");
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
	const struct view *v = view_of(p->view);
	struct rect in = { p->r.row + 1, p->r.col + 1, p->r.rows - 2, p->r.cols - 2 };
	int focused = ui->focus == p->view && !ui->text.open && ui->layout.n > 1;
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
	int rows = SOURCE_COUNT + 4, cols = 36;
	struct rect r = { (g->rows - rows) / 2, (g->cols - cols) / 2, rows, cols };

	if (r.row < 0)
		r.row = 0;
	if (r.col < 0)
		r.col = 0;
	grid_fill(g, r, ' ', ROLE_NONE, ROLE_NONE, 0);
	grid_box(g, r, "Reroll which source?", ROLE_FOCUS, 0);
	for (int i = 0; i < SOURCE_COUNT; i++) {
		struct str t = STR_INIT;
		int row = r.row + 1 + i, can = lab_source_state(ui->lab, (enum source)i) == STATE_FIXED;

		lab_source_text(ui->lab, (enum source)i, &t);
		if ((enum source)i == ui->source)
			grid_fill(g, (struct rect){ row, r.col + 1, 1, cols - 2 }, ' ', ROLE_TEXT, ROLE_ROW, 0);
		grid_textf(g, row, r.col + 2, 1, ROLE_KEY, CELL_BOLD, "%d", i + 1);
		grid_text(g, row, r.col + 4, 10, source_name((enum source)i), can ? ROLE_TEXT : ROLE_OFF, 0);
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
	ui->drawn_entry = ui_entry(ui) != NULL ? ui_entry(ui)->id : 0;
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
	if (ui->text.open) {
		text_draw(ui, (struct rect){ 1, 0, g->rows - 3, g->cols });
	} else {
		if (!ui->zoomed && !ui->layout.small && layout_find(&ui->layout, ui->focus) == NULL)
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
			   "%dx%d: one panel at a time, Tab for the next", g->cols, g->rows);
	if (ui->pop == POP_REROLL)
		draw_pop(ui);
}
