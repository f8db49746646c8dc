/*
 * test_scores.c - scores against scikit-learn's (reference/scores.py), AUC against counting
 * pairs, and the engines' against those of their predictions: of all rows that judge, also
 * where the probes are fewer.
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

static void near(const char *what, double got, double want, double tolerance)
{
	if (isnan(got) != isnan(want) || fabs(got - want) > tolerance * fmax(1, fabs(want)))
		fail_msg("%s: %.9g where %.9g was expected", what, got, want);
}

/* ---- cases of the reference ---- */

struct numbers { float *v; size_t n; };

static struct numbers read_numbers(FILE *f, const char *name)
{
	struct numbers x = { NULL, 0 };
	char word[40];

	assert_int_equal(fscanf(f, " %39s %zu", word, &x.n), 2);
	assert_string_equal(word, name);
	x.v = xcalloc(x.n + 1, sizeof *x.v);
	for (size_t i = 0; i < x.n; i++)
		assert_int_equal(fscanf(f, "%f", &x.v[i]), 1);
	return x;
}

static void start(struct problem *p, enum data_kind kind, enum loss loss, const float *y, size_t rows, size_t outputs)
{
	static const uint32_t shape[3] = { 1, 1, 1 };
	float *x = xcalloc(rows, sizeof *x), *all = xcalloc(rows * outputs, sizeof *all);
	char model[32];

	for (size_t i = 0; i < rows; i++)
		x[i] = (float)i;
	if (kind == DATA_CLASSES)
		for (size_t i = 0; i < rows; i++)
			all[i * outputs + (size_t)y[i]] = 1;
	else
		memcpy(all, y, rows * outputs * sizeof *all);
	snprintf(model, sizeof model, "dense %zu", outputs);
	util_start(p, dataset_new("y", kind, rows, shape, outputs, x, all), model, loss);
	p->max_probes = rows;
	free(x);
	free(all);
}

static void compare(const char *name, struct problem *p, const struct numbers *pred,
		    const struct numbers *want, const struct numbers *r2)
{
	struct levels lv = util_levels(4, OPTIM_SGD);
	struct scorer *s = scorer_new(p);
	float got[8], explained[8], loss, accuracy;

	assert_true(scorer_at_probes(s));
	assert_int_equal(scores_count(p), want->n);
	for (int recorded = 0; recorded < 2; recorded++) {
		assert_true(recorded ? scorer_recorded(s, &lv, pred->v, got) : scorer_run(s, p->judge, pred->v, 0, got));
		for (size_t i = 0; i < want->n; i++)
			near(name, (double)got[i], (double)want->v[i], 2e-7 * fmin(1, fabs((double)want->v[i])));
	}
	assert_int_equal(!isnan(got[SCORE_BALANCED]), scores_has(p, SCORE_BALANCED));
	assert_true(isnan(got[SCORE_AUC]) || scores_has(p, SCORE_AUC));
	problem_judge(p, &lv, pred->v, &loss, &accuracy, explained);
	for (size_t o = 0; o < r2->n; o++)
		near(name, (double)explained[o], (double)r2->v[o], 1e-6);
	pred->v[0] = NAN;	/* a run that diverged has none */
	assert_true(scorer_run(s, p->judge, pred->v, 0, got));
	for (size_t i = 0; i < want->n; i++)
		assert_true(isnan(got[i]));
	scorer_free(s);
}

static void test_reference(void **state)
{
	char path[4096], name[80], kind[20], loss[20];
	size_t rows, outputs, cases = 0;
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/num/reference/scores.txt", getenv("srcdir") ? getenv("srcdir") : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while (fscanf(f, " case %79[^\n] data %19s %19s %zu %zu", name, kind, loss, &rows, &outputs) == 5) {
		struct numbers y = read_numbers(f, "y"), pred = read_numbers(f, "pred");
		struct numbers want = read_numbers(f, "scores"), r2 = read_numbers(f, "r2");
		enum data_kind k = kind[0] == 'b' ? DATA_BINARY : kind[0] == 'c' ? DATA_CLASSES : DATA_REGRESSION;
		struct levels lv = util_levels(4, OPTIM_SGD);
		struct problem p;

		start(&p, k, loss_find(loss), y.v, rows, outputs);
		util_ready(&p, &lv);
		compare(name, &p, &pred, &want, &r2);
		problem_release(&p);
		free(y.v);
		free(pred.v);
		free(want.v);
		free(r2.v);
		cases++;
	}
	assert_true(feof(f));
	assert_int_equal(cases, 29);
	fclose(f);
}

