/*
 * test_held.c - runs of which each has drawn its own split: every figure against plain
 * double loops over runs and rows, with problem_split saying what was held out.
 *
 * A run predicts WRONG at the rows that it was trained on: were one such number in a
 * figure, no digit of it would be right.
 */
#include "make.h"
#include "stat/attribute.h"
#include "stat/contrast.h"
#include "stat/stats.h"

#define ROWS 24
#define WRONG 1000
#define MOST 1200

struct world {
	struct dataset d;
	struct problem p;
	struct stats *s;
	size_t n, outs;
	uint32_t label[ROWS];
	float y[3 * ROWS];
	int held[MOST][ROWS];		/* by what problem_split says of the test set */
	float pred[MOST][3 * ROWS];
};

/* n runs; `cheap`: so cheap that only 512 of them are kept. */
static struct world *world(enum data_kind kind, size_t outs, size_t n_test, size_t n, int cheap)
{
	struct world *w = calloc(1, sizeof *w);
	struct draws z = draws_new(5);

	w->p = make_problem(&w->d, kind, ROWS, outs);
	w->d.refs = 1;
	w->n = n;
	w->outs = outs;
	for (size_t j = 0; j < ROWS; j++) {
		w->label[j] = (uint32_t)(j % (outs > 1 ? outs : 2));
		for (size_t k = 0; k < outs; k++)
			w->y[j * outs + k] = kind == DATA_CLASSES ? w->label[j] == k : (float)draw_normal(&z);
	}
	w->d.y = w->y;
	w->d.label = kind == DATA_REGRESSION ? NULL : w->label;
	w->p.loss = kind == DATA_CLASSES ? LOSS_CROSS_ENTROPY : LOSS_MSE;
	w->p.n_test = n_test;
	w->p.n_train = ROWS - n_test;
	if (cheap) {
		w->p.budget = BUDGET_UPDATES;
		w->p.updates = 1;
		w->p.model.n_params = 1;
	}
	w->s = stats_new(&w->p);
	for (size_t r = 0; r < n; r++) {
		struct sample m = make_run(r, w->pred[r], ROWS * outs);
		uint32_t train[ROWS], test[ROWS];

		m.levels.v[SOURCE_SPLIT] = (uint32_t)(77 + 13 * r);
		problem_split(&w->p, &m.levels, train, test);
		for (size_t i = 0; i < n_test; i++)
			w->held[r][test[i]] = 1;
		for (size_t j = 0; j < ROWS; j++) {
			double x[3], sum = 0;

			for (size_t k = 0; k < outs; k++) {
				x[k] = kind == DATA_CLASSES ? exp((w->label[j] == k) + draw_normal(&z))
				     : (double)j / 8 + (1 + (double)j / 16) * draw_normal(&z);
				sum += x[k];
			}
			for (size_t k = 0; k < outs; k++)
				w->pred[r][j * outs + k] = !w->held[r][j] ? WRONG
					: (float)(kind == DATA_CLASSES ? x[k] / sum : x[k]);
		}
		stats_add(w->s, &m);
	}
	return w;
}

static void done(struct world *w)
{
	stats_free(w->s);
	free(w);
}

/* Of two runs; NaN where no row is held out in both. */
static double apart(const struct world *w, size_t a, size_t b, size_t *rows)
{
	double sum = 0;

	*rows = 0;
	for (size_t j = 0; j < ROWS; j++) {
		if (!w->held[a][j] || !w->held[b][j])
			continue;
		for (size_t k = 0; k < w->outs; k++)
			sum += fabs((double)w->pred[a][j * w->outs + k] - (double)w->pred[b][j * w->outs + k]);
		++*rows;
	}
	return *rows ? sum / (double)(*rows * w->outs) : NAN;
}

/* Mean difference over pairs of the first n runs but one; counts pairs and rows in common. */
static double difference(const struct world *w, size_t n, size_t but, size_t *pairs, size_t *common)
{
	double sum = 0;

	*pairs = *common = 0;
	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < a; b++) {
			size_t rows;
			double d = apart(w, a, b, &rows);

			if (a == but || b == but || !rows)
				continue;
			sum += d;
			++*pairs;
			*common += rows;
		}
	return sum / (double)*pairs;
}

