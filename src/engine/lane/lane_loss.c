/*
 * lane_loss.c - losses, links, accuracy and the L2 term.
 *
 * A row's loss is the mean over outputs (mse, mae, huber, bce) or the sum
 * over classes (cross-entropy), as in Keras.  `scale` is 1 / rows of the
 * mini-batch: the gradient is that of the batch's mean loss.
 */
#include "lane_int.h"
#include "num/lane_math.h"

/* One row: its loss, and d its gradient times w. */
LANE_INLINE vf cross_entropy(const vf *z, const vf *y, size_t n, vf w, vf *d)
{
	vf top = z[0], sum = v_set(0), loss = v_set(0), log_sum;

	for (size_t o = 1; o < n; o++)
		top = v_max(z[o], top);
	for (size_t o = 0; o < n; o++) {
		vf e = v_exp(z[o] - top);

		sum += e;
		if (d)
			d[o] = e;
	}
	log_sum = v_log(sum);
	for (size_t o = 0; o < n; o++)
		loss = v_fma(y[o], log_sum - (z[o] - top), loss);
	for (size_t o = 0; d && o < n; o++)
		d[o] = (d[o] / sum - y[o]) * w;
	return loss;
}

LANE_INLINE vf elementwise(enum loss kind, float delta, vf z, vf y, vf *slope)
{
	vf e = z - y, a = v_abs(e), one = v_set(1);

	switch (kind) {
	case LOSS_MAE:
		*slope = v_and(e != v_set(0), (vf)((vi)one | ((vi)e & (int32_t)0x80000000)));
		*slope = v_sel(e != e, e, *slope);
		return a;
	case LOSS_HUBER: {
		vi in = a <= v_set(delta);
		vf sign = (vf)((vi)v_set(delta) | ((vi)e & (int32_t)0x80000000));

		*slope = v_sel(in, e, v_sel(e != e, e, sign));
		return v_sel(in, e * e * .5f, v_fma(a, v_set(delta), v_set(-.5f * delta * delta)));
	}
	case LOSS_BCE:
		*slope = v_sigmoid(z) - y;
		return v_fnma(z, y, v_softplus(z));
	default:
		*slope = e + e;
		return e * e;
	}
}

/*
 * Row by row onto the sum, so that the rows' grouping into chunks (which
 * depends on the width) changes no bit; with carry, compensated by Knuth's two-sum.
 */
LANE_INLINE void add_row(vf *sum, vf *carry, vf x)
{
	vf s = *sum + x;

	if (carry) {
		vf part = s - *sum;

		*carry += (*sum - (s - part)) + (x - part);
	}
	*sum = s;
}

LANE_INLINE void rows_loss(enum loss kind, float delta, const vf *out, const vf *y,
			   const vf *weight, size_t rows, size_t n, float scale, vf *d,
			   vf *sum, vf *carry)
{
	const vf over = v_set((float)(1.0 / (double)n));

	for (size_t r = 0; r < rows; r++, out += n, y += n) {
		vf w = weight ? weight[r] * scale : v_set(scale), loss = v_set(0), slope;

		for (size_t o = 0; o < n; o++) {
			loss += elementwise(kind, delta, out[o], y[o], &slope);
			if (d)
				*d++ = slope * (w * over);
		}
		loss = loss * over;
		add_row(sum, carry, weight ? weight[r] * loss : loss);
	}
}

void LANE(lane_loss)(const struct problem *p, const vf *out, const vf *y,
		     const vf *weight, size_t rows, float scale, vf *d, vf *sum, vf *carry)
{
	const size_t n = p->data->outputs;

	switch (p->loss) {
	case LOSS_MSE:
		rows_loss(LOSS_MSE, 0, out, y, weight, rows, n, scale, d, sum, carry);
		return;
	case LOSS_MAE:
		rows_loss(LOSS_MAE, 0, out, y, weight, rows, n, scale, d, sum, carry);
		return;
	case LOSS_HUBER:
		rows_loss(LOSS_HUBER, p->huber_delta, out, y, weight, rows, n, scale, d, sum, carry);
		return;
	case LOSS_BCE:
		rows_loss(LOSS_BCE, 0, out, y, weight, rows, n, scale, d, sum, carry);
		return;
	default:
		break;
	}
	for (size_t r = 0; r < rows; r++) {
		vf w = weight ? weight[r] * scale : v_set(scale);
		vf loss = cross_entropy(out + r * n, y + r * n, n, w, d ? d + r * n : NULL);

		add_row(sum, carry, weight ? weight[r] * loss : loss);
	}
}

void LANE(lane_square)(const vf *out, const vf *y, size_t rows, size_t n, vf *sum, vf *carry)
{
	for (size_t r = 0; r < rows; r++, out += n, y += n)
		for (size_t o = 0; o < n; o++) {
			vf e = out[o] - y[o];

			add_row(&sum[o], &carry[o], e * e);
		}
}

/* Binary: on the right side of the threshold; classes: the first largest
 * output is the labelled one. */
vf LANE(lane_correct)(const struct problem *p, const vf *out, const vf *y, size_t rows)
{
	const size_t n = p->data->outputs;
	const vf half = v_set(p->link == LINK_SIGMOID ? 0 : .5f);
	vf sum = v_set(0), one = v_set(1);

	if (p->data->kind == DATA_BINARY) {
		for (size_t r = 0; r < rows; r++)
			sum += v_and((out[r] > half) == (y[r] > v_set(.5f)), one);
		return sum;
	}
	for (size_t r = 0; r < rows; r++, out += n, y += n) {
		vf best = out[0], hit = y[0];

		for (size_t o = 1; o < n; o++) {
			vi better = out[o] > best;

			best = v_sel(better, out[o], best);
			hit = v_sel(better, y[o], hit);
		}
		sum += hit;
	}
	return sum;
}

void LANE(lane_link)(const struct problem *p, vf *out, size_t rows)
{
	const size_t n = p->data->outputs;

	if (p->link == LINK_SIGMOID)
		LANE(lane_act)(ACT_SIGMOID, out, out, rows * n, n);
	else if (p->link == LINK_SOFTMAX)
		LANE(lane_act)(ACT_SOFTMAX, out, out, rows * n, n);
}

vf LANE(lane_l2)(struct LANE(trainer) *t, int add)
{
	const struct model *m = &t->p->model;
	const vf two = v_set(2 * t->p->l2);
	vf sum = v_set(0);

	for (size_t i = 0; i < m->n; i++) {
		const vf *w = t->w + m->layer[i].w;
		vf *g = t->g + m->layer[i].w;

		for (size_t j = 0; j < m->layer[i].n_w; j++) {
			sum = v_fma(w[j], w[j], sum);
			if (add)
				g[j] = v_fma(two, w[j], g[j]);
		}
	}
	return sum * t->p->l2;
}
