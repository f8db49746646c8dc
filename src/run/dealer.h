/*
 * dealer.h - which runs are computed next, and in whose company.
 *
 * Runs are dealt in the order of their indices.  Where batch and optimizer
 * are the same for all of them that is the whole story.  Where choices make
 * them differ, upcoming indices are sorted into bins, one for each pair of
 * choices, and dealt bin by bin, so that the runs of a pack agree.
 *
 *     index:  next ----> bins ----> dealt          (and back, if given up)
 *
 * 1. Every run from the start up to `next` is in a bin, or dealt.
 * 2. A bin's runs ascend.
 * 3. The bin with the smallest index is dealt first, so that a bounded window
 *    always moves on.
 *
 * Knows nothing of threads; the pool's lock guards it.
 */
#ifndef RUN_DEALER_H
#define RUN_DEALER_H

#include <stddef.h>
#include <stdint.h>

#include "run/shard.h"

struct condition;

struct dealer {
	const struct condition *cond;	/* borrowed */
	struct shard shard;	/* runs here are counted within it */
	uint64_t next, limit;
	int by_batch, by_optim;	/* which choices make the bins */
	size_t n_bins, cap_bins;
	struct bin { uint64_t *run; size_t first, end, cap; } *bin;
	size_t held;		/* runs in bins */
};

void dealer_init(struct dealer *d);
void dealer_release(struct dealer *d);
/* Runs first .. limit-1 of cond; forgets everything before. */
void dealer_start(struct dealer *d, const struct condition *cond, struct shard shard,
		  uint64_t first, uint64_t limit);
/* Runs below the limit that are not dealt. */
uint64_t dealer_left(const struct dealer *d);
/* The smallest of them; UINT64_MAX when there is none. */
uint64_t dealer_oldest(const struct dealer *d);
/* What is asked of the dealer. */
struct wish {
	uint64_t end;		/* look at no index from there on */
	uint64_t needed;	/* the run that somebody waits for */
	size_t pack;		/* deal multiples of this, if more than one pack */
	size_t enough;		/* look ahead until so many may share a pack */
	size_t most;		/* deal no more */
};

/*
 * Deal runs that may share a pack into out[most], ascending; returns how many.
 * Where `end` keeps it from finding enough, it deals none, unless the oldest
 * is the one that is needed.
 */
size_t dealer_take(struct dealer *d, const struct wish *w, uint64_t *out);
/* Take back runs that were dealt and not computed. */
void dealer_return(struct dealer *d, const uint64_t *run, size_t n);
/* Lower or raise the limit.  Runs dealt beyond it are the caller's affair. */
void dealer_limit(struct dealer *d, uint64_t limit);

size_t dealer_bytes(const struct dealer *d);

#endif
