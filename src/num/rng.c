/*
 * rng.c - see rng.h; the generator itself is Random123's.
 *
 * The lane engine has a vector Philox of its own (lane_rng.h) with the same
 * layout; tests/num/test_rng.c holds the two against each other and against
 * the published known answers.
 */
#include "num/rng.h"

#include <math.h>

#include <Random123/philox.h>

void rng_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
	philox4x32_ctr_t c = { { counter[0], counter[1], counter[2], counter[3] } };
	philox4x32_key_t k = { { key[0], key[1] } };

	c = philox4x32(c, k);		/* 10 rounds */
	for (int i = 0; i < 4; i++)
		out[i] = c.v[i];
}

void rng_block(const struct rng *r, uint32_t block, uint32_t out[4])
{
	const uint32_t counter[4] = { block, r->b, r->a, r->c };

	rng_philox(counter, r->key, out);
}

uint32_t rng_u32(const struct rng *r, uint64_t i)
{
	uint32_t out[4];

	rng_block(r, (uint32_t)(i / 4), out);
	return out[i % 4];
}

void rng_fill(const struct rng *r, uint32_t first, uint32_t *out, size_t n)
{
	uint32_t block = first / 4, skip = first % 4, word[4];

	while (n) {
		rng_block(r, block++, word);
		for (; skip < 4 && n; skip++, n--)
			*out++ = word[skip];
		skip = 0;
	}
}

void rng_shuffle(const struct rng *r, uint32_t *p, uint32_t n)
{
	uint32_t word[4];

	for (uint32_t s = 0; s + 1 < n; s++) {
		uint32_t i = n - 1 - s, j, t;

		if (s % 4 == 0)
			rng_block(r, s / 4, word);
		j = rng_below(word[s % 4], i + 1);
		t = p[i];
		p[i] = p[j];
		p[j] = t;
	}
}

void rng_permute(const struct rng *r, uint32_t *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		p[i] = i;
	rng_shuffle(r, p, n);
}

double rng_double(const struct rng *r, uint32_t i)
{
	return ((double)rng_u32(r, i) + .5) * 0x1p-32;
}

double rng_normal(const struct rng *r, uint32_t i)
{
	double u = rng_double(r, 2 * i), v = rng_double(r, 2 * i + 1);

	return sqrt(-2 * log(u)) * cos(6.283185307179586476925 * v);
}

uint32_t rng_level(uint32_t master_seed, uint32_t source, uint64_t run)
{
	const uint32_t key[2] = { master_seed, RNG_LEVEL };
	const uint32_t counter[4] = { (uint32_t)run, (uint32_t)(run >> 32), source, 0 };
	uint32_t out[4];

	rng_philox(counter, key, out);
	return out[0];
}
