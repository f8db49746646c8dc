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
#include "config.h"

#include "op.h"

#include <assert.h>
#include <math.h>

#include "num/problem.h"
#include "fmath.h"

/* Loss of one output and its derivative. */
static float one(const struct problem *p, float z, float y, float *slope)
{
	float e = z - y, a = fabsf(e), delta = p->huber_delta;

	switch (p->loss) {
	case LOSS_MSE:
		*slope = 2 * e;
		return e * e;
	case LOSS_MAE:
		*slope = e > 0 ? 1.f : e < 0 ? -1.f : e;
		return a;
	case LOSS_HUBER:
		if (a <= delta) {
			*slope = e;
			return .5f * e * e;
		}
		*slope = e > 0 ? delta : e < 0 ? -delta : e;
		return delta * a - .5f * delta * delta;
	case LOSS_BCE:
		*slope = fm_sigmoid(z) - y;
		return fm_softplus(z) - z * y;
	case LOSS_CROSS_ENTROPY:
	case LOSS_COUNT:
		break;
	}
	assert(!"a loss of single outputs");
	return 0;
}

static double row_mean(const struct problem *p, const float *z, const float *y,
		       float scale, float *d)
{
	size_t k = p->data->outputs;
	float sum = 0, slope;

	scale /= (float)k;
	for (size_t j = 0; j < k; j++) {
		sum += one(p, z[j], y[j], &slope);
		if (d)
			d[j] = scale * slope;
	}
	return sum / (float)k;
}

static double row_cross_entropy(const struct problem *p, const float *z,
				uint32_t label, float scale, float *d)
{
	size_t k = p->data->outputs;
	float top = z[0], sum = 0;

	for (size_t j = 1; j < k; j++)
		if (z[j] > top)
			top = z[j];
	for (size_t j = 0; j < k; j++) {
		float e = fm_exp(z[j] - top);

		sum += e;
		if (d)
			d[j] = e;
	}
	if (d) {
		for (size_t j = 0; j < k; j++)
			d[j] = scale * (d[j] / sum);
		d[label] -= scale;
	}
	return fm_log(sum) + (top - z[label]);
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

double op_loss(const struct problem *p, const uint32_t *rows, size_t n,
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

void op_link(const struct problem *p, size_t n, float *out)
{
	if (p->link == LINK_SIGMOID)
		op_act_forward(ACT_SIGMOID, out, n, p->data->outputs, out);
	else if (p->link == LINK_SOFTMAX)
		op_act_forward(ACT_SOFTMAX, out, n, p->data->outputs, out);
}
