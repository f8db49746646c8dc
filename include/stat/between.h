/*
 * between.h - what lies on the straight line between two runs' weights.
 *
 * At point i of BETWEEN_POINTS the weights are a + (b - a) i / (BETWEEN_POINTS - 1), a's own
 * at the one end and b's own at the other, once with b as it is and once with its hidden
 * units in a's order (stat/align.h).  Figures fill in as points are reckoned, ends first,
 * then the middle of what is open; what is not known yet is NaN.
 *
 * Losses and accuracies are the engine's data loss and accuracy (engine/engine.h).  A
 * barrier is how far the loss rises above the straight line between its own ends, at
 * most (Entezari et al. 2022, "The role of permutation invariance in linear mode
 * connectivity of neural networks", ICLR); never below 0, and of accuracy how far it falls
 * below.
 */
#ifndef STAT_BETWEEN_H
#define STAT_BETWEEN_H

#include <stddef.h>
#include <stdint.h>

#define BETWEEN_POINTS 33	/* 2^k + 1 */

struct between_path {
	double loss[BETWEEN_POINTS], accuracy[BETWEEN_POINTS];
	double apart;		/* |a - b|, Euclidean, over all parameters */
};

struct between {
	uint64_t run[2];	/* their numbers, from 0 */
	int aligned;		/* is there a path[1]? */
	uint64_t moved;		/* hidden units that stand at another place there */
	struct between_path path[2];	/* as they are, and aligned */
	double norm[2];		/* |a|, |b| */
	double predictions;	/* mean |p - p'| at the probes */
	double churn;		/* share of probes with another class; NaN for regression */
};

enum { BETWEEN_PLAIN, BETWEEN_ALIGNED };

/* Nothing known. */
void between_init(struct between *b);
/* The n-th point to be reckoned, n below BETWEEN_POINTS: 0, the last, the middle ... */
size_t between_point(size_t n);
/* The weights of point i, of n parameters; a and b to the bit at the ends, and everywhere
 * where they are the same. */
void between_weights(const float *a, const float *b, size_t n, size_t i, float *out);
/* |a - b|; b NULL: |a|. */
double between_distance(const float *a, const float *b, size_t n);
/* Share of the n probes at which two runs' predictions (n, outputs) say another class, the
 * largest output or beyond .5. */
double between_churn(const float *p, const float *q, size_t n, size_t outputs);

/* Of known points alone, NaN where an end is not known.  *at, where not NULL, is the
 * place from 0 to 1 where it is reached. */
double between_barrier(const struct between_path *p, double *at);
double between_drop(const struct between_path *p, double *at);
/* |a - b| over what it is when a and b have nothing to do with each other, the root of
 * |a|^2 + |b|^2. */
double between_apart(const struct between *b, int path);

#endif
