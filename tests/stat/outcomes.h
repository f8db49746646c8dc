/*
 * outcomes.h - distributions with known figures, light and heavy in the tail, that
 * outcomes of runs may have: what the coverage of intervals is measured on.
 */
#ifndef TESTS_STAT_OUTCOMES_H
#define TESTS_STAT_OUTCOMES_H

#include <gsl/gsl_cdf.h>

#include "make.h"
#include "stat/dist.h"

enum outcomes { UNIFORM, NORMAL, LOGNORMAL, STUDENT3, STUCK, SHAPES };

#define STUCK_SHARE .1	/* of the runs end STUCK_AT sds higher */
#define STUCK_AT 10

static const char *const shape_name[SHAPES] = {
	"uniform", "normal", "lognormal", "t, 3 df", "1 in 10 stuck",
};

static inline double shape_draw(enum outcomes s, struct draws *z)
{
	switch (s) {
	case UNIFORM:
		return draw_unit(z);
	case LOGNORMAL:
		return exp(draw_normal(z));
	case STUDENT3: {
		double n = draw_normal(z), a = draw_normal(z), b = draw_normal(z), c = draw_normal(z);

		return n / sqrt((a * a + b * b + c * c) / 3);
	}
	case STUCK:
		return draw_normal(z) + (draw_unit(z) < STUCK_SHARE ? STUCK_AT : 0);
	default:
		return draw_normal(z);
	}
}

static inline double shape_cdf(enum outcomes s, double x)
{
	switch (s) {
	case UNIFORM:
		return x < 0 ? 0 : x > 1 ? 1 : x;
	case LOGNORMAL:
		return x > 0 ? dist_normal_cdf(log(x)) : 0;
	case STUDENT3:
		return gsl_cdf_tdist_P(x, 3);
	case STUCK:
		return (1 - STUCK_SHARE) * dist_normal_cdf(x) +
		       STUCK_SHARE * dist_normal_cdf(x - STUCK_AT);
	default:
		return dist_normal_cdf(x);
	}
}

static inline double shape_mean(enum outcomes s)
{
	static const double mean[SHAPES] = { .5, 0, 1.6487212707, 0, STUCK_SHARE * STUCK_AT };

	return mean[s];
}

static inline double shape_sd(enum outcomes s)
{
	const double e = exp(1);
	const double var[SHAPES] = {
		1. / 12, 1, (e - 1) * e, 3,
		1 + STUCK_SHARE * (1 - STUCK_SHARE) * STUCK_AT * STUCK_AT,
	};

	return sqrt(var[s]);
}

/* The integral over x of g(F(x)), g(0) = g(1) = 0: x = sinh(sinh u) reaches the tails. */
static inline double shape_integral(enum outcomes s, double (*g)(double f, double k), double k)
{
	const int steps = 20000;
	const double far = 3.2, h = 2 * far / steps;
	double sum = 0;

	for (int i = 0; i < steps; i++) {
		double u = -far + (i + .5) * h, x = sinh(sinh(u));

		sum += g(shape_cdf(s, x), k) * cosh(sinh(u)) * cosh(u) * h;
	}
	return sum;
}

static inline double shape_pairs(double f, double k) { (void)k; return 2 * f * (1 - f); }
/* E|x - x'| (Gini 1912) */
static inline double shape_difference(enum outcomes s)
{
	return shape_integral(s, shape_pairs, 0);
}

static inline double shape_above(double f, double k) { return f - pow(f, k); }
static inline double shape_below(double f, double k) { return 1 - f - pow(1 - f, k); }
/* Expected largest, or smallest, of k draws. */
static inline double shape_best(enum outcomes s, int k, int smallest)
{
	return smallest ? shape_mean(s) - shape_integral(s, shape_below, k)
			: shape_mean(s) + shape_integral(s, shape_above, k);
}

static inline double shape_quantile(enum outcomes s, double q)
{
	double lo = -1e4, hi = 1e4;

	for (int i = 0; i < 200; i++) {
		double mid = (lo + hi) / 2;

		if (shape_cdf(s, mid) < q)
			lo = mid;
		else
			hi = mid;
	}
	return hi;
}

#endif
