/*
 * test_engine_schedule.c - rates over a run, means of the weights and early ends, by the
 * weights that a trainer shows after each update: the means are made again here in double, rates
 * are libm's, and a run that ends early is the beginning of one that does not.
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

enum { ROWS = 30, BATCH = 7, EPOCHS = 6, PER_EPOCH = 5 };

static void start(struct problem *p, const struct levels *lv, double test)
{
	util_start(p, util_data(DATA_REGRESSION, ROWS, 1, 1, 4, 1, 3), "dense 6 tanh, dense 1", LOSS_MSE);
	p->epochs = EPOCHS;
	p->test = test;
	p->optim[OPTIM_MOMENTUM].lr = .05;
	p->optim[OPTIM_SGD].lr = .1;
	util_ready(p, lv);
}

/* ---- rates ---- */

static void test_factors(void **state)
{
	(void)state;
	static const enum schedule all[] = { SCHEDULE_CONSTANT, SCHEDULE_COSINE, SCHEDULE_LINEAR, SCHEDULE_STEP };
	struct problem p;

	problem_defaults(&p);
	p.optim[OPTIM_ADAM].lr = .001;
	for (size_t s = 0; s < 4; s++)
		for (uint64_t warmup = 0; warmup < 12; warmup += 4)
			for (uint64_t u = 1; u <= 40; u++) {
				double x = (double)(u - 1 - warmup) / (double)(40 - warmup), want = 1;

				p.schedule = all[s];
				p.warmup = warmup;
				if (u <= warmup)
					want = (double)u / (double)warmup;
				else if (all[s] == SCHEDULE_COSINE)
					want = .5 + .5 * cos(3.14159265358979323846 * x);
				else if (all[s] == SCHEDULE_LINEAR)
					want = 1 - x;
				else if (all[s] == SCHEDULE_STEP)
					want = x >= .75 ? .01 : x >= .5 ? .1 : 1;
				if (!(fabs(problem_optim(&p, OPTIM_ADAM, u, 40).lr - .001 * want) < 1e-17))
					fail_msg("%s, warm-up %d, update %d", schedule_name(all[s]), (int)warmup, (int)u);
			}
	assert_int_equal(schedule_find("cosine"), SCHEDULE_COSINE);
	assert_int_equal(schedule_find("cos"), SCHEDULE_COUNT);
}

/*
 * Full batches in the data's order: an update of sgd is w - lr g(w), whichever update it is.  So
 * each step of a schedule is the step of a trainer with that rate from the same weights.
 */
static void test_rates_are_used(void **state)
{
	(void)state;
	struct levels lv = util_levels(0, OPTIM_SGD);
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t engines = util_engines(e);

	lv.off |= 1u << SOURCE_BATCH | 1u << SOURCE_SHUFFLE;
	for (size_t i = 0; i < engines; i++) {
		struct problem p, q;
		struct trainer *t;
		size_t n;
		float *w, *v;

		start(&p, &lv, 0);
		p.schedule = SCHEDULE_COSINE;
		p.warmup = 2;
		t = util_trainer(&p, &e[i], &lv);
		n = p.model.n_params;
		w = xcalloc(2 * n, sizeof *w);
		v = w + n;
		trainer_begin(t, &lv, 1);
		for (uint64_t u = 1; u <= EPOCHS; u++) {
			struct trainer *one;
			double x = (double)(u - 3) / 4;

			start(&q, &lv, 0);
			q.optim[OPTIM_SGD].lr = .1 * (u <= 2 ? (double)u / 2 : (1 + cos(3.14159265358979323846 * x)) / 2);
			one = util_trainer(&q, &e[i], &lv);
			trainer_begin(one, &lv, 1);
			trainer_params(t, 0, w);
			trainer_set_params(one, 0, w);
			trainer_advance(one, 1);
			trainer_advance(t, 1);
			trainer_params(one, 0, v);
			trainer_params(t, 0, w);
			assert_true(util_distancef(w, v, n) <= 1e-7);
			trainer_free(one);
			problem_release(&q);
		}
		free(w);
		trainer_free(t);
		problem_release(&p);
	}
}

/* ---- means ---- */

/* What the weights of each update become. */
struct mean { double a[64]; size_t n, taken; };

