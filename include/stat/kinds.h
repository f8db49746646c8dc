/*
 * kinds.h - do the runs fall into kinds? One in ten stuck elsewhere, for instance.
 *
 * A mean and an sd describe one heap of runs.  Where there are two, it takes their
 * numbers and medians.  The test looks for a gap in the sorted outcomes (their
 * logarithms where all are positive) that is wide beside the sds of what lies on
 * both sides of it; for many runs half a per cent of them may lie in the gap.
 * Thresholds are calibrated by simulation: one heap of normal, uniform, lognormal,
 * exponential or t (3 df) outcomes is taken for two in less than 1.5 % of cases
 * (tests/stat/test_kinds.c).  It sees kinds that are well apart and no others: that
 * it names none does not say that there is one alone.
 */
#ifndef STAT_KINDS_H
#define STAT_KINDS_H

#include <stddef.h>

#define KINDS_MOST 4
#define KINDS_FEW 30		/* runs below which nothing is said */

struct kinds {
	size_t n;		/* 1: no kinds were found; 0: no runs */
	size_t count[KINDS_MOST];	/* in order of their values, from low to high */
	double median[KINDS_MOST];
};

/* x: n finite values, in any order; they get sorted. */
struct kinds kinds_of(double *x, size_t n);

#endif
