/*
 * test_engine_reference.c - both engines against trajectories recorded from an
 * independent implementation in double precision (reference/trajectories.py):
 * 200 updates of every optimizer, loss, activation and layer, with dropout
 * masks, shuffles, splits and initial weights redone there from num/rng.h.
 *
 * Initial weights, curves, every batch loss, final parameters, predictions, the data
 * loss after training, the constant answer's and R2
 * must agree within TOLERANCE relative to the largest figure of the array (at least 1).
 * float32 against float64 over 200 updates differs by 2e-6 at most here; a
 * wrong formula differs by 1e-2 and more.
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

#define TOLERANCE 1e-5
#define UPDATES 200
#define MIN_CASES 71

enum { W0, BATCH_LOSS, TRAIN, TEST, ACCURACY, W, PREDICTIONS, AFTER, CONSTANT, R2,
       N_ARRAYS };
static const char *const array_names[N_ARRAYS] = {
	"w0", "batch_loss", "train", "test", "accuracy", "w", "predictions",
	"after", "constant", "r2",
};

struct array { size_t n; double *v; };

struct recorded {
	char name[80];
	struct problem p;
	struct levels lv;
	struct array a[N_ARRAYS];
};

/* The rest of the line after a keyword. */
static void rest(FILE *f, const char *key, char *buf, int size)
{
	char word[32];

	assert_int_equal(fscanf(f, "%31s", word), 1);
	assert_string_equal(word, key);
	assert_int_equal(fgetc(f), ' ');
	assert_non_null(fgets(buf, size, f));
	buf[strcspn(buf, "\n")] = 0;
}

static void read_array(FILE *f, const char *key, struct array *a)
{
	char buf[40];

	rest(f, key, buf, sizeof buf);
	a->n = strtoul(buf, NULL, 10);
	assert_true(a->n < 100000);
	a->v = xcalloc(a->n, sizeof *a->v);
	for (size_t i = 0; i < a->n; i++)
		assert_int_equal(fscanf(f, "%lf", &a->v[i]), 1);
}

static enum data_kind data_kind_of(const char *word)
{
	if (!strcmp(word, "regression"))
		return DATA_REGRESSION;
	return !strcmp(word, "binary") ? DATA_BINARY : DATA_CLASSES;
}

static void read_optimizer(struct recorded *r, char *text)
{
	struct err err = ERR_INIT;
	char *save, *word = strtok_r(text, " ", &save);
	enum optim_kind k = optim_find(word);

	assert_int_not_equal(k, OPTIM_COUNT);
	r->lv.v[SOURCE_OPTIMIZER] = k;
	while ((word = strtok_r(NULL, " ", &save))) {
		char *eq = strchr(word, '=');

		assert_non_null(eq);
		*eq = 0;
		if (optim_set(&r->p.optim[k], word, eq + 1, &err))
			fail_msg("%s", err.text);
	}
}

static void read_levels(struct recorded *r, const char *text)
{
	static const enum source order[] = {
		SOURCE_INIT, SOURCE_SHUFFLE, SOURCE_DROPOUT, SOURCE_SPLIT, SOURCE_ROUNDING,
	};
	char *end;

	r->lv.off = 1u << SOURCE_NUDGE;
	for (size_t i = 0; i < 5; i++) {
		long v = strtol(text, &end, 10);

		assert_ptr_not_equal(text, end);
		text = end;
		if (v < 0)
			r->lv.off |= 1u << order[i];
		else
			r->lv.v[order[i]] = (uint32_t)v;
	}
}

/* False at the end of the file. */
static int read_case(FILE *f, struct recorded *r)
{
	char buf[256], model[256], word[32];
	unsigned rows, h, w, c, outputs, seed, batch;
	double delta, l2, test;
	int weighted, ch;
	char last[8], standardize[8];

	memset(r, 0, sizeof *r);
	while ((ch = fgetc(f)) == '\n')
		;
	if (ch == EOF)
		return 0;
	ungetc(ch, f);
	rest(f, "case", r->name, sizeof r->name);
	rest(f, "data", buf, sizeof buf);
	assert_int_equal(sscanf(buf, "%31s %u %u %u %u %u %u", word, &rows, &h, &w,
				&c, &outputs, &seed), 7);
	rest(f, "model", model, sizeof model);
	util_start(&r->p, util_data(data_kind_of(word), rows, h, w, c, outputs, seed),
		   model, LOSS_MSE);
	rest(f, "init", buf, sizeof buf);
	r->p.model.init = init_find(buf);
	assert_int_not_equal(r->p.model.init, INIT_COUNT);
	rest(f, "loss", buf, sizeof buf);
	assert_int_equal(sscanf(buf, "%31s %lf", word, &delta), 2);
	r->p.loss = loss_find(word);
	r->p.huber_delta = (float)delta;
	rest(f, "optimizer", buf, sizeof buf);
	read_optimizer(r, buf);
	rest(f, "options", buf, sizeof buf);
	assert_int_equal(sscanf(buf, "%u %lf %lf %d %7s %7s", &batch, &l2, &test, &weighted, last,
				standardize), 6);
	r->p.standardize = standardize_find(standardize);
	assert_int_not_equal(r->p.standardize, STANDARDIZE_COUNT);
	r->p.remainder = remainder_find(last);
	assert_int_not_equal(r->p.remainder, REMAINDER_COUNT);
	r->p.l2 = (float)l2;
	r->p.test = test;
	r->p.class_weights = weighted;
	r->p.budget = BUDGET_UPDATES;
	r->p.updates = UPDATES;
	rest(f, "levels", buf, sizeof buf);
	read_levels(r, buf);
	r->lv.v[SOURCE_BATCH] = batch;
	for (int i = 0; i < N_ARRAYS; i++)
		read_array(f, array_names[i], &r->a[i]);
	assert_int_equal(fscanf(f, "%31s", word), 1);
	assert_string_equal(word, "end");
	util_ready(&r->p, &r->lv);
	assert_int_equal(r->a[BATCH_LOSS].n, UPDATES);
	assert_int_equal(r->a[W].n, r->p.model.n_params);
	return 1;
}

