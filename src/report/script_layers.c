/*
 * script_layers.c - a model in the words of another library, a layer a line.
 *
 * All draw initial weights in one way: uniform up to a limit, or a normal cut off at twice
 * its deviation (NORMAL: not cut off), which is written out for each layer.
 */
#include <math.h>

#include "num/init.h"
#include "script.h"

static int has_weights(const struct layer *y)
{
	return y->n_w > 0;
}

/* The factor of scikit-learn's limit, which goes by the hidden activation. */
static int sklearn_factor(const struct model *m, size_t i)
{
	const double limit = init_rule(m, i).scale;

	return (int)lround(limit * limit * (m->layer[i].fan_in + m->layer[i].fan_out));
}

static void put_limit(struct str *out, enum framework f, const struct model *m, size_t i)
{
	const char *root = f == FRAMEWORK_TFJS ? "Math.sqrt" : "np.sqrt";
	const unsigned in = m->layer[i].fan_in, units = m->layer[i].fan_out;

	switch (m->init) {
	case INIT_GLOROT_UNIFORM: str_addf(out, "%s(6 / (%u + %u))", root, in, units); break;
	case INIT_HE_UNIFORM: str_addf(out, "%s(6 / %u)", root, in); break;
	case INIT_LECUN_UNIFORM: str_addf(out, "%s(3 / %u)", root, in); break;
	case INIT_GLOROT_NORMAL: str_addf(out, "%s(2 / (%u + %u)) / .87962566103423978", root, in, units); break;
	case INIT_HE_NORMAL: str_addf(out, "%s(2 / %u) / .87962566103423978", root, in); break;
	case INIT_LECUN_NORMAL: str_addf(out, "%s(1 / %u) / .87962566103423978", root, in); break;
	case INIT_TORCH: str_addf(out, "%s(1 / %u)", root, in); break;
	case INIT_SKLEARN: str_addf(out, "%s(%d / (%u + %u))", root, sklearn_factor(m, i), in, units); break;
	case INIT_TFJS: str_addf(out, "%s(2 / (%u + %u))", root, in, units); break;
	case INIT_UNIFORM: case INIT_NORMAL: str_add(out, ".05"); break;
	default: str_add(out, "0"); break;
	}
}

static void say_start(struct template *t, const struct model *m)
{
	static const char *const kind[INIT_COUNT] = {
		[INIT_GLOROT_UNIFORM] = "uniform", [INIT_HE_UNIFORM] = "uniform",
		[INIT_LECUN_UNIFORM] = "uniform", [INIT_UNIFORM] = "uniform",
		[INIT_TORCH] = "uniform", [INIT_SKLEARN] = "uniform",
		[INIT_GLOROT_NORMAL] = "truncated", [INIT_HE_NORMAL] = "truncated",
		[INIT_LECUN_NORMAL] = "truncated", [INIT_TFJS] = "truncated",
		[INIT_NORMAL] = "whole-normal", [INIT_ZEROS] = "zeros",
	};

	template_set(t, kind[m->init]);
	if (template_has(t, "truncated") || template_has(t, "whole-normal"))
		template_set(t, "normal");
	template_text(t, "q", m->init == INIT_NORMAL ? "1" : ".95449973610364158");
	template_set(t, m->init == INIT_TORCH || m->init == INIT_SKLEARN ? "biases" : "nobiases");
}

/* ---- NumPy: the classes of the template ---- */

static void numpy_layer(struct str *out, const struct model *m, size_t i)
{
	const struct layer *y = &m->layer[i];
	const unsigned kh = y->in.h == 1 ? 1 : y->kh;
	struct str limit = STR_INIT;

	if (has_weights(y))
		put_limit(&limit, FRAMEWORK_NUMPY, m, i);
	switch (y->kind) {
	case LAYER_DENSE: case LAYER_RESIDUAL:
		str_addf(out, "%s((%u, %u), \"%s\", %s)", y->kind == LAYER_DENSE ? "Dense" : "Residual",
			 (unsigned)shape_size(y->in), y->out.c, act_name(y->act), limit.s);
		break;
	case LAYER_CONV2D: case LAYER_CONV1D:
		str_addf(out, "Conv((%u, %u, %u, %u), \"%s\", %s, %u, %s)", y->kh, y->kw, y->in.c, y->out.c,
			 act_name(y->act), limit.s, y->stride, y->same ? "True" : "False");
		break;
	case LAYER_MAXPOOL: case LAYER_AVGPOOL:
		str_addf(out, "%s((%u, %u), None, None, %u, False)", y->kind == LAYER_MAXPOOL ? "MaxPool" : "AvgPool",
			 kh, y->kw, y->stride);
		break;
	case LAYER_DROPOUT:
		str_add(out, "Dropout(");
		str_add_float(out, y->rate);
		str_addc(out, ')');
		break;
	default:
		str_add(out, "Flatten()");
	}
	str_release(&limit);
}

/* ---- PyTorch: modules, channels first ---- */

