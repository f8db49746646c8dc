/*
 * schedule.c - which job a worker gets next.
 *
 * A job is a list of runs that may share packs.  It should last about two
 * milliseconds: long enough that the lock costs nothing, short enough that
 * results stream.  Towards the end jobs shrink, and the last runs are dealt
 * evenly to the workers that have nothing to do, so that all end together.
 */
#include <math.h>

#include "base/clk.h"
#include "pool_int.h"

static enum job take(struct worker *w, enum job job, size_t enough, size_t most)
{
	struct pool *p = w->pool;
	struct wish wish = {
		.end = p->delivered + p->window, .needed = p->delivered,
		.pack = p->lanes, .enough = enough, .most = most,
	};

	w->n_run = dealer_take(&p->dealer, &wish, w->run);
	w->at = 0;
	if (!w->n_run) {
		p->starved = dealer_left(&p->dealer) > 0;
		return JOB_NONE;
	}
	if (p->dealt < w->run[w->n_run - 1] + 1)
		p->dealt = w->run[w->n_run - 1] + 1;
	w->seen = atomic_load_explicit(&p->changes, memory_order_relaxed);
	if (!w->far)	/* the blocks of a rank are made of what it sends */
		queue_take_block(w);
	return job;
}

/* One run by itself, when no other work is out that comes before it. */
static enum job schedule_slow(struct worker *w, uint64_t *wait)
{
	struct pool *p = w->pool;
	double early;

	if (p->packs || p->slow_busy)
		return JOB_NONE;
	if (p->stepping && !p->n_steps)
		return JOB_NONE;
	early = p->slow_due - pace_phase(&p->pace, clk_ns());
	if (!p->stepping && early > 0) {
		*wait = (uint64_t)fmin(1e9 * early / p->pace.rate, 1e18) + 1;
		return JOB_NONE;
	}
	if (!dealer_left(&p->dealer) && p->n_steps) {	/* nothing to step */
		p->n_steps = 0;
		queue_poke(p);
	}
	return take(w, JOB_SLOW, 1, 1);
}

static size_t at_most(size_t a, uint64_t b)
{
	return a < b ? a : (size_t)b;
}

/* Runs that w should take, were there no pace and no window. */
static size_t fair_share(const struct worker *w)
{
	const struct pool *p = w->pool;
	size_t lanes = p->lanes, packs = 1;
	const size_t hands = (size_t)(p->n_workers + p->n_ranks);
	/* w included; a rank may have two jobs */
	size_t idle = p->active < (int)hands ? hands - (size_t)p->active : 1;
	uint64_t left = dealer_left(&p->dealer);
	size_t n, pieces;

	if (left > lanes * hands) {
		if (w->pack_ns > 0)
			packs = at_most(JOB_PACKS, (uint64_t)((w->far ? FAR_JOB_NS : JOB_NS) / w->pack_ns));
		packs = at_most(packs, left / (2 * lanes * hands));
		if (packs < 1)
			packs = 1;
		return at_most(JOB_RUNS, packs * lanes);
	}
	n = (size_t)left;
	pieces = (n + lanes - 1) / lanes;
	if (pieces < idle)
		pieces = idle;
	return pieces ? at_most(JOB_RUNS, (n + pieces - 1) / pieces) : 0;
}

enum job schedule(struct worker *w, uint64_t *wait)
{
	struct pool *p = w->pool;
	size_t want, grant, enough = p->lanes;
	uint64_t oldest;

	*wait = 0;
	if (!p->cond || p->failed)
		return JOB_NONE;
	if (queue_slow(p))
		return schedule_slow(w, wait);
	if (p->pace.paused)
		return JOB_NONE;
	want = fair_share(w);
	if (!want)
		return JOB_NONE;
	/* Memory: but the run that the owner waits for always goes. */
	oldest = dealer_oldest(&p->dealer);
	if (p->out_bytes >= OUT_BYTES && oldest > p->delivered) {
		p->starved = 1;
		return JOB_NONE;
	}
	grant = pace_grant(&p->pace, clk_ns(), p->lanes * (size_t)(p->n_workers + p->n_ranks), wait);
	if (!grant)
		return JOB_NONE;
	if (want > grant)
		want = grant;
	/* Looking ahead for company: some packs' worth where packs are quick. */
	if (w->pack_ns > 0 && w->pack_ns < JOB_NS / 4)
		enough *= 4;
	if (enough > want)
		enough = want;
	if (take(w, JOB_PACK, enough, want) == JOB_NONE)
		return JOB_NONE;
	pace_spend(&p->pace, w->n_run);
	return JOB_PACK;
}
