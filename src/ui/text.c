/*
 * text.c - the pager: what a command printed, help, a report, a lesson's page.
 *
 * Lines are kept as they came; long ones are wrapped by words when drawn at
 * the width there is, and scrolling counts wrapped rows.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ui.h"

static int blank_line(const char *s, size_t n)
{
	return n == 0 || strspn(s, " ") >= n;
}

/* Bytes of the next row of s[0..n) in `cols` columns; *skip is what to leave
 * out before the row after. */
static size_t row_of(const char *s, size_t n, int cols, size_t *skip)
{
	size_t i = 0, cut = 0;
	int at = 0;

	*skip = 0;
	if (cols < 1)
		cols = 1;
	while (i < n) {
		size_t used;
		int w = utf8_cols_cp(utf8_decode(s + i, n - i, &used));

		if (at + w > cols)
			break;
		if (s[i] == ' ')
			cut = i;
		at += w;
		i += used;
	}
	if (i >= n)
		return n;
	if (s[i] == ' ')
		cut = i;
	if (cut == 0 || blank_line(s, cut))
		return i > 0 ? i : 1;	/* one word too long: cut it */
	*skip = strspn(s + cut, " ");
	return cut;
}

/* Call f for each wrapped row; returns how many there are. */
typedef void row_fn(void *arg, int row, const char *s, size_t n);
static int rows_of(const char *text, int cols, row_fn *f, void *arg)
{
	int row = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n"), at = 0, skip;

		do {
			size_t len = row_of(text + at, n - at, cols, &skip);

			if (f != NULL)
				f(arg, row, text + at, len);
			row++;
			at += len + skip;
		} while (at < n);
		text += n + (text[n] == '\n');
	}
	return row;
}

int ui_wrap_rows(const char *text, int cols)
{
	return rows_of(text, cols, NULL, NULL);
}

struct pen { struct grid *g; struct rect r; int from, role, attr; const char *match; };

static void put_row(void *arg, int row, const char *s, size_t n)
{
	struct pen *p = arg;
	char line[1024];
	int at = row - p->from, attr = p->attr, role = p->role;

	if (at < 0 || at >= p->r.rows)
		return;
	if (n >= sizeof line)
		n = sizeof line - 1;
	memcpy(line, s, n);
	line[n] = '\0';
	if (p->match != NULL && *p->match != '\0' && strstr(line, p->match) != NULL)
		attr |= CELL_REVERSE;
	grid_text(p->g, p->r.row + at, p->r.col, p->r.cols, line, role, attr);
}

int ui_wrap(struct grid *g, struct rect r, const char *text, int role, int attr)
{
	struct pen p = { g, r, 0, role, attr, NULL };

	if (r.cols < 1 || r.rows < 1)
		return 0;
	return rows_of(text, r.cols, put_row, &p);
}

void ui_wrap_from(struct grid *g, struct rect r, const char *text, size_t from, int role)
{
	struct pen p = { g, r, (int)from, role, 0, NULL };

	if (r.cols >= 1 && r.rows >= 1)
		rows_of(text, r.cols, put_row, &p);
}

/* ---- the pager ---- */

void text_open(struct ui *ui, const char *title, const char *text)
{
	struct text_state *t = &ui->text;

	str_clear(&t->title);
	str_clear(&t->text);
	str_add(&t->title, title);
	str_add(&t->text, text);
	t->scroll = 0;
	t->open = 1;
	ui->dirty = 1;
}

void text_close(struct ui *ui)
{
	ui->text.open = 0;
	ui->dirty = 1;
}

void text_draw(struct ui *ui, struct rect r)
{
	struct text_state *t = &ui->text;
	struct rect in = { r.row + 1, r.col + 2, r.rows - 2, r.cols - 4 };
	struct pen p = { &ui->grid, in, 0, ROLE_TEXT, 0, ui->search.s };
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
	p.from = (int)t->scroll;
	rows_of(t->text.s, in.cols, put_row, &p);
	grid_text(&ui->grid, r.row + r.rows - 1, r.col + 2, r.cols - 16, " Esc closes ", ROLE_DIM, 0);
	if (last > 0)
		grid_textf(&ui->grid, r.row + r.rows - 1, r.col + r.cols - 12, 10, ROLE_DIM, 0, " %3d %% ",
			   (int)(100 * (t->scroll + (size_t)in.rows) / t->lines));
}

int text_event(struct ui *ui, const struct term_event *e)
{
	struct text_state *t = &ui->text;
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
		text_close(ui);
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

int text_search(struct ui *ui, const char *what, int direction)
{
	struct text_state *t = &ui->text;
	struct finder f = { what, (int)t->scroll, direction, -1 };

	if (*what == '\0')
		return 0;
	rows_of(t->text.s, t->cols, find_row, &f);
	if (f.found < 0) {	/* around the end */
		f.from = direction > 0 ? -1 : 1 << 30;
		rows_of(t->text.s, t->cols, find_row, &f);
	}
	if (f.found < 0)
		return 0;
	t->scroll = (size_t)f.found;
	return 1;
}
