/*
 * test_opt.c - the rows of options: what they take and refuse, in words too, and that
 * those who obey them have their values in the rows' order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "base/str.h"
#include "engine/problem.h"
#include "lang/cmd.h"
#include "num/source.h"
#include "plot/theme.h"
#include "stat/attribute.h"
#include "ui/ui.h"

static const struct opt choice = { "c", OPT_CHOICE, { "a", "b", "c" }, 0, 0, "a", "", 0 };
static const struct opt onoff = { "s", OPT_SWITCH, { NULL }, 0, 0, "on", "", 0 };
static const struct opt plain = { "n", OPT_NUMBER, { NULL }, 1, 1e9, "5", "", 0 };
static const struct opt share = { "t", OPT_NUMBER, { "auto" }, 0, .9, "auto", "", 0 };
static const struct opt any = { "x", OPT_NUMBER, { "off" }, -INFINITY, INFINITY, "off", "", 0 };
static const struct opt span = { "w", OPT_WINDOW, { "all" }, 0, 0, "all", "", 0 };

static void test_read(void **state)
{
	static const struct { const struct opt *o; const char *text; struct opt_value v; } row[] = {
		{ &choice, "a", { .word = 0 } }, { &choice, "c", { .word = 2 } },
		{ &onoff, "off", { .word = 0 } }, { &onoff, "on", { .word = 1 } },
		{ &plain, "1", { -1, 1, 0, 0 } }, { &plain, "1e9", { -1, 1e9, 0, 0 } }, { &plain, "2.5", { -1, 2.5, 0, 0 } },
		{ &share, "auto", { .word = 0 } }, { &share, ".25", { -1, .25, 0, 0 } },
		{ &any, "-1e300", { -1, -1e300, 0, 0 } }, { &any, "off", { .word = 0 } },
		{ &span, "all", { .word = 0 } }, { &span, "-1:2.5", { -1, 0, -1, 2.5 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct opt_value v;

		assert_int_equal(opt_read(row[i].o, row[i].text, &v, NULL), 0);
		assert_int_equal(v.word, row[i].v.word);
		assert_true(v.x == row[i].v.x && v.lo == row[i].v.lo && v.hi == row[i].v.hi);
	}
}

static void test_refusals(void **state)
{
	static const struct { const struct opt *o; const char *text, *said; } row[] = {
		{ &choice, "d", "'d': one of a, b and c was expected" },
		{ &choice, "", "'': one of a, b and c was expected" },
		{ &choice, "A", "'A': one of a, b and c was expected" },
		{ &onoff, "yes", "'yes': one of off and on was expected" },
		{ &plain, "0", "'0': a number from 1 to 1000000000 was expected" },
		{ &plain, "1e10", "'1e10': a number from 1 to 1000000000 was expected" },
		{ &plain, "nan", "'nan': a number from 1 to 1000000000 was expected" },
		{ &plain, "5x", "'5x': a number from 1 to 1000000000 was expected" },
		{ &plain, "", "'': a number from 1 to 1000000000 was expected" },
		{ &share, "1", "'1': auto, or a number from 0 to .9, was expected" },
		{ &any, "inf", "'inf': off, or a number, was expected" },
		{ &span, "2:1", "'2:1': all, or A:B with A below B, was expected" },
		{ &span, "1:1", "'1:1': all, or A:B with A below B, was expected" },
		{ &span, "1:inf", "'1:inf': all, or A:B with A below B, was expected" },
		{ &span, "1:2:3", "'1:2:3': all, or A:B with A below B, was expected" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct err err = ERR_INIT;

		assert_int_equal(opt_read(row[i].o, row[i].text, NULL, &err), ERR_USAGE);
		assert_string_equal(err.text, row[i].said);
	}
}

static void test_values(void **state)
{
	static const struct { const struct opt *o; const char *said; } row[] = {
		{ &choice, "a b c" }, { &onoff, "off on" }, { &plain, "1 to 1000000000" }, { &share, "auto, 0 to .9" },
		{ &any, "off, X" }, { &span, "all, A:B" },
	};
	struct str s = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		str_clear(&s);
		opt_values(row[i].o, &s);
		assert_string_equal(s.s, row[i].said);
	}
	str_release(&s);
}

static void test_table(void **state)
{
	const struct opt *o;
	size_t n = 0;

	(void)state;
	for (; (o = opt_at(n)) != NULL; n++) {
		assert_ptr_equal(opt_find(o->name), o);
		assert_int_equal(opt_place(o), n);
		assert_int_equal(opt_read(o, o->dflt, NULL, NULL), 0);
		assert_true(strlen(o->help) > 10 && o->help[strlen(o->help) - 1] == '.');
		assert_true(o->kind == OPT_SWITCH || o->kind == OPT_NUMBER || o->word[0]);
		assert_true(o->kind != OPT_NUMBER || o->min < o->max);
		assert_true(!(o->flags & OPT_MOVE) || o->flags & OPT_SCREEN);
		for (size_t i = 0; opt_word(o, i); i++)
			assert_int_equal(opt_value(o->name, opt_word(o, i)).word, (int)i);
	}
	assert_int_equal(n, opt_count());
	assert_null(opt_find("no-such"));
	assert_int_equal(opt_value("no-such", "x").word, -1);
	assert_null(opt_word_of("no-such", 0));
	assert_string_equal(opt_word_of("surface", 1), "sd");
}

/* Where a word's place is a value of an enum that has names of its own. */
static void test_places(void **state)
{
	(void)state;
	for (int r = 0; r < REMAINDER_COUNT; r++)
		assert_string_equal(opt_word_of("remainder", (size_t)r), remainder_name((enum remainder)r));
	assert_null(opt_word_of("remainder", REMAINDER_COUNT));
	for (int s = 0; s < STANDARDIZE_COUNT; s++)
		assert_string_equal(opt_word_of("standardize", (size_t)s + 1), standardize_name((enum standardize)s));
	assert_null(opt_word_of("standardize", STANDARDIZE_COUNT + 1));
	for (int s = 0; s < SOURCE_COUNT; s++)
		assert_string_equal(opt_word_of("sort", (size_t)s + 5), source_name((enum source)s));
	assert_null(opt_word_of("sort", SOURCE_COUNT + 5));
	for (size_t i = 1; opt_word_of("theme", i); i++)
		assert_true(theme_by_name(opt_word_of("theme", i)) >= 0);
}

