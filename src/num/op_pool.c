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

/* Offset of the first greatest cell in channel c of sample x. */
static size_t first_max(const struct layer *l, const struct window *v,
			const float *x, size_t c)
{
	size_t best = (v->y0 * l->in.w + v->x0) * l->in.c + c;

	for (size_t iy = v->y0; iy < v->y1; iy++)
	for (size_t ix = v->x0; ix < v->x1; ix++) {
		size_t at = (iy * l->in.w + ix) * l->in.c + c;

		if (x[at] > x[best])
			best = at;
	}
	return best;
}

static float average(const struct layer *l, const struct window *v,
		     const float *x, size_t c)
{
	float sum = 0;

	for (size_t iy = v->y0; iy < v->y1; iy++)
	for (size_t ix = v->x0; ix < v->x1; ix++)
		sum += x[(iy * l->in.w + ix) * l->in.c + c];
	return sum / (float)((v->y1 - v->y0) * (v->x1 - v->x0));
}

static void spread(const struct layer *l, const struct window *v, float d,
		   float *dx, size_t c)
{
	d /= (float)((v->y1 - v->y0) * (v->x1 - v->x0));
	for (size_t iy = v->y0; iy < v->y1; iy++)
	for (size_t ix = v->x0; ix < v->x1; ix++)
		dx[(iy * l->in.w + ix) * l->in.c + c] += d;
}

void op_pool_forward(const struct layer *l, const float *x, size_t n, float *y)
{
	for (size_t i = 0; i < n; i++, x += shape_size(l->in))
	for (size_t oy = 0; oy < l->out.h; oy++)
	for (size_t ox = 0; ox < l->out.w; ox++) {
		struct window v = window_at(l, oy, ox);

		for (size_t c = 0; c < l->out.c; c++)
			*y++ = l->kind == LAYER_MAXPOOL ?
			       x[first_max(l, &v, x, c)] : average(l, &v, x, c);
	}
}

void op_pool_backward(const struct layer *l, const float *x, const float *dy,
		      size_t n, float *dx)
{
	size_t in = shape_size(l->in);

	memset(dx, 0, n * in * sizeof *dx);
	for (size_t i = 0; i < n; i++, x += in, dx += in)
	for (size_t oy = 0; oy < l->out.h; oy++)
	for (size_t ox = 0; ox < l->out.w; ox++) {
		struct window v = window_at(l, oy, ox);

		for (size_t c = 0; c < l->out.c; c++, dy++)
			if (l->kind == LAYER_MAXPOOL)
				dx[first_max(l, &v, x, c)] += *dy;
			else
				spread(l, &v, *dy, dx, c);
	}
}
