/*
 * shard.h - a part of all runs: those whose index k has k mod N = K.
 *
 * Runs are pure functions of condition and index, so N programs on N machines each train
 * their shard, and what they have together is what one would have.  All values are plain;
 * { 0 } is the shard that has every run.
 */
#ifndef RUN_SHARD_H
#define RUN_SHARD_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct str;

#define SHARDS_MAX 4096

struct shard { uint32_t k, n; };	/* n 0 or 1: all runs; else k < n */

/* "K/N", N from 1 to SHARDS_MAX and K from 0 to N - 1; of 1 it is all runs. */
int shard_read(const char *text, struct shard *out, struct err *err);
/* Not all runs? */
int shard_is_part(struct shard s);
int shard_same(struct shard a, struct shard b);
int shard_has(struct shard s, uint64_t run);
/* How many of its runs lie below that index, and the index of its i-th run, from 0. */
uint64_t shard_below(struct shard s, uint64_t run);
uint64_t shard_run(struct shard s, uint64_t i);
/* The first of its runs from there on. */
uint64_t shard_next(struct shard s, uint64_t run);

/* Several shards of the same N, as a session that was merged of them has. */
struct shards {
	uint32_t n;		/* 0: all runs */
	unsigned char has[SHARDS_MAX];
};

/* "0,2,3/4"; on an error *out is all runs. */
int shards_read(const char *text, struct shards *out, struct err *err);
void shards_text(const struct shards *s, struct str *out);
/* How many of the n. */
uint32_t shards_count(const struct shards *s);
int shards_have(const struct shards *s, uint64_t run);

#endif
