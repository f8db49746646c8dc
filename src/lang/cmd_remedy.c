/*
 * cmd_remedy.c - remedy NAME [VALUE,...]: what is said to help, put to the test.
 *
 * Every value of a sweep is a condition of its own, made from the present one
 * by one setting; what the rows mean together, stat/remedy.h judges.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/say.h"
#include "base/xalloc.h"
#include "lang/cmd_int.h"
#include "report/columns.h"
#include "stat/learnt.h"

#define RUNS_DEFAULT 400	/* a row */
#define RUNS_LEAST 40
#define SECONDS_WANTED 3.0	/* for the whole sweep, where runs are slow */
#define ENSEMBLE_RUNS 512

struct kind {
	const char *name;
	enum remedy remedy;
	double value[8];
	size_t n;
};
static const struct kind kinds[] = {
	{ "ensemble", REMEDY_ENSEMBLE, { 1, 2, 4, 8, 16, 32 }, 6 },
	{ "batch", REMEDY_BATCH_EPOCHS, { 4, 8, 16, 32, 64, 128 }, 6 },
	{ "batch-updates", REMEDY_BATCH_UPDATES, { 4, 8, 16, 32, 64, 128 }, 6 },
	{ "lr-batch", REMEDY_LR_BATCH, { .25, .5, 1, 2, 4 }, 5 },
	{ "dropout", REMEDY_DROPOUT, { 0, .1, .2, .4 }, 4 },
	{ "l2", REMEDY_L2, { 0, .0001, .001, .01, .1 }, 5 },
	{ "activation", REMEDY_ACTIVATION, { ACT_RELU, ACT_LEAKY_RELU, ACT_TANH, ACT_GELU, ACT_SMELU }, 5 },
	/* below REMAINDER_COUNT what becomes of it, from there on a batch size */
	{ "remainder", REMEDY_REMAINDER, { REMAINDER_KEEP, REMAINDER_DROP, REMAINDER_EVEN }, 3 },
};

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
	case REMEDY_DROPOUT: snprintf(buf, size, "dropout %.4g", v); break;
	case REMEDY_L2: snprintf(buf, size, "l2 %.4g", v); break;
	case REMEDY_ACTIVATION: snprintf(buf, size, "%s", act_name((enum act)(int)v)); break;
	case REMEDY_REMAINDER:
		if (v < REMAINDER_COUNT)
			snprintf(buf, size, "%s", remainder_name((enum remainder)(int)v));
		else
			snprintf(buf, size, "batch %.0f", v);
		break;
	default: snprintf(buf, size, "%.0f runs", v); break;
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

/* All settings, those among them of which too few runs are left to be judged. */
struct swept {
	struct remedy_row row[LAB_SWEEP_MAX];
	size_t n, from[LAB_SWEEP_MAX];		/* from: job of a row of the sweep */
	const char *loss;			/* what the last column is */
	size_t ragged;				/* settings that were marked */
};

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

static void put_rows(enum remedy r, const struct swept *all, struct str *out)
{
	struct columns c;

	columns_init(&c, 4);
	columns_row(&c);
	str_add(columns_cell(&c, 0), remedy_name(r));
	str_add(columns_cell(&c, 1), "sd of a prediction (95 %)");
	str_addf(columns_cell(&c, 2), "%s (95 %%)", all->loss);
	str_add(columns_cell(&c, 3), "diverged");
	for (size_t i = 0; i < all->n; i++) {
		const struct remedy_row *row = &all->row[i];

		columns_row(&c);
		str_add(columns_cell(&c, 0), row->label);
		text_estimate(columns_cell(&c, 1), row->spread);
		text_estimate(columns_cell(&c, 2), row->loss);
		if (!row->lost)
			continue;
		say_count(columns_cell(&c, 3), row->lost);
		str_add(columns_cell(&c, 3), " of ");
		say_count(columns_cell(&c, 3), row->runs);
	}
	columns_put(&c, out);
}

/* Are too few runs left to judge this setting, because the others diverged? */
static int is_left_out(const struct stats *s)
{
	return stats_diverged(s) > 0 && isnan(stats_sd(s).lo);
}

/* Where runs diverged a row may be missing, or all of them: say that it is not for
 * want of runs. */
