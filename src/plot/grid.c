/*
 * grid.c - see grid.h.
 *
 * Everything that reaches a cell passes through put(): it clips, repairs the
 * halves of wide characters that are overwritten, and in ASCII mode replaces
 * what the terminal could not show.  Text has no background of its own: it
 * keeps what is there, so that a tinted row stays tinted.
 */
#include "plot/grid.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* Larger screens are cut off; no terminal has them. */
#define GRID_MAX 4096

/* What ASCII terminals get instead; longer than one character where that
 * reads better, so measure with grid_cols(), not with utf8_cols(). */
static const struct { uint32_t ch; const char *ascii; } substitute[] = {
	{ 0x00A0, " " }, { 0x00B1, "+-" }, { 0x00B2, "^2" }, { 0x00B5, "u" }, { 0x00B7, "." },
	{ 0x00D7, "x" }, { 0x0394, "d" }, { 0x03B1, "a" }, { 0x03B2, "b" },
	{ 0x03B3, "g" }, { 0x03C3, "s" }, { 0x03C7, "chi" }, { 0x2010, "-" }, { 0x2011, "-" },
	{ 0x2013, "-" }, { 0x2014, "-" }, { 0x2018, "'" }, { 0x2019, "'" }, { 0x201C, "\"" },
	{ 0x201D, "\"" }, { 0x2022, "*" }, { 0x2026, "..." }, { 0x2032, "'" }, { 0x2190, "<-" },
	{ 0x2191, "^" }, { 0x2192, "->" }, { 0x2193, "v" }, { 0x21B5, "RET" }, { 0x2212, "-" },
	{ 0x221A, "sqrt " }, { 0x221E, "inf" }, { 0x2248, "~" }, { 0x2260, "!=" },
	{ 0x2264, "<=" }, { 0x2265, ">=" }, { 0x2500, "-" }, { 0x2501, "=" }, { 0x2502, "|" },
	{ 0x2503, "|" }, { 0x250A, ":" }, { 0x250C, "+" }, { 0x2510, "+" }, { 0x2514, "+" },
	{ 0x2518, "+" }, { 0x251C, "+" }, { 0x2524, "+" }, { 0x252C, "+" }, { 0x2534, "+" },
	{ 0x253C, "+" }, { 0x2550, "=" }, { 0x256D, "+" }, { 0x256E, "+" }, { 0x256F, "+" },
	{ 0x2570, "+" }, { 0x2581, "_" }, { 0x2584, "#" }, { 0x2588, "#" }, { 0x258C, "#" },
	{ 0x2591, ":" }, { 0x2592, "%" }, { 0x2593, "#" }, { 0x25A0, "#" }, { 0x25B2, "^" },
	{ 0x25B3, "^" }, { 0x25B4, "^" }, { 0x25B6, ">" }, { 0x25B8, ">" }, { 0x25BC, "v" },
	{ 0x25BE, "v" }, { 0x25C0, "<" }, { 0x25C2, "<" }, { 0x25C6, "*" }, { 0x25CB, "o" },
	{ 0x25CF, "*" }, { 0x2713, "+" }, { 0x2717, "x" }, { 0x2718, "x" }, { 0x27F3, "@" },
};

static const char *ascii_of(uint32_t ch)
{
	static const char one[] = "?";
	size_t lo = 0, hi = sizeof substitute / sizeof substitute[0];

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (substitute[mid].ch == ch)
			return substitute[mid].ascii;
		if (substitute[mid].ch < ch)
			lo = mid + 1;
		else
			hi = mid;
	}
	return one;
}

static int clamp_size(int n)
{
	return n < 0 ? 0 : n > GRID_MAX ? GRID_MAX : n;
}

void grid_init(struct grid *g, int rows, int cols, enum graph graph, int colours)
{
	memset(g, 0, sizeof *g);
	g->graph = graph;
	g->colours = colours;
	grid_resize(g, rows, cols);
}

void grid_resize(struct grid *g, int rows, int cols)
{
	g->rows = clamp_size(rows);
	g->cols = clamp_size(cols);
	g->cell = xreallocarray(g->cell, (size_t)g->rows * (size_t)g->cols + 1, sizeof *g->cell);
	g->clip = (struct rect){ 0, 0, g->rows, g->cols };
	grid_clear(g);
}

