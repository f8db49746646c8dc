/*
 * op.h - forward and backward pairs, the BLIS engine's pieces; private to src/engine.
 *
 * Plain functions on row-major float blocks: n rows at a time, shapes beside
 * every array.  w and g are the net's whole parameter and gradient blocks; a
 * layer finds its part by its offsets.  Backward functions ADD to g and
 * overwrite dx.  Nothing is kept between calls, so any thread may call them.
 */
#ifndef NUM_OP_H
#define NUM_OP_H

#include <stddef.h>
#include <stdint.h>

#include "num/model.h"
#include "num/optim.h"
#include "num/rng.h"

struct problem;

/* op_wide.c (from op_act.c): y = act(z) element by element, softmax over each row of `width`.
 * y may be z unless backward wants z (act_needs_z).  Backward turns d from
 * dL/dy into dL/dz in place; y is act(z). */
void op_act_forward(enum act a, const float *z, size_t rows, size_t width, float *y);
void op_act_backward(enum act a, const float *z, const float *y, size_t rows,
		     size_t width, float *d);

/* op_wide.c (from op_rows.c): y[r] += b for each of n rows; db += the sum of
 * d's rows; y = x mask; y += x; where x[j] > y[j], y[j] = x[j] and
 * arg[j] = at + j. */
void op_add_bias(const float *b, size_t n, size_t width, float *y);
void op_sum_rows(const float *d, size_t n, size_t width, float *db);
void op_multiply(const float *x, const float *mask, size_t n, float *y);
void op_add(const float *x, size_t n, float *y);
void op_maximum(const float *x, size_t n, uint32_t at, float *y, uint32_t *arg);

/* op_dense.c: z (n, out) = x (n, in) W + b.  dx may be NULL. */
void op_dense_forward(const struct layer *l, const float *w, const float *x,
		      size_t n, float *z);
void op_dense_backward(const struct layer *l, const float *w, const float *x,
		       const float *dz, size_t n, float *g, float *dx);

/* op_conv.c: conv2d and conv1d by im2col.  col is scratch of
 * op_conv_scratch(l) floats, whatever n. */
size_t op_conv_scratch(const struct layer *l);
void op_conv_forward(const struct layer *l, const float *w, const float *x,
		     size_t n, float *col, float *z);
void op_conv_backward(const struct layer *l, const float *w, const float *x,
		      const float *dz, size_t n, float *col, float *g, float *dx);

/* op_pool.c: arg (n, out) remembers where in its sample each maximum was, the
 * first of equals; averages are over the cells inside the picture and need no
 * arg. */
void op_pool_forward(const struct layer *l, const float *x, size_t n, float *y,
		     uint32_t *arg);
void op_pool_backward(const struct layer *l, const uint32_t *arg,
		      const float *dy, size_t n, float *dx);

/* op_dropout.c: mask[j] = 0 or 1/(1-rate) for the row at `place` of the
 * mini-batch. */
void op_dropout_mask(const struct rng *r, float rate, uint32_t place,
		     size_t units, float *mask);

/* op_wide.c (from op_loss.c): the sum over n rows of the row losses, each times its
 * weight (weight may be NULL for 1, else it is indexed by row number).  out (n, outputs) is
 * before the link.  Where d is not NULL it becomes the gradient of scale * the
 * sum.  Where hits is not NULL the number of rightly classified rows is added. */
double op_loss(const struct problem *p, const uint32_t *rows, size_t n,
	       const float *out, const float *weight, float scale, float *d,
	       uint64_t *hits);
/* out (n, outputs) becomes the prediction, in place. */
void op_link(const struct problem *p, size_t n, float *out);

/* op_wide.c (from op_optim.c): one step of n parameters; s1 and s2 are the optimizer's state
 * blocks (NULL where it has none). */
void op_optim_step(enum optim_kind kind, const struct optim_scalars *s,
		   size_t n, const float *g, float *s1, float *s2, float *w);

#endif
