/*
 * lucky.h - lucky seeds: what the best of N runs is worth.
 *
 * Pure functions; arrays are borrowed.
 */
#ifndef STAT_LUCKY_H
#define STAT_LUCKY_H

#include <stddef.h>

#include "stat/stats.h"


/*
 * Expected best of `draws` runs drawn from the n >= draws that were made: the
 * unbiased estimator of Tang et al. 2020 ("Showing your work doesn't always
 * work") of what Dodge et al. 2019 ("Show your work") report; se by the bootstrap over
 * runs (1,000 resamples; replicate r takes draws 0 .. n-1 of
 * rng_stream(0, RNG_STAT, 2, r), so the same runs give the same interval), the 95 %
 * interval from it and the resamples' skewness.  It knows nothing of values better than
 * the best that was seen, so lo and hi are NaN below LUCKY_FEW * draws runs (one
 * draw: STATS_FEW).  All NaN where draws is 0 or above n; se NaN where draws is n.
 */
#define LUCKY_FEW 20
struct best { double expected, se, lo, hi; };
struct best lucky_best(const double *x, size_t n, size_t draws, int lower_is_better);

/*
 * Does a lucky seed stay lucky on other data?  Correlation over runs of the
 * error on two halves of the probes (stats_half_errors), with its interval by
 * Fisher's z.  NaN below four runs or where one half does not vary.
 */
struct lucky_halves { size_t n; double r, lo, hi; };
struct lucky_halves lucky_halves(const double *even, const double *odd, size_t n);

/*
 * Spread of accuracy over runs beside sqrt(err (1 - err) / n) of n test rows:
 * what runs would show that were each a fresh draw of coin flips (Bouthillier et
 * al. 2021, figure 2; Jordan 2023 finds runs of one test set well below it).
 * ratio: observed over predicted, with the interval of the observed sd.
 */
struct lucky_binomial { double observed, lo, hi, predicted, ratio, ratio_lo, ratio_hi; };
struct estimate;
struct lucky_binomial lucky_binomial(double mean_accuracy, const struct estimate *sd,
				     size_t rows);

#endif
