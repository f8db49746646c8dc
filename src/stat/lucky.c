/*
 * lucky.c - order statistics of runs.
 *
 * The expected best of N out of n runs drawn without replacement weights the
 * i-th smallest by C(i - 1, N - 1) / C(n, N): the chance that it is drawn and
 * all others are smaller.
 */
#include "stat/lucky.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "interval_int.h"
#include "num/rng.h"
#include "stat/dist.h"
#include "stat/quantile.h"
#include "stat/stats.h"

#define REPLICATES 1000
#define USE_BEST 2	/* of RNG_STAT */

/* Of rank i, from 0, among n. */
static double weight(size_t i, size_t n, size_t draws)
{
	return exp(dist_lchoose((double)i, (double)draws - 1) -
		   dist_lchoose((double)n, (double)draws));
}

/*
 * The error by REPLICATES resamples.
 *
 * The jackknife would not do here.  Accuracies are few distinct numbers, and leaving
 * one run out seldom moves an order statistic: it would claim to know the best of
 * ten exactly.  The resamples' skewness bends the interval as that of a mean (see
 * interval_int.h), and since only about n / draws of the runs have a say in
 * the best of so many, these are its degrees of freedom.  share[i] is the weight
 * of all ranks below i.
 */
static void bootstrap(const double *y, size_t n, size_t draws, const double *share,
		      double expected, struct best *b)
{
	struct moments rep = { 0 };
	uint32_t *draw = xmalloc(n * sizeof *draw), *times = xmalloc(n * sizeof *times);
	struct precision p;
	struct estimate e;
	double unit = y[n - 1] - y[0];	/* so that no scale is too small or too large */

	for (uint32_t r = 0; unit > 0 && r < REPLICATES; r++) {
		struct rng stream = rng_stream(0, RNG_STAT, USE_BEST, r);
		size_t rank = 0;
		double best = 0;

		rng_fill(&stream, 0, draw, n);
		memset(times, 0, n * sizeof *times);
		for (size_t i = 0; i < n; i++)
			times[rng_below(draw[i], (uint32_t)n)]++;
		for (size_t i = 0; i < n; rank += times[i++])
			best += (y[i] - y[0]) / unit * (share[rank + times[i]] - share[rank]);
		moments_add(&rep, best);
	}
	free(draw);
	free(times);
	p = (struct precision){ unit > 0 ? unit * sqrt(moments_var(&rep)) : 0,
				(double)n / (double)draws / 2, 0 };
	if (rep.m2 > 0)
		p.skew = 1.5 * sqrt((double)rep.n) * rep.m3 / (rep.m2 * sqrt(rep.m2));
	e = interval_of(expected, p, n, draws > 1 ? LUCKY_FEW * (uint64_t)draws : STATS_FEW);
	b->se = p.se;
	b->lo = e.lo;
	b->hi = e.hi;
}

struct best lucky_best(const double *x, size_t n, size_t draws, int lower_is_better)
{
	struct best b = { NAN, NAN, NAN, NAN };
	double *y, *share, expected = 0;

	if (!draws || draws > n)
		return b;
	y = xmalloc((2 * n + 1) * sizeof *y);
	share = y + n;
	for (size_t i = 0; i < n; i++)
		y[i] = lower_is_better ? -x[i] : x[i];
	quantile_sort(y, n);
	share[0] = 0;
	for (size_t i = 0; i < n; i++) {
		double w = i + 1 < draws ? 0 : weight(i, n, draws);

		share[i + 1] = share[i] + w;
		expected += w * y[i];
	}
	if (draws < n)
		bootstrap(y, n, draws, share, expected, &b);
	b.expected = expected;
	free(y);
	if (lower_is_better)
		b = (struct best){ -b.expected, b.se, -b.hi, -b.lo };
	return b;
}

struct lucky_halves lucky_halves(const double *x, const double *y, size_t n)
{
	struct lucky_halves h = { n, NAN, NAN, NAN };
	double mx = 0, my = 0, xx = 0, yy = 0, xy = 0, z, reach;

	if (n < 4)
		return h;
	/* less the first value, so that what does not vary is exactly 0 */
	for (size_t i = 0; i < n; i++) {
		mx += (x[i] - x[0]) / (double)n;
		my += (y[i] - y[0]) / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		double dx = x[i] - x[0] - mx, dy = y[i] - y[0] - my;

		xx += dx * dx;
		yy += dy * dy;
		xy += dx * dy;
	}
	if (!(xx > 0) || !(yy > 0))
		return h;
	h.r = xy / sqrt(xx * yy);
	h.r = fmax(-1, fmin(1, h.r));
	z = atanh(h.r);
	reach = dist_normal_q(.975) / sqrt((double)n - 3);
	h.lo = tanh(z - reach);
	h.hi = tanh(z + reach);
	return h;
}

struct lucky_binomial lucky_binomial(double mean_accuracy, const struct estimate *sd,
				     size_t rows)
{
	double err = 1 - mean_accuracy;
	double p = rows ? sqrt(err * (1 - err) / (double)rows) : NAN;

	return (struct lucky_binomial){
		sd->mean, sd->lo, sd->hi, p,
		p > 0 ? sd->mean / p : NAN, p > 0 ? sd->lo / p : NAN, p > 0 ? sd->hi / p : NAN,
	};
}
