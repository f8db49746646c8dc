/*
 * data_number.c - decimal text to binary32, rounded once, quickly.
 *
 * The digits are gathered in 64 bits and scaled by an exact power of ten in
 * double arithmetic.  That double is off by at most about one unit of its last
 * place, and a binary32 has 29 bits fewer; so rounding it again gives the
 * right binary32 unless it lies within a few units of the midpoint between two
 * of them.  Those cases, and exponents out of the exact powers' reach, go to
 * the C library.  A million cells in a million take the short way.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"
#include "data_int.h"
#include "data_quick.h"

#define MAX_DIGITS 19		/* what 64 bits hold */

static const double power[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
	1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

static enum data_num slow(const char *s, size_t n, char point, locale_t c, float *out)
{
	char small[128], *buf = n < sizeof small ? small : xmalloc(n + 1), *p;
	locale_t old;
	float f;

	memcpy(buf, s, n);
	buf[n] = '\0';
	if (point != '.' && (p = strchr(buf, point)))
		*p = '.';
	old = uselocale(c);	/* strtof reads the thread's, maybe with a decimal comma */
	f = strtof(buf, NULL);
	uselocale(old);
	if (buf != small)
		free(buf);
	if (isinf(f))
		return DATA_NUM_RANGE;
	*out = f;
	return DATA_NUM_OK;
}

static int is_word(const char *s, size_t n)
{
	return (n == 3 && (!strncasecmp(s, "inf", 3) || !strncasecmp(s, "nan", 3))) ||
		(n == 8 && !strncasecmp(s, "infinity", 8));
}

enum data_num data_number(const char *s, size_t n, char point, locale_t c, float *out)
{
	const char *p = s, *end = s + n, *first;
	int negative = 0, e = 0, significant = 0, digits = 0;
	uint64_t w = 0;
	double d;

	if (p < end && (*p == '-' || *p == '+'))
		negative = *p++ == '-';
	first = p;
	for (; p < end && (unsigned)(*p - '0') < 10; p++, digits++) {
		if (significant < MAX_DIGITS) {
			w = w * 10 + (unsigned)(*p - '0');
			significant += w != 0;
		} else {
			e++;
		}
	}
	if (p < end && *p == point) {
		for (p++; p < end && (unsigned)(*p - '0') < 10; p++, digits++) {
			if (significant < MAX_DIGITS) {
				w = w * 10 + (unsigned)(*p - '0');
				significant += w != 0;
				e--;
			}
		}
	}
	if (!digits)
		return is_word(first, (size_t)(end - first)) ? DATA_NUM_INFINITE : DATA_NUM_NOT;
	if (p < end && (*p == 'e' || *p == 'E')) {
		int sign = 1, x = 0;

		if (++p < end && (*p == '-' || *p == '+'))
			sign = *p++ == '-' ? -1 : 1;
		if (p == end)
			return DATA_NUM_NOT;
		for (; p < end && (unsigned)(*p - '0') < 10; p++)
			x = x < 100000000 ? x * 10 + (*p - '0') : x;
		e += sign * x;
	}
	if (p != end)
		return DATA_NUM_NOT;
	if (!w) {
		*out = negative ? -0.f : 0.f;
		return DATA_NUM_OK;
	}
	if (e < -22 || e > 22)
		return slow(s, n, point, c, out);
	d = (double)w;
	d = e < 0 ? d / power[-e] : d * power[e];
	if (data_hard(d))
		return slow(s, n, point, c, out);
	if (d > FLT_MAX && isinf((float)d))
		return DATA_NUM_RANGE;
	*out = (float)(negative ? -d : d);
	return DATA_NUM_OK;
}

int data_number_double(const char *s, double *out)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0), old;
	char *end;

	/* No hexadecimal, no leading blanks, no inf or nan. */
	if (!c || !*s || s[strspn(s, "0123456789+-.eE")]) {
		if (c)
			freelocale(c);
		return -1;
	}
	old = uselocale(c);
	*out = strtod(s, &end);
	uselocale(old);
	freelocale(c);
	return *end || !isfinite(*out) ? -1 : 0;
}
