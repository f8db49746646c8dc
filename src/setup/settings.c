/*
 * settings.c - see settings.h.
 *
 * The one place that knows what suits a data set: a row of `advice` for the
 * sets that the benchmarks and lessons name, a rule for the rest.
 */
#include "setup/settings.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "setup/lex.h"
#include "setup/setup_int.h"

/* What suits a set that we know; model is a preset, or layers whose last has
 * as many units as the data have outputs. */
struct advice {
	const char *data, *model;
	enum optim_kind optim;
	double lr;		/* 0: the optimizer's own */
	uint32_t batch, epochs;
};
static const struct advice advice[] = {
	{ "article", "dense 10 relu, dense", OPTIM_ADAM, 0, 32, 10 },
	{ "spiral", "dense 32 tanh, dense 32 tanh, dense", OPTIM_ADAM, .01, 16, 100 },
	{ "moons", "dense 16 tanh, dense 16 tanh, dense", OPTIM_ADAM, .01, 32, 50 },
	{ "digits", "dense 64 relu, dense", OPTIM_MOMENTUM, .05, 64, 20 },
};

/*
 * What suits another optimizer where Adam's rate is known: so many times that.  From
 * grids over the sets that come with this program (bench/rates.py), to within the
 * factor of two by which they differ from set to set.
 */
static const double rate_ratio[OPTIM_COUNT] = {
	[OPTIM_SGD] = 20, [OPTIM_MOMENTUM] = 4, [OPTIM_NESTEROV] = 4, [OPTIM_ADAM] = 1,
	[OPTIM_ADAMW] = 1, [OPTIM_NADAM] = 1, [OPTIM_RMSPROP] = 1, [OPTIM_ADAGRAD] = 20,
};
#define TABLE_RATE .005		/* Adam's, of data that nobody advised on */

void settings_init(struct settings *s, uint32_t seed)
{
	static const uint32_t batch[] = { 8, 16, 32, 64, 128 };
	static const uint32_t optim[] = { OPTIM_SGD, OPTIM_MOMENTUM, OPTIM_RMSPROP, OPTIM_ADAM };

	memset(s, 0, sizeof *s);
	s->init = INIT_GLOROT_UNIFORM;
	s->huber_delta = 1;
	for (int k = 0; k < OPTIM_COUNT; k++)
		s->optim[k] = optim_default((enum optim_kind)k);
	s->probes = 256;
	s->standardize = SETTINGS_AUTO;
	s->engine = ENGINE_AUTO;
	s->seed = seed;
	for (int k = 0; k < SOURCE_COUNT; k++) {
		s->state[k] = k < SOURCE_DROPOUT ? STATE_FIXED : STATE_OFF;
		s->level[k] = SETTINGS_LEVEL;
	}
	s->state[SOURCE_INIT] = STATE_FREE;
	s->level[SOURCE_BATCH] = 32;
	s->level[SOURCE_OPTIMIZER] = OPTIM_ADAM;
	memcpy(s->batch, batch, sizeof batch);
	s->n_batch = sizeof batch / sizeof *batch;
	memcpy(s->optim_choice, optim, sizeof optim);
	s->n_optim = sizeof optim / sizeof *optim;
}

void settings_release(struct settings *s)
{
	if (s->data)
		dataset_unref(s->data);
	free(s->data_line);
	free(s->model);
	external_unref(s->external);
	memset(s, 0, sizeof *s);
}

void settings_copy(struct settings *dst, const struct settings *src)
{
	*dst = *src;
	dst->data = src->data ? dataset_ref(src->data) : NULL;
	dst->data_line = src->data_line ? xstrdup(src->data_line) : NULL;
	dst->model = src->model ? xstrdup(src->model) : NULL;
	dst->external = external_ref(src->external);
}

static const struct advice *find_advice(const struct settings *s)
{
	size_t n = s->data_line ? strcspn(s->data_line, " ") : 0;

	for (size_t i = 0; n && i < sizeof advice / sizeof *advice; i++)
		if (strlen(advice[i].data) == n && strncmp(advice[i].data, s->data_line, n) == 0)
			return &advice[i];
	return NULL;
}

