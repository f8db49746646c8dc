/*
 * lucky.c - order statistics of runs.
 *
 * The expected best of N out of n runs drawn without replacement weights the
 * i-th smallest by C(i - 1, N - 1) / C(n, N): the chance that it is drawn and
 * all others are smaller.  Weights of n - 1 runs give all leave-one-out values
 * by prefix sums.
 */
#include "stat/lucky.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "stat/dist.h"
#include "stat/quantile.h"
#include "stat/stats.h"
#include "stat/say.h"

static double weight(size_t i, size_t n, size_t draws)
{
	return exp(dist_lchoose((double)i, (double)draws - 1) -
		   dist_lchoose((double)n, (double)draws));
}

/* Of sorted x, the expected largest. */
static double expected(const double *x, size_t n, size_t draws)
{
	double e = 0;

	for (size_t i = draws - 1; i < n; i++)
		e += weight(i, n, draws) * x[i];
	return e;
}

static double jackknife_se(const double *x, size_t n, size_t draws)
{
	/* low[i]: sum of weights times values where nothing below i is left out;
	 * leaving out j moves every value above it down by one */
	double *low = xcalloc(2 * (n + 1), sizeof *low), *high = low + n + 1;
	double mean = 0, m2 = 0, m = (double)n;

	for (size_t i = 0; i < n; i++) {
		low[i + 1] = low[i] + (i < n - 1 ? weight(i, n - 1, draws) * x[i] : 0);
		high[i + 1] = high[i] + (i ? weight(i - 1, n - 1, draws) * x[i] : 0);
	}
	for (size_t j = 0; j < n; j++)
		mean += (low[j] + high[n] - high[j + 1]) / m;
	for (size_t j = 0; j < n; j++) {
		double d = low[j] + high[n] - high[j + 1] - mean;

		m2 += d * d;
	}
	free(low);
	return sqrt((m - 1) / m * m2);
}

struct best lucky_best(const double *x, size_t n, size_t draws, int lower_is_better)
{
	struct best b = { NAN, NAN };
	double *y, sign = lower_is_better ? -1 : 1;

	if (!draws || draws > n)
		return b;
	y = xmalloc(n * sizeof *y);
	for (size_t i = 0; i < n; i++)
		y[i] = sign * x[i];
	quantile_sort(y, n);
	b.expected = sign * expected(y, n, draws);
	if (draws < n)
		b.se = jackknife_se(y, n, draws);
	free(y);
	return b;
}

/* E max = integral of 1 - F^n above 0, less that of F^n below: Simpson's rule. */
double lucky_normal(size_t n)
{
	const int steps = 4000;
	const double far = 12, h = far / steps;
	double sum = 0;

	if (!n)
		return NAN;
	for (int i = 0; i <= steps; i++) {
		double w = i == 0 || i == steps ? 1 : i % 2 ? 4 : 2, z = i * h;
		double below = exp((double)n * log(dist_normal_cdf(-z)));

		/* 1 - F^n without cancellation */
		sum += w * (-expm1((double)n * log1p(-dist_normal_cdf(-z))) - below);
	}
	return sum * h / 3;
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

void lucky_best_sentence(const struct best *b, double mean, size_t draws, struct str *out)
{
	str_add(out, "The best of ");
	say_count(out, draws);
	str_add(out, " runs is ");
	say_interval(out, b->expected, b->expected - 1.96 * b->se,
		       b->expected + 1.96 * b->se);
	str_add(out, " on average, where a single run is ");
	say_number(out, mean, 3);
	str_add(out, ": whoever reports the best of several reports their number, too.");
}

void lucky_halves_sentence(const struct lucky_halves *h, struct str *out)
{
	if (isnan(h->r)) {
		str_add(out, "Whether a lucky seed stays lucky on other data cannot be said from "
			"these runs.");
		return;
	}
	if (h->lo > .5)
		str_add(out, "A lucky seed stays lucky");
	else if (h->lo > 0)
		str_add(out, "A lucky seed keeps a part of its luck");
	else if (h->hi < .3 && h->hi > 0)
		str_add(out, "A lucky seed does not stay lucky to any useful extent");
	else if (h->hi <= 0)
		str_add(out, "A seed that is lucky on one half is rather unlucky on the other");
	else
		str_add(out, "These runs cannot tell whether a lucky seed stays lucky");
	str_add(out, ": errors on two halves of the probes correlate ");
	say_interval(out, h->r, h->lo, h->hi);
	str_add(out, " over ");
	say_count(out, h->n);
	str_add(out, " runs.");
}

void lucky_binomial_sentence(const struct lucky_binomial *b, struct str *out)
{
	str_add(out, "Accuracy varies over runs by ");
	say_interval(out, b->observed, b->lo, b->hi);
	str_add(out, ", where chance in a test set of this size alone would give ");
	say_number(out, b->predicted, 2);
	if (b->ratio_lo > 1)
		str_add(out, ": more than the test set explains.");
	else if (b->ratio_hi < 1)
		str_add(out, ": runs are less different than test sets are.");
	else
		str_add(out, ".");
}
