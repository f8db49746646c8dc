/*
 * stats_spread.c - sd and variance over runs, averaged over the probes.
 *
 * The figure comes from the moments of all runs, its relative standard error
 * from a jackknife over the first STATS_JACK kept runs, which shrinks as
 * 1/sqrt(runs) when there are more.  The jackknife is remembered: it is the
 * expensive part, and once there are STATS_JACK runs it does not change.
 */
#include "stat/stats.h"

#include <math.h>

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
	size_t n = s->n_kept < STATS_JACK ? s->n_kept : STATS_JACK;

	if (mine->spread_rows != n || !n) {
		spread_of_rows(kept_row, s, n, s->n_pred, &mine->spread);
		mine->spread_rows = n;
	}
	return &mine->spread;
}

struct estimate stats_sd(const struct stats *s)
{
	const struct spread *j = jackknife(s);
	double sum = 0;

	if (s->n < 2)
		return stats_nothing();
	for (size_t i = 0; i < s->n_pred; i++)
		sum += sqrt(s->m2[i]);
	sum /= (double)s->n_pred * sqrt((double)(s->n - 1));
	return spread_interval(sum, &j->log_sd, j->n, s->n);
}

struct estimate stats_variance(const struct stats *s)
{
	const struct spread *j = jackknife(s);
	double sum = 0;

	if (s->n < 2)
		return stats_nothing();
	for (size_t i = 0; i < s->n_pred; i++)
		sum += s->m2[i];
	sum /= (double)s->n_pred * (double)(s->n - 1);
	return spread_interval(sum, &j->log_var, j->n, s->n);
}
