/*
 * test_grid.c - cells, text, clipping, boxes; sparks and themes besides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "plot/grid.h"
#include "plot/spark.h"
#include "plot/theme.h"

static void expect(const struct grid *g, const char *text)
{
	struct str s = STR_INIT;

	grid_dump(g, &s);
	assert_string_equal(s.s, text);
	str_release(&s);
}

static void test_text(void **state)
{
	struct grid g;

	(void)state;
	grid_init(&g, 2, 8, GRAPH_BRAILLE, 256);
	assert_int_equal(grid_text(&g, 0, 0, -1, "größer", ROLE_KEY, CELL_BOLD), 6);
	assert_int_equal(g.cell[2].ch, 0xF6);
	assert_int_equal(g.cell[2].fg, ROLE_KEY);
	assert_int_equal(g.cell[2].attr, CELL_BOLD);
	assert_int_equal(grid_text(&g, 1, 2, 3, "abcdef", ROLE_TEXT, 0), 3);
	expect(&g, "größer  \n  abc   ");
	/* cut at both edges, nothing outside */
	grid_clear(&g);
	grid_text(&g, 0, 5, -1, "abcdef", ROLE_TEXT, 0);
	grid_text(&g, 1, -2, -1, "abcdef", ROLE_TEXT, 0);
	grid_text(&g, 2, 0, -1, "below", ROLE_TEXT, 0);
	grid_text(&g, -1, 0, -1, "above", ROLE_TEXT, 0);
	expect(&g, "     abc\ncdef    ");
	grid_clear(&g);
	grid_text_right(&g, 0, 8, -1, "12.5", ROLE_TEXT, 0);
	grid_textf(&g, 1, 0, -1, ROLE_TEXT, 0, "%d/%s", 7, "x");
	expect(&g, "    12.5\n7/x     ");
	grid_release(&g);
}

/* What comes from files must not reach the terminal raw. */
static void test_unsafe(void **state)
{
	struct grid g;

	(void)state;
	grid_init(&g, 1, 12, GRAPH_BRAILLE, 256);
	grid_text(&g, 0, 0, -1, "a\x1b[31m\x07\xe2\x80\xae\x7f" "b", ROLE_TEXT, 0);
	expect(&g, "a?[31m???b  ");
	grid_put(&g, 0, 0, 0x1B, 0, 0, 0);
	grid_put(&g, 0, 1, 0, 0, 0, 0);
	grid_put(&g, 0, 2, 0x301, 0, 0, 0);	/* a mark alone */
	expect(&g, "???31m???b  ");
	grid_release(&g);
}

static void test_wide(void **state)
{
	struct grid g;

	(void)state;
	grid_init(&g, 1, 5, GRAPH_BRAILLE, 256);
	assert_int_equal(grid_text(&g, 0, 0, -1, "日本x", ROLE_TEXT, 0), 5);
	assert_int_equal(g.cell[1].ch, 0);
	expect(&g, "日本x");
	/* half of one overwritten: the other half goes too */
	grid_put(&g, 0, 1, 'y', 0, 0, 0);
	expect(&g, " y本x");
	grid_put(&g, 0, 2, 'z', 0, 0, 0);
	expect(&g, " yz x");
	/* none at the edge, neither as text nor as a cell */
	grid_clear(&g);
	assert_int_equal(grid_text(&g, 0, 0, 3, "日本", ROLE_TEXT, 0), 2);
	grid_put(&g, 0, 4, 0x65E5, 0, 0, 0);
	expect(&g, "日   ");
	grid_release(&g);
}

static void test_ascii(void **state)
{
	struct grid g;

	(void)state;
	grid_init(&g, 1, 24, GRAPH_ASCII, 0);
	assert_int_equal(grid_cols(&g, "±…日é"), 2 + 3 + 2 + 1);
	assert_int_equal(grid_text(&g, 0, 0, -1, ".4 ± .1 · ≥ … ● 日é", ROLE_TEXT, 0), 23);
	expect(&g, ".4 +- .1 . >= ... * ??? ");
	grid_put(&g, 0, 0, 0x2502, 0, 0, 0);
	grid_put(&g, 0, 1, 0x28FF, 0, 0, 0);
	expect(&g, "|? +- .1 . >= ... * ??? ");
	grid_release(&g);
}

