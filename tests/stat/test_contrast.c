/*
 * test_contrast.c - spread within two conditions and distance between them,
 * where both are known: Gaussian predictions differ by 2 sd / sqrt(pi) from run
 * to run, and a constant shift moves every run by itself.
 */
#include "base/str.h"
#include "report/sentence.h"
#include "make.h"
#include "stat/contrast.h"

#define PROBES 8
#define RUNS 400

/* Runs whose predictions are sd * z + shift; the same z for the same seed. */
static struct stats *make(uint32_t seed, double sd, double shift)
{
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, PROBES, 1);
	struct stats *s = stats_new(&p);
	struct draws z = draws_new(seed);
	float pred[PROBES];

	for (uint64_t run = 0; run < RUNS; run++) {
		struct sample x = make_run(run, pred, PROBES);

		for (int i = 0; i < PROBES; i++)
			pred[i] = (float)(sd * draw_normal(&z) + shift);
		stats_add(s, &x);
	}
	return s;
}

static void says(const struct stats *a, const struct stats *b, const char *want)
{
	struct str text = STR_INIT;
	struct contrast c;

	assert_int_equal(contrast_spread(a, b, &c), 0);
	contrast_sentence(&c, "A", "B", &text);
	if (!strstr(text.s, want))
		fail_msg("\"%s\" was said, \"%s\" expected", text.s, want);
	str_release(&text);
}

static void test_spread(void **state)
{
	struct stats *one = make(1, 1, 0), *three = make(2, 3, 5), *still = make(3, 0, 1);
	struct contrast c;

	(void)state;
	assert_int_equal(contrast_spread(three, one, &c), 0);
	assert_near(c.b.mean, 2 / sqrt(PI), .05);
	assert_true(c.lo < 3 && 3 < c.hi && c.hi / c.lo < 1.2);
	assert_near(c.lo * c.hi, c.ratio * c.ratio, 1e-9);
	says(three, one, " times as much from run to run with A as with B.");
	says(one, three, " times as much from run to run with B as with A.");
	says(one, still, "Runs of B predict the same each time, bit for bit, where runs of A differ by 1.1");
	says(still, still, "and so do runs of B.");
	stats_free(one);
	stats_free(three);
	stats_free(still);
}

static void test_undecided(void **state)
{
	struct stats *a = make(1, 1, 0), *b = make(4, 1, 0), *shifted = make(1, 1, 7);

	(void)state;
	says(a, b, "cannot tell whether predictions differ more from run to run with A or with B");
	says(a, shifted, "about as much from run to run with A as with B: 1.0000 (to within 0.0001) times");
	stats_free(a);
	stats_free(b);
	stats_free(shifted);
}

static void test_too_few(void **state)
{
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, PROBES, 1);
	struct stats *none = stats_new(&p), *a = make(1, 1, 0);
	struct contrast c;

	(void)state;
	assert_int_equal(contrast_spread(none, a, &c), -1);
	assert_int_equal(contrast_apart(none, a).n, 0);
	stats_free(none);
	stats_free(a);
}

static void test_apart(void **state)
{
	struct stats *a = make(1, 1, 0), *shifted = make(1, 1, 7), *other = make(4, 1, 0), *still = make(3, 0, 0);
	struct estimate e = contrast_apart(a, shifted);

	(void)state;
	assert_int_equal(e.n, stats_kept(a));
	assert_near(e.mean, 7, 1e-6);
	assert_true(e.hi - e.lo < 1e-5);
	/* strangers: E|z - z'| again, E|z| from a constant */
	e = contrast_apart(a, other);
	assert_true(e.lo < 2 / sqrt(PI) && 2 / sqrt(PI) < e.hi);
	assert_near(e.se, sqrt((2 - 4 / PI) / PROBES / (double)e.n), .1 * e.se);
	e = contrast_apart(a, still);
	assert_true(e.lo < sqrt(2 / PI) && sqrt(2 / PI) < e.hi);
	assert_near(contrast_apart(a, a).mean, 0, 0);
	stats_free(a);
	stats_free(shifted);
	stats_free(other);
	stats_free(still);
}

/* A run that diverged leaves a gap; numbers are matched, not places. */
static void test_gaps(void **state)
{
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
	struct stats *a = stats_new(&p), *b = stats_new(&p);

	(void)state;
	for (uint64_t run = 0; run < 6; run++) {
		float x = (float)run, bad = NAN;
		struct sample s = make_run(run, run == 2 ? &bad : &x, 1), t = make_run(run, run == 4 ? &bad : &x, 1);

		stats_add(a, &s);
		stats_add(b, &t);
	}
	assert_int_equal(contrast_apart(a, b).n, 4);
	assert_near(contrast_apart(a, b).mean, 0, 0);
	stats_free(a);
	stats_free(b);
}

/* Two thirds of what differs is of levels that both share: the interval holds, and is narrower. */
static void test_shared_levels(void **state)
{
	(void)state;
	enum { N = 500, PAIRS = 80, COLS = 4 };
	struct draws z = draws_new(31);
	int held = 0, narrower = 0;

	for (int i = 0; i < N; i++) {
		struct dataset d;
		struct problem p = make_problem(&d, DATA_REGRESSION, COLS, 1);
		struct stats *a = stats_new(&p), *b = stats_new(&p);
		struct contrast c;

		for (uint64_t r = 0; r < PAIRS; r++) {
			float va[COLS], vb[COLS];
			struct sample m;

			for (int j = 0; j < COLS; j++) {
				double u = sqrt(2) * draw_normal(&z);

				va[j] = (float)(u + draw_normal(&z));
				vb[j] = (float)(1.5 * (u + draw_normal(&z)));
			}
			m = make_run(r, va, COLS);
			stats_add(a, &m);
			m = make_run(r, vb, COLS);
			stats_add(b, &m);
		}
		assert_int_equal(contrast_spread(a, b, &c), 0);
		held += c.lo <= 1 / 1.5 && 1 / 1.5 <= c.hi;
		narrower += log(c.hi / c.lo) < .95 * 2 * 1.96 * hypot(c.a.se / c.a.mean, c.b.se / c.b.mean);
		stats_free(a);
		stats_free(b);
	}
	assert_in_range(held, (int)(.93 * N - 3 * sqrt(.05 * N)), (int)(.97 * N + 3 * sqrt(.05 * N)));
	assert_true(narrower > .9 * N);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_undecided),
		cmocka_unit_test(test_too_few),
		cmocka_unit_test(test_apart),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_shared_levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
