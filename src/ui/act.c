/*
 * act.c - what is done on the screen and said about it, by keys, views and the frame.
 *
 * Whatever changes the laboratory goes through ui_line, as a typed line would.
 */
#include <stdarg.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "ui.h"

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
	if ((!nl || nl[1] == '\0') && utf8_cols(ui->said.s) < ui->grid.cols - 2) {
		if (nl)
			*nl = '\0';
		ui_note(ui, 0, "%s", ui->said.s);
	} else {
		pager_open(ui, ui->line.len > 0 ? ui->line.s : "Said", ui->said.s);
	}
	str_clear(&ui->said);
}

int ui_in_sight(const struct ui *ui, enum view_id v)
{
	struct layout l;	/* as the next frame will have it */

	layout_compute(&l, ui->grid.rows, ui->grid.cols, ui->focus, ui->zoomed, ui->had_lesson);
	return !ui->pager.open && layout_find(&l, v) != NULL;
}

void ui_answer(struct ui *ui, const struct lab_study *study)
{
	for (int v = 0; v < VIEW_COUNT; v++)
		if (ui->view[v]->answer && ui->view[v]->answer(ui, study)) {
			str_clear(&ui->said);
			if (!ui->had_lesson && !ui_in_sight(ui, (enum view_id)v))
				ui_zoom(ui, (enum view_id)v);
			return;
		}
}

void ui_zoom(struct ui *ui, enum view_id v)
{
	pager_close(ui);
	ui->zoomed = v != VIEW_COUNT;
	if (v != VIEW_COUNT)
		ui->focus = v;
	ui->dirty = 1;
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
