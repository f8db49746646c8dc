/*
 * batch.h - the program without a screen: run, verify, report, export, merge, lesson, audit.
 *
 * Reports and printed text go to stdout, progress and errors to stderr.  Each
 * function returns the exit status: 0 done, 1 a failed check or run or a
 * system error, 2 wrong use or bad input, 128 + signal when interrupted.
 */
#ifndef UI_BATCH_H
#define UI_BATCH_H

#include <stdint.h>
#include <stddef.h>

#include "run/shard.h"

struct lab;

/* A text of commands and what to call it in errors. */
struct batch_text { char *text; const char *name; };

struct batch {
	struct batch_text *text;
	size_t n_text;
	int has_runs;		/* -n */
	unsigned long long runs;
	const char *output;	/* -o */
	const char *data;	/* --data */
	int workers, width;
	uint32_t seed;
	struct shard shard;	/* --shard */
	struct crew *crew;	/* ranks that train, too, or NULL */
	int quiet, json;
	int go_on;		/* --continue */
};

int batch_run(const struct batch *b);
/* Runs that others have trained; texts of commands come after them. */
struct runs;
int batch_open(const struct batch *b, const struct runs *runs);
/* Runs of somebody else's program: -n of them, or as many as are worth it. */
struct drive_words;
int batch_drive(const struct batch *b, const struct drive_words *w);
/* The session of -o, new or with -c the one that is there, its runs read. */
struct err;
int batch_output(struct lab *lab, const struct batch *b, struct err *err);
int batch_lesson(const struct batch *b, const char *name);	/* NULL: list them */
int batch_verify(const struct batch *b, const char *path);
int batch_report(const struct batch *b, const char *path);
int batch_export(const struct batch *b, const char *path, const char *framework);
int batch_merge(const struct batch *b, char *const *path, size_t n);

/* Status 3 where the trainer fails. */
struct hand_spec;
int batch_audit(const struct batch *b, const struct hand_spec *command);

/* Text on a stream, in ASCII where the locale has no UTF-8. */
void batch_print(const char *text);
int batch_error(const struct err *err);	/* "reroll: ..." on stderr; the exit status */
/* stdout is flushed; `status`, or 1 when it could not be written. */
int batch_end(int status);

#endif
