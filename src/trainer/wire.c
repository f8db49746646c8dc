/*
 * wire.c - see wire.h: lines in, lines out; who reads and writes them is hand.c.
 *
 * Nothing that comes from a trainer is believed: every count is held against what it has
 * declared, every text is raw.
 */
#include "trainer/wire.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/raw.h"
#include "json.h"
#include "run/external.h"
#include "trainer/runs.h"
#include "wire_int.h"

#define NAME_BYTES 60		/* of a source's name */
#define TEXT_BYTES 4000		/* of a trainer's name, a setting, an error */

/* ---- what a trainer says of itself ---- */

void wire_hello_release(struct wire_hello *h)
{
	for (size_t i = 0; i < h->n_source; i++) {
		for (size_t k = 0; k < h->source[i].n_choice; k++) {
			free(h->source[i].choice[k]);
			free(h->source[i].json[k]);
		}
		free(h->source[i].choice);
		free(h->source[i].json);
		free(h->source[i].name);
	}
	for (size_t i = 0; i < h->n_setting; i++) {
		free(h->setting[i].name);
		free(h->setting[i].value);
	}
	for (size_t i = 0; h->output_name && i < h->outputs; i++)
		free(h->output_name[i]);
	free(h->setting);
	free(h->output_name);
	free(h->target);
	free(h->trainer);
	memset(h, 0, sizeof *h);
}

static int is_declared(const struct wire_hello *h, const char *word)
{
	for (size_t i = 0; i < h->n_source; i++)
		if (strcmp(h->source[i].name, word) == 0)
			return 1;
	return 0;
}

/* Words of a request, of a command and of its environment that mean something else. */
static int is_reserved(const char *name)
{
	static const char *const word[] = { "run", "in", "out", "folder", "rest", "all" };
	size_t i = 0;

	while (i < sizeof word / sizeof *word && strcasecmp(word[i], name) != 0)
		i++;
	return i < sizeof word / sizeof *word;
}

/* One more source of that name, behind those of lower slots; NULL and *err. */
static struct wire_source *declare(struct wire_hello *h, const char *name, struct err *err)
{
	struct wire_source d = { .slot = source_find(name) };
	size_t own = 0, at;

	d.name = external_word(name);
	if (strlen(d.name) > NAME_BYTES)
		err_set(err, ERR_LIMIT, "the source '%.60s': a name has at most %d letters", name, NAME_BYTES);
	else if (strcmp(d.name, name) != 0)
		err_set(err, ERR_INPUT, "the source '%.60s': a name is letters, digits and _ . -", name);
	else if (is_reserved(name))
		err_set(err, ERR_INPUT, "no source can be called '%s'", name);
	else if (is_declared(h, name))
		err_set(err, ERR_INPUT, "the source '%s' is declared twice", name);
	for (size_t i = 0; i < h->n_source; i++)
		own += h->source[i].slot >= SOURCE_OWN;
	if (d.slot == SOURCE_COUNT) {
		d.slot = (enum source)(SOURCE_OWN + own);
		if (own == SOURCE_SLOTS - SOURCE_OWN && !err->code)
			err_set(err, ERR_LIMIT, "more than %d sources besides our eight", SOURCE_SLOTS - SOURCE_OWN);
	}
	if (err->code) {
		free(d.name);
		return NULL;
	}
	for (at = h->n_source; at && h->source[at - 1].slot > d.slot; at--)
		h->source[at] = h->source[at - 1];
	h->source[at] = d;
	h->n_source++;
	return &h->source[at];
}

static int add_choice(struct wire_source *s, const char *text, char *json, struct err *err)
{
	for (size_t i = 0; i < s->n_choice; i++)
		if (strcmp(s->choice[i], text) == 0) {
			free(json);
			return err_set(err, ERR_INPUT, "'%.60s' is twice among the choices of %s", text, s->name);
		}
	if (!s->choice) {
		s->choice = xcalloc(WIRE_CHOICES, sizeof *s->choice);
		s->json = xcalloc(WIRE_CHOICES, sizeof *s->json);
	}
	if (s->n_choice == WIRE_CHOICES || strlen(text) > NAME_BYTES || !*text) {
		free(json);
		return err_set(err, ERR_LIMIT, "the choices of %s: expected at most %d, of 1 to %d letters", s->name, WIRE_CHOICES,
			       NAME_BYTES);
	}
	s->choice[s->n_choice] = xstrdup(text);
	s->json[s->n_choice++] = json;
	return 0;
}

