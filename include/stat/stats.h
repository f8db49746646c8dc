/*
 * stats.h - what is known from the runs of one condition, kept up to date run by run.
 *
 * Fed in run order by one owner, so every figure is a pure function of the
 * runs.  Bounded memory: the first STATS_KEEP finite runs are kept whole
 * (fewer, down to STATS_KEEP_MIN, where comparing all pairs would cost more than a
 * tenth or so of the training; and what fits in STATS_KEEP_BYTES); later ones update
 * counts, moments and a sample of pairs, and enter the reservoirs of outcomes
 * and curves (Vitter 1985; draw i of rng_stream(0, RNG_STAT, 0, 0) decides on
 * finite run i).
 *
 * Prediction difference of two runs: mean over probes and outputs of |p-p'|.
 * All pairs of the kept runs are used.  The runs after them are taken in
 * blocks of STATS_BLOCK and all pairs inside a block are used, STATS_PAIRS
 * for each run: blocks share no run, so their means are independent (an
 * incomplete U-statistic, Blom 1976, Lee 1990).
 *
 * Where each run has drawn its own split (n_test > 0 and the split not known) the probes
 * are all rows, and a run's prediction of a row that it was trained on is in no figure: what
 * is held out follows from levels.split (engine/problem.h).  Two runs are then compared
 * at the probes that both held out, and are no pair where there is none.  sd,
 * variance and churn are worked out at each probe from the runs that held it out (churn: from
 * their pairs) and averaged over the probes that two runs or more held out.
 *
 * A run is diverged when it says so, or when a prediction is not finite or
 * so large that sums of differences overflow
 * (5e37 / n_pred).  Diverged runs are counted and kept apart: in no mean, pair or
 * quantile.  A run without predictions (or with another number of them) still
 * counts for outcomes and curves.
 *
 * Intervals are 95 %, with the skewness and the degrees of freedom that were
 * measured (Hall 1992; Satterthwaite 1946).  Means: from the moments of all runs.
 * Mean difference and churn: the delete-one jackknife of a U-statistic (Hoeffding
 * 1948; Arvesen 1969), for blocks their spread.  sd over runs: jackknife of its
 * logarithm (Miller 1968) up to 512 runs, then the moments of the influence of all.
 * Not thread-safe.
 */
#ifndef STAT_STATS_H
#define STAT_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"
#include "stat/kinds.h"

struct sample;
struct problem;

#define STATS_KEEP 2048
#define STATS_KEEP_MIN 512	/* of a problem whose runs are very cheap */
#define STATS_KEEP_BYTES ((size_t)64 << 20)
#define STATS_PAIRS 4
#define STATS_BLOCK (2 * STATS_PAIRS + 1)
#define STATS_RESERVOIR 4096	/* outcomes kept for quantiles */

enum stats_curve { STATS_TRAIN, STATS_TEST, STATS_ACC, STATS_CURVES };
/* STATS_DATA_LOSS and STATS_DATA_ACCURACY are what runs are judged by: after training,
 * neither penalty, masks nor class weights in them (engine/engine.h); the others are
 * what frameworks show. */
enum stats_outcome {
	STATS_TRAIN_LOSS, STATS_TEST_LOSS, STATS_ACCURACY,
	STATS_DATA_LOSS, STATS_DATA_ACCURACY,
	/* scores of the same rows (engine/scores.h); R2 and MAE are means over the targets,
	 * R2 over those that vary there */
	STATS_BALANCED, STATS_F1, STATS_AUC, STATS_R2, STATS_MAE, STATS_OUTCOMES
};

/* "training loss", "test loss", "accuracy", "loss after training" (the data loss),
 * "accuracy after training", "balanced accuracy", "macro-F1", "AUC", "R2", "mean absolute
 * error". */
const char *stats_outcome_name(enum stats_outcome o);
/* Is more of it better? */
int stats_outcome_rises(enum stats_outcome o);

/* Fewer runs than this give no interval: lo and hi are NaN ("too few runs for an
 * interval").  Below them none holds for outcomes with a long tail: see
 * tests/stat/coverage.md. */
#define STATS_FEW 30		/* means of outcomes */
#define STATS_FEW_SPREAD 40	/* spreads: differences, sds, variances, churn */

