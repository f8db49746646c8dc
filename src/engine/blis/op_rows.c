/*
 * op_rows.c - sums and products of rows, and the table of this width.
 *
 * Sums over rows add row by row to each column, in row order at any width.
 */
#define OP_WIDE_BODY
#include "op_wide.h"

/* Rows are often short, so their ends go one by one rather than through a
 * copy of variable length. */
static void add(const float *x, size_t n, float *y)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		v_store(y + i, v_load(y + i) + v_load(x + i));
	for (; i < n; i++)
		y[i] += x[i];
}

static void add_bias(const float *b, size_t n, size_t width, float *y)
{
	for (size_t r = 0; r < n; r++)
		add(b, width, y + r * width);
}

static void sum_rows(const float *d, size_t n, size_t width, float *db)
{
	for (size_t r = 0; r < n; r++)
		add(d + r * width, width, db);
}

static void multiply(const float *x, const float *mask, size_t n, float *y)
{
	OP_EACH(n, op_put(y + i, k, op_get(x + i, k) * op_get(mask + i, k)));
}

static void maximum(const float *x, size_t n, uint32_t at, float *y, uint32_t *arg)
{
	size_t i = 0;
	vi step;

	for (int l = 0; l < LANES; l++)
		step[l] = l;
	for (; i + LANES <= n; i += LANES) {
		vf a = v_load(x + i), b = v_load(y + i);
		vi more = a > b, old, here = step + (int32_t)(at + i);

		memcpy(&old, arg + i, sizeof old);
		old = (more & here) | (~more & old);
		v_store(y + i, v_sel(more, a, b));
		memcpy(arg + i, &old, sizeof old);
	}
	for (; i < n; i++)
		if (x[i] > y[i]) {
			y[i] = x[i];
			arg[i] = at + (uint32_t)i;
		}
}

const struct op_wide LANE(op_wide) = {
	.act_forward = LANE(op_act_forward), .act_backward = LANE(op_act_backward),
	.loss = LANE(op_loss), .optim_step = LANE(op_optim_step), .add_bias = add_bias,
	.sum_rows = sum_rows, .multiply = multiply, .add = add,
	.maximum = maximum,
};
