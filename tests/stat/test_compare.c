/*
 * test_compare.c - P(A better), sample sizes, luck and quantiles of
 * distributions, against figures by other routes (reference.py) and published ones.
 */
#include <gsl/gsl_cdf.h>

#include "base/str.h"
#include "report/sentence.h"
#include "make.h"
#include "stat/compare.h"
#include "stat/dist.h"
#include "stat/howmany.h"
#include "stat/lucky.h"
#include "stat/quantile.h"

static void test_distributions(void **state)
{
	(void)state;
	const double x[5] = { 1, 2, 4, 8, 16 };

	assert_near(dist_normal_q(.975), 1.959963985, 1e-8);
	assert_near(dist_normal_cdf(-1.959963985), .025, 1e-9);
	assert_near(dist_t_q(.975, 2), 4.302652730, 1e-8);
	assert_near(dist_t_q(.975, 1e9), 1.959963985, 1e-6);
	assert_near(dist_chisq_q(.95, 1), 3.841458821, 1e-7);
	assert_near(dist_chisq_q(.975, 1e6) / 1002773.68, 1, 1e-6);
	assert_near(dist_chisq_p(3.841458821, 1), .95, 1e-8);
	/* everywhere, and back again: nothing aborts, nothing is lost */
	for (double nu = .2; nu < 3e6; nu *= 2.7)
		for (double p = 1e-6; p < 1; p = p < .4 ? p * 7 : 1 - (1 - p) / 7) {
			assert_near(dist_chisq_p(dist_chisq_q(p, nu), nu), p, 1e-6);
			if (nu >= 1)
				assert_near(nu > 1e6 ? gsl_cdf_ugaussian_P(dist_t_q(p, nu))
					    : gsl_cdf_tdist_P(dist_t_q(p, nu), nu), p, 1e-6);
			if (1 - p < 1e-6)
				break;
		}
	assert_near(dist_c4(2), .7978845608, 1e-9);	/* sqrt(2 / pi) */
	assert_near(dist_c4(10), .9726592741, 1e-9);
	assert_near(dist_lchoose(10, 3), log(120), 1e-12);
	assert_true(isnan(dist_normal_q(0)) && isnan(dist_t_q(.5, -1)));
	assert_near(quantile_of(x, 5, .3), 2.4, 1e-12);
	assert_true(isnan(quantile_of(x, 0, .5)));
}

static const double sample_a[7] = { 1.1, 2.3, 2.3, 3.7, 0.4, 1.9, 2.8 };
static const double sample_b[6] = { 2.3, 3.1, 4.4, 2.9, 3.7, 1.6 };

static void test_unpaired(void **state)
{
	(void)state;
	struct comparison c;

	assert_int_equal(compare_samples(sample_a, 7, sample_b, 6, 1, &c), 0);
	assert_near(c.p, .75, 1e-12);
	assert_near(c.p_lo, .34745365, 1e-7);
	assert_near(c.p_hi, .94414261, 1e-7);
	assert_near(c.diff, -.92857143, 1e-7);
	assert_true(isnan(c.diff_lo) && isnan(c.diff_hi));	/* of 7 and 6 runs: none */
	assert_int_equal(c.decision, DECISION_UNDECIDED);
	assert_int_equal(compare_samples(sample_a, 7, sample_b, 6, 0, &c), 0);
	assert_near(c.p, .25, 1e-12);
	assert_near(c.p_hi, 1 - .34745365, 1e-7);
	assert_int_equal(compare_samples(sample_a, 1, sample_b, 6, 0, &c), -1);
}

