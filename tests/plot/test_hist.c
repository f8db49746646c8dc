/*
 * test_hist.c - areas are conserved, heights are counts, ghosts are seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "plot/hist.h"
#include "look.h"

enum { ROWS = 14, COLS = 60, BINS = 50 };

static struct grid g;
static struct hist_layout l;

static void draw(enum graph graph, int colours, const struct hist_chart *c)
{
	grid_release(&g);
	grid_init(&g, ROWS, COLS, graph, colours);
	hist_draw(&g, (struct rect){ 0, 0, ROWS, COLS }, c, &l);
}

static const struct cell *plot_cell(int i, int j)
{
	return &g.cell[(l.plot.row + i) * COLS + l.plot.col + j];
}

/* Eighths of a column that show `role`, edges included. */
static int height(int j, int role)
{
	int sum = 0;

	for (int i = 0; i < l.plot.rows; i++) {
		const struct cell *c = plot_cell(i, j);

		if (c->fg == role && c->ch >= 0x2581 && c->ch <= 0x2588)
			sum += (int)(c->ch - 0x2580);
		else if (c->bg == role)
			sum += 8;
	}
	return sum;
}

static void test_area(void **state)
{
	uint32_t bin[BINS], seed = 3;
	struct hist_data h = { .bin = bin, .bins = BINS, .lo = -1, .hi = 3 };
	double total = 0, out[200];

	(void)state;
	for (int i = 0; i < BINS; i++) {
		seed = seed * 1664525u + 1013904223u;
		bin[i] = seed >> 20;
		total += bin[i];
	}
	for (int cols = 1; cols <= 200; cols++) {
		double sum = 0;

		hist_columns(&h, -1, 3, out, cols);
		for (int i = 0; i < cols; i++)
			sum += out[i];
		assert_true(fabs(sum - total) < 1e-6 * total);
		hist_columns(&h, -9, 11, out, cols);	/* wider than the data */
		sum = 0;
		for (int i = 0; i < cols; i++)
			sum += out[i];
		assert_true(fabs(sum - total) < 1e-6 * total);
	}
	/* as many columns as bins: the bins themselves */
	hist_columns(&h, -1, 3, out, BINS);
	for (int i = 0; i < BINS; i++)
		assert_true(fabs(out[i] - bin[i]) < 1e-6 * (1 + bin[i]));
	/* all values equal: everything in one place */
	h.hi = h.lo;
	hist_columns(&h, -2, 0, out, 4);
	assert_true(out[0] == 0 && out[1] == 0 && fabs(out[2] - total) < 1e-6 * total);
}

static void test_heights(void **state)
{
	uint32_t bin[BINS] = { 0 };
	struct hist_chart c = { .now = { .bin = bin, .bins = BINS, .lo = 0, .hi = 1 }, .no_counts = 1 };

	(void)state;
	for (int i = 0; i < BINS; i++)
		bin[i] = 40;
	draw(GRAPH_BRAILLE, 256, &c);	/* uniform: a full rectangle */
	for (int j = 0; j < l.plot.cols; j++)
		assert_int_equal(height(j, ROLE_BAR), l.plot.rows * 8);
	/* a ramp rises with its counts */
	for (int i = 0; i < BINS; i++)
		bin[i] = (uint32_t)i + 1;
	draw(GRAPH_BRAILLE, 256, &c);
	for (int j = 0; j < l.plot.cols; j++) {
		double want = (j + 0.5) / l.plot.cols * l.plot.rows * 8;

		assert_true(fabs(height(j, ROLE_BAR) - want) <= l.plot.rows * 8 * 1.5 / BINS + 1);
	}
	/* one count among many is still seen */
	memset(bin, 0, sizeof bin);
	bin[10] = 100000;
	bin[40] = 1;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(height(l.plot.cols * 81 / 100, ROLE_BAR) >= 1);
	assert_int_equal(height(l.plot.cols / 2, ROLE_BAR), 0);
	/* log counts: 1, 10, 100 in equal steps */
	bin[10] = 100;
	bin[25] = 10;
	c.log_count = 1;
	draw(GRAPH_BRAILLE, 256, &c);
	int a = height(l.plot.cols * 21 / 100, ROLE_BAR), b = height(l.plot.cols * 51 / 100, ROLE_BAR),
	    e = height(l.plot.cols * 81 / 100, ROLE_BAR);

	assert_true(a > b && b > e && e > 0);
	assert_true(abs((a - b) - (b - e)) <= l.plot.rows * 2);
	/* ASCII: columns of # */
	draw(GRAPH_ASCII, 0, &c);
	assert_true(has_text(&g, "#") && !has_text(&g, "█"));
}

