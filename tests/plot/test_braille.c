/*
 * test_braille.c - dots to characters: Unicode's numbering, quadrants, ASCII;
 * lines, clipping, styles and who wins a cell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "plot/braille.h"

static const struct pen pen = { ROLE_RUN + 1, 0, PEN_SOLID, 0, 0 };

static void wipe(struct braille *b)
{
	memset(b->dots, 0, 3 * (size_t)b->rows * (size_t)b->cols);
}

static uint32_t one(enum graph graph, unsigned dots)
{
	struct braille b;
	struct grid g;
	uint32_t ch;

	grid_init(&g, 1, 1, graph, 256);
	braille_init(&b, 1, 1);
	for (int i = 0; i < 8; i++)
		if (dots & 1u << i)
			braille_dot(&b, i % 2, i / 2, pen);
	braille_draw(&b, &g, 0, 0);
	ch = g.cell[0].ch;
	braille_release(&b);
	grid_release(&g);
	return ch;
}

/* The block starts at U+2800; dot n adds 2^(n-1); dots 1 2 3 7 run down the
 * left, 4 5 6 8 down the right (Unicode Standard, Braille Patterns). */
static void test_unicode(void **state)
{
	static const int number[8] = { 1, 4, 2, 5, 3, 6, 7, 8 };	/* row by row */

	(void)state;
	for (int i = 0; i < 8; i++)
		assert_int_equal(one(GRAPH_BRAILLE, 1u << i), 0x2800 + (1 << (number[i] - 1)));
	assert_int_equal(one(GRAPH_BRAILLE, 0xFF), 0x28FF);
	assert_int_equal(one(GRAPH_BRAILLE, 0), ' ');
	for (unsigned d = 1; d < 256; d++)
		for (unsigned e = 1; e < d; e++)
			assert_int_not_equal(one(GRAPH_BRAILLE, d), one(GRAPH_BRAILLE, e));
}

static void test_block(void **state)
{
	(void)state;
	assert_int_equal(one(GRAPH_BLOCK, 0x01), 0x2598);	/* ▘ */
	assert_int_equal(one(GRAPH_BLOCK, 0x08), 0x259D);	/* ▝ */
	assert_int_equal(one(GRAPH_BLOCK, 0x10), 0x2596);	/* ▖ */
	assert_int_equal(one(GRAPH_BLOCK, 0x80), 0x2597);	/* ▗ */
	assert_int_equal(one(GRAPH_BLOCK, 0x03), 0x2580);	/* ▀ */
	assert_int_equal(one(GRAPH_BLOCK, 0xF0), 0x2584);	/* ▄ */
	assert_int_equal(one(GRAPH_BLOCK, 0x55), 0x258C);	/* ▌ */
	assert_int_equal(one(GRAPH_BLOCK, 0xFF), 0x2588);	/* █ */
}

static void test_ascii(void **state)
{
	(void)state;
	assert_int_equal(one(GRAPH_ASCII, 0x03), '\'');	/* level, by height */
	assert_int_equal(one(GRAPH_ASCII, 0x0C), '-');
	assert_int_equal(one(GRAPH_ASCII, 0xC0), '_');
	assert_int_equal(one(GRAPH_ASCII, 0x48), '/');	/* lower left, upper right */
	assert_int_equal(one(GRAPH_ASCII, 0x84), '\\');
	assert_int_equal(one(GRAPH_ASCII, 0x55), '|');
	assert_int_equal(one(GRAPH_ASCII, 0x40), '.');
	assert_int_equal(one(GRAPH_ASCII, 0xFF), '#');
	for (unsigned d = 1; d < 256; d++)
		assert_in_range(one(GRAPH_ASCII, d), '!', '~');
}

static void draw(const struct braille *b, const char *text)
{
	struct grid g;
	struct str s = STR_INIT;

	grid_init(&g, b->rows, b->cols, GRAPH_BRAILLE, 256);
	braille_draw(b, &g, 0, 0);
	grid_dump(&g, &s);
	assert_string_equal(s.s, text);
	str_release(&s);
	grid_release(&g);
}

static void test_lines(void **state)
{
	struct braille b;

	(void)state;
	braille_init(&b, 2, 4);
	assert_int_equal(braille_width(&b), 8);
	assert_int_equal(braille_height(&b), 8);
	braille_line(&b, 0, 7, 7, 0, pen);
	draw(&b, "  ⡠⠊\n⡠⠊  ");
	wipe(&b);
	braille_line(&b, 0, 0, 7, 0, pen);
	braille_line(&b, 0, 7, 7, 7, pen);
	draw(&b, "⠉⠉⠉⠉\n⣀⣀⣀⣀");
	wipe(&b);
	braille_column(&b, 2, 7, 1, pen);
	draw(&b, " ⡆  \n ⡇  ");
	braille_release(&b);
}

