/*
 * test_keys.c - keys stand for lines: toggling, rerolling, pausing, stepping,
 * pace, panels and views, mouse, quitting.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "screen.h"

static const char *const quick[] = { "-j", "2", "-e", "set runs 200", "-e", "pace max", NULL };

static struct screen *start(const char *const *args)
{
	struct screen *s = screen_start(&(struct screen_config){ .rows = 30, .cols = 100, .args = args });

	assert_true(screen_wait(s, "Sources of randomness"));
	return s;
}

static void quit(struct screen *s)
{
	screen_type(s, "q");
	assert_int_equal(screen_end(s), 0);
	assert_false(screen_alternate(s));
	screen_free(s);
}

static void test_toggle(void **state)
{
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "1 init      ● free"));
	assert_true(screen_wait(s, "200 runs are done"));
	assert_true(screen_wait(s, "no better than a constant"));
	screen_type(s, "1");
	assert_true(screen_wait(s, "1 init      ○ fixed 42"));
	assert_true(screen_wait(s, "exactly 0"));
	screen_type(s, "2");
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	assert_true(screen_wait(s, "Only shuffle is free"));
	screen_type(s, "o");
	assert_true(screen_wait(s, "2 shuffle   – off"));
	screen_type(s, "o");
	assert_true(screen_wait(s, "2 shuffle   ○ fixed"));
	/* The cursor and the space bar do the same. */
	screen_type(s, "\033[B");
	screen_type(s, " ");
	assert_true(screen_wait(s, "3 batch     ● free"));
	/* All of it is in the log, as lines of the language. */
	screen_type(s, ":view log\r");
	assert_true(screen_wait(s, "free shuffle"));
	assert_true(screen_wait(s, "fix init"));
	assert_true(screen_wait(s, "off shuffle"));
	assert_true(screen_wait(s, "free batch"));
	quit(s);
}

static void test_reroll(void **state)
{
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "2 shuffle   ○ fixed 42"));
	screen_type(s, "\033[Br");	/* down to shuffle, in its own panel: at once */
	assert_true(screen_gone(s, "2 shuffle   ○ fixed 42"));
	screen_type(s, "\t");
	screen_type(s, "r");
	assert_true(screen_wait(s, "Reroll which source?"));
	screen_type(s, "\033");
	assert_true(screen_gone(s, "Reroll which source?"));
	screen_type(s, "r1");		/* init is free: refused in words */
	assert_true(screen_wait(s, "init is free: every run draws a new level of it already"));
	quit(s);
}

static void test_pause(void **state)
{
	static const char *const slow[] = { "-j", "1", "-e", "pace slow", NULL };
	struct screen *s = start(slow);

	(void)state;
	assert_true(screen_wait(s, "slow motion"));
	screen_type(s, "p");
	assert_true(screen_wait(s, "paused"));
	screen_type(s, "sS");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "paused"));
	screen_type(s, "p");
	assert_true(screen_gone(s, "paused"));
	screen_type(s, ":pace max\r");
	assert_true(screen_gone(s, "slow motion"));
	screen_type(s, "-");
	assert_true(screen_done(s));
	screen_type(s, ":view log\r");
	assert_true(screen_gone(s, "Sources of randomness"));
	assert_true(screen_wait(s, "step update"));
	assert_true(screen_wait(s, "step run"));
	assert_true(screen_wait(s, "resume"));
	quit(s);
}

static void test_views(void **state)
{
	static const char *const title[] = { "Loss in squared units · ", "Prediction difference", "Why: share", "Who moves: rows", "Surface:",
					     "Runs kept", "Tried so far", "Remedies", "When does chance enter", "Between two runs", "Log · " };
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "200 runs are done"));
	for (size_t i = 0; i < sizeof title / sizeof *title; i++) {
		screen_type(s, "v");
		assert_true(screen_gone(s, "Sources of randomness"));
		assert_true(screen_wait(s, title[i]));
	}
	screen_type(s, "v");
	assert_true(screen_wait(s, "Sources of randomness"));
	screen_type(s, "V");
	assert_true(screen_gone(s, "Sources of randomness"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, "Sources of randomness"));
	screen_type(s, "\tz");
	assert_true(screen_gone(s, "Sources of randomness"));
	screen_type(s, "z");
	assert_true(screen_wait(s, "Sources of randomness"));
	screen_type(s, "%");
	assert_true(screen_wait(s, "'%' means nothing here"));
	quit(s);
}

