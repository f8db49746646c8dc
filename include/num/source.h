/*
 * source.h - the eight sources of randomness, and the levels they take.
 *
 * A run is a pure function of its condition and its `struct levels`.
 */
#ifndef NUM_SOURCE_H
#define NUM_SOURCE_H

#include <stdint.h>

enum source {
	SOURCE_INIT,		/* initial weights */
	SOURCE_SHUFFLE,		/* order of the training rows in each epoch */
	SOURCE_BATCH,		/* mini-batch size */
	SOURCE_OPTIMIZER,	/* which optimizer */
	SOURCE_DROPOUT,		/* dropout masks */
	SOURCE_SPLIT,		/* which rows are the test set */
	SOURCE_NUDGE,		/* one initial weight moved by one ulp */
	SOURCE_ROUNDING,	/* summation order inside a mini-batch */
	SOURCE_COUNT
};

/*
 * Seeds, but for BATCH (the size in rows) and OPTIMIZER (enum optim_kind).
 * A source whose bit is set in `off` is off and its v is 0:
 *   shuffle: the data's order in every epoch; batch: the full batch;
 *   dropout: rate 0; split: the last fraction; nudge, rounding: none.
 * init and optimizer are never off.
 */
struct levels {
	uint32_t v[SOURCE_COUNT];
	uint32_t off;		/* bit 1 << source */
};

static inline int levels_off(const struct levels *l, enum source s)
{
	return (l->off >> s & 1u) != 0;
}

const char *source_name(enum source s);
/* SOURCE_COUNT where there is no such name. */
enum source source_find(const char *name);
/* One sentence on what the source is. */
const char *source_help(enum source s);
int source_can_be_off(enum source s);

#endif
