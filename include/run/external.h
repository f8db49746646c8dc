/*
 * external.h - a training that is not ours: who trains, and by what it is set.
 *
 * What stands in a condition in place of data, model and optimizer.  Immutable once it
 * is shared, by reference count (atomic).  Names of its own sources are single words of
 * letters, digits and _ . - and so are safe to show; all other texts are raw.
 */
#ifndef RUN_EXTERNAL_H
#define RUN_EXTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"

struct condition;
struct dataset;
struct err;
struct str;

enum state { STATE_FIXED, STATE_FREE, STATE_OFF };

struct external_setting { char *name, *value; };

struct external {
	char *trainer;			/* what it is called */
	char *name[SOURCE_SLOTS];	/* of the declared sources; NULL: not declared */
	char **choice[SOURCE_SLOTS];	/* [n_choice] names of its levels; NULL: seeds */
	size_t n_choice[SOURCE_SLOTS];
	enum state state[SOURCE_SLOTS];	/* STATE_OFF where it is not declared */
	uint32_t level[SOURCE_SLOTS];	/* of fixed ones: a seed, or a choice's number */
	struct external_setting *setting;	/* [n_setting] */
	size_t n_setting;
	size_t probes;			/* 0: it predicts nothing, its figures are all there is */
	int has_targets;		/* the data set's y are the truth at the probes */
	int test_accuracy;		/* accuracy is of rows that it does not train on */
	int driven;			/* we choose its levels, by `master` and a run's index, as below */
	uint32_t master;
	int refs;
};

/*
 * Of a driven training a run of a plain condition draws each free source under the number
 * external_number(index): run 1 has the levels of run 0, so that each condition tells what
 * differs though all levels are equal, the rest.  It counts for that alone.
 */
#define EXTERNAL_REPEAT 1	/* the index of that run */
static inline uint64_t external_number(uint64_t run)
{ return run ? run - 1 : 0; }
/* The level that a free source has under that number: rng_level, or a choice's number. */
uint32_t external_draw(uint32_t master, enum source s, size_t n_choice, uint64_t number);

struct external *external_new(const char *trainer);	/* one reference */
struct external *external_ref(struct external *e);	/* NULL stays NULL */
void external_unref(struct external *e);
struct external *external_copy(const struct external *e);	/* one reference, to be edited */
/* A name as a word: what else is in it becomes _.  Caller frees. */
char *external_word(const char *name);
/* The slot of a declared source of that name, or SOURCE_ALL. */
enum source external_find(const struct external *e, const char *name);
/* A choice's number, or n_choice. */
size_t external_choice(const struct external *e, enum source s, const char *name);
/* "42", "adam": safe text. */
void external_level(const struct external *e, enum source s, uint32_t level, struct str *out);

/* The data that stand for its probes: one row a probe, the input being the probe's number,
 * y the targets [probes * outputs] or zeros where y is NULL.  kind: 'r', 'b' or 'c'. */
struct dataset *external_data(const char *name, char kind, size_t probes, size_t outputs, const float *y);

/*
 * The condition of such runs (one reference), or NULL and *err.  Its problem has the
 * probes, and what predictions at them are worth where there are targets; no network of
 * it is ever trained.
 */
struct condition *external_condition(struct external *e, struct dataset *data, char *commands,
				     struct err *err);

#endif