/* sd (or variance) at one output of a row over runs that held it out, but one; NaN below two. */
static double spread_at(const struct world *w, size_t i, size_t but, int root)
{
	double sum = 0, n = 0, sq = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t r = 0; r < w->n; r++) {
			double x = (double)w->pred[r][i];

			if (!w->held[r][i / w->outs] || r == but)
				continue;
			if (pass)
				sq += (x - sum / n) * (x - sum / n);
			else
				sum += x, n++;
		}
	return n < 2 ? NAN : root ? sqrt(sq / (n - 1)) : sq / (n - 1);
}

static double spread(const struct world *w, size_t but, int root)
{
	double sum = 0, n = 0;

	for (size_t i = 0; i < ROWS * w->outs; i++) {
		double v = spread_at(w, i, but, root);

		if (isnan(v))
			continue;
		sum += v;
		n++;
	}
	return sum / n;
}

static size_t says(const struct world *w, size_t r, size_t j)
{
	size_t best = 0;

	for (size_t k = 1; k < w->outs; k++)
		if (w->pred[r][j * w->outs + k] > w->pred[r][j * w->outs + best])
			best = k;
	return best;
}

/* Churn, and its part that is right in one run only. */
static double churn(const struct world *w, size_t but, double *right_wrong)
{
	double sum = 0, mixed = 0, rows = 0;

	for (size_t j = 0; j < ROWS; j++) {
		double pairs = 0, differ = 0, one = 0;

		for (size_t a = 0; a < w->n; a++)
			for (size_t b = 0; b < a; b++) {
				if (!w->held[a][j] || !w->held[b][j] || a == but || b == but)
					continue;
				pairs++;
				differ += says(w, a, j) != says(w, b, j);
				one += (says(w, a, j) == w->label[j]) != (says(w, b, j) == w->label[j]);
			}
		if (!(pairs > 0))
			continue;
		sum += differ / pairs;
		mixed += one / pairs;
		rows++;
	}
	if (right_wrong)
		*right_wrong = mixed / rows;
	return sum / rows;
}

/* The delete-one jackknife's standard error: x[n] are the figures without each run. */
static double jackknife(const double *x, size_t n)
{
	double mean = 0, sq = 0;

	for (size_t i = 0; i < n; i++)
		mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		sq += (x[i] - mean) * (x[i] - mean);
	return sqrt(sq * ((double)n - 1) / (double)n);
}

static void check_spreads(struct world *w)
{
	double x[64], y[64], z[64], sd[3 * ROWS];
	struct estimate e;
	size_t pairs, common, p2, c2;

	for (size_t i = 0; i < w->n; i++) {
		x[i] = difference(w, w->n, i, &p2, &c2);
		y[i] = log(spread(w, i, 1));
		z[i] = log(spread(w, i, 0));
	}
	e = stats_difference(w->s);
	assert_near(e.mean, difference(w, w->n, SIZE_MAX, &pairs, &common), 1e-6);
	assert_near(e.se, jackknife(x, w->n), 1e-5);
	assert_int_equal(stats_pairs(w->s), pairs);
	assert_near(stats_common(w->s), (double)common / (double)pairs, 1e-12);
	e = stats_sd(w->s);
	assert_near(e.mean, spread(w, SIZE_MAX, 1), 1e-6);
	assert_near(e.se / e.mean, jackknife(y, w->n), 1e-6);
	assert_true(e.lo < e.mean && e.mean < e.hi);
	e = stats_variance(w->s);
	assert_near(e.mean, spread(w, SIZE_MAX, 0), 1e-6);
	assert_near(e.se / e.mean, jackknife(z, w->n), 1e-6);
	stats_pred_sd(w->s, sd);
	for (size_t i = 0; i < ROWS * w->outs; i++)
		assert_near(sd[i], spread_at(w, i, SIZE_MAX, 1), 1e-6);
	assert_int_equal(stats_diverged(w->s), 0);
	assert_true(stats_held_out(w->s));
}

static void test_regression(void **state)
{
	(void)state;
	struct world *w = world(DATA_REGRESSION, 2, 7, 40, 0);

	check_spreads(w);
	assert_int_equal(stats_churn(w->s).n, 0);
	done(w);
}

