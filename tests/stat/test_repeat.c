/*
 * test_repeat.c - trainings of other people, driven: levels by master seed and index, and the
 * rest, which is told by runs of equal levels.
 *
 * f = 2a + b + 3ab + s e, a and b uniform about 0, e of no source: the components are 4/12,
 * 1/12, 9/144 and s^2.
 */
#include "plan.h"
#include "run/condition.h"
#include "run/external.h"

#define INTERACTION 3.
#define VARIANCE (4. / 12 + 1. / 12 + INTERACTION * INTERACTION / 144)

/* One driven condition of sources init and augment, which is its own. */
static struct condition *driven(enum plan_kind plan, uint32_t seed)
{
	struct external *e = external_new("it");
	struct dataset *data = external_data("it", 'r', 2, 1, NULL);
	struct condition *c;

	e->driven = 1;
	e->master = seed;
	e->name[SOURCE_INIT] = strdup("init");
	e->name[SOURCE_OWN] = strdup("augment");
	e->state[SOURCE_INIT] = e->state[SOURCE_OWN] = STATE_FREE;
	e->probes = 2;
	c = external_condition(e, data, strdup(""), NULL);
	dataset_unref(data);
	assert_non_null(c);
	external_unref(e);
	c->plan = plan;
	return c;
}

static double noise(uint64_t run, uint32_t seed)
{
	struct rng r = rng_stream(seed, RNG_DATA, 77, 0);

	return rng_normal(&r, (uint32_t)run);
}

static void feed(struct attribute *a, const struct condition *c, uint64_t rows, double s, uint32_t seed)
{
	for (uint64_t r = 0; r < rows * condition_columns(c); r++) {
		struct levels l;
		struct sample run;
		double x, y;
		float p[2];

		condition_levels(c, r, &l);
		x = plan_unit(l.v[SOURCE_INIT]) - .5;
		y = plan_unit(l.v[SOURCE_OWN]) - .5;
		p[0] = p[1] = (float)(2 * x + y + INTERACTION * x * y + s * noise(r, seed));
		run = make_run(r, p, 2);
		attribute_add(a, &run);
	}
}

static const enum source both[] = { SOURCE_INIT, SOURCE_OWN };

static size_t study(const struct condition *c, uint64_t rows, double s, uint32_t seed, struct effect e[3], double *v)
{
	struct attribute *a = attribute_new(both, 2, 2);
	size_t n;

	attribute_repeat(a);
	assert_int_equal(attribute_sources(a), 3);
	assert_int_equal(attribute_source(a, 2), SOURCE_REST);
	feed(a, c, rows, s, seed);
	n = attribute_effects(a, TARGET_PREDICTION, e, v);
	attribute_free(a);
	return n;
}

static void test_levels(void **state)
{
	struct condition *c = driven(PLAN_PLAIN, 5), *p = driven(PLAN_PICKFREEZE, 5);
	struct levels l[5], m;

	(void)state;
	for (uint64_t r = 0; r < 3; r++)
		condition_levels(c, r, &l[r]);
	assert_memory_equal(&l[0], &l[1], sizeof *l);		/* the pair of equal levels */
	assert_int_equal(l[0].v[SOURCE_INIT], rng_level(5, SOURCE_INIT, 0));
	assert_int_equal(l[0].v[SOURCE_OWN], rng_level(5, SOURCE_OWN, 0));
	assert_int_equal(l[2].v[SOURCE_OWN], rng_level(5, SOURCE_OWN, 1));
	assert_true(l[0].off & LEVELS_EXTERNAL);
	assert_true(levels_off(&l[0], SOURCE_SHUFFLE) && !levels_off(&l[0], SOURCE_OWN));
	assert_true(condition_repeats(c, 1) && !condition_repeats(c, 0) && !condition_repeats(c, 2) && !condition_repeats(p, 1));
	/* A, B, A with init of B, A with augment of B, A again */
	assert_int_equal(condition_columns(p), 5);
	for (uint64_t r = 0; r < 5; r++)
		condition_levels(p, 15 + r, &l[r]);
	assert_memory_equal(&l[0], &l[4], sizeof *l);
	assert_int_equal(l[0].v[SOURCE_INIT], rng_level(5, SOURCE_INIT, (UINT64_C(1) << 40) + 6));
	m = l[0];
	m.v[SOURCE_INIT] = l[1].v[SOURCE_INIT];
	assert_memory_equal(&m, &l[2], sizeof m);
	m = l[0];
	m.v[SOURCE_OWN] = l[1].v[SOURCE_OWN];
	assert_memory_equal(&m, &l[3], sizeof m);
	condition_unref(c);
	condition_unref(p);
}

/* The truth lies within 1.6 half-widths of the interval. */
static void near_truth(double truth, double est, double lo, double hi)
{
	assert_true(lo <= est && est <= hi);
	assert_near(est, truth, 1.6 * (hi - lo) / 2 + 1e-9);
}

