/*
 * braille.c - see braille.h.
 *
 * A cell's eight dots are a byte, row by row: bit y * 2 + x.  Unicode numbers
 * braille dots column by column with the bottom row last, so drawing goes
 * through a table of 256; so do blocks, which keep a quadrant when either of
 * its two dots is set.  ASCII looks at where the dots of each half lie and
 * takes the character whose ink is nearest.
 */
#include "plot/braille.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* In attr: a pen with `over` was here, so the dots are worth keeping. */
enum { STRONG = 0x80 };

void braille_init(struct braille *b, int rows, int cols)
{
	size_t n;

	b->rows = rows > 0 ? rows : 0;
	b->cols = cols > 0 ? cols : 0;
	n = (size_t)b->rows * (size_t)b->cols;
	b->dots = xcalloc(3 * n + 1, 1);
	b->role = b->dots + n;
	b->attr = b->role + n;
}

void braille_release(struct braille *b)
{
	free(b->dots);
	memset(b, 0, sizeof *b);
}

static int style_skips(int style, int x)
{
	switch (style) {
	case PEN_DASH:
		return x % 6 >= 4;
	case PEN_DOT:
		return x % 4 != 0;
	case PEN_DASHDOT:
		return x % 10 == 5 || x % 10 == 6 || x % 10 == 8 || x % 10 == 9;
	default:
		return 0;
	}
}

static void dot(struct braille *b, int x, int y, struct pen p)
{
	size_t i;

	if (x < 0 || y < 0 || x >= b->cols * 2 || y >= b->rows * 4)
		return;
	i = (size_t)(y / 4) * (size_t)b->cols + (size_t)(x / 2);
	if (style_skips(p.style, x))
		return;
	if (p.over && !(b->attr[i] & STRONG))
		b->dots[i] = 0;
	b->dots[i] |= (uint8_t)(1 << (y % 4 * 2 + x % 2));
	b->role[i] = p.role;
	b->attr[i] = (uint8_t)((p.attr & ~STRONG) | (p.over || b->attr[i] & STRONG ? STRONG : 0));
}

void braille_dot(struct braille *b, int x, int y, struct pen p)
{
	dot(b, x, y, p);
	if (p.thick)	/* towards the middle at the bottom edge */
		dot(b, x, y + 1 < b->rows * 4 ? y + 1 : y - 1, p);
}

/* Cut the segment to the canvas (Liang-Barsky), a dot wider on every side so
 * that rounding keeps its slope; returns 0 when nothing is left. */
static int clip(const struct braille *b, double p[4])
{
	double lo = 0, hi = 1, d[2] = { p[2] - p[0], p[3] - p[1] };
	const double top[2] = { b->cols * 2, b->rows * 4 };
	double x0 = p[0], y0 = p[1];

	for (int k = 0; k < 2; k++) {
		double a = -1 - p[k], c = top[k] - p[k];

		if (d[k] == 0) {
			if (a > 0 || c < 0)
				return 0;
			continue;
		}
		a /= d[k];
		c /= d[k];
		lo = fmax(lo, fmin(a, c));
		hi = fmin(hi, fmax(a, c));
	}
	if (lo > hi)
		return 0;
	p[0] = x0 + lo * d[0];
	p[1] = y0 + lo * d[1];
	p[2] = x0 + hi * d[0];
	p[3] = y0 + hi * d[1];
	return 1;
}

void braille_line(struct braille *b, int x0, int y0, int x1, int y1, struct pen p)
{
	double c[4] = { x0, y0, x1, y1 };
	int dx, dy, sx, sy, e;

	if (b->rows == 0 || b->cols == 0 || !clip(b, c))
		return;
	x0 = (int)lrint(c[0]);
	y0 = (int)lrint(c[1]);
	x1 = (int)lrint(c[2]);
	y1 = (int)lrint(c[3]);
	dx = abs(x1 - x0);
	dy = -abs(y1 - y0);
	sx = x0 < x1 ? 1 : -1;
	sy = y0 < y1 ? 1 : -1;
	e = dx + dy;
	for (;;) {
		int e2 = 2 * e;

		braille_dot(b, x0, y0, p);
		if (x0 == x1 && y0 == y1)
			break;
		if (e2 >= dy) {
			e += dy;
			x0 += sx;
		}
		if (e2 <= dx) {
			e += dx;
			y0 += sy;
		}
	}
}

