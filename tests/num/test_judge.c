/*
 * test_judge.c - what a run is worth: the constant answer against figures worked out
 * by hand, the rule of divergence, data losses from predictions against the engines',
 * and the mini-batches of an epoch.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "engine_util.h"

static void near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g where %.17g was expected", got, want);
}

static struct dataset *one_column(enum data_kind kind, const float *y, size_t rows, size_t outputs)
{
	static const uint32_t shape[3] = { 1, 1, 1 };
	float *x = xcalloc(rows, sizeof *x);
	struct dataset *d;

	for (size_t i = 0; i < rows; i++)
		x[i] = (float)i;
	d = dataset_new("y", kind, rows, shape, outputs, x, y);
	free(x);
	return d;
}

static void start(struct problem *p, enum data_kind kind, enum loss loss, const float *y,
		  size_t rows, size_t outputs)
{
	util_start(p, one_column(kind, y, rows, outputs),
		   outputs == 1 ? "dense 1" : outputs == 2 ? "dense 2" : "dense 3", loss);
}

static void ready(struct problem *p)
{
	struct levels lv = util_levels(4, OPTIM_SGD);

	util_ready(p, &lv);
}

/* 1 2 4 8 10: mean 5, median 4; huber with delta 1: the clipped errors at 4 are
 * 1 1 0 -1 -1, so 4 is its minimiser too: (2.5 + 1.5 + 0 + 3.5 + 5.5) / 5. */
static void test_constants(void **state)
{
	static const float y[] = { 1, 2, 4, 8, 10 };
	static const float two[] = { 1, 0, 2, 0, 4, 0, 8, 0, 10, 5 };
	static const float bits[] = { 0, 0, 0, 1, 0, 0, 1, 0 };
	static const float hot[] = { 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0 };
	struct problem p;

	(void)state;
	start(&p, DATA_REGRESSION, LOSS_MSE, y, 5, 1);
	ready(&p);
	assert_true(p.constant_known);
	near(p.constant.loss, 12, 0);
	near(p.constant.zero, 37, 0);
	near(p.variance[0], 12, 0);
	assert_true(isnan(p.constant.accuracy));
	problem_release(&p);

	start(&p, DATA_REGRESSION, LOSS_MAE, y, 5, 1);
	ready(&p);
	near(p.constant.loss, 3, 0);
	near(p.constant.zero, 5, 0);
	problem_release(&p);

	start(&p, DATA_REGRESSION, LOSS_HUBER, y, 5, 1);
	ready(&p);
	near(p.constant.loss, 13 / 5., 1e-15);
	near(p.constant.zero, (.5 + 1.5 + 3.5 + 7.5 + 9.5) / 5, 1e-15);
	problem_release(&p);

	start(&p, DATA_REGRESSION, LOSS_MSE, two, 5, 2);	/* mean over outputs */
	ready(&p);
	near(p.constant.loss, (12 + 4) / 2., 0);
	near(p.variance[1], 4, 0);
	problem_release(&p);

	start(&p, DATA_BINARY, LOSS_BCE, bits, 8, 1);		/* a quarter are 1 */
	ready(&p);
	near(p.constant.loss, .56233514461880829, 1e-15);
	near(p.constant.zero, .69314718055994531, 1e-15);
	near(p.constant.accuracy, .75, 0);
	assert_null(p.variance);
	problem_release(&p);

	start(&p, DATA_CLASSES, LOSS_CROSS_ENTROPY, hot, 4, 3);	/* 3/4, 1/4, 0 */
	ready(&p);
	near(p.constant.loss, .56233514461880829, 1e-15);
	near(p.constant.zero, 1.0986122886681098, 1e-15);
	near(p.constant.accuracy, .75, 0);
	problem_release(&p);
}

/* The test rows alone, of each split its own. */
static void test_constants_of_splits(void **state)
{
	static const float y[] = { 0, 0, 0, 0, 0, 0, 0, 0, 3, 5 };
	struct levels lv = util_levels(4, OPTIM_SGD), other = lv;
	struct constant c;
	double variance;
	struct problem p;
	uint32_t rows[10];
	int differ = 0;

	(void)state;
	start(&p, DATA_REGRESSION, LOSS_MSE, y, 10, 1);
	p.test = .2;
	ready(&p);		/* the split is not known: nothing is remembered */
	assert_false(p.constant_known);
	problem_constant(&p, &lv, NULL, &c, &variance);	/* off: the last two rows */
	near(c.loss, 1, 0);
	near(variance, 1, 0);
	other.off &= ~(1u << SOURCE_SPLIT);
	for (uint32_t s = 0; s < 20; s++) {
		double a, b;

		other.v[SOURCE_SPLIT] = s;
		problem_split(&p, &other, rows, rows + 8);
		a = (double)y[rows[8]];
		b = (double)y[rows[9]];
		problem_constant(&p, &other, NULL, &c, NULL);
		near(c.loss, (a - b) * (a - b) / 4, 1e-15);
		problem_constant(&p, &other, rows + 8, &c, NULL);
		near(c.loss, (a - b) * (a - b) / 4, 1e-15);
		differ += a != b;
	}
	assert_true(differ > 0);
	problem_release(&p);
}

