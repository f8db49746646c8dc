/*
 * spark.h - a few bars in one row of text.
 */
#ifndef PLOT_SPARK_H
#define PLOT_SPARK_H

#include <stddef.h>
#include <stdint.h>

#include "plot/grid.h"

/* A tiny histogram of n counts in `cols` columns of one row: ▁▂▅█▃. */
void spark_counts(struct grid *g, int row, int col, int cols, const uint32_t *n,
		  size_t count, int role);

#endif
