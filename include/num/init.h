/*
 * init.h - initial weights, to Keras' definitions and by the habits of three other
 * libraries, each a pure function of (level, tensor, element).
 *
 *   glorot-uniform  U(-l, l), l = sqrt(6 / (fan_in + fan_out))  (Glorot 2010)
 *   he-, lecun-uniform   l = sqrt(6 / fan_in), sqrt(3 / fan_in)
 *   *-normal        truncated at +-2 sigma, sigma = sqrt(2 / (fan_in + fan_out)),
 *                   sqrt(2 / fan_in), sqrt(1 / fan_in), divided by
 *                   .87962566103423978 (the sd of the truncated unit normal)
 *   uniform         U(-.05, .05);  normal: N(0, .05^2), not truncated
 *   torch           U(-l, l), l = sqrt(1 / fan_in), biases too: PyTorch's Linear, Conv
 *   sklearn         U(-l, l), l = sqrt(f / (fan_in + fan_out)), biases too: f = 6, but 2
 *                   where the hidden activation is sigmoid (MLPRegressor, MLPClassifier).
 *                   A hidden layer goes by its own activation, the last one by that of
 *                   the layer with weights before it
 *   tfjs            glorot-normal's sigma, not divided: the truncated normal's sd is .88
 *                   of it (TensorFlow.js' layers)
 *
 * Biases start at 0 but where it says so: theirs is the tensor after the weights'.
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

/* How a layer's weights are drawn: kind 0 zeros, 1 uniform, 2 normal; and its biases: as
 * the weights are, or not at all. */
struct init_rule { int kind; float scale, q; int biases; };
/* Of layer i of a resolved model. */
struct init_rule init_rule(const struct model *m, size_t i);

/* w[0..n) of tensor number `tensor`. */
void init_tensor(const struct init_rule *r, uint32_t level, uint32_t tensor, float *w, size_t n);
/* All parameters of a model, (n_params). */
void init_model(const struct model *m, uint32_t level, float *w);

/* Move one weight (never a bias) of the parameter block by one ulp: draw 0 of
 * rng_stream(level, RNG_NUDGE, 0, 0) chooses among the weights in block
 * order, the lowest bit of draw 1 the direction (1: away from zero). */
void init_nudge(const struct model *m, uint32_t level, float *w);
/* Its parts: the index in the block, and the moved value. */
size_t init_nudge_index(const struct model *m, uint32_t level);
float init_nudge_value(uint32_t level, float w);

#endif
