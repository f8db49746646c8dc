/*
 * crew_wire.h - the heads of a crew's messages, and its naps.
 */
#ifndef RUN_CREW_WIRE_H
#define RUN_CREW_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "run/shard.h"

#define CREW_JOBS 2	/* that a rank may have at once: one to do while it tells the other */

struct crew_job {
	uint64_t gen;
	struct shard shard;	/* within which its runs are counted */
	uint32_t place, n;	/* place: below CREW_JOBS; n runs follow, 64 bits each */
};

struct crew_runs {
	uint64_t gen;
	uint32_t place, last;	/* last: nothing more of this job comes */
	uint64_t n, n_f, n_pred;	/* n records (block.h), then n_f floats */
	double pack_ns;
};

struct nap { unsigned ns; };

/* Nothing has come: sleep, a little longer each time. */
void crew_nap(struct nap *n);

#endif
