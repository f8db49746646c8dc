/*
 * test_sizes.c - no chart writes outside its rectangle, at any size, with any
 * numbers, in any mode.  Under the address and undefined sanitizers this is
 * also where wild conversions show.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "gallery.h"

static const struct { enum graph graph; int colours; } mode[] = {
	{ GRAPH_BRAILLE, 256 }, { GRAPH_BRAILLE, 0 }, { GRAPH_BLOCK, 16 },
	{ GRAPH_BLOCK, 8 },     { GRAPH_ASCII, 256 }, { GRAPH_ASCII, 0 },
};
enum { MODES = sizeof mode / sizeof mode[0], MARGIN = 3 };

static void check(const struct grid *g, struct rect r, int piece)
{
	for (int i = 0; i < g->rows; i++)
		for (int j = 0; j < g->cols; j++) {
			const struct cell *c = &g->cell[i * g->cols + j];
			int inside = i >= r.row && i < r.row + r.rows && j >= r.col && j < r.col + r.cols;

			if (!inside && (c->ch != 'Z' || c->fg != ROLE_ERROR || c->bg != ROLE_GOOD))
				fail_msg("%s %dx%d wrote at %d,%d", gallery_name(piece), r.cols, r.rows,
					 i - r.row, j - r.col);
			if (inside && g->graph == GRAPH_ASCII && c->ch > 0x7E)
				fail_msg("%s %dx%d: U+%04X in ASCII mode", gallery_name(piece), r.cols,
					 r.rows, (unsigned)c->ch);
			if (c->fg >= ROLE_COUNT || c->bg >= ROLE_COUNT)
				fail_msg("%s: no such role", gallery_name(piece));
		}
}

static void one(int rows, int cols, int m, int piece, int seed)
{
	struct rect r = { MARGIN, MARGIN, rows, cols };
	struct grid g;

	grid_init(&g, rows + 2 * MARGIN, cols + 2 * MARGIN, mode[m].graph, mode[m].colours);
	grid_fill(&g, (struct rect){ 0, 0, g.rows, g.cols }, 'Z', ROLE_ERROR, ROLE_GOOD, 0);
	if (seed < 0)
		gallery_draw(piece, &g, r);
	else
		gallery_hostile(seed, piece, &g, r);
	check(&g, r, piece);
	grid_release(&g);
}

static void test_small(void **state)
{
	(void)state;
	for (int piece = 0; piece < gallery_count(); piece++)
		for (int m = 0; m < MODES; m++)
			for (int rows = 0; rows <= 14; rows++)
				for (int cols = 0; cols <= 30; cols += cols < 14 ? 1 : 4)
					one(rows, cols, m, piece, -1);
}

static void test_large(void **state)
{
	static const int size[][2] = { { 24, 80 }, { 60, 200 }, { 1, 200 }, { 60, 1 }, { 9, 37 } };

	(void)state;
	for (int piece = 0; piece < gallery_count(); piece++)
		for (int m = 0; m < MODES; m++)
			for (int s = 0; s < 5; s++)
				one(size[s][0], size[s][1], m, piece, -1);
}

static void test_hostile(void **state)
{
	static const int size[][2] = { { 12, 40 }, { 3, 9 }, { 24, 80 } };

	(void)state;
	for (int piece = 0; piece < gallery_count(); piece++)
		for (int seed = 0; seed < 60; seed++)
			one(size[seed % 3][0], size[seed % 3][1], seed % MODES, piece, seed);
}

/* A chart that hangs over the grid's edges is cut, not wrapped. */
static void test_overhang(void **state)
{
	(void)state;
	for (int piece = 0; piece < gallery_count(); piece++)
		for (int m = 0; m < MODES; m++) {
			struct grid g;

			grid_init(&g, 10, 30, mode[m].graph, mode[m].colours);
			gallery_draw(piece, &g, (struct rect){ -4, -7, 20, 60 });
			gallery_draw(piece, &g, (struct rect){ 6, 20, 24, 80 });
			grid_release(&g);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small), cmocka_unit_test(test_large),
		cmocka_unit_test(test_hostile), cmocka_unit_test(test_overhang),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
