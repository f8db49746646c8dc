/*
 * test_engine_cases.c - both engines on cases small enough for pencil and
 * paper: what happens exactly at ties, corners and edges.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "engine_util.h"
#include "num/rng.h"

static void close_to(double got, double want)
{
	if (!(fabs(got - want) <= 1e-6 * fmax(1, fabs(want))))
		fail_msg("got %.9g, expected %.9g", got, want);
}

/* Runs body once for each engine with a trainer begun at these levels. */
typedef void case_fn(struct trainer *t, const struct problem *p, const void *arg);

static void on_every_engine(const struct problem *p, const struct levels *lv,
			    case_fn *body, const void *arg)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t n = util_engines(e);

	for (size_t i = 0; i < n; i++) {
		struct trainer *t = util_trainer(p, &e[i], lv);

		trainer_begin(t, lv, 1);
		body(t, p, arg);
		trainer_free(t);
	}
}

/* Two positions, equal after the 1x1 convolution: (1,0) and (0,1) under weights
 * (1,1).  The maximum is the first, so the gradient is (1,0) times d. */
static void first_maximum(struct trainer *t, const struct problem *p, const void *arg)
{
	/* conv w (2), b; dense w, b */
	static const float w[] = { 1, 1, 0, 1, 0 };
	const uint32_t row = 0;
	double loss;
	float g[5];

	(void)arg;
	assert_int_equal(p->model.n_params, 5);
	trainer_set_params(t, 0, w);
	trainer_gradient(t, 0, &row, 1, g, &loss);
	close_to(loss, 9);		/* (1 - 4)^2 */
	close_to(g[0], -6);
	close_to(g[1], 0);
	close_to(g[2], -6);
	close_to(g[3], -6);
	close_to(g[4], -6);
}

static void test_pool_tie(void **state)
{
	static const float x[] = { 1, 0, 0, 1, 0, 0, 0, 0 }, y[] = { 4, 0 };
	const uint32_t shape[] = { 1, 2, 2 };
	struct levels lv = util_levels(1, OPTIM_SGD);
	struct problem p;

	(void)state;
	util_start(&p, dataset_new("tie", DATA_REGRESSION, 2, shape, 1, x, y),
		   "conv1d 1 1, maxpool 2, flatten, dense 1", LOSS_MSE);
	util_ready(&p, &lv);
	on_every_engine(&p, &lv, first_maximum, NULL);
	problem_release(&p);
}

/* Averages over windows that do not overlap and one that is cut short by the
 * stride: positions 0 and 1 of three count, the third is dropped. */
static void average(struct trainer *t, const struct problem *p, const void *arg)
{
	static const float w[] = { 2, 0, 1, 0 };
	const uint32_t row = 0;
	double loss;
	float g[4];

	(void)arg;
	assert_int_equal(p->model.n_params, 4);
	trainer_set_params(t, 0, w);
	trainer_gradient(t, 0, &row, 1, g, &loss);
	/* mean of 2 and 4 is 3, target 1: loss 4, slope 4 */
	close_to(loss, 4);
	close_to(g[0], 4 * 1.5);
	close_to(g[1], 4);
	close_to(g[2], 4 * 3);
	close_to(g[3], 4);
}

static void test_average(void **state)
{
	static const float x[] = { 1, 2, 100, 0, 0, 0 }, y[] = { 1, 0 };
	const uint32_t shape[] = { 1, 3, 1 };
	struct levels lv = util_levels(1, OPTIM_SGD);
	struct problem p;

	(void)state;
	util_start(&p, dataset_new("average", DATA_REGRESSION, 2, shape, 1, x, y),
		   "conv1d 1 1, avgpool 2, flatten, dense 1", LOSS_MSE);
	util_ready(&p, &lv);
	on_every_engine(&p, &lv, average, NULL);
	problem_release(&p);
}

/* At rest on a corner: relu'(0) = 0, leaky relu'(0) = .2, and mae's sign(0) = 0. */
static void corner(struct trainer *t, const struct problem *p, const void *arg)
{
	const uint32_t row = 0;
	float w[4] = { 0, 0, 1, 0 }, g[4];	/* z = 0 whatever x */
	double loss;

	assert_int_equal(p->model.n_params, 4);
	trainer_set_params(t, 0, w);
	trainer_gradient(t, 0, &row, 1, g, &loss);
	close_to(loss, 9);			/* (0 - 3)^2 */
	close_to(g[1], -6 * *(const double *)arg);
	close_to(g[3], -6);
}

