/*
 * test_coverage.c - do 95 % intervals cover the truth 93 to 97 times in 100?
 *
 * Seeds are fixed, and the tolerance is three standard errors of the simulation
 * itself: with 2,000 replications 1.5 %.  The large table is coverage.c's.
 */
#include "outcomes.h"
#include "plan.h"
#include "stat/compare.h"
#include "stat/contrast.h"
#include "stat/dist.h"
#include "stat/stats.h"

#define ASSERT_COVERS(hits, n) do { \
	double share_ = (double)(hits) / (double)(n), slack_ = 3 * sqrt(.95 * .05 / (double)(n)); \
	if (!(share_ >= .93 - slack_ && share_ <= .97 + slack_)) \
		fail_msg("%s: covers %.2f %% of %zu", #hits, 100 * share_, (size_t)(n)); \
	} while (0)

static int covers(struct estimate e, double truth)
{
	return e.lo <= truth && truth <= e.hi;
}

/*
 * Runs with correlated probes: half of the variance is common to all.  sd of
 * every probe is 1.
 */
static struct stats *correlated(struct draws *z, size_t runs, size_t probes, int cheap)
{
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, probes, 1);
	struct stats *s;
	float v[64];

	if (cheap) {	/* keep few, so that blocks of pairs are used */
		p.epochs = 1;
		p.n_train = 1;
		p.model.n_params = 1;
	}
	s = stats_new(&p);
	for (size_t r = 0; r < runs; r++) {
		double common = draw_normal(z);
		struct sample m;

		for (size_t j = 0; j < probes; j++)
			v[j] = (float)(sqrt(.5) * (common + draw_normal(z)));
		m = make_run(r, v, probes);
		m.test_loss = v[0];
		stats_add(s, &m);
	}
	return s;
}

static void test_difference_and_sd(void **state)
{
	(void)state;
	enum { N = 1500 };
	static const struct { size_t runs, probes; } design[] = { { 45, 5 }, { 40, 1 }, { 60, 16 } };

	for (size_t k = 0; k < 3; k++) {
		struct draws z = draws_new(100 + (uint32_t)k);
		size_t difference = 0, sd = 0, variance = 0, outcome = 0, outcome_sd = 0;

		for (int i = 0; i < N; i++) {
			struct stats *s = correlated(&z, design[k].runs, design[k].probes, 0);

			difference += covers(stats_difference(s), 2 / sqrt(PI));
			sd += covers(stats_sd(s), 1);
			variance += covers(stats_variance(s), 1);
			outcome += covers(stats_outcome(s, STATS_TEST_LOSS), 0);
			outcome_sd += covers(stats_outcome_spread(s, STATS_TEST_LOSS), 1);
			stats_free(s);
		}
		ASSERT_COVERS(difference, N);
		ASSERT_COVERS(sd, N);
		ASSERT_COVERS(variance, N);
		ASSERT_COVERS(outcome, N);
		ASSERT_COVERS(outcome_sd, N);
	}
}

/* All-pairs runs and blocks together. */
static void test_difference_beyond_the_kept(void **state)
{
	(void)state;
	enum { N = 1000 };
	struct draws z = draws_new(200);
	size_t difference = 0;

	for (int i = 0; i < N; i++) {
		struct stats *s = correlated(&z, 600, 1, 1);

		difference += covers(stats_difference(s), 2 / sqrt(PI));
		stats_free(s);
	}
	ASSERT_COVERS(difference, N);
}

/*
 * Light and heavy tails: the mean from the fewest runs that give an interval on, the
 * spreads from theirs, and beyond the runs that are jackknifed one by one.  The sd of a
 * t with 3 degrees of freedom is left out: it has no fourth moment, so nothing
 * knows how well its sd is known.
 */
