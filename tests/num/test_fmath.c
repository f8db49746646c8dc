/*
 * exp, log, tanh, sigmoid, softplus and erfinv against the C library's double
 * precision, over the whole range of float: the error bounds that lane_math.h
 * states.  Lanes themselves are held to width 1 by test_engine_bits.
 */
#include "../unit/check.h"

#include <math.h>
#include <string.h>

#include "num/fmath.h"

/* One unit in the last place of the float nearest to x. */
static double ulp(double x)
{
	int e;

	frexp(fmax(fabs(x), 0x1p-126), &e);
	return ldexp(1, e - 24);
}

static double exp_ref(double x) { return exp(x); }
static double log_ref(double x) { return log(x); }
static double tanh_ref(double x) { return tanh(x); }
static double sigmoid_ref(double x) { return 1 / (1 + exp(-x)); }
static double softplus_ref(double x) { return x > 30 ? x : log1p(exp(x)); }

static void hold(float (*f)(float), double (*ref)(double), double lo, double hi, double bound)
{
	/* every 1,009th float, about 4 million */
	for (uint64_t b = 0; b <= UINT32_MAX; b += 1009) {
		uint32_t bits = (uint32_t)b;
		double want;
		float x;

		memcpy(&x, &bits, sizeof x);
		if (!((double)x >= lo && (double)x <= hi))
			continue;
		want = ref((double)x);
		if (!(fabs((double)f(x) - want) <= bound * ulp(want)))
			fail_msg("%a: got %a, want %a", (double)x, (double)f(x), want);
	}
}

static void test_bounds(void **state)
{
	(void)state;
	hold(fm_exp, exp_ref, -103, 88.7, 1);
	hold(fm_log, log_ref, 0x1p-149, 3.4e38, 1);
	hold(fm_tanh, tanh_ref, -3.4e38, 3.4e38, 2);
	hold(fm_sigmoid, sigmoid_ref, -87, 3.4e38, 2.5);
	hold(fm_softplus, softplus_ref, -87, 3.4e38, 3);
}

static void test_edges(void **state)
{
	(void)state;
	assert_true(fm_exp(0) == 1);
	assert_true(isinf(fm_exp(INFINITY)) && fm_exp(-INFINITY) == 0 && isnan(fm_exp(NAN)));
	assert_true(isinf(fm_exp(89)) && fm_exp(-110) == 0);
	assert_true(fm_log(1) == 0 && isnan(fm_log(-1)) && isnan(fm_log(NAN)));
	assert_true(fm_log(0) == -INFINITY && fm_log(INFINITY) == INFINITY);
	assert_true(fm_tanh(INFINITY) == 1 && fm_tanh(-INFINITY) == -1 && isnan(fm_tanh(NAN)));
	assert_true(fm_tanh(0) == 0 && signbit(fm_tanh(-0.0f)));
	assert_true(fm_sigmoid(-INFINITY) == 0 && fm_sigmoid(INFINITY) == 1);
	assert_true(isnan(fm_softplus(NAN)) && fm_softplus(-200) == 0);
}

/* erf(erfinv(x)) = x within a few float roundings of x. */
static void test_erfinv(void **state)
{
	(void)state;
	for (int i = -9999; i <= 9999; i++) {
		float x = (float)i / 10000;
		double y = erf((double)fm_erfinv(x));
		/* d erf/dy = 2/sqrt(pi) exp(-y^2): an error of some ulps of y */
		double slope = 1.1283791671 * exp(-pow((double)fm_erfinv(x), 2));
		double slack = 8 * 0x1p-24 * (slope * fabs((double)fm_erfinv(x)) + fabs((double)x));

		assert_true(fabs(y - (double)x) <= slack + 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds), cmocka_unit_test(test_edges),
		cmocka_unit_test(test_erfinv),
	};

	return cmocka_run_group_tests_name("fmath", tests, NULL, NULL);
}
