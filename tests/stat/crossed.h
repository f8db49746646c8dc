/*
 * crossed.h - the crossed random-effects analysis of variance by sums of squares of means,
 * for tests of what comes to the same by pairs (stat/design.c).
 *
 * Balanced, with all interactions (Searle, Casella & McCulloch, Variance Components, 1992,
 * chapters 3 and 4): x[a][b]...[r], factor 0 slowest, `reps` values per cell.  out[1 <<
 * factors] by set of factors; out[0] is the error.  Expected mean squares are inverted:
 * component of S = sum over T containing S of (-1)^|T - S| MS_T / (reps * levels outside S).
 */
#ifndef TESTS_STAT_CROSSED_H
#define TESTS_STAT_CROSSED_H

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

#define ANOVA_FACTORS 4

struct component {
	unsigned set;
	double df, ss, ms;
	double variance;	/* component of variance; negative stays negative */
	double se;
};

static double mean_of(const double *x, size_t n, double shift)
{
	double s = 0, first = 0;

	for (size_t i = 0; i < n; i++)
		s += x[i] - shift;
	first = s / (double)n;
	s = 0;			/* a second pass takes back what the first rounded */
	for (size_t i = 0; i < n; i++)
		s += (x[i] - shift) - first;
	return first + s / (double)n;
}

struct design {
	const size_t *levels;
	size_t factors, reps, n;
};

static int in_set(unsigned set, size_t factor)
{
	return (set >> factor & 1) != 0;
}

/* Number of the cell of `set` that value i belongs to. */
static size_t cell_of(const struct design *d, unsigned set, size_t i)
{
	size_t cell = 0, scale = 1;

	i /= d->reps;
	for (size_t f = d->factors; f-- > 0; i /= d->levels[f])
		if (in_set(set, f)) {
			cell += i % d->levels[f] * scale;
			scale *= d->levels[f];
		}
	return cell;
}

static double product(const struct design *d, unsigned set)
{
	double p = 1;

	for (size_t f = 0; f < d->factors; f++)
		if (in_set(set, f))
			p *= (double)d->levels[f];
	return p;
}

/* Sum over values of (mean of its cell)^2, after taking off the grand mean. */
static double sum_of_means(const struct design *d, const double *x, double grand,
			   unsigned set)
{
	size_t cells = (size_t)product(d, set);
	double *sum = xcalloc(cells, sizeof *sum), q = 0, each = (double)d->n / (double)cells;

	for (size_t i = 0; i < d->n; i++)
		sum[cell_of(d, set, i)] += x[i] - grand;
	for (size_t c = 0; c < cells; c++)
		q += sum[c] * sum[c] / each;
	free(sum);
	return q;
}

static double sign_of(unsigned set)
{
	return __builtin_popcount(set) & 1 ? -1 : 1;
}

static void solve(const struct design *d, unsigned set, struct component *out)
{
	unsigned full = (1u << d->factors) - 1;
	double scale = (double)d->reps * product(d, full & ~set), v = 0, var = 0;

	for (unsigned t = set; t <= full; t++) {
		if ((t & set) != set)
			continue;
		v += sign_of(t & ~set) * out[t].ms;
		var += 2 * out[t].ms * out[t].ms / out[t].df;
	}
	if (set == full && d->reps > 1) {	/* the error sits under it */
		v -= out[0].ms;
		var += 2 * out[0].ms * out[0].ms / out[0].df;
	}
	out[set].variance = v / scale;
	out[set].se = sqrt(var) / scale;
}

static int anova_crossed(const double *x, const size_t *levels, size_t factors,
		  size_t reps, struct component *out)
{
	struct design d = { levels, factors, reps, reps };
	unsigned full = (1u << factors) - 1;
	double grand, total = 0;

	if (!factors || factors > ANOVA_FACTORS || !reps)
		return -1;
	for (size_t f = 0; f < factors; f++) {
		if (levels[f] < 2)
			return -1;
		d.n *= levels[f];
	}
	grand = x[0] + mean_of(x, d.n, x[0]);
	for (size_t i = 0; i < d.n; i++)
		total += (x[i] - grand) * (x[i] - grand);
	out[0] = (struct component){ .set = 0 };
	for (unsigned set = 1; set <= full; set++) {
		struct component *c = &out[set];

		*c = (struct component){ .set = set, .df = 1 };
		for (size_t f = 0; f < factors; f++)
			if (in_set(set, f))
				c->df *= (double)levels[f] - 1;
		c->ss = sum_of_means(&d, x, grand, set);
		for (unsigned sub = 1; sub < set; sub++)
			if ((sub & set) == sub)
				c->ss -= out[sub].ss;
		c->ms = c->ss / c->df;
		total -= c->ss;
	}
	if (reps > 1) {
		out[0].df = (double)d.n - product(&d, full);
		out[0].ss = total;
		out[0].ms = out[0].variance = total / out[0].df;
		out[0].se = out[0].ms * sqrt(2 / out[0].df);
	}
	for (unsigned set = 1; set <= full; set++)
		solve(&d, set, out);
	return 0;
}

#endif
