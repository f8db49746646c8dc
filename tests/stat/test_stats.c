/*
 * test_stats.c - the figures of one condition against closed forms, numbers
 * worked out by hand and brute force.
 */
#include "make.h"
#include "stat/stats.h"

static struct stats *regression(size_t n_probes)
{
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, n_probes, 1);

	return stats_new(&p);
}

static void add(struct stats *s, uint64_t r, const float *pred, size_t n)
{
	struct sample m = make_run(r, pred, n);

	stats_add(s, &m);
}

/* n runs whose predictions are independent N(0, sigma) */
static struct stats *gaussian(size_t n, size_t probes, double sigma, uint32_t seed)
{
	struct stats *s = regression(probes);
	struct draws z = draws_new(seed);
	float *p = malloc(probes * sizeof *p);

	for (size_t r = 0; r < n; r++) {
		for (size_t j = 0; j < probes; j++)
			p[j] = (float)(sigma * draw_normal(&z));
		add(s, r, p, probes);
	}
	free(p);
	return s;
}

static void test_nothing(void **state)
{
	(void)state;
	struct stats *s = regression(3);
	const float p[3] = { 1, 2, 3 };
	struct ensemble e;

	assert_int_equal(stats_difference(s).n, 0);
	assert_true(isnan(stats_difference(s).mean));
	assert_true(isnan(stats_sd(s).mean));
	assert_int_equal(stats_outcome(s, STATS_TEST_LOSS).n, 0);
	assert_true(isnan(stats_difference_quantile(s, .5)));
	assert_true(isnan(stats_outcome_quantile(s, STATS_TRAIN_LOSS, .5)));
	assert_int_equal(stats_ensemble(s, 2, &e), 0);
	add(s, 0, p, 3);
	assert_int_equal(stats_pairs(s), 0);
	assert_true(isnan(stats_difference(s).mean));
	add(s, 1, p, 3);
	assert_true(stats_difference(s).mean == 0);
	assert_true(isnan(stats_difference(s).se));	/* two runs tell no error */
	stats_free(s);
}

static void test_all_fixed_is_exactly_zero(void **state)
{
	(void)state;
	struct stats *s = regression(5);
	const float p[5] = { .1f, -3.3f, 1e-8f, 7e8f, 0 };
	struct estimate e;

	for (int r = 0; r < 3000; r++)
		add(s, (uint64_t)r, p, 5);
	e = stats_difference(s);
	assert_true(e.mean == 0 && e.se == 0 && e.lo == 0 && e.hi == 0);
	e = stats_sd(s);
	assert_true(e.mean == 0 && e.lo == 0 && e.hi == 0);
	assert_true(stats_difference_quantile(s, .999) == 0);
	stats_free(s);
}

/*
 * Runs (0,0), (1,3), (5,1): differences 2, 3, 3.  a = (2.5, 2.5, 3),
 * mean 8/3; leaving one out gives 3, 3, 2: jackknife
 * var = 2/3 ((1/3)^2 + (1/3)^2 + (2/3)^2) = 4/9, se = 2/3.
 */
static void test_jackknife_by_hand(void **state)
{
	(void)state;
	struct stats *s = regression(2);
	const float p[3][2] = { { 0, 0 }, { 1, 3 }, { 5, 1 } };
	struct estimate e;
	double sd[2];

	for (int r = 0; r < 3; r++)
		add(s, (uint64_t)r, p[r], 2);
	e = stats_difference(s);
	assert_near(e.mean, 8. / 3, 1e-6);
	assert_near(e.se, 2. / 3, 1e-6);
	assert_true(isnan(e.lo) && isnan(e.hi));	/* three runs give no interval */
	assert_int_equal(e.n, 3);
	assert_near(stats_pred_mean(s)[0], 2, 1e-12);
	stats_pred_sd(s, sd);
	assert_near(sd[0], sqrt(7), 1e-12);
	assert_near(sd[1], sqrt(7. / 3), 1e-12);
	assert_near(stats_sd(s).mean, (sqrt(7) + sqrt(7. / 3)) / 2, 1e-12);
	assert_near(stats_variance(s).mean, (7 + 7. / 3) / 2, 1e-12);
	stats_free(s);
}