void grid_release(struct grid *g)
{
	free(g->cell);
	memset(g, 0, sizeof *g);
}

void grid_clear(struct grid *g)
{
	static const struct cell blank = { ' ', ROLE_NONE, ROLE_NONE, 0 };
	size_t n = (size_t)g->rows * (size_t)g->cols;

	for (size_t i = 0; i < n; i++)
		g->cell[i] = blank;
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

struct rect grid_clip(struct grid *g, struct rect r)
{
	struct rect old = g->clip;
	int bottom = min(r.row + r.rows, old.row + old.rows);
	int right = min(r.col + r.cols, old.col + old.cols);

	g->clip.row = max(r.row, old.row);
	g->clip.col = max(r.col, old.col);
	g->clip.rows = max(bottom - g->clip.row, 0);
	g->clip.cols = max(right - g->clip.col, 0);
	return old;
}

void grid_unclip(struct grid *g, struct rect old)
{
	g->clip = old;
}

struct cell *grid_cell(struct grid *g, int row, int col)
{
	if (row < g->clip.row || row >= g->clip.row + g->clip.rows || col < g->clip.col ||
	    col >= g->clip.col + g->clip.cols)
		return NULL;
	return &g->cell[(size_t)row * (size_t)g->cols + (size_t)col];
}

int grid_bg(struct grid *g, int row, int col)
{
	const struct cell *c = grid_cell(g, row, col);

	return c ? c->bg : ROLE_NONE;
}

static uint8_t role8(int role)
{
	return role < 0 || role >= ROLE_COUNT ? ROLE_NONE : (uint8_t)role;
}

/* A wide character that loses one half loses the other too. */
static void split_wide(struct grid *g, int row, int col)
{
	struct cell *c = grid_cell(g, row, col);
	struct cell *next = grid_cell(g, row, col + 1), *prev = grid_cell(g, row, col - 1);

	if (c->ch == 0 && prev)
		prev->ch = ' ';
	if (c->ch != 0 && next && next->ch == 0)
		next->ch = ' ';
}

/* ASCII, boxes, blocks and braille: narrow and safe, and nearly all there is. */
static int is_plain(uint32_t ch)
{
	return (ch >= 0x20 && ch < 0x7F) || (ch >= 0x2500 && ch < 0x25A0) ||
	       (ch >= 0x2800 && ch < 0x2900);
}

void grid_put(struct grid *g, int row, int col, uint32_t ch, int fg, int bg, int attr)
{
	struct cell *c = grid_cell(g, row, col);
	int wide = 0;

	if (!c)
		return;
	if (!is_plain(ch) && (utf8_is_unsafe(ch) || utf8_cols_cp(ch) < 1))
		ch = '?';	/* marks cannot stand alone */
	if (g->graph == GRAPH_ASCII && ch > 0x7E)
		ch = (unsigned char)ascii_of(ch)[0];
	if (!is_plain(ch))
		wide = utf8_cols_cp(ch) == 2;
	split_wide(g, row, col);
	if (wide) {
		struct cell *next = grid_cell(g, row, col + 1);

		if (next) {
			split_wide(g, row, col + 1);
			*next = (struct cell){ 0, role8(fg), role8(bg), (uint8_t)attr };
		} else {
			ch = ' ';
		}
	}
	*c = (struct cell){ ch, role8(fg), role8(bg), (uint8_t)attr };
}

/* What one code point of text becomes: its columns, and in ASCII mode the
 * characters to use instead (NULL: itself). */
static int shape(const struct grid *g, uint32_t *ch, const char **instead)
{
	*instead = NULL;
	if (utf8_is_unsafe(*ch))
		*ch = '?';
	if (g->graph == GRAPH_ASCII && *ch > 0x7E) {
		int cols = utf8_cols_cp(*ch);

		*instead = ascii_of(*ch);
		if ((*instead)[0] == '?')
			*instead = cols == 2 ? "??" : cols == 1 ? "?" : "";
		return (int)strlen(*instead);
	}
	return utf8_cols_cp(*ch);
}

int grid_cols(const struct grid *g, const char *s)
{
	size_t n = strlen(s), used;
	int cols = 0;

	for (; n > 0; s += used, n -= used) {
		uint32_t ch = utf8_decode(s, n, &used);
		const char *instead;

		cols += shape(g, &ch, &instead);
	}
	return cols;
}

int grid_text(struct grid *g, int row, int col, int cols, const char *s, int fg, int attr)
{
	size_t n = strlen(s), used;
	int done = 0, edge = g->clip.col + g->clip.cols;

	if (row < 0 || row >= g->rows || col >= edge)
		return 0;
	if (cols < 0 || cols > edge - col)
		cols = edge - col;
	for (; n > 0; s += used, n -= used) {
		uint32_t ch = utf8_decode(s, n, &used);
		const char *instead;
		int w = shape(g, &ch, &instead);

		if (w == 0)
			continue;	/* a cell holds one code point: marks are dropped */
		if (done + w > cols)
			break;
		for (int i = 0; i < (instead ? w : 1); i++)
			grid_put(g, row, col + done + i, instead ? (unsigned char)instead[i] : ch,
				 fg, grid_bg(g, row, col + done + i), attr);
		done += w;
	}
	return done;
}

int grid_textf(struct grid *g, int row, int col, int cols, int fg, int attr,
	       const char *fmt, ...)
{
	struct str s = STR_INIT;
	va_list ap;
	int n;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	n = grid_text(g, row, col, cols, s.s, fg, attr);
	str_release(&s);
	return n;
}

int grid_text_right(struct grid *g, int row, int end, int cols, const char *s, int fg, int attr)
{
	int w = grid_cols(g, s);

	if (cols >= 0 && w > cols)
		w = cols;
	return grid_text(g, row, end - w, w, s, fg, attr);
}

void grid_tint(struct grid *g, struct rect r, int bg, int attr)
{
	for (int i = 0; i < r.rows; i++)
		for (int j = 0; j < r.cols; j++) {
			struct cell *c = grid_cell(g, r.row + i, r.col + j);

			if (!c)
				continue;
			c->bg = role8(bg);
			c->attr |= (uint8_t)attr;
		}
}

void grid_dump(const struct grid *g, struct str *out)
{
	for (int i = 0; i < g->rows; i++) {
		if (i)
			str_addc(out, '\n');
		for (int j = 0; j < g->cols; j++) {
			uint32_t ch = g->cell[(size_t)i * (size_t)g->cols + (size_t)j].ch;
			char buf[4];

			if (ch)
				str_addn(out, buf, utf8_encode(ch, buf));
		}
	}
}

void grid_fill(struct grid *g, struct rect r, uint32_t ch, int fg, int bg, int attr)
{
	for (int i = 0; i < r.rows && r.row + i < g->rows; i++)
		for (int j = 0; j < r.cols && r.col + j < g->cols; j++)
			grid_put(g, r.row + i, r.col + j, ch, fg, bg, attr);
}

void grid_box(struct grid *g, struct rect r, const char *title, int fg, int attr)
{
	int bottom = r.row + r.rows - 1, right = r.col + r.cols - 1;

	if (r.rows < 1 || r.cols < 1)
		return;
	for (int j = r.col; j <= right && j < g->cols; j++) {
		grid_put(g, r.row, j, 0x2500, fg, ROLE_NONE, attr);
		grid_put(g, bottom, j, 0x2500, fg, ROLE_NONE, attr);
	}
	for (int i = r.row; i <= bottom && i < g->rows; i++) {
		grid_put(g, i, r.col, 0x2502, fg, ROLE_NONE, attr);
		grid_put(g, i, right, 0x2502, fg, ROLE_NONE, attr);
	}
	grid_put(g, r.row, r.col, 0x250C, fg, ROLE_NONE, attr);
	grid_put(g, r.row, right, 0x2510, fg, ROLE_NONE, attr);
	grid_put(g, bottom, r.col, 0x2514, fg, ROLE_NONE, attr);
	grid_put(g, bottom, right, 0x2518, fg, ROLE_NONE, attr);
	if (title && title[0] && r.cols >= 6) {
		int used = grid_cols(g, title), room = r.cols - 4;

		if (used > room)
			used = room;
		grid_put(g, r.row, r.col + 1, ' ', fg, ROLE_NONE, attr);
		used = grid_text(g, r.row, r.col + 2, used, title, ROLE_TITLE, CELL_BOLD);
		grid_put(g, r.row, r.col + 2 + used, ' ', fg, ROLE_NONE, attr);
	}
}
