/*
 * condition.c - how a run's index becomes levels; see condition.h.
 *
 * A run of a plain condition draws each free source under its own index.  A
 * run of the pick-freeze plan has a place (row, column) in the design: the
 * row names two run numbers, A's and B's, and the column says which of the
 * free sources draw under B's; one of the plan of parents and children likewise.  Everything else follows from one function,
 * draw(), so that the plans cannot drift apart.
 */
#include "run/condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "condition_int.h"
#include "num/rng.h"

/* Pick-freeze rows draw far above any plain run, so that attributing a
 * condition never repeats the runs that led somebody to ask. */
#define PICKFREEZE_BASE ((uint64_t)1 << 40)
#define WHEN_BASE ((uint64_t)1 << 42)
#define WHEN_STRIDE 64

const char *state_name(enum state s)
{
	static const char *const name[] = { "fixed", "free", "off" };

	return (unsigned)s < 3 ? name[s] : "?";
}

const char *plan_name(enum plan_kind p)
{
	static const char *const name[PLAN_COUNT] = { "plain", "pick-freeze", "when" };

	return name[p];
}

struct condition *condition_new(void)
{
	struct condition *c = xcalloc(1, sizeof *c);

	c->refs = 1;
	for (int s = SOURCE_OWN; s < SOURCE_SLOTS; s++)
		c->state[s] = STATE_OFF;
	return c;
}

struct condition *condition_ref(struct condition *c)
{
	if (c)
		__atomic_fetch_add(&c->refs, 1, __ATOMIC_RELAXED);
	return c;
}

void condition_unref(struct condition *c)
{
	/* Release our reads before, acquire everybody's before freeing. */
	if (!c || __atomic_fetch_sub(&c->refs, 1, __ATOMIC_ACQ_REL) != 1)
		return;
	problem_release(&c->problem);
	external_unref(c->external);
	free(c->commands);
	free(c);
}

size_t condition_free(const struct condition *c, enum source out[SOURCE_SLOTS])
{
	size_t k = 0;

	for (int s = 0; s < SOURCE_SLOTS; s++)
		if (c->state[s] == STATE_FREE)
			out[k++] = (enum source)s;
	return k;
}

const char *condition_source_name(const struct condition *c, enum source s)
{
	return c->external && s < SOURCE_SLOTS && c->external->name[s] ? c->external->name[s] : source_name(s);
}

size_t condition_columns(const struct condition *c)
{
	enum source s[SOURCE_SLOTS];

	return condition_free(c, s) + 2 + (c->external && c->external->driven);
}

int condition_repeats(const struct condition *c, uint64_t r)
{
	enum source s[SOURCE_SLOTS];

	return c->external && c->external->driven && c->plan == PLAN_PLAIN && r == EXTERNAL_REPEAT && condition_free(c, s) > 0;
}

/* The free source s's rank among the free ones. */
static size_t free_rank(const struct condition *c, enum source s)
{
	size_t rank = 0;

	for (int i = 0; i < (int)s; i++)
		rank += c->state[i] == STATE_FREE;
	return rank;
}

static uint64_t parent_number(const struct condition *c, uint64_t r)
{
	return WHEN_BASE + WHEN_STRIDE * (r / ((uint64_t)c->when.n * c->when.children));
}

/* The run number under which free source s draws in run r. */
static uint64_t draw_number(const struct condition *c, enum source s, uint64_t r)
{
	uint64_t columns, row, column;

	if (c->plan == PLAN_WHEN)
		return parent_number(c, r) + (s == c->when.source ? 1 + r / c->when.n % c->when.children : 0);
	if (c->plan != PLAN_PICKFREEZE)
		return c->external ? external_number(r) : r;
	columns = condition_columns(c);
	row = r / columns;
	column = r % columns;
	return PICKFREEZE_BASE + 2 * row +
	       (column == 1 || column == 2 + free_rank(c, s));
}

uint32_t condition_choice(const struct condition *c, enum source s, uint64_t r)
{
	uint32_t n = s == SOURCE_BATCH ? c->n_batch : c->n_optim;

	return rng_below(rng_level(c->master, s, draw_number(c, s, r)), n);
}

int condition_chooses(const struct condition *c, enum source s)
{
	return c->state[s] == STATE_FREE &&
	       (s == SOURCE_BATCH ? c->n_batch : c->n_optim) > 0;
}

static uint32_t draw(const struct condition *c, enum source s, uint64_t r)
{
	if (c->external)
		return external_draw(c->master, s, c->external->n_choice[s], draw_number(c, s, r));
	if (s == SOURCE_BATCH || s == SOURCE_OPTIMIZER) {
		if (!condition_chooses(c, s))
			return c->level[s];
		return (s == SOURCE_BATCH ? c->batch : c->optim)[condition_choice(c, s, r)];
	}
	return rng_level(c->master, s, draw_number(c, s, r));
}

void condition_levels(const struct condition *c, uint64_t r, struct levels *out)
{
	*out = (struct levels){ .off = c->external ? LEVELS_EXTERNAL : 0 };
	for (int s = 0; s < (c->external ? SOURCE_SLOTS : SOURCE_COUNT); s++) {
		switch (c->plan == PLAN_WHEN && s == (int)c->when.source ? STATE_FREE : c->state[s]) {
		case STATE_FREE:
			out->v[s] = draw(c, (enum source)s, r);
			break;
		case STATE_OFF:
			out->v[s] = 0;
			out->off |= 1u << s;
			break;
		default:
			out->v[s] = c->level[s];
			break;
		}
	}
	condition_hold(c, r, out);
}

void condition_hold(const struct condition *c, uint64_t r, struct levels *out)
{
	const enum source s = c->when.source;

	out->until = c->until;
	out->held = c->held;
	memcpy(out->first, c->first, sizeof out->first);
	if (c->plan != PLAN_WHEN)
		return;
	out->until = c->when.k[r % c->when.n];
	out->held = 1u << s;
	memset(out->first, 0, sizeof out->first);
	if (out->until && s != SOURCE_NUDGE)
		out->first[s] = rng_level(c->master, s, parent_number(c, r));
}

int condition_recompute(const struct condition *c, const struct levels *lv,
			int width, struct trainer **t, struct result *out,
			struct err *err)
{
	*t = NULL;
	if (c->external)
		return err_set(err, ERR_STATE, "these runs were trained elsewhere: they cannot be computed here");
	*t = trainer_new(&c->problem, c->engine, width,
			 problem_batch(&c->problem, lv),
			 (enum optim_kind)lv->v[SOURCE_OPTIMIZER], err);
	if (!*t)
		return ERR_LIMIT;
	trainer_begin(*t, lv, 1);
	while (trainer_advance(*t, 0))
		;
	trainer_result(*t, 0, out);
	return 0;
}
