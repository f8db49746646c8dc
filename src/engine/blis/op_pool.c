/*
 * op_pool.c - maximum and average over windows, channel by channel.
 *
 * A window is cut to the picture first (only "same" padding makes it hang
 * over), so that padding never wins a maximum nor dilutes an average.
 */
#include "config.h"

#include "op.h"

#include <string.h>

struct window { size_t y0, y1, x0, x1; };

static void cut(size_t o, uint32_t stride, uint32_t pad, uint32_t k,
		uint32_t size, size_t *from, size_t *to)
{
	long lo = (long)(o * stride) - (long)pad, hi = lo + (long)k;

	*from = (size_t)(lo < 0 ? 0 : lo);
	*to = (size_t)(hi > (long)size ? (long)size : hi);
}

static struct window window_at(const struct layer *l, size_t oy, size_t ox)
{
	struct window v;

	cut(oy, l->stride, l->pad_top, l->kh, l->in.h, &v.y0, &v.y1);
	cut(ox, l->stride, l->pad_left, l->kw, l->in.w, &v.x0, &v.x1);
	return v;
}

/* The maxima y (c) of a window, and in arg (c) where in sample x they are, the
 * first of equals.  Channels are the inner loop: they are neighbours. */
static void maximum(const struct layer *l, const struct window *v,
		    const float *x, float *y, uint32_t *arg)
{
	size_t c = l->in.c, start = (v->y0 * l->in.w + v->x0) * c;

	for (size_t j = 0; j < c; j++) {
		y[j] = x[start + j];
		arg[j] = (uint32_t)(start + j);
	}
	for (size_t iy = v->y0; iy < v->y1; iy++)
	for (size_t ix = v->x0; ix < v->x1; ix++) {
		size_t at = (iy * l->in.w + ix) * c;

		op_maximum(x + at, c, (uint32_t)at, y, arg);
	}
}

static float cells(const struct window *v)
{
	return (float)((v->y1 - v->y0) * (v->x1 - v->x0));
}

static void average(const struct layer *l, const struct window *v,
		    const float *x, float *y)
{
	size_t c = l->in.c;

	memset(y, 0, c * sizeof *y);
	for (size_t iy = v->y0; iy < v->y1; iy++)
	for (size_t ix = v->x0; ix < v->x1; ix++)
		for (size_t j = 0; j < c; j++)
			y[j] += x[(iy * l->in.w + ix) * c + j];
	for (size_t j = 0; j < c; j++)
		y[j] /= cells(v);
}

static void spread(const struct layer *l, const struct window *v,
		   const float *dy, float *dx)
{
	size_t c = l->in.c;

	for (size_t iy = v->y0; iy < v->y1; iy++)
	for (size_t ix = v->x0; ix < v->x1; ix++)
		for (size_t j = 0; j < c; j++)
			dx[(iy * l->in.w + ix) * c + j] += dy[j] / cells(v);
}

void op_pool_forward(const struct layer *l, const float *x, size_t n, float *y,
		     uint32_t *arg)
{
	size_t c = l->in.c;

	for (size_t i = 0; i < n; i++, x += shape_size(l->in))
	for (size_t oy = 0; oy < l->out.h; oy++)
	for (size_t ox = 0; ox < l->out.w; ox++, y += c) {
		struct window v = window_at(l, oy, ox);

		if (l->kind == LAYER_MAXPOOL) {
			maximum(l, &v, x, y, arg);
			arg += c;
		} else {
			average(l, &v, x, y);
		}
	}
}

void op_pool_backward(const struct layer *l, const uint32_t *arg,
		      const float *dy, size_t n, float *dx)
{
	size_t in = shape_size(l->in), out = shape_size(l->out), c = l->in.c;

	memset(dx, 0, n * in * sizeof *dx);
	if (l->kind == LAYER_MAXPOOL) {
		for (size_t i = 0; i < n; i++, dx += in)
			for (size_t j = 0; j < out; j++)
				dx[*arg++] += *dy++;
		return;
	}
	for (size_t i = 0; i < n; i++, dx += in)
	for (size_t oy = 0; oy < l->out.h; oy++)
	for (size_t ox = 0; ox < l->out.w; ox++, dy += c) {
		struct window v = window_at(l, oy, ox);

		spread(l, &v, dy, dx);
	}
}
