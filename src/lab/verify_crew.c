/*
 * verify_crew.c - see verify_crew.h.
 *
 *     crew_push -> queue --(lock)--> worker: trainer of (batch, optimizer)
 *                                      -> compare -> found (lock)
 *
 * Each worker keeps a few trainers of the present condition, which it owns; the
 * owner frees them in crew_turn, when all workers rest.  The lock guards the
 * queue, the counts and what was found; `cond` changes at rest alone.
 *
 * A NaN equals any other NaN: which of them an operation gives is the
 * processor's choice.
 */
#include "lab/verify_crew.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/cond.h"
#include "base/xalloc.h"
#include "engine/engine.h"
#include "run/pool.h"

#define BENCHES 16		/* trainers that a worker keeps */
#define SLICE 64		/* updates between two looks at `stop` */
#define PATIENCE_NS 100000000

struct bench {
	uint32_t batch, optim;
	struct trainer *t;
};

struct worker {
	struct crew *crew;
	pthread_t thread;
	struct bench bench[BENCHES];	/* its own; the owner's at rest */
	unsigned evict;
};

struct crew {
	int width;
	const struct condition *cond;
	struct worker *worker;
	size_t n_workers;

	pthread_mutex_t lock;		/* guards all below */
	pthread_cond_t work, news;	/* for workers; for the owner */
	struct pack *first, **last;
	size_t open;			/* packs queued or in work */
	int stop, closing;
	struct found found;
};

void pack_free(struct pack *p)
{
	for (size_t i = 0; p && i < p->n; i++)
		free(p->run[i].pred);
	free(p);
}

/* ---- comparing ---- */

static int same(const float *a, const float *b, size_t n)
{
	if (!a || !b)
		return a == b;
	for (size_t i = 0; i < n; i++)
		if (memcmp(&a[i], &b[i], sizeof a[i]) != 0 && !(isnan(a[i]) && isnan(b[i])))
			return 0;
	return 1;
}

static const char *what_differs(const struct stored *r, const struct result *x, size_t n_pred)
{
	if (r->epochs != x->epochs)
		return "number of epochs differs";
	if (!same(r->train, x->train, r->epochs))
		return "training loss differs";
	if (!same(r->test, x->test, r->epochs))
		return "test loss differs";
	if (!same(r->acc, x->acc, r->epochs))
		return "accuracy differs";
	if (!isnan(r->data_loss) && (!same(&r->data_loss, &x->data_loss, 1) ||
				     !same(&r->data_accuracy, &x->data_accuracy, 1)))
		return "data loss after training differs";
	if (r->n_pred != n_pred || !same(r->pred, x->pred, n_pred))
		return "predictions differ";
	return NULL;
}

static void report(struct crew *c, const struct stored *r, const char *what)
{
	struct found *f = &c->found;

	f->done++;
	if (!what) {
		f->same++;
		return;
	}
	if (!f->differ++ || r->run < f->run) {
		f->run = r->run;
		f->what = what;
	}
}

/* ---- a worker ---- */

static struct trainer *trainer_for(struct worker *w, const struct pack *p, struct err *err)
{
	const struct condition *c = w->crew->cond;
	struct bench *b;

	for (size_t i = 0; i < BENCHES; i++)
		if (w->bench[i].t && w->bench[i].batch == p->batch && w->bench[i].optim == p->optim)
			return w->bench[i].t;
	b = &w->bench[w->evict++ % BENCHES];
	trainer_free(b->t);
	b->batch = p->batch;
	b->optim = p->optim;
	b->t = trainer_new(&c->problem, c->engine, w->crew->width, p->batch, (enum optim_kind)p->optim, err);
	return b->t;
}

static int stopped(struct crew *c)
{
	int stop;

	pthread_mutex_lock(&c->lock);
	stop = c->stop;
	pthread_mutex_unlock(&c->lock);
	return stop;
}

/* So many runs of the pack as the trainer has lanes. */
static void recompute(struct crew *c, struct trainer *t, const struct stored *run, size_t n)
{
	const char *what[PACK_RUNS];
	struct levels lv[PACK_RUNS];

	for (size_t i = 0; i < n; i++)
		lv[i] = run[i].levels;
	trainer_begin(t, lv, n);
	while (trainer_advance(t, SLICE))
		if (stopped(c))
			return;
	for (size_t i = 0; i < n; i++) {
		struct result x;

		trainer_result(t, i, &x);
		what[i] = what_differs(&run[i], &x, c->cond->problem.n_pred);
	}
	pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < n; i++)
		report(c, &run[i], what[i]);
	pthread_cond_signal(&c->news);
	pthread_mutex_unlock(&c->lock);
}

