/*
 * lane_optim.c - one step of each optimizer over the whole parameter block;
 * the formulas stand in num/optim.h.
 */
#include "lane_int.h"

/* Each step is a function of one parameter so that the loops below are the
 * only ones; w, s1, s2 are read and written, g is read. */
LANE_INLINE void sgd(vf *w, vf g, const struct optim_scalars *s)
{
	*w = v_fnma(v_set(s->lr), g, *w);
}

LANE_INLINE void momentum(vf *w, vf *v, vf g, const struct optim_scalars *s, int nesterov)
{
	vf step = g * s->lr;

	*v = v_fma(v_set(s->momentum), *v, -step);
	*w += nesterov ? v_fma(v_set(s->momentum), *v, -step) : *v;
}

LANE_INLINE void adam(vf *w, vf *m, vf *v, vf g, const struct optim_scalars *s)
{
	*m = v_fma(v_set(s->b1), *m, g * s->c1);
	*v = v_fma(v_set(s->b2), *v, g * g * s->c2);
	*w -= *m * s->lr / (v_sqrt(*v) + s->eps);
}

LANE_INLINE void nadam(vf *w, vf *m, vf *v, vf g, const struct optim_scalars *s)
{
	vf hat;

	*m = v_fma(v_set(s->b1), *m, g * s->c1);
	*v = v_fma(v_set(s->b2), *v, g * g * s->c2);
	hat = v_fma(v_set(s->n_m), *m, g * s->n_g);
	*w -= hat * s->lr / (v_sqrt(*v * s->n_v) + s->eps);
}

LANE_INLINE void rmsprop(vf *w, vf *v, vf g, const struct optim_scalars *s)
{
	*v = v_fma(v_set(s->b2), *v, g * g * s->c2);
	*w -= g * s->lr / v_sqrt(*v + s->eps);
}

LANE_INLINE void adagrad(vf *w, vf *a, vf g, const struct optim_scalars *s)
{
	*a = v_fma(g, g, *a);
	*w -= g * s->lr / v_sqrt(*a + s->eps);
}

void LANE(lane_update)(struct LANE(trainer) *t, const struct optim_scalars *scalars)
{
	const struct optim_scalars s = *scalars;
	const size_t n = t->p->model.n_params;
	vf *w = t->w, *s1 = t->s1, *s2 = t->s2;
	const vf *g = t->g;

	if (t->any_finished)
		memcpy(t->frozen, w, n * sizeof *w);
	switch (t->optim) {
	case OPTIM_SGD:
		for (size_t i = 0; i < n; i++)
			sgd(&w[i], g[i], &s);
		break;
	case OPTIM_MOMENTUM:
		for (size_t i = 0; i < n; i++)
			momentum(&w[i], &s1[i], g[i], &s, 0);
		break;
	case OPTIM_NESTEROV:
		for (size_t i = 0; i < n; i++)
			momentum(&w[i], &s1[i], g[i], &s, 1);
		break;
	case OPTIM_ADAMW:
		for (size_t i = 0; i < n; i++)
			w[i] = v_fnma(w[i], v_set(s.decay), w[i]);
		/* fall through */
	case OPTIM_ADAM:
		for (size_t i = 0; i < n; i++)
			adam(&w[i], &s1[i], &s2[i], g[i], &s);
		break;
	case OPTIM_NADAM:
		for (size_t i = 0; i < n; i++)
			nadam(&w[i], &s1[i], &s2[i], g[i], &s);
		break;
	case OPTIM_RMSPROP:
		for (size_t i = 0; i < n; i++)
			rmsprop(&w[i], &s1[i], g[i], &s);
		break;
	case OPTIM_ADAGRAD:
		for (size_t i = 0; i < n; i++)
			adagrad(&w[i], &s1[i], g[i], &s);
		break;
	default:
		break;
	}
	/* lanes that reached their target loss stay where they were */
	if (t->any_finished)
		for (size_t i = 0; i < n; i++)
			w[i] = v_sel(t->done, t->frozen[i], w[i]);
}
