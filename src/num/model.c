/*
 * model.c - names, shapes and sizes of a network; its text is in model_text.c.
 */
#include "num/model.h"

#include <string.h>

#include "base/err.h"

static const char *const kind_names[LAYER_KIND_COUNT] = {
	"dense", "conv2d", "conv1d", "maxpool", "avgpool", "flatten", "dropout", "residual",
};
static const struct { const char *name; int needs_z; } acts[ACT_COUNT] = {
	[ACT_LINEAR] = { "linear", 0 }, [ACT_RELU] = { "relu", 0 }, [ACT_LEAKY_RELU] = { "leaky-relu", 0 },
	[ACT_TANH] = { "tanh", 0 }, [ACT_SIGMOID] = { "sigmoid", 0 }, [ACT_SOFTMAX] = { "softmax", 0 },
	[ACT_GELU] = { "gelu", 1 }, [ACT_SMELU] = { "smelu", 1 },
};
static const char *const init_names[INIT_COUNT] = {
	"glorot-uniform", "glorot-normal", "he-uniform", "he-normal", "lecun-uniform",
	"lecun-normal", "uniform", "normal", "zeros", "torch", "sklearn", "tfjs",
};
static const char *const loss_names[LOSS_COUNT] = {
	"mse", "mae", "huber", "bce", "cross-entropy",
};

static int find(const char *const *names, int n, const char *name)
{
	int i = 0;

	while (i < n && strcmp(names[i], name))
		i++;
	return i;
}

const char *layer_kind_name(enum layer_kind k) { return kind_names[k]; }
const char *act_name(enum act a) { return acts[a].name; }
int act_needs_z(enum act a) { return acts[a].needs_z; }
const char *init_name(enum init i) { return init_names[i]; }
const char *loss_name(enum loss l) { return loss_names[l]; }
enum init init_find(const char *name) { return find(init_names, INIT_COUNT, name); }
enum loss loss_find(const char *name) { return find(loss_names, LOSS_COUNT, name); }

enum act act_find(const char *name)
{
	int a = 0;

	while (a < ACT_COUNT && strcmp(acts[a].name, name))
		a++;
	return (enum act)a;
}

/* Output length of a window of k over n at this stride, and padding before;
 * TensorFlow's rules: "same" gives ceil(n / stride). */
static uint32_t window(uint32_t n, uint32_t k, uint32_t stride, int same, uint32_t *pad)
{
	uint32_t out, covered;

	*pad = 0;
	if (!same)
		return n < k ? 0 : (n - k) / stride + 1;
	out = (n + stride - 1) / stride;
	covered = (out - 1) * stride + k;
	if (covered > n)
		*pad = (covered - n) / 2;
	return out;
}

static int resolve_layer(struct layer *l, size_t i, struct err *err)
{
	const struct shape in = l->in;

	l->out = in;
	l->n_w = l->n_b = 0;
	l->fan_in = l->fan_out = 0;
	l->pad_top = l->pad_left = 0;
	switch (l->kind) {
	case LAYER_RESIDUAL:
		l->units = (uint32_t)shape_size(in);
		/* fall through */
	case LAYER_DENSE:
		l->fan_in = (uint32_t)shape_size(in);
		l->fan_out = l->units;
		l->out = (struct shape){ 1, 1, l->units };
		l->n_w = (size_t)l->fan_in * l->units;
		l->n_b = l->units;
		break;
	case LAYER_CONV1D:
	case LAYER_CONV2D:
		if (l->kind == LAYER_CONV1D && in.h != 1)
			return err_set(err, ERR_USAGE, "layer %zu: conv1d needs a sequence, "
				       "its input is %ux%ux%u", i + 1, in.h, in.w, in.c);
		l->out.h = window(in.h, l->kh, l->stride, l->same, &l->pad_top);
		l->out.w = window(in.w, l->kw, l->stride, l->same, &l->pad_left);
		if (l->kind == LAYER_CONV1D)
			l->out.h = 1, l->pad_top = 0;
		l->out.c = l->units;
		l->fan_in = l->kh * l->kw * in.c;
		l->fan_out = l->kh * l->kw * l->units;
		l->n_w = (size_t)l->fan_in * l->units;
		l->n_b = l->units;
		break;
	case LAYER_MAXPOOL:
	case LAYER_AVGPOOL:
		/* a sequence is pooled along its length only */
		l->kh = in.h == 1 ? 1 : l->kw;
		l->out.h = in.h == 1 ? 1 : window(in.h, l->kh, l->stride, 0, &l->pad_top);
		l->out.w = window(in.w, l->kw, l->stride, 0, &l->pad_left);
		break;
	case LAYER_FLATTEN:
		l->out = (struct shape){ 1, 1, (uint32_t)shape_size(in) };
		break;
	default:
		break;
	}
	if (!l->out.h || !l->out.w || !l->out.c)
		return err_set(err, ERR_USAGE, "layer %zu: a %s window of %ux%u does not fit "
			       "its input of %ux%ux%u", i + 1, layer_kind_name(l->kind),
			       l->kh, l->kw, in.h, in.w, in.c);
	return 0;
}

int model_resolve(struct model *m, struct shape in, struct err *err)
{
	struct shape s = in;
	size_t at = 0;
	int rc;

	m->in = in;
	for (size_t i = 0; i < m->n; i++) {
		struct layer *l = &m->layer[i];

		l->in = s;
		if (shape_size(s) > UINT32_MAX / 2)
			return err_set(err, ERR_LIMIT, "layer %zu is too large", i + 1);
		rc = resolve_layer(l, i, err);
		if (rc)
			return rc;
		l->w = at;
		l->b = at + l->n_w;
		at += l->n_w + l->n_b;
		if (at > MODEL_MAX_PARAMS)
			return err_set(err, ERR_LIMIT, "the model has more than %u parameters "
				       "at layer %zu", MODEL_MAX_PARAMS, i + 1);
		s = l->out;
	}
	if (!at)
		return err_set(err, ERR_USAGE, "the model has no weights to train");
	m->out = s;
	m->n_params = at;
	return 0;
}

double model_macs(const struct model *m)
{
	double macs = 0;

	for (size_t i = 0; i < m->n; i++) {
		const struct layer *l = &m->layer[i];

		/* a convolution's weights are used at every output position */
		macs += (double)l->n_w * l->out.h * l->out.w;
	}
	return macs;
}

int model_has(const struct model *m, enum layer_kind kind)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->layer[i].kind == kind)
			return 1;
	return 0;
}
