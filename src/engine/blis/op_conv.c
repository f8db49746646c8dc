/*
 * op_conv.c - convolution as a matrix product (im2col).
 *
 * Every output cell becomes a row of the matrix `col`: the patch under its kernel,
 * zero where it hangs over the edge.
 *
 *     col (cells, kh kw cin)  times  W (kh kw cin, cout)  =  z (cells, cout)
 *
 * col is large (kh kw times the picture), so it is made for a few samples at a
 * time, as many as fit COL_FLOATS, and made again going backward rather than
 * kept.  How many is decided by the layer alone: the sums over samples are then
 * grouped the same way every time.  conv1d is a picture of height 1.
 */
#include "config.h"

#include "op.h"

#include <string.h>

#include "blas.h"

#define COL_FLOATS ((size_t)1 << 17)	/* 512 kB: stays in a core's L2 */

struct patch { size_t cells, width; };

static struct patch patch_of(const struct layer *l)
{
	return (struct patch){ (size_t)l->out.h * l->out.w,
			       (size_t)l->kh * l->kw * l->in.c };
}

/* Samples per piece. */
static size_t piece(const struct layer *l)
{
	struct patch p = patch_of(l);
	size_t n = COL_FLOATS / (p.cells * p.width);

	return n ? n : 1;
}

/* Copies move so many floats at a time, and may go past their end in col. */
#define STEP 4

size_t op_conv_scratch(const struct layer *l)
{
	struct patch p = patch_of(l);

	return piece(l) * p.cells * p.width + STEP;
}

/* The columns of the kernel that lie inside the picture for output column ox:
 * [*from, *to), and the picture's column under *from.  There is always one. */
static size_t inside(const struct layer *l, size_t ox, size_t *from, size_t *to)
{
	long x = (long)(ox * l->stride) - (long)l->pad_left;
	long lo = x < 0 ? -x : 0, hi = (long)l->in.w - x;

	if (hi > (long)l->kw)
		hi = (long)l->kw;
	*from = (size_t)lo;
	*to = (size_t)hi;
	return (size_t)(x + lo);
}

/* Where kernel row ky meets the picture for output row oy, or -1. */
static long row_under(const struct layer *l, size_t oy, size_t ky)
{
	long y = (long)(oy * l->stride + ky) - (long)l->pad_top;

	return y < 0 || y >= (long)l->in.h ? -1 : y;
}

/* Runs are short: a call of memcpy would cost more than the copy.  What is written past
 * the end belongs to the next run, which is written later; `end` is where reading ends. */
static float *copy(float *to, const float *from, size_t n, const float *end)
{
	if (end - from < (ptrdiff_t)(n + STEP))
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
	else
		for (size_t i = 0; i < n; i += STEP)
			memcpy(to + i, from + i, STEP * sizeof *to);
	return to + n;
}

static float *zero(float *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = 0;
	return to + n;
}

/* One sample: x (h, w, cin) to col (cells, kh kw cin). */
static void im2col(const struct layer *l, const float *x, float *col)
{
	size_t c = l->in.c, run = l->kw * c;
	const float *end = x + shape_size(l->in);

	for (size_t oy = 0; oy < l->out.h; oy++)
	for (size_t ox = 0; ox < l->out.w; ox++) {
		size_t from, to, ix = inside(l, ox, &from, &to);

		for (size_t ky = 0; ky < l->kh; ky++) {
			long iy = row_under(l, oy, ky);

			if (iy < 0) {
				col = zero(col, run);
				continue;
			}
			col = zero(col, from * c);
			col = copy(col, x + ((size_t)iy * l->in.w + ix) * c,
				   (to - from) * c, end);
			col = zero(col, (l->kw - to) * c);
		}
	}
}

/* The transpose: what lies over the edge is dropped, the rest is added. */
static void col2im(const struct layer *l, const float *col, float *dx)
{
	size_t c = l->in.c, run = l->kw * c;

	memset(dx, 0, shape_size(l->in) * sizeof *dx);
	for (size_t oy = 0; oy < l->out.h; oy++)
	for (size_t ox = 0; ox < l->out.w; ox++) {
		size_t from, to, ix = inside(l, ox, &from, &to);

		for (size_t ky = 0; ky < l->kh; ky++, col += run) {
			long iy = row_under(l, oy, ky);
			float *d;

			if (iy < 0)
				continue;
			d = dx + ((size_t)iy * l->in.w + ix) * c;
			for (size_t i = 0; i < (to - from) * c; i++)
				d[i] += col[from * c + i];
		}
	}
}

void op_conv_forward(const struct layer *l, const float *w, const float *x,
		     size_t n, float *col, float *z)
{
	struct patch p = patch_of(l);
	size_t step = piece(l), in = shape_size(l->in), cout = l->out.c;

	for (size_t i = 0, m; i < n; i += m) {
		float *zi = z + i * p.cells * cout;

		m = n - i < step ? n - i : step;
		for (size_t j = 0; j < m; j++)
			im2col(l, x + (i + j) * in, col + j * p.cells * p.width);
		blas_gemm(0, 0, m * p.cells, cout, p.width, col, p.width,
			  w + l->w, cout, 0, zi, cout);
		op_add_bias(w + l->b, m * p.cells, cout, zi);
	}
}

void op_conv_backward(const struct layer *l, const float *w, const float *x,
		      const float *dz, size_t n, float *col, float *g, float *dx)
{
	struct patch p = patch_of(l);
	size_t step = piece(l), in = shape_size(l->in), cout = l->out.c;

	for (size_t i = 0, m; i < n; i += m) {
		const float *di = dz + i * p.cells * cout;

		m = n - i < step ? n - i : step;
		for (size_t j = 0; j < m; j++)
			im2col(l, x + (i + j) * in, col + j * p.cells * p.width);
		blas_gemm(1, 0, p.width, cout, m * p.cells, col, p.width,
			  di, cout, 1, g + l->w, cout);
		op_sum_rows(di, m * p.cells, cout, g + l->b);
		if (!dx)
			continue;
		blas_gemm(0, 1, m * p.cells, p.width, cout, di, cout,
			  w + l->w, cout, 0, col, p.width);
		for (size_t j = 0; j < m; j++)
			col2im(l, col + j * p.cells * p.width, dx + (i + j) * in);
	}
}
