/*
 * hist.c - the one file that includes gsl_histogram.h.
 */
#include "hist_int.h"

#include <gsl/gsl_histogram.h>
#include <math.h>
#include <string.h>

static void range_of(const double *x, size_t n, double *lo, double *hi)
{
	double a = n ? x[0] : 0, b = a, pad;

	for (size_t i = 1; i < n; i++) {
		a = x[i] < a ? x[i] : a;
		b = x[i] > b ? x[i] : b;
	}
	pad = b > a ? (b - a) * .02 : fabs(a) > 0 ? fabs(a) * .01 : .5;
	pad = fmax(pad, 1e-15 * fmax(fabs(a), fabs(b)));	/* else it is lost */
	*lo = a - pad;
	*hi = b + pad;
}

void hist_values(const double *x, size_t n, double *lo, double *hi,
		 uint32_t *bin, size_t bins)
{
	gsl_histogram *h;

	memset(bin, 0, bins * sizeof *bin);
	if (*lo == *hi)
		range_of(x, n, lo, hi);
	if (!bins || !(*hi > *lo) || !isfinite(*hi - *lo))
		return;
	h = gsl_histogram_alloc(bins);
	gsl_histogram_set_ranges_uniform(h, *lo, *hi);
	for (size_t i = 0; i < n; i++)
		if (x[i] >= *lo && x[i] < *hi)
			gsl_histogram_increment(h, x[i]);
	for (size_t b = 0; b < bins; b++)
		bin[b] = (uint32_t)gsl_histogram_get(h, b);
	gsl_histogram_free(h);
}
