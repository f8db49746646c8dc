/*
 * data_table.h - private: a text table as read, before it is a data set.
 *
 * Only the columns that are used have a slot.  A cell is a float: the number,
 * or the index of the category in the column's dictionary.
 */
#ifndef NUM_DATA_TABLE_H
#define NUM_DATA_TABLE_H

#include "data_int.h"

/* The distinct texts of a column, in order of first appearance. */
struct dict {
	char **text;
	size_t n, cap;
	uint16_t *bucket;	/* [DICT_BUCKETS], 1 + index, 0 for none */
};
#define DICT_BUCKETS 4096u	/* more than 2 * DATA_MAX_CLASSES: probing ends */

/* Index of text, added where new; SIZE_MAX when that would exceed `limit`. */
size_t dict_add(struct dict *d, const char *text, size_t n, size_t limit);
/* rank[i] = place of entry i in the alphabet (bytes); sorts the texts too. */
void dict_sort(struct dict *d, size_t *rank);
void dict_release(struct dict *d);

enum role { ROLE_NONE, ROLE_FEATURE, ROLE_TARGET };

struct column {
	const char *name;	/* the layout's */
	char kind;		/* DATA_COL_... */
	int feature, target;	/* a forecast's column can be both */
	size_t slot;
	struct dict dict;
	float min, max;
	double mean, sd;	/* sd is 0 unless standardised */
};

struct table {
	const char *path;
	struct data_layout layout;
	locale_t c;
	struct column *col;	/* [layout.cols] */
	size_t *used, slots;	/* used[slot]: the column */
	float *cell;		/* (rows, slots) */
	size_t rows, cap;
	size_t limit;		/* rows= */
	int drop;		/* missing=drop */
	size_t dropped;

	/* while reading */
	int header_pending, row_missing;
	size_t missing_rows;
	int missing_line, missing_col;
	const char *missing_name;
};

/* What the options ask of the building. */
struct table_plan {
	int kind;		/* 0 auto, 1 regression, 2 binary, 3 classes */
	int standardize;	/* 0 no, 1 inputs, 2 all */
	size_t window, horizon;	/* window 0: a plain table */
	size_t *target, n_target;	/* columns in the order given */
};

/* (data_select.c) Set the columns' roles and slots from the options. */
int table_select(struct table *t, struct table_plan *plan, const struct data_opts *o,
		 struct err *err);
/* (data_table.c) Fill the cells. */
int table_read(struct table *t, struct data_reader *r, struct err *err);
/* (data_build.c) */
int table_build(struct dataset **out, const char *name, struct table *t,
		const struct table_plan *plan, struct str *notes, struct err *err);
/* Append 'name' escaped and cut, in quotes, for notes and errors. */
void table_quote(struct str *out, const char *name);

#endif
