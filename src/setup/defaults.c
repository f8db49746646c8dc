/*
 * defaults.c - see defaults.h: a row a library, and what does not fit into a row.
 */
#include "setup/defaults.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* An optimizer of theirs; lr 0: it has none such, or no rate of its own. */
struct theirs { double lr, eps, rho, wd, acc0; };

static const struct {
	const char *name, *title;
	enum init init;
	const char *start;		/* what init is, in short */
	uint32_t batch;			/* 0: it has no loop of its own, and so no size */
	const char *why_batch, *why_keep;
	struct theirs optim[OPTIM_COUNT];
	const char *adam;		/* what is to be said of Adam's, or NULL */
} row[LIBRARY_COUNT] = {
	[LIBRARY_KERAS] = {
		"keras", "Keras 3", INIT_GLOROT_UNIFORM, "U(+-sqrt(6 / (in + out))), biases 0",
		32, "fit's batch_size", "fit trains on the short last batch",
		{ [OPTIM_SGD] = { .01, 0, 0, 0, 0 }, [OPTIM_MOMENTUM] = { .01, 0, 0, 0, 0 },
		  [OPTIM_NESTEROV] = { .01, 0, 0, 0, 0 }, [OPTIM_ADAM] = { .001, 1e-7, 0, 0, 0 },
		  [OPTIM_ADAMW] = { .001, 1e-7, 0, .004, 0 }, [OPTIM_NADAM] = { .001, 1e-7, 0, 0, 0 },
		  [OPTIM_RMSPROP] = { .001, 1e-7, .9, 0, 0 }, [OPTIM_ADAGRAD] = { .001, 1e-7, 0, 0, .1 } },
		NULL },
	[LIBRARY_TORCH] = {
		"torch", "PyTorch 2", INIT_TORCH, "Linear and Conv: U(+-1 / sqrt(in)), biases too",
		0, NULL, "a DataLoader has drop_last=False",
		{ [OPTIM_SGD] = { .001, 0, 0, 0, 0 }, [OPTIM_MOMENTUM] = { .001, 0, 0, 0, 0 },
		  [OPTIM_NESTEROV] = { .001, 0, 0, 0, 0 }, [OPTIM_ADAM] = { .001, 1e-8, 0, 0, 0 },
		  [OPTIM_ADAMW] = { .001, 1e-8, 0, .01, 0 }, [OPTIM_NADAM] = { .002, 1e-8, 0, 0, 0 },
		  [OPTIM_RMSPROP] = { .01, 1e-16, .99, 0, 0 }, [OPTIM_ADAGRAD] = { .01, 1e-20, 0, 0, 0 } },
		"theirs adds eps to the corrected root: within 1 % where gradients exceed 3e-5" },
	[LIBRARY_SKLEARN] = {
		"sklearn", "scikit-learn's MLP", INIT_SKLEARN, "U(+-sqrt(6 / (in + out))), behind logistic 2 for 6; biases too",
		200, "min(200, rows)", "fit trains on the short last batch",
		{ [OPTIM_SGD] = { .001, 0, 0, 0, 0 }, [OPTIM_MOMENTUM] = { .001, 0, 0, 0, 0 },
		  [OPTIM_NESTEROV] = { .001, 0, 0, 0, 0 }, [OPTIM_ADAM] = { .001, 1e-8, 0, 0, 0 } },
		NULL },
	[LIBRARY_TFJS] = {
		"tfjs", "TensorFlow.js 4", INIT_TFJS, "glorotNormal, cut off at 2 sd and not widened; biases 0",
		32, "fit's batchSize", "fit trains on the short last batch",
		{ [OPTIM_SGD] = { .01, 0, 0, 0, 0 }, [OPTIM_ADAM] = { .001, 1e-7, 0, 0, 0 },
		  [OPTIM_RMSPROP] = { .001, 1e-7, .9, 0, 0 }, [OPTIM_ADAGRAD] = { .01, 1e-7, 0, 0, .1 } },
		"theirs adds eps to the corrected root: within 1 % where gradients exceed 3e-4" },
};

#define SKLEARN_ALPHA 1e-4

const char *library_name(enum library l)
{
	return row[l].name;
}

enum library library_find(const char *name)
{
	int l = 0;

	while (l < LIBRARY_COUNT && strcmp(row[l].name, name))
		l++;
	return (enum library)l;
}

/* What is being said: lines of settings, and the same in one line. */
struct telling { struct str *said, *brief; };

static void tell(struct telling *t, const char *setting, const char *why)
{
	str_addf(t->said, why ? "  %-34s %s\n" : "  %s\n", setting, why);
	str_addf(t->brief, "%s%s", t->brief->len ? ", " : "", setting);
}

