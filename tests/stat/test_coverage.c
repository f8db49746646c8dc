/*
 * test_coverage.c - do 95 % intervals cover the truth 93 to 97 times in 100?
 *
 * Seeds are fixed, and the tolerance is three standard errors of the simulation
 * itself: with 2,000 replications 1.5 %.  The large table is coverage.c's.
 */
#include "outcomes.h"
#include "plan.h"
#include "stat/compare.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_difference_and_sd),
		cmocka_unit_test(test_difference_beyond_the_kept),
		cmocka_unit_test(test_tails),
		cmocka_unit_test(test_churn),
		cmocka_unit_test(test_attribution),
		cmocka_unit_test(test_comparison),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
