/*
 * engines.c - both engines at some forty shapes: the table that the rule of
 * `engine auto` is held against (bench/engines.tsv, tests/num/test_engine_auto.c).
 *
 *     make run-bench-engines >bench/engines.tsv
 *
 * Processor seconds of a complete run on one core, without what is done once for all
 * runs: the least of several rounds, the engines in turns.  Lanes train full packs of
 * the machine's best width.  Two epochs of adam over uniform inputs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "engine/engine.h"
#include "num/rng.h"

static const struct job {
	uint32_t rows, shape[3], outputs, batch;
	const char *model;
} shapes[] = {
	/* dense: width, depth, inputs, batch */
	{ 512, { 1, 1, 10 }, 1, 32, "dense 10 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 32, "dense 64 relu, dense 64 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 32, "dense 96 relu, dense 96 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 32, "dense 128 relu, dense 128 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 32, "dense 200 relu, dense 200 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 32, "dense 256 relu, dense 256 relu, dense 256 relu, dense 1" },
	{ 512, { 1, 1, 64 }, 10, 32, "dense 64 relu, dense 10" },
	{ 512, { 1, 1, 64 }, 10, 32, "dense 256 relu, dense 10" },
	{ 512, { 1, 1, 784 }, 10, 32, "dense 32 relu, dense 10" },
	{ 512, { 1, 1, 784 }, 10, 32, "dense 128 relu, dense 10" },
	{ 512, { 1, 1, 20 }, 1, 8, "dense 64 relu, dense 64 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 8, "dense 128 relu, dense 128 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 8, "dense 256 relu, dense 256 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 64, "dense 96 relu, dense 96 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 64, "dense 128 relu, dense 128 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 128, "dense 64 relu, dense 64 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 128, "dense 96 relu, dense 96 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 128, "dense 128 relu, dense 128 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 128, "dense 256 relu, dense 256 relu, dense 1" },
	{ 512, { 1, 1, 784 }, 10, 128, "dense 256 relu, dense 128 relu, dense 10" },
	{ 512, { 1, 1, 20 }, 1, 512, "dense 64 relu, dense 64 relu, dense 1" },
	{ 512, { 1, 1, 20 }, 1, 512, "dense 128 relu, dense 128 relu, dense 1" },
	/* images */
	{ 256, { 8, 8, 1 }, 10, 32, "conv2d 8 3x3 same relu, maxpool 2, conv2d 16 3x3 same relu, flatten, dense 10" },
	{ 256, { 8, 8, 1 }, 10, 128, "conv2d 8 3x3 same relu, maxpool 2, conv2d 16 3x3 same relu, flatten, dense 10" },
	{ 256, { 8, 8, 1 }, 10, 32, "conv2d 16 3x3 same relu, conv2d 32 3x3 same relu, flatten, dense 64 relu, dense 10" },
	{ 256, { 8, 8, 1 }, 10, 32, "conv2d 32 3x3 same relu, conv2d 64 3x3 same relu, maxpool 2, flatten, dense 10" },
	{ 128, { 28, 28, 1 }, 10, 32,
	  "conv2d 6 5x5 relu, maxpool 2, conv2d 16 5x5 relu, maxpool 2, flatten, dense 120 relu, dense 84 relu, dense 10" },
	{ 128, { 28, 28, 1 }, 10, 128,
	  "conv2d 6 5x5 relu, maxpool 2, conv2d 16 5x5 relu, maxpool 2, flatten, dense 120 relu, dense 84 relu, dense 10" },
	{ 128, { 28, 28, 1 }, 10, 32, "conv2d 16 3x3 relu, maxpool 2, conv2d 32 3x3 relu, maxpool 2, flatten, dense 10" },
	{ 128, { 28, 28, 1 }, 10, 32, "conv2d 16 3x3 relu, maxpool 2, conv2d 32 3x3 relu, maxpool 2, flatten, dense 64 relu, dense 10" },
	{ 64, { 28, 28, 1 }, 10, 32, "conv2d 32 3x3 relu, conv2d 64 3x3 relu, maxpool 2, flatten, dense 10" },
	{ 64, { 28, 28, 1 }, 10, 32, "conv2d 32 3x3 relu, maxpool 2, conv2d 64 3x3 relu, maxpool 2, flatten, dense 128 relu, dense 10" },
	{ 128, { 28, 28, 1 }, 10, 32, "conv2d 8 5x5 stride=2 relu, conv2d 16 3x3 stride=2 relu, flatten, dense 10" },
	{ 64, { 32, 32, 3 }, 10, 32, "conv2d 16 3x3 same relu, maxpool 2, conv2d 32 3x3 same relu, maxpool 2, flatten, dense 64 relu, dense 10" },
	/* series */
	{ 256, { 1, 32, 1 }, 1, 32, "conv1d 8 3 same relu, flatten, dense 16 relu, dense 1" },
	{ 256, { 1, 64, 1 }, 1, 32, "conv1d 16 5 relu, maxpool 2, conv1d 32 5 relu, flatten, dense 16 relu, dense 1" },
	{ 128, { 1, 256, 1 }, 1, 32, "conv1d 16 9 relu, conv1d 32 9 relu, flatten, dense 1" },
	{ 128, { 1, 256, 1 }, 1, 32, "conv1d 16 9 relu, conv1d 32 9 relu, flatten, dense 32 relu, dense 1" },
	{ 128, { 1, 256, 1 }, 1, 32, "conv1d 16 9 stride=2 relu, maxpool 2, conv1d 32 9 relu, maxpool 2, flatten, dense 32 relu, dense 1" },
	{ 128, { 1, 256, 1 }, 1, 128, "conv1d 32 5 relu, maxpool 4, conv1d 64 5 relu, flatten, dense 32 relu, dense 1" },
};

