/*
 * quantile.h - order statistics of small arrays (GSL's definitions).
 *
 * A quantile is linearly interpolated between order statistics (type 7 of
 * Hyndman & Fan 1996), as in GSL and NumPy.  NaNs must not be in the array.
 */
#ifndef STAT_QUANTILE_H
#define STAT_QUANTILE_H

#include <stddef.h>

void quantile_sort(double *x, size_t n);
void quantile_sort_float(float *x, size_t n);
/* Of a sorted array; NaN when n is 0. */
double quantile_of(const double *sorted, size_t n, double q);
double quantile_of_float(const float *sorted, size_t n, double q);

#endif
