/*
 * bench.h - `reroll bench`: how many complete training runs a second.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stddef.h>

enum { BENCH_PEERS = 12, BENCH_ROUNDS = 50, BENCH_SECONDS = 600 };	/* at most */

struct bench_options {
	int rounds, json, workers;	/* workers 0: as many as cores */
	double seconds;			/* of one measurement */
	int n_peers;
	char *peer[BENCH_PEERS];	/* "NAME=COMMAND", run as COMMAND DIR SECONDS: see README */
	char *const *work;		/* names of workloads */
	size_t n_work;			/* 0: all */
};

/* Measure and print; the exit status. */
int bench_run(const struct bench_options *o);

#endif
