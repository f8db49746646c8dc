/*
 * howmany.c - sample sizes: closed forms, and searches where t or chi-square
 * depends on the answer itself.
 */
#include "stat/howmany.h"

#include <math.h>

#include "stat/dist.h"

#define MOST 1000000000.

static size_t whole(double n)
{
	if (!(n < MOST))
		return SIZE_MAX;
	n = ceil(n - 1e-9);
	return n < 2 ? 2 : (size_t)n;
}

/* Smallest n >= 2 for which enough(n); enough is monotone. */
static size_t search(int (*enough)(size_t n, double x), double x)
{
	size_t lo = 1, hi = 2;

	while (!enough(hi, x)) {
		lo = hi;
		hi *= 2;
		if ((double)hi > MOST)
			return SIZE_MAX;
	}
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (enough(mid, x))
			hi = mid;
		else
			lo = mid;
	}
	return hi;
}

static int mean_enough(size_t n, double ratio)
{
	return dist_t_q(.975, (double)n - 1) / sqrt((double)n) <= ratio;
}

size_t howmany_mean(double sd, double half)
{
	if (!(sd >= 0) || !(half > 0))
		return SIZE_MAX;
	return search(mean_enough, sd > 0 ? half / sd : INFINITY);
}

size_t howmany_mean_shared(double sd, double half, double ratio)
{
	double r = half / sd, left = r * r / (dist_normal_q(.975) * dist_normal_q(.975)) - ratio;

	if (!(ratio > 0))
		return howmany_mean(sd, half);
	if (!(sd >= 0) || !(half > 0))
		return SIZE_MAX;
	return sd > 0 ? (left > 0 ? whole(1 / left) : SIZE_MAX) : 2;
}

double howmany_shared_limit(double sd, double ratio)
{
	return ratio > 0 ? dist_normal_q(.975) * sd * sqrt(ratio) : 0;
}

/* With many runs the interval is z standard errors to both sides; where it is twice as
 * wide now, the tail decides, and that is not known yet. */
uint64_t howmany_within(const struct estimate *e, double r)
{
	double half = dist_normal_q(.975) * e->se, want = r * fabs(e->mean);

	if (isnan(e->hi - e->lo) || !(want > 0) || e->hi - e->lo > 4 * half)
		return 0;
	return half > 0 ? howmany_shrink(e->n, half, want) : 2;
}

size_t howmany_means(double d, double power)
{
	double za = dist_normal_q(.975), z = za + dist_normal_q(power);

	return d != 0 ? whole(2 * z * z / (d * d) + za * za / 4) : SIZE_MAX;
}

size_t howmany_paired(double d, double power)
{
	double za = dist_normal_q(.975), z = za + dist_normal_q(power);

	return d != 0 ? whole(z * z / (d * d) + za * za / 2) : SIZE_MAX;
}

/* Of placements under a shift of normals by d sds: E Phi(z + d)^2 - p^2, by Simpson's rule. */
static double placement_variance(double d, double p)
{
	const int steps = 400;
	const double far = 9, h = 2 * far / steps;
	double sum = 0;

	for (int i = 0; i <= steps; i++) {
		double z = -far + i * h, w = i == 0 || i == steps ? 1 : i % 2 ? 4 : 2;
		double f = dist_normal_cdf(z + d);

		sum += w * f * f * exp(-z * z / 2);
	}
	return sum * h / 3 / sqrt(2 * 3.14159265358979323846) - p * p;
}

struct better { double z, spread, at; };

static int better_enough(size_t n, const struct better *b)
{
	double nu = 2 * (double)n - 2;

	/* the interval is made on the logit scale, with t */
	return b->at >= (dist_t_q(.975, nu) + b->z) * b->spread / sqrt((double)n);
}

size_t howmany_better(double p, double power)
{
	double d = sqrt(2) * dist_normal_q(p), q = p * (1 - p);
	struct better b = { dist_normal_q(power), sqrt(2 * placement_variance(d, p)) / q,
			    fabs(log(p / (1 - p))) };

	if (!(b.at > 0))
		return SIZE_MAX;
	for (size_t n = 3; (double)n < MOST; n += 1 + n / 256)
		if (better_enough(n, &b))
			return n;
	return SIZE_MAX;
}

/* Least number of pairs won of which `compare` says that A is better. */
static double wins_needed(double n)
{
	double z2 = dist_normal_q(.975) * dist_normal_q(.975), won;

	/* Wilson's lower end is that p0 of which the share won is z sds above; and the exact
	 * test of a half agrees */
	for (won = floor(n / 2 + sqrt(z2 * n) / 2) + 1; won <= n; won++)
		if (dist_binomial_upper(won - 1, .5, n) < .025)
			break;
	return won;
}

size_t howmany_better_paired(double p, double power)
{
	size_t last = SIZE_MAX;

	p = p < .5 ? 1 - p : p;
	if (!(p > .5) || !(p < 1) || p < .501)
		return p >= 1 ? 6 : SIZE_MAX;
	/* power goes up and down with n: the least from which on it stays */
	for (size_t n = 2; n < 4000000; n += 1 + n / 4096) {
		if (dist_binomial_upper(wins_needed((double)n) - 1, p, (double)n) < power)
			last = SIZE_MAX;
		else if (last == SIZE_MAX)
			last = n;
		else if (n > last + 40 + last / 10)
			return last;
	}
	return last;
}

uint64_t howmany_shrink(uint64_t n, double half, double want)
{
	double r = half / want, need = ceil((double)n * r * r - 1e-9);

	if (!(need < 1e18))
		return UINT64_MAX;
	return need > 2 ? (uint64_t)need : 2;
}
