/*
 * test_attribute.c - Sobol indices against functions whose indices are published
 * and crossed designs whose components are chosen.
 */
#include "plan.h"
#include "engine/scores.h"
#include "stat/dist.h"

static const enum source all[SOURCE_SLOTS] = { 0, 1, 2, 3, 4, 5, 6, 7 };

/* The truth lies within `widths` half-widths of the 95 % interval. */
static void near_interval(double truth, double est, double lo, double hi, double widths)
{
	assert_true(lo <= est && est <= hi);
	assert_near(est, truth, widths * (hi - lo) / 2 + 1e-9);
}

/*
 * Ishigami & Homma 1990, a = 7, b = .1: S = .3139 .4424 0,
 * ST = .5576 .4424 .2437, V = 13.8446 (Saltelli et al. 2008, Global
 * Sensitivity Analysis: The Primer).
 */
static void ishigami(const uint32_t *seed, size_t k, float *pred)
{
	double x[3];

	for (size_t i = 0; i < k; i++)
		x[i] = PI * (2 * plan_unit(seed[i]) - 1);
	*pred = (float)(sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + .1 * pow(x[2], 4) * sin(x[0]));
}

static void test_ishigami(void **state)
{
	(void)state;
	static const double first[3] = { .3139, .4424, 0 }, total[3] = { .5576, .4424, .2437 };
	struct attribute *a = attribute_new(all, 3, 1);
	struct effect e[3];
	double v, share, lo, hi;

	plan_feed(a, ishigami, 3, 1, 0, 16384, 1);
	assert_int_equal(attribute_rows(a), 16384);
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, e, &v), 16384);
	assert_near(v, 13.8446, .5);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(e[i].source, all[i]);
		assert_near(e[i].first, first[i], .03);
		assert_near(e[i].total, total[i], .02);
		near_interval(first[i], e[i].first, e[i].first_lo, e[i].first_hi, 1.6);
		near_interval(total[i], e[i].total, e[i].total_lo, e[i].total_hi, 1.6);
		near_interval(total[i] * 13.8446, e[i].vt, e[i].vt_lo, e[i].vt_hi, 1.6);
		assert_near(e[i].only_sd, sqrt(total[i] * 13.8446), .1);
		assert_near(e[i].fixed_sd, sqrt((1 - first[i]) * 13.8446), .1);
	}
	attribute_interaction(a, TARGET_PREDICTION, &share, &lo, &hi);
	near_interval(.2437, share, lo, hi, 1.6);
	/* a target that is twice the prediction has the same shares */
	assert_int_equal(attribute_effects(a, TARGET_TEST_LOSS, e, &v), 16384);
	assert_near(v, 4 * 13.8446, 2);
	assert_near(e[1].total, total[1], .02);
	assert_int_equal(attribute_effects(a, TARGET_ACCURACY, e, &v), 0);
	attribute_free(a);
}

/*
 * Sobol's G with a = (0, 1, 4.5, 9, 99, 99, 99, 99): V_i = 1/3/(1+a_i)^2,
 * V = prod(1 + V_i) - 1 (Saltelli et al. 2010, section 5).
 */
static const double g_a[8] = { 0, 1, 4.5, 9, 99, 99, 99, 99 };

static void sobol_g(const uint32_t *seed, size_t k, float *pred)
{
	double f = 1;

	for (size_t i = 0; i < k; i++)
		f *= (fabs(4 * plan_unit(seed[i]) - 2) + g_a[i]) / (1 + g_a[i]);
	*pred = (float)f;
}

static void test_sobol_g(void **state)
{
	(void)state;
	/* published: .7165 .1791 .0237 .0072 .0001; .7871 .2422 .0343 .0105 .0001 */
	static const double first[5] = { .7165, .1791, .0237, .0072, .0001 };
	static const double total[5] = { .7871, .2422, .0343, .0105, .0001 };
	struct attribute *a = attribute_new(all, 8, 1);
	struct effect e[8];
	double v;

	plan_feed(a, sobol_g, 8, 1, 0, 8192, 2);
	attribute_effects(a, TARGET_PREDICTION, e, &v);
	for (int i = 0; i < 5; i++) {
		near_interval(first[i], e[i].first, e[i].first_lo, e[i].first_hi, 1.6);
		near_interval(total[i], e[i].total, e[i].total_lo, e[i].total_hi, 1.6);
		assert_true(e[i].total_hi - e[i].total_lo < .08);
	}
	attribute_free(a);
}

