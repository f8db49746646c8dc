/*
 * Philox against Random123's published known answers (kat_vectors of that
 * distribution), the documented layout, and the shape of what is drawn.
 */
#include "../unit/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "num/init.h"
#include "num/rng.h"

static void test_known_answers(void **state)
{
	static const uint32_t kat[][10] = {
		{ 0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 },
		{ 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
		  0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd },
		{ 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0,
		  0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 },
	};
	uint32_t out[4];

	(void)state;
	for (size_t i = 0; i < sizeof kat / sizeof *kat; i++) {
		rng_philox(kat[i], kat[i] + 4, out);
		assert_memory_equal(out, kat[i] + 6, sizeof out);
	}
}

static void test_layout(void **state)
{
	struct rng r = rng_stream(7, RNG_SHUFFLE, 3, 5);
	const uint32_t key[2] = { 7, 1 }, counter[4] = { 2, 5, 3, 0 };
	uint32_t block[4], filled[9];

	(void)state;
	rng_philox(counter, key, block);
	rng_fill(&r, 3, filled, 9);
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(rng_u32(&r, 8 + i), block[i]);
		assert_int_equal(filled[5 + i], block[i]);
	}
	assert_true(rng_level(1, 0, 5) != rng_level(1, 0, 5 + (1ull << 32)));
	assert_true(rng_level(1, 0, 5) != rng_level(1, 1, 5));
	assert_true(rng_level(1, 0, 5) != rng_level(2, 0, 5));
}

static void test_permutation(void **state)
{
	uint32_t p[97], seen[97] = { 0 };
	struct rng r = rng_stream(42, RNG_SHUFFLE, 0, 0);
	/* by hand from the documented steps */
	uint32_t q[97];

	(void)state;
	rng_permute(&r, p, 97);
	for (uint32_t i = 0; i < 97; i++) {
		assert_in_range(p[i], 0, 96);
		seen[p[i]]++;
		q[i] = i;
	}
	for (uint32_t i = 0; i < 97; i++)
		assert_int_equal(seen[i], 1);
	for (uint32_t i = 96, s = 0; i > 0; i--, s++) {
		uint32_t j = (uint32_t)(((uint64_t)rng_u32(&r, s) * (i + 1)) >> 32), t = q[i];

		q[i] = q[j];
		q[j] = t;
	}
	assert_memory_equal(p, q, sizeof p);
}

/* Each of the 24 orders of 4 about equally often: chi-square, 23 degrees of
 * freedom, the 99.99 % point is 56.0. */
static void test_permutation_is_fair(void **state)
{
	enum { N = 24000 };
	unsigned count[256] = { 0 };
	double chi2 = 0;
	int used = 0;

	(void)state;
	for (uint32_t level = 0; level < N; level++) {
		struct rng r = rng_stream(level, RNG_SHUFFLE, 0, 0);
		uint32_t p[4];

		rng_permute(&r, p, 4);
		count[p[0] << 6 | p[1] << 4 | p[2] << 2 | p[3]]++;
	}
	for (int i = 0; i < 256; i++)
		if (count[i]) {
			double e = count[i] - N / 24.;

			chi2 += e * e / (N / 24.);
			used++;
		}
	assert_int_equal(used, 24);
	assert_true(chi2 < 56);
}

/* mean 0, this sd and this kurtosis (five standard errors of a normal's), nothing beyond
 * top but something not far from it. */
static void check_moments(const float *w, size_t n, double sd, double kurtosis, double limit)
{
	double sum = 0, sum2 = 0, sum4 = 0, top = 0;

	for (size_t i = 0; i < n; i++) {
		double z = w[i] / sd;

		sum += z;
		sum2 += z * z;
		sum4 += z * z * z * z;
		top = fmax(top, fabs(w[i]));
	}
	assert_true(fabs(sum / (double)n) < 5 / sqrt((double)n));
	assert_true(fabs(sqrt(sum2 / (double)n) - 1) < 5 / sqrt(2 * (double)n));
	assert_true(fabs((double)n * sum4 / sum2 / sum2 - kurtosis) < 5 * sqrt(24 / (double)n));
	assert_true(top <= limit * 1.000001);
	assert_true(top > limit * .7);
}

static struct model init_shape(enum init init, const char *text, struct shape in)
{
	struct model m = { .n = 0 };
	struct err err = ERR_INIT;

	assert_int_equal(model_parse(&m, text, 3, &err), 0);
	m.init = init;
	assert_int_equal(model_resolve(&m, in, &err), 0);
	return m;
}

