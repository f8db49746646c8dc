/*
 * test_lex.c - words, quotes, comments, places; and what is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "setup/lex.h"

/* All commands of text as "line:word@col,word@col|..." */
static char *spell(const char *text)
{
	struct lexer l;
	struct words w;
	struct err err = ERR_INIT;
	struct str out = STR_INIT;
	int got;

	lex_begin(&l, text, "f", 1);
	while ((got = lex_next(&l, &w, &err)) != 0) {
		if (got < 0) {
			str_addf(&out, "!%d:%d|", err.line, err.col);
			continue;
		}
		str_addf(&out, "%d:", w.line);
		for (size_t i = 0; i < w.n; i++)
			str_addf(&out, "%s%s@%d", i ? "," : "", w.w[i].text, w.w[i].col);
		str_addc(&out, '|');
		words_release(&w);
	}
	return str_detach(&out);
}

static void check(const char *text, const char *want)
{
	char *got = spell(text);

	assert_string_equal(got, want);
	free(got);
}

static void test_words(void **state)
{
	(void)state;
	check("", "");
	check("  \n \t\n;;;\n", "");
	check("run 10", "1:run@1,10@5|");
	check("  free  init\tshuffle ", "1:free@3,init@9,shuffle@14|");
	check("a;b ; c\nd", "1:a@1|1:b@3|1:c@7|2:d@1|");
	check("a\r\nb\r\n", "1:a@1|2:b@1|");
	check("\xef\xbb\xbf" "run", "1:run@1|");
}

static void test_comments(void **state)
{
	(void)state;
	check("# all of it\nrun # the rest; also this\n", "2:run@1|");
	check("a#b # c", "1:a#b@1|");
	check("note \"# not one\"", "1:note@1,# not one@6|");
	check("#", "");
}

static void test_quotes(void **state)
{
	(void)state;
	check("data \"my file.csv\" target=\"the y\"", "1:data@1,my file.csv@6,target=the y@20|");
	check("note \"a;b\";run", "1:note@1,a;b@6|1:run@12|");
	check("note \"say \\\"hi\\\" \\\\ \\n\"", "1:note@1,say \"hi\" \\ \\n@6|");
	check("name \"\"", "1:name@1,@6|");
}

static void test_open_quote(void **state)
{
	(void)state;
	/* It spoils its own line only, and the place is that of the word. */
	check("run\nnote \"open\nrun 2", "1:run@1|!2:6|3:run@1,2@5|");
	check("note \"", "!1:6|");
}

static void test_source(void **state)
{
	struct lexer l;
	struct words w;

	(void)state;
	lex_begin(&l, "  model dense 10 relu, dense 1   # small\n", "f", 7);
	assert_int_equal(lex_next(&l, &w, NULL), 1);
	assert_string_equal(w.source, "model dense 10 relu, dense 1");
	assert_string_equal(w.rest, "dense 10 relu, dense 1");
	assert_int_equal(w.rest_col, 9);
	assert_int_equal(w.line, 7);
	words_release(&w);
}

static void test_too_long(void **state)
{
	struct str s = STR_INIT;
	struct lexer l;
	struct words w;
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 0; i <= LEX_MAX_WORDS; i++)
		str_add(&s, "a ");
	str_add(&s, "\nrun");
	lex_begin(&l, s.s, "f", 1);
	assert_true(lex_next(&l, &w, &err) < 0);
	assert_int_equal(err.line, 1);
	assert_int_equal(lex_next(&l, &w, &err), 1);
	assert_int_equal(w.line, 2);
	words_release(&w);
	str_release(&s);
}

static void test_quote_back(void **state)
{
	static const char *const text[] = { "plain", "two words", "with \"quotes\"", "back\\slash end", "", "#x", "a;b", "tab\there" };

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct str s = STR_INIT;
		struct lexer l;
		struct words w;

		str_add(&s, "data ");
		lex_quote(&s, text[i]);
		lex_begin(&l, s.s, "f", 1);
		assert_int_equal(lex_next(&l, &w, NULL), 1);
		assert_int_equal(w.n, 2);
		assert_string_equal(w.w[1].text, text[i]);
		words_release(&w);
		str_release(&s);
	}
}

static void test_numbers(void **state)
{
	static const char *const bad[] = { "x", "", "-1", "+1", "1x", "11", "99999999999999999999", "0x5", "1.0", " 1" };
	struct lexer l;
	struct words w;
	struct err err = ERR_INIT;
	unsigned long long n = 0;
	double x = 0;

	(void)state;
	lex_begin(&l, "seed key=7 \"\" .5 1e-3 nan inf 1e999 2,5", "f", 3);
	assert_int_equal(lex_next(&l, &w, NULL), 1);
	assert_int_equal(word_uint(&w, 1, 4, "a seed", 0, 10, &n, &err), 0);
	assert_int_equal(n, 7);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		free(w.w[2].text);
		w.w[2].text = strdup(bad[i]);
		assert_true(word_uint(&w, 2, 0, "a seed", 0, 10, &n, &err) < 0);
		assert_int_equal(err.line, 3);
		assert_int_equal(err.col, 12);
	}
	assert_int_equal(word_real(&w, 3, 0, "a share", 0, 1, &x, &err), 0);
	assert_true(x == .5);
	assert_int_equal(word_real(&w, 4, 0, "a share", 0, 1, &x, &err), 0);
	assert_true(x == .001);
	for (size_t i = 5; i < 9; i++)
		assert_true(word_real(&w, i, 0, "a share", 0, 1, &x, &err) < 0);
	assert_true(word_uint(&w, 9, 0, "a seed", 0, 10, &n, &err) < 0);	/* not there at all */
	words_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_open_quote),
		cmocka_unit_test(test_source),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_quote_back),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
