/*
 * compare.h - is A better than B? P(A better), with an interval and a rule.
 *
 * P(A better) = P(a beats b) + P(tie) / 2 for one run of each: the Mann-Whitney
 * statistic over n m.  It is what Bouthillier et al. 2021 ("Accounting for
 * variance in machine learning benchmarks", MLSys) recommend to report, with
 * their rule: significant when the interval's lower end is above .5,
 * and meaningful when its upper end is above gamma = .75 too.
 *
 * Intervals, 95 %: unpaired by Brunner & Munzel 2000 on the logit scale with
 * their degrees of freedom; where one side always wins, and their variance is 0,
 * by Newcombe 2006 (method 5), but no nearer to 1 than hazards in a fixed ratio allow
 * (Lehmann 1953), which is the permutation test at a half.  Paired (runs that share
 * levels): Wilson 1927 on the share of pairs won, clear of a half only where Clopper &
 * Pearson's is.  So few runs that do not differ are told apart in 5 % of cases at most:
 * over all orders of 2 to 7 runs, and 2 to 16 pairs.  Mean difference:
 * as the means of stats.h, Welch's or paired.
 * Pure functions; any thread.
 */
#ifndef STAT_COMPARE_H
#define STAT_COMPARE_H

#include <stddef.h>

#include "stat/stats.h"

#define COMPARE_GAMMA .75

enum decision {
	DECISION_UNDECIDED,	/* the interval holds .5 */
	DECISION_A_SLIGHTLY,	/* significant, but P is below gamma for certain */
	DECISION_B_SLIGHTLY,
	DECISION_A,		/* significant and meaningful */
	DECISION_B,
};

struct comparison {
	size_t n_a, n_b;		/* runs compared, or pairs of them */
	size_t lost_a, lost_b;		/* of these diverged: they lose to all that did not */
	size_t same_a, same_b;		/* copies of one of these, left out */
	int paired, itself;		/* itself: both are one condition */
	double shared_rows;		/* test over training rows of a free split; else 0 */
	double p, p_lo, p_hi;		/* P(A better) */
	/* mean of A less mean of B, without what diverged; lo, hi: NaN below STATS_FEW */
	double diff, diff_lo, diff_hi;
	double mean_a, mean_b;
	enum decision decision;
};

/* Independent runs, two at least of each; a run that diverged is INFINITY (or -INFINITY
 * where higher is better). 0, or -1 when there are too few. */
int compare_samples(const double *a, size_t n_a, const double *b, size_t n_b,
		    int lower_is_better, struct comparison *out);
/* a[i] and b[i] share what can be shared. */
int compare_paired(const double *a, const double *b, size_t n,
		   int lower_is_better, struct comparison *out);
/*
 * Two conditions by an outcome, of their ledgers (stats_line).  Pairs runs of
 * the same number when `paired` (conditions of one master seed give equal levels to
 * sources that are free in both).  Copies of one run are one run: they are left out, and
 * counted.  Diverged runs are losses.  Where the split is free, a decision also wants
 * the difference clear of 0 with the corrected resampled variance (stats_share_rows).
 * -1: fewer than two different runs; *out then has the counts, for the sentence.
 */
int compare_stats(const struct stats *a, const struct stats *b,
		  enum stats_outcome o, int paired, struct comparison *out);

/* a of n less b of m as shares, with the interval of level 2 Phi(z) - 1 (Newcombe 1998, method
 * 10, from Wilson's limits of both). n, m > 0. */
void compare_shares(uint64_t a, uint64_t n, uint64_t b, uint64_t m, double z, double *lo, double *hi);

/*
 * What looking `looks` times, stopping at the first significant result, does to
 * an error rate of 5 % (Armitage, McPherson & Rowe 1969): the rate for the next
 * number of looks in their table.
 */
double compare_peeking_rate(unsigned looks);

#endif
