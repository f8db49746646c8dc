/*
 * workload.h - the pieces of work that speed is measured on.
 *
 *   article  100x10 uniform, dense 10 relu - 1, mse, adam, batch 32, 10 epochs
 *   spiral   400x2, dense 32 tanh - 32 tanh - 1, bce, adam .01, batch 16, 100 epochs
 *   digits   1,797x64, dense 64 relu - 10, cross-entropy, momentum .05, batch 64,
 *            20 epochs
 *   wide     60,000x784, dense 256 relu - 128 relu - 10, cross-entropy, adam,
 *            batch 128, 1 epoch
 *   cnn      1,797x8x8, conv 8 3x3 relu, pool 2, conv 16 3x3 relu (same),
 *            dense 10, cross-entropy, adam, batch 64, 5 epochs
 *
 * and on shapes that people have, each one epoch of adam at batch 32 unless said:
 *
 *   lenet    1,024x28x28, conv 6 5x5 relu, pool 2, conv 16 5x5 relu, pool 2,
 *            dense 120 relu - 84 relu - 10, cross-entropy
 *   conv     the same images, conv 16 3x3 relu, pool 2, conv 32 3x3 relu, pool 2, dense 10
 *   series   1,024 series of 256, conv1d 16 9 relu, conv1d 32 9 relu, dense 32 relu - 10
 *   deep     4,096x20, dense 256 relu three times, dense 1, mse, batch 128, 2 epochs
 */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include "engine/problem.h"

struct err;

struct workload {
	const char *name, *data, *model;
	enum loss loss;
	enum optim_kind optim;
	double lr;
	uint32_t batch, epochs;
};

#define N_WORKLOADS 9
extern const struct workload workloads[N_WORKLOADS];

/* The workload as a problem; release with problem_release. */
int workload_problem(const struct workload *w, struct problem *p, struct err *err);
/* Levels of run r: weights and order are new in each. */
void workload_levels(const struct workload *w, uint64_t r, struct levels *lv);
/* Floating-point operations of one run's products: forward, weight gradient,
 * and input gradient but for the first layer. */
double workload_flops(const struct problem *p, const struct workload *w);

#endif
