/*
 * op_loss.c - the losses, their gradients, and what counts as a hit.
 *
 * A row's loss is the mean over its outputs (cross-entropy: one number per
 * row); the caller divides by the rows of the mini-batch through `scale`.
 * bce and cross-entropy start from logits, in the forms that cannot overflow:
 *
 *     bce            softplus(z) - z y
 *     cross-entropy  log(sum exp(z - top)) + top - z_label
 */
#define OP_WIDE_BODY
#include "op_wide.h"

#include "engine/problem.h"

/* Losses of single outputs and their derivatives. */
LANE_INLINE vf one(enum loss kind, float delta, vf z, vf y, vf *slope)
{
	vf e = z - y, a = v_abs(e), zero = v_set(0), side;

	switch (kind) {
	case LOSS_MAE:
		*slope = v_sel(e > zero, v_set(1), v_sel(e < zero, v_set(-1), e));
		return a;
	case LOSS_HUBER:
		side = v_sel(e > zero, v_set(delta), v_sel(e < zero, v_set(-delta), e));
		*slope = v_sel(a <= v_set(delta), e, side);
		return v_sel(a <= v_set(delta), .5f * e * e,
			     delta * a - .5f * delta * delta);
	case LOSS_BCE:
		*slope = v_sigmoid(z) - y;
		return v_softplus(z) - z * y;
	default:
		*slope = 2 * e;
		return e * e;
	}
}

/* k of them: their sum, one after the other, on top of `sum`. */
LANE_INLINE float some(enum loss kind, float delta, const float *z, const float *y,
		       size_t k, float scale, float *d, float sum)
{
	vf slope, v = one(kind, delta, op_get(z, k), op_get(y, k), &slope);

	for (size_t l = 0; l < k; l++)
		sum += v[l];
	if (d)
		op_put(d, k, scale * slope);
	return sum;
}

#define SUM(kind) OP_EACH(n, sum = some(kind, delta, z + i, y + i, k, scale, \
					d ? d + i : NULL, sum))

static double row_mean(const struct problem *p, const float *z, const float *y,
		       float scale, float *d)
{
	size_t n = p->data->outputs;
	float delta = p->huber_delta, sum = 0;

	scale /= (float)n;
	switch (p->loss) {
	case LOSS_MAE: SUM(LOSS_MAE); break;
	case LOSS_HUBER: SUM(LOSS_HUBER); break;
	case LOSS_BCE: SUM(LOSS_BCE); break;
	default: SUM(LOSS_MSE);
	}
	return sum / (float)n;
}

LANE_INLINE float some_exp(const float *z, size_t k, float top, float *e, float sum)
{
	vf v = v_exp(op_get(z, k) - top);

	for (size_t l = 0; l < k; l++)
		sum += v[l];
	if (e)
		op_put(e, k, v);
	return sum;
}

static double row_cross_entropy(const struct problem *p, const float *z,
				uint32_t label, float scale, float *d)
{
	size_t n = p->data->outputs;
	float top = z[0], sum = 0;

	for (size_t j = 1; j < n; j++)
		if (z[j] > top)
			top = z[j];
	OP_EACH(n, sum = some_exp(z + i, k, top, d ? d + i : NULL, sum));
	if (d) {
		OP_EACH(n, op_put(d + i, k, scale * (op_get(d + i, k) / sum)));
		d[label] -= scale;
	}
	return v_log(v_set(sum))[0] + (top - z[label]);
}

/* Did this row come out right?  The first of equal maxima is the class; a binary one
 * needs more than a half. */
static int hit(const struct problem *p, const float *z, uint32_t label)
{
	size_t k = p->data->outputs, best = 0;

	if (p->data->kind == DATA_BINARY)
		return (z[0] > (p->link == LINK_SIGMOID ? 0 : .5f)) == (label == 1);
	for (size_t j = 1; j < k; j++)
		if (z[j] > z[best])
			best = j;
	return best == label;
}

double LANE(op_loss)(const struct problem *p, const uint32_t *rows, size_t n,
		     const float *out, const float *weight, float scale, float *d,
		     uint64_t *hits)
{
	size_t k = p->data->outputs;
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		const float *z = out + i * k;
		float *di = d ? d + i * k : NULL;
		float w = weight ? weight[rows[i]] : 1;

		if (p->loss == LOSS_CROSS_ENTROPY)
			sum += w * row_cross_entropy(p, z, p->data->label[rows[i]],
						     scale * w, di);
		else
			sum += w * row_mean(p, z, p->data->y + rows[i] * k,
					    scale * w, di);
		if (hits)
			*hits += (uint64_t)hit(p, z, p->data->label[rows[i]]);
	}
	return sum;
}