static void test_diverged(void **state)
{
	const struct constant usual = { .loss = 2, .zero = 3 }, years = { .loss = 25, .zero = 4e6 };
	const struct constant same = { .loss = 0, .zero = 25 }, nothing = { .loss = 0, .zero = 0 };

	(void)state;
	assert_false(problem_diverged(&usual, 2000));
	assert_true(problem_diverged(&usual, 2001));
	assert_true(problem_diverged(&usual, NAN));
	assert_true(problem_diverged(&usual, INFINITY));
	assert_false(problem_diverged(&years, 4.1e6));	/* has hardly begun */
	assert_true(problem_diverged(&years, 4.1e7));
	assert_false(problem_diverged(&same, .01));
	assert_true(problem_diverged(&same, 251));
	assert_false(problem_diverged(&nothing, 1));
	assert_true(problem_diverged(&nothing, NAN));
}

/* From stored predictions the same as the engines say, where it can be told. */
static void judged_alike(enum data_kind kind, enum loss loss, size_t outputs, double test, uint32_t split)
{
	static const char *const model[] = { "dense 6 tanh, dense 1", "dense 6 tanh, dense 2",
					     "dense 6 tanh, dense 3" };
	struct levels lv = util_levels(8, OPTIM_ADAM);
	struct util_engine e[UTIL_MAX_ENGINES];
	float got, accuracy, r2[3];
	struct problem p;

	util_start(&p, util_data(kind, 60, 1, 1, 4, outputs, 3), model[outputs - 1], loss);
	p.test = test;
	p.l2 = .01f;
	p.optim[OPTIM_ADAM].lr = .02;
	if (split == 5)
		p.standardize = STANDARDIZE_ALL;
	if (split) {
		lv.v[SOURCE_SPLIT] = split;
		lv.off &= ~(1u << SOURCE_SPLIT);
	}
	util_ready(&p, &lv);	/* probes: all rows */
	for (size_t i = 0, n = util_engines(e); i < n; i++) {
		struct trainer *t = util_trainer(&p, &e[i], &lv);
		struct result r;

		trainer_begin(t, &lv, 1);
		trainer_advance(t, 0);
		trainer_result(t, 0, &r);
		assert_int_equal(problem_judge(&p, &lv, r.pred, &got, &accuracy, r2), 1);
		near((double)got, (double)r.data_loss, 1e-6);
		if (problem_has_accuracy(&p))
			near((double)accuracy, (double)r.data_accuracy, 1e-7);
		else
			assert_true(isnan(accuracy) && isnan(r.data_accuracy));
		assert_int_equal(r.n_r2, kind == DATA_REGRESSION ? outputs : 0);
		for (size_t o = 0; o < r.n_r2; o++)
			near((double)r2[o], (double)r.r2[o], 1e-5);
		if (test > 0)		/* the test loss without its penalty */
			assert_true(r.data_loss < r.test_loss);
		trainer_free(t);
	}
	problem_release(&p);
}

static void test_from_predictions(void **state)
{
	(void)state;
	judged_alike(DATA_REGRESSION, LOSS_MSE, 2, 0, 0);
	judged_alike(DATA_REGRESSION, LOSS_HUBER, 1, .25, 0);
	judged_alike(DATA_REGRESSION, LOSS_MAE, 3, .25, 5);
	judged_alike(DATA_BINARY, LOSS_BCE, 1, .25, 6);
	judged_alike(DATA_CLASSES, LOSS_CROSS_ENTROPY, 3, .3, 7);
	judged_alike(DATA_CLASSES, LOSS_MSE, 3, 0, 0);
}

/* Probes that miss a row cannot tell. */
static void test_too_few_probes(void **state)
{
	struct levels lv = util_levels(8, OPTIM_ADAM);
	float pred[40] = { 0 }, loss, accuracy;
	struct problem p;

	(void)state;
	util_start(&p, util_data(DATA_REGRESSION, 60, 1, 1, 4, 1, 3), "dense 1", LOSS_MSE);
	p.max_probes = 40;
	util_ready(&p, &lv);
	assert_int_equal(problem_judge(&p, &lv, pred, &loss, &accuracy, NULL), 0);
	assert_true(isnan(loss));
	problem_release(&p);
}

/* What the test rows hold does not reach the training; and data that were standardised
 * over all rows before come to the same. */