/* For data nobody advised on: enough epochs for about 600 updates. */
static uint32_t enough_epochs(const struct settings *s)
{
	double per_epoch = ceil((double)s->data->rows / s->level[SOURCE_BATCH]);
	double n = ceil(600 / per_epoch);

	return n < 5 ? 5 : n > 60 ? 60 : (uint32_t)n;
}

static int text_has_dropout(const struct settings *s)
{
	struct model m = { 0 };

	return s->model && model_parse(&m, s->model, s->data->outputs, NULL) == 0
		&& model_has(&m, LAYER_DROPOUT);
}

/* 0: nobody tuned for such data. */
static double suited_rate(const struct settings *s, enum optim_kind k)
{
	const struct advice *a = find_advice(s);

	if (!a)
		return TABLE_RATE * rate_ratio[k];
	return a->optim == k ? a->lr : a->lr / rate_ratio[a->optim] * rate_ratio[k];
}

void settings_follow(struct settings *s)
{
	const struct advice *a = find_advice(s);

	if (!s->data)
		return;
	if (!s->has_loss)
		s->loss = s->data->kind == DATA_REGRESSION ? LOSS_MSE
			: s->data->kind == DATA_BINARY ? LOSS_BCE : LOSS_CROSS_ENTROPY;
	if (!s->has_optimizer)
		s->level[SOURCE_OPTIMIZER] = a ? a->optim : OPTIM_ADAM;
	for (int k = 0; k < OPTIM_COUNT; k++) {
		double rate = suited_rate(s, (enum optim_kind)k);

		if (s->has_optim[k])
			continue;
		s->optim[k] = optim_default((enum optim_kind)k);
		if (rate > 0)
			s->optim[k].lr = rate;
	}
	if (!s->has_batch)
		s->level[SOURCE_BATCH] = a ? a->batch : 32;
	if (!s->has_budget) {
		s->budget = BUDGET_EPOCHS;
		s->epochs = a ? a->epochs : enough_epochs(s);
	}
	if (!s->has_state[SOURCE_SPLIT])
		s->state[SOURCE_SPLIT] = (s->has_test ? s->test : s->data->default_test) > 0
			&& !s->data->chronological ? STATE_FIXED : STATE_OFF;
	if (!s->has_state[SOURCE_DROPOUT])
		s->state[SOURCE_DROPOUT] = (s->has_dropout && s->dropout > 0) || text_has_dropout(s)
			? STATE_FIXED : STATE_OFF;
}

enum rate_from settings_rate(const struct settings *s, enum optim_kind k)
{
	double suits = suited_rate(s, k);

	if (suits > 0 && s->optim[k].lr == suits)
		return RATE_SUITS;
	if (s->has_optim[k])
		return s->optim[k].lr == optim_default(k).lr ? RATE_KERAS : RATE_SAID;
	return RATE_KERAS;
}

void settings_data(struct settings *s, struct dataset *d, const char *line)
{
	if (s->data)
		dataset_unref(s->data);
	free(s->data_line);
	external_unref(s->external);
	s->external = NULL;
	s->data = d;
	s->data_line = xstrdup(line);
	settings_follow(s);
}

double settings_test(const struct settings *s)
{
	double t = s->has_test ? s->test : s->data->default_test;

	if (t <= 0 && !s->has_test && s->state[SOURCE_SPLIT] != STATE_OFF)
		return .25;	/* a split needs something to split off */
	return t;
}

size_t settings_max_batch(const struct settings *s)
{
	size_t max = s->level[SOURCE_BATCH];

	if (s->state[SOURCE_BATCH] == STATE_OFF)
		return s->data->rows;
	if (s->state[SOURCE_BATCH] == STATE_FREE)
		for (uint32_t i = max = 0; i < s->n_batch; i++)
			max = s->batch[i] > max ? s->batch[i] : max;
	return max < s->data->rows ? max : s->data->rows;
}

/* ---- the model ---- */

static int is_hidden(const struct model *m, size_t i)
{
	enum layer_kind k = m->layer[i].kind;

	return i + 1 < m->n && (k == LAYER_DENSE || k == LAYER_CONV2D || k == LAYER_CONV1D
				|| k == LAYER_RESIDUAL);
}

/* Dropout of the given rate behind every hidden layer that has weights, or
 * in the dropout layers where the model has its own. */
