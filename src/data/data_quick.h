/*
 * data_quick.h - private: the decimal numbers that nearly all files are made of.
 */
#ifndef NUM_DATA_QUICK_H
#define NUM_DATA_QUICK_H

#include <float.h>
#include <stdint.h>
#include <string.h>

/* Near the middle of two floats, or below the normal ones: see data_number.c. */
static inline int data_hard(double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof bits);
	bits &= 0x1fffffff;
	return (bits >= 0x10000000 - 8 && bits <= 0x10000000 + 8) || d < (double)FLT_MIN;
}

/* A number of at most 15 digits at s that ends at `sep`: where it ends, or NULL for
 * anything else, which data_number decides.  The same bits as it gives. */
static inline const char *data_quick(const char *s, char point, char sep, float *out)
{
	static const double power[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
		1e13, 1e14, 1e15 };
	const char *first, *dot = NULL;
	int negative = *s == '-';
	uint64_t w;
	unsigned c;
	double d;

	s += negative;
	first = s;
	w = (unsigned char)*s - '0';
	if (w > 9)
		return NULL;
	while ((c = (unsigned)(unsigned char)*++s - '0') < 10)
		w = w * 10 + c;
	if (*s == sep) {	/* whole */
		if (s - first > 7)
			return NULL;
		*out = (float)(negative ? -(double)w : (double)w);
		return s;
	}
	if (*s != point || s - first > 15)
		return NULL;
	dot = s;
	while ((c = (unsigned)(unsigned char)*++s - '0') < 10)
		w = w * 10 + c;
	if (*s != sep || s - first > 16 || s == dot + 1)
		return NULL;
	d = (double)w / power[s - dot - 1];
	if (w && data_hard(d))
		return NULL;
	*out = (float)(negative ? -d : d);
	return s;
}

#endif
