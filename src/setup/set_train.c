/*
 * set_train.c - the model and its training: what becomes of data.
 *
 * Whether it all fits together is checked afterwards (settings_condition), so that
 * `model` and `data` may come in either order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "setup/setup_int.h"

static int is_auto(const struct words *w)
{
	return w->n == 2 && strcmp(w->w[1].text, "auto") == 0;
}

static int set_model(struct settings *s, const struct words *w, struct err *err)
{
	struct model m = { 0 };
	struct err e = ERR_INIT;
	struct str text = STR_INIT;

	if (words_args(w, 1, LEX_MAX_WORDS, err))
		return ERR_USAGE;
	free(s->model);
	s->model = NULL;
	if (is_auto(w))
		return 0;
	if (model_parse(&m, w->rest, s->data->outputs, &e)) {
		err_at(err, e.code, w->file, w->line, w->rest_col + (e.col > 0 ? e.col - 1 : 0), "%s", e.text);
		return (int)e.code;
	}
	/* A preset stays a name: its last layer goes on following the data. */
	for (const struct model_preset *p = model_presets(); p->name; p++)
		if (w->n == 2 && strcmp(p->name, w->w[1].text) == 0)
			str_add(&text, p->name);
	if (!text.len)
		model_format(&m, &text);
	s->model = str_detach(&text);
	return 0;
}

static int set_init(struct settings *s, const struct words *w, struct err *err)
{
	enum init i;

	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	i = is_auto(w) ? INIT_GLOROT_UNIFORM : init_find(w->w[1].text);
	if (i == INIT_COUNT)
		return word_not_known(w, 1, 0, KNOWN_INIT, w->w[1].text, err);
	s->init = i;
	return 0;
}

static int set_loss(struct settings *s, const struct words *w, struct err *err)
{
	enum loss l;
	size_t klen;

	if (words_args(w, 1, 2, err))
		return ERR_USAGE;
	if (is_auto(w)) {
		s->has_loss = 0;
		return 0;
	}
	l = loss_find(w->w[1].text);
	if (l == LOSS_COUNT)
		return word_not_known(w, 1, 0, KNOWN_LOSS, w->w[1].text, err);
	if (w->n == 3) {
		if (l != LOSS_HUBER || !word_value(w->w[2].text, &klen)
		    || strncmp(w->w[2].text, "delta=", 6) != 0)
			return word_err(w, 2, err, ERR_USAGE, "'%s' was not expected: only huber takes"
				" an option, delta=NUMBER", w->w[2].text);
		if (word_real(w, 2, klen + 1, "a delta", 1e-6, 1e6, &s->huber_delta, err))
			return ERR_USAGE;
	}
	s->loss = l;
	s->has_loss = 1;
	return 0;
}

#define AVERAGE_WORDS "off ema last"			/* enum average */
#define SCHEDULE_WORDS "constant cosine linear step"	/* enum schedule */

static int set_optimizer(struct settings *s, const struct words *w, struct err *err)
{
	unsigned long long warmup = s->warmup;
	enum schedule schedule = s->schedule;
	enum optim_kind k;
	struct optim o;

	if (words_args(w, 1, 11, err))
		return ERR_USAGE;
	if (is_auto(w)) {
		s->has_optimizer = 0;
		memset(s->has_optim, 0, sizeof s->has_optim);
		return 0;
	}
	k = optim_find(w->w[1].text);
	if (k == OPTIM_COUNT)
		return word_not_known(w, 1, 0, KNOWN_OPTIMIZER, w->w[1].text, err);
	o = optim_default(k);
	for (size_t i = 2; i < w->n; i++) {
		size_t klen;
		const char *value = word_value(w->w[i].text, &klen);
		char key[16];
		struct err e = ERR_INIT;

		if (!value || klen >= sizeof key)
			return word_err(w, i, err, ERR_USAGE, "'%s': a parameter such as lr=.01 was"
				" expected", w->w[i].text);
		snprintf(key, sizeof key, "%.*s", (int)klen, w->w[i].text);
		if (strcmp(key, "schedule") == 0) {
			schedule = schedule_find(value);
			if (schedule == SCHEDULE_COUNT)
				return word_err(w, i, err, ERR_USAGE, "'%s' is no schedule: constant, cosine, linear or step"
						" was expected", value);
			continue;
		}
		if (strcmp(key, "warmup") == 0) {
			if (word_uint(w, i, klen + 1, "a number of updates", 0, 1000000000, &warmup, err))
				return ERR_USAGE;
			continue;
		}
		if (optim_set(&o, key, value, &e))
			return word_err(w, i, err, (int)e.code, "%s", e.text);
	}
	s->optim[k] = o;
	s->schedule = schedule;
	s->warmup = warmup;
	s->has_optimizer = s->has_optim[k] = 1;
	s->level[SOURCE_OPTIMIZER] = k;
	s->state[SOURCE_OPTIMIZER] = STATE_FIXED;
	s->has_state[SOURCE_OPTIMIZER] = 1;
	return 0;
}

