/*
 * test_lists.c - runs, log, remedies, surface and lesson: what their keys, the
 * mouse and the search do, and what is said where there is nothing to show.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "screen.h"

#define SHOW(line) (const char *const[]){ "-j", "2", "-e", "set runs 40; pace max; " line, NULL }

static struct screen *start(const char *const *args, const char *until)
{
	static const char *const xterm[] = { "TERM=xterm-256color", NULL };	/* which has a mouse */
	struct screen *s = screen_start(&(struct screen_config){ .args = args, .env = xterm });

	assert_true(screen_wait(s, until));
	return s;
}

/* A click on text, as a terminal tells it. */
static void click(struct screen *s, const char *text)
{
	char line[64];
	int row, col;

	assert_true(screen_find(s, text, &row, &col));
	snprintf(line, sizeof line, "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1, row + 1, col + 1, row + 1);
	screen_type(s, line);
}

static void test_runs(void **state)
{
	struct screen *s = start(SHOW("view runs"), "40 runs are done");

	(void)state;
	/* The first row is under the selection from the start: m pins it. */
	assert_true(screen_wait(s, "Fixed: shuffle 42, batch 32, optimizer adam. Off: dropout"));
	assert_true(screen_done(s));
	assert_false(screen_has(s, "optimizer  "));	/* no column of its own */
	screen_type(s, "m");
	assert_true(screen_wait(s, "is the reference now"));
	assert_true(screen_wait(s, "from pin"));
	screen_type(s, "c");
	assert_true(screen_wait(s, "pin one run with m"));
	/* A header sorts, twice the other way round, and is marked. */
	click(s, "run");
	assert_true(screen_wait(s, "run ▲"));
	assert_true(screen_wait(s, "│    1  "));
	click(s, "run ▲");
	assert_true(screen_wait(s, "run ▼"));
	assert_true(screen_wait(s, "│   40  "));
	/* A number finds that run; what is nowhere is said. */
	screen_type(s, "/7\r");
	screen_type(s, ":view log\r");
	assert_true(screen_wait(s, "search 7"));
	screen_type(s, ":view runs\r");
	assert_true(screen_wait(s, "Runs kept"));
	screen_type(s, "m");
	assert_true(screen_wait(s, "run 7 is the reference now"));
	screen_type(s, "/4000\r");
	assert_true(screen_wait(s, "'4000' was not found"));
	/* Again: in slow motion, on the loss chart, and the status tells. */
	screen_type(s, "w");
	assert_true(screen_wait(s, "slow motion"));
	assert_true(screen_wait(s, "update"));
	assert_true(screen_wait(s, "Loss in "));
	assert_true(screen_gone(s, "Runs kept"));
	screen_free(s);
}

static void test_diverged(void **state)
{
	struct screen *s = start(SHOW("optimizer sgd lr=100; view runs"), "40 runs are done");

	(void)state;
	assert_true(screen_wait(s, "All 40 runs diverged: a smaller learning rate may help"));
	assert_true(screen_wait(s, "diverged  "));
	screen_type(s, ":view remedies\r");
	assert_true(screen_wait(s, "All 40 runs diverged: there is nothing to average"));
	screen_type(s, "m");
	assert_true(screen_wait(s, "nothing else was tried yet"));
	screen_free(s);
}

static void test_log(void **state)
{
	struct screen *s = start(SHOW("wait runs=40; note alpha; note beta"), "beta");
	char line[64];

	(void)state;
	for (int i = 0; i < 30; i++) {
		snprintf(line, sizeof line, ":note line %d\r", i);
		screen_type(s, line);
	}
	screen_type(s, ":view log\r");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "note line 29"));	/* the newest is in sight ... */
	assert_false(screen_has(s, "note beta"));
	screen_type(s, ":note and more\r");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "note and more"));	/* ... and stays so */
	/* The search is itself a row, the last one; what is looked for is far above it. */
	screen_type(s, "/note alpha\r");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "note beta"));
	assert_false(screen_has(s, "note and more"));
	screen_type(s, ":note at the end\r");		/* not while one reads above */
	assert_true(screen_done(s));
	assert_true(screen_has(s, "note beta"));
	assert_false(screen_has(s, "note at the end"));
	screen_type(s, "\033OF");		/* End */
	assert_true(screen_done(s));
	assert_true(screen_has(s, "note at the end"));
	assert_false(screen_has(s, "note beta"));
	screen_free(s);
}

