/*
 * test_anova.c - NIST's certified one-way sets, and crossed designs.
 *
 * NIST Statistical Reference Datasets, https://www.itl.nist.gov/div898/strd/:
 * SiRstv (lower difficulty), AtmWtAg (average), and the Simon-Lesage sets
 * SmLs01, SmLs04 and SmLs07 (lower, average, higher).
 */
#include "make.h"
#include "stat/anova.h"

/* Relative agreement to so many digits (log relative error). */
static void agrees(double x, double certified, double digits)
{
	assert_near(x / certified, 1, pow(10, -digits));
}

static void test_sirstv(void **state)
{
	(void)state;
	static const double x[25] = {
		196.3052, 196.1240, 196.1890, 196.2569, 196.3403,
		196.3042, 196.3825, 196.1669, 196.3257, 196.0422,
		196.1303, 196.2005, 196.2889, 196.0343, 196.1811,
		196.2795, 196.1748, 196.1494, 196.1485, 195.9885,
		196.2119, 196.1051, 196.1850, 196.0052, 196.2090,
	};
	static const size_t size[5] = { 5, 5, 5, 5, 5 };
	struct oneway o;

	assert_int_equal(anova_oneway(x, size, 5, &o), 0);
	assert_true(o.df_between == 4 && o.df_within == 20);
	agrees(o.ss_between, 5.11462616000000E-02, 12);
	agrees(o.ms_between, 1.27865654000000E-02, 12);
	agrees(o.ss_within, 2.16636560000000E-01, 12);
	agrees(o.ms_within, 1.08318280000000E-02, 12);
	agrees(o.f, 1.18046237440255E+00, 12);
	agrees(o.r2, 1.90999039051129E-01, 12);
	agrees(o.sd, 1.04076068334656E-01, 12);
	/* component by its definition, from certified mean squares */
	agrees(o.component, (1.27865654e-02 - 1.0831828e-02) / 5, 10);
	assert_true(o.share_lo < o.share && o.share < o.share_hi);
}

static void test_atmwtag(void **state)
{
	(void)state;
	static const double x[48] = {
		107.8681568, 107.8681465, 107.8681572, 107.8681785, 107.8681446, 107.8681903,
		107.8681526, 107.8681494, 107.8681616, 107.8681587, 107.8681519, 107.8681486,
		107.8681419, 107.8681569, 107.8681508, 107.8681672, 107.8681385, 107.8681518,
		107.8681662, 107.8681424, 107.8681360, 107.8681333, 107.8681610, 107.8681477,
		107.8681079, 107.8681344, 107.8681513, 107.8681197, 107.8681604, 107.8681385,
		107.8681642, 107.8681365, 107.8681151, 107.8681082, 107.8681517, 107.8681448,
		107.8681198, 107.8681482, 107.8681334, 107.8681609, 107.8681101, 107.8681512,
		107.8681469, 107.8681360, 107.8681254, 107.8681261, 107.8681450, 107.8681368,
	};
	static const size_t size[2] = { 24, 24 };
	struct oneway o;

	assert_int_equal(anova_oneway(x, size, 2, &o), 0);
	/* seven constant digits: a double holds 9 of the differences' digits */
	agrees(o.ss_between, 3.63834187500000E-09, 8);
	agrees(o.ss_within, 1.04951729166667E-08, 8);
	agrees(o.ms_within, 2.28155932971014E-10, 8);
	agrees(o.f, 1.59467335677930E+01, 8);
	agrees(o.r2, 2.57426544538321E-01, 8);
	agrees(o.sd, 1.51048314446410E-05, 8);
}

/* Nine treatments of 21: 1.4, then 1.3 and 1.5 in turn, moved by -.1 and +.1. */
static void test_simon_lesage(void **state)
{
	(void)state;
	static const struct { double offset, digits; } set[] = {
		{ 1, 12 }, { 1e6, 8 }, { 1e12, 2 },
	};
	static const size_t size[9] = { 21, 21, 21, 21, 21, 21, 21, 21, 21 };

	for (size_t s = 0; s < 3; s++) {
		double x[9 * 21];
		struct oneway o;

		for (int t = 0; t < 9; t++)
			for (int r = 0; r < 21; r++) {
				double a = t == 0 ? .2 : t % 2 ? .1 : .3;
				double b = r == 0 ? .2 : r % 2 ? .1 : .3;

				x[t * 21 + r] = set[s].offset + (a + b);
			}
		assert_int_equal(anova_oneway(x, size, 9, &o), 0);
		assert_true(o.df_between == 8 && o.df_within == 180);
		agrees(o.ss_between, 1.68, set[s].digits);
		agrees(o.ss_within, 1.80, set[s].digits);
		agrees(o.f, 21, set[s].digits);
		agrees(o.r2, 4.82758620689655E-01, set[s].digits);
	}
}

