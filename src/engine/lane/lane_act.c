/*
 * lane_act.c - the activations and their derivatives.
 *
 * relu and linear usually never get here: lane_gemm applies relu as it
 * stores, and gates gradients by its output.
 *
 * gelu is Keras' approximate form, .5 x (1 + tanh(sqrt(2/pi)(x + .044715 x^3)));
 * smelu (Shamir, Lin & Coviello 2020) with beta 1: 0 below -1, x above 1,
 * (x + 1)^2 / 4 between.
 */
#include "lane_int.h"
#include "num/lane_math.h"

#define GELU_C .7978845608028654f
#define GELU_A .044715f
#define LEAK .2f

LANE_INLINE vf gelu_tanh(vf x)
{
	vf inner = v_fma(x * x * GELU_A, x, x) * GELU_C;

	return v_tanh(inner);
}

LANE_INLINE vf smelu(vf x)
{
	vf s = x + 1.0f, q = s * s * .25f;

	q = v_sel(x >= v_set(1), x, q);
	return (vf)((vi)q & ~(x <= v_set(-1)));
}

static void softmax(const vf *z, vf *y, size_t n)
{
	vf top = z[0], sum = v_set(0);

	for (size_t i = 1; i < n; i++)
		top = v_max(z[i], top);
	for (size_t i = 0; i < n; i++) {
		y[i] = v_exp(z[i] - top);
		sum += y[i];
	}
	for (size_t i = 0; i < n; i++)
		y[i] /= sum;
}

void LANE(lane_act)(enum act a, const vf *z, vf *y, size_t n, size_t channels)
{
	switch (a) {
	case ACT_RELU:
		for (size_t i = 0; i < n; i++)
			y[i] = v_relu(z[i]);
		break;
	case ACT_LEAKY_RELU:
		for (size_t i = 0; i < n; i++)
			y[i] = v_sel(z[i] < v_set(0), z[i] * LEAK, z[i]);
		break;
	case ACT_TANH:
		for (size_t i = 0; i < n; i++)
			y[i] = v_tanh(z[i]);
		break;
	case ACT_SIGMOID:
		for (size_t i = 0; i < n; i++)
			y[i] = v_sigmoid(z[i]);
		break;
	case ACT_SOFTMAX:
		for (size_t i = 0; i < n; i += channels)
			softmax(z + i, y + i, channels);
		break;
	case ACT_GELU:
		for (size_t i = 0; i < n; i++)
			y[i] = z[i] * .5f * (1.0f + gelu_tanh(z[i]));
		break;
	case ACT_SMELU:
		for (size_t i = 0; i < n; i++)
			y[i] = smelu(z[i]);
		break;
	default:
		if (y != z)
			memcpy(y, z, n * sizeof *y);
	}
}

static void softmax_grad(const vf *y, vf *d, size_t n)
{
	vf dot = v_set(0);

	for (size_t i = 0; i < n; i++)
		dot = v_fma(y[i], d[i], dot);
	for (size_t i = 0; i < n; i++)
		d[i] = y[i] * (d[i] - dot);
}

LANE_INLINE vf gelu_slope(vf x)
{
	vf t = gelu_tanh(x), u = 1.0f - t * t;
	vf inner = v_fma(x * x, v_set(3 * GELU_A), v_set(1)) * GELU_C;

	return v_fma(x * .5f * u, inner, (1.0f + t) * .5f);
}

LANE_INLINE vf smelu_slope(vf x)
{
	vf s = (x + 1.0f) * .5f;

	s = v_sel(x >= v_set(1), v_set(1), s);
	return (vf)((vi)s & ~(x <= v_set(-1)));
}

void LANE(lane_act_grad)(enum act a, const vf *z, const vf *y, vf *d, size_t n,
			 size_t channels)
{
	switch (a) {
	case ACT_RELU:
		for (size_t i = 0; i < n; i++)
			d[i] = v_and(y[i] > v_set(0), d[i]);
		break;
	case ACT_LEAKY_RELU:	/* y has the sign of z */
		for (size_t i = 0; i < n; i++)
			d[i] = v_sel(y[i] > v_set(0), d[i], d[i] * LEAK);
		break;
	case ACT_TANH:
		for (size_t i = 0; i < n; i++)
			d[i] *= v_fnma(y[i], y[i], v_set(1));
		break;
	case ACT_SIGMOID:
		for (size_t i = 0; i < n; i++)
			d[i] *= y[i] * (1.0f - y[i]);
		break;
	case ACT_SOFTMAX:
		for (size_t i = 0; i < n; i += channels)
			softmax_grad(y + i, d + i, channels);
		break;
	case ACT_GELU:
		for (size_t i = 0; i < n; i++)
			d[i] *= gelu_slope(z[i]);
		break;
	case ACT_SMELU:
		for (size_t i = 0; i < n; i++)
			d[i] *= smelu_slope(z[i]);
		break;
	default:
		break;
	}
}