/* Complete separation still leaves doubt: no interval of width 0. */
static void test_separation(void **state)
{
	(void)state;
	const double low[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, high[8] = { 11, 12, 13, 14, 15, 16, 17, 18 };
	const double same[8] = { 3, 3, 3, 3, 3, 3, 3, 3 };
	struct comparison c;

	compare_samples(low, 8, high, 8, 1, &c);
	assert_true(c.p == 1 && c.p_lo < .95 && c.p_lo > .6 && c.p_hi > 1 - 1e-9);
	assert_int_equal(c.decision, DECISION_A);
	compare_samples(low, 8, high, 8, 0, &c);
	assert_true(c.p == 0 && c.p_hi < .4);
	assert_int_equal(c.decision, DECISION_B);
	compare_samples(same, 8, same, 8, 1, &c);
	assert_true(c.p == .5 && c.p_lo < .35 && c.p_hi > .65);
	assert_int_equal(c.decision, DECISION_UNDECIDED);
	assert_true(c.diff == 0);
}

/* How often runs that do not differ are told apart, over all their orders. */
static double false_alarms(int n, int m)
{
	size_t all = 0, wrong = 0;

	for (unsigned set = 0; set < 1u << (n + m); set++) {
		double a[8], b[8];
		int na = 0, nb = 0;
		struct comparison c;

		for (int i = 0; i < n + m; i++)
			if (set >> i & 1 && na < 8)
				a[na++] = i;
			else if (nb < 8)
				b[nb++] = i;
		if (na != n || nb != m)
			continue;
		compare_samples(a, (size_t)n, b, (size_t)m, 1, &c);
		all++;
		wrong += c.decision != DECISION_UNDECIDED;
	}
	return (double)wrong / (double)all;
}

static double false_alarms_paired(int n)
{
	size_t wrong = 0;

	for (unsigned set = 0; set < 1u << n; set++) {
		double a[16], b[16];
		struct comparison c;

		for (int i = 0; i < n; i++) {
			a[i] = i;
			b[i] = set >> i & 1 ? i - .5 : i + .5;
		}
		compare_paired(a, b, (size_t)n, 1, &c);
		wrong += c.decision != DECISION_UNDECIDED;
	}
	return (double)wrong / (double)(1u << n);
}

/* Three runs that all do better than three others are no proof: one order in ten does. */
static void test_few_runs_prove_nothing(void **state)
{
	(void)state;
	for (int n = 2; n <= 7; n++)
		for (int m = n; m <= 7; m++)
			assert_true(false_alarms(n, m) <= .05);
	for (int n = 2; n <= 16; n++)
		assert_true(false_alarms_paired(n) <= .05);
	assert_true(false_alarms(4, 4) > .02 && false_alarms_paired(6) > .02);	/* and some do */
}

/* Wilson's interval for 15 of 20: .5313 to .8881 (Newcombe 1998). */
static void test_paired(void **state)
{
	(void)state;
	double a[20], b[20];
	struct comparison c;

	for (int i = 0; i < 20; i++) {
		a[i] = i;
		b[i] = i < 15 ? i + 1 : i - 2;
	}
	assert_int_equal(compare_paired(a, b, 20, 1, &c), 0);
	assert_near(c.p, .75, 1e-12);
	assert_near(c.p_lo, .5313, 1e-4);
	assert_near(c.p_hi, .8881, 1e-4);
	assert_near(c.diff, -.25, 1e-12);	/* (-15 + 10) / 20 */
	assert_int_equal(c.decision, DECISION_A);
	compare_paired(a, b, 20, 0, &c);
	assert_near(c.p, .25, 1e-12);
	assert_int_equal(c.decision, DECISION_B);
	for (int i = 0; i < 20; i++)
		b[i] = a[i];
	compare_paired(a, b, 20, 1, &c);
	assert_near(c.p, .5, 1e-12);
}

/* Better for certain, but by less than the rule asks: gamma = .75. */
static void test_slightly(void **state)
{
	(void)state;
	enum { N = 2000 };
	static double a[N], b[N];
	struct draws z = draws_new(3);
	struct comparison c;

	for (int i = 0; i < N; i++) {
		a[i] = draw_normal(&z);
		b[i] = draw_normal(&z) + .25;	/* P = Phi(.25 / sqrt 2) = .57 */
	}
	compare_samples(a, N, b, N, 1, &c);
	assert_near(c.p, dist_normal_cdf(.25 / sqrt(2)), .03);
	assert_int_equal(c.decision, DECISION_A_SLIGHTLY);
	compare_samples(b, N, a, N, 1, &c);
	assert_int_equal(c.decision, DECISION_B_SLIGHTLY);
}

/* Runs whose predictions are their numbers, so that none is a copy. */
static struct stats *condition(size_t n, double (*loss)(uint64_t r), double share)
{
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
	struct stats *s = stats_new(&p);

	stats_share_rows(s, share);
	for (uint64_t r = 0; r < n; r++) {
		float v = (float)r;
		struct sample m = make_run(r, &v, 1);

		m.test_loss = m.data_loss = (float)loss(r);
		m.diverged = isinf(m.data_loss) != 0;
		stats_add(s, &m);
	}
	return s;
}

static double number(uint64_t r) { return r == 4 ? INFINITY : (double)r; }
static double near_number(uint64_t r) { return r == 25 ? INFINITY : (double)r + (r < 20 ? 1 : -1); }
static double low(uint64_t r) { return 1 + .001 * (double)(r * 7 % 101); }
static double third_diverged(uint64_t r) { return r % 3 ? low(r) - .05 : INFINITY; }
static double seeded(uint64_t r) { (void)r; return 1.0005; }
static double lower(uint64_t r) { return low(r) - .0301 + .02 * (double)(r % 2); }

static void test_conditions(void **state)
{
	(void)state;
	struct stats *a = condition(30, number, 0), *b = condition(30, near_number, 0);
	struct comparison c;

	/* 30 pairs; run 4 of A and run 25 of B diverged: one is lost, one won; A wins 19 of
	 * the other 28 */
	assert_int_equal(compare_stats(a, b, STATS_TEST_LOSS, 1, &c), 0);
	assert_int_equal(c.n_a, 30);
	assert_int_equal(c.lost_a, 1);
	assert_int_equal(c.lost_b, 1);
	assert_near(c.p, 20. / 30, 1e-12);
	assert_near(c.diff, -10. / 28, 1e-6);	/* finite pairs: 19 of -1, 9 of 1 */
	assert_int_equal(compare_stats(a, b, STATS_TEST_LOSS, 0, &c), 0);
	assert_int_equal(c.n_a, 30);
	assert_int_equal(compare_stats(a, b, STATS_ACCURACY, 0, &c), -1);
	assert_int_equal(stats_judge_both(a, b), STATS_DATA_LOSS);
	stats_free(a);
	stats_free(b);
}

static void contains(const struct str *s, const char *what);

/* Better where it ends, but a third of it does not: (2/3) 1 against 1/3. */
static void test_diverged_runs_lose(void **state)
{
	(void)state;
	struct stats *a = condition(300, third_diverged, 0), *b = condition(300, low, 0);
	struct str s = STR_INIT;
	struct comparison c;
	double wins = 0;

	for (uint64_t i = 0; i < 300; i++)
		for (uint64_t j = 0; j < 300; j++)
			wins += third_diverged(i) < low(j) ? 1 : third_diverged(i) == low(j) ? .5 : 0;
	assert_int_equal(compare_stats(a, b, STATS_DATA_LOSS, 0, &c), 0);
	assert_near(c.p, wins / 90000, .005);	/* losses are rounded to floats */
	assert_true(c.p < .62);
	assert_int_equal(c.lost_a, 100);
	compare_sentence(&c, "A", "B", &s);
	contains(&s, "100 of A's runs and 0 of B's diverged and count as losses.");
	stats_free(a);
	stats_free(b);
	str_release(&s);
}

/* Two hundred copies of one run are one run. */
static void test_copies(void **state)
{
	(void)state;
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
	struct stats *a = stats_new(&p), *b = condition(200, low, 0);
	struct str s = STR_INIT;
	struct comparison c;
	const float v = 0;

	for (uint64_t r = 0; r < 200; r++) {
		struct sample m = make_run(r, &v, 1);

		m.data_loss = (float)seeded(r);
		stats_add(a, &m);
	}
	assert_int_equal(stats_distinct(a), 1);
	assert_int_equal(stats_distinct(b), 200);
	assert_int_equal(compare_stats(a, b, STATS_DATA_LOSS, 0, &c), -1);
	compare_sentence(&c, "seeded", "not seeded", &s);
	contains(&s, "too few different runs");
	contains(&s, "Of seeded's 200 runs all are copies of one run.");
	str_clear(&s);
	compare_stats(b, b, STATS_DATA_LOSS, 1, &c);
	compare_sentence(&c, "condition 1", "condition 1", &s);
	contains(&s, "Both are condition 1");
	stats_free(a);
	stats_free(b);
	str_release(&s);
}

/* What is certain for a fixed split is not where runs share rows. */
static void test_shared_rows(void **state)
{
	(void)state;
	struct stats *a = condition(100, lower, 0), *b = condition(100, low, 0);
	struct stats *fa = condition(100, lower, .5), *fb = condition(100, low, .5);
	struct comparison c, f;
	struct estimate m = stats_outcome(fa, STATS_DATA_LOSS);

	compare_stats(a, b, STATS_DATA_LOSS, 1, &c);
	compare_stats(fa, fb, STATS_DATA_LOSS, 1, &f);
	assert_int_equal(c.decision, DECISION_A);
	assert_near((f.diff_hi - f.diff_lo) / (c.diff_hi - c.diff_lo), sqrt(1 + 100 * .5), 1e-6);
	assert_near(f.p, c.p, 0);
	assert_near(m.se, stats_outcome_sd(fa, STATS_DATA_LOSS) * sqrt(.01 + .5), 1e-9);
	/* differences of -.0101 and -.0301: 2 sd's from 0, of which .71 are shared: decided */
	assert_int_equal(f.decision, DECISION_A);
	stats_free(fa);
	fa = condition(100, low, .5);	/* itself: undecided anyway */
	compare_stats(fa, fb, STATS_DATA_LOSS, 0, &f);
	assert_int_equal(f.decision, DECISION_UNDECIDED);
	stats_free(a);
	stats_free(b);
	stats_free(fa);
	stats_free(fb);
}

static void contains(const struct str *s, const char *what)
{
	if (!strstr(s->s, what))
		fail_msg("'%s' lacks '%s'", s->s, what);
}

static void test_sentences(void **state)
{
	(void)state;
	struct str s = STR_INIT;
	struct comparison c;

	compare_samples(sample_a, 7, sample_b, 6, 1, &c);
	compare_sentence(&c, "adam", "sgd", &s);
	contains(&s, "cannot tell whether adam or sgd is better");
	contains(&s, "in 75 % (95 %: 35 to 94 %) of comparisons, from 7 and 6 runs.");
	str_clear(&s);
	c.p = c.p_hi = 1;
	c.p_lo = .723;
	c.decision = DECISION_A;
	compare_sentence(&c, "adam", "sgd", &s);
	contains(&s, "adam is better than sgd: adam did better in every comparison of a run with a run");
	contains(&s, "in more than 72 %");
	str_clear(&s);
	compare_peeking_note(7, &s);
	contains(&s, "19 %");	/* the next in the table is 10 looks */
	str_clear(&s);
	compare_peeking_note(0, &s);
	contains(&s, "before looking");
	str_release(&s);
}

/* Armitage, McPherson & Rowe's table by simulation: ten looks at a growing sum. */
static void test_peeking_rate(void **state)
{
	(void)state;
	enum { N = 20000, LOOKS = 10 };
	struct draws z = draws_new(8);
	int wrong = 0;

	for (int i = 0; i < N; i++) {
		double sum = 0;
		int stop = 0;

		for (int k = 1; k <= LOOKS; k++) {
			sum += draw_normal(&z);
			stop |= fabs(sum) > 1.959964 * sqrt(k);
		}
		wrong += stop;
	}
	assert_near(wrong / (double)N, compare_peeking_rate(10), .01);
	assert_near(compare_peeking_rate(1), .05, 1e-12);
	assert_near(compare_peeking_rate(5), .142, 1e-12);
}

static void test_sample_sizes(void **state)
{
	(void)state;
	/* searches with SciPy (reference.py) */
	assert_int_equal(howmany_mean(1, 1), 7);
	assert_int_equal(howmany_mean(1, .5), 18);
	assert_int_equal(howmany_mean(2, .2), 387);
	assert_int_equal(howmany_mean(0, .2), 2);
	assert_int_equal(howmany_mean_shared(1, .5, 0), 18);
	/* 1 / (.25 / 1.96^2 - .01) = 18.17; two tenths of the variance are there for ever */
	assert_int_equal(howmany_mean_shared(1, .5, .01), 19);
	assert_true(howmany_mean_shared(1, .5, .2) == SIZE_MAX);
	/* 1.96 sd sqrt(ratio): a little more than that takes a number of runs, less none */
	assert_near(howmany_shared_limit(3, .25), 1.959963984540054 * 1.5, 1e-9);
	assert_true(howmany_shared_limit(3, 0) == 0);
	assert_true(howmany_mean_shared(3, 2.95, .25) < SIZE_MAX);
	assert_true(howmany_mean_shared(3, 2.93, .25) == SIZE_MAX);
	/* exact power by the noncentral t, within one run */
	static const struct { double d, power; size_t groups, pairs; } t[] = {
		{ .2, .8, 394, 199 }, { .2, .95, 651, 327 }, { .5, .8, 64, 34 },
		{ .5, .95, 105, 54 }, { .8, .8, 26, 15 }, { .8, .95, 42, 23 },
		{ 1.2, .8, 12, 8 }, { 1.2, .95, 20, 12 },
	};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		assert_in_range(howmany_means(t[i].d, t[i].power) + 1, t[i].groups, t[i].groups + 2);
		assert_in_range(howmany_paired(t[i].d, t[i].power) + 1, t[i].pairs, t[i].pairs + 2);
	}
	assert_int_equal(howmany_better(.25, .95), howmany_better(.75, .95));
	assert_true(howmany_better(.5, .95) == SIZE_MAX && howmany_better_paired(.5, .95) == SIZE_MAX);
	assert_int_equal(howmany_shrink(100, .02, .01), 400);
	assert_int_equal(howmany_shrink(100, .01, .02), 25);	/* fewer would have done */
	assert_true(howmany_shrink(100, .01, 0) == UINT64_MAX);
	assert_true(howmany_within(&(struct estimate){ 1, .1, NAN, NAN, 9 }, .05) == 0);
	assert_int_equal(howmany_within(&(struct estimate){ 2, .2 / 1.959963984540054, 1.8, 2.2, 900 }, .05), 3600);
	/* an interval that one run has made three times as wide */
	assert_true(howmany_within(&(struct estimate){ 2, .1, 1.8, 3, 900 }, .05) == 0);
	assert_true(howmany_mean(1, 0) == SIZE_MAX);
}