static int set_budget(struct settings *s, const struct words *w, struct err *err)
{
	unsigned long long n;

	if (is_auto(w)) {
		s->has_budget = 0;
		s->patience = 0;
		return 0;
	}
	if (words_args(w, 2, 3, err))
		return ERR_USAGE;
	if (strcmp(w->w[1].text, "epochs") == 0 && (w->n == 3 || strncmp(w->w[3].text, "patience=", 9) == 0)) {
		unsigned long long patience = 0;

		if (word_uint(w, 2, 0, "a number of epochs", 1, 100000, &n, err)
		    || (w->n == 4 && word_uint(w, 3, 9, "a number of epochs", 0, 100000, &patience, err)))
			return ERR_USAGE;
		s->patience = (uint32_t)patience;
		s->budget = BUDGET_EPOCHS;
		s->epochs = (uint32_t)n;
	} else if (strcmp(w->w[1].text, "updates") == 0 && w->n == 3) {
		if (word_uint(w, 2, 0, "a number of updates", 1, 1000000000, &n, err))
			return ERR_USAGE;
		s->budget = BUDGET_UPDATES;
		s->patience = 0;
		s->updates = n;
	} else if (strcmp(w->w[1].text, "loss") == 0) {
		n = 1000;
		if (word_real(w, 2, 0, "a loss", 0, 1e30, &s->target, err))
			return ERR_USAGE;
		if (w->n == 4 && strncmp(w->w[3].text, "epochs=", 7) != 0)
			return word_err(w, 3, err, ERR_USAGE, "'%s': epochs=N, the most epochs to"
				" wait for that loss, was expected", w->w[3].text);
		if (w->n == 4 && word_uint(w, 3, 7, "a number of epochs", 1, 100000, &n, err))
			return ERR_USAGE;
		s->budget = BUDGET_LOSS;
		s->patience = 0;
		s->epochs = (uint32_t)n;
	} else {
		return word_err(w, w->n == 4 ? 3 : 1, err, ERR_USAGE, "'%s': epochs N [patience=N],"
			" updates N or loss X [epochs=N] was expected", w->w[w->n == 4 ? 3 : 1].text);
	}
	s->has_budget = 1;
	return 0;
}

static int set_average(struct settings *s, const struct words *w, struct err *err)
{
	unsigned long long n = 1;
	double decay = .98;
	int how;

	if (words_args(w, 1, 2, err))
		return ERR_USAGE;
	how = word_among(w, 1, AVERAGE_WORDS, err);
	if (how < 0)
		return ERR_USAGE;
	if (w->n == 2 ? how == AVERAGE_LAST : how == AVERAGE_OFF)
		return word_err(w, w->n == 2 ? 1 : 2, err, ERR_USAGE, how == AVERAGE_LAST ? "last how many epochs? `average last 5`"
				: "off takes no number");
	if (w->n == 3 && how == AVERAGE_EMA && word_real(w, 2, 0, "a decay", 0, .999999, &decay, err))
		return ERR_USAGE;
	if (w->n == 3 && how == AVERAGE_LAST && word_uint(w, 2, 0, "a number of epochs", 1, 100000, &n, err))
		return ERR_USAGE;
	s->average = (enum average)how;
	s->decay = decay;
	s->last = (uint32_t)n;
	return 0;
}

/* word i, "warmup=N". */
static int read_warmup(const struct words *w, size_t i, unsigned long long *n, struct err *err)
{
	if (strncmp(w->w[i].text, "warmup=", 7) != 0)
		return word_err(w, i, err, ERR_USAGE, "'%s': warmup=N, a number of updates, was expected", w->w[i].text);
	return word_uint(w, i, 7, "a number of updates", 0, 1000000000, n, err);
}

static int set_schedule(struct settings *s, const struct words *w, struct err *err)
{
	unsigned long long warmup = 0;
	int how;

	if (words_args(w, 1, 2, err))
		return ERR_USAGE;
	how = word_among(w, 1, SCHEDULE_WORDS, err);
	if (how < 0 || (w->n == 3 && read_warmup(w, 2, &warmup, err)))
		return ERR_USAGE;
	s->schedule = (enum schedule)how;
	s->warmup = warmup;
	return 0;
}

