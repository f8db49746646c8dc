/*
 * spark.h - a line or a few bars in one row of text.
 */
#ifndef PLOT_SPARK_H
#define PLOT_SPARK_H

#include <stddef.h>
#include <stdint.h>

#include "plot/grid.h"

/* A tiny histogram of n counts in `cols` columns of one row: ▁▂▅█▃. */
void spark_counts(struct grid *g, int row, int col, int cols, const uint32_t *n,
		  size_t count, int role);
/* A tiny line of y in one row, two points a column; lo == hi: own range. */
void spark_line(struct grid *g, int row, int col, int cols, const float *y, size_t n,
		double lo, double hi, int role);
/* A bar from 0 to 1 with eighths: progress, a share. */
void spark_bar(struct grid *g, int row, int col, int cols, double share, int role);

#endif
