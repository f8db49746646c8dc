/*
 * cells.h - private: a text of rows and cells, as slices of it; nothing is copied.
 *
 * CSV as RFC 4180 has it, separated by commas, semicolons or tabs, whichever the first
 * line has most of.  Empty lines are left out.
 */
#ifndef TRAINER_CELLS_H
#define TRAINER_CELLS_H

#include <stddef.h>

struct err;

#define CELLS_MOST 70000u	/* columns */

struct slice {
	const char *s;
	size_t n;
	int quoted;		/* it stood in quotes: those inside are still doubled */
};

struct cells {
	const char *path;
	const char *at, *end;
	int line;		/* of the row given last, from 1 */
	int next_line;
	char sep;
	struct slice *v;	/* [n] the row given last */
	size_t n, cap;
};

/* text[n] is terminated, and borrowed. */
void cells_begin(struct cells *c, const char *path, const char *text, size_t n);
/* 1: a row; 0: the end; or an error. */
int cells_next(struct cells *c, struct err *err);
void cells_release(struct cells *c);

/* Its text, terminated; caller frees. */
char *slice_text(const struct slice *s);
/* Is it empty, or a word for nothing (NA, null, None, -)? */
int slice_missing(const struct slice *s);
/* A number, nan and inf among them: 1. */
int slice_number(const struct slice *s, double *out);
/* A whole number from 0 to 2^32 - 1, also as 3.0: 1. */
int slice_level(const struct slice *s, unsigned *out);

#endif
