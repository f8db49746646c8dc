/*
 * op_act.c - activations and their derivatives.
 *
 * Most derivatives are written by the value y = act(z), which is there anyway;
 * gelu and smelu need z.  At the corner of relu and leaky-relu the derivative is
 * the left one, as in TensorFlow.
 */
#define OP_WIDE_BODY
#include "op_wide.h"

#define LEAKY_SLOPE .2f
/* gelu(z) = z/2 (1 + tanh(u)), u = sqrt(2/pi) (z + .044715 z^3). */
#define GELU_A .7978845608f
#define GELU_B .044715f
/* smelu(z) = (z + beta)^2 / 4 beta between -beta and beta, which is 1. */

LANE_INLINE vf gelu_t(vf z)
{
	return v_tanh(GELU_A * (z + GELU_B * z * z * z));
}

LANE_INLINE vf forward(enum act a, vf z)
{
	const vf zero = v_set(0), one = v_set(1);

	switch (a) {
	case ACT_RELU:		/* a NaN must show */
		return v_sel(z <= zero, zero, z);
	case ACT_LEAKY_RELU:
		return v_sel(z > zero, z, LEAKY_SLOPE * z);
	case ACT_TANH:
		return v_tanh(z);
	case ACT_SIGMOID:
		return v_sigmoid(z);
	case ACT_GELU:
		return .5f * z * (1 + gelu_t(z));
	case ACT_SMELU:
		return v_sel(z <= -one, zero,
			     v_sel(z >= one, z, (z + 1) * (z + 1) * .25f));
	default:
		return z;
	}
}

/* Derivative at z, where act(z) = y. */
LANE_INLINE vf slope(enum act a, vf z, vf y)
{
	const vf zero = v_set(0), one = v_set(1);
	vf t;

	switch (a) {
	case ACT_RELU:
		return v_sel(y > zero, one, zero);
	case ACT_LEAKY_RELU:
		return v_sel(y > zero, one, v_set(LEAKY_SLOPE));
	case ACT_TANH:
		return 1 - y * y;
	case ACT_SIGMOID:
		return y * (1 - y);
	case ACT_GELU:
		t = gelu_t(z);
		return .5f * (1 + t) +
		       .5f * z * (1 - t * t) * GELU_A * (1 + 3 * GELU_B * z * z);
	case ACT_SMELU:
		return v_sel(z <= -one, zero, v_sel(z >= one, one, (z + 1) * .5f));
	default:
		return one;
	}
}

static void softmax(const float *z, size_t width, float *y)
{
	float top = z[0], sum = 0;

	for (size_t j = 1; j < width; j++)
		if (z[j] > top)
			top = z[j];
	OP_EACH(width, op_put(y + i, k, v_exp(op_get(z + i, k) - top)));
	for (size_t j = 0; j < width; j++)
		sum += y[j];
	for (size_t j = 0; j < width; j++)
		y[j] /= sum;
}

/* dz = y (d - sum d y) */
static void softmax_backward(const float *y, size_t width, float *d)
{
	float sum = 0;

	for (size_t j = 0; j < width; j++)
		sum += d[j] * y[j];
	for (size_t j = 0; j < width; j++)
		d[j] = y[j] * (d[j] - sum);
}

/* A loop for each activation, so that the choice is made outside of it. */
#define MAP(act) \
	OP_EACH(n, op_put(y + i, k, forward(act, op_get(z + i, k)))); \
	return

void LANE(op_act_forward)(enum act a, const float *z, size_t rows, size_t width,
			  float *y)
{
	size_t n = rows * width;

	switch (a) {
	case ACT_RELU: MAP(ACT_RELU);
	case ACT_LEAKY_RELU: MAP(ACT_LEAKY_RELU);
	case ACT_TANH: MAP(ACT_TANH);
	case ACT_SIGMOID: MAP(ACT_SIGMOID);
	case ACT_GELU: MAP(ACT_GELU);
	case ACT_SMELU: MAP(ACT_SMELU);
	case ACT_SOFTMAX:
		for (size_t r = 0; r < rows; r++)
			softmax(z + r * width, width, y + r * width);
		return;
	case ACT_LINEAR:
	case ACT_COUNT:
		if (y != z)
			memcpy(y, z, n * sizeof *y);
	}
}

#define PULL(act, zed) \
	OP_EACH(n, op_put(d + i, k, op_get(d + i, k) * \
			  slope(act, zed, op_get(y + i, k)))); \
	return
#define NO_Z v_set(0)
#define WITH_Z op_get(z + i, k)

void LANE(op_act_backward)(enum act a, const float *z, const float *y,
			   size_t rows, size_t width, float *d)
{
	size_t n = rows * width;

	switch (a) {
	case ACT_RELU: PULL(ACT_RELU, NO_Z);
	case ACT_LEAKY_RELU: PULL(ACT_LEAKY_RELU, NO_Z);
	case ACT_TANH: PULL(ACT_TANH, NO_Z);
	case ACT_SIGMOID: PULL(ACT_SIGMOID, NO_Z);
	case ACT_GELU: PULL(ACT_GELU, WITH_Z);
	case ACT_SMELU: PULL(ACT_SMELU, WITH_Z);
	case ACT_SOFTMAX:
		for (size_t r = 0; r < rows; r++)
			softmax_backward(y + r * width, width, d + r * width);
		return;
	case ACT_LINEAR:
	case ACT_COUNT:
		return;
	}
}
