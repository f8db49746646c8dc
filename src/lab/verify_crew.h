/*
 * verify_crew.h - threads that train stored runs again and compare every bit.
 *
 * The owner reads runs from the session, puts those of one batch size and
 * optimizer together into packs and pushes them; workers take packs, train and
 * compare.  What they find does not depend on which of them was first: runs are
 * counted, and of those that differ the lowest number is kept.
 */
#ifndef VERIFY_CREW_H
#define VERIFY_CREW_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "run/condition.h"

struct crew;

/* One stored run, waiting to be recomputed. */
struct stored {
	uint64_t run;
	struct levels levels;
	uint32_t epochs;
	size_t n_pred;
	float data_loss, data_accuracy;		/* NaN: not recorded */
	float *train, *test, *acc, *pred;	/* one block at pred; NULL where absent */
};

#define PACK_RUNS 16

struct pack {
	uint32_t batch, optim;
	size_t n;
	struct stored run[PACK_RUNS];
	struct pack *next;
};

void pack_free(struct pack *p);		/* p may be NULL */

/* Of the present condition, so far. */
struct found {
	uint64_t done, same, differ;
	uint64_t run;			/* the lowest that differs, where differ */
	const char *what;		/* in what */
	struct err err;			/* a trainer that could not be had */
};

/* workers 0: all cores; width 0: the best.  NULL and *err without a thread. */
struct crew *crew_new(int workers, int width, struct err *err);
/* Abandons what is queued or in work. */
void crew_free(struct crew *c);

/* Turn to a condition (borrowed until the next turn); the crew must be at rest. */
void crew_turn(struct crew *c, const struct condition *cond);
/* Takes p. */
void crew_push(struct crew *c, struct pack *p);
/* Wait until at most `most` packs for each worker are queued or in work: 1; or until
 * there is progress to show, or 100 ms are over: 0. */
int crew_wait(struct crew *c, size_t most);
/* Drop all packs, now; the crew comes to rest. */
void crew_stop(struct crew *c);
void crew_found(struct crew *c, struct found *out);

#endif
