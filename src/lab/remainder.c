/*
 * remainder.c - the short last mini-batch of an epoch, where it is so short that it
 * matters: below a quarter of a batch its rows weigh more than four times as much
 * as the others in their epoch, and which they are is what `shuffle` draws.
 */
#include "lab/lab_int.h"

/* How many rows are left over by this batch; 0: none, or enough of them. */
static size_t left_over(const struct problem *p, size_t batch)
{
	return batch && problem_is_ragged(p, batch) ? problem_ragged(p, batch, NULL) : 0;
}

/* The batch of e, of its choices where it is free, that has the shortest remainder
 * for its size; 0: none has a short one. */
static size_t shortest(const struct condition *c)
{
	const struct problem *p = &c->problem;
	size_t worst = 0;

	if (c->external)	/* its batches are its own affair */
		return 0;
	if (c->state[SOURCE_BATCH] == STATE_FIXED && left_over(p, c->level[SOURCE_BATCH]))
		return c->level[SOURCE_BATCH];
	for (uint32_t i = 0; c->state[SOURCE_BATCH] == STATE_FREE && i < c->n_batch; i++) {
		size_t b = c->batch[i], r = left_over(p, b);

		if (r && (!worst || b * left_over(p, worst) > worst * r))
			worst = b;
	}
	return worst;
}

size_t lab_remainder_batch(const struct lab_entry *e)
{
	return shortest(e->cond);
}

size_t lab_remainder_rows(const struct lab_entry *e)
{
	return left_over(&e->cond->problem, shortest(e->cond));
}