/* The advice on P = .75 by the rule that compare goes by: found 19 times in 20 with so many
 * runs, and seldomer with a fifth fewer. */
static void test_sample_size_of_the_rule(void **state)
{
	(void)state;
	enum { N = 2000 };
	const double d = sqrt(2) * dist_normal_q(.75);
	size_t n = howmany_better(.75, .95), m = howmany_better_paired(.75, .95);
	struct draws z = draws_new(12);
	double a[100], b[100];
	int found = 0, fewer = 0, pairs = 0, fewer_pairs = 0;

	assert_in_range(n, 30, 40);
	assert_in_range(m, 40, 55);
	for (int i = 0; i < N; i++) {
		struct comparison c;

		for (size_t r = 0; r < n; r++) {
			a[r] = draw_normal(&z);
			b[r] = draw_normal(&z) + d;
		}
		compare_samples(a, n, b, n, 1, &c);
		found += c.p_lo > .5;
		compare_samples(a, n * 7 / 10, b, n * 7 / 10, 1, &c);
		fewer += c.p_lo > .5;
		for (size_t r = 0; r < m; r++) {
			a[r] = 0;
			b[r] = draw_unit(&z) < .75 ? 1 : -1;
		}
		compare_paired(a, b, m, 1, &c);
		pairs += c.p_lo > .5;
		compare_paired(a, b, m * 7 / 10, 1, &c);
		fewer_pairs += c.p_lo > .5;
	}
	assert_true(found > .94 * N && fewer < .94 * N);
	assert_true(pairs > .94 * N && fewer_pairs < .94 * N);
}

