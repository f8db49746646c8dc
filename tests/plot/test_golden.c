/*
 * test_golden.c - every chart as text, in braille, blocks and ASCII.
 *
 * 80x24 and half of it; box drawing, labels and dots must stay where they
 * are.  What the numbers mean is tested chart by chart elsewhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "gallery.h"
#include "golden.h"

static void all(const char *suffix, int rows, int cols, enum graph graph, int colours)
{
	for (int i = 0; i < gallery_count(); i++) {
		struct grid g;
		char name[64];

		grid_init(&g, rows, cols, graph, colours);
		gallery_draw(i, &g, (struct rect){ 0, 0, rows, cols });
		snprintf(name, sizeof name, "%s.%s", gallery_name(i), suffix);
		golden_check(&g, name);
		grid_release(&g);
	}
}

static void test_braille(void **state)
{
	(void)state;
	all("braille", 22, 78, GRAPH_BRAILLE, 256);
}

static void test_block(void **state)
{
	(void)state;
	all("block", 12, 52, GRAPH_BLOCK, 8);
}

static void test_ascii(void **state)
{
	(void)state;
	all("ascii", 14, 60, GRAPH_ASCII, 0);
}

static void test_small(void **state)
{
	(void)state;
	all("small", 6, 30, GRAPH_BRAILLE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_braille), cmocka_unit_test(test_block),
		cmocka_unit_test(test_ascii), cmocka_unit_test(test_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
