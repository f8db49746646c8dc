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

/* Sources that act in time and are free; where none is, shuffle, or else the nudge.  A nudge
 * that was made cannot be made again.  0: there is none. */
static uint32_t forks(const struct condition *c)
{
	uint32_t set = 0;

	for (int k = 0; k < SOURCE_COUNT; k++)
		if (c->state[k] == STATE_FREE && k != SOURCE_NUDGE)
			set |= SOURCES_IN_TIME & 1u << k;
	if (!set && c->state[SOURCE_SHUFFLE] != STATE_OFF)
		set = 1u << SOURCE_SHUFFLE;
	return set ? set : c->state[SOURCE_NUDGE] == STATE_OFF ? 1u << SOURCE_NUDGE : 0;
}

int lab_fork_run(struct lab *lab, const struct levels *levels, uint32_t epoch, struct err *err)
{
	const struct condition *c = lab->cur->pub.cond;
	struct settings *s = &lab->now;
	uint32_t set = forks(c);

	if (levels->until && epoch > levels->until)
		return err_set(err, ERR_STATE, "this run takes other levels after epoch %u: it can be forked up to there",
			       (unsigned)levels->until);
	if (!set)
		return err_set(err, ERR_STATE, "nothing acts in time here: the order is off, and the weight is moved already");
	lab_fork(lab);
	s->until = epoch;
	s->held = 0;
	for (int k = 0; k < SOURCE_COUNT; k++) {
		if (set >> k & 1u) {
			s->held |= 1u << k;
			s->first[k] = levels_at(levels, (enum source)k, 0);
			s->state[k] = STATE_FREE;
		} else if (c->state[k] == STATE_FREE) {
			s->state[k] = STATE_FIXED;
			s->level[k] = levels->v[k];
			s->has_batch |= k == SOURCE_BATCH;
			s->has_optimizer |= k == SOURCE_OPTIMIZER;
		} else {
			continue;
		}
		s->has_state[k] = 1;
	}
	lab->dirty = 1;
	return lab_commit(lab, err);
}

/* Has a's condition all that b's has, but for its plan?  Then its text goes on where b's ends. */
static int is_plan_of(const struct condition *a, const struct condition *b, enum plan_kind plan)
{
	size_t n = strlen(b->commands);

	return a->plan == plan && b->plan == PLAN_PLAIN && strncmp(a->commands, b->commands, n) == 0;
}

const struct lab_entry *lab_attribution_of(const struct lab *lab, const struct lab_entry *e)
{
	const struct entry *own = e ? entry_by_id(lab, e->id) : NULL;

	if (own && own->design.attr)	/* whatever design its levels have */
		return attribute_tells(own->design.attr) ? &own->design : NULL;
	for (size_t i = lab->n_entry; e && i-- > 0;) {
		const struct lab_entry *a = &lab->entry[i]->pub;

		if (a->attr && a->delivered && (a == e || is_plan_of(a->cond, e->cond, PLAN_PICKFREEZE)))
			return a;
	}
	return NULL;
}

const struct lab_entry *lab_attribution(const struct lab *lab)
{
	return lab_attribution_of(lab, lab_current(lab));
}

const struct lab_entry *lab_when(const struct lab *lab)
{
	const struct entry *best = NULL;

	for (size_t i = 0; lab->cur && i < lab->n_entry; i++) {
		const struct entry *e = lab->entry[i];

		if (e->pub.when && (e == lab->cur || is_plan_of(e->pub.cond, lab->cur->pub.cond, PLAN_WHEN))
		    && (!best || e->used >= best->used))
			best = e;
	}
	return best ? &best->pub : NULL;
}
