/*
 * gather_int.h - private: what struct gather holds, for gather.c and settle.c.
 */
#ifndef TRAINER_GATHER_INT_H
#define TRAINER_GATHER_INT_H

#include "gather.h"

#define INTERN_MOST 4096	/* different values of a column that are remembered */
#define INTERN_SLOTS (2 * INTERN_MOST)

enum figure { F_TRAIN, F_TEST, F_ACC, F_TRAIN_ACC, FIGURES };

struct column {
	char *name;
	struct column_is is;
	uint32_t header;	/* the last one that it stood in; 0: none yet */
	int twin;		/* left out, for another column has its place */
	size_t values;		/* that it gave, missing ones not counted */
	/* of what is no figure: */
	char **value;		/* [n_value] different ones, in order of appearance */
	size_t n_value, cap_value;
	uint32_t *slot;		/* [INTERN_SLOTS] index + 1 of a value, by its hash */
	int many;		/* more than INTERN_MOST of them */
	int text;		/* some value is no level: neither whole nor positive */
	int word;		/* some value is no number at all */
	int varies;		/* within a run */
	uint32_t *of_run;	/* index + 1 of the run's value, 0: none; many: its level + 1 */
	uint32_t *level;
	size_t cap_of_run, cap_level;
};

struct point { float step, value; };
struct points { struct point *v; uint32_t n, cap; };

struct gathered {
	char *name;
	struct points curve[FIGURES];
	float last[FIGURES], seconds;
	float *pred;		/* [cap_pred] NaN where nothing was said */
	uint32_t n_pred, cap_pred;	/* n_pred: highest place + 1 */
	int failed;
};

struct gather {
	const struct runs_options *o;
	struct column *column;
	size_t n_column, cap_column;
	uint32_t *column_slot;	/* [n_column_slot] column + 1 by the hash of its name */
	size_t n_column_slot;
	uint32_t headers;
	uint64_t *set;		/* [n_set] hash of the columns of each file */
	size_t n_set, cap_set;
	char part[24];
	struct gathered *run;
	size_t n_run, cap_run;
	uint32_t *slot;		/* [n_slot] run + 1 by the hash of its key */
	char **key;		/* [n_run] */
	size_t n_slot, cap_key;
	size_t last_run;	/* found last */
	size_t floats, points;	/* kept so far */
	size_t expect;		/* predictions of a run, where the header tells */
	size_t outputs;		/* 0: not known */
	int classes;		/* an array had three dimensions */
	size_t first_index;	/* of p1 ... pn: 1, or 0 */
	float *target;
	size_t n_target;
	struct str said;
};

#endif
