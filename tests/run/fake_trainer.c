/* fake_trainer.c - an engine without arithmetic; see fake_trainer.h. */
#include "fake_trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"

#define MAX_LANES 16

struct fake fake;

struct trainer {
	const struct problem *p;
	size_t batch, lanes, n;
	enum optim_kind optim;
	uint64_t done, total, per_epoch;
	uint64_t state[MAX_LANES];
	float *train, *pred;	/* (lanes, epochs), (lanes, n_pred) */
};

void fake_reset(void)
{
	memset(&fake, 0, sizeof fake);
}

struct condition *fake_condition(size_t rows, uint32_t epochs, size_t n_pred)
{
	struct condition *c = condition_new();

	c->problem.n_train = rows;
	c->problem.epochs = epochs;
	c->problem.n_pred = n_pred;
	c->engine = ENGINE_LANES;
	c->master = 7;
	c->state[SOURCE_INIT] = c->state[SOURCE_SHUFFLE] = STATE_FREE;
	for (int s = SOURCE_DROPOUT; s < SOURCE_COUNT; s++)
		c->state[s] = STATE_OFF;
	c->level[SOURCE_BATCH] = 32;
	c->level[SOURCE_OPTIMIZER] = OPTIM_ADAM;
	return c;
}

static uint64_t stir(uint64_t x)	/* splitmix64's finaliser */
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static uint64_t begin_state(const struct levels *lv)
{
	uint64_t h = lv->off;

	for (int s = 0; s < SOURCE_COUNT; s++)
		h = stir(h ^ lv->v[s]);
	return h;
}

static float to_float(uint64_t h)
{
	return (float)(h >> 40) * 0x1p-24f;
}

static int diverges(uint64_t h)
{
	return h % 64 == 0;
}

void fake_expect(const struct condition *c, uint64_t r, struct fake_result *out)
{
	const struct problem *p = &c->problem;
	struct levels lv;
	uint64_t h, per_epoch;

	condition_levels(c, r, &lv);
	per_epoch = (p->n_train + problem_batch(p, &lv) - 1) / problem_batch(p, &lv);
	h = begin_state(&lv);
	for (uint32_t e = 0; e < p->epochs; e++) {
		for (uint64_t u = 0; u < per_epoch; u++)
			h = stir(h);
		out->train[e] = to_float(h);
	}
	out->updates = p->epochs * per_epoch;
	out->diverged = diverges(h);
	out->train_loss = out->diverged ? NAN : out->train[p->epochs - 1];
	for (size_t i = 0; i < p->n_pred; i++)
		out->pred[i] = to_float(h) + (float)i;
}

struct trainer *trainer_new(const struct problem *p, enum engine_kind kind,
			    int width, size_t batch, enum optim_kind optim,
			    struct err *err)
{
	struct trainer *t;

	(void)kind;
	if (fake.fail) {
		err_set(err, ERR_LIMIT, "no such engine");
		return NULL;
	}
	t = xcalloc(1, sizeof *t);
	t->p = p;
	t->batch = batch;
	t->optim = optim;
	t->lanes = (size_t)(width ? width : fake.lanes ? fake.lanes : MAX_LANES);
	t->per_epoch = (p->n_train + batch - 1) / batch;
	t->total = p->epochs * t->per_epoch;
	if (fake.endless && p->epochs == fake.endless)
		t->total = UINT64_MAX;
	t->train = xcalloc(t->lanes * p->epochs, sizeof *t->train);
	t->pred = xcalloc(t->lanes * p->n_pred, sizeof *t->pred);
	fake.trainers++;
	return t;
}

void trainer_free(struct trainer *t)
{
	if (!t)
		return;
	fake.trainers--;
	free(t->train);
	free(t->pred);
	free(t);
}

size_t trainer_lanes(const struct trainer *t)
{
	return t->lanes;
}

size_t trainer_bytes(const struct trainer *t)
{
	return sizeof *t + t->lanes * (t->p->epochs + t->p->n_pred) * sizeof(float);
}

void trainer_begin(struct trainer *t, const struct levels *lv, size_t n)
{
	if (n == 0 || n > t->lanes)
		fake.wrong++;
	for (size_t i = 0; i < n; i++) {
		if (problem_batch(t->p, &lv[i]) != t->batch ||
		    lv[i].v[SOURCE_OPTIMIZER] != t->optim)
			fake.wrong++;
		t->state[i] = begin_state(&lv[i]);
	}
	t->n = n;
	t->done = 0;
	fake.begun += n;
	fake.packs++;
	fake.full_packs += n == t->lanes;
}

static void end_epoch(struct trainer *t, uint64_t e)
{
	for (size_t l = 0; l < t->n; l++)
		t->train[l * t->p->epochs + e] = to_float(t->state[l]);
}

static void predict(struct trainer *t)
{
	for (size_t l = 0; l < t->n; l++)
		for (size_t i = 0; i < t->p->n_pred; i++)
			t->pred[l * t->p->n_pred + i] = to_float(t->state[l]) + (float)i;
}

int trainer_advance(struct trainer *t, uint64_t updates)
{
	uint64_t left = t->total - t->done;

	if (updates && updates < left)
		left = updates;
	while (left--) {
		for (size_t l = 0; l < t->n; l++)
			t->state[l] = stir(t->state[l]);
		t->done++;
		if (t->done % t->per_epoch == 0 && t->total != UINT64_MAX)
			end_epoch(t, t->done / t->per_epoch - 1);
	}
	if (t->done < t->total)
		return 1;
	predict(t);
	return 0;
}

void trainer_progress(const struct trainer *t, size_t lane, struct progress *out)
{
	*out = (struct progress){
		.epoch = t->total == UINT64_MAX ? 0 : (uint32_t)(t->done / t->per_epoch),
		.updates = t->done, .total_updates = t->total,
		.batch_loss = to_float(t->state[lane]),
		.train = t->train + lane * t->p->epochs,
	};
}

void trainer_result(const struct trainer *t, size_t lane, struct result *out)
{
	const float *train = t->train + lane * t->p->epochs;
	int diverged = diverges(t->state[lane]);

	*out = (struct result){
		.epochs = t->p->epochs, .updates = t->done,
		.train_loss = diverged ? NAN : train[t->p->epochs - 1],
		.test_loss = NAN, .accuracy = NAN, .diverged = diverged,
		.train = train, .pred = t->pred + lane * t->p->n_pred,
	};
}

int engine_best_width(void)
{
	return fake.lanes ? fake.lanes : MAX_LANES;
}

int engine_has_width(int width)
{
	return width == 1 || width == 4 || width == 8 || width == 16;
}
