/*
 * stats_shared.c - runs that share levels: what is said of them has no interval.
 */
#include <math.h>

#include "stats_int.h"

void stats_share_levels(struct stats *s)
{
	s->shared_levels = 1;
}

int stats_shares_levels(const struct stats *s)
{
	return s->shared_levels;
}

struct estimate stats_honest(const struct stats *s, struct estimate e)
{
	if (s->shared_levels)
		e.se = e.lo = e.hi = NAN;
	return e;
}
