/*
 * stats_int.h - what struct stats holds; for the stats_*.c files alone.
 *
 *   a run -> scratch row -> diverged? -> lost ring
 *                        -> recent ring, outcome moments and reservoir, curves
 *                        -> per-probe moments, class counts, pairs
 *
 * Pairs:   first STATS_KEEP runs   row_sum[i] = sum over j of d(i, j)
 *          later runs              block[] fills; when full its mean enters blocks
 * Where the split is free, a run's row is NaN at the probes that it was trained on, and
 * what is done with such rows is in held_*.c.
 */
#ifndef STAT_STATS_INT_H
#define STAT_STATS_INT_H

#include "curves_int.h"
#include "held_int.h"
#include "interval_int.h"
#include "loghist_int.h"
#include "moments_int.h"
#include "data/data.h"
#include "num/model.h"
#include "rows_int.h"
#include "spread_int.h"
#include "stat/stats.h"

#define STATS_RECENT 64
#define STATS_LOST 16
#define STATS_JACK 512		/* runs that are jackknifed one by one, and pilot of the rest */

/* What the first runs have frozen, and all runs about it: see stats_pilot.c. */
struct pilot {
	int on;
	double *centre, *weight;	/* [padded] */
	float *share;			/* (n_probes, classes) of runs that say so */
	struct moments sd, var, churn;
	struct held_pilot held;		/* where each run holds other rows out */
};

/* A run of the ledger: see stats_lines.c. */
struct line {
	uint64_t run, print;
	float value[STATS_OUTCOMES];
	int diverged;
};

/* R2 or MAE of one target of several: see stats_scores.c. */
struct target_tally {
	struct moments all, square;
	double centre, lowest, highest;
	double *first;		/* [STATS_JACK] of the first runs */
	size_t cap;
};

struct stats {
	/* the problem */
	size_t n_pred, padded, n_probes, outputs;
	size_t classes;		/* 0: regression */
	enum data_kind kind;
	enum loss loss;
	double huber_delta;
	const char *unit[2];	/* of losses, in full and brief: problem_loss_unit */
	int mixed;		/* each run holds other rows out: the probes are all rows */
	struct held held;	/* ... and who does which */
	uint32_t *label;	/* [n_probes] or NULL */
	float *target;		/* [n_pred] or NULL */
	float *y_scale;		/* [outputs] residuals times this are in the loss, or NULL: 1 */

	/* counts */
	uint64_t runs, diverged, finite;
	uint64_t n;		/* finite runs with predictions */

	/* whole runs */
	struct row scratch;
	struct row recent[STATS_RECENT];
	size_t recent_size;	/* slots used of it: fewer for huge predictions */
	struct row lost[STATS_LOST];
	struct row *kept;
	size_t n_kept, cap_kept, kept_bytes;
	size_t keep_limit;	/* by work, see stats_new */
	int closed;		/* no more are kept */

	/* pairs */
	const float **kept_pred;	/* [n_kept] */
	double *row_sum;	/* [n_kept] */
	double pair_sum;	/* over pairs of kept runs */
	float *distance;	/* [STATS_KEEP] scratch */
	float *block;		/* (STATS_BLOCK, padded) */
	size_t n_block;		/* runs in the open block */
	struct moments blocks;	/* of the means of the full ones */
	struct loghist hist;

	/* all runs */
	double *mean, *m2;	/* [padded] */
	uint32_t *count;	/* (n_probes, classes) runs that say so */
	struct moments outcome[STATS_OUTCOMES];
	/* from STATS_JACK values on: squared distances from the mean of these */
	struct moments square[STATS_OUTCOMES];
	double centre[STATS_OUTCOMES];
	struct moments constant[2];	/* loss, accuracy */
	double lowest[STATS_OUTCOMES], highest[STATS_OUTCOMES];
	struct target_tally *target_tally;	/* (outputs, R2 and MAE), or NULL: one target or none */
	int uneven;		/* classes */
	uint64_t unscored;	/* finite runs whose scores are not known */
	struct stats_beat beat;
	float *reservoir[STATS_OUTCOMES];	/* [used]; NaN: none in that run */
	size_t used, cap;
	struct curves curves;
	uint32_t draw[4];	/* the random block of runs finite & ~3 ... */

	struct pilot pilot;
	struct line *line;
	size_t n_lines, cap_lines;
	double shared_rows;	/* stats_share_rows */
	int shared_levels;	/* stats_share_levels */

	/* the last jackknife, for the kept runs it was made of */
	struct spread spread;
	size_t spread_rows;
};

/* Class that a prediction row (outputs values) says. */
size_t stats_class(const struct stats *s, const float *row);
/* An estimate of which neither the value nor the interval is known: all NaN. */
struct estimate stats_nothing(void);
/*
 * What is known of a U-statistic of degree 2 over n runs, from what is known of
 * the mean of their a_i (see stats_diff.c).
 */
struct precision stats_u_precision(struct precision a, double n);
/* interval_of for what lies between 0 and most. */
struct estimate stats_within(double x, struct precision p, uint64_t n, double most);
/* The same without an interval where runs share levels. */
struct estimate stats_honest(const struct stats *s, struct estimate e);
/* The reservoir without its holes; caller frees. */
double *stats_values(const struct stats *s, enum stats_outcome o, size_t *n);
/* Of all finite runs: interval of the mean of a figure with these moments; of its sd,
 * from the values x of the first up to STATS_JACK and the squares about their mean. */
struct estimate stats_mean_of(const struct stats *s, const struct moments *m);
struct estimate stats_spread_of(const struct moments *m, const struct moments *square, const double *x);
/* A score among the outcomes; NaN: none. */
float scores_outcome(const struct kept_run *k, enum stats_outcome o);
void targets_begin(struct stats *s, const struct problem *p);
void targets_release(struct stats *s);
void targets_add(struct stats *s, const struct kept_run *k);
size_t targets_bytes(const struct stats *s);
void lines_add(struct stats *s, const struct kept_run *k, int diverged);
/* A run with predictions has been counted (and kept, if it was). */
void pilot_add(struct stats *s, const float *pred);
void pilot_release(struct pilot *p);
size_t pilot_bytes(const struct stats *s);
/* Loss at the probes of the prediction p[n_pred], probabilities counted as `least` at least;
 * NaN without targets. */
#define STATS_CLIP 1e-7
double stats_loss_at(const struct stats *s, const double *p, double least);
/* Loss of the prediction p[outputs] at one probe; the targets are there. */
double stats_probe_loss(const struct stats *s, const double *p, size_t probe, double least);

#endif