/*
 * A crossed design of two sources over 10 probes: components 4 and 1 for
 * the main effects, 2 for the interaction; E|p - p'| = 2 sd / sqrt(pi) with sd^2 = V_T.
 */
static void crossed(const uint32_t *seed, size_t k, float *pred)
{
	(void)k;
	for (uint32_t j = 0; j < 10; j++) {
		double u = plan_normal(seed[0], j), v = plan_normal(seed[1], j);
		uint32_t both = seed[0] * 2654435761u ^ seed[1];

		pred[j] = (float)(2 * u + v + sqrt(2) * plan_normal(both, 50 + j));
	}
}

static void test_crossed_components(void **state)
{
	(void)state;
	static const enum source two[2] = { SOURCE_INIT, SOURCE_SHUFFLE };
	struct attribute *a = attribute_new(two, 2, 10);
	struct effect e[2];
	double v, share, lo, hi;

	plan_feed(a, crossed, 2, 10, 0, 3000, 3);
	attribute_effects(a, TARGET_PREDICTION, e, &v);
	assert_near(v, 7, .3);
	assert_near(e[0].vt, 6, .25);
	assert_near(e[1].vt, 3, .12);
	near_interval(4. / 7, e[0].first, e[0].first_lo, e[0].first_hi, 1.6);
	near_interval(1. / 7, e[1].first, e[1].first_lo, e[1].first_hi, 1.6);
	near_interval(6. / 7, e[0].total, e[0].total_lo, e[0].total_hi, 1.6);
	near_interval(3. / 7, e[1].total, e[1].total_lo, e[1].total_hi, 1.6);
	attribute_interaction(a, TARGET_PREDICTION, &share, &lo, &hi);
	near_interval(2. / 7, share, lo, hi, 1.6);
	assert_near(e[0].diff, 2 * sqrt(6 / PI), 4 * e[0].diff_se);
	assert_near(e[1].diff, 2 * sqrt(3 / PI), 4 * e[1].diff_se);
	assert_true(e[1].diff_se < .02);
	attribute_free(a);
}

/* A declared discrete factor: three values, one main effect of variance 2/3 c^2,
 * exactly additive, so first and total agree and the rest is the other's. */
static void discrete(const uint32_t *seed, size_t k, float *pred)
{
	(void)k;
	*pred = (float)(3 * ((double)rng_below(seed[0], 3) - 1) + plan_normal(seed[1], 0));
}

static void test_discrete_factor(void **state)
{
	(void)state;
	static const enum source two[2] = { SOURCE_BATCH, SOURCE_INIT };
	struct attribute *a = attribute_new(two, 2, 1);
	struct effect e[2];
	double v;

	plan_feed(a, discrete, 2, 1, 0, 4000, 4);
	attribute_effects(a, TARGET_PREDICTION, e, &v);
	near_interval(6. / 7, e[0].first, e[0].first_lo, e[0].first_hi, 1.6);
	near_interval(6. / 7, e[0].total, e[0].total_lo, e[0].total_hi, 1.6);
	near_interval(1. / 7, e[1].total, e[1].total_lo, e[1].total_hi, 1.6);
	attribute_free(a);
}

