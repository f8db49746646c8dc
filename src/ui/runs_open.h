/*
 * runs_open.h - the operands of `reroll open`: files of finished runs, and what is said of
 * them as KEY=VALUE.
 */
#ifndef UI_RUNS_OPEN_H
#define UI_RUNS_OPEN_H

#include <stddef.h>

struct err;
struct runs;

/* Read what the n words name.  0, or an error with *out zero. */
int runs_open(struct runs *out, char *const *word, size_t n, struct err *err);

#endif
