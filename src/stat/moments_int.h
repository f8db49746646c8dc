/*
 * moments_int.h - running mean and variance of a scalar (Welford 1962).
 */
#ifndef STAT_MOMENTS_INT_H
#define STAT_MOMENTS_INT_H

#include <math.h>
#include <stdint.h>

struct moments { uint64_t n; double mean, m2; };

static inline void moments_add(struct moments *m, double x)
{
	double d = x - m->mean;

	m->n++;
	m->mean += d / (double)m->n;
	m->m2 += d * (x - m->mean);
}

/* Sample variance (n - 1); NaN below two values. */
static inline double moments_var(const struct moments *m)
{
	return m->n > 1 ? m->m2 / (double)(m->n - 1) : NAN;
}

#endif
