/*
 * test_complete.c - what is offered at the cursor, and help on every word.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "lang/cmd.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "num/source.h"

static struct shell *sh;

static int setup(void **state)
{
	struct lab_config c = { .workers = 1, .seed = 1 };

	(void)state;
	sh = shell_new(&c, NULL);
	shell_poll(sh, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	shell_free(sh);
	return 0;
}

static int offers(const char *line, const char *want)
{
	struct completion c;
	int found = 0;

	complete(sh, line, strlen(line), &c);
	for (size_t i = 0; i < c.n; i++)
		found |= strcmp(c.word[i], want) == 0;
	completion_release(&c);
	return found;
}

static size_t how_many(const char *line)
{
	struct completion c;
	size_t n;

	complete(sh, line, strlen(line), &c);
	n = c.n;
	completion_release(&c);
	return n;
}

static void test_commands(void **state)
{
	size_t n = 0;

	(void)state;
	while (cmd_at(n))
		n++;
	assert_int_equal(how_many(""), n);
	assert_true(offers("opt", "optimizer"));
	assert_int_equal(how_many("opt"), 1);
	assert_true(offers("run 10; fr", "free"));
	assert_int_equal(how_many("zzz"), 0);
	assert_int_equal(how_many("nosuch x"), 0);
}

static void test_arguments(void **state)
{
	(void)state;
	assert_int_equal(how_many("free "), SOURCE_COUNT + 1);	/* and all */
	assert_true(offers("free init sh", "shuffle"));
	assert_true(offers("fix optimizer=ad", "optimizer=adam"));
	assert_false(offers("fix optimizer=ad", "optimizer=sgd"));
	assert_true(offers("loss cr", "cross-entropy"));
	assert_true(offers("init he", "he-normal"));
	assert_true(offers("model mlp", "mlp-small"));
	assert_true(offers("model dense 10 re", "relu"));
	assert_true(offers("data spi", "spiral"));
	assert_true(offers("data spiral no", "noise="));
	assert_true(offers("set th", "theme"));
	assert_true(offers("set theme d", "dark"));
	assert_true(offers("show cond", "conditions"));
	assert_true(offers("view cu", "curves"));
	assert_true(offers("go ", "1"));
	assert_true(offers("remedy ba", "batch-updates"));
	assert_true(offers("help chu", "churn"));
	assert_int_equal(how_many("quit "), 0);
	assert_int_equal(how_many("budget "), 4);
	assert_true(offers("budget up", "updates"));
	assert_int_equal(how_many("budget updates "), 0);
	assert_int_equal(how_many("stratify "), 2);
	assert_int_equal(how_many("stratify split "), 2);
	assert_true(offers("class-weights o", "on"));
	assert_int_equal(how_many("plan "), 3);
	assert_true(offers("engine b", "blis"));
	assert_true(offers("batch f", "full"));
	assert_true(offers("free a", "all"));
	assert_true(offers("wait ru", "runs="));
	assert_true(offers("step ep", "epoch"));
	assert_true(offers("pace m", "max"));
	assert_true(offers("lesson ne", "next"));
	assert_true(offers("data iris se", "seed="));
	/* by the word before */
	assert_true(offers("set remainder ", "even"));
	assert_true(offers("choices ", "batch"));
	assert_int_equal(how_many("choices "), 2);
	assert_true(offers("choices optimizer ad", "adam"));
	assert_int_equal(how_many("choices batch "), 0);
	assert_true(offers("optimizer momentum mo", "momentum="));
	assert_false(offers("optimizer sgd mo", "momentum="));
	assert_false(offers("optimizer momentum be", "beta1="));
	assert_true(offers("remedy activation sm", "smelu"));
	assert_true(offers("remedy remainder dr", "drop"));
	assert_int_equal(how_many("remedy l2 "), 0);
}

