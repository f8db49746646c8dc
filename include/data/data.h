/*
 * data.h - a data set in memory, and what was understood of the file.
 *
 * Immutable once made; shared between threads by reference count.
 *
 * What is larger than this is refused in one line (ERR_LIMIT) before memory is
 * asked for:
 *   a file          4 GiB, also after decompression; a .gz that unfolds more
 *                   than 100-fold past its first 16 MiB is refused as well
 *   a CSV field     64 KiB;  the first line 256 KiB
 *   columns         4096, before and after one-hot
 *   cells           2^29 (rows x columns, in the file and in memory)
 *   image, window   65536 features a row
 *   categories      64 in a text feature, 1000 classes in a target
 * Only regular files are opened: no directory, FIFO or device.
 */
#ifndef NUM_DATA_H
#define NUM_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "num/ieee.h"

struct err;
struct str;

enum data_kind {
	DATA_REGRESSION,	/* y is (rows, outputs) */
	DATA_BINARY,		/* y is (rows, 1) in {0, 1} */
	DATA_CLASSES,		/* label is (rows), outputs = number of classes */
};

#define DATA_IN_TIME 1		/* rows are in order of time */
#define DATA_IN_GROUPS 2	/* rows are in blocks that belong together */
#define DATA_IN_BOTH 3		/* series below each other */

/* What the time of a series counts. */
enum data_time_unit {
	DATA_TIME_NONE,		/* no time is known */
	DATA_TIME_NUMBER,	/* whatever the column holds: years, steps */
	DATA_TIME_CLOCK,	/* seconds of a day */
	DATA_TIME_SECOND,	/* all others: seconds from 1970-01-01, and how finely they are */
	DATA_TIME_MINUTE,	/* to be shown */
	DATA_TIME_DAY,
	DATA_TIME_WEEK,
	DATA_TIME_MONTH,
	DATA_TIME_QUARTER,
};

/* What a run is to standardise, by its training rows, unless it is told otherwise. */
enum data_standard {
	DATA_STANDARD_UNSAID,	/* nothing: generated, images */
	DATA_STANDARD_NOTHING,	/* of a table whose reader said so */
	DATA_STANDARD_INPUTS,
	DATA_STANDARD_ALL,	/* targets of a regression, too */
};

/* How much a note matters. */
enum data_weight {
	DATA_FACT,		/* how the file is laid out: `show data` says it */
	DATA_READ,		/* a decision that changed what was read: reports say it, too */
	DATA_DOUBT,		/* perhaps not what its owner meant */
};

/* One thing that was understood of a file, or is doubted.  The text is one line
 * of safe text and complete in itself; what stands beside it is for machines. */
struct data_note {
	enum data_weight weight;
	char *kind;		/* "identifier", "missing" ...: data/README.md lists them */
	char *column;		/* raw, or NULL: the file as a whole */
	size_t count;		/* of the rows or columns it is about, 0 where none are counted */
	char *cure;		/* the option that settles it ("ignore=id"), raw, or NULL */
	char *text;
};

struct data_notes {
	struct data_note *v;
	size_t n, cap;
};

struct dataset {
	char *name;		/* as the user named it */
	enum data_kind kind;
	size_t rows, features, outputs;
	uint32_t shape[3];	/* height, width, channels; features = product.
				 * tables: {1, 1, features}; series: {1, steps, channels} */
	float *x;		/* (rows, features), row-major, 64-byte aligned */
	float *y;		/* (rows, outputs); one-hot for DATA_CLASSES */
	uint32_t *label;	/* (rows), or NULL for regression; 0/1 for binary */
	char **feature_names;	/* [features] or NULL; raw: escape to display */
	char **output_names;	/* [outputs] or NULL: target or class names;
				 * binary: [2], the meanings of 0 and 1 */
	int chronological;	/* a DATA_IN_...; not 0: the test set is the last rows, so
				 * split must be off */
	enum data_standard standard;	/* what a run is to standardise; x and y are as read */
	enum data_time_unit time_unit;	/* of a series whose file says when */
	double *time;		/* [rows] of the value that a row forecasts, NaN where it is not
				 * known; NULL with DATA_TIME_NONE */
	char *time_name;	/* its column, raw */
	double default_test;	/* the test fraction that suits it, 0 for none */
	size_t dropped;		/* rows dropped for missing values */
	uint64_t hash;		/* FNV-1a 64 of shape, kind, outputs, x and y: see
				 * dataset_hash */
	struct data_notes notes;	/* what was understood, and what is doubted */
	int refs;		/* atomic; use dataset_ref/unref */
};

