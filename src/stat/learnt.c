/*
 * learnt.c - see learnt.h.
 */
#include "stat/learnt.h"

#include "stat/stats.h"

int learnt_nothing(const struct stats *s)
{
	struct stats_beat b = stats_beaten(s);

	return b.n > 0 && b.either < b.n - b.either;
}
