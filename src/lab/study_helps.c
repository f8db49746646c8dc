/*
 * study_helps.c - all remedies at one sensible setting each, on common levels.
 *
 *   jobs   base | a condition for each remedy | base's plan | a plan for each
 *
 * Plans say which source a remedy works on; there are none where a single source is free (it
 * is that one) or the split is (runs of a plan's row were trained on different rows).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "lab/lab_int.h"
#include "stat/dist.h"

#define RUNS_MOST 400
#define RUNS_LEAST 60
#define ROWS_MOST 128
#define ROWS_LEAST 24
#define SECONDS_WANTED 1.2	/* for the runs, and as much for the plans, where they are slow */
#define AVERAGED 4		/* of the ensemble */

struct option {
	enum remedy remedy;
	double value, price;
	struct entry *e;	/* NULL: the base's own runs (an ensemble) */
	struct entry *plan;	/* or NULL */
};

struct helps {
	struct option o[HELPS_MAX];
	size_t n;
	struct entry *plan;	/* the base's, or NULL */
};

/* The one setting of a remedy that is tried; 0: it makes no sense here. */
static int choose(const struct lab *lab, enum remedy r, double *v)
{
	const struct settings *s = &lab->cur->set;
	double rows = (double)lab->cur->pub.cond->problem.n_train, batch = (double)s->level[SOURCE_BATCH];

	switch (r) {
	case REMEDY_ENSEMBLE:
		*v = AVERAGED;
		return 1;
	case REMEDY_BATCH_EPOCHS: case REMEDY_BATCH_UPDATES:
		*v = fmin(4 * batch, rows);
		return s->state[SOURCE_BATCH] == STATE_FIXED && *v > batch;
	case REMEDY_LR_BATCH:
		*v = .5 * s->optim[s->level[SOURCE_OPTIMIZER]].lr;
		return s->state[SOURCE_OPTIMIZER] == STATE_FIXED;
	case REMEDY_DROPOUT:
		*v = .2;
		return s->state[SOURCE_DROPOUT] == STATE_OFF && lab->cur->pub.cond->problem.model.n > 1;
	case REMEDY_L2:
		*v = s->l2 > 0 ? 10 * s->l2 : .001;
		return 1;
	case REMEDY_ACTIVATION:
		*v = ACT_GELU;
		return lab->cur->pub.cond->problem.model.n > 1;
	case REMEDY_REMAINDER:
		*v = REMAINDER_EVEN;
		return s->remainder != REMAINDER_EVEN && lab_leaves_remainder(lab);
	case REMEDY_AVERAGE:
		*v = .98;
		return s->average == AVERAGE_OFF;
	case REMEDY_SCHEDULE:
		*v = SCHEDULE_COSINE;
		return s->schedule == SCHEDULE_CONSTANT;
	case REMEDY_PATIENCE:
		*v = 3;
		return lab_can_wait(lab) && !s->patience && s->average != AVERAGE_LAST;
	default:
		return 0;
	}
}

static struct entry *plan_of(struct lab *lab, const struct settings *of, struct err *err)
{
	struct settings s;
	struct entry *e;

	settings_copy(&s, of);
	s.plan = PLAN_PICKFREEZE;
	e = lab_find_entry(lab, &s, err);
	settings_release(&s);
	return e;
}

/* One more row where the remedy can be had here; what cannot is passed by. */
static void add(struct lab *lab, struct helps *h, enum remedy r, double v, int with_plan)
{
	struct option *o = &h->o[h->n];
	struct err err = ERR_INIT;
	struct settings s;

	*o = (struct option){ .remedy = r, .value = v, .price = v };
	if (r == REMEDY_ENSEMBLE) {
		h->n++;
		return;
	}
	settings_copy(&s, &lab->cur->set);
	if (!remedy_apply(&s, r, v, &lab->cur->pub.cond->problem, &err)) {
		settings_follow(&s);
		o->e = lab_find_entry(lab, &s, &err);
	}
	if (o->e && o->e != lab->cur) {
		o->price = study_cost(o->e->pub.cond) / study_cost(lab->cur->pub.cond);
		o->plan = with_plan ? plan_of(lab, &o->e->set, &err) : NULL;
		h->n++;
	}
	settings_release(&s);
}

