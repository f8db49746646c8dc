/*
 * test_engine_agree.c - BLIS and lanes give the same run but for rounding,
 * over models, batch sizes, splits and budgets; and what a result and a
 * progress report must hold on either.
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

#define TOLERANCE 2e-5

struct pair {
	struct problem p;
	struct levels lv;
	struct util_engine e[2];	/* BLIS, the widest lanes */
	struct trainer *t[2];
};

static void pair_start(struct pair *x, struct dataset *data, const char *model,
		       enum loss loss, size_t batch, enum optim_kind o)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t n = util_engines(e);

	x->e[0] = e[0];
	x->e[1] = e[n - 1];
	x->lv = util_levels(batch, o);
	if (!batch)
		x->lv.off |= 1u << SOURCE_BATCH;
	util_start(&x->p, data, model, loss);
	x->p.epochs = 3;
}

static void pair_train(struct pair *x)
{
	util_ready(&x->p, &x->lv);
	for (int i = 0; i < 2; i++) {
		x->t[i] = util_trainer(&x->p, &x->e[i], &x->lv);
		trainer_begin(x->t[i], &x->lv, 1);
		assert_int_equal(trainer_advance(x->t[i], 0), 0);
	}
}

static void pair_end(struct pair *x)
{
	trainer_free(x->t[0]);
	trainer_free(x->t[1]);
	problem_release(&x->p);
}

static void near(const char *what, const float *a, const float *b, size_t n)
{
	double d;

	assert_int_equal(a != NULL, b != NULL);
	if (!a)
		return;
	d = util_distancef(a, b, n);
	if (d > TOLERANCE)
		fail_msg("%s differs by %g", what, d);
}

static void near_or_both_nan(const char *what, float a, float b)
{
	if (!(isnan(a) && isnan(b)))
		near(what, &a, &b, 1);
}

static void pair_agrees(struct pair *x)
{
	size_t n = x->p.model.n_params, k = x->p.data->outputs, rows = 11;
	float *w = xcalloc(2 * n, sizeof *w), *y = xcalloc(2 * rows * k, sizeof *y);
	struct result a, b;

	trainer_result(x->t[0], 0, &a);
	trainer_result(x->t[1], 0, &b);
	assert_int_equal(a.epochs, b.epochs);
	assert_int_equal(a.updates, b.updates);
	assert_int_equal(a.diverged, b.diverged);
	near("training curve", a.train, b.train, a.epochs);
	near("test curve", a.test, b.test, a.epochs);
	near("accuracy", a.acc, b.acc, a.epochs);
	near("predictions", a.pred, b.pred, x->p.n_pred);
	near_or_both_nan("training loss", a.train_loss, b.train_loss);
	near_or_both_nan("test loss", a.test_loss, b.test_loss);
	near_or_both_nan("last accuracy", a.accuracy, b.accuracy);
	assert_true(a.train_loss == a.train[a.epochs - 1]);
	for (int i = 0; i < 2; i++) {
		trainer_params(x->t[i], 0, w + (size_t)i * n);
		trainer_predict(x->t[i], 0, x->p.data->x, rows, y + (size_t)i * rows * k);
		assert_true(trainer_bytes(x->t[i]) > n * sizeof(float));
	}
	near("parameters", w, w + n, n);
	near("trainer_predict", y, y + rows * k, rows * k);
	/* Probes are all rows here, so the first predictions are the same; BLIS
	 * rounds a row by the company it has in the product. */
	near("predictions of rows", a.pred, y, rows * k);
	assert_memory_equal(b.pred, y + rows * k, rows * k * sizeof *y);
	free(w);
	free(y);
}

