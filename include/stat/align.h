/*
 * align.h - one net's hidden units in the order of another's.
 *
 * A net whose hidden units change places, with the weights that go in and out, computes the
 * same function: two nets may be far apart in weights for no other reason.  The units of b
 * are given the order in which its parameters lie closest to a's (weight matching of
 * Ainsworth, Hayase and Srinivasa 2023, "Git Re-Basin: merging models modulo permutation
 * symmetries", ICLR): layer by layer a linear assignment, with the layers about it as they
 * stand, until nothing gets closer.  It begins once from the order as it is and once from
 * that by the weights that go in, from the input upwards, and the closer end counts; with
 * one hidden layer that is the best there is, with several it need not be.
 *
 * Dense layers' units and convolutions' filters are units; layers of a residual stream share
 * one order, and what is the net's own input or output keeps its place.  Symmetries other
 * than of places (the signs of tanh units, the scales of relu units) are left alone.
 */
#ifndef STAT_ALIGN_H
#define STAT_ALIGN_H

#include <stddef.h>

#include "num/model.h"

/* Units of a layer that are aligned, at most: time grows with their number cubed. */
#define ALIGN_MOST 512

/* Are there hidden units to align, and none of more than ALIGN_MOST in a layer? */
int align_can(const struct model *m);
/* out[n_params]: the parameters b of m with its units in the order that suits a.  Returns
 * how many units stand at another place.  align_can holds. */
size_t align_units(const struct model *m, const float *a, const float *b, float *out);

#endif