static double peak(int role)
{
	int most = 0;

	for (int j = 0; j < l.plot.cols; j++)
		most = height(j, role) > most ? height(j, role) : most;
	return most / (l.plot.rows * 8.0);
}

static void test_ghost(void **state)
{
	uint32_t now[BINS], ghost[BINS];
	struct hist_chart c = { .now = { now, BINS, 0, 0.4, 1, 0.2, "now" },
				.ghost = { ghost, BINS, 0.6, 1, 1, 0.8, "before" } };

	(void)state;
	for (int i = 0; i < BINS; i++) {
		now[i] = (uint32_t)(1000 / (1 + (i - 25) * (i - 25) / 50.0));
		ghost[i] = now[i] / 20;
	}
	/* a twentieth of the runs, the same shape: the same height */
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(peak(ROLE_BAR) > 0.95);
	assert_true(fabs(peak(ROLE_GHOST) - peak(ROLE_BAR)) < 0.1);
	assert_true(has_text(&g, "now .2") && has_text(&g, "before .8"));
	assert_true(has_text(&g, "▲") && has_text(&g, "△"));
	/* forty times narrower, and forty times wider: still there, still smaller than all */
	c.ghost.lo = 0.79;
	c.ghost.hi = 0.80;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(peak(ROLE_GHOST) > 0.9 && peak(ROLE_BAR) > 0.9);
	c.ghost.lo = 0;
	c.ghost.hi = 16;
	c.x1 = 16;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(peak(ROLE_GHOST) >= 0.3 && peak(ROLE_BAR) > 0.9);
	/* told apart without colours too */
	draw(GRAPH_BLOCK, 0, &c);
	assert_true(has_text(&g, "░") && has_text(&g, "█"));
	draw(GRAPH_ASCII, 0, &c);
	assert_true(has_text(&g, ":") && has_text(&g, "#"));
	/* under a bar the ghost's edge shows as another tone */
	c = (struct hist_chart){ .now = { .bin = now, .bins = BINS, .lo = 0, .hi = 1 },
				 .ghost = { .bin = ghost, .bins = BINS, .lo = -1, .hi = 2 } };
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(peak(ROLE_BAR_OVER) > 0.2);
}

static void test_frame(void **state)
{
	uint32_t bin[BINS] = { 7, 0, 5 };
	struct hist_chart c = { .x_title = "|p - p'|" };

	(void)state;
	draw(GRAPH_BRAILLE, 256, &c);	/* nothing yet */
	assert_true(l.plot.rows > 5);
	c.now = (struct hist_data){ .bin = bin, .bins = BINS, .lo = 0, .hi = 1 };
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(has_text(&g, "|p - p'|") && has_text(&g, ".5"));
	assert_true(l.x.lo == 0 && l.x.hi == 1);
	assert_true(fabs(l.top - 7) < 1e-9);
	c.cursor = 1;
	c.cursor_x = 0.01;
	draw(GRAPH_BRAILLE, 256, &c);
	assert_true(has_text(&g, ": 7"));
	memset(bin, 0, sizeof bin);	/* all counts zero */
	draw(GRAPH_BRAILLE, 256, &c);
	c.now.hi = c.now.lo = NAN;
	draw(GRAPH_BRAILLE, 256, &c);
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
		cmocka_unit_test(test_area),  cmocka_unit_test(test_heights),
		cmocka_unit_test(test_ghost), cmocka_unit_test(test_frame),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
