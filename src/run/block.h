/*
 * block.h - some finished runs, copied out of a trainer in one piece.
 *
 * A block travels: a worker fills it, the queue hands it to the owner, the
 * owner gives it back when its last run has been delivered.  It belongs to
 * one of them at a time, so it needs no lock.  All curves and predictions lie
 * in one float array that keeps its size when the block is used again.
 */
#ifndef RUN_BLOCK_H
#define RUN_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "run/sample.h"

enum { HAS_TRAIN = 1, HAS_TEST = 2, HAS_ACC = 4 };

struct record {
	uint64_t run, updates;
	struct levels levels;
	uint32_t epochs;
	float train_loss, test_loss, accuracy;
	float data_loss, data_accuracy, constant_loss, constant_accuracy;
	int diverged;
	unsigned has;		/* which curves follow each other at `at` */
	uint32_t n_r2, n_scores, n_marks;
	double seconds;
	size_t at;		/* in f: curves, R2, scores, the predictions, those behind marks */
};

struct block {
	struct block *next;	/* in whatever list it is in */
	uint32_t tag;
	size_t n_pred;		/* of every run */
	size_t n, cap;
	struct record *rec;	/* [n], runs ascending */
	size_t n_f, cap_f;
	float *f;
	size_t left;		/* runs not yet delivered (owner) */
	size_t bytes;		/* as last counted by the pool */
};

struct block *block_new(void);
void block_free(struct block *b);
void block_clear(struct block *b, uint32_t tag, size_t n_pred);
/* Append one run. */
void block_add(struct block *b, uint64_t run, const struct levels *lv,
	       const struct result *r, double seconds);
/* Record i as a sample; pointers are into the block. */
void block_sample(const struct block *b, size_t i, struct sample *out);
size_t block_bytes(const struct block *b);

#endif
