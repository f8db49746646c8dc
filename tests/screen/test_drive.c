/*
 * test_drive.c - somebody else's program trains on the screen: its sources are toggled by
 * digits, `a` asks why, and it goes with the screen.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "screen.h"

static char trainer[4096];

static struct screen *start(const char *mode, const char *slow)
{
	const char *const args[] = { "drive", "-j", "2", "-o", "drive.reroll", "-c", "--", trainer, mode, NULL };
	const char *const env[] = { slow, NULL };
	const struct screen_config c = { .rows = 30, .cols = 100, .args = args, .env = slow ? env : NULL };

	return screen_start(&c);
}

static void end(struct screen *s)
{
	char path[4200];

	screen_type(s, "q");
	assert_int_equal(screen_end(s), 0);
	snprintf(path, sizeof path, "%s/drive.reroll", screen_home(s));
	remove(path);
	remove("drive.reroll");
	screen_free(s);
}

static void test_toggles(void **state)
{
	struct screen *s = start("good", NULL);

	(void)state;
	assert_true(screen_wait(s, "another program · 2 workers"));
	assert_true(screen_wait(s, "1 init      ● free"));
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	assert_true(screen_wait(s, "Two runs of equal levels are"));
	screen_type(s, "1");
	assert_true(screen_wait(s, "1 init      ○ fixed 42"));
	assert_true(screen_wait(s, "2: shuffle free"));
	screen_type(s, "2");
	assert_true(screen_wait(s, "2 shuffle   ○ fixed 42"));
	assert_true(screen_wait(s, "No declared level differs, and no prediction does."));
	screen_type(s, "2");
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	screen_type(s, "1");
	assert_true(screen_wait(s, "1: init, shuffle free"));
	screen_type(s, "7");		/* a digit that stands for nothing does nothing */
	screen_type(s, ":fix augment\r");
	assert_true(screen_wait(s, "there is no source 'augment'"));
	screen_type(s, ":fix init=7\r");
	assert_true(screen_wait(s, "1 init      ○ fixed 7"));
	screen_type(s, ":fix shu\t");		/* completed from what it declares */
	assert_true(screen_wait(s, ":fix shuffle"));
	screen_type(s, "\b=9\r");
	assert_true(screen_wait(s, "2 shuffle   ○ fixed 9"));
	screen_type(s, "2");
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	screen_type(s, ":reroll init\r");
	assert_true(screen_gone(s, "1 init      ○ fixed 7"));
	screen_type(s, ":model linear\r");
	assert_true(screen_wait(s, "only its sources can be set"));
	end(s);
}

/* What is said stands whole on a small screen. */
static void test_small(void **state)
{
	const char *const args[] = { "drive", "--", trainer, "good", NULL };
	const char *const env[] = { "SLOW=.1", NULL };
	struct screen *s = screen_start(&(struct screen_config){ .rows = 24, .cols = 80, .args = args, .env = env });

	(void)state;
	assert_true(screen_wait(s, "program you named. ? explains the screen."));
	assert_true(screen_wait(s, "runs · epoch 2"));
	end(s);
}

static void test_why(void **state)
{
	struct screen *s = start("noisy", NULL);

	(void)state;
	assert_true(screen_wait(s, "Two runs of equal levels"));
	assert_true(screen_wait(s, "deterministic."));	/* its end is not cut */
	assert_true(screen_wait(s, "Press a"));
	screen_type(s, ":attribute 60\r");
	assert_true(screen_wait(s, "rest "));
	assert_true(screen_wait(s, "would take away"));
	end(s);
}

/* The terminal goes, and with it all that was started. */
static void test_hangup(void **state)
{
	struct screen *s = start("good", "SLOW=1000");
	int pid;

	(void)state;
	assert_true(screen_wait(s, "1 init      ● free"));
	pid = screen_pid(s);
	screen_hangup(s);
	assert_int_not_equal(screen_end(s), -1);
	assert_true(kill(pid, 0) != 0 && errno == ESRCH);
	screen_free(s);
	remove("drive.reroll");
}

static void test_bad(void **state)
{
	const char *const args[] = { "drive", "--", "/nonexistent/program", NULL };
	struct screen *s = screen_start(&(struct screen_config){ .args = args });

	(void)state;
	assert_true(screen_wait(s, "cannot start '/nonexistent/program': No such file"));
	assert_int_equal(screen_end(s), 2);
	assert_false(screen_alternate(s));
	screen_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_toggles), cmocka_unit_test(test_small), cmocka_unit_test(test_why), cmocka_unit_test(test_hangup), cmocka_unit_test(test_bad),
	};
	const char *dir = getenv("builddir");

	if (!screen_program())
		return 77;
	snprintf(trainer, sizeof trainer, "%s/trainer", dir ? dir : ".");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