static void test_box(void **state)
{
	struct grid g;

	(void)state;
	grid_init(&g, 3, 10, GRAPH_BRAILLE, 256);
	grid_box(&g, (struct rect){ 0, 0, 3, 10 }, "Loss", ROLE_BORDER, 0);
	expect(&g, "┌ Loss ──┐\n│        │\n└────────┘");
	assert_int_equal(g.cell[2].fg, ROLE_TITLE);
	assert_int_equal(g.cell[9].fg, ROLE_BORDER);
	grid_clear(&g);
	grid_box(&g, (struct rect){ 0, 0, 3, 10 }, "a long title", ROLE_BORDER, 0);
	expect(&g, "┌ a long ┐\n│        │\n└────────┘");
	g.graph = GRAPH_ASCII;
	grid_clear(&g);
	grid_box(&g, (struct rect){ 0, 0, 3, 10 }, NULL, ROLE_BORDER, 0);
	expect(&g, "+--------+\n|        |\n+--------+");
	grid_release(&g);
}

static void test_clip(void **state)
{
	struct grid g;
	struct rect old;

	(void)state;
	grid_init(&g, 3, 6, GRAPH_BRAILLE, 256);
	old = grid_clip(&g, (struct rect){ 1, 2, 1, 3 });
	grid_fill(&g, (struct rect){ -5, -5, 50, 50 }, 'x', 0, 0, 0);
	grid_tint(&g, (struct rect){ 0, 0, 3, 6 }, ROLE_ROW, 0);
	expect(&g, "      \n  xxx \n      ");
	assert_int_equal(g.cell[0].bg, ROLE_NONE);
	assert_int_equal(grid_bg(&g, 1, 2), ROLE_ROW);
	/* limits nest */
	grid_clip(&g, (struct rect){ 0, 4, 3, 9 });
	assert_int_equal(grid_text(&g, 1, 2, -1, "abcdef", 0, 0), 3);
	expect(&g, "      \n  xxc \n      ");
	grid_unclip(&g, old);
	grid_put(&g, 0, 0, 'y', 0, 0, 0);
	expect(&g, "y     \n  xxc \n      ");
	grid_resize(&g, 1, 2);
	grid_put(&g, 0, 1, 'z', 0, 0, 0);
	expect(&g, " z");
	grid_resize(&g, -3, 4);
	expect(&g, "");
	grid_release(&g);
}

