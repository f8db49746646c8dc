/*
 * problem_int.h - what problem.c and constant.c share; private to src/engine.
 */
#ifndef NUM_PROBLEM_INT_H
#define NUM_PROBLEM_INT_H

#include "engine/problem.h"

/* Choose the rows that judge runs, and work out the constant answer where it is the
 * same for all of them.  Everything else of p is in place. */
void problem_set_judges(struct problem *p, int split_known, const struct levels *split);

/* scale.c: which inputs are standardised. */
void problem_set_scaled(struct problem *p);
/* The scaling of the known split (or without a test set: train is NULL), and y_scale. */
void problem_set_scaling(struct problem *p, int known, const uint32_t *train);

#endif
