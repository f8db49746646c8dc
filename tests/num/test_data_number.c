/*
 * Decimal text to binary32: the same bits as the C library's strtof, which
 * rounds correctly, over every kind of spelling and near every midpoint.
 */
#include "../unit/check.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/data_int.h"
#include "num/rng.h"

static locale_t c_locale;

static int setup(void **state)
{
	(void)state;
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	return c_locale ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	freelocale(c_locale);
	return 0;
}

static enum data_num parse(const char *s, float *f)
{
	return data_number(s, strlen(s), '.', c_locale, f);
}

static void same(const char *s)
{
	float want = strtof(s, NULL), got = -1;
	enum data_num r = parse(s, &got);

	if (isinf(want) ? r != DATA_NUM_RANGE :
	    r != DATA_NUM_OK || memcmp(&want, &got, sizeof got))
		fail_msg("%s: %d %a, expected %a", s, (int)r, got, want);
}

static void test_spellings(void **state)
{
	static const char *const good[] = {
		"0", "-0", "+1", "1.", ".5", "-.5e1", "1e0", "1E+2", "12e-3", "007", "0.1", "0.3",
		"3.4028234663852886e38", "3.4028235677973362e38", "3.4028235677973366e38", "1e38",
		"1e39", "1e309", "1e-38", "1.17549435e-38", "1.1754942e-38", "1e-45", "7e-46", "1e-60",
		"1e-400", "0e99999999999", "1e99999999999", "1e-99999999999", "16777216", "16777217",
		"16777219", "9007199254740993", "18446744073709551615", "18446744073709551616",
		"340282366920938463463374607431768211456", "0.00000000000000000000000000000000000001",
		"1.00000005960464477539062", "1.00000005960464477539063", "1.000000059604644775390625",
		"1.0000000596046447753906250000000000000000000000000000000000000001",
		"0.000000000000000000000000000000000000000000000000000000000000000000001e60",
		"123456789012345678901234567890", "0.49671415301123270",
	};
	static const char *const bad[] = {
		"", "-", "+", ".", "e5", "1e", "1e+", "1e5.", "0x10", "1,5", "1 2", "--1", "1-",
		"1f", "abc", "1.2.3", "1_000", "infinit", "nane", "\xd9\xa1",
	};
	static const char *const infinite[] = { "inf", "-inf", "+INF", "nan", "NaN", "-nan", "Infinity" };
	float f;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		same(good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(parse(bad[i], &f), DATA_NUM_NOT);
	for (size_t i = 0; i < sizeof infinite / sizeof *infinite; i++)
		assert_int_equal(parse(infinite[i], &f), DATA_NUM_INFINITE);
}

/* Any bits, written with 1 to 20 digits and read back. */
static void test_random_floats(void **state)
{
	const struct rng r = rng_stream(11, RNG_DATA, 77, 0);
	char s[64];

	(void)state;
	for (uint32_t i = 0; i < 60000; i++) {
		uint32_t bits = rng_u32(&r, i);
		float f;

		memcpy(&f, &bits, sizeof f);
		if (!isfinite(f))
			continue;
		snprintf(s, sizeof s, "%.*e", (int)(i % 20), (double)f);
		same(s);
		snprintf(s, sizeof s, "%.9g", (double)f);
		assert_int_equal(parse(s, &f), DATA_NUM_OK);
		assert_memory_equal(&f, &bits, sizeof f);	/* 9 digits give the float back */
	}
}

/* Table-like numbers: 0 to 8 decimals, as doubles print, and exact midpoints
 * between floats moved by nothing or by a little. */
static void test_hard_and_plain(void **state)
{
	const struct rng r = rng_stream(12, RNG_DATA, 77, 0);
	char s[512];

	(void)state;
	for (uint32_t i = 0; i < 60000; i++) {
		double x = (rng_double(&r, 2 * i) - .5) * exp2(20 * rng_double(&r, 2 * i + 1) - 6);
		float a = (float)x, b = nextafterf(a, INFINITY);
		double middle = ((double)a + b) / 2;	/* exact: 25 bits */

		snprintf(s, sizeof s, "%.*f", (int)(i % 9), x);
		same(s);
		snprintf(s, sizeof s, "%.17g", x);
		same(s);
		snprintf(s, sizeof s, "%.60f", middle);
		same(s);
		snprintf(s, sizeof s, "%.17g", middle);
		same(s);
		snprintf(s, sizeof s, "%.60f1", middle);
		same(s);
		snprintf(s, sizeof s, "%.17g", nextafter(middle, 0));
		same(s);
	}
}

static void test_comma(void **state)
{
	float f;

	(void)state;
	assert_int_equal(data_number("1,5", 3, ',', c_locale, &f), DATA_NUM_OK);
	assert_true(f == 1.5f);
	assert_int_equal(data_number("-2,5e-45", 8, ',', c_locale, &f), DATA_NUM_OK);
	assert_true(f == -2.5e-45f);
	assert_int_equal(data_number("1.5", 3, ',', c_locale, &f), DATA_NUM_NOT);
	assert_int_equal(data_number("1,5", 3, '.', c_locale, &f), DATA_NUM_NOT);
}

/* Only n characters count, and thousands of digits are no trouble. */
static void test_lengths(void **state)
{
	char *s = malloc(60002);
	float f;

	(void)state;
	assert_int_equal(data_number("12345", 2, '.', c_locale, &f), DATA_NUM_OK);
	assert_true(f == 12);
	memset(s, '1', 60000);
	s[1] = '.';
	s[60000] = '\0';
	same(s);
	memset(s, '9', 60000);
	same(s);
	memset(s, '0', 60000);
	s[0] = '.';
	strcpy(s + 59990, "7");
	same(s);
	free(s);
}

static void test_missing(void **state)
{
	static const char *const yes[] = { "", "?", "NA", "na", "N/A", "#N/A", "NaN", "null", "NULL", "none", "-", " ", ".", "\\N", "<NA>", "#DIV/0!", "None" };
	static const char *const no[] = { "0", "-1", "nab", "n", "??", "nulls", "no", "..", "x" };

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		assert_true(data_is_missing(yes[i], strlen(yes[i])));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(data_is_missing(no[i], strlen(no[i])));
}

static void test_dates(void **state)
{
	static const char *const yes[] = { "2020-01-31", "31.12.1999", "1/2/03", "2020-01-31 12:00",
		"2020-01-31T12:00:00Z", "12:30", "12:30:59", "1999.12.31", "1-01", "2001-12", "12/2001", "Mar-21" };
	static const char *const no[] = { "1.5", "1-2", "12345-1-1", "a-b-c", "1.2/3", "", "1-2-x", "12:", "1.2.3", "2001-13", "2001-02-32",
		"555-12", "May", "Monday", "May 5", "-1-01", "1.199", "2020Q5", "2001", "20010131" };
	/* seconds by Python's datetime */
	static const struct { const char *text; char order; double seconds; } when[] = {
		{ "2020-01-31", 'd', 1580428800 },
		{ "29.02.2000", 'd', 951782400 },
		{ "2/29/2000", 'm', 951782400 },
		{ "03/04/2021", 'd', 1617408000 },
		{ "03/04/2021", 'm', 1614816000 },
		{ "1959-01", 'd', -347155200 },
		{ "Jan 5, 2020", 'd', 1578182400 },
		{ "05-Jan-20", 'd', 1578182400 },
		{ "2020Q3", 'd', 1593561600 },
		{ "2020M11", 'd', 1604188800 },
		{ "Mon, 6 Jan 2020", 'd', 1578268800 },
		{ "2020-01-31T12:30:05Z", 'd', 1580473805 },
		{ "20200131T1230", 'd', 1580473800 },
		{ "1/31/69 1:05 pm", 'm', -28896900 },
		{ "2020-W02", 'd', 1578268800 },
		{ "11/2020", 'd', 1604188800 },
	};
	struct data_date date;

	(void)state;
	for (size_t i = 0; i < sizeof when / sizeof *when; i++)
		if (!data_date(when[i].text, when[i].order, &date) || date.seconds != when[i].seconds)
			fail_msg("%s is %.0f, expected %.0f", when[i].text, date.seconds, when[i].seconds);
	assert_true(data_date_number(20200131, &date) && date.seconds == 1580428800);
	assert_true(data_date_number(195901, &date) && date.seconds == -347155200);
	assert_false(data_date_number(20200132, &date) || data_date_number(195913, &date) || data_date_number(20200131.5, &date));
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		assert_true(data_is_date(yes[i]));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(data_is_date(no[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_random_floats),
		cmocka_unit_test(test_hard_and_plain),
		cmocka_unit_test(test_comma),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
