/*
 * slow.c - one run along the wall clock, or step by step.
 *
 * The phase (pace_phase) less where it stood when the run began is the share
 * of the run that should be done by now: it grows with the clock times the
 * pace, so that a run takes 1 / pace seconds, and stands still while the pool
 * is paused.  Updates are done when phase says that they are
 * due.  Steps take its place while the pool is paused; at full pace the run
 * goes on unthrottled to its end.
 */
#include <math.h>
#include <string.h>

#include "base/clk.h"
#include "base/xalloc.h"
#include "pool_int.h"

#define SHOW_NS 30000000u	/* between two pictures */
#define TICK_NS 4000000u	/* between two looks at the clock */

struct slow {
	struct slot *slot;
	struct progress now;
	double origin;		/* the phase at which it should have begun */
	double expect;		/* updates that the whole run is likely to take */
	double turn;		/* the pace's, when last looked at */
	uint64_t shown_at, shown_updates;
	uint64_t step;		/* updates left of the present step */
	uint64_t spent;		/* ns of computing */
};

static float last(const float *curve, uint32_t n)
{
	return curve && n ? curve[n - 1] : NAN;
}

static const float *put(float **at, const float *from, size_t n)
{
	float *to = *at;

	if (!from)
		return NULL;
	memcpy(to, from, n * sizeof *to);
	*at += n;
	return to;
}

/* Leave a picture of the run for the owner; a newer one replaces it. */
static void show(struct worker *w, struct slow *r)
{
	struct pool *p = w->pool;
	struct progress_slot *s = &p->progress;
	const struct progress *now = &r->now;
	float *at;

	XGROW(s->f, s->cap_f, 3 * (size_t)now->epoch + 1);
	at = s->f;
	s->sample = (struct sample){
		.kind = SAMPLE_PROGRESS, .condition = w->tag, .run = w->run[0],
		.levels = w->lv[0], .epochs = now->epoch,
		.updates = now->updates, .total_updates = now->total_updates,
		.train_loss = last(now->train, now->epoch),
		.test_loss = last(now->test, now->epoch),
		.accuracy = last(now->acc, now->epoch),
		.data_loss = NAN, .data_accuracy = NAN,
		.constant_loss = NAN, .constant_accuracy = NAN,
		.batch_loss = now->batch_loss, .seconds = 1e-9 * (double)r->spent,
		.train = put(&at, now->train, now->epoch),
		.test = put(&at, now->test, now->epoch),
		.acc = put(&at, now->acc, now->epoch),
	};
	s->full = 1;
	queue_poke(p);
	r->shown_at = clk_ns();
	r->shown_updates = now->updates;
}

/* Updates that the next waiting step stands for; 0 when none waits. */
static uint64_t next_step(struct worker *w, const struct slow *r)
{
	struct pool *p = w->pool;
	uint64_t epoch;
	enum feed_step unit;

	if (!p->n_steps)
		return 0;
	unit = p->step[0];
	memmove(p->step, p->step + 1, --p->n_steps * sizeof *p->step);
	if (unit == FEED_STEP_UPDATE)
		return 1;
	if (unit == FEED_STEP_RUN)
		return UINT64_MAX;
	epoch = problem_updates(&w->cond->problem, r->slot->batch);
	return epoch - r->now.updates % epoch;
}

/* The share of the run that should be done by now. */
static double share(struct pool *p, struct slow *r, uint64_t now)
{
	double phase = pace_phase(&p->pace, now), done = (double)r->now.updates;

	/* What could not be computed in time at an earlier rate is not to be
	 * made up for at this one. */
	if (r->turn != p->pace.turn && p->pace.turn - r->origin > (done + 1) / r->expect)
		r->origin = p->pace.turn - (done + 1) / r->expect;
	r->turn = p->pace.turn;
	/* Steps or full pace came further. */
	if (phase - r->origin < done / r->expect)
		r->origin = phase - done / r->expect;
	return phase - r->origin;
}

