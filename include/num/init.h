/*
 * init.h - initial weights, to Keras' definitions, each a pure function of
 * (level, tensor, element).
 *
 *   glorot-uniform  U(-l, l), l = sqrt(6 / (fan_in + fan_out))  (Glorot 2010)
 *   he-, lecun-uniform   l = sqrt(6 / fan_in), sqrt(3 / fan_in)
 *   *-normal        truncated at +-2 sigma, sigma = sqrt(2 / (fan_in + fan_out)),
 *                   sqrt(2 / fan_in), sqrt(1 / fan_in), divided by
 *                   .87962566103423978 (the sd of the truncated unit normal)
 *   uniform         U(-.05, .05);  normal: N(0, .05^2), not truncated
 *
 * Element e uses draw e of rng_stream(level, RNG_INIT, tensor, 0):
 *   uniform: (2 rng_unit(draw) - 1) l, one rounding, l rounded to float;
 *   normal:  sigma sqrt2 erfinv((2u - 1) q), u = ((draw >> 8) + 1/2) 2^-24 and
 *            q = erf(sqrt2) = P(|Z| < 2) when truncated, 1 otherwise.
 */
#ifndef NUM_INIT_H
#define NUM_INIT_H

#include <stddef.h>
#include <stdint.h>

#include "num/model.h"

/* How one tensor is drawn: kind 0 zeros, 1 uniform, 2 normal. */
struct init_rule { int kind; float scale, q; };
struct init_rule init_rule(enum init init, uint32_t fan_in, uint32_t fan_out);

/* w[0..n) of tensor number `tensor`. */
void init_tensor(enum init init, uint32_t fan_in, uint32_t fan_out,
		 uint32_t level, uint32_t tensor, float *w, size_t n);

/* Move one weight (never a bias) of the parameter block by one ulp: draw 0 of
 * rng_stream(level, RNG_NUDGE, 0, 0) chooses among the weights in block
 * order, the lowest bit of draw 1 the direction (1: away from zero). */
void init_nudge(const struct model *m, uint32_t level, float *w);
/* Its parts: the index in the block, and the moved value. */
size_t init_nudge_index(const struct model *m, uint32_t level);
float init_nudge_value(uint32_t level, float w);

#endif
