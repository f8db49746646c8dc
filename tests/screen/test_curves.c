/*
 * test_curves.c - the loss chart under hands: zoom, pan, cursor, wheel, and what
 * each of them says; never a window without anything in it, or words for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "screen.h"

/* A terminal that tells of the mouse in SGR coordinates. */
static const char *const xterm[] = { "TERM=xterm-256color", NULL };

static struct screen *start(int rows, int cols, const char *commands)
{
	const char *args[] = { "-j", "2", "-e", commands, "-e", "pace max; view curves", NULL };
	struct screen *s = screen_start(&(struct screen_config){ .rows = rows, .cols = cols, .args = args, .env = xterm });

	assert_true(screen_wait(s, "runs are done"));
	assert_true(screen_wait(s, "Loss in "));
	assert_true(screen_gone(s, "Sources of randomness"));
	return s;
}

static void quit(struct screen *s)
{
	screen_type(s, "q");
	assert_int_equal(screen_end(s), 0);
	screen_free(s);
}

static void test_zoom(void **state)
{
	struct screen *s = start(30, 100, "set runs 200");

	(void)state;
	screen_type(s, "\033[A");
	assert_true(screen_wait(s, "epochs 4–7 of 10"));	/* 3.25 to 7.75 */
	screen_type(s, ">");
	assert_true(screen_wait(s, "epochs 5–8 of 10"));
	screen_type(s, ">>>");		/* to the end and no farther */
	assert_true(screen_wait(s, "epochs 6–10 of 10"));
	assert_true(screen_wait(s, "this is the end of it"));
	screen_type(s, "<<<<<<");
	assert_true(screen_wait(s, "epochs 1–5 of 10"));
	screen_type(s, "\033[B");
	assert_true(screen_wait(s, "epochs 1–7 of 10"));
	screen_type(s, "\033[B");
	assert_true(screen_wait(s, " · epoch 10"));
	screen_type(s, "\033[B");
	assert_true(screen_wait(s, "all epochs are in sight"));
	screen_type(s, ">");
	assert_true(screen_wait(s, "Up zooms in"));
	/* Two keys in one frame are two steps; one epoch is as close as it gets. */
	screen_type(s, "\033[A\033[A\033[A\033[A\033[A");
	assert_true(screen_wait(s, "no closer: this is one epoch"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, " · epoch 10"));
	screen_type(s, ":view log\r");
	assert_true(screen_wait(s, "set window all"));
	quit(s);
}

static void test_cursor(void **state)
{
	struct screen *s = start(24, 80, "set runs 200");

	(void)state;
	screen_type(s, "\033[H");	/* Home */
	assert_true(screen_wait(s, "epoch 1     median"));
	assert_true(screen_wait(s, "5–95 %"));
	screen_type(s, "\033[C\033[C");
	assert_true(screen_wait(s, "epoch 3     median"));
	/* It stays where it is while zooming. */
	screen_type(s, "\033[A");
	assert_true(screen_wait(s, "epochs 2–6 of 10"));
	assert_true(screen_done(s));
	assert_true(screen_has(s, "epoch 3     median"));
	screen_type(s, "\033");
	assert_true(screen_gone(s, "median"));
	assert_true(screen_done(s));
	assert_true(screen_has(s, "epochs 2–6 of 10"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, " · epoch 10"));
	quit(s);
}

static void test_losses(void **state)
{
	struct screen *s = start(30, 100, "set runs 200");

	(void)state;
	screen_type(s, "}}}");
	assert_true(screen_gone(s, "1.5┤"));
	screen_type(s, "\033[5~");	/* higher */
	screen_type(s, ":set loss-window 50:60\r");
	assert_true(screen_wait(s, "Nothing lies in this window: the curves are between"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, "1.5┤"));
	assert_true(screen_gone(s, "Nothing lies"));
	screen_type(s, ":set window 50:60\r");
	assert_true(screen_wait(s, "The last epoch is 10"));
	/* A window is kept over a change, and says so when it does not suit. */
	screen_type(s, ":set window 8:10; budget epochs 5\r");
	assert_true(screen_wait(s, "The last epoch is 5"));
	screen_type(s, "\033");
	assert_true(screen_gone(s, "Nothing lies"));
	screen_type(s, "\033");
	screen_type(s, ":view curves; set window 3:3\r");
	assert_true(screen_wait(s, "A below B"));
	screen_type(s, "x");
	assert_true(screen_gone(s, "A below B"));
	screen_type(s, ":view log\r");
	assert_true(screen_wait(s, "set epoch-axis log"));
	quit(s);
}

