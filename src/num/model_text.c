/*
 * model_text.c - "dense 10 relu, dense 1" to a model and back; the presets.
 *
 * Layers are separated by commas, words by blanks.  Errors carry the column
 * of the word, so that the prompt can point at it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "num/model.h"

static const struct model_preset presets[] = {
	{ "article", "dense 10 relu, dense @",
	  "the article's network: ten relu units and an output" },
	{ "mlp-small", "dense 32 tanh, dense 32 tanh, dense @", "two hidden layers of 32" },
	{ "mlp-deep", "dense 32 relu, residual relu, residual relu, residual relu, dense @",
	  "a deep residual network of width 32" },
	{ "cnn-small", "conv2d 8 3x3 same relu, maxpool 2, conv2d 16 3x3 same relu, flatten, dense @",
	  "a small convolutional network for images" },
	{ "forecast", "conv1d 8 3 same relu, flatten, dense 16 relu, dense @",
	  "a convolutional forecaster for windows of a series" },
	{ NULL, NULL, NULL },
};

const struct model_preset *model_presets(void)
{
	return presets;
}

/* The words of one layer, with their columns. */
#define MAX_WORDS 8
struct words {
	size_t n, next;
	char word[MAX_WORDS][24];
	int col[MAX_WORDS];
};

static int split_words(struct words *w, const char *text, const char *from,
		       const char *end, struct err *err)
{
	w->n = w->next = 0;
	while (from < end) {
		const char *to = from;

		if (isspace((unsigned char)*from)) {
			from++;
			continue;
		}
		while (to < end && !isspace((unsigned char)*to))
			to++;
		if (w->n == MAX_WORDS || (size_t)(to - from) >= sizeof w->word[0])
			return err_at(err, ERR_USAGE, NULL, 0, (int)(from - text) + 1,
				      "too much in one layer: expected layers such as "
				      "'dense 10 relu', separated by commas");
		memcpy(w->word[w->n], from, (size_t)(to - from));
		w->word[w->n][to - from] = '\0';
		w->col[w->n++] = (int)(from - text) + 1;
		from = to;
	}
	if (!w->n)
		return err_at(err, ERR_USAGE, NULL, 0, (int)(end - text) + 1,
			      "expected a layer, such as 'dense 10 relu'");
	return 0;
}

static int number(struct words *w, const char *what, uint32_t max, uint32_t *out,
		  struct err *err)
{
	const char *word = w->next < w->n ? w->word[w->next] : "";
	int col = w->next < w->n ? w->col[w->next] : w->col[w->n - 1] + (int)strlen(w->word[w->n - 1]);
	unsigned long v;
	char *end;

	v = strtoul(word, &end, 10);
	if (!isdigit((unsigned char)*word) || *end || v < 1 || v > max)
		return err_at(err, ERR_USAGE, NULL, 0, col, "%s%s%sexpected %s, a whole number "
			      "from 1 to %u", *word ? "'" : "", word, *word ? "': " : "", what, max);
	w->next++;
	*out = (uint32_t)v;
	return 0;
}

/* "3x5" or "3". */
static int window_words(struct words *w, int two, struct layer *l, struct err *err)
{
	unsigned h = 0, v = 0;
	char tail;

	if (two && w->next < w->n && sscanf(w->word[w->next], "%4ux%4u%c", &h, &v, &tail) == 2 &&
	    h && v && h <= 1024 && v <= 1024) {
		l->kh = h;
		l->kw = v;
		w->next++;
		return 0;
	}
	if (two && w->next < w->n && !isdigit((unsigned char)w->word[w->next][0]))
		return err_at(err, ERR_USAGE, NULL, 0, w->col[w->next],
			      "'%s': expected a kernel such as 3x3", w->word[w->next]);
	if (number(w, two ? "a kernel such as 3x3" : "a window length", 1024, &l->kw, err))
		return ERR_USAGE;
	l->kh = two ? l->kw : 1;
	return 0;
}

/* stride=S, same, valid and activations, in any order. */
static int options(struct words *w, struct layer *l, int padding, int act, struct err *err)
{
	for (; w->next < w->n; w->next++) {
		const char *word = w->word[w->next];
		enum act a = act_find(word);
		char *end;

		if (!strncmp(word, "stride=", 7) && l->stride) {
			unsigned long s = strtoul(word + 7, &end, 10);

			if (end == word + 7 || *end || s < 1 || s > 1024)
				return err_at(err, ERR_USAGE, NULL, 0, w->col[w->next],
					      "'%s': expected stride=1 to stride=1024", word);
			l->stride = (uint32_t)s;
		} else if (padding && (!strcmp(word, "same") || !strcmp(word, "valid"))) {
			l->same = word[0] == 's';
		} else if (act && a != ACT_COUNT) {
			l->act = a;
		} else {
			return err_at(err, ERR_USAGE, NULL, 0, w->col[w->next], "'%s': expected %s%s",
				      word, act ? "an activation (linear, relu, leaky-relu, tanh, "
				      "sigmoid, softmax, gelu, smelu)" : "no further word here",
				      padding ? ", same, valid or stride=S" : "");
		}
	}
	return 0;
}

