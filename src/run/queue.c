/*
 * queue.c - the little that owner and workers share; see pool_int.h.
 *
 * Every function here is called with the pool's lock held.
 */
#include <unistd.h>

#include "base/cond.h"
#include "base/xalloc.h"
#include "pool_int.h"

void queue_poke(struct pool *p)
{
	/* Under the lock, so that the byte and the flag never disagree. */
	if (!p->poked && write(p->fd[1], "", 1) == 1)
		p->poked = 1;
}

void queue_changed(struct pool *p)
{
	atomic_fetch_add_explicit(&p->changes, 1, memory_order_relaxed);
	pthread_cond_broadcast(&p->work);
}

void queue_wait(struct pool *p, uint64_t ns)
{
	if (ns)
		cond_wait_ns(&p->work, &p->lock, ns);
	else
		pthread_cond_wait(&p->work, &p->lock);
}

void queue_submit(struct worker *w)
{
	struct pool *p = w->pool;
	struct block *b = w->block;
	size_t bytes;

	if (!b || !b->n)
		return;
	if (w->gen != p->gen) {
		b->n = 0;
		return;
	}
	bytes = block_bytes(b);
	p->block_bytes += bytes - b->bytes;
	p->out_bytes += bytes;
	b->bytes = bytes;
	b->next = p->done;
	p->done = b;
	w->block = NULL;
	/* A block that does not hold the run the owner waits for can wait
	 * with him: the one that does will poke. */
	if (b->rec[0].run <= p->delivered)
		queue_poke(p);
}

void queue_take_block(struct worker *w)
{
	struct pool *p = w->pool;

	if (w->block || !p->free)
		return;
	w->block = p->free;
	p->free = w->block->next;
	p->free_bytes -= w->block->bytes;
	w->block->n = 0;
}

void queue_recycle(struct pool *p, struct block *list)
{
	while (list) {
		struct block *b = list;

		list = b->next;
		p->out_bytes -= b->bytes;
		if (p->free_bytes + b->bytes <= FREE_BYTES) {
			b->next = p->free;
			p->free = b;
			p->free_bytes += b->bytes;
		} else {
			p->block_bytes -= b->bytes;
			block_free(b);
		}
	}
}

int queue_slow(const struct pool *p)
{
	return p->pace.paused ? p->stepping : pace_is_slow(&p->pace);
}
