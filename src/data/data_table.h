/*
 * data_table.h - private: a table as read, before it is a data set.
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
/* Forget the entry that was added last. */
void dict_undo(struct dict *d);
/* rank[i] = place of entry i in the alphabet (bytes); sorts the texts too. */
void dict_sort(struct dict *d, size_t *rank);
void dict_release(struct dict *d);

/* Why a column cannot be used as it is, with its first cell of that kind. */
struct refusal {
	char what;		/* REFUSED_..., 0: none */
	size_t count;		/* cells */
	int line, col;
	char text[48];
};
#define REFUSED_NOT 'n'		/* no number */
#define REFUSED_RANGE 'r'
#define REFUSED_INFINITE 'i'
#define REFUSED_DATE 'd'
#define REFUSED_TEXT 't'	/* where numbers are needed */
#define REFUSED_MISSING '?'	/* in column.hurt alone */
#define REFUSED_MANY 'm'	/* different texts */

struct column {
	const char *name;	/* the layout's */
	struct data_form form;
	char kind;		/* DATA_COL_..., settled by the first value of an empty one */
	char role;		/* what the file said: see data_layout */
	int feature, target;	/* a forecast's column can be both */
	int axis, group, watch;	/* time; group=; perhaps the name of a series */
	int used;		/* its cells are read */
	size_t slot;		/* SIZE_MAX for an axis */
	struct dict dict;
	char hurt;		/* by the present row: a REFUSED_..., or REFUSED_MISSING */
	size_t missing;		/* cells without a value */
	int missing_line, missing_col;
	size_t lenient;		/* of these, no numbers: number= */
	size_t rounded;		/* whole numbers that a float does not hold */
	struct refusal refused;
	float min, max;
	double mean;
};

struct quick {
	uint32_t slot;
	char plain;		/* a used column of plain numbers: nothing else to look at */
	char point;
};

struct table {
	const char *path;
	struct data_layout layout;
	locale_t c;
	struct column *col;	/* [layout.cols] */
	struct quick *quick;	/* [layout.cols] what most cells need of them */
	size_t *used, slots;	/* used[slot]: the column */
	float *cell;		/* (rows, slots) */
	double *when;		/* [rows] of the axis, or NULL; NAN: no time */
	int *month;		/* [rows] the same as months, where it is a date */
	struct column *axis, *within;	/* within: the month of an axis of years, or NULL */
	int parts;		/* how many of them a year has: 12, 4, 53 */
	unsigned units;		/* 1 << letter - 'a' for each unit of struct data_date seen */
	enum data_time_unit unit;	/* of when, once rows are in order; NONE: of no use */
	size_t rows, cap;
	size_t limit;		/* rows= */
	int drop;		/* missing=drop */
	char *marker;		/* missing=: further ones, each with its NUL */
	float *mark;		/* those that are numbers */
	size_t n_mark;
	size_t dropped;
	uint32_t shape[3];	/* of images, 0 for tables */
	size_t *start, n_series;	/* of the groups' rows; start[n_series] = rows */

	/* while reading */
	size_t head_pending;
	int row_missing, row_bad;
	size_t missing_rows, bad_rows, all_rows;
	size_t ragged, ragged_cells;
	int ragged_line;
	size_t ragged_at, ragged_rows;	/* rows before the first such, and those of them kept */
	char ragged_first;	/* the first byte of that row */
	char first_byte;	/* of the present row */
	struct column **grown;	/* columns whose dictionary grew in this row ... */
	size_t n_grown, cap_grown;
	struct column **settled;	/* ... or whose kind was settled */
	size_t n_settled, cap_settled;
	struct column **hurt;	/* columns that refused or missed a cell in this row */
	size_t n_hurt, cap_hurt;
};

/* What the options ask of the building. */
struct table_plan {
	int kind;		/* 0 auto, 1 regression, 2 binary, 3 classes */
	int standardize;	/* an enum data_standard */
	size_t window, horizon;	/* window 0: a plain table */
	double test;		/* the share to hold out, of groups */
	size_t *target, n_target;	/* columns in the order given */
	int target_given;
	int folded;		/* the target is classes that stood one-hot */
};

/* (data_select.c) Set the columns' roles and slots from the options. */
int table_select(struct table *t, struct table_plan *plan, const struct data_opts *o,
		 struct data_notes *notes, struct err *err);
/* (data_cells.c) The sink that fills the cells, and what is to be done at the end. */
int table_cell(void *t, size_t k, const char *text, size_t n, const struct data_csv_at *at,
	       struct err *err);
size_t table_quick(void *t, size_t k, const char **s, const char *end, char sep);
int table_row(void *t, size_t cells, const struct data_csv_at *at, struct err *err);
int table_finish(struct table *t, const struct table_plan *plan, struct err *err);
/* (data_refuse.c) All that cannot be read as it is, in one line; 0 where nothing is. */
int table_refuse(const struct table *t, const struct table_plan *plan, struct err *err);
/* (data_axis.c) Put rows in order of groups and time, and say what was found. */
int table_order(struct table *t, const struct table_plan *plan, struct data_notes *notes,
		struct err *err);
/* (data_time.c) Year and month (or the like) in when and month become dates; before the
 * order.  Then what the axis counts. */
void table_join_parts(struct table *t);
enum data_time_unit table_time_unit(const struct table *t);
/* Numbers that can only be seconds or milliseconds since 1970 become dates. */
void table_from_epoch(struct table *t);
/* d, windows over t, gets the time of each row's target. */
void table_give_time(const struct table *t, const struct table_plan *plan, struct dataset *d);
/* (data_onehot.c) Several targets that are one-hot become one, of classes; before the order
 * of rows.  Refuses kind=classes and kind=binary for other several targets. */
int table_fold(struct table *t, struct table_plan *plan, struct data_notes *notes, struct err *err);
/* (data_build.c) */
int table_build(struct dataset **out, const char *name, struct table *t,
		const struct table_plan *plan, struct data_notes *notes, struct err *err);
/* (data_doubt.c) What in the columns is perhaps not meant; before the build. */
void table_doubt(const struct table *t, const struct table_plan *plan, struct data_notes *notes);
/* (data_doubt_text.c) The same of one column of texts. */
void table_doubt_texts(const struct table *t, const struct column *c, struct data_notes *notes);
/* (data_twin.c) Inputs that give the target away; kind and classes as decided. */
void table_twins(const struct table *t, const struct table_plan *plan, int classes,
		 struct data_notes *notes);
/* (data_table.c) Options, then the file by `read`, then the data set. */
typedef int table_reader(struct table *t, struct data_reader *r, void *arg, struct err *err);
struct table_source {
	int (*layout)(struct table *t, struct data_reader *r, const struct data_sniff_options *o,
		      void *arg, struct data_notes *notes, struct err *err);
	table_reader *read;
	void *arg;
	const char *what, *options;	/* of data_opt_check */
};
int table_load(struct dataset **out, const char *name, struct data_reader *r,
	       const struct table_source *source, const struct data_opts *o, struct err *err);
/* Append 'name' escaped and cut, in quotes, for notes and errors. */
void table_quote(struct str *out, const char *name);

#endif