static int add_dropout(struct model *m, double rate, int add, struct err *err)
{
	struct model old = *m;

	if (model_has(m, LAYER_DROPOUT)) {
		for (size_t i = 0; i < m->n; i++)
			if (m->layer[i].kind == LAYER_DROPOUT)
				m->layer[i].rate = (float)rate;
		return 0;
	}
	if (!add)
		return 0;
	m->n = 0;
	for (size_t i = 0; i < old.n; i++) {
		if (m->n + 2 > MODEL_MAX_LAYERS)
			return err_set(err, ERR_LIMIT, "with dropout behind every hidden layer the model"
				       " has more than %d layers", MODEL_MAX_LAYERS);
		m->layer[m->n++] = old.layer[i];
		if (is_hidden(&old, i))
			m->layer[m->n++] = (struct layer){ .kind = LAYER_DROPOUT, .rate = (float)rate };
	}
	return 0;
}

static int default_model(const struct settings *s, struct model *m, struct err *err)
{
	const struct advice *a = find_advice(s);
	const struct dataset *d = s->data;
	char text[128];

	if (a)
		snprintf(text, sizeof text, "%s %zu", a->model, d->outputs);
	else
		snprintf(text, sizeof text, "%s", d->chronological & DATA_IN_TIME ? "forecast" : "mlp-small");
	return model_parse(m, text, d->outputs, err);
}

int settings_model(const struct settings *s, struct model *m, struct err *err)
{
	const struct dataset *d = s->data;
	struct shape in = { d->shape[0], d->shape[1], d->shape[2] };
	double rate = s->has_dropout ? s->dropout : .2;
	int on = s->state[SOURCE_DROPOUT] != STATE_OFF, code;

	code = s->model ? model_parse(m, s->model, d->outputs, err) : default_model(s, m, err);
	if (code)
		return code;
	m->init = s->init;
	if (s->has_dropout || on) {
		if (s->has_dropout || !model_has(m, LAYER_DROPOUT))
			code = add_dropout(m, rate, rate > 0, err);
		if (code)
			return code;
	}
	code = model_resolve(m, in, err);
	if (code)
		return code;
	if (m->out.h == 1 && m->out.w == 1 && m->out.c != d->outputs)
		return err_set(err, ERR_USAGE, "the model ends with %zu outputs and the data %s %zu %s:"
			       " let it end with `dense %zu`, or say `model auto`",
			       shape_size(m->out), d->kind == DATA_CLASSES ? "have" : "need",
			       d->outputs, d->kind == DATA_CLASSES ? "classes" : d->outputs == 1 ? "output" : "outputs",
			       d->outputs);
	return 0;
}

/* ---- the condition ---- */

static void put_level(struct str *out, const struct settings *s, int k)
{
	if (k == SOURCE_OPTIMIZER)
		str_add(out, optim_name((enum optim_kind)s->level[k]));
	else
		str_addf(out, "%" PRIu32, s->level[k]);
}

enum state settings_state(const struct settings *s, enum source k)
{
	if (s->external)
		return s->external->state[k];
	return k < SOURCE_COUNT ? s->state[k] : STATE_OFF;
}

void settings_source_text(const struct settings *s, enum source k, struct str *out)
{
	if (s->external) {
		str_add(out, state_name(s->external->state[k]));
		if (s->external->state[k] == STATE_FIXED) {
			str_addc(out, ' ');
			external_level(s->external, k, s->external->level[k], out);
		}
		return;
	}
	str_add(out, state_name(s->state[k]));
	if (s->state[k] == STATE_FIXED) {
		str_addc(out, ' ');
		put_level(out, s, k);
	}
}

static void put_optim(struct str *out, const struct optim *o)
{
	str_add(out, "optimizer ");
	optim_format(o, out);
	str_addc(out, '\n');
}

