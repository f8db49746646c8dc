/*
 * pool_int.h - the pool from inside.
 *
 *      owner                      queue (lock)                 workers
 *   pool_start ... ------> cond, dealer, pace, steps ------> schedule
 *                                                               |
 *   drain <-- reorder <-- done blocks, progress <------------ submit
 *      \------------------> free blocks --------------------> (next block)
 *
 * There is one lock.  Workers hold it only to take a job and to hand in a
 * block, both once in some milliseconds; the owner holds it only to swap
 * lists.  `gen` counts conditions: what a worker brings under an old one is
 * dropped.  `changes` counts everything that a worker in the middle of a job should
 * know of; it compares the count after each call of trainer_advance, and asks
 * under the lock only when it has moved.
 *
 *   pool.c      what the owner commands        schedule.c  which job comes next
 *   drain.c     blocks become samples          worker.c    the threads, and packs
 *   queue.c     blocks, pokes, waiting         slow.c      one run along the clock
 *   crew.c      ranks of an MPI job work as threads do
 *
 * Inside, runs are counted within the pool's shard: the i-th is run shard_run(shard, i), which
 * is the same number unless there are shards.  It becomes the run's index where levels are
 * drawn and where samples leave.
 *
 * Nothing here decides a run's bits: condition.c and the engine do.
 */
#ifndef RUN_POOL_INT_H
#define RUN_POOL_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/err.h"
#include "block.h"
#include "dealer.h"
#include "pace.h"
#include "reorder.h"
#include "run/pool.h"
#include "trainers.h"

#define MAX_WORKERS 1024
#define JOB_RUNS 1024		/* most runs of one job */
#define JOB_PACKS 64		/* most packs of one job */
#define JOB_NS 2000000u		/* what a job should take */
#define FAR_JOB_NS 20000000u	/* and one that travels */
#define MAX_STEPS 64		/* steps waiting; more are forgotten */
/* Finished runs that wait for the owner: beyond either, workers wait too. */
#define WINDOW_PER_WORKER 8192
#define OUT_BYTES ((size_t)64 << 20)
#define FREE_BYTES ((size_t)8 << 20)	/* blocks kept to be used again */

enum job { JOB_NONE, JOB_PACK, JOB_SLOW };

struct worker {
	struct pool *pool;
	pthread_t thread;
	_Atomic size_t bytes;	/* its trainers': it writes, the owner reads */

	/* The thread's own; gen, cond, tag, shard, runs and block are filled in by
	 * the thread itself under the pool's lock. */
	uint64_t gen;		/* the condition it works on */
	struct condition *cond;	/* one reference */
	uint32_t tag;
	struct shard shard;
	unsigned seen;		/* pool's `changes` when last asked */
	struct trainers trainers;
	double pack_ns;		/* what a pack takes of late; 0: unknown */
	struct block *block;	/* being filled, or NULL */
	uint64_t run[JOB_RUNS];	/* the job */
	size_t n_run, at;	/* runs at .. n_run-1 are still to do */
	struct levels *lv;	/* [cap_lv] of the present pack */
	size_t cap_lv;
	int far;		/* no thread, but a place of a rank (crew.c) */
} __attribute__((aligned(64)));

/* Where the slow run is. */
struct progress_slot {
	int full;
	struct sample sample;	/* curves point into f */
	float *f;
	size_t cap_f;
};

struct pool {
	/* Set before the threads start, never changed. */
	struct feed feed;	/* first: a feed is its pool */
	int width, n_workers;	/* (the lock is held while they start) */
	int n_ranks;		/* that train, too */
	struct hands *hands;	/* those who deal to them, or NULL */
	struct worker *worker;
	uint64_t window;	/* runs that may be ahead of the owner */
	int fd[2];		/* pipe: at most one byte in it */

	/* Written under the lock, read by anybody. */
	_Atomic unsigned changes;

	pthread_mutex_t lock;
	pthread_cond_t work;	/* something for the workers to look at */

	/* ---- guarded by lock ---- */
	int quit, failed;
	struct err err;		/* of the failure */
	uint64_t gen;
	struct condition *cond;	/* one reference, or NULL: idle */
	uint32_t tag;
	struct shard wanted;	/* from the next start on */
	struct dealer dealer;	/* with the present shard */
	uint64_t dealt;		/* 1 + the largest run ever dealt in this gen */
	uint64_t delivered;	/* the owner's head, as last told */
	size_t lanes;		/* runs in a full pack, as far as known */
	struct pace pace;
	int stepping;		/* paused, and moved on by steps */
	enum feed_step step[MAX_STEPS];
	size_t n_steps;
	int packs;		/* workers with a pack job, also at rest */
	int active;		/* workers computing */
	int slow_busy;		/* a slow run is under way, also at rest */
	double slow_due;	/* the phase before which no slow run begins */
	uint64_t slow_updates;	/* of the last slow run; 0: unknown */
	int starved;		/* a worker waits for the owner to drain */
	struct block *done;	/* finished, any order */
	struct block *free;
	size_t free_bytes, out_bytes, block_bytes;	/* in free; from submit to recycle; of all */
	struct progress_slot progress;
	int poked;		/* the pipe holds a byte */

	/* ---- the owner's thread only ---- */
	struct reorder order;
	struct progress_slot shown;
	int told_idle;		/* the last drain found nothing to come */
	int draining;
	uint64_t starts;	/* pool_start calls: has the sink turned the pool? */
	struct block *limbo;	/* taken from under a running drain */
};

/* ---- queue.c: all with the lock held ---- */

/* Make the owner's descriptor readable. */
void queue_poke(struct pool *p);
/* Tell workers that something has changed. */
void queue_changed(struct pool *p);
/* Wait for such a change, at most ns (0: for ever). */
void queue_wait(struct pool *p, uint64_t ns);
/* Hand in w's block, if it holds anything, and leave w without one; what belongs to another
 * generation is dropped. */
void queue_submit(struct worker *w);
/* Give w an empty block if one lies about. */
void queue_take_block(struct worker *w);
/* Take blocks back from the owner. */
void queue_recycle(struct pool *p, struct block *list);
/* True when single runs are shown: slow pace, or stepping. */
int queue_slow(const struct pool *p);

/* ---- schedule.c ---- */

/* With the lock held: fill in w's next job.  JOB_NONE: *wait gets the
 * nanoseconds until it may be otherwise (0: until something changes). */
enum job schedule(struct worker *w, uint64_t *wait);

/* ---- worker.c ---- */

void *worker_main(void *arg);
/* Slot for w's job; NULL after telling the pool that the engine failed. */
struct slot *worker_slot(struct worker *w);
/* With the lock held: stop computing until something changes. */
void worker_rest(struct worker *w);

/* ---- slow.c ---- */

/* Compute w's only run along the clock and hand it in.  The lock is held on
 * entry and return, and released between. */
void slow_run(struct worker *w);

/* ---- crew.c ---- */

struct hands *hands_new(struct pool *p, struct crew *crew);
/* After quit was set: give up what ranks do, and wait for them to say so.  NULL is none. */
void hands_free(struct hands *h);

/* ---- drain.c ---- */

size_t drain(struct feed *f, sample_sink *sink, void *arg, uint64_t budget_ns);
/* With the lock held, in the owner's thread: nothing will come by itself. */
int drain_is_idle(const struct pool *p);

#endif
