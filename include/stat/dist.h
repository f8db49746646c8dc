/*
 * dist.h - distribution functions and quantiles, by name.
 *
 * A thin face over GSL (gsl_cdf_*), so that one file includes it.  All take
 * lower-tail probabilities p in (0, 1).  Pure functions, any thread.
 */
#ifndef STAT_DIST_H
#define STAT_DIST_H

#include <stddef.h>

double dist_normal_cdf(double z);
double dist_normal_q(double p);
/* Student's t; nu > 0 may be fractional, INFINITY is the normal. */
double dist_t_q(double p, double nu);
/* Chi-square; nu > 0 may be fractional. */
double dist_chisq_p(double x, double nu);
double dist_chisq_q(double p, double nu);

/* Chance of more than k successes in n draws of chance p. */
double dist_binomial_upper(double k, double p, double n);

/* E[s] = c4 sigma for the sd of n normal values (n >= 2). */
double dist_c4(size_t n);
/* log of the binomial coefficient n over k, real n >= k >= 0. */
double dist_lchoose(double n, double k);

#endif
