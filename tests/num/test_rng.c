/*
 * Philox against Random123's published known answers (kat_vectors of that
 * distribution), the documented layout, and the shape of what is drawn.
 */
#include "../unit/check.h"

#include <math.h>
#include <string.h>

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

/* Moments of each initialiser against their definitions, 40,000 draws: a
 * standard error is .5 % of the sd for a mean and .35 % for an sd. */
static void test_initialisers(void **state)
{
	static const struct { enum init init; double sd, top; } want[] = {
		{ INIT_GLOROT_UNIFORM, .1825741858, .3162277660 },	/* sqrt(2/60), sqrt(6/60) */
		{ INIT_HE_UNIFORM, .3162277660, .5477225575 },		/* sqrt(2/20), sqrt(6/20) */
		{ INIT_LECUN_UNIFORM, .2236067977, .3872983346 },
		{ INIT_GLOROT_NORMAL, .1825741858, .4151169 },		/* top: 2 sigma / .8796 */
		{ INIT_HE_NORMAL, .3162277660, .7190036 },
		{ INIT_LECUN_NORMAL, .2236067977, .5084123 },
		{ INIT_UNIFORM, .0288675135, .05 },
		{ INIT_NORMAL, .05, .05 * 5.5 },
	};
	enum { N = 40000 };
	static float w[N];

	(void)state;
	for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
		double sum = 0, sum2 = 0, top = 0;

		init_tensor(want[k].init, 20, 40, 9, 0, w, N);
		for (int i = 0; i < N; i++) {
			sum += w[i];
			sum2 += (double)w[i] * w[i];
			top = fmax(top, fabs(w[i]));
		}
		assert_true(fabs(sum / N) < 5 * want[k].sd / sqrt(N));
		assert_true(fabs(sqrt(sum2 / N) / want[k].sd - 1) < .02);
		assert_true(top <= want[k].top * 1.000001);
		assert_true(top > want[k].top * .7);
	}
	init_tensor(INIT_ZEROS, 20, 40, 9, 0, w, N);
	for (int i = 0; i < N; i++)
		assert_true(w[i] == 0);
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

		init_tensor(INIT_GLOROT_UNIFORM, 10, 10, 1, 0, w, 121);
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
		cmocka_unit_test(test_initialisers), cmocka_unit_test(test_nudge),
	};

	return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
