/*
 * conditions.c - what is done to conditions by hand: go, name, pin, again; and which belong
 * together.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

static struct entry *mine(struct lab *lab, const struct lab_entry *e)
{
	return entry_by_id(lab, e->id);
}

void lab_go(struct lab *lab, const struct lab_entry *to)
{
	struct entry *e = mine(lab, to);

	if (lab->study && lab->study->base != e)
		lab_end_study(lab);
	lab_take_settings(lab, &e->set);
	lab_show_entry(lab, e);
}

void lab_name(struct lab *lab, const struct lab_entry *which, const char *name)
{
	struct entry *e = mine(lab, which);

	free(e->pub.name);
	e->pub.name = xstrdup(name);
	lab->changed |= LAB_CONDITION;
	lab_record_name(lab, e);
}

void lab_pin(struct lab *lab, const struct lab_entry *which, int on)
{
	struct entry *e = mine(lab, which);

	e->pub.pinned = on;
	lab_record_pin(lab, e);
	lab->changed |= LAB_CONDITION;
}

void lab_pin_run(struct lab *lab, int on, uint64_t run)
{
	struct entry *e = lab->cur;

	e->pub.has_reference = on;
	e->pub.reference = on ? run : 0;
	lab_record_pin(lab, e);
	lab->changed |= LAB_CONDITION;
}

int lab_again(struct lab *lab, const struct levels *levels, struct err *err)
{
	const struct condition *c = lab->cur->pub.cond;
	struct settings *s = &lab->now;
	int code;

	lab_fork(lab);
	for (int k = 0; k < SOURCE_COUNT; k++) {
		if (c->state[k] != STATE_FREE)
			continue;
		s->state[k] = STATE_FIXED;
		s->has_state[k] = 1;
		s->level[k] = levels->v[k];
		s->has_batch |= k == SOURCE_BATCH;
		s->has_optimizer |= k == SOURCE_OPTIMIZER;
	}
	lab->dirty = 1;
	code = lab_commit(lab, err);
	if (!code)
		lab_set_pace(lab, 1, 0);
	return code;
}

/* Has a's condition all that b's has, but for its plan?  Then its text goes on where b's ends. */
static int is_plan_of(const struct condition *a, const struct condition *b)
{
	size_t n = strlen(b->commands);

	return a->plan == PLAN_PICKFREEZE && b->plan == PLAN_PLAIN && strncmp(a->commands, b->commands, n) == 0;
}

const struct lab_entry *lab_attribution_of(const struct lab *lab, const struct lab_entry *e)
{
	const struct entry *own = e ? entry_by_id(lab, e->id) : NULL;

	if (own && own->design.attr)	/* whatever design its levels have */
		return attribute_tells(own->design.attr) ? &own->design : NULL;
	for (size_t i = lab->n_entry; e && i-- > 0;) {
		const struct lab_entry *a = &lab->entry[i]->pub;

		if (a->attr && a->delivered && (a == e || is_plan_of(a->cond, e->cond)))
			return a;
	}
	return NULL;
}

const struct lab_entry *lab_attribution(const struct lab *lab)
{
	return lab_attribution_of(lab, lab_current(lab));
}
