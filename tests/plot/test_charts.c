/*
 * test_charts.c - bars, maps, fans and sweeps: where things are drawn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "plot/bars.h"
#include "plot/fan.h"
#include "plot/heat.h"
#include "plot/theme.h"
#include "plot/xy.h"
#include "look.h"

enum { ROWS = 20, COLS = 60 };

static struct grid g;
static const struct rect all = { 0, 0, ROWS, COLS };

static void begin(enum graph graph, int colours)
{
	grid_release(&g);
	grid_init(&g, ROWS, COLS, graph, colours);
}

static const struct cell *cell(int row, int col)
{
	return &g.cell[row * COLS + col];
}

/* Eighths of a row in a role, as front blocks or as what is behind them. */
static int eighths(int row, int role)
{
	int sum = 0;

	for (int j = 0; j < COLS; j++) {
		const struct cell *c = cell(row, j);
		int n = c->ch >= 0x2588 && c->ch <= 0x258F ? 0x2590 - (int)c->ch : 0;

		if (c->fg == role && n)
			sum += c->attr & CELL_REVERSE ? 8 - n : n;
		else if (c->bg == role)
			sum += n ? 8 - n : 8;
	}
	return sum;
}

static void test_bar_lengths(void **state)
{
	struct bar b[] = {
		{ "one", 0, 1, NAN, NAN, NAN, NULL },
		{ "half", 0, 0.5, NAN, NAN, NAN, NULL },
		{ "more", 0, 0.25, 0.75, NAN, NAN, NULL },
		{ "tiny", 0, 1e-6, NAN, NAN, NAN, NULL },
		{ "unknown", 0, NAN, NAN, NAN, NAN, NULL },
	};
	struct bars_chart c = { .bar = b, .n = 5, .selected = -1 };
	struct bars_layout l;
	int full;

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	bars_draw(&g, all, &c, &l);
	full = l.plot.cols * 8;
	assert_int_equal(eighths(0, ROLE_BAR), full);
	assert_int_equal(eighths(1, ROLE_BAR), full / 2);
	assert_true(abs(eighths(2, ROLE_BAR) - full / 4) <= 1);
	assert_true(abs(eighths(2, ROLE_EXTEND) - full / 2) <= 1);
	assert_int_equal(eighths(3, ROLE_BAR), 1);	/* not zero is seen */
	assert_int_equal(eighths(4, ROLE_BAR), 0);
	assert_true(has_text(&g, "half") && has_text(&g, ".25   .75") && has_text(&g, "–"));
	assert_int_equal(l.first_row + 2 * l.step, 2);
	c.scroll = 3;
	bars_draw(&g, all, &c, &l);
	assert_int_equal(grid_cell(&g, 0, 0)->ch, b[3].label[0]);
}

static void test_bar_signs(void **state)
{
	struct bar b[] = {
		{ "up", 0, 0.5, NAN, 0.25, 1, NULL },
		{ "down", 0, -0.5, NAN, NAN, NAN, "note" },
	};
	struct bars_chart c = { .bar = b, .n = 2, .lo = -1, .hi = 1, .selected = 1, .percent = 1,
				.title = "share" };
	struct bars_layout l;
	int middle, left = 0;

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	bars_draw(&g, all, &c, &l);
	middle = l.plot.col + l.plot.cols / 2;
	assert_true(abs(eighths(l.plot.row + 1, ROLE_BAR) - l.plot.cols * 2) <= 4);
	for (int j = l.plot.col; j < l.plot.col + l.plot.cols; j++)
		if (cell(l.plot.row + 1, j)->fg == ROLE_BAR)
			left += j <= middle ? 1 : 100;
	assert_in_range(left, 1, 99);
	assert_true(has_text(&g, "├") && has_text(&g, "┤") && has_text(&g, "50 %") && has_text(&g, "note"));
	assert_true(has_text(&g, "share") && has_text(&g, "100"));
	assert_int_equal(cell(l.plot.row + 1, 0)->bg, ROLE_ROW);
	begin(GRAPH_ASCII, 0);
	bars_draw(&g, all, &c, &l);
	/* the whisker leaves the bar under it to be seen */
	assert_true(has_text(&g, "+##") && has_text(&g, "--+"));
}