static void test_tails(void **state)
{
	(void)state;
	static const size_t runs[] = { STATS_FEW, STATS_FEW_SPREAD, 200, 900 };

	for (int o = 0; o < SHAPES; o++)
		for (size_t k = 0; k < 4; k++) {
			struct draws z = draws_new(700 + 10 * (uint32_t)o + (uint32_t)k);
			size_t n = runs[k] > 500 ? 400 : 1000, mean = 0, difference = 0, sd = 0;
			const double truth = shape_difference((enum outcomes)o);

			for (size_t i = 0; i < n; i++) {
				struct dataset d;
				struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
				struct stats *s;

				p.epochs = 1;
				p.n_train = 1;
				p.model.n_params = 1;
				s = stats_new(&p);
				for (size_t r = 0; r < runs[k]; r++) {
					float v = (float)shape_draw((enum outcomes)o, &z);
					struct sample m = make_run(r, &v, 1);

					m.test_loss = v;
					stats_add(s, &m);
				}
				mean += covers(stats_outcome(s, STATS_TEST_LOSS), shape_mean((enum outcomes)o));
				difference += covers(stats_difference(s), truth);
				sd += covers(stats_sd(s), shape_sd((enum outcomes)o));
				if (runs[k] < STATS_FEW_SPREAD)
					assert_true(isnan(stats_sd(s).lo) && isnan(stats_difference(s).hi));
				stats_free(s);
			}
			ASSERT_COVERS(mean, n);
			if (runs[k] < STATS_FEW_SPREAD)
				continue;
			ASSERT_COVERS(difference, n);
			if (o != STUDENT3)
				ASSERT_COVERS(sd, n);
		}
}

/* Ten probes whose classes hang together; probe j says 1 with probability q. */
static void test_churn(void **state)
{
	(void)state;
	enum { N = 2000, P = 10, RUNS = 40 };
	struct draws z = draws_new(400);
	struct dataset d;
	struct problem p = make_problem(&d, DATA_BINARY, P, 1);
	double threshold[P], truth = 0;
	size_t churn = 0;

	for (int j = 0; j < P; j++) {
		double q;

		threshold[j] = -1 + .3 * j;
		q = 1 - dist_normal_cdf(threshold[j]);
		truth += 2 * q * (1 - q) / P;
	}
	for (int i = 0; i < N; i++) {
		struct stats *s = stats_new(&p);

		for (uint64_t r = 0; r < RUNS; r++) {
			double common = draw_normal(&z);
			float v[P];
			struct sample m;

			for (int j = 0; j < P; j++)
				v[j] = sqrt(.5) * (common + draw_normal(&z)) > threshold[j];
			m = make_run(r, v, P);
			stats_add(s, &m);
		}
		churn += covers(stats_churn(s), truth);
		stats_free(s);
	}
	ASSERT_COVERS(churn, N);
}

/*
 * Three probes; each source has a normal effect on each with some of it common, and the
 * two interact.  V = 4 + 1 + .75 per probe.
 */
static void effects(const uint32_t *seed, size_t k, float *pred)
{
	double u0 = plan_normal(seed[0], 0), v0 = plan_normal(seed[1], 0);

	(void)k;
	for (uint32_t j = 0; j < 3; j++) {
		double u = .6 * u0 + .8 * plan_normal(seed[0], 1 + j);
		double v = .6 * v0 + .8 * plan_normal(seed[1], 1 + j);

		pred[j] = (float)(2 * u + v + sqrt(.75) * u * v);
	}
}

