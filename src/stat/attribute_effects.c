/*
 * attribute_effects.c - from sums of squared differences to shares with intervals.
 *
 * All shares are ratios of sums over rows, so one bootstrap replicate is: draw as
 * many groups as there are, add them up, take the ratios.  The replicates of
 * first-order shares, totals and the interaction come from the same draws.
 *
 * Replicate r uses draws 0.. of rng_stream(0, RNG_STAT, 1, r).
 */
#include <math.h>
#include <stdlib.h>

#include "attribute_int.h"
#include "base/xalloc.h"
#include "num/rng.h"
#include "spread_int.h"
#include "stat/dist.h"
#include "stat/quantile.h"

#define REPLICATES 599
#define USE_BOOTSTRAP 1

/* Shares of one replicate: first[k], total[k], interaction, and the rest where it is told.
 * What differs at equal levels is in every squared difference alike. */
static void shares(const struct attribute *a, const double *sum, double *out)
{
	size_t k = a->k;
	double rest = a->again ? sum[1 + 2 * k] / sum[0] : 0, left = 1 - rest;

	for (size_t i = 0; i < k; i++) {
		out[i] = 1 - sum[1 + k + i] / sum[0];
		out[k + i] = sum[1 + i] / sum[0] - rest;
		left -= out[i];
	}
	out[2 * k] = left;
	if (a->again)
		out[2 * k + 1] = rest;
}

/* Sums over the groups for target t: ab, t[k], s[k], r. */
static void add_group(const struct attribute *a, enum target t, size_t g, double *sum)
{
	const double *x = a->group + g * a->width + attribute_ab(a, t);

	for (size_t i = 0; i < 2 * a->k + 1 + a->again; i++)
		sum[i] += x[i];
}

#define NO_COLUMN ((size_t)-1)

/* x + slope y - less of group g. */
static double term(const struct attribute *a, size_t g, size_t x, double slope, size_t y, size_t less)
{
	const double *v = a->group + g * a->width;

	return v[x] + slope * v[y] - (less == NO_COLUMN ? 0 : v[less]);
}

/*
 * The lower tail that makes a nominal 95 % interval hold: intervals that take the spread
 * they measured for the truth are too narrow by z/t, so their levels are
 * widened to those of t (Hesterberg 2015, section 5.3).  Squared differences have
 * long tails; the degrees of freedom are those that the spread of
 * x + slope y - less over the groups really has.
 */
static double widened_tail(const struct attribute *a, size_t x, double slope, size_t y, size_t less)
{
	double mean = 0, sum2 = 0, sum4 = 0, n = (double)a->groups;

	for (size_t g = 0; g < a->groups; g++)
		mean += term(a, g, x, slope, y, less) / n;
	for (size_t g = 0; g < a->groups; g++) {
		double d = term(a, g, x, slope, y, less) - mean;

		sum2 += d * d;
		sum4 += d * d * d * d;
	}
	if (!(sum2 > 0))	/* a rest of exactly nothing */
		return .025;
	/* a handful of rows may ask for levels that no interval has */
	return fmax(1e-5, dist_normal_cdf(sqrt(n / (n - 1)) *
			  dist_t_q(.025, spread_freedom(a->groups, sum2, sum4))));
}