void braille_column(struct braille *b, int x, int y0, int y1, struct pen p)
{
	int h = b->rows * 4;

	if (y0 > y1) {
		int t = y0;

		y0 = y1;
		y1 = t;
	}
	if (y0 < 0)
		y0 = 0;
	for (int y = y0; y <= y1 && y < h; y++)
		braille_dot(b, x, y, p);
}

static uint32_t to_braille(unsigned d)
{
	/* Bits 0..7 here are dots 1 4 2 5 3 6 7 8 there. */
	static const unsigned char bit[8] = { 0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80 };
	uint32_t ch = 0x2800;

	for (int i = 0; i < 8; i++)
		if (d & 1u << i)
			ch |= bit[i];
	return ch;
}

static uint32_t to_block(unsigned d)
{
	/* Index: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
	static const uint16_t quadrant[16] = {
		' ',    0x2598, 0x259D, 0x2580, 0x2596, 0x258C, 0x259E, 0x259B,
		0x2597, 0x259A, 0x2590, 0x259C, 0x2584, 0x2599, 0x259F, 0x2588,
	};
	unsigned q = ((d & 0x05) ? 1 : 0) | ((d & 0x0A) ? 2 : 0) | ((d & 0x50) ? 4 : 0) |
		     ((d & 0xA0) ? 8 : 0);

	return quadrant[q];
}

/* Rows of one half's dots: how many, and twice their mean. */
static int half(unsigned d, int x, int *mean2)
{
	int n = 0, sum = 0;

	for (int y = 0; y < 4; y++)
		if (d & 1u << (y * 2 + x)) {
			n++;
			sum += y;
		}
	*mean2 = n ? 2 * sum / n : 0;
	return n;
}

static uint32_t to_ascii(unsigned d)
{
	static const char level[] = "''--..__";
	int l, r, nl = half(d, 0, &l), nr = half(d, 1, &r);

	if (nl + nr >= 7)
		return '#';
	if (!nl || !nr) {
		int n = nl + nr, m = nl ? l : r;

		return n >= 3 ? '|' : n == 2 ? ':' : m < 3 ? '\'' : '.';
	}
	if (nl + nr >= 3) {
		if (l - r >= 2)
			return '/';
		if (r - l >= 2)
			return '\\';
		return nl + nr >= 5 ? '%' : '=';
	}
	if (l - r > 2)
		return '/';
	if (r - l > 2)
		return '\\';
	return (unsigned char)level[(l + r) / 2];
}

/* Many faint lines are a texture in which no line can be followed. */
static uint32_t faint_ascii(unsigned d)
{
	int l, r;

	return half(d, 0, &l) + half(d, 1, &r) > 4 ? ':' : '.';
}

void braille_draw(const struct braille *b, struct grid *g, int row, int col)
{
	for (int i = 0; i < b->rows; i++)
		for (int j = 0; j < b->cols; j++) {
			size_t k = (size_t)i * (size_t)b->cols + (size_t)j;
			int y = row + i, x = col + j;
			unsigned d = b->dots[k];
			uint32_t ch;

			if (!d)
				continue;
			ch = g->graph == GRAPH_BRAILLE ? to_braille(d) :
			     g->graph == GRAPH_BLOCK   ? to_block(d) :
			     b->role[k] == ROLE_RUN    ? faint_ascii(d) : to_ascii(d);
			grid_put(g, y, x, ch, b->role[k], grid_bg(g, y, x),
				 b->attr[k] & ~STRONG);
		}
}
