/*
 * drive.h - other people's trainers as a live feed: what run/pool.h is for ours.
 *
 * One thread gives runs to so many hands (hand.h), and takes them back; the owner drains
 * them in the order of their indices.  A trainer that dies, hangs or talks nonsense makes
 * a failed run, told at once as a SAMPLE_EVENT of what "failed", and delivered as a run
 * that has diverged when it is clear that its successors do not all fail as well:
 * DRIVE_FAILURES failed runs in a row, or as many processes in a row that did not get as
 * far as a run, end it (drive_failed), and those runs are not delivered: who goes on later
 * begins with them.  A run that diverges is no failure.
 *
 * Pace is as fast as it goes, and a step is a run.
 */
#ifndef TRAINER_DRIVE_H
#define TRAINER_DRIVE_H

#include "run/condition.h"
#include "run/feed.h"
#include "run/shard.h"
#include "trainer/hand.h"

struct err;
struct drive;

#define DRIVE_FAILURES 3

struct drive_config {
	struct hand_spec hand;		/* borrowed for the drive's life */
	int workers;			/* 0: all cores */
	uint32_t seed;			/* of the first run, where that has to tell the shape */
	struct shard shard;		/* whose runs are trained */
	int (*stop)(void *arg);		/* asked while drive_new waits; or NULL */
	void *arg;
};

/* Start a trainer and wait for what it declares; of one process a run, for the first run,
 * of which no work is lost.  An error in one line with the trainer's last words. */
int drive_new(struct drive **out, const struct drive_config *c, struct err *err);
/* Freeing the feed frees the drive: its processes are told to finish, and ended if they do
 * not within a second. */
struct feed *drive_feed(struct drive *d);
const struct wire_hello *drive_hello(const struct drive *d);

/* As pool_start, pool_limit and pool_failed; the condition is one of this trainer. */
void drive_start(struct drive *d, struct condition *c, uint32_t tag, uint64_t first, uint64_t limit);
void drive_limit(struct drive *d, uint64_t limit);
int drive_failed(struct drive *d, struct err *err);
/* As pool_shard. */
void drive_shard(struct drive *d, struct shard s);

int drive_workers(const struct drive *d);
/* Mean seconds of a run so far; NaN: none is over. */
double drive_seconds(struct drive *d);
/* The last lines that a trainer said that failed, raw; nothing where none has. */
void drive_last_lines(struct drive *d, struct str *out);

#endif