static void test_no_leak(void **state)
{
	static const uint32_t shape[3] = { 1, 1, 3 };
	enum { ROWS = 40, TEST = 12 };
	struct levels lv = util_levels(8, OPTIM_ADAM);
	struct util_engine e[UTIL_MAX_ENGINES];

	(void)state;
	for (size_t i = 0, n = util_engines(e); i < n; i++) {
		float train[3][10], pred[3][ROWS], judged[3];

		for (int v = 0; v < 3; v++) {
			struct dataset *d = util_data(DATA_REGRESSION, ROWS, 1, 1, 3, 1, 8), *other;
			float *x = xcalloc(ROWS * 3, sizeof *x), *y = xcalloc(ROWS, sizeof *y);
			struct problem p;
			struct result r;
			struct trainer *t;

			memcpy(x, d->x, ROWS * 3 * sizeof *x);
			memcpy(y, d->y, ROWS * sizeof *y);
			if (v == 1) {		/* another last row, which is a test row */
				x[ROWS * 3 - 1] = 1000;
				y[ROWS - 1] = -500;
			}
			for (size_t k = 0; v == 2 && k < ROWS * 3; k++)
				x[k] = x[k] * 4 + 16;	/* exact enough in float */
			other = dataset_new("other", DATA_REGRESSION, ROWS, shape, 1, x, y);
			dataset_unref(d);
			util_start(&p, other, "dense 5 tanh, dense 1", LOSS_MSE);
			p.test = (double)TEST / ROWS;
			p.standardize = STANDARDIZE_ALL;
			util_ready(&p, &lv);
			t = util_trainer(&p, &e[i], &lv);
			trainer_begin(t, &lv, 1);
			trainer_advance(t, 0);
			trainer_result(t, 0, &r);
			memcpy(train[v], r.train, sizeof train[v]);
			memcpy(pred[v], r.pred, sizeof pred[v]);
			judged[v] = r.data_loss;
			trainer_free(t);
			problem_release(&p);
			free(x);
			free(y);
		}
		assert_memory_equal(train[0], train[1], sizeof train[0]);
		assert_memory_equal(pred[0], pred[1], (ROWS - 1) * sizeof(float));
		assert_true(judged[0] != judged[1]);
		near(util_distancef(train[0], train[2], 10), 0, 1e-5);
		near(util_distancef(pred[0], pred[2], ROWS), 0, 1e-5);
	}
}

/* Every row of an epoch in one mini-batch, sizes as promised. */
static void test_minibatches(void **state)
{
	(void)state;
	for (size_t n = 1; n < 70; n++)
		for (size_t batch = 1; batch <= n; batch++)
			for (int r = 0; r < REMAINDER_COUNT; r++) {
				struct problem p = { .n_train = n, .remainder = (enum remainder)r };
				uint64_t all = problem_updates(&p, batch);
				size_t at = 0, first = 0, last = 0;

				for (uint64_t b = 0; b < all; b++) {
					size_t from;

					last = problem_minibatch(&p, batch, b, &from);
					assert_int_equal(from, at);
					assert_in_range(last, 1, batch);
					first = b ? first : last;
					at += last;
					if (r == REMAINDER_EVEN)
						assert_in_range(first - last, 0, 1);
					else if (b + 1 < all || r == REMAINDER_DROP)
						assert_int_equal(last, batch);
				}
				assert_int_equal(at, problem_epoch_rows(&p, batch));
				assert_int_equal(at, r == REMAINDER_DROP ? n - n % batch : n);
				assert_int_equal(all, r == REMAINDER_DROP ? n / batch : (n + batch - 1) / batch);
			}
}

static void test_ragged(void **state)
{
	struct problem p = { .n_train = 100 };
	double weight;

	(void)state;
	assert_int_equal(problem_ragged(&p, 32, &weight), 4);
	near(weight, 8, 0);
	assert_true(problem_is_ragged(&p, 32));
	assert_true(problem_is_ragged(&p, 33));
	assert_false(problem_is_ragged(&p, 30));	/* 10 of 30 */
	assert_int_equal(problem_ragged(&p, 25, &weight), 0);
	near(weight, 1, 0);
	assert_false(problem_is_ragged(&p, 25));
	assert_false(problem_is_ragged(&p, 100));
	p.remainder = REMAINDER_EVEN;
	assert_int_equal(problem_ragged(&p, 32, NULL), 0);
	assert_false(problem_is_ragged(&p, 33));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_constants),
		cmocka_unit_test(test_constants_of_splits),
		cmocka_unit_test(test_diverged),
		cmocka_unit_test(test_from_predictions),
		cmocka_unit_test(test_too_few_probes),
		cmocka_unit_test(test_no_leak),
		cmocka_unit_test(test_minibatches),
		cmocka_unit_test(test_ragged),
	};

	engine_setup();
	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
