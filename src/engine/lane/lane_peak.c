/*
 * lane_peak.c - what a core can do at most: independent fused multiply-adds,
 * as many in flight as hide their latency.  The yardstick of the benchmarks.
 */
#include "lane_int.h"

#include "base/clk.h"

#define FLIGHT 12
#define TURNS 20000

double LANE(lane_peak)(double seconds)
{
	vf acc[FLIGHT], m = v_set(.999f), c = v_set(.1f), sum = v_set(0);
	double best = 0;
	uint64_t start = clk_ns(), now = start;

	for (int i = 0; i < FLIGHT; i++)
		acc[i] = v_set((float)i);
	while ((double)(now - start) < seconds * 1e9) {
		uint64_t from = now;
		double rate;

		for (int k = 0; k < TURNS; k++)
#pragma GCC unroll 12
			for (int i = 0; i < FLIGHT; i++)
				acc[i] = v_fma(acc[i], m, c);
		now = clk_ns();
		rate = 2.0 * FLIGHT * LANES * TURNS / ((double)(now - from) * 1e-9);
		best = rate > best ? rate : best;
	}
	for (int i = 0; i < FLIGHT; i++)
		sum += acc[i];
	return sum[0] > 0 ? best : 0;	/* uses the sums, so that they are made */
}
