/*
 * pace.h - how many runs may be handed out now.
 *
 * Three gaits: full (rate 0), where nothing is counted; slow (below
 * FEED_SLOW_RATE), where single runs follow the wall clock, see slow.c; and
 * between them a token bucket.  Times are clk_ns values given by the caller.
 * The pool's lock guards it.
 */
#ifndef RUN_PACE_H
#define RUN_PACE_H

#include <stddef.h>
#include <stdint.h>

struct pace {
	double rate;		/* runs per second, 0: as fast as it goes */
	int paused;
	double tokens;		/* runs that may be handed out */
	uint64_t time;		/* when tokens were last added */
	double phase;		/* see pace_phase */
	uint64_t phase_time;
	double turn;		/* the phase at which the rate was set */
};

/* Not a number and negative rates are 0. */
void pace_set(struct pace *p, double rate, uint64_t now);
void pace_pause(struct pace *p, int paused, uint64_t now);
int pace_is_slow(const struct pace *p);
/* Runs that slow motion should have shown: grows by the rate while the pace is slow
 * and not paused, to the nanosecond, whoever looks at it when. */
double pace_phase(struct pace *p, uint64_t now);
/*
 * How many runs may go now; SIZE_MAX when nothing limits them.  0: *wait gets
 * the nanoseconds until it is worth asking again.  `most` is what all workers
 * take at once: when they cannot keep up that much is saved up, so that packs
 * become fuller and they can.
 */
size_t pace_grant(struct pace *p, uint64_t now, size_t most, uint64_t *wait);
void pace_spend(struct pace *p, size_t n);

#endif
