/*
 * test_figures.c - numbers as people read them: one spelling a place, no digit that is
 * not known, no end of an interval on the wrong side of a line.
 */
#include "check.h"

#include <math.h>

#include "base/say.h"
#include "base/str.h"

/* One number in every place where it can stand. */
static void test_one_spelling(void **state)
{
	static const struct { double x; int digits; const char *sentence, *report, *screen; } shown[] = {
		{ 12345.678, 3, "12346", "12346", "12346" },
		{ 12345.678, 7, "12345.68", "12345.68", "12345.68" },
		{ NAN, 3, "-", "-", "-" },
		{ INFINITY, 3, "inf", "inf", "inf" },
		{ -INFINITY, 3, "-inf", "-inf", "-inf" },
		{ 0, 3, "0", "0", "0" },
		{ -0.0, 3, "0", "0", "0" },
		{ .4362, 3, "0.436", "0.436", ".436" },
		{ .43649, 3, "0.436", "0.436", ".436" },
		{ .5, 3, "0.500", "0.5", ".5" },
		{ -.05, 2, "-0.050", "-0.05", "-.05" },
		{ -12.345, 3, "-12.3", "-12.3", "-12.3" },
		{ 10, 3, "10.0", "10", "10" },
		{ 10.05, 4, "10.05", "10.05", "10.05" },
		{ 100, 1, "100", "100", "100" },
		{ 999.6, 3, "1000", "1000", "1000" },
		{ 9.996, 3, "10.0", "10", "10" },
		{ .9996, 3, "1.00", "1", "1" },
		{ 123456, 2, "123456", "123456", "123456" },
		{ 999999.9, 3, "1.00e+06", "1e+06", "1e6" },
		{ 4.5e6, 3, "4.50e+06", "4.5e+06", "4.5e6" },
		{ 1.234e-8, 2, "1.2e-08", "1.2e-08", "1.2e-8" },
		{ .001, 1, "0.001", "0.001", ".001" },
		{ .0001, 2, "0.00010", "0.0001", "1e-4" },
		{ 1e-300, 3, "1.00e-300", "1e-300", "1e-300" },
		{ -2.5e307, 2, "-2.5e+307", "-2.5e+307", "-2.5e307" },
	};
	struct str s = STR_INIT;
	char buf[32];

	(void)state;
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		str_clear(&s);
		say_figure(&s, shown[i].x, shown[i].digits, SAY_SENTENCE);
		assert_string_equal(s.s, shown[i].sentence);
		str_clear(&s);
		say_figure(&s, shown[i].x, shown[i].digits, SAY_REPORT);
		assert_string_equal(s.s, shown[i].report);
		str_clear(&s);
		say_figure(&s, shown[i].x, shown[i].digits, SAY_SCREEN);
		assert_string_equal(s.s, shown[i].screen);
		assert_string_equal(say_cell(shown[i].x, shown[i].digits, buf, sizeof buf), s.s);
	}
	assert_string_equal(say_cell(123456, 9, buf, 4), "123");	/* cut, terminated */
	str_release(&s);
}

static const char *estimate(struct str *s, double x, double lo, double hi, enum say_style style)
{
	str_clear(s);
	say_estimate(s, x, lo, hi, style);
	return s->s;
}

static const char *share(struct str *s, double x, double lo, double hi, enum say_style style)
{
	str_clear(s);
	say_share(s, x, lo, hi, style);
	return s->s;
}

static const char *percent(struct str *s, double x)
{
	str_clear(s);
	say_percent(s, x);
	return s->s;
}

static void test_estimates(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	assert_string_equal(estimate(&s, .43619, .43211, .44012, SAY_SENTENCE), "0.4362 (0.4321 to 0.4401)");
	assert_string_equal(estimate(&s, .43619, .43211, .44012, SAY_SCREEN), ".4362 (.4321 to .4401)");
	assert_string_equal(estimate(&s, 10.05, 9.9, 10.2, SAY_SCREEN), "10.05 (9.90 to 10.20)");
	assert_string_equal(estimate(&s, -.5, -.9, -.1, SAY_SCREEN), "-.50 (-.90 to -.10)");
	assert_string_equal(estimate(&s, 1.2e-8, 1.1e-8, 1.3e-8, SAY_SENTENCE), "1.20e-08 (1.10e-08 to 1.30e-08)");
	assert_string_equal(estimate(&s, .5, NAN, NAN, SAY_SENTENCE), "0.500");
	assert_string_equal(estimate(&s, NAN, 0, 1, SAY_SENTENCE), "-");
	assert_string_equal(estimate(&s, 0, 0, 0, SAY_SENTENCE), "0");
	/* nothing is not less than nothing */
	assert_string_equal(estimate(&s, -.0001, -.02, .02, SAY_SENTENCE), "0.000 (-0.020 to 0.020)");
	str_clear(&s);
	say_estimate95(&s, .43619, .43211, .44012);
	assert_string_equal(s.s, "0.4362 (95 %: 0.4321 to 0.4401)");
	str_release(&s);
}

