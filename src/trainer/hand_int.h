/*
 * hand_int.h - private: a hand's state, and the words of a process of one run.
 */
#ifndef TRAINER_HAND_INT_H
#define TRAINER_HAND_INT_H

#include "base/str.h"
#include "trainer/hand.h"
#include "trainer/process.h"

struct asked { uint64_t run; struct levels levels; };

struct hand {
	const struct hand_spec *spec;
	const struct wire_hello *known;		/* of the command; NULL: hello, when it is shaped */
	struct wire_hello hello;
	int shaped;
	int single;		/* one process a run */
	struct process *p;	/* NULL: none */
	int declared;		/* p has said who it is */
	int finishing;
	struct wire_run run;	/* the one it is at, if `at` */
	int at;
	struct asked next[2];	/* [n_next] asked for ahead, or to be taken back */
	size_t n_next;
	struct wire_run done[3];	/* [n_done] */
	size_t n_done;
	uint64_t since;		/* p was started, or told to finish */
	uint64_t began;		/* the run */
	uint64_t closed;	/* it closed its end of the wire; 0: no */
	double run_sum, start_sum;
	unsigned runs, starts, heard;
	struct str line;	/* of the wire, begun */
	struct str out;		/* for the wire, to be written */
	struct str said;	/* the last lines of the process before */
	char *folder;		/* {out} of the present run, or NULL */
};

/* The command of one run (call.c): NULL-ended words, and variables besides. */
struct call { char **argv, **env; };
void call_make(struct call *c, const struct hand_spec *s, const struct wire_hello *h, uint64_t run, const struct levels *l,
	       const char *folder);
void call_release(struct call *c);

#endif
