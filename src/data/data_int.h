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
#include "data/data.h"

#define DATA_MAX_FILE ((uint64_t)4 << 30)
#define DATA_MAX_FIELD ((size_t)64 << 10)
#define DATA_HEAD_BYTES ((size_t)256 << 10)
#define DATA_MAX_COLUMNS 4096u
#define DATA_MAX_CELLS ((size_t)1 << 29)
#define DATA_MAX_WIDTH 65536u
#define DATA_MAX_CATEGORIES 64u
#define DATA_MAX_CLASSES 1000u	/* and groups */

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

/* Append key=value as the language would have it typed. (data_note.c) */
void data_option_text(struct str *out, const char *key, const char *value);
/* Is there a note of that kind about that column? */
int data_note_for(const struct data_notes *n, const char *kind, const char *column);

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
/* True for the empty cell and what stands for one (data_missing.c). */
int data_is_missing(const char *s, size_t n);
/* The same, or one of `more`: markers, each with its NUL, ended by an empty one; NULL: none. */
int data_is_missing_or(const char *s, size_t n, const char *more);

/* A number as people write it for people, taken apart (data_clothes.c). */
struct data_dressed {
	char digits[64];	/* without separators */
	size_t n, last;		/* how many; those behind the last separator */
	char point;		/* the last separator where it may be the decimal sign, else 0 */
	char group;		/* what groups thousands: , . blank ' or 0 */
	int either;		/* one separator and three digits: point, or a group */
	int lead_zero, negative, currency, accounting;
	char unit[16], exponent[16];
};
/* 1 where the whole of s is a number in some reading. */
int data_undress(const char *s, struct data_dressed *d);
/* Its value where `point` is the decimal sign. */
enum data_num data_dressed_number(const struct data_dressed *d, char point, locale_t c, float *out);

/* A date or time (data_date.c). */
struct data_date {
	double seconds;		/* from 1970-01-01, or of the day for a time alone */
	int months, day;	/* year * 12 + month - 1; day of the month */
	char unit;		/* d day or finer, w week, m month, q quarter, t time of the day */
	char order;		/* what it proves: d day first, m month first, or 0 */
	int ambiguous;
};
/* order: 'd' or 'm', what comes first where that is open. 1 where s is a date. */
int data_date(const char *s, char order, struct data_date *out);
/* 20010131 and 200101, for columns of nothing else. */
int data_date_number(double v, struct data_date *out);
int data_is_date(const char *s);
/* Days from 1970-01-01 to the Monday of week 1 to 53 of a year. */
double data_week(int y, unsigned week);

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
/* Past a byte order mark. (data_what.c) */
int data_skip_mark(struct data_reader *r, struct err *err);
/* A piece of a plain file that is open in r, inflated where `deflated`; it must hold
 * `size` bytes in the end, of this CRC 32.  r must stay open. */
int data_open_part(struct data_reader **part, const struct data_reader *r, uint64_t at,
		   uint64_t packed, uint64_t size, uint32_t crc, int deflated, struct err *err);
/* n bytes of a plain file from `at` on, all of them or an error. */
int data_read_at(const struct data_reader *r, uint64_t at, void *buf, size_t n, struct err *err);
/* Bytes of the plain file; 0 for a gzipped one. */
uint64_t data_size(const struct data_reader *r);
/* Exactly n bytes, or the error that the file ends too early. */
int data_read_exactly(struct data_reader *r, void *buf, size_t n, struct err *err);

/* Lines of r (data_lines.c); set r, the rest zero. */
struct data_lines {
	struct data_reader *r;
	char *buf;
	size_t at, n, cap;
	int line, ended;	/* line: the number of the one given last */
};
/* The next line, terminated, without its end, to be written to until the next call:
 * 1, 0 at the end, or an error. */
int data_line(struct data_lines *l, char **s, size_t *n, struct err *err);
void data_lines_release(struct data_lines *l);

/* What a file is by its first bytes; refuses by name what cannot be read. */
enum data_format { FORMAT_TEXT, FORMAT_IDX, FORMAT_NPY, FORMAT_ZIP, FORMAT_ARFF, FORMAT_LIBSVM };
int data_what(struct data_reader *r, enum data_format *format, struct err *err);

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
	/* NULL, or: take as many cells from column k on as are plain, none of which ends
	 * behind `end`, where a `sep` stands; *s goes behind the last one's end.  Returns
	 * how many. */
	size_t (*quick)(void *arg, size_t k, const char **s, const char *end, char sep);
};
/* How lines become cells. */
struct data_csv_format {
	char sep;		/* a blank: runs of blanks and tabs */
	size_t skip;		/* lines before the first */
	char comment[8];	/* lines that begin so are left out; "": none */
};
int data_csv_line(const struct data_csv_at *at);
/* 1-based byte column of the cell now being delivered; 0 where unknown. */
int data_csv_col(const struct data_csv_at *at);
/* For readers of other formats, which deliver cells themselves. */
struct data_csv_at *data_csv_at_new(const char *path);
void data_csv_at_set(struct data_csv_at *at, int line);
void data_csv_at_free(struct data_csv_at *at);
/* (data_csv.c) Scan all of r. */
int data_csv_scan(struct data_reader *r, const struct data_csv_format *f,
		  const struct data_csv_sink *sink, struct err *err);