/* ---- what came of it ---- */

/* sd of "reroll only i" with it over without it. */
static void sources(struct help_row *row, const struct attribute *a, const struct attribute *b, double z)
{
	struct effect ea[SOURCE_ALL], eb[SOURCE_ALL];
	size_t k = attribute_sources(b);
	double var, z95 = dist_normal_q(.975);

	if (!attribute_effects(a, TARGET_PREDICTION, ea, &var) || !attribute_effects(b, TARGET_PREDICTION, eb, &var))
		return;
	for (size_t i = 0; i < k && row->n_source < HELPS_SOURCES; i++) {
		struct help_source *s = &row->source[row->n_source];
		double sa, sb, reach;
		size_t j = 0;

		while (j < attribute_sources(a) && ea[j].source != eb[i].source)
			j++;
		if (j == attribute_sources(a) || !(eb[i].vt_lo > 0))
			continue;
		if (ea[j].vt == 0) {
			*s = (struct help_source){ eb[i].source, 0, 0, 0 };
			row->n_source++;
			continue;
		}
		if (!(ea[j].vt_lo > 0))
			continue;
		/* rows of both share levels and rise together: as if they did not is too wide */
		sa = log(ea[j].vt_hi / ea[j].vt_lo) / (2 * z95);
		sb = log(eb[i].vt_hi / eb[i].vt_lo) / (2 * z95);
		reach = z * hypot(sa, sb) / 2;
		s->source = eb[i].source;
		s->ratio = sqrt(ea[j].vt / eb[i].vt);
		s->lo = s->ratio * exp(-reach);
		s->hi = s->ratio * exp(reach);
		row->n_source++;
	}
}

/* The same M times over: all sources alike. */
static void ensemble(struct help_row *row, const struct lab_entry *base, size_t m, double z)
{
	struct remedy_row one, many;
	double se, z95 = dist_normal_q(.975);

	row->ratio = row->lo = row->hi = row->loss = row->loss_lo = row->loss_hi = NAN;
	if (!remedy_ensemble_row(base->stats, 1, &one) || !remedy_ensemble_row(base->stats, m, &many)
	    || !(one.spread.lo > 0) || !(many.spread.lo > 0))
		return;
	se = hypot(log(one.spread.hi / one.spread.lo), log(many.spread.hi / many.spread.lo)) / (2 * z95);
	row->ratio = many.spread.mean / one.spread.mean;
	row->lo = row->ratio * exp(-z * se);
	row->hi = row->ratio * exp(z * se);
	if (one.loss.n && many.loss.n) {
		row->loss = many.loss.mean - one.loss.mean;
		row->loss_lo = many.loss.lo - one.loss.mean;
		row->loss_hi = many.loss.hi - one.loss.mean;
	}
}

/* The share of the most epochs that runs which end early have taken. */
static double trained(const struct stats *s, uint32_t most)
{
	double sum = 0;
	struct kept_run k;

	for (size_t i = 0; i < stats_kept(s) && stats_kept_run(s, i, &k); i++)
		sum += (double)k.epochs / (double)most;
	return stats_kept(s) ? sum / (double)stats_kept(s) : 1;
}

