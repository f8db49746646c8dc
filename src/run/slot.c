/*
 * slot.c - what a worker needs whether its runs are shown or not: rest, and a trainer.
 */
#include "base/xalloc.h"
#include "pool_int.h"

void worker_rest(struct worker *w)
{
	struct pool *p = w->pool;

	if (--p->active == 0)
		queue_poke(p);		/* it may be idle now */
	queue_wait(p, 0);
	p->active++;
}

struct slot *worker_slot(struct worker *w)
{
	struct pool *p = w->pool;
	struct levels lv;
	struct err err = ERR_INIT;
	struct slot *s;

	condition_levels(w->cond, shard_run(w->shard, w->run[0]), &lv);
	s = trainers_get(&w->trainers, w->cond, p->width, &lv, &err);
	atomic_store_explicit(&w->bytes, w->trainers.bytes, memory_order_relaxed);
	if (s) {
		if (s->lanes > w->cap_lv) {
			w->cap_lv = s->lanes;
			w->lv = xreallocarray(w->lv, w->cap_lv, sizeof *w->lv);
		}
		return s;
	}
	pthread_mutex_lock(&p->lock);
	if (w->gen == p->gen && !p->failed) {
		p->failed = 1;
		p->err = err;
		queue_changed(p);
		queue_poke(p);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}
