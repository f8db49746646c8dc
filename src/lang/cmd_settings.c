/*
 * cmd_settings.c - the commands that say what is trained and how.
 *
 * They edit lab->now; whether it all fits together is checked afterwards, in
 * lab_commit, so that `model` and `data` may come in either order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "lang/cmd_int.h"

static int is_auto(const struct words *w)
{
	return w->n == 2 && strcmp(w->w[1].text, "auto") == 0;
}

/* ---- data ---- */

static int is_data_option(const char *key)
{
	for (const struct data_builtin *o = data_options(); o && o->name; o++)
		if (strcmp(o->name, key) == 0)
			return 1;
	return 0;
}

static int is_builtin(const char *name)
{
	for (const struct data_builtin *b = data_builtins(); b && b->name; b++)
		if (strcmp(b->name, name) == 0)
			return 1;
	return 0;
}

/* What the data command's words say, for dataset_load and for us. */
struct data_words {
	struct data_option opt[32];
	char *key[32];
	size_t n;
	unsigned long long seed;
	int has_test;
	double test;
	char *test_key;
	const char *test_value;
	struct str line;	/* canonical */
};

static void data_words_release(struct data_words *d)
{
	for (size_t i = 0; i < d->n; i++)
		free(d->key[i]);
	free(d->test_key);
	str_release(&d->line);
}

static int data_words(struct data_words *d, const struct words *w, struct err *err)
{
	memset(d, 0, sizeof *d);
	str_init(&d->line);
	d->seed = 1;
	lex_quote(&d->line, w->w[1].text);
	for (size_t i = 2; i < w->n; i++) {
		size_t klen;
		const char *value = word_value(w->w[i].text, &klen);
		char *key;
		int code = 0;

		if (!value)
			return word_err(w, i, err, ERR_USAGE, "'%s': an option KEY=VALUE was expected,"
					" see `help data`", w->w[i].text);
		str_addc(&d->line, ' ');
		lex_quote(&d->line, w->w[i].text);
		key = xstrndup(w->w[i].text, klen);
		if (strcmp(key, "seed") == 0 && !is_data_option("seed")) {
			code = word_uint(w, i, klen + 1, "a seed", 0, UINT32_MAX, &d->seed, err);
			free(key);
		} else if (strcmp(key, "test") == 0 && !is_data_option("test")) {
			code = word_real(w, i, klen + 1, "a test fraction", 0, .9, &d->test, err);
			d->has_test = 1;
			free(d->test_key);
			d->test_key = key;
			d->test_value = value;
		} else if (d->n == sizeof d->opt / sizeof *d->opt) {
			free(key);
			code = word_err(w, i, err, ERR_LIMIT, "too many options");
		} else {
			d->key[d->n] = key;
			d->opt[d->n++] = (struct data_option){ key, value };
		}
		if (code)
			return code;
	}
	/* a test set of whole groups is the reader's to choose */
	for (size_t i = 0; i < d->n && d->test_key; i++)
		if (strcmp(d->key[i], "group") == 0 && d->n < sizeof d->opt / sizeof *d->opt) {
			d->opt[d->n] = (struct data_option){ d->test_key, d->test_value };
			d->key[d->n++] = d->test_key;
			d->test_key = NULL;
		}
	return 0;
}

enum cmd_result cmd_data(struct lab *lab, const struct words *w, struct err *err)
{
	struct data_words d;
	struct dataset *set = NULL;
	int code, fresh = !is_builtin(w->n > 1 ? w->w[1].text : "");

