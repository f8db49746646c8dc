/*
 * test_scale.c - figures at all sizes: what is measured of s x is s times what is
 * measured of x, for predictions and losses from 1e-30 to 1e30.
 */
#include "base/str.h"
#include "outcomes.h"
#include "stat/attribute.h"
#include "stat/compare.h"
#include "stat/contrast.h"
#include "stat/lucky.h"
#include "base/say.h"
#include "stat/stats.h"

enum { RUNS = 700, P = 5 };

/* Runs with kept ones, blocks and pilot; a power of two, so that scaling is exact. */
static struct stats *scaled(double s, uint32_t seed)
{
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, P, 1);
	struct draws z = draws_new(seed);
	struct stats *st;
	float v[P];

	p.epochs = 1;
	p.n_train = 1;
	p.model.n_params = 1;
	st = stats_new(&p);
	for (uint64_t r = 0; r < RUNS; r++) {
		struct sample m;

		for (int j = 0; j < P; j++)
			v[j] = (float)(s * (float)exp(draw_normal(&z)));
		m = make_run(r, v, P);
		m.data_loss = v[0];
		stats_add(st, &m);
	}
	return st;
}

#define ASSERT_SCALED(a, b, s) do { \
	double a_ = (a), b_ = (b); \
	if (!(fabs(a_ / (b_ * (s)) - 1) < 1e-5)) \
		fail_msg("%s: %g is not %g times %g", #a, a_, (double)(s), b_); \
	} while (0)

static void same(struct estimate a, struct estimate b, double s)
{
	ASSERT_SCALED(a.mean, b.mean, s);
	ASSERT_SCALED(a.se, b.se, s);
	ASSERT_SCALED(a.lo, b.lo, s);
	ASSERT_SCALED(a.hi, b.hi, s);
}

static const double scales[] = { 0x1p-100, 0x1p-40, 0x1p40, 0x1p100 };

static void test_statistics(void **state)
{
	(void)state;
	struct stats *one = scaled(1, 1), *other = scaled(1, 2);

	for (size_t k = 0; k < 4; k++) {
		double s = scales[k], lo = 0, hi = 0, lo1 = 0, hi1 = 0;
		struct stats *a = scaled(s, 1), *b = scaled(s, 2);
		uint32_t bin[40], bin1[40], sum = 0;
		struct comparison c, c1;
		struct contrast t, t1;
		struct ensemble e, e1;
		static double x[STATS_RESERVOIR], x1[STATS_RESERVOIR];
		size_t n = stats_outcome_values(a, STATS_DATA_LOSS, x);
		struct best best = lucky_best(x, n, 10, 1);

		assert_int_equal(stats_diverged(a), 0);
		same(stats_difference(a), stats_difference(one), s);
		same(stats_sd(a), stats_sd(one), s);
		same(stats_variance(a), stats_variance(one), s * s);
		same(stats_outcome(a, STATS_DATA_LOSS), stats_outcome(one, STATS_DATA_LOSS), s);
		same(stats_outcome_spread(a, STATS_DATA_LOSS), stats_outcome_spread(one, STATS_DATA_LOSS), s);
		/* quantiles come from bins of .4 % */
		for (double q = .05; q < 1; q += .15)
			ASSERT_SCALED(stats_difference_quantile(a, q), stats_difference_quantile(one, q), s);
		assert_true(stats_difference_quantile(a, .05) < stats_difference(a).mean);
		assert_true(stats_difference_quantile(a, .999) > stats_difference(a).mean);
		stats_hist_difference(a, &lo, &hi, bin, 40);
		stats_hist_difference(one, &lo1, &hi1, bin1, 40);
		ASSERT_SCALED(hi, hi1, s);
		assert_memory_equal(bin, bin1, sizeof bin);
		for (int i = 0; i < 40; i++) {
			sum += bin[i];
			assert_true(bin[i] < .5 * (double)stats_pairs(a));
		}
		assert_true(sum > .99 * (double)stats_pairs(a));
		lo = hi = lo1 = hi1 = 0;
		stats_hist_outcome(a, STATS_DATA_LOSS, &lo, &hi, bin, 40);
		stats_hist_outcome(one, STATS_DATA_LOSS, &lo1, &hi1, bin1, 40);
		ASSERT_SCALED(hi, hi1, s);
		assert_memory_equal(bin, bin1, sizeof bin);
		compare_stats(a, b, STATS_DATA_LOSS, 1, &c);
		compare_stats(one, other, STATS_DATA_LOSS, 1, &c1);
		assert_true(c.p == c1.p && c.p_lo == c1.p_lo);
		ASSERT_SCALED(c.diff_lo, c1.diff_lo, s);
		contrast_spread(a, b, &t);
		contrast_spread(one, other, &t1);
		ASSERT_SCALED(t.lo, t1.lo, 1);
		ASSERT_SCALED(contrast_apart(a, b).hi, contrast_apart(one, other).hi, s);
		assert_true(stats_ensemble(a, 8, &e) && stats_ensemble(one, 8, &e1));
		ASSERT_SCALED(e.sd, e1.sd, s);
		ASSERT_SCALED(e.sd_hi, e1.sd_hi, s);
		stats_outcome_values(one, STATS_DATA_LOSS, x1);
		ASSERT_SCALED(best.hi, lucky_best(x1, n, 10, 1).hi, s);
		assert_int_equal(stats_kinds(a).n, stats_kinds(one).n);
		stats_free(a);
		stats_free(b);
	}
	stats_free(one);
	stats_free(other);
}

