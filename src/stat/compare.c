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
#include "interval_int.h"
#include "stat/dist.h"
#include "stat/quantile.h"

/* What a run that diverged is worth: it loses to every other, and ties with its like. */
static double worst(int lower_is_better)
{
	return lower_is_better ? INFINITY : -INFINITY;
}

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

/*
 * All n of one side are better than all m of the other: the odds k to 1 of one run
 * against another at which that happens in one case of 40 (hazards k to 1, Lehmann 1953:
 * each next of the n comes before what is left of both sides), and as a share.  At odds
 * of 1 to 1 it is the chance of this order among all orders.
 */
static double separated(double n, double m)
{
	double lo = -20, hi = 20;	/* log k */

	for (int i = 0; i < 60; i++) {
		double k = exp((lo + hi) / 2), chance = 0;

		for (double j = 1; j <= n; j++)
			chance -= log1p(m / (k * j));
		if (chance < log(.025))
			lo = log(k);
		else
			hi = log(k);
	}
	return logistic((lo + hi) / 2);
}

static void unpaired_interval(const struct moments *va, const struct moments *vb,
			      struct comparison *c)
{
	double n = (double)c->n_a, m = (double)c->n_b;
	double a = moments_var(va) / n, b = moments_var(vb) / m, var = a + b, nu, reach, at;

	if (!(var > 0) || c->p <= 0 || c->p >= 1) {
		c->p_lo = newcombe(c->p, n, m, 0);
		c->p_hi = newcombe(c->p, n, m, 1);
		if (c->p >= 1)		/* Newcombe's calls three against three a proof */
			c->p_lo = fmin(c->p_lo, fmin(separated(n, m), separated(m, n)));
		else if (c->p <= 0)
			c->p_hi = fmax(c->p_hi, 1 - fmin(separated(n, m), separated(m, n)));
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

/* Runs that diverged have no mean. */
static struct moments moments_of(const double *x, size_t n)
{
	struct moments m = { 0 };

	for (size_t i = 0; i < n; i++)
		if (isfinite(x[i]))
			moments_add(&m, x[i]);
	return m;
}

static void difference(struct comparison *c, double diff, struct precision p, uint64_t n)
{
	struct estimate e = interval_of(diff, p, n, STATS_FEW);

	c->diff = e.mean;
	c->diff_lo = e.lo;
	c->diff_hi = e.hi;
}

/* Of mean a less mean b, which are independent. */
static struct precision apart(const struct moments *a, const struct moments *b)
{
	struct precision p = precision_of_moments(b);

	p.skew = -p.skew;
	p = precision_sum(precision_of_moments(a), p, .5);
	p.se *= 2;
	return p;
}

static size_t diverged(const double *x, size_t n)
{
	size_t lost = 0;

	for (size_t i = 0; i < n; i++)
		lost += isinf(x[i]) != 0;
	return lost;
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
	double *sa, *sb;

	if (n_a < 2 || n_b < 2)
		return -1;
	*out = (struct comparison){
		.n_a = n_a, .n_b = n_b, .lost_a = diverged(a, n_a), .lost_b = diverged(b, n_b),
	};
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
	out->mean_a = ma.n ? ma.mean : NAN;
	out->mean_b = mb.n ? mb.mean : NAN;
	difference(out, out->mean_a - out->mean_b, apart(&ma, &mb), ma.n < mb.n ? ma.n : mb.n);
	out->decision = decide(out);
	return 0;
}

static void wilson(double p, double n, double z, double *lo, double *hi)
{
	double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
	double reach = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));

	*lo = fmax(0, centre - reach);
	*hi = fmin(1, centre + reach);
}

/* The share of which `won` of n or more come in one case of 40 (Clopper & Pearson 1934). */
static double least_share(double won, double n)
{
	double lo = 0, hi = 1;

	for (int i = 0; i < 60; i++) {
		double p = (lo + hi) / 2;

		if (dist_binomial_upper(won - 1, p, n) < .025)
			lo = p;
		else
			hi = p;
	}
	return (lo + hi) / 2;
}

/* Wilson's limits, which are clear of a half only where the exact test is, too: they let
 * four pairs of four pass for a proof, one case in eight. */
static void paired_interval(double won, double n, struct comparison *c)
{
	double lo, hi;

	wilson(c->p, n, dist_normal_q(.975), &c->p_lo, &c->p_hi);
	if (c->p_lo > .5 && (lo = least_share(floor(won), n)) <= .5)
		c->p_lo = lo;
	if (c->p_hi < .5 && (hi = 1 - least_share(floor(n - won), n)) >= .5)
		c->p_hi = hi;
}

int compare_paired(const double *a, const double *b, size_t n,
		   int lower_is_better, struct comparison *out)
{
	struct moments d = { 0 }, ma, mb;
	double won = 0;

	if (n < 2)
		return -1;
	*out = (struct comparison){
		.n_a = n, .n_b = n, .paired = 1, .lost_a = diverged(a, n), .lost_b = diverged(b, n),
	};
	for (size_t i = 0; i < n; i++) {
		won += a[i] == b[i] ? .5 : (a[i] < b[i]) == (lower_is_better != 0);
		if (isfinite(a[i]) && isfinite(b[i]))
			moments_add(&d, a[i] - b[i]);
	}
	ma = moments_of(a, n);
	mb = moments_of(b, n);
	out->mean_a = ma.n ? ma.mean : NAN;
	out->mean_b = mb.n ? mb.mean : NAN;
	out->p = won / (double)n;
	paired_interval(won, (double)n, out);
	difference(out, d.n ? d.mean : NAN, precision_of_moments(&d), d.n);
	out->decision = decide(out);
	return 0;
}