static void test_surface(void **state)
{
	struct screen *s = start(SHOW("data iris; budget epochs 3; view surface"), "24 runs");

	(void)state;
	assert_true(screen_wait(s, "likeliest class"));
	assert_true(screen_wait(s, "virginica"));
	assert_true(screen_wait(s, "The 2 others are held at their means"));
	assert_true(screen_wait(s, "sepal_length"));	/* in its own unit */
	assert_true(screen_gone(s, "standardised"));
	screen_type(s, "d");
	assert_true(screen_wait(s, "SD of p"));
	screen_type(s, "do");
	assert_true(screen_wait(s, "mean prediction of setosa"));
	assert_true(screen_wait(s, "mean p"));
	screen_type(s, "ooo");
	assert_true(screen_wait(s, "likeliest class"));
	screen_type(s, "\033[C");
	assert_true(screen_wait(s, "petal_length"));
	/* Keys that have nothing to do say so, and are not offered. */
	screen_type(s, ":data digits rows=60; budget epochs 1\r");
	assert_true(screen_wait(s, "Inputs are images here"));
	assert_true(screen_gone(s, "mean/SD"));
	screen_type(s, "o");
	assert_true(screen_wait(s, "there is no plane"));
	screen_type(s, ":data moons rows=60; model dense 4 tanh, dense 1\r");
	assert_true(screen_wait(s, "mean p"));
	screen_type(s, "o");
	assert_true(screen_wait(s, "there is one output only"));
	screen_free(s);
}

/* One input: the spread by x, too. */
static void test_fan(void **state)
{
	static const char path[] = "test_lists.csv";
	FILE *f = fopen(path, "w");
	struct screen *s;

	(void)state;
	assert_non_null(f);
	fputs("x,y\n", f);
	for (int i = 0; i < 40; i++)
		fprintf(f, "%d,%d\n", i, i * i % 17);
	fclose(f);
	s = start(SHOW("data test_lists.csv; model dense 4 tanh, dense 1; budget epochs 3; view surface"), "24 runs");
	assert_true(screen_wait(s, "fitted functions"));
	screen_type(s, "d");
	assert_true(screen_wait(s, "SD of the prediction"));
	screen_free(s);
	unlink(path);
}

static void test_lesson(void **state)
{
	static const char path[] = "test_lists.lesson";
	FILE *f = fopen(path, "w");
	struct screen *s;

	(void)state;
	assert_non_null(f);
	fputs("= First\n: data article; free init; run 30\n? What now?\n- this\n- that\n! That it was.\n= Second\nDone.\n", f);
	fclose(f);
	s = start((const char *const[]){ "-j", "2", "lesson", "./test_lists.lesson", NULL }, "your answer");
	assert_true(screen_wait(s, "30 runs are done"));
	assert_true(screen_wait(s, "b) that"));
	screen_type(s, "b");
	assert_true(screen_wait(s, "Your answer: b) that"));
	assert_true(screen_wait(s, "That it was."));
	assert_true(screen_gone(s, "your answer"));
	screen_type(s, "\r");
	assert_true(screen_wait(s, "Done."));
	screen_type(s, "b");		/* nothing is asked: the page before */
	assert_true(screen_wait(s, "What now?"));
	screen_free(s);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_diverged),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_surface),
		cmocka_unit_test(test_fan),
		cmocka_unit_test(test_lesson),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
