/*
 * test_decimal.c - the shortest decimals of floats, held against the C library's
 * reading and writing.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"

static float of_bits(uint32_t b)
{
	float x;

	memcpy(&x, &b, sizeof x);
	return x;
}

static int digits(const char *s)
{
	int n = 0, zeros = 0;

	for (; *s && *s != 'e'; s++)
		if (*s >= '1' && *s <= '9')
			n += zeros + 1, zeros = 0;
		else if (*s == '0' && n)
			zeros++;
	return n;
}

/* It reads back to the bit, and with one digit less nothing would. */
static void check(float x)
{
	char s[DECIMAL_ROOM], less[64];
	size_t n = decimal_float(s, x);
	float back = strtof(s, NULL);
	int d = digits(s);

	if (n != strlen(s) || n >= DECIMAL_ROOM || back != x || signbit(back) != signbit(x))
		fail_msg("%a is '%s'", (double)x, s);
	if (x == 0)
		return;
	for (int i = 1; i < d; i++) {
		snprintf(less, sizeof less, "%.*e", i - 1, (double)x);
		if (strtof(less, NULL) == x)
			fail_msg("%s would do for '%s'", less, s);
	}
}

static void test_spelling(void **state)
{
	static const struct { float x; const char *want; } row[] = {
		{ 0, "0" }, { -0.0f, "-0" }, { 1, "1" }, { -1.5f, "-1.5" }, { .1f, "0.1" }, { .3f, "0.3" },
		{ 1e-4f, "0.0001" }, { 1e-5f, "1e-05" }, { 123456792.0f, "123456790" }, { 1e9f, "1e+09" },
		{ 16777216, "16777216" }, { 33554432.0f, "33554432" }, { 1e10f, "1e+10" },
		{ 3.4028234663852886e38f, "3.4028235e+38" }, { 1.40129846e-45f, "1e-45" },
		{ 1.17549435e-38f, "1.1754944e-38" }, { 9.5e-7f, "9.5e-07" }, { 100, "100" }, { 1e8f, "100000000" },
		{ .20904037356376648f, "0.20904037" }, { 1e-12f, "1e-12" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char s[DECIMAL_ROOM];

		decimal_float(s, row[i].x);
		assert_string_equal(s, row[i].want);
	}
}

static void test_all_sizes(void **state)
{
	uint32_t b = 1;

	(void)state;
	for (int i = 0; i < 200000; i++) {	/* any bits */
		b = b * 1664525u + 1013904223u;
		if (isfinite(of_bits(b)))
			check(of_bits(b));
	}
	for (int i = 0; i < 200000; i++) {	/* the sizes of losses and predictions */
		b = b * 1664525u + 1013904223u;
		check((float)(b >> 8) * 0x1p-24f * (i % 2 ? 1.0f : -30.0f));
	}
	for (int e = -149; e < 128; e++)	/* powers of two, where floats lie unevenly */
		for (int off = -3; off <= 3; off++) {
			float x = ldexpf(1, e);

			for (int i = 0; i < abs(off); i++)
				x = nextafterf(x, off < 0 ? 0 : INFINITY);
			check(x);
		}
	for (int e = -45; e <= 38; e++)		/* and of ten */
		for (int d = 1; d < 100; d++) {
			char s[32];

			snprintf(s, sizeof s, "%de%d", d, e);
			if (isfinite(strtof(s, NULL)))
				check(strtof(s, NULL));
		}
	for (uint32_t i = 16777216 - 5000; i < 16777216 + 5000; i++)
		check((float)i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_all_sizes),
	};

	return cmocka_run_group_tests_name("decimals", tests, NULL, NULL);
}
