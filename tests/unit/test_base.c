/*
 * The base layer: strings, UTF-8 against RFC 3629's own rules, escaping of
 * everything that could move a cursor, errors that fit on a line.
 */
#include "check.h"

#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"

static void test_str(void **state)
{
	struct str s = STR_INIT;
	char *p;

	(void)state;
	assert_string_equal(s.s, "");
	str_clear(&s);
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i);
	assert_int_equal(s.len, 10 * 2 + 90 * 3 + 900 * 4);
	assert_int_equal(strlen(s.s), s.len);
	p = str_detach(&s);
	assert_int_equal(s.len, 0);
	assert_memory_equal(p, "0,1,2,", 6);
	free(p);
	str_addn(&s, "a\0b", 3);
	assert_int_equal(s.len, 3);
	str_release(&s);
	assert_string_equal(s.s, "");
}

static void test_decode(void **state)
{
	/* overlong, surrogate, too large, stray, truncated: each one bad byte */
	static const char *const bad[] = { "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\x80", "\xe2\x82", "\xf8\x88\x80\x80\x80", "\xff" };
	size_t used;

	(void)state;
	assert_int_equal(utf8_decode("\xe2\x82\xac", 3, &used), 0x20ac);
	assert_int_equal(used, 3);
	assert_int_equal(utf8_decode("\xf0\x9f\x98\x80", 4, &used), 0x1f600);
	assert_int_equal(used, 4);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &used), 0xfffd);
		assert_int_equal(used, 1);
	}
	for (uint32_t c = 1; c < 0x110000; c += 7) {
		char buf[4];
		size_t n = utf8_encode(c, buf);

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		assert_int_equal(utf8_decode(buf, n, &used), c);
		assert_int_equal(used, n);
	}
}

static void mended(const char *in, const char *want, size_t bad)
{
	char *s = xstrdup(in);

	assert_int_equal(utf8_mend(s, strlen(s)), bad);
	assert_string_equal(s, want);
	free(s);
}

static void test_mend(void **state)
{
	(void)state;
	mended("", "", 0);
	mended("a\xc3\xa4\xef\xbf\xbd", "a\xc3\xa4\xef\xbf\xbd", 0);	/* U+FFFD itself is text */
	mended("caf\xe9", "caf?", 1);
	mended("\x80" "a\xe2\x82\xac\xe2\x82", "?a\xe2\x82\xac??", 3);
	mended("\xed\xa0\x80\xc3\xa9", "???\xc3\xa9", 3);
}

static void test_columns(void **state)
{
	(void)state;
	assert_int_equal(utf8_cols("abc"), 3);
	assert_int_equal(utf8_cols("\xe6\x97\xa5\xe6\x9c\xac"), 4);	/* wide */
	assert_int_equal(utf8_cols("e\xcc\x81"), 1);			/* combining */
	assert_int_equal(utf8_prefix("\xe6\x97\xa5\xe6\x9c\xac", 3), 3);
	assert_int_equal(utf8_prefix("abc", 2), 2);
}

static void escaped(const char *in, size_t n, const char *want)
{
	struct str s = STR_INIT;

	utf8_escape(&s, in, n);
	assert_string_equal(s.s, want);
	str_release(&s);
}

static void test_escape(void **state)
{
	(void)state;
	escaped("plain \xc3\xa9", 8, "plain \xc3\xa9");
	escaped("\x1b[31m\a", 6, "\\x1b[31m\\x07");
	escaped("a\0b\n\t", 5, "a\\x00b\\x0a\\x09");
	escaped("\xc2\x9b" "31m", 5, "\\u{9b}31m");		/* C1 CSI */
	escaped("\xe2\x80\xae" "x", 4, "\\u{202e}x");		/* bidi override */
	escaped("\xe2\x81\xa6", 3, "\\u{2066}");		/* bidi isolate */
	escaped("\xff\xfe", 2, "\\xff\\xfe");
	escaped("\x7f", 1, "\\x7f");
}

