/*
 * test_prompt.c - Readline inside the screen: editing, history, searching,
 * vi mode, UTF-8, long lines, ESC, type-ahead, completion, errors.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "screen.h"

static const char *const still[] = { "-j", "1", "-e", "set runs 20", "-e", "pace max", NULL };

static struct screen *start_with(const char *home, const char *const *env)
{
	struct screen *s = screen_start(&(struct screen_config){ .args = still, .home = home, .env = env });

	assert_true(screen_wait(s, "20 runs are done"));
	return s;
}

static struct screen *start(void)
{
	return start_with(NULL, NULL);
}

static void quit(struct screen *s)
{
	screen_type(s, "q");
	assert_int_equal(screen_end(s), 0);
	screen_free(s);
}

static void test_line(void **state)
{
	struct screen *s = start();

	(void)state;
	screen_type(s, ":free shufle");
	assert_true(screen_wait(s, ":free shufle"));
	screen_type(s, "\033[D\033[Df");	/* two to the left, the missing f */
	assert_true(screen_wait(s, ":free shuffle"));
	assert_true(screen_cursor(s, 22, 11));
	screen_type(s, "\r");
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	/* C-a, C-k, C-y, Home, End, Delete */
	screen_type(s, ":abc\001\013\031\033[H\033[3~\033[F!");
	assert_true(screen_wait(s, ":bc!"));
	screen_type(s, "\033");
	assert_true(screen_gone(s, ":bc!"));
	quit(s);
}

static void test_history(void **state)
{
	struct screen *s = start();
	char home[256], path[400];
	struct stat st;

	(void)state;
	snprintf(home, sizeof home, "%s", screen_home(s));
	screen_type(s, ":note one apple\r");
	screen_type(s, ":note two pears\r");
	assert_true(screen_done(s));
	screen_type(s, ":\033[A\033[A");
	assert_true(screen_wait(s, ":note one apple"));
	screen_type(s, "\003");
	assert_true(screen_gone(s, ":note one apple"));
	/* The next program finds them. */
	snprintf(path, sizeof path, "%s/state/reroll/history", home);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
	struct screen *t = start_with(home, NULL);

	screen_type(t, ":\033[A");
	assert_true(screen_wait(t, ":note two pears"));
	screen_type(t, "\003");
	assert_true(screen_gone(t, ":note two pears"));
	quit(t);
	quit(s);
}

static void test_isearch(void **state)
{
	struct screen *s = start();

	(void)state;
	screen_type(s, ":note one apple\r:note two pears\r");
	screen_type(s, ":\022app");
	assert_true(screen_wait(s, "(reverse-i-search)`app': note one apple"));
	/* Esc leaves the search, not the prompt; a second one leaves that. */
	screen_type(s, "\033");
	assert_true(screen_gone(s, "reverse-i-search"));
	screen_type(s, "\022pear");
	assert_true(screen_wait(s, "(reverse-i-search)`pear'"));
	screen_type(s, "\003");
	assert_true(screen_gone(s, "reverse-i-search"));
	/* Nothing of the search is left behind. */
	screen_type(s, ":note fresh");
	assert_true(screen_wait(s, ":note fresh"));
	screen_type(s, "\r");
	assert_true(screen_gone(s, ":note fresh"));
	/* Numeric arguments too. */
	screen_type(s, ":\0335");
	assert_true(screen_wait(s, "(arg: 5)"));
	screen_type(s, "\003:ab");
	assert_true(screen_wait(s, ":ab"));
	screen_type(s, "\003");
	quit(s);
}

static void test_vi(void **state)
{
	char home[] = "/tmp/reroll-test-vi-XXXXXX", rc[300], var[320];
	const char *env[2] = { var, NULL };
	struct screen *s;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(home));
	snprintf(rc, sizeof rc, "%s/inputrc", home);
	snprintf(var, sizeof var, "INPUTRC=%s", rc);
	f = fopen(rc, "w");
	assert_non_null(f);
	fputs("set editing-mode vi\nset bell-style audible\nset enable-bracketed-paste on\n", f);
	fclose(f);
	s = start_with(NULL, env);
	screen_type(s, ":note abc");
	assert_true(screen_wait(s, "(ins) :note abc"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, "(cmd) :note abc"));
	screen_type(s, "0cw");
	assert_true(screen_wait(s, "(ins) : abc"));
	screen_type(s, "note");
	assert_true(screen_wait(s, ":note abc"));
	/* A pending operator does not outlive the line. */
	screen_type(s, "\033");
	assert_true(screen_wait(s, "(cmd)"));
	screen_type(s, "d\003");
	assert_true(screen_gone(s, "(cmd)"));
	screen_type(s, ":w");
	assert_true(screen_wait(s, "(ins) :w"));
	screen_type(s, "\033");
	assert_true(screen_wait(s, "(cmd) :w"));
	screen_type(s, "\033");		/* the second Esc leaves */
	assert_true(screen_gone(s, "(cmd)"));
	quit(s);
	remove(rc);
	remove(home);
}

