/*
 * attribute.h - which source causes how much: Sobol indices by pick-freeze.
 *
 * Saltelli et al. 2010 (design, Comput. Phys. Commun. 181), Jansen 1999
 * (estimators, Comput. Phys. Commun. 117).  For free sources i = 1..k and
 * rows A, B, A_B^i of PLAN_PICKFREEZE:
 *   V_Ti = (1/2N) sum (f(A) - f(A_B^i))^2
 *   V_i  = V - (1/2N) sum (f(B) - f(A_B^i))^2
 *   V    = (1/2N) sum (f(A) - f(B))^2
 * each summed over the probes and outputs.  Negative estimates stay negative;
 * attribute_read makes of them what people read.  Fixing source i takes away V_i, its
 * first-order share, on average over its levels; V_Ti is what is left when all the
 * others are fixed, the variance of rerolling only i.
 * The pair (A, A_B^i) differs in source i alone: its mean |p - p'| is the
 * "reroll only i" prediction difference.
 *
 * Runs are deterministic functions of the levels, so V_i are the crossed
 * random-effects components of the sources' main effects and V_Ti adds every
 * interaction with i.  Batch and optimizer are declared discrete factors:
 * their levels are drawn uniformly from the declared choices, the formulas are the same, and
 * the shares speak of those choices and no others.
 *
 * Intervals are 95 %.  V_Ti: as a mean over rows, with the skewness that was measured
 * (Hall 1992).  Ratios: bootstrap over rows (Archer, Saltelli & Sobol 1997), percentiles
 * expanded for small N (Hesterberg 2015), 599 replicates, deterministic.  Beyond
 * ATTRIBUTE_GROUPS rows neighbours are merged into groups that are resampled
 * whole, so memory and time stay bounded.
 */
#ifndef STAT_ATTRIBUTE_H
#define STAT_ATTRIBUTE_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"
#include "stat/stats.h"

struct sample;
struct attribute;

#define ATTRIBUTE_GROUPS 512
#define ATTRIBUTE_LOST .05
#define ATTRIBUTE_FEW 20	/* rows below which there is no interval: lo and hi are NaN */

/* What f is. TARGET_DATA_LOSS and TARGET_DATA_ACCURACY are what runs are judged by: after
 * training, without penalty, masks and class weights; the others are as frameworks show
 * them. */
enum target {
	TARGET_PREDICTION, TARGET_DATA_LOSS, TARGET_DATA_ACCURACY,
	TARGET_TEST_LOSS, TARGET_ACCURACY, TARGET_TRAIN_LOSS,
	TARGET_BALANCED, TARGET_F1, TARGET_AUC, TARGET_R2, TARGET_MAE, TARGET_COUNT
};
/* "prediction", or what stats_outcome_name says. */
const char *target_name(enum target t);
/* What it is among outcomes; STATS_OUTCOMES: a prediction, which is none. */
enum stats_outcome target_outcome(enum target t);

struct effect {
	enum source source;
	double first, first_lo, first_hi;	/* V_i / V, 95 % row bootstrap */
	double total, total_lo, total_hi;	/* V_Ti / V */
	double vt, vt_lo, vt_hi;		/* V_Ti per probe */
	double diff, diff_se;			/* mean |p-p'| when only it is rerolled */
	double fixed_sd;	/* sd left if exactly this source were fixed */
	double only_sd;		/* sd left if all but this one were fixed */
};

struct attribute *attribute_new(const enum source *free, size_t k, size_t n_pred);
/*
 * Said before runs are added where equal levels need not give equal runs: each row has A once
 * more at its end.  R = (1/2N) sum (f(A) - f(A again))^2 is the rest, one more source,
 * SOURCE_REST, behind the k.  It is in V, in every V_Ti as it is measured and in what is
 * taken from V, so that V_i has none of it, and V_Ti here is that above less R.
 */
void attribute_repeat(struct attribute *a);
/*
 * From runs whose levels were chosen by somebody else, in any order and of any design:
 * pairs that differ in one source alone say V_Ti, pairs that differ in all sources V, and
 * pairs that differ in all but one what is left without it.  On a full grid these are the
 * components of the crossed analysis of variance.  Runs of equal levels say the rest,
 * which is then one more source, SOURCE_REST, behind the k; V includes it, V_Ti and
 * first-order shares do not.  No interval is given: levels are shared by many runs.
 * What fewer than 10 pairs would say is NaN; a single
 * source has effects only where the rest is known.  Up to 8 free sources.
 */