/* One source only: everything is its own. */
static void test_single_source_and_merging(void **state)
{
	(void)state;
	static const size_t rows[] = { 5, 511, 512, 513, 1025, 5000 };

	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct attribute *a = attribute_new(all, 1, 10);
		struct effect e[1];
		double v;
		size_t used;

		plan_feed(a, crossed, 1, 10, 0, rows[r], 5);
		used = attribute_effects(a, TARGET_PREDICTION, e, &v);
		assert_in_range(used, rows[r] - rows[r] / 128 - 1, rows[r]);
		assert_near(e[0].first, 1, 1e-12);	/* B = A_B^1: exact */
		assert_near(e[0].total, 1, 1e-12);
		if (rows[r] < ATTRIBUTE_FEW)
			assert_true(isnan(e[0].vt_lo) && isnan(e[0].first_hi));
		else
			assert_true(e[0].vt_lo < e[0].vt && e[0].vt < e[0].vt_hi);
		attribute_free(a);
	}
}

/*
 * Each target has its own components: predictions 3 u and v, the loss after training
 * 2 u + v (V = 5: .8 and .2), its accuracy u / 10 + 3 v / 10 (V = .1: .1 and .9), the
 * training loss u alone.
 */
static void two_normals(const uint32_t *seed, size_t k, float *pred)
{
	(void)k;
	pred[0] = (float)(3 * plan_normal(seed[0], 0));
	pred[1] = (float)plan_normal(seed[1], 0);
}

static void judged(struct sample *s, const float *pred)
{
	s->data_loss = 2 * pred[0] / 3 + pred[1];
	s->data_accuracy = .1f * pred[0] / 3 + .3f * pred[1];
	s->train_loss = pred[0];
}

static void not_judged(struct sample *s, const float *pred)
{
	judged(s, pred);
	s->data_loss = NAN;
}

static void test_targets_after_training(void **state)
{
	(void)state;
	static const double first[2] = { .8, .1 }, var[2] = { 5, .1 };
	struct attribute *a = attribute_new(all, 2, 2), *old = attribute_new(all, 2, 2);
	struct effect e[2];
	double v;

	plan_feed_with(a, two_normals, judged, 2, 2, 0, 4096, 3);
	for (int t = 0; t < 2; t++) {
		assert_int_equal(attribute_effects(a, t ? TARGET_DATA_ACCURACY : TARGET_DATA_LOSS, e, &v), 4096);
		assert_near(v, var[t], .08 * var[t]);
		near_interval(first[t], e[0].first, e[0].first_lo, e[0].first_hi, 1.6);
		near_interval(1 - first[t], e[1].total, e[1].total_lo, e[1].total_hi, 1.6);
		assert_near(e[0].fixed_sd, sqrt((1 - first[t]) * var[t]), .05 * sqrt(var[t]));
	}
	assert_int_equal(attribute_judge(a), TARGET_DATA_LOSS);
	assert_int_equal(attribute_effects(a, TARGET_TEST_LOSS, e, &v), 0);
	/* recorded without a data loss, and without rows held out */
	plan_feed_with(old, two_normals, not_judged, 2, 2, 0, 40, 3);
	assert_int_equal(attribute_judge(old), TARGET_TRAIN_LOSS);
	assert_int_equal(attribute_effects(old, TARGET_DATA_LOSS, e, &v), 0);
	assert_int_equal(attribute_effects(old, TARGET_TRAIN_LOSS, e, &v), 40);
	assert_near(e[0].total, 1, 1e-9);
	assert_string_equal(target_name(attribute_judge(old)), "training loss");
	attribute_free(a);
	attribute_free(old);
}

/* The MAE of two targets is 4 u and 2 v, their mean 2 u + v; the R2 of the one that varies
 * likewise; balanced accuracy as the accuracy above; macro-F1 is not there, AUC at times. */
static void scored(struct sample *s, const float *pred)
{
	static float v[SCORE_MAE + 2], r2[2];

	v[SCORE_BALANCED] = .1f * pred[0] / 3 + .3f * pred[1];
	v[SCORE_F1] = NAN;
	v[SCORE_AUC] = s->run == 77 ? NAN : .5f;
	v[SCORE_MAE] = 4 * pred[0] / 3;
	v[SCORE_MAE + 1] = 2 * pred[1];
	r2[0] = 2 * pred[0] / 3 + pred[1];
	r2[1] = NAN;
	s->scores = v;
	s->n_scores = SCORE_MAE + 2;
	s->r2 = r2;
	s->n_r2 = 2;
}

