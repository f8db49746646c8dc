/*
 * interval.c - see interval_int.h.
 */
#include "interval_int.h"

#include "spread_int.h"
#include "stat/dist.h"

double spread_freedom(size_t n, double sum2, double sum4)
{
	double m = (double)n, excess = m * sum4 / (sum2 * sum2) - 1;
	double nu = 2 * m / excess;

	if (!(nu < m - 1))	/* NaN and infinity too */
		return m - 1;
	return nu > 1 ? nu : 1;
}

static struct precision from_sums(double n, double m, double sum2, double sum3, double sum4)
{
	double var = sum2 / m;

	if (!(m > 1) || !(sum2 > 0))
		return (struct precision){ m > 1 ? 0 : NAN, m > 1 ? m - 1 : NAN, 0 };
	return (struct precision){
		sqrt(sum2 / (m - 1) / n),
		spread_freedom((size_t)m, sum2, sum4) * n / m,
		sum3 / m / (var * sqrt(var)) / sqrt(n),
	};
}

struct precision precision_of_terms(const double *a, size_t m, double n)
{
	double mean = 0, sum2 = 0, sum3 = 0, sum4 = 0, scale = 0;

	for (size_t i = 0; i < m; i++)
		mean += a[i] / (double)m;
	/* fourth powers of 1e-30 or 1e30 times the number of runs: not as they are */
	for (size_t i = 0; i < m; i++)
		scale = fmax(scale, fabs(a[i] - mean));
	for (size_t i = 0; scale > 0 && i < m; i++) {
		double d = (a[i] - mean) / scale;

		sum2 += d * d;
		sum3 += d * d * d;
		sum4 += d * d * d * d;
	}
	struct precision p = from_sums(n, (double)m, sum2, sum3, sum4);
	p.se *= scale;
	return p;
}

struct precision precision_of_moments(const struct moments *m)
{
	double n = (double)m->n;
	/* fourth powers of 1e-90 are nothing: what is that small has moments of order 2 alone */
	if (m->m2 > 0 && !(m->m4 > 0 && isfinite(m->m4)))
		return (struct precision){ sqrt(m->m2 / (n - 1) / n), n - 1, 0 };
	return from_sums(n, n, m->m2, m->m3, m->m4);
}

struct precision precision_sum(struct precision a, struct precision b, double w)
{
	double sa = (1 - w) * a.se, sb = w * b.se, se = hypot(sa, sb), fa, fb;

	if (!(se > 0))
		return (struct precision){ se, a.nu + b.nu, 0 };
	fa = sa / se;
	fb = sb / se;
	return (struct precision){
		se,		/* Welch 1947 */
		1 / (fa * fa * fa * fa / a.nu + fb * fb * fb * fb / b.nu),
		fa * fa * fa * a.skew + fb * fb * fb * b.skew,
	};
}

/* Where Hall's transformation of t is z. */
static double bend(double z, double skew)
{
	double a = skew / 3;

	if (fabs(a) < 1e-7)
		return z;
	return (cbrt(1 + 3 * a * (z - skew / 6)) - 1) / a;
}

void interval_quantiles(struct precision p, double *lo, double *hi)
{
	double t = p.nu > 0 ? dist_t_q(.975, p.nu) : NAN;

	*lo = bend(-t, p.skew);
	*hi = bend(t, p.skew);
}

struct estimate interval_of(double x, struct precision p, uint64_t n, uint64_t least)
{
	double lo, hi;

	if (n < least || isnan(p.se))
		return (struct estimate){ x, p.se, NAN, NAN, n };
	interval_quantiles(p, &lo, &hi);
	if (!(p.se > 0))
		lo = hi = 0;
	return (struct estimate){ x, p.se, x - hi * p.se, x - lo * p.se, n };
}
