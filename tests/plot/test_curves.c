/*
 * test_curves.c - what the loss chart shows: lines where the numbers are,
 * bands only where there are colours for them, and nothing bent by one wild run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "plot/curves.h"
#include "look.h"

enum { ROWS = 20, COLS = 60, N = 40 };

static struct grid g;
static struct curves_layout l;

static void draw(enum graph graph, int colours, const struct curves *c)
{
	grid_release(&g);
	grid_init(&g, ROWS, COLS, graph, colours);
	curves_draw(&g, (struct rect){ 0, 0, ROWS, COLS }, c, &l);
}

static const struct cell *plot_cell(int i, int j)
{
	return &g.cell[(l.plot.row + i) * COLS + l.plot.col + j];
}

/* The column of an x. */
static int col_of(double x)
{
	int best = l.plot.col;

	for (int col = best; col < l.plot.col + l.plot.cols; col++)
		if (fabs(curves_x_at(&l, col) - x) < fabs(curves_x_at(&l, best) - x))
			best = col;
	return best;
}

/* Cells of the plot with that role in front (or behind). */
static int count(int role, int behind)
{
	int n = 0;

	for (int i = 0; i < l.plot.rows; i++)
		for (int j = 0; j < l.plot.cols; j++)
			n += (behind ? plot_cell(i, j)->bg : plot_cell(i, j)->fg) == role;
	return n;
}

static int rows_with(int role, int *first)
{
	int rows = 0;

	for (int i = 0; i < l.plot.rows; i++)
		for (int j = 0; j < l.plot.cols; j++)
			if (plot_cell(i, j)->fg == role) {
				if (!rows++)
					*first = i;
				break;
			}
	return rows;
}

static void constant(float *y, double v)
{
	for (int i = 0; i < N; i++)
		y[i] = (float)v;
}

static void test_flat(void **state)
{
	static const enum graph mode[] = { GRAPH_BRAILLE, GRAPH_BLOCK, GRAPH_ASCII };
	float y[N];
	struct curves_series s = { .label = "train", .median = y, .n = N };
	struct curves c = { .series = &s, .n_series = 1, .y0 = 0, .y1 = 1 };

	(void)state;
	for (int m = 0; m < 3; m++)
		for (float v = 0; v <= 1; v += 1 / 19.0f) {
			int row = -1;

			constant(y, v);
			draw(mode[m], 256, &c);
			/* a braille median is two dots thick and may touch two rows */
			assert_in_range(rows_with(ROLE_MEDIAN, &row), 1, m ? 1 : 2);
			/* the dot is v of the way up, a cell four dots */
			assert_int_equal(row, (int)(l.plot.rows * 4 - 1 - lrint(v * (l.plot.rows * 4 - 1))) / 4);
			assert_true(count(ROLE_MEDIAN, 0) >= l.plot.cols);
		}
}

static void test_gap(void **state)
{
	float y[N];
	struct curves_series s = { .median = y, .n = N };
	struct curves c = { .series = &s, .n_series = 1, .y1 = 1, .x1 = N - 1 };

	(void)state;
	constant(y, 0.5);
	for (int i = 10; i < 30; i++)
		y[i] = i % 2 ? NAN : INFINITY;
	draw(GRAPH_BRAILLE, 256, &c);
	for (int j = 0; j < l.plot.cols; j++) {
		double x = curves_x_at(&l, l.plot.col + j);
		int there = 0;

		for (int i = 0; i < l.plot.rows; i++)
			there |= plot_cell(i, j)->fg == ROLE_MEDIAN;
		if (x > 10 && x < 29)
			assert_false(there);
		if (x < 9 || x > 30)
			assert_true(there);
	}
}

static void test_little(void **state)
{
	float y[2] = { 0.3f, 0.2f };
	struct curves_series s = { .median = y, .n = 1 };
	struct curves c = { .series = &s, .n_series = 1, .x_first = 1 };
	int row;

	(void)state;
	draw(GRAPH_BRAILLE, 256, &c);	/* one epoch: a stroke around it */
	assert_in_range(rows_with(ROLE_MEDIAN, &row), 1, 2);
	assert_in_range(count(ROLE_MEDIAN, 0), l.plot.cols / 4, l.plot.cols * 3 / 5 * 2);
	assert_int_equal(plot_cell(row, l.plot.cols / 2)->fg, ROLE_MEDIAN);
	s.n = 2;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(count(ROLE_MEDIAN, 0) >= l.plot.cols);
	s.n = 0;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_int_equal(count(ROLE_MEDIAN, 0), 0);
	memset(&c, 0, sizeof c);
	draw(GRAPH_BRAILLE, 256, &c);	/* zeros are a valid chart */
	assert_true(l.plot.rows > 0);
	/* the axis is there, nothing else */
	assert_int_equal(count(ROLE_NONE, 0), l.plot.rows * l.plot.cols);
}

