/*
 * design_int.h - shares of variance from whatever levels somebody else has chosen.
 *
 * For a set T of sources let D(T) be half the mean of (f - f')^2 over all pairs of runs
 * that differ in the sources of T and agree in all others.  Its mean is the sum of the
 * variance components of all sets that meet T, and of the rest (what differs between runs
 * of equal levels), so that
 *   V + rest   = D(all)             V_i = D(all) - D(all but i)
 *   V_Ti + rest = D(i)              rest = D(none)
 * On a balanced grid of all combinations these are the estimators of the crossed random-
 * effects analysis of variance (Searle, Casella & McCulloch 1992, chapter 4): both are
 * linear in the same sums of squares and unbiased, and there is only one such.  On a
 * pick-freeze plan they are Jansen's with more pairs.
 *
 * Sums over pairs come from sums over groups of runs that agree in a set of sources, so
 * the cost is runs x predictions x 2^k, never a square.
 */
#ifndef STAT_DESIGN_INT_H
#define STAT_DESIGN_INT_H

#include "stat/attribute.h"

#define DESIGN_SOURCES 8		/* more free ones are not told apart */
#define DESIGN_FLOATS ((size_t)1 << 25)	/* predictions that are kept */
#define DESIGN_FEW 10			/* pairs below which they say nothing */
#define DESIGN_PAIRS 20000		/* of which the mean |p - p'| is taken, for each source */

struct loghist;
struct design;

struct design *design_new(size_t k, const enum source *source, size_t n_pred);
void design_free(struct design *d);
void design_add(struct design *d, const struct sample *run);
size_t design_runs(const struct design *d);	/* without those that failed */
size_t design_failed(const struct design *d);
/* Has every run that figure? */
int design_has(const struct design *d, enum target t);
/* Are there runs of equal levels? */
int design_has_rest(const struct design *d);
/*
 * Like attribute_effects, and interaction, for k sources and the rest where it is known:
 * out has k + 1 places.  NaN where no pair of runs tells; all intervals are NaN.  hist
 * (k of them, or NULL) gets |p - p'| of the pairs that differ in one source alone.
 */
size_t design_effects(struct design *d, enum target t, struct effect *out, double *variance,
		      double *interaction, struct loghist *hist);
/* "a full grid of 5 x 8 levels, 2 runs each", or "12 pairs differ in init alone, ...". */
struct str;
void design_words(struct design *d, struct str *out);

#endif
