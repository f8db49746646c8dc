/*
 * op_dropout.c - inverted dropout with masks from the layout of num/rng.h.
 */
#include "config.h"

#include "op.h"

void op_dropout_mask(const struct rng *r, float rate, uint32_t place,
		     size_t units, uint32_t *draw, float *mask)
{
	float keep = 1 / (1 - rate);

	rng_fill(r, (uint32_t)(place * units), draw, units);
	for (size_t j = 0; j < units; j++)
		mask[j] = rng_unit(draw[j]) >= rate ? keep : 0;
}

void op_multiply(const float *x, const float *mask, size_t n, float *y)
{
	for (size_t i = 0; i < n; i++)
		y[i] = x[i] * mask[i];
}
