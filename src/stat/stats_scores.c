/*
 * stats_scores.c - scores over runs: what is reported beside losses.
 *
 * A problem with one target has its R2 and MAE among the outcomes.  Of several, the
 * outcomes are means over targets, and each target has a tally of its own: all moments, the
 * values of the first STATS_JACK runs, and from then on squared distances from their mean,
 * as outcomes have them in their reservoirs.
 */
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "engine/scores.h"
#include "stats_int.h"


void targets_begin(struct stats *s, const struct problem *p)
{
	s->uneven = p->data->rows && dataset_uneven(p->data);
	if (s->outputs > 1 && s->kind == DATA_REGRESSION)
		s->target_tally = xcalloc(2 * s->outputs, sizeof *s->target_tally);
}

void targets_release(struct stats *s)
{
	for (size_t i = 0; s->target_tally && i < 2 * s->outputs; i++)
		free(s->target_tally[i].first);
	free(s->target_tally);
}

static struct target_tally *tally_of(const struct stats *s, enum stats_outcome o, size_t target)
{
	return &s->target_tally[2 * target + (o == STATS_MAE)];
}

static void add(struct target_tally *t, double x)
{
	if (!isfinite(x))
		return;
	moments_add(&t->all, x);
	t->lowest = t->all.n == 1 ? x : fmin(t->lowest, x);
	t->highest = t->all.n == 1 ? x : fmax(t->highest, x);
	if (t->all.n <= STATS_JACK) {
		XGROW(t->first, t->cap, t->all.n);
		t->first[t->all.n - 1] = x;
	}
	if (t->all.n == STATS_JACK) {
		t->centre = t->all.mean;
		for (size_t i = 0; i < STATS_JACK; i++)
			moments_add(&t->square, (t->first[i] - t->centre) * (t->first[i] - t->centre));
	} else if (t->all.n > STATS_JACK) {
		moments_add(&t->square, (x - t->centre) * (x - t->centre));
	}
}

void targets_add(struct stats *s, const struct kept_run *k)
{
	s->unscored += !k->scores;
	for (size_t i = 0; s->target_tally && i < s->outputs; i++) {
		if (i < k->n_r2)
			add(tally_of(s, STATS_R2, i), (double)k->r2[i]);
		if (k->scores && SCORE_MAE + i < k->n_scores)
			add(tally_of(s, STATS_MAE, i), (double)k->scores[SCORE_MAE + i]);
	}
}

size_t targets_bytes(const struct stats *s)
{
	size_t n = 0;

	for (size_t i = 0; s->target_tally && i < 2 * s->outputs; i++)
		n += sizeof *s->target_tally + s->target_tally[i].cap * sizeof(double);
	return n;
}

int stats_uneven(const struct stats *s) { return s->uneven; }
uint64_t stats_unscored(const struct stats *s) { return s->unscored; }

struct stats_score stats_score(const struct stats *s, enum stats_outcome o)
{
	if (!s->outcome[o].n)
		return (struct stats_score){ stats_nothing(), stats_nothing(), NAN, NAN };
	return (struct stats_score){ stats_outcome(s, o), stats_outcome_spread(s, o), s->lowest[o], s->highest[o] };
}

struct stats_score stats_target(const struct stats *s, enum stats_outcome o, size_t target)
{
	const struct target_tally *t;

	if (target >= s->outputs)
		return (struct stats_score){ stats_nothing(), stats_nothing(), NAN, NAN };
	if (!s->target_tally)
		return stats_score(s, o);
	t = tally_of(s, o, target);
	if (!t->all.n)
		return (struct stats_score){ stats_nothing(), stats_nothing(), NAN, NAN };
	return (struct stats_score){
		stats_mean_of(s, &t->all), stats_honest(s, stats_spread_of(&t->all, &t->square, t->first)),
		t->lowest, t->highest,
	};
}