static int parse_layer(struct words *w, struct layer *l, struct err *err)
{
	const char *name = w->word[w->next++];
	int k = 0;
	char *end;

	memset(l, 0, sizeof *l);
	while (k < LAYER_KIND_COUNT && strcmp(layer_kind_name(k), name))
		k++;
	l->kind = k;
	switch (k) {
	case LAYER_DENSE:
		return number(w, "the number of units", MODEL_MAX_UNITS, &l->units, err) ? ERR_USAGE
			: options(w, l, 0, 1, err);
	case LAYER_RESIDUAL:
		return options(w, l, 0, 1, err);
	case LAYER_CONV2D:
	case LAYER_CONV1D:
		l->stride = 1;
		if (number(w, "the number of filters", MODEL_MAX_UNITS, &l->units, err) ||
		    window_words(w, k == LAYER_CONV2D, l, err))
			return ERR_USAGE;
		return options(w, l, 1, 1, err);
	case LAYER_MAXPOOL:
	case LAYER_AVGPOOL:
		if (number(w, "the pool's size", 1024, &l->kw, err))
			return ERR_USAGE;
		l->kh = l->stride = l->kw;
		return options(w, l, 0, 0, err);
	case LAYER_FLATTEN:
		return options(w, l, 0, 0, err);
	case LAYER_DROPOUT:
		if (w->next < w->n)
			l->rate = strtof(w->word[w->next], &end);
		if (w->next == w->n || end == w->word[w->next] || *end ||
		    !(l->rate >= 0 && l->rate < 1))
			return err_at(err, ERR_USAGE, NULL, 0,
				      w->col[w->next < w->n ? w->next : w->n - 1],
				      "expected a dropout rate from 0 to below 1, such as dropout .2");
		w->next++;
		return options(w, l, 0, 0, err);
	default:
		return err_at(err, ERR_USAGE, NULL, 0, w->col[0], "'%s' is no layer: expected "
			      "dense, conv2d, conv1d, maxpool, avgpool, flatten, dropout or residual",
			      name);
	}
}

static int parse(struct model *m, const char *text, struct err *err)
{
	const char *from = text;
	struct words w;
	int rc;

	m->n = 0;
	for (;;) {
		const char *end = from + strcspn(from, ",");

		if (m->n == MODEL_MAX_LAYERS)
			return err_at(err, ERR_LIMIT, NULL, 0, (int)(from - text) + 1,
				      "more than %d layers", MODEL_MAX_LAYERS);
		rc = split_words(&w, text, from, end, err);
		if (!rc)
			rc = parse_layer(&w, &m->layer[m->n], err);
		if (rc)
			return rc;
		m->n++;
		if (!*end)
			return 0;
		from = end + 1;
	}
}

int model_parse(struct model *m, const char *text, size_t outputs, struct err *err)
{
	struct str full = STR_INIT;
	struct model parsed = *m;
	int rc;

	text += strspn(text, " \t");
	for (const struct model_preset *p = presets; p->name; p++) {
		const char *at = strchr(p->text, '@');

		if (strcmp(p->name, text))
			continue;
		str_addn(&full, p->text, (size_t)(at - p->text));
		str_addf(&full, "%zu%s", outputs, at + 1);
		break;
	}
	rc = parse(&parsed, full.len ? full.s : text, err);
	str_release(&full);
	if (!rc)
		*m = parsed;
	return rc;
}

void model_format(const struct model *m, struct str *out)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct layer *l = &m->layer[i];

		str_addf(out, "%s%s", i ? ", " : "", layer_kind_name(l->kind));
		switch (l->kind) {
		case LAYER_DENSE:
			str_addf(out, " %u", l->units);
			break;
		case LAYER_CONV2D:
			str_addf(out, " %u %ux%u", l->units, l->kh, l->kw);
			break;
		case LAYER_CONV1D:
			str_addf(out, " %u %u", l->units, l->kw);
			break;
		case LAYER_MAXPOOL:
		case LAYER_AVGPOOL:
			str_addf(out, " %u", l->kw);
			if (l->stride != l->kw)
				str_addf(out, " stride=%u", l->stride);
			continue;
		case LAYER_DROPOUT:
			str_addc(out, ' ');
			str_add_float(out, l->rate);
			continue;
		default:
			break;
		}
		if (l->kind == LAYER_CONV1D || l->kind == LAYER_CONV2D) {
			if (l->same)
				str_add(out, " same");
			if (l->stride != 1)
				str_addf(out, " stride=%u", l->stride);
		}
		if (l->act != ACT_LINEAR)
			str_addf(out, " %s", act_name(l->act));
	}
}

void model_describe(const struct model *m, struct str *out)
{
	char shape[40];

	str_addf(out, "%-32s %14s %12s\n", "layer", "output", "parameters");
	snprintf(shape, sizeof shape, "%ux%ux%u", m->in.h, m->in.w, m->in.c);
	str_addf(out, "%-32s %14s %12s\n", "input", shape, "0");
	for (size_t i = 0; i < m->n; i++) {
		const struct layer *l = &m->layer[i];
		struct model one = { .n = 1, .layer = { *l } };
		struct str name = STR_INIT;

		model_format(&one, &name);
		if (l->out.h == 1 && l->out.w == 1)
			snprintf(shape, sizeof shape, "%u", l->out.c);
		else
			snprintf(shape, sizeof shape, "%ux%ux%u", l->out.h, l->out.w, l->out.c);
		str_addf(out, "%-32s %14s %12zu\n", name.s, shape, l->n_w + l->n_b);
		str_release(&name);
	}
	str_addf(out, "%-32s %14s %12zu\n", "total", "", m->n_params);
	str_addf(out, "%.4g multiply-adds a row forward, about three times that to train\n",
		 model_macs(m));
}
