/*
 * remedies.c - the remedies: what each is called, what of it is tried, and what it sets.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lab/lab_int.h"

/* A remedy is a row here, its setting in apply, what is said of it in report/remedy_words.c
 * and its place in stat/remedy.h. */
struct kind {
	const char *word, *name;	/* for the command; for people and sessions */
	double value[8];		/* of a sweep where none are named */
	size_t n;
	double least, most;		/* that may be named */
	int whole;
};
static const struct kind kinds[REMEDY_ALL] = {
	[REMEDY_ENSEMBLE] = { "ensemble", "ensemble", { 1, 2, 4, 8, 16, 32 }, 6, 1, 1024, 1 },
	[REMEDY_BATCH_EPOCHS] = { "batch", "batch at equal epochs", { 4, 8, 16, 32, 64, 128 }, 6, 1, 1 << 20, 1 },
	[REMEDY_BATCH_UPDATES] = { "batch-updates", "batch at equal updates", { 4, 8, 16, 32, 64, 128 }, 6, 1, 1 << 20, 1 },
	[REMEDY_LR_BATCH] = { "lr-batch", "learning rate to batch", { .25, .5, 1, 2, 4 }, 5, 1e-300, 100, 0 },
	[REMEDY_DROPOUT] = { "dropout", "dropout", { 0, .1, .2, .4 }, 4, 0, .95, 0 },
	[REMEDY_L2] = { "l2", "l2", { 0, .0001, .001, .01, .1 }, 5, 0, 1000, 0 },
	[REMEDY_ACTIVATION] = { "activation", "activation", { ACT_RELU, ACT_LEAKY_RELU, ACT_TANH, ACT_GELU, ACT_SMELU }, 5,
				0, 0, 0 },
	/* below REMAINDER_COUNT what becomes of it, from there on a batch size */
	[REMEDY_REMAINDER] = { "remainder", "remainder", { REMAINDER_KEEP, REMAINDER_DROP, REMAINDER_EVEN }, 3,
			       REMAINDER_COUNT, 1 << 20, 1 },
	[REMEDY_SETTING] = { "setting", "setting", { 0 }, 0, 0, 0, 0 },
	[REMEDY_AVERAGE] = { "average", "average of the weights", { 0, .9, .98, .995 }, 4, 0, .999999, 0 },
	[REMEDY_SCHEDULE] = { "schedule", "schedule", { SCHEDULE_CONSTANT, SCHEDULE_COSINE, SCHEDULE_LINEAR, SCHEDULE_STEP }, 4,
			      0, 0, 0 },
	[REMEDY_PATIENCE] = { "patience", "patience", { 0, 1, 3, 10 }, 4, 0, 100000, 1 },
};

const char *lab_remedy_word(enum remedy r)
{
	return kinds[r].word;
}

const char *lab_remedy_name(enum remedy r)
{
	return kinds[r].name;
}

int lab_remedy_range(enum remedy r, double *least, double *most)
{
	*least = kinds[r].least;
	*most = kinds[r].most;
	return kinds[r].whole;
}

/* ---- one setting of a sweep ---- */

static int with_activation(struct settings *s, enum act act, struct err *err)
{
	struct model m = { 0 };
	struct str text = STR_INIT;
	int code = settings_model(s, &m, err);

	if (code)
		return code;
	for (size_t i = 0; i + 1 < m.n; i++) {
		enum layer_kind k = m.layer[i].kind;

		if (k == LAYER_DENSE || k == LAYER_CONV2D || k == LAYER_CONV1D || k == LAYER_RESIDUAL)
			m.layer[i].act = act;
	}
	model_format(&m, &text);
	free(s->model);
	s->model = str_detach(&text);
	return 0;
}

static uint64_t updates_of(const struct settings *s, const struct problem *p)
{
	size_t batch = settings_max_batch(s);

	return s->budget == BUDGET_UPDATES ? s->updates
		: s->epochs * problem_updates(p, batch);
}

