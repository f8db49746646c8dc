/*
 * decimal.c - the shortest decimal of a binary32.
 *
 * Let x = i / 10^k, i an integer of n digits.  With 10^|k| at most 10^22 both are exact as
 * double, so that i / 10^k is rounded once; rounding that to float gives what a correct
 * reader makes of the decimal, unless it lies just between two floats, and then these
 * digits are taken only if nothing was rounded before.  Nine digits always suffice; of eight, zeros at the end are dropped
 * and then as many more as can be.  What is too large or too small for that is left to
 * the library, which is asked for more and more digits.
 */
#include "base/decimal.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POWERS 23
static const double power[POWERS] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
	1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* value = digits / 10^k */
struct decimal { uint32_t digits; int k; };

/* Does it read as x, beyond doubt? */
static int reads(struct decimal d, float x)
{
	double n = (double)d.digits, p = power[abs(d.k)], v = d.k >= 0 ? n / p : n * p;
	uint64_t bits;

	if ((float)v != x)
		return 0;
	memcpy(&bits, &v, sizeof bits);
	if ((bits & 0x1fffffff) != 0x10000000)
		return 1;
	/* between two floats: well if the decimal is, too, and nothing was rounded */
	return (d.k >= 0 ? fma(v, p, -n) : fma(n, p, -v)) == 0;
}

/* x > 0, the half of its distance to its neighbours (0: they are not alike), and both in
 * units of 1 / 10^k. */
struct ruler { float x; double half; };

static struct decimal at(const struct ruler *r, int k, int *good)
{
	double v, half, off;
	struct decimal d = { 0, k };

	if (k >= 0) {
		v = (double)r->x * power[k];
		half = r->half * power[k];
	} else {
		v = (double)r->x / power[-k];
		half = r->half / power[-k];
	}
	d.digits = (uint32_t)(int64_t)(v + .5);
	off = fabs((double)d.digits - v);
	/* v is below 2^31, and right to 2^-22 */
	if (off < half - 0x1p-20)
		*good = 1;
	else if (half > 0 && off > half + 0x1p-20)
		*good = 0;
	else
		*good = reads(d, r->x);
	return d;
}

static struct decimal without_zeros(struct decimal d)
{
	while (d.digits % 10 == 0 && d.digits && d.k > -POWERS + 1) {
		d.digits /= 10;
		d.k--;
	}
	return d;
}

/* 0 where x is out of this method's reach. */
static int shortest(float x, struct decimal *out)
{
	struct ruler r = { x, 0 };
	struct decimal d;
	uint32_t bits;
	int e2, k, good;

	if (!(x >= 1e-12f && x < 1e25f))
		return 0;
	memcpy(&bits, &x, sizeof bits);
	e2 = (int)(bits >> 23) - 127;		/* x is 2^e2 or more, and below twice that */
	if (bits & 0x7fffff) {
		uint64_t half = (uint64_t)(e2 - 24 + 1023) << 52;

		memcpy(&r.half, &half, sizeof half);
	}
	k = 8 - (e2 * 1233 >> 12);		/* nine digits, or ten: log10(2) is 1233 / 4096 */
	d = at(&r, k, &good);
	if (d.digits >= 1000000000)
		d = at(&r, --k, &good);
	if (!good)
		return 0;
	for (;;) {
		struct decimal less;

		*out = d = without_zeros(d);
		if (d.digits < 10 || d.k == -POWERS + 1)
			return 1;
		less = at(&r, d.k - 1, &good);
		if (!good)
			return 1;
		d = less;
	}
}

static size_t written(char *to, struct decimal d)
{
	char digit[12], *end = digit + sizeof digit, *from = end;
	size_t n, len = 0;
	int e;

	for (uint32_t v = d.digits; v; v /= 10)
		*--from = (char)('0' + v % 10);
	n = (size_t)(end - from);
	e = (int)n - 1 - d.k;			/* of the first digit */
	if (e < -4 || e >= 9) {
		to[len++] = *from++;
		if (n > 1)
			to[len++] = '.';
		while (from < end)
			to[len++] = *from++;
		return len + (size_t)snprintf(to + len, 8, "e%c%02d", e < 0 ? '-' : '+', abs(e) % 1000);
	}
	if (e < 0) {
		memcpy(to, "0.0000", 6);
		len = (size_t)(1 - e);
		memcpy(to + len, from, n);
		len += n;
	} else if ((int)n > e + 1) {
		memcpy(to, from, (size_t)e + 1);
		to[e + 1] = '.';
		memcpy(to + e + 2, from + e + 1, n - (size_t)e - 1);
		len = n + 1;
	} else {
		memcpy(to, from, n);
		for (len = n; (int)len <= e; len++)
			to[len] = '0';
	}
	to[len] = 0;
	return len;
}

size_t decimal_float(char *to, float x)
{
	const size_t sign = signbit(x) != 0;
	struct decimal d;

	*to = '-';
	x = fabsf(x);
	if (x > 0 && shortest(x, &d))
		return sign + written(to + sign, d);
	for (int n = 1; n <= 9; n++) {
		snprintf(to + sign, DECIMAL_ROOM - 1, "%.*g", n, (double)x);
		if (strtof(to + sign, NULL) == x)
			break;
	}
	for (char *c = to + sign; *c; c++)	/* whatever the language writes for it */
		if (!strchr("0123456789e+-", *c))
			*c = '.';
	return sign + strlen(to + sign);
}