struct stats;

/* The unit of losses: engine/problem.h, problem_loss_unit. */
const char *stats_loss_unit(const struct stats *s, int brief);

/* Shapes, the loss and the targets at the probes are copied from p (n_pred,
 * n_probes, probe or NULL for rows 0.., loss, huber_delta, data->outputs, kind,
 * label, y; label and y may be NULL, and count for nothing where it is blind; and, for the cost of a run, the budget,
 * n_train and model.n_params, which may be 0); p is not kept, but its data is referenced
 * where each run holds other rows out. */
struct stats *stats_new(const struct problem *p);
void stats_free(struct stats *s);
void stats_add(struct stats *s, const struct sample *run);

/* A figure with what is known of it.  lo and hi are the 95 % interval, and need not lie
 * evenly about the mean.  n 0: all others are NaN; lo and hi are NaN where there are too
 * few runs for an interval that holds, se where there are too few for that. */
struct estimate { double mean, se, lo, hi; uint64_t n; };

uint64_t stats_runs(const struct stats *s);	/* all, diverged included */
uint64_t stats_diverged(const struct stats *s);
uint64_t stats_pairs(const struct stats *s);
/* Does each run hold other rows out? */
int stats_held_out(const struct stats *s);
/* At how many probes a pair is compared, mean over pairs: n_probes unless stats_held_out. */
double stats_common(const struct stats *s);
/* How many probes sd, variance and churn are averaged over: all, or those that two runs or
 * more held out. */
size_t stats_counted(const struct stats *s);
size_t stats_kept(const struct stats *s);	/* finite runs kept whole */
size_t stats_bytes(const struct stats *s);
size_t stats_epochs(const struct stats *s);	/* longest curve so far */
int stats_has(const struct stats *s, enum stats_outcome o);

/* Mean prediction difference; se is the U-statistic's. n counts the runs with
 * predictions, the last few of which may still wait for their block to be complete. */
struct estimate stats_difference(const struct stats *s);
/* Mean difference of each kept run from the other kept ones, which is its influence on the
 * mean difference but for a factor; into out[stats_kept]. */
void stats_influence(const struct stats *s, double *out);
/* Likewise what each kept run adds to the mean sd, but for a factor and a constant ... */
void stats_sd_influence(const struct stats *s, double *out);
/* ... and to the churn: the share of predictions of the other runs that contradict it (0 for
 * regression). */
void stats_churn_influence(const struct stats *s, double *out);
/* sd over runs of the prediction at a probe, mean over probes and outputs. */
struct estimate stats_sd(const struct stats *s);
/* Its square's sibling: variance over runs, mean over probes and outputs. */
struct estimate stats_variance(const struct stats *s);
/* Mean share of probes whose predicted class differs between two runs, over
 * all pairs of all finite runs (from counts of classes); n 0 for regression. */
struct estimate stats_churn(const struct stats *s);
/* Churn split up (Milani Fard et al. 2016): right in one run and wrong in the
 * other (wins and losses, equally likely between runs of one condition), and
 * both wrong in different ways. Returns 0 without labels or below two runs. */
int stats_churn_parts(const struct stats *s, double *right_wrong, double *neutral);
/* From a run of a to a run of b: share of probes that change class, become
 * right (wins), become wrong (losses), stay wrong otherwise (neutral). 0 when the two
 * have different probes or no labels. */
int stats_churn_between(const struct stats *a, const struct stats *b,
			double *churn, double *wins, double *losses, double *neutral);
/* Mean of an outcome.  Where stats_share_rows was told so, with the corrected resampled
 * variance. */
struct estimate stats_outcome(const struct stats *s, enum stats_outcome o);
/*
 * Every run draws its own split: runs share most of their rows, so their losses are
 * less independent than they look, and the variance of a mean is
 * (1/n + ratio) times that of a run, ratio = test rows over training rows (Nadeau &
 * Bengio 2003, "Inference for the generalization error", Machine Learning 52).
 * 0, as it begins, for a split that is the same in every run.
 */
