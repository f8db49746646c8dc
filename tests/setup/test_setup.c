/*
 * test_setup.c - text to settings to condition and back, with no laboratory about.
 */
#include "../unit/check.h"

#include <string.h>

#include "base/err.h"
#include "setup/lex.h"
#include "setup/settings.h"
#include "setup/setup.h"

static void begin(struct settings *s)
{
	struct dataset *d = NULL;

	settings_init(s, 1);
	assert_int_equal(dataset_load(&d, "article", NULL, 0, 1, NULL), 0);
	settings_data(s, d, "article");
}

/* One line; the code of its last command. */
static int say(struct settings *s, const char *line, struct err *err)
{
	struct lexer l;
	struct words w;
	int code = 0;

	lex_begin(&l, line, "test", 1);
	while (!code && lex_next(&l, &w, err) == 1) {
		assert_true(setup_has(w.w[0].text));
		code = setup_exec(s, &w, err);
		words_release(&w);
	}
	return code;
}

static void test_there_and_back(void **state)
{
	static const char *const line[] = {
		"", "optimizer momentum", "model dense 4 tanh, dense 1; loss huber delta=.5; l2 .01; set probes 30", "data spiral; set test .25; free all",
		"optimizer sgd lr=.1; batch 7; set remainder even; off shuffle", "data moons seed=3; dropout .2; free dropout; class-weights on",
		"choices batch 4,8; free batch optimizer; choices optimizer sgd,adam; seed 9", "budget loss .1 epochs=5; set standardize inputs",
		"budget updates 70; stratify shuffle; data iris test=.2; stratify split; plan pick-freeze",
		"free dropout shuffle; dropout .2; hold shuffle=7 dropout=8 nudge until=5; free nudge", "fix all; plan when nudge 0,3,9 12",
	};

	(void)state;
	for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
		struct settings s, back;
		struct condition *c, *again;
		struct err err = ERR_INIT;

		begin(&s);
		if (say(&s, line[i], &err))
			fail_msg("%s: %s", line[i], err.text);
		c = settings_condition(&s, &err);
		assert_non_null(c);
		if (setup_read(c->commands, s.data, &back, &err))
			fail_msg("%s: %s", c->commands, err.text);
		again = settings_condition(&back, &err);
		assert_non_null(again);
		assert_string_equal(again->commands, c->commands);
		for (int k = SOURCE_OWN; k < SOURCE_SLOTS; k++)	/* not ours to have */
			assert_int_equal(again->state[k], STATE_OFF);
		condition_unref(again);
		condition_unref(c);
		settings_release(&back);
		settings_release(&s);
	}
}

/* A command that fails half way leaves nothing behind. */
static void test_all_or_nothing(void **state)
{
	static const char *const wrong[] = {
		"free init shuffle nonsense", "fix shuffle=1 batch=0", "model dense 4, dense", "optimizer adam lr=.1 colour=red",
		"data nowhere.csv", "choices batch 8,8", "set test 2", "set window all", "engine fast", "off init", "batch",
	};
	struct settings s;
	struct condition *before, *after;

	(void)state;
	begin(&s);
	before = settings_condition(&s, NULL);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = ERR_INIT;
		int code = say(&s, wrong[i], &err);

		if (code >= 0 || code != (int)err.code || !*err.text)
			fail_msg("%s: %d, %s", wrong[i], code, err.text);
		after = settings_condition(&s, NULL);
		assert_non_null(after);
		assert_string_equal(after->commands, before->commands);
		condition_unref(after);
	}
	condition_unref(before);
	settings_release(&s);
}

/* A session's text is not orders: it opens no file, and knows settings alone. */
static void test_a_session_only_says(void **state)
{
	static const struct { const char *text; int code; } wrong[] = {
		{ "", ERR_INPUT }, { "model auto", ERR_INPUT }, { "data article\ndata article", ERR_INPUT },
		{ "data article\nrun 10", ERR_INPUT }, { "data article\nset theme dark", ERR_INPUT },
		{ "data /etc/passwd", ERR_STATE }, { "data article\nset probes 0", ERR_USAGE }, { "data \"article", ERR_USAGE },
	};
	struct settings s;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = ERR_INIT;

		assert_int_equal(setup_read(wrong[i].text, NULL, &s, &err), wrong[i].code);
		assert_int_equal(err.code, wrong[i].code);
		assert_string_equal(err.file, *wrong[i].text ? "condition" : "");
	}
	/* what was written when test rows counted, too, means what it meant */
	assert_int_equal(setup_read("data iris\nset test .25\nclass-weights on\n", NULL, &s, NULL), 0);
	assert_int_equal(s.class_weights, CLASS_WEIGHTS_ALL);
	assert_int_equal(s.standardize, STANDARDIZE_OFF);
	settings_release(&s);
}

/* What was drawn once does not come again, also after an error. */
static void test_reroll_goes_on(void **state)
{
	struct settings s;
	struct err err = ERR_INIT;
	uint32_t level[3];

	(void)state;
	begin(&s);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(say(&s, "fix init; reroll init", &err), 0);
		level[i] = s.level[SOURCE_INIT];
	}
	assert_true(level[0] != level[1] && level[1] != level[2] && level[0] != level[2]);
	assert_int_equal(s.rerolls, 3);
	settings_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_all_or_nothing),
		cmocka_unit_test(test_a_session_only_says),
		cmocka_unit_test(test_reroll_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