/* A clipped line is the part inside of the whole one, give or take a dot. */
static void test_clip(void **state)
{
	uint32_t seed = 7;
	struct braille big, small;

	(void)state;
	braille_init(&big, 30, 60);
	braille_init(&small, 10, 20);
	for (int k = 0; k < 500; k++) {
		int p[4], wrong = 0;

		for (int i = 0; i < 4; i++) {
			seed = seed * 1664525u + 1013904223u;
			p[i] = (int)(seed >> 8) % 120;
		}
		wipe(&big);
		wipe(&small);
		braille_line(&big, p[0], p[1], p[2], p[3], pen);
		/* the small canvas is the middle of the big one */
		braille_line(&small, p[0] - 40, p[1] - 40, p[2] - 40, p[3] - 40, pen);
		for (int i = 0; i < 10; i++)
			for (int j = 0; j < 20; j++) {
				unsigned a = big.dots[(i + 10) * 60 + j + 20], c = small.dots[i * 20 + j];

				/* where one has ink the other has, in this cell or beside it */
				if (!a != !c)
					wrong++;
			}
		assert_true(wrong <= 6);
	}
	braille_release(&big);
	wipe(&small);
	braille_line(&small, INT32_MIN, 20, INT32_MAX, 20, pen);
	for (int j = 0; j < 20; j++)
		assert_int_equal(small.dots[5 * 20 + j], 0x03);
	wipe(&small);
	braille_line(&small, 5, INT32_MIN, 5, INT32_MAX, pen);
	for (int i = 0; i < 10; i++)
		assert_int_equal(small.dots[i * 20 + 2], 0xAA);
	wipe(&small);
	braille_line(&small, -50, -50, -20, 300, pen);
	braille_dot(&small, 40, 0, pen);
	braille_dot(&small, 0, 40, pen);
	for (int i = 0; i < 200; i++)
		assert_int_equal(small.dots[i], 0);
	braille_release(&small);
	braille_init(&small, 0, -4);
	braille_line(&small, 0, 0, 9, 9, pen);
	braille_release(&small);
}

static void test_colours(void **state)
{
	struct pen faint = { ROLE_RUN, 0, PEN_SOLID, 0, 0 };
	struct pen strong = { ROLE_MEDIAN, CELL_BOLD, PEN_SOLID, 1, 0 };
	struct pen second = { ROLE_TEST, 0, PEN_SOLID, 1, 0 };
	struct braille b;
	struct grid g;

	(void)state;
	grid_init(&g, 1, 2, GRAPH_BRAILLE, 256);
	grid_tint(&g, (struct rect){ 0, 0, 1, 2 }, ROLE_BAND, 0);
	braille_init(&b, 1, 2);
	braille_dot(&b, 0, 0, faint);
	braille_dot(&b, 0, 3, strong);
	braille_draw(&b, &g, 0, 0);
	assert_int_equal(g.cell[0].ch, 0x2840);	/* the faint dot is gone */
	assert_int_equal(g.cell[0].fg, ROLE_MEDIAN);
	assert_int_equal(g.cell[0].attr, CELL_BOLD);
	assert_int_equal(g.cell[0].bg, ROLE_BAND);	/* what is behind stays */
	assert_int_equal(g.cell[1].ch, ' ');
	/* two strong ones share the cell; the last gives the colour */
	braille_dot(&b, 0, 0, second);
	braille_draw(&b, &g, 0, 0);
	assert_int_equal(g.cell[0].ch, 0x2841);
	assert_int_equal(g.cell[0].fg, ROLE_TEST);
	braille_release(&b);
	grid_release(&g);
}

static void test_styles(void **state)
{
	struct braille b;

	(void)state;
	braille_init(&b, 1, 6);
	braille_line(&b, 0, 0, 11, 0, (struct pen){ ROLE_TEST, 0, PEN_DASH, 0, 0 });
	draw(&b, "⠉⠉ ⠉⠉ ");
	wipe(&b);
	braille_line(&b, 0, 0, 11, 0, (struct pen){ ROLE_TEST, 0, PEN_DOT, 0, 0 });
	draw(&b, "⠁ ⠁ ⠁ ");
	wipe(&b);
	braille_line(&b, 0, 0, 3, 0, (struct pen){ ROLE_TEST, 0, PEN_SOLID, 0, 1 });
	draw(&b, "⠛⠛    ");
	wipe(&b);
	braille_line(&b, 0, 3, 3, 3, (struct pen){ ROLE_TEST, 0, PEN_SOLID, 0, 1 });
	draw(&b, "⣤⣤    ");
	braille_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unicode), cmocka_unit_test(test_block),
		cmocka_unit_test(test_ascii),   cmocka_unit_test(test_lines),
		cmocka_unit_test(test_clip),    cmocka_unit_test(test_colours),
		cmocka_unit_test(test_styles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