static void test_targets_of_scores(void **state)
{
	(void)state;
	static const struct { enum target t; double first, var; } of[] = {
		{ TARGET_BALANCED, .1, .1 }, { TARGET_MAE, .8, 5 }, { TARGET_R2, .8, 5 },
	};
	struct attribute *a = attribute_new(all, 2, 2);
	struct effect e[2];
	double v;

	plan_feed_with(a, two_normals, scored, 2, 2, 0, 4096, 3);
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		assert_int_equal(attribute_effects(a, of[i].t, e, &v), 4096);
		assert_near(v, of[i].var, .08 * of[i].var);
		near_interval(of[i].first, e[0].first, e[0].first_lo, e[0].first_hi, 1.6);
		near_interval(1 - of[i].first, e[1].total, e[1].total_lo, e[1].total_hi, 1.6);
	}
	assert_int_equal(attribute_effects(a, TARGET_F1, e, &v), 0);
	assert_int_equal(attribute_effects(a, TARGET_AUC, e, &v), 0);
	attribute_free(a);
}

/* 1 of 20 is a few, 2 of 21 are more. */
static void test_partial(void **state)
{
	(void)state;
	struct attribute *a = attribute_new(all, 2, 10);
	float pred[10] = { 0 };

	assert_int_equal(attribute_partial(a), 0);
	plan_feed(a, crossed, 2, 10, 0, 19, 1);
	for (uint64_t row = 19; row < 21; row++) {
		for (uint64_t c = 0; c < 4; c++) {
			struct sample s = make_run(4 * row + c, pred, 10);

			s.diverged = c == 3;
			attribute_add(a, &s);
		}
		assert_int_equal(attribute_dropped(a), row - 18);
		assert_int_equal(attribute_partial(a), row == 20);
	}
	attribute_free(a);
}

static void test_bad_rows_are_dropped(void **state)
{
	(void)state;
	struct attribute *a = attribute_new(all, 2, 10);
	struct effect e[2];
	double v;
	float pred[10] = { 0 };
	struct sample s;

	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, e, &v), 0);
	plan_feed(a, crossed, 2, 10, 0, 3, 1);
	for (uint64_t c = 0; c < 4; c++) {	/* row 3: one run diverged */
		s = make_run(12 + c, pred, 10);
		s.diverged = c == 2;
		attribute_add(a, &s);
	}
	for (uint64_t c = 1; c < 4; c++) {	/* row 4: its first run is missing */
		s = make_run(16 + c, pred, 10);
		attribute_add(a, &s);
	}
	for (uint64_t c = 0; c < 4; c++) {	/* row 5: not finite */
		s = make_run(20 + c, pred, 10);
		pred[3] = c == 1 ? NAN : 0;
		attribute_add(a, &s);
	}
	plan_feed(a, crossed, 2, 10, 6, 2, 1);
	assert_int_equal(attribute_rows(a), 5);
	assert_int_equal(attribute_dropped(a), 2);
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, e, &v), 5);
	assert_true(isfinite(e[0].total));
	attribute_free(a);
}

static void nothing_varies(const uint32_t *seed, size_t k, float *pred)
{
	(void)seed;
	(void)k;
	*pred = 3;
}

static void test_no_variance_no_shares(void **state)
{
	(void)state;
	struct attribute *a = attribute_new(all, 2, 1);
	struct effect e[2];
	double v, x, lo, hi;

	plan_feed(a, nothing_varies, 2, 1, 0, 50, 1);
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, e, &v), 50);
	assert_true(v == 0 && isnan(e[0].first) && isnan(e[0].total) && e[0].vt == 0);
	assert_true(e[0].vt_lo == 0 && e[0].vt_hi == 0 && e[0].diff == 0);
	attribute_interaction(a, TARGET_PREDICTION, &x, &lo, &hi);
	assert_true(isnan(x));
	attribute_free(a);
}