static int set_batch(struct settings *s, const struct words *w, struct err *err)
{
	unsigned long long n;

	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	if (is_auto(w)) {
		s->has_batch = 0;
		s->state[SOURCE_BATCH] = STATE_FIXED;
		return 0;
	}
	s->has_state[SOURCE_BATCH] = 1;
	if (strcmp(w->w[1].text, "full") == 0) {
		s->state[SOURCE_BATCH] = STATE_OFF;
		return 0;
	}
	if (word_uint(w, 1, 0, "a batch size", 1, 1 << 20, &n, err))
		return ERR_USAGE;
	s->level[SOURCE_BATCH] = (uint32_t)n;
	s->state[SOURCE_BATCH] = STATE_FIXED;
	s->has_batch = 1;
	return 0;
}

static int set_l2(struct settings *s, const struct words *w, struct err *err)
{
	return words_args(w, 1, 1, err) || word_real(w, 1, 0, "an L2 factor", 0, 1000, &s->l2, err) ? ERR_USAGE : 0;
}

static int set_dropout(struct settings *s, const struct words *w, struct err *err)
{
	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	if (is_auto(w)) {
		s->has_dropout = 0;
		s->has_state[SOURCE_DROPOUT] = 0;
		return 0;
	}
	if (word_real(w, 1, 0, "a dropout rate", 0, .95, &s->dropout, err))
		return ERR_USAGE;
	s->has_dropout = 1;
	/* A rate asks for dropout: the state follows it unless it is free already. */
	if (s->state[SOURCE_DROPOUT] != STATE_FREE || s->dropout <= 0)
		s->has_state[SOURCE_DROPOUT] = 0;
	return 0;
}

int set_class_weights(struct settings *s, const struct words *w, struct err *err)
{
	int on = 1;

	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	if (strcmp(w->w[1].text, "training") != 0 && word_bool(w, 1, 0, &on, err))
		return ERR_USAGE;
	s->class_weights = on ? CLASS_WEIGHTS_TRAINING : CLASS_WEIGHTS_OFF;
	return 0;
}

#define STRATIFY_WORDS "split shuffle"

static int set_stratify(struct settings *s, const struct words *w, struct err *err)
{
	int on = 1, part;

	if (words_args(w, 1, 2, err) || (w->n == 3 && word_bool(w, 2, 0, &on, err)))
		return ERR_USAGE;
	part = word_among(w, 1, STRATIFY_WORDS, err);
	if (part < 0)
		return ERR_USAGE;
	*(part ? &s->stratify_shuffle : &s->stratify_split) = on;
	return 0;
}

static int set_seed(struct settings *s, const struct words *w, struct err *err)
{
	unsigned long long n;

	if (words_args(w, 1, 1, err) || word_uint(w, 1, 0, "a seed", 0, UINT32_MAX, &n, err))
		return ERR_USAGE;
	s->seed = (uint32_t)n;
	return 0;
}

int set_engine(struct settings *s, const struct words *w, struct err *err)
{
	enum engine_kind k;

	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	k = engine_find(w->w[1].text);
	if (k == (enum engine_kind)-1)
		return word_not_known(w, 1, 0, KNOWN_ENGINE, w->w[1].text, err);
	s->engine = k;
	return 0;
}

/* plan when SOURCE K,K CHILDREN */
static int set_when(struct settings *s, const struct words *w, struct err *err)
{
	struct when_plan p = { .source = SOURCE_COUNT };
	unsigned long long n;

	if (words_args(w, 4, 4, err))
		return ERR_USAGE;
	p.source = source_find(w->w[2].text);
	if (p.source == SOURCE_COUNT || !(SOURCES_IN_TIME >> p.source & 1u))
		return word_err(w, 2, err, ERR_USAGE, "'%s' is no source that acts in time: shuffle, dropout, nudge or"
				" rounding was expected", w->w[2].text);
	if (words_epochs(w, 3, p.k, &p.n, err) || word_uint(w, 4, 0, "a number of children", 2, WHEN_CHILDREN, &n, err))
		return ERR_USAGE;
	p.children = (uint32_t)n;
	s->plan = PLAN_WHEN;
	s->when = p;
	return 0;
}

static int set_plan(struct settings *s, const struct words *w, struct err *err)
{
	if (w->n > 1 && strcmp(w->w[1].text, plan_name(PLAN_WHEN)) == 0)
		return set_when(s, w, err);
	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	for (int p = 0; p < PLAN_WHEN; p++)
		if (strcmp(plan_name((enum plan_kind)p), w->w[1].text) == 0) {
			s->plan = (enum plan_kind)p;
			return 0;
		}
	return word_not_known(w, 1, 0, KNOWN_PLAN, w->w[1].text, err);
}

