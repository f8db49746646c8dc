/*
 * remedy.c - does a remedy work? Ratios and trends of spreads.
 *
 * The intervals of the rows are those of log(spread), so their width gives its
 * standard error: (log hi - log lo) / (2 z).
 */
#include "stat/remedy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "stat/compare.h"
#include "stat/dist.h"

int remedy_is_categories(enum remedy r)
{
	return r == REMEDY_ACTIVATION || r == REMEDY_REMAINDER || r == REMEDY_SCHEDULE || r == REMEDY_PATIENCE
		|| r == REMEDY_SETTING;
}

#define WORTH log(1.1)		/* a change of less than 10 % is none to speak of */

static double log_se(const struct estimate *e)
{
	return log(e->hi / e->lo) / (2 * dist_normal_q(.975));
}

static int usable(const struct remedy_row *r)
{
	return r->spread.mean > 0 && r->spread.lo > 0 && isfinite(r->spread.hi);
}

/* log ratio of row i to the first, its se in *se. */
static double log_ratio(const struct remedy_row *row, size_t i, double *se)
{
	*se = hypot(log_se(&row[i].spread), log_se(&row[0].spread));
	return log(row[i].spread.mean / row[0].spread.mean);
}

static void set_ratio(struct remedy_result *x, double log_r, double se, double z)
{
	x->ratio = exp(log_r);
	x->ratio_lo = exp(log_r - z * se);
	x->ratio_hi = exp(log_r + z * se);
}

static void set_loss(struct remedy_result *x, const struct remedy_row *row)
{
	const struct estimate *a = &row[0].loss, *b = &row[x->best].loss;
	/* single runs: the other rows' errors are those of differences from them */
	double se = isnan(a->se) ? 0 : a->se, reach = dist_normal_q(.975) * hypot(se, b->se);

	if (!a->n || !b->n || row[0].lost || row[x->best].lost)
		return;
	x->loss = b->mean - a->mean;
	x->loss_lo = x->loss - reach;
	x->loss_hi = x->loss + reach;
}

void remedy_weigh(struct remedy_result *x, const struct stats *first, const struct stats *best,
		  enum stats_outcome o, int paired)
{
	struct comparison c;

	if (x->finding == FINDING_TOO_FEW || compare_stats(best, first, o, paired, &c))
		return;
	x->loss = x->loss_lo = x->loss_hi = NAN;
	if (c.lost_a || c.lost_b) {
		x->wins = c.p;
		x->wins_lo = c.p_lo;
		x->wins_hi = c.p_hi;
	} else {
		x->loss = c.diff;
		x->loss_lo = c.diff_lo;
		x->loss_hi = c.diff_hi;
	}
}

/* More of row i's runs diverge than of row j's: 1; fewer: -1; neither for certain: 0. */
static int diverges(const struct remedy_row *row, size_t i, size_t j, double z)
{
	double lo, hi;

	if (!row[i].runs || !row[j].runs)
		return 0;
	compare_shares(row[i].lost, row[i].runs, row[j].lost, row[j].runs, z, &lo, &hi);
	return lo > 0 ? 1 : hi < 0 ? -1 : 0;
}

/* ---- trend ---- */

struct line { double sw, mx, my, xx, xy, slope; };

static struct line fit(const struct remedy_row *row, size_t n, int log_x, double tau2)
{
	struct line l = { 0 };

	for (size_t i = 0; i < n; i++) {
		double se = log_se(&row[i].spread), w = 1 / (se * se + tau2);
		double x = log_x ? log(row[i].setting) : row[i].setting;

		l.sw += w;
		l.mx += w * x;
		l.my += w * log(row[i].spread.mean);
	}
	l.mx /= l.sw;
	l.my /= l.sw;
	for (size_t i = 0; i < n; i++) {
		double se = log_se(&row[i].spread), w = 1 / (se * se + tau2);
		double x = (log_x ? log(row[i].setting) : row[i].setting) - l.mx;

		l.xx += w * x * x;
		l.xy += w * x * (log(row[i].spread.mean) - l.my);
	}
	l.slope = l.xy / l.xx;
	return l;
}

