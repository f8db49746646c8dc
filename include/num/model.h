/*
 * model.h - the description of a network: layers, shapes, parameters.
 *
 * Plain values, no weights.  All parameters of a net are one float block;
 * each layer holds offsets into it (Keras' layouts):
 *   dense   W (in, out) row-major, then b (out)
 *   conv2d  W (kh, kw, cin, cout), then b (cout);   conv1d has kh = 1
 *   residual  a dense layer with out = in:  y = x + act(x W + b)
 * Activations are stored height, width, channel (channels last).
 *
 * There is no batch normalisation: its statistics tie the rows of a
 * mini-batch together, while both engines take the rows through the net in
 * chunks that fit the cache, and a row's outcome never depends on the others'.
 * It would need a second pass per layer, and a third kind of state (the
 * moving averages) beside weights and optimizer.
 */
#ifndef NUM_MODEL_H
#define NUM_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "num/ieee.h"

struct err;
struct str;

enum layer_kind {
	LAYER_DENSE, LAYER_CONV2D, LAYER_CONV1D, LAYER_MAXPOOL, LAYER_AVGPOOL,
	LAYER_FLATTEN, LAYER_DROPOUT, LAYER_RESIDUAL, LAYER_KIND_COUNT
};
enum act {
	ACT_LINEAR, ACT_RELU, ACT_LEAKY_RELU, ACT_TANH, ACT_SIGMOID,
	ACT_SOFTMAX, ACT_GELU, ACT_SMELU, ACT_COUNT
};
/* Keras 3: leaky-relu slope .2; gelu is the tanh form (approximate=True);
 * smelu (Shamir, Lin & Coviello 2020) with beta = 1. */
enum init {
	INIT_GLOROT_UNIFORM, INIT_GLOROT_NORMAL, INIT_HE_UNIFORM,
	INIT_HE_NORMAL, INIT_LECUN_UNIFORM, INIT_LECUN_NORMAL, INIT_UNIFORM,
	INIT_NORMAL, INIT_ZEROS, INIT_TORCH, INIT_SKLEARN, INIT_TFJS, INIT_COUNT
};
/* uniform is [-.05, .05], normal has sd .05, as Keras' RandomUniform and RandomNormal. */
enum loss {
	LOSS_MSE, LOSS_MAE, LOSS_HUBER, LOSS_BCE, LOSS_CROSS_ENTROPY, LOSS_COUNT
};

struct shape { uint32_t h, w, c; };
static inline size_t shape_size(struct shape s) { return (size_t)s.h * s.w * s.c; }

struct layer {
	enum layer_kind kind;
	enum act act;
	uint32_t units;		/* dense units, conv filters */
	uint32_t kh, kw;	/* kernel or pool window */
	uint32_t stride;
	int same;		/* padding: same (else valid) */
	float rate;		/* dropout */
	/* filled by model_resolve: */
	struct shape in, out;
	uint32_t pad_top, pad_left;	/* as TensorFlow's "same": the odd one goes after */
	size_t w, n_w;		/* weights: offset and count in the block */
	size_t b, n_b;		/* biases */
	uint32_t fan_in, fan_out;
};

#define MODEL_MAX_LAYERS 24
#define MODEL_MAX_PARAMS (64u << 20)
#define MODEL_MAX_UNITS 65536u

struct model {
	size_t n;
	struct layer layer[MODEL_MAX_LAYERS];
	enum init init;
	struct shape in, out;
	size_t n_params;
};

/*
 * Parse "dense 10 relu, dropout .2, dense 1" or a preset's name (article,
 * mlp-small, mlp-deep, cnn-small, forecast).  For presets the last layer's
 * units follow `outputs`.  Grammar of a layer, words separated by blanks:
 *   dense N [ACT]      residual [ACT]       dropout RATE     flatten
 *   conv2d N KxK [same|valid] [stride=S] [ACT]
 *   conv1d N K [same|valid] [stride=S] [ACT]
 *   maxpool K [stride=S]     avgpool K [stride=S]
 * Errors have col set (1-based column in text).  Does not resolve shapes.
 */
int model_parse(struct model *m, const char *text, size_t outputs, struct err *err);
/* Fill shapes, offsets and fans for this input; checks that they fit. */
int model_resolve(struct model *m, struct shape in, struct err *err);
/* The canonical text; model_parse(model_format(m)) gives m again. */
void model_format(const struct model *m, struct str *out);
/* A table: layer, output shape, parameters, cost per run. */
void model_describe(const struct model *m, struct str *out);
/* Multiply-adds of one row's forward pass. */
double model_macs(const struct model *m);
int model_has(const struct model *m, enum layer_kind kind);

const char *layer_kind_name(enum layer_kind k);
const char *act_name(enum act a);
/* Is its derivative taken from what came in, not from what went out? */
int act_needs_z(enum act a);
enum act act_find(const char *name);		/* ACT_COUNT: no such name */
const char *init_name(enum init i);
enum init init_find(const char *name);
const char *loss_name(enum loss l);
enum loss loss_find(const char *name);

struct model_preset { const char *name, *text, *help; };
const struct model_preset *model_presets(void);	/* NULL-name ended */

#endif