/*
 * Runs for an sd within a tenth, by the tails of what was run: of lognormal outcomes, of
 * which the normal theory's 193 hold it in four cases of ten.
 */
static void test_sample_size_of_an_sd(void **state)
{
	(void)state;
	enum { N = 400 };
	struct draws z = draws_new(13);
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
	const double truth = sqrt((exp(.25) - 1) * exp(.25));
	struct stats *s = stats_new(&p);
	struct estimate e;
	uint64_t n;
	int within = 0;

	for (uint64_t r = 0; r < 20000; r++) {
		float v = (float)exp(.5 * draw_normal(&z));
		struct sample m = make_run(r, &v, 1);

		m.data_loss = v;
		stats_add(s, &m);
	}
	e = stats_outcome_spread(s, STATS_DATA_LOSS);
	n = howmany_within(&e, .1);
	stats_free(s);
	assert_in_range(n, 500, 1500);	/* (kurtosis 8.9 - 1) / 4 (1.96 / .1)^2 = 759 */
	for (int i = 0; i < N; i++) {
		double mean = 0, m2 = 0;

		for (uint64_t r = 0; r < n; r++) {
			double x = exp(.5 * draw_normal(&z)), step = x - mean;

			mean += step / (double)(r + 1);
			m2 += step * (x - mean);
		}
		within += fabs(sqrt(m2 / (double)(n - 1)) / truth - 1) < .1;
	}
	assert_in_range(within, N * 92 / 100, N);
}