static void test_bands(void **state)
{
	float q[5][N];
	struct curves_series s = { .label = "train", .median = q[2], .q05 = q[0], .q25 = q[1],
				   .q75 = q[3], .q95 = q[4], .n = N };
	struct curves c = { .series = &s, .n_series = 1, .y0 = 0, .y1 = 1, .legend = 1 };
	int outer, inner, full;

	(void)state;
	for (int i = 0; i < 5; i++)
		constant(q[i], 0.1 + 0.2 * i);
	draw(GRAPH_BRAILLE, 256, &c);
	full = l.plot.rows * l.plot.cols;
	outer = count(ROLE_BAND, 1);
	inner = count(ROLE_BAND2, 1);
	/* .1 to .9 is 80 % of the height, .3 to .7 half of that */
	assert_true(abs(outer + inner - full * 8 / 10) <= 2 * l.plot.cols);
	assert_true(abs(inner - full * 4 / 10) <= 2 * l.plot.cols);
	assert_true(has_text(&g, "25–75 %") && has_text(&g, "5–95 %"));
	c.no_bands = 1;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_int_equal(count(ROLE_BAND, 1) + count(ROLE_BAND2, 1), 0);
	c.no_bands = 0;
	/* fewer colours: dotted lines in the same place */
	draw(GRAPH_BRAILLE, 8, &c);
	assert_int_equal(count(ROLE_BAND, 1) + count(ROLE_BAND2, 1), 0);
	assert_true(count(ROLE_MEDIAN, 0) > l.plot.cols * 2);
	assert_true(has_text(&g, "━┈ 25–75 %") && has_text(&g, "┈┈ 5–95 %"));
}

static void test_wild(void **state)
{
	enum { RUNS = 200 };
	static float y[RUNS][N];
	struct curve_line run[RUNS];
	struct curves_series s = { .run = run, .runs = RUNS };
	struct curves c = { .series = &s, .n_series = 1 };
	struct axis x, ya;

	(void)state;
	for (int i = 0; i < RUNS; i++) {
		constant(y[i], 0.2 + 0.001 * i);
		run[i] = (struct curve_line){ y[i], N };
	}
	constant(y[77], 1e9);
	y[3][4] = NAN;
	curves_range(&c, &x, &ya);
	assert_true(ya.hi <= 0.5 && ya.hi >= 0.39 && ya.lo <= 0.21);
	assert_true(x.lo == 0 && x.hi == N - 1);
	/* whole ticks, so that the axis seldom moves */
	constant(y[12], 0.201);
	struct axis again;

	curves_range(&c, &x, &again);
	assert_true(again.lo == ya.lo && again.hi == ya.hi);
}

static void test_log(void **state)
{
	float y[N];
	struct curves_series s = { .median = y, .n = N };
	struct curves c = { .series = &s, .n_series = 1, .y_log = 1 };
	int left = -1, right = -1;

	(void)state;
	for (int i = 0; i < N; i++)	/* a line on a log axis */
		y[i] = (float)pow(10, -4.0 * i / (N - 1));
	y[5] = 0;	/* has no place there */
	draw(GRAPH_BLOCK, 256, &c);
	assert_true(l.y.lo <= 1.01e-4 && l.y.hi >= 1);
	for (int i = 0; i < l.plot.rows; i++) {
		if (plot_cell(i, 0)->fg == ROLE_MEDIAN)
			left = i;
		if (plot_cell(i, l.plot.cols - 1)->fg == ROLE_MEDIAN)
			right = i;
	}
	assert_int_equal(left, 0);
	assert_int_equal(right, l.plot.rows - 1);
	assert_true(has_text(&g, "1e-4") && has_text(&g, ".01"));
}

