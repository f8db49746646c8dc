/*
 * lane_conv.c - convolutions and pools, as products over strided views.
 *
 * No im2col: with its input padded, an output row of a convolution is one
 * lane_gemm whose segments are the kernel's rows.  With h, w, c the input's
 * and oh, ow, f the output's sizes, and (ph, pw) those of the padded input:
 *
 *   forward   C[ox][f]     = sum_ky  sum_{kx,c} in[oy s + ky][ox s + kx, c] W[ky][kx, c][f]
 *   weights   C[kx,c][f]  += sum_oy  sum_ox     in[oy s + ky][ox s + kx, c] d[oy][ox][f]
 *   input     C[x][c]      = sum_{ky,kx} sum_f  d[(y + pt - ky) / s][(x + pl - kx) / s][f]
 *                                              W[ky][kx][c][f]
 *
 * over the taps (ky, kx) under which there is an output: columns that the same taps
 * reach are the rows of one product, so that no margin of zeros is multiplied.
 */
#include "lane_int.h"

/* in (h, w, c) into b->padded (ph, pw, c) of one row; margins are zero. */
static const vf *padded(const struct layer *l, const struct LANE(layer_buf) *b,
			const vf *in, size_t r)
{
	const size_t w = (size_t)l->in.w * l->in.c, pw = (size_t)b->pw * l->in.c;
	vf *out;

	if (!b->padded)
		return in + r * shape_size(l->in);
	out = b->padded + r * b->ph * pw;
	in += r * shape_size(l->in);
	for (uint32_t y = 0; y < l->in.h; y++)
		memcpy(out + (y + l->pad_top) * pw + (size_t)l->pad_left * l->in.c,
		       in + y * w, w * sizeof *in);
	return out;
}

static const vf *kept(const struct layer *l, const struct LANE(layer_buf) *b,
		      const vf *in, size_t r)
{
	return b->padded ? b->padded + r * b->ph * b->pw * l->in.c : in + r * shape_size(l->in);
}

void LANE(lane_conv_forward)(struct LANE(trainer) *t, size_t i, const vf *in,
			     vf *out, size_t rows)
{
	const struct layer *l = &t->p->model.layer[i];
	const struct LANE(layer_buf) *b = &t->layer[i];
	const ptrdiff_t c = l->in.c, f = l->units, row = (ptrdiff_t)b->pw * c;
	struct lane_gemm g = {
		.m = l->out.w, .n = l->units, .k = (size_t)l->kw * l->in.c,
		.am = (ptrdiff_t)l->stride * c, .ak = 1,
		.b = t->w + l->w, .bk = f, .bn = 1, .cm = f,
		.segs = l->kh, .aseg = t->aseg, .bseg = t->bseg,
		.init = t->w + l->b, .im = 0, .relu = l->act == ACT_RELU,
	};

	for (uint32_t ky = 0; ky < l->kh; ky++) {
		t->aseg[ky] = ky * row;
		t->bseg[ky] = (ptrdiff_t)(ky * l->kw) * c * f;
	}
	for (size_t r = 0; r < rows; r++) {
		const vf *x = padded(l, b, in, r);

		for (uint32_t oy = 0; oy < l->out.h; oy++) {
			g.a = x + (ptrdiff_t)(oy * l->stride) * row;
			g.c = out + (r * l->out.h + oy) * l->out.w * l->units;
			LANE(lane_gemm)(&g);
		}
	}
}

void LANE(lane_conv_weights)(struct LANE(trainer) *t, size_t i, const vf *d,
			     size_t rows, int fresh)
{
	const struct layer *l = &t->p->model.layer[i];
	const struct LANE(layer_buf) *b = &t->layer[i];
	const vf *in = i ? t->layer[i - 1].out : t->x;
	const ptrdiff_t c = l->in.c, f = l->units, row = (ptrdiff_t)b->pw * c;
	const size_t spots = (size_t)l->out.h * l->out.w;
	struct lane_gemm g = {
		.m = (size_t)l->kw * l->in.c, .n = l->units, .k = l->out.w,
		.am = 1, .ak = (ptrdiff_t)l->stride * c,
		.bk = f, .bn = 1, .cm = f, .im = f,
		.segs = l->out.h, .aseg = t->aseg, .bseg = t->bseg,
	};

	for (uint32_t oy = 0; oy < l->out.h; oy++) {
		t->aseg[oy] = (ptrdiff_t)(oy * l->stride) * row;
		t->bseg[oy] = (ptrdiff_t)(oy * l->out.w) * f;
	}
	for (size_t r = 0; r < rows; r++) {
		const vf *x = kept(l, b, in, r);

		g.b = d + r * spots * l->units;
		for (uint32_t ky = 0; ky < l->kh; ky++) {
			g.a = x + ky * row;
			g.c = t->g + l->w + (ptrdiff_t)(ky * l->kw) * c * f;
			g.init = fresh && r == 0 ? NULL : g.c;
			LANE(lane_gemm)(&g);
		}
	}
	for (uint32_t o = 0; o < l->units; o++) {
		vf sum = fresh ? v_set(0) : t->g[l->b + o];

		for (size_t s = 0; s < rows * spots; s++)
			sum += d[s * l->units + o];
		t->g[l->b + o] = sum;
	}
}

