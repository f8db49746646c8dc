/*
 * op_wide.c - the widest version of the wide operators that this machine has.
 */
#include "op_wide.h"
#include "config.h"

#include "engine/problem.h"
#include "engine/trainer_int.h"

extern const struct op_wide op_wide_1;
#if defined LANES_X86
extern const struct op_wide op_wide_4, op_wide_8, op_wide_16;
#elif defined LANES_NEON
extern const struct op_wide op_wide_4;
#endif

/* The widest for loops of this length. */
static const struct op_wide *wide(size_t length)
{
#if defined LANES_X86
	if (length >= 16 && lanes_has_width(16))
		return &op_wide_16;
	if (length >= 8 && lanes_has_width(8))
		return &op_wide_8;
	if (length >= 4 && lanes_has_width(4))
		return &op_wide_4;
#elif defined LANES_NEON
	if (length >= 4)
		return &op_wide_4;
#else
	(void)length;
#endif
	return &op_wide_1;
}

void op_act_forward(enum act a, const float *z, size_t rows, size_t width, float *y)
{
	wide(rows * width)->act_forward(a, z, rows, width, y);
}

void op_act_backward(enum act a, const float *z, const float *y, size_t rows,
		     size_t width, float *d)
{
	wide(rows * width)->act_backward(a, z, y, rows, width, d);
}

double op_loss(const struct problem *p, const uint32_t *rows, size_t n,
	       const float *out, const float *weight, float scale, float *d,
	       uint64_t *hits)
{
	return wide(p->data->outputs)->loss(p, rows, n, out, weight, scale, d, hits);
}

void op_link(const struct problem *p, size_t n, float *out)
{
	if (p->link == LINK_SIGMOID)
		op_act_forward(ACT_SIGMOID, out, n, p->data->outputs, out);
	else if (p->link == LINK_SOFTMAX)
		op_act_forward(ACT_SOFTMAX, out, n, p->data->outputs, out);
}

void op_optim_step(enum optim_kind kind, const struct optim_scalars *s, size_t n,
		   const float *g, float *s1, float *s2, float *w)
{
	wide(n)->optim_step(kind, s, n, g, s1, s2, w);
}

void op_add_bias(const float *b, size_t n, size_t width, float *y)
{
	wide(width)->add_bias(b, n, width, y);
}

void op_sum_rows(const float *d, size_t n, size_t width, float *db)
{
	wide(width)->sum_rows(d, n, width, db);
}

void op_multiply(const float *x, const float *mask, size_t n, float *y)
{
	wide(n)->multiply(x, mask, n, y);
}

void op_add(const float *x, size_t n, float *y)
{
	wide(n)->add(x, n, y);
}

void op_maximum(const float *x, size_t n, uint32_t at, float *y, uint32_t *arg)
{
	wide(n)->maximum(x, n, at, y, arg);
}