#define UNIFORM 1.8
/* Of the normal cut off at 2 sd, E x^4 / (E x^2)^2; E x^2 = 1 - 4 phi(2) / P(|x| < 2) and
 * E x^4 = 3 E x^2 - 16 phi(2) / P(|x| < 2). */
#define TRUNCATED 2.365536717
#define NORMAL 3

/* Moments of each initialiser against their definitions, 40,000 draws. */
static void test_initialisers(void **state)
{
	static const struct { enum init init; double sd, kurtosis, top; } want[] = {
		{ INIT_GLOROT_UNIFORM, .1825741858, UNIFORM, .3162277660 },	/* sqrt(2/60), sqrt(6/60) */
		{ INIT_HE_UNIFORM, .3162277660, UNIFORM, .5477225575 },	/* sqrt(2/20), sqrt(6/20) */
		{ INIT_LECUN_UNIFORM, .2236067977, UNIFORM, .3872983346 },
		{ INIT_GLOROT_NORMAL, .1825741858, TRUNCATED, .4151169 },	/* top: 2 sigma / .8796 */
		{ INIT_HE_NORMAL, .3162277660, TRUNCATED, .7190036 },
		{ INIT_LECUN_NORMAL, .2236067977, TRUNCATED, .5084123 },
		{ INIT_UNIFORM, .0288675135, UNIFORM, .05 },
		{ INIT_NORMAL, .05, NORMAL, .05 * 5.5 },
		{ INIT_TORCH, .1290994449, UNIFORM, .2236067977 },	/* sqrt(1/60), sqrt(1/20) */
		{ INIT_SKLEARN, .1825741858, UNIFORM, .3162277660 },	/* sqrt(2/60), sqrt(6/60) */
		{ INIT_TFJS, .1605969389, TRUNCATED, .3651483717 },	/* sqrt(.7737413 2/60), 2 sqrt(2/60) */
	};
	enum { N = 40000 };
	static float w[N];
	struct init_rule r = { 0 };

	(void)state;
	for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
		struct model m = init_shape(want[k].init, "dense 40 relu, dense 3", (struct shape){ 1, 1, 20 });

		r = init_rule(&m, 0);
		init_tensor(&r, 9, 0, w, N);
		check_moments(w, N, want[k].sd, want[k].kurtosis, want[k].top);
		assert_int_equal(r.biases, want[k].init == INIT_TORCH || want[k].init == INIT_SKLEARN);
	}
	r.kind = 0;
	init_tensor(&r, 9, 0, w, N);
	for (int i = 0; i < N; i++)
		assert_true(w[i] == 0);
}

/* What PyTorch, scikit-learn and TensorFlow.js begin with: weights and biases of dense
 * layers and convolutions, their fans of window * channels and window * filters. */
static void test_other_libraries(void **state)
{
	static const struct { enum init init; const char *model; struct shape in; double sd[2], bias[2]; } want[] = {
		/* sqrt(1 / (3 fan_in)): 20 and 12000 inputs; 24 and 400 */
		{ INIT_TORCH, "dense 12000 relu, dense 3000", { 1, 1, 20 }, { .1290994449, .005270462767 },
		  { .1290994449, .005270462767 } },
		{ INIT_TORCH, "conv2d 4000 3x2 relu, conv2d 3000 1x1 tanh, flatten, dense 1", { 3, 2, 4 },
		  { .1178511302, .009128709292 }, { .1178511302, .009128709292 } },
		/* sqrt(2 / (fan_in + fan_out)): 12020 and 15000; 24 + 24000 and 7000 */
		{ INIT_SKLEARN, "dense 12000 relu, dense 3000", { 1, 1, 20 }, { .01289919963, .01154700538 },
		  { .01289919963, .01154700538 } },
		{ INIT_SKLEARN, "conv2d 4000 3x2 relu, conv2d 3000 1x1 tanh, flatten, dense 1", { 3, 2, 4 },
		  { .009124148358, .01690308509 }, { .009124148358, .01690308509 } },
		/* .8796256610 times that, and no bias */
		{ INIT_TFJS, "dense 12000 relu, dense 3000", { 1, 1, 20 }, { .01134646700, .01015704224 }, { 0 } },
		{ INIT_TFJS, "conv2d 4000 3x2 relu, conv2d 3000 1x1 tanh, flatten, dense 1", { 3, 2, 4 },
		  { .008025835030, .01486838740 }, { 0 } },
	};

	(void)state;
	for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
		struct model m = init_shape(want[k].init, want[k].model, want[k].in);
		float *w = xcalloc(m.n_params, sizeof *w);
		int normal = want[k].init == INIT_TFJS;
		double top = normal ? 2 / .87962566103423978 : sqrt(3);

		init_model(&m, 77, w);
		for (int i = 0; i < 2; i++) {
			const struct layer *y = &m.layer[i];

			check_moments(w + y->w, y->n_w, want[k].sd[i], normal ? TRUNCATED : UNIFORM,
				      top * want[k].sd[i]);
			if (want[k].bias[i] > 0)
				check_moments(w + y->b, y->n_b, want[k].bias[i], UNIFORM,
					      top * want[k].bias[i]);
			else
				for (size_t j = 0; j < y->n_b; j++)
					assert_true(w[y->b + j] == 0);
			assert_memory_not_equal(w + y->w, w + y->b, 16);	/* streams of their own */
		}
		free(w);
	}
}