/* The taps of a kernel of k that lie under `at` of an output of n with this stride:
 * from the first, every stride-th, below the returned end. */
static size_t taps(size_t at, size_t pad, size_t k, size_t stride, size_t n, size_t *first)
{
	const size_t top = at + pad;	/* tap q comes from output (top - q) / stride */
	size_t least = top >= n * stride ? top - (n - 1) * stride : top % stride;
	size_t end = top + 1 < k ? top + 1 : k;

	*first = least;
	return least < end ? end : least;
}

/* How many columns x, x + stride ... the same taps reach. */
static size_t alike(const struct layer *l, size_t x)
{
	const size_t s = l->stride;
	size_t first, end = taps(x, l->pad_left, l->kw, s, l->out.w, &first), m = 1;

	for (size_t q0, q1; x + m * s < l->in.w; m++) {
		q1 = taps(x + m * s, l->pad_left, l->kw, s, l->out.w, &q0);
		if (q0 != first || q1 != end)
			break;
	}
	return m;
}

/* The offsets of output gradients and weights under (y, x); how many they are. */
static size_t segments(const struct LANE(trainer) *t, const struct layer *l, size_t y, size_t x)
{
	const size_t s = l->stride, f = l->units;
	size_t y0, y1 = taps(y, l->pad_top, l->kh, s, l->out.h, &y0);
	size_t x0, x1 = taps(x, l->pad_left, l->kw, s, l->out.w, &x0), n = 0;

	for (size_t ky = y0; ky < y1; ky += s)
		for (size_t kx = x0; kx < x1; kx += s) {
			size_t oy = (y + l->pad_top - ky) / s, ox = (x + l->pad_left - kx) / s;

			t->aseg[n] = (ptrdiff_t)((oy * l->out.w + ox) * f);
			t->bseg[n++] = (ptrdiff_t)((ky * l->kw + kx) * l->in.c * f);
		}
	return n;
}

/* The columns x, x + step ... of row y, m of them, of all rows of the chunk: a product a
 * row of the chunk, or where these are more, one a column. */
static void input_columns(struct lane_gemm *g, const struct layer *l, const vf *d, const vf *gate,
			  vf *dx, size_t rows, size_t y, size_t x, size_t m)
{
	const size_t in = shape_size(l->in), out = shape_size(l->out), c = l->in.c;
	const size_t step = l->stride * c, at = (y * l->in.w + x) * c;
	const int by_row = m >= 4 || m >= rows;

	g->m = by_row ? m : rows;
	g->am = (ptrdiff_t)(by_row ? l->units : out);
	g->cm = (ptrdiff_t)(by_row ? step : in);
	for (size_t k = 0; k < (by_row ? rows : m); k++) {
		g->a = d + k * (by_row ? out : l->units);
		g->c = dx + at + k * (by_row ? in : step);
		g->gate = gate ? gate + at + k * (by_row ? in : step) : NULL;
		LANE(lane_gemm)(g);
	}
}

void LANE(lane_conv_input)(struct LANE(trainer) *t, size_t i, const vf *d, const vf *gate,
			   vf *dx, size_t rows)
{
	const struct layer *l = &t->p->model.layer[i];
	const size_t s = l->stride;
	struct lane_gemm g = {
		.n = l->in.c, .k = l->units, .ak = 1,
		.b = t->w + l->w, .bk = 1, .bn = l->units,
		.aseg = t->aseg, .bseg = t->bseg,
	};

	for (size_t y = 0; y < l->in.h; y++)
		for (size_t phase = 0; phase < s && phase < l->in.w; phase++)
			for (size_t x = phase, m; x < l->in.w; x += m * s) {
				m = alike(l, x);
				g.segs = segments(t, l, y, x);
				g.k = g.segs ? l->units : 0;	/* out of every tap's reach */
				input_columns(&g, l, d, gate, dx, rows, y, x, m);
			}
}

/* The maximum of a window and which of it that is; k is its side where it is known when
 * this is compiled, else 0. */
LANE_INLINE void max_forward(const struct layer *l, size_t k, const vf *in, vf *out, vi *arg)
{
	const size_t c = l->in.c, w = l->in.w, kw = k ? k : l->kw, window = k ? k * k : l->kh * kw;

	for (uint32_t oy = 0; oy < l->out.h; oy++)
		for (uint32_t ox = 0; ox < l->out.w; ox++)
			for (size_t ch = 0; ch < c; ch++) {
				const vf *from = in + ((size_t)oy * l->stride * w +
						       (size_t)ox * l->stride) * c + ch;
				vf best = from[0];
				vi which = (vi)v_set(0);

#pragma GCC unroll 4
				for (size_t q = 1; q < window; q++) {
					vf v = from[(q / kw * w + q % kw) * c];
					/* a NaN wins, and is first */
					vi more = (v > best) | ((v != v) & (best == best));

					best = v_sel(more, v, best);
					which = (more & (int32_t)q) | (~more & which);
				}
				*out++ = best;
				*arg++ = which;
			}
}

