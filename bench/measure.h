/*
 * measure.h - one way of doing a workload, timed.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "workload.h"

struct err;

/* What one round of one contender gave. */
struct round {
	double seconds;		/* of the clock per complete run; 0: it could not */
	double cpu;		/* of processors per complete run */
	double runs;
	double loss;		/* mean final training loss of its runs */
	double square;		/* and mean square of that; 0: not told */
	char why[120];		/* where it could not: what it said last */
};

/* reroll itself on one core: a trainer, nothing else, for about `seconds`. */
struct round measure_core(const struct problem *p, const struct workload *w, double seconds);
/* reroll through the pool, in run order, as the program does; workers 0: all cores. */
struct round measure_cores(const struct workload *w, int workers, double seconds);

/* Write the data for the peers: DIR/x and DIR/y as float32, DIR/spec as text. */
int peer_data(const struct problem *p, const struct workload *w, const char *dir, struct err *err);
/* Run "COMMAND DIR SECONDS"; it prints seconds per run of clock and processor, how many
 * runs they were, and their mean final loss. */
struct round measure_peer(const char *command, const char *dir, double seconds);

#endif