static char *dump_other(const json_t *v)
{
	char *s = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT), *own = xstrdup(s ? s : "null");

	free(s);
	return own;
}

/* A value as JSON, reals in as few digits as say them: .1 is 0.1. */
static char *dump(const json_t *v)
{
	struct str real = STR_INIT;

	for (int digits = 15; json_is_real(v) && digits <= 17; digits++) {
		str_clear(&real);
		str_addf(&real, "%.*g", digits, json_real_value(v));
		if (strtod(real.s, NULL) == json_real_value(v))
			return str_detach(&real);
	}
	return dump_other(v);
}

static char *quoted(const char *text)
{
	json_t *v = json_string(text);
	char *s = v ? dump(v) : NULL;

	json_decref(v);
	return s;
}

int wire_declare(struct wire_hello *h, const char *name, char *const *choice, size_t n_choice, struct err *err)
{
	struct err e = ERR_INIT;
	struct wire_source *s = declare(h, name, &e);

	for (size_t i = 0; i < n_choice && !e.code; i++) {
		char *json = quoted(choice[i]);

		if (json)
			add_choice(s, choice[i], json, &e);
		else
			err_set(&e, ERR_INPUT, "a choice of %s is no UTF-8", name);
	}
	if (e.code && err)
		*err = e;
	return (int)e.code;
}

static int read_choices(struct wire_source *s, const json_t *list, struct err *err)
{
	if (!json_is_array(list) || !json_array_size(list))
		return err_set(err, ERR_INPUT, "the choices of %s: expected a list", s->name);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		char *json;
		int code;

		if (json_is_array(v) || json_is_object(v) || json_is_null(v))
			return err_set(err, ERR_INPUT, "the choices of %s: expected texts or numbers", s->name);
		json = dump(v);
		code = add_choice(s, json_is_string(v) ? json_string_value(v) : json, json, err);
		if (code)
			return code;
	}
	return 0;
}

/* "init", or {"optimizer":["sgd","adam"]}. */
static int read_source(struct wire_hello *h, const json_t *v, struct err *err)
{
	void *it = json_is_object(v) && json_object_size(v) == 1 ? json_object_iter((json_t *)v) : NULL;
	const char *name = it ? json_object_iter_key(it) : json_string_value(v);
	struct wire_source *s;

	if (!name)
		return err_set(err, ERR_INPUT, "sources: expected names, or an object of a name and its choices");
	s = declare(h, name, err);
	if (!s)
		return (int)err->code;
	return it ? read_choices(s, json_object_iter_value(it), err) : 0;
}

static int read_sources(struct wire_hello *h, json_t *o, struct err *err)
{
	json_t *list = json_object_get(o, "sources"), *apart = json_object_get(o, "choices"), *v;
	const char *key;
	int code = 0;

	if (list && !json_is_array(list))
		return err_set(err, ERR_INPUT, "sources: expected a list");
	for (size_t i = 0; i < json_array_size(list) && !code; i++)
		code = read_source(h, json_array_get(list, i), err);
	if (apart && !json_is_object(apart))
		return err_set(err, ERR_INPUT, "choices: expected an object");
	json_object_foreach(apart, key, v) {
		struct wire_source *s = NULL;

		for (size_t i = 0; i < h->n_source; i++)
			if (strcmp(h->source[i].name, key) == 0 && !h->source[i].n_choice)
				s = &h->source[i];
		if (!code && !s)
			code = err_set(err, ERR_INPUT, "choices of '%.60s', which is no source without them", key);
		if (!code)
			code = read_choices(s, v, err);
	}
	return code;
}

static int read_settings(struct wire_hello *h, json_t *o, struct err *err)
{
	json_t *list = json_object_get(o, "settings"), *v;
	const char *key;

	if (!list)
		return 0;
	if (!json_is_object(list) || json_object_size(list) > WIRE_SETTINGS)
		return err_set(err, ERR_INPUT, "settings: expected an object of at most %d names and values", WIRE_SETTINGS);
	h->setting = xcalloc(json_object_size(list) + 1, sizeof *h->setting);
	json_object_foreach(list, key, v) {
		char *text = json_is_string(v) ? xstrdup(json_string_value(v)) : dump(v);

		if (!*key || strlen(key) > NAME_BYTES || strchr(key, '=') || strlen(text) > TEXT_BYTES) {
			free(text);
			return err_set(err, ERR_INPUT, "settings: '%.60s' is too long, or no name", key);
		}
		h->setting[h->n_setting].name = xstrdup(key);
		h->setting[h->n_setting++].value = text;
	}
	return 0;
}

