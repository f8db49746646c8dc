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

static int sd_enough(size_t n, double r)
{
	double nu = (double)n - 1;

	return dist_chisq_p(nu * (1 + r) * (1 + r), nu) -
	       dist_chisq_p(nu * (1 - r) * (1 - r), nu) >= .95;
}

size_t howmany_sd(double r)
{
	return r > 0 && r < 1 ? search(sd_enough, r) : SIZE_MAX;
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

size_t howmany_better(double p, double power)
{
	double z = dist_normal_q(.95) + dist_normal_q(power), x = p - .5;

	return x != 0 ? whole(z * z / (6 * x * x)) : SIZE_MAX;
}

uint64_t howmany_shrink(uint64_t n, double half, double want)
{
	double r = half / want, need = ceil((double)n * r * r - 1e-9);

	if (!(need < 1e18))
		return UINT64_MAX;
	return need > (double)n ? (uint64_t)need : n;
}