static void test_attribution(void **state)
{
	(void)state;
	enum { N = 700, ROWS = 80 };
	size_t first0 = 0, first1 = 0, total0 = 0, total1 = 0, vt0 = 0, vt1 = 0, rest = 0;

	for (uint32_t i = 0; i < N; i++) {
		static const enum source two[2] = { SOURCE_INIT, SOURCE_SHUFFLE };
		struct attribute *a = attribute_new(two, 2, 3);
		struct effect e[2];
		double v, x, lo, hi;

		plan_feed(a, effects, 2, 3, 0, ROWS, 1000 + i);
		attribute_effects(a, TARGET_PREDICTION, e, &v);
		attribute_interaction(a, TARGET_PREDICTION, &x, &lo, &hi);
		first0 += e[0].first_lo <= 4 / 5.75 && 4 / 5.75 <= e[0].first_hi;
		first1 += e[1].first_lo <= 1 / 5.75 && 1 / 5.75 <= e[1].first_hi;
		total0 += e[0].total_lo <= 4.75 / 5.75 && 4.75 / 5.75 <= e[0].total_hi;
		total1 += e[1].total_lo <= 1.75 / 5.75 && 1.75 / 5.75 <= e[1].total_hi;
		vt0 += e[0].vt_lo <= 4.75 && 4.75 <= e[0].vt_hi;
		vt1 += e[1].vt_lo <= 1.75 && 1.75 <= e[1].vt_hi;
		rest += lo <= .75 / 5.75 && .75 / 5.75 <= hi;
		attribute_free(a);
	}
	ASSERT_COVERS(first0, N);
	ASSERT_COVERS(first1, N);
	ASSERT_COVERS(total0, N);
	ASSERT_COVERS(total1, N);
	ASSERT_COVERS(vt0, N);
	ASSERT_COVERS(vt1, N);
	ASSERT_COVERS(rest, N);
}

/* P(A better): equal spreads, unequal spreads and sizes, ties, pairs. */
static void test_comparison(void **state)
{
	(void)state;
	enum { N = 2000, RUNS = 30 };
	struct draws z = draws_new(300);
	size_t equal = 0, unequal = 0, ties = 0, pairs = 0, mean = 0;
	/* P(a < b) = Phi((mu_b - mu_a) / sqrt(va + vb)) */
	const double p_equal = dist_normal_cdf(.8 / sqrt(2));
	const double p_unequal = dist_normal_cdf(.8 / sqrt(5)), p_pairs = dist_normal_cdf(.6);
	/* a in {0,1}, b in {0,1,2} evenly: wins 1/2, ties 1/3 */
	const double p_ties = 1. / 2 + 1. / 6;

	for (int i = 0; i < N; i++) {
		double a[2 * RUNS], b[2 * RUNS];
		struct comparison c;

		for (int r = 0; r < RUNS; r++) {
			a[r] = draw_normal(&z);
			b[r] = draw_normal(&z) + .8;
		}
		compare_samples(a, RUNS, b, RUNS, 1, &c);
		equal += c.p_lo <= p_equal && p_equal <= c.p_hi;
		mean += c.diff_lo <= -.8 && -.8 <= c.diff_hi;
		for (int r = 0; r < 2 * RUNS; r++)
			b[r] = 2 * draw_normal(&z) + .8;
		compare_samples(a, RUNS, b, 2 * RUNS, 1, &c);
		unequal += c.p_lo <= p_unequal && p_unequal <= c.p_hi;
		for (int r = 0; r < 2 * RUNS; r++) {
			a[r] = floor(2 * draw_unit(&z));
			b[r] = floor(3 * draw_unit(&z));
		}
		compare_samples(a, 2 * RUNS, b, 2 * RUNS, 1, &c);
		ties += c.p_lo <= p_ties && p_ties <= c.p_hi;
		for (int r = 0; r < 2 * RUNS; r++) {
			double shared = 3 * draw_normal(&z);

			a[r] = shared;
			b[r] = shared + draw_normal(&z) + .6;
		}
		compare_paired(a, b, 2 * RUNS, 1, &c);
		pairs += c.p_lo <= p_pairs && p_pairs <= c.p_hi;
	}
	ASSERT_COVERS(equal, N);
	ASSERT_COVERS(unequal, N);
	ASSERT_COVERS(ties, N);
	ASSERT_COVERS(pairs, N);
	ASSERT_COVERS(mean, N);
}

/*
 * Two conditions whose runs of the same number share most of what moves them: a part
 * that is common to both (0 for strangers), a part of its own.  The second's sd is 1.1 times
 * the first's; classes are of the same numbers beyond a threshold.
 */