static void put_states(struct str *out, const struct settings *s, const struct condition *c)
{
	static const char *const verb[] = { "fix", "free", "off" };

	for (int st = STATE_FIXED; st <= STATE_OFF; st++) {
		size_t n = 0;

		for (int k = 0; k < SOURCE_COUNT; k++) {
			if (c->state[k] != (enum state)st)
				continue;
			str_addf(out, "%s %s", n++ ? "" : verb[st], source_name((enum source)k));
			if (st == STATE_FIXED) {
				str_addc(out, '=');
				put_level(out, s, k);
			}
		}
		if (n)
			str_addc(out, '\n');
	}
	if (c->state[SOURCE_BATCH] == STATE_FREE) {
		str_add(out, "choices batch ");
		for (uint32_t i = 0; i < c->n_batch; i++)
			str_addf(out, "%s%" PRIu32, i ? "," : "", c->batch[i]);
		str_addc(out, '\n');
	}
	if (c->state[SOURCE_OPTIMIZER] == STATE_FREE) {
		str_add(out, "choices optimizer ");
		for (uint32_t i = 0; i < c->n_optim; i++)
			str_addf(out, "%s%s", i ? "," : "", optim_name((enum optim_kind)c->optim[i]));
		str_addc(out, '\n');
	}
}

#define HASH " # "	/* behind the data line, a comment */

/* The canonical commands: only what changes a run's bits is in them. */
static void put_held(struct str *out, const struct condition *c)
{
	if (!c->until)
		return;
	str_add(out, "hold");
	for (int k = 0; k < SOURCE_COUNT; k++) {
		if (!(c->held >> k & 1u))
			continue;
		str_addf(out, " %s", source_name((enum source)k));
		if (k != SOURCE_NUDGE)
			str_addf(out, "=%" PRIu32, c->first[k]);
	}
	str_addf(out, " until=%" PRIu32 "\n", c->until);
}

static void put_when(struct str *out, const struct when_plan *w)
{
	str_addf(out, "plan when %s ", source_name(w->source));
	for (uint32_t i = 0; i < w->n; i++)
		str_addf(out, "%s%" PRIu32, i ? "," : "", w->k[i]);
	str_addf(out, " %" PRIu32 "\n", w->children);
}

static char *canonical(const struct settings *s, const struct condition *c)
{
	const struct problem *p = &c->problem;
	struct str out = STR_INIT;
	int any_free = 0;

	str_addf(&out, "data %s" HASH "%016" PRIx64 "\nmodel ", s->data_line, p->data->hash);
	model_format(&p->model, &out);
	str_addf(&out, "\ninit %s\nloss %s", init_name(p->model.init), loss_name(p->loss));
	if (p->loss == LOSS_HUBER) {
		str_add(&out, " delta=");
		str_add_double(&out, s->huber_delta);
	}
	str_addc(&out, '\n');
	if (c->state[SOURCE_OPTIMIZER] == STATE_FREE) {
		for (uint32_t i = 0; i < c->n_optim; i++)
			put_optim(&out, &p->optim[c->optim[i]]);
	} else {
		put_optim(&out, &p->optim[c->level[SOURCE_OPTIMIZER]]);
	}
	if (p->budget == BUDGET_UPDATES) {
		str_addf(&out, "budget updates %" PRIu64 "\n", p->updates);
	} else if (p->budget == BUDGET_LOSS) {
		str_add(&out, "budget loss ");
		str_add_double(&out, s->target);
		str_addf(&out, " epochs=%" PRIu32 "\n", p->epochs);
	} else {
		str_addf(&out, "budget epochs %" PRIu32, p->epochs);
		if (p->patience)
			str_addf(&out, " patience=%" PRIu32, p->patience);
		str_addc(&out, '\n');
	}
	if (p->schedule != SCHEDULE_CONSTANT || p->warmup) {
		str_addf(&out, "schedule %s", schedule_name(p->schedule));
		if (p->warmup)
			str_addf(&out, " warmup=%" PRIu64, p->warmup);
		str_addc(&out, '\n');
	}
	if (p->average == AVERAGE_EMA) {
		str_add(&out, "average ema ");
		str_add_double(&out, p->decay);
		str_addc(&out, '\n');
	} else if (p->average == AVERAGE_LAST) {
		str_addf(&out, "average last %" PRIu32 "\n", p->last);
	}
	if (p->l2 > 0) {
		str_add(&out, "l2 ");
		str_add_double(&out, s->l2);
		str_addc(&out, '\n');
	}
	str_add(&out, "set test ");
	str_add_double(&out, p->test);
	str_addc(&out, '\n');
	if (p->max_probes != 256)
		str_addf(&out, "set probes %zu\n", p->max_probes);
	if (p->scaled || s->data->standard)	/* else nothing ever was, nor says so */
		str_addf(&out, "set standardize %s\n", standardize_name(p->standardize));
	if (p->remainder != REMAINDER_KEEP)
		str_addf(&out, "set remainder %s\n", remainder_name(p->remainder));
	/* "on" is what sessions said when test rows counted too; without any it is the same */
	if (p->class_weights)
		str_addf(&out, "class-weights %s\n", p->class_weights == CLASS_WEIGHTS_TRAINING && p->n_test
			 ? "training" : "on");
	if (p->stratify_split)
		str_add(&out, "stratify split on\n");
	if (p->stratify_shuffle)
		str_add(&out, "stratify shuffle on\n");
	str_addf(&out, "engine %s\n", engine_name(c->engine));
	put_states(&out, s, c);
	for (int k = 0; k < SOURCE_COUNT; k++)
		any_free |= c->state[k] == STATE_FREE;
	put_held(&out, c);
	if (any_free || c->plan == PLAN_WHEN)
		str_addf(&out, "seed %" PRIu32 "\n", c->master);
	if (c->plan == PLAN_WHEN)
		put_when(&out, &c->when);
	else if (c->plan != PLAN_PLAIN)
		str_addf(&out, "plan %s\n", plan_name(c->plan));
	return str_detach(&out);
}

