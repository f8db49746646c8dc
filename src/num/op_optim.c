/*
 * op_optim.c - one optimizer step over a parameter block.
 *
 * The formulas are those of num/optim.h, the scalars of the step come from
 * optim_schedule.  Plain loops that a compiler can vectorise; the order of
 * operations within an element is written out, so that it does not matter.
 */
#include "config.h"

#include "op.h"

#include <assert.h>
#include <math.h>

static void sgd(const struct optim_scalars *s, size_t n,
		const float *restrict g, float *restrict w)
{
	for (size_t i = 0; i < n; i++)
		w[i] -= s->lr * g[i];
}

static void momentum(const struct optim_scalars *s, size_t n,
		     const float *restrict g, float *restrict v,
		     float *restrict w)
{
	float lr = s->lr, mo = s->momentum;

	for (size_t i = 0; i < n; i++) {
		v[i] = mo * v[i] - lr * g[i];
		w[i] += v[i];
	}
}

static void nesterov(const struct optim_scalars *s, size_t n,
		     const float *restrict g, float *restrict v,
		     float *restrict w)
{
	float lr = s->lr, mo = s->momentum;

	for (size_t i = 0; i < n; i++) {
		v[i] = mo * v[i] - lr * g[i];
		w[i] += mo * v[i] - lr * g[i];
	}
}

/* adamw is adam with weights that decay first. */
static void adam(const struct optim_scalars *s, float decay, size_t n,
		 const float *restrict g, float *restrict m,
		 float *restrict v, float *restrict w)
{
	float b1 = s->b1, c1 = s->c1, b2 = s->b2, c2 = s->c2;
	float lr = s->lr, eps = s->eps;

	for (size_t i = 0; i < n; i++) {
		m[i] = b1 * m[i] + c1 * g[i];
		v[i] = b2 * v[i] + c2 * (g[i] * g[i]);
		w[i] = (w[i] - decay * w[i]) - lr * m[i] / (sqrtf(v[i]) + eps);
	}
}

static void nadam(const struct optim_scalars *s, size_t n,
		  const float *restrict g, float *restrict m,
		  float *restrict v, float *restrict w)
{
	float b1 = s->b1, c1 = s->c1, b2 = s->b2, c2 = s->c2;
	float lr = s->lr, eps = s->eps, nm = s->n_m, ng = s->n_g, nv = s->n_v;

	for (size_t i = 0; i < n; i++) {
		m[i] = b1 * m[i] + c1 * g[i];
		v[i] = b2 * v[i] + c2 * (g[i] * g[i]);
		w[i] -= lr * (nm * m[i] + ng * g[i]) / (sqrtf(nv * v[i]) + eps);
	}
}

static void rmsprop(const struct optim_scalars *s, size_t n,
		    const float *restrict g, float *restrict v,
		    float *restrict w)
{
	float rho = s->b2, c = s->c2, lr = s->lr, eps = s->eps;

	for (size_t i = 0; i < n; i++) {
		v[i] = rho * v[i] + c * (g[i] * g[i]);
		w[i] -= lr * g[i] / sqrtf(v[i] + eps);
	}
}

static void adagrad(const struct optim_scalars *s, size_t n,
		    const float *restrict g, float *restrict a,
		    float *restrict w)
{
	float lr = s->lr, eps = s->eps;

	for (size_t i = 0; i < n; i++) {
		a[i] += g[i] * g[i];
		w[i] -= lr * g[i] / sqrtf(a[i] + eps);
	}
}

void op_optim_step(enum optim_kind kind, const struct optim_scalars *s,
		   size_t n, const float *g, float *s1, float *s2, float *w)
{
	switch (kind) {
	case OPTIM_SGD: sgd(s, n, g, w); return;
	case OPTIM_MOMENTUM: momentum(s, n, g, s1, w); return;
	case OPTIM_NESTEROV: nesterov(s, n, g, s1, w); return;
	case OPTIM_ADAM: adam(s, 0, n, g, s1, s2, w); return;
	case OPTIM_ADAMW: adam(s, s->decay, n, g, s1, s2, w); return;
	case OPTIM_NADAM: nadam(s, n, g, s1, s2, w); return;
	case OPTIM_RMSPROP: rmsprop(s, n, g, s1, w); return;
	case OPTIM_ADAGRAD: adagrad(s, n, g, s1, w); return;
	case OPTIM_COUNT: break;
	}
	assert(!"an optimizer");
}
