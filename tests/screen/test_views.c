/*
 * test_views.c - what a large screen and help have, in words; the pictures are
 * in test_golden.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "screen.h"

static const char *const two[] = { "-j", "2", "-e", "set runs 300", "-e", "pace max", "-e", "wait runs=300",
				   "-e", "free shuffle", NULL };
static const char *const spiral[] = { "-j", "2", "-e", "data spiral; model dense 8 tanh, dense 1; budget epochs 5",
				      "-e", "set runs 60", "-e", "pace max", NULL };

static struct screen *settled(int rows, int cols, const char *const *args, const char *runs)
{
	struct screen *s = screen_start(&(struct screen_config){ .rows = rows, .cols = cols, .args = args });

	assert_true(screen_wait(s, runs));
	assert_true(screen_wait(s, "done"));
	return s;
}

/* At 200x60 the surface is computed run by run: wait for the last. */
static void test_large(void **state)
{
	struct screen *s = settled(60, 200, spiral, "60 runs are done");

	(void)state;
	assert_true(screen_wait(s, "24 runs"));
	/* The log has times of day in it. */
	assert_true(screen_wait(s, "Surface"));
	assert_true(screen_wait(s, "Runs kept"));
	assert_true(screen_wait(s, "Why: share of the variance"));
	assert_true(screen_wait(s, "accuracy"));
	screen_free(s);
}

/* The pager and the keys of help come from the tables. */
static void test_help(void **state)
{
	struct screen *s = settled(24, 80, two, "300 runs are done");

	(void)state;
	screen_type(s, "?");
	assert_true(screen_wait(s, "trains a small network"));
	screen_type(s, "G");
	assert_true(screen_wait(s, "100 %"));
	screen_type(s, "g/reroll which\r");
	assert_true(screen_wait(s, "was not found"));
	screen_type(s, "/Everywhere\r");
	assert_true(screen_wait(s, "Toggle a source"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, "Sources of randomness"));
	screen_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