/* E|p - p'| = 2 sigma / sqrt(pi), all pairs and blocks. */
static void test_gaussian_difference(void **state)
{
	(void)state;
	const double sigma = .3, expect = 2 * sigma / sqrt(PI);
	static const size_t n[] = { 400, 12000 };

	for (int k = 0; k < 2; k++) {
		struct stats *s = gaussian(n[k], 7, sigma, 5 + (uint32_t)k);
		struct estimate e = stats_difference(s);

		assert_true(e.se < expect * .02);
		assert_near(e.mean, expect, 4 * e.se);
		assert_near(stats_sd(s).mean, sigma, 4 * stats_sd(s).se);
		assert_near(stats_variance(s).mean, sigma * sigma, 4 * stats_variance(s).se);
		stats_free(s);
	}
}

/* One probe: |p - p'| is half-normal with scale sigma sqrt 2. */
static void test_gaussian_quantiles(void **state)
{
	(void)state;
	struct stats *s = gaussian(1500, 1, 2e-7, 11);
	const double scale = 2e-7 * sqrt(2);

	assert_near(stats_difference_quantile(s, .5), .6744898 * scale, .04 * scale);
	assert_near(stats_difference_quantile(s, .95), 1.959964 * scale, .1 * scale);
	stats_free(s);
}

/* One pair has one difference, whatever bin that falls into. */
static void test_quantiles_of_one_value(void **state)
{
	(void)state;
	struct stats *s = regression(1);
	const float p[2] = { 0, .7f };

	add(s, 0, &p[0], 1);
	add(s, 1, &p[1], 1);
	for (double q = 0; q <= 1; q += .125)
		assert_near(stats_difference_quantile(s, q), (double)p[1], 1e-9);
	stats_free(s);
}

static void test_all_pairs_by_brute_force(void **state)
{
	(void)state;
	enum { N = 60, P = 19 };
	static float p[N][P];
	struct stats *s = regression(P);
	struct draws z = draws_new(3);
	double sum = 0, lo = 0, hi = 3;
	uint32_t bin[10], count[10] = { 0 }, total = 0;

	for (int r = 0; r < N; r++) {
		for (int j = 0; j < P; j++)
			p[r][j] = (float)draw_normal(&z);
		add(s, (uint64_t)r, p[r], P);
	}
	for (int i = 0; i < N; i++)
		for (int k = 0; k < i; k++) {
			double d = 0;

			for (int j = 0; j < P; j++)
				d += fabs((double)p[i][j] - (double)p[k][j]) / P;
			sum += d;
			count[(int)(d / .3)]++;
		}
	assert_near(stats_difference(s).mean, sum / (N * (N - 1) / 2), 1e-6);
	assert_int_equal(stats_pairs(s), N * (N - 1) / 2);
	stats_hist_difference(s, &lo, &hi, bin, 10);
	for (int b = 0; b < 10; b++) {	/* bins of .4 % blur the edges */
		assert_near(bin[b], count[b], 12);
		total += bin[b];
	}
	assert_int_equal(total, N * (N - 1) / 2);
	lo = hi = 0;
	stats_hist_difference(s, &lo, &hi, bin, 10);
	assert_true(hi > lo);
	stats_free(s);
}

/* A problem as cheap as the article's keeps 512 and samples pairs after them. */
static void test_blocks_after_the_kept(void **state)
{
	(void)state;
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
	struct stats *s;
	float v = 0;

	p.epochs = 10;
	p.n_train = 1;
	p.model.n_params = 1;
	s = stats_new(&p);
	for (int r = 0; r < 512 + 2 * STATS_BLOCK - 1; r++)
		add(s, (uint64_t)r, &v, 1);
	assert_int_equal(stats_kept(s), 512);
	assert_int_equal(stats_pairs(s), 512 * 511 / 2 + STATS_BLOCK * STATS_PAIRS);
	add(s, 9999, &v, 1);
	assert_int_equal(stats_pairs(s), 512 * 511 / 2 + 2 * STATS_BLOCK * STATS_PAIRS);
	stats_free(s);
}

