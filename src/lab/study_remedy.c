/*
 * study_remedy.c - what is said to help, put to the test.
 *
 * Every value of a sweep is a condition of its own, made from the present one
 * by one setting; what the rows mean together, stat/remedy.h judges.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

#define RUNS_DEFAULT 400	/* a row */
#define RUNS_LEAST 40
#define SECONDS_WANTED 3.0	/* for the whole sweep, where runs are slow */
#define ENSEMBLE_RUNS 512

/* A remedy is a row here, its setting in apply, what is said of it in report/remedy_words.c
 * and its place in stat/remedy.h. */
struct kind {
	const char *word, *name;	/* for the command; for people and sessions */
	double value[8];		/* of a sweep where none are named */
	size_t n;
	double least, most;		/* that may be named */
	int whole;
};
static const struct kind kinds[REMEDY_COUNT] = {
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

static int apply(struct settings *s, enum remedy r, double v, const struct problem *p, struct err *err)
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
	case REMEDY_ACTIVATION:
		return with_activation(s, (enum act)(int)v, err);
	default:
		break;
	}
	return 0;
}

/* The number that the trend is drawn over. */
static double setting_of(const struct settings *s, enum remedy r, double v)
{
	return r == REMEDY_LR_BATCH ? v / (double)settings_max_batch(s) : v;
}

static void label_of(char *buf, size_t size, enum remedy r, double v)
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
	default: snprintf(buf, size, "%s %.4g", kinds[r].word, v); break;
	}
}

static int is_batches(enum remedy r)
{
	return r == REMEDY_BATCH_EPOCHS || r == REMEDY_BATCH_UPDATES;
}

/* A batch size that leaves a short remainder is no fair witness for its size. */
static int mark_ragged(const struct entry *e, struct remedy_row *row)
{
	const struct problem *p = &e->pub.cond->problem;
	size_t n = strlen(row->label), batch = settings_max_batch(&e->set);

	if (!problem_is_ragged(p, batch))
		return 0;
	snprintf(row->label + n, sizeof row->label - n, " (%zu left)", problem_ragged(p, batch, NULL));
	return 1;
}

/* ---- what came of it ---- */

/* The loss to judge by that all settings have, but for those without any. */
static enum stats_outcome judge_all(const struct study *st)
{
	static const enum stats_outcome order[] = { STATS_DATA_LOSS, STATS_TEST_LOSS };

	for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
		int all = 1;

		for (size_t i = 0; i < st->n; i++) {
			const struct stats *s = st->job[i].e->pub.stats;

			all &= stats_has(s, order[k]) || stats_diverged(s) == stats_runs(s);
		}
		if (all)
			return order[k];
	}
	return STATS_TRAIN_LOSS;
}

int lab_left_out(const struct stats *s)
{
	return stats_diverged(s) > 0 && isnan(stats_sd(s).lo);
}

static void begin_sweep(struct lab *lab, const struct study *st, struct lab_swept *all)
{
	struct lab_sweep *w = &lab->sweep;

	w->of = st->base ? st->base->pub.id : 0;
	w->remedy = st->remedy;
	w->n = 0;
	free(w->sentence);
	w->sentence = NULL;
	*all = (struct lab_swept){ .sweep = w, .judge = judge_all(st), .n_settings = st->n };
	for (size_t i = 0; i < st->n; i++) {
		all->setting[i].e = &st->job[i].e->pub;
		label_of(all->setting[i].label, sizeof all->setting[i].label, w->remedy, st->value[i]);
	}
}

static void finish_ensemble(struct lab *lab, struct study *st, struct lab_swept *all)
{
	const struct stats *s = st->job[0].e->pub.stats;
	struct lab_sweep *w = &lab->sweep;

	begin_sweep(lab, st, all);
	all->of_probes = 1;
	for (size_t i = 0; i < st->n_value; i++) {
		struct remedy_row *row = &w->row[w->n];

		if (!remedy_ensemble_row(s, (size_t)st->value[i], row))
			continue;
		/* with a free split it takes several times the runs for as many averages */
		if (stats_held_out(s) && isnan(row->spread.lo))
			continue;
		all->clipped |= row->clipped;
		all->row[all->n++] = *row;
		w->n++;
	}
	remedy_judge(w->remedy, w->row, w->n, &w->result);
}

