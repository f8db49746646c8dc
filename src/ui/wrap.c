/*
 * wrap.c - text in rows of words, at the width there is.
 */
#include <string.h>

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

int ui_wrap_each(const char *text, int cols, void (*f)(void *arg, int row, const char *s, size_t n), void *arg)
{
	int row = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n"), at = 0, skip;

		do {
			size_t len = row_of(text + at, n - at, cols, &skip);

			if (f)
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
	return ui_wrap_each(text, cols, NULL, NULL);
}

struct pen { struct grid *g; struct rect r; int from, role, attr; const char *match; };

/* A row that holds what is searched for is reversed as a whole. */
static void put_row(void *arg, int row, const char *s, size_t n)
{
	struct pen *p = arg;
	char line[1024];
	int at = row - p->from, found;

	if (at < 0 || at >= p->r.rows)
		return;
	if (n >= sizeof line)
		n = sizeof line - 1;
	memcpy(line, s, n);
	line[n] = '\0';
	found = p->match && *p->match && strstr(line, p->match);
	grid_text(p->g, p->r.row + at, p->r.col, p->r.cols, line, p->role, found ? CELL_REVERSE : p->attr);
}

int ui_wrap(struct grid *g, struct rect r, const char *text, int role, int attr)
{
	struct pen p = { g, r, 0, role, attr, NULL };

	if (r.cols < 1 || r.rows < 1)
		return 0;
	return ui_wrap_each(text, r.cols, put_row, &p);
}

int ui_wrap_fit(struct grid *g, struct rect r, const char *text, const char *brief, int role)
{
	if (r.cols >= 1 && ui_wrap_rows(text, r.cols) <= r.rows)
		return ui_wrap(g, r, text, role, 0);
	if (r.cols >= 1 && ui_wrap_rows(brief, r.cols) <= r.rows)
		return ui_wrap(g, r, brief, role, 0);
	return 0;
}

void ui_wrap_from(struct grid *g, struct rect r, const char *text, size_t from, int role, const char *match)
{
	struct pen p = { g, r, (int)from, role, 0, match };

	if (r.cols >= 1 && r.rows >= 1)
		ui_wrap_each(text, r.cols, put_row, &p);
}