/*
 * Scatter about the line beyond the rows' own errors, by moments: Q has
 * expectation n - 2 without any, and grows by about tau^2 times the
 * sum of weights less what the line takes up.
 */
static double excess(const struct remedy_row *row, size_t n, int log_x)
{
	struct line l = fit(row, n, log_x, 0);
	double q = 0, taken = 0;

	for (size_t i = 0; i < n; i++) {
		double se = log_se(&row[i].spread), w = 1 / (se * se);
		double x = (log_x ? log(row[i].setting) : row[i].setting) - l.mx;
		double d = log(row[i].spread.mean) - l.my - l.slope * x;

		q += w * d * d;
		taken += w * w * (1 / l.sw + x * x / l.xx);
	}
	q = (q - ((double)n - 2)) / (l.sw - taken);
	return q > 0 ? q : 0;
}

/*
 * Averages of M and of more runs are made of the same runs: the groups of M are nested
 * in those of M', so s_M and s_M' hang together as the root of their degrees of
 * freedom, sqrt(M / M').  Both far ends of the line move together then, and its slope is less
 * sure than that of independent rows.
 */
static double nested_error(const struct remedy_row *row, size_t n, const struct line *l)
{
	double var = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			double si = log_se(&row[i].spread), sj = log_se(&row[j].spread);
			double a = row[i].setting, b = row[j].setting;
			double ci = (log(a) - l->mx) / (si * si), cj = (log(b) - l->mx) / (sj * sj);

			var += ci * cj * si * sj * sqrt(fmin(a, b) / fmax(a, b));
		}
	return sqrt(var) / l->xx;
}

static void trend(enum remedy r, const struct remedy_row *row, size_t n, struct remedy_result *x)
{
	struct line l;
	double tau2, reach;

	x->log_setting = 1;
	for (size_t i = 0; i < n; i++) {
		x->log_setting &= row[i].setting > 0;
		if (!(log_se(&row[i].spread) > 0))
			return;
	}
	tau2 = n > 2 && r != REMEDY_ENSEMBLE ? excess(row, n, x->log_setting) : 0;
	l = fit(row, n, x->log_setting, tau2);
	if (!(l.xx > 0))
		return;
	/* scatter that was estimated from n - 2 residuals costs a t */
	reach = (tau2 > 0 ? dist_t_q(.975, (double)n - 2) : dist_normal_q(.975)) / sqrt(l.xx);
	if (r == REMEDY_ENSEMBLE)
		reach = dist_normal_q(.975) * nested_error(row, n, &l);
	x->slope = l.slope;
	x->slope_lo = l.slope - reach;
	x->slope_hi = l.slope + reach;
}

/* Does more of the setting promise less spread? */
static int falls(enum remedy r)
{
	return r != REMEDY_LR_BATCH;
}

/* Does some pair of rows go in direction `sign` for certain? */
static int some_step(const struct remedy_row *row, size_t n, int sign)
{
	double pairs = (double)n * ((double)n - 1) / 2;
	double z = dist_normal_q(1 - .025 / pairs);

	for (size_t j = 1; j < n; j++)
		for (size_t i = 0; i < j; i++) {
			double d = log(row[j].spread.mean / row[i].spread.mean);

			if (sign * d > z * hypot(log_se(&row[i].spread), log_se(&row[j].spread)))
				return 1;
		}
	return 0;
}

static enum finding judge_sweep(enum remedy r, const struct remedy_row *row, size_t n,
				const struct remedy_result *x)
{
	int root = !(x->slope_lo > -.5 || x->slope_hi < -.5);
	int falling = some_step(row, n, -1), rising = some_step(row, n, 1);
	int down = x->ratio_hi < 1 && !rising;
	int up = x->ratio_lo > 1 && !falling;
	int lost = diverges(row, n - 1, 0, dist_normal_q(.975));

	if (lost && !(lost > 0 ? up : down))
		return FINDING_DIVERGES;
	if (falling && rising)
		return FINDING_MIXED;
	if (down && r == REMEDY_ENSEMBLE && !root)
		return FINDING_PARTLY;
	if (down || up)
		return down == falls(r) ? FINDING_HOLDS : FINDING_OPPOSITE;
	if (!falling && !rising && log(x->ratio_hi) < WORTH && log(x->ratio_lo) > -WORTH)
		return FINDING_NONE;
	return FINDING_UNDECIDED;
}

