/*
 * hand.h - one trainer at work, by whichever door: it is given runs, and brings them back.
 *
 *   by the wire                one process for many runs (wire.h)
 *   one process a run          a command with levels in its words or its environment, and
 *                              files that it leaves
 *
 * Both look the same from here.  A hand belongs to one thread, which polls its descriptors;
 * for those who want no more than a run after the other there are functions that wait.
 *
 *     hand_new -> hand_begin -> hand_declared
 *                     |             |
 *                     +-> hand_give .. hand_take, again and again -> hand_free
 *
 * A process that dies, hangs, closes its pipe or talks nonsense fails the run that it was
 * at; it is started again for the next.  Runs asked for ahead are given back.
 */
#ifndef TRAINER_HAND_H
#define TRAINER_HAND_H

#include <poll.h>
#include <stdint.h>

#include "trainer/wire.h"

struct err;
struct str;

/* What the shell's command line says; all borrowed, for the life of the hands. */
struct hand_spec {
	char *const *argv;		/* NULL-ended: the command, and its words */
	const char *const *env;		/* NULL-ended NAME=VALUE besides, or NULL */
	double timeout;			/* seconds for a run, and to declare itself; 0: for ever */

	/* One process a run: what it leaves, in its own folder {out} unless the path is absolute;
	 * .npy, .csv, .tsv, .jsonl.  NULL: nothing. */
	const char *predictions, *curves, *metrics;
	const char *targets;		/* a .npy of them, or NULL */
	const char *const *source;	/* NULL-ended "seed", or "optimizer=sgd|adam", or NULL */
	const char *kind;		/* regression | binary | classes; NULL: regression */
	size_t outputs;			/* 0: as the file has it */
};

/* Is it the door of one process a run?  Files, sources or {init} and its like say so. */
int hand_is_single(const struct hand_spec *s);
/* The sources of such a command: those that its words name, {init} ..., and those given
 * with `source`.  Its shape is not known yet. */
int hand_sources(const struct hand_spec *s, struct wire_hello *out, struct err *err);

/*
 * A line of sh that does run `run` of such a command by hand, elsewhere: it makes the folder
 * reroll-runs/RUN, writes its levels there, as run.jsonl, which says also what the run
 * leaves, and starts the command.  `reroll open reroll-runs/N/run.jsonl ...` reads it all.
 */
void hand_print(const struct hand_spec *s, const struct wire_hello *h, uint64_t run, const struct levels *l, struct str *out);
/* A word as sh takes it for one. */
void hand_word(struct str *out, const char *word);

struct hand;

/* hello: of this command, once one of its hands has declared it, or NULL; borrowed.  Any
 * other declaration by the same command is refused then. */
struct hand *hand_new(const struct hand_spec *s, const struct wire_hello *hello);
/* End its process, at once, and wait for it. */
void hand_free(struct hand *h);

/* Start a process, where none is there and the door wants one before there is a run. */
int hand_begin(struct hand *h, struct err *err);
/* What it has declared; NULL: not yet.  Of one process a run the first run tells: its
 * levels are what hand_give said of it. */
const struct wire_hello *hand_declared(const struct hand *h);
/* The same, out of the hand and into *out, for all hands of this command: it is known to this
 * one from now on, and *out outlives it. */
void hand_disclose(struct hand *h, struct wire_hello *out);
/* How many more runs it can be given now: none while it starts, 2 for one that is fast. */
size_t hand_room(const struct hand *h);
/* Take one on (levels are copied). */
int hand_give(struct hand *h, uint64_t run, const struct levels *l, struct err *err);
/* Runs that it has. */
size_t hand_busy(const struct hand *h);
/* The run that it is at, as far as it came; NULL: none. */
const struct wire_run *hand_at(const struct hand *h);
/* Counts the lines about it: has it come further? */
unsigned hand_heard(const struct hand *h);

/* Descriptors to poll: at most HAND_FDS are filled in, returns how many. */
enum { HAND_FDS = 4 };
size_t hand_fds(const struct hand *h, struct pollfd p[HAND_FDS]);
/* Milliseconds until it must be looked at again whatever happens; -1: for ever. */
int hand_patience(const struct hand *h);
/* Do what is to be done.  0; or an error: a process could not be started or did not declare
 * itself, and the runs that it had are to be taken back (hand_return). */
int hand_turn(struct hand *h, struct err *err);
/* A run that is over, failed or not, into *out (the caller releases it); 0: none is. */
int hand_take(struct hand *h, struct wire_run *out);
/* Take back a run that it has not begun, or that nobody wants any more (any: also one that
 * it is at, whose process is then ended); 0: there is none. */
int hand_return(struct hand *h, int any, uint64_t *run);
/* No more runs: its process is told to finish, and ended if it does not in a second. */
void hand_finish(struct hand *h);
/* Has it no process? */
int hand_rests(const struct hand *h);

/* Means so far: of a run, and from start to the declaration; NaN: not known. */
double hand_run_seconds(const struct hand *h);
double hand_start_seconds(const struct hand *h);
/* The last lines that its present or last process said, raw. */
void hand_last_lines(const struct hand *h, struct str *out);

/* ---- one after the other ---- */

/* Begin, and wait for the declaration.  stop (may be NULL) is asked ten times a second. */
int hand_declare(struct hand *h, int (*stop)(void *arg), void *arg, struct err *err);
/* Give that run and wait for it: *out is it, failed or not.  An error where no process
 * could be had, or stop said so. */
int hand_train(struct hand *h, uint64_t run, const struct levels *l, int (*stop)(void *arg), void *arg,
	       struct wire_run *out, struct err *err);

#endif
