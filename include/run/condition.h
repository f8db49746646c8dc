/*
 * condition.h - all settings plus all source states: what a run belongs to.
 *
 * Immutable once made, shared by reference count (atomic).  The levels of run
 * r are a pure function of (condition, r): nothing else decides a run's bits.
 */
#ifndef RUN_CONDITION_H
#define RUN_CONDITION_H

#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "run/external.h"

struct err;

const char *state_name(enum state s);

#define CONDITION_MAX_CHOICES 16

/* How a run's index becomes levels. */
enum plan_kind {
	PLAN_PLAIN,	/* free source s in run r: rng_level(master, s, r); batch and
			 * optimizer: choice number bounded(that, number of choices), from
			 * 0, in the order of `choices` (bounded: rng.h) */
	PLAN_PICKFREEZE,/* r = row (k+2) + column over the k free sources: column 0
			 * is A, 1 is B, 2+i is A with free source i taken from B.
			 * A's row j draws run number 2^40 + 2j, B's 2^40 + 2j+1.
			 * Of a driven external training there is one column more, A again */
	PLAN_WHEN,	/* struct when_plan, which says what each run is */
	PLAN_COUNT
};
const char *plan_name(enum plan_kind p);	/* "plain", "pick-freeze", "when" */

/*
 * Parents and children: does it matter what a source does before epoch k, or after?
 * The parent's level of `source` holds in the epochs below k and a child's own from then
 * on, for each of the k; all other levels are the parent's.  Run r is of parent
 * r / (n children), child r / n mod children, k[r mod n].  Parent i draws under run
 * number 2^42 + 64 i, its child j draws the source under that + 1 + j.  The source is free
 * whatever its state says.
 */
#define WHEN_MAX 16
#define WHEN_CHILDREN 60
struct when_plan { enum source source; uint32_t n, k[WHEN_MAX], children; };

struct condition {
	struct problem problem;
	enum engine_kind engine;	/* resolved: never ENGINE_AUTO */
	uint32_t master;		/* master seed */
	struct external *external;	/* who trains, and we do not; NULL: we do */
	enum state state[SOURCE_SLOTS];	/* from SOURCE_OWN on STATE_OFF unless external */
	uint32_t level[SOURCE_SLOTS];	/* of fixed sources */
	uint32_t n_batch, batch[CONDITION_MAX_CHOICES];	/* choices */
	uint32_t n_optim, optim[CONDITION_MAX_CHOICES];
	enum plan_kind plan;
	struct when_plan when;	/* of PLAN_WHEN */
	uint32_t until, held, first[SOURCE_COUNT];	/* of all runs: struct levels */
	char *commands;	/* the canonical lines that make this condition; identity */
	int refs;
};

/* Zeroed, with one reference: its maker fills it in before sharing it. */
struct condition *condition_new(void);
struct condition *condition_ref(struct condition *c);	/* NULL stays NULL */
void condition_unref(struct condition *c);
/* Levels of run r. */
void condition_levels(const struct condition *c, uint64_t r, struct levels *out);
/* Runs of a row of the pick-freeze plan. */
size_t condition_columns(const struct condition *c);
/* Is run r one that has run 0's levels again, to tell the rest (external.h)? */
int condition_repeats(const struct condition *c, uint64_t r);
/* What these have of it that sessions do not say of each run: until, held and first. */
void condition_hold(const struct condition *c, uint64_t r, struct levels *out);
/* Free sources in order of their numbers; returns how many. */
size_t condition_free(const struct condition *c, enum source out[SOURCE_SLOTS]);
/* The unit of the losses that runs tell as they train, as problem_loss_unit has it: of an
 * external training nobody knows more than that they are its own, whatever that of the loss
 * after training is, which comes from predictions and targets. */
const char *condition_loss_unit(const struct condition *c, int brief);
/* What a source is called here: safe text. */
const char *condition_source_name(const struct condition *c, enum source s);
/* A words-only answer to "what changed between these two runs": "only init
 * differs", "init and shuffle differ", "nothing differs". */
struct str;
void levels_diff(const struct condition *c, const struct levels *a, const struct levels *b, struct str *out);

/* Recompute one run alone (verify, re-run), where we trained it: fresh trainer, width as given (0: best).
 * On success *out points into *t, which the caller frees (trainer_free); else *t is NULL. */
int condition_recompute(const struct condition *c, const struct levels *lv,
			int width, struct trainer **t, struct result *out,
			struct err *err);

#endif
