/*
 * held_int.h - runs of which each has drawn its own split.
 *
 * The probes are then all rows, and a run says something of new data only at those that it
 * held out.  So its row gets NaN at all others (held_mark), and nothing is ever made of
 * a prediction of a row that was trained on:
 *
 *   two runs       are compared at the probes that both held out; without such
 *                  they are no pair
 *   a probe        has the moments and counts of the runs that held it out; with fewer
 *                  than two of them it is in no mean over probes
 *
 * Runs are still independent of each other given the table, and a U-statistic's
 * delete-one jackknife is made of the ratios that are left when a run goes.
 */
#ifndef STAT_HELD_INT_H
#define STAT_HELD_INT_H

#include <stddef.h>
#include <stdint.h>

#include "engine/problem.h"
#include "stat/stats.h"

struct row;

struct held {
	struct problem split;	/* what problem_trained_on asks for; its data is referenced */
	uint8_t *trained;	/* [n_probes] scratch */
	uint32_t *seen;		/* [n_probes] runs that held it out */
	uint32_t *partners;	/* [n_kept] kept runs with a probe in common */
	size_t cap_partners;
	uint64_t pairs, block_pairs;	/* of kept runs, and in full blocks */
	uint64_t common;	/* probes in common, over all these pairs */
};

/* Of the runs at the freeze (see stats_pilot.c): variance at a probe, and how many times as
 * much a run weighs there as if all had held it out.  Its sums begin at what all have. */
struct held_pilot { double *square, *times, sd, var; };

void held_begin(struct stats *s, const struct problem *p);
void held_release(struct held *h);
size_t held_bytes(const struct stats *s);
/* Runs that predict probe j: those that held it out, or all. */
uint64_t held_runs(const struct stats *s, size_t j);

/* NaN where the run was trained on the probe. */
void held_mark(struct stats *s, struct row *row);
void held_moments(struct stats *s, const float *pred);
/* kept_pred[n_kept] with those before it; a full block. */
void held_compare(struct stats *s);
void held_block(struct stats *s);

/* Means over probes; NaN where none has two runs. */
double held_mean_sd(const struct stats *s);
double held_mean_var(const struct stats *s);
double held_disagreement(const struct stats *s);
double held_right_wrong(const struct stats *s);
/* The a_i of stats_diff.c, by what is left without run i. */
void held_influence(const struct stats *s, double *out);
void held_churn_influence(const struct stats *s, double *out);
void held_sd_influence(const struct stats *s, double *out);

void held_pilot_freeze(struct stats *s);
void held_pilot_add(struct stats *s, const float *pred);

int held_ensemble(const struct stats *s, size_t m, struct ensemble *out);
/* (ensemble.c) out's losses and gain from those of the groups: of a group's mean, of its runs
 * one by one, of these without a bound on their losses, and of the difference of the first
 * two; of so many runs in all. */
struct moments;
void ensemble_losses(struct ensemble *out, const struct moments *loss, const struct moments *single,
		     const struct moments *whole, const struct moments *gain, uint64_t runs);

#endif