/* Two sources, additive. */
static struct attribute *shares(double s)
{
	static const enum source two[2] = { SOURCE_INIT, SOURCE_SHUFFLE };
	struct attribute *a = attribute_new(two, 2, 3);
	struct draws z = draws_new(6);

	for (uint64_t row = 0; row < 60; row++) {
		double u[2] = { draw_normal(&z), draw_normal(&z) }, v[2] = { draw_normal(&z), draw_normal(&z) };
		const int from[4][2] = { { 0, 0 }, { 1, 1 }, { 1, 0 }, { 0, 1 } };

		for (uint64_t c = 0; c < 4; c++) {
			float p[3];
			struct sample m;

			for (int j = 0; j < 3; j++)
				p[j] = (float)(s * (float)(u[from[c][0]] * (1 + j) + v[from[c][1]]));
			m = make_run(4 * row + c, p, 3);
			attribute_add(a, &m);
		}
	}
	return a;
}

static void test_attribution(void **state)
{
	(void)state;
	struct attribute *one = shares(1);

	for (size_t k = 0; k < 4; k++) {
		double s = scales[k], v, v1, lo, hi, lo1, hi1;
		struct attribute *a = shares(s);
		struct effect e[2], e1[2];

		attribute_effects(a, TARGET_PREDICTION, e, &v);
		attribute_effects(one, TARGET_PREDICTION, e1, &v1);
		ASSERT_SCALED(v, v1, s * s);
		for (int i = 0; i < 2; i++) {
			ASSERT_SCALED(e[i].total, e1[i].total, 1);
			ASSERT_SCALED(e[i].first_lo, e1[i].first_lo, 1);
			ASSERT_SCALED(e[i].vt_lo, e1[i].vt_lo, s * s);
			ASSERT_SCALED(e[i].diff, e1[i].diff, s);
			ASSERT_SCALED(e[i].diff_se, e1[i].diff_se, s);
			ASSERT_SCALED(e[i].only_sd, e1[i].only_sd, s);
		}
		attribute_hist_range(a, &lo, &hi);
		attribute_hist_range(one, &lo1, &hi1);
		ASSERT_SCALED(hi, hi1, s);
		attribute_free(a);
	}
	attribute_free(one);
}

static void test_sentences(void **state)
{
	(void)state;
	struct str s = STR_INIT;

	say_estimate(&s, 2.5e12, 2.4e12, 2.63e12, SAY_SENTENCE);
	str_addc(&s, '|');
	say_estimate(&s, 2.5e-12, 2.4e-12, 2.63e-12, SAY_SENTENCE);
	str_addc(&s, '|');
	say_estimate(&s, 2.5e30, 2.4e30, 2.63e30, SAY_SENTENCE);
	str_addc(&s, '|');
	say_estimate(&s, 2.5e-30, 2.4e-30, 2.63e-30, SAY_SENTENCE);
	assert_string_equal(s.s, "2.50e+12 (2.40e+12 to 2.63e+12)|2.50e-12 (2.40e-12 to 2.63e-12)|"
			    "2.50e+30 (2.40e+30 to 2.63e+30)|2.50e-30 (2.40e-30 to 2.63e-30)");
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statistics),
		cmocka_unit_test(test_attribution),
		cmocka_unit_test(test_sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