static void put_diverged(const struct lab_sweep *w, const struct study *st, struct str *out)
{
	uint64_t lost = 0, all = 0;
	size_t left = 0;

	for (size_t i = 0; i < st->n; i++) {
		const struct stats *s = st->job[i].e->pub.stats;

		lost += stats_diverged(s);
		all += stats_runs(s);
		left += is_left_out(s);
	}
	if (!lost)
		return;
	if (w->result.finding == FINDING_TOO_FEW) {
		str_clear(out);
		str_add(out, "This remedy cannot be judged: ");
	} else {
		str_addc(out, ' ');
	}
	say_count(out, lost);
	str_add(out, " of ");
	say_count(out, all);
	str_add(out, all == 1 ? " run" : " runs");
	str_add(out, " diverged");
	for (size_t i = 0; left && left < st->n && i < st->n; i++) {
		const struct stats *s = st->job[i].e->pub.stats;
		char label[48];

		if (!is_left_out(s))
			continue;
		label_of(label, sizeof label, w->remedy, st->value[i]);
		if (stats_diverged(s) == stats_runs(s))
			str_addf(out, ", every one with %s", label);
		else
			str_addf(out, ", so many with %s that it is not judged", label);
	}
	str_add(out, w->remedy == REMEDY_ENSEMBLE ? "; these are in no average." : ".");
}

/* Settings at which most runs are no better than the constant answer. */
static void put_unlearnt(const struct lab_sweep *w, const struct study *st, struct str *out)
{
	size_t n = 0, all = st->n;

	for (size_t i = 0; i < st->n; i++)
		n += learnt_nothing(st->job[i].e->pub.stats) != 0;
	if (!n || w->result.finding == FINDING_TOO_FEW)
		return;
	str_add(out, n < all ? " With " : " Mind that");
	for (size_t i = 0, k = 0; n < all && i < all; i++) {
		char label[48];

		if (!learnt_nothing(st->job[i].e->pub.stats))
			continue;
		label_of(label, sizeof label, w->remedy, st->value[i]);
		str_addf(out, "%s%s", k ? k + 1 == n ? " and " : ", " : "", label);
		k++;
	}
	str_add(out, " most runs have learnt nothing: they are no better than the constant answer.");
}

static void conclude(struct lab *lab, const struct study *st, const struct swept *all)
{
	struct lab_sweep *w = &lab->sweep;
	struct str text = STR_INIT;
	size_t ragged = all->ragged;

	remedy_judge(w->remedy, w->row, w->n, &w->result);
	if (w->remedy != REMEDY_ENSEMBLE && w->n > 1) {
		const struct lab_entry *e[2] = {
			&st->job[all->from[0]].e->pub, &st->job[all->from[w->result.best]].e->pub,
		};

		remedy_weigh(&w->result, e[0]->stats, e[1]->stats, judge_all(st), share_levels(e));
	}
	remedy_sentence(w->remedy, w->row, w->n, &w->result, &text);
	put_diverged(w, st, &text);
	put_unlearnt(w, st, &text);
	if (ragged && w->result.finding != FINDING_TOO_FEW)
		str_addf(&text, " %s a short last mini-batch (so many rows \"left\"), whose rows weigh more than"
			 " the others: `remedy remainder` tells how much of the spread that is.",
			 ragged == 1 ? "One of these settings leaves" : "Some of these settings leave");
	free(w->sentence);
	w->sentence = str_detach(&text);
	if (all->n)
		put_rows(w->remedy, all, &text);
	str_addf(&text, "%s\n", w->sentence);
	lab_print(lab, text.s);
	lab_note(lab, "result", w->sentence);
	lab_record_sweep(lab);
	str_release(&text);
}

static void begin_sweep(struct lab *lab, const struct study *st, enum remedy r)
{
	lab->sweep.of = st->base ? st->base->pub.id : 0;
	lab->sweep.remedy = r;
	lab->sweep.n = 0;
}