/* TensorFlow.js' layer of 10 by 10: sd .279 rather than glorot's .316. */
static void test_tfjs_ten(void **state)
{
	enum { N = 100000 };
	struct model m = init_shape(INIT_TFJS, "dense 10 relu, dense 3", (struct shape){ 1, 1, 10 });
	struct init_rule r = init_rule(&m, 0);
	float *w = xcalloc(N, sizeof *w);

	(void)state;
	init_tensor(&r, 5, 0, w, N);
	check_moments(w, N, .2781621, TRUNCATED, .6324555);
	free(w);
}

/* scikit-learn's factor is 2 for a logistic hidden layer and 6 for all others; the last
 * layer goes by the hidden ones, whatever it ends with. */
static void test_sklearn_factor(void **state)
{
	static const struct { const char *model; double factor[2]; } want[] = {
		{ "dense 20 sigmoid, dense 4", { 2, 2 } },
		{ "dense 20 tanh, dense 4 sigmoid", { 6, 6 } },
		{ "dense 20 sigmoid, dense 4 softmax", { 2, 2 } },
		{ "dense 20 sigmoid, dropout .2, dense 4 sigmoid", { 2, 2 } },
		{ "dense 4 sigmoid", { 6 } },
	};

	(void)state;
	for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
		struct model m = init_shape(INIT_SKLEARN, want[k].model, (struct shape){ 1, 1, 10 });
		size_t at = 0;

		for (size_t i = 0; i < m.n; i++) {
			const struct layer *y = &m.layer[i];
			double limit;

			if (!y->n_w)
				continue;
			limit = sqrt(want[k].factor[at++] / (y->fan_in + y->fan_out));
			assert_true(fabs(init_rule(&m, i).scale / limit - 1) < 1e-7);
		}
		assert_int_equal(want[k].factor[1] > 0 ? 2 : 1, at);
	}
}

static void test_nudge(void **state)
{
	struct model m = { .n = 0 };
	struct err err = ERR_INIT;
	float w[400], v[400];
	int up = 0;

	(void)state;
	assert_int_equal(model_parse(&m, "dense 10 relu, dense 1", 1, &err), 0);
	assert_int_equal(model_resolve(&m, (struct shape){ 1, 1, 10 }, &err), 0);
	assert_int_equal(m.n_params, 121);
	for (uint32_t level = 0; level < 64; level++) {
		size_t at = init_nudge_index(&m, level), changed = 0;

		init_model(&m, 1, w);
		memcpy(v, w, sizeof v);
		init_nudge(&m, level, v);
		for (size_t i = 0; i < 121; i++)
			if (w[i] != v[i]) {
				changed++;
				assert_int_equal(i, at);
				assert_true(v[i] == nextafterf(w[i], INFINITY) ||
					    v[i] == nextafterf(w[i], -INFINITY));
				up += fabsf(v[i]) > fabsf(w[i]);
			}
		assert_int_equal(changed, 1);
		assert_true(at < 100 || (at >= 110 && at < 120));	/* never a bias */
	}
	assert_in_range(up, 16, 48);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_answers), cmocka_unit_test(test_layout),
		cmocka_unit_test(test_permutation), cmocka_unit_test(test_permutation_is_fair),
		cmocka_unit_test(test_initialisers), cmocka_unit_test(test_other_libraries),
		cmocka_unit_test(test_tfjs_ten), cmocka_unit_test(test_sklearn_factor),
		cmocka_unit_test(test_nudge),
	};

	return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