/* Every pair counted, ties a half; few different values, so that most of them are ties. */
static void test_auc(void **state)
{
	enum { ROWS = 97 };
	float y[ROWS], pred[ROWS], got[SCORE_MAE];
	uint32_t draw[2 * ROWS];

	(void)state;
	for (uint32_t seed = 0; seed < 40; seed++) {
		struct rng r = rng_stream(seed, RNG_DATA, 7, 0);
		struct levels lv = util_levels(4, OPTIM_SGD);
		double won = 0, pairs = 0;
		struct scorer *s;
		struct problem p;

		rng_fill(&r, 0, draw, 2 * ROWS);
		for (size_t i = 0; i < ROWS; i++) {
			y[i] = (float)(draw[i] >> 31);
			pred[i] = ((float)rng_below(draw[ROWS + i], 3 + seed) - 2) / 7;
		}
		for (size_t i = 0; i < ROWS; i++)
			for (size_t j = 0; j < ROWS; j++) {
				if (y[i] > y[j])
					won += pred[i] > pred[j] ? 1 : pred[i] == pred[j] ? .5 : 0;
				pairs += y[i] > y[j];
			}
		start(&p, DATA_BINARY, LOSS_MSE, y, ROWS, 1);
		util_ready(&p, &lv);
		s = scorer_new(&p);
		scorer_run(s, p.judge, pred, 0, got);
		near("AUC", (double)got[SCORE_AUC], won / pairs, 1e-7);
		scorer_free(s);
		problem_release(&p);
	}
}

/* ---- the engines ---- */

static void train(const struct problem *p, const struct util_engine *e, const struct levels *lv,
		  float *scores, float *pred)
{
	struct trainer *t = util_trainer(p, e, lv);
	struct result r;

	trainer_begin(t, lv, 1);
	trainer_advance(t, 0);
	trainer_result(t, 0, &r);
	assert_int_equal(r.n_scores, scores_count(p));
	memcpy(scores, r.scores, r.n_scores * sizeof *scores);
	if (pred)
		memcpy(pred, r.pred, p->n_pred * sizeof *pred);
	trainer_free(t);
}

/* A quarter of the probes: the scores stay those of all rows that judge. */
static void engines_agree(enum data_kind kind, enum loss loss, size_t outputs, double test, uint32_t split, int known)
{
	static const char *const model[] = { "dense 6 tanh, dense 1", "dense 6 tanh, dense 2",
					     "dense 6 tanh, dense 3" };
	enum { ROWS = 60 };
	struct levels lv = util_levels(8, OPTIM_ADAM);
	struct util_engine e[UTIL_MAX_ENGINES];
	float first[8];

	lv.v[SOURCE_SPLIT] = split;
	lv.off &= ~(1u << SOURCE_SPLIT);
	for (size_t i = 0, n = util_engines(e); i < n; i++) {
		float scores[2][8], again[8], pred[ROWS * 3];

		for (int few = 0; few < 2; few++) {
			struct problem p;
			struct err err = ERR_INIT;
			struct scorer *s;

			util_start(&p, util_data(kind, ROWS, 1, 1, 4, outputs, 3), model[outputs - 1], loss);
			p.test = test;
			p.optim[OPTIM_ADAM].lr = .02;
			p.standardize = split == 5 ? STANDARDIZE_ALL : STANDARDIZE_OFF;
			p.max_probes = few ? 5 : ROWS;
			assert_int_equal(problem_init(&p, known, &lv, &err), 0);
			dataset_unref(p.data);	/* the problem has its own */
			train(&p, &e[i], &lv, scores[few], pred);
			s = scorer_new(&p);
			assert_int_equal(scorer_at_probes(s), !few);
			assert_int_equal(scorer_recorded(s, &lv, pred, again), !few);
			for (size_t k = 0; k < scores_count(&p); k++) {
				int has = k < SCORE_MAE ? scores_has(&p, (enum score)k) : 1;

				assert_int_equal(isnan(scores[few][k]), !has);
				assert_int_equal(isnan(again[k]), few || !has);
				if (has && !few)
					assert_memory_equal(&again[k], &scores[0][k], sizeof *again);
				if (has && few)
					near(e[i].name, (double)scores[1][k], (double)scores[0][k], 1e-6);
				if (has && i && !few)
					near(e[i].name, (double)scores[0][k], (double)first[k], 1e-4);
			}
			scorer_free(s);
			problem_release(&p);
		}
		memcpy(first, scores[0], sizeof first);
	}
}

