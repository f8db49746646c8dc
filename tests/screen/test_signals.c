/*
 * test_signals.c - a terminal that changes, stops, and goes away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "screen.h"

static const char *const still[] = { "-j", "1", "-e", "set runs 20", "-e", "pace max", NULL };
static const char *const live[] = { "-j", "1", "-e", "set runs 100000000", NULL };

static struct screen *start(const char *const *args, const char *wait)
{
	struct screen *s = screen_start(&(struct screen_config){ .args = args });

	assert_true(screen_wait(s, wait));
	return s;
}

/* Sizes from 1x1 to 200x500 in an order that looks like chance. */
static void storm(struct screen *s, int n, const char *keys)
{
	unsigned r = 12345;

	for (int i = 0; i < n; i++) {
		r = r * 1103515245u + 12345u;
		screen_resize(s, i % 7 == 0 ? 1 : 1 + (int)(r >> 16) % 200, i % 11 == 0 ? 1 : 1 + (int)(r >> 8) % 500);
		if (keys != NULL && i % 5 == 0) {
			char k[2] = { keys[(unsigned)i / 5 % strlen(keys)], '\0' };

			screen_type(s, k);
		}
		screen_pump(s);
	}
	screen_resize(s, 24, 80);
}

static void test_resize(void **state)
{
	struct screen *s = start(still, "20 runs are done");

	(void)state;
	storm(s, 2500, NULL);
	assert_true(screen_wait(s, "Sources of randomness"));
	assert_true(screen_wait(s, "20 runs are done"));
	screen_type(s, ":note abc");		/* with the prompt open */
	assert_true(screen_wait(s, ":note abc"));
	storm(s, 2500, NULL);
	assert_true(screen_wait(s, ":note abc"));
	screen_type(s, "\003?");		/* with the pager open */
	assert_true(screen_wait(s, "trains a small network"));
	storm(s, 2500, "jkG");
	screen_type(s, "g");
	assert_true(screen_wait(s, "trains a small network"));
	screen_type(s, "\033r");
	screen_type(s, "\033");
	storm(s, 2500, "vV\tz");			/* in all views */
	screen_type(s, ":view dashboard\r");
	assert_true(screen_wait(s, "Sources of randomness"));
	screen_resize(s, 10, 30);
	assert_true(screen_wait(s, "30x10"));
	screen_resize(s, 3, 20);
	assert_true(screen_wait(s, "80x24"));
	screen_type(s, "q");
	assert_int_equal(screen_end(s), 0);
	screen_free(s);
}

static void test_resize_live(void **state)
{
	struct screen *s = start(live, "runs/s");

	(void)state;
	storm(s, 2500, "12lvm");
	screen_type(s, ":view dashboard\r");
	assert_true(screen_wait(s, "Sources of randomness"));
	screen_type(s, "q");
	assert_int_equal(screen_end(s), 0);
	screen_free(s);
}

static void test_suspend(void **state)
{
	struct screen *s = start(still, "20 runs are done");

	(void)state;
	screen_type(s, "\032");			/* C-z */
	assert_true(screen_stopped(s));
	assert_false(screen_alternate(s));
	screen_resize(s, 30, 100);
	screen_signal(s, SIGCONT);
	assert_true(screen_wait(s, "Why? Shares of variance"));	/* only at this size */
	assert_true(screen_alternate(s));
	screen_type(s, "2");
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	/* By the signal, and while the prompt is open. */
	screen_type(s, ":note abc");
	assert_true(screen_wait(s, ":note abc"));
	screen_signal(s, SIGTSTP);
	assert_true(screen_stopped(s));
	screen_signal(s, SIGCONT);
	assert_true(screen_wait(s, ":note abc"));
	screen_type(s, "\003q");
	assert_int_equal(screen_end(s), 0);
	screen_free(s);
}

