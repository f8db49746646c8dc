/*
 * feed.h - a source of samples: live training and replay look the same.
 *
 * All functions are for the owner's thread.  Samples of runs arrive in the
 * order of their run indices, whatever the number of workers, so that
 * everything computed from them is the same on every machine.
 */
#ifndef RUN_FEED_H
#define RUN_FEED_H

#include <stdint.h>

#include "run/sample.h"

enum feed_step { FEED_STEP_UPDATE, FEED_STEP_EPOCH, FEED_STEP_RUN };

struct feed {
	const struct feed_ops *ops;
};

struct feed_ops {
	/* Deliver waiting samples for at most budget_ns (at least one, if any waits);
	 * returns how many. The sink may pause, pace, step, start or limit the feed. */
	size_t (*drain)(struct feed *f, sample_sink *sink, void *arg, uint64_t budget_ns);
	/* Readable when there is something to drain, or idle has become true;
	 * -1: drain by the clock. */
	int (*fd)(struct feed *f);
	void (*pause)(struct feed *f, int paused);
	/* Runs per second to show; 0 is as fast as it goes. Below
	 * FEED_SLOW_RATE single runs are shown update by update, from the
	 * next one on: runs that are not yet delivered may be computed again. */
	void (*pace)(struct feed *f, double runs_per_second);
	/* While paused: do one unit of a single run.  A SAMPLE_PROGRESS says how far
	 * it came; of several that nobody has drained only the last is kept.
	 * At the end of the run comes its SAMPLE_RUN instead. Ignored when not paused. */
	void (*step)(struct feed *f, enum feed_step unit);
	/* True when nothing more will come without a new command. */
	int (*idle)(struct feed *f);
	void (*free)(struct feed *f);
};

#define FEED_SLOW_RATE 24.0

static inline size_t feed_drain(struct feed *f, sample_sink *sink, void *arg, uint64_t ns)
{ return f->ops->drain(f, sink, arg, ns); }
static inline int feed_fd(struct feed *f) { return f->ops->fd(f); }
static inline void feed_pause(struct feed *f, int p) { f->ops->pause(f, p); }
static inline void feed_pace(struct feed *f, double r) { f->ops->pace(f, r); }
static inline void feed_step(struct feed *f, enum feed_step u) { f->ops->step(f, u); }
static inline int feed_idle(struct feed *f) { return f->ops->idle(f); }
static inline void feed_free(struct feed *f) { if (f) f->ops->free(f); }

#endif