/* Every word of a row is offered where it may stand. */
static void test_words(void **state)
{
	const struct cmd *c;

	(void)state;
	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++)
		for (int place = 0; place < 2; place++) {
			char *words = strdup(c->words[place] ? c->words[place] : ""), *save = NULL;

			for (char *p = strtok_r(words, " ", &save); p; p = strtok_r(NULL, " ", &save)) {
				char line[64];

				snprintf(line, sizeof line, "%s %s", c->name, place ? "x " : "");
				if (!offers(line, p))
					fail_msg("'%s' does not offer '%s'", line, p);
			}
			free(words);
		}
}

static void test_start(void **state)
{
	struct completion c;
	const char *line = "run 10;  fix optimizer=ad";

	(void)state;
	complete(sh, line, strlen(line), &c);
	assert_int_equal(c.start, strlen("run 10;  fix "));
	completion_release(&c);
}

/* Any prefix of anything, and quotes left open: no crash, no leak. */
static void test_prefixes(void **state)
{
	static const char *const line[] = {
		"data \"my fi", "note \"a;b\\", "fix optimizer=adam shuffle=", "set surface-x ", "a=b=c", ";;;", "\"", "lesson ",
		"model dense 10 relu, dropout .2, den", "open /", "export /nonexistent/dir/", "choices optimizer adam,s",
	};

	(void)state;
	for (size_t i = 0; i < sizeof line / sizeof *line; i++)
		for (size_t n = 0; n <= strlen(line[i]); n++) {
			struct completion c;

			complete(sh, line[i], n, &c);
			assert_true(c.start <= n);
			completion_release(&c);
		}
}

static void test_help(void **state)
{
	struct str s = STR_INIT;
	const struct cmd *c;
	const struct opt *o;

	(void)state;
	assert_true(help_text(NULL, &s));
	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++) {
		assert_non_null(strstr(s.s, c->name));
		assert_non_null(strstr(s.s, c->help));
	}
	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++) {
		str_clear(&s);
		assert_true(help_text(c->name, &s));
		assert_non_null(strstr(s.s, c->help));
	}
	for (size_t i = 0; (o = opt_at(i)) != NULL; i++) {
		str_clear(&s);
		assert_true(help_text(o->name, &s));
		/* Every default passes its own check. */
		assert_int_equal(opt_read(o, o->dflt, NULL, NULL), 0);
	}
	for (int k = 0; k < SOURCE_COUNT; k++) {
		str_clear(&s);
		assert_true(help_text(source_name((enum source)k), &s));
		assert_non_null(strstr(s.s, source_help((enum source)k)));
	}
	str_clear(&s);
	assert_false(help_text("no such thing", &s));
	assert_string_equal(s.s, "");
	str_release(&s);
}

/* Of the file on the line, not of the data that are loaded. */
static void test_columns(void **state)
{
	const char *src = getenv("srcdir");
	char line[600];

	(void)state;
	snprintf(line, sizeof line, "data %s/data/iris.csv target=", src ? src : ".");
	assert_true(offers(line, "target=species"));
	assert_int_equal(how_many(line), 5);
	how_many("data article ignore=");	/* columns without names: nothing */
	assert_int_equal(shell_exec(sh, "data iris", NULL), 0);
	assert_true(offers("data iris ignore=", "ignore=petal_width"));
	assert_int_equal(how_many("data no-such-file.csv target=zz"), 0);
	assert_true(offers("search ne", "next"));
	assert_true(offers("set differences si", "signed"));
	assert_true(offers("pin r", "run"));
	assert_int_equal(how_many("set window "), 1);	/* its default; no two words can be listed */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_commands, setup, teardown),
		cmocka_unit_test_setup_teardown(test_arguments, setup, teardown),
		cmocka_unit_test_setup_teardown(test_words, setup, teardown),
		cmocka_unit_test_setup_teardown(test_start, setup, teardown),
		cmocka_unit_test_setup_teardown(test_prefixes, setup, teardown),
		cmocka_unit_test(test_help),
		cmocka_unit_test_setup_teardown(test_columns, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
