/*
 * Splits, orders and probes: each a permutation of what it should be, the
 * same for the same level, with the promised strata.
 */
#include "../unit/check.h"

#include <stdlib.h>
#include <string.h>

#include "engine/problem.h"

#define ROWS 90u

/* 90 rows, a tenth of them positive, x[0] the row's number. */
static struct dataset *imbalanced(void)
{
	static const uint32_t shape[3] = { 1, 1, 2 };
	float x[ROWS * 2], y[ROWS];

	for (uint32_t i = 0; i < ROWS; i++) {
		x[2 * i] = (float)i;
		x[2 * i + 1] = 1;
		y[i] = i % 10 == 3;
	}
	return dataset_new("imbalanced", DATA_BINARY, ROWS, shape, 1, x, y);
}

static void setup(struct problem *p, double test, int stratify)
{
	struct err err = ERR_INIT;
	struct dataset *d = imbalanced();

	problem_defaults(p);
	p->data = d;
	p->loss = LOSS_BCE;
	p->test = test;
	p->stratify_split = p->stratify_shuffle = stratify;
	assert_int_equal(model_parse(&p->model, "dense 4 tanh, dense 1", 1, &err), 0);
	assert_int_equal(problem_init(p, 0, NULL, &err), 0);
	dataset_unref(d);
}

static struct levels levels(uint32_t shuffle, uint32_t split, uint32_t rounding)
{
	struct levels l = { .off = 0 };

	l.v[SOURCE_SHUFFLE] = shuffle;
	l.v[SOURCE_SPLIT] = split;
	l.v[SOURCE_ROUNDING] = rounding;
	l.v[SOURCE_BATCH] = 16;
	return l;
}

static void check_partition(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
	int seen[ROWS] = { 0 };

	assert_int_equal(na + nb, ROWS);
	for (size_t i = 0; i < na; i++)
		seen[a[i]]++;
	for (size_t i = 0; i < nb; i++)
		seen[b[i]]++;
	for (size_t i = 0; i < ROWS; i++)
		assert_int_equal(seen[i], 1);
}

static void test_split(void **state)
{
	uint32_t train[ROWS], test[ROWS], again[ROWS], other[ROWS];
	struct levels l = levels(1, 5, 0), m = levels(1, 6, 0);
	struct problem p;

	(void)state;
	setup(&p, .25, 0);
	assert_int_equal(p.n_test, 23);
	problem_split(&p, &l, train, test);
	check_partition(train, p.n_train, test, p.n_test);
	problem_split(&p, &l, train, again);
	assert_memory_equal(test, again, p.n_test * sizeof *test);
	problem_split(&p, &m, train, other);
	assert_memory_not_equal(test, other, p.n_test * sizeof *test);
	l.off = 1u << SOURCE_SPLIT;
	problem_split(&p, &l, train, test);
	for (size_t i = 0; i < p.n_test; i++)
		assert_int_equal(test[i], p.n_train + i);
	problem_release(&p);
}

static void test_stratified_split(void **state)
{
	uint32_t train[ROWS], test[ROWS];
	struct problem p;

	(void)state;
	setup(&p, .2, 1);
	for (uint32_t level = 0; level < 20; level++) {
		struct levels l = levels(1, level, 0);
		size_t positive = 0;

		problem_split(&p, &l, train, test);
		check_partition(train, p.n_train, test, p.n_test);
		for (size_t i = 0; i < p.n_test; i++)
			positive += p.data->label[test[i]];
		assert_int_equal(p.n_test, 18);
		assert_in_range(positive, 1, 2);	/* 1.8 of 9 */
	}
	problem_release(&p);
}

static void test_order(void **state)
{
	uint32_t train[ROWS], a[ROWS], b[ROWS], place[ROWS];
	struct levels plain = levels(3, 0, 9), rounded = plain;
	struct problem p;

	(void)state;
	setup(&p, 0, 0);
	plain.off = 1u << SOURCE_ROUNDING;
	problem_split(&p, &plain, train, NULL);
	problem_order(&p, &plain, train, 2, 16, a, place);
	check_partition(a, ROWS, NULL, 0);
	for (uint32_t i = 0; i < ROWS; i++)
		assert_int_equal(place[i], i % 16);
	problem_order(&p, &plain, train, 3, 16, b, NULL);
	assert_memory_not_equal(a, b, sizeof a);	/* reshuffled every epoch */

	/* rounding permutes within a mini-batch only, and says from where */
	problem_order(&p, &rounded, train, 2, 16, b, place);
	assert_memory_not_equal(a, b, sizeof a);
	for (uint32_t i = 0; i < ROWS; i++)
		assert_int_equal(b[i], a[i / 16 * 16 + place[i]]);

	plain.off |= 1u << SOURCE_SHUFFLE;
	problem_order(&p, &plain, train, 2, 16, a, NULL);
	for (uint32_t i = 0; i < ROWS; i++)
		assert_int_equal(a[i], i);
	problem_release(&p);
}