/* A plane rising to the right: colours follow x, the contour lies at the middle. */
static void test_heat_plane(void **state)
{
	struct heat h = { .x0 = 0, .x1 = 1, .y0 = -1, .y1 = 1, .z0 = 0, .z1 = 1, .contour = 0.5,
			  .has_contour = 1 };
	struct heat_layout l;
	float *z;

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	heat_size(&g, all, &h, &h.nx, &h.ny);
	z = malloc(sizeof *z * (size_t)h.nx * (size_t)h.ny);
	assert_non_null(z);
	for (int j = 0; j < h.ny; j++)
		for (int i = 0; i < h.nx; i++)
			z[j * h.nx + i] = (float)((i + 0.5) / h.nx);
	h.z = z;
	heat_draw(&g, all, &h, &l);
	assert_int_equal(l.plot.cols, h.nx);
	assert_int_equal(l.plot.rows * 2, h.ny);
	for (int i = 0; i < l.plot.rows; i++)
		for (int j = 0; j < l.plot.cols; j++) {
			const struct cell *c = cell(l.plot.row + i, l.plot.col + j);
			int line = c->ch >= 0x2800 && c->ch < 0x2900;

			assert_int_equal(c->bg, theme_ramp((j + 0.5) / h.nx));
			assert_true(line == (j == l.plot.cols / 2 || j == (l.plot.cols - 1) / 2) ||
				    (!line && l.plot.cols % 2 == 0));
		}
	assert_true(has_text(&g, "⡇") || has_text(&g, "⢸"));
	/* what is unknown stays blank */
	for (int i = 0; i < h.nx * h.ny; i++)
		z[i] = NAN;
	begin(GRAPH_BRAILLE, 256);
	heat_draw(&g, all, &h, &l);
	assert_int_equal(cell(l.plot.row + 3, l.plot.col + 3)->bg, ROLE_NONE);
	assert_int_equal(cell(l.plot.row + 3, l.plot.col + 3)->ch, ' ');
	free(z);
}

static void test_heat_halves(void **state)
{
	float z[4] = { 0, 0, 1, 1 };	/* upper row 0, lower row 1 */
	struct heat_point p[] = { { 0.25f, 0.75f, 0 }, { 0.25f, 0.25f, 1 }, { 9, 9, 0 } };
	struct heat h = { .z = z, .nx = 2, .ny = 2, .x1 = 1, .y1 = 1, .z0 = 0, .z1 = 1,
			  .point = p, .n_points = 3, .legend = 1, .z_title = "SD" };
	struct heat_layout l;
	int r, c;

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	heat_draw(&g, all, &h, &l);
	assert_int_equal(cell(l.plot.row, l.plot.col)->bg, ROLE_RAMP0);
	assert_int_equal(cell(l.plot.row + l.plot.rows - 1, l.plot.col)->bg, ROLE_RAMP_LAST);
	assert_true(has_text(&g, "●") && has_text(&g, "○") && has_text(&g, "SD"));
	/* points contrast with what they lie on, and y grows upwards */
	for (r = 0, c = 0; r < ROWS * COLS; r++)
		if (g.cell[r].ch == 0x25CF) {
			assert_int_equal(g.cell[r].fg, ROLE_MARK0);
			assert_int_equal(g.cell[r].bg, ROLE_RAMP0);
			c++;
		} else if (g.cell[r].ch == 0x25CB) {
			assert_int_equal(g.cell[r].fg, ROLE_MARK1);
			assert_int_equal(g.cell[r].bg, ROLE_RAMP_LAST);
			c++;
		}
	assert_int_equal(c, 2);
	begin(GRAPH_ASCII, 0);
	heat_draw(&g, all, &h, &l);
	assert_int_equal(cell(l.plot.row, l.plot.col)->ch, ' ');
	assert_int_equal(cell(l.plot.row + l.plot.rows - 1, l.plot.col)->ch, '@');
	assert_true(has_text(&g, "0") && has_text(&g, "1"));
}

/* Classes instead of values: their colours, names, and points that show on them. */
static void test_heat_regions(void **state)
{
	const unsigned char region[] = { 0, 1, 2, 1 };
	const char *const name[] = { "ant", "bee", "cat" };
	struct heat_point p[] = { { 0.25f, 0.75f, 2 }, { 0.25f, 0.75f, 2 } };
	struct heat h = { .region = region, .class_name = name, .n_classes = 3, .nx = 2, .ny = 2, .x1 = 1, .y1 = 1,
			  .point = p, .n_points = 2, .legend = 1 };
	struct heat_layout l;
	int points = 0;

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	heat_draw(&g, all, &h, &l);
	assert_int_equal(cell(l.plot.row, l.plot.col)->bg, ROLE_SERIES0);
	assert_int_equal(cell(l.plot.row, l.plot.col + l.plot.cols - 1)->bg, ROLE_SERIES0 + 1);
	assert_int_equal(cell(l.plot.row + l.plot.rows - 1, l.plot.col)->bg, ROLE_SERIES0 + 2);
	assert_true(has_text(&g, "● ant") && has_text(&g, "○ bee") && has_text(&g, "▲ cat"));
	for (int r = l.plot.row * COLS; r < ROWS * COLS; r++)
		if (g.cell[r].ch == 0x25B2) {	/* the second did not hide the class below */
			assert_int_equal(g.cell[r].fg, ROLE_SERIES0);
			assert_int_equal(g.cell[r].attr, CELL_REVERSE);
			points++;
		}
	assert_int_equal(points, 1);
	begin(GRAPH_ASCII, 0);
	heat_draw(&g, all, &h, &l);
	assert_int_equal(cell(l.plot.row, l.plot.col)->ch, ' ');
	assert_int_equal(cell(l.plot.row, l.plot.col + l.plot.cols - 1)->ch, '.');
	assert_int_equal(cell(l.plot.row + l.plot.rows - 1, l.plot.col)->ch, ':');
	assert_true(has_text(&g, "1 bee [.]"));
}

