/*
 * stats_outcome.c - losses and accuracies of runs, and quantiles of curves.
 *
 * Means and sds are over all finite runs, quantiles over the reservoirs.
 */
#include "stat/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "hist_int.h"
#include "stat/quantile.h"
#include "engine/scores.h"
#include "stats_int.h"

const char *stats_outcome_name(enum stats_outcome o)
{
	static const char *const name[STATS_OUTCOMES] = {
		[STATS_TRAIN_LOSS] = "training loss", [STATS_TEST_LOSS] = "test loss",
		[STATS_ACCURACY] = "accuracy", [STATS_DATA_LOSS] = "loss after training",
		[STATS_DATA_ACCURACY] = "accuracy after training",
		[STATS_BALANCED] = "balanced accuracy", [STATS_F1] = "macro-F1", [STATS_AUC] = "AUC",
		[STATS_R2] = "R2", [STATS_MAE] = "mean absolute error",
	};

	return name[o];
}

const char *stats_loss_unit(const struct stats *s, int brief)
{
	return s->unit[brief != 0];
}

int stats_outcome_rises(enum stats_outcome o)
{
	return o == STATS_ACCURACY || (o >= STATS_DATA_ACCURACY && o <= STATS_R2);
}

/* Mean over the values that there are. */
static float mean_known(const float *x, size_t n)
{
	double sum = 0, known = 0;

	if (n == 1)
		return x[0];
	for (size_t i = 0; i < n; i++) {
		if (isnan(x[i]))
			continue;
		sum += (double)x[i];
		known++;
	}
	return known > 0 ? (float)(sum / known) : NAN;
}

float scores_outcome(const struct kept_run *k, enum stats_outcome o)
{
	size_t n = k->scores ? k->n_scores : 0;

	switch (o) {
	case STATS_BALANCED: return n > SCORE_BALANCED ? k->scores[SCORE_BALANCED] : NAN;
	case STATS_F1: return n > SCORE_F1 ? k->scores[SCORE_F1] : NAN;
	case STATS_AUC: return n > SCORE_AUC ? k->scores[SCORE_AUC] : NAN;
	case STATS_MAE: return n > SCORE_MAE ? mean_known(k->scores + SCORE_MAE, n - SCORE_MAE) : NAN;
	default: return k->n_r2 ? mean_known(k->r2, k->n_r2) : NAN;
	}
}

double kept_run_outcome(const struct kept_run *k, enum stats_outcome o)
{
	switch (o) {
	case STATS_TRAIN_LOSS: return (double)k->train_loss;
	case STATS_TEST_LOSS: return (double)k->test_loss;
	case STATS_ACCURACY: return (double)k->accuracy;
	case STATS_DATA_LOSS: return (double)k->data_loss;
	case STATS_DATA_ACCURACY: return (double)k->data_accuracy;
	case STATS_OUTCOMES: return NAN;
	default: return (double)scores_outcome(k, o);
	}
}

int stats_has(const struct stats *s, enum stats_outcome o)
{
	return s->outcome[o].n > 0;
}

struct estimate stats_mean_of(const struct stats *s, const struct moments *m)
{
	struct precision p;

	if (!m->n)
		return stats_nothing();
	p = precision_of_moments(m);
	if (s->shared_rows > 0)		/* Nadeau & Bengio 2003, their corrected t */
		p = (struct precision){ p.se * sqrt(1 + (double)m->n * s->shared_rows),
					(double)m->n - 1, 0 };
	return stats_honest(s, interval_of(m->mean, p, m->n, STATS_FEW));
}

void stats_share_rows(struct stats *s, double ratio)
{
	s->shared_rows = ratio > 0 ? ratio : 0;
}

double stats_shared_rows(const struct stats *s)
{
	return s->shared_rows;
}

struct estimate stats_outcome(const struct stats *s, enum stats_outcome o)
{
	return stats_mean_of(s, &s->outcome[o]);
}

struct stats_beat stats_beaten(const struct stats *s) { return s->beat; }

struct estimate stats_constant_loss(const struct stats *s)
{
	return stats_mean_of(s, &s->constant[0]);
}

struct estimate stats_constant_accuracy(const struct stats *s)
{
	return stats_mean_of(s, &s->constant[1]);
}

double stats_outcome_sd(const struct stats *s, enum stats_outcome o)
{
	return sqrt(moments_var(&s->outcome[o]));
}

size_t stats_outcome_values(const struct stats *s, enum stats_outcome o, double *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s->used; i++) {
		if (isnan(s->reservoir[o][i]))
			continue;
		if (out)
			out[n] = (double)s->reservoir[o][i];
		n++;
	}
	return n;
}

double *stats_values(const struct stats *s, enum stats_outcome o, size_t *n)
{
	double *x = xmalloc((s->used ? s->used : 1) * sizeof *x);

	*n = stats_outcome_values(s, o, x);
	return x;
}

double stats_outcome_quantile(const struct stats *s, enum stats_outcome o, double q)
{
	size_t n;
	double *x = stats_values(s, o, &n), r;

	quantile_sort(x, n);
	r = quantile_of(x, n, q);
	free(x);
	return r;
}

void stats_hist_outcome(const struct stats *s, enum stats_outcome o, double *lo,
			double *hi, uint32_t *bin, size_t bins)
{
	size_t n;
	double *x = stats_values(s, o, &n);

	hist_values(x, n, lo, hi, bin, bins);
	free(x);
}

int stats_has_curve(const struct stats *s, enum stats_curve c)
{
	const float *v = s->curves.v[c];

	/* accuracy may be all NaN: look at the first epoch's runs */
	for (size_t i = 0; v && i < s->curves.used; i++)
		if (!isnan(v[i]))
			return 1;
	return 0;
}

size_t stats_curve_quantiles(const struct stats *s, enum stats_curve c, size_t e,
			     const double *q, float *out, size_t k)
{
	const struct curves *cv = &s->curves;
	float x[CURVES_SLOTS];
	size_t n = 0;

	if (cv->v[c] && e < cv->epochs && e < cv->cap)
		for (size_t i = 0; i < cv->used; i++)
			if (isfinite(cv->v[c][e * cv->slots + i]))
				x[n++] = cv->v[c][e * cv->slots + i];
	quantile_sort_float(x, n);
	for (size_t i = 0; i < k; i++)
		out[i] = (float)quantile_of_float(x, n, q[i]);
	return n ? (size_t)curves_reached(cv, e) : 0;
}
