/*
 * crew_rank.c - a rank that trains what it is told; see crew.h.
 *
 * One thread.  Between two calls of trainer_advance, about a millisecond apart, it looks for
 * messages, so that a job that is given up costs no more than that.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/xalloc.h"
#include "block.h"
#include "crew_wire.h"
#include "run/crew.h"
#include "trainers.h"

#define TELL_NS 20000000u	/* finished runs are told that often */

struct job {
	struct crew_job head;
	uint64_t *run;		/* [head.n] */
	size_t at;
	int stop;
};

struct rank {
	struct crew *crew;
	int width, end;
	struct condition *cond;
	struct trainers trainers;
	struct job job[CREW_JOBS];	/* the first n_jobs, in order */
	size_t n_jobs;
	struct block *block;
	struct levels *lv;
	size_t cap_lv;
	double pack_ns;
	uint64_t told;		/* when */
};

void crew_nap(struct nap *n)
{
	struct timespec t = { 0, 0 };

	n->ns = n->ns ? n->ns + n->ns / 2 : 20000;
	if (n->ns > 1000000)
		n->ns = 1000000;
	t.tv_nsec = (long)n->ns;
	nanosleep(&t, NULL);
}

void crew_end(struct crew *c)
{
	for (int i = 1; i <= c->n; i++)
		c->ops->send(c, i, CREW_END, NULL, 0);
}

/* ---- what it is told ---- */

static void take_condition(struct rank *r, const void *bytes, size_t n)
{
	struct err err = ERR_INIT;

	trainers_release(&r->trainers);
	condition_unref(r->cond);
	r->pack_ns = 0;
	r->cond = r->crew->unpack(bytes, n, &err);
	if (!r->cond)
		r->crew->ops->send(r->crew, 0, CREW_FAILED, err.text, strlen(err.text));
}

static void take_job(struct rank *r, const void *bytes)
{
	struct job *j = &r->job[r->n_jobs++];

	memcpy(&j->head, bytes, sizeof j->head);
	j->run = xcalloc(j->head.n, sizeof *j->run);
	memcpy(j->run, (const char *)bytes + sizeof j->head, j->head.n * sizeof *j->run);
	j->at = 0;
	j->stop = !r->cond;
}

static int listen(struct rank *r)
{
	enum crew_kind kind;
	void *bytes;
	size_t n;
	int from, heard = 0;

	while (r->crew->ops->take(r->crew, &from, &kind, &bytes, &n)) {
		heard = 1;
		if (kind == CREW_CONDITION)
			take_condition(r, bytes, n);
		else if (kind == CREW_JOB && r->n_jobs < CREW_JOBS)
			take_job(r, bytes);
		else if (kind == CREW_END)
			r->end = 1;
		for (size_t i = 0; i < r->n_jobs; i++)
			r->job[i].stop |= kind == CREW_STOP || kind == CREW_END;
		free(bytes);
	}
	return heard;
}

/* ---- what it tells ---- */

static void tell(struct rank *r, int last)
{
	const struct block *b = r->block;
	struct crew_runs head = {
		.gen = r->job[0].head.gen, .place = r->job[0].head.place, .last = (uint32_t)last,
		.n = b->n, .n_f = b->n ? b->n_f : 0, .n_pred = b->n_pred, .pack_ns = r->pack_ns,
	};
	size_t n_rec = b->n * sizeof *b->rec, n_f = (size_t)head.n_f * sizeof *b->f;
	char *bytes = xmalloc(sizeof head + n_rec + n_f);

	memcpy(bytes, &head, sizeof head);
	if (b->n) {
		memcpy(bytes + sizeof head, b->rec, n_rec);
		memcpy(bytes + sizeof head + n_rec, b->f, n_f);
	}
	r->crew->ops->send(r->crew, 0, CREW_RUNS, bytes, sizeof head + n_rec + n_f);
	free(bytes);
	r->block->n = 0;
	r->told = clk_ns();
}

/* ---- what it does ---- */

static struct slot *slot_for(struct rank *r, const struct job *j)
{
	struct err err = ERR_INIT;
	struct levels lv;
	struct slot *s;

	condition_levels(r->cond, shard_run(j->head.shard, j->run[j->at]), &lv);
	s = trainers_get(&r->trainers, r->cond, r->width, &lv, &err);
	if (!s)
		r->crew->ops->send(r->crew, 0, CREW_FAILED, err.text, strlen(err.text));
	else if (s->lanes > r->cap_lv)
		r->lv = xreallocarray(r->lv, r->cap_lv = s->lanes, sizeof *r->lv);
	return s;
}

static void collect(struct rank *r, const struct job *j, const struct slot *s, size_t n, double seconds)
{
	if (!r->block->n)
		block_clear(r->block, 0, r->cond->problem.n_pred);
	for (size_t i = 0; i < n; i++) {
		struct result res;

		trainer_result(s->trainer, i, &res);
		block_add(r->block, j->run[j->at + i], &r->lv[i], &res, seconds / (double)n);
	}
}

/* The next n runs side by side; 0 where they were given up. */
static int pack(struct rank *r, struct job *j, struct slot *s, size_t n)
{
	uint64_t spent = 0;
	int more;

	for (size_t i = 0; i < n; i++)
		condition_levels(r->cond, shard_run(j->head.shard, j->run[j->at + i]), &r->lv[i]);
	trainer_begin(s->trainer, r->lv, n);
	do {
		uint64_t t = clk_ns();

		more = trainer_advance(s->trainer, s->updates);
		t = clk_ns() - t;
		spent += t;
		slot_timed(s, t, more);
		listen(r);
		if (j->stop)
			return 0;
	} while (more);
	collect(r, j, s, n, 1e-9 * (double)spent);
	r->pack_ns = r->pack_ns > 0 ? .75 * r->pack_ns + .25 * (double)(spent + 1) : (double)(spent + 1);
	j->at += n;
	return 1;
}

/* The runs of a job agree in batch and optimizer, and so share a trainer. */
static void work(struct rank *r)
{
	struct job *j = &r->job[0];
	struct slot *s = j->stop ? NULL : slot_for(r, j);

	r->told = clk_ns();
	while (s && j->at < j->head.n) {
		size_t left = j->head.n - j->at;

		if (!pack(r, j, s, left < s->lanes ? left : s->lanes))
			break;
		if (j->at < j->head.n && clk_ns() - r->told > TELL_NS)
			tell(r, 0);
	}
	tell(r, 1);
	free(j->run);
	memmove(j, j + 1, --r->n_jobs * sizeof *j);
}

void crew_serve(struct crew *c, int width)
{
	struct rank r = { .crew = c, .width = width, .block = block_new() };
	struct nap nap = { 0 };

	while (!r.end) {
		if (listen(&r))
			nap.ns = 0;
		if (r.n_jobs)
			work(&r);
		else if (!r.end)
			crew_nap(&nap);
	}
	for (size_t i = 0; i < r.n_jobs; i++)
		free(r.job[i].run);
	trainers_release(&r.trainers);
	condition_unref(r.cond);
	block_free(r.block);
	free(r.lv);
}
