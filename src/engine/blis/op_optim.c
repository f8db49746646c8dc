/*
 * op_optim.c - one optimizer step over a parameter block.
 *
 * The formulas are those of num/optim.h, the scalars of the step come from
 * optim_schedule.
 */
#define OP_WIDE_BODY
#include "op_wide.h"

/* The moments of adam, adamw and nadam. */
LANE_INLINE vf first(const struct optim_scalars *s, vf m, vf g)
{
	return s->b1 * m + s->c1 * g;
}

/* The running square of those and of rmsprop. */
LANE_INLINE vf second(const struct optim_scalars *s, vf v, vf g)
{
	return s->b2 * v + s->c2 * (g * g);
}

LANE_INLINE void momentum(const struct optim_scalars *s, int nesterov, size_t k,
			  vf g, float *v, float *w)
{
	vf step = s->lr * g, v1 = s->momentum * op_get(v, k) - step;

	op_put(v, k, v1);
	op_put(w, k, op_get(w, k) + (nesterov ? s->momentum * v1 - step : v1));
}

/* adamw is adam with weights that decay first. */
LANE_INLINE void adam(const struct optim_scalars *s, int decays, size_t k, vf g,
		      float *m, float *v, float *w)
{
	vf m1 = first(s, op_get(m, k), g), v1 = second(s, op_get(v, k), g);
	vf w0 = op_get(w, k);

	if (decays)
		w0 -= s->decay * w0;
	op_put(m, k, m1);
	op_put(v, k, v1);
	op_put(w, k, w0 - s->lr * m1 / (v_sqrt(v1) + s->eps));
}

LANE_INLINE void nadam(const struct optim_scalars *s, size_t k, vf g, float *m,
		       float *v, float *w)
{
	vf m1 = first(s, op_get(m, k), g), v1 = second(s, op_get(v, k), g);

	op_put(m, k, m1);
	op_put(v, k, v1);
	op_put(w, k, op_get(w, k) - s->lr * (s->n_m * m1 + s->n_g * g) /
				    (v_sqrt(s->n_v * v1) + s->eps));
}

LANE_INLINE void scaled(const struct optim_scalars *s, int running, size_t k,
			vf g, float *v, float *w)
{
	vf v0 = op_get(v, k), v1 = running ? second(s, v0, g) : v0 + g * g;

	op_put(v, k, v1);
	op_put(w, k, op_get(w, k) - s->lr * g / v_sqrt(v1 + s->eps));
}

void LANE(op_optim_step)(enum optim_kind kind, const struct optim_scalars *scalars,
			 size_t n, const float *g, float *s1, float *s2, float *w)
{
	const struct optim_scalars here = *scalars, *s = &here;

#define G op_get(g + i, k)
	switch (kind) {
	case OPTIM_SGD:
		OP_EACH(n, op_put(w + i, k, op_get(w + i, k) - s->lr * G));
		return;
	case OPTIM_MOMENTUM:
		OP_EACH(n, momentum(s, 0, k, G, s1 + i, w + i));
		return;
	case OPTIM_NESTEROV:
		OP_EACH(n, momentum(s, 1, k, G, s1 + i, w + i));
		return;
	case OPTIM_ADAM:
		OP_EACH(n, adam(s, 0, k, G, s1 + i, s2 + i, w + i));
		return;
	case OPTIM_ADAMW:
		OP_EACH(n, adam(s, 1, k, G, s1 + i, s2 + i, w + i));
		return;
	case OPTIM_NADAM:
		OP_EACH(n, nadam(s, k, G, s1 + i, s2 + i, w + i));
		return;
	case OPTIM_RMSPROP:
		OP_EACH(n, scaled(s, 1, k, G, s1 + i, w + i));
		return;
	case OPTIM_ADAGRAD:
		OP_EACH(n, scaled(s, 0, k, G, s1 + i, w + i));
		return;
	case OPTIM_COUNT:
		return;
	}
}
