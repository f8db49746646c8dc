/*
 * test_data.c - data and scripts given on the command line, on the screen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "screen.h"

static void quit(struct screen *s)
{
	screen_type(s, "q");
	assert_int_equal(screen_end(s), 0);
	screen_free(s);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* What was understood stands at the bottom for a while, in one row until a key, and in
 * the log. */
static void test_note(void **state)
{
	const char *src = getenv("srcdir");
	char path[600];
	const char *args[] = { "-j", "1", "-e", "set runs 20", "-e", "pace max", path, NULL };
	struct screen *s;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/num/tables/38-label-first.csv", src ? src : ".");
	s = screen_start(&(struct screen_config){ .args = args });
	assert_true(screen_wait(s, "61 rows of 4 inputs; target 'x5': a number"));
	assert_true(screen_wait(s, "doubt: 'x1': small codes in the first column"));
	assert_true(screen_wait(s, "1 init      ● free"));	/* and the dashboard is there */
	assert_true(screen_wait(s, "reroll  38-label-first.csv 61×4"));	/* without its folders */
	assert_true(screen_gone(s, "doubt: 'x1'"));
	assert_true(screen_wait(s, " 1 doubt (`show data`): 38-label-first.csv: 61 rows"));
	screen_type(s, "\f");
	assert_true(screen_gone(s, "1 doubt (`show data`)"));
	screen_type(s, ":view log\r");
	assert_true(screen_wait(s, "data"));
	assert_true(screen_wait(s, "61 rows of 4 inputs"));
	quit(s);
}

/* reroll FILE.rr runs the script on the screen, and does not take it for a table. */
static void test_script(void **state)
{
	char path[] = "/tmp/reroll-script-XXXXXX.rr";
	const char *args[] = { "-j", "1", path, NULL };
	struct screen *s;
	int fd = mkstemps(path, 3);

	(void)state;
	assert_true(fd >= 0);
	write_file(path, "# a script\ndata moons\nfree shuffle\nset runs 20\npace max\n");
	s = screen_start(&(struct screen_config){ .args = args });
	assert_true(screen_wait(s, "moons"));
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	assert_true(screen_wait(s, "20 runs are done"));
	quit(s);
	remove(path);
}

/* Where one class has many times the rows of another, the accuracy that is shown is the
 * balanced one, in the tables of runs and of conditions, and in the attribution when asked. */
static void test_uneven(void **state)
{
	char path[] = "/tmp/reroll-uneven-XXXXXX.csv";
	const char *args[] = { "-j", "1", "-e", "set runs 20", "-e", "pace max", path, NULL };
	struct screen *s;
	int fd = mkstemps(path, 4);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	(void)state;
	assert_non_null(f);
	fputs("a,b,y\n", f);
	for (int i = 0; i < 90; i++)
		fprintf(f, "%d.5,%d.25,%s\n", i * 7 % 13, i * 5 % 11, i % 9 ? "good" : "bad");
	assert_int_equal(fclose(f), 0);
	s = screen_start(&(struct screen_config){ .args = args });
	assert_true(screen_wait(s, "Loss in nats · 20 runs"));
	screen_type(s, ":view runs\r");
	assert_true(screen_wait(s, "balanced"));
	screen_type(s, ":view conditions\r");
	assert_true(screen_wait(s, "bal."));
	screen_type(s, ":view attribution\r");
	screen_type(s, ":set share-of macro-f1\r");
	assert_true(screen_wait(s, "macro-F1"));
	screen_type(s, ":free init shuffle; attribute 8\r");
	assert_true(screen_wait(s, "attribute: 8 rows"));
	screen_type(s, ":set share-of r2\r");
	assert_true(screen_wait(s, "These runs have no R2"));
	screen_type(s, ":data moons\r");
	screen_type(s, ":view runs\r");
	assert_true(screen_wait(s, "accuracy"));
	assert_true(screen_gone(s, "balanced"));
	quit(s);
	remove(path);
}

/* Another session is recomputed from the prompt, and a bit that is wrong is found. */
static void test_verify(void **state)
{
	char folder[] = "/tmp/reroll-verify-XXXXXX", line[800];
	const char *args[] = { "-j", "1", "-e", "set runs 5", "-e", "pace max", NULL };
	struct screen *s;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(line, sizeof line, "cd %s && '%s' run -q -n 20 -o s.reroll -e 'free init' && '%s' run -q -n 20 -o bad.reroll -e 'free init'"
		 " && sqlite3 bad.reroll \"UPDATE predictions SET p = CAST(substr(p, 2) || x'01' AS BLOB) WHERE run = 7\"",
		 folder, screen_program(), screen_program());
	assert_int_equal(system(line), 0);
	s = screen_start(&(struct screen_config){ .args = args, .folder = folder });
	assert_true(screen_wait(s, "5 runs are done"));
	screen_type(s, ":verify s.reroll\r");
	assert_true(screen_wait(s, "s.reroll: 20 runs recomputed, every bit the same"));
	screen_type(s, ":verify bad.reroll\r");
	assert_true(screen_wait(s, "run 6: the predictions differ"));
	/* What is trained here goes on as if nothing had been. */
	screen_type(s, ":set runs 9\r");
	assert_true(screen_wait(s, "9 runs · epoch"));
	quit(s);
	snprintf(line, sizeof line, "rm -r %s", folder);
	assert_int_equal(system(line), 0);
}

/* The axis of a series is its time, and probes are said with theirs. */
static void test_time(void **state)
{
	char path[] = "/tmp/reroll-series-XXXXXX.csv";
	const char *args[] = { "-j", "1", "-e", "set runs 20", "-e", "pace max", "-e", "view surface", path, "window=12", NULL };
	struct screen *s;
	int fd = mkstemps(path, 4);
	FILE *f = fdopen(fd, "w");

	(void)state;
	assert_non_null(f);
	fputs("Month,Passengers\n", f);
	for (int i = 0; i < 144; i++)
		fprintf(f, "%d-%02d,%d\n", 1949 + i / 12, i % 12 + 1, 100 + 2 * i + 20 * ((i + 3) % 12 < 6));
	assert_int_equal(fclose(f), 0);
	s = screen_start(&(struct screen_config){ .args = args, .cols = 100, .rows = 30 });
	assert_true(screen_wait(s, "forecasts · 20 runs"));
	screen_type(s, "\f");		/* the note is over the axis */
	assert_true(screen_wait(s, "Month, held out"));
	assert_true(screen_wait(s, "1959-01"));
	assert_true(screen_wait(s, "1960-07"));
	screen_type(s, ":view differences\r");
	screen_type(s, ":set differences signed\r:set probe 4\r");
	assert_true(screen_wait(s, "Signed difference at probe 4, 1958-07"));
	screen_type(s, ":set differences spread\r");
	assert_true(screen_wait(s, "Most at probe"));
	assert_true(screen_wait(s, ", 19"));
	quit(s);
	remove(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_note),
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_uneven),
		cmocka_unit_test(test_verify),
	};

	if (!screen_program())
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
