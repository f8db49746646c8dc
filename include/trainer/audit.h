/*
 * audit.h - is a training reproducible, and which of its seeds work?
 *
 * A few runs, one after the other:
 *
 *   process     equal levels, in one process (by the wire alone)
 *   processes   equal levels, in two processes, begun in different seconds
 *   threads     equal levels, with OMP_NUM_THREADS as it is, 1 and 2
 *   a source    its level changed, and no other
 *
 * Runs are compared by all that they tell: predictions, figures of every epoch, the last
 * figures; as they are kept, in 32-bit floats.
 *
 * Where equal levels give equal runs, two runs of another level that are equal, and not to
 * those of the first level, show that the source works; where they are equal to those, up to
 * AUDIT_LEVELS levels are tried.  Where runs of one
 * process differ, but the first ones of two processes do not, each level has a process of its
 * own.  Where nothing is equal, AUDIT_TURNS runs of each level in turns are compared: a source
 * works if runs of different levels are further apart than in any other of the AUDIT_WAYS ways
 * to divide these runs into halves (by chance one source in so many does that), and if the
 * program does not say that it never looked at it.
 */
#ifndef TRAINER_AUDIT_H
#define TRAINER_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"

struct err;
struct hand_spec;
struct wire_run;

enum { AUDIT_LEVELS = 4, AUDIT_TURNS = 6, AUDIT_WAYS = 462 };	/* 12! / 6!^2 / 2 */

enum audit_what { AUDIT_PROCESS, AUDIT_PROCESSES, AUDIT_THREADS, AUDIT_SOURCE };

enum audit_is {
	AUDIT_EQUAL,		/* to the last bit: a source does nothing */
	AUDIT_DIFFERS,		/* a source works */
	AUDIT_HIDDEN,		/* a source: no further apart than equal levels are */
	AUDIT_NOT_ASKED,	/* threads where equal levels differ anyway; no second level */
};

/* How two runs differ. */
struct audit_gap {
	int equal;
	double difference;	/* mean |p - p'|; NaN: no finite predictions */
	double churn;		/* share of probes with another class; NaN: no classes */
	double loss;		/* |loss - loss'| at the end, test before train; NaN: none */
	double accuracy;	/* |accuracy - accuracy'| at the end; NaN: none */
	double epoch;		/* the first whose figures differ; NaN: none does */
};
void audit_gap(struct audit_gap *out, const struct wire_run *a, const struct wire_run *b, char kind, size_t outputs);
/* What is told of the distance of runs: the first of these in which any of them differ. */
enum audit_by { AUDIT_BY_PREDICTIONS, AUDIT_BY_LOSS, AUDIT_BY_ACCURACY, AUDIT_BY_COUNT };
double audit_gap_by(const struct audit_gap *g, enum audit_by by);

/* Are the first half of these runs and the second, by their distances, two groups: is the mean
 * distance across less the mean within the largest of all ways to divide them? */
int audit_apart(double d[2 * AUDIT_TURNS][2 * AUDIT_TURNS]);

struct audit_row {
	enum audit_what what;
	enum audit_is is;
	char *name;		/* of a source: a word */
	unsigned runs;		/* that were compared */
	unsigned levels;	/* of them, different ones of the source; else 1 */
	struct audit_gap gap;	/* where not equal: mean of differences over the pairs of what
				 * is compared; the first epoch of any */
	double rest;		/* in turns: the same mean over pairs of equal levels, */
	enum audit_by by;	/* of that */
	int other_targets;	/* AUDIT_PROCESSES: the second declared other targets */
	int in_turns;		/* as many runs of the one level as of the other */
	int own_process;	/* each level had a process of its own */
	int looked_at;		/* the program looked at this source: 1, 0, or -1: it does not say */
};

/* A generator of the whole program that runs of equal levels drew from. */
struct audit_generator {
	char *name;		/* raw */
	int seeded;		/* it stood at the same place after each of them */
};
enum { AUDIT_GENERATORS = 16 };

struct audit {
	char *trainer;		/* raw */
	int single;		/* one process a run */
	int predicts;		/* there are predictions to compare */
	int epochs;		/* and figures of epochs */
	struct audit_row row[3 + SOURCE_SLOTS];
	size_t n_row;
	struct audit_generator generator[AUDIT_GENERATORS];	/* where the program tells */
	size_t n_generator;
	unsigned runs, processes;
	double seconds;
};

struct audit_options {
	const struct hand_spec *command;	/* whose env is not used */
	uint32_t seed;		/* master: levels are rng_level of it */
	/* Told before each run (all: as far as can be foreseen), and asked ten times a second
	 * whether to stop; either may be NULL. */
	void (*progress)(void *arg, unsigned done, unsigned all);
	int (*stop)(void *arg);
	void *arg;
};

/*
 * Do it.  An error where a process cannot be had, a run fails or diverges, the trainer tells
 * nothing, or stop said so: *out is zero then, and *words (may be NULL) has the last lines
 * of the trainer, raw.
 */
struct str;
int audit_run(struct audit *out, const struct audit_options *o, struct str *words, struct err *err);
void audit_release(struct audit *a);
/* Is all well: equal levels are equal, and each source works? */
int audit_passes(const struct audit *a);

#endif