static void test_means(void **state)
{
	(void)state;
	struct levels lv = util_levels(BATCH, OPTIM_MOMENTUM);
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t engines = util_engines(e);

	for (size_t i = 0; i < engines; i++)
		for (int kind = AVERAGE_EMA; kind < AVERAGE_COUNT; kind++) {
			struct problem p, plain;
			struct trainer *t, *same;
			struct mean m = { .n = 0 };
			float w[64], end[64];
			struct result r, s;
			int more = 1;

			start(&p, &lv, .2);
			start(&plain, &lv, .2);
			p.average = (enum average)kind;
			p.decay = .8;
			p.last = 2;
			m.n = p.model.n_params;
			assert_true(m.n <= 64);
			/* the same training without a mean shows the weights */
			same = util_trainer(&plain, &e[i], &lv);
			trainer_begin(same, &lv, 1);
			for (uint64_t u = 1; more; u++) {
				more = trainer_advance(same, 1);
				trainer_params(same, 0, w);
				if (kind == AVERAGE_LAST && (u % 4 || u / 4 <= EPOCHS - 2))
					continue;	/* 24 rows in sevens: four updates an epoch */
				m.taken++;
				for (size_t k = 0; k < m.n; k++)
					m.a[k] = m.taken == 1 ? w[k] : kind == AVERAGE_EMA ? .8 * m.a[k] + .2 * w[k]
						: m.a[k] + (w[k] - m.a[k]) / (double)m.taken;
			}
			assert_int_equal(m.taken, kind == AVERAGE_EMA ? 4 * EPOCHS : 2);
			t = util_trainer(&p, &e[i], &lv);
			trainer_begin(t, &lv, 1);
			trainer_advance(t, 0);
			trainer_params(t, 0, end);
			assert_true(util_distance(end, m.a, m.n) < 1e-6);
			assert_true(util_distancef(end, w, m.n) > 1e-4);	/* and not the last ones */
			/* training shows nothing of it; what it is worth is that of the mean */
			trainer_result(t, 0, &r);
			trainer_result(same, 0, &s);
			assert_memory_equal(r.train, s.train, EPOCHS * sizeof *r.train);
			assert_memory_equal(r.test, s.test, EPOCHS * sizeof *r.test);
			assert_true(r.data_loss != s.data_loss);
			trainer_set_params(same, 0, end);
			{
				float loss[16], accuracy[16];	/* of all lanes */

				trainer_judge(same, loss, accuracy);
				assert_true(fabsf(loss[0] - r.data_loss) <= 1e-6f * fabsf(loss[0]));
			}
			trainer_free(t);
			trainer_free(same);
			problem_release(&p);
			problem_release(&plain);
		}
}

/* ---- patience ---- */

static void test_patience(void **state)
{
	(void)state;
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t engines = util_engines(e), early = 0;

	for (size_t i = 0; i < engines; i++)
		for (uint32_t seed = 0; seed < 12; seed++)
			for (uint32_t patience = 1; patience < 4; patience += 2) {
				struct levels lv = util_levels(BATCH, OPTIM_SGD);
				struct problem p, plain;
				struct trainer *t, *whole;
				struct result r, s;
				uint32_t end = 0, since = 0;
				float least = INFINITY;

				lv.v[SOURCE_INIT] = seed;
				start(&p, &lv, .3);
				start(&plain, &lv, .3);
				p.epochs = plain.epochs = 40;
				p.patience = patience;
				whole = util_trainer(&plain, &e[i], &lv);
				trainer_begin(whole, &lv, 1);
				trainer_advance(whole, 0);
				trainer_result(whole, 0, &s);
				while (end < 40 && since < patience) {
					since = s.test[end] < least ? 0 : since + 1;
					least = fminf(least, s.test[end]);
					end++;
				}
				t = util_trainer(&p, &e[i], &lv);
				trainer_begin(t, &lv, 1);
				trainer_advance(t, 0);
				trainer_result(t, 0, &r);
				assert_int_equal(r.epochs, end);
				assert_memory_equal(r.train, s.train, end * sizeof *r.train);
				assert_memory_equal(r.test, s.test, end * sizeof *r.test);
				assert_true(r.data_loss == s.test[end - 1]);
				early += end < 40;
				trainer_free(t);
				trainer_free(whole);
				problem_release(&p);
				problem_release(&plain);
			}
	assert_true(early > engines);	/* else there was nothing to see */
}

/* What cannot be is refused. */
static void test_refused(void **state)
{
	(void)state;
	struct levels lv = util_levels(BATCH, OPTIM_SGD);
	struct problem p;

	util_start(&p, util_data(DATA_REGRESSION, ROWS, 1, 1, 4, 1, 3), "dense 1", LOSS_MSE);
	p.patience = 2;
	assert_true(problem_init(&p, 0, &lv, NULL) < 0);	/* nothing to wait for */
	p.test = .2;
	p.average = AVERAGE_LAST;
	p.last = 2;
	assert_true(problem_init(&p, 0, &lv, NULL) < 0);	/* the last of how many? */
	p.average = AVERAGE_EMA;
	p.decay = .9;
	assert_int_equal(problem_init(&p, 0, &lv, NULL), 0);
	dataset_unref(p.data);
	problem_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_factors), cmocka_unit_test(test_rates_are_used), cmocka_unit_test(test_means),
		cmocka_unit_test(test_patience), cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