static void work_at(struct worker *w, const struct pack *p)
{
	struct crew *c = w->crew;
	struct err err = ERR_INIT;
	struct trainer *t = trainer_for(w, p, &err);
	size_t lanes;

	if (!t) {
		pthread_mutex_lock(&c->lock);
		c->found.err = err;
		c->stop = 1;
		pthread_mutex_unlock(&c->lock);
		return;
	}
	lanes = trainer_lanes(t) < PACK_RUNS ? trainer_lanes(t) : PACK_RUNS;
	for (size_t at = 0; at < p->n && !stopped(c); at += lanes)
		recompute(c, t, p->run + at, p->n - at < lanes ? p->n - at : lanes);
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct crew *c = w->crew;

	pthread_mutex_lock(&c->lock);
	while (!c->closing) {
		struct pack *p = c->first;

		if (!p) {
			pthread_cond_wait(&c->work, &c->lock);
			continue;
		}
		c->first = p->next;
		if (!c->first)
			c->last = &c->first;
		pthread_mutex_unlock(&c->lock);
		work_at(w, p);
		pack_free(p);
		pthread_mutex_lock(&c->lock);
		c->open--;
		pthread_cond_signal(&c->news);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* ---- the owner ---- */

/* With every signal blocked: they are the owner's. */
static void start(struct crew *c, size_t workers)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (; c->n_workers < workers; c->n_workers++) {
		struct worker *w = &c->worker[c->n_workers];

		w->crew = c;
		if (pthread_create(&w->thread, NULL, worker_main, w) != 0)
			break;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

struct crew *crew_new(int workers, int width, struct err *err)
{
	struct crew *c = xcalloc(1, sizeof *c);
	size_t n = (size_t)(workers > 0 ? workers : pool_cores());

	c->width = width;
	c->last = &c->first;
	c->worker = xcalloc(n, sizeof *c->worker);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->work, NULL);
	cond_init(&c->news);
	start(c, n);
	if (c->n_workers)
		return c;
	crew_free(c);
	err_set(err, ERR_IO, "the system grants no thread to verify with");
	return NULL;
}

static void drop_queue(struct crew *c)
{
	while (c->first) {
		struct pack *p = c->first;

		c->first = p->next;
		pack_free(p);
		c->open--;
	}
	c->last = &c->first;
}

static void free_trainers(struct crew *c)
{
	for (size_t i = 0; i < c->n_workers; i++) {
		for (size_t k = 0; k < BENCHES; k++)
			trainer_free(c->worker[i].bench[k].t);
		memset(c->worker[i].bench, 0, sizeof c->worker[i].bench);
	}
}

void crew_free(struct crew *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->stop = c->closing = 1;
	drop_queue(c);
	pthread_cond_broadcast(&c->work);
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; i < c->n_workers; i++)
		pthread_join(c->worker[i].thread, NULL);
	free_trainers(c);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->work);
	pthread_cond_destroy(&c->news);
	free(c->worker);
	free(c);
}

void crew_turn(struct crew *c, const struct condition *cond)
{
	pthread_mutex_lock(&c->lock);
	free_trainers(c);
	c->cond = cond;
	c->found = (struct found){ .err = ERR_INIT };
	pthread_mutex_unlock(&c->lock);
}

void crew_push(struct crew *c, struct pack *p)
{
	p->next = NULL;
	pthread_mutex_lock(&c->lock);
	*c->last = p;
	c->last = &p->next;
	c->open++;
	pthread_cond_signal(&c->work);
	pthread_mutex_unlock(&c->lock);
}

int crew_wait(struct crew *c, size_t most)
{
	int rest;

	pthread_mutex_lock(&c->lock);
	if (c->open > most * c->n_workers)
		cond_wait_ns(&c->news, &c->lock, PATIENCE_NS);
	rest = c->open <= most * c->n_workers;
	pthread_mutex_unlock(&c->lock);
	return rest;
}

void crew_stop(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	c->stop = 1;
	drop_queue(c);
	pthread_mutex_unlock(&c->lock);
}

void crew_found(struct crew *c, struct found *out)
{
	pthread_mutex_lock(&c->lock);
	*out = c->found;
	pthread_mutex_unlock(&c->lock);
}