static void finish(struct lab *lab, struct study *st, struct lab_swept *swept)
{
	const struct helps *h = st->state;
	const struct lab_entry *base = &st->base->pub;
	struct lab_helps *w = &lab->helps;
	size_t with_plan = 0;

	(void)swept;
	*w = (struct lab_helps){ .of = base->id, .n = h->n, .runs = st->job[0].limit };
	for (size_t i = 0; i < h->n; i++)
		with_plan += h->o[i].plan != NULL;
	for (size_t i = 0; i < h->n; i++) {
		const struct option *o = &h->o[i];
		struct help_row *row = &w->row[i];

		*row = (struct help_row){ .remedy = o->remedy, .price = o->price };
		remedy_label(row->label, sizeof row->label, o->remedy, o->value);
		if (!o->e) {
			ensemble(row, base, (size_t)o->value, helps_z(h->n));
			continue;
		}
		row->runs = stats_runs(o->e->pub.stats);
		row->lost = stats_diverged(o->e->pub.stats);
		row->base_runs = stats_runs(base->stats);
		row->base_lost = stats_diverged(base->stats);
		if (o->remedy == REMEDY_PATIENCE)
			row->price *= trained(o->e->pub.stats, o->e->pub.cond->problem.epochs);
		helps_ratio(row, o->e->pub.stats, base->stats, helps_z(h->n));
		helps_loss(row, o->e->pub.stats, base->stats, stats_judge_both(o->e->pub.stats, base->stats),
			   lab_share_levels(&o->e->pub, base));
		if (o->plan && h->plan && o->plan->pub.attr && h->plan->pub.attr)
			sources(row, o->plan->pub.attr, h->plan->pub.attr,
				helps_z(with_plan * attribute_sources(h->plan->pub.attr)));
	}
	for (size_t i = 1; i < st->n && w->n_made < 2 * HELPS_MAX; i++)
		if (st->job[i].e->pub.aside)
			w->made[w->n_made++] = st->job[i].e->pub.id;
	helps_judge(w->row, w->n);
	lab_record_helps(lab);
	if (h->plan)
		lab_keep_blame(lab, h->plan);
}

const struct lab_helps *lab_helps(const struct lab *lab)
{
	return lab->helps.of ? &lab->helps : NULL;
}

int lab_try_all(struct lab *lab, struct err *err)
{
	return lab_try(lab, RUNS_MOST, ROWS_MOST, err);
}

int lab_try(struct lab *lab, uint64_t runs_most, uint64_t rows_most, struct err *err)
{
	enum source free_[SOURCE_SLOTS];
	size_t k = condition_free(lab->cur->pub.cond, free_);
	int with_plan = k > 1 && lab->cur->pub.cond->state[SOURCE_SPLIT] != STATE_FREE;
	struct helps *h = xcalloc(1, sizeof *h);
	struct study *st = study_new(lab, STUDY_HELPS, finish);
	struct err e = ERR_INIT;
	uint64_t runs, rows;

	st->state = h;
	st->free_state = free;
	for (int r = 0; r < REMEDY_COUNT && h->n < HELPS_MAX; r++) {
		double v;

		if (choose(lab, (enum remedy)r, &v))
			add(lab, h, (enum remedy)r, v, with_plan);
	}
	h->plan = with_plan ? plan_of(lab, &lab->cur->set, &e) : NULL;
	if (with_plan && !h->plan) {
		study_free(st);
		if (err)
			*err = e;
		return (int)e.code;
	}
	runs = study_size(lab->cur->pub.cond, (double)h->n, SECONDS_WANTED, RUNS_LEAST < runs_most ? RUNS_LEAST : runs_most, runs_most);
	rows = study_size(lab->cur->pub.cond, (double)(h->n * (k + 2)), SECONDS_WANTED, ROWS_LEAST < rows_most ? ROWS_LEAST : rows_most, rows_most);
	study_add(st, lab->cur, runs);
	for (size_t i = 0; i < h->n; i++)
		if (h->o[i].e)
			study_add(st, h->o[i].e, runs);
	if (h->plan)
		study_add(st, h->plan, rows * (k + 2));
	for (size_t i = 0; i < h->n; i++)
		if (h->o[i].plan)
			study_add(st, h->o[i].plan, rows * (k + 2));
	for (size_t i = 1; i < st->n; i++)	/* nobody has chosen them */
		if (!st->job[i].e->pub.delivered && !st->job[i].e->pub.visited && !st->job[i].e->pub.name)
			st->job[i].e->pub.aside = 1;
	study_begin(lab, st);
	return 0;
}