static int read_count(json_t *o, const char *key, json_int_t least, json_int_t most, json_int_t *out, struct err *err)
{
	const json_t *v = json_object_get(o, key);

	if (!v || json_is_null(v))
		return 0;
	if (!json_is_integer(v) || json_integer_value(v) < least || json_integer_value(v) > most)
		return err_set(err, ERR_INPUT, "%s: expected a whole number from %lld to %lld", key, (long long)least, (long long)most);
	*out = json_integer_value(v);
	return 0;
}

static int read_shape(struct wire_hello *h, json_t *o, struct err *err)
{
	const json_t *kind = json_object_get(o, "kind");
	const char *k = kind ? json_string_value(kind) : "regression";
	json_int_t probes = 0, outputs = 1, epochs = 0;
	int code;

	if (!k || (strcmp(k, "regression") && strcmp(k, "binary") && strcmp(k, "classes")))
		return err_set(err, ERR_INPUT, "kind: expected regression, binary or classes");
	h->kind = *k;
	if ((code = read_count(o, "probes", 0, RUNS_PREDICTIONS, &probes, err)) ||
	    (code = read_count(o, "outputs", 1, RUNS_PREDICTIONS, &outputs, err)) ||
	    (code = read_count(o, "epochs", 0, WIRE_EPOCHS, &epochs, err)))
		return code;
	if (probes * outputs > RUNS_PREDICTIONS)
		return err_set(err, ERR_LIMIT, "%lld probes of %lld outputs: at most %u predictions a run", (long long)probes,
			       (long long)outputs, RUNS_PREDICTIONS);
	if (h->kind == 'c' && outputs < 2 && probes)
		return err_set(err, ERR_INPUT, "classes need outputs: how many there are");
	if (h->kind == 'b' && outputs != 1)
		return err_set(err, ERR_INPUT, "binary predictions have one output, and not %lld", (long long)outputs);
	h->probes = (size_t)probes;
	h->outputs = h->kind == 'c' && outputs < 2 ? 2 : (size_t)outputs;
	h->epochs = (unsigned)epochs;
	return 0;
}

static int read_names(struct wire_hello *h, json_t *o, struct err *err)
{
	const json_t *list = json_object_get(o, "output_names");

	if (!list || json_is_null(list))
		return 0;
	if (!json_is_array(list) || json_array_size(list) != h->outputs)
		return err_set(err, ERR_INPUT, "output_names: expected a list of %zu texts", h->outputs);
	h->output_name = xcalloc(h->outputs, sizeof *h->output_name);
	for (size_t i = 0; i < h->outputs; i++) {
		const char *s = json_string_value(json_array_get(list, i));

		if (!s)
			return err_set(err, ERR_INPUT, "output_names: expected a list of %zu texts", h->outputs);
		h->output_name[i] = xstrndup(s, strlen(s) < TEXT_BYTES ? strlen(s) : TEXT_BYTES);
	}
	return 0;
}

/* One of the targets: y stands at place i of n. */
static int put_target(struct wire_hello *h, size_t i, size_t n, double y, struct err *err)
{
	int is_class = h->kind == 'c' && n == h->probes;

	if (!isfinite(y))
		return err_set(err, ERR_INPUT, "target %zu is no finite number", i + 1);
	if (is_class && !(y >= 0 && y < (double)h->outputs && y == floor(y)))
		return err_set(err, ERR_INPUT, "target %zu is %g: expected a class from 0 to %zu", i + 1, y, h->outputs - 1);
	if (h->kind != 'r' && !is_class && y != 0 && y != 1)
		return err_set(err, ERR_INPUT, "target %zu is %g: expected 0 or 1", i + 1, y);
	if (is_class)
		h->target[i * h->outputs + (size_t)y] = 1;
	else
		h->target[i] = (float)y;
	return 0;
}