/* Memory does not grow with the runs, and large predictions keep fewer. */
static void test_memory_is_bounded(void **state)
{
	(void)state;
	struct stats *s = gaussian(3000, 4, 1, 1);
	size_t before = stats_bytes(s);
	enum { BIG = 1 << 20 };
	float *p = calloc(BIG, sizeof *p);

	for (int r = 0; r < 5000; r++)
		add(s, 3000 + (uint64_t)r, p, 4);
	assert_int_equal(stats_bytes(s), before);
	stats_free(s);
	s = regression(BIG);
	for (int r = 0; r < 40; r++)
		add(s, (uint64_t)r, p, BIG);
	assert_in_range(stats_kept(s), 16, 18);
	assert_true(stats_bytes(s) < (size_t)300 << 20);
	stats_free(s);
	free(p);
}

static void test_divergence_poisons_nothing(void **state)
{
	(void)state;
	struct stats *s = regression(2), *t = regression(2);
	const float good[4][2] = { { 1, 2 }, { 2, 2 }, { 0, 5 }, { 3, 3 } };
	const float bad[3][2] = { { NAN, 1 }, { 1, INFINITY }, { 1, -2e37f } };
	struct kept_run k[20];

	for (int r = 0; r < 4; r++) {
		struct sample m = make_run((uint64_t)(2 * r), good[r], 2);

		m.train_loss = (float)r;
		stats_add(s, &m);
		stats_add(t, &m);
		m = make_run((uint64_t)(2 * r + 1), r < 3 ? bad[r] : good[0], 2);
		m.diverged = r == 3;	/* the others are found out */
		m.train_loss = NAN;
		stats_add(s, &m);
	}
	assert_int_equal(stats_runs(s), 8);
	assert_int_equal(stats_diverged(s), 4);
	assert_true(stats_difference(s).mean == stats_difference(t).mean);
	assert_true(stats_difference(s).se == stats_difference(t).se);
	assert_true(stats_outcome(s, STATS_TRAIN_LOSS).mean == 1.5);
	assert_int_equal(stats_recent_diverged(s, k, 20), 4);
	assert_int_equal(k[0].run, 7);
	assert_int_equal(k[3].run, 1);
	assert_int_equal(stats_recent(s, k, 20), 4);
	assert_int_equal(k[0].run, 6);
	assert_true(k[0].pred[0] == 3 && k[1].pred[1] == 5);
	stats_free(s);
	stats_free(t);
}

/* A run without predictions has outcomes all the same. */
static void test_missing_predictions(void **state)
{
	(void)state;
	struct stats *s = regression(2);
	const float p[3] = { 1, 2, 3 };
	struct sample m = make_run(0, NULL, 0);

	m.train_loss = 4;
	stats_add(s, &m);
	m = make_run(1, p, 3);
	m.train_loss = 6;
	stats_add(s, &m);
	assert_int_equal(stats_outcome(s, STATS_TRAIN_LOSS).n, 2);
	assert_true(stats_outcome(s, STATS_TRAIN_LOSS).mean == 5);
	assert_int_equal(stats_kept(s), 0);
	assert_int_equal(stats_difference(s).n, 0);
	stats_free(s);
}

static void test_outcomes(void **state)
{
	(void)state;
	struct stats *s = regression(1);
	const float p = 0;
	uint32_t bin[4];
	double lo = 0, hi = 4, x[4];
	struct estimate e;

	for (int r = 0; r < 4; r++) {
		struct sample m = make_run((uint64_t)r, &p, 1);

		m.train_loss = (float)r;		/* 0 1 2 3 */
		m.accuracy = r == 2 ? NAN : .5f;
		stats_add(s, &m);
	}
	e = stats_outcome(s, STATS_TRAIN_LOSS);
	assert_near(e.mean, 1.5, 1e-12);
	assert_near(e.se, sqrt(5. / 3 / 4), 1e-12);
	assert_true(isnan(e.hi));
	assert_near(stats_outcome_sd(s, STATS_TRAIN_LOSS), sqrt(5. / 3), 1e-12);
	assert_near(stats_outcome_quantile(s, STATS_TRAIN_LOSS, .5), 1.5, 1e-12);
	assert_near(stats_outcome_quantile(s, STATS_TRAIN_LOSS, .25), .75, 1e-12);
	assert_false(stats_has(s, STATS_TEST_LOSS));
	assert_true(stats_has(s, STATS_ACCURACY));
	assert_int_equal(stats_outcome(s, STATS_ACCURACY).n, 3);
	assert_int_equal(stats_outcome_values(s, STATS_ACCURACY, x), 3);
	stats_hist_outcome(s, STATS_TRAIN_LOSS, &lo, &hi, bin, 4);
	for (int b = 0; b < 4; b++)
		assert_int_equal(bin[b], 1);
	stats_free(s);
}