const struct set_row train_rows[] = {
	{ { "model", "LAYERS|PRESET|auto", "The network: layers separated by commas, or a preset's name.",
	  "dense N [ACT], residual [ACT], conv2d N KxK [same|valid] [stride=S] [ACT], conv1d N K ...,\n"
	  "maxpool K, avgpool K, flatten, dropout RATE. gelu is the tanh form (Keras'\n"
	  "approximate=True). auto follows the data.",
	  { ARG_MODEL, ARG_MODEL, ARG_MODEL }, { "auto" }, NULL, CMD_SETTING | CMD_RAW }, set_model },
	{ { "init", "NAME", "The initialiser of the weights.",
	  "Keras' by name, and what other libraries begin with: torch (U(+-1/sqrt(inputs)), biases too),\n"
	  "sklearn (Glorot's limit, biases too) and tfjs (glorot-normal, but .88 times as wide).",
	  { ARG_INIT }, { "auto" }, NULL, CMD_SETTING }, set_init },
	{ { "loss", "NAME [delta=X]|auto", "The loss; auto follows the data (mse, bce or cross-entropy).", NULL,
	  { ARG_LOSS }, { "auto" }, NULL, CMD_SETTING }, set_loss },
	{ { "optimizer", "NAME [KEY=VALUE]...|auto", "The optimizer and its parameters, to Keras' definitions.",
	  "Parameters: lr, momentum, beta1, beta2, eps, rho, wd, acc0, where the optimizer has them;\n"
	  "schedule and warmup of all of them.",
	  { ARG_OPTIMIZER, ARG_OPTIM_PARAM, ARG_OPTIM_PARAM }, { "auto" }, NULL, CMD_SETTING }, set_optimizer },
	{ { "schedule", "NAME [warmup=N]", "How the learning rate changes over a run; warmup: it rises over the first N updates.",
	  "constant, cosine (to 0), linear (to 0), step (a tenth from half of the updates on, a hundredth\n"
	  "from three quarters). The same as `optimizer NAME schedule=NAME warmup=N`.",
	  { ARG_NONE }, { SCHEDULE_WORDS }, NULL, CMD_SETTING }, set_schedule },
	{ { "average", "ema [DECAY]|last K|off", "Predict with a mean of the weights instead of the last ones.",
	  "ema: after each update the mean keeps DECAY (.98) of itself. last: the mean of the ends of the\n"
	  "last K epochs. Training and its curves stay as they are.",
	  { ARG_NONE }, { AVERAGE_WORDS }, NULL, CMD_SETTING }, set_average },
	{ { "budget", "epochs N [patience=N]|updates N|loss X [epochs=N]|auto", "When a run ends.",
	  "With equal epochs a larger batch takes fewer updates; `budget updates` makes that even.\n"
	  "loss X ends a run after the first epoch whose training loss is at most X; patience=N after\n"
	  "N epochs in a row whose test loss is not below the least so far.",
	  { ARG_NONE }, { "epochs updates loss auto" }, NULL, CMD_SETTING }, set_budget },
	{ { "batch", "N|full|auto", "Fix the mini-batch size; full is all rows at once.", NULL,
	  { ARG_NONE }, { "full auto" }, NULL, CMD_SETTING }, set_batch },
	{ { "l2", "X", "Add X times the sum of squared weights to the loss.", NULL,
	  { ARG_NONE }, { NULL }, NULL, CMD_SETTING }, set_l2 },
	{ { "dropout", "RATE|auto", "Dropout behind every hidden layer, or the rate of the model's own dropout layers.",
	  "Dropout is a source of randomness of its own: `free dropout` draws new masks in every run.",
	  { ARG_NONE }, { "auto" }, NULL, CMD_SETTING }, set_dropout },
	{ { "class-weights", "on|off", "Weight training rows so that every class counts the same among them.", NULL,
	  { ARG_NONE }, { "on off" }, NULL, CMD_SETTING }, set_class_weights },
	{ { "stratify", "split|shuffle [on|off]", "Keep the classes' shares in the test set, or in every part of an epoch.", NULL,
	  { ARG_NONE }, { STRATIFY_WORDS, "on off" }, NULL, CMD_SETTING }, set_stratify },
	{ { "seed", "N", "The master seed, from which free sources draw their levels.", NULL,
	  { ARG_NONE }, { NULL }, NULL, CMD_SETTING | CMD_DRIVEN }, set_seed },
	{ { "engine", "auto|lanes|blis", "How it is computed: many runs side by side, or one by matrix products.", NULL,
	  { ARG_ENGINE }, { NULL }, NULL, CMD_SETTING }, set_engine },
	{ { "plan", "plain|pick-freeze|when SOURCE K,... CHILDREN", "How run numbers become levels.",
	  "`attribute` uses pick-freeze by itself, and `when` its own: parents with so many children,\n"
	  "which have another level of the source after K epochs.",
	  { ARG_PLAN, ARG_SOURCE }, { NULL }, NULL, CMD_SETTING }, set_plan },
	{ .set = NULL },
};