/* The wheel zooms at the pointer: over the chart epochs, over the axis losses. */
static void test_wheel(void **state)
{
	struct screen *s = start(30, 100, "set runs 200");

	(void)state;
	screen_type(s, "\033[<64;99;15M");	/* at the right end */
	assert_true(screen_wait(s, "epochs 3–10 of 10"));
	screen_type(s, "\033[<64;7;15M");	/* at the left end */
	assert_true(screen_wait(s, "epochs 3–8 of 10"));
	screen_type(s, "\033[<65;7;15M\033[<65;99;15M\033[<65;99;15M");
	assert_true(screen_wait(s, " · epoch 10"));
	screen_type(s, "\033[<64;3;27M\033[<64;3;27M\033[<64;3;27M\033[<64;3;27M");
	assert_true(screen_gone(s, "1.5┤"));
	screen_type(s, "\033[<0;60;15M");
	assert_true(screen_wait(s, "median"));
	quit(s);
}

static void test_density(void **state)
{
	struct screen *s = start(30, 100, "set runs 1500");

	(void)state;
	assert_true(screen_wait(s, "density of 512 runs"));
	screen_type(s, "f");
	assert_true(screen_gone(s, "density of"));
	screen_type(s, "f");
	screen_type(s, "f");
	assert_true(screen_wait(s, "density of 512 runs"));
	screen_type(s, "w");
	assert_true(screen_wait(s, "smoothed .5"));
	assert_true(screen_done(s));
	assert_true(screen_has(s, "density of 512 runs"));
	screen_type(s, "w\033[A");
	assert_true(screen_wait(s, "smoothed .9"));
	assert_true(screen_done(s));
	assert_true(screen_has(s, "density of 512 runs"));
	screen_type(s, ":view dashboard\r");
	assert_true(screen_wait(s, "Sources of randomness"));
	assert_true(screen_gone(s, "density of"));
	screen_type(s, ":set faint density\r");
	assert_true(screen_wait(s, "density of"));
	screen_type(s, ":set faint some\r");
	assert_true(screen_wait(s, "auto, on, off and density"));
	quit(s);
}

static void test_diverged(void **state)
{
	struct screen *s = start(30, 100, "loss mse; optimizer sgd lr=100000; set runs 20");

	(void)state;
	assert_true(screen_wait(s, "All runs diverged"));
	assert_true(screen_wait(s, "20 diverged, not counted"));
	screen_type(s, "\033[D\033[A}{<>\033[5~fwtbx");	/* nothing to show, nothing to break */
	assert_true(screen_done(s));
	assert_true(screen_has(s, "20 diverged"));
	screen_type(s, ":view dashboard\r");
	assert_true(screen_wait(s, "Sources of randomness"));
	quit(s);
}

static void test_curve(void **state)
{
	struct screen *s = start(24, 80, "data spiral; model dense 8 tanh, dense 1; budget epochs 10; set runs 40");

	(void)state;
	assert_true(screen_wait(s, "━━ accuracy"));
	screen_type(s, "ttt");
	assert_true(screen_wait(s, "Accuracy · 40 runs"));
	assert_true(screen_gone(s, "━━ train"));
	screen_type(s, "t");
	assert_true(screen_wait(s, "━━ train"));
	screen_type(s, ":data article; set curve test\r");
	assert_true(screen_wait(s, "There is no test loss here"));
	quit(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zoom),
		cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_wheel),
		cmocka_unit_test(test_density),
		cmocka_unit_test(test_diverged),
		cmocka_unit_test(test_curve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