int wire_targets(struct wire_hello *h, const double *y, size_t n, struct err *err)
{
	int code = 0;

	if (n != h->probes * h->outputs && !(h->kind == 'c' && n == h->probes))
		return err_set(err, ERR_INPUT, "%zu targets for %zu probes of %zu output%s", n, h->probes, h->outputs,
			       h->outputs == 1 ? "" : "s");
	h->target = xcalloc(h->probes * h->outputs + 1, sizeof *h->target);
	for (size_t i = 0; i < n && !code; i++)
		code = put_target(h, i, n, y[i], err);
	for (size_t i = 0; h->kind == 'c' && i < h->probes && !code; i++) {
		float sum = 0;

		for (size_t k = 0; k < h->outputs; k++)
			sum += h->target[i * h->outputs + k];
		if (sum != 1)
			code = err_set(err, ERR_INPUT, "the targets of probe %zu name %g classes: expected one", i + 1, (double)sum);
	}
	return code;
}

static int read_targets(struct wire_hello *h, json_t *o, struct err *err)
{
	const json_t *list = json_object_get(o, "targets");
	struct json_flat flat = { .v = NULL };
	int code;

	if (!list || json_is_null(list) || (json_is_array(list) && !json_array_size(list)))
		return 0;
	if (!json_is_array(list))
		return err_set(err, ERR_INPUT, "targets: expected a list");
	code = json_flatten(&flat, list, RUNS_PREDICTIONS, err);
	if (!code && h->probes)
		code = wire_targets(h, flat.v, flat.n, err);
	free(flat.v);
	return code;
}

int wire_hello(struct wire_hello *out, const char *s, size_t n, struct err *err)
{
	struct err e = ERR_INIT;
	const char *name;
	int col, code;
	json_t *o = json_object_line(s, n, &col, &e);

	memset(out, 0, sizeof *out);
	out->baseline = NAN;
	name = json_string_value(json_object_get(o, "trainer"));
	if (o && !name)
		err_set(&e, ERR_INPUT, "the first line lacks \"trainer\": expected what it is called");
	else if (o && (!*name || strlen(name) > TEXT_BYTES))
		err_set(&e, ERR_LIMIT, "\"trainer\": expected a name of 1 to %d bytes", TEXT_BYTES);
	code = (int)e.code;
	if (!code && !(code = read_shape(out, o, &e)) && !(code = read_sources(out, o, &e)) && !(code = read_settings(out, o, &e)) &&
	    !(code = read_names(out, o, &e)))
		code = read_targets(out, o, &e);
	if (!code && json_object_get(o, "baseline") && !json_figure(json_object_get(o, "baseline"), &out->baseline))
		code = err_set(&e, ERR_INPUT, "baseline: expected a number");
	if (!code)
		out->trainer = xstrdup(name);
	json_decref(o);
	if (!code)
		return 0;
	wire_hello_release(out);
	if (err)
		*err = e;
	return code;
}

/* ---- what it is asked for ---- */

void wire_level(struct str *out, const struct wire_source *s, uint32_t level)
{
	if (level < s->n_choice)
		str_add(out, s->choice[level]);
	else
		str_addf(out, "%" PRIu32, level);
}

void wire_request(struct str *out, const struct wire_hello *h, uint64_t run, const struct levels *l)
{
	str_addf(out, "{\"run\":%" PRIu64, run);
	for (size_t i = 0; i < h->n_source; i++) {
		const struct wire_source *s = &h->source[i];
		uint32_t v = l->v[s->slot];

		if (levels_off(l, s->slot))
			continue;
		if (v < s->n_choice)
			str_addf(out, ",\"%s\":%s", s->name, s->json[v]);
		else
			str_addf(out, ",\"%s\":%" PRIu32, s->name, v);
	}
	str_add(out, "}\n");
}

void wire_levels(const struct wire_hello *h, struct levels *out)
{
	*out = (struct levels){ .off = ((1u << SOURCE_SLOTS) - 1) | LEVELS_EXTERNAL };
	for (size_t i = 0; i < h->n_source; i++)
		out->off &= ~(1u << h->source[i].slot);
}

/* ---- what it answers ---- */

void wire_run_init(struct wire_run *r, uint64_t run, const struct levels *l)
{
	memset(r, 0, sizeof *r);
	r->run = run;
	r->levels = *l;
	r->train_loss = r->test_loss = r->accuracy = NAN;
	r->seconds = NAN;
}

void wire_run_release(struct wire_run *r)
{
	free(r->train);
	free(r->test);
	free(r->acc);
	free(r->epoch);
	free(r->pred);
	free(r->error);
	wire_aside_release(r);
	memset(r, 0, sizeof *r);
}

