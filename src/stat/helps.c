/*
 * helps.c - from pairs of conditions to a ranked table.
 */
#include "stat/helps.h"

#include <math.h>
#include <stdlib.h>

#include "stat/compare.h"
#include "stat/contrast.h"
#include "stat/dist.h"

#define WORTH 1.1		/* a change of less than 10 % is none to speak of */

double helps_z(size_t k)
{
	return dist_normal_q(1 - .025 / (double)(k ? k : 1));
}

void helps_ratio(struct help_row *row, const struct stats *a, const struct stats *b, double z)
{
	struct contrast c;
	double wider = z / dist_normal_q(.975);

	row->ratio = row->lo = row->hi = NAN;
	if (contrast_spread(a, b, &c))
		return;
	if (c.a.mean == 0 && c.b.mean > 0 && isfinite(c.b.lo)) {	/* nothing is left of it */
		row->ratio = row->lo = row->hi = 0;
		return;
	}
	row->ratio = c.ratio;
	row->lo = c.ratio * pow(c.lo / c.ratio, wider);
	row->hi = c.ratio * pow(c.hi / c.ratio, wider);
}

void helps_loss(struct help_row *row, const struct stats *a, const struct stats *b, enum stats_outcome o, int paired)
{
	struct comparison c;

	row->loss = row->loss_lo = row->loss_hi = NAN;
	if (compare_stats(a, b, o, paired, &c) || c.lost_a || c.lost_b)
		return;
	row->loss = c.diff;
	row->loss_lo = c.diff_lo;
	row->loss_hi = c.diff_hi;
}

static enum help judge(const struct help_row *row, double z)
{
	double lo, hi;

	if (row->runs && row->base_runs) {
		compare_shares(row->lost, row->runs, row->base_lost, row->base_runs, z, &lo, &hi);
		if (lo > 0)
			return HELP_DIVERGES;
	}
	if (isnan(row->lo) || isnan(row->hi))
		return HELP_TOO_FEW;
	if (row->hi < WORTH && row->lo > 1 / WORTH)
		return HELP_NOTHING;
	if (row->hi < 1)
		return helps_loss_sign(row) > 0 ? HELP_AT_A_LOSS : HELP_YES;
	return row->lo > 1 ? HELP_WORSE : HELP_UNDECIDED;
}

static int by_help(const void *a, const void *b)
{
	const struct help_row *x = a, *y = b;

	if (x->help != y->help)
		return x->help < y->help ? -1 : 1;
	if (x->ratio != y->ratio && !isnan(x->ratio) && !isnan(y->ratio))
		return x->ratio < y->ratio ? -1 : 1;
	return x->remedy < y->remedy ? -1 : x->remedy > y->remedy;
}

void helps_judge(struct help_row *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		row[i].help = judge(&row[i], helps_z(n));
	qsort(row, n, sizeof *row, by_help);
}

int helps_on(const struct help_source *s)
{
	return s->hi < 1;
}

int helps_loss_sign(const struct help_row *row)
{
	return row->loss_hi < 0 ? -1 : row->loss_lo > 0 ? 1 : 0;
}