static void last(const char *option, size_t at, const char *word)
{
	assert_string_equal(opt_word_of(option, at), word);
	assert_null(opt_word_of(option, at + 1));
}

/* And where it is one of the screen's; the views' own are numbers here, which are the
 * order of the enums in ui/view/differences.c, curves.c and remedies.c. */
static void test_screen_places(void **state)
{
	(void)state;
	assert_string_equal(opt_word_of("graph", GRAPH_BRAILLE + 1), "braille");
	assert_string_equal(opt_word_of("graph", GRAPH_BLOCK + 1), "block");
	last("graph", GRAPH_ASCII + 1, "ascii");
	assert_string_equal(opt_word_of("differences", 0), "pairs");
	assert_string_equal(opt_word_of("differences", 1), "signed");
	assert_string_equal(opt_word_of("differences", 2), "spread");
	assert_string_equal(opt_word_of("differences", 3), "loss");
	last("differences", 4, "accuracy");
	assert_string_equal(opt_word_of("share-of", TARGET_PREDICTION), "predictions");
	assert_string_equal(opt_word_of("share-of", TARGET_DATA_LOSS), "loss");
	assert_string_equal(opt_word_of("share-of", TARGET_DATA_ACCURACY), "accuracy");
	assert_string_equal(opt_word_of("share-of", TARGET_TEST_LOSS), "test-loss");
	assert_string_equal(opt_word_of("share-of", TARGET_ACCURACY), "test-accuracy");
	assert_string_equal(opt_word_of("share-of", TARGET_TRAIN_LOSS), "training-loss");
	assert_string_equal(opt_word_of("share-of", TARGET_BALANCED), "balanced-accuracy");
	assert_string_equal(opt_word_of("share-of", TARGET_F1), "macro-f1");
	assert_string_equal(opt_word_of("share-of", TARGET_AUC), "auc");
	assert_string_equal(opt_word_of("share-of", TARGET_R2), "r2");
	last("share-of", TARGET_COUNT - 1, "mae");
	assert_string_equal(opt_word_of("faint", 0), "auto");
	assert_string_equal(opt_word_of("faint", 1), "on");
	assert_string_equal(opt_word_of("faint", 2), "off");
	last("faint", 3, "density");
	assert_string_equal(opt_word_of("remedies", 0), "ensemble");
	assert_string_equal(opt_word_of("remedies", 1), "sweep");
	last("remedies", 2, "helps");
	last("when", 1, "twins");
	last("between", 1, "accuracy");
	last("who", 1, "row");
}

static void test_names(void **state)
{
	static const char *const want[] = { "", "init", "init and shuffle", "init, shuffle and batch" };
	static const char *const name[] = { "init", "shuffle", "batch" };
	struct names l = { 0 };
	struct str s = STR_INIT;

	(void)state;
	for (size_t n = 0; n <= 3; n++) {
		str_clear(&s);
		names_list(&l, "and", &s);
		assert_string_equal(s.s, want[n]);
		if (n < 3)
			names_add(&l, name[n]);
	}
	assert_string_equal(names_near(&l, "shufle"), "shuffle");
	assert_string_equal(names_near(&l, "inti"), "init");
	assert_null(names_near(&l, "nothing"));
	str_clear(&s);
	names_guess(&l, "bacth", &s);
	names_guess(&l, "nothing", &s);
	assert_string_equal(s.s, " (did you mean batch?)");
	for (int i = 0; i < 2 * NAMES_MAX; i++)
		names_add(&l, "x");
	assert_int_equal(l.n, NAMES_MAX);
	assert_null(l.name[NAMES_MAX]);
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read), cmocka_unit_test(test_refusals), cmocka_unit_test(test_values),
		cmocka_unit_test(test_table), cmocka_unit_test(test_places), cmocka_unit_test(test_screen_places), cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
