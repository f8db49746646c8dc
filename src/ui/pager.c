/*
 * pager.c - the pager: what a command printed, help, a report, a lesson's page.
 *
 * Lines are kept as they came; long ones are wrapped by words when drawn at
 * the width there is, and scrolling counts wrapped rows.
 */
#include <string.h>

#include "base/str.h"
#include "ui.h"

void pager_open(struct ui *ui, const char *title, const char *text)
{
	struct pager_state *t = &ui->pager;

	str_clear(&t->title);
	str_clear(&t->text);
	str_add(&t->title, title);
	str_add(&t->text, text);
	t->scroll = 0;
	t->open = 1;
	ui->dirty = 1;
}

void pager_close(struct ui *ui)
{
	ui->pager.open = 0;
	ui->dirty = 1;
}

void pager_draw(struct ui *ui, struct rect r)
{
	struct pager_state *t = &ui->pager;
	struct rect in = { r.row + 1, r.col + 2, r.rows - 2, r.cols - 4 };
	size_t last;

	grid_fill(&ui->grid, r, ' ', ROLE_NONE, ROLE_NONE, 0);
	grid_box(&ui->grid, r, t->title.s, ROLE_FOCUS, 0);
	if (in.rows < 1 || in.cols < 1)
		return;
	t->page = in.rows;
	t->cols = in.cols;
	t->lines = (size_t)ui_wrap_rows(t->text.s, in.cols);
	last = t->lines > (size_t)in.rows ? t->lines - (size_t)in.rows : 0;
	if (t->scroll > last)
		t->scroll = last;
	ui_wrap_from(&ui->grid, in, t->text.s, t->scroll, ROLE_TEXT, ui->search.s);
	grid_text(&ui->grid, r.row + r.rows - 1, r.col + 2, r.cols - 16, " Esc closes ", ROLE_DIM, 0);
	if (last > 0)
		grid_textf(&ui->grid, r.row + r.rows - 1, r.col + r.cols - 12, 10, ROLE_DIM, 0, " %3d %% ",
			   (int)(100 * (t->scroll + (size_t)in.rows) / t->lines));
}

int pager_event(struct ui *ui, const struct term_event *e)
{
	struct pager_state *t = &ui->pager;
	size_t page = t->page > 1 ? (size_t)t->page - 1 : 1;

	switch (e->key) {
	case TK_UP: case 'k': case TK_WHEEL_UP:
		t->scroll -= t->scroll > 0;
		return 1;
	case TK_DOWN: case 'j': case TK_WHEEL_DOWN:
		t->scroll++;
		return 1;
	case TK_PGUP: case 'b':
		t->scroll -= t->scroll < page ? t->scroll : page;
		return 1;
	case TK_PGDN: case ' ': case 'f':
		t->scroll += page;
		return 1;
	case TK_HOME: case 'g':
		t->scroll = 0;
		return 1;
	case TK_END: case 'G':
		t->scroll = t->lines;
		return 1;
	case 27: case 'q': case TK_F10: case 13: case 3:
		pager_close(ui);
		return 1;
	default:
		return 0;
	}
}

struct finder { const char *what; int from, direction, found; };

static void find_row(void *arg, int row, const char *s, size_t n)
{
	struct finder *f = arg;
	size_t len = strlen(f->what);

	if (f->direction > 0 ? row <= f->from || f->found >= 0 : row >= f->from)
		return;
	for (size_t i = 0; i + len <= n; i++)
		if (memcmp(s + i, f->what, len) == 0) {
			f->found = row;
			return;
		}
}

int pager_search(struct ui *ui, const char *what, int direction)
{
	struct pager_state *t = &ui->pager;
	struct finder f = { what, (int)t->scroll, direction, -1 };

	if (*what == '\0')
		return 0;
	ui_wrap_each(t->text.s, t->cols, find_row, &f);
	if (f.found < 0) {	/* around the end */
		f.from = direction > 0 ? -1 : 1 << 30;
		ui_wrap_each(t->text.s, t->cols, find_row, &f);
	}
	if (f.found < 0)
		return 0;
	t->scroll = (size_t)f.found;
	return 1;
}
