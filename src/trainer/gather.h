/*
 * gather.h - private: figures come in any order, runs come out.
 *
 *     file -> (run, column, step, value) -> gather -> struct runs
 *
 * A run is known by its file or by a name in it, a column by its name.  What a column
 * that names no figure is (source, setting or nothing) is decided at the end, when all
 * its values are known.
 */
#ifndef TRAINER_GATHER_H
#define TRAINER_GATHER_H

#include <math.h>

#include "cells.h"
#include "name.h"
#include "trainer/runs.h"

struct gather;

struct gather *gather_new(const struct runs_options *o);
void gather_free(struct gather *g);

/* The run of that name in that file (NULL: whatever file); made where there is none.
 * SIZE_MAX: too many. */
size_t gather_run(struct gather *g, const char *file, const char *name, size_t n);
/* The same, SIZE_MAX where there is none. */
size_t gather_find(const struct gather *g, const char *file, const char *name, size_t n);
size_t gather_runs(const struct gather *g);
/* The column of that name. */
size_t gather_column(struct gather *g, const char *name, size_t n);
struct column_is gather_is(const struct gather *g, size_t column);
/* The same of a name that stands in no header, such as a metric's. */
size_t gather_key(struct gather *g, const char *name, size_t n);
/* Look at the names of a file's columns: of several for one place only one is taken.  A
 * name that is there twice is returned, else NULL. */
const char *gather_header(struct gather *g, const size_t *column, size_t n);
/*
 * Files with the same columns are parts of one set, and a run's name in each is its own; in
 * files with other columns it is the same run.  The prefix that tells them apart, NULL or
 * borrowed, for one more file of these columns.
 */
const char *gather_part(struct gather *g, const size_t *column, size_t n);

/* Where an error is. */
struct place { const char *path; int line; };

#define GATHER_LAST NAN		/* step of a figure at the end of training */

/* One value of a run.  Missing ones are passed over. */
int gather_put(struct gather *g, size_t run, size_t column, double step, const struct slice *v,
	       struct place at, struct err *err);
/* A figure, prediction or level as a number. */
int gather_number(struct gather *g, size_t run, size_t column, double step, double v,
		  struct place at, struct err *err);
/* n predictions at once; p is copied. */
int gather_predictions(struct gather *g, size_t run, const double *p, size_t n, struct place at,
		       struct err *err);
/* It failed, whatever else is said of it. */
void gather_fail(struct gather *g, size_t run);
/* Predictions of the wanted shape: outputs of each probe. */
void gather_outputs(struct gather *g, size_t outputs);
int gather_targets(struct gather *g, const double *y, size_t n, struct place at, struct err *err);

/* A line of what was understood; name is raw and put before it in quotes, or NULL. */
void gather_say(struct gather *g, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* All that came, as runs; g is empty afterwards. */
int gather_finish(struct gather *g, struct runs *out, struct err *err);

#endif
