/*
 * runs.c - single runs that are kept whole, how far apart two of them are, and whether those
 * of two conditions have levels in common.
 */
#include <math.h>
#include <string.h>

#include "lab/lab_int.h"

int lab_kept(const struct lab_entry *e, uint64_t run, struct kept_run *out)
{
	size_t n = e ? stats_kept(e->stats) : 0, lo = 0, hi = n;

	while (lo < hi) {	/* kept in the order of their numbers */
		size_t mid = (lo + hi) / 2;

		if (!stats_kept_run(e->stats, mid, out))
			return 0;
		if (out->run < run)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && stats_kept_run(e->stats, lo, out) && out->run == run;
}

double lab_apart(const struct lab_entry *e, const struct kept_run *a, const struct kept_run *b)
{
	size_t n = stats_n_pred(e->stats), both = 0;
	double sum = 0;

	if (!a->pred || !b->pred || !n)
		return NAN;
	for (size_t i = 0; i < n; i++) {
		double d = fabs((double)a->pred[i] - b->pred[i]);

		both += !isnan(d);
		sum += isnan(d) ? 0 : d;	/* trained on in one of them */
	}
	return sum / (double)both;
}

int lab_share_levels(const struct lab_entry *a, const struct lab_entry *b)
{
	const struct external *x = a->cond->external, *y = b->cond->external;
	int shared = 0;

	/* of runs that others have chosen a number says nothing of the levels */
	if ((x && !x->driven) || (y && !y->driven) || !x != !y)
		return 0;
	for (int k = 0; k < SOURCE_SLOTS; k++)
		shared |= a->cond->state[k] == STATE_FREE && b->cond->state[k] == STATE_FREE &&
			  (!x || (x->n_choice[k] == y->n_choice[k] && strcmp(x->name[k], y->name[k]) == 0));
	return shared && a->cond->master == b->cond->master && a->cond->plan == b->cond->plan;
}
