/*
 * who.c - which cases differ between runs.
 */
#include "stat/who.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "stats_int.h"

static double flips_at(const struct stats *s, size_t j, double n)
{
	double same = 0;

	if (!s->classes || n < 2)
		return NAN;
	for (size_t k = 0; k < s->classes; k++) {
		double c = (double)s->count[j * s->classes + k];

		same += c * (c - 1);
	}
	return 1 - same / (n * (n - 1));
}

static struct who_row row_at(const struct stats *s, size_t j)
{
	double n = (double)held_runs(s, j);
	struct who_row r = { .probe = j, .runs = held_runs(s, j), .flips = flips_at(s, j, n),
			     .sd = n > 1 ? 0 : NAN, .variance = n > 1 ? 0 : NAN, .wrong = NAN };

	for (size_t o = 0; o < s->outputs && n > 1; o++) {
		double v = s->m2[j * s->outputs + o] / (n - 1);

		r.sd += sqrt(v) / (double)s->outputs;
		r.variance += v / (double)s->outputs;
	}
	if (s->classes && s->label && n > 0)
		r.wrong = 1 - (double)s->count[j * s->classes + s->label[j]] / n;
	return r;
}

/* More of x first, what is unknown last. */
static int order(double x, double y)
{
	if (isnan(x) || isnan(y))
		return isnan(x) - isnan(y);
	return (x < y) - (x > y);
}

static int by_difference(const void *a, const void *b)
{
	const struct who_row *x = a, *y = b;
	int by = isnan(x->flips) && isnan(y->flips) ? 0 : order(x->flips, y->flips);

	by = by ? by : order(x->sd, y->sd);
	return by ? by : x->probe < y->probe ? -1 : x->probe > y->probe;
}

static double held_by(const struct who *w, size_t i)
{
	double x = w->classes ? w->row[i].flips : w->row[i].variance;

	return isnan(x) ? 0 : x;
}

int who_new(struct who *w, const struct stats *s)
{
	*w = (struct who){ .n = s->n_probes, .classes = s->classes != 0, .runs = s->n };
	if (!s->n_pred || s->n < 2)
		return 0;
	w->row = xcalloc(w->n, sizeof *w->row);
	for (size_t j = 0; j < w->n; j++)
		w->row[j] = row_at(s, j);
	qsort(w->row, w->n, sizeof *w->row, by_difference);
	while (w->differ < w->n && held_by(w, w->differ) > 0)
		w->differ++;
	return 1;
}

void who_release(struct who *w)
{
	free(w->row);
	*w = (struct who){ 0 };
}

double who_share(const struct who *w, size_t m)
{
	double all = 0, first = 0;

	for (size_t i = 0; i < w->n; i++) {
		all += held_by(w, i);
		first += i < m ? held_by(w, i) : 0;
	}
	return all > 0 ? first / all : NAN;
}

const uint32_t *who_votes(const struct stats *s, size_t probe, size_t *classes)
{
	*classes = s->classes;
	return s->classes ? s->count + probe * s->classes : NULL;
}

long who_truth(const struct stats *s, size_t probe)
{
	return s->classes && s->label ? (long)s->label[probe] : -1;
}

double who_target(const struct stats *s, size_t probe, size_t output)
{
	return s->target ? (double)s->target[probe * s->outputs + output] : NAN;
}

static double predicted(const struct stats *s, size_t i, size_t probe, size_t k)
{
	const float *p = s->kept_pred[i] + probe * s->outputs;

	if (s->classes && s->outputs == 1)
		return k ? (double)p[0] : 1 - (double)p[0];
	return (double)p[k];
}

void who_hist(const struct stats *s, size_t probe, size_t k, double *lo, double *hi,
	      uint32_t *bin, size_t bins)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < bins; i++)
		bin[i] = 0;
	for (size_t i = 0; i < s->n_kept; i++) {
		double x = predicted(s, i, probe, k);

		least = x < least ? x : least;
		most = x > most ? x : most;
	}
	*lo = s->classes ? fmin(0, least) : least;	/* with mse a class's share may be anything */
	*hi = s->classes ? fmax(1, most) : most;
	if (!(*hi > *lo)) {	/* all the same, or none */
		*lo = isfinite(*lo) ? *lo - .5 : 0;
		*hi = *lo + 1;
	}
	for (size_t i = 0; i < s->n_kept; i++) {
		double x = (predicted(s, i, probe, k) - *lo) / (*hi - *lo);
		size_t b = x >= 0 ? (size_t)(x * (double)bins) : 0;

		if (!isnan(x))
			bin[b < bins ? b : bins - 1]++;
	}
}

/* ---- runs as good as the best ---- */

static int is_better(const struct kept_run *a, const struct kept_run *b, enum stats_outcome acc,
		     enum stats_outcome loss)
{
	double x = kept_run_outcome(a, acc), y = kept_run_outcome(b, acc);

	if (isnan(x) || isnan(y))
		return isnan(y) && !isnan(x);
	if (x != y)
		return x > y;
	return kept_run_outcome(a, loss) < kept_run_outcome(b, loss);
}

int who_close(const struct stats *s, double tolerance, struct who_close *out)
{
	enum stats_outcome acc = stats_has(s, STATS_DATA_ACCURACY) ? STATS_DATA_ACCURACY : STATS_ACCURACY;
	struct kept_run best, k;
	uint8_t *moved;
	size_t some = 0, most = 0;

	*out = (struct who_close){ .of = s->n_kept, .ambiguity = NAN, .discrepancy = NAN };
	if (!s->classes || s->mixed || !stats_has(s, acc) || s->n_kept < 2)
		return 0;
	stats_kept_run(s, 0, &best);
	for (size_t i = 1; i < s->n_kept; i++)
		if (stats_kept_run(s, i, &k) && is_better(&k, &best, acc, stats_judge(s)))
			best = k;
	out->best = best.run;
	out->accuracy = kept_run_outcome(&best, acc);
	moved = xcalloc(s->n_probes, sizeof *moved);
	for (size_t i = 0; i < s->n_kept; i++) {
		size_t differ = 0;

		/* both are counts of rows divided as floats */
		if (!stats_kept_run(s, i, &k)
		    || !(kept_run_outcome(&k, acc) >= out->accuracy - tolerance - 4 * (double)FLT_EPSILON))
			continue;
		out->runs++;
		for (size_t j = 0; j < s->n_probes; j++)
			if (stats_class(s, k.pred + j * s->outputs) != stats_class(s, best.pred + j * s->outputs)) {
				moved[j] = 1;
				differ++;
			}
		most = differ > most ? differ : most;
	}
	for (size_t j = 0; j < s->n_probes; j++)
		some += moved[j];
	free(moved);
	out->ambiguity = (double)some / (double)s->n_probes;
	out->discrepancy = (double)most / (double)s->n_probes;
	return 1;
}