static void finish_ensemble(struct lab *lab, struct study *st)
{
	struct lab_sweep *w = &lab->sweep;
	struct swept all = { .loss = "its data loss at the probes" };

	begin_sweep(lab, st, REMEDY_ENSEMBLE);
	for (size_t i = 0; i < st->n_value; i++)
		if (remedy_ensemble_row(st->job[0].e->pub.stats, (size_t)st->value[i], &w->row[w->n])) {
			/* with a free split it takes several times the runs for as many averages */
			if (stats_held_out(st->job[0].e->pub.stats) && isnan(w->row[w->n].spread.lo))
				continue;
			if (w->row[w->n].clipped)
				all.loss = "its loss at the probes, p at least 1e-7";
			all.row[all.n++] = w->row[w->n++];
		}
	conclude(lab, st, &all);
}

static void finish_sweep(struct lab *lab, struct study *st)
{
	struct lab_sweep *w = &lab->sweep;
	enum stats_outcome judge = judge_all(st);
	struct swept all = { .loss = stats_outcome_name(judge) };

	begin_sweep(lab, st, (enum remedy)st->kind);
	for (size_t i = 0; i < st->n; i++) {
		const struct entry *e = st->job[i].e;
		const struct stats *s = e->pub.stats;
		struct remedy_row *row = &all.row[all.n++];

		label_of(row->label, sizeof row->label, w->remedy, st->value[i]);
		row->setting = remedy_is_categories(w->remedy) ? (double)i : setting_of(&e->set, w->remedy, st->value[i]);
		row->spread = stats_sd(s);
		row->loss = stats_outcome(s, judge);
		row->runs = stats_runs(s);
		row->lost = stats_diverged(s);
		row->aside = w->remedy == REMEDY_REMAINDER && st->value[i] >= REMAINDER_COUNT;
		all.ragged += is_batches(w->remedy) && mark_ragged(e, row);
		if (!row->spread.n || is_left_out(s))
			continue;
		all.from[w->n] = i;
		w->row[w->n++] = *row;
	}
	conclude(lab, st, &all);
}

const struct lab_sweep *lab_sweep(const struct lab *lab)
{
	return lab->sweep.sentence ? &lab->sweep : NULL;
}

/* ---- the command ---- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int read_value(const struct words *w, size_t i, size_t off, const char *item, enum remedy r,
		      double *out, struct err *err)
{
	static const double most[] = { 1024, 1 << 20, 1 << 20, 100, .95, 1000, 0, 1 << 20 };
	char *end;

	if (r == REMEDY_REMAINDER && remainder_find(item) != REMAINDER_COUNT) {
		*out = remainder_find(item);
		return 0;
	}
	if (r == REMEDY_ACTIVATION) {
		enum act a = act_find(item);

		*out = a;
		return a != ACT_COUNT ? 0 : word_err_in(w, i, off, err, ERR_USAGE, "there is no activation '%s'", item);
	}
	*out = strtod(item, &end);
	if (*end || end == item || !(*out >= 0) || *out > most[r]
	    || (r <= REMEDY_BATCH_UPDATES && (*out < 1 || *out != floor(*out)))
	    || (r == REMEDY_LR_BATCH && *out <= 0)
	    || (r == REMEDY_REMAINDER && (*out < REMAINDER_COUNT || *out != floor(*out))))
		return word_err_in(w, i, off, err, ERR_USAGE, "'%s' is no value for this remedy: %sa %snumber up to %g"
			" was expected", item, r == REMEDY_REMAINDER ? "keep, drop, even or " : "",
			r <= REMEDY_BATCH_UPDATES || r == REMEDY_REMAINDER ? "whole " : "", most[r]);
	return 0;
}

static int read_values(const struct words *w, struct study *st, enum remedy r, struct err *err)
{
	st->n_value = 0;
	for (size_t i = 2; i < w->n; i++) {
		const char *p = w->w[i].text;

		while (*p) {
			size_t len = strcspn(p, ","), off = (size_t)(p - w->w[i].text);
			char item[32];

			if (len >= sizeof item || st->n_value == LAB_SWEEP_MAX)
				return word_err_in(w, i, off, err, ERR_LIMIT, "at most %d short values", LAB_SWEEP_MAX);
			memcpy(item, p, len);
			item[len] = '\0';
			p += len + (p[len] == ',');
			if (len && read_value(w, i, off, item, r, &st->value[st->n_value], err))
				return ERR_USAGE;
			st->n_value += len > 0;
		}
	}
	if (st->n_value < 2)
		return word_err(w, 2, err, ERR_USAGE, "two values at least make a sweep");
	if (!remedy_is_categories(r))
		qsort(st->value, st->n_value, sizeof *st->value, by_value);
	return 0;
}

/* The next sizes below and above that divide the rows, within a factor of two. */
static void add_divisors(struct study *st, size_t rows, uint32_t batch)
{
	size_t below = batch - 1, above = (size_t)batch + 1;

	while (below > batch / 2 && rows % below)
		below--;
	while (above < 2 * (size_t)batch && rows % above)
		above++;
	if (below >= REMAINDER_COUNT && rows % below == 0)
		st->value[st->n_value++] = (double)below;
	if (above < rows && rows % above == 0)
		st->value[st->n_value++] = (double)above;
}