static void no_error(struct trainer *t, const struct problem *p, const void *arg)
{
	const uint32_t row = 0;
	float w[2] = { 0, 3 }, g[2];		/* exactly the target */
	double loss;

	(void)arg;
	(void)p;
	trainer_set_params(t, 0, w);
	trainer_gradient(t, 0, &row, 1, g, &loss);
	close_to(loss, 0);
	close_to(g[0], 0);
	close_to(g[1], 0);
}

static void test_corners(void **state)
{
	static const float x[] = { 5, 1 }, y[] = { 3, 0 };
	static const struct { const char *model; double slope; } row[] = {
		{ "dense 1 relu, dense 1", 0 }, { "dense 1 leaky-relu, dense 1", .2 },
		{ "dense 1 gelu, dense 1", .5 },
	};
	const uint32_t shape[] = { 1, 1, 1 };
	struct levels lv = util_levels(1, OPTIM_SGD);
	struct problem p;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		util_start(&p, dataset_new("corner", DATA_REGRESSION, 2, shape, 1, x, y),
			   row[i].model, LOSS_MSE);
		util_ready(&p, &lv);
		on_every_engine(&p, &lv, corner, &row[i].slope);
		problem_release(&p);
	}
	for (int loss = LOSS_MSE; loss <= LOSS_HUBER; loss++) {
		util_start(&p, dataset_new("corner", DATA_REGRESSION, 2, shape, 1, x, y),
			   "dense 1", (enum loss)loss);
		util_ready(&p, &lv);
		on_every_engine(&p, &lv, no_error, NULL);
		problem_release(&p);
	}
}

/* All outputs equal: the first class is the answer, and one half is not more
 * than a half. */
static void accuracy_is(struct trainer *t, const struct problem *p, const void *arg)
{
	struct result r;

	(void)p;
	trainer_advance(t, 0);
	trainer_result(t, 0, &r);
	close_to(r.accuracy, *(const double *)arg);
}

static void test_accuracy_tie(void **state)
{
	static const enum loss loss[] = { LOSS_CROSS_ENTROPY, LOSS_BCE };

	(void)state;
	for (int i = 0; i < 2; i++)
		for (int test = 0; test < 2; test++) {
			struct levels lv = util_levels(7, OPTIM_SGD);
			struct problem p;
			double want = 0;

			util_start(&p, util_data(i ? DATA_BINARY : DATA_CLASSES, 40,
						 1, 1, 3, i ? 1 : 3, 5),
				   i ? "dense 1" : "dense 3", loss[i]);
			p.optim[OPTIM_SGD].lr = 0;
			p.model.init = INIT_ZEROS;
			p.epochs = 1;
			p.test = test ? .25 : 0;
			util_ready(&p, &lv);
			/* with the split off the last quarter is held out */
			for (size_t r = test ? 30 : 0; r < 40; r++)
				want += p.data->label[r] == 0;
			want /= test ? 10 : 40;
			on_every_engine(&p, &lv, accuracy_is, &want);
			problem_release(&p);
		}
}

/* A unit is kept when its draw equals the rate exactly: rate = unit(draw 0) of
 * the first mini-batch, one row, one unit. Then out = x / (1 - rate). */
static void first_loss(struct trainer *t, const struct problem *p, const void *arg)
{
	static const float w[] = { 1, 0 };
	struct progress at;

	(void)p;
	trainer_set_params(t, 0, w);
	trainer_advance(t, 1);
	trainer_progress(t, 0, &at);
	close_to(at.batch_loss, *(const double *)arg);
}