	if (words_args(w, 1, 40, err))
		return CMD_ERROR;
	code = data_words(&d, w, err);
	if (!code && lab->restricted && lab->session_data)
		set = dataset_ref(lab->session_data);
	else if (!code && lab->restricted && !is_builtin(w->w[1].text))
		code = word_err(w, 1, err, ERR_STATE, "the session does not hold its data '%s', and a session"
				" may not name files to read: give the data file yourself", w->w[1].text);
	else if (!code)
		code = dataset_load(&set, w->w[1].text, d.opt, d.n, (uint32_t)d.seed, err);
	if (code) {
		err_place(err, w->file, w->line, w->w[1].col);
		data_words_release(&d);
		return CMD_ERROR;
	}
	/* whole groups are held out, the reader saw to it */
	if (set->chronological & DATA_IN_GROUPS && d.test > 0)
		d.has_test = 0;
	if (!lab->restricted)
		lab->now.standardize = SETTINGS_AUTO;
	lab->now.has_test = d.has_test;
	lab->now.test = d.test;
	settings_data(&lab->now, set, d.line.s);
	data_words_release(&d);
	if (fresh && !lab->restricted)
		data_said_log(lab, set);
	return CMD_DONE;
}

/* ---- the model and its training ---- */

enum cmd_result cmd_model(struct lab *lab, const struct words *w, struct err *err)
{
	struct settings *s = &lab->now;
	struct model m = { 0 };
	struct err e = ERR_INIT;
	struct str text = STR_INIT;

	if (words_args(w, 1, LEX_MAX_WORDS, err))
		return CMD_ERROR;
	free(s->model);
	s->model = NULL;
	if (is_auto(w))
		return CMD_DONE;
	if (model_parse(&m, w->rest, s->data->outputs, &e)) {
		err_at(err, e.code, w->file, w->line, w->rest_col + (e.col > 0 ? e.col - 1 : 0), "%s", e.text);
		return CMD_ERROR;
	}
	/* A preset stays a name: its last layer goes on following the data. */
	for (const struct model_preset *p = model_presets(); p->name; p++)
		if (w->n == 2 && strcmp(p->name, w->w[1].text) == 0)
			str_add(&text, p->name);
	if (!text.len)
		model_format(&m, &text);
	s->model = str_detach(&text);
	return CMD_DONE;
}

enum cmd_result cmd_init(struct lab *lab, const struct words *w, struct err *err)
{
	enum init i;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	i = is_auto(w) ? INIT_GLOROT_UNIFORM : init_find(w->w[1].text);
	if (i == INIT_COUNT)
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "there is no initialiser '%s': glorot-uniform,"
			" glorot-normal, he-uniform, he-normal, lecun-uniform, lecun-normal, uniform,"
			" normal and zeros are known", w->w[1].text));
	lab->now.init = i;
	return CMD_DONE;
}

enum cmd_result cmd_loss(struct lab *lab, const struct words *w, struct err *err)
{
	struct settings *s = &lab->now;
	enum loss l;
	size_t klen;

	if (words_args(w, 1, 2, err))
		return CMD_ERROR;
	if (is_auto(w)) {
		s->has_loss = 0;
		return CMD_DONE;
	}
	l = loss_find(w->w[1].text);
	if (l == LOSS_COUNT)
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "there is no loss '%s': mse, mae, huber, bce and"
			" cross-entropy are known", w->w[1].text));
	if (w->n == 3) {
		if (l != LOSS_HUBER || !word_value(w->w[2].text, &klen)
		    || strncmp(w->w[2].text, "delta=", 6) != 0)
			return CMD_FAIL(word_err(w, 2, err, ERR_USAGE, "'%s' was not expected: only huber takes"
				" an option, delta=NUMBER", w->w[2].text));
		if (word_real(w, 2, klen + 1, "a delta", 1e-6, 1e6, &s->huber_delta, err))
			return CMD_ERROR;
	}
	s->loss = l;
	s->has_loss = 1;
	return CMD_DONE;
}

enum cmd_result cmd_optimizer(struct lab *lab, const struct words *w, struct err *err)
{
	struct settings *s = &lab->now;
	enum optim_kind k;
	struct optim o;