static void test_refusals(void **state)
{
	(void)state;
	const double x[4] = { 1, 2, 3, 4 };
	const size_t one[1] = { 4 }, single[4] = { 1, 1, 1, 1 }, none[2] = { 0, 4 };
	const size_t levels[2] = { 1, 4 };
	struct oneway o;
	struct component c[4];

	assert_int_equal(anova_oneway(x, one, 1, &o), -1);
	assert_int_equal(anova_oneway(x, single, 4, &o), -1);
	assert_int_equal(anova_oneway(x, none, 2, &o), -1);
	assert_int_equal(anova_crossed(x, levels, 2, 1, c), -1);
	assert_int_equal(anova_crossed(x, levels, 0, 1, c), -1);
}

/* Sums of squares by nested least squares (reference.py). */
static void test_crossed_sums_of_squares(void **state)
{
	(void)state;
	static const size_t l34[2] = { 3, 4 }, l234[3] = { 2, 3, 4 };
	static const double ss34[4] = { 5.7373827492, .2032589638, .9781989785, 5.2569682792 };
	static const double ss234[8] = {
		0, .0000190385, .0819409548, .1556068837,
		4.1993895450, 4.5538520391, 1.9704795147, 1.2145209948,
	};
	struct component c[8];
	double x[24];

	/* reference.py's bit 0 is its slowest factor, as ours */
	for (int i = 0; i < 24; i++)
		x[i] = sin(1 + 1.7 * i) + .3 * cos((double)(i * i));
	assert_int_equal(anova_crossed(x, l34, 2, 2, c), 0);
	for (int s = 0; s < 4; s++)
		assert_near(c[s].ss, ss34[s], 1e-9);
	assert_true(c[0].df == 12 && c[1].df == 2 && c[2].df == 3 && c[3].df == 6);
	assert_int_equal(anova_crossed(x, l234, 3, 1, c), 0);
	for (int s = 0; s < 8; s++)
		assert_near(c[s].ss, ss234[s], 1e-9);
	assert_true(c[7].df == 6 && c[0].df == 0);
	/* expected mean squares, solved by hand for the first factor:
	 * (MS_1 - MS_12 - MS_13 + MS_123) / (3 * 4) */
	assert_near(c[1].variance, (c[1].ms - c[3].ms - c[5].ms + c[7].ms) / 12, 1e-12);
	assert_near(c[3].variance, (c[3].ms - c[7].ms) / 4, 1e-12);
	assert_near(c[7].variance, c[7].ms, 1e-12);
}

/* Components 4 (a), 1 (b), 2 (ab) and error .25, averaged over many designs. */
static void test_known_components(void **state)
{
	(void)state;
	enum { A = 5, B = 6, R = 2, N = 3000 };
	static const size_t levels[2] = { A, B };
	static const double truth[4] = { .25, 4, 1, 2 };
	struct draws z = draws_new(31);
	double mean[4] = { 0 }, m2[4] = { 0 }, se[4] = { 0 };

	for (int i = 0; i < N; i++) {
		double b[B], x[A * B * R];
		struct component c[4];
		size_t k = 0;

		for (int j = 0; j < B; j++)
			b[j] = draw_normal(&z);
		for (int a = 0; a < A; a++) {
			double ea = 2 * draw_normal(&z);

			for (int j = 0; j < B; j++) {
				double ab = sqrt(2) * draw_normal(&z);

				for (int r = 0; r < R; r++)
					x[k++] = 7 + ea + b[j] + ab + .5 * draw_normal(&z);
			}
		}
		anova_crossed(x, levels, 2, R, c);
		for (int s = 0; s < 4; s++) {
			mean[s] += c[s].variance / N;
			m2[s] += c[s].variance * c[s].variance / N;
			se[s] += c[s].se * c[s].se / N;
		}
	}
	for (int s = 0; s < 4; s++) {
		double sd = sqrt(m2[s] - mean[s] * mean[s]);

		assert_near(mean[s], truth[s], 4 * sd / sqrt(N));	/* unbiased */
		/* MS^2 overestimates its own expectation squared by 1 + 2/df */
		assert_true(sqrt(se[s]) > .95 * sd && sqrt(se[s]) < 1.35 * sd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sirstv),
		cmocka_unit_test(test_atmwtag),
		cmocka_unit_test(test_simon_lesage),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_crossed_sums_of_squares),
		cmocka_unit_test(test_known_components),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