static void test_dropout_edge(void **state)
{
	static const float x[] = { 2, 2 }, y[] = { 0, 0 };
	const uint32_t shape[] = { 1, 1, 1 };

	(void)state;
	for (uint32_t level = 1; level < 20; level++) {
		struct levels lv = util_levels(1, OPTIM_SGD);
		struct rng r = rng_stream(level, RNG_DROPOUT, 0, 0);
		float rate = rng_unit(rng_u32(&r, 0));
		double out = 2 / (1 - (double)rate), want = out * out;
		struct problem p;

		if (rate < .01f || rate > .9f)
			continue;
		lv.v[SOURCE_DROPOUT] = level;
		for (int above = 0; above < 2; above++) {
			util_start(&p, dataset_new("edge", DATA_REGRESSION, 2, shape, 1, x, y),
				   "dropout .5, dense 1", LOSS_MSE);
			p.model.layer[0].rate = above ? nextafterf(rate, 1) : rate;
			util_ready(&p, &lv);
			if (above)
				want = 0;
			on_every_engine(&p, &lv, first_loss, &want);
			problem_release(&p);
		}
	}
}

/* Logits so large that exp would overflow: the losses stay exact. */
static void huge_logits(struct trainer *t, const struct problem *p, const void *arg)
{
	float *w = xcalloc(p->model.n_params, sizeof *w);
	float *g = xcalloc(p->model.n_params, sizeof *g);
	const float *x = p->data->x;
	const uint32_t row = 0;
	double loss;

	(void)arg;
	w[0] = 1e4f / x[0];		/* the first output is 10,000, the others 0 */
	trainer_set_params(t, 0, w);
	trainer_gradient(t, 0, &row, 1, g, &loss);
	if (p->loss == LOSS_BCE)
		close_to(loss, p->data->label[0] ? 0 : 1e4);
	else
		close_to(loss, p->data->label[0] == 0 ? 0 : 1e4);
	for (size_t i = 0; i < p->model.n_params; i++)
		assert_true(isfinite(g[i]));
	free(w);
	free(g);
}

static void test_huge_logits(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed < 5; seed++)
		for (int i = 0; i < 2; i++) {
			struct levels lv = util_levels(4, OPTIM_SGD);
			struct problem p;

			util_start(&p, util_data(i ? DATA_BINARY : DATA_CLASSES, 8,
						 1, 1, 1, i ? 1 : 3, seed),
				   i ? "dense 1" : "dense 3", i ? LOSS_BCE : LOSS_CROSS_ENTROPY);
			util_ready(&p, &lv);
			on_every_engine(&p, &lv, huge_logits, NULL);
			problem_release(&p);
		}
}

/* An overflowing run is marked, also where only its predictions overflow. */
static void diverges(struct trainer *t, const struct problem *p, const void *arg)
{
	struct result r;

	(void)arg;
	trainer_advance(t, 0);
	trainer_result(t, 0, &r);
	assert_int_equal(r.diverged, 1);
	if (p->budget == BUDGET_LOSS) {
		/* no epoch will ever reach the target: it stops at the first
		 * whose loss is not a number */
		assert_true(r.epochs < p->epochs);
		assert_true(isnan(r.train_loss));
	} else {
		assert_int_equal(r.epochs, p->epochs);
	}
}

static void test_divergence(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		struct levels lv = util_levels(0, OPTIM_SGD);
		struct problem p;

		lv.off |= 1u << SOURCE_BATCH;
		util_start(&p, util_data(DATA_REGRESSION, 12, 1, 1, 3, 1, 5),
			   "dense 4 relu, dense 1", LOSS_MSE);
		p.optim[OPTIM_SGD].lr = i == 2 ? 1e30 : 100;
		p.epochs = i == 2 ? 1 : 40;	/* one update: the loss was fine */
		p.budget = i == 1 ? BUDGET_LOSS : BUDGET_EPOCHS;
		p.target = 1e-9f;
		util_ready(&p, &lv);
		on_every_engine(&p, &lv, diverges, NULL);
		problem_release(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pool_tie),
		cmocka_unit_test(test_average),
		cmocka_unit_test(test_corners),
		cmocka_unit_test(test_accuracy_tie),
		cmocka_unit_test(test_dropout_edge),
		cmocka_unit_test(test_huge_logits),
		cmocka_unit_test(test_divergence),
	};

	engine_setup();
	return cmocka_run_group_tests_name("engine cases", tests, NULL, NULL);
}
