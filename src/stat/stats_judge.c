/*
 * stats_judge.c - by which outcome runs are judged, and what leads a column.
 */
#include "stats_int.h"

enum stats_outcome stats_judge(const struct stats *s)
{
	return stats_has(s, STATS_DATA_LOSS) ? STATS_DATA_LOSS :
	       stats_has(s, STATS_TEST_LOSS) ? STATS_TEST_LOSS : STATS_TRAIN_LOSS;
}

enum stats_outcome stats_judge_class(const struct stats *s)
{
	return stats_has(s, stats_lead(s)) ? stats_lead(s) :
	       stats_has(s, STATS_ACCURACY) && !stats_has(s, STATS_DATA_LOSS) ? STATS_ACCURACY : stats_judge(s);
}

enum stats_outcome stats_judge_both(const struct stats *a, const struct stats *b)
{
	static const enum stats_outcome order[] = { STATS_DATA_LOSS, STATS_TEST_LOSS };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (stats_has(a, order[i]) && stats_has(b, order[i]))
			return order[i];
	return STATS_TRAIN_LOSS;
}

enum stats_outcome stats_lead(const struct stats *s)
{
	if (s->uneven && stats_has(s, STATS_BALANCED))
		return STATS_BALANCED;
	return STATS_DATA_ACCURACY;
}

enum stats_outcome stats_column(enum stats_outcome column, const struct stats *s)
{
	enum stats_outcome o = stats_judge_class(s);

	if (!stats_outcome_rises(o))
		return column;
	return o == STATS_BALANCED && (column == STATS_OUTCOMES || column == STATS_BALANCED)
		? STATS_BALANCED : STATS_DATA_ACCURACY;
}

enum stats_outcome stats_in_column(enum stats_outcome column, const struct stats *s)
{
	enum stats_outcome o = stats_judge_class(s);

	return o == STATS_BALANCED && column != STATS_BALANCED ? STATS_DATA_ACCURACY : o;
}