static const char *torch_act(enum act a)
{
	static const char *const name[ACT_COUNT] = {
		[ACT_RELU] = "torch.nn.ReLU()", [ACT_LEAKY_RELU] = "torch.nn.LeakyReLU(.2)",
		[ACT_TANH] = "torch.nn.Tanh()", [ACT_SIGMOID] = "torch.nn.Sigmoid()",
		[ACT_SOFTMAX] = "torch.nn.Softmax(1)", [ACT_GELU] = "torch.nn.GELU(approximate=\"tanh\")",
		[ACT_SMELU] = "SmeLU()",
	};

	return name[a];
}

static void torch_layer(struct str *out, const struct model *m, size_t i)
{
	const struct layer *y = &m->layer[i];
	const unsigned kh = y->in.h == 1 ? 1 : y->kh;
	const int flat = y->in.h * y->in.w > 1 && (y->kind == LAYER_DENSE || y->kind == LAYER_RESIDUAL);

	if (flat)
		str_add(out, "torch.nn.Flatten(), ");
	switch (y->kind) {
	case LAYER_DENSE:
		str_addf(out, "torch.nn.Linear(%u, %u)", (unsigned)shape_size(y->in), y->out.c);
		break;
	case LAYER_RESIDUAL:
		str_addf(out, "Residual(%u, %s)", y->out.c, torch_act(y->act) ? torch_act(y->act) : "torch.nn.Identity()");
		return;
	case LAYER_CONV2D: case LAYER_CONV1D:
		if (y->same) {
			const unsigned h = (y->out.h - 1) * y->stride + y->kh, w = (y->out.w - 1) * y->stride + y->kw;
			const unsigned more_h = h > y->in.h ? h - y->in.h : 0, more_w = w > y->in.w ? w - y->in.w : 0;

			str_addf(out, "torch.nn.ZeroPad2d((%u, %u, %u, %u)), ", more_w / 2, more_w - more_w / 2,
				 more_h / 2, more_h - more_h / 2);
		}
		str_addf(out, "torch.nn.Conv2d(%u, %u, (%u, %u), %u)", y->in.c, y->out.c, y->kh, y->kw, y->stride);
		break;
	case LAYER_MAXPOOL: case LAYER_AVGPOOL:
		str_addf(out, "torch.nn.%sPool2d((%u, %u), %u)", y->kind == LAYER_MAXPOOL ? "Max" : "Avg", kh, y->kw,
			 y->stride);
		break;
	case LAYER_DROPOUT:
		str_add(out, "torch.nn.Dropout(");
		str_add_float(out, y->rate);
		str_addc(out, ')');
		break;
	default:
		str_add(out, "torch.nn.Flatten()");
	}
	if (has_weights(y) && torch_act(y->act))
		str_addf(out, ", %s", torch_act(y->act));
}

/* ---- Keras and TensorFlow.js: the same layers, said in other brackets ---- */

static void layers_act(struct str *out, enum act a, int js)
{
	if (js)
		str_addf(out, a == ACT_LINEAR ? "activation: 'linear'" : "activation: '%s'", act_name(a));
	else if (a == ACT_LEAKY_RELU || a == ACT_GELU || a == ACT_SMELU)
		str_addf(out, "%s", a == ACT_GELU ? "gelu" : a == ACT_SMELU ? "smelu" : "leaky_relu");
	else
		str_addf(out, "\"%s\"", act_name(a));
}

static void keras_layer(struct str *out, const struct model *m, size_t i)
{
	const struct layer *y = &m->layer[i];
	const unsigned kh = y->in.h == 1 ? 1 : y->kh;
	struct str act = STR_INIT, limit = STR_INIT;

	if (has_weights(y)) {
		put_limit(&limit, FRAMEWORK_KERAS, m, i);
		layers_act(&act, y->act, 0);
	}
	if ((y->kind == LAYER_DENSE || y->kind == LAYER_RESIDUAL) && y->in.h * y->in.w > 1)
		str_add(out, "x = keras.layers.Flatten()(x)\n    ");
	switch (y->kind) {
	case LAYER_DENSE:
		str_addf(out, "x = keras.layers.Dense(%u, %s, **start(%s))(x)", y->out.c, act.s, limit.s);
		break;
	case LAYER_RESIDUAL:
		str_addf(out, "x = keras.layers.Add()([x, keras.layers.Dense(%u, %s, **start(%s))(x)])", y->out.c,
			 act.s, limit.s);
		break;
	case LAYER_CONV2D: case LAYER_CONV1D:
		str_addf(out, "x = keras.layers.Conv2D(%u, (%u, %u), %u, \"%s\", activation=%s, **start(%s))(x)",
			 y->out.c, y->kh, y->kw, y->stride, y->same ? "same" : "valid", act.s, limit.s);
		break;
	case LAYER_MAXPOOL: case LAYER_AVGPOOL:
		str_addf(out, "x = keras.layers.%sPooling2D((%u, %u), %u)(x)",
			 y->kind == LAYER_MAXPOOL ? "Max" : "Average", kh, y->kw, y->stride);
		break;
	case LAYER_DROPOUT:
		str_add(out, "x = keras.layers.Dropout(");
		str_add_float(out, y->rate);
		str_add(out, ")(x)");
		break;
	default:
		str_add(out, "x = keras.layers.Flatten()(x)");
	}
	str_release(&act);
	str_release(&limit);
}

