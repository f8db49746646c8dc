/*
 * train.c - who trains what.
 *
 * The pool is made when something has to be trained: reading a session or a
 * report needs no threads.
 */
#include <poll.h>
#include <string.h>

#include "base/clk.h"
#include "lab/lab_int.h"

int lab_complete(const struct lab *lab)
{
	return !lab->cur || !lab_can_train(lab, lab->cur->pub.cond) || lab->cur->pub.delivered >= lab->cur->pub.limit;
}

/* Nothing can be trained here: tell it, and let nothing wait for it. */
static void give_up(struct lab *lab, const struct err *err)
{
	lab_stop_training(lab);
	lab_end_study(lab);
	lab->stopped = 1;
	lab_tell(lab, &(struct lab_news){ .kind = LAB_CANNOT_TRAIN, .err = err });
}

/* Turn the live feed to whoever trains such a condition. */
static int need_feed(struct lab *lab, const struct condition *c, struct err *err)
{
	if (c->external) {
		lab->live = drive_feed(lab->drive);
		feed_pause(lab->live, lab->paused);
		return 0;
	}
	if (lab->pool) {
		if (lab->live != pool_feed(lab->pool)) {
			lab->live = pool_feed(lab->pool);
			feed_pause(lab->live, lab->paused);
			feed_pace(lab->live, lab->pace);
		}
		return 0;
	}
	lab->pool = pool_new(lab->cfg.workers, lab->cfg.width);
	if (!lab->pool) {
		if (lab->cfg.width && !engine_has_width(lab->cfg.width))
			return err_set(err, ERR_USAGE, "this machine has no lanes of width %d", lab->cfg.width);
		return err_set(err, ERR_IO, "no threads to train with: the system grants no pipe or no thread");
	}
	if (lab->cfg.crew && pool_crew(lab->pool, lab->cfg.crew))
		return err_set(err, ERR_IO, "no thread for the other ranks: the system grants none");
	lab->live = pool_feed(lab->pool);
	feed_pause(lab->live, lab->paused);
	feed_pace(lab->live, lab->pace);
	return 0;
}

struct shard lab_shard(const struct lab *lab)
{
	return lab->shard;
}

void lab_skip_others(const struct lab *lab, struct entry *e, uint64_t limit)
{
	if (lab_can_train(lab, e->pub.cond) && e->pub.delivered < limit && shard_next(lab->shard, e->pub.delivered) >= limit)
		e->pub.delivered = limit;
}

/* The feed does nothing until it is told. */
static void halt(struct lab *lab)
{
	if (lab->training && lab->training->pub.cond->external)
		drive_start(lab->drive, NULL, 0, 0, 0);
	else if (lab->training)
		pool_start(lab->pool, NULL, 0, 0, 0);
	lab->training = NULL;
}

/* Runs of want up to limit, from whoever trains it. */
static void start(struct lab *lab, struct entry *want, uint64_t limit)
{
	struct condition *c = (struct condition *)want->pub.cond;
	int more = want == lab->training && limit > want->pub.delivered;

	if (!more)
		halt(lab);
	if (c->external && more)
		drive_limit(lab->drive, limit);
	else if (c->external)
		drive_start(lab->drive, c, want->pub.id, want->pub.delivered, limit);
	else if (more)
		pool_limit(lab->pool, limit);
	else
		pool_start(lab->pool, c, want->pub.id, want->pub.delivered, limit);
	lab->training = want;
	lab->training_limit = limit;
}

void lab_direct(struct lab *lab)
{
	struct entry *want = lab->study ? lab_study_entry(lab) : lab->cur;
	struct err err = ERR_INIT;
	uint64_t limit;

	lab_size_driven(lab);
	if (lab->replay || !want || !lab_can_train(lab, want->pub.cond)) {
		halt(lab);
		return;
	}
	limit = lab->study ? lab->study->job[lab->study->at].limit : want->pub.limit;
	if (!lab->study && lab->stopped)
		limit = want->pub.delivered;
	lab_skip_others(lab, want, limit);
	if (want == lab->training && limit == lab->training_limit)
		return;
	if (!lab->live && limit <= want->pub.delivered)
		return;
	if (need_feed(lab, want->pub.cond, &err)) {
		give_up(lab, &err);
		return;
	}
	if (!want->pub.cond->external)
		pool_shard(lab->pool, lab->shard);
	else
		drive_shard(lab->drive, lab->shard);
	start(lab, want, limit);
}

void lab_run(struct lab *lab, uint64_t n, int exactly)
{
	struct lab_entry *e = &lab->cur->pub;

	lab_resume(lab);
	if (!n && e->delivered >= e->limit)
		e->limit = e->delivered + lab->run_cap;
	else if (n && (e->delivered + n > e->limit || exactly))
		e->limit = e->delivered + n;
}

void lab_step(struct lab *lab, enum feed_step step)
{
	lab_set_paused(lab, 1);
	lab->stopped = 0;
	if (!lab->replay && lab_complete(lab))
		lab->cur->pub.limit = lab->cur->pub.delivered + 1;
	lab_direct(lab);
	if (lab->replay)
		feed_step(lab->replay, step);
	else if (lab->live)
		feed_step(lab->live, step);
}

void lab_stop(struct lab *lab)
{
	lab_end_study(lab);
	lab->stopped = 1;
}

void lab_set_cap(struct lab *lab, uint64_t runs)
{
	for (size_t i = 0; i < lab->n_entry && lab->cfg.interactive; i++) {
		struct lab_entry *e = &lab->entry[i]->pub;

		if (e->limit == lab->run_cap)
			e->limit = runs > e->delivered ? runs : e->delivered;
	}
	lab->run_cap = runs;
}

/* A worker that could not go on (no such lanes, no memory for it), or a program that fails
 * again and again. */
void lab_check_pool(struct lab *lab)
{
	struct err err = ERR_INIT;

	if (!lab->training)
		return;
	if (lab->training->pub.cond->external ? drive_failed(lab->drive, &err) : pool_failed(lab->pool, &err))
		give_up(lab, &err);
}

void lab_stop_training(struct lab *lab)
{
	halt(lab);
}

int lab_workers(const struct lab *lab)
{
	if (lab->drive && lab->cur && lab->cur->pub.cond->external)
		return drive_workers(lab->drive);
	return lab->pool ? pool_workers(lab->pool) : lab->cfg.workers > 0 ? lab->cfg.workers : pool_cores();
}

/* ---- waiting ---- */

int lab_fd(struct lab *lab)
{
	if (lab->replay)
		return feed_fd(lab->replay);
	return lab->live ? feed_fd(lab->live) : -1;
}

void lab_wait(struct lab *lab, int ms)
{
	struct pollfd p = { .fd = lab_fd(lab), .events = POLLIN };

	poll(p.fd >= 0 ? &p : NULL, p.fd >= 0, ms);
}