/* 95 % percentile limits of every share. */
static void bootstrap(const struct attribute *a, enum target t, struct limits *out)
{
	size_t n = a->groups, m = 2 * a->k + 1 + a->again, used = 0;
	double *rep = xcalloc(m, REPLICATES * sizeof *rep), *sum = xcalloc(2 * m, sizeof *sum);
	uint32_t *draw = xcalloc(n, sizeof *draw);
	double sum_all[2 * SOURCE_ALL + 2] = { 0 }, all[2 * SOURCE_ALL + 2];
	double tails[2 * SOURCE_ALL + 2] = { 0 };

	for (size_t g = 0; g < n; g++)
		add_group(a, t, g, sum_all);
	shares(a, sum_all, all);
	/* a ratio's influence is its numerator less the ratio times V's sum */
	for (size_t i = 0; i < a->k; i++) {
		size_t ab = attribute_ab(a, t);

		tails[i] = widened_tail(a, attribute_s(a, t, i), all[i] - 1, ab, NO_COLUMN);
		tails[a->k + i] = widened_tail(a, attribute_t(a, t, i), -all[a->k + i], ab,
					       a->again ? attribute_r(a, t) : NO_COLUMN);
	}
	tails[2 * a->k] = tails[0];
	for (size_t i = 1; i < 2 * a->k; i++)
		tails[2 * a->k] = fmin(tails[2 * a->k], tails[i]);
	if (a->again)
		tails[2 * a->k + 1] = widened_tail(a, attribute_r(a, t), -all[2 * a->k + 1], attribute_ab(a, t), NO_COLUMN);
	for (uint32_t r = 0; r < REPLICATES; r++) {
		struct rng stream = rng_stream(0, RNG_STAT, USE_BOOTSTRAP, r);

		rng_fill(&stream, 0, draw, n);
		for (size_t i = 0; i < m; i++)
			sum[i] = 0;
		for (size_t g = 0; g < n; g++)
			add_group(a, t, rng_below(draw[g], (uint32_t)n), sum);
		if (!(sum[0] > 0))
			continue;
		shares(a, sum, sum + m);
		for (size_t i = 0; i < m; i++)
			rep[i * REPLICATES + used] = sum[m + i];
		used++;
	}
	for (size_t i = 0; i < m; i++) {
		quantile_sort(rep + i * REPLICATES, used);
		out->lo[i] = quantile_of(rep + i * REPLICATES, used, tails[i]);
		out->hi[i] = quantile_of(rep + i * REPLICATES, used, 1 - tails[i]);
	}
	free(rep);
	free(sum);
	free(draw);
}

static const struct limits *limits(const struct attribute *a, enum target t)
{
	struct limits *l = &((struct attribute *)a)->limits[t];	/* a cache */

	if (l->rows != a->groups * a->size) {
		bootstrap(a, t, l);
		l->rows = a->groups * a->size;
	}
	return l;
}

/* Mean per row and variance between groups of column `at`. */
static void moments_of(const struct attribute *a, size_t at, double *mean, double *var)
{
	double m = 0, v = 0;

	for (size_t g = 0; g < a->groups; g++)
		m += a->group[g * a->width + at] / (double)a->groups;
	for (size_t g = 0; g < a->groups; g++) {
		double d = a->group[g * a->width + at] - m;

		v += d * d;
	}
	*mean = m;
	*var = v / ((double)a->groups - 1);
}

/* V_Ti is a mean over rows; squared differences have a long tail. */
static struct estimate mean_of_groups(const struct attribute *a, size_t at, size_t less, double scale)
{
	double *x = xcalloc(a->groups, sizeof *x), mean = 0;
	struct precision p;

	for (size_t g = 0; g < a->groups; g++) {
		x[g] = term(a, g, at, 0, at, less) * scale;
		mean += x[g] / (double)a->groups;
	}
	p = precision_of_terms(x, a->groups, (double)a->groups);
	free(x);
	return interval_of(mean, p, a->groups * a->size, ATTRIBUTE_FEW);
}

static void set_vt(struct effect *e, struct estimate vt)
{
	e->vt = vt.mean;
	e->vt_lo = vt.lo < 0 ? 0 : vt.lo;
	e->vt_hi = vt.hi;
	e->only_sd = sqrt(fmax(0, e->vt));
}

static void set_diff(const struct attribute *a, size_t i, struct effect *e)
{
	double d, dv;

	moments_of(a, attribute_d(a, i), &d, &dv);
	e->diff = attribute_predicts(a) ? d / (double)a->size : NAN;
	e->diff_se = attribute_predicts(a) ? sqrt(dv / (double)a->groups) / (double)a->size : NAN;
}

static void one_effect(const struct attribute *a, enum target t, size_t i,
		       double scale, struct effect *e)
{
	double m, v;

	set_vt(e, mean_of_groups(a, attribute_t(a, t, i), a->again ? attribute_r(a, t) : NO_COLUMN, scale));
	moments_of(a, attribute_s(a, t, i), &m, &v);
	e->fixed_sd = sqrt(m * scale);
	set_diff(a, i, e);
}

/* What differs at equal levels is alone all that it is. */
static void rest_effect(const struct attribute *a, enum target t, double scale, double variance, double share,
			const struct limits *l, struct effect *e)
{
	size_t at = 2 * a->k + 1;

	e->source = SOURCE_REST;
	e->first = e->total = share;
	e->first_lo = e->total_lo = l ? l->lo[at] : NAN;
	e->first_hi = e->total_hi = l ? l->hi[at] : NAN;
	set_vt(e, mean_of_groups(a, attribute_r(a, t), NO_COLUMN, scale));
	e->fixed_sd = sqrt(fmax(0, variance - e->vt));
	set_diff(a, a->k, e);
}

