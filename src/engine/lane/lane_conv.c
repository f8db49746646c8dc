/*
 * lane_conv.c - convolutions and pools, as products over strided views.
 *
 * No im2col: with its input padded, an output row of a convolution is one
 * lane_gemm whose segments are the kernel's rows.  With h, w, c the input's
 * and oh, ow, f the output's sizes, and (ph, pw) those of the padded input:
 *
 *   forward   C[ox][f]     = sum_ky  sum_{kx,c} in[oy s + ky][ox s + kx, c] W[ky][kx, c][f]
 *   weights   C[kx,c][f]  += sum_oy  sum_ox     in[oy s + ky][ox s + kx, c] d[oy][ox][f]
 *   input     C[x][c]      = sum_{ky,kx} sum_f  D[y + pt - ky][x + pl - kx][f] W[ky][kx][c][f]
 *
 * where D is d spread out by the stride with a margin of zeros.
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

void LANE(lane_conv_input)(struct LANE(trainer) *t, size_t i, const vf *d, vf *dx,
			   size_t rows)
{
	const struct layer *l = &t->p->model.layer[i];
	const size_t f = l->units, s = l->stride;
	const size_t pw = (size_t)l->in.w + l->pad_left + l->kw - 1;
	const size_t ph = (size_t)l->in.h + l->pad_top + l->kh - 1;
	struct lane_gemm g = {
		.m = l->in.w, .n = l->in.c, .k = f,
		.am = (ptrdiff_t)f, .ak = 1,
		.b = t->w + l->w, .bk = 1, .bn = (ptrdiff_t)f, .cm = l->in.c,
		.segs = (size_t)l->kh * l->kw, .aseg = t->aseg, .bseg = t->bseg,
	};

	for (uint32_t ky = 0; ky < l->kh; ky++)
		for (uint32_t kx = 0; kx < l->kw; kx++) {
			size_t at = ky * l->kw + kx;

			t->aseg[at] = (ptrdiff_t)(((l->kh - 1 - ky) * pw + (l->kw - 1 - kx)) * f);
			t->bseg[at] = (ptrdiff_t)(at * l->in.c * f);
		}
	memset(t->dpad, 0, ph * pw * f * sizeof *t->dpad);
	for (size_t r = 0; r < rows; r++) {
		const vf *dr = d + r * shape_size(l->out);

		for (size_t oy = 0; oy < l->out.h; oy++)
			for (size_t ox = 0; ox < l->out.w; ox++)
				memcpy(t->dpad + ((oy * s + l->kh - 1) * pw + ox * s + l->kw - 1) * f,
				       dr + (oy * l->out.w + ox) * f, f * sizeof *dr);
		for (size_t y = 0; y < l->in.h; y++) {
			g.a = t->dpad + ((y + l->pad_top) * pw + l->pad_left) * f;
			g.c = dx + (r * l->in.h + y) * l->in.w * l->in.c;
			LANE(lane_gemm)(&g);
		}
	}
}

void LANE(lane_pool_forward)(struct LANE(trainer) *t, size_t i, const vf *in,
			     vf *out, size_t rows)
{
	const struct layer *l = &t->p->model.layer[i];
	const size_t c = l->in.c, w = l->in.w, window = (size_t)l->kh * l->kw;
	const float share = (float)(1.0 / (double)window);
	vi *arg = t->layer[i].arg;

	for (size_t r = 0; r < rows; r++, in += shape_size(l->in))
		for (uint32_t oy = 0; oy < l->out.h; oy++)
			for (uint32_t ox = 0; ox < l->out.w; ox++)
				for (size_t ch = 0; ch < c; ch++, out++) {
					const vf *from = in + ((size_t)oy * l->stride * w +
							       (size_t)ox * l->stride) * c + ch;
					vf best = from[0], sum = from[0];
					vi which = (vi)v_set(0);

					for (size_t q = 1; q < window; q++) {
						vf v = from[(q / l->kw * w + q % l->kw) * c];
						/* a NaN wins, and is first */
						vi more = (v > best) | ((v != v) & (best == best));

						sum += v;
						best = v_sel(more, v, best);
						which = (more & (int32_t)q) | (~more & which);
					}
					if (l->kind == LAYER_MAXPOOL) {
						*out = best;
						*arg++ = which;
					} else {
						*out = sum * share;
					}
				}
}

void LANE(lane_pool_backward)(struct LANE(trainer) *t, size_t i, const vf *d, vf *dx,
			      size_t rows)
{
	const struct layer *l = &t->p->model.layer[i];
	const size_t c = l->in.c, w = l->in.w, window = (size_t)l->kh * l->kw;
	const float share = (float)(1.0 / (double)window);
	const vi *arg = t->layer[i].arg;

	memset(dx, 0, rows * shape_size(l->in) * sizeof *dx);
	for (size_t r = 0; r < rows; r++, dx += shape_size(l->in))
		for (uint32_t oy = 0; oy < l->out.h; oy++)
			for (uint32_t ox = 0; ox < l->out.w; ox++)
				for (size_t ch = 0; ch < c; ch++, d++) {
					const vi which = arg ? *arg++ : (vi)v_set(0);
					vf *to = dx + ((size_t)oy * l->stride * w +
						       (size_t)ox * l->stride) * c + ch;

					for (size_t q = 0; q < window; q++) {
						vf *at = &to[(q / l->kw * w + q % l->kw) * c];

						if (l->kind == LAYER_MAXPOOL)
							*at += v_and(which == (int32_t)q, *d);
						else
							*at += *d * share;
					}
				}
}
