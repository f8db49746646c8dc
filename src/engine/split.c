/*
 * split.c - which rows train and which test.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "engine/problem.h"
#include "num/rng.h"

/*
 * Which rows are held out: mark[row] = 1.  rank is the order in which rows
 * are taken: the split's permutation, or the rows from last to first when off.
 */
static void mark_test(const struct problem *p, const uint32_t *rank, uint8_t *mark)
{
	const struct dataset *d = p->data;
	size_t classes, left = p->n_test, *count, *quota;

	if (!p->stratify_split) {
		for (size_t i = 0; i < p->n_test; i++)
			mark[rank[i]] = 1;
		return;
	}
	/* largest remainders, first class first on ties, so that quotas add up */
	classes = d->kind == DATA_BINARY ? 2 : d->outputs;
	count = xcalloc(classes, sizeof *count);
	quota = xcalloc(classes, sizeof *quota);
	for (size_t i = 0; i < d->rows; i++)
		count[d->label[i]]++;
	for (size_t c = 0; c < classes; c++) {
		quota[c] = p->n_test * count[c] / d->rows;
		left -= quota[c];
	}
	for (; left; left--) {
		size_t best = classes;
		double rest = -1;

		for (size_t c = 0; c < classes; c++) {
			double r = (double)p->n_test * (double)count[c] / (double)d->rows -
				   (double)quota[c];

			if (quota[c] < count[c] && r > rest) {
				rest = r;
				best = c;
			}
		}
		quota[best]++;
	}
	for (size_t i = 0; i < d->rows; i++) {
		size_t c = d->label[rank[i]];

		if (quota[c]) {
			quota[c]--;
			mark[rank[i]] = 1;
		}
	}
	free(count);
	free(quota);
}

void problem_split(const struct problem *p, const struct levels *l,
		   uint32_t *train, uint32_t *test)
{
	size_t n = p->data->rows;
	uint32_t *rank;
	uint8_t *mark;

	if (!p->n_test) {
		for (size_t i = 0; i < n; i++)
			train[i] = (uint32_t)i;
		return;
	}
	rank = xcalloc(n, sizeof *rank);
	mark = xcalloc(n, 1);
	if (levels_off(l, SOURCE_SPLIT)) {
		for (size_t i = 0; i < n; i++)
			rank[i] = (uint32_t)(n - 1 - i);
	} else {
		struct rng r = rng_stream(l->v[SOURCE_SPLIT], RNG_SPLIT, 0, 0);

		rng_permute(&r, rank, (uint32_t)n);
	}
	mark_test(p, rank, mark);
	for (size_t i = 0; i < n; i++) {
		if (!mark[i])
			*train++ = (uint32_t)i;
		else if (test)
			*test++ = (uint32_t)i;
	}
	free(rank);
	free(mark);
}
