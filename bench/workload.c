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
};

/* MNIST's shape without MNIST: uniform pixels around ten class means. */
static struct dataset *wide_data(void)
{
	enum { ROWS = 60000, PIXELS = 784, CLASSES = 10 };
	static const uint32_t shape[3] = { 1, 1, PIXELS };
	float *x = xcalloc((size_t)ROWS * PIXELS, sizeof *x);
	float *y = xcalloc((size_t)ROWS * CLASSES, sizeof *y);
	uint32_t *draw = xcalloc(PIXELS, sizeof *draw);
	struct dataset *d;

	for (uint32_t i = 0; i < ROWS; i++) {
		struct rng r = rng_stream(1, RNG_DATA, 0, i);
		uint32_t class = i % CLASSES;

		rng_fill(&r, 0, draw, PIXELS);
		for (uint32_t k = 0; k < PIXELS; k++)
			x[(size_t)i * PIXELS + k] = .8f * rng_unit(draw[k]) +
						    (k % CLASSES == class ? .2f : 0);
		y[(size_t)i * CLASSES + class] = 1;
	}
	d = dataset_new("wide", DATA_CLASSES, ROWS, shape, CLASSES, x, y);
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
		d = wide_data();
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
