/*
 * kinds.c - see kinds.h.
 */
#include "stat/kinds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "stat/quantile.h"

/* A gap over the sum of the sds on both sides. */
static double threshold(size_t n)
{
	return n < 50 ? 2.3 : n < 400 ? 2 : 1.3;
}

struct cuts { size_t n, at[KINDS_MOST + 1]; };

/*
 * The best cut of sorted y[0..n): how many are below it, 0 for none.  sum and square are
 * cumulated from y[0] on; a part has three runs at least, and a fiftieth of `all`.
 */
static size_t best_cut(const double *y, size_t n, size_t all)
{
	size_t least = all / 50 > 3 ? all / 50 : 3, loose = n / 200, best = 0;
	double top = threshold(n), *sum, *square, centre = y[n / 2];

	if (n < 2 * least || n < KINDS_FEW / 2)
		return 0;
	sum = xcalloc(2 * (n + 1), sizeof *sum);
	square = sum + n + 1;
	for (size_t i = 0; i < n; i++) {
		double d = y[i] - centre;

		sum[i + 1] = sum[i] + d;
		square[i + 1] = square[i] + d * d;
	}
	for (size_t k = least; k + least <= n; k++) {
		double low = (double)k, high = (double)(n - k), ml, mh, sd;
		/* not so loose that a small part has its own runs in the gap */
		size_t in = loose < least / 2 ? loose : least / 2;

		ml = sum[k] / low;
		mh = (sum[n] - sum[k]) / high;
		sd = sqrt(fmax(0, square[k] / low - ml * ml)) +
		     sqrt(fmax(0, (square[n] - square[k]) / high - mh * mh));
		if (y[k + in] - y[k - 1 - in] > top * sd) {
			top = sd > 0 ? (y[k + in] - y[k - 1 - in]) / sd : INFINITY;
			best = k;
		}
	}
	free(sum);
	return best;
}

/* Cut again what was cut. */
static void cut(const double *y, size_t from, size_t to, size_t all, struct cuts *c)
{
	size_t k = c->n < KINDS_MOST ? best_cut(y + from, to - from, all) : 0;

	if (!k)
		return;
	c->at[c->n++] = from + k;
	cut(y, from, from + k, all, c);
	cut(y, from + k, to, all, c);
}

static int by_place(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

struct kinds kinds_of(double *x, size_t n)
{
	struct kinds k = { n > 0, { n }, { NAN } };
	struct cuts c = { 1, { 0 } };	/* at[0] = 0: where the first kind begins */
	double *y;

	if (!n)
		return k;
	quantile_sort(x, n);
	k.median[0] = quantile_of(x, n, .5);
	if (n < KINDS_FEW)
		return k;
	y = xmalloc(n * sizeof *y);
	for (size_t i = 0; i < n; i++)
		y[i] = x[0] > 0 ? log(x[i]) : x[i];
	cut(y, 0, n, n, &c);
	free(y);
	qsort(c.at, c.n, sizeof *c.at, by_place);
	k.n = c.n;
	for (size_t i = 0; i < c.n; i++) {
		size_t end = i + 1 < c.n ? c.at[i + 1] : n;

		k.count[i] = end - c.at[i];
		k.median[i] = quantile_of(x + c.at[i], k.count[i], .5);
	}
	return k;
}