static void test_marks(void **state)
{
	float y[N], z[N];
	static const float diverged[] = { 5, 30, 99 };
	struct curves_series s[2] = { { .label = "train", .median = y, .n = N },
				      { .label = "accuracy", .median = z, .n = N, .right = 1 } };
	struct curves c = { .series = s, .n_series = 2, .diverged = diverged, .n_diverged = 3,
			    .legend = 1, .x_title = "epoch", .y_title = "loss" };
	int row = -1;

	(void)state;
	constant(y, 2);
	constant(z, 0.25);
	draw(GRAPH_BRAILLE, 256, &c);
	assert_int_equal(count(ROLE_DIVERGED, 0), 2);	/* one lies beyond the window */
	assert_int_equal(rows_with(ROLE_DIVERGED, &row), 1);
	assert_int_equal(row, 0);
	assert_true(has_text(&g, "3 diverged") && has_text(&g, "━━ train") && has_text(&g, "epoch"));
	/* the right axis has its own scale: .25 of the height */
	rows_with(ROLE_ACC, &row);
	assert_in_range(row, l.plot.rows * 3 / 4 - 1, l.plot.rows * 3 / 4 + 1);
	assert_true(l.plot.col + l.plot.cols < COLS - 2);
	/* the read-out takes the legend's place */
	c.cursor = 1;
	c.cursor_x = 10;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(has_text(&g, "epoch 10    median") && has_text(&g, "train         2.00") && has_text(&g, "accuracy      .250"));
	assert_int_equal(count(ROLE_CURSOR, 1), l.plot.rows);
	/* without colours names at the line ends */
	c.cursor = 0;
	draw(GRAPH_BRAILLE, 0, &c);
	assert_true(has_text(&g, " accuracy") && has_text(&g, " train"));
}

static void test_current(void **state)
{
	float y[N], m[N];
	struct curves_series s = { .median = m, .n = N, .current = { y, 11 } };
	struct curves c = { .series = &s, .n_series = 1, .y1 = 1 };
	int col;

	(void)state;
	constant(m, 0.2);
	constant(y, 0.8);
	draw(GRAPH_BRAILLE, 256, &c);
	col = col_of(10);
	assert_int_equal(g.cell[(l.plot.row + l.plot.rows / 5) * COLS + col].ch, 0x25CF);
	for (int j = col + 1; j < l.plot.col + l.plot.cols; j++)
		for (int i = 0; i < l.plot.rows / 2; i++)
			assert_int_equal(plot_cell(i, j - l.plot.col)->ch, ' ');
	assert_true(fabs(curves_x_at(&l, col) - 10) < 1);
}

/* More points than dots: the median becomes a mean, a run its whole extent. */
static void test_bins(void **state)
{
	enum { MANY = 100000 };
	float *y = malloc(MANY * sizeof *y);
	struct curve_line run = { y, MANY };
	struct curves_series s = { .median = y, .n = MANY };
	struct curves c = { .series = &s, .n_series = 1, .y0 = 0, .y1 = 1 };
	int row;

	(void)state;
	assert_non_null(y);
	for (int i = 0; i < MANY; i++)
		y[i] = i % 2 ? 0.1f : 0.9f;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_in_range(rows_with(ROLE_MEDIAN, &row), 1, 2);	/* .5 everywhere */
	s = (struct curves_series){ .run = &run, .runs = 1 };
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(count(ROLE_RUN, 0) >= l.plot.cols * l.plot.rows * 7 / 10);
	free(y);
}

static void test_density(void **state)
{
	float y[N];
	struct curves_series s = { .median = y, .n = N };
	struct curves c = { .series = &s, .n_series = 1, .y0 = 0, .y1 = 1 };
	struct density d;
	uint64_t sum = 0;

	(void)state;
	constant(y, 0.5);
	draw(GRAPH_BRAILLE, 256, &c);
	density_init(&d);
	assert_false(density_fits(&d, &l));
	density_reset(&d, &l, 0, 1);
	assert_true(density_fits(&d, &l));
	/* flat lines: every column counts every line once */
	for (int k = 0; k < 100; k++) {
		constant(y, 0.2 + 0.006 * k);
		density_add(&d, y, N);
	}
	for (int j = 0; j < d.cols; j++) {
		sum = 0;
		for (int i = 0; i < d.rows; i++)
			sum += d.count[i * d.cols + j];
		assert_int_equal(sum, 100);
	}
	/* lines outside the window are nowhere */
	constant(y, 7);
	density_add(&d, y, N);
	assert_int_equal(d.lines, 101);
	sum = 0;
	for (int i = 0; i < d.rows * d.cols; i++)
		sum += d.count[i];
	assert_int_equal(sum, 100 * d.cols);
	c.density = &d;
	draw(GRAPH_BRAILLE, 256, &c);
	sum = 0;
	for (int r = ROLE_RAMP0; r <= ROLE_RAMP_LAST; r++)
		sum += (uint64_t)count(r, 1);
	assert_true(sum >= (uint64_t)(d.cols * l.plot.rows / 2));
	c.y1 = 2;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_false(density_fits(&d, &l));
	density_release(&d);
}

