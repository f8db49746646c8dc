/*
 * hist_int.h - counts of an array in equal bins (GSL's histogram).
 */
#ifndef STAT_HIST_INT_H
#define STAT_HIST_INT_H

#include <stddef.h>
#include <stdint.h>

/* Count x[0..n) over [*lo, *hi); lo == hi: choose the range of x, a little
 * wider, so that everything is inside. n 0 gives zeros. */
void hist_values(const double *x, size_t n, double *lo, double *hi,
		 uint32_t *bin, size_t bins);

#endif
