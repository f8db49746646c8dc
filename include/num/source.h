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
	SOURCE_COUNT,

	/* Sources that a training of somebody else declares besides these: SOURCE_OWN
	 * to SOURCE_OWN + 7.  Their names are its condition's (run/condition.h). */
	SOURCE_OWN = SOURCE_COUNT,
	SOURCE_SLOTS = SOURCE_OWN + 8,

	/* What still differs when all that is declared is equal: measured, never set, and
	 * no slot of levels.  0 for our own engines. */
	SOURCE_REST = SOURCE_SLOTS,
	SOURCE_ALL
};

/*
 * Seeds, but for BATCH (the size in rows) and OPTIMIZER (enum optim_kind).
 * A source whose bit is set in `off` is off and its v is 0:
 *   shuffle: the data's order in every epoch; batch: the full batch;
 *   dropout: rate 0; split: the last fraction; nudge, rounding: none.
 * init and optimizer are never off.
 */
struct levels {
	uint32_t v[SOURCE_SLOTS];	/* those from SOURCE_OWN on are 0 for our engines */
	uint32_t off;		/* bit 1 << source, and LEVELS_EXTERNAL */
};

/* Levels of a training that is not ours: a slot's number is a seed, or a place in the
 * choices that its condition lists. */
#define LEVELS_EXTERNAL (1u << 31)

static inline int levels_off(const struct levels *l, enum source s)
{
	return (l->off >> s & 1u) != 0;
}

const char *source_name(enum source s);
/* SOURCE_COUNT where there is no such name. */
enum source source_find(const char *name);
/* One sentence on what the source is. */
const char *source_help(enum source s);
const char *source_phrase(enum source s);	/* "order of the training rows" */
int source_can_be_off(enum source s);

#endif