static void test_engines(void **state)
{
	(void)state;
	for (int known = 0; known < 2; known++) {
		engines_agree(DATA_REGRESSION, LOSS_MSE, 2, .25, 4, known);
		engines_agree(DATA_REGRESSION, LOSS_MAE, 3, .25, 5, known);
		engines_agree(DATA_BINARY, LOSS_BCE, 1, .25, 6, known);
		engines_agree(DATA_BINARY, LOSS_MSE, 1, .5, 5, known);
		engines_agree(DATA_CLASSES, LOSS_CROSS_ENTROPY, 3, .3, 7, known);
		engines_agree(DATA_CLASSES, LOSS_MSE, 2, .3, 8, known);
		engines_agree(DATA_REGRESSION, LOSS_HUBER, 1, 0, 9, known);
		engines_agree(DATA_CLASSES, LOSS_CROSS_ENTROPY, 3, 0, 10, known);
	}
}

/* In the data's own units, whatever the training saw: targets a thousand times as large,
 * standardised, have a thousand times the MAE. */
static void test_units(void **state)
{
	enum { ROWS = 40 };
	static const uint32_t shape[3] = { 1, 1, 3 };
	struct levels lv = util_levels(8, OPTIM_ADAM);
	struct util_engine e[UTIL_MAX_ENGINES];

	(void)state;
	for (size_t i = 0, n = util_engines(e); i < n; i++) {
		float scores[2][8];

		for (int large = 0; large < 2; large++) {
			struct dataset *d = util_data(DATA_REGRESSION, ROWS, 1, 1, 3, 1, 8);
			float y[ROWS];
			struct problem p;

			for (size_t r = 0; r < ROWS; r++)
				y[r] = large ? 1024 * d->y[r] : d->y[r];
			util_start(&p, dataset_new("y", DATA_REGRESSION, ROWS, shape, 1, d->x, y), "dense 1", LOSS_MSE);
			dataset_unref(d);
			p.test = .3;
			p.standardize = STANDARDIZE_ALL;
			util_ready(&p, &lv);
			train(&p, &e[i], &lv, scores[large], NULL);
			problem_release(&p);
		}
		near(e[i].name, (double)scores[1][SCORE_MAE], 1024 * (double)scores[0][SCORE_MAE], 1e-4);
	}
}

/* Among the rows that judge: of those of a split that is known. */
static void test_classes(void **state)
{
	static const float y[10] = { 0, 3, 0, 1, 0, 1, 0, 0, 1, 1 };
	struct levels lv = util_levels(4, OPTIM_SGD);
	struct err err = ERR_INIT;
	struct problem p;
	size_t all;

	(void)state;
	for (int known = 0; known < 2; known++) {	/* the split is off: the last four rows */
		start(&p, DATA_CLASSES, LOSS_MSE, y, 10, 4);
		p.test = .4;
		assert_int_equal(problem_init(&p, known, &lv, &err), 0);
		dataset_unref(p.data);
		assert_int_equal(scores_classes(&p, &all), known ? 2 : 0);
		assert_int_equal(all, known ? 3 : 0);
		problem_release(&p);
	}
	start(&p, DATA_CLASSES, LOSS_MSE, y, 10, 4);
	util_ready(&p, &lv);
	assert_int_equal(scores_classes(&p, &all), 3);
	problem_release(&p);
	start(&p, DATA_REGRESSION, LOSS_MSE, y, 10, 1);
	util_ready(&p, &lv);
	assert_int_equal(scores_classes(&p, &all), 0);
	problem_release(&p);
}

static void test_uneven(void **state)
{
	static const struct { float y[9]; int uneven; } of[] = {
		{ { 0, 0, 0, 0, 0, 0, 1, 1, 1 }, 1 }, { { 0, 0, 0, 0, 0, 1, 1, 1, 1 }, 0 },
		{ { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 0 }, { { 0, 1, 2, 0, 1, 2, 0, 1, 2 }, 0 },
		{ { 0, 0, 0, 0, 1, 1, 1, 1, 2 }, 1 }, { { 0, 2, 0, 2, 0, 2, 0, 2, 0 }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		int three = i > 2;
		struct problem p;

		start(&p, three ? DATA_CLASSES : DATA_BINARY, LOSS_MSE, of[i].y, 9, three ? 3 : 1);
		assert_int_equal(dataset_uneven(p.data), of[i].uneven);
		dataset_unref(p.data);
		start(&p, DATA_REGRESSION, LOSS_MSE, of[i].y, 9, 1);
		assert_int_equal(dataset_uneven(p.data), 0);
		dataset_unref(p.data);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reference),
		cmocka_unit_test(test_auc),
		cmocka_unit_test(test_engines),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_uneven),
	};

	return cmocka_run_group_tests_name("scores", tests, NULL, NULL);
}
