/*
 * contrast.h - the predictions of two conditions, side by side.
 *
 * Two questions that are easily mixed up:
 *   how much do runs differ within each    -> contrast_spread, a ratio
 *   how far apart is the same run in both  -> contrast_apart, a distance
 * A setting may move every prediction (apart) and leave chance as it was
 * (spread), and the other way round.
 *
 * Intervals, 95 %.  The ratio of mean differences: the delta method on its logarithm;
 * where the two conditions share levels, and so rise and fall together, their
 * correlation over runs of the same number is in it.  The distance: as the means of
 * stats.h, over runs of the same number, which are
 * independent of each other.  Pure functions; any thread.
 */
#ifndef STAT_CONTRAST_H
#define STAT_CONTRAST_H

#include "stat/stats.h"

struct contrast {
	struct estimate a, b;	/* mean prediction difference within each */
	double ratio, lo, hi;	/* a over b; NaN where either is 0 or unknown */
};

/* 0, or -1 where one of them has fewer than two runs to compare; lo and hi are NaN where one
 * has too few for an interval. */
int contrast_spread(const struct stats *a, const struct stats *b, struct contrast *out);
/*
 * Mean over kept runs of the same number of the mean over probes and outputs
 * of |p - p'|.  The caller knows that both predict the same rows, and shared
 * levels for the same number.  n 0 without such runs, or where the numbers of
 * predictions differ.
 */
struct estimate contrast_apart(const struct stats *a, const struct stats *b);
/*
 * What b has more than a of the sd of a prediction, or of churn.  `paired`: runs of the same
 * number share levels, as do those of two conditions of one master seed whatever is free in
 * both; then the interval is that of pairs.  n, of the smaller, is 0 where one has no
 * such figure.
 */
struct estimate contrast_sd(const struct stats *a, const struct stats *b, int paired);
struct estimate contrast_churn(const struct stats *a, const struct stats *b, int paired);

#endif
