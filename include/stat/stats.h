/*
 * stats.h - what is known from the runs of one condition, kept up to date run by run.
 *
 * Fed in run order by one owner, so every figure is a pure function of the
 * runs.  Bounded memory: the first STATS_KEEP runs are kept whole (fewer when
 * one is large, see stats_new); later ones update counts, moments and
 * a documented sample of pairs, and replace kept ones by reservoir sampling only in the curve
 * and outcome reservoirs.
 *
 * Prediction difference of two runs: mean over probes and outputs of |p-p'|.
 * All pairs of the kept runs are used; beyond them each new run is paired
 * with STATS_PAIRS kept runs chosen by rng_stream(RNG_STAT).
 * Diverged runs are counted and kept apart: in no mean, pair or quantile.
 * Not thread-safe.
 */
#ifndef STAT_STATS_H
#define STAT_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"

struct sample;
struct problem;

#define STATS_KEEP 2048
#define STATS_PAIRS 4

enum stats_curve { STATS_TRAIN, STATS_TEST, STATS_ACC, STATS_CURVES };
enum stats_outcome { STATS_TRAIN_LOSS, STATS_TEST_LOSS, STATS_ACCURACY, STATS_OUTCOMES };

struct stats;

/* Shapes and probe labels are copied from p; p is not kept. */
struct stats *stats_new(const struct problem *p);
void stats_free(struct stats *s);
void stats_add(struct stats *s, const struct sample *run);

/* A mean with what is known of it. n 0: all others are NaN. */
struct estimate { double mean, se, lo, hi; uint64_t n; };	/* lo, hi: 95 % */

uint64_t stats_runs(const struct stats *s);	/* all, diverged included */
uint64_t stats_diverged(const struct stats *s);
uint64_t stats_pairs(const struct stats *s);
size_t stats_kept(const struct stats *s);	/* finite runs kept whole */
size_t stats_bytes(const struct stats *s);
size_t stats_epochs(const struct stats *s);	/* longest curve so far */
int stats_has(const struct stats *s, enum stats_outcome o);

/* Mean prediction difference; se is the U-statistic's (delete-one jackknife). */
struct estimate stats_difference(const struct stats *s);
/* sd over runs of the prediction at a probe, mean over probes and outputs. */
struct estimate stats_sd(const struct stats *s);
/* Mean share of probes whose predicted class differs; n 0 for regression. */
struct estimate stats_churn(const struct stats *s);
struct estimate stats_outcome(const struct stats *s, enum stats_outcome o);
double stats_outcome_sd(const struct stats *s, enum stats_outcome o);
/* Quantile q of the pair differences (from the histogram's exact reservoir). */
double stats_difference_quantile(const struct stats *s, double q);
double stats_outcome_quantile(const struct stats *s, enum stats_outcome o, double q);
/* Histogram of pair differences, signed differences at one probe (which >= 0:
 * index into pred), or an outcome, over [lo, hi) into bins; *outside counts the
 * rest.  lo == hi asks for a range that suits, written back. */
void stats_hist_difference(const struct stats *s, double *lo, double *hi,
			   uint32_t *bin, size_t bins);
void stats_hist_signed(const struct stats *s, size_t which, double *lo, double *hi,
		       uint32_t *bin, size_t bins);
void stats_hist_outcome(const struct stats *s, enum stats_outcome o, double *lo,
			double *hi, uint32_t *bin, size_t bins);

/* Quantiles over runs of a curve at epoch e (0-based): q[k] in, out[k] out;
 * returns the number of runs that reached that epoch. */
size_t stats_curve_quantiles(const struct stats *s, enum stats_curve c, size_t e,
			     const double *q, float *out, size_t k);
int stats_has_curve(const struct stats *s, enum stats_curve c);

/* A kept run, i < stats_kept; recent ones for the faint lines. */
struct kept_run {
	uint64_t run;
	struct levels levels;
	float train_loss, test_loss, accuracy;
	uint32_t epochs;
	const float *train, *test, *acc, *pred;
};
int stats_kept_run(const struct stats *s, size_t i, struct kept_run *out);
/* The last n finite runs seen (ring of 64), newest first; returns how many. */
size_t stats_recent(const struct stats *s, struct kept_run *out, size_t n);
/* The last n diverged runs (ring of 16), newest first. */
size_t stats_recent_diverged(const struct stats *s, struct kept_run *out, size_t n);

/* Per-probe moments over all finite runs: arrays of n_pred. */
const double *stats_pred_mean(const struct stats *s);
void stats_pred_sd(const struct stats *s, double *out);
size_t stats_n_pred(const struct stats *s);
size_t stats_outputs(const struct stats *s);

/* Ensemble of M runs: the sd (over disjoint ensembles of kept runs) of the
 * averaged prediction, mean over probes, and the loss of the ensemble's mean
 * prediction against the mean single loss, at the probes.  0 when too few runs. */
struct ensemble { size_t m; double sd, sd_lo, sd_hi, expect_sd, loss, single_loss; };
int stats_ensemble(const struct stats *s, size_t m, struct ensemble *out);

#endif