size_t attribute_effects(const struct attribute *a, enum target t,
			 struct effect *out, double *variance)
{
	size_t m = 2 * a->k + 1 + a->again;
	double sum[2 * SOURCE_ALL + 2] = { 0 }, share[2 * SOURCE_ALL + 2], scale;
	const struct limits *l = NULL;

	if (a->design)
		return design_effects(a->design, t, out, variance, NULL, a->hist);
	if (a->groups < 2 || a->lacks[t] || !a->k)
		return 0;
	for (size_t g = 0; g < a->groups; g++)
		add_group(a, t, g, sum);
	/* a group's sum -> half the mean square, per probe */
	scale = .5 / ((double)a->size * (t == TARGET_PREDICTION ? (double)a->n_pred : 1));
	*variance = sum[0] / (double)a->groups * scale;
	for (size_t i = 0; i < m; i++)
		share[i] = NAN;
	if (sum[0] > 0) {
		shares(a, sum, share);
		l = a->groups * a->size < ATTRIBUTE_FEW ? NULL : limits(a, t);
	}
	for (size_t i = 0; i < a->k; i++) {
		struct effect *e = &out[i];

		e->source = a->source[i];
		e->first = share[i];
		e->first_lo = l ? l->lo[i] : NAN;
		e->first_hi = l ? l->hi[i] : NAN;
		e->total = share[a->k + i];
		e->total_lo = l ? l->lo[a->k + i] : NAN;
		e->total_hi = l ? l->hi[a->k + i] : NAN;
		one_effect(a, t, i, scale, e);
	}
	if (a->again)
		rest_effect(a, t, scale, *variance, share[2 * a->k + 1], l, &out[a->k]);
	return a->groups * a->size;
}

void attribute_interaction(const struct attribute *a, enum target t,
			   double *share, double *lo, double *hi)
{
	double sum[2 * SOURCE_ALL + 2] = { 0 }, all[2 * SOURCE_ALL + 2];
	const struct limits *l;

	*share = *lo = *hi = NAN;
	if (a->design) {
		design_effects(a->design, t, NULL, NULL, share, NULL);
		return;
	}
	if (a->groups < 2 || a->lacks[t] || !a->k)
		return;
	for (size_t g = 0; g < a->groups; g++)
		add_group(a, t, g, sum);
	if (!(sum[0] > 0))
		return;
	shares(a, sum, all);
	*share = all[2 * a->k];
	if (a->groups * a->size < ATTRIBUTE_FEW)
		return;
	l = limits(a, t);
	*lo = l->lo[2 * a->k];
	*hi = l->hi[2 * a->k];
}

/* NaN stays NaN. */
static double within(double x, double most)
{
	return x < 0 ? 0 : x > most ? most : x;
}

/* Where sampling has put alone above in all, the one that is known better is right. */
struct effect attribute_read(const struct effect *e)
{
	struct effect r = *e;
	double first = within(e->first, 1);

	r.total = within(e->total, 1);
	if (first > r.total && e->first_hi - e->first_lo < e->total_hi - e->total_lo)
		r.total = first;
	r.first = within(e->first, r.total);
	if (isnan(e->total_lo) || isnan(e->first_lo))	/* too few rows for an interval */
		return r;
	r.total_lo = within(e->total_lo, r.total);
	r.total_hi = fmax(r.total, within(e->total_hi, 1));
	r.first_lo = within(e->first_lo, r.first);
	r.first_hi = fmax(r.first, within(e->first_hi, r.total_hi));
	return r;
}

/* Rows are independent, up to the number of groups that they are merged into. */
struct estimate attribute_rerolled(const struct effect *e, size_t rows)
{
	double n = rows < ATTRIBUTE_GROUPS ? (double)rows : ATTRIBUTE_GROUPS;
	double reach = rows > 1 ? dist_t_q(.975, n - 1) * e->diff_se : NAN;

	return (struct estimate){ e->diff, e->diff_se, fmax(0, e->diff - reach), e->diff + reach, rows };
}