/* How many updates to do now.  0: none, after having waited. */
static uint64_t due(struct worker *w, struct slow *r)
{
	struct pool *p = w->pool;
	uint64_t now = clk_ns();
	double done = (double)r->now.updates, want, wait;

	if (p->pace.paused) {
		if (!r->step)
			r->step = next_step(w, r);
		if (!r->step) {
			if (r->now.updates != r->shown_updates)
				show(w, r);
			worker_rest(w);
		}
		return r->step;
	}
	r->step = 0;
	if (!pace_is_slow(&p->pace))
		return UINT64_MAX;
	want = share(p, r, now) * r->expect;
	if (want >= done + 1)
		return (uint64_t)(want - done);
	wait = 1e9 * ((done + 1 - want) / r->expect) / p->pace.rate;
	/* The last picture before the next update would be too soon after it. */
	if (r->now.updates != r->shown_updates &&
	    (double)(now - r->shown_at) + wait >= (double)SHOW_NS)
		show(w, r);
	p->active--;
	queue_wait(p, wait < TICK_NS ? TICK_NS : (uint64_t)fmin(wait, 1e18));
	p->active++;
	return 0;
}

/* Without the lock: up to n updates in one call. */
static int advance(struct slow *r, uint64_t n)
{
	uint64_t t = clk_ns();
	int more;

	if (n > r->slot->updates)
		n = r->slot->updates;
	more = trainer_advance(r->slot->trainer, n);
	t = clk_ns() - t;
	r->spent += t;
	if (n == r->slot->updates)
		slot_timed(r->slot, t, more);
	trainer_progress(r->slot->trainer, 0, &r->now);
	if (r->step != UINT64_MAX)
		r->step -= n < r->step ? n : r->step;
	return more;
}

/* With the lock held: to the end of the run; 0 when it is no longer wanted. */
static int follow(struct worker *w, struct slow *r)
{
	struct pool *p = w->pool;

	for (;;) {
		uint64_t n;
		int stepping, more;

		if (p->quit || w->gen != p->gen)
			return 0;
		n = due(w, r);
		if (!n)
			continue;
		stepping = r->step > 0;
		pthread_mutex_unlock(&p->lock);
		more = advance(r, n);
		pthread_mutex_lock(&p->lock);
		if (!more)
			return !p->quit && w->gen == p->gen;
		if (p->gen == w->gen &&
		    ((stepping && !r->step) || clk_ns() - r->shown_at >= SHOW_NS))
			show(w, r);
	}
}

/* With the lock held: hand the finished run in, and say when the next is due. */
static void finish(struct worker *w, struct slow *r)
{
	struct pool *p = w->pool;
	struct result res;

	if (!w->block)
		w->block = block_new();
	block_clear(w->block, w->tag, w->cond->problem.n_pred);
	trainer_result(r->slot->trainer, 0, &res);
	block_add(w->block, w->run[0], &w->lv[0], &res, 1e-9 * (double)r->spent);
	queue_submit(w);
	w->pack_ns = (double)(r->spent + 1);
	p->slow_updates = res.updates;
	p->slow_due = 0;
	if (pace_is_slow(&p->pace) && !p->pace.paused)
		p->slow_due = r->origin + 1;
}

void slow_run(struct worker *w)
{
	struct pool *p = w->pool;
	struct slow r = { .step = 0 };

	p->slow_busy = 1;
	p->active++;
	pthread_mutex_unlock(&p->lock);
	r.slot = worker_slot(w);
	if (r.slot) {
		condition_levels(w->cond, shard_run(w->shard, w->run[0]), &w->lv[0]);
		trainer_begin(r.slot->trainer, w->lv, 1);
		trainer_progress(r.slot->trainer, 0, &r.now);
	}
	pthread_mutex_lock(&p->lock);
	if (r.slot && w->gen == p->gen) {
		r.expect = (double)(p->slow_updates ? p->slow_updates : r.now.total_updates);
		if (r.expect < 1)
			r.expect = 1;
		r.turn = p->pace.turn;
		r.origin = pace_phase(&p->pace, clk_ns());
		if (!p->pace.paused)
			show(w, &r);
		if (follow(w, &r))
			finish(w, &r);
	}
	p->slow_busy = 0;
	p->active--;
	pthread_cond_broadcast(&p->work);
	if (p->pace.paused && !p->active)
		queue_poke(p);
}