/* Dots of the braille cells that have a role. */
static int dots(int role)
{
	int n = 0;

	for (int i = 0; i < l.plot.rows; i++)
		for (int j = 0; j < l.plot.cols; j++)
			if (plot_cell(i, j)->fg == role && plot_cell(i, j)->ch >= 0x2800 && plot_cell(i, j)->ch < 0x2900)
				n += __builtin_popcount(plot_cell(i, j)->ch & 0xFF);
	return n;
}

/* Where the background is unknown: nothing is filled, and runs are thin. */
static void test_no_fill(void **state)
{
	float q[5][N], y[N];
	struct curve_line run = { y, N };
	struct curves_series s = { .label = "train", .median = q[2], .q05 = q[0], .q25 = q[1],
				   .q75 = q[3], .q95 = q[4], .n = N, .run = &run, .runs = 1 };
	struct curves c = { .series = &s, .n_series = 1, .y0 = 0, .y1 = 1, .legend = 1, .no_bands = 1 };
	int solid, thin;

	(void)state;
	for (int i = 0; i < 5; i++)
		constant(q[i], 0.1 + 0.2 * i);
	constant(y, 0.2);
	draw(GRAPH_BRAILLE, 256, &c);
	solid = dots(ROLE_RUN);
	c.no_fill = 1;
	draw(GRAPH_BRAILLE, 256, &c);
	thin = dots(ROLE_RUN);
	assert_true(solid >= 2 * l.plot.cols - 2 && thin > 0 && 3 * thin <= solid);
	assert_true(3 * thin <= dots(ROLE_MEDIAN));
	c.no_bands = 0;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_int_equal(count(ROLE_BAND, 1) + count(ROLE_BAND2, 1), 0);
	for (int i = 0; i < 5; i++)	/* each of the five lines where its value is */
		assert_int_equal(plot_cell((int)(l.plot.rows * 4 - 1 - lrint((0.1 + 0.2 * i) * (l.plot.rows * 4 - 1))) / 4, 0)->fg, ROLE_MEDIAN);
	assert_true(has_text(&g, "━━ 25–75 %") && has_text(&g, "╍╍ 5–95 %"));
}

/* Runs that left: marked where they did, drawn up to there, counted whole. */
static void test_lost(void **state)
{
	float y[N], m[N];
	const float at[] = { 21 };
	const struct curve_line lost[] = { { y, N } };
	struct curves_series s = { .label = "train", .median = m, .n = N };
	struct curves c = { .series = &s, .n_series = 1, .y0 = 0, .y1 = 1, .x_first = 1, .legend = 1,
			    .diverged = at, .lost = lost, .n_diverged = 1, .all_diverged = 1234 };
	int col;

	(void)state;
	constant(m, 0.2);
	for (int i = 0; i < N; i++)
		y[i] = i < 20 ? 0.3f + 0.02f * (float)i : INFINITY;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(has_text(&g, "1,234 diverged"));
	col = col_of(21) - l.plot.col;
	assert_int_equal(plot_cell(0, col)->ch, 0xD7);
	for (int j = 0; j < l.plot.cols; j++) {
		int there = 0;

		for (int i = 1; i < l.plot.rows; i++)
			there |= plot_cell(i, j)->fg == ROLE_DIVERGED;
		if (j < col - 3)
			assert_true(there);
		if (j > col)
			assert_false(there);
	}
}

