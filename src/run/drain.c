/*
 * drain.c - blocks become samples, in run order, in the owner's thread.
 *
 * The lock is taken once per block: to swap lists, to say how far the owner
 * has come (which lets waiting workers go on), and to give blocks back.  The
 * picture of a slow run comes just before the run itself, or after the last
 * run that there is.
 */
#include <unistd.h>

#include "base/clk.h"
#include "pool_int.h"

/* What the owner has in hand during one call. */
struct delivery {
	struct pool *p;
	sample_sink *sink;
	void *arg;
	uint64_t deadline, starts;
	size_t n, most;
	int stop;
};

static void swap_progress(struct pool *p)
{
	struct progress_slot t;

	if (!p->progress.full)
		return;
	t = p->shown;
	p->shown = p->progress;
	p->progress = t;
	p->progress.full = 0;
}

static int deliverable(const struct pool *p)
{
	return reorder_next(&p->order)->block ||
	       (p->shown.full && p->shown.sample.run == p->order.head);
}

int drain_is_idle(const struct pool *p)
{
	if (!p->cond)
		return 1;
	if (deliverable(p) || p->done || p->progress.full)
		return 0;
	if (p->failed || p->order.head >= p->dealer.limit)
		return 1;
	return p->pace.paused && !p->active && !p->n_steps;
}

/* Workers that wait for room go on when there is a good deal of it, or when
 * the owner waits for a run that nobody has taken. */
static void relieve(struct pool *p)
{
	int room = p->dealer.next - p->delivered <= p->window / 4 * 3 &&
		   p->out_bytes <= OUT_BYTES / 4 * 3;

	if (!p->starved || (!room && dealer_oldest(&p->dealer) > p->delivered))
		return;
	p->starved = 0;
	pthread_cond_broadcast(&p->work);
}

/* Give blocks back, fetch what has come; returns whether anything had. */
static int exchange(struct delivery *d, struct block *back)
{
	struct pool *p = d->p;
	struct block *list;
	int got, idle;
	char byte;

	pthread_mutex_lock(&p->lock);
	queue_recycle(p, back);
	p->delivered = p->order.head;
	relieve(p);
	list = p->done;
	got = list != NULL;
	p->done = NULL;
	swap_progress(p);
	/* Readable as long as there is something to come back for; and once
	 * more when that is the news that the pool is idle, so that an owner
	 * who asks, drains and waits does not wait for what has been. */
	idle = !got && drain_is_idle(p);
	if (got || d->stop || deliverable(p) || idle > p->told_idle)
		queue_poke(p);
	else if (p->poked && read(p->fd[0], &byte, 1) == 1)
		p->poked = 0;
	p->told_idle = idle;
	pthread_mutex_unlock(&p->lock);
	while (list) {
		struct block *b = list;

		list = b->next;
		reorder_put(&p->order, b);
	}
	return got;
}

static void deliver(struct delivery *d, const struct sample *s)
{
	struct sample told = *s;

	told.run = shard_run(d->p->dealer.shard, s->run);
	d->n++;
	d->stop = d->sink(d->arg, &told) != 0 || d->p->starts != d->starts ||
		  d->n >= d->most || (d->n % 4 == 0 && clk_ns() >= d->deadline);
}

/* Deliver the picture if it is its turn. */
static void deliver_progress(struct delivery *d)
{
	struct pool *p = d->p;

	if (!p->shown.full || p->shown.sample.run > p->order.head)
		return;
	p->shown.full = 0;
	if (p->shown.sample.run == p->order.head)	/* else it has been delivered whole */
		deliver(d, &p->shown.sample);
}

/* Up to the end of one block; returns it when nothing of it is left. */
static struct block *deliver_runs(struct delivery *d)
{
	struct pool *p = d->p;

	while (!d->stop) {
		struct seat at;
		struct sample s;
		struct block *b;

		deliver_progress(d);
		at = *reorder_next(&p->order);
		if (d->stop || !at.block)
			return NULL;
		/* It counts as delivered while the sink looks at it, which may
		 * turn the pool to something else. */
		b = reorder_pop(&p->order);
		block_sample(at.block, at.i, &s);
		deliver(d, &s);
		if (b) {
			b->next = NULL;
			return b;
		}
	}
	return NULL;
}

size_t drain(struct feed *f, sample_sink *sink, void *arg, uint64_t budget_ns)
{
	struct pool *p = (struct pool *)f;
	uint64_t now = clk_ns();
	struct delivery d = {
		.p = p, .sink = sink, .arg = arg, .starts = p->starts,
		.deadline = budget_ns < UINT64_MAX - now ? now + budget_ns : UINT64_MAX,
		/* Workers may be as fast as the sink, and the clock frozen. */
		.most = (size_t)p->window,
	};
	struct block *back = NULL;

	p->draining = 1;
	while ((exchange(&d, back) || deliverable(p)) && !d.stop)
		back = deliver_runs(&d);
	p->draining = 0;
	if (p->limbo) {
		pthread_mutex_lock(&p->lock);
		queue_recycle(p, p->limbo);
		pthread_mutex_unlock(&p->lock);
		p->limbo = NULL;
	}
	return d.n;
}
