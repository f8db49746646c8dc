/*
 * blis_net.c - layers in a row: x, stage 0, stage 1, ..., output.
 *
 *     in -> [z = x W + b] -> [act] -> (+ in, residual) -> out
 *
 * A stage's output stays in its buffer until the backward pass, which runs
 * over two delta buffers in turn and stops at the lowest layer that has
 * parameters.  Flatten and dropout at rest own no output: they pass their
 * input's pointer on.
 *
 * Rows.  The workspace holds at most max_rows rows, so that a full batch of
 * 60,000 needs no more memory than a small one; the caller works larger batches
 * off in parts, adding gradients.  The number depends on sizes alone.
 */
#include "blis_net.h"
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "op.h"

/* Floats of workspace that we are ready to spend on rows, and the fewest and most rows. */
#define WORK_FLOATS ((size_t)1 << 22)
#define MIN_ROWS 16
#define MAX_ROWS 2048
/* Test rows and probes go through in parts of this size at least. */
#define EVAL_ROWS 128

static int has_act(const struct layer *l)
{
	return l->kind == LAYER_DENSE || l->kind == LAYER_CONV2D ||
	       l->kind == LAYER_CONV1D || l->kind == LAYER_RESIDUAL;
}

static float *room(struct blis_net *net, size_t width)
{
	net->bytes += net->max_rows * width * sizeof(float);
	return xaligned(net->max_rows * width, sizeof(float));
}

static size_t choose_rows(const struct model *m, size_t batch)
{
	size_t per_row = shape_size(m->in), rows;

	for (size_t i = 0; i < m->n; i++)
		per_row += 3 * shape_size(m->layer[i].out);
	rows = WORK_FLOATS / per_row;
	rows = rows < MIN_ROWS ? MIN_ROWS : rows > MAX_ROWS ? MAX_ROWS : rows;
	if (batch < EVAL_ROWS)
		batch = EVAL_ROWS;
	return batch < rows ? batch : rows;
}

static void stage_init(struct blis_net *net, size_t i)
{
	const struct layer *l = &net->p->model.layer[i];
	struct stage *s = &net->stage[i];
	size_t out = shape_size(l->out);

	s->act = has_act(l) ? l->act : ACT_LINEAR;
	if (l->kind != LAYER_FLATTEN)
		s->buf = room(net, out);
	if (act_needs_z(s->act))
		s->pre = room(net, out);
	if (l->kind == LAYER_RESIDUAL)
		s->branch = room(net, out);
	if (l->kind == LAYER_DROPOUT)
		s->mask = room(net, out);
	if (l->kind == LAYER_MAXPOOL) {
		s->arg = xcalloc(net->max_rows * out, sizeof *s->arg);
		net->bytes += net->max_rows * out * sizeof *s->arg;
	}
}

void blis_net_init(struct blis_net *net, const struct problem *p, size_t batch)
{
	const struct model *m = &p->model;
	size_t widest = shape_size(m->in), scratch = 0;

	memset(net, 0, sizeof *net);
	net->p = p;
	net->max_rows = choose_rows(m, batch);
	net->first = m->n;
	for (size_t i = 0; i < m->n; i++) {
		const struct layer *l = &m->layer[i];
		size_t out = shape_size(l->out);

		stage_init(net, i);
		net->stage[i].passes_back = net->first < i;
		if (l->n_w && net->first == m->n)
			net->first = i;
		widest = out > widest ? out : widest;
		if (l->kind == LAYER_CONV2D || l->kind == LAYER_CONV1D) {
			size_t need = op_conv_scratch(l);

			scratch = need > scratch ? need : scratch;
		}
	}
	net->x = room(net, shape_size(m->in));
	net->delta[0] = room(net, widest);
	net->delta[1] = room(net, widest);
	net->col = xaligned(scratch, sizeof *net->col);
	net->bytes += scratch * sizeof *net->col;
}

void blis_net_release(struct blis_net *net)
{
	for (size_t i = 0; i < net->p->model.n; i++) {
		struct stage *s = &net->stage[i];

		free(s->buf);
		free(s->pre);
		free(s->branch);
		free(s->mask);
		free(s->arg);
	}
	free(net->x);
	free(net->delta[0]);
	free(net->delta[1]);
	free(net->col);
}

static void linear_forward(struct blis_net *net, const struct layer *l,
			   const float *w, const float *x, size_t n, float *z)
{
	if (l->kind == LAYER_CONV2D || l->kind == LAYER_CONV1D)
		op_conv_forward(l, w, x, n, net->col, z);
	else
		op_dense_forward(l, w, x, n, z);
}

