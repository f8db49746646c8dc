/*
 * op_act.c - activations and their derivatives.
 *
 * Most derivatives are written by the value y = act(z), which is there anyway;
 * gelu and smelu need z.  At the corner of relu and leaky-relu the derivative is the left
 * one, as in TensorFlow.
 */
#include "config.h"

#include "op.h"

#include <string.h>

#include "fmath.h"

#define LEAKY_SLOPE .2f
#define SMELU_BETA 1.f

/* gelu(z) = z/2 (1 + tanh(u)), u = sqrt(2/pi) (z + .044715 z^3). */
#define GELU_A .7978845608f
#define GELU_B .044715f

static float gelu(float z)
{
	return .5f * z * (1 + fm_tanh(GELU_A * (z + GELU_B * z * z * z)));
}

static float gelu_slope(float z)
{
	float t = fm_tanh(GELU_A * (z + GELU_B * z * z * z));

	return .5f * (1 + t) +
	       .5f * z * (1 - t * t) * GELU_A * (1 + 3 * GELU_B * z * z);
}

static float smelu(float z)
{
	if (z <= -SMELU_BETA)
		return 0;
	if (z >= SMELU_BETA)
		return z;
	return (z + SMELU_BETA) * (z + SMELU_BETA) / (4 * SMELU_BETA);
}

static float smelu_slope(float z)
{
	if (z <= -SMELU_BETA)
		return 0;
	return z >= SMELU_BETA ? 1 : (z + SMELU_BETA) / (2 * SMELU_BETA);
}

static void softmax(const float *z, size_t width, float *y)
{
	float top = z[0], sum = 0;

	for (size_t j = 1; j < width; j++)
		if (z[j] > top)
			top = z[j];
	for (size_t j = 0; j < width; j++)
		sum += y[j] = fm_exp(z[j] - top);
	for (size_t j = 0; j < width; j++)
		y[j] /= sum;
}

void op_act_forward(enum act a, const float *z, size_t rows, size_t width, float *y)
{
	size_t n = rows * width;

	switch (a) {
	case ACT_RELU:
		/* Not `z > 0 ? z : 0`: a NaN must show. */
		for (size_t i = 0; i < n; i++)
			y[i] = z[i] <= 0 ? 0 : z[i];
		return;
	case ACT_LEAKY_RELU:
		for (size_t i = 0; i < n; i++)
			y[i] = z[i] > 0 ? z[i] : LEAKY_SLOPE * z[i];
		return;
	case ACT_TANH:
		for (size_t i = 0; i < n; i++)
			y[i] = fm_tanh(z[i]);
		return;
	case ACT_SIGMOID:
		for (size_t i = 0; i < n; i++)
			y[i] = fm_sigmoid(z[i]);
		return;
	case ACT_SOFTMAX:
		for (size_t r = 0; r < rows; r++)
			softmax(z + r * width, width, y + r * width);
		return;
	case ACT_GELU:
		for (size_t i = 0; i < n; i++)
			y[i] = gelu(z[i]);
		return;
	case ACT_SMELU:
		for (size_t i = 0; i < n; i++)
			y[i] = smelu(z[i]);
		return;
	case ACT_LINEAR:
	case ACT_COUNT:
		if (y != z)
			memcpy(y, z, n * sizeof *y);
	}
}

int op_act_wants_z(enum act a)
{
	return a == ACT_GELU || a == ACT_SMELU;
}

void op_act_backward(enum act a, const float *z, const float *y, size_t rows,
		     size_t width, float *d)
{
	size_t n = rows * width;

	switch (a) {
	case ACT_RELU:
		for (size_t i = 0; i < n; i++)
			d[i] = y[i] > 0 ? d[i] : 0;
		return;
	case ACT_LEAKY_RELU:
		for (size_t i = 0; i < n; i++)
			d[i] = y[i] > 0 ? d[i] : LEAKY_SLOPE * d[i];
		return;
	case ACT_TANH:
		for (size_t i = 0; i < n; i++)
			d[i] *= 1 - y[i] * y[i];
		return;
	case ACT_SIGMOID:
		for (size_t i = 0; i < n; i++)
			d[i] *= y[i] * (1 - y[i]);
		return;
	case ACT_SOFTMAX:
		/* dz = y (d - sum d y) */
		for (size_t r = 0; r < rows; r++, y += width, d += width) {
			float sum = 0;

			for (size_t j = 0; j < width; j++)
				sum += d[j] * y[j];
			for (size_t j = 0; j < width; j++)
				d[j] = y[j] * (d[j] - sum);
		}
		return;
	case ACT_GELU:
		for (size_t i = 0; i < n; i++)
			d[i] *= gelu_slope(z[i]);
		return;
	case ACT_SMELU:
		for (size_t i = 0; i < n; i++)
			d[i] *= smelu_slope(z[i]);
		return;
	case ACT_LINEAR:
	case ACT_COUNT:
		return;
	}
}