/* The session is whole, whoever ended the program. */
static void check_saved(const char *home)
{
	char path[400], cmd[900];
	struct stat st;

	snprintf(path, sizeof path, "%s/s.reroll", home);
	assert_int_equal(stat(path, &st), 0);
	snprintf(cmd, sizeof cmd, "'%s' report '%s' >/dev/null 2>&1", screen_program(), path);
	assert_int_equal(system(cmd), 0);
}

static struct screen *saving(char *line, size_t size)
{
	struct screen *s = start(still, "20 runs are done");

	snprintf(line, size, ":save %s/s.reroll\r", screen_home(s));
	screen_type(s, line);
	snprintf(line, size, ":view log\r");
	screen_type(s, line);
	assert_true(screen_wait(s, "s.reroll"));
	return s;
}

/* The file loses its name: that stays in sight, and quitting says it again. */
static void test_not_saved(void **state)
{
	char line[400];
	struct screen *s = saving(line, sizeof line);

	(void)state;
	snprintf(line, sizeof line, "%s/s.reroll", screen_home(s));
	assert_int_equal(unlink(line), 0);
	screen_type(s, ":free shuffle\r");
	assert_true(screen_wait(s, "NOT SAVED"));
	snprintf(line, sizeof line, ":export %s/x.csv\r", screen_home(s));	/* no answer to it */
	screen_type(s, line);
	snprintf(line, sizeof line, "%s/x.csv", screen_home(s));
	for (int i = 0; i < 600 && access(line, F_OK) != 0; i++)
		screen_look(s, 100);
	assert_int_equal(access(line, F_OK), 0);
	screen_type(s, ":view runs\r");
	assert_true(screen_wait(s, "Runs kept"));
	assert_true(screen_has(s, "NOT SAVED"));
	screen_type(s, "q");
	assert_int_equal(screen_end(s), 1);
	assert_false(screen_alternate(s));
	assert_true(screen_wait(s, "s.reroll: was deleted while"));
	screen_free(s);
}

static void test_terminate(void **state)
{
	static const int sig[] = { SIGTERM, SIGHUP, SIGINT };
	char line[400];

	(void)state;
	for (size_t i = 0; i < sizeof sig / sizeof *sig; i++) {
		struct screen *s = saving(line, sizeof line);

		screen_signal(s, sig[i]);
		assert_int_equal(screen_end(s), 0);
		assert_false(screen_alternate(s));
		check_saved(screen_home(s));
		screen_free(s);
	}
}

static void test_hangup(void **state)
{
	char line[400];
	struct screen *s = saving(line, sizeof line);

	(void)state;
	screen_hangup(s);
	assert_int_equal(screen_end(s), 0);
	check_saved(screen_home(s));
	screen_free(s);
}

/* A crash gives the terminal back and says where the session lies. */
static void test_crash(void **state)
{
	char line[400];
	struct screen *s = saving(line, sizeof line);
	size_t n;
	int status;

	(void)state;
	screen_forget_raw(s);
	screen_signal(s, SIGSEGV);
	status = screen_end(s);
	assert_true(status != 0 && status != -1);
	assert_false(screen_alternate(s));
	assert_non_null(strstr(screen_raw(s, &n), "the session so far is in "));
	assert_non_null(strstr(screen_raw(s, &n), "s.reroll"));
	screen_free(s);
}

static void test_refused(void **state)
{
	static const char *const dumb[] = { "TERM=dumb", NULL };
	static const char *const strange[] = { "TERM=no-such-terminal", NULL };
	struct screen *s = screen_start(&(struct screen_config){ .env = dumb });

	(void)state;
	assert_int_equal(screen_end(s), 2);
	assert_true(screen_wait(s, "cannot move its cursor"));
	screen_free(s);
	s = screen_start(&(struct screen_config){ .env = strange });
	assert_int_equal(screen_end(s), 2);
	assert_true(screen_wait(s, "terminfo"));
	screen_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_resize_live),
		cmocka_unit_test(test_suspend),
		cmocka_unit_test(test_not_saved),
		cmocka_unit_test(test_terminate),
		cmocka_unit_test(test_hangup),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