/* The table under a cursor, against the numbers; a line where it is low. */
static void test_readout(void **state)
{
	float q[5][N], a[N], y[N];
	uint32_t runs[N];
	struct curves_series s[2] = {
		{ .label = "train", .median = q[2], .q05 = q[0], .q25 = q[1], .q75 = q[3], .q95 = q[4],
		  .n = N, .count = runs, .selected = { y, N } },
		{ .label = "accuracy", .median = a, .n = N, .right = 1, .count = runs },
	};
	struct curves c = { .series = s, .n_series = 2, .x_first = 1, .x_title = "epoch",
			    .cursor = 1, .cursor_x = 7, .selected_name = "run 17" };
	struct curves_layout low;

	(void)state;
	for (int i = 0; i < N; i++) {
		for (int k = 0; k < 5; k++)
			q[k][i] = (float)(i + 1) / 10 + 0.01f * (float)k;
		a[i] = 0.5f + 0.01f * (float)i;
		y[i] = 2;
		runs[i] = (uint32_t)(2000 - 100 * i);
	}
	grid_release(&g);
	grid_init(&g, ROWS, 80, GRAPH_BRAILLE, 256);
	curves_draw(&g, (struct rect){ 0, 0, ROWS, 80 }, &c, &l);
	assert_true(has_text(&g, "epoch 7     median      25–75 %       5–95 %   runs  run 17"));
	assert_true(has_text(&g, "train         .720  .710 – .730  .700 – .740  1,400   2.000"));
	assert_true(has_text(&g, "accuracy      .560                            1,400"));
	/* Narrower: the inner range leaves first. */
	grid_release(&g);
	grid_init(&g, ROWS, COLS, GRAPH_BRAILLE, 256);
	curves_draw(&g, (struct rect){ 0, 0, ROWS, 50 }, &c, &l);
	assert_true(!has_text(&g, "25–75 %") && has_text(&g, "5–95 %"));
	c.cursor_x = 99;	/* nothing there to read */
	draw(GRAPH_BRAILLE, 256, &c);
	assert_false(has_text(&g, "median"));
	c.cursor_x = 7;
	grid_clear(&g);
	curves_draw(&g, (struct rect){ 0, 0, 9, COLS }, &c, &low);
	assert_true(has_text(&g, "epoch 7  train .72 [.7, .74] 2  accuracy .56"));
}

/* The place of the plot is known beforehand, and nothing is drawn to know it. */
static void test_place(void **state)
{
	float y[N];
	struct curves_series s = { .label = "train", .median = y, .n = N };
	struct curves c = { .series = &s, .n_series = 1, .legend = 1 };
	struct curves_layout before;

	(void)state;
	constant(y, 0.5);
	for (int cursor = 0; cursor < 2; cursor++) {
		c.cursor = cursor;
		grid_release(&g);
		grid_init(&g, ROWS, COLS, GRAPH_BRAILLE, 256);
		curves_place(&g, (struct rect){ 0, 0, ROWS, COLS }, &c, &before);
		for (int i = 0; i < ROWS * COLS; i++)
			assert_int_equal(g.cell[i].ch, ' ');
		curves_draw(&g, (struct rect){ 0, 0, ROWS, COLS }, &c, &l);
		assert_memory_equal(&before.plot, &l.plot, sizeof l.plot);
		assert_true(before.x.lo == l.x.lo && before.y.hi == l.y.hi);
	}
}

static void test_smooth(void **state)
{
	float y[N], out[N];

	(void)state;
	constant(y, 3);
	y[7] = NAN;
	curves_smooth(y, out, N, 0.9);
	for (int i = 0; i < N; i++)	/* debiased: a constant stays, from the first on */
		assert_true(i == 7 ? isnan(out[i]) : fabs(out[i] - 3) < 1e-5);
	/* 0, 1: (b * 0 + 1) (1 - b) / (1 - b^2) = 1 / (1 + b) */
	y[0] = 0;
	y[1] = 1;
	curves_smooth(y, y, 2, 0.5);
	assert_true(y[0] == 0 && fabs(y[1] - 1 / 1.5) < 1e-6);
}

/* A reference just below the curves is in the range; one far below squeezes nothing. */
static void test_reference(void **state)
{
	float y[N];
	struct curves_series s = { .label = "train", .median = y, .n = N };
	struct curves c = { .series = &s, .n_series = 1, .reference_name = "constant answer" };
	struct axis x, v;

	(void)state;
	constant(y, .15);
	y[N - 1] = .09f;
	c.reference = .08;
	curves_range(&c, &x, &v);
	assert_true(v.lo <= .08 && v.lo > .06);
	c.reference = .04;
	curves_range(&c, &x, &v);
	assert_true(v.lo > .07);
}

static int done(void **state)
{
	(void)state;
	grid_release(&g);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flat),   cmocka_unit_test(test_gap),
		cmocka_unit_test(test_little), cmocka_unit_test(test_bands),
		cmocka_unit_test(test_wild),   cmocka_unit_test(test_log),
		cmocka_unit_test(test_marks),  cmocka_unit_test(test_current),
		cmocka_unit_test(test_bins),   cmocka_unit_test(test_density),
		cmocka_unit_test(test_smooth), cmocka_unit_test(test_no_fill),
		cmocka_unit_test(test_lost),   cmocka_unit_test(test_readout),
		cmocka_unit_test(test_place),  cmocka_unit_test(test_reference),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
