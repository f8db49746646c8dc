/*
 * attribute.h - which source causes how much: Sobol indices by pick-freeze.
 *
 * Saltelli et al. 2010 (design), Jansen 1999 (estimators).  For free sources
 * i = 1..k and rows A, B, A_B^i of PLAN_PICKFREEZE:
 *   V_Ti = (1/2N) sum (f(A) - f(A_B^i))^2
 *   V_i  = V - (1/2N) sum (f(B) - f(A_B^i))^2
 *   V    = (1/2N) sum (f(A) - f(B))^2
 * each summed over the probes and outputs.  Negative estimates stay negative.
 * The pair (A, A_B^i) differs in source i alone: its mean |p - p'| is the
 * "reroll only i" prediction difference.
 */
#ifndef STAT_ATTRIBUTE_H
#define STAT_ATTRIBUTE_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"

struct sample;
struct attribute;

/* What f is. */
enum target { TARGET_PREDICTION, TARGET_TEST_LOSS, TARGET_ACCURACY, TARGET_TRAIN_LOSS, TARGET_COUNT };

struct effect {
	enum source source;
	double first, first_lo, first_hi;	/* V_i / V, 95 % row bootstrap */
	double total, total_lo, total_hi;	/* V_Ti / V */
	double vt, vt_lo, vt_hi;		/* V_Ti per probe, chi-square interval */
	double diff, diff_se;			/* mean |p-p'| when only it is rerolled */
	double fixed_sd;	/* sd left if exactly this source were fixed */
	double only_sd;		/* sd left if all but this one were fixed */
};

struct attribute *attribute_new(const enum source *free, size_t k, size_t n_pred);
void attribute_free(struct attribute *a);
/* Runs of a PLAN_PICKFREEZE condition, in order of their indices. */
void attribute_add(struct attribute *a, const struct sample *run);
size_t attribute_rows(const struct attribute *a);	/* complete rows without divergence */
size_t attribute_dropped(const struct attribute *a);	/* rows with a diverged run */
size_t attribute_sources(const struct attribute *a);
/* Effects for target t: out[k]; *variance gets V (per probe). Returns the rows
 * used; 0: not enough yet. Bootstrap is deterministic. */
size_t attribute_effects(const struct attribute *a, enum target t,
			 struct effect *out, double *variance);
/* Interaction of the sources: 1 - sum of first-order shares, with interval. */
void attribute_interaction(const struct attribute *a, enum target t,
			   double *share, double *lo, double *hi);
/* Histogram of |p-p'| under "reroll only free source i". */
void attribute_hist(const struct attribute *a, size_t i, double lo, double hi,
		    uint32_t *bin, size_t bins);

#endif
