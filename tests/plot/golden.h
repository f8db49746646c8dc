/*
 * golden.h - a grid against a text file.
 *
 * tests/plot/golden/NAME.txt holds the rows between bars, so that blanks
 * count and editors keep them.  GENERATE=1 in the environment writes the
 * files anew; look at the difference before committing it.
 */
#ifndef TEST_GOLDEN_H
#define TEST_GOLDEN_H

#include "plot/grid.h"

/* Fails the running test when they differ. */
void golden_check(const struct grid *g, const char *name);
/* The same for lines that are no grid. */
void golden_check_text(const char *text, const char *name);

#endif
