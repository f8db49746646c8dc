/*
 * init.c - see init.h.  The lane engine draws uniforms in lanes by the same
 * formulas (init_lanes in lane_data.c); tests hold the two equal.
 */
#include "num/init.h"

#include <math.h>
#include <string.h>

#include "num/fmath.h"
#include "num/rng.h"

#define TRUNCATED_SD .87962566103423978
#define ERF_SQRT2 .95449973610364158

struct init_rule init_rule(enum init init, uint32_t fan_in, uint32_t fan_out)
{
	double in = fan_in ? fan_in : 1, both = in + (fan_out ? fan_out : 1);

	switch (init) {
	case INIT_GLOROT_UNIFORM:
		return (struct init_rule){ 1, (float)sqrt(6 / both), 0 };
	case INIT_HE_UNIFORM:
		return (struct init_rule){ 1, (float)sqrt(6 / in), 0 };
	case INIT_LECUN_UNIFORM:
		return (struct init_rule){ 1, (float)sqrt(3 / in), 0 };
	case INIT_UNIFORM:
		return (struct init_rule){ 1, .05f, 0 };
	case INIT_GLOROT_NORMAL:
		return (struct init_rule){ 2, (float)(sqrt(4 / both) / TRUNCATED_SD), (float)ERF_SQRT2 };
	case INIT_HE_NORMAL:
		return (struct init_rule){ 2, (float)(sqrt(4 / in) / TRUNCATED_SD), (float)ERF_SQRT2 };
	case INIT_LECUN_NORMAL:
		return (struct init_rule){ 2, (float)(sqrt(2 / in) / TRUNCATED_SD), (float)ERF_SQRT2 };
	case INIT_NORMAL:
		return (struct init_rule){ 2, (float)(.05 * M_SQRT2), 1 };
	default:
		return (struct init_rule){ 0, 0, 0 };
	}
}

void init_tensor(enum init init, uint32_t fan_in, uint32_t fan_out,
		 uint32_t level, uint32_t tensor, float *w, size_t n)
{
	struct init_rule r = init_rule(init, fan_in, fan_out);
	struct rng s = rng_stream(level, RNG_INIT, tensor, 0);
	uint32_t word[4];

	if (r.kind == 0) {
		memset(w, 0, n * sizeof *w);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (i % 4 == 0)
			rng_block(&s, (uint32_t)(i / 4), word);
		if (r.kind == 1) {
			w[i] = (2 * rng_unit(word[i % 4]) - 1) * r.scale;
		} else {
			/* 2u - 1 = (2k + 1) 2^-24 - 1, exact in float */
			int32_t k = (int32_t)(word[i % 4] >> 8);
			float u = (float)(2 * k + 1 - (1 << 24)) * 0x1p-24f;
			w[i] = fm_erfinv(u * r.q) * r.scale;
		}
	}
}

size_t init_nudge_index(const struct model *m, uint32_t level)
{
	struct rng s = rng_stream(level, RNG_NUDGE, 0, 0);
	size_t weights = 0, at;

	for (size_t i = 0; i < m->n; i++)
		weights += m->layer[i].n_w;
	at = rng_below(rng_u32(&s, 0), (uint32_t)weights);
	for (size_t i = 0; i < m->n; i++) {
		if (at < m->layer[i].n_w)
			return m->layer[i].w + at;
		at -= m->layer[i].n_w;
	}
	return 0;
}

float init_nudge_value(uint32_t level, float w)
{
	struct rng s = rng_stream(level, RNG_NUDGE, 0, 0);
	int away = rng_u32(&s, 1) & 1;
	uint32_t bits;

	memcpy(&bits, &w, sizeof bits);
	if (away || (bits & 0x7fffffff) == 0)
		bits++;		/* from zero there is only away */
	else
		bits--;
	memcpy(&w, &bits, sizeof w);
	return w;
}

void init_nudge(const struct model *m, uint32_t level, float *w)
{
	size_t i = init_nudge_index(m, level);

	w[i] = init_nudge_value(level, w[i]);
}