void wire_fail(struct wire_run *r, const char *fmt, ...)
{
	struct str s = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	free(r->error);
	r->error = str_detach(&s);
	r->over = 1;
	free(r->pred);
	r->pred = NULL;
	r->n_pred = 0;
}

/* The place of that epoch among the points, made where it is not there: mostly it is the
 * next one, or the last.  NULL arrays stay so. */
int wire_point(struct wire_run *r, double epoch, size_t *at, struct err *err)
{
	size_t i = r->epochs;
	float *all[] = { r->train, r->test, r->acc, r->epoch };

	if (!isfinite(epoch) || fabs(epoch) > 1e7)
		return err_set(err, ERR_INPUT, "an epoch that is no number");
	while (i && r->epoch[i - 1] > (float)epoch)
		i--;
	if (i && r->epoch[i - 1] == (float)epoch) {
		*at = i - 1;
		return 0;
	}
	if (r->epochs == WIRE_EPOCHS)
		return err_set(err, ERR_LIMIT, "more than %u points of a run's curves", WIRE_EPOCHS);
	if (r->epochs == r->cap) {
		float **grow[] = { &r->train, &r->test, &r->acc, &r->epoch };

		r->cap = r->cap ? 2 * r->cap : 64;
		for (int k = 0; k < 4; k++)
			if (*grow[k] || k == 3)
				all[k] = *grow[k] = xreallocarray(*grow[k], r->cap, sizeof **grow[k]);
	}
	for (int k = 0; k < 4; k++) {
		if (!all[k])
			continue;
		memmove(all[k] + i + 1, all[k] + i, (r->epochs - i) * sizeof *all[k]);
		all[k][i] = k == 3 ? (float)epoch : NAN;
	}
	r->epochs++;
	*at = i;
	return 0;
}

/* A value of one of the curves; without a step it is the run's last, which must be finite. */
static void put(struct wire_run *r, float **curve, float *last, int has_step, size_t at, double v)
{
	unsigned bit = last == &r->train_loss ? 1 : last == &r->test_loss ? 2 : 4;

	r->bad = isfinite((float)v) ? r->bad & ~bit : r->bad | bit;
	*last = (float)v;
	if (!has_step)
		return;
	if (!*curve) {
		*curve = xreallocarray(NULL, r->cap, sizeof **curve);
		for (size_t i = 0; i < r->epochs; i++)
			(*curve)[i] = NAN;
	}
	(*curve)[at] = (float)v;
}

/* A test accuracy is better than one of training: what came of that goes. */
static void put_accuracy(struct wire_run *r, int is_test, int has_step, size_t at, double v)
{
	if (is_test && !r->has_test_accuracy) {
		r->has_test_accuracy = 1;
		for (size_t i = 0; r->acc && i < r->epochs; i++)
			r->acc[i] = NAN;
	}
	if (is_test || !r->has_test_accuracy)
		put(r, &r->acc, &r->accuracy, has_step, at, v);
}

int wire_figure(struct wire_run *r, enum column_as as, int has_step, size_t at, double v)
{
	switch (as) {
	case AS_TRAIN: put(r, &r->train, &r->train_loss, has_step, at, v); return 1;
	case AS_TEST: put(r, &r->test, &r->test_loss, has_step, at, v); return 1;
	case AS_ACC: put_accuracy(r, 1, has_step, at, v); return 1;
	case AS_TRAIN_ACC: put_accuracy(r, 0, has_step, at, v); return 1;
	case AS_SECONDS: r->seconds = v; return 1;
	default: return 0;
	}
}

static int figures(struct wire_run *r, json_t *o, struct err *err)
{
	const char *key;
	json_t *v, *step = json_object_get(o, "epoch");
	double x;
	size_t at = 0;

	if (!step)
		step = json_object_get(o, "step");
	if (step && (!json_figure(step, &x) || wire_point(r, x, &at, err)))
		return err->code ? (int)err->code : err_set(err, ERR_INPUT, "an epoch that is no number");
	json_object_foreach(o, key, v) {
		enum column_as as = column_of_name(key, strlen(key)).as;

		if (!column_is_figure(as) && as != AS_SECONDS)
			continue;
		/* who has no NaN writes null for it; of what a loss is not, it is nothing */
		if (json_is_null(v) && as != AS_TRAIN && as != AS_TEST)
			continue;
		if (!json_figure(v, &x))
			return err_set(err, ERR_INPUT, "'%.40s' is no number", key);
		wire_figure(r, as, step != NULL, at, x);
	}
	return 0;
}

