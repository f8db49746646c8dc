/*
 * test_helps.c - what helps: verdicts, and that what does nothing is said to help in 5 % of
 * tables at most, however many remedies are in them.
 */
#include "make.h"
#include "stat/dist.h"
#include "stat/helps.h"

static struct help_row row(enum remedy r, double ratio, double lo, double hi)
{
	return (struct help_row){ .remedy = r, .ratio = ratio, .lo = lo, .hi = hi, .loss = NAN, .loss_lo = NAN,
				  .loss_hi = NAN, .price = 1 };
}

static void test_verdicts(void **state)
{
	(void)state;
	struct help_row r[9] = {
		row(REMEDY_L2, 1.3, 1.1, 1.5), row(REMEDY_DROPOUT, .8, .7, 1.01), row(REMEDY_BATCH_EPOCHS, .6, .5, .7),
		row(REMEDY_LR_BATCH, .5, .4, .6), row(REMEDY_ENSEMBLE, .9995, .999, .9999), row(REMEDY_ACTIVATION, .4, .3, .5),
		row(REMEDY_REMAINDER, .2, .1, .3), row(REMEDY_BATCH_UPDATES, NAN, NAN, NAN), row(REMEDY_L2, 0, 0, 0),
	};
	static const enum help want[9] = { HELP_YES, HELP_YES, HELP_YES, HELP_AT_A_LOSS, HELP_NOTHING, HELP_UNDECIDED,
					   HELP_WORSE, HELP_DIVERGES, HELP_TOO_FEW };
	static const double ratio[7] = { 0, .5, .6, .4, .9995, .8, 1.3 };

	r[5].loss = .2;		/* at a loss */
	r[5].loss_lo = .1;
	r[5].loss_hi = .3;
	r[3].loss = -.2;	/* and a gain */
	r[3].loss_lo = -.3;
	r[3].loss_hi = -.1;
	r[6].runs = r[6].base_runs = 100;	/* most are lost */
	r[6].lost = 80;
	helps_judge(r, 9);
	for (int i = 0; i < 9; i++)
		assert_int_equal(r[i].help, want[i]);
	for (int i = 0; i < 7; i++)
		assert_near(r[i].ratio, ratio[i], 0);
	assert_int_equal(helps_loss_sign(&r[1]), -1);
	assert_int_equal(helps_loss_sign(&r[3]), 1);
	assert_int_equal(helps_loss_sign(&r[0]), 0);	/* not known */
}

/* Runs of one probe with a normal prediction; those of the same number share `common` of it. */
static struct stats *runs_of(struct problem *p, struct draws *d, double sd, const double *shared, size_t n)
{
	struct stats *s = stats_new(p);

	for (size_t i = 0; i < n; i++) {
		float pred[8];
		struct sample run;

		for (size_t j = 0; j < 8; j++)
			pred[j] = (float)(sd * (.8 * shared[8 * i + j] + .6 * draw_normal(d)));
		run = make_run(i, pred, 8);
		run.data_loss = (float)(1 + .1 * draw_normal(d));
		run.constant_loss = 9;
		stats_add(s, &run);
	}
	return s;
}

/* The ratio of two sds is that of the mean differences; its interval is Bonferroni's. */
static void test_ratio(void **state)
{
	(void)state;
	enum { N = 100 };
	struct dataset data;
	struct problem p = make_problem(&data, DATA_REGRESSION, 8, 1);
	struct draws d = draws_new(3);
	double shared[8 * N];
	struct help_row one, nine;
	struct stats *a, *b, *same;

	for (size_t i = 0; i < 8 * N; i++)
		shared[i] = draw_normal(&d);
	a = runs_of(&p, &d, .5, shared, N);
	b = runs_of(&p, &d, 1, shared, N);
	helps_ratio(&one, a, b, helps_z(1));
	helps_ratio(&nine, a, b, helps_z(9));
	assert_near(helps_z(1), 1.959964, 1e-6);
	assert_near(helps_z(9), 2.772921, 2e-5);	/* the normal's 1 - .025 / 9 */
	assert_near(one.ratio, .5, .06);
	assert_near(one.ratio, nine.ratio, 0);
	assert_near(log(nine.hi / nine.ratio) / log(one.hi / one.ratio), 2.772921 / 1.959964, 1e-4);
	assert_near(log(nine.lo / nine.ratio) / log(one.lo / one.ratio), 2.772921 / 1.959964, 1e-4);
	assert_true(one.hi < 1);
	/* where nothing differs any more */
	same = stats_new(&p);
	for (size_t i = 0; i < N; i++) {
		float pred[8] = { 0 };
		struct sample run = make_run(i, pred, 8);

		stats_add(same, &run);
	}
	helps_ratio(&one, same, b, helps_z(1));
	assert_near(one.ratio, 0, 0);
	assert_near(one.hi, 0, 0);
	helps_ratio(&one, b, same, helps_z(1));
	assert_true(isnan(one.ratio));	/* nothing to help */
	stats_free(a);
	stats_free(b);
	stats_free(same);
}

/* 400 tables of six remedies that do nothing. */
static void test_nothing_helps(void **state)
{
	(void)state;
	enum { N = 60, ROWS = 6, TABLES = 400 };
	struct dataset data;
	struct problem p = make_problem(&data, DATA_REGRESSION, 8, 1);
	struct draws d = draws_new(4);
	double shared[8 * N];
	size_t deceived = 0;

	for (int t = 0; t < TABLES; t++) {
		struct help_row r[ROWS];
		struct stats *b;
		int any = 0;

		for (size_t i = 0; i < 8 * N; i++)
			shared[i] = draw_normal(&d);
		b = runs_of(&p, &d, 1, shared, N);
		for (int i = 0; i < ROWS; i++) {
			struct stats *a = runs_of(&p, &d, 1, shared, N);

			r[i] = row((enum remedy)i, NAN, NAN, NAN);
			helps_ratio(&r[i], a, b, helps_z(ROWS));
			helps_loss(&r[i], a, b, STATS_DATA_LOSS, 1);
			stats_free(a);
		}
		helps_judge(r, ROWS);
		for (int i = 0; i < ROWS; i++)
			any |= r[i].help == HELP_YES || r[i].help == HELP_AT_A_LOSS || r[i].help == HELP_WORSE;
		deceived += any != 0;
		stats_free(b);
	}
	/* 5 % would be 20, and more than 34 happen once in 2,000 times */
	if (deceived > 34)
		fail_msg("%zu of %d tables claim something", deceived, TABLES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts), cmocka_unit_test(test_ratio), cmocka_unit_test(test_nothing_helps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
