/*
 * runs.h - finished runs of anybody's training, read from the files they left.
 *
 * What is understood (reroll(1) has the list, with examples):
 *   long     run, step, metric, value: a row a figure (CSV, TSV, JSONL)
 *   curves   run, epoch, train_loss, val_loss ...: a row an epoch; without a run column a
 *            file is a run (Keras' CSVLogger)
 *   wide     a row a run: levels, settings, last figures, predictions p1 ... pn
 *   TensorBoard's and W&B's CSV, as people download them
 *   .npy     predictions, (runs, probes) or (runs, probes, outputs)
 *   .npz     predictions, and if they are there targets, levels and figures by name
 *
 * Columns that name a source of randomness are levels; what else has few values is a
 * setting, and runs of equal settings are one condition; the rest is left out, and said
 * to be.  Nothing is executed, and no object of a foreign language is read.
 *
 * Limits: 2^20 runs, 16 sources of which 8 are not ours, 64 conditions, 65,536
 * predictions a run, 2^28 predictions and 2^28 points of curves in all, files of 2 GB.
 */
#ifndef TRAINER_RUNS_H
#define TRAINER_RUNS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "num/source.h"

struct err;

#define RUNS_MOST ((size_t)1 << 20)
#define RUNS_CONDITIONS 64
#define RUNS_PREDICTIONS 65536u
#define RUNS_FLOATS ((size_t)1 << 28)
#define RUNS_FILE_BYTES ((size_t)2 << 30)

/* What people say besides the files; lists are comma-separated names of columns; any may
 * be NULL. */
struct runs_options {
	const char *source, *setting, *ignore;
	const char *metric;	/* of a file with values and no word of what they are */
	const char *kind;	/* regression | binary | classes */
	const char *targets;	/* a .npy of them */
	unsigned outputs;	/* of the predictions p1 ... pn; 0: not said */
};

/* A declared source: `slot` is where levels have it (num/source.h). */
struct runs_source {
	char *name;		/* raw: the user's column, or our own word for it */
	enum source slot;
	char **choice;		/* [n_choice] names of levels that are no numbers; else NULL */
	size_t n_choice;
};

struct runs_setting { char *name, *value; };	/* raw */

struct runs_condition {
	struct runs_setting *setting;	/* [n_setting] of struct runs */
	uint32_t sources;		/* bit i: source[i] has levels here */
	size_t runs;
};

struct runs_run {
	char *name;			/* raw */
	uint32_t condition;
	uint32_t epochs;		/* points of the curves, in order of their steps */
	struct levels levels;
	float train_loss, test_loss, accuracy, seconds;	/* NaN: none */
	float *train, *test, *acc;	/* [epochs] with NaN where nothing was said, or NULL */
	float *pred;			/* [n_pred] or NULL */
	int failed;			/* a loss or a prediction is not finite, or it lacks them */
};

struct runs {
	char *name;			/* of the whole: its first file's, raw */
	struct runs_source source[SOURCE_SLOTS];
	size_t n_source;
	size_t n_setting;
	struct runs_condition *condition;
	size_t n_condition;
	struct runs_run *run;
	size_t n_run;
	char kind;			/* 'r', 'b' or 'c' */
	size_t probes, outputs, n_pred;	/* 0, 1, 0 where nobody predicted */
	float *target;			/* [n_pred] as predictions are, classes one-hot, or NULL */
	int test_accuracy;		/* accuracy is of rows that are not trained on */
	struct str said;		/* lines of safe text: what was understood and what left out */
	/* the reader's own: blocks that hold the arrays */
	void **block;
	size_t n_block, cap_block;
};

/* Read them all: several files are several runs, or arrays beside them. 0, or one refusal
 * with its place; *out is zero then. */
int runs_read(struct runs *out, const char *const *path, size_t n, const struct runs_options *o,
	      struct err *err);
void runs_release(struct runs *r);

#endif