static void test_batches(void **state)
{
	/* 29 rows: partial last batches, one of a single row, full, too large. */
	static const size_t batch[] = { 1, 4, 7, 14, 28, 29, 64, 0 };
	static const char *const model[] = {
		"dense 1", "dense 5 tanh, dense 1", "dense 33 relu, dense 17 gelu, dense 1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof batch / sizeof *batch; i++)
		for (size_t j = 0; j < sizeof model / sizeof *model; j++)
			for (int test = 0; test < 2; test++) {
				struct pair x;

				pair_start(&x, util_data(DATA_REGRESSION, 29, 1, 1, 6, 1, 1),
					   model[j], LOSS_MSE, batch[i], OPTIM_ADAM);
				x.p.test = test ? .2 : 0;
				pair_train(&x);
				pair_agrees(&x);
				pair_end(&x);
			}
}

/* Expected counts of updates and curve points, worked out by hand. */
static void budget(enum budget_kind kind, uint32_t epochs, uint64_t updates,
		   float target, uint64_t want_updates, uint32_t want_epochs)
{
	struct pair x;
	struct result r;

	pair_start(&x, util_data(DATA_BINARY, 20, 1, 1, 3, 1, 2),
		   "dense 4 tanh, dense 1", LOSS_BCE, 6, OPTIM_MOMENTUM);
	x.p.budget = kind;
	x.p.epochs = epochs;
	x.p.updates = updates;
	x.p.target = target;
	pair_train(&x);
	pair_agrees(&x);
	trainer_result(x.t[0], 0, &r);
	assert_int_equal(r.updates, want_updates);
	assert_int_equal(r.epochs, want_epochs);
	pair_end(&x);
}

static void test_budgets(void **state)
{
	(void)state;		/* 20 rows in sixes: 4 updates an epoch */
	budget(BUDGET_EPOCHS, 5, 0, 0, 20, 5);
	budget(BUDGET_UPDATES, 0, 12, 0, 12, 3);
	budget(BUDGET_UPDATES, 0, 13, 0, 13, 4);
	budget(BUDGET_UPDATES, 0, 1, 0, 1, 1);
	budget(BUDGET_LOSS, 6, 0, 100, 4, 1);	/* reached at once */
	budget(BUDGET_LOSS, 6, 0, -1, 24, 6);	/* never */
}

static void test_kinds(void **state)
{
	static const struct { const char *model; enum loss loss; enum data_kind kind; }
	row[] = {
		{ "dense 6 relu, dense 1", LOSS_BCE, DATA_BINARY },
		{ "dense 6 relu, dense 1 sigmoid", LOSS_BCE, DATA_BINARY },
		{ "dense 6 relu, dense 1 sigmoid", LOSS_MSE, DATA_BINARY },
		{ "dense 6 relu, dense 3", LOSS_CROSS_ENTROPY, DATA_CLASSES },
		{ "dense 6 relu, dense 3 softmax", LOSS_CROSS_ENTROPY, DATA_CLASSES },
		{ "dense 6 relu, dense 3 softmax", LOSS_MAE, DATA_CLASSES },
		{ "residual gelu, dense 3", LOSS_HUBER, DATA_CLASSES },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int weights = 0; weights < 2; weights++) {
			struct pair x;

			pair_start(&x, util_data(row[i].kind, 40, 1, 1, 4,
						 row[i].kind == DATA_BINARY ? 1 : 3, 3),
				   row[i].model, row[i].loss, 16, OPTIM_SGD);
			x.p.class_weights = weights;
			x.p.l2 = .001f;
			x.p.test = .3;
			x.p.stratify_split = 1;
			x.p.stratify_shuffle = 1;
			pair_train(&x);
			pair_agrees(&x);
			pair_end(&x);
		}
}

/* Larger than the workspace that either engine takes at once. */
static void test_large(void **state)
{
	struct pair x;

	(void)state;
	pair_start(&x, util_data(DATA_CLASSES, 120, 8, 8, 1, 4, 4),
		   "conv2d 19 3x3 same relu, maxpool 2, flatten, dropout .25, dense 40 relu, dense 4",
		   LOSS_CROSS_ENTROPY, 0, OPTIM_MOMENTUM);
	x.p.test = .1;
	x.p.epochs = 2;
	x.p.max_probes = 0;
	pair_train(&x);
	pair_agrees(&x);
	pair_end(&x);
	pair_start(&x, util_data(DATA_REGRESSION, 5000, 1, 1, 2, 1, 4), "dense 3 tanh, dropout .3, dense 1",
		   LOSS_MSE, 0, OPTIM_MOMENTUM);
	x.p.max_probes = 0;
	pair_train(&x);
	pair_agrees(&x);
	pair_end(&x);
}

/* With everything fixed the second run is the first; curves are there as they grow. */
static void test_progress(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct pair x;
		struct progress at;
		struct result r;
		uint64_t n = 0;

		pair_start(&x, util_data(DATA_BINARY, 20, 1, 1, 3, 1, 5),
			   "dense 4 tanh, dense 1", LOSS_BCE, 8, OPTIM_ADAM);
		pair_train(&x);
		trainer_begin(x.t[i], &x.lv, 1);
		trainer_progress(x.t[i], 0, &at);
		assert_int_equal(at.updates, 0);
		assert_int_equal(at.epoch, 0);
		assert_int_equal(at.total_updates, 9);
		do {
			int more = trainer_advance(x.t[i], 1);

			trainer_progress(x.t[i], 0, &at);
			n++;
			assert_int_equal(at.updates, n);
			assert_int_equal(at.epoch, n / 3);
			assert_int_equal(more, n < 9);
			assert_true(at.batch_loss > 0 && at.batch_loss < 5);
			for (uint32_t e = 0; e < at.epoch; e++)
				assert_true(at.train[e] > 0 && at.acc[e] >= 0 && at.acc[e] <= 1);
			assert_null(at.test);
		} while (n < 9);
		trainer_result(x.t[i], 0, &r);
		assert_true(isnan(r.test_loss));
		assert_null(r.test);
		pair_end(&x);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batches),
		cmocka_unit_test(test_budgets),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_progress),
	};

	engine_setup();
	return cmocka_run_group_tests_name("engine agree", tests, NULL, NULL);
}
