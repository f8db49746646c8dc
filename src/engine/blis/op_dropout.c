/*
 * op_dropout.c - inverted dropout with masks from the layout of num/rng.h.
 */
#include "config.h"

#include "op.h"

void op_dropout_mask(const struct rng *r, float rate, uint32_t place,
		     size_t units, float *mask)
{
	float keep = 1 / (1 - rate);
	uint64_t first = (uint64_t)place * units;
	uint32_t word[4];

	for (size_t j = 0; j < units; j++) {
		uint64_t i = first + j;

		if (j == 0 || i % 4 == 0)
			rng_block(r, (uint32_t)(i / 4), word);
		mask[j] = rng_unit(word[i % 4]) >= rate ? keep : 0;
	}
}