static void tell_init(struct telling *t, struct settings *s, enum library l)
{
	struct str setting = STR_INIT;

	s->init = row[l].init;
	str_addf(&setting, "init %s", init_name(s->init));
	tell(t, setting.s, row[l].start);
	str_release(&setting);
}

static void tell_batch(struct telling *t, struct settings *s, enum library l)
{
	char setting[40];

	if (row[l].batch && s->state[SOURCE_BATCH] != STATE_FREE) {
		s->level[SOURCE_BATCH] = row[l].batch;
		s->state[SOURCE_BATCH] = STATE_FIXED;
		s->has_batch = s->has_state[SOURCE_BATCH] = 1;
		snprintf(setting, sizeof setting, "batch %u", row[l].batch);
		tell(t, setting, row[l].why_batch);
	}
	s->remainder = REMAINDER_KEEP;
	tell(t, "set remainder keep", row[l].why_keep);
}

static double training_rows(const struct settings *s)
{
	const double test = settings_test(s), rows = (double)s->data->rows;

	return rows - (test > 0 ? fmax(floor(test * rows + .5), 1) : 0);
}

/* The rows of a batch that is not cut short. */
static double batch_rows(const struct settings *s)
{
	return fmin((double)settings_max_batch(s), training_rows(s));
}

/* scikit-learn's loss over ours. */
static double loss_factor(const struct settings *s)
{
	const double k = (double)s->data->outputs;

	return s->loss == LOSS_MSE ? k / 2 : s->loss == LOSS_BCE ? k : 1;
}

/* A figure that can be said in short, and is what was said. */
static double six_digits(double x)
{
	char text[32];

	snprintf(text, sizeof text, "%.6g", x);
	return strtod(text, NULL);
}

static void tell_loss(struct telling *t, struct settings *s, enum library l)
{
	struct str setting = STR_INIT, why = STR_INIT;
	const double c = loss_factor(s);

	if (l != LIBRARY_SKLEARN)
		return;
	str_addf(&setting, "loss %s", loss_name(s->loss));
	if (c != 1)
		str_addf(&why, "theirs is %g times that", c);
	tell(t, setting.s, c != 1 ? why.s : "theirs is the same");
	str_release(&setting);
	str_release(&why);
}

static void tell_penalty(struct telling *t, struct settings *s, enum library l)
{
	char setting[40], why[96];

	s->l2 = 0;
	if (l != LIBRARY_SKLEARN) {
		tell(t, "l2 0", "none unless it is asked for");
		return;
	}
	s->l2 = six_digits(SKLEARN_ALPHA / (2 * loss_factor(s) * batch_rows(s)));
	snprintf(setting, sizeof setting, "l2 %.6g", s->l2);
	snprintf(why, sizeof why, "alpha %g / (%g x %g rows of a batch)", SKLEARN_ALPHA, 2 * loss_factor(s),
		 batch_rows(s));
	tell(t, setting, why);
}

static int in_play(const struct settings *s, int k)
{
	if (s->state[SOURCE_OPTIMIZER] != STATE_FREE)
		return s->level[SOURCE_OPTIMIZER] == (uint32_t)k;
	for (uint32_t i = 0; i < s->n_optim; i++)
		if (s->optim_choice[i] == (uint32_t)k)
			return 1;
	return 0;
}

static int is_adam(int k)
{
	return k == OPTIM_ADAM || k == OPTIM_ADAMW;
}

/* Steps in proportion to the gradient? */
static int is_descent(int k)
{
	return k == OPTIM_SGD || k == OPTIM_MOMENTUM || k == OPTIM_NESTEROV;
}

static struct optim theirs_here(const struct settings *s, enum library l, int k)
{
	const struct theirs *o = &row[l].optim[k];
	const double c = l == LIBRARY_SKLEARN ? loss_factor(s) : 1;
	struct optim out = optim_default((enum optim_kind)k);

	out.lr = is_descent(k) ? o->lr * c : o->lr;
	if (o->eps > 0)
		out.eps = six_digits(o->eps / c);
	if (o->rho > 0)
		out.rho = o->rho;
	if (o->wd > 0)
		out.wd = o->wd;
	out.acc0 = k == OPTIM_ADAGRAD ? o->acc0 : out.acc0;
	return out;
}

static const char *why_optim(const struct settings *s, enum library l, int k)
{
	if (l == LIBRARY_SKLEARN && loss_factor(s) != 1)
		return is_descent(k) ? "the rate times their loss over ours" : "eps by their loss over ours";
	if (l == LIBRARY_TORCH && (k == OPTIM_RMSPROP || k == OPTIM_ADAGRAD))
		return "eps stands below the root here: theirs squared";
	return is_adam(k) ? row[l].adam : NULL;
}