static void tfjs_layer(struct str *out, const struct model *m, size_t i)
{
	const struct layer *y = &m->layer[i];
	const unsigned kh = y->in.h == 1 ? 1 : y->kh;
	struct str limit = STR_INIT;

	if (has_weights(y))
		put_limit(&limit, FRAMEWORK_TFJS, m, i);
	if ((y->kind == LAYER_DENSE || y->kind == LAYER_RESIDUAL) && y->in.h * y->in.w > 1)
		str_add(out, "x = tf.layers.flatten().apply(x)\n  ");
	switch (y->kind) {
	case LAYER_DENSE:
		str_addf(out, "x = act('%s', tf.layers.dense({ units: %u, ...start(%s) }).apply(x))", act_name(y->act),
			 y->out.c, limit.s);
		break;
	case LAYER_RESIDUAL:
		str_addf(out, "x = tf.layers.add().apply([x, act('%s', tf.layers.dense({ units: %u, ...start(%s) }).apply(x))])",
			 act_name(y->act), y->out.c, limit.s);
		break;
	case LAYER_CONV2D: case LAYER_CONV1D:
		str_addf(out, "x = act('%s', tf.layers.conv2d({ filters: %u, kernelSize: [%u, %u], strides: %u, padding: '%s',"
			 " ...start(%s) }).apply(x))", act_name(y->act), y->out.c, y->kh, y->kw, y->stride,
			 y->same ? "same" : "valid", limit.s);
		break;
	case LAYER_MAXPOOL: case LAYER_AVGPOOL:
		str_addf(out, "x = tf.layers.%sPooling2d({ poolSize: [%u, %u], strides: %u }).apply(x)",
			 y->kind == LAYER_MAXPOOL ? "max" : "average", kh, y->kw, y->stride);
		break;
	case LAYER_DROPOUT:
		str_add(out, "x = tf.layers.dropout({ rate: ");
		str_add_float(out, y->rate);
		str_add(out, " }).apply(x)");
		break;
	default:
		str_add(out, "x = tf.layers.flatten().apply(x)");
	}
	str_release(&limit);
}

static const struct { void (*say)(struct str *out, const struct model *m, size_t i); const char *lead, *trail; }
speaker[FRAMEWORK_COUNT] = {
	[FRAMEWORK_NUMPY] = { numpy_layer, "        ", "," },
	[FRAMEWORK_TORCH] = { torch_layer, "        ", "," },
	[FRAMEWORK_KERAS] = { keras_layer, "    ", "" },
	[FRAMEWORK_TFJS] = { tfjs_layer, "  ", "" },
};

/* Of all layers with weights, in their order. */
static void say_limits(struct template *t, enum framework f, const struct model *m)
{
	struct str limits = STR_INIT;

	for (size_t i = 0; i < m->n; i++)
		if (has_weights(&m->layer[i])) {
			str_add(&limits, limits.len ? ", " : "");
			put_limit(&limits, f, m, i);
		}
	template_value(t, "limits", &limits);
}

static void words_of(struct template *t, const struct layer *y)
{
	static const char *const kind[LAYER_KIND_COUNT] = {
		"dense", "conv", "conv", "maxpool", "avgpool", "flatten", "dropout-layer", "residual",
	};

	template_set(t, kind[y->kind]);
	if (has_weights(y)) {
		template_set(t, "weighty");
		template_set(t, act_name(y->act));
	} else if (y->kind == LAYER_MAXPOOL || y->kind == LAYER_AVGPOOL) {
		template_set(t, "weighty");	/* they share a class */
	}
}

void script_layers(struct template *t, enum framework f, const struct model *m)
{
	const enum layer_kind last = m->layer[m->n - 1].kind;
	struct str lines = STR_INIT;

	say_start(t, m);
	for (size_t i = 0; i < m->n; i++) {
		words_of(t, &m->layer[i]);
		str_addf(&lines, "%s%s", i ? "\n" : "", speaker[f].lead);
		speaker[f].say(&lines, m, i);
		str_add(&lines, speaker[f].trail);
	}
	/* A window that has come down to one place is no row of outputs yet. */
	if (last == LAYER_CONV2D || last == LAYER_CONV1D || last == LAYER_MAXPOOL || last == LAYER_AVGPOOL) {
		const struct model flat = { .n = 1, .layer = { { .kind = LAYER_FLATTEN } } };

		template_set(t, "flatten");
		str_addf(&lines, "\n%s", speaker[f].lead);
		speaker[f].say(&lines, &flat, 0);
		str_add(&lines, speaker[f].trail);
	}
	template_value(t, "layers", &lines);
	say_limits(t, f, m);
}