static void finish_sweep(struct lab *lab, struct study *st, struct lab_swept *all)
{
	struct lab_sweep *w = &lab->sweep;
	size_t from[LAB_SWEEP_MAX];		/* job of a row of the sweep */

	begin_sweep(lab, st, all);
	for (size_t i = 0; i < st->n; i++) {
		const struct entry *e = st->job[i].e;
		const struct stats *s = e->pub.stats;
		struct remedy_row *row = &all->row[all->n++];

		label_of(row->label, sizeof row->label, w->remedy, st->value[i]);
		row->setting = remedy_is_categories(w->remedy) ? (double)i : setting_of(&e->set, w->remedy, st->value[i]);
		row->spread = stats_sd(s);
		row->loss = stats_outcome(s, all->judge);
		row->runs = stats_runs(s);
		row->lost = stats_diverged(s);
		row->aside = w->remedy == REMEDY_REMAINDER && st->value[i] >= REMAINDER_COUNT;
		all->ragged += is_batches(w->remedy) && mark_ragged(e, row);
		if (!row->spread.n || lab_left_out(s))
			continue;
		from[w->n] = i;
		w->row[w->n++] = *row;
	}
	remedy_judge(w->remedy, w->row, w->n, &w->result);
	if (w->n > 1) {
		const struct lab_entry *first = &st->job[from[0]].e->pub, *best = &st->job[from[w->result.best]].e->pub;

		remedy_weigh(&w->result, first->stats, best->stats, all->judge, lab_share_levels(first, best));
	}
}

const struct lab_sweep *lab_sweep(const struct lab *lab)
{
	return lab->sweep.sentence ? &lab->sweep : NULL;
}

/* ---- the study ---- */

/* The next sizes below and above that divide the rows, within a factor of two. */
static size_t add_divisors(double *value, size_t rows, uint32_t batch)
{
	size_t below = batch - 1, above = (size_t)batch + 1, n = 0;

	while (below > batch / 2 && rows % below)
		below--;
	while (above < 2 * (size_t)batch && rows % above)
		above++;
	if (below >= REMAINDER_COUNT && rows % below == 0)
		value[n++] = (double)below;
	if (above < rows && rows % above == 0)
		value[n++] = (double)above;
	return n;
}

size_t lab_remedy_values(const struct lab *lab, enum remedy r, double *value)
{
	const struct settings *s = &lab->cur->set;
	double lr = s->optim[s->level[SOURCE_OPTIMIZER]].lr;
	size_t rows = lab->cur->pub.cond->problem.n_train, n = 0;

	for (size_t i = 0; i < kinds[r].n; i++) {
		double v = kinds[r].value[i];

		if (r == REMEDY_LR_BATCH)
			v *= lr;
		if (is_batches(r) && v >= (double)rows) {	/* all rows at once ends the sweep */
			value[n++] = (double)rows;
			break;
		}
		value[n++] = v;
	}
	if (r == REMEDY_REMAINDER && s->state[SOURCE_BATCH] == STATE_FIXED)
		n += add_divisors(value + n, rows, s->level[SOURCE_BATCH]);
	return n;
}

int lab_leaves_remainder(const struct lab *lab)
{
	const struct settings *s = &lab->cur->set;
	size_t rows = lab->cur->pub.cond->problem.n_train;

	if (s->state[SOURCE_BATCH] == STATE_FIXED)
		return s->level[SOURCE_BATCH] < rows && rows % s->level[SOURCE_BATCH] != 0;
	for (uint32_t i = 0; s->state[SOURCE_BATCH] == STATE_FREE && i < s->n_batch; i++)
		if (s->batch[i] < rows && rows % s->batch[i] != 0)
			return 1;
	return 0;
}

/* A sweep over other data has its "batch 4" already, perhaps. */
static int is_named(const struct lab *lab, const char *name)
{
	for (size_t i = 0; i < lab->n_entry; i++)
		if (lab->entry[i]->pub.name && strcmp(lab->entry[i]->pub.name, name) == 0)
			return 1;
	return 0;
}

static int add_jobs(struct lab *lab, struct study *st, struct err *err)
{
	enum remedy r = st->remedy;
	uint64_t runs = study_size(lab->cur->pub.cond, (double)st->n_value, SECONDS_WANTED, RUNS_LEAST,
				   RUNS_DEFAULT);

	for (size_t i = 0; i < st->n_value; i++) {
		struct settings s;
		struct entry *e = NULL;
		char label[48];

		settings_copy(&s, &lab->cur->set);
		if (!apply(&s, r, st->value[i], &lab->cur->pub.cond->problem, err)) {
			settings_follow(&s);
			e = lab_find_entry(lab, &s, err);
		}
		settings_release(&s);
		if (!e)
			return ERR_USAGE;
		label_of(label, sizeof label, r, st->value[i]);
		if (!e->pub.name && e != lab->cur && !is_named(lab, label)) {
			e->pub.name = xstrdup(label);
			lab_record_name(lab, e);
		}
		study_add(st, e, runs);
	}
	return 0;
}

int lab_remedy(struct lab *lab, enum remedy r, const double *value, size_t n, struct err *err)
{
	struct study *st = study_new(lab, STUDY_REMEDY, r == REMEDY_ENSEMBLE ? finish_ensemble : finish_sweep);
	struct err e = ERR_INIT;

	st->remedy = r;
	st->n_value = n;
	memcpy(st->value, value, n * sizeof *value);
	if (r == REMEDY_ENSEMBLE) {
		study_add(st, lab->cur, ENSEMBLE_RUNS);
	} else if (add_jobs(lab, st, &e)) {
		study_free(st);
		if (err)
			*err = e;
		return e.code ? (int)e.code : ERR_USAGE;
	}
	study_begin(lab, st);
	return 0;
}
