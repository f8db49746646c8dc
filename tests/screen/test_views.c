/*
 * test_views.c - every view in a state that stands still, against golden
 * screens: text and styles, in the sizes and modes that matter.
 *
 * The article at 300 runs with init free, then shuffle free too: a ghost, two
 * conditions.  Runs recompute bit for bit, so the screens do too.
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

static struct screen *settled(int rows, int cols, const char *const *args, const char *const *env, const char *runs)
{
	struct screen *s = screen_start(&(struct screen_config){ .rows = rows, .cols = cols, .args = args, .env = env });

	assert_true(screen_wait(s, cols < 72 ? "one panel" : runs));
	assert_true(screen_wait(s, "done"));
	return s;
}

struct mode { const char *name; int rows, cols; const char *env[4]; };

static void test_modes(void **state)
{
	static const struct mode mode[] = {
		{ "dashboard-80x24", 24, 80, { NULL } },
		{ "dashboard-100x30", 30, 100, { NULL } },
		{ "dashboard-light", 24, 80, { "COLORFGBG=0;15", NULL } },
		{ "dashboard-mono", 24, 80, { "NO_COLOR=1", NULL } },
		{ "dashboard-ascii", 24, 80, { "LC_ALL=C", "NO_COLOR=1", NULL } },
		{ "dashboard-8", 24, 80, { "TERM=screen", NULL } },
		{ "dashboard-small", 18, 60, { NULL } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof mode / sizeof *mode; i++) {
		struct screen *s = settled(mode[i].rows, mode[i].cols, two, mode[i].env, "300 runs are done");

		assert_true(screen_golden(s, mode[i].name));
		screen_type(s, "q");
		assert_int_equal(screen_end(s), 0);
		screen_free(s);
	}
}

/* At 200x60 the surface is computed run by run: wait for the last. */
static void test_large(void **state)
{
	struct screen *s = settled(60, 200, spiral, NULL, "60 runs are done");

	(void)state;
	assert_true(screen_wait(s, "24 runs"));
	/* The log has times of day in it. */
	assert_true(screen_wait(s, "Surface"));
	assert_true(screen_wait(s, "Runs kept"));
	assert_true(screen_wait(s, "Why: share of the variance"));
	assert_true(screen_wait(s, "accuracy"));
	screen_free(s);
}

static void test_each(void **state)
{
	static const struct { const char *view, *wait; } each[] = {
		{ "curves", "5–95 %" }, { "differences", "before" }, { "attribution", "averages over them" },
		{ "runs", "Runs kept" }, { "conditions", "shuffle" }, { "remedies", "1/√M" },
	};
	struct screen *s = settled(24, 80, two, NULL, "300 runs are done");
	char line[64];

	(void)state;
	for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
		snprintf(line, sizeof line, ":view %s\r", each[i].view);
		screen_type(s, line);
		assert_true(screen_gone(s, "Sources of randomness"));
		assert_true(screen_wait(s, each[i].wait));
		assert_true(screen_wait(s, "300 runs are done"));
		snprintf(line, sizeof line, "view-%s", each[i].view);
		assert_true(screen_golden(s, line));
	}
	screen_free(s);
	s = settled(24, 80, spiral, NULL, "60 runs are done");
	screen_type(s, ":view surface\r");
	assert_true(screen_wait(s, "24 runs"));
	assert_true(screen_wait(s, "60 runs are done"));
	assert_true(screen_golden(s, "view-surface"));
	screen_type(s, "d");
	assert_true(screen_wait(s, "SD across runs"));
	assert_true(screen_golden(s, "view-surface-sd"));
	screen_free(s);
}

/* The pager and the keys of help come from the tables. */
static void test_help(void **state)
{
	struct screen *s = settled(24, 80, two, NULL, "300 runs are done");

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
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
