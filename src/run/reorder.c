/* reorder.c - the ring of runs waiting for their turn; see reorder.h. */
#include "reorder.h"

#include <assert.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "block.h"

void reorder_init(struct reorder *o, size_t window)
{
	o->size = 1;
	while (o->size < window)
		o->size *= 2;
	o->seat = xcalloc(o->size, sizeof *o->seat);
	o->head = 0;
}

void reorder_release(struct reorder *o)
{
	free(o->seat);
	o->seat = NULL;
}

void reorder_put(struct reorder *o, struct block *b)
{
	b->left = b->n;
	for (size_t i = 0; i < b->n; i++) {
		struct seat *s = &o->seat[b->rec[i].run & (o->size - 1)];

		assert(b->rec[i].run - o->head < o->size && !s->block);
		s->block = b;
		s->i = i;
	}
}

struct block *reorder_pop(struct reorder *o)
{
	struct seat *s = reorder_next(o);
	struct block *b = s->block;

	s->block = NULL;
	o->head++;
	return --b->left ? NULL : b;
}

struct block *reorder_reset(struct reorder *o, uint64_t head)
{
	struct block *list = NULL;

	for (size_t i = 0; i < o->size; i++) {
		struct block *b = o->seat[i].block;

		if (b && --b->left == 0) {
			b->next = list;
			list = b;
		}
		o->seat[i].block = NULL;
	}
	o->head = head;
	return list;
}
