/*
 * rng.h - every draw is a pure function: Philox4x32-10, laid out in the open.
 *
 * Philox4x32-10 is Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3" (SC'11), as in Random123.  There is no shared stream and
 * no state.  The layout, so that anybody can redo it in another language:
 *
 *   key     = { level, purpose }          level: the source's 32-bit seed
 *   counter = { i / 4, b, a, 0 }          i: index of the draw in its stream
 *   draw i  = word i % 4 of the output
 *
 *   purpose            a             b                  i
 *   RNG_INIT    0      tensor index  0                  element, row-major
 *   RNG_SHUFFLE 1      epoch (0-..)  0                  step of Fisher-Yates
 *   RNG_DROPOUT 4      epoch         batch in epoch     see below
 *   RNG_SPLIT   5      0             0                  step of Fisher-Yates
 *   RNG_NUDGE   6      0             0                  0: which, 1: direction
 *   RNG_ROUNDING 7     epoch         batch in epoch     step of Fisher-Yates
 *   RNG_LEVEL   8      source        run >> 32          level = word 0 of
 *                      counter { (uint32)run, run >> 32, source, 0 }
 *   RNG_DATA    9      stream        0                  element
 *   RNG_STAT   10      use           0                  element
 *
 * Dropout: counter word 3 is the layer's index, from 0 among all layers of the model as
 * `show model` lists them, dropout and flatten counted; i = row * units + unit, where
 * row is the row's place in the mini-batch *before* any rounding order.  A unit is kept,
 * times 1 / (1 - rate), where its uniform float is >= rate (a float), else it is 0.
 *
 * Tensor index: 2*layer for weights and 2*layer+1 for biases.
 *
 * Uniform float in [0,1): (draw >> 8) * 2^-24, exact.
 * Bounded integer in [0,n): (uint64)draw * n >> 32 (bias below n * 2^-32).
 * Fisher-Yates of n: for step s = 0 .. n-2, i = n-1-s, swap p[i] with
 * p[bounded(draw s, i + 1)], from the identity.
 * Normals are Box-Muller on draws 2j, 2j+1 of the stream (init only: the
 * truncated normal has a stream layout of its own, see init.h).
 */
#ifndef NUM_RNG_H
#define NUM_RNG_H

#include <stddef.h>
#include <stdint.h>

#include "num/ieee.h"

enum rng_purpose {
	RNG_INIT = 0, RNG_SHUFFLE = 1, RNG_DROPOUT = 4, RNG_SPLIT = 5,
	RNG_NUDGE = 6, RNG_ROUNDING = 7, RNG_LEVEL = 8, RNG_DATA = 9,
	RNG_STAT = 10,
};

/* A stream: the key and the counter's words 1 to 3. */
struct rng {
	uint32_t key[2];
	uint32_t b, a, c;
};

static inline struct rng rng_stream(uint32_t level, enum rng_purpose purpose,
				    uint32_t a, uint32_t b)
{
	return (struct rng){ { level, (uint32_t)purpose }, b, a, 0 };
}

/* The four words of block `block` of the stream. */
void rng_block(const struct rng *r, uint32_t block, uint32_t out[4]);
/* Draw i. */
uint32_t rng_u32(const struct rng *r, uint64_t i);
/* out[0..n) = draws first .. first+n-1. */
void rng_fill(const struct rng *r, uint32_t first, uint32_t *out, size_t n);
/* Raw Philox4x32-10, for the published known answers. */
void rng_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

static inline float rng_unit(uint32_t draw)
{
	return (float)(draw >> 8) * 0x1p-24f;
}

static inline uint32_t rng_below(uint32_t draw, uint32_t n)
{
	return (uint32_t)((uint64_t)draw * n >> 32);
}

/* p[0..n) becomes a permutation of 0..n-1, the one the layout above gives. */
void rng_permute(const struct rng *r, uint32_t *p, uint32_t n);
/* In place on existing entries, same steps. */
void rng_shuffle(const struct rng *r, uint32_t *p, uint32_t n);
/* Standard normal i of a stream, double precision; for generated data. */
double rng_normal(const struct rng *r, uint32_t i);
/* Uniform double in [0,1) from draw i. */
double rng_double(const struct rng *r, uint32_t i);

/* The 32-bit level that a free source takes in run `run`. */
uint32_t rng_level(uint32_t master_seed, uint32_t source, uint64_t run);

#endif