size_t settings_text_shown(const char *line)
{
	size_t n = strcspn(line, "\n");

	for (size_t i = 0; i + strlen(HASH) < n; i++)
		if (strncmp(line + i, HASH, strlen(HASH)) == 0)
			return i;
	return n;
}

int settings_text_hash(const char *commands, uint64_t *hash)
{
	size_t n = strcspn(commands, "\n"), shown = settings_text_shown(commands);
	const char *digits = commands + shown + strlen(HASH);

	if (n != shown + strlen(HASH) + 16 || strspn(digits, "0123456789abcdef") != 16)
		return 0;
	*hash = strtoull(digits, NULL, 16);
	return 1;
}

static int check_sources(const struct settings *s, struct err *err)
{
	if (s->data->chronological && s->state[SOURCE_SPLIT] != STATE_OFF)
		return err_set(err, ERR_USAGE, "the rows are in %s, so the last ones are the test"
			       " set: split must be off", s->data->chronological & DATA_IN_GROUPS ? "groups" : "time order");
	if (s->data->chronological & DATA_IN_GROUPS && s->has_test && s->test > 0
	    && s->test != s->data->default_test)
		return err_set(err, ERR_USAGE, "the test set is whole groups: give the share with the data,"
			       " data FILE group=COLUMN test=%g, or `set test auto`", s->test);
	if (s->state[SOURCE_SPLIT] != STATE_OFF && settings_test(s) <= 0)
		return err_set(err, ERR_USAGE, "there is no test set to split off: say `set test .25`,"
			       " or `off split`");
	return 0;
}

/* Standardised targets are on both sides of 0, and so must the net's answers be able to
 * be: whoever ends it with a sigmoid has targets that suit it. */
static enum standardize choose_standardize(const struct settings *s, const struct model *m)
{
	const struct layer *last = &m->layer[m->n - 1];
	const int bounded = last->act != ACT_LINEAR && last->act != ACT_LEAKY_RELU &&
			    last->kind != LAYER_RESIDUAL;
	const int targets = s->data->kind == DATA_REGRESSION;

	if (s->standardize == STANDARDIZE_ALL && !targets)
		return STANDARDIZE_INPUTS;
	if (s->standardize != SETTINGS_AUTO)
		return (enum standardize)s->standardize;
	if (s->data->standard < DATA_STANDARD_INPUTS)
		return STANDARDIZE_OFF;
	if (s->data->standard == DATA_STANDARD_INPUTS || !targets || bounded)
		return STANDARDIZE_INPUTS;
	return s->data->chronological & DATA_IN_TIME ? STANDARDIZE_SERIES : STANDARDIZE_ALL;
}

