/*
 * dist.c - distribution functions: GSL's, under our names.
 *
 * The one file that includes gsl_cdf.h and gsl_sf_gamma.h.  GSL's default
 * error handler aborts; nothing here can reach it, since arguments outside a
 * function's domain give NaN before GSL sees them.
 */
#include "stat/dist.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

double dist_normal_cdf(double z)
{
	return gsl_cdf_ugaussian_P(z);
}

static int inside(double p)
{
	return p > 0 && p < 1;
}

double dist_normal_q(double p)
{
	return inside(p) ? gsl_cdf_ugaussian_Pinv(p) : NAN;
}

double dist_t_q(double p, double nu)
{
	if (!(nu > 0) || !inside(p))
		return NAN;
	return nu > 1e6 ? gsl_cdf_ugaussian_Pinv(p) : gsl_cdf_tdist_Pinv(p, nu);
}

double dist_chisq_p(double x, double nu)
{
	return nu > 0 && x >= 0 ? gsl_cdf_chisq_P(x, nu) : NAN;
}

/*
 * GSL's own inversions of chi-square and F do not always converge, and then
 * abort the program.  Bisection of the distribution function cannot fail.
 */
static double invert(double (*cdf)(double x, double a, double b), double a, double b,
		     double p, double guess)
{
	double lo = guess, hi = guess;

	while (lo > 1e-300 && cdf(lo, a, b) > p) {
		hi = lo;
		lo /= 2;
	}
	while (hi < 1e300 && cdf(hi, a, b) < p) {
		lo = hi;
		hi *= 2;
	}
	for (int i = 0; i < 100 && hi - lo > 1e-12 * hi; i++) {
		double mid = (lo + hi) / 2;

		if (cdf(mid, a, b) < p)
			lo = mid;
		else
			hi = mid;
	}
	return (lo + hi) / 2;
}

static double chisq_cdf(double x, double nu, double unused)
{
	(void)unused;
	return gsl_cdf_chisq_P(x, nu);
}

/* For very large nu the cube root is normal to more digits than anybody
 * reads (Wilson & Hilferty 1931). */
double dist_chisq_q(double p, double nu)
{
	double v = 2 / (9 * nu), c;

	if (!(nu > 0) || !inside(p))
		return NAN;
	c = 1 - v + dist_normal_q(p) * sqrt(v);
	if (nu > 1e5)
		return nu * c * c * c;
	return invert(chisq_cdf, nu, 0, p, c > .1 ? nu * c * c * c : nu);
}

double dist_binomial_upper(double k, double p, double n)
{
	if (!(p >= 0) || !(p <= 1) || !(n >= 0))
		return NAN;
	return k < 0 ? 1 : k >= n ? 0 : gsl_cdf_binomial_Q((unsigned)k, p, (unsigned)n);
}

double dist_c4(size_t n)
{
	double half = (double)n / 2;

	if (n < 2)
		return NAN;
	return exp(gsl_sf_lngamma(half) - gsl_sf_lngamma(half - .5)) *
	       sqrt(2 / ((double)n - 1));
}

double dist_lchoose(double n, double k)
{
	if (!(k >= 0) || !(n >= k))
		return -INFINITY;
	return gsl_sf_lngamma(n + 1) - gsl_sf_lngamma(k + 1) - gsl_sf_lngamma(n - k + 1);
}
