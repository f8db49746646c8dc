/*
 * gallery.h - one of every chart, drawn from made-up numbers.
 *
 * The numbers come from rational functions and an LCG, without libm, so that
 * they are the same everywhere; used by the golden files and by the sizes.
 */
#ifndef TEST_GALLERY_H
#define TEST_GALLERY_H

#include "plot/grid.h"

int gallery_count(void);
const char *gallery_name(int i);
void gallery_draw(int i, struct grid *g, struct rect r);
/* The same charts fed with NaN, infinities, huge, tiny and equal numbers. */
void gallery_hostile(int seed, int i, struct grid *g, struct rect r);

#endif
