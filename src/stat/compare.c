/*
 * compare.c - counting who wins.
 *
 * A value's placement is the share of the other sample that it beats, ties
 * counting half.  The mean placement is P(A better), and the variances of the
 * placements on both sides are all that its interval needs.
 */
#include "stat/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "moments_int.h"
#include "stat/dist.h"
#include "stat/quantile.h"

/* Index of the first of sorted x[0..n) that is >= v (or > v). */
static size_t bound(const double *x, size_t n, double v, int above)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (x[mid] < v || (above && x[mid] <= v))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Placements of x in sorted y: the share of y above x (lower wins). */
static struct moments placements(const double *x, size_t n, const double *y, size_t m)
{
	struct moments r = { 0 };

	for (size_t i = 0; i < n; i++) {
		double below = (double)bound(y, m, x[i], 0), upto = (double)bound(y, m, x[i], 1);

		moments_add(&r, ((double)m - upto + (upto - below) / 2) / (double)m);
	}
	return r;
}

/* Newcombe 2006, method 5: the theta where |p - theta| = z sd(theta). */
static double newcombe(double p, double n, double m, int upper)
{
	double lo = upper ? p : 0, hi = upper ? 1 : p, z = dist_normal_q(.975);

	for (int i = 0; i < 60; i++) {
		double t = (lo + hi) / 2, star = (n + m) / 2;
		double var = t * (1 - t) / (n * m) *
			     (1 + (star - 1) * ((1 - t) / (2 - t) + t / (1 + t)));
		int outside = (p - t) * (p - t) > z * z * var;

		if (outside == upper)
			hi = t;
		else
			lo = t;
	}
	return (lo + hi) / 2;
}

static double logistic(double x)
{
	return 1 / (1 + exp(-x));
}

static void unpaired_interval(const struct moments *va, const struct moments *vb,
			      struct comparison *c)
{
	double n = (double)c->n_a, m = (double)c->n_b;
	double a = moments_var(va) / n, b = moments_var(vb) / m, var = a + b, nu, reach, at;

	if (!(var > 0) || c->p <= 0 || c->p >= 1) {
		c->p_lo = newcombe(c->p, n, m, 0);
		c->p_hi = newcombe(c->p, n, m, 1);
		return;
	}
	nu = var * var / (a * a / (n - 1) + b * b / (m - 1));
	reach = dist_t_q(.975, nu) * sqrt(var) / (c->p * (1 - c->p));
	at = log(c->p / (1 - c->p));
	c->p_lo = logistic(at - reach);
	c->p_hi = logistic(at + reach);
}

static enum decision decide(const struct comparison *c)
{
	if (c->p_lo > .5)
		return c->p_hi > COMPARE_GAMMA ? DECISION_A : DECISION_A_SLIGHTLY;
	if (c->p_hi < .5)
		return c->p_lo < 1 - COMPARE_GAMMA ? DECISION_B : DECISION_B_SLIGHTLY;
	return DECISION_UNDECIDED;
}

static struct moments moments_of(const double *x, size_t n)
{
	struct moments m = { 0 };

	for (size_t i = 0; i < n; i++)
		moments_add(&m, x[i]);
	return m;
}

static void difference(struct comparison *c, double diff, double se, double nu)
{
	double reach = se > 0 ? dist_t_q(.975, nu) * se : 0;

	c->diff = diff;
	c->diff_lo = diff - reach;
	c->diff_hi = diff + reach;
}

static double *sorted(const double *x, size_t n)
{
	double *y = xmalloc(n * sizeof *y);

	memcpy(y, x, n * sizeof *y);
	quantile_sort(y, n);
	return y;
}

int compare_samples(const double *a, size_t n_a, const double *b, size_t n_b,
		    int lower_is_better, struct comparison *out)
{
	struct moments ma, mb, va, vb;
	double *sa, *sb, ea, eb;

	if (n_a < 2 || n_b < 2)
		return -1;
	*out = (struct comparison){ .n_a = n_a, .n_b = n_b };
	sa = sorted(a, n_a);
	sb = sorted(b, n_b);
	va = placements(a, n_a, sb, n_b);
	vb = placements(b, n_b, sa, n_a);
	free(sa);
	free(sb);
	out->p = lower_is_better ? va.mean : 1 - va.mean;
	unpaired_interval(&va, &vb, out);
	ma = moments_of(a, n_a);
	mb = moments_of(b, n_b);
	out->mean_a = ma.mean;
	out->mean_b = mb.mean;
	ea = moments_var(&ma) / (double)n_a;
	eb = moments_var(&mb) / (double)n_b;
	difference(out, ma.mean - mb.mean, sqrt(ea + eb),
		   (ea + eb) * (ea + eb) / (ea * ea / ((double)n_a - 1) +
					    eb * eb / ((double)n_b - 1)));
	out->decision = decide(out);
	return 0;
}

int compare_paired(const double *a, const double *b, size_t n,
		   int lower_is_better, struct comparison *out)
{
	struct moments d = { 0 };
	double won = 0, m = (double)n, z = dist_normal_q(.975), centre, reach;

	if (n < 2)
		return -1;
	*out = (struct comparison){ .n_a = n, .n_b = n, .paired = 1 };
	for (size_t i = 0; i < n; i++) {
		double x = a[i] - b[i];

		won += x == 0 ? .5 : (x < 0) == (lower_is_better != 0);
		moments_add(&d, x);
		out->mean_a += a[i] / m;
		out->mean_b += b[i] / m;
	}
	out->p = won / m;
	centre = (out->p + z * z / (2 * m)) / (1 + z * z / m);
	reach = z / (1 + z * z / m) * sqrt(out->p * (1 - out->p) / m + z * z / (4 * m * m));
	out->p_lo = centre - reach;
	out->p_hi = centre + reach;
	difference(out, d.mean, sqrt(moments_var(&d) / m), m - 1);
	out->decision = decide(out);
	return 0;
}

/* Kept runs are in the order of their numbers in both. */
static size_t pair_up(const struct stats *a, const struct stats *b, enum stats_outcome o,
		      double *x, double *y)
{
	struct kept_run ka, kb;
	size_t i = 0, j = 0, n = 0;

	while (stats_kept_run(a, i, &ka) && stats_kept_run(b, j, &kb)) {
		if (ka.run == kb.run) {
			x[n] = kept_run_outcome(&ka, o);
			y[n] = kept_run_outcome(&kb, o);
			n += isfinite(x[n]) && isfinite(y[n]);
		}
		i += ka.run <= kb.run;
		j += kb.run <= ka.run;
	}
	return n;
}

int compare_stats(const struct stats *a, const struct stats *b,
		  enum stats_outcome o, int paired, struct comparison *out)
{
	double *x = xmalloc(2 * STATS_RESERVOIR * sizeof *x), *y = x + STATS_RESERVOIR;
	int lower = !stats_outcome_rises(o), r;

	if (paired) {
		size_t n = pair_up(a, b, o, x, y);

		r = compare_paired(x, y, n, lower, out);
	} else {
		size_t n = stats_outcome_values(a, o, x), m = stats_outcome_values(b, o, y);

		r = compare_samples(x, n, y, m, lower, out);
	}
	free(x);
	return r;
}