static void test_shares(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	assert_string_equal(share(&s, -.0001, -.004, .05, SAY_SENTENCE), "0 % (0 to 5 %)");
	assert_string_equal(share(&s, .834, .792, .871, SAY_SENTENCE), "83 % (79 to 87 %)");
	assert_string_equal(share(&s, .9953, .9921, .9982, SAY_SENTENCE), "99.5 % (99.2 to 99.8 %)");
	assert_string_equal(share(&s, -.012, -.051, .027, SAY_SENTENCE), "-1 % (-5 to 3 %)");
	assert_string_equal(share(&s, .834, NAN, NAN, SAY_SENTENCE), "83 %");
	assert_string_equal(share(&s, NAN, NAN, NAN, SAY_SENTENCE), "-");
	assert_string_equal(share(&s, .8321, .7912, .8701, SAY_REPORT), "83.2 % (79.1 to 87.0)");
	assert_string_equal(percent(&s, .723), "72 %");
	assert_string_equal(percent(&s, .0994), "9.9 %");
	assert_string_equal(percent(&s, .0996), "10 %");
	assert_string_equal(percent(&s, .004), "0.4 %");
	assert_string_equal(percent(&s, -.0001), "0 %");
	assert_string_equal(percent(&s, NAN), "-");
	str_release(&s);
}

static void test_counts(void **state)
{
	static const struct { uint64_t n; const char *said; } shown[] = {
		{ 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { 97120, "97,120" }, { 1234567890, "1,234,567,890" },
		{ UINT64_MAX, "18,446,744,073,709,551,615" },
	};
	struct str s = STR_INIT;
	char buf[32];

	(void)state;
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		str_clear(&s);
		say_count(&s, shown[i].n);
		assert_string_equal(s.s, shown[i].said);
		assert_string_equal(say_count_cell(shown[i].n, buf, sizeof buf), s.s);
	}
	str_release(&s);
}

/* An end that is clear of a line is not printed as standing on it. */
static void test_lines(void **state)
{
	static const struct { double x, lo, hi; const char *said; } shown[] = {
		{ .4, .31, .4963, "0.400 (0.310 to 0.496)" },
		{ .6, .5004, .7, "0.6000 (0.5004 to 0.7000)" },
		{ .6, .5, .7, "0.60 (0.50 to 0.70)" },
		{ .4, .3, .504, "0.40 (0.30 to 0.50)" },	/* holds a half, and reads so */
		{ 1.2, 1.004, 1.4, "1.200 (1.004 to 1.400)" },
		{ .1, .0004, .2, "0.1000 (0.0004 to 0.2000)" },
		{ .1, -.0004, .2, "0.10 (0.00 to 0.20)" },
		{ -.1, -.2, -.0004, "-0.1000 (-0.2000 to -0.0004)" },
		{ 3e30, 2e30, 4e30, "3.0e+30 (2.0e+30 to 4.0e+30)" },
		{ 3e-30, 2e-30, 4e-30, "3.0e-30 (2.0e-30 to 4.0e-30)" },
		{ 1e12, -1e12, 3e12, "1.0e+12 (-1.0e+12 to 3.0e+12)" },
		/* no more digits than a person reads */
		{ 1.954964e9, 1.954951e9, 1.954977e9, "1.9550e+09 (to within 1e+05)" },
		{ 1.954964e9, 1.9541e9, 1.9558e9, "1.9550e+09 (1.9541e+09 to 1.9558e+09)" },
		{ 3e-30, 2.99999999e-30, 3.00000001e-30, "3.0000e-30 (to within 1e-34)" },
		{ .0908884, .0908631, .0909154, "0.090888 (0.090863 to 0.090915)" },
		{ 123456.7, 123456.2, 123457.1, "123457 (123456 to 123457)" },
	};
	struct str s = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		str_clear(&s);
		say_estimate(&s, shown[i].x, shown[i].lo, shown[i].hi, SAY_SENTENCE);
		assert_string_equal(s.s, shown[i].said);
	}
	str_clear(&s);
	say_share(&s, .3, .1, .4996, SAY_SENTENCE);
	str_addc(&s, '|');
	say_share(&s, .002, .0003, .05, SAY_SENTENCE);
	str_addc(&s, '|');
	say_share(&s, .92, .9003, .95, SAY_SENTENCE);
	assert_string_equal(s.s, "30.00 % (10.00 to 49.96 %)|0.20 % (0.03 to 5.00 %)|92.00 % (90.03 to 95.00 %)");
	str_release(&s);
}

/* An accuracy over 142 rows goes in steps of .007. */
static void test_steps(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	say_steps(&s, .985913, .985907, .985916, 1. / 142);
	str_addc(&s, '|');
	say_steps(&s, .98214, .97311, .98991, 1. / 142);
	str_addc(&s, '|');
	say_steps(&s, .9, .85, .95, 1. / 10000);
	str_addc(&s, '|');
	say_steps(&s, .75, NAN, NAN, 1. / 20);
	str_addc(&s, '|');
	say_steps(&s, .0065, .0043, .0093, 1. / 45);	/* a churn */
	str_addc(&s, '|');
	say_steps(&s, 1, .99993, 1, 1. / 45);
	assert_string_equal(s.s, "0.986 (to within 0.001)|0.982 (0.973 to 0.990)|0.90 (0.85 to 0.95)|0.75|"
			    "0.0065 (0.0043 to 0.0093)|1.00 (to within 0.01)");
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_spelling), cmocka_unit_test(test_estimates),
		cmocka_unit_test(test_shares), cmocka_unit_test(test_counts),
		cmocka_unit_test(test_lines), cmocka_unit_test(test_steps),
	};

	return cmocka_run_group_tests_name("figures", tests, NULL, NULL);
}
