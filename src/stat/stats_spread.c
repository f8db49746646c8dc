/*
 * stats_spread.c - sd and variance over runs, averaged over the probes.
 *
 * The figures come from the moments of all runs.  Their intervals, while there
 * are few runs, come from the delete-one jackknife of the logarithm, which is
 * remembered, being the expensive part; later from the moments of every run's
 * influence (stats_pilot.c).
 */
#include "stat/stats.h"

#include <math.h>
#include <stdlib.h>

#include "stats_int.h"

static void kept_row(const void *arg, size_t i, double *row)
{
	const struct stats *s = arg;

	for (size_t j = 0; j < s->n_pred; j++)
		row[j] = (double)s->kept_pred[i][j];
}

static const struct spread *jackknife(const struct stats *s)
{
	struct stats *mine = (struct stats *)s;	/* a cache, not a figure */

	if (mine->spread_rows != s->n_kept || !s->n_kept) {
		(s->mixed ? spread_of_held : spread_of_rows)(kept_row, s, s->n_kept, s->n_pred,
							     &mine->spread);
		mine->spread_rows = s->n_kept;
	}
	return &mine->spread;
}

/* Interval of x = c sqrt(mean of the squares) or c mean, from the squares' moments. */
static struct estimate from_squares(double x, const struct moments *m, int root, uint64_t n)
{
	struct precision p = precision_of_moments(m);
	struct estimate e = interval_of(m->mean, p, n, STATS_FEW_SPREAD);
	double scale = m->mean > 0 ? x / m->mean : 0;
	double lo = e.lo > 0 || isnan(e.lo) ? e.lo : 0;

	if (!root)
		return (struct estimate){ x, e.se * scale, lo * scale, e.hi * scale, n };
	if (!(m->mean > 0))
		return (struct estimate){ x, 0, x, x, n };
	return (struct estimate){ x, e.se * scale / 2, x * sqrt(lo / m->mean),
				  x * sqrt(e.hi / m->mean), n };
}

struct estimate stats_sd(const struct stats *s)
{
	const struct pilot *p = &s->pilot;
	double sum = 0;

	if (s->n < 2 || !s->n_pred)
		return stats_nothing();
	for (size_t i = 0; i < s->n_pred && !s->mixed; i++)
		sum += sqrt(s->m2[i]);
	sum = s->mixed ? held_mean_sd(s) : sum / ((double)s->n_pred * sqrt((double)(s->n - 1)));
	if (isnan(sum))
		return stats_nothing();
	if (p->on)	/* where the pilot did not vary at all it has no weights */
		return stats_honest(s, from_squares(sum, p->sd.mean > 0 ? &p->sd : &p->var, 1, s->n));
	return stats_honest(s, spread_interval(sum, &jackknife(s)->log_sd, s->n, STATS_FEW_SPREAD));
}

struct estimate stats_variance(const struct stats *s)
{
	double sum = 0;

	if (s->n < 2 || !s->n_pred)
		return stats_nothing();
	for (size_t i = 0; i < s->n_pred && !s->mixed; i++)
		sum += s->m2[i];
	sum = s->mixed ? held_mean_var(s) : sum / ((double)s->n_pred * (double)(s->n - 1));
	if (isnan(sum))
		return stats_nothing();
	if (s->pilot.on)
		return stats_honest(s, from_squares(sum, &s->pilot.var, 0, s->n));
	return stats_honest(s, spread_interval(sum, &jackknife(s)->log_var, s->n, STATS_FEW_SPREAD));
}

void stats_sd_influence(const struct stats *s, double *out)
{
	if (s->mixed) {
		held_sd_influence(s, out);
		return;
	}
	for (size_t i = 0; i < s->n_kept; i++) {
		double sum = 0;

		for (size_t j = 0; j < s->n_pred; j++) {
			double d = (double)s->kept_pred[i][j] - s->mean[j];

			if (s->m2[j] > 0)
				sum += d * d / sqrt(s->m2[j]);
		}
		out[i] = sum;
	}
}

static void one_value(const void *arg, size_t i, double *row)
{
	*row = ((const double *)arg)[i];
}

struct estimate stats_spread_of(const struct moments *m, const struct moments *square, const double *x)
{
	struct spread j;

	if (m->n < 2)
		return stats_nothing();
	if (m->n > STATS_JACK)
		return from_squares(sqrt(moments_var(m)), square, 1, m->n);
	spread_of_rows(one_value, x, (size_t)m->n, 1, &j);
	return spread_interval(sqrt(moments_var(m)), &j.log_sd, m->n, STATS_FEW_SPREAD);
}

struct estimate stats_outcome_spread(const struct stats *s, enum stats_outcome o)
{
	const struct moments *m = &s->outcome[o];
	struct estimate e;
	size_t n;
	double *x = NULL;

	if (m->n <= STATS_JACK)
		x = stats_values(s, o, &n);
	e = stats_spread_of(m, &s->square[o], x);
	free(x);
	return stats_honest(s, e);
}