static void test_components(void **state)
{
	static const double sd[] = { .1, .5, 1.5 };
	struct condition *c = driven(PLAN_PICKFREEZE, 11);

	(void)state;
	for (size_t i = 0; i < sizeof sd / sizeof *sd; i++) {
		double all = VARIANCE + sd[i] * sd[i], v, both_ways = INTERACTION * INTERACTION / 144;
		struct effect e[3];

		assert_int_equal(study(c, 8192, sd[i], 3, e, &v), 8192);
		assert_near(v, all, .05 * all);
		near_truth(4. / 12 / all, e[0].first, e[0].first_lo, e[0].first_hi);
		near_truth((4. / 12 + both_ways) / all, e[0].total, e[0].total_lo, e[0].total_hi);
		near_truth(1. / 12 / all, e[1].first, e[1].first_lo, e[1].first_hi);
		near_truth((1. / 12 + both_ways) / all, e[1].total, e[1].total_lo, e[1].total_hi);
		near_truth(sd[i] * sd[i] / all, e[2].total, e[2].total_lo, e[2].total_hi);
		near_truth(sd[i] * sd[i], e[2].vt, e[2].vt_lo, e[2].vt_hi);
		assert_near(e[2].only_sd, sd[i], .05 * sd[i]);
		assert_near(e[2].diff, 2 * sd[i] / sqrt(PI), .05 * sd[i]);
		assert_near(e[0].fixed_sd, sqrt(all - 4. / 12), .05 * sqrt(all));
	}
	condition_unref(c);
}

/* Where nothing is drawn in secret, the rest is exactly 0 and all else as without it. */
static void test_no_rest(void **state)
{
	struct condition *c = driven(PLAN_PICKFREEZE, 7);
	struct attribute *a = attribute_new(both, 2, 2), *plain = attribute_new(both, 2, 2);
	struct effect e[3], f[2];
	double v, w, share, lo, hi, share2, lo2, hi2;

	(void)state;
	attribute_repeat(a);
	feed(a, c, 200, 0, 1);
	for (uint64_t r = 0; r < 200 * 5; r++) {	/* the same without the last of each row */
		struct levels l;
		struct sample run;
		float p[2];
		double x, y;

		condition_levels(c, r, &l);
		x = plan_unit(l.v[SOURCE_INIT]) - .5;
		y = plan_unit(l.v[SOURCE_OWN]) - .5;
		p[0] = p[1] = (float)(2 * x + y + INTERACTION * x * y);
		run = make_run(r / 5 * 4 + r % 5, p, 2);
		if (r % 5 < 4)
			attribute_add(plain, &run);
	}
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, e, &v), 200);
	assert_int_equal(attribute_effects(plain, TARGET_PREDICTION, f, &w), 200);
	assert_true(v == w && e[2].vt == 0 && e[2].total == 0 && e[2].total_lo == 0 && e[2].total_hi == 0 && e[2].diff == 0);
	for (int i = 0; i < 2; i++) {
		assert_true(e[i].first == f[i].first && e[i].total == f[i].total && e[i].vt == f[i].vt);
		assert_true(e[i].first_lo == f[i].first_lo && e[i].total_hi == f[i].total_hi && e[i].vt_hi == f[i].vt_hi);
		assert_true(e[i].diff == f[i].diff && e[i].fixed_sd == f[i].fixed_sd);
	}
	attribute_interaction(a, TARGET_PREDICTION, &share, &lo, &hi);
	attribute_interaction(plain, TARGET_PREDICTION, &share2, &lo2, &hi2);
	assert_true(share == share2 && lo == lo2 && hi == hi2);
	attribute_free(a);
	attribute_free(plain);
	condition_unref(c);
}

/* Intervals hold: of 400 studies of 100 rows, about 95 in 100. */
static void test_coverage(void **state)
{
	const double s = .5, all = VARIANCE + s * s;
	const double truth[3] = { 4. / 12 / all, (1. / 12 + INTERACTION * INTERACTION / 144) / all, s * s / all };
	int in[3] = { 0 };

	(void)state;
	for (uint32_t k = 0; k < 400; k++) {
		struct condition *c = driven(PLAN_PICKFREEZE, 1000 + k);
		struct effect e[3];
		double v;

		study(c, 100, s, k, e, &v);
		in[0] += e[0].first_lo <= truth[0] && truth[0] <= e[0].first_hi;
		in[1] += e[1].total_lo <= truth[1] && truth[1] <= e[1].total_hi;
		in[2] += e[2].total_lo <= truth[2] && truth[2] <= e[2].total_hi;
		condition_unref(c);
	}
	print_message("# covered of 400: first %d, total %d, rest %d\n", in[0], in[1], in[2]);
	for (int i = 0; i < 3; i++)
		assert_in_range(in[i], 366, 393);	/* 95 % and three standard errors */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels), cmocka_unit_test(test_components), cmocka_unit_test(test_no_rest),
		cmocka_unit_test(test_coverage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
