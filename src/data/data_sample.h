/*
 * data_sample.h - private: the first rows of a table as text, and what its
 * lines, header and columns are taken for.
 */
#ifndef NUM_DATA_SAMPLE_H
#define NUM_DATA_SAMPLE_H

#include "data_int.h"

#define SAMPLE_ROWS 1000u

struct sample {
	const char *path;
	struct str text;	/* the cells, each with its NUL */
	size_t *at, n, cap;	/* offsets of the cells */
	size_t row[SAMPLE_ROWS + 1], rows;	/* row r holds cells row[r] to row[r + 1] - 1 */
	size_t cols, shift;	/* of the table; the first row lacks its first `shift` cells */
	size_t skip;		/* first row that counts */
};

/* Cell k of row r of the table, "" where the row is too short. */
const char *sample_cell(const struct sample *s, size_t r, size_t k);
size_t sample_cells(const struct sample *s, size_t r);

/* (data_lead.c) What stands before the table: skip= lines, `sep=;`, comments; and
 * the separator.  comment is "" or the sign; *names gets the last comment line where
 * that may hold the names (caller frees). */
void data_lead(const char *p, size_t n, const struct data_sniff_options *o,
	       struct data_csv_format *f, char **names, struct data_notes *notes);

/* (data_kind.c) The decimal sign of the file, from cells that leave no choice. */
char sample_point(const struct sample *s, size_t from);
/* What column k holds from row `from` on; *example becomes a text's row. */
void sample_form(const struct sample *s, size_t k, size_t from, char option_point,
		 char file_point, const char *missing, locale_t c, struct data_form *f, size_t *example);

/* (data_header.c) Which rows are not data, what the columns are called. */
void sample_header(struct sample *s, int option, char option_point, const char *missing,
		   const char *comment_names, locale_t c, struct data_layout *l,
		   struct data_notes *notes);

#endif