enum { SIDES_PROBES = 4 };

static void sides(struct draws *z, enum data_kind kind, const size_t runs[2], double common, struct stats *s[2])
{
	struct dataset d;
	struct problem p = make_problem(&d, kind, SIDES_PROBES, 1);
	size_t most = runs[0] > runs[1] ? runs[0] : runs[1];

	p.epochs = 1;	/* so cheap that few are kept */
	p.n_train = 1;
	p.model.n_params = 1;
	s[0] = stats_new(&p);
	s[1] = stats_new(&p);
	for (size_t r = 0; r < most; r++) {
		double shared[SIDES_PROBES + 1];

		for (int j = 0; j <= SIDES_PROBES; j++)
			shared[j] = draw_normal(z);
		for (size_t k = 0; k < 2; k++) {
			double own = draw_normal(z);
			float v[SIDES_PROBES];
			struct sample m;

			for (int j = 0; j < SIDES_PROBES; j++) {
				double x = sqrt(common / 2) * (shared[j] + shared[SIDES_PROBES]) +
					   sqrt((1 - common) / 2) * (own + draw_normal(z));

				v[j] = (float)(kind == DATA_BINARY ? x > .4 * (double)k + .2 * j : (k ? 1.1 : 1) * x);
			}
			m = make_run(r, v, SIDES_PROBES);
			m.diverged = r % 97 == 5 + k;	/* which leaves gaps in both */
			if (r < runs[k])
				stats_add(s[k], &m);
		}
	}
}

static double sides_churn(double at)
{
	double churn = 0;

	for (int j = 0; j < SIDES_PROBES; j++) {
		double q = dist_normal_cdf(at + .2 * j);

		churn += 2 * q * (1 - q) / SIDES_PROBES;
	}
	return churn;
}

/* sd and churn of two conditions: in pairs, of unequal numbers, beyond what is kept, and
 * of strangers. */
static void test_contrast(void **state)
{
	(void)state;
	static const struct { size_t runs[2]; double common; int paired; size_t n; } design[] = {
		{ { 60, 60 }, .9, 1, 1000 }, { { 200, 200 }, .5, 1, 600 }, { { 60, 150 }, .9, 1, 1000 },
		{ { 700, 700 }, .9, 1, 300 }, { { 60, 60 }, 0, 1, 1000 }, { { 80, 60 }, 0, 0, 1000 },
	};

	for (size_t k = 0; k < sizeof design / sizeof *design; k++) {
		size_t sd = 0, churn = 0, n = design[k].n;
		double wide = 0, narrow = 0;

		for (size_t i = 0; i < n; i++) {
			struct draws z = draws_new(5000 + 2000 * (uint32_t)k + (uint32_t)i);
			struct stats *s[2];
			struct estimate e;

			sides(&z, DATA_REGRESSION, design[k].runs, design[k].common, s);
			e = contrast_sd(s[0], s[1], design[k].paired);
			sd += covers(e, .1);
			narrow += e.hi - e.lo;
			e = contrast_sd(s[0], s[1], 0);
			wide += e.hi - e.lo;
			stats_free(s[0]);
			stats_free(s[1]);
			sides(&z, DATA_BINARY, design[k].runs, design[k].common, s);
			e = contrast_churn(s[0], s[1], design[k].paired);
			churn += covers(e, sides_churn(.4) - sides_churn(0));
			stats_free(s[0]);
			stats_free(s[1]);
		}
		ASSERT_COVERS(sd, n);
		ASSERT_COVERS(churn, n);
		/* what pairs are for */
		if (design[k].common > .8 && design[k].runs[0] == design[k].runs[1])
			assert_true(narrow < .6 * wide);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_difference_and_sd),
		cmocka_unit_test(test_difference_beyond_the_kept),
		cmocka_unit_test(test_tails),
		cmocka_unit_test(test_churn),
		cmocka_unit_test(test_attribution),
		cmocka_unit_test(test_comparison),
		cmocka_unit_test(test_contrast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