static struct dataset *data(const struct job *s)
{
	size_t n = (size_t)s->rows * s->shape[0] * s->shape[1] * s->shape[2];
	float *x = xcalloc(n, sizeof *x), *y = xcalloc((size_t)s->rows * s->outputs, sizeof *y);
	struct rng r = rng_stream(1, RNG_DATA, 0, 0);
	struct dataset *d;

	for (size_t i = 0; i < n; i++)
		x[i] = rng_unit(rng_u32(&r, i));
	for (size_t i = 0; i < s->rows; i++)
		if (s->outputs > 1)
			y[i * s->outputs + i % s->outputs] = 1;
		else
			y[i] = x[i * (n / s->rows)];
	d = dataset_new("uniform", s->outputs > 1 ? DATA_CLASSES : DATA_REGRESSION, s->rows, s->shape,
			s->outputs, x, y);
	free(x);
	free(y);
	return d;
}

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds of a run, at least so many packs that it takes a while. */
static double once(struct trainer *t, struct levels *lv, double least)
{
	const size_t n = trainer_lanes(t);
	double start = cpu(), spent;
	size_t runs = 0;

	do {
		for (size_t i = 0; i < n; i++)
			lv[i].v[SOURCE_INIT] = lv[i].v[SOURCE_SHUFFLE] = (uint32_t)(runs + i);
		trainer_begin(t, lv, n);
		trainer_advance(t, 0);
		runs += n;
		spent = cpu() - start;
	} while (spent < least);
	return spent / (double)runs;
}

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? atoi(argv[1]) : 5;

	engine_setup();
	printf("# processor seconds a run: %s, %s; made by `make run-bench-engines`\n"
	       "# height\twidth\tchannels\toutputs\tbatch\tparameters\tlanes\tblis\tmodel\n",
	       engine_fingerprint(ENGINE_LANES), engine_fingerprint(ENGINE_BLIS));
	for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
		const struct job *s = &shapes[k];
		struct levels lv[64] = { 0 };
		struct err err = ERR_INIT;
		struct trainer *t[2];
		double best[2] = { 1e9, 1e9 };
		struct dataset *d = data(s);
		struct problem p;

		problem_defaults(&p);
		p.data = d;
		p.loss = s->outputs > 1 ? LOSS_CROSS_ENTROPY : LOSS_MSE;
		p.epochs = 2;
		for (int i = 0; i < 64; i++)
			lv[i] = (struct levels){ .off = 1u << SOURCE_DROPOUT | 1u << SOURCE_SPLIT |
						 1u << SOURCE_NUDGE | 1u << SOURCE_ROUNDING };
		if (model_parse(&p.model, s->model, s->outputs, &err) || problem_init(&p, 0, NULL, &err)) {
			fprintf(stderr, "%s: %s\n", s->model, err.text);
			return 1;
		}
		for (int i = 0; i < 64; i++) {
			lv[i].v[SOURCE_BATCH] = s->batch;
			lv[i].v[SOURCE_OPTIMIZER] = OPTIM_ADAM;
		}
		t[0] = trainer_new(&p, ENGINE_LANES, 0, s->batch, OPTIM_ADAM, &err);
		t[1] = trainer_new(&p, ENGINE_BLIS, 0, s->batch, OPTIM_ADAM, &err);
		for (int r = 0; r < 2 * rounds; r++) {
			double v = once(t[r % 2], lv, .05);

			best[r % 2] = v < best[r % 2] ? v : best[r % 2];
		}
		printf("%u\t%u\t%u\t%u\t%u\t%zu\t%.3g\t%.3g\t%s\n", s->shape[0], s->shape[1], s->shape[2],
		       s->outputs, s->batch, p.model.n_params, best[0], best[1], s->model);
		fflush(stdout);
		trainer_free(t[0]);
		trainer_free(t[1]);
		dataset_unref(d);
		problem_release(&p);
	}
	return 0;
}
