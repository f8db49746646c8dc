/*
 * test_who.c - which cases differ: figures of who.py (NumPy, all pairs of runs), and plans whose
 * flips are known in closed form.
 */
#include "plan.h"
#include "stat/who.h"

enum { RUNS = 23, PROBES = 17, CLASSES = 3 };

static void feed_classes(struct stats *s)
{
	for (size_t r = 0; r < RUNS; r++) {
		float pred[PROBES * CLASSES], right = 0;
		struct sample run;

		for (size_t p = 0; p < PROBES; p++) {
			size_t best = 0;

			for (size_t c = 0; c < CLASSES; c++) {
				double x = .3 * sin(1 + 2.3 * (double)(p * (c + 1)))
					+ (.04 + .06 * (double)(p % 5)) * cos(7.1 * (double)((r + 9) % RUNS) + 3.7 * (double)(p * c) + (double)c);

				pred[p * CLASSES + c] = (float)x;
				best = pred[p * CLASSES + c] > pred[p * CLASSES + best] ? c : best;
			}
			right += best == 3 * p % CLASSES;
		}
		run = make_run(r, pred, PROBES * CLASSES);
		run.data_accuracy = right / PROBES;
		run.data_loss = 1 + (float)(5 * r % 7) / 8;
		run.constant_loss = 9;
		run.constant_accuracy = 0;
		stats_add(s, &run);
	}
}

static void test_classes(void **state)
{
	(void)state;
	static const size_t order[] = { 11, 9, 0, 14, 8, 4, 3, 13, 2 };
	static const double flips[] = { .687747035573, .656126482213, .656126482213, .513833992095 };
	static const double sd[] = { .072278049700, .202377550245, .028918432158, .202545770337 };
	static const double wrong[] = { 17 / 23., 13 / 23., 13 / 23., 10 / 23. };
	uint32_t label[PROBES];
	struct dataset d;
	struct problem p = make_problem(&d, DATA_CLASSES, PROBES, CLASSES);
	struct who w;
	struct stats *s;
	double mean = 0;

	for (size_t i = 0; i < PROBES; i++)
		label[i] = 3 * i % CLASSES;
	d.label = label;
	s = stats_new(&p);
	assert_int_equal(who_new(&w, s), 0);	/* no runs */
	who_release(&w);
	feed_classes(s);
	assert_int_equal(who_new(&w, s), 1);
	assert_int_equal(w.n, PROBES);
	assert_int_equal(w.runs, RUNS);
	assert_int_equal(w.differ, 8);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		assert_int_equal(w.row[i].probe, order[i]);
	for (size_t i = 0; i < 4; i++) {
		assert_near(w.row[i].flips, flips[i], 1e-12);
		assert_near(w.row[i].sd, sd[i], 1e-7);
		assert_near(w.row[i].wrong, wrong[i], 1e-12);
	}
	for (size_t i = 0; i < w.n; i++) {
		size_t classes, votes = 0;
		const uint32_t *v = who_votes(s, w.row[i].probe, &classes);

		for (size_t k = 0; k < classes; k++)
			votes += v[k];
		assert_int_equal(votes, RUNS);
		mean += w.row[i].flips / PROBES;
	}
	assert_near(mean, .254359451290, 1e-12);
	assert_near(stats_churn(s).mean, mean, 1e-12);	/* the same by another name */
	assert_near(who_share(&w, 2), .310786106033, 1e-12);
	assert_near(who_share(&w, 5), .694698354662, 1e-12);
	assert_near(who_share(&w, 8), 1, 1e-12);
	assert_int_equal(who_truth(s, 4), 0);
	who_release(&w);
	stats_free(s);
}

/* Ambiguity and discrepancy, as who.py has them. */
static void test_close(void **state)
{
	(void)state;
	static const struct { double tolerance, ambiguity, discrepancy; size_t best, runs; } t[] = {
		{ 0.08, 0.058823529412, 0.058823529412, 14, 4 }, { 0.2, 0.294117647059, 0.235294117647, 14, 9 }, 
	};
	uint32_t label[PROBES];
	struct dataset d;
	struct problem p = make_problem(&d, DATA_CLASSES, PROBES, CLASSES);
	struct stats *s;
	struct who_close c;

	for (size_t i = 0; i < PROBES; i++)
		label[i] = 3 * i % CLASSES;
	d.label = label;
	s = stats_new(&p);
	assert_int_equal(who_close(s, .01, &c), 0);
	feed_classes(s);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		assert_int_equal(who_close(s, t[i].tolerance, &c), 1);
		assert_int_equal(c.best, t[i].best);
		assert_int_equal(c.runs, t[i].runs);
		assert_int_equal(c.of, RUNS);
		assert_near(c.ambiguity, t[i].ambiguity, 1e-12);
		assert_near(c.discrepancy, t[i].discrepancy, 1e-12);
	}
	stats_free(s);
}

