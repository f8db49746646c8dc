/*
 * loghist_int.h - counts of non-negative numbers of any size, in bins of equal ratio.
 *
 * A bin is the exponent and the top 8 bits of the mantissa of a float, so
 * its width is at most .4 % of its value and nothing has to be known of the range
 * beforehand: differences of 1e-30 and of 1e30 sit in the same histogram.
 * Only what is below FLT_MIN (1e-38) is told apart less well.  Octaves are
 * allocated when first met: a page of 2 KiB each, seldom more than a dozen.
 * Adding is one increment; no order of adding changes the result.
 */
#ifndef STAT_LOGHIST_INT_H
#define STAT_LOGHIST_INT_H

#include <stddef.h>
#include <stdint.h>

#define LOGHIST_SUB 256		/* bins of an octave */
#define LOGHIST_PAGES 255	/* exponents of finite floats */

struct loghist {
	uint64_t n;
	uint64_t zero;
	float least, most;	/* of what was added; no quantile lies outside */
	uint64_t *page[LOGHIST_PAGES];	/* NULL: all 0 */
};

void loghist_release(struct loghist *h);
size_t loghist_bytes(const struct loghist *h);
/* x >= 0 and finite. */
void loghist_add(struct loghist *h, float x);
void loghist_add_many(struct loghist *h, const float *x, size_t n);
/* NaN when empty; linear inside a bin; of equal values that value. */
double loghist_quantile(const struct loghist *h, double q);
/* Spread over equal bins of [lo, hi); counts outside are left out. */
void loghist_bins(const struct loghist *h, double lo, double hi, uint32_t *bin, size_t bins);
/* A range that shows the bulk: from 0 unless all is far from it. */
void loghist_range(const struct loghist *h, double *lo, double *hi);

#endif
