/*
 * anova.h - analysis of variance: one way, and balanced crossed random effects.
 *
 * Formulas: Searle, Casella & McCulloch, Variance Components (1992), chapters
 * 3 and 4.  Sums of squares are taken about means of data shifted by its
 * first value, so that large offsets do not eat the digits (NIST StRD).
 * Pure functions; any thread.
 */
#ifndef STAT_ANOVA_H
#define STAT_ANOVA_H

#include <stddef.h>

struct oneway {
	size_t groups, n;
	double df_between, ss_between, ms_between;
	double df_within, ss_within, ms_within;
	double f, p;		/* upper tail of F */
	double r2, sd;		/* residual sd */
	/* random effects: (MS_b - MS_w) / n0; negative stays negative */
	double component;
	/* share of the groups in the variance (intraclass correlation), with
	 * the exact 95 % interval of the balanced case; NaN when unbalanced */
	double share, share_lo, share_hi;
};

/* x holds the groups one after the other, size[g] values each. Returns 0, or -1
 * when there are fewer than two groups or no degrees of freedom within. */
int anova_oneway(const double *x, const size_t *size, size_t groups, struct oneway *out);

#define ANOVA_FACTORS 4

/* A set of crossed factors (bit per factor; 0: the replicates). */
struct component {
	unsigned set;
	double df, ss, ms;
	double variance;	/* component of variance; negative stays negative */
	double se;		/* sqrt(sum 2 MS^2 / df) / coefficient */
};

/*
 * Balanced crossed random effects with all interactions: x[a][b]...[r],
 * factor 0 slowest, `reps` values per cell.  out[1 << factors], indexed by
 * set; out[0] is the error, and with one value per cell (deterministic runs)
 * its df and variance are 0 and the highest interaction is what is left over.
 * Expected mean squares are inverted: component of S = sum over T containing S of
 * (-1)^|T - S| MS_T / (reps * levels outside S).
 * Returns 0, or -1 for fewer than two levels of a factor, or too many factors.
 */
int anova_crossed(const double *x, const size_t *levels, size_t factors,
		  size_t reps, struct component *out);

#endif