/* Values that suit where the user named none. */
static void default_values(const struct lab *lab, const struct kind *k, struct study *st)
{
	const struct settings *s = &lab->cur->set;
	double lr = s->optim[s->level[SOURCE_OPTIMIZER]].lr;
	double rows = (double)lab->cur->pub.cond->problem.n_train;

	for (size_t i = 0; i < k->n; i++) {
		double v = k->value[i];

		if (k->remedy == REMEDY_LR_BATCH)
			v *= lr;
		if (is_batches(k->remedy) && v >= rows) {	/* all rows at once ends the sweep */
			st->value[st->n_value++] = rows;
			break;
		}
		st->value[st->n_value++] = v;
	}
	if (k->remedy == REMEDY_REMAINDER && s->state[SOURCE_BATCH] == STATE_FIXED)
		add_divisors(st, lab->cur->pub.cond->problem.n_train, s->level[SOURCE_BATCH]);
}

/* Does any mini-batch size of these settings leave a remainder? */
static int leaves_remainder(const struct lab *lab)
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

static int add_jobs(struct lab *lab, struct study *st, enum remedy r, struct err *err)
{
	uint64_t runs = study_size(lab->cur->pub.cond, (double)st->n_value, SECONDS_WANTED,
				   RUNS_LEAST, RUNS_DEFAULT);

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
			return err->code ? (int)err->code : ERR_USAGE;
		label_of(label, sizeof label, r, st->value[i]);
		if (!e->pub.name && e != lab->cur && !is_named(lab, label)) {
			e->pub.name = xstrdup(label);
			lab_record_name(lab, e);
		}
		study_add(st, e, runs);
	}
	return 0;
}

enum cmd_result cmd_remedy(struct lab *lab, const struct words *w, struct err *err)
{
	const struct kind *k = kinds, *end = kinds + sizeof kinds / sizeof *kinds;
	enum source free[SOURCE_COUNT];
	struct study *st;
	char what[48];

	if (words_args(w, 1, 16, err))
		return CMD_ERROR;
	while (k < end && strcmp(k->name, w->w[1].text) != 0)
		k++;
	if (k == end)
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "there is no remedy '%s': ensemble, batch, batch-updates,"
			" lr-batch, dropout, l2, activation and remainder are known", w->w[1].text));
	if (lab->replay)
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "a session is playing: `fork` goes on live from here"));
	if (!condition_free(lab->cur->pub.cond, free))
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "nothing is free, so there is nothing to remedy:"
			" `free init` for example"));
	if (k->remedy == REMEDY_REMAINDER && !leaves_remainder(lab))
		return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "the %zu training rows leave no short last mini-batch at"
			" this batch size: there is nothing to remedy", lab->cur->pub.cond->problem.n_train));
	snprintf(what, sizeof what, "remedy %s", k->name);
	st = study_new(lab, what, k->remedy == REMEDY_ENSEMBLE ? finish_ensemble : finish_sweep);
	st->kind = k->remedy;
	if (w->n == 2)
		default_values(lab, k, st);
	else if (read_values(w, st, k->remedy, err))
		goto fail;
	if (k->remedy == REMEDY_ENSEMBLE)
		study_add(st, lab->cur, ENSEMBLE_RUNS);
	else if (add_jobs(lab, st, k->remedy, err))
		goto fail;
	return lab_begin_study(lab, st);
fail:
	study_free(st);
	return CMD_ERROR;
}