void compare_shares(uint64_t a, uint64_t n, uint64_t b, uint64_t m, double z, double *lo, double *hi)
{
	double p = (double)a / (double)n, q = (double)b / (double)m, pl, ph, ql, qh;

	wilson(p, (double)n, z, &pl, &ph);
	wilson(q, (double)m, z, &ql, &qh);
	*lo = p - q - hypot(p - pl, qh - q);
	*hi = p - q + hypot(ph - p, q - ql);
}

/* ---- conditions ---- */

/* A set of prints, open addressing; twice as large as what it holds. */
#define SLOTS ((size_t)4 * STATS_LINES)
struct seen { uint64_t slot[SLOTS]; };

/* Is it new? */
static int see(struct seen *s, uint64_t print)
{
	size_t i = (size_t)(print * 0x9e3779b97f4a7c15u >> 40) % SLOTS;

	print |= !print;	/* 0: an empty slot */
	while (s->slot[i] && s->slot[i] != print)
		i = (i + 1) % SLOTS;
	if (s->slot[i])
		return 0;
	s->slot[i] = print;
	return 1;
}

static int value_of(const struct run_line *l, int lower, double *x)
{
	*x = l->diverged ? worst(lower) : l->value;
	return l->diverged || isfinite(l->value);
}

/* The different runs of s; how many were copies in *copies. */
static size_t different(const struct stats *s, enum stats_outcome o, double *x, size_t *copies)
{
	struct seen *seen = xcalloc(1, sizeof *seen);
	int lower = !stats_outcome_rises(o);
	size_t n = 0;

	*copies = 0;
	for (size_t i = 0; i < stats_lines(s); i++) {
		struct run_line l = stats_line(s, i, o);

		if (!value_of(&l, lower, &x[n]))
			continue;
		if (see(seen, l.print))
			n++;
		else
			++*copies;
	}
	free(seen);
	return n;
}

/*
 * Runs of the same number, which are in the order of their numbers in both; pairs of
 * which both are copies are one.
 */
static size_t pair_up(const struct stats *a, const struct stats *b, enum stats_outcome o,
		      double *x, double *y, size_t *copies)
{
	struct seen *seen = xcalloc(1, sizeof *seen);
	int lower = !stats_outcome_rises(o);
	size_t i = 0, j = 0, n = 0;

	*copies = 0;
	while (i < stats_lines(a) && j < stats_lines(b)) {
		struct run_line la = stats_line(a, i, o), lb = stats_line(b, j, o);

		if (la.run == lb.run && value_of(&la, lower, &x[n]) && value_of(&lb, lower, &y[n])) {
			if (see(seen, la.print * 31 + lb.print))
				n++;
			else
				++*copies;
		}
		i += la.run <= lb.run;
		j += lb.run <= la.run;
	}
	free(seen);
	return n;
}

/*
 * Runs of a free split share rows.  P speaks of other splits of the same rows; but
 * that a condition is better wants the difference clear of 0 with Nadeau & Bengio's
 * variance, too.
 */
static void share_rows(struct comparison *c, double ratio)
{
	double se, m = (double)(c->n_a < c->n_b ? c->n_a : c->n_b), t;

	c->shared_rows = ratio;
	if (isnan(c->diff_lo)) {
		c->decision = DECISION_UNDECIDED;
		return;
	}
	/* half the interval is t se, of which se grows as sqrt(1 + n ratio) */
	t = (c->diff_hi - c->diff_lo) / 2;
	se = t * sqrt(1 + m * ratio);
	c->diff_lo = c->diff - se;
	c->diff_hi = c->diff + se;
	if (c->diff_lo <= 0 && c->diff_hi >= 0)
		c->decision = DECISION_UNDECIDED;
}

int compare_stats(const struct stats *a, const struct stats *b,
		  enum stats_outcome o, int paired, struct comparison *out)
{
	double *x = xmalloc(2 * (STATS_LINES + 1) * sizeof *x), *y = x + STATS_LINES + 1;
	double ratio = fmax(stats_shared_rows(a), stats_shared_rows(b));
	size_t n, m, same_a, same_b;
	int lower = !stats_outcome_rises(o), r;

	if (paired) {
		n = m = pair_up(a, b, o, x, y, &same_a);
		same_b = same_a;
		r = compare_paired(x, y, n, lower, out);
	} else {
		n = different(a, o, x, &same_a);
		m = different(b, o, y, &same_b);
		r = compare_samples(x, n, y, m, lower, out);
	}
	if (r == 0 && ratio > 0)
		share_rows(out, ratio);
	if (r)
		*out = (struct comparison){ .n_a = n, .n_b = m, .paired = paired, .p = NAN,
					    .p_lo = NAN, .p_hi = NAN, .diff = NAN,
					    .diff_lo = NAN, .diff_hi = NAN, .mean_a = NAN,
					    .mean_b = NAN };
	out->same_a = same_a;
	out->same_b = same_b;
	out->itself = a == b;
	free(x);
	return r;
}

/* Armitage, McPherson & Rowe 1969, table 2: normal mean, two-sided 5 %. */
static const struct { unsigned looks; double rate; } peeking[] = {
	{ 1, .05 }, { 2, .083 }, { 3, .107 }, { 4, .126 }, { 5, .142 },
	{ 10, .193 }, { 20, .248 }, { 50, .320 }, { 100, .374 }, { 1000, .53 },
};

double compare_peeking_rate(unsigned looks)
{
	size_t n = sizeof peeking / sizeof *peeking;

	for (size_t i = 0; i < n; i++)
		if (looks <= peeking[i].looks)
			return peeking[i].rate;
	return peeking[n - 1].rate;
}
