/*
 * ui.c - see ui.h: what happens to events.
 *
 * An event goes to the first of these that wants it: the pop-up, the pager,
 * the moving keys of the focused view, the table of keys.  Whatever changes
 * the laboratory goes through ui_line, as a typed line would.
 */
#include "ui.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "keys.h"
#include "setup/lex.h"

void ui_init(struct ui *ui)
{
	memset(ui, 0, sizeof *ui);
	str_init(&ui->said);
	str_init(&ui->note);
	str_init(&ui->brief);
	str_init(&ui->search);
	str_init(&ui->line);
	str_init(&ui->pager.title);
	str_init(&ui->pager.text);
	ui->view = views();
	for (int i = 0; i < VIEW_COUNT; i++) {
		ui->state[i] = xcalloc(1, ui->view[i]->state_size + 1);
		if (ui->view[i]->init)
			ui->view[i]->init(ui->state[i]);
	}
	ui->focus = VIEW_SOURCES;
	ui->dirty = 1;
}

void ui_release(struct ui *ui)
{
	str_release(&ui->said);
	str_release(&ui->note);
	str_release(&ui->brief);
	str_release(&ui->search);
	str_release(&ui->line);
	str_release(&ui->pager.title);
	str_release(&ui->pager.text);
	for (int i = 0; i < VIEW_COUNT; i++) {
		if (ui->view[i]->release)
			ui->view[i]->release(ui->state[i]);
		free(ui->state[i]);
	}
	grid_release(&ui->grid);
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

/* An option may be several views': the cursor is of the chart in focus. */
int ui_option(struct ui *ui, const char *name, const char *value)
{
	int known = 0;

	ui->dirty = 1;
	for (int i = 0; i < VIEW_COUNT; i++)
		if (ui->view[i]->option && ui->view[i]->option(ui, name, value))
			known = 1;
	return known;
}

int ui_search(struct ui *ui, const char *text, int direction, struct err *err)
{
	const struct view *v = ui->view[ui->focus];

	if (text != ui->search.s) {
		str_clear(&ui->search);
		str_add(&ui->search, text);
	}
	ui->dirty = 1;
	if (ui->search.len == 0)
		return err_set(err, ERR_USAGE, "nothing was searched for yet: / asks");
	if (!ui->pager.open && !v->search)
		return err_set(err, ERR_STATE, "there is nothing to search here: runs, conditions, log and help have rows");
	if (ui->pager.open ? pager_search(ui, ui->search.s, direction) : v->search(ui, ui->search.s, direction))
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
	if (l.small != 1 && !layout_find(&l, v))
		return err_set(err, ERR_STATE, "the dashboard has no room for %s: `view %s` shows it", name, name);
	pager_close(ui);
	ui->zoomed = 0;
	ui->focus = v;
	return 0;
}

int ui_act(struct ui *ui, enum shell_act what, const char *text, struct err *err)
{
	const struct view *v = ui->view[ui->focus];

	ui->dirty = 1;
	switch (what) {
	case SHELL_FOCUS:
		return focus(ui, text, err);
	case SHELL_SELECT:
		if (!v->select)
			return err_set(err, ERR_STATE, "there are no rows to select in %s", view_name(ui->focus));
		return v->select(ui, text) ? 0 : err_set(err, ERR_STATE, "there is no row '%s' in %s", text, view_name(ui->focus));
	case SHELL_SEARCH:
		return ui_search(ui, text, 1, err);
	case SHELL_SEARCH_NEXT: case SHELL_SEARCH_PREVIOUS:
		return ui_search(ui, ui->search.s, what == SHELL_SEARCH_NEXT ? 1 : -1, err);
	case SHELL_REDRAW:
		if (ui->redraw)
			ui->redraw(ui->arg);
		return 0;
	}
	return 0;
}

/* ---- events ---- */

static int pop_event(struct ui *ui, const struct term_event *e)
{
	enum source s = SOURCE_ALL;

	if (ui->pop == POP_NONE)
		return 0;
	if (e->key == TK_OTHER)		/* an answer of the terminal's, nobody's key */
		return 1;
	if (e->key >= '1' && e->key <= '0' + SOURCE_COUNT)
		s = sources_digit(ui, e->key);
	else if (e->key == 13 || e->key == 'r' || e->key == ' ')
		s = sources_selected(ui);
	else if (ui->view[VIEW_SOURCES]->move(ui, e->key == 'j' ? TK_DOWN : e->key == 'k' ? TK_UP : e->key))
		return 1;
	ui->pop = POP_NONE;
	if (s != SOURCE_ALL) {
		ui->source = s;
		ui_linef(ui, "reroll %s", sources_name(ui, s));
	}
	return 1;
}

static void mouse(struct ui *ui, const struct term_event *e)
{
	const struct panel *p = layout_at(&ui->layout, e->row, e->col);
	const struct view *v;

	if (!p)
		return;
	v = ui->view[p->view];
	if (ui->focus != p->view)
		ui_linef(ui, "focus %s", view_name(p->view));
	if (e->key == TK_PRESS) {
		if (v->press)
			v->press(ui, e->row, e->col);
	} else if (v->wheel) {
		v->wheel(ui, e->row, e->col, e->key == TK_WHEEL_UP ? -1 : 1);
	} else if (v->move) {
		for (int i = 0; i < 3; i++)
			v->move(ui, e->key == TK_WHEEL_UP ? TK_UP : TK_DOWN);
	}
}

void ui_event(struct ui *ui, const struct term_event *e)
{
	const struct view *v = ui->view[ui->focus];
	uint32_t key = e->key;

	ui->dirty = 1;
	if (e->alt)
		return;
	/* Typed ahead of the frame that shows where it goes: rows and charts are laid
	 * out as they are drawn. */
	if (ui->drawn_focus != ui->focus || ui->drawn_zoomed != ui->zoomed
	    || ui->drawn_entry != (ui_entry(ui) ? ui_entry(ui)->id : 0))
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
	if (ui->pager.open && pager_event(ui, e))
		return;
	if (key == TK_PRESS || key == TK_WHEEL_UP || key == TK_WHEEL_DOWN) {
		if (!ui->pager.open)
			mouse(ui, e);
		return;
	}
	if (ui->pager.open && key != ':' && key != '/' && key != 'n' && key != 'N' && key != 'p'
	    && !(key >= '1' && key <= '0' + SOURCE_COUNT))
		return;
	key = key == 'h' ? (uint32_t)TK_LEFT : key == 'j' ? (uint32_t)TK_DOWN : key == 'k' ? (uint32_t)TK_UP : key;
	if (key == 'G' || (key == 'g' && !keys_find(ui, 'g')))
		key = key == 'G' ? TK_END : TK_HOME;
	if (key == 'l' && !keys_find(ui, 'l'))
		key = TK_RIGHT;
	/* Enter acts on the row of a list that fills the screen. */
	if (key == 13 && ui->zoomed && v->enter != 0) {
		keys_act(ui, v->enter);
		return;
	}
	if (v->move && v->move(ui, key))
		return;
	if (!keys_act(ui, key) && key < TK_FIRST && key > 32)
		ui_note(ui, 1, "'%.*s' means nothing here; ? shows the keys", (int)e->n, e->bytes);
}
