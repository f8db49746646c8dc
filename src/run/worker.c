/*
 * worker.c - the threads that train.
 *
 * A worker takes a job, cuts it into packs, trains each in calls of about a
 * millisecond, and looks between calls whether anything has changed:
 *
 *     GO_ON      nothing that matters here (after resting, if paused)
 *     GIVE_BACK  single runs are to be shown, beginning with one that is under
 *                way: what is left goes back to the dealer
 *     DROP       another condition, or the end: forget it all
 *
 * Finished runs are handed in when the job is done, when some milliseconds
 * have passed, and before resting.
 */
#include <stdlib.h>

#include "base/clk.h"
#include "base/xalloc.h"
#include "pool_int.h"

#define HAND_IN_NS 4000000u

enum verdict { GO_ON, GIVE_BACK, DROP };

/* Something has changed: what does it mean for this job? */
static enum verdict consult(struct worker *w)
{
	struct pool *p = w->pool;
	enum verdict v;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		w->seen = atomic_load_explicit(&p->changes, memory_order_relaxed);
		if (p->quit || w->gen != p->gen) {
			v = DROP;
			break;
		}
		if (queue_slow(p)) {
			v = GIVE_BACK;
			break;
		}
		if (!p->pace.paused) {
			v = GO_ON;
			break;
		}
		queue_submit(w);
		worker_rest(w);
	}
	pthread_mutex_unlock(&p->lock);
	return v;
}

static int changed(const struct worker *w)
{
	return atomic_load_explicit(&w->pool->changes, memory_order_relaxed) != w->seen;
}

/* Copy what the pack has come to. */
static void collect(struct worker *w, const struct slot *s, size_t n, double seconds)
{
	if (!w->block)
		w->block = block_new();
	if (!w->block->n)
		block_clear(w->block, w->tag, w->cond->problem.n_pred);
	for (size_t i = 0; i < n; i++) {
		struct result r;

		trainer_result(s->trainer, i, &r);
		block_add(w->block, w->run[w->at + i], &w->lv[i], &r, seconds / (double)n);
	}
}

/* Train the next n runs side by side. */
static enum verdict pack(struct worker *w, struct slot *s, size_t n)
{
	uint64_t then = clk_ns(), now, spent = 0;
	int more;

	for (size_t i = 0; i < n; i++)
		condition_levels(w->cond, shard_run(w->shard, w->run[w->at + i]), &w->lv[i]);
	trainer_begin(s->trainer, w->lv, n);
	do {
		more = trainer_advance(s->trainer, s->updates);
		now = clk_ns();
		spent += now - then;
		slot_timed(s, now - then, more);
		if (more && changed(w)) {
			enum verdict v = consult(w);

			if (v != GO_ON)
				return v;
			now = clk_ns();
		}
		then = now;
	} while (more);
	collect(w, s, n, 1e-9 * (double)spent);
	w->pack_ns = w->pack_ns > 0 ? .75 * w->pack_ns + .25 * (double)(spent + 1) : (double)(spent + 1);
	w->at += n;
	return GO_ON;
}

/* Without the lock: do the job, or as much of it as is still wanted. */
static enum verdict packs(struct worker *w, struct slot *s)
{
	uint64_t since = clk_ns();
	enum verdict v = GO_ON;

	while (w->at < w->n_run) {
		/* full packs first: what is left is done on narrower lanes */
		size_t left = w->n_run - w->at;

		if (changed(w) && (v = consult(w)) != GO_ON)
			return v;
		v = pack(w, s, left < s->lanes ? left : s->lanes);
		if (v != GO_ON)
			return v;
		if (w->at < w->n_run && clk_ns() - since > HAND_IN_NS) {
			pthread_mutex_lock(&w->pool->lock);
			queue_submit(w);
			queue_take_block(w);
			pthread_mutex_unlock(&w->pool->lock);
			since = clk_ns();
		}
	}
	return GO_ON;
}

/* The lock is held on entry and return. */
static void pack_job(struct worker *w)
{
	struct pool *p = w->pool;
	enum verdict v = DROP;
	struct slot *s;

	p->packs++;
	p->active++;
	pthread_mutex_unlock(&p->lock);
	s = worker_slot(w);
	if (s)
		v = packs(w, s);
	pthread_mutex_lock(&p->lock);
	queue_submit(w);
	if (w->gen == p->gen) {
		if (v == GIVE_BACK)
			dealer_return(&p->dealer, w->run + w->at, w->n_run - w->at);
		if (s)
			p->lanes = s->lanes;
	}
	p->packs--;
	p->active--;
	if (queue_slow(p))		/* somebody waits for the last pack */
		pthread_cond_broadcast(&p->work);
	if (p->pace.paused && !p->active)
		queue_poke(p);
}

/* The lock is held on entry and return, and released between. */
static void adopt(struct worker *w)
{
	struct pool *p = w->pool;
	struct condition *old = w->cond;

	w->cond = condition_ref(p->cond);
	w->gen = p->gen;
	w->tag = p->tag;
	w->shard = p->dealer.shard;
	w->pack_ns = 0;
	if (w->block)
		w->block->n = 0;
	pthread_mutex_unlock(&p->lock);
	if (old != w->cond) {
		trainers_release(&w->trainers);
		atomic_store_explicit(&w->bytes, 0, memory_order_relaxed);
	}
	condition_unref(old);
	pthread_mutex_lock(&p->lock);
}

void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;
	uint64_t wait;

	pthread_mutex_lock(&p->lock);
	while (!p->quit) {
		if (w->gen != p->gen) {
			adopt(w);
			continue;
		}
		switch (schedule(w, &wait)) {
		case JOB_NONE:
			queue_wait(p, wait);
			break;
		case JOB_PACK:
			pack_job(w);
			break;
		case JOB_SLOW:
			slow_run(w);
			break;
		}
	}
	pthread_mutex_unlock(&p->lock);
	trainers_release(&w->trainers);
	condition_unref(w->cond);
	block_free(w->block);
	free(w->lv);
	return NULL;
}
