/*
 * fake_trainer.h - an engine without arithmetic, to test the pool alone.
 *
 * Defines all trainer_* and engine_* functions that the run layer calls, so a
 * program that links it links no engine.  A run's outcome is a hash of its
 * levels, stirred once per update: an update too many or too few, a run in the wrong
 * lane, or levels of another run all show.  Every 64th run or so diverges.
 */
#ifndef FAKE_TRAINER_H
#define FAKE_TRAINER_H

#include <stdatomic.h>

#include "run/condition.h"

extern struct fake {
	/* set by the test, while no pool is at work */
	int lanes;		/* of every trainer; 0: 16 */
	_Atomic int fail;	/* trainer_new returns NULL */
	uint64_t endless;	/* a problem of this many epochs never ends */
	/* counted */
	_Atomic uint64_t begun;	/* runs */
	_Atomic uint64_t packs, full_packs;
	_Atomic uint64_t wrong;	/* packs whose runs do not agree with the trainer */
	_Atomic int trainers;	/* in existence */
} fake;

void fake_reset(void);

/* A condition over a problem that only the fake can train: rows of training data, epochs,
 * n_pred predictions; init and shuffle free, batch fixed. One reference. */
struct condition *fake_condition(size_t rows, uint32_t epochs, size_t n_pred);

/* What run r of c must come to: train[epochs], pred[n_pred]. */
struct fake_result { uint64_t updates; float train_loss; int diverged; float *train, *pred; };
void fake_expect(const struct condition *c, uint64_t r, struct fake_result *out);

#endif
