/*
 * stats_churn.c - how often two runs put a probe into different classes.
 *
 * Counting how many runs say class k at a probe is enough: of n runs,
 * sum c_k (c_k - 1) ordered pairs agree.  So churn is over all pairs of all
 * runs without comparing any two, and the jackknife's a_i of a run is the
 * share of the other runs that contradict it (see stats_diff.c, stats_pilot.c).
 */
#include "stat/stats.h"

#include <math.h>

#include "stats_int.h"

static double disagreement(const struct stats *s)
{
	double n = (double)s->n, same = 0;

	if (s->mixed)
		return held_disagreement(s);
	for (size_t i = 0; i < s->n_probes * s->classes; i++)
		same += (double)s->count[i] * ((double)s->count[i] - 1);
	return 1 - same / (n * (n - 1) * (double)s->n_probes);
}

void stats_churn_influence(const struct stats *s, double *out)
{
	double n = (double)s->n;

	if (s->mixed) {
		held_churn_influence(s, out);
		return;
	}
	for (size_t i = 0; i < s->n_kept; i++) {
		double differ = 0;

		for (size_t j = 0; s->classes && j < s->n_probes; j++) {
			size_t k = stats_class(s, s->kept_pred[i] + j * s->outputs);

			differ += n - (double)s->count[j * s->classes + k];
		}
		out[i] = n > 1 ? differ / ((n - 1) * (double)s->n_probes) : 0;
	}
}

/* The a_i of the kept runs, while these are all. */
static struct precision of_kept(const struct stats *s)
{
	double a[STATS_JACK];

	stats_churn_influence(s, a);
	return precision_of_terms(a, s->n_kept, (double)s->n);
}

struct estimate stats_churn(const struct stats *s)
{
	struct precision p;

	if (!s->classes || s->n < 2 || (s->mixed && isnan(disagreement(s))))
		return stats_nothing();
	p = s->pilot.on ? precision_of_moments(&s->pilot.churn) : of_kept(s);
	return stats_honest(s, stats_within(disagreement(s), stats_u_precision(p, (double)s->n), s->n, 1));
}

int stats_churn_parts(const struct stats *s, double *right_wrong, double *neutral)
{
	double n = (double)s->n, mixed = 0;

	if (!s->classes || !s->label || s->n < 2)
		return 0;
	if (s->mixed) {
		*right_wrong = held_right_wrong(s);
		*neutral = disagreement(s) - *right_wrong;
		*neutral = *neutral < 1e-12 ? 0 : *neutral;
		return !isnan(*right_wrong);
	}
	for (size_t j = 0; j < s->n_probes; j++) {
		double right = (double)s->count[j * s->classes + s->label[j]];

		mixed += 2 * right * (n - right);
	}
	*right_wrong = mixed / (n * (n - 1) * (double)s->n_probes);
	*neutral = disagreement(s) - *right_wrong;
	if (*neutral < 1e-12)	/* rounding: two classes leave none */
		*neutral = 0;
	return 1;
}

int stats_churn_between(const struct stats *a, const struct stats *b,
			double *churn, double *wins, double *losses, double *neutral)
{
	double same = 0, won = 0, lost = 0, n = 0;

	if (!a->classes || a->classes != b->classes || a->n_probes != b->n_probes ||
	    !a->label || !b->label || !a->n || !b->n)
		return 0;
	for (size_t j = 0; j < a->n_probes; j++) {
		const uint32_t *ca = a->count + j * a->classes, *cb = b->count + j * b->classes;
		double na = (double)held_runs(a, j), nb = (double)held_runs(b, j), scale, ra, rb;

		if (a->label[j] != b->label[j])
			return 0;
		if (!(na > 0) || !(nb > 0))
			continue;
		n++;
		scale = 1 / (na * nb);
		for (size_t k = 0; k < a->classes; k++)
			same += (double)ca[k] * (double)cb[k] * scale;
		ra = (double)ca[a->label[j]];
		rb = (double)cb[a->label[j]];
		won += (na - ra) * rb * scale;
		lost += ra * (nb - rb) * scale;
	}
	if (!(n > 0))
		return 0;
	*churn = 1 - same / n;
	*wins = won / n;
	*losses = lost / n;
	*neutral = *churn - *wins - *losses;
	if (*neutral < 1e-12)
		*neutral = 0;
	return 1;
}
