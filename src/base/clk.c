/* clk.c - the clock; see clk.h. */
#include "base/clk.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic uint64_t frozen_at = UINT64_MAX;

uint64_t clk_ns(void)
{
	uint64_t f = atomic_load_explicit(&frozen_at, memory_order_relaxed);
	struct timespec t;

	if (f != UINT64_MAX)
		return f;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

double clk_wall(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void clk_freeze(uint64_t t)
{
	atomic_store(&frozen_at, t);
}