static void compare(const struct recorded *r, const char *engine, int which,
		    const float *got)
{
	const struct array *a = &r->a[which];
	double scale = fmax(1, util_greatest(a->v, a->n));
	double d = util_distance(got, a->v, a->n);

	if (d > TOLERANCE * scale)
		fail_msg("%s, %s: %s differs by %g (allowed %g)", r->name, engine,
			 array_names[which], d, TOLERANCE * scale);
}

static void train(const struct recorded *r, const struct util_engine *e)
{
	struct trainer *t = util_trainer(&r->p, e, &r->lv);
	size_t lane = trainer_lanes(t) - 1, n = r->p.model.n_params;
	float *w = xcalloc(n, sizeof *w), loss[UPDATES];
	struct levels *lv = xcalloc(lane + 1, sizeof *lv);
	struct progress at;
	struct result res;
	int more = 1;

	/* The recorded run in the last lane, other runs beside it. */
	for (size_t i = 0; i <= lane; i++) {
		lv[i] = r->lv;
		if (i < lane)
			lv[i].v[SOURCE_INIT] += (uint32_t)(100 + i);
	}
	trainer_begin(t, lv, lane + 1);
	trainer_params(t, lane, w);
	compare(r, e->name, W0, w);
	for (size_t i = 0; i < UPDATES; i++) {
		assert_int_equal(more, 1);
		more = trainer_advance(t, 1);
		trainer_progress(t, lane, &at);
		assert_int_equal(at.updates, i + 1);
		loss[i] = at.batch_loss;
	}
	assert_int_equal(more, 0);
	compare(r, e->name, BATCH_LOSS, loss);
	trainer_params(t, lane, w);
	compare(r, e->name, W, w);
	trainer_result(t, lane, &res);
	assert_int_equal(res.epochs, r->a[TRAIN].n);
	assert_int_equal(res.updates, UPDATES);
	assert_int_equal(res.diverged, 0);
	compare(r, e->name, TRAIN, res.train);
	compare(r, e->name, PREDICTIONS, res.pred);
	assert_int_equal(res.test != NULL, r->a[TEST].n != 0);
	if (res.test)
		compare(r, e->name, TEST, res.test);
	assert_int_equal(res.acc != NULL, r->a[ACCURACY].n != 0);
	if (res.acc)
		compare(r, e->name, ACCURACY, res.acc);
	compare(r, e->name, AFTER, (const float[]){ res.data_loss, res.data_accuracy });
	compare(r, e->name, CONSTANT, (const float[]){ res.constant_loss, res.constant_accuracy });
	assert_int_equal(isnan(res.data_accuracy), r->a[AFTER].n == 1);
	assert_int_equal(isnan(res.constant_accuracy), r->a[CONSTANT].n == 1);
	assert_int_equal(res.r2 != NULL, r->a[R2].n != 0);
	if (res.r2)
		compare(r, e->name, R2, res.r2);
	free(lv);
	free(w);
	trainer_free(t);
}

static void every_case(const struct util_engine *e)
{
	const char *dir = getenv("srcdir");
	char path[4096];
	struct recorded r;
	size_t cases = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/num/reference/trajectories.txt",
		 dir ? dir : ".");
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s cannot be read", path);
	for (; read_case(f, &r); cases++) {
		train(&r, e);
		for (int i = 0; i < N_ARRAYS; i++)
			free(r.a[i].v);
		problem_release(&r.p);
	}
	fclose(f);
	assert_true(cases >= MIN_CASES);
}

static void test_blis(void **state)
{
	struct util_engine e[UTIL_MAX_ENGINES];

	(void)state;
	util_engines(e);
	every_case(&e[0]);
}

static void test_lanes(void **state)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t n = util_engines(e);

	(void)state;
	for (size_t i = 1; i < n; i++)
		every_case(&e[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blis),
		cmocka_unit_test(test_lanes),
	};

	engine_setup();
	return cmocka_run_group_tests_name("engine reference", tests, NULL, NULL);
}