	if (words_args(w, 1, 9, err))
		return CMD_ERROR;
	if (is_auto(w)) {
		s->has_optimizer = 0;
		memset(s->has_optim, 0, sizeof s->has_optim);
		return CMD_DONE;
	}
	k = optim_find(w->w[1].text);
	if (k == OPTIM_COUNT)
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "there is no optimizer '%s': sgd, momentum,"
			" nesterov, adam, adamw, nadam, rmsprop and adagrad are known", w->w[1].text));
	o = optim_default(k);
	for (size_t i = 2; i < w->n; i++) {
		size_t klen;
		const char *value = word_value(w->w[i].text, &klen);
		char key[16];
		struct err e = ERR_INIT;

		if (!value || klen >= sizeof key)
			return CMD_FAIL(word_err(w, i, err, ERR_USAGE, "'%s': a parameter such as lr=.01 was"
				" expected", w->w[i].text));
		snprintf(key, sizeof key, "%.*s", (int)klen, w->w[i].text);
		if (optim_set(&o, key, value, &e))
			return CMD_FAIL(word_err(w, i, err, (int)e.code, "%s", e.text));
	}
	s->optim[k] = o;
	s->has_optimizer = s->has_optim[k] = 1;
	s->level[SOURCE_OPTIMIZER] = k;
	s->state[SOURCE_OPTIMIZER] = STATE_FIXED;
	s->has_state[SOURCE_OPTIMIZER] = 1;
	return CMD_DONE;
}

enum cmd_result cmd_budget(struct lab *lab, const struct words *w, struct err *err)
{
	struct settings *s = &lab->now;
	unsigned long long n;

	if (is_auto(w)) {
		s->has_budget = 0;
		return CMD_DONE;
	}
	if (words_args(w, 2, 3, err))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "epochs") == 0 && w->n == 3) {
		if (word_uint(w, 2, 0, "a number of epochs", 1, 100000, &n, err))
			return CMD_ERROR;
		s->budget = BUDGET_EPOCHS;
		s->epochs = (uint32_t)n;
	} else if (strcmp(w->w[1].text, "updates") == 0 && w->n == 3) {
		if (word_uint(w, 2, 0, "a number of updates", 1, 1000000000, &n, err))
			return CMD_ERROR;
		s->budget = BUDGET_UPDATES;
		s->updates = n;
	} else if (strcmp(w->w[1].text, "loss") == 0) {
		n = 1000;
		if (word_real(w, 2, 0, "a loss", 0, 1e30, &s->target, err))
			return CMD_ERROR;
		if (w->n == 4 && strncmp(w->w[3].text, "epochs=", 7) != 0)
			return CMD_FAIL(word_err(w, 3, err, ERR_USAGE, "'%s': epochs=N, the most epochs to"
				" wait for that loss, was expected", w->w[3].text));
		if (w->n == 4 && word_uint(w, 3, 7, "a number of epochs", 1, 100000, &n, err))
			return CMD_ERROR;
		s->budget = BUDGET_LOSS;
		s->epochs = (uint32_t)n;
	} else {
		return CMD_FAIL(word_err(w, w->n == 4 ? 3 : 1, err, ERR_USAGE, "'%s': epochs N, updates N or"
			" loss X [epochs=N] was expected", w->w[w->n == 4 ? 3 : 1].text));
	}
	s->has_budget = 1;
	return CMD_DONE;
}

enum cmd_result cmd_batch(struct lab *lab, const struct words *w, struct err *err)
{
	struct settings *s = &lab->now;
	unsigned long long n;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (is_auto(w)) {
		s->has_batch = 0;
		s->state[SOURCE_BATCH] = STATE_FIXED;
		return CMD_DONE;
	}
	s->has_state[SOURCE_BATCH] = 1;
	if (strcmp(w->w[1].text, "full") == 0) {
		s->state[SOURCE_BATCH] = STATE_OFF;
		return CMD_DONE;
	}
	if (word_uint(w, 1, 0, "a batch size", 1, 1 << 20, &n, err))
		return CMD_ERROR;
	s->level[SOURCE_BATCH] = (uint32_t)n;
	s->state[SOURCE_BATCH] = STATE_FIXED;
	s->has_batch = 1;
	return CMD_DONE;
}