static void test_curves(void **state)
{
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "200 runs are done"));
	screen_type(s, ":view curves\r");
	assert_true(screen_gone(s, "Sources of randomness"));
	screen_type(s, "l");
	assert_true(screen_wait(s, "Loss (log)"));
	screen_type(s, "b");
	assert_true(screen_gone(s, "25–75 %"));
	screen_type(s, "b");
	assert_true(screen_wait(s, "25–75 %"));
	quit(s);
}

static void test_runs(void **state)
{
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "200 runs are done"));
	screen_type(s, ":view runs\r");
	assert_true(screen_wait(s, "train ▲"));
	screen_type(s, "c");
	assert_true(screen_wait(s, "pin one run with m"));
	screen_type(s, "m");
	assert_true(screen_wait(s, "is the reference now"));
	screen_type(s, "jc");
	assert_true(screen_wait(s, "only init differs"));
	screen_type(s, "\033");
	assert_true(screen_gone(s, "only init differs"));
	screen_type(s, "i");
	assert_true(screen_wait(s, "train ▼"));
	screen_type(s, "w");
	assert_true(screen_wait(s, "slow motion"));
	/* All of it can be said. */
	screen_type(s, ":view log\r");
	assert_true(screen_wait(s, "pin run 11"));
	assert_true(screen_wait(s, "compare run 11 "));
	assert_true(screen_wait(s, "set order descending"));
	assert_true(screen_wait(s, "again "));
	quit(s);
}

/* All in one write: keys go where the frame that nobody saw yet would show them. */
static void test_ahead(void **state)
{
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "200 runs are done"));
	screen_type(s, ":view runs\rjjm:view log\r");
	assert_true(screen_wait(s, "Log · "));
	assert_true(screen_wait(s, "pin run "));
	assert_true(screen_wait(s, "select "));
	screen_type(s, ":view runs\rGm:view log\r");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "Log · "));
	assert_true(screen_has(s, "pin run 35 "));
	quit(s);
}

static void test_conditions(void **state)
{
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "200 runs are done"));
	screen_type(s, "2");
	assert_true(screen_wait(s, "Tried so far · 2"));
	screen_type(s, ":view conditions\r");
	assert_true(screen_gone(s, "Sources of randomness"));
	screen_type(s, "kg");		/* back to the first */
	assert_true(screen_done(s));
	screen_type(s, "nonly weights\r");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "only weights"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, "2 shuffle   ○ fixed 42"));
	quit(s);
}

static void test_attribute(void **state)
{
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "200 runs are done"));
	screen_type(s, "2");
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	screen_type(s, "a");
	assert_true(screen_wait(s, "Interactions"));
	screen_type(s, ":view attribution\r");
	assert_true(screen_wait(s, "Fixing init takes away"));
	/* The plan's own runs are no condition that somebody tried. */
	screen_type(s, "\033");
	assert_true(screen_wait(s, "Tried so far · 2"));
	quit(s);
}

/* A lesson beside the charts: Enter reads on and turns the page. */
static void test_lesson(void **state)
{
	static const char *const lesson[] = { "-j", "2", "-e", "pace max", "-e", "lesson init", NULL };
	struct screen *s = screen_start(&(struct screen_config){ .rows = 50, .cols = 120, .args = lesson });

	(void)state;
	assert_true(screen_wait(s, "Lesson · page 1 of"));
	assert_true(screen_wait(s, "Enter: go on"));
	assert_true(screen_wait(s, "One such number is an anecdote."));
	screen_type(s, "\r");
	assert_true(screen_wait(s, "page 2 of"));
	assert_true(screen_wait(s, "Predict:"));
	screen_type(s, "b");		/* a question is asked: an answer */
	assert_true(screen_wait(s, "Your answer: b)"));
	screen_type(s, "b");		/* none any more: back */
	assert_true(screen_wait(s, "page 1 of"));
	screen_type(s, ":lesson end\r");
	assert_true(screen_gone(s, "Lesson · page"));
	assert_true(screen_wait(s, "Tried so far"));
	quit(s);
}