/* The expected best of `draws` without replacement, by all subsets. */
static double by_subsets(const double *x, int n, int draws)
{
	double sum = 0;
	int count = 0;

	for (unsigned set = 0; set < 1u << n; set++) {
		double best = -INFINITY;

		if (__builtin_popcount(set) != draws)
			continue;
		for (int i = 0; i < n; i++)
			if (set >> i & 1 && x[i] > best)
				best = x[i];
		sum += best;
		count++;
	}
	return sum / count;
}

static void test_best_of(void **state)
{
	(void)state;
	const double x[7] = { 3, 1, 4, 1, 5, 9, 2.6 };
	double minus[7];

	for (int d = 1; d <= 7; d++)
		assert_near(lucky_best(x, 7, (size_t)d, 0).expected, by_subsets(x, 7, d), 1e-9);
	for (int i = 0; i < 7; i++)
		minus[i] = -x[i];
	assert_near(lucky_best(minus, 7, 3, 1).expected, -by_subsets(x, 7, 3), 1e-9);
	assert_true(isnan(lucky_best(x, 7, 8, 0).expected) && isnan(lucky_best(x, 7, 7, 0).se));
}

/* The bootstrap of five runs by all 5^5 resamples. */
static void test_best_of_resamples(void **state)
{
	(void)state;
	const double x[5] = { .5, .9, .6, .9, .7 };
	double sum = 0, square = 0;
	struct best b = lucky_best(x, 5, 2, 0), low;
	double minus[5];

	for (int k = 0; k < 3125; k++) {
		double y[5], e;

		for (int i = 0, left = k; i < 5; i++, left /= 5)
			y[i] = x[left % 5];
		e = by_subsets(y, 5, 2);
		sum += e / 3125;
		square += e * e / 3125;
	}
	/* the sd of 1,000 replicates is known to 1/sqrt(2000) */
	assert_near(b.se / sqrt(square - sum * sum), 1, .1);
	assert_true(isnan(b.lo) && isnan(b.hi));	/* of five runs: none */
	for (int i = 0; i < 5; i++)
		minus[i] = -x[i];
	low = lucky_best(minus, 5, 2, 1);
	assert_near(low.se, b.se, 1e-12);
}

