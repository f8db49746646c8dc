/*
 * data_int.h - private to data*.c: options, readers, numbers, building.
 */
#ifndef NUM_DATA_INT_H
#define NUM_DATA_INT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/locale.h"
#include "base/str.h"
#include "num/data.h"

#define DATA_MAX_FILE ((uint64_t)4 << 30)
#define DATA_MAX_FIELD ((size_t)64 << 10)
#define DATA_HEAD_BYTES ((size_t)256 << 10)
#define DATA_MAX_COLUMNS 4096u
#define DATA_MAX_CELLS ((size_t)1 << 29)
#define DATA_MAX_WIDTH 65536u
#define DATA_MAX_CATEGORIES 64u
#define DATA_MAX_CLASSES 1000u

/* ---- options (data_opt.c) ---- */

struct data_opts {
	const struct data_option *opt;
	size_t n;
};

/* NULL where the option was not given. */
const char *data_opt(const struct data_opts *o, const char *key);
/* Refuse options outside `known` (blank-separated) and repeated ones. */
int data_opt_check(const struct data_opts *o, const char *what,
		   const char *known, struct err *err);
/* *v keeps its value where the option was not given. */
int data_opt_size(const struct data_opts *o, const char *key, size_t lo,
		  size_t hi, size_t *v, struct err *err);
int data_opt_double(const struct data_opts *o, const char *key, double lo,
		    double hi, double *v, struct err *err);
/* *v becomes the index of the value among `words` ("a|b|c"). */
int data_opt_word(const struct data_opts *o, const char *key, const char *words,
		  int *v, struct err *err);

/* ---- numbers (data_number.c) ---- */

enum data_num {
	DATA_NUM_OK,
	DATA_NUM_NOT,		/* not a number */
	DATA_NUM_RANGE,		/* larger than binary32 holds */
	DATA_NUM_INFINITE,	/* the word inf, infinity or nan, signed or not */
};

/* s[0..n) as a decimal number, rounded once to the nearest binary32. s[n] must
 * be readable. point is '.' or ','; c is a "C" locale for the rare hard case. */
enum data_num data_number(const char *s, size_t n, char point, locale_t c, float *out);
/* Options and such: a whole terminated string, '.' for the point; 0 or -1. */
int data_number_double(const char *s, double *out);
/* True for the empty cell and ?, NA, N/A, #N/A, NaN, null in any case. */
int data_is_missing(const char *s, size_t n);

/* ---- reading (data_file.c) ---- */

/* A regular file, gzipped or not, read front to back with a look ahead. */
struct data_reader;

int data_open(struct data_reader **r, const char *path, struct err *err);
void data_close(struct data_reader *r);
/* The first up to `want` bytes (<= DATA_HEAD_BYTES), which stay to be read.
 * Borrowed until the next call. *n < want only at the end of the file. */
int data_peek(struct data_reader *r, size_t want, const char **p, size_t *n,
	      struct err *err);
/* Up to n bytes; *got is 0 at the end only. */
int data_read(struct data_reader *r, void *buf, size_t n, size_t *got, struct err *err);
/* Bytes left in the file where that is known (not gzipped), else UINT64_MAX. */
uint64_t data_left(const struct data_reader *r);
const char *data_path(const struct data_reader *r);

/* ---- tables ---- */

/*
 * Called for every cell and at every row's end, in order.  line is the
 * physical line on which the cell ended; data_csv_col(at) finds its column
 * when an error needs it.  Text is terminated and valid during the call.
 * A negative return stops the scan with that error, 1 stops it as done.
 */
struct data_csv_at;
struct data_csv_sink {
	void *arg;
	int (*cell)(void *arg, size_t k, const char *text, size_t n,
		    const struct data_csv_at *at, struct err *err);
	int (*row)(void *arg, size_t cells, const struct data_csv_at *at,
		   struct err *err);
};
int data_csv_line(const struct data_csv_at *at);
/* 1-based byte column of the cell now being delivered; 0 where unknown. */
int data_csv_col(const struct data_csv_at *at);
/* (data_csv.c) Scan all of r. */
int data_csv_scan(struct data_reader *r, char sep, const struct data_csv_sink *sink,
		  struct err *err);
/* The same for memory; name is the file's for errors.  With `partial` the text
 * is the beginning of more: its last row is not delivered unless complete. */
int data_csv_scan_mem(const char *text, size_t n, const char *name, char sep,
		      int partial, const struct data_csv_sink *sink, struct err *err);

/* What the first lines show (data_sniff.c). */
struct data_layout {
	char sep, point;
	int header;		/* the first row holds names */
	size_t cols;
	char **name;		/* [cols], made up where there is no header */
	char *kind;		/* [cols], a DATA_COL_... */
	char **example;		/* [cols] a text cell, or NULL */
	size_t lines;		/* sampled rows without the header */
};
#define DATA_COL_NUMBER 'n'	/* at most half of the cells are not numbers */
#define DATA_COL_TEXT 't'
#define DATA_COL_DATE 'd'
#define DATA_COL_EMPTY 'e'	/* nothing but missing values so far */
#define DATA_COL_NONE 'x'	/* empty and without a name: left out */
/* sep and point 0 and header -1 mean: find out. Adds to notes. */
int data_sniff(struct data_reader *r, char sep, char point, int header,
	       struct data_layout *l, struct str *notes, struct err *err);
int data_is_date(const char *s);
void data_layout_release(struct data_layout *l);

/* (data_table.c) */
int data_load_table(struct dataset **out, const char *name, struct data_reader *r,
		    const struct data_opts *o, struct err *err);
#define DATA_TABLE_OPTIONS "target columns ignore kind missing standardize " \
	"header sep decimal rows window horizon"

/* (data_idx.c) */
int data_load_idx(struct dataset **out, const char *name, struct data_reader *r,
		  const struct data_opts *o, struct err *err);
#define DATA_IDX_OPTIONS "labels rows"

/* ---- building (data.c) ---- */

/* A zeroed data set, checked against the limits and the memory there is.  Its
 * notes and names are empty; fill x and y (and names), then data_finish. */
int data_alloc(struct dataset **out, const char *name, enum data_kind kind,
	       size_t rows, const uint32_t shape[3], size_t outputs, struct err *err);
/* Labels from y, then the hash. */
void data_finish(struct dataset *d);
/* Set y of one row of a class kind. */
void data_set_label(struct dataset *d, size_t row, uint32_t label);
/* Append a printf-made line to the notes; d->notes is set by data_take_notes. */
void data_take_notes(struct dataset *d, struct str *notes);

/* Windows over a series: values (length, channels) of which the first n_in are
 * inputs; target[] lists the columns that are forecast. (data_series.c) */
int data_window(struct dataset **out, const char *name, const float *series,
		size_t length, size_t channels, const size_t *in, size_t n_in,
		const size_t *target, size_t n_target, size_t window,
		size_t horizon, struct err *err);

/* ---- generators ---- */

typedef int data_maker(struct dataset **out, const struct data_opts *o,
		       uint32_t seed, struct err *err);
data_maker data_make_article, data_make_spiral, data_make_moons,	/* data_gen.c */
	data_make_blobs, data_make_imbalanced,
	data_make_digits,						/* data_digits.c */
	data_make_mackey_glass, data_make_sine;				/* data_series.c */

#endif