static void test_fan(void **state)
{
	enum { N = 21 };
	float x[N], lo[N], hi[N], mean[N], px[] = { 0, 5 }, py[] = { 0.75f, 0.75f };
	struct fan f = { .x = x, .n = N, .mean = mean, .lo = lo, .hi = hi, .px = px, .py = py,
			 .n_points = 2, .x0 = -1, .x1 = 1, .y0 = 0, .y1 = 1, .split = 1, .split_x = 0 };
	struct fan_layout l;
	int band = 0, dots = 0;

	(void)state;
	for (int i = 0; i < N; i++) {
		x[i] = (float)(-1 + 0.1 * i);
		mean[i] = 0.5f;
		lo[i] = 0.4f;
		hi[i] = 0.6f;
	}
	begin(GRAPH_BRAILLE, 256);
	fan_draw(&g, all, &f, &l);
	for (int i = 0; i < ROWS * COLS; i++) {
		band += g.cell[i].bg == ROLE_BAND;
		dots += g.cell[i].ch == 0x2022;
	}
	assert_true(band >= l.plot.cols * l.plot.rows / 10 && band <= l.plot.cols * l.plot.rows * 3 / 10);
	assert_int_equal(dots, 1);	/* the other lies outside the window */
	assert_true(has_text(&g, "┊"));
	/* its own ranges, and a read-out */
	f.x0 = f.x1 = f.y0 = f.y1 = 0;
	f.cursor = 1;
	f.cursor_x = 0.5;
	f.x_title = "t";
	begin(GRAPH_BRAILLE, 256);
	fan_draw(&g, all, &f, &l);
	assert_true(l.x.hi >= 5 && l.y.hi >= 0.75);
	assert_true(has_text(&g, "t .5  mean .5 [.4, .6]"));
}

static void test_sweep(void **state)
{
	double m[] = { 1, 10, 100 }, y[] = { 1, 0.1, 0.01 }, lo[] = { 0.5, 0.05, 0 }, hi[] = { 2, 0.2, 0.02 };
	struct xy_series s[] = { { "spread", XY_POINTS, 0, m, y, lo, hi, 3 },
				 { "1/M", XY_REFERENCE, 0, m, y, NULL, NULL, 3 } };
	struct xy c = { .series = s, .n_series = 2, .x_log = 1, .y_log = 1, .x0 = 1, .x1 = 100,
			.y0 = 0.01, .y1 = 1, .x_title = "M", .y_title = "sd", .legend = 1 };
	struct xy_layout l;
	int bottom, right, points = 0;

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	xy_draw(&g, all, &c, &l);
	bottom = l.plot.row + l.plot.rows - 1;
	right = l.plot.col + l.plot.cols - 1;
	/* on log axes 1/M is the diagonal, its ends the corners */
	assert_int_equal(cell(l.plot.row, l.plot.col)->ch, 0x25CF);
	assert_int_equal(cell(bottom, right)->ch, 0x25CF);
	for (int i = l.plot.row; i <= bottom; i++)
		for (int j = l.plot.col; j <= right; j++)
			points += cell(i, j)->ch == 0x25CF;
	assert_int_equal(points, 3);
	assert_true(has_text(&g, "┬") && has_text(&g, "┴") && has_text(&g, "spread") && has_text(&g, "1/M"));
	assert_true(has_text(&g, ".01") && has_text(&g, "100"));
	c.cursor = 1;
	c.cursor_x = 10;
	begin(GRAPH_BRAILLE, 256);
	xy_draw(&g, all, &c, &l);
	assert_true(has_text(&g, "M 10  spread .1  1/M .1"));
}

static void test_names(void **state)
{
	static const char *const name[] = { "relu", "tanh", "größer" };
	double y[] = { 3, 2, NAN };
	struct xy_series s = { "loss", XY_POINTS, 0, NULL, y, NULL, NULL, 3 };
	struct xy c = { .series = &s, .n_series = 1, .x_names = name, .n_names = 3 };
	int points = 0;

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	xy_draw(&g, all, &c, NULL);
	assert_true(has_text(&g, "relu") && has_text(&g, "tanh") && has_text(&g, "größer"));
	for (int i = 0; i < ROWS * COLS; i++)
		points += g.cell[i].ch == 0x25CF;
	assert_int_equal(points, 2);
}