void stats_share_rows(struct stats *s, double ratio);
double stats_shared_rows(const struct stats *s);
/*
 * Several runs have the same level of a free seed, as on a grid or in a plan that somebody
 * else has chosen: they are not independent, so from now on every figure is of these runs
 * alone, without an interval, and there are no ensembles of them.
 */
void stats_share_levels(struct stats *s);
int stats_shares_levels(const struct stats *s);
double stats_outcome_sd(const struct stats *s, enum stats_outcome o);
/* The same sd with its interval. */
struct estimate stats_outcome_spread(const struct stats *s, enum stats_outcome o);
/*
 * Has it learnt anything?  Of the runs whose data loss and constant answer are known,
 * diverged ones among them (which beat nothing), so many have a lower loss than the
 * constant answer, a higher accuracy (0 where there is none), or either.
 */
struct stats_beat { uint64_t n, loss, accuracy, either; };
struct stats_beat stats_beaten(const struct stats *s);
/* The constant answer's mean loss and accuracy over finite runs: it differs between
 * runs with a free split alone. */
struct estimate stats_constant_loss(const struct stats *s);
struct estimate stats_constant_accuracy(const struct stats *s);
/* A figure over finite runs: its mean and sd with their intervals, and what it was at
 * least and at most.  n 0 and NaN where there is none. */
struct stats_score { struct estimate mean, sd; double lowest, highest; };
struct stats_score stats_score(const struct stats *s, enum stats_outcome o);
/* Of one target; o is STATS_R2 or STATS_MAE. */
struct stats_score stats_target(const struct stats *s, enum stats_outcome o, size_t target);
/* Are the classes uneven (engine/scores.h)?  Then balanced accuracy leads. */
int stats_uneven(const struct stats *s);
/* What is shown where there is room for one accuracy: the balanced one where classes are
 * uneven and it is known, else STATS_DATA_ACCURACY. */
enum stats_outcome stats_lead(const struct stats *s);
/*
 * One column of accuracies over several conditions: begun as STATS_OUTCOMES and folded over
 * all of them it is STATS_BALANCED where that leads in each that has classes, or else
 * STATS_DATA_ACCURACY.  What stands in it for one of them: that, or what is recorded instead;
 * an outcome that does not rise where there is none.
 */
enum stats_outcome stats_column(enum stats_outcome column, const struct stats *s);
enum stats_outcome stats_in_column(enum stats_outcome column, const struct stats *s);
/* Finite runs whose scores are not known: recorded by an earlier version, with probes that do
 * not hold all rows that judge. */
uint64_t stats_unscored(const struct stats *s);
/* The reservoir: values of up to STATS_RESERVOIR finite runs, into out if not
 * NULL; returns how many. In run order until it is full. */
size_t stats_outcome_values(const struct stats *s, enum stats_outcome o, double *out);
/*
 * The first STATS_LINES runs in the order they came, diverged ones among them: for
 * what pairs runs by number or asks how often.  Two runs of one `print` are copies: the
 * same predictions and figures to the last bit.
 */
#define STATS_LINES 4096
struct run_line { uint64_t run, print; double value; int diverged; };	/* value: NaN: none */
size_t stats_lines(const struct stats *s);
struct run_line stats_line(const struct stats *s, size_t i, enum stats_outcome o);
/* How many different runs there are among them: copies of one run are one run. */
size_t stats_distinct(const struct stats *s);
/*
 * What runs are judged by: the data loss after training; where runs were recorded
 * without it the test loss, or else the training loss - say so, for these may contain
 * penalty, masks and class weights.  Of two conditions: what both have.
 */
enum stats_outcome stats_judge(const struct stats *s);
/* The accuracy that leads (stats_lead) where there is one, else as above. */
enum stats_outcome stats_judge_class(const struct stats *s);
enum stats_outcome stats_judge_both(const struct stats *a, const struct stats *b);
/* Do the runs fall into kinds by it? (Of the ledger; diverged ones are a kind of their own
 * and not counted here.) */
struct kinds stats_kinds(const struct stats *s);
/* Quantile q of the pair differences (within .4 % of its value: it comes from
 * a histogram with bins of that ratio). */