/* The reservoir is a uniform sample: 50,000 runs whose loss is their number. */
static void test_reservoir_is_uniform(void **state)
{
	(void)state;
	enum { N = 50000 };
	struct stats *s = regression(1);
	const float p = 0;

	for (int r = 0; r < N; r++) {
		struct sample m = make_run((uint64_t)r, &p, 1);
		float curve = (float)r;

		m.train_loss = (float)r;
		m.epochs = 1;
		m.train = &curve;
		stats_add(s, &m);
	}
	/* sd of a sample quantile: sqrt(q (1-q) / m) */
	for (int k = 1; k < 10; k++) {
		double q = .1 * k, sd = sqrt(q * (1 - q));
		float c;

		assert_near(stats_outcome_quantile(s, STATS_TRAIN_LOSS, q) / N, q,
			    3.5 * sd / sqrt(STATS_RESERVOIR));
		assert_int_equal(stats_curve_quantiles(s, STATS_TRAIN, 0, &q, &c, 1), N);
		assert_near((double)c / N, q, 3.5 * sd / sqrt(512));
	}
	stats_free(s);
}

static void test_curves_of_unequal_length(void **state)
{
	(void)state;
	struct stats *s = regression(1);
	const float p = 0, curve[3][3] = { { 1, 9, 0 }, { 2, 5, 7 }, { 6, 0, 0 } };
	const double q[3] = { 0, .5, 1 };
	float out[3];

	for (int r = 0; r < 3; r++) {
		struct sample m = make_run((uint64_t)r, &p, 1);

		m.epochs = r == 0 ? 2 : r == 1 ? 3 : 1;
		m.train = curve[r];
		m.acc = r == 1 ? curve[r] : NULL;
		stats_add(s, &m);
	}
	assert_int_equal(stats_epochs(s), 3);
	assert_int_equal(stats_curve_quantiles(s, STATS_TRAIN, 0, q, out, 3), 3);
	assert_true(out[0] == 1 && out[1] == 2 && out[2] == 6);
	assert_int_equal(stats_curve_quantiles(s, STATS_TRAIN, 1, q, out, 3), 2);
	assert_true(out[0] == 5 && out[1] == 7 && out[2] == 9);
	assert_int_equal(stats_curve_quantiles(s, STATS_TRAIN, 2, q, out, 3), 1);
	assert_true(out[1] == 7);
	assert_int_equal(stats_curve_quantiles(s, STATS_TRAIN, 3, q, out, 3), 0);
	assert_true(isnan(out[1]));
	assert_true(stats_has_curve(s, STATS_TRAIN));
	assert_false(stats_has_curve(s, STATS_TEST));
	assert_true(stats_has_curve(s, STATS_ACC));
	stats_free(s);
}

/*
 * Two probes, three classes, three runs; classes said:
 *   probe 0 (truth 0): 0 0 1     probe 1 (truth 2): 0 1 2
 * Pairs differ at probe 0: 2 of 3, at probe 1: 3 of 3: churn 5/6.
 * Right against wrong: probe 0 2 of 3, probe 1 2 of 3: 2/3; neutral 1/6.
 */