/* key=value options of the data command, already split. */
struct data_option { const char *key, *value; };

/*
 * Load by name or file: built-in generators ("article", "spiral", "moons",
 * "digits", ...), installed tables (iris, sunspots: found under the data
 * directory as NAME.csv), a path to .csv/.tsv/.txt or IDX [.gz].  seed seeds the
 * generators.  Unknown options are refused with the known ones listed.  On success
 * *out has one reference.  Errors carry FILE:LINE:COL where there is one.
 */
int dataset_load(struct dataset **out, const char *what,
		 const struct data_option *opt, size_t n_opt, uint32_t seed,
		 struct err *err);
/* Build from memory (sessions, tests): copies x and y; y as in the struct
 * (labels recovered from one-hot / 0-1 for class kinds). */
struct dataset *dataset_new(const char *name, enum data_kind kind, size_t rows,
			    const uint32_t shape[3], size_t outputs,
			    const float *x, const float *y);
/* FNV-1a 64 over these bytes, all little-endian: shape[0], shape[1], shape[2],
 * kind and outputs as 32 bits each, then x, then y as binary32. */
uint64_t dataset_hash(const struct dataset *d);
struct dataset *dataset_ref(struct dataset *d);
void dataset_unref(struct dataset *d);
/* Rows, columns, kinds, ranges, classes, notes: the text of `show data`. */
void dataset_describe(const struct dataset *d, struct str *out);
const char *data_kind_name(enum data_kind k);
/* Its name without the folders before it, raw. */
const char *dataset_base(const struct dataset *d);

/* Add a note.  Its text is the column's name in quotes and a colon where there is a
 * column, then fmt, then the cure (raw) and `hint` where there are such; names in it
 * are escaped here. */
void data_note(struct data_notes *n, enum data_weight weight, const char *kind,
	       const char *column, size_t count, const char *cure, const char *hint,
	       const char *fmt, ...) __attribute__((format(printf, 8, 9)));
/* Add one whose text is ready, as sessions do; it is escaped again. */
void data_note_text(struct data_notes *n, enum data_weight weight, const char *kind,
		    const char *column, size_t count, const char *cure, const char *text);
void data_notes_release(struct data_notes *n);
/* The first note of that kind, or NULL. */
const struct data_note *data_note_find(const struct data_notes *n, const char *kind);
/* Do they tell of standardised inputs?  Also those of an early build's session, which kept
 * the notes as lines of text. */
int data_notes_standardised(const struct data_notes *n);
/* The first note that tells of a target which was standardised as it was read, by all rows;
 * the data hold it so, in units of its standard deviation.  Sessions of early builds have
 * such; NULL where there is none. */
const struct data_note *data_note_own_unit(const struct data_notes *n);
/* Append the time of a row: "1958-04", "12:30", "year 1984"; safe text.  0 where it is
 * not known, and nothing is appended. */
int dataset_time_text(const struct dataset *d, size_t row, struct str *out);
/* Append it behind a comma and what names the row; nothing where it is not known. */
void dataset_time_aside(const struct dataset *d, size_t row, struct str *out);
/* The same for a time that is in no row. */
void data_time_text(enum data_time_unit unit, double at, struct str *out);
/* Append "1958-04 to 1960-12", from the earliest to the latest of rows [from, to); 0 where
 * none is known. */
int dataset_time_span(const struct dataset *d, size_t from, size_t to, struct str *out);
const char *data_time_unit_name(enum data_time_unit u);
/* Append "178 rows of 13 inputs; target 'class': 3 classes": safe text, no newline. */
void dataset_say(const struct dataset *d, struct str *out);

/* Where installed tables, lessons and scripts are: $REROLL_DATADIR, else the
 * directory given by the build, else one beside the program (../share/reroll/data,
 * ../data).  Appends without a final slash. */
void data_dir(struct str *out);

/* Call each for every column of a table file as far as its first lines show: its name
 * (as it stands in the file: not safe text) and what it holds.  0, or an error. */
int data_columns(const char *path, void (*each)(void *arg, const char *name, const char *kind),
		 void *arg, struct err *err);

/* Names with one-line descriptions, for help and completion; NULL-ended. */
struct data_builtin { const char *name, *help; };
const struct data_builtin *data_builtins(void);
/* What is recognised in a file, what it becomes, when that is said ("": in `show data`
 * alone), which option overrules it ("": none).  NULL-ended. */
struct data_rule { const char *what, *becomes, *said, *option; };
const struct data_rule *data_rules(void);
/* The options of the data command, likewise ({key, help}). */
const struct data_builtin *data_options(void);

#endif
