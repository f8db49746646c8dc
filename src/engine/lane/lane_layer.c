/*
 * lane_layer.c - a chunk of rows through the layers and back.
 *
 * Gradients take turns in t->d[0..2]: `cur` holds the gradient of a layer's
 * output, the next buffer receives that of its input.  Where the layer below
 * ends in relu, the product that makes its gradient also gates it (`gated`),
 * which saves a pass; so does a maximum over windows.
 */
#include "lane_int.h"

static const vf *input_of(const struct LANE(trainer) *t, size_t i)
{
	return i ? t->layer[i - 1].out : t->x;
}

static void dense_forward(struct LANE(trainer) *t, const struct layer *l, const vf *in,
			  vf *out, size_t rows, int relu)
{
	const size_t n_in = shape_size(l->in);
	struct lane_gemm g = {
		.m = rows, .n = l->units, .k = n_in,
		.a = in, .am = (ptrdiff_t)n_in, .ak = 1,
		.b = t->w + l->w, .bk = l->units, .bn = 1,
		.c = out, .cm = l->units,
		.init = t->w + l->b, .im = 0, .relu = relu,
	};

	LANE(lane_gemm)(&g);
}

static void forward_layer(struct LANE(trainer) *t, size_t i, size_t rows, int training,
			  size_t row0)
{
	const struct layer *l = &t->p->model.layer[i];
	struct LANE(layer_buf) *b = &t->layer[i];
	const vf *in = input_of(t, i);
	const size_t n = rows * shape_size(l->out);
	const int fused = l->act == ACT_LINEAR || l->act == ACT_RELU;
	vf *z = b->pre ? b->pre : b->out;
	int keeps_z;

	switch (l->kind) {
	case LAYER_DENSE:
	case LAYER_RESIDUAL:
		dense_forward(t, l, in, z, rows, l->act == ACT_RELU);
		break;
	case LAYER_CONV2D:
	case LAYER_CONV1D:
		LANE(lane_conv_forward)(t, i, in, z, rows);
		break;
	case LAYER_MAXPOOL:
	case LAYER_AVGPOOL:
		LANE(lane_pool_forward)(t, i, in, b->out, rows);
		return;
	case LAYER_DROPOUT:
		if (training) {
			LANE(lane_mask)(t, i, rows, row0);
			for (size_t j = 0; j < n; j++)
				b->out[j] = in[j] * b->mask[j];
		} else {
			memcpy(b->out, in, n * sizeof *in);
		}
		return;
	default:	/* flatten shares its input's memory */
		return;
	}
	if (l->kind != LAYER_RESIDUAL) {
		if (!fused)
			LANE(lane_act)(l->act, z, b->out, n, l->out.c);
		return;
	}
	keeps_z = act_needs_z(l->act);
	if (keeps_z)
		LANE(lane_act)(l->act, z, b->out, n, l->out.c);
	else if (!fused)
		LANE(lane_act)(l->act, z, z, n, l->out.c);
	for (size_t j = 0; j < n; j++)
		b->out[j] = in[j] + (keeps_z ? b->out[j] : z[j]);
}

vf *LANE(lane_forward)(struct LANE(trainer) *t, size_t rows, int training, size_t row0)
{
	const size_t n = t->p->model.n;

	for (size_t i = 0; i < n; i++)
		forward_layer(t, i, rows, training, row0);
	return t->layer[n - 1].out;
}

/* The relu output that gates the gradient of layer i's input, or NULL. */
static const vf *gate_below(const struct LANE(trainer) *t, size_t i)
{
	const struct model *m = &t->p->model;

	while (i > 0 && m->layer[i - 1].kind == LAYER_FLATTEN)
		i--;
	if (i == 0 || m->layer[i - 1].act != ACT_RELU)
		return NULL;
	switch (m->layer[i - 1].kind) {
	case LAYER_DENSE: case LAYER_CONV2D: case LAYER_CONV1D:
		return t->layer[i - 1].out;
	default:
		return NULL;
	}
}