/* A loss in nats and a class by a threshold of one half mean nothing of logits and margins. */
int wire_probability(char kind, double p, size_t i, struct err *err)
{
	if (kind == 'r' || !isfinite(p) || (p > -.001 && p < 1.001))
		return 0;
	return err_set(err, ERR_INPUT, "prediction %zu is %.4g, and those of %s are probabilities, from 0 to 1: put a %s behind them,"
		       " or say kind regression", i + 1, p, kind == 'b' ? "kind binary" : "classes", kind == 'b' ? "sigmoid" : "softmax");
}

/* Of the right number, as float32. */
int wire_predictions(struct wire_run *r, const struct wire_hello *h, const double *p, size_t n, struct err *err)
{
	if (n != h->probes * h->outputs)
		return err_set(err, ERR_INPUT, "%zu predictions: expected %zu (%zu probes of %zu output%s)", n, h->probes * h->outputs,
			       h->probes, h->outputs, h->outputs == 1 ? "" : "s");
	for (size_t i = 0; i < n; i++)
		if (wire_probability(h->kind, p[i], i, err))
			return ERR_INPUT;
	free(r->pred);
	r->pred = xreallocarray(NULL, n + 1, sizeof *r->pred);
	r->n_pred = n;
	r->diverged = 0;
	for (size_t i = 0; i < n; i++) {
		r->pred[i] = (float)p[i];
		r->diverged |= !isfinite(r->pred[i]);
	}
	r->diverged |= r->bad != 0;
	r->over = 1;
	return 0;
}

int wire_array(struct wire_run *r, const struct wire_hello *h, const char *path, struct err *err)
{
	struct data_array a;
	int code = data_array_read(&a, path, "predictions prediction preds pred p y_pred yhat", err);

	if (code)
		return code;
	code = wire_predictions(r, h, a.v, a.n, err);
	if (code)
		err_place(err, path, 0, 0);
	data_array_release(&a);
	return code;
}

static int predictions(struct wire_run *r, const struct wire_hello *h, const json_t *v, struct err *err)
{
	struct json_flat flat = { .v = NULL };
	int code;

	if (json_is_string(v))
		return wire_array(r, h, json_string_value(v), err);
	if (!json_is_array(v))
		return err_set(err, ERR_INPUT, "predictions: expected a list, or the path of a .npy");
	code = json_flatten(&flat, v, RUNS_PREDICTIONS, err);
	if (!code)
		code = wire_predictions(r, h, flat.v, flat.n, err);
	free(flat.v);
	return code;
}

int wire_object(struct wire_run *r, const struct wire_hello *h, json_t *o, struct err *err)
{
	json_t *v = json_object_get(o, "error");
	const char *why = json_string_value(v);
	int code;

	if (v && !json_is_null(v)) {
		wire_fail(r, "%.*s", TEXT_BYTES, why && *why ? why : "it says that it failed");
		return 0;
	}
	wire_aside(r, h, o);
	code = figures(r, o, err);
	v = json_object_get(o, "predictions");
	return code || !v || json_is_null(v) ? code : predictions(r, h, v, err);
}

static int is_run(const struct wire_run *r, const json_t *o, struct err *err)
{
	const json_t *v = json_object_get(o, "run");

	if (!json_is_integer(v))
		return err_set(err, ERR_INPUT, "a line without \"run\"");
	if (json_integer_value(v) < 0 || (uint64_t)json_integer_value(v) != r->run)
		return err_set(err, ERR_INPUT, "an answer for run %lld: run %" PRIu64 " was asked for", (long long)json_integer_value(v),
			       r->run);
	return 0;
}

int wire_line(struct wire_run *r, const struct wire_hello *h, const char *s, size_t n, struct err *err)
{
	struct err e = ERR_INIT;
	int col, code;
	json_t *o = json_object_line(s, n, &col, &e);

	code = o ? is_run(r, o, &e) : (int)e.code;
	if (!code)
		code = wire_object(r, h, o, &e);
	json_decref(o);
	if (code) {
		char line[1100];

		wire_fail(r, "%s", err_format(&e, line, sizeof line));
		if (err)
			*err = e;
	}
	return code;
}