static void test_classes(void **state)
{
	(void)state;
	struct world *w = world(DATA_CLASSES, 3, 7, 40, 0);
	double x[64], right_wrong, rw, neutral;
	struct estimate e;

	check_spreads(w);
	for (size_t i = 0; i < w->n; i++)
		x[i] = churn(w, i, NULL);
	e = stats_churn(w->s);
	assert_near(e.mean, churn(w, SIZE_MAX, &right_wrong), 1e-9);
	assert_near(e.se, jackknife(x, w->n), 1e-9);
	assert_true(stats_churn_parts(w->s, &rw, &neutral));
	assert_near(rw, right_wrong, 1e-9);
	assert_near(neutral, e.mean - right_wrong, 1e-9);
	done(w);
}

/* One row held out of 24: most pairs have none in common, some rows are held out once. */
static void test_pairs_without_common_rows(void **state)
{
	(void)state;
	struct world *w = world(DATA_REGRESSION, 1, 1, 40, 0);
	size_t pairs, common;
	double d = difference(w, w->n, SIZE_MAX, &pairs, &common);

	assert_true(pairs > 10 && pairs < 80);
	assert_int_equal(stats_pairs(w->s), pairs);
	assert_near(stats_difference(w->s).mean, d, 1e-6);
	assert_near(stats_sd(w->s).mean, spread(w, SIZE_MAX, 1), 1e-6);
	assert_near(stats_common(w->s), 1, 0);
	done(w);
	w = world(DATA_REGRESSION, 1, 1, 2, 0);	/* two runs that held out different rows */
	assert_int_equal(stats_pairs(w->s), 0);
	assert_int_equal(stats_difference(w->s).n, 0);
	assert_int_equal(stats_sd(w->s).n, 0);
	done(w);
}

/* Beyond the kept runs: moments of all, blocks of nine, and the pilot's errors. */
static void test_many(void **state)
{
	(void)state;
	struct world *w = world(DATA_CLASSES, 3, 7, 512 + 9 * 60, 1);
	double kept, blocks = 0, share, x[512 + 9 * 60], y[512 + 9 * 60], n = 512;
	size_t pairs, common;
	struct estimate e;

	assert_int_equal(stats_kept(w->s), 512);
	kept = difference(w, 512, SIZE_MAX, &pairs, &common);
	for (size_t g = 0; g < 60; g++) {
		double sum = 0;
		size_t m = 0, rows;

		for (size_t a = 0; a < 9; a++)
			for (size_t b = 0; b < a; b++) {
				double d = apart(w, 512 + 9 * g + a, 512 + 9 * g + b, &rows);

				if (rows)
					sum += d, m++, pairs++;
			}
		blocks += sum / (double)m / 60;
	}
	share = 540 / (n + 540);
	e = stats_difference(w->s);
	assert_near(e.mean, (1 - share) * kept + share * blocks, 1e-6);
	assert_int_equal(stats_pairs(w->s), pairs);
	e = stats_sd(w->s);
	assert_near(e.mean, spread(w, SIZE_MAX, 1), 1e-6);
	for (size_t i = 0; i < w->n; i++) {
		x[i] = log(spread(w, i, 1));
		y[i] = spread(w, i, 0);
	}
	assert_near(e.se / e.mean / jackknife(x, w->n), 1, .05);
	e = stats_variance(w->s);
	assert_near(e.mean, spread(w, SIZE_MAX, 0), 1e-6);
	assert_near(e.se / jackknife(y, w->n), 1, .05);
	e = stats_churn(w->s);
	assert_near(e.mean, churn(w, SIZE_MAX, NULL), 1e-9);
	done(w);
}

/* The pilot's error of churn against the jackknife, for which fewer runs are enough. */
static void test_churn_error(void **state)
{
	(void)state;
	struct world *w = world(DATA_CLASSES, 3, 7, 600, 0);
	double sq = 0, mean = 0, x[60];

	/* without one of every tenth run: the mean square of what these sixty say */
	for (size_t i = 0; i < 60; i++) {
		x[i] = churn(w, 10 * i, NULL);
		mean += x[i] / 60;
	}
	for (size_t i = 0; i < 60; i++)
		sq += (x[i] - mean) * (x[i] - mean) / 59;
	assert_near(stats_churn(w->s).se / sqrt(sq * 600), 1, .2);
	done(w);
}

