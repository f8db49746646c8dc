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

/* Of a sweep over settings they are the caller's. */
static void label_of(const struct study *st, size_t i, char *out, size_t size)
{
	if (st->remedy == REMEDY_SETTING)
		snprintf(out, size, "%s", ((const char (*)[48])st->state)[i]);
	else
		remedy_label(out, size, st->remedy, st->value[i]);
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
		label_of(st, i, all->setting[i].label, sizeof all->setting[i].label);
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

		label_of(st, i, row->label, sizeof row->label);
		row->setting = remedy_is_categories(w->remedy) ? (double)i : remedy_setting(&e->set, w->remedy, st->value[i]);
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
	size_t rows = lab->cur->pub.cond->problem.n_train, n = 0, n_usual;
	const double *usual;

	n_usual = remedy_usual(r, &usual);
	for (size_t i = 0; i < n_usual; i++) {
		double v = usual[i];

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

int lab_can_wait(const struct lab *lab)
{
	return lab->cur->set.budget == BUDGET_EPOCHS && lab->cur->pub.cond->problem.n_test > 0;
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
		if (!remedy_apply(&s, r, st->value[i], &lab->cur->pub.cond->problem, err)) {
			settings_follow(&s);
			e = lab_find_entry(lab, &s, err);
		}
		settings_release(&s);
		if (!e)
			return ERR_USAGE;
		remedy_label(label, sizeof label, r, st->value[i]);
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

int lab_sweep_over(struct lab *lab, const struct settings *s, const char (*label)[48], size_t n, struct err *err)
{
	struct study *st = study_new(lab, STUDY_REMEDY, finish_sweep);
	uint64_t runs = study_size(lab->cur->pub.cond, (double)n, SECONDS_WANTED, RUNS_LEAST, RUNS_DEFAULT);
	struct err e = ERR_INIT;

	st->remedy = REMEDY_SETTING;
	st->n_value = n;
	st->state = xcalloc(n, sizeof *label);
	st->free_state = free;
	memcpy(st->state, label, n * sizeof *label);
	for (size_t i = 0; i < n; i++) {
		struct entry *entry = lab_find_entry(lab, &s[i], &e);

		if (!entry) {
			study_free(st);
			if (err)
				*err = e;
			return e.code ? (int)e.code : ERR_USAGE;
		}
		study_add(st, entry, runs);
	}
	study_begin(lab, st);
	return 0;
}