/* Dealt evenly: every stretch of ten rows has exactly one of the positives. */
static void test_stratified_order(void **state)
{
	uint32_t train[ROWS], a[ROWS];
	struct problem p;

	(void)state;
	setup(&p, 0, 1);
	for (uint32_t level = 0; level < 10; level++) {
		struct levels l = levels(level, 0, 0);

		l.off = 1u << SOURCE_ROUNDING;
		problem_split(&p, &l, train, NULL);
		problem_order(&p, &l, train, 0, 16, a, NULL);
		check_partition(a, ROWS, NULL, 0);
		for (uint32_t i = 0; i < ROWS; i += 10) {
			int positive = 0;

			for (uint32_t j = i; j < i + 10; j++)
				positive += p.data->label[a[j]] != 0;
			assert_int_equal(positive, 1);
		}
	}
	problem_release(&p);
}

static void test_probes(void **state)
{
	struct levels l = levels(1, 5, 0);
	uint32_t train[ROWS], test[ROWS];
	struct err err = ERR_INIT;
	struct dataset *d = imbalanced();
	struct problem p;
	size_t ones = 0;
	float weight[2];

	(void)state;
	problem_defaults(&p);
	p.data = d;
	p.loss = LOSS_BCE;
	p.test = .5;
	p.max_probes = 10;
	p.class_weights = 1;
	assert_int_equal(model_parse(&p.model, "dense 1 sigmoid", 1, &err), 0);
	assert_int_equal(problem_init(&p, 1, &l, &err), 0);
	assert_int_equal(p.link, LINK_SIGMOID);
	assert_int_equal(p.model.layer[0].act, ACT_LINEAR);	/* folded into the loss */
	assert_int_equal(p.n_probes, 10);
	problem_split(&p, &l, train, test);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(p.probe[i], test[i * 45 / 10]);
	/* n / (classes * n_class), of the training rows ... */
	for (size_t i = 0; i < p.n_train; i++)
		ones += d->label[train[i]];
	assert_int_not_equal(ones * 10, p.n_train);	/* (these differ from all rows) */
	problem_class_weights(&p, train, weight);
	assert_true(weight[1] == (float)((double)p.n_train / (2. * (double)ones)));
	assert_true(weight[0] == (float)((double)p.n_train / (2. * (double)(p.n_train - ones))));
	/* ... and as at first: 90 / (2 * 9) and 90 / (2 * 81) */
	p.class_weights = CLASS_WEIGHTS_ALL;
	problem_class_weights(&p, train, weight);
	assert_true(weight[1] == 5.0f);
	assert_true(weight[0] == (float)(90. / 162));
	problem_release(&p);
	dataset_unref(d);
}

static void refuse(const char *model, enum loss loss, double test, const char *part)
{
	struct dataset *d = imbalanced();
	struct err err = ERR_INIT;
	struct problem p;

	problem_defaults(&p);
	p.data = d;
	p.loss = loss;
	p.test = test;
	assert_int_equal(model_parse(&p.model, model, 1, &err), 0);
	assert_true(problem_init(&p, 0, NULL, &err) < 0);
	if (!strstr(err.text, part))
		fail_msg("'%s' lacks '%s'", err.text, part);
	dataset_unref(d);
}

static void test_refusals(void **state)
{
	(void)state;
	refuse("dense 2", LOSS_BCE, 0, "end it with dense 1");
	refuse("dense 1", LOSS_CROSS_ENTROPY, 0, "try loss bce");
	refuse("dense 1", LOSS_MSE, .999, "leaves no row");
	refuse("conv1d 2 5, dense 1", LOSS_MSE, 0, "does not fit");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split), cmocka_unit_test(test_stratified_split),
		cmocka_unit_test(test_order), cmocka_unit_test(test_stratified_order),
		cmocka_unit_test(test_probes), cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests_name("problem", tests, NULL, NULL);
}