/* An average at a row is that of the first M of a group's runs that held it out. */
static void test_ensemble(void **state)
{
	(void)state;
	struct world *w = world(DATA_REGRESSION, 1, 7, 300, 0);
	struct ensemble e;
	double sum = 0, cols = 0, gain = 0, single = 0;
	size_t size;

	assert_true(stats_ensemble(w->s, 4, &e));
	size = e.runs;
	assert_true(size >= 4 * ROWS / 7 && e.groups == 300 / size && e.groups >= 10);
	for (size_t g = 0; g < e.groups; g++) {
		double both = 0, one = 0, rows = 0;

		for (size_t j = 0; j < ROWS; j++) {
			double mean = 0, own = 0;
			int m = 0;

			for (size_t r = g * size; r < (g + 1) * size && m < 4; r++) {
				double x = (double)w->pred[r][j];

				if (!w->held[r][j])
					continue;
				mean += x / 4;
				own += (x - (double)w->y[j]) * (x - (double)w->y[j]) / 4;
				m++;
			}
			if (m < 4)
				continue;
			both += (mean - (double)w->y[j]) * (mean - (double)w->y[j]);
			one += own;
			rows++;
		}
		gain += (one - both) / rows / (double)e.groups;
		single += one / rows / (double)e.groups;
	}
	assert_near(e.gain, gain, 1e-6);
	assert_near(e.single_loss, single, 1e-6);
	assert_true(e.gain_lo > 0);
	/* runs are independent here, so the average of four has half the spread */
	for (size_t j = 0; j < ROWS; j++) {
		sum += 1 + (double)j / 16;
		cols++;
	}
	assert_near(e.sd / (sum / cols / 2), 1, .06);
	assert_near(e.expect_sd / (sum / cols / 2), 1, .04);
	assert_true(e.sd_lo < sum / cols / 2 && e.sd_hi > sum / cols / 2);
	assert_false(stats_ensemble(w->s, 40, &e));	/* too few groups */
	done(w);
}

/* Run by run, of two conditions with the same splits: all rows that were held out. */
static void test_contrast(void **state)
{
	(void)state;
	struct world *a = world(DATA_REGRESSION, 1, 7, 60, 0), *b = world(DATA_REGRESSION, 1, 7, 60, 0);
	struct estimate e;

	e = contrast_apart(a->s, b->s);
	assert_int_equal(e.n, 60);
	assert_near(e.mean, 0, 0);
	e = contrast_sd(a->s, b->s, 1);
	assert_near(e.mean, 0, 0);
	assert_near(e.se, 0, 1e-9);
	done(a);
	done(b);
}

/* No attribution of predictions with a free split; of the loss as ever. */
static void test_attribution(void **state)
{
	(void)state;
	const enum source source[2] = { SOURCE_INIT, SOURCE_SPLIT };
	struct attribute *a = attribute_new(source, 2, 4);
	struct draws z = draws_new(1);
	struct effect e[2];
	double var;

	attribute_hold_out(a);
	for (uint64_t r = 0; r < 4 * 64; r++) {
		float p[4];
		struct sample m = make_run(r, p, 4);

		for (size_t i = 0; i < 4; i++)
			p[i] = (float)draw_normal(&z);
		m.data_loss = p[0] * p[0];
		attribute_add(a, &m);
	}
	assert_false(attribute_predicts(a));
	assert_int_equal(attribute_effects(a, TARGET_PREDICTION, e, &var), 0);
	assert_int_equal(attribute_effects(a, TARGET_DATA_LOSS, e, &var), 64);
	assert_true(isnan(e[0].diff) && isnan(e[1].diff_se));
	attribute_free(a);
}

/* A diverged run is still known by its predictions; held-out rows make none diverge. */
static void test_diverged(void **state)
{
	(void)state;
	struct world *w = world(DATA_REGRESSION, 1, 7, 10, 0);
	float p[ROWS] = { 0 };
	struct sample m = make_run(10, p, ROWS);

	p[3] = NAN;
	stats_add(w->s, &m);
	assert_int_equal(stats_diverged(w->s), 1);
	assert_int_equal(stats_kept(w->s), 10);
	done(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_regression),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_pairs_without_common_rows),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_churn_error),
		cmocka_unit_test(test_ensemble),
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_attribution),
		cmocka_unit_test(test_diverged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