double stats_difference_quantile(const struct stats *s, double q);
double stats_outcome_quantile(const struct stats *s, enum stats_outcome o, double q);
/* Histogram of pair differences, signed differences at one probe (which >= 0:
 * index into pred), or an outcome, over [lo, hi) into bins; what is outside
 * is left out.  lo == hi asks for a range that suits, written back.  Signed differences
 * are of kept runs, the later less the earlier, at most some 32,000 pairs. */
void stats_hist_difference(const struct stats *s, double *lo, double *hi,
			   uint32_t *bin, size_t bins);
void stats_hist_signed(const struct stats *s, size_t which, double *lo, double *hi,
		       uint32_t *bin, size_t bins);
void stats_hist_outcome(const struct stats *s, enum stats_outcome o, double *lo,
			double *hi, uint32_t *bin, size_t bins);

/* Quantiles over runs of a curve at epoch e (0-based): q[k] in, out[k] out;
 * returns the number of runs that reached that epoch.  From a reservoir of
 * up to 512 runs; NaN where no run has a value. */
size_t stats_curve_quantiles(const struct stats *s, enum stats_curve c, size_t e,
			     const double *q, float *out, size_t k);
int stats_has_curve(const struct stats *s, enum stats_curve c);

/* A kept run, i < stats_kept; recent ones for the faint lines.  pred is NaN at the probes
 * that the run was trained on, where each holds other rows out; diverged runs have all. */
struct kept_run {
	uint64_t run;
	struct levels levels;
	float train_loss, test_loss, accuracy;
	float data_loss, data_accuracy, constant_loss, constant_accuracy;
	uint32_t epochs, n_r2, n_scores;
	const float *train, *test, *acc, *r2, *scores, *pred;
};
int stats_kept_run(const struct stats *s, size_t i, struct kept_run *out);
/* The outcome o of one run; NaN where it has none. */
double kept_run_outcome(const struct kept_run *k, enum stats_outcome o);
/* The last n finite runs seen (ring of 64), newest first; returns how many. */
size_t stats_recent(const struct stats *s, struct kept_run *out, size_t n);
/* The last n diverged runs (ring of 16), newest first. */
size_t stats_recent_diverged(const struct stats *s, struct kept_run *out, size_t n);

/* Error of each kept run on the even and on the odd probes: share of wrong
 * classes, or mean squared error for regression. Into arrays of stats_kept;
 * returns how many runs, 0 without targets, below two probes, or where each run holds
 * other rows out. */
size_t stats_half_errors(const struct stats *s, double *even, double *odd);

/* sd of the targets at the probes: what the differences of a regression are large or
 * small beside.  NaN without targets, and with several: they may have other units. */
double stats_target_sd(const struct stats *s);

/* Per-probe moments over all finite runs, or those that held it out: arrays of n_pred, NaN
 * where there is no run, or for the sd one. */
const double *stats_pred_mean(const struct stats *s);
void stats_pred_sd(const struct stats *s, double *out);
size_t stats_n_pred(const struct stats *s);
size_t stats_outputs(const struct stats *s);

/* Ensemble of M runs: the sd (over disjoint ensembles of kept runs; for few of
 * them freed of its small-sample bias by c4) of the averaged prediction, mean over
 * probes; what 1/sqrt(M) promises; and the loss of the ensemble's mean prediction
 * against the mean single loss, at the probes (NaN without targets), with the
 * gain single_loss - loss and its interval.  0 when fewer than 4 ensembles.  Where each run
 * holds other rows out, an ensemble's prediction of a row is that of M runs that held
 * it out, so that an ensemble takes M over the share of test rows, and some more.
 * Reads all kept runs several times: milliseconds, so not for every frame. */
struct ensemble {
	size_t m;
	double sd, sd_lo, sd_hi, expect_sd, loss, single_loss;
	double gain, gain_lo, gain_hi;
	size_t groups;		/* disjoint ensembles used */
	/* The losses are made of probabilities that count as 1e-7 at least, which makes
	 * them smaller by more than 1 %: runs that are sure of what is wrong have a far larger
	 * data loss after training. */
	int clipped;
	size_t runs;		/* that each is dealt, where these are more than m; else 0 */
};
int stats_ensemble(const struct stats *s, size_t m, struct ensemble *out);

#endif
