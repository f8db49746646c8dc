/*
 * curves_int.h - a uniform sample of the curves of all finite runs.
 *
 * Reservoir sampling (Vitter 1985, algorithm R): whoever feeds it says which
 * slot, so that the one random draw of a run serves all reservoirs.  Stored
 * by epoch, since quantiles at one epoch are what is asked for.
 */
#ifndef STAT_CURVES_INT_H
#define STAT_CURVES_INT_H

#include "stat/stats.h"

struct sample;

#define CURVES_SLOTS 512
#define CURVES_BYTES (24u << 20)

struct curves {
	size_t slots, used;	/* slots is chosen at the first run */
	size_t epochs;		/* longest so far */
	size_t cap;		/* epochs allocated */
	float *v[STATS_CURVES];	/* (cap, slots), NaN where a run has ended; NULL: none */
	uint64_t n;		/* runs fed */
	uint64_t *ended;	/* [ended_cap] runs of exactly so many epochs */
	size_t ended_cap;
};

/* Count s, and store it in slot (ignored while there are free ones, and when
 * slot >= slots). */
void curves_add(struct curves *c, const struct sample *s, uint32_t slot);
/* Runs, of all that were fed, which have a value at epoch e. */
uint64_t curves_reached(const struct curves *c, size_t e);
size_t curves_bytes(const struct curves *c);
void curves_release(struct curves *c);

#endif