/* Of what is held, what can be: a source that is off has no level, neither first nor then. */
static void hold(const struct settings *s, struct condition *c)
{
	for (int k = 0; k < SOURCE_COUNT && s->until; k++)
		if (s->held >> k & 1u && c->state[k] != STATE_OFF) {
			c->held |= 1u << k;
			c->first[k] = s->first[k];
		}
	c->until = c->held ? s->until : 0;
}

/* Epochs at which the sources are told apart, too, of so many: denser at the beginning. */
static uint32_t marks(uint32_t epochs, uint32_t *mark)
{
	static const uint32_t step[] = { 10, 14, 20, 30, 40, 50, 70 };
	uint32_t all[64] = { 1, 2, 3, 5, 7 }, n = 5, every, out = 0;

	for (uint64_t ten = 1; n + 7 < 64 && ten * 10 < epochs; ten *= 10)
		for (size_t i = 0; i < sizeof step / sizeof *step; i++)
			all[n++] = (uint32_t)(ten * step[i]);
	while (n && all[n - 1] >= epochs)
		n--;
	every = (n + PROBLEM_MARKS - 1) / PROBLEM_MARKS;
	for (uint32_t i = every ? (n - 1) % every : 0; i < n; i += every)
		mark[out++] = all[i];
	return out;
}

struct condition *settings_condition(const struct settings *s, struct err *err)
{
	struct condition *c;
	struct problem *p;
	struct levels split;

	if (s->external) {
		c = external_condition(s->external, s->data, external_text(s->external, s->data, s->plan), err);
		if (c)
			c->plan = s->plan;
		return c;
	}
	c = condition_new();
	p = &c->problem;

	problem_defaults(p);
	if (check_sources(s, err) || settings_model(s, &p->model, err))
		goto fail;
	p->loss = s->loss;
	p->huber_delta = (float)s->huber_delta;
	p->l2 = (float)s->l2;
	memcpy(p->optim, s->optim, sizeof p->optim);
	p->budget = s->budget;
	p->epochs = s->epochs;
	p->updates = s->updates;
	p->target = (float)s->target;
	p->test = settings_test(s);
	p->stratify_split = s->stratify_split;
	p->stratify_shuffle = s->stratify_shuffle;
	p->class_weights = s->class_weights;
	p->remainder = s->remainder;
	p->average = s->average;
	p->decay = s->decay;
	p->last = s->last;
	p->schedule = s->schedule;
	p->warmup = s->warmup;
	p->patience = s->budget == BUDGET_EPOCHS ? s->patience : 0;
	p->standardize = choose_standardize(s, &p->model);
	p->max_probes = s->probes;
	c->master = s->seed;
	for (int k = 0; k < SOURCE_SLOTS; k++) {
		c->state[k] = k < SOURCE_COUNT ? s->state[k] : STATE_OFF;
		c->level[k] = c->state[k] == STATE_FIXED ? s->level[k] : 0;
	}
	c->n_batch = s->n_batch;
	memcpy(c->batch, s->batch, sizeof c->batch);
	c->n_optim = s->n_optim;
	memcpy(c->optim, s->optim_choice, sizeof c->optim);
	c->plan = s->plan;
	if (c->plan == PLAN_WHEN)
		c->when = s->when;
	hold(s, c);
	c->engine = s->engine != ENGINE_AUTO ? s->engine
		: engine_auto(&p->model);
	/* The split is known unless it is free; its level is all that matters here. */
	memset(&split, 0, sizeof split);
	split.v[SOURCE_SPLIT] = c->level[SOURCE_SPLIT];
	if (s->state[SOURCE_SPLIT] == STATE_OFF)
		split.off = 1u << SOURCE_SPLIT;
	/* where what is there after so many epochs is a training of that length */
	if (c->plan == PLAN_PICKFREEZE && p->budget != BUDGET_UPDATES && s->state[SOURCE_SPLIT] != STATE_FREE
	    && p->average == AVERAGE_OFF && p->schedule == SCHEDULE_CONSTANT)
		p->n_marks = marks(p->epochs, p->mark);
	p->data = s->data;
	if (problem_init(p, s->state[SOURCE_SPLIT] != STATE_FREE, &split, err)) {
		p->data = NULL;
		goto fail;
	}
	c->commands = canonical(s, c);
	return c;
fail:
	condition_unref(c);
	return NULL;
}
