/*
 * moments_int.h - running moments of a scalar, to the fourth (Welford 1962;
 * Pebay 2008, "Formulas for robust, one-pass parallel computation of
 * covariances and arbitrary-order statistical moments", SAND2008-6212).
 */
#ifndef STAT_MOMENTS_INT_H
#define STAT_MOMENTS_INT_H

#include <math.h>
#include <stdint.h>

/* m2, m3, m4: sums of powers of the deviations from the mean. */
struct moments { uint64_t n; double mean, m2, m3, m4; };

static inline void moments_add(struct moments *m, double x)
{
	double n = (double)++m->n, d = x - m->mean, e = d / n, t = d * e * (n - 1);

	m->mean += e;
	m->m4 += e * (e * t * (n * n - 3 * n + 3) + 6 * e * m->m2 - 4 * m->m3);
	m->m3 += e * (t * (n - 2) - 3 * m->m2);
	m->m2 += t;
	if (m->m4 < 0)
		m->m4 = 0;
}

/* Sample variance (n - 1); NaN below two values. */
static inline double moments_var(const struct moments *m)
{
	return m->n > 1 ? m->m2 / (double)(m->n - 1) : NAN;
}

#endif