/* Is row i > 0 compared with the first?  A batch size is no answer to what to do with the
 * remainder of this one. */
static int is_asked(const struct remedy_row *row, size_t n, size_t i)
{
	int any = 0;

	for (size_t j = 1; j < n; j++)
		any |= !row[j].aside;
	return !row[i].aside || !any;
}

static void judge_categories(const struct remedy_row *row, size_t n,
			     struct remedy_result *x)
{
	double asked = 0, z, se, r;
	int all_worse = 1, none = 1, lost, best_lost = 2;

	for (size_t i = 1; i < n; i++)
		asked += is_asked(row, n, i);
	z = dist_normal_q(1 - .025 / asked);	/* so that all these intervals hold together */
	for (size_t i = 1; i < n; i++) {
		if (!is_asked(row, n, i))
			continue;
		lost = diverges(row, i, 0, z) > 0;
		if (!x->best || lost < best_lost
		    || (lost == best_lost && row[i].spread.mean < row[x->best].spread.mean)) {
			x->best = i;
			best_lost = lost;
		}
		r = log_ratio(row, i, &se);
		all_worse &= lost || r - z * se > 0;
		none &= !lost && r + z * se < WORTH && r - z * se > -WORTH;
	}
	r = log_ratio(row, x->best, &se);
	set_ratio(x, r, se, z);
	if (best_lost && !(x->ratio_lo > 1))
		x->finding = FINDING_DIVERGES;	/* as all of them do */
	else if (x->ratio_hi < 1)
		x->finding = FINDING_HOLDS;
	else if (all_worse)
		x->finding = FINDING_OPPOSITE;
	else
		x->finding = none ? FINDING_NONE : FINDING_UNDECIDED;
}

void remedy_judge(enum remedy r, const struct remedy_row *row, size_t n,
		  struct remedy_result *out)
{
	*out = (struct remedy_result){
		.finding = FINDING_TOO_FEW, .ratio = NAN, .ratio_lo = NAN, .ratio_hi = NAN, .slope = NAN,
		.slope_lo = NAN, .slope_hi = NAN, .loss = NAN, .loss_lo = NAN, .loss_hi = NAN,
		.wins = NAN, .wins_lo = NAN, .wins_hi = NAN,
	};
	for (size_t i = 0; i < n; i++)
		if (!usable(&row[i]))
			return;
	if (n < 2)
		return;
	if (remedy_is_categories(r)) {
		judge_categories(row, n, out);
	} else {
		double se, ratio = log_ratio(row, n - 1, &se);

		out->best = n - 1;
		set_ratio(out, ratio, se, dist_normal_q(.975));
		trend(r, row, n, out);
		out->finding = judge_sweep(r, row, n, out);
	}
	set_loss(out, row);
}

int remedy_ensemble_row(const struct stats *s, size_t m, struct remedy_row *out)
{
	struct ensemble e;

	if (!stats_ensemble(s, m, &e))
		return 0;
	memset(out, 0, sizeof *out);
	snprintf(out->label, sizeof out->label, m == 1 ? "1 run" : "%zu runs", m);
	out->setting = (double)m;
	out->clipped = e.clipped;
	out->spread = (struct estimate){
		e.sd, e.sd * log(e.sd_hi / e.sd_lo) / (2 * dist_normal_q(.975)),
		e.sd_lo, e.sd_hi, e.groups,
	};
	if (m == 1 && !isnan(e.gain)) {
		out->loss = (struct estimate){ e.loss, NAN, NAN, NAN, e.groups };
	} else if (!isnan(e.gain)) {
		double t = dist_t_q(.975, (double)e.groups - 1), half = (e.gain_hi - e.gain_lo) / 2;

		out->loss = (struct estimate){ e.loss, half / t, e.loss - half, e.loss + half,
					       e.groups };
	}
	return 1;
}
