/*
 * study.c - an answer that needs several conditions trained first.
 *
 * `attribute`, `remedy` and their like list conditions and how many runs each
 * needs; the pool works through the list in the background while the screen
 * keeps showing the present condition, and the finisher keeps what came of it.  Runs that a condition has already are not trained again.  A
 * study may also do its own work, step by step (divergence).
 */
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/xalloc.h"
#include "lab/lab_int.h"

#define SLICE_NS 15000000u	/* of a poll, for a study's own steps */

struct study *study_new(struct lab *lab, enum study_kind kind,
			void (*finish)(struct lab *lab, struct study *st, struct lab_swept *swept))
{
	struct study *st = xcalloc(1, sizeof *st);

	st->kind = kind;
	st->finish = finish;
	st->base = lab->cur;
	return st;
}

/* Nominal figures of two present-day cores, the same on every machine. */
#define NOMINAL_FLOPS 1e11
#define NOMINAL_PARAM_UPDATES 4e9

double study_cost(const struct condition *c)
{
	const struct problem *p = &c->problem;
	double batch = c->state[SOURCE_BATCH] == STATE_FIXED && c->level[SOURCE_BATCH]
		? (double)c->level[SOURCE_BATCH] : 32;
	double rows, updates;

	if (batch > (double)p->n_train)
		batch = (double)p->n_train;
	updates = p->budget == BUDGET_UPDATES ? (double)p->updates
		: (double)p->epochs * (double)p->n_train / batch;
	rows = updates * batch;
	return 6 * model_macs(&p->model) * rows / NOMINAL_FLOPS
		+ (double)p->model.n_params * updates / NOMINAL_PARAM_UPDATES;
}

uint64_t study_size(const struct condition *c, double conditions, double seconds,
		    uint64_t least, uint64_t most)
{
	double n = seconds / (study_cost(c) * conditions);

	return n < (double)least ? least : n > (double)most ? most : (uint64_t)n;
}

void study_add(struct study *st, struct entry *e, uint64_t limit)
{
	st->job = xreallocarray(st->job, st->n + 1, sizeof *st->job);
	st->job[st->n++] = (struct job){ e, limit };
}

void study_free(struct study *st)
{
	if (st->free_state)
		st->free_state(st->state);
	free(st->job);
	free(st);
}

static void describe(const struct lab *lab, const struct study *st, struct lab_study *out)
{
	*out = (struct lab_study){ .kind = st->kind, .remedy = st->remedy, .done = st->done, .all = st->all,
				   .of = st->base ? st->base->pub.id : 0 };
	for (size_t i = 0; i < st->n; i++) {
		const struct job *j = &st->job[i];

		out->all += shard_below(lab->shard, j->limit);
		out->done += shard_below(lab->shard, j->e->pub.delivered < j->limit ? j->e->pub.delivered : j->limit);
	}
}

/* Back to the present condition, as it was. */
static void leave(struct lab *lab, const struct study *st)
{
	lab->study = NULL;
	if (lab->live)
		feed_pace(lab->live, lab->pace);
	if (st->was_paused)
		lab_set_paused(lab, 1);
}

void lab_end_study(struct lab *lab)
{
	struct study *st = lab->study;
	struct lab_study s;

	if (!st)
		return;
	describe(lab, st, &s);
	if (!st->quiet)
		lab_tell(lab, &(struct lab_news){ .kind = LAB_STUDY_STOPPED, .study = &s });
	leave(lab, st);
	study_free(st);
}

void study_begin(struct lab *lab, struct study *st)
{
	if (lab->study)
		lab_end_study(lab);
	lab->study = st;
	st->was_paused = lab->paused;
	if (lab->paused)	/* who asks wants an answer */
		lab_set_paused(lab, 0);
	if (lab->live)
		feed_pace(lab->live, 0);
}

struct entry *lab_study_entry(const struct lab *lab)
{
	const struct study *st = lab->study;

	return st && st->at < st->n ? st->job[st->at].e : NULL;
}

static int own_steps(struct lab *lab, struct study *st)
{
	uint64_t end = clk_ns() + SLICE_NS;

	while (st->step(lab, st))
		if (clk_ns() >= end)
			return 1;
	return 0;
}

void lab_study_tick(struct lab *lab)
{
	struct study *st = lab->study;
	struct lab_swept swept = { .n = 0 };
	struct lab_study s;

	if (st && st->quiet && st->base != lab->cur) {
		st->base->asked = 0;
		lab_end_study(lab);
		return;
	}
	if (!st || lab->paused)
		return;
	if (st->step && own_steps(lab, st)) {
		lab->changed |= LAB_LOG;
		return;
	}
	while (st->at < st->n && st->job[st->at].e->pub.delivered >= st->job[st->at].limit)
		st->at++;
	if (st->at < st->n)
		return;
	leave(lab, st);
	describe(lab, st, &s);
	if (shard_is_part(lab->shard) && st->n) {	/* the answer takes the other shards, too */
		lab_tell(lab, &(struct lab_news){ .kind = LAB_STUDY_PART, .study = &s });
	} else {
		st->finish(lab, st, &swept);
		if (!st->quiet)
			lab_tell(lab, &(struct lab_news){ .kind = LAB_STUDY_DONE, .study = &s, .swept = &swept });
	}
	study_free(st);
	lab->changed |= LAB_RUNS | LAB_LOG;
}

int lab_study(const struct lab *lab, struct lab_study *out)
{
	if (!lab->study)
		return 0;
	describe(lab, lab->study, out);
	return 1;
}