static int done(void **state)
{
	(void)state;
	grid_release(&g);
	return 0;
}

/* Pixels are square, a whole number of times as large or averaged, and stay inside. */
static void test_picture(void **state)
{
	static const float checks[9] = { 0, 1, 0, 1, 0, 1, 0, 1, 0 };
	float many[100 * 100];
	int cols, rows;

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	heat_picture(&g, (struct rect){ 2, 3, 6, 20 }, checks, 3, 3, 0, 1, &cols, &rows);
	assert_int_equal(cols, 12);	/* four columns and four half rows a pixel */
	assert_int_equal(rows, 6);
	assert_int_equal(cell(2, 3)->bg, theme_ramp(0));
	assert_int_equal(cell(2, 7)->bg, theme_ramp(1));
	assert_int_equal(cell(4, 3)->bg, theme_ramp(1));
	assert_int_equal(cell(4, 7)->bg, theme_ramp(0));
	assert_int_equal(cell(2, 15)->bg, ROLE_NONE);
	assert_int_equal(cell(8, 3)->bg, ROLE_NONE);
	/* an odd number of half rows */
	begin(GRAPH_BRAILLE, 256);
	heat_picture(&g, (struct rect){ 0, 0, 2, 3 }, checks, 3, 3, 0, 1, &cols, &rows);
	assert_int_equal(cols, 3);
	assert_int_equal(rows, 2);
	assert_int_equal(cell(1, 1)->ch, 0x2580);
	assert_int_equal(cell(1, 1)->fg, theme_ramp(1));
	assert_int_equal(cell(1, 1)->bg, ROLE_NONE);
	/* averaged: stripes of 0 and 1 become halves */
	for (int i = 0; i < 100 * 100; i++)
		many[i] = (float)(i % 2);
	begin(GRAPH_BRAILLE, 256);
	heat_picture(&g, (struct rect){ 0, 0, 25, 50 }, many, 100, 100, 0, 1, &cols, &rows);
	assert_int_equal(cols, 50);
	assert_int_equal(rows, 25);	/* of which the grid has 20 */
	assert_int_equal(cell(7, 20)->bg, theme_ramp(.5));
	/* no colours: two columns a pixel; no room: nothing */
	begin(GRAPH_ASCII, 0);
	heat_picture(&g, (struct rect){ 0, 0, 4, 8 }, checks, 3, 3, 0, 1, &cols, &rows);
	assert_int_equal(cols, 6);
	assert_int_equal(rows, 3);
	assert_int_equal(cell(0, 2)->ch, '@');
	assert_int_equal(cell(0, 0)->ch, ' ');
	heat_picture(&g, (struct rect){ 0, 0, 0, 0 }, checks, 3, 3, 0, 1, NULL, NULL);
}

static void test_votes(void **state)
{
	static const uint32_t n[9] = { 50, 0, 1, 0, 0, 0, 0, 0, 49 };

	(void)state;
	begin(GRAPH_BRAILLE, 256);
	heat_votes(&g, 0, 1, 10, n, 9);
	assert_int_equal(cell(0, 0)->ch, ' ');
	assert_int_equal(cell(0, 5)->fg, heat_class_role(0));
	assert_int_equal(cell(0, 6)->fg, heat_class_role(2));	/* a cell for one of a hundred */
	assert_int_equal(cell(0, 7)->fg, heat_class_role(8));
	assert_int_equal(cell(0, 10)->fg, heat_class_role(8));
	assert_int_equal(cell(0, 10)->ch, 0x2593);		/* a colour that is there twice */
	assert_int_equal(cell(0, 11)->ch, ' ');
	begin(GRAPH_BRAILLE, 0);
	heat_votes(&g, 0, 0, 10, n, 9);
	assert_true(cell(0, 0)->ch != cell(0, 5)->ch && cell(0, 5)->ch != cell(0, 6)->ch);
	begin(GRAPH_ASCII, 0);
	heat_votes(&g, 0, 0, 2, n, 9);				/* no room for all */
	assert_int_equal(cell(0, 0)->ch, '#');
	assert_int_equal(cell(0, 2)->ch, ' ');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bar_lengths), cmocka_unit_test(test_bar_signs),
		cmocka_unit_test(test_heat_plane),  cmocka_unit_test(test_heat_halves),
		cmocka_unit_test(test_heat_regions), cmocka_unit_test(test_picture), cmocka_unit_test(test_votes),
		cmocka_unit_test(test_fan),         cmocka_unit_test(test_sweep),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