/* Text keeps the background under it, so tinted rows stay tinted. */
static void test_background(void **state)
{
	struct grid g;

	(void)state;
	grid_init(&g, 1, 4, GRAPH_BRAILLE, 256);
	grid_tint(&g, (struct rect){ 0, 0, 1, 4 }, ROLE_ROW, CELL_UNDERLINE);
	grid_text(&g, 0, 1, -1, "ab", ROLE_TEXT, 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(g.cell[i].bg, ROLE_ROW);
	assert_int_equal(g.cell[3].attr, CELL_UNDERLINE);
	grid_release(&g);
}

static void test_spark(void **state)
{
	static const uint32_t n[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
	struct grid g;

	(void)state;
	grid_init(&g, 1, 9, GRAPH_BLOCK, 256);
	spark_counts(&g, 0, 0, 9, n, 9, ROLE_BAR);
	expect(&g, " ▁▂▃▄▅▆▇█");
	grid_release(&g);
}

/* Relative luminance and contrast as WCAG 2 defines them. */
static double luminance(uint32_t rgb)
{
	static const double weight[3] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double c = (double)(rgb >> (16 - 8 * i) & 255) / 255;

		sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double contrast(int colour, uint32_t background)
{
	double a = luminance(theme_rgb(colour)), b = luminance(background);

	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

/* Faint runs lie behind the median.  Where the background is unknown nothing can be
 * fainter on black and on white: there they are balanced, and dotted (test_curves). */
static void test_faint(void **state)
{
	static const int few[] = { 256, 16 };
	static const uint32_t ground[] = { 0x000000, 0xFFFFFF };

	(void)state;
	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 2; k++) {
			enum theme_kind kind = i ? THEME_LIGHT : THEME_DARK;
			int run = theme_role(kind, few[k], ROLE_RUN).colour;

			assert_true(contrast(run, ground[i]) >= 2);
			assert_true(contrast(run, ground[i]) < contrast(theme_role(kind, few[k], ROLE_MEDIAN).colour, ground[i]));
		}
	for (int i = 0; i < 2; i++) {
		double run = contrast(theme_role(THEME_NEUTRAL, 256, ROLE_RUN).colour, ground[i]);
		double median = contrast(theme_role(THEME_NEUTRAL, 256, ROLE_MEDIAN).colour, ground[i]);

		assert_true(run >= 4 && median >= 4);
		assert_true(run < 1.15 * median);
	}
	/* The white median over the part of the ramp that densities use. */
	for (int i = ROLE_RAMP0; i < ROLE_RAMP0 + 6; i++)
		assert_true(contrast(theme_role(THEME_DARK, 256, i).colour, 0xFFFFFF) >= 3.8);
}

static void test_theme(void **state)
{
	static const int line[] = { ROLE_MEDIAN, ROLE_TEST, ROLE_ACC, ROLE_CURRENT, ROLE_SELECTED,
				    ROLE_FREE, ROLE_FIXED, ROLE_ERROR, ROLE_DIM, ROLE_AXIS, ROLE_KEY };
	double last = -1;

	(void)state;
	/* normal text is the terminal's own, and mono has no colours at all */
	for (int k = 0; k < THEME_COUNT; k++)
		for (int colours = 0; colours <= 256; colours = colours ? colours * 2 : 8) {
			assert_int_equal(theme_role((enum theme_kind)k, colours, ROLE_TEXT).colour, -1);
			for (int r = -1; r <= ROLE_COUNT; r++) {
				struct theme_role t = theme_role((enum theme_kind)k, colours, r);

				assert_true(t.colour >= -1 && t.colour < (colours < 8 ? 0 : colours));
				if (k == THEME_MONO)
					assert_int_equal(t.colour, -1);
			}
		}
	/* readable on black and on white, series included */
	for (size_t i = 0; i < sizeof line / sizeof line[0]; i++) {
		assert_true(contrast(theme_role(THEME_DARK, 256, line[i]).colour, 0x000000) >= 3.3);
		assert_true(contrast(theme_role(THEME_LIGHT, 256, line[i]).colour, 0xFFFFFF) >= 3.3);
	}
	for (int i = ROLE_SERIES0; i <= ROLE_SERIES_LAST; i++) {
		assert_true(contrast(theme_role(THEME_DARK, 256, i).colour, 0x000000) >= 3.3);
		assert_true(contrast(theme_role(THEME_LIGHT, 256, i).colour, 0xFFFFFF) >= 3.3);
	}
	for (size_t i = 0; i < sizeof line / sizeof line[0]; i++) {
		int c = theme_role(THEME_NEUTRAL, 256, line[i]).colour;

		if (line[i] != ROLE_RUN && c >= 0) {
			assert_true(contrast(c, 0x000000) >= 3.2);
			assert_true(contrast(c, 0xFFFFFF) >= 3.2);
		}
	}
	/* the ramp gets lighter from end to end */
	for (int i = ROLE_RAMP0; i <= ROLE_RAMP_LAST; i += 2) {
		double l = luminance(theme_rgb(theme_role(THEME_DARK, 256, i).colour));

		assert_true(l > last);
		last = l;
	}
	assert_int_equal(theme_ramp(0), ROLE_RAMP0);
	assert_int_equal(theme_ramp(1), ROLE_RAMP_LAST);
	assert_int_equal(theme_ramp(-5), ROLE_RAMP0);
	assert_int_equal(theme_ramp(0.5), ROLE_RAMP0 + 6);
	assert_int_equal(theme_ramp(NAN), ROLE_NONE);
	assert_int_equal(theme_by_name("light"), THEME_LIGHT);
	assert_int_equal(theme_by_name("plaid"), -1);
	/* palette: a corner of the cube and a grey, as xterm has them */
	assert_int_equal(theme_rgb(208), 0xFF8700);
	assert_int_equal(theme_rgb(244), 0x808080);
}

/* A selected row is seen on every terminal. */
static void test_theme_cell(void **state)
{
	struct cell c = { 'x', ROLE_TEXT, ROLE_ROW, CELL_BOLD };

	(void)state;
	assert_true(theme_cell(THEME_DARK, 256, c).bg >= 0);
	assert_int_equal(theme_cell(THEME_DARK, 256, c).attr, CELL_BOLD);
	assert_int_equal(theme_cell(THEME_DARK, 8, c).attr, CELL_BOLD | CELL_REVERSE);
	assert_int_equal(theme_cell(THEME_MONO, 256, c).attr, CELL_BOLD | CELL_REVERSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),   cmocka_unit_test(test_unsafe),
		cmocka_unit_test(test_wide),   cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_box),    cmocka_unit_test(test_clip),
		cmocka_unit_test(test_background), cmocka_unit_test(test_spark),
		cmocka_unit_test(test_theme), cmocka_unit_test(test_faint),  cmocka_unit_test(test_theme_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