int remedy_apply(struct settings *s, enum remedy r, double v, const struct problem *p, struct err *err)
{
	enum optim_kind k = (enum optim_kind)s->level[SOURCE_OPTIMIZER];

	switch (r) {
	case REMEDY_BATCH_UPDATES:
		s->updates = updates_of(s, p);
		s->budget = BUDGET_UPDATES;
		s->has_budget = 1;
		/* fall through */
	case REMEDY_BATCH_EPOCHS:
		s->has_batch = s->has_budget = 1;
		s->level[SOURCE_BATCH] = (uint32_t)v;
		s->state[SOURCE_BATCH] = STATE_FIXED;
		break;
	case REMEDY_LR_BATCH:
		s->has_optimizer = s->has_optim[k] = 1;
		s->optim[k].lr = v;
		s->state[SOURCE_OPTIMIZER] = STATE_FIXED;
		break;
	case REMEDY_DROPOUT:
		s->has_dropout = 1;
		s->dropout = v;
		s->state[SOURCE_DROPOUT] = v > 0 ? STATE_FREE : STATE_OFF;
		s->has_state[SOURCE_DROPOUT] = 1;
		break;
	case REMEDY_L2:
		s->l2 = v;
		break;
	case REMEDY_REMAINDER:
		s->remainder = v < REMAINDER_COUNT ? (enum remainder)(int)v : REMAINDER_KEEP;
		if (v < REMAINDER_COUNT)
			break;
		s->has_batch = 1;
		s->level[SOURCE_BATCH] = (uint32_t)v;
		s->state[SOURCE_BATCH] = STATE_FIXED;
		break;
	case REMEDY_AVERAGE:
		s->average = v > 0 ? AVERAGE_EMA : AVERAGE_OFF;
		s->decay = v;
		break;
	case REMEDY_SCHEDULE:
		s->schedule = (enum schedule)(int)v;
		break;
	case REMEDY_PATIENCE:
		s->patience = (uint32_t)v;
		break;
	case REMEDY_ACTIVATION:
		return with_activation(s, (enum act)(int)v, err);
	default:
		break;
	}
	return 0;
}

/* The number that the trend is drawn over. */
double remedy_setting(const struct settings *s, enum remedy r, double v)
{
	return r == REMEDY_LR_BATCH ? v / (double)settings_max_batch(s) : v;
}

void remedy_label(char *buf, size_t size, enum remedy r, double v)
{
	switch (r) {
	case REMEDY_BATCH_EPOCHS: snprintf(buf, size, "batch %.0f", v); break;
	case REMEDY_BATCH_UPDATES: snprintf(buf, size, "batch %.0f, equal updates", v); break;
	case REMEDY_LR_BATCH: snprintf(buf, size, "lr %.4g", v); break;
	case REMEDY_ACTIVATION: snprintf(buf, size, "%s", act_name((enum act)(int)v)); break;
	case REMEDY_REMAINDER:
		if (v < REMAINDER_COUNT)
			snprintf(buf, size, "%s", remainder_name((enum remainder)(int)v));
		else
			snprintf(buf, size, "batch %.0f", v);
		break;
	case REMEDY_ENSEMBLE: snprintf(buf, size, "%.0f runs", v); break;
	case REMEDY_AVERAGE:
		if (v > 0)
			snprintf(buf, size, "ema %.6g", v);
		else
			snprintf(buf, size, "no average");
		break;
	case REMEDY_SCHEDULE: snprintf(buf, size, "%s", schedule_name((enum schedule)(int)v)); break;
	case REMEDY_PATIENCE:
		if (v > 0)
			snprintf(buf, size, "patience %.0f", v);
		else
			snprintf(buf, size, "to the end");
		break;
	default: snprintf(buf, size, "%s %.4g", kinds[r].word, v); break;
	}
}

size_t remedy_usual(enum remedy r, const double **value)
{
	*value = kinds[r].value;
	return kinds[r].n;
}
