/*
 * test_design.c - shares of variance from designs that somebody else chose: on full grids
 * against the crossed analysis of variance, which comes to them by sums of squares of means;
 * elsewhere against closed forms.
 */
#include "base/str.h"
#include "crossed.h"
#include "make.h"
#include "stat/attribute.h"

static const enum source three[] = { SOURCE_INIT, SOURCE_SHUFFLE, SOURCE_OWN };

static void add(struct attribute *a, uint64_t n, const uint32_t *level, size_t k, const float *pred, size_t n_pred)
{
	struct sample s = make_run(n, pred, n_pred);

	for (size_t i = 0; i < k; i++)
		s.levels.v[three[i]] = level[i];
	s.test_loss = n_pred ? 3 * pred[0] : NAN;
	attribute_add(a, &s);
}

/* A grid with interactions and noise; runs come in an order of no meaning. */
static void against_anova(const size_t *levels, size_t k, size_t reps)
{
	size_t cells = 1, n;
	struct draws g = draws_new(5);
	double x[400], main[3][8], pair[8][8];
	struct component c[8];
	struct effect ef[SOURCE_ALL];
	struct attribute *a = attribute_design_new(three, k, 1);
	double variance, want_all = 0, rest, inter, lo, hi;

	for (size_t i = 0; i < k; i++)
		cells *= levels[i];
	n = cells * reps;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 8; j++)
			main[i][j] = draw_normal(&g) * (i + 1);
	for (int i = 0; i < 8; i++)
		for (int j = 0; j < 8; j++)
			pair[i][j] = draw_normal(&g);
	for (size_t r = 0; r < n; r++) {
		size_t cell = r / reps, l[3] = { 0 };

		for (size_t i = k; i-- > 0; cell /= levels[i])
			l[i] = cell % levels[i];
		x[r] = (double)(float)(1000 + main[0][l[0]] + (k > 1 ? main[1][l[1]] + pair[l[0]][l[1]] : 0)
				       + (k > 2 ? main[2][l[2]] * pair[l[1]][l[2]] : 0) + .5 * draw_normal(&g));
	}
	for (size_t r = 0; r < n; r++) {
		size_t q = r * 7 % n, cell = q / reps;	/* 7 shares no factor with n */
		uint32_t l[3] = { 0 };
		float p = (float)x[q];

		for (size_t i = k; i-- > 0; cell /= levels[i])
			l[i] = (uint32_t)(cell % levels[i]) * 1000 + 7;
		add(a, r, l, k, &p, 1);
	}
	assert_int_equal(anova_crossed(x, levels, k, reps, c), 0);
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, ef, &variance), n);
	rest = reps > 1 ? c[0].variance : 0;
	for (unsigned s = 1; s < 1u << k; s++)
		want_all += c[s].variance;
	want_all += rest;
	assert_near(variance / want_all, 1, 1e-6);
	assert_int_equal(attribute_sources(a), k + (reps > 1));
	inter = 1;
	for (size_t i = 0; i < k; i++) {
		double total = 0;

		for (unsigned s = 1; s < 1u << k; s++)
			total += s >> i & 1 ? c[s].variance : 0;
		assert_int_equal(ef[i].source, three[i]);
		assert_near(ef[i].first, c[1u << i].variance / want_all, 1e-6);
		assert_near(ef[i].total, total / want_all, 1e-6);
		assert_near(ef[i].vt, total, 1e-6 * want_all);
		assert_true(isnan(ef[i].first_lo) && isnan(ef[i].total_hi));
		inter -= c[1u << i].variance / want_all;
	}
	if (reps > 1) {
		assert_int_equal(ef[k].source, SOURCE_REST);
		assert_near(ef[k].first, rest / want_all, 1e-6);
		inter -= rest / want_all;
	}
	attribute_interaction(a, TARGET_PREDICTION, &variance, &lo, &hi);
	assert_near(variance, inter, 1e-6);
	assert_int_equal(attribute_effects(a, TARGET_TEST_LOSS, ef, &variance), n);
	assert_near(variance / (9 * want_all), 1, 1e-5);
	attribute_free(a);
}

static void test_grids(void **state)
{
	(void)state;
	against_anova((const size_t[]){ 5, 8 }, 2, 2);
	against_anova((const size_t[]){ 5, 8 }, 2, 1);
	against_anova((const size_t[]){ 4, 3, 5 }, 3, 2);
	against_anova((const size_t[]){ 2, 2, 2 }, 3, 3);
	against_anova((const size_t[]){ 6 }, 1, 4);
}

