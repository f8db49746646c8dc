/*
 * wire.h - what reroll and a trainer say to each other: one JSON object a line, UTF-8.
 *
 * trainer, once, before anything else:
 *   {"trainer":"cnn on my scans","sources":["init","shuffle","augment"],"kind":"classes",
 *    "probes":200,"outputs":3,"output_names":["a","b","c"],"targets":[0,2,...]}
 * reroll, a line a run (end of file: finish):
 *   {"run":7,"init":123456,"shuffle":42,"augment":7}
 * trainer, any number, and then one of the last three, which ends the run:
 *   {"run":7,"epoch":3,"train_loss":0.31,"test_loss":0.40,"accuracy":0.88}
 *   {"run":7,"predictions":[...]}
 *   {"run":7,"predictions":"/path/p.npy"}
 *   {"run":7,"error":"..."}
 *
 * More precisely:
 *   - "trainer" is needed, all else may be absent: no sources, kind regression, 0 probes
 *     (it predicts nothing: its runs end with "predictions":[]), 1 output.
 *   - A source is a name, or an object of one name and its choices:
 *     "sources":["init",{"optimizer":["sgd","adam"]},{"batch":[16,32]}], or the choices
 *     stand apart: "sources":["init","optimizer"],"choices":{"optimizer":["sgd","adam"]}.
 *     A choice is sent as it was declared, a seed as a whole number from 0 to 2^32 - 1.
 *     Names of ours (num/source.h) are ours; eight more are its own.
 *   - "settings":{"lr":0.1} makes runs of other settings another condition.
 *   - "targets" are as predictions are, or for classes the number of each.
 *   - Predictions are flat, or a list for each probe; kept as float32.  They are of the
 *     right number, or the run has failed.  Where one of them, or a last loss, is NaN, null
 *     or Infinity, the run has diverged, which is a result.  Bare NaN and Infinity, which is no JSON but what
 *     Python writes, are read.
 *   - Names of figures are those that `open` knows (loss, val_loss, val_accuracy ...);
 *     without "epoch" they are the run's last.  Keys that mean nothing here are passed
 *     over, so that later versions may say more.
 *   - Answers are for the run that was asked for first and is not answered yet.  Of a
 *     trainer whose runs take under WIRE_AHEAD_S the next run is asked for ahead.
 *   - Where $REROLL_AUDIT is set (audit.h) the line that ends a run may say besides which of
 *     the sources were looked at, "read":["init"], and where the generators of the whole
 *     program stand that were drawn from, "drawn":{"numpy.random":"8f3a01c2"}, by any text
 *     that is the same where the generator is.
 *   - A line is at most WIRE_LINE bytes; what is longer is refused without being kept.
 */
#ifndef TRAINER_WIRE_H
#define TRAINER_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"

struct err;
struct str;

#define WIRE_LINE ((size_t)4 << 20)
#define WIRE_EPOCHS 1000000u	/* points of a run's curves */
#define WIRE_CHOICES 64		/* of a source */
#define WIRE_SETTINGS 32
#define WIRE_AHEAD_S .05

/* A declared source; slot is where levels have it. */
struct wire_source {
	char *name;		/* a word (external_word) */
	enum source slot;
	char **choice;		/* [n_choice] as people read them, raw; NULL: seeds */
	char **json;		/* [n_choice] as they are sent */
	size_t n_choice;
};
struct wire_setting { char *name, *value; };	/* raw */

/* What a trainer says of itself. */
struct wire_hello {
	char *trainer;		/* raw */
	struct wire_source source[SOURCE_SLOTS];	/* in order of their slots */
	size_t n_source;
	struct wire_setting *setting;
	size_t n_setting;
	char kind;		/* 'r', 'b' or 'c' */
	size_t probes, outputs;
	char **output_name;	/* [outputs] raw, or NULL */
	float *target;		/* [probes * outputs], classes one-hot, or NULL */
	unsigned epochs;	/* 0: not said */
	double baseline;	/* NaN: not said */
};
void wire_hello_release(struct wire_hello *h);
/* Read the line s[0..n), without its newline.  *out is zero after a refusal. */
int wire_hello(struct wire_hello *out, const char *s, size_t n, struct err *err);
/* Declare one more source by a word (door of one process a run): choices are borrowed texts
 * or NULL.  Keeps the order. */
int wire_declare(struct wire_hello *h, const char *name, char *const *choice, size_t n_choice, struct err *err);

/* {"run":7,...} and a newline. */
void wire_request(struct str *out, const struct wire_hello *h, uint64_t run, const struct levels *l);
/* A level as it is written into a request, without quotes where it is a text. */
void wire_level(struct str *out, const struct wire_source *s, uint32_t level);
/* Levels with all declared sources fixed at 0 and all others off, to be filled in. */
void wire_levels(const struct wire_hello *h, struct levels *out);

/* A generator that was drawn from, and where it stands then; raw. */
struct wire_drawn { char *name, *state; };
#define WIRE_DRAWN 16
#define WIRE_READ (1u << 31)

/* A run as it comes in, and when it is over. */
struct wire_run {
	uint64_t run;
	struct levels levels;
	uint32_t epochs;
	float *train, *test, *acc;	/* [epochs] with NaN where nothing was said, or NULL */
	float train_loss, test_loss, accuracy;	/* the last; NaN: none */
	double seconds;			/* by our clock, or as it says itself */
	double took;			/* by our clock */
	float *pred;			/* [n_pred] */
	size_t n_pred;
	uint32_t read;			/* bit of each slot that it looked at, and WIRE_READ: it says so */
	struct wire_drawn *drawn;	/* [n_drawn] */
	size_t n_drawn;
	int over;
	int diverged;			/* a last figure or a prediction is not finite */
	char *error;			/* it failed: why, raw; NULL: it did not */
	/* the reader's own */
	float *epoch;
	size_t cap;
	int has_test_accuracy;
	unsigned bad;			/* of the last figures: bits of those that are not finite */
};
void wire_run_init(struct wire_run *r, uint64_t run, const struct levels *l);
void wire_run_release(struct wire_run *r);
/* Take in a line of run r; an error is one of the trainer's, fit to be shown, and the run
 * has failed. */
int wire_line(struct wire_run *r, const struct wire_hello *h, const char *s, size_t n, struct err *err);
/* It failed, for that reason (printf); keeps what it has. */
void wire_fail(struct wire_run *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
