/*
 * crew.c - the pool's side of a crew: one thread that deals to ranks and hears of them.
 *
 * A rank has CREW_JOBS places.  To the scheduler each is a worker like others, only that its
 * jobs are longer, for they travel; the second place is filled where packs are quick, so that a
 * rank need not wait for its next job while it tells of the one before.  All state of the
 * places is this thread's, but for what the pool's lock guards in every worker.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "crew_wire.h"
#include "pool_int.h"
#include "run/crew.h"

#define AHEAD_NS 20e6		/* a second job for a rank whose packs take less */
#define LOOK_NS 2000000u	/* nothing to deal: look again */

struct hands {
	struct pool *pool;
	struct crew *crew;
	pthread_t thread;
	struct place {
		struct worker w;
		int busy, stopping;
	} *place;		/* [n * CREW_JOBS], by rank */
	uint64_t *knows;	/* [n] gen whose condition the rank has */
};

static int rank_of(size_t place)
{
	return (int)(place / CREW_JOBS) + 1;
}

/* ---- hearing ---- */

static struct block *read_block(const struct crew_runs *h, const char *p, size_t n)
{
	struct block *b;

	if (!h->n || n != h->n * sizeof *b->rec + h->n_f * sizeof *b->f)
		return NULL;
	b = block_new();
	XGROW(b->rec, b->cap, (size_t)h->n);
	XGROW(b->f, b->cap_f, (size_t)h->n_f + 1);
	memcpy(b->rec, p, (size_t)h->n * sizeof *b->rec);
	memcpy(b->f, p + h->n * sizeof *b->rec, (size_t)h->n_f * sizeof *b->f);
	b->n = (size_t)h->n;
	b->n_f = (size_t)h->n_f;
	b->n_pred = (size_t)h->n_pred;
	return b;
}

/* With the lock held: the place is free again; what it gave up goes back. */
static void job_over(struct pool *p, struct place *pl)
{
	struct worker *w = &pl->w;

	if (w->gen == p->gen && w->at < w->n_run)
		dealer_return(&p->dealer, w->run + w->at, w->n_run - w->at);
	pl->busy = pl->stopping = 0;
	p->packs--;
	p->active--;
	if (queue_slow(p))
		pthread_cond_broadcast(&p->work);
	if (p->pace.paused && !p->active)
		queue_poke(p);
}

static void hear_runs(struct hands *h, int from, const char *bytes, size_t n)
{
	struct pool *p = h->pool;
	struct crew_runs head;
	struct place *pl;
	struct block *b;

	if (n < sizeof head)
		return;
	memcpy(&head, bytes, sizeof head);
	pl = &h->place[(size_t)(from - 1) * CREW_JOBS + head.place % CREW_JOBS];
	b = read_block(&head, bytes + sizeof head, n - sizeof head);
	if (head.pack_ns > 0)
		pl->w.pack_ns = head.pack_ns;
	pthread_mutex_lock(&p->lock);
	if (b) {
		b->tag = pl->w.tag;
		pl->w.at += b->n;
		pl->w.block = b;
		queue_submit(&pl->w);
		block_free(pl->w.block);	/* of a condition that is past */
		pl->w.block = NULL;
	}
	if (head.last && pl->busy)
		job_over(p, pl);
	pthread_mutex_unlock(&p->lock);
}

static void hear_failure(struct hands *h, int from, const char *bytes, size_t n)
{
	struct pool *p = h->pool;

	pthread_mutex_lock(&p->lock);
	if (!p->failed) {
		p->failed = 1;
		err_set(&p->err, ERR_STATE, "rank %d: %.*s", from, (int)n, bytes);
		queue_changed(p);
		queue_poke(p);
	}
	pthread_mutex_unlock(&p->lock);
}

static int hear(struct hands *h)
{
	enum crew_kind kind;
	void *bytes;
	size_t n;
	int from, heard = 0;

	while (h->crew->ops->take(h->crew, &from, &kind, &bytes, &n)) {
		heard = 1;
		if (kind == CREW_RUNS)
			hear_runs(h, from, bytes, n);
		else if (kind == CREW_FAILED)
			hear_failure(h, from, bytes, n);
		free(bytes);
	}
	return heard;
}

/* ---- dealing ---- */

/* With the lock held: w is of the present condition from here on. */
static struct condition *adopt(struct pool *p, struct worker *w)
{
	struct condition *old = w->cond;

	w->cond = condition_ref(p->cond);
	w->gen = p->gen;
	w->tag = p->tag;
	w->shard = p->dealer.shard;
	w->pack_ns = 0;
	return old;
}