static void test_churn_by_hand(void **state)
{
	(void)state;
	struct dataset d;
	struct problem p = make_problem(&d, DATA_CLASSES, 2, 3);
	uint32_t label[4] = { 1, 0, 1, 2 }, probe[2] = { 1, 3 };
	const float pred[3][6] = {
		{ .8f, .1f, .1f, .6f, .2f, .2f },
		{ .5f, .3f, .2f, .1f, .6f, .3f },
		{ .2f, .7f, .1f, .1f, .3f, .6f },
	};
	double rw, neutral, churn, win, loss;
	struct stats *s, *one;
	struct estimate e;

	d.label = label;
	p.probe = probe;
	s = stats_new(&p);
	one = stats_new(&p);
	for (int r = 0; r < 3; r++)
		add(s, (uint64_t)r, pred[r], 6);
	add(one, 0, pred[2], 6);	/* says 1, 2: wrong, right */
	e = stats_churn(s);
	assert_near(e.mean, 5. / 6, 1e-12);
	assert_int_equal(e.n, 3);
	/* a = (3/4, 3/4, 1); se as in test_jackknife_by_hand, a quarter of it */
	assert_near(e.se, 2 * 2 * sqrt(1. / 48 / 3), 1e-12);
	assert_int_equal(stats_churn_parts(s, &rw, &neutral), 1);
	assert_near(rw, 2. / 3, 1e-12);
	assert_near(neutral, 1. / 6, 1e-12);
	assert_int_equal(stats_churn_between(s, one, &churn, &win, &loss, &neutral), 1);
	/* probe 0: 2/3 of runs lose; probe 1: 2/3 win */
	assert_near(win, 1. / 3, 1e-12);
	assert_near(loss, 1. / 3, 1e-12);
	assert_near(churn, 2. / 3, 1e-12);
	assert_near(neutral, 0, 1e-12);
	stats_free(s);
	stats_free(one);
}

static void test_churn_of_binary_data(void **state)
{
	(void)state;
	struct dataset d;
	struct problem p = make_problem(&d, DATA_BINARY, 1, 1);
	struct stats *s = stats_new(&p);
	const float v[4] = { .2f, .5f, .51f, .9f };
	double a, b;

	for (int r = 0; r < 4; r++)
		add(s, (uint64_t)r, &v[r], 1);
	assert_near(stats_churn(s).mean, 4. / 6, 1e-12);
	assert_int_equal(stats_churn_parts(s, &a, &b), 0);	/* no labels */
	stats_free(s);
	s = regression(1);
	assert_int_equal(stats_churn(s).n, 0);
	stats_free(s);
}

/* Averages of M Gaussians: sd sigma / sqrt(M); squared error gains sigma^2 (1 - 1/M). */
static void test_ensemble_of_gaussians(void **state)
{
	(void)state;
	enum { N = 1600, P = 20 };
	const double sigma = .5;
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, P, 1);
	struct draws z = draws_new(21);
	float y[P] = { 0 }, v[P];
	struct stats *s;

	d.y = y;
	p.loss = LOSS_MSE;
	s = stats_new(&p);
	for (uint64_t r = 0; r < N; r++) {
		for (int j = 0; j < P; j++)
			v[j] = (float)(sigma * draw_normal(&z));
		add(s, r, v, P);
	}
	for (size_t m = 1; m <= 64; m *= 4) {
		struct ensemble e;
		double expect = sigma / sqrt((double)m);

		assert_int_equal(stats_ensemble(s, m, &e), 1);
		assert_int_equal(e.groups, N / m);
		assert_in_range(m, 1, 64);
		/* relative error of an sd from G groups: 1/sqrt(2 (G-1)), P probes */
		assert_near(e.sd, expect, 3.5 * expect / sqrt(2. * (double)(e.groups - 1) * P));
		assert_near(e.expect_sd, expect, .02 * expect);
		assert_true(e.sd_lo < e.sd && e.sd < e.sd_hi);
		assert_near(e.single_loss, sigma * sigma, .01);
		assert_near(e.gain, sigma * sigma * (1 - 1 / (double)m), .01);
		assert_near(e.single_loss - e.loss, e.gain, 1e-12);
		assert_true(e.gain_lo <= e.gain && e.gain <= e.gain_hi);
	}
	struct ensemble e;
	assert_int_equal(stats_ensemble(s, 500, &e), 0);
	assert_int_equal(stats_ensemble(s, 0, &e), 0);
	stats_free(s);
}

