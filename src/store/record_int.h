/*
 * record_int.h - what waits to be written: a block of packed records.
 *
 * The owner's thread packs, the writer's unpacks; a block belongs to one
 * thread at a time.  Each record begins with struct rec and takes a multiple of
 * eight bytes; the float arrays after it are little-endian already.
 */
#ifndef STORE_RECORD_INT_H
#define STORE_RECORD_INT_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"

struct condition;
struct dataset;
struct sample;

#define EXTERNAL_ENGINE "external"	/* of conditions that somebody else trains */
/* runs.levels: the slots, then `off`, 32 bits each, little-endian. */
#define LEVELS_WORDS (SOURCE_SLOTS + 1)

enum rec_kind { REC_RUN, REC_EVENT, REC_CONDITION };

struct rec {
	uint32_t kind;
	uint32_t bytes;		/* with all that follows, a multiple of 8 */
};

enum curve { CURVE_TRAIN, CURVE_TEST, CURVE_ACCURACY, CURVE_COUNT };
/* The place (primary key) of curve k of run `id` in table curves: neighbours,
 * in order of runs. */
#define CURVE_PLACE(id, k) ((id) * 4 + (k))
const char *curve_name(enum curve k);

struct rec_run {
	struct rec rec;
	uint64_t id, run, updates;
	double seconds, time;
	struct levels levels;
	uint32_t packed[LEVELS_WORDS];	/* the same as the file has them, where they are external */
	uint32_t condition, epochs, n_pred;
	uint32_t curves;	/* bit 1 << enum curve: its floats follow, in this order */
	float train_loss, test_loss, accuracy;
	float data_loss, data_accuracy, constant_loss, constant_accuracy;
	uint32_t diverged, n_r2, n_scores;
	/* epochs floats for each curve, then n_pred floats, then n_r2, then n_scores */
};

struct rec_event {
	struct rec rec;
	double time;
	uint32_t kind_bytes;	/* of kind and its NUL; then text and its NUL */
	uint32_t unused;
};

/* A condition as the session knows it. Owns everything. */
struct cond_row {
	uint32_t id;
	char *commands, *engine;
	struct dataset *data;	/* a reference */
	uint32_t n_probes, outputs;
	uint32_t *probe;	/* [n_probes] rows of data */
};

struct rec_condition {
	struct rec rec;
	struct cond_row *row;	/* owned by the block until written */
};

struct block {
	unsigned char *p;
	size_t len, cap;
	uint64_t records, runs;		/* runs: those of the records that are runs */
};

void record_release(struct block *b);
/* Empty it; conditions that were not taken out are freed. */
void record_clear(struct block *b);
/* Bytes that a run would take. */
size_t block_run_bytes(const struct sample *s);
void block_add_run(struct block *b, const struct sample *s, uint64_t id,
		   uint32_t condition, double time);
void block_add_event(struct block *b, double time, const char *kind, const char *text);
/* Takes row. */
void block_add_condition(struct block *b, struct cond_row *row);

struct cond_row *cond_row_new(uint32_t id, const struct condition *c);
void cond_row_free(struct cond_row *c);
/* "0123456789abcdef" */
void hash_text(uint64_t hash, char out[17]);

#endif
