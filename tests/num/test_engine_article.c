/*
 * test_engine_article.c - the distribution of prediction differences on the
 * article's example is that of an independent implementation.
 *
 * reference/article_ks.txt holds 100 independent differences that PyTorch
 * gave (reference/article_ks.py): same data, same order of rows, initial
 * weights from the same distribution but another generator.  A two-sample
 * Kolmogorov-Smirnov test at 1 % compares 100 of ours, on both engines.  That the
 * test has teeth is shown by another initialiser, which it must reject.
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

#include "base/err.h"
#include "base/xalloc.h"
#include "engine_util.h"
#include "num/rng.h"

#define PAIRS 100
/* The 1 % point of the Kolmogorov distribution, times sqrt((n + m) / n m). */
#define CRITICAL (1.6276 * sqrt(2. / PAIRS))

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The greatest distance of the two samples' distribution functions; sorts. */
static double ks(double *a, double *b)
{
	double worst = 0;
	size_t i = 0, j = 0;

	qsort(a, PAIRS, sizeof *a, ascending);
	qsort(b, PAIRS, sizeof *b, ascending);
	while (i < PAIRS && j < PAIRS) {
		double x = a[i] < b[j] ? a[i] : b[j];

		while (i < PAIRS && a[i] <= x)
			i++;
		while (j < PAIRS && b[j] <= x)
			j++;
		worst = fmax(worst, fabs((double)i - (double)j) / PAIRS);
	}
	return worst;
}

static void read_reference(double *d)
{
	const char *dir = getenv("srcdir");
	char path[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/num/reference/article_ks.txt",
		 dir ? dir : ".");
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s cannot be read", path);
	assert_int_equal(fscanf(f, "%zu", &n), 1);
	assert_int_equal(n, PAIRS);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(fscanf(f, "%lf", &d[i]), 1);
	fclose(f);
}

static double difference(const float *a, const float *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += fabs((double)a[i] - (double)b[i]);
	return sum / (double)n;
}

static void our_sample(const struct util_engine *e, enum init init, double *d)
{
	struct levels lv = util_levels(32, OPTIM_ADAM), *all;
	struct err err = ERR_INIT;
	struct dataset *data;
	struct trainer *t;
	struct problem p;
	size_t lanes;
	float *pred;

	if (dataset_load(&data, "article", NULL, 0, 1, &err))
		fail_msg("%s", err.text);
	util_start(&p, data, "dense 10 relu, dense 1", LOSS_MSE);
	p.model.init = init;
	lv.v[SOURCE_SHUFFLE] = 42;
	util_ready(&p, &lv);
	assert_int_equal(p.n_pred, 100);
	t = util_trainer(&p, e, &lv);
	lanes = trainer_lanes(t);
	pred = xcalloc(2 * PAIRS * p.n_pred, sizeof *pred);
	all = xcalloc(lanes, sizeof *all);
	for (size_t at = 0; at < 2 * PAIRS; at += lanes) {
		size_t n = 2 * PAIRS - at < lanes ? 2 * PAIRS - at : lanes;
		struct result r;

		for (size_t i = 0; i < n; i++) {
			all[i] = lv;
			all[i].v[SOURCE_INIT] = rng_level(1, SOURCE_INIT, at + i);
		}
		trainer_begin(t, all, n);
		trainer_advance(t, 0);
		for (size_t i = 0; i < n; i++) {
			trainer_result(t, i, &r);
			memcpy(pred + (at + i) * p.n_pred, r.pred, p.n_pred * sizeof *pred);
		}
	}
	for (size_t i = 0; i < PAIRS; i++)
		d[i] = difference(pred + 2 * i * p.n_pred, pred + (2 * i + 1) * p.n_pred,
				  p.n_pred);
	free(pred);
	free(all);
	trainer_free(t);
	problem_release(&p);
}

static double mean(const double *d)
{
	double sum = 0;

	for (size_t i = 0; i < PAIRS; i++)
		sum += d[i];
	return sum / PAIRS;
}

static double compare(const struct util_engine *e, enum init init)
{
	double ours[PAIRS], theirs[PAIRS], d;

	read_reference(theirs);
	our_sample(e, init, ours);
	d = ks(ours, theirs);
	printf("# %s, %s: mean prediction difference %.4f, PyTorch's %.4f; "
	       "KS distance %.3f, critical at 1 %% %.3f\n", e->name,
	       init_name(init), mean(ours), mean(theirs), d, CRITICAL);
	return d;
}

static void test_same_distribution(void **state)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t n = util_engines(e);

	(void)state;
	assert_true(compare(&e[0], INIT_GLOROT_UNIFORM) < CRITICAL);
	assert_true(compare(&e[n - 1], INIT_GLOROT_UNIFORM) < CRITICAL);
}

static void test_other_distribution(void **state)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t n = util_engines(e);

	(void)state;
	assert_true(compare(&e[n - 1], INIT_LECUN_UNIFORM) > CRITICAL);
	assert_true(compare(&e[n - 1], INIT_HE_UNIFORM) > CRITICAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_distribution),
		cmocka_unit_test(test_other_distribution),
	};

	engine_setup();
	return cmocka_run_group_tests_name("engine article", tests, NULL, NULL);
}
