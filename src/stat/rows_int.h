/*
 * rows_int.h - copies of whole runs: the kept ones and the rings of recent ones.
 *
 * A row owns one block: the padded prediction, then the curves, the R2 and the scores it has.  A row
 * that is used again keeps its block when that is large enough.
 */
#ifndef STAT_ROWS_INT_H
#define STAT_ROWS_INT_H

#include "stat/stats.h"

struct sample;

struct row {
	struct kept_run k;	/* k.pred, k.train ... point into block */
	float *block;
	size_t cap;		/* floats in block */
};

/* Copy s; n_pred of its predictions, zeros after them up to padded (floats). With
 * padded 0 the copy has no prediction (k.pred is NULL). */
void row_set(struct row *r, const struct sample *s, size_t n_pred, size_t padded);
/* Its figures, the arrays borrowed from s. */
struct kept_run row_figures(const struct sample *s);
void row_copy(struct row *dst, const struct row *src, size_t padded);
void row_release(struct row *r);

#endif