static void send_job(struct hands *h, size_t place)
{
	const struct worker *w = &h->place[place].w;
	const int rank = rank_of(place);
	struct crew_job head = { .gen = w->gen, .shard = w->shard, .place = (uint32_t)(place % CREW_JOBS),
				 .n = (uint32_t)w->n_run };
	char *bytes = xmalloc(sizeof head + w->n_run * sizeof *w->run);

	if (h->knows[rank - 1] != w->gen) {
		size_t n;
		void *cond = h->crew->pack(w->cond, &n);

		h->crew->ops->send(h->crew, rank, CREW_CONDITION, cond, n);
		free(cond);
		h->knows[rank - 1] = w->gen;
	}
	memcpy(bytes, &head, sizeof head);
	memcpy(bytes + sizeof head, w->run, w->n_run * sizeof *w->run);
	h->crew->ops->send(h->crew, rank, CREW_JOB, bytes, sizeof head + w->n_run * sizeof *w->run);
	free(bytes);
}

/* With the lock held: may this place have a job, as far as its rank is concerned? */
static int wants_job(const struct hands *h, size_t place)
{
	const struct place *pl = &h->place[place], *first = &h->place[place - place % CREW_JOBS];

	if (pl->busy)
		return 0;
	for (size_t i = 0; i < CREW_JOBS; i++)	/* it is to give up what it has, first */
		if (first[i].stopping || (first[i].busy && first[i].w.gen != pl->w.gen))
			return 0;
	return pl == first || (first->busy && first->w.pack_ns > 0 && first->w.pack_ns < AHEAD_NS);
}

/* A job for each place that wants one; returns how many. */
static int deal(struct hands *h)
{
	struct pool *p = h->pool;
	int dealt = 0;

	for (size_t i = 0; i < (size_t)h->crew->n * CREW_JOBS; i++) {
		struct place *pl = &h->place[i];
		struct condition *old = NULL;
		uint64_t wait;
		int job = 0;

		pthread_mutex_lock(&p->lock);
		if (!pl->busy && pl->w.gen != p->gen)
			old = adopt(p, &pl->w);
		if (!p->quit && !queue_slow(p) && wants_job(h, i) && schedule(&pl->w, &wait) == JOB_PACK) {
			job = pl->busy = 1;
			p->packs++;
			p->active++;
		}
		pthread_mutex_unlock(&p->lock);
		condition_unref(old);
		if (job)
			send_job(h, i);
		dealt += job;
	}
	return dealt;
}

/* Jobs of a condition that is past, or that are in the way of single runs, are given up. */
static void stop_some(struct hands *h)
{
	struct pool *p = h->pool;

	for (int rank = 1; rank <= h->crew->n; rank++) {
		struct place *first = &h->place[(size_t)(rank - 1) * CREW_JOBS];
		int stop = 0;

		pthread_mutex_lock(&p->lock);
		for (size_t i = 0; i < CREW_JOBS; i++)
			stop |= first[i].busy && !first[i].stopping && (p->quit || first[i].w.gen != p->gen || queue_slow(p));
		for (size_t i = 0; i < CREW_JOBS && stop; i++)
			first[i].stopping = first[i].busy;
		pthread_mutex_unlock(&p->lock);
		if (stop)
			h->crew->ops->send(h->crew, rank, CREW_STOP, NULL, 0);
	}
}

static int any_busy(const struct hands *h)
{
	int busy = 0;

	for (size_t i = 0; i < (size_t)h->crew->n * CREW_JOBS; i++)
		busy |= h->place[i].busy;
	return busy;
}

static void *hands_main(void *arg)
{
	struct hands *h = arg;
	struct pool *p = h->pool;
	struct nap nap = { 0 };
	int quit;

	do {
		int moved = hear(h);

		moved |= deal(h);
		stop_some(h);
		if (moved)
			nap.ns = 0;
		else if (any_busy(h))
			crew_nap(&nap);
		pthread_mutex_lock(&p->lock);
		quit = p->quit;
		if (!quit && !moved && !any_busy(h))
			queue_wait(p, LOOK_NS);
		pthread_mutex_unlock(&p->lock);
	} while (!quit || any_busy(h));
	return NULL;
}

/* ---- its life ---- */

struct hands *hands_new(struct pool *p, struct crew *crew)
{
	struct hands *h = xcalloc(1, sizeof *h);
	const size_t n = (size_t)crew->n * CREW_JOBS;

	h->pool = p;
	h->crew = crew;
	h->place = xaligned(n, sizeof *h->place);
	h->knows = xcalloc((size_t)crew->n, sizeof *h->knows);
	for (size_t i = 0; i < n; i++) {
		h->place[i].w.pool = p;
		h->place[i].w.far = 1;
	}
	if (pthread_create(&h->thread, NULL, hands_main, h) == 0)
		return h;
	free(h->place);
	free(h->knows);
	free(h);
	return NULL;
}

void hands_free(struct hands *h)
{
	if (!h)
		return;
	pthread_join(h->thread, NULL);
	for (size_t i = 0; i < (size_t)h->crew->n * CREW_JOBS; i++)
		condition_unref(h->place[i].w.cond);
	free(h->place);
	free(h->knows);
	free(h);
}
