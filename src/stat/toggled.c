/*
 * toggled.c - attribution from conditions that somebody toggled through.
 *
 * Variances of two conditions are independent, so the logarithm of their
 * ratio has the sum of their squared relative standard errors as variance.
 */
#include <math.h>

#include "stat/attribute.h"

struct found { double variance, rel; int n; };

/* The mean variance of the conditions with this mask, and its relative error. */
static struct found find(const struct toggled *c, size_t n, uint32_t mask)
{
	struct found f = { 0, 0, 0 };
	double se2 = 0;

	for (size_t i = 0; i < n; i++) {
		if (c[i].free != mask || !(c[i].variance >= 0))
			continue;
		f.variance += c[i].variance;
		se2 += c[i].se * c[i].se;
		f.n++;
	}
	if (f.n) {
		f.rel = f.variance > 0 ? sqrt(se2) / f.variance : 0;
		f.variance /= f.n;
	}
	return f;
}

size_t attribute_toggled(const struct toggled *c, size_t n, uint32_t all,
			 struct toggled_effect *out)
{
	struct found whole = find(c, n, all);
	size_t m = 0;

	if (!whole.n || !(whole.variance > 0))
		return 0;
	for (enum source s = 0; s < SOURCE_COUNT; s++) {
		uint32_t bit = 1u << s;
		struct found only, rest;
		struct toggled_effect *e = &out[m];
		double r, width;

		if (!(all & bit) || all == bit)
			continue;
		only = find(c, n, bit);
		rest = find(c, n, all & ~bit);
		if (!only.n && !rest.n)
			continue;
		*e = (struct toggled_effect){ s, NAN, NAN, NAN, NAN, NAN, NAN };
		if (only.n) {
			r = only.variance / whole.variance;
			width = exp(1.959964 * hypot(only.rel, whole.rel));
			e->only = r;
			e->only_lo = r / width;
			e->only_hi = r * width;
		}
		if (rest.n) {
			r = rest.variance / whole.variance;
			width = exp(1.959964 * hypot(rest.rel, whole.rel));
			e->rest = 1 - r;
			e->rest_lo = 1 - r * width;
			e->rest_hi = 1 - r / width;
		}
		m++;
	}
	return m;
}
