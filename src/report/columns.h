/*
 * columns.h - cells of text in columns as wide as they need to be: nothing is cut.
 *
 * Cells are safe text.  Where the widest line would pass COLUMNS_WIDE, columns that may
 * (`below`) go below their row, the last first, until it does not: there they stand
 * behind their heads, but for a last column that speaks for itself (`long_last`: a name,
 * a sentence), which comes first, in lines of its own.
 */
#ifndef LANG_COLUMNS_H
#define LANG_COLUMNS_H

#include <stddef.h>

#include "base/str.h"

#define COLUMNS_WIDE 80

struct columns {
	size_t n, rows;			/* columns; rows begun, the head being one */
	struct str *cell;		/* (rows, n) */
	unsigned right;			/* bit i: column i is right-aligned */
	unsigned below;			/* bit i: column i may go below */
	unsigned long_last;		/* the last may, without its head */
	size_t indent;			/* blanks before each line */
};

void columns_init(struct columns *c, size_t n);
void columns_row(struct columns *c);		/* begin a row of empty cells */
/* Cell i of the row begun last, to be written to. */
struct str *columns_cell(struct columns *c, size_t i);
/* All rows as lines, without blanks at their ends; c is released.  A column that is
 * empty in all rows below the first is left out. */
void columns_put(struct columns *c, struct str *out);
/* Text in lines of COLUMNS_WIDE at most, each behind so many blanks; a longer word
 * stays whole. */
void columns_wrap(const char *text, size_t indent, struct str *out);

#endif
