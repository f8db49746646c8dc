/*
 * interval_int.h - from what is known of an estimate's error to its interval.
 *
 * Losses and spreads of trainings are skewed, and the t interval of a skewed
 * mean misses on one side.  Hall's cubic transformation (1992, "On the removal
 * of skewness by transformation", JRSS B 54) bends the t quantiles by the
 * skewness that was measured; the degrees of freedom are those that the
 * measured standard error has (spread_freedom).  tests/stat/coverage.md says what
 * that achieves, and below how many runs nothing does: a tenth of the runs that
 * ends elsewhere is not among 20 runs in one case of eight, and no arithmetic
 * on these 20 can know of it.
 */
#ifndef STAT_INTERVAL_INT_H
#define STAT_INTERVAL_INT_H

#include <stddef.h>
#include <stdint.h>

#include "moments_int.h"
#include "stat/stats.h"

/* Of an estimate: standard error, its degrees of freedom, skewness of the estimate. */
struct precision { double se, nu, skew; };

/* Of the mean of the terms a[m] of n runs (m = n but for samples of the terms). */
struct precision precision_of_terms(const double *a, size_t m, double n);
/* Of the mean of what the moments were taken of. */
struct precision precision_of_moments(const struct moments *m);
/* Of (1 - w) a + w b, which are independent. */
struct precision precision_sum(struct precision a, struct precision b, double w);
/*
 * The 95 % quantiles of (estimate - truth) / se: the interval of x is
 * x - hi se .. x - lo se.
 */
void interval_quantiles(struct precision p, double *lo, double *hi);
/* 95 % interval of x; lo and hi are NaN where n is below `least`. */
struct estimate interval_of(double x, struct precision p, uint64_t n, uint64_t least);

#endif
