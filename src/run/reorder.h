/*
 * reorder.h - finished runs wait here for their turn.
 *
 * A ring over run indices head .. head + size - 1: runs arrive in any order,
 * in blocks, and leave in the order of their indices.  The dealer hands out
 * no run beyond the window, so that nothing can arrive outside of the ring.
 * Belongs to the owner's thread.
 */
#ifndef RUN_REORDER_H
#define RUN_REORDER_H

#include <stddef.h>
#include <stdint.h>

struct block;

struct reorder {
	struct seat { struct block *block; size_t i; } *seat;	/* [size] */
	size_t size;		/* a power of two */
	uint64_t head;		/* the next run to leave */
};

/* At least `window` seats. */
void reorder_init(struct reorder *o, size_t window);
void reorder_release(struct reorder *o);
/* Take in all runs of b; sets b->left. */
void reorder_put(struct reorder *o, struct block *b);
/* The seat of the next run; its block is NULL when it has not arrived. */
static inline struct seat *reorder_next(const struct reorder *o)
{
	return &o->seat[o->head & (o->size - 1)];
}
/* The next run has left.  Returns its block when that was its last, or NULL. */
struct block *reorder_pop(struct reorder *o);
/* Empty the ring and start at head; returns the list of blocks it held. */
struct block *reorder_reset(struct reorder *o, uint64_t head);

#endif