/* Without noise rest is exactly 0, whatever the numbers. */
static void test_copies(void **state)
{
	struct attribute *a = attribute_design_new(three, 2, 2);
	struct effect ef[SOURCE_ALL];
	double variance;
	struct str s = STR_INIT;

	(void)state;
	for (uint32_t r = 0; r < 24; r++) {
		uint32_t l[2] = { r / 2 % 3, r / 2 / 3 };
		float p[2] = { .1f + (float)l[0] / 3, 1e6f / 7 * (float)(l[1] + 1) };

		add(a, r, l, 2, p, 2);
	}
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, ef, &variance), 24);
	assert_int_equal(attribute_sources(a), 3);
	assert_true(ef[2].first == 0);
	assert_near(ef[0].first + ef[1].first, 1, 1e-9);
	assert_near(ef[0].total, ef[0].first, 1e-9);
	attribute_design_words(a, &s);
	assert_string_equal(s.s, "a full grid of 3 × 4 levels, 2 runs in each");
	str_release(&s);
	attribute_free(a);
}

/* Every source drawn anew in every run: nobody can tell them apart. */
static void test_nothing_to_tell(void **state)
{
	struct attribute *a = attribute_design_new(three, 2, 1);
	struct effect ef[SOURCE_ALL];
	double variance;

	(void)state;
	for (uint32_t r = 0; r < 30; r++) {
		uint32_t l[2] = { r, 100 + r };
		float p = (float)(r * r % 7);

		add(a, r, l, 2, &p, 1);
	}
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, ef, &variance), 0);
	attribute_free(a);
}

/* Pairs that differ in init alone, at levels of shuffle that are never met again. */
static void test_pairs(void **state)
{
	struct attribute *a = attribute_design_new(three, 2, 1);
	struct effect ef[SOURCE_ALL];
	double variance, sum = 0, all = 0, n = 0;
	struct draws g = draws_new(9);
	float x[80];
	struct str s = STR_INIT;

	(void)state;
	for (uint32_t r = 0; r < 80; r++) {
		uint32_t l[2] = { r, r / 2 };

		x[r] = (float)draw_normal(&g);
		add(a, r, l, 2, &x[r], 1);
	}
	for (int r = 0; r < 80; r++)
		for (int q = 0; q < r; q++) {
			double d = (double)x[r] - (double)x[q];

			if (r / 2 == q / 2)
				sum += d * d / 40;
			else
				all += d * d, n++;
		}
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, ef, &variance), 80);
	assert_near(variance, .5 * all / n, 1e-9);
	assert_near(ef[0].vt, .5 * sum, 1e-9);
	assert_true(isnan(ef[1].total) && isnan(ef[0].first));
	assert_near(ef[1].first, 1 - .5 * sum / variance, 1e-9);
	assert_int_equal(attribute_sources(a), 2);
	attribute_design_words(a, &s);
	assert_string_equal(s.s, "pairs of runs that differ in one source alone, for 1 of 2");
	str_release(&s);
	attribute_free(a);
}

/* A run that failed is in nothing, and counted. */
static void test_failed(void **state)
{
	struct attribute *a = attribute_design_new(three, 1, 1);
	struct effect ef[SOURCE_ALL];
	double variance;

	(void)state;
	for (uint32_t r = 0; r < 6; r++) {
		float p = r == 3 ? INFINITY : (float)r;

		add(a, r, &r, 1, &p, 1);
	}
	/* every pair differs in the one source: what is its share, and what the rest's? */
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, ef, &variance), 0);
	assert_int_equal(attribute_dropped(a), 1);
	for (uint32_t r = 6; r < 16; r++) {	/* ten pairs of equal levels at least */
		uint32_t level = r / 5 + 100;
		float p = (float)level - 100;

		add(a, r, &level, 1, &p, 1);
	}
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, ef, &variance), 15);
	assert_int_equal(attribute_rows(a), 15);
	assert_int_equal(attribute_sources(a), 2);
	assert_true(ef[1].vt == 0 && ef[0].first == 1 && ef[0].total == 1);
	attribute_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grids), cmocka_unit_test(test_copies), cmocka_unit_test(test_nothing_to_tell),
		cmocka_unit_test(test_pairs), cmocka_unit_test(test_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
