/*
 * stats_int.h - what struct stats holds; for the stats_*.c files alone.
 *
 *   a run -> scratch row -> diverged? -> lost ring
 *                        -> recent ring, outcome moments and reservoir, curves
 *                        -> per-probe moments, class counts, pairs
 *
 * Pairs:   first STATS_KEEP runs   row_sum[i] = sum over j of d(i, j)
 *          later runs              block[] fills; when full its mean enters blocks
 */
#ifndef STAT_STATS_INT_H
#define STAT_STATS_INT_H

#include "curves_int.h"
#include "loghist_int.h"
#include "moments_int.h"
#include "num/data.h"
#include "num/model.h"
#include "rows_int.h"
#include "spread_int.h"
#include "stat/stats.h"

#define STATS_RECENT 64
#define STATS_LOST 16
#define STATS_JACK 512		/* kept runs that intervals of sd look at */

struct stats {
	/* the problem */
	size_t n_pred, padded, n_probes, outputs;
	size_t classes;		/* 0: regression */
	enum data_kind kind;
	enum loss loss;
	double huber_delta;
	uint32_t *label;	/* [n_probes] or NULL */
	float *target;		/* [n_pred] or NULL */

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
	float *reservoir[STATS_OUTCOMES];	/* [used]; NaN: none in that run */
	size_t used, cap;
	struct curves curves;
	uint32_t draw[4];	/* the random block of runs finite & ~3 ... */

	/* the last jackknife, for the kept runs it was made of */
	struct spread spread;
	size_t spread_rows;
};

/* Class that a prediction row (outputs values) says. */
size_t stats_class(const struct stats *s, const float *row);
/* 95 % interval of a mean with nu degrees of freedom. */
struct estimate stats_mean_interval(double mean, double se, double nu, uint64_t n);
/* The estimate that knows nothing. */
struct estimate stats_nothing(void);
/*
 * Standard error of a U-statistic of degree 2 over n runs, from m of their
 * means a_i (see stats_diff.c), and its degrees of freedom, scaled to n.
 */
struct u_error { double se, nu; };
struct u_error stats_u_error(double n, const double *a, size_t m);
/* 95 % interval of a mean of non-negative numbers, on the log scale. */
struct estimate stats_log_interval(double mean, double se, double nu, uint64_t n);
/* Loss at the probes of the prediction p[n_pred]; NaN without targets. */
double stats_loss_at(const struct stats *s, const double *p);

#endif
