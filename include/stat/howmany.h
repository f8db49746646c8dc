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

/* 95 % t interval of a mean no wider than +-half, for runs with this sd. */
size_t howmany_mean(double sd, double half);
/* An sd within a share r of the truth with probability .95 (Greenwood &
 * Sandomire 1950), normal runs; r in (0, 1). */
size_t howmany_sd(double r);
/* Two means that differ by `d` sds: two-sided t test at 5 % with this power
 * (normal approximation with Guenther's 1981 correction). */
size_t howmany_means(double d, double power);
/* Paired: d is the mean difference over the sd of the differences. */
size_t howmany_paired(double d, double power);
/* P(A better) = p against .5, one-sided 5 % with this power (Noether 1987 as
 * used by Bouthillier et al. 2021: 29 for p = .75 and power .95). */
size_t howmany_better(double p, double power);
/* An interval that now has half-width `half` from n runs shrinks as 1/sqrt(n):
 * runs in all until it is `want`; at least n. For the mean difference and any other
 * figure of stats.h. */
uint64_t howmany_shrink(uint64_t n, double half, double want);

#endif
