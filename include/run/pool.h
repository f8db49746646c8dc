/*
 * pool.h - worker threads that train: the live feed.
 *
 * Each worker owns its trainers and its memory; nothing mutable is shared but
 * the queue, whose lock is the pool's.  Workers take packs of run indices
 * whose batch and optimizer agree (as many runs as the engine has lanes) and
 * return blocks of results; a bounded number of blocks bounds memory.  The
 * owner puts them back into run order.
 */
#ifndef RUN_POOL_H
#define RUN_POOL_H

#include "run/condition.h"
#include "run/feed.h"
#include "run/shard.h"

struct err;
struct pool;

/* Number of cores this process may use. */
int pool_cores(void);
/* workers 0: all cores. width 0: best. Asynchronous signals are blocked in
 * the threads. The pool starts idle, at full pace. NULL when the machine
 * lacks that width, or grants no pipe or not a single thread. */
struct pool *pool_new(int workers, int width);
/* Let the ranks of a crew, which stays the caller's and outlives the pool, train too; before
 * the first pool_start.  Nonzero: the system grants no thread for it. */
struct crew;
int pool_crew(struct pool *p, struct crew *crew);
/* The pool as a feed; freeing the feed frees the pool (joins the threads,
 * abandoning runs in progress within one update). */
struct feed *pool_feed(struct pool *p);
/* From the next pool_start on deal only the runs of shard s.  All else here speaks of run
 * indices as ever, of which those of other shards do not come. */
void pool_shard(struct pool *p, struct shard s);
/* Turn to condition c (a reference is taken), runs first .. limit-1, tagging
 * samples with `tag`.  Runs not yet delivered of the previous condition are
 * abandoned: go back to it with first = number delivered. c NULL: idle. */
void pool_start(struct pool *p, struct condition *c, uint32_t tag,
		uint64_t first, uint64_t limit);
/* Move the limit of the present condition (more runs, or stop early: runs in
 * progress beyond it are abandoned, and the others may be computed again). */
void pool_limit(struct pool *p, uint64_t limit);
/* True when the engine could not be had (a width this machine lacks): nothing
 * more comes until the next pool_start.  *err (may be NULL) says why. */
int pool_failed(struct pool *p, struct err *err);
int pool_workers(const struct pool *p);	/* threads here, and ranks */
/* Bytes held by workers and blocks at present. */
size_t pool_bytes(struct pool *p);
/* Block until something can be drained, the pool has come to rest, or ms have
 * passed; a signal may end it early (headless owners). */
void pool_wait(struct pool *p, int ms);

#endif