/* Accuracies of 25 test rows: few values, which the interval must cover all the same. */
static void test_best_of_discrete_runs(void **state)
{
	(void)state;
	enum { SETS = 200, N = 200, ROWS = 25 };
	struct draws z = draws_new(9);
	double truth = 0, below = 0, x[N];
	int covered = 0;

	/* E max of 10 binomials: sum over k of 1 - F(k)^10 */
	for (int k = 0; k < ROWS; k++) {
		below += exp(lgamma(ROWS + 1.) - lgamma(k + 1.) - lgamma(ROWS - k + 1.)
			     + k * log(.8) + (ROWS - k) * log(.2));
		truth += (1 - pow(below, 10)) / ROWS;
	}
	for (int s = 0; s < SETS; s++) {
		struct best b;

		for (int i = 0; i < N; i++) {
			x[i] = 0;
			for (int k = 0; k < ROWS; k++)
				x[i] += (draw_unit(&z) < .8) / (double)ROWS;
		}
		b = lucky_best(x, N, 10, 0);
		covered += b.lo <= truth && truth <= b.hi;
	}
	/* 95 % of 200, less four binomial sd's */
	assert_in_range(covered, 178, SETS);
}

static void test_best_of_gaussian_runs(void **state)
{
	(void)state;
	enum { N = 4000 };
	static double x[N];
	struct draws z = draws_new(5);
	struct best b;

	for (int i = 0; i < N; i++)
		x[i] = 2 + .1 * draw_normal(&z);
	b = lucky_best(x, N, 10, 0);
	assert_true(b.se < .005);
	assert_near(b.expected, 2 + .1 * 1.53875, 4 * b.se);
}

