/*
 * stats_pilot.c - how exactly sd, variance and churn are known from more runs than
 * can be compared with each other.
 *
 * While runs are few their jackknife is exact (stats_spread.c, stats_churn.c).  When
 * STATS_JACK have arrived, the means, sds and class shares of these are
 * frozen, and from then on each run, first of all these themselves, is reduced
 * to three numbers about them:
 *
 *   sd      sum over j of (p_j - m_j)^2 / (2 s_j)
 *   var     sum over j of (p_j - m_j)^2
 *   churn   share of the pilot runs that say another class, mean over probes
 *
 * To first order these are the run's influence on the mean sd, the mean
 * variance and the churn, so their moments, which need no memory, give the standard
 * error of each from all runs: a run in a thousand that ends elsewhere is in it
 * when it comes.  Where each run holds other rows out see held_pilot.c.  That the centre is that of the pilot matters to second order only.
 */
#include "stats_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vec_int.h"

static void add(struct stats *s, const float *pred)
{
	struct pilot *p = &s->pilot;
	double sd, var, other = 0;

	if (s->mixed) {
		held_pilot_add(s, pred);
		return;
	}
	vec_squares(pred, p->centre, p->weight, s->padded, &sd, &var);
	moments_add(&p->sd, sd);
	moments_add(&p->var, var);
	if (!s->classes)
		return;
	for (size_t j = 0; j < s->n_probes; j++)
		other += 1 - (double)p->share[j * s->classes + stats_class(s, pred + j * s->outputs)];
	moments_add(&p->churn, other / (double)s->n_probes);
}

static void freeze(struct stats *s)
{
	struct pilot *p = &s->pilot;
	double n = (double)s->n;

	p->on = 1;
	p->centre = xaligned(s->padded + VEC_PAD, sizeof *p->centre);
	p->weight = xaligned(s->padded + VEC_PAD, sizeof *p->weight);
	memcpy(p->centre, s->mean, s->padded * sizeof *p->centre);
	for (size_t j = 0; j < s->padded; j++)
		p->weight[j] = s->m2[j] > 0 ? .5 / sqrt(s->m2[j] / (n - 1)) : 0;
	if (s->classes) {
		p->share = xcalloc(s->n_probes * s->classes, sizeof *p->share);
		for (size_t i = 0; i < s->n_probes * s->classes; i++)
			p->share[i] = (float)((double)s->count[i] / n);
	}
	if (s->mixed)
		held_pilot_freeze(s);
	for (size_t i = 0; i < s->n_kept; i++)
		add(s, s->kept_pred[i]);
}

void pilot_add(struct stats *s, const float *pred)
{
	if (s->pilot.on)
		add(s, pred);
	else if (s->n_kept == STATS_JACK || s->closed)
		freeze(s);	/* pred is the last of the kept */
}

void pilot_release(struct pilot *p)
{
	free(p->centre);
	free(p->weight);
	free(p->share);
	free(p->held.square);
	free(p->held.times);
	memset(p, 0, sizeof *p);
}

size_t pilot_bytes(const struct stats *s)
{
	return s->pilot.on ? 2 * s->padded * sizeof(double) +
			     s->n_probes * s->classes * sizeof(float) : 0;
}
