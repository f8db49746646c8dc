/*
 * shared_levels.c - do several runs of an external condition have the same level of a free
 * seed?  Then they are not independent, whoever chose them so.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

static uint64_t slot_hash(uint32_t v)
{
	return (v + 1) * 0x9e3779b97f4a7c15u >> 20;
}

/* 1: v was there before. */
static int met(struct level_set *t, uint32_t v)
{
	size_t at;

	if (2 * t->n >= t->cap) {
		struct level_set more = { NULL, 0, t->cap ? 2 * t->cap : 64 };

		more.slot = xcalloc(more.cap, sizeof *more.slot);
		for (size_t i = 0; i < t->cap; i++)
			if (t->slot[i])
				met(&more, (uint32_t)(t->slot[i] - 1));
		free(t->slot);
		*t = more;
	}
	for (at = slot_hash(v) & (t->cap - 1); t->slot[at]; at = (at + 1) & (t->cap - 1))
		if (t->slot[at] == (uint64_t)v + 1)
			return 1;
	t->slot[at] = (uint64_t)v + 1;
	t->n++;
	return 0;
}

void entry_note_levels(struct entry *e, const struct levels *l)
{
	const struct external *x = e->pub.cond->external;

	for (int s = 0; s < SOURCE_SLOTS; s++) {
		/* choices and sizes are few by nature; a seed that comes again was chosen so */
		if (x->state[s] != STATE_FREE || x->n_choice[s] || s == SOURCE_BATCH)
			continue;
		if (!stats_shares_levels(e->pub.stats) && met(&e->levels[s], l->v[s]))
			stats_share_levels(e->pub.stats);
	}
}

void entry_forget_levels(struct entry *e)
{
	for (int s = 0; s < SOURCE_SLOTS; s++) {
		free(e->levels[s].slot);
		e->levels[s] = (struct level_set){ NULL, 0, 0 };
	}
}