static void tell_optimizers(struct telling *t, struct settings *s, enum library l)
{
	for (int k = 0; k < OPTIM_COUNT; k++) {
		struct str setting = STR_INIT;

		if (row[l].optim[k].lr <= 0)
			continue;
		s->optim[k] = theirs_here(s, l, k);
		s->has_optim[k] = 1;
		if (in_play(s, k)) {
			str_add(&setting, "optimizer ");
			optim_format(&s->optim[k], &setting);
			tell(t, setting.s, why_optim(s, l, k));
		}
		str_release(&setting);
	}
}

/* None of them does these unless it is told to. */
static void tell_course(struct telling *t, struct settings *s)
{
	if (s->schedule != SCHEDULE_CONSTANT || s->warmup)
		tell(t, "schedule constant", NULL);
	if (s->average != AVERAGE_OFF)
		tell(t, "average off", NULL);
	s->schedule = SCHEDULE_CONSTANT;
	s->warmup = 0;
	s->average = AVERAGE_OFF;
}

/* ---- what cannot be had ---- */

static int has_act(const struct model *m, enum act a)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->layer[i].n_w && m->layer[i].act == a)
			return 1;
	return 0;
}

static void cannot_model(struct str *out, const struct settings *s, enum library l)
{
	struct model m = { 0 };

	if (settings_model(s, &m, NULL))
		return;
	if (has_act(&m, ACT_LEAKY_RELU) && (l == LIBRARY_TORCH || l == LIBRARY_TFJS))
		str_addf(out, "  leaky-relu has slope .2 here, %s there\n", l == LIBRARY_TORCH ? ".01" : ".3");
	if (has_act(&m, ACT_GELU) && l == LIBRARY_TORCH)
		str_add(out, "  gelu is the tanh form here; there unless approximate='tanh' the exact one\n");
	if (l != LIBRARY_SKLEARN)
		return;
	if (model_has(&m, LAYER_DROPOUT))
		str_add(out, "  dropout: scikit-learn has none\n");
	for (size_t i = 0; i < m.n; i++)
		if (m.layer[i].n_w && m.layer[i].kind != LAYER_DENSE) {
			str_addf(out, "  %s layers: scikit-learn has dense ones alone\n",
				 layer_kind_name(m.layer[i].kind));
			break;
		}
}

static void cannot(struct str *out, const struct settings *s, enum library l)
{
	for (int k = 0; k < OPTIM_COUNT; k++)
		if (in_play(s, k) && row[l].optim[k].lr <= 0)
			str_addf(out, "  %s has no defaults there: it stays as it is\n", optim_name((enum optim_kind)k));
	if (l == LIBRARY_TORCH && in_play(s, OPTIM_NADAM))
		str_add(out, "  nadam: its momentum there rises 250 times as slowly\n");
	if (l == LIBRARY_SKLEARN && (in_play(s, OPTIM_SGD) || in_play(s, OPTIM_MOMENTUM)))
		str_add(out, "  its sgd is what is nesterov here\n");
	if (l == LIBRARY_SKLEARN)
		str_add(out, "  it stops by itself: after 200 epochs, or 10 that gain less than .0001\n");
	if (l == LIBRARY_SKLEARN && fmod(training_rows(s), batch_rows(s)) > 0)
		str_add(out, "  its penalty is larger in the shorter last batch, divided by the rows of that\n");
	if (s->standardize == SETTINGS_AUTO && s->data->standard >= DATA_STANDARD_INPUTS)
		str_add(out, "  it takes numbers as they are: `set standardize off`\n");
	cannot_model(out, s, l);
}

void defaults_set(struct settings *s, enum library l, struct str *said, struct str *brief)
{
	struct telling t = { said, brief };
	struct str not_here = STR_INIT;

	str_addf(said, "%s, as it is by default:\n", row[l].title);
	/* It knows one loss a kind of target; bce on numbers means labels that are not exclusive. */
	if (l == LIBRARY_SKLEARN && !(s->data->kind == DATA_REGRESSION && s->loss == LOSS_BCE)) {
		s->has_loss = 0;
		settings_follow(s);
	}
	tell_init(&t, s, l);
	tell_batch(&t, s, l);
	tell_loss(&t, s, l);
	tell_penalty(&t, s, l);
	tell_optimizers(&t, s, l);
	tell_course(&t, s);
	cannot(&not_here, s, l);
	if (not_here.len)
		str_addf(said, "Other than there:\n%s", not_here.s);
	str_addf(said, "As it was: data, model, which optimizer%s, when a run ends, what is fixed or free.\n",
		 !row[l].batch ? ", the batch size (a loop of your own says it)"
		 : s->state[SOURCE_BATCH] == STATE_FREE ? ", the batch sizes" : "");
	settings_follow(s);
	str_release(&not_here);
}
