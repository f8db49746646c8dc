/* workload.c - see workload.h. */
#include "workload.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "num/rng.h"

const struct workload workloads[N_WORKLOADS] = {
	{ "article", "article", "dense 10 relu, dense 1", LOSS_MSE, OPTIM_ADAM, .001, 32, 10 },
	{ "spiral", "spiral", "dense 32 tanh, dense 32 tanh, dense 1", LOSS_BCE, OPTIM_ADAM, .01,
	  16, 100 },
	{ "digits", "digits", "dense 64 relu, dense 10", LOSS_CROSS_ENTROPY, OPTIM_MOMENTUM, .05,
	  64, 20 },
	{ "wide", NULL, "dense 256 relu, dense 128 relu, dense 10", LOSS_CROSS_ENTROPY, OPTIM_ADAM,
	  .001, 128, 1 },
	{ "cnn", "digits",
	  "conv2d 8 3x3 same relu, maxpool 2, conv2d 16 3x3 same relu, flatten, dense 10",
	  LOSS_CROSS_ENTROPY, OPTIM_ADAM, .001, 64, 5 },
	{ "lenet", NULL,
	  "conv2d 6 5x5 relu, maxpool 2, conv2d 16 5x5 relu, maxpool 2, flatten, dense 120 relu, "
	  "dense 84 relu, dense 10", LOSS_CROSS_ENTROPY, OPTIM_ADAM, .001, 32, 1 },
	{ "conv", NULL,
	  "conv2d 16 3x3 relu, maxpool 2, conv2d 32 3x3 relu, maxpool 2, flatten, dense 10",
	  LOSS_CROSS_ENTROPY, OPTIM_ADAM, .001, 32, 1 },
	{ "series", NULL, "conv1d 16 9 relu, conv1d 32 9 relu, flatten, dense 32 relu, dense 10",
	  LOSS_CROSS_ENTROPY, OPTIM_ADAM, .001, 32, 1 },
	{ "deep", NULL, "dense 256 relu, dense 256 relu, dense 256 relu, dense 1", LOSS_MSE,
	  OPTIM_ADAM, .001, 128, 2 },
};

/* What is made here; the others are sets of the program's. */
static const struct { const char *name; uint32_t rows, shape[3], outputs; } made[] = {
	{ "wide", 60000, { 1, 1, 784 }, 10 },
	{ "lenet", 1024, { 28, 28, 1 }, 10 },
	{ "conv", 1024, { 28, 28, 1 }, 10 },
	{ "series", 1024, { 1, 256, 1 }, 10 },
	{ "deep", 4096, { 1, 1, 20 }, 1 },
};

/* MNIST's shape without MNIST: uniform inputs around ten class means; one output is
 * the first input. */
static struct dataset *make_data(const char *name)
{
	size_t m = 0, inputs;
	float *x, *y;
	uint32_t *draw;
	struct dataset *d;

	while (strcmp(made[m].name, name) != 0)
		m++;
	inputs = (size_t)made[m].shape[0] * made[m].shape[1] * made[m].shape[2];
	x = xcalloc(made[m].rows * inputs, sizeof *x);
	y = xcalloc((size_t)made[m].rows * made[m].outputs, sizeof *y);
	draw = xcalloc(inputs, sizeof *draw);
	for (uint32_t i = 0; i < made[m].rows; i++) {
		struct rng r = rng_stream(1, RNG_DATA, 0, i);
		uint32_t class = i % 10;

		rng_fill(&r, 0, draw, (uint32_t)inputs);
		for (size_t k = 0; k < inputs; k++)
			x[i * inputs + k] = .8f * rng_unit(draw[k]) + (k % 10 == class ? .2f : 0);
		if (made[m].outputs > 1)
			y[(size_t)i * made[m].outputs + class] = 1;
		else
			y[i] = x[i * inputs];
	}
	d = dataset_new(name, made[m].outputs > 1 ? DATA_CLASSES : DATA_REGRESSION, made[m].rows,
			made[m].shape, made[m].outputs, x, y);
	free(x);
	free(y);
	free(draw);
	return d;
}

int workload_problem(const struct workload *w, struct problem *p, struct err *err)
{
	struct dataset *d;
	int rc;

	problem_defaults(p);
	if (w->data) {
		rc = dataset_load(&d, w->data, NULL, 0, 1, err);
		if (rc)
			return rc;
	} else {
		d = make_data(w->name);
	}
	p->data = d;
	p->loss = w->loss;
	p->optim[w->optim].lr = w->lr;
	p->epochs = w->epochs;
	rc = model_parse(&p->model, w->model, d->outputs, err);
	if (!rc)
		rc = problem_init(p, 0, NULL, err);	/* takes its own reference */
	dataset_unref(d);
	return rc;
}

void workload_levels(const struct workload *w, uint64_t r, struct levels *lv)
{
	memset(lv, 0, sizeof *lv);
	lv->v[SOURCE_INIT] = rng_level(1, SOURCE_INIT, r);
	lv->v[SOURCE_SHUFFLE] = rng_level(1, SOURCE_SHUFFLE, r);
	lv->v[SOURCE_BATCH] = w->batch;
	lv->v[SOURCE_OPTIMIZER] = w->optim;
	lv->off = 1u << SOURCE_DROPOUT | 1u << SOURCE_SPLIT | 1u << SOURCE_NUDGE |
		  1u << SOURCE_ROUNDING;
}

double workload_flops(const struct problem *p, const struct workload *w)
{
	double macs = 0;
	int first = 1;

	for (size_t i = 0; i < p->model.n; i++) {
		const struct layer *l = &p->model.layer[i];

		if (!l->n_w)
			continue;
		macs += (first ? 2. : 3.) * (double)l->n_w * l->out.h * l->out.w;
		first = 0;
	}
	return 2 * macs * (double)p->n_train * w->epochs;
}
