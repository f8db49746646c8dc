/*
 * attribute_int.h - what struct attribute holds.
 *
 * A row of the plan is reduced to its squared differences at once:
 *
 *   per target    ab | t[0..k) | s[0..k)      f(A)-f(B), f(A)-f(A_B^i), f(B)-f(A_B^i)
 *                 | r, with `again`           f(A)-f(A again)
 *   per source    d[0..k + again)             mean |A - A_B^i|, |A - A again|, predictions
 *
 * Rows are summed into groups of `size` rows; when all ATTRIBUTE_GROUPS are
 * full, neighbours merge and size doubles.
 */
#ifndef STAT_ATTRIBUTE_INT_H
#define STAT_ATTRIBUTE_INT_H

#include "design_int.h"
#include "loghist_int.h"
#include "stat/attribute.h"

struct attribute {
	size_t k, n_pred, padded;
	size_t again;		/* 1: a row ends with A once more, which tells the rest */
	enum source source[SOURCE_ALL];
	struct design *design;	/* instead of a plan's rows; NULL: rows */

	/* the row being collected */
	uint64_t row;
	size_t have;		/* columns so far, in order */
	int bad;		/* one diverged */
	float *pred;		/* (k + 2 + again, padded) */
	double scalar[SOURCE_ALL + 3][TARGET_COUNT];

	/* what was collected */
	size_t rows, dropped;
	int lacks[TARGET_COUNT];	/* some run had no such figure */
	size_t width;		/* doubles of a group */
	size_t size;		/* rows in a full group */
	size_t groups;		/* full ones */
	size_t open_rows;	/* rows in the open one, which follows them */
	double *group;		/* (ATTRIBUTE_GROUPS + 1, width) */
	struct loghist *hist;	/* [k + again] of |p - p'| */

	struct probe_sums *probe;	/* (k + again, probes), or NULL: not asked for */
	size_t outputs;
	int classes;

	/* the last bootstrap of each target, and the rows it was made of */
	struct limits {
		size_t rows;
		double lo[2 * SOURCE_ALL + 2], hi[2 * SOURCE_ALL + 2];
	} limits[TARGET_COUNT];
};

/* Sums over rows of what rerolling a source alone does at a probe, and of its square. */
struct probe_sums { double x, xx; };
void attribute_probes_row(struct attribute *a);	/* (attribute_probe.c) the present row's */

/* Offsets into a group. */
static inline size_t attribute_ab(const struct attribute *a, enum target t)
{
	return (size_t)t * (2 * a->k + 1 + a->again);
}
static inline size_t attribute_t(const struct attribute *a, enum target t, size_t i)
{
	return attribute_ab(a, t) + 1 + i;
}
static inline size_t attribute_s(const struct attribute *a, enum target t, size_t i)
{
	return attribute_ab(a, t) + 1 + a->k + i;
}
static inline size_t attribute_r(const struct attribute *a, enum target t)
{
	return attribute_ab(a, t) + 1 + 2 * a->k;
}
static inline size_t attribute_d(const struct attribute *a, size_t i)
{
	return TARGET_COUNT * (2 * a->k + 1 + a->again) + i;
}

#endif