static void test_err(void **state)
{
	struct err e = ERR_INIT;
	char line[1024], small[8];
	struct str s = STR_INIT;

	(void)state;
	assert_int_equal(err_at(&e, ERR_INPUT, "a\x1b.csv", 3, 7, "bad '%s'", "\x1b]0;x\a"), ERR_INPUT);
	assert_string_equal(err_format(&e, line, sizeof line), "a\\x1b.csv:3:7: bad '\\x1b]0;x\\x07'");
	assert_int_equal(strlen(err_format(&e, small, sizeof small)), 7);
	err_place(&e, "other", 1, 1);		/* keeps the first place */
	assert_string_equal(e.file, "a\\x1b.csv");
	err_set(&e, ERR_IO, "plain");
	assert_string_equal(err_format(&e, line, sizeof line), "plain");
	for (int i = 0; i < 500; i++)
		str_add(&s, "\xc3\xa9");
	err_set(&e, ERR_IO, "%s", s.s);
	assert_true(strlen(e.text) < sizeof e.text);
	assert_string_equal(e.text + strlen(e.text) - 3, "...");
	assert_int_equal(err_set(NULL, ERR_IO, "nobody listens"), ERR_IO);
	assert_int_equal(err_exit_status(ERR_USAGE), 2);
	assert_int_equal(err_exit_status(ERR_CHECK), 1);
	assert_int_equal(err_exit_status(ERR_STATE), 2);
	assert_int_equal(err_exit_status(ERR_IO), 1);
	assert_int_equal(err_exit_status(ERR_NONE), 0);
	str_release(&s);
}

static void test_grow(void **state)
{
	size_t cap = 0;
	int *p = NULL;

	(void)state;
	for (size_t n = 1; n < 1000; n++) {
		XGROW(p, cap, n);
		p[n - 1] = (int)n;
	}
	assert_true(cap >= 999);
	free(p);
	p = xaligned(3, sizeof *p);
	assert_int_equal((uintptr_t)p % 64, 0);
	assert_int_equal(p[2], 0);
	free(p);
}

/* ncurses goes by the C library: where that knows a sign, widths must agree, but for what
 * one Unicode calls otherwise than the next. */
static void test_widths(void **state)
{
	static const struct { uint32_t c; int cols; } row[] = {
		{ 0xe01, 1 }, { 0xe31, 0 }, { 0xe34, 0 },	/* Thai */
		{ 0x915, 1 }, { 0x941, 0 }, { 0x93f, 1 },	/* Hindi: below, beside */
		{ 0x9c1, 0 }, { 0xbcd, 0 },			/* Bengali, Tamil */
		{ 0x3042, 2 }, { 0xff21, 2 }, { 0xff71, 1 },
		{ 0x1f600, 2 }, { 0x1fae0, 2 }, { 0x1f9cb, 2 }, { 0x200d, 0 }, { 0xfe0f, 0 },
		{ 0x2500, 1 }, { 0x2800, 1 }, { 0x2588, 1 }, { 0xfffd, 1 }, { 0xe000, 1 }, { 0x378, 1 },
	};
	const char *before = setlocale(LC_CTYPE, NULL);
	char keep[64];
	size_t known = 0, other = 0;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (utf8_cols_cp(row[i].c) != row[i].cols)
			fail_msg("U+%04X: %d columns, expected %d", row[i].c, utf8_cols_cp(row[i].c), row[i].cols);
	snprintf(keep, sizeof keep, "%s", before);
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return;
	for (uint32_t c = 0x300; c < 0x110000; c++) {
		int w = c >= 0xd800 && c < 0xe000 ? -1 : wcwidth((wchar_t)c);

		known += w >= 0;
		other += w >= 0 && w != utf8_cols_cp(c);
	}
	setlocale(LC_CTYPE, keep);
	print_message("# widths: %zu of %zu signs otherwise than the C library\n", other, known);
	assert_true(other * 200 < known);
}

static char *slurp(const char *path)
{
	struct str s = STR_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(file_read(path, 1 << 20, &s, &err), 0);
	return str_detach(&s);
}