static void average_forward(const struct layer *l, const vf *in, vf *out)
{
	const size_t c = l->in.c, w = l->in.w, window = (size_t)l->kh * l->kw;
	const float share = (float)(1.0 / (double)window);

	for (uint32_t oy = 0; oy < l->out.h; oy++)
		for (uint32_t ox = 0; ox < l->out.w; ox++)
			for (size_t ch = 0; ch < c; ch++) {
				const vf *from = in + ((size_t)oy * l->stride * w +
						       (size_t)ox * l->stride) * c + ch;
				vf sum = from[0];

				for (size_t q = 1; q < window; q++)
					sum += from[(q / l->kw * w + q % l->kw) * c];
				*out++ = sum * share;
			}
}

void LANE(lane_pool_forward)(struct LANE(trainer) *t, size_t i, const vf *in,
			     vf *out, size_t rows)
{
	const struct layer *l = &t->p->model.layer[i];
	const size_t n_in = shape_size(l->in), n_out = shape_size(l->out);
	vi *arg = t->layer[i].arg;

	for (size_t r = 0; r < rows; r++, in += n_in, out += n_out) {
		if (l->kind == LAYER_AVGPOOL)
			average_forward(l, in, out);
		else if (l->kh == 2 && l->kw == 2)
			max_forward(l, 2, in, out, arg + r * n_out);
		else
			max_forward(l, 0, in, out, arg + r * n_out);
	}
}

/* What is left of the gradient where the maximum is a relu's that is shut. */
LANE_INLINE vf through(vf d, const vf *out, size_t at)
{
	return out ? v_and(out[at] > v_set(0), d) : d;
}

/* Windows of 2 by 2 side by side: each input belongs to one or to none, and is written
 * once.  (0 + d: a sum that begins at zero has no -0.) */
static void max2_backward(const struct layer *l, const vi *arg, const vf *out, const vf *d, vf *dx)
{
	const size_t c = l->in.c, w = (size_t)l->in.w * c;
	const vf zero = v_set(0);

	for (size_t oy = 0; oy < l->out.h; oy++) {
		vf *top = dx + 2 * oy * w, *low = top + w;

		for (size_t ox = 0; ox < l->out.w; ox++, top += c, low += c)
			for (size_t ch = 0; ch < c; ch++, top++, low++) {
				const size_t at = (oy * l->out.w + ox) * c + ch;
				const vf v = through(d[at], out, at);
				const vi which = arg[at];

				top[0] = zero + v_and(which == 0, v);
				top[c] = zero + v_and(which == 1, v);
				low[0] = zero + v_and(which == 2, v);
				low[c] = zero + v_and(which == 3, v);
			}
		for (; top < dx + (2 * oy + 1) * w; top++, low++)
			*top = *low = zero;
	}
	memset(dx + 2 * l->out.h * w, 0, (l->in.h - 2 * l->out.h) * w * sizeof *dx);
}

/* Any windows: they may overlap. */
static void window_backward(const struct layer *l, const vi *arg, const vf *out, const vf *d, vf *dx)
{
	const size_t c = l->in.c, w = l->in.w, window = (size_t)l->kh * l->kw;
	const float share = (float)(1.0 / (double)window);

	memset(dx, 0, shape_size(l->in) * sizeof *dx);
	for (uint32_t oy = 0; oy < l->out.h; oy++)
		for (uint32_t ox = 0; ox < l->out.w; ox++)
			for (size_t ch = 0; ch < c; ch++) {
				const size_t n = ((size_t)oy * l->out.w + ox) * c + ch;
				const vi which = arg ? arg[n] : (vi)v_set(0);
				const vf v = through(d[n], out, n);
				vf *to = dx + ((size_t)oy * l->stride * w +
					       (size_t)ox * l->stride) * c + ch;

				for (size_t q = 0; q < window; q++) {
					vf *at = &to[(q / l->kw * w + q % l->kw) * c];

					if (arg)
						*at += v_and(which == (int32_t)q, v);
					else
						*at += v * share;
				}
			}
}

void LANE(lane_pool_backward)(struct LANE(trainer) *t, size_t i, const vf *d, int gate, vf *dx,
			      size_t rows)
{
	const struct layer *l = &t->p->model.layer[i];
	const size_t n_in = shape_size(l->in), n_out = shape_size(l->out);
	const vi *arg = t->layer[i].arg;
	const vf *out = gate ? t->layer[i].out : NULL;
	const int two = arg && l->kh == 2 && l->kw == 2 && l->stride == 2;

	for (size_t r = 0; r < rows; r++, d += n_out, dx += n_in) {
		if (two)
			max2_backward(l, arg, out, d, dx);
		else
			window_backward(l, arg, out, d, dx);
		arg = arg ? arg + n_out : NULL;
		out = out ? out + n_out : NULL;
	}
}