/* The same for memory; name is the file's for errors.  With `partial` the text
 * is the beginning of more: its last row is not delivered unless complete. */
int data_csv_scan_mem(const char *text, size_t n, const char *name,
		      const struct data_csv_format *f, int partial,
		      const struct data_csv_sink *sink, struct err *err);

/* What a column holds. */
struct data_form {
	char kind;		/* a DATA_COL_... */
	char point;		/* its decimal sign */
	int dressed;		/* some numbers need data_undress */
	int strict;		/* all have the unit, but for 0 */
	int group, currency;	/* of the dressed ones: thousands are grouped, unit is money */
	int unsure;		/* 1,022 was taken for 1022 on no better evidence */
	int zeros;		/* digits such as 01077 */
	int number_date, clock;	/* dates as 20010131; times of the day */
	int lenient;		/* number=: what is no number is missing */
	char order;		/* of dates: d or m first, 0 not shown */
	char unit[16];
	size_t sample;		/* a dressed cell's row */
};
#define DATA_COL_NUMBER 'n'	/* at most half of the cells are not numbers */
#define DATA_COL_TEXT 't'
#define DATA_COL_DATE 'd'
#define DATA_COL_EMPTY 'e'	/* nothing but missing values so far */
#define DATA_COL_NONE 'x'	/* empty and without a name: left out */

/* What the first lines show (data_sniff.c). */
struct data_layout {
	struct data_csv_format csv;
	char point;		/* of the file: where a column does not show its own */
	int header;		/* names were found */
	size_t head_rows;	/* rows before the data */
	size_t cols;
	char **name;		/* [cols], made up where there is no header */
	struct data_form *form;	/* [cols] */
	char **example;		/* [cols] a cell that shows why, or NULL */
	char *role;		/* [cols] what the file itself says: t target, i ignore, n has no name, r row names, or 0 */
	char **class_name;	/* of a target 0, 1, 2 ..., or NULL */
	size_t n_class;
	size_t lines;		/* sampled rows without the header */
};
/* sep and point 0 and header -1 mean: find out. */
struct data_sniff_options {
	char sep, point;
	int header;
	size_t skip;
	int has_skip;
	const char *comment;	/* NULL: find out; "": none */
	const char *missing;	/* see data_is_missing_or */
};
int data_sniff(struct data_reader *r, const struct data_sniff_options *o,
	       struct data_layout *l, struct data_notes *notes, struct err *err);
/* So many columns of which nothing is known yet. */
void data_layout_columns(struct data_layout *l, size_t n);
void data_layout_release(struct data_layout *l);

/* (data_table.c) */
int data_load_table(struct dataset **out, const char *name, struct data_reader *r,
		    const struct data_opts *o, struct err *err);
#define DATA_TABLE_OPTIONS "target columns ignore text number kind missing standardize " \
	"header sep decimal skip comment rows window horizon group test"

/* (data_arff.c, data_libsvm.c, data_npy.c, data_npz.c) */
int data_load_arff(struct dataset **out, const char *name, struct data_reader *r,
		   const struct data_opts *o, struct err *err);
int data_load_libsvm(struct dataset **out, const char *name, struct data_reader *r,
		     const struct data_opts *o, struct err *err);
int data_load_npy(struct dataset **out, const char *name, struct data_reader *r,
		  const struct data_opts *o, struct err *err);
int data_load_npz(struct dataset **out, const char *name, struct data_reader *r,
		  const struct data_opts *o, struct err *err);

/* Their columns, from the first lines or bytes alone; *l is released by the caller, also
 * after an error. */
typedef int data_columns_of(struct data_reader *r, struct data_layout *l, struct data_notes *notes, struct err *err);
data_columns_of data_arff_columns, data_npy_columns, data_npz_columns;

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
/* Give the notes to d; *notes is empty then. */
void data_take_notes(struct dataset *d, struct data_notes *notes);

/* Windows over series below each other, none over a joint: values (start[n_series],
 * channels), in[] lists the columns that are inputs, target[] those that are
 * forecast. (data_series.c) */
int data_window(struct dataset **out, const char *name, const float *series,
		const size_t *start, size_t n_series, size_t channels,
		const size_t *in, size_t n_in, const size_t *target, size_t n_target,
		size_t window, size_t horizon, struct err *err);

/* ---- generators ---- */

typedef int data_maker(struct dataset **out, const struct data_opts *o,
		       uint32_t seed, struct err *err);
data_maker data_make_article, data_make_spiral, data_make_moons,	/* data_gen.c */
	data_make_blobs, data_make_imbalanced,
	data_make_digits,						/* data_digits.c */
	data_make_mackey_glass, data_make_sine;				/* data_series.c */

#endif