struct attribute *attribute_design_new(const enum source *free, size_t k, size_t n_pred);
int attribute_is_design(const struct attribute *a);
/* Are there effects of some target?  A plan has them in its time, a design may have none. */
int attribute_tells(const struct attribute *a);
/* "a full grid of 5 x 8 levels, 2 runs in each" */
struct str;
void attribute_design_words(const struct attribute *a, struct str *out);
void attribute_free(struct attribute *a);
/* Runs of a PLAN_PICKFREEZE condition, in order of their indices. A row with a gap
 * is left out. */
void attribute_add(struct attribute *a, const struct sample *run);
size_t attribute_rows(const struct attribute *a);	/* complete rows without divergence */
size_t attribute_dropped(const struct attribute *a);	/* rows with a diverged run */
/* More than ATTRIBUTE_LOST of the rows were dropped: the shares speak only of trainings
 * that do not diverge, and whoever shows them says so. */
int attribute_partial(const struct attribute *a);
/* Said before runs are added where the split is free: the probes are then all rows, and the runs
 * of a row of the plan were trained on different ones of them.  So TARGET_PREDICTION has no
 * effects, and diff and diff_se of the other targets are NaN. */
void attribute_hold_out(struct attribute *a);
/* Is there an attribution of predictions? */
int attribute_predicts(const struct attribute *a);
/* The loss to judge by: data loss after training; where some run was recorded without it
 * the test loss, or else the training loss - say so. */
enum target attribute_judge(const struct attribute *a);
size_t attribute_sources(const struct attribute *a);
enum source attribute_source(const struct attribute *a, size_t i);
/* Effects for target t: out[attribute_sources]; *variance gets V (per probe). Returns the rows
 * used; 0: not enough yet (fewer than two), or no such target here. Where nothing
 * varies at all (V = 0) the shares are NaN. Bootstrap is deterministic. */
size_t attribute_effects(const struct attribute *a, enum target t,
			 struct effect *out, double *variance);
/* As people read it: shares and their ends within 0 and 1, and alone no more than in
 * all: where they cross by chance, both are the one with the narrower interval.  The
 * other figures are as they are. */
struct effect attribute_read(const struct effect *e);
/* Its mean difference of two runs that were rerolled in it alone, over so many rows, with
 * its interval. */
struct estimate attribute_rerolled(const struct effect *e, size_t rows);
/*
 * At single probes, where attribute_probes was called before runs were added: what it does
 * there to reroll one source alone.  classes: the class follows from `outputs` predictions.
 */
void attribute_probes(struct attribute *a, size_t outputs, int classes);
struct probe_effect {
	enum source source;
	/* Share of rows in which it changes the class; or, for regression, half the mean squared
	 * change, mean over outputs: V_Ti there.  se as of independent rows. */
	double effect, se;
	int leads;	/* none of the others has more of it for certain */
};
/* out[attribute_sources]; returns the rows used, 0 where it is not known (a design, a free
 * split, no rows). `leads` is all 0 where no source does anything there. */
size_t attribute_at_probe(const struct attribute *a, size_t probe, struct probe_effect *out);
/* Interaction of the sources: 1 - sum of first-order shares, with interval; NaN
 * while attribute_effects has nothing. */
void attribute_interaction(const struct attribute *a, enum target t,
			   double *share, double *lo, double *hi);
/* Histogram of |p-p'| under "reroll only free source i". */
void attribute_hist(const struct attribute *a, size_t i, double lo, double hi,
		    uint32_t *bin, size_t bins);
/* A range for it that suits all sources together, so that bars compare. */
void attribute_hist_range(const struct attribute *a, double *lo, double *hi);

/*
 * What conditions that exist already say, without a plan: with the variance
 * when only i was free over the variance when all were, and with all but i free.
 * Both are at the levels at which the others happened to be fixed, so they estimate
 * V_Ti / V and V_i / V without averaging over those levels: say so when shown.
 */
struct toggled {
	uint32_t free;		/* bit 1 << source */
	double variance;	/* stats_variance().mean ... */
	double se;		/* ... and .se; both as they are */
};
struct toggled_effect {
	enum source source;
	double only, only_lo, only_hi;	/* var(only i free) / var(all); NaN: no such condition */
	double rest, rest_lo, rest_hi;	/* 1 - var(all but i free) / var(all) */
};
/* c[n] in any order; conditions with the same mask are averaged. `all` is the mask
 * to explain.  Returns how many sources of it have at least one of the two
 * figures; out has room for SOURCE_COUNT. 0 too when `all` itself is not there. */
size_t attribute_toggled(const struct toggled *c, size_t n, uint32_t all,
			 struct toggled_effect *out);

#endif
