/*
 * quantile.c - sorting and quantiles: the one file that includes GSL's.
 */
#include "stat/quantile.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_sort_float.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_statistics_float.h>
#include <math.h>

void quantile_sort(double *x, size_t n)
{
	gsl_sort(x, 1, n);
}

void quantile_sort_float(float *x, size_t n)
{
	gsl_sort_float(x, 1, n);
}

double quantile_of(const double *sorted, size_t n, double q)
{
	return n ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, q) : NAN;
}

double quantile_of_float(const float *sorted, size_t n, double q)
{
	return n ? gsl_stats_float_quantile_from_sorted_data(sorted, 1, n, q) : NAN;
}
