/*
 * howmany.h - how many runs for a wanted precision.
 *
 * All answers are numbers of runs (of each side, for comparisons), the smallest
 * that do; SIZE_MAX where none does.  Pure functions.
 */
#ifndef STAT_HOWMANY_H
#define STAT_HOWMANY_H

#include <stddef.h>
#include <stdint.h>

#include "stat/stats.h"

/* 95 % t interval of a mean no wider than +-half, for runs with this sd. */
size_t howmany_mean(double sd, double half);
/* The same where runs share rows (stats_share_rows): SIZE_MAX where no number does. */
size_t howmany_mean_shared(double sd, double half, double ratio);
/* The half-width that it then comes near to and never reaches; 0 where nothing is shared. */
double howmany_shared_limit(double sd, double ratio);
/*
 * Runs for a 95 % interval that reaches no farther than a share r of the figure, judging
 * by the interval that the runs at hand give, so by their own tails: what suits normal
 * runs (769 for an sd within .05) is less than half of what skewed ones need.  It may be
 * fewer than there are.  0: these runs are too few to tell; UINT64_MAX: none does.
 */
uint64_t howmany_within(const struct estimate *e, double r);
/* Two means that differ by `d` sds: two-sided t test at 5 % with this power
 * (normal approximation with Guenther's 1981 correction). */
size_t howmany_means(double d, double power);
/* Paired: d is the mean difference over the sd of the differences. */
size_t howmany_paired(double d, double power);
/* P(A better) = p, 0 < p < 1: runs of each for the interval of compare_samples to be clear of
 * 1/2 with this power (normal outcomes that differ by a shift; 37 for .75 and .95). */
size_t howmany_better(double p, double power);
/* Pairs for that of compare_paired; exact, for any outcomes (48 for .75 and .95). */
size_t howmany_better_paired(double p, double power);
/* An interval that now has half-width `half` from n runs shrinks as 1/sqrt(n):
 * runs in all until it is `want`, fewer than n where it is narrower already. For the mean
 * difference and any other figure of stats.h. */
uint64_t howmany_shrink(uint64_t n, double half, double want);

#endif