/* Dense, convolution, residual. */
static void weighted_forward(struct blis_net *net, size_t i, const float *w,
			     size_t n)
{
	const struct layer *l = &net->p->model.layer[i];
	struct stage *s = &net->stage[i];
	size_t width = l->out.c, rows = n * l->out.h * l->out.w;
	float *y = s->branch ? s->branch : s->buf;
	float *z = s->pre ? s->pre : y;

	linear_forward(net, l, w, s->in, n, z);
	if (z != y || s->act != ACT_LINEAR)
		op_act_forward(s->act, z, rows, width, y);
	if (s->branch) {
		memcpy(s->buf, s->in, rows * width * sizeof *y);
		op_add(y, rows * width, s->buf);
	}
	s->out = s->buf;
}

static void dropout_forward(struct blis_net *net, size_t i, size_t n,
			    const struct blis_masks *masks)
{
	const struct layer *l = &net->p->model.layer[i];
	struct stage *s = &net->stage[i];
	size_t units = shape_size(l->in);
	struct rng r;

	s->out = s->in;
	if (!masks || l->rate <= 0)
		return;
	r = rng_stream(masks->level, RNG_DROPOUT, masks->epoch, masks->batch);
	r.c = (uint32_t)i;
	for (size_t j = 0; j < n; j++)
		op_dropout_mask(&r, l->rate, masks->place[j], units,
				s->mask + j * units);
	op_multiply(s->in, s->mask, n * units, s->buf);
	s->out = s->buf;
}

const float *blis_net_forward(struct blis_net *net, const float *w,
			      const float *x, size_t n,
			      const struct blis_masks *masks)
{
	const struct model *m = &net->p->model;

	assert(n <= net->max_rows);
	for (size_t i = 0; i < m->n; i++) {
		const struct layer *l = &m->layer[i];
		struct stage *s = &net->stage[i];

		s->in = x;
		switch (l->kind) {
		case LAYER_DENSE:
		case LAYER_RESIDUAL:
		case LAYER_CONV2D:
		case LAYER_CONV1D:
			weighted_forward(net, i, w, n);
			break;
		case LAYER_MAXPOOL:
		case LAYER_AVGPOOL:
			op_pool_forward(l, x, n, s->buf, s->arg);
			s->out = s->buf;
			break;
		case LAYER_DROPOUT:
			dropout_forward(net, i, n, masks);
			break;
		case LAYER_FLATTEN:
		case LAYER_KIND_COUNT:
			s->out = x;
		}
		x = s->out;
	}
	return x;
}

const float *blis_net_forward_rows(struct blis_net *net, const float *w,
				   const uint32_t *rows, size_t n,
				   const struct blis_masks *masks)
{
	size_t in = net->p->data->features;

	for (size_t i = 0; i < n; i++)
		memcpy(net->x + i * in, net->p->data->x + rows[i] * in,
		       in * sizeof(float));
	return blis_net_forward(net, w, net->x, n, masks);
}

float *blis_net_delta(struct blis_net *net)
{
	return net->delta[0];
}

/* d is dL/dout in place of delta[0]; returns the buffer that holds dL/din. */
static float *weighted_backward(struct blis_net *net, size_t i, const float *w,
				size_t n, float *g, float *d, float *spare)
{
	const struct layer *l = &net->p->model.layer[i];
	struct stage *s = &net->stage[i];
	size_t width = l->out.c, rows = n * l->out.h * l->out.w;
	float *dx = s->passes_back ? spare : NULL;

	/* The branch's slope must not touch the share that went round it. */
	if (s->branch) {
		size_t all = rows * width;

		memcpy(s->buf, d, all * sizeof *d);
		op_act_backward(s->act, s->pre, s->branch, rows, width, d);
		op_dense_backward(l, w, s->in, d, n, g, dx);
		if (dx)
			op_add(s->buf, all, dx);
		return dx;
	}
	op_act_backward(s->act, s->pre, s->buf, rows, width, d);
	if (l->kind == LAYER_DENSE)
		op_dense_backward(l, w, s->in, d, n, g, dx);
	else
		op_conv_backward(l, w, s->in, d, n, net->col, g, dx);
	return dx;
}

void blis_net_backward(struct blis_net *net, const float *w, size_t n, float *g)
{
	const struct model *m = &net->p->model;
	float *d = net->delta[0], *spare = net->delta[1], *dx;

	for (size_t i = m->n; i-- > net->first; ) {
		const struct layer *l = &m->layer[i];
		struct stage *s = &net->stage[i];

		switch (l->kind) {
		case LAYER_MAXPOOL:
		case LAYER_AVGPOOL:
			op_pool_backward(l, s->arg, d, n, spare);
			dx = spare;
			break;
		case LAYER_DROPOUT:
			if (s->out != s->in)
				op_multiply(d, s->mask, n * shape_size(l->out), d);
			continue;
		case LAYER_FLATTEN:
		case LAYER_KIND_COUNT:
			continue;
		default:
			dx = weighted_backward(net, i, w, n, g, d, spare);
		}
		spare = d;
		d = dx;
	}
}
