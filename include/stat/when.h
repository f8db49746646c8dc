/*
 * when.h - at which epoch chance enters: parents, and children that go another way from
 * epoch k on.
 *
 * From the runs of a PLAN_WHEN condition (run/condition.h).  The children of a parent have
 * its levels, but for one source, which is the parent's in the epochs below k and each
 * child's own from then on.  Per k the one-way random effects analysis of variance over the
 * parents, at each probe and output, mean over these:
 *   within    the variance among the children of a parent: what the source makes after k
 *   between   the variance of parents that have infinitely many: what all other sources
 *             make, and this one before k; unbiased, so it may be negative
 * At k = 0 within is the variance that the source makes alone, and from the last epoch on
 * it is 0.  A parent of which a run diverged is left out at all k.
 *
 * Parents are independent and the same at all k: intervals are over parents, 95 %, from
 * WHEN_FEW of them on.
 */
#ifndef STAT_WHEN_H
#define STAT_WHEN_H

#include <stddef.h>
#include <stdint.h>

#include "run/condition.h"
#include "stat/stats.h"

struct sample;
struct when;

#define WHEN_FEW 25

enum when_target { WHEN_PREDICTION, WHEN_LOSS, WHEN_TARGETS };	/* the data loss after training */

struct when *when_new(const struct when_plan *p, size_t n_pred);
void when_free(struct when *w);
/* Runs in the order of their indices; a parent with a gap is left out. */
void when_add(struct when *w, const struct sample *run);
const struct when_plan *when_plan(const struct when *w);
size_t when_parents(const struct when *w);	/* complete, without a diverged run */
size_t when_dropped(const struct when *w);	/* with one */

struct when_point {
	uint32_t k;
	double within, between;		/* variances; between NaN below two parents */
	struct estimate sd;		/* root of within */
	struct estimate share;		/* sd over that at k = 0, which is the plan's first; else NaN */
};
/* Point i of the plan: 1, or 0 while there is no parent or no such figure. */
int when_point(const struct when *w, size_t i, enum when_target t, struct when_point *out);

#endif