static void test_regression(void **state)
{
	(void)state;
	static const size_t order[] = { 13, 6, 5, 12 };
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, PROBES, 1);
	struct stats *s = stats_new(&p);
	struct who_close c;
	struct who w;
	uint32_t bin[4], in = 0;
	double lo, hi;

	for (size_t r = 0; r < RUNS; r++) {
		float pred[PROBES];
		struct sample run;

		for (size_t i = 0; i < PROBES; i++)
			pred[i] = (float)(sin((double)i) + .01 * (double)(i % 7) * cos(2.9 * (double)r + (double)i));
		run = make_run(r, pred, PROBES);
		stats_add(s, &run);
	}
	assert_int_equal(who_new(&w, s), 1);
	assert_int_equal(w.differ, 14);		/* three do not move at all */
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(w.row[i].probe, order[i]);
	assert_near(w.row[0].sd, .044032975490, 1e-9);
	assert_true(isnan(w.row[0].flips) && isnan(w.row[0].wrong));
	assert_near(who_share(&w, 3), .514178573599, 1e-8);
	assert_int_equal(who_close(s, .01, &c), 0);
	who_hist(s, 13, 0, &lo, &hi, bin, 4);
	for (int i = 0; i < 4; i++)
		in += bin[i];
	assert_int_equal(in, RUNS);
	assert_true(lo < hi && bin[0] && bin[3]);
	who_hist(s, 0, 0, &lo, &hi, bin, 4);	/* where all are the same */
	assert_int_equal(bin[0] + bin[1] + bin[2] + bin[3], RUNS);
	assert_true(hi > lo);
	who_release(&w);
	stats_free(s);
}

/* Nothing differs: nothing is shared out. */
static void test_same(void **state)
{
	(void)state;
	struct dataset d;
	struct problem p = make_problem(&d, DATA_BINARY, 3, 1);
	struct stats *s = stats_new(&p);
	const float pred[3] = { .1f, .5f, .9f };
	struct who w;

	for (size_t r = 0; r < 5; r++) {
		struct sample run = make_run(r, pred, 3);

		stats_add(s, &run);
	}
	assert_int_equal(who_new(&w, s), 1);
	assert_int_equal(w.differ, 0);
	assert_true(isnan(who_share(&w, 1)));
	assert_near(w.row[0].flips, 0, 0);
	who_release(&w);
	stats_free(s);
}

/* ---- which source ---- */

static const enum source two[2] = { SOURCE_INIT, SOURCE_SHUFFLE };

/*
 * Probe 0 says yes where u0 < .3, probe 1 where u1 < .1, probe 2 where one of these holds
 * and the other does not, probe 3 always: rerolling u0 turns 0 and 2 over in
 * 2 .3 .7 = .42 of cases, u1 turns 1 and 2 over in 2 .1 .9 = .18.
 */
static void votes(const uint32_t *seed, size_t k, float *pred)
{
	int a = plan_unit(seed[0]) < .3, b = plan_unit(seed[1]) < .1;

	(void)k;
	pred[0] = a ? .8f : .2f;
	pred[1] = b ? .6f : .4f;
	pred[2] = a != b ? 1 : 0;
	pred[3] = a ? .9f : .8f;
}

static void test_flips_by_source(void **state)
{
	(void)state;
	static const double truth[4][2] = { { .42, 0 }, { 0, .18 }, { .42, .18 }, { 0, 0 } };
	struct attribute *a = attribute_new(two, 2, 4);
	struct probe_effect e[2];

	attribute_probes(a, 1, 1);
	assert_int_equal(attribute_at_probe(a, 0, e), 0);
	plan_feed(a, votes, 2, 4, 0, 8000, 3);
	for (size_t j = 0; j < 4; j++) {
		assert_int_equal(attribute_at_probe(a, j, e), 8000);
		for (int i = 0; i < 2; i++) {
			assert_int_equal(e[i].source, two[i]);
			assert_near(e[i].effect, truth[j][i], 4 * sqrt(truth[j][i] * (1 - truth[j][i]) / 8000));
			assert_int_equal(e[i].leads, truth[j][i] > 0 && truth[j][i] >= truth[j][!i]);
		}
	}
	assert_int_equal(attribute_at_probe(a, 4, e), 0);
	attribute_free(a);
}

/* 2 u + v at one probe, v and u alike at another: V_T 4 and 1, 1 and 1. */
static void normals(const uint32_t *seed, size_t k, float *pred)
{
	(void)k;
	pred[0] = (float)(2 * plan_normal(seed[0], 0) + plan_normal(seed[1], 0));
	pred[1] = (float)(plan_normal(seed[0], 1) + plan_normal(seed[1], 1));
}

static void test_variance_by_source(void **state)
{
	(void)state;
	struct attribute *a = attribute_new(two, 2, 2);
	struct probe_effect e[2];

	attribute_probes(a, 1, 0);
	plan_feed(a, normals, 2, 2, 0, 4000, 4);
	assert_int_equal(attribute_at_probe(a, 0, e), 4000);
	/* d^2 / 2 of a normal difference with variance 2 V: mean V, sd V sqrt 2 */
	assert_near(e[0].effect, 4, 4 * 4 * sqrt(2 / 4000.));
	assert_near(e[1].effect, 1, 4 * sqrt(2 / 4000.));
	assert_near(e[0].se, 4 * sqrt(2 / 4000.), .02);
	assert_true(e[0].leads && !e[1].leads);
	attribute_at_probe(a, 1, e);
	assert_true(e[0].leads && e[1].leads);	/* neither for certain */
	attribute_free(a);
}

/* Of few rows none leads where both might. */
static void test_few_rows(void **state)
{
	(void)state;
	size_t alone = 0;

	for (uint32_t i = 0; i < 200; i++) {
		struct attribute *a = attribute_new(two, 2, 2);
		struct probe_effect e[2];

		attribute_probes(a, 1, 0);
		plan_feed(a, normals, 2, 2, 0, 20, 100 + i);
		attribute_at_probe(a, 1, e);
		alone += e[0].leads != e[1].leads;
		attribute_free(a);
	}
	assert_true(alone <= 8);	/* 5 % at most are wrong, and the bound is a wide one */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classes), cmocka_unit_test(test_close),
		cmocka_unit_test(test_regression), cmocka_unit_test(test_same),
		cmocka_unit_test(test_flips_by_source), cmocka_unit_test(test_variance_by_source),
		cmocka_unit_test(test_few_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