static void test_utf8(void **state)
{
	struct screen *s = start();

	(void)state;
	screen_type(s, ":note äß漢字é");
	assert_true(screen_wait(s, ":note äß漢字é"));
	assert_true(screen_cursor(s, 22, 13));	/* 1 + 5 + 1 + 1 + 2 + 2 + 1 */
	screen_type(s, "\177\177");
	assert_true(screen_wait(s, ":note äß漢"));
	assert_true(screen_gone(s, "字"));
	assert_true(screen_cursor(s, 22, 10));
	screen_type(s, "\026\033");	/* C-v Esc: a control byte is shown, not sent */
	assert_true(screen_wait(s, "漢^["));
	screen_type(s, "\r");
	screen_type(s, ":view log\r");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "note äß漢\\x1b"));
	quit(s);
}

static void write_text(const char *path, const char *mode, const char *text)
{
	FILE *f = fopen(path, mode);

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* Bytes of another encoding, here Latin-1: none stays in Readline's line, wherever
 * it comes from. */
static void test_not_utf8(void **state)
{
	char home[] = "/tmp/reroll-test-enc-XXXXXX", rc[300], var[320], path[400];
	const char *env[2] = { var, NULL };
	struct screen *s;

	(void)state;
	assert_non_null(mkdtemp(home));
	snprintf(rc, sizeof rc, "%s/inputrc", home);
	snprintf(var, sizeof var, "INPUTRC=%s", rc);
	write_text(rc, "w", "\"\\C-xe\": \"-20\xb0" "C-\"\n");
	s = start_with(NULL, env);
	screen_type(s, ":note one\r");
	/* Typed: the key does nothing, the next one is whole. */
	screen_type(s, ":note caf\xe9-\x80x\xc3(\026\xe9q");
	assert_true(screen_wait(s, ":note caf-x(q"));
	/* A macro of the user's. */
	screen_type(s, "\030e");
	assert_true(screen_wait(s, ":note caf-x(q-20?C-"));
	screen_type(s, "\003");
	assert_true(screen_gone(s, ":note caf"));
	/* Earlier lines. */
	snprintf(path, sizeof path, "%s/state/reroll/history", screen_home(s));
	write_text(path, "a", "note caf\xe9 late\nnote d\xc3\xa9j\xc3\xa0 vu\n");
	struct screen *t = start_with(screen_home(s), env);

	screen_type(t, ":\033[A");
	assert_true(screen_wait(t, ":note déjà vu"));
	screen_type(t, "\033[A");
	assert_true(screen_wait(t, ":note caf? late"));
	screen_type(t, "\033[A");
	assert_true(screen_wait(t, ":note one"));
	screen_type(t, "\003");
	/* Names of files: one that no key types is not offered. */
	snprintf(path, sizeof path, "%s/rare-\xe9.csv", home);
	write_text(path, "w", "");
	snprintf(var, sizeof var, ":data %s/rar\t", home);
	screen_type(t, var);
	assert_true(screen_wait(t, "/rar"));
	assert_false(screen_has(t, "/rare"));
	screen_type(t, "\003");
	quit(t);
	quit(s);
	remove(path);
	remove(rc);
	remove(home);
}

static void test_long(void **state)
{
	struct screen *s = start();
	char line[600];

	(void)state;
	memset(line, 'x', sizeof line);
	memcpy(line, ":note begin", 11);
	memcpy(line + 580, "finish", 7);
	screen_type(s, line);
	assert_true(screen_wait(s, "finish"));
	assert_true(screen_wait(s, "‹"));
	assert_true(screen_gone(s, "begin"));
	screen_type(s, "\001");		/* to the beginning */
	assert_true(screen_wait(s, "begin"));
	assert_true(screen_wait(s, "›"));
	screen_type(s, "\003");
	quit(s);
}

static void test_escape(void **state)
{
	struct screen *s = start();

	(void)state;
	screen_type(s, ":abc");
	assert_true(screen_wait(s, ":abc"));
	screen_type(s, "\033");
	assert_true(screen_gone(s, ":abc"));
	screen_type(s, ":");
	assert_true(screen_gone(s, "20 runs are done"));
	screen_type(s, "\177");		/* backspace on nothing leaves */
	assert_true(screen_wait(s, "20 runs are done"));
	screen_type(s, ":");
	assert_true(screen_gone(s, "20 runs are done"));
	screen_type(s, "\004");		/* end of file too */
	assert_true(screen_wait(s, "20 runs are done"));
	/* An answer that comes late is swallowed: its digits toggle nothing. */
	screen_type(s, "\033]11;rgb:1111/2222/3333\033\\\033[?62;1;2c");
	screen_type(s, ":done");
	assert_true(screen_wait(s, ":done"));
	screen_type(s, "\003");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "1 init      ● free"));
	assert_true(screen_has(s, "2 shuffle   ○ fixed"));
	quit(s);
}

