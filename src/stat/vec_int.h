/*
 * vec_int.h - the loops over predictions that every run pays for.
 *
 * Arrays are 64-byte aligned and padded with zeros to a multiple of
 * VEC_PAD floats, so that no loop has a tail.  The order of every sum is
 * fixed by the code and not by the machine: the same bits on all.
 */
#ifndef STAT_VEC_INT_H
#define STAT_VEC_INT_H

#include <stddef.h>

#define VEC_PAD 16

static inline size_t vec_padded(size_t n)
{
	return (n + VEC_PAD - 1) / VEC_PAD * VEC_PAD;
}

/* True when every |x| is below 5e37 / padded: finite, and sums of differences are, too. */
int vec_tame(const float *x, size_t padded);
/* sum |x - y| */
double vec_absdiff(const float *x, const float *y, size_t padded);
/* The same where neither is NaN; *n: at how many (zeros of the padding among them). */
double vec_absdiff_held(const float *x, const float *y, size_t padded, size_t *n);
/* sum (x - y)^2 */
double vec_sqdiff(const float *x, const float *y, size_t padded);
/* out[i] = vec_absdiff(x, y[i]) * scale */
void vec_absdiff_many(const float *x, const float *const *y, size_t n, size_t padded,
		      double scale, float *out);
/* Welford's update of mean and sum of squared deviations; inv = 1 / n. */
void vec_welford(double *mean, double *m2, const float *x, size_t padded, double inv);
/* Sums of weight (x - centre)^2 and of (x - centre)^2. */
void vec_squares(const float *x, const double *centre, const double *weight, size_t padded,
		 double *weighted, double *plain);

#endif
