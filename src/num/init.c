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

/* scikit-learn's is of all hidden layers, and the output's start goes by it, too. */
static enum act hidden_act(const struct model *m, size_t i)
{
	size_t last = m->n, at = i;

	while (last > 0 && !m->layer[last - 1].n_w)
		last--;
	if (i + 1 < last)
		return m->layer[i].act;
	while (at > 0 && !m->layer[at - 1].n_w)
		at--;
	return at > 0 ? m->layer[at - 1].act : ACT_RELU;
}

struct init_rule init_rule(const struct model *m, size_t i)
{
	const struct layer *y = &m->layer[i];
	const double in = y->fan_in ? y->fan_in : 1, both = in + (y->fan_out ? y->fan_out : 1);

	switch (m->init) {
	case INIT_GLOROT_UNIFORM:
		return (struct init_rule){ 1, (float)sqrt(6 / both), 0, 0 };
	case INIT_HE_UNIFORM:
		return (struct init_rule){ 1, (float)sqrt(6 / in), 0, 0 };
	case INIT_LECUN_UNIFORM:
		return (struct init_rule){ 1, (float)sqrt(3 / in), 0, 0 };
	case INIT_UNIFORM:
		return (struct init_rule){ 1, .05f, 0, 0 };
	case INIT_GLOROT_NORMAL:
		return (struct init_rule){ 2, (float)(sqrt(4 / both) / TRUNCATED_SD), (float)ERF_SQRT2, 0 };
	case INIT_HE_NORMAL:
		return (struct init_rule){ 2, (float)(sqrt(4 / in) / TRUNCATED_SD), (float)ERF_SQRT2, 0 };
	case INIT_LECUN_NORMAL:
		return (struct init_rule){ 2, (float)(sqrt(2 / in) / TRUNCATED_SD), (float)ERF_SQRT2, 0 };
	case INIT_NORMAL:
		return (struct init_rule){ 2, (float)(.05 * M_SQRT2), 1, 0 };
	case INIT_TORCH:
		return (struct init_rule){ 1, (float)sqrt(1 / in), 0, 1 };
	case INIT_SKLEARN:
		return (struct init_rule){ 1, (float)sqrt((hidden_act(m, i) == ACT_SIGMOID ? 2 : 6) / both), 0, 1 };
	case INIT_TFJS:
		return (struct init_rule){ 2, (float)sqrt(4 / both), (float)ERF_SQRT2, 0 };
	default:
		return (struct init_rule){ 0, 0, 0, 0 };
	}
}

void init_tensor(const struct init_rule *r, uint32_t level, uint32_t tensor, float *w, size_t n)
{
	struct rng s = rng_stream(level, RNG_INIT, tensor, 0);
	uint32_t word[4];

	if (r->kind == 0) {
		memset(w, 0, n * sizeof *w);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (i % 4 == 0)
			rng_block(&s, (uint32_t)(i / 4), word);
		if (r->kind == 1) {
			w[i] = (2 * rng_unit(word[i % 4]) - 1) * r->scale;
		} else {
			/* 2u - 1 = (2k + 1) 2^-24 - 1, exact in float */
			int32_t k = (int32_t)(word[i % 4] >> 8);
			float u = (float)(2 * k + 1 - (1 << 24)) * 0x1p-24f;
			w[i] = fm_erfinv(u * r->q) * r->scale;
		}
	}
}

void init_model(const struct model *m, uint32_t level, float *w)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct layer *y = &m->layer[i];
		const struct init_rule r = init_rule(m, i);

		init_tensor(&r, level, (uint32_t)(2 * i), w + y->w, y->n_w);
		if (r.biases)
			init_tensor(&r, level, (uint32_t)(2 * i + 1), w + y->b, y->n_b);
		else if (y->n_b)
			memset(w + y->b, 0, y->n_b * sizeof *w);
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
