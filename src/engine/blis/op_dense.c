/*
 * op_dense.c - the fully connected layer: three matrix products.
 *
 *     z  (n, out) = x (n, in)   W (in, out) + b
 *     dW (in, out) += x^T dz     db += column sums of dz
 *     dx (n, in)  = dz W^T
 */
#include "config.h"

#include "op.h"

#include "blas.h"

void op_dense_forward(const struct layer *l, const float *w, const float *x,
		      size_t n, float *z)
{
	size_t in = shape_size(l->in), out = shape_size(l->out);

	blas_gemm(0, 0, n, out, in, x, in, w + l->w, out, 0, z, out);
	op_add_bias(w + l->b, n, out, z);
}

void op_dense_backward(const struct layer *l, const float *w, const float *x,
		       const float *dz, size_t n, float *g, float *dx)
{
	size_t in = shape_size(l->in), out = shape_size(l->out);

	blas_gemm(1, 0, in, out, n, x, in, dz, out, 1, g + l->w, out);
	op_sum_rows(dz, n, out, g + l->b);
	if (dx)
		blas_gemm(0, 1, n, in, out, dz, out, w + l->w, out, 0, dx, in);
}