/* Studies end in a picture, not in text over the screen. */
static void test_remedy(void **state)
{
	struct screen *s = start(quick);

	(void)state;
	assert_true(screen_wait(s, "200 runs are done"));
	screen_type(s, ":remedy batch 8,32\r");
	assert_true(screen_wait(s, "Remedies: batch at equal epochs"));
	assert_true(screen_wait(s, "batch 32"));
	/* Esc and a key right after it are two keys. */
	screen_type(s, "\033:divergence 8\r");
	assert_true(screen_wait(s, "Twins that differ in one last bit · 8 pairs"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, "Sources of randomness"));
	quit(s);
}

static void test_mouse(void **state)
{
	static const char *const xterm[] = { "TERM=xterm-256color", NULL };
	struct screen *s = screen_start(&(struct screen_config){ .rows = 30, .cols = 100, .args = quick, .env = xterm });

	(void)state;
	assert_true(screen_wait(s, "200 runs are done"));
	/* Press and release in SGR coordinates: row 5 has the third source. The
	 * first click chooses it, a second one toggles it. */
	screen_type(s, "\033[<0;5;5M\033[<0;5;5m ");
	assert_true(screen_wait(s, "3 batch     ● free"));
	screen_type(s, "\033[<0;5;5M\033[<0;5;5m");
	assert_true(screen_wait(s, "3 batch     ○ fixed 32"));
	/* The wheel over the sources takes one step, not three. */
	screen_type(s, "\033[<65;5;5M ");
	assert_true(screen_wait(s, "4 optimizer ● free"));
	screen_forget_raw(s);
	screen_type(s, ":set mouse off\r");
	assert_true(screen_sent(s, "1000l"));
	quit(s);
}

/* Esc goes back by one: the cursor of a chart first, then the view; Enter in a list that
 * fills the screen takes its row. */
static void test_back(void **state)
{
	static const char *const two[] = { "-j", "2", "-e", "set runs 100", "-e", "pace max",
					   "-e", "wait runs=100; free shuffle; wait runs=100", NULL };
	struct screen *s = start(two);

	(void)state;
	assert_true(screen_wait(s, "100 runs are done"));
	screen_type(s, ":view differences\r");
	assert_true(screen_gone(s, "Sources of randomness"));
	screen_type(s, "\033[C");
	assert_true(screen_wait(s, "pairs  before"));
	screen_type(s, "\033");
	assert_true(screen_gone(s, "pairs  before"));
	assert_true(screen_wait(s, "Prediction difference"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, "Sources of randomness"));
	screen_type(s, ":view conditions\r");
	assert_true(screen_gone(s, "Sources of randomness"));
	screen_type(s, "\033[A\r");
	assert_true(screen_wait(s, "Tried so far · 2"));
	screen_type(s, ":view sources\r");
	assert_true(screen_wait(s, "2 shuffle   ○ fixed"));
	quit(s);
}

/* Data that are not to be had end it: nothing else trains in their place. */
static void test_no_file(void **state)
{
	static const char *const args[] = { "no-such-file.csv", NULL };
	struct screen *s = screen_start(&(struct screen_config){ .args = args });

	(void)state;
	assert_int_equal(screen_end(s), 2);
	assert_false(screen_alternate(s));
	assert_true(screen_wait(s, "no-such-file.csv: No such file"));
	screen_free(s);
}

static void test_quit(void **state)
{
	static const char *const keys[] = { "q", "\033[21~", "\003", ":quit\r" };

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct screen *s = start(quick);

		screen_type(s, keys[i]);
		assert_int_equal(screen_end(s), 0);
		assert_false(screen_alternate(s));
		screen_free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_toggle),
		cmocka_unit_test(test_reroll),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_views),
		cmocka_unit_test(test_curves),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_ahead),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_attribute),
		cmocka_unit_test(test_lesson),
		cmocka_unit_test(test_remedy),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_back),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_quit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