static void test_file(void **state)
{
	char folder[] = "/tmp/reroll-base-XXXXXX", path[64], draft[96];
	struct err err = ERR_INIT;
	struct str s = STR_INIT;
	struct draft d;
	char *text;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/a", folder);
	snprintf(draft, sizeof draft, "%s.%ld.part", path, (long)getpid());
	assert_int_equal(file_read(path, 10, &s, &err), ERR_INPUT);
	/* there is nothing of that name until it is whole */
	assert_int_equal(draft_open(&d, path, &err), 0);
	fputs("one", d.f);
	assert_true(access(path, F_OK) != 0 && access(draft, F_OK) == 0);
	assert_int_equal(draft_close(&d, 0, &err), 0);
	assert_true(access(draft, F_OK) != 0);
	text = slurp(path);
	assert_string_equal(text, "one");
	free(text);
	/* what failed leaves the old one, and no draft */
	assert_int_equal(draft_open(&d, path, &err), 0);
	fputs("two", d.f);
	assert_int_equal(draft_close(&d, ERR_STATE, &err), ERR_STATE);
	assert_true(access(draft, F_OK) != 0);
	text = slurp(path);
	assert_string_equal(text, "one");
	free(text);
	/* a full disk is found at the latest at the end */
	if (access("/dev/full", W_OK) == 0) {
		assert_int_equal(draft_open(&d, "/dev/full", &err), 0);
		fputs("x", d.f);
		assert_int_equal(draft_close(&d, 0, &err), ERR_IO);
	}
	snprintf(draft, sizeof draft, "%s/none/b", folder);
	assert_int_equal(draft_open(&d, draft, &err), ERR_IO);
	/* limits, to the byte */
	assert_int_equal(file_read(path, 3, &s, &err), 0);
	assert_int_equal(file_read(path, 3, &s, &err), 0);
	assert_string_equal(s.s, "oneone");
	assert_int_equal(file_read(path, 2, &s, &err), ERR_LIMIT);
	assert_int_equal(draft_open(&d, path, &err), 0);
	fwrite("a\0b", 1, 3, d.f);
	assert_int_equal(draft_close(&d, 0, &err), 0);
	assert_int_equal(file_read(path, 10, &s, &err), ERR_INPUT);
	unlink(path);
	rmdir(folder);
	str_release(&s);
}

static void check_folder(char *got, const char *want)
{
	if (want)
		assert_string_equal(got, want);
	else
		assert_null(got);
	free(got);
}

/* Relative folders do not count, whatever the variable. */
static void test_folders(void **state)
{
	(void)state;
	setenv("HOME", "/h", 1);
	setenv("XDG_CONFIG_HOME", "/c", 1);
	setenv("XDG_STATE_HOME", "/s", 1);
	check_folder(file_config("rc"), "/c/reroll/rc");
	check_folder(file_state("history"), "/s/reroll/history");
	setenv("XDG_CONFIG_HOME", "c", 1);
	setenv("XDG_STATE_HOME", "", 1);
	check_folder(file_config("rc"), "/h/.config/reroll/rc");
	check_folder(file_state("history"), "/h/.local/state/reroll/history");
	setenv("HOME", "h", 1);
	check_folder(file_config("rc"), NULL);
	unsetenv("HOME");
	check_folder(file_state("history"), NULL);
}

/* Against the C library's calendar, over 4,000 years. */
static void test_date(void **state)
{
	(void)state;
	for (long day = -719000; day < 800000; day += 13) {
		time_t at = (time_t)day * 86400;
		struct tm tm;
		int y;
		unsigned m, d;

		assert_non_null(gmtime_r(&at, &tm));
		date_civil((double)day + .99, &y, &m, &d);
		assert_int_equal(y, tm.tm_year + 1900);
		assert_int_equal(m, tm.tm_mon + 1);
		assert_int_equal(d, tm.tm_mday);
		assert_true(date_days(y, m, d) == (double)day);
		assert_int_equal(date_weekday((double)day), (tm.tm_wday + 6) % 7);
	}
}

static pthread_barrier_t ready;
static volatile size_t all_there_is = SIZE_MAX / 4;

static void *asks(void *arg)
{
	pthread_barrier_wait(&ready);
	return xmalloc(all_there_is + (arg != NULL));
}

/* Threads that run out at once: one line, and status 1. */
static void test_exhausted(void **state)
{
	(void)state;
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
	return;		/* their malloc ends the program by itself */
#endif
	for (int round = 0; round < 20; round++) {
		char said[200];
		size_t n = 0;
		ssize_t got;
		int fds[2], status;
		pid_t child;

		assert_int_equal(pipe(fds), 0);
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			pthread_t t[4];

			dup2(fds[1], STDERR_FILENO);
			close(fds[0]);
			close(fds[1]);
			pthread_barrier_init(&ready, NULL, 4);
			for (int i = 0; i < 4; i++)
				pthread_create(&t[i], NULL, asks, NULL);
			for (int i = 0; i < 4; i++)
				pthread_join(t[i], NULL);
			_exit(9);
		}
		close(fds[1]);
		while (n < sizeof said - 1 && (got = read(fds[0], said + n, sizeof said - 1 - n)) > 0)
			n += (size_t)got;
		close(fds[0]);
		said[n] = '\0';
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
		assert_non_null(strstr(said, "reroll: out of memory\n"));
		assert_null(strstr(strstr(said, "reroll: out") + 1, "reroll: out"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str), cmocka_unit_test(test_decode), cmocka_unit_test(test_mend),
		cmocka_unit_test(test_columns), cmocka_unit_test(test_escape),
		cmocka_unit_test(test_err), cmocka_unit_test(test_grow),
		cmocka_unit_test(test_date),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_exhausted),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