/* Everything in one write: lines, keys and the end. */
static void test_type_ahead(void **state)
{
	struct screen *s = screen_start(&(struct screen_config){ .args = still });

	(void)state;
	screen_type(s, ":note first\r:note second\r2:free batch\rq");
	assert_int_equal(screen_end(s), 0);
	screen_free(s);

	s = start();
	screen_type(s, ":note first\r:note second\r2:free batch\r:view log\r");
	assert_true(screen_done(s));
	assert_true(screen_has(s, "Log · "));
	assert_true(screen_has(s, "free batch"));
	assert_true(screen_has(s, "note first"));
	assert_true(screen_has(s, "note second"));
	assert_true(screen_has(s, "free shuffle"));
	quit(s);
}

static void test_completion(void **state)
{
	struct screen *s = start();

	(void)state;
	screen_type(s, ":fr\t");
	assert_true(screen_wait(s, ":free"));
	screen_type(s, "\003:pa\t");
	assert_true(screen_wait(s, "pause"));
	assert_true(screen_wait(s, "pace"));
	assert_true(screen_wait(s, "Hold everything"));	/* the one-line help */
	screen_type(s, "u\t");
	assert_true(screen_wait(s, ":pause "));
	screen_type(s, "\003:free sh\t");
	assert_true(screen_wait(s, ":free shuffle "));
	screen_type(s, "\r");
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	screen_type(s, ":optimizer ada\t");
	assert_true(screen_wait(s, "adagrad"));
	screen_type(s, "\003");
	quit(s);
}

/* Options, their values, columns of the data, files: all of them complete. */
static void test_completes_all(void **state)
{
	struct screen *s = start();
	char line[400];
	FILE *f;

	(void)state;
	screen_type(s, ":set axi\t");
	assert_true(screen_wait(s, ":set axis "));
	screen_type(s, "lo\t");
	assert_true(screen_wait(s, ":set axis log"));
	screen_type(s, "\003");
	snprintf(line, sizeof line, "%s/unlikely.csv", screen_home(s));
	f = fopen(line, "w");
	assert_non_null(f);
	fputs("height,weight\n1,2\n2,3\n3,5\n4,6\n5,9\n6,8\n", f);
	fclose(f);
	snprintf(line, sizeof line, ":data %s/unli\t", screen_home(s));
	screen_type(s, line);
	assert_true(screen_wait(s, "unlikely.csv"));
	screen_type(s, "\003");
	assert_true(screen_gone(s, "unlikely.csv"));
	quit(s);
}

/* A line that was brought back and changed is in the history as it was entered. */
static void test_history_edited(void **state)
{
	struct screen *s = start();

	(void)state;
	screen_type(s, ":note one\r:note two\r");
	assert_true(screen_done(s));
	screen_type(s, ":\033[Axyz");
	assert_true(screen_wait_row(s, ":note twoxyz"));
	screen_type(s, "\033[Axyz");
	assert_true(screen_wait_row(s, ":note onexyz"));
	screen_type(s, "\033[B\033[B");
	assert_true(screen_wait_row(s, ":"));
	screen_type(s, "\003");
	assert_true(screen_done(s));
	screen_type(s, ":\033[A");
	assert_true(screen_wait_row(s, ":note two"));
	screen_type(s, "\033[A");
	assert_true(screen_wait_row(s, ":note one"));
	screen_type(s, "\003");
	quit(s);
}

/* The user's inputrc: a key of their own, for this program alone. */
static void test_inputrc(void **state)
{
	char home[] = "/tmp/reroll-test-rc-XXXXXX", rc[300], var[320];
	const char *env[2] = { var, NULL };
	struct screen *s;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(home));
	snprintf(rc, sizeof rc, "%s/inputrc", home);
	snprintf(var, sizeof var, "INPUTRC=%s", rc);
	f = fopen(rc, "w");
	assert_non_null(f);
	fputs("$if reroll\n\"\\C-xf\": \"free shuffle\"\n$endif\n", f);
	fclose(f);
	s = start_with(NULL, env);
	screen_type(s, ":\030f");
	assert_true(screen_wait(s, ":free shuffle"));
	screen_type(s, "\r");
	assert_true(screen_wait(s, "2 shuffle   ● free"));
	quit(s);
	remove(rc);
	remove(home);
}

static void test_error(void **state)
{
	struct screen *s = start();
	int row, col;

	(void)state;
	screen_type(s, ":free inti\r");
	assert_true(screen_wait(s, "there is no source 'inti' (did you mean init?)"));
	assert_true(screen_wait(s, "rounding are known"));
	assert_true(screen_find(s, ":free inti", &row, &col));
	assert_true(screen_wait_style(s, row, col + 6, 2, 1));	/* the wrong word is underlined */
	assert_true(screen_wait_style(s, row, col + 4, 2, 0));
	screen_type(s, ":no such thing\r");
	assert_true(screen_wait(s, "there is no command 'no'"));
	screen_type(s, ":show data\r");
	assert_true(screen_wait(s, "Esc closes"));
	screen_type(s, "\033");
	assert_true(screen_gone(s, "Esc closes"));
	quit(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_isearch),
		cmocka_unit_test(test_vi),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_not_utf8),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_type_ahead),
		cmocka_unit_test(test_completion),
		cmocka_unit_test(test_completes_all),
		cmocka_unit_test(test_history_edited),
		cmocka_unit_test(test_inputrc),
		cmocka_unit_test(test_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