static void dense_weights(struct LANE(trainer) *t, const struct layer *l, const vf *in,
			  const vf *d, size_t rows, int fresh)
{
	const size_t n_in = shape_size(l->in), n = l->units;
	vf *w = t->g + l->w, *b = t->g + l->b;
	struct lane_gemm g = {
		.m = n_in, .n = n, .k = rows,
		.a = in, .am = 1, .ak = (ptrdiff_t)n_in,
		.b = d, .bk = (ptrdiff_t)n, .bn = 1,
		.c = w, .cm = (ptrdiff_t)n,
		.init = fresh ? NULL : w, .im = (ptrdiff_t)n,
	};

	LANE(lane_gemm)(&g);
	for (size_t o = 0; o < n; o++) {
		vf sum = fresh ? v_set(0) : b[o];

		for (size_t r = 0; r < rows; r++)
			sum += d[r * n + o];
		b[o] = sum;
	}
}

/* dx = d W' (+ d itself for a residual), gated. */
static void dense_input(struct LANE(trainer) *t, const struct layer *l, const vf *d,
			const vf *skip, const vf *gate, vf *dx, size_t rows)
{
	const size_t n_in = shape_size(l->in);
	struct lane_gemm g = {
		.m = rows, .n = n_in, .k = l->units,
		.a = d, .am = l->units, .ak = 1,
		.b = t->w + l->w, .bk = 1, .bn = l->units,
		.c = dx, .cm = (ptrdiff_t)n_in,
		.init = skip, .im = (ptrdiff_t)n_in, .gate = gate,
	};

	LANE(lane_gemm)(&g);
}

void LANE(lane_backward)(struct LANE(trainer) *t, size_t rows, int fresh)
{
	const struct model *m = &t->p->model;
	size_t cur = 0;
	int gated = 0;

	for (size_t i = m->n; i-- > t->first_grad; ) {
		const struct layer *l = &m->layer[i];
		struct LANE(layer_buf) *b = &t->layer[i];
		const size_t n = rows * shape_size(l->out);
		const vf *in = input_of(t, i), *gate = gate_below(t, i), *skip = NULL;
		vf *d = t->d[cur], *dx = t->d[(cur + 1) % 3];
		const int down = i > t->first_grad;

		switch (l->kind) {
		case LAYER_RESIDUAL:
			skip = d;
			d = t->d[(cur + 2) % 3];
			memcpy(d, skip, n * sizeof *d);
			LANE(lane_act_grad)(l->act, b->pre, b->pre, d, n, l->out.c);
			dense_weights(t, l, in, d, rows, fresh);
			if (down)
				dense_input(t, l, d, skip, gate, dx, rows);
			gated = gate != NULL;
			break;
		case LAYER_DENSE:
			if (!gated)
				LANE(lane_act_grad)(l->act, b->pre, b->out, d, n, l->out.c);
			dense_weights(t, l, in, d, rows, fresh);
			if (down)
				dense_input(t, l, d, NULL, gate, dx, rows);
			gated = gate != NULL;
			break;
		case LAYER_CONV2D:
		case LAYER_CONV1D:
			if (!gated)
				LANE(lane_act_grad)(l->act, b->pre, b->out, d, n, l->out.c);
			LANE(lane_conv_weights)(t, i, d, rows, fresh);
			if (down)
				LANE(lane_conv_input)(t, i, d, gate, dx, rows);
			gated = gate != NULL;
			break;
		case LAYER_MAXPOOL:
		case LAYER_AVGPOOL:
			gated = l->kind == LAYER_MAXPOOL && gate;
			LANE(lane_pool_backward)(t, i, d, gated, dx, rows);
			break;
		case LAYER_DROPOUT:
			for (size_t j = 0; j < n; j++)
				d[j] *= b->mask[j];
			gated = 0;
			continue;
		default:	/* flatten: the same gradient, gated or not */
			continue;
		}
		cur = (cur + 1) % 3;
	}
}