static void test_reroll_only_histogram(void **state)
{
	(void)state;
	struct attribute *a = attribute_new(all, 2, 10);
	uint32_t bin[50], total = 0;
	double lo, hi, mean = 0, v;
	struct effect e[2];

	plan_feed(a, crossed, 2, 10, 0, 2000, 8);
	attribute_hist_range(a, &lo, &hi);
	attribute_hist(a, 0, lo, hi, bin, 50);
	for (int b = 0; b < 50; b++) {
		total += bin[b];
		mean += bin[b] * (lo + (b + .5) * (hi - lo) / 50);
	}
	assert_in_range(total, 1980, 2000);
	attribute_effects(a, TARGET_PREDICTION, e, &v);
	assert_near(mean / total, e[0].diff, .03);
	attribute_free(a);
}

/* Variances 7, 6 and 3 of the crossed design, as toggling would give them. */
static void test_toggled_conditions(void **state)
{
	(void)state;
	const struct toggled c[] = {
		{ 3, 7, .07 }, { 1, 5.5, .06 }, { 1, 6.5, .06 }, { 4, 99, 1 }, { 0, 0, 0 },
	};
	struct toggled_effect e[SOURCE_COUNT];
	double rel = hypot(.01, sqrt(2) * .06 / 12);

	assert_int_equal(attribute_toggled(c, 5, 3, e), 2);
	assert_int_equal(e[0].source, SOURCE_INIT);
	assert_near(e[0].only, 6. / 7, 1e-12);
	assert_near(e[0].only_hi, 6. / 7 * exp(dist_normal_q(.975) * rel), 1e-6);
	assert_true(isnan(e[0].rest));		/* nobody freed shuffle alone */
	assert_int_equal(e[1].source, SOURCE_SHUFFLE);
	assert_near(e[1].rest, 1. / 7, 1e-12);	/* with all but shuffle free */
	assert_true(e[1].rest_lo < e[1].rest && e[1].rest < e[1].rest_hi);
	assert_int_equal(attribute_toggled(c, 5, 7, e), 0);
	assert_int_equal(attribute_toggled(c, 5, 4, e), 0);
}

/* What people read lies within 0 and 100 %, and alone is no more than in all. */
static void test_read(void **state)
{
	static const struct effect seen[] = {
		{ .first = .999, .first_lo = .997, .first_hi = 1.001, .total = .994, .total_lo = .96, .total_hi = 1.02 },
		{ .first = .9, .first_lo = .7, .first_hi = 1.2, .total = 1.055, .total_lo = 1.001, .total_hi = 1.11 },
		{ .first = -.001, .first_lo = -.02, .first_hi = .03, .total = .003, .total_lo = -.01, .total_hi = .01 },
		{ .first = -157.19, .first_lo = -200, .first_hi = -100, .total = 0, .total_lo = 0, .total_hi = 0 },
		{ .first = .5, .first_lo = .1, .first_hi = .9, .total = .4, .total_lo = .3, .total_hi = .5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
		struct effect r = attribute_read(&seen[i]);

		assert_true(0 <= r.first_lo && r.first_lo <= r.first && r.first <= r.first_hi && r.first_hi <= 1);
		assert_true(0 <= r.total_lo && r.total_lo <= r.total && r.total <= r.total_hi && r.total_hi <= 1);
		assert_true(r.first <= r.total);
	}
	/* the one known better */
	assert_near(attribute_read(&seen[0]).total, .999, 1e-12);
	assert_near(attribute_read(&seen[4]).first, .4, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_ishigami),
		cmocka_unit_test(test_sobol_g),
		cmocka_unit_test(test_crossed_components),
		cmocka_unit_test(test_discrete_factor),
		cmocka_unit_test(test_single_source_and_merging),
		cmocka_unit_test(test_targets_after_training),
		cmocka_unit_test(test_targets_of_scores),
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_bad_rows_are_dropped),
		cmocka_unit_test(test_no_variance_no_shares),
		cmocka_unit_test(test_reroll_only_histogram),
		cmocka_unit_test(test_toggled_conditions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
