/*
 * process.h - a program of other people, started and watched.
 *
 *     reroll ──leash──► keeper ──► the program, in a session and process group of its own
 *        ▲                              │ $REROLL_IN, $REROLL_OUT; standard output and error
 *        └──────────────────────────────┘
 *
 * The keeper is a fork that waits.  When the program ends, is ended, or when this process
 * goes away in whatever manner (kill -9 included: the leash closes), it kills the whole
 * group, and on Linux also what has left the group (it is their subreaper); so nothing is
 * left behind.  Should the keeper itself be killed, Linux kills the program.
 *
 * The program reads /dev/null; its standard output and error go into one pipe, of which the
 * last PROCESS_LINES lines are kept.  With `wire` it has two pipes more, REROLL_IN (to
 * read) and REROLL_OUT (to write) in its environment as /dev/fd/3 and /dev/fd/4: the
 * numbers are fixed, for a shell hands on no more than one digit.
 *
 * Nothing blocks but process_free, which waits for what it kills.  One thread at a time.
 * The argument vector is executed as it is, by execvp: no shell is in between.
 */
#ifndef TRAINER_PROCESS_H
#define TRAINER_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

struct err;
struct str;

#define PROCESS_LINES 200
#define PROCESS_LINE_BYTES 4000	/* more of a line is cut */

struct process_spec {
	char *const *argv;		/* NULL-ended; argv[0] is looked for in PATH */
	const char *const *env;		/* NULL-ended NAME=VALUE to be set besides, or NULL */
	int wire;
};

struct process;

/* Start it.  A program that cannot be executed is an error here, in one line. */
int process_start(struct process **out, const struct process_spec *spec, struct err *err);
/* End it with its group and wait for that; NULL is fine. */
void process_free(struct process *p);

/* ---- its pipes: all ends here are non-blocking; -1: closed, or none ---- */

int process_to(const struct process *p);	/* write: what it reads from REROLL_IN */
int process_from(const struct process *p);	/* read: what it writes to REROLL_OUT */
int process_said(const struct process *p);	/* readable: process_listen has work */
int process_leash(const struct process *p);	/* readable: it has ended (process_ended) */
void process_close_to(struct process *p);	/* end of file, for it */
void process_close_from(struct process *p);
/* Take in what it has said. */
void process_listen(struct process *p);

/* ---- its end ---- */

/* SIGTERM, or SIGKILL, to the whole group. */
void process_term(struct process *p);
void process_kill(struct process *p);
/* 1 when the program has ended, and all that it left was killed; *status (may be NULL) is
 * as waitpid has it, or -1 where nobody knows. */
int process_ended(struct process *p, int *status);
/* "exit status 1", "killed by signal 9 (Killed)". */
void process_status_text(int status, struct str *out);

/* The last lines that it said, raw, oldest first, with newlines. */
void process_last_lines(const struct process *p, struct str *out);
/* The last of them that says something, raw, without its newline; nothing where it was
 * silent. */
void process_last_words(const struct process *p, struct str *out);

#endif
