/*
 * crew.h - other processes that train for a pool: the ranks of an MPI job.
 *
 * The pool's process has the runs in order, statistics and session; the others are workers and
 * no more.  They are told conditions and run indices, and tell finished runs, as bytes in the
 * order of this machine: all are the same program on the same kind of processor.
 *
 *     pool --condition, job, stop--> rank          (crew_serve)
 *          <----- runs, failed -----
 *
 * How bytes travel is in the ops, which one thread calls at a time.
 */
#ifndef RUN_CREW_H
#define RUN_CREW_H

#include <stddef.h>
#include <stdint.h>

struct condition;
struct err;

enum crew_kind {
	CREW_CONDITION,	/* for the jobs that follow */
	CREW_JOB,	/* runs to train */
	CREW_STOP,	/* give up the jobs that are there */
	CREW_END,	/* nothing more will come */
	CREW_RUNS,	/* finished ones */
	CREW_FAILED,	/* a rank cannot train this: a sentence */
	CREW_KINDS
};

struct crew_ops;
struct crew {
	const struct crew_ops *ops;
	int n;		/* ranks besides the pool's, which are 1 .. n; the pool's is 0 */
	/* A condition as bytes (caller frees), and back: one reference, or NULL and *err. */
	void *(*pack)(const struct condition *c, size_t *n);
	struct condition *(*unpack)(const void *bytes, size_t n, struct err *err);
};

struct crew_ops {
	/* Returns when bytes may be used again.  Never waits for what the other has to say. */
	void (*send)(struct crew *c, int to, enum crew_kind kind, const void *bytes, size_t n);
	/* 1: a message, *bytes of which the caller frees; 0: none has come. */
	int (*take)(struct crew *c, int *from, enum crew_kind *kind, void **bytes, size_t *n);
};

/* The life of a rank other than 0: train what one is told, until the end.  width as for
 * pool_new. */
void crew_serve(struct crew *c, int width);
/* Rank 0: the others' work is over. */
void crew_end(struct crew *c);

#endif