/* Losses at the probes: mean loss of a single kept run against Keras' values. */
static void test_losses(void **state)
{
	(void)state;
	const float y[4] = { 0, 1, 1, 0 }, v[4] = { .1f, .8f, .4f, .2f };
	static const struct { enum loss loss; double expect; } want[] = {
		/* by hand: differences .1 .2 .6 .2 */
		{ LOSS_MSE, (.01 + .04 + .36 + .04) / 4 },
		{ LOSS_MAE, 1.1 / 4 },
		{ LOSS_HUBER, (.005 + .02 + (.3 * .6 - .045) + .02) / 4 },
		{ LOSS_BCE, (.10536052 + .22314355 + .91629073 + .22314355) / 4 },
		/* as two rows of two classes: -ln .8, -ln .4 */
		{ LOSS_CROSS_ENTROPY, (.22314355 + .91629073) / 2 },
	};

	for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
		struct dataset d;
		int ce = want[k].loss == LOSS_CROSS_ENTROPY;
		struct problem p = make_problem(&d, ce ? DATA_CLASSES : DATA_REGRESSION,
						ce ? 2 : 4, ce ? 2 : 1);
		struct ensemble e;
		struct stats *s;

		d.y = (float *)y;
		p.loss = want[k].loss;
		p.huber_delta = .3f;
		s = stats_new(&p);
		for (uint64_t r = 0; r < 80; r++)
			add(s, r, v, 4);
		assert_int_equal(stats_ensemble(s, 2, &e), 1);
		assert_near(e.single_loss, want[k].expect, 1e-6);
		assert_near(e.loss, want[k].expect, 1e-6);
		assert_true(e.sd == 0 && e.sd_lo == 0);
		stats_free(s);
	}
}

static void test_half_errors(void **state)
{
	(void)state;
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, 3, 1);
	float y[3] = { 0, 0, 0 };
	const float v[3] = { 1, 2, 3 };
	double even[1], odd[1];
	struct stats *s;

	d.y = y;
	s = stats_new(&p);
	add(s, 0, v, 3);
	assert_int_equal(stats_half_errors(s, even, odd), 1);
	assert_near(even[0], 5, 1e-12);
	assert_near(odd[0], 4, 1e-12);
	stats_free(s);
}

static void test_signed_differences(void **state)
{
	(void)state;
	struct stats *s = regression(2);
	const float v[3][2] = { { 0, 1 }, { 0, 2 }, { 0, 5 } };	/* 1, 3; 4 */
	double lo = -.5, hi = 4.5;
	uint32_t bin[5];

	for (int r = 0; r < 3; r++)
		add(s, (uint64_t)r, v[r], 2);
	stats_hist_signed(s, 1, &lo, &hi, bin, 5);
	assert_int_equal(bin[1] + 10 * bin[3] + 100 * bin[4], 111);
	lo = hi = 0;
	stats_hist_signed(s, 0, &lo, &hi, bin, 5);
	assert_true(lo < 0 && hi > 0);
	stats_hist_signed(s, 7, &lo, &hi, bin, 5);	/* no such probe */
	assert_int_equal(bin[2], 0);
	stats_free(s);
}

static void test_same_runs_same_bits(void **state)
{
	(void)state;
	struct stats *s = gaussian(2600, 33, .7, 9), *t = gaussian(2600, 33, .7, 9);
	struct estimate a = stats_difference(s), b = stats_difference(t);

	assert_memory_equal(&a, &b, sizeof a);
	stats_sd(s);	/* asking changes nothing */
	a = stats_sd(s);
	b = stats_sd(t);
	assert_memory_equal(&a, &b, sizeof a);
	assert_int_equal(stats_kept(s), STATS_KEEP);
	stats_free(s);
	stats_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_all_fixed_is_exactly_zero),
		cmocka_unit_test(test_jackknife_by_hand),
		cmocka_unit_test(test_gaussian_difference),
		cmocka_unit_test(test_gaussian_quantiles),
		cmocka_unit_test(test_quantiles_of_one_value),
		cmocka_unit_test(test_all_pairs_by_brute_force),
		cmocka_unit_test(test_blocks_after_the_kept),
		cmocka_unit_test(test_memory_is_bounded),
		cmocka_unit_test(test_divergence_poisons_nothing),
		cmocka_unit_test(test_missing_predictions),
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_reservoir_is_uniform),
		cmocka_unit_test(test_curves_of_unequal_length),
		cmocka_unit_test(test_churn_by_hand),
		cmocka_unit_test(test_churn_of_binary_data),
		cmocka_unit_test(test_ensemble_of_gaussians),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_half_errors),
		cmocka_unit_test(test_signed_differences),
		cmocka_unit_test(test_same_runs_same_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