static void test_halves(void **state)
{
	(void)state;
	const double x[6] = { 1, 2, 3, 4, 5, 6.5 }, y[6] = { 2, 1, 4, 3, 7, 5 }, c[6] = { 1, 1, 1, 1, 1, 1 };
	struct lucky_halves h = lucky_halves(x, y, 6);
	struct str s = STR_INIT;

	assert_near(h.r, .76752956, 1e-7);
	assert_near(h.lo, -.11676320, 1e-7);
	assert_near(h.hi, .97300727, 1e-7);
	lucky_halves_sentence(&h, &s);
	contains(&s, "cannot tell");
	assert_true(isnan(lucky_halves(x, c, 6).r) && isnan(lucky_halves(x, y, 3).r));
	str_clear(&s);
	h = (struct lucky_halves){ 900, .8, .77, .83 };
	lucky_halves_sentence(&h, &s);
	contains(&s, "A lucky seed stays lucky");
	str_clear(&s);
	h = (struct lucky_halves){ 900, .02, -.05, .09 };
	lucky_halves_sentence(&h, &s);
	contains(&s, "does not stay lucky");
	str_release(&s);
}

/* 10,000 test rows and 5 % error: sqrt(.05 .95 / 10000) = .0021794. */
static void test_binomial(void **state)
{
	(void)state;
	const struct estimate sd = { .00109, .0001, .0009, .0013, 100 };
	struct lucky_binomial b = lucky_binomial(.95, &sd, 10000);
	struct str s = STR_INIT;

	assert_near(b.predicted, .0021794495, 1e-9);
	assert_near(b.ratio, .00109 / .0021794495, 1e-6);
	lucky_binomial_sentence(&b, &s);
	contains(&s, "runs are less different than test sets are");
	str_release(&s);
}

/* Newcombe 1998, "Interval estimation for the difference between independent proportions",
 * Stat. Med. 17, table II, method 10. */
static void test_shares(void **state)
{
	(void)state;
	static const struct { uint64_t a, n, b, m; double lo, hi; } t[] = {
		{ 56, 70, 48, 80, .0524, .3339 }, { 9, 10, 3, 10, .1705, .8090 },
		{ 10, 10, 0, 10, .6075, 1 }, { 5, 56, 0, 29, -.0381, .1926 },
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		double lo, hi;

		compare_shares(t[i].a, t[i].n, t[i].b, t[i].m, dist_normal_q(.975), &lo, &hi);
		assert_near(lo, t[i].lo, 6e-5);
		assert_near(hi, t[i].hi, 6e-5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_distributions),
		cmocka_unit_test(test_unpaired),
		cmocka_unit_test(test_separation),
		cmocka_unit_test(test_few_runs_prove_nothing),
		cmocka_unit_test(test_paired),
		cmocka_unit_test(test_slightly),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_diverged_runs_lose),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_shared_rows),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_peeking_rate),
		cmocka_unit_test(test_sample_sizes),
		cmocka_unit_test(test_sample_size_of_the_rule),
		cmocka_unit_test(test_sample_size_of_an_sd),
		cmocka_unit_test(test_best_of),
		cmocka_unit_test(test_best_of_resamples),
		cmocka_unit_test(test_best_of_discrete_runs),
		cmocka_unit_test(test_best_of_gaussian_runs),
		cmocka_unit_test(test_halves),
		cmocka_unit_test(test_binomial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
