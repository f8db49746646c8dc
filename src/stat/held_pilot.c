/*
 * held_pilot.c - stats_pilot.c for runs with their own splits.
 *
 * To first order a run adds to the variance v_j at a probe that it held out
 * n/n_j ((p_j - m_j)^2 - v_j), and nothing at the others, so its three numbers are
 *
 *   sd      sum of s_j / 2, and over its probes   n/n_j ((p_j - m_j)^2 - v_j) / (2 s_j)
 *   var     sum of v_j, and over its probes       n/n_j ((p_j - m_j)^2 - v_j)
 *   churn   over its probes   n/n_j (share of the others that say another class - q_j)
 *
 * whose means are those of stats_pilot.c.  A probe that fewer than two of the first
 * runs held out has no say in them.
 */
#include <math.h>

#include "base/xalloc.h"
#include "held_int.h"
#include "stats_int.h"
#include "vec_int.h"

static void freeze_churn(struct stats *s)
{
	double probes = 0;

	for (size_t j = 0; j < s->n_probes; j++)
		probes += held_runs(s, j) > 1;
	for (size_t j = 0; j < s->n_probes; j++) {
		double n = (double)held_runs(s, j), same = 0, q;

		if (n < 2)
			continue;
		for (size_t k = 0; k < s->classes; k++)
			same += (double)s->count[j * s->classes + k] / n * (double)s->count[j * s->classes + k] / n;
		q = 1 - same;
		for (size_t k = 0; k < s->classes; k++)
			s->pilot.share[j * s->classes + k] = (float)((double)s->n / n / probes *
				(1 - (double)s->count[j * s->classes + k] / n - q));
	}
}

/* p->centre and p->share are there; weights are made anew. */
void held_pilot_freeze(struct stats *s)
{
	struct pilot *p = &s->pilot;
	struct held_pilot *h = &p->held;

	h->square = xcalloc(s->padded, sizeof *h->square);
	h->times = xcalloc(s->padded, sizeof *h->times);
	for (size_t i = 0; i < s->n_pred; i++) {
		double n = (double)held_runs(s, i / s->outputs), v = n > 1 ? s->m2[i] / (n - 1) : 0;

		h->square[i] = v;
		h->times[i] = n > 1 ? (double)s->n / n : 0;
		p->weight[i] = v > 0 ? .5 / sqrt(v) * h->times[i] : 0;
		h->sd += sqrt(v) / 2;
		h->var += v;
	}
	if (s->classes)
		freeze_churn(s);
}

void held_pilot_add(struct stats *s, const float *pred)
{
	struct pilot *p = &s->pilot;
	double sd = p->held.sd, var = p->held.var, churn = 0;

	for (size_t i = 0; i < s->n_pred; i++) {
		double d;

		if (isnan(pred[i]) || !(p->held.times[i] > 0))
			continue;
		d = ((double)pred[i] - p->centre[i]) * ((double)pred[i] - p->centre[i]) - p->held.square[i];
		sd += p->weight[i] * d;
		var += p->held.times[i] * d;
	}
	moments_add(&p->sd, sd);
	moments_add(&p->var, var);
	if (!s->classes)
		return;
	for (size_t j = 0; j < s->n_probes; j++) {
		const float *x = pred + j * s->outputs;

		if (!isnan(x[0]))
			churn += (double)p->share[j * s->classes + stats_class(s, x)];
	}
	moments_add(&p->churn, churn);
}
