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

/* Sources that act at every epoch, or (nudge) at one: what they do can begin in the middle of a
 * run.  Batch size and optimizer are settings of a whole run, and init and split are over
 * before its first epoch. */
#define SOURCES_IN_TIME (1u << SOURCE_SHUFFLE | 1u << SOURCE_DROPOUT | 1u << SOURCE_NUDGE | 1u << SOURCE_ROUNDING)

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
	/*
	 * A source of SOURCES_IN_TIME whose bit is in `held` has another level first: in the
	 * epochs (from 0) below `until` it is `first`, from then on v.  A nudge has none
	 * first: its weight is moved when epoch `until` begins.  0: all have v throughout.
	 */
	uint32_t until, held, first[SOURCE_COUNT];
};

/* Levels of a training that is not ours: a slot's number is a seed, or a place in the
 * choices that its condition lists. */
#define LEVELS_EXTERNAL (1u << 31)

static inline int levels_off(const struct levels *l, enum source s)
{
	return (l->off >> s & 1u) != 0;
}

static inline int levels_held(const struct levels *l, enum source s)
{
	return l->until && l->held >> s & 1u;
}

/* The level in an epoch, of a source that is not off. */
static inline uint32_t levels_at(const struct levels *l, enum source s, uint32_t epoch)
{
	return levels_held(l, s) && epoch < l->until ? l->first[s] : l->v[s];
}

/* Does a nudge move its weight when this epoch begins? */
static inline int levels_nudges(const struct levels *l, uint32_t epoch)
{
	return !levels_off(l, SOURCE_NUDGE) && epoch == (levels_held(l, SOURCE_NUDGE) ? l->until : 0);
}

const char *source_name(enum source s);
/* SOURCE_COUNT where there is no such name. */
enum source source_find(const char *name);
/* One sentence on what the source is. */
const char *source_help(enum source s);
const char *source_phrase(enum source s);	/* "order of the training rows" */
int source_can_be_off(enum source s);

#endif
