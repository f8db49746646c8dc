/*
 * study_divergence.c - twins that differ in one last bit: do they stay together?
 *
 * Two trainers go side by side through the same runs, one with the nudge off
 * and one with it, and after every epoch the predictions of each pair are
 * compared.  The work is done in slices from lab_poll, so that a screen stays
 * alive; batch and optimizer are held, so that a pair is a pack's lane.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

#define SLICES 8		/* of an epoch */

struct twins {
	struct condition *c;		/* with the nudge fixed */
	struct trainer *plain, *nudged;
	size_t lanes, pack, pairs, done;
	uint64_t slice, updates, per_epoch;	/* updates: done in this epoch */
	uint32_t epoch, epochs;
	double *distance;		/* (lanes, epochs) */
	float *x, *p, *q;		/* probes (n_probes, features); predictions */
	uint8_t *trained;		/* (lanes, n_probes) of a free split; else NULL */
	int more;
};

static void twins_free(void *state)
{
	struct twins *t = state;

	trainer_free(t->plain);
	trainer_free(t->nudged);
	condition_unref(t->c);
	free(t->distance);
	free(t->x);
	free(t->p);
	free(t->q);
	free(t->trained);
	free(t);
}

static void begin_pack(struct twins *t)
{
	struct levels a[64], b[64];

	t->pack = t->pairs - t->done < t->lanes ? t->pairs - t->done : t->lanes;
	for (size_t i = 0; i < t->pack; i++) {
		condition_levels(t->c, t->done + i, &b[i]);
		b[i].v[SOURCE_NUDGE] = (uint32_t)(t->done + i);	/* another weight for each pair */
		if (t->trained)
			problem_trained_on(&t->c->problem, &b[i], t->trained + i * t->c->problem.n_probes);
		a[i] = b[i];
		a[i].v[SOURCE_NUDGE] = 0;
		a[i].off |= 1u << SOURCE_NUDGE;
	}
	trainer_begin(t->plain, a, t->pack);
	trainer_begin(t->nudged, b, t->pack);
	t->epoch = 0;
	t->updates = 0;
}

/* Twins have one split: the predictions of what both held out come first; how many. */
static size_t held_out(struct twins *t, size_t lane)
{
	const struct problem *p = &t->c->problem;
	size_t n = 0;

	if (!t->trained)
		return p->n_pred;
	for (size_t k = 0; k < p->n_pred; k++) {
		if (t->trained[lane * p->n_probes + k / p->data->outputs])
			continue;
		t->p[n] = t->p[k];
		t->q[n++] = t->q[k];
	}
	return n;
}

static void compare_pack(struct twins *t)
{
	const struct problem *p = &t->c->problem;

	for (size_t i = 0; i < t->pack; i++) {
		trainer_predict(t->plain, i, t->x, p->n_probes, t->p);
		trainer_predict(t->nudged, i, t->x, p->n_probes, t->q);
		t->distance[i * t->epochs + t->epoch] = divergence_distance(t->p, t->q, held_out(t, i));
	}
	t->epoch++;
	t->updates = 0;
}

/* One slice; 0 when all pairs are through. */
static int step(struct lab *lab, struct study *st)
{
	struct twins *t = st->state;
	uint64_t n = t->per_epoch - t->updates < t->slice ? t->per_epoch - t->updates : t->slice;
	int more;

	more = trainer_advance(t->plain, n);
	more |= trainer_advance(t->nudged, n);
	t->updates += n;
	if (t->updates == t->per_epoch || !more)
		compare_pack(t);
	if (more && t->epoch < t->epochs)
		return 1;
	for (size_t i = 0; i < t->pack; i++)
		divergence_add(lab->divergence, t->distance + i * t->epochs, t->epoch);
	t->done += t->pack;
	st->done = t->done;
	if (t->done == t->pairs)
		return 0;
	begin_pack(t);
	return 1;
}

static void finish(struct lab *lab, struct study *st, struct lab_swept *swept)
{
	(void)lab;	/* its divergence has it all */
	(void)st;
	(void)swept;
}

static struct twins *twins_new(struct lab *lab, size_t pairs, struct err *err)
{
	struct settings s;
	struct twins *t = xcalloc(1, sizeof *t);
	const struct problem *p;
	struct levels lv;
	size_t batch, f;

	settings_copy(&s, &lab->cur->set);
	s.state[SOURCE_NUDGE] = s.state[SOURCE_BATCH] = s.state[SOURCE_OPTIMIZER] = STATE_FIXED;
	if (lab->cur->set.state[SOURCE_BATCH] == STATE_OFF)
		s.state[SOURCE_BATCH] = STATE_OFF;
	t->c = settings_condition(&s, err);
	settings_release(&s);
	if (!t->c) {
		free(t);
		return NULL;
	}
	p = &t->c->problem;
	condition_levels(t->c, 0, &lv);
	batch = problem_batch(p, &lv);
	t->plain = trainer_new(p, t->c->engine, lab->cfg.width, batch, (enum optim_kind)lv.v[SOURCE_OPTIMIZER], err);
	if (t->plain)
		t->nudged = trainer_new(p, t->c->engine, lab->cfg.width, batch,
					(enum optim_kind)lv.v[SOURCE_OPTIMIZER], err);
	if (!t->nudged) {
		twins_free(t);
		return NULL;
	}
	t->lanes = trainer_lanes(t->plain) < 64 ? trainer_lanes(t->plain) : 64;
	t->pairs = pairs;
	t->epochs = problem_epochs(p, batch);
	t->per_epoch = problem_updates(p, batch);
	t->slice = (t->per_epoch + SLICES - 1) / SLICES;
	t->distance = xcalloc(t->lanes * t->epochs, sizeof *t->distance);
	if (t->c->state[SOURCE_SPLIT] == STATE_FREE)
		t->trained = xcalloc(t->lanes * p->n_probes, 1);
	f = p->data->features;
	t->x = xreallocarray(NULL, p->n_probes * f, sizeof *t->x);
	for (size_t i = 0; i < p->n_probes; i++)
		memcpy(t->x + i * f, p->data->x + (size_t)p->probe[i] * f, f * sizeof *t->x);
	t->p = xreallocarray(NULL, p->n_pred, sizeof *t->p);
	t->q = xreallocarray(NULL, p->n_pred, sizeof *t->q);
	return t;
}

const struct divergence *lab_divergence(const struct lab *lab)
{
	return lab->divergence && divergence_twins(lab->divergence) ? lab->divergence : NULL;
}

uint32_t lab_divergence_of(const struct lab *lab)
{
	return lab->divergence_of;
}

int lab_diverge(struct lab *lab, size_t pairs, struct err *err)
{
	struct twins *t = twins_new(lab, pairs, err);
	struct study *st;

	if (!t)
		return err && err->code ? (int)err->code : ERR_USAGE;
	divergence_free(lab->divergence);
	lab->divergence = divergence_new(t->epochs);
	lab->divergence_of = lab->cur->pub.id;
	begin_pack(t);
	st = study_new(lab, STUDY_DIVERGENCE, finish);
	st->step = step;
	st->state = t;
	st->free_state = twins_free;
	st->all = pairs;
	study_begin(lab, st);
	return 0;
}
