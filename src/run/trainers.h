/*
 * trainers.h - one worker's trainers, kept from pack to pack.
 *
 * A trainer serves one batch size and one optimizer; where choices make them
 * vary, the least recently used ones go when they would take too much memory.
 * Belongs to the worker's thread.
 */
#ifndef RUN_TRAINERS_H
#define RUN_TRAINERS_H

#include <stddef.h>
#include <stdint.h>

#include "run/condition.h"

struct err;

struct slot {
	struct trainer *trainer;
	size_t batch;
	enum optim_kind optim;
	size_t lanes, bytes;
	uint64_t used;		/* when last wanted */
	uint64_t updates;	/* to do in one call: see slot_timed */
};

struct trainers {
	struct slot *slot;
	size_t n, cap;
	uint64_t clock;
	size_t bytes;		/* of all */
};

/* The trainer for runs like lv, made when there is none.  NULL with *err
 * where the engine cannot be had.  Valid until the next call. */
struct slot *trainers_get(struct trainers *t, const struct condition *c, int width,
			  const struct levels *lv, struct err *err);
/* A call took ns, and there was more to do: do more or fewer updates from now
 * on, so that a call lasts about a millisecond and nobody who asks a worker
 * to stop waits much longer. */
void slot_timed(struct slot *s, uint64_t ns, int more);
void trainers_release(struct trainers *t);

#endif