enum cmd_result cmd_l2(struct lab *lab, const struct words *w, struct err *err)
{
	return words_args(w, 1, 1, err)
		|| word_real(w, 1, 0, "an L2 factor", 0, 1000, &lab->now.l2, err) ? CMD_ERROR : CMD_DONE;
}

enum cmd_result cmd_dropout(struct lab *lab, const struct words *w, struct err *err)
{
	struct settings *s = &lab->now;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (is_auto(w)) {
		s->has_dropout = 0;
		s->has_state[SOURCE_DROPOUT] = 0;
		return CMD_DONE;
	}
	if (word_real(w, 1, 0, "a dropout rate", 0, .95, &s->dropout, err))
		return CMD_ERROR;
	s->has_dropout = 1;
	/* A rate asks for dropout: the state follows it unless it is free already. */
	if (s->state[SOURCE_DROPOUT] != STATE_FREE || s->dropout <= 0)
		s->has_state[SOURCE_DROPOUT] = 0;
	return CMD_DONE;
}

enum cmd_result cmd_class_weights(struct lab *lab, const struct words *w, struct err *err)
{
	struct settings *s = &lab->now;
	int on = 1;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "training") != 0 && word_bool(w, 1, 0, &on, err))
		return CMD_ERROR;
	s->class_weights = on ? CLASS_WEIGHTS_TRAINING : CLASS_WEIGHTS_OFF;
	/* In a session's condition the word is of a time when test rows counted, too. */
	if (lab->restricted && on && strcmp(w->w[1].text, "on") == 0 && settings_test(s) > 0)
		s->class_weights = CLASS_WEIGHTS_ALL;
	return CMD_DONE;
}

enum cmd_result cmd_stratify(struct lab *lab, const struct words *w, struct err *err)
{
	int on = 1;

	if (words_args(w, 1, 2, err) || (w->n == 3 && word_bool(w, 2, 0, &on, err)))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "split") == 0)
		lab->now.stratify_split = on;
	else if (strcmp(w->w[1].text, "shuffle") == 0)
		lab->now.stratify_shuffle = on;
	else
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': split or shuffle was expected",
					 w->w[1].text));
	return CMD_DONE;
}

enum cmd_result cmd_seed(struct lab *lab, const struct words *w, struct err *err)
{
	unsigned long long n;

	if (words_args(w, 1, 1, err) || word_uint(w, 1, 0, "a seed", 0, UINT32_MAX, &n, err))
		return CMD_ERROR;
	lab->now.seed = (uint32_t)n;
	return CMD_DONE;
}

enum cmd_result cmd_engine(struct lab *lab, const struct words *w, struct err *err)
{
	struct err refusal = ERR_INIT;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "auto") == 0)
		lab->now.engine = ENGINE_AUTO;
	else if (strcmp(w->w[1].text, "lanes") == 0)
		lab->now.engine = ENGINE_LANES;
	else if (strcmp(w->w[1].text, "blis") == 0 && !lab->restricted && engine_usable(ENGINE_BLIS, &refusal))
		return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "%s", refusal.text));
	else if (strcmp(w->w[1].text, "blis") == 0)
		lab->now.engine = ENGINE_BLIS;
	else
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "there is no engine '%s': auto, lanes and blis"
			" are known", w->w[1].text));
	return CMD_DONE;
}

enum cmd_result cmd_plan(struct lab *lab, const struct words *w, struct err *err)
{
	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "plain") == 0)
		lab->now.plan = PLAN_PLAIN;
	else if (strcmp(w->w[1].text, "pick-freeze") == 0)
		lab->now.plan = PLAN_PICKFREEZE;
	else
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': plain or pick-freeze was expected",
					 w->w[1].text));
	return CMD_DONE;
}
