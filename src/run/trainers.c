/* trainers.c - the trainers of one worker; see trainers.h. */
#include "trainers.h"

#include <stdlib.h>

#include "base/xalloc.h"

/* Beyond this much memory a worker keeps only the trainer in use. */
#define KEEP_BYTES ((size_t)64 << 20)
#define CALL_NS 1000000u

static void drop(struct trainers *t, size_t i)
{
	t->bytes -= t->slot[i].bytes;
	trainer_free(t->slot[i].trainer);
	t->slot[i] = t->slot[--t->n];
}

/* They grow when they are used. */
static void count(struct trainers *t)
{
	t->bytes = 0;
	for (size_t i = 0; i < t->n; i++) {
		t->slot[i].bytes = trainer_bytes(t->slot[i].trainer);
		t->bytes += t->slot[i].bytes;
	}
}

static void make_room(struct trainers *t)
{
	while (t->n > 0 && t->bytes > KEEP_BYTES) {
		size_t oldest = 0;

		for (size_t i = 1; i < t->n; i++)
			if (t->slot[i].used < t->slot[oldest].used)
				oldest = i;
		drop(t, oldest);
	}
}

struct slot *trainers_get(struct trainers *t, const struct condition *c, int width,
			  const struct levels *lv, struct err *err)
{
	size_t batch = problem_batch(&c->problem, lv);
	enum optim_kind optim = (enum optim_kind)lv->v[SOURCE_OPTIMIZER];
	struct slot *s;

	count(t);
	for (size_t i = 0; i < t->n; i++) {
		s = &t->slot[i];
		if (s->batch == batch && s->optim == optim) {
			s->used = ++t->clock;
			return s;
		}
	}
	make_room(t);
	XGROW(t->slot, t->cap, t->n + 1);
	s = &t->slot[t->n];
	*s = (struct slot){ .batch = batch, .optim = optim, .updates = 1 };
	s->trainer = trainer_new(&c->problem, c->engine, width, batch, optim, err);
	if (!s->trainer)
		return NULL;
	s->lanes = trainer_lanes(s->trainer);
	s->bytes = trainer_bytes(s->trainer);
	s->used = ++t->clock;
	t->bytes += s->bytes;
	t->n++;
	return s;
}

void slot_timed(struct slot *s, uint64_t ns, int more)
{
	/* A call that came to the end says nothing of what a longer one costs. */
	if (more && ns < CALL_NS / 2 && s->updates < (uint64_t)1 << 40)
		s->updates *= 2;
	else if (ns > 2 * CALL_NS && s->updates > 1)
		s->updates /= 2;
}

void trainers_release(struct trainers *t)
{
	while (t->n > 0)
		drop(t, t->n - 1);
	free(t->slot);
	*t = (struct trainers){ 0 };
}
