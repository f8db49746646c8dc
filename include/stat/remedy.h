/*
 * remedy.h - sweeps of remedies: what was measured, and what may be said of it.
 *
 * A sweep is a row per setting with the spread of its runs (prediction difference
 * or sd) and their loss, each with an interval.  The judge works on
 * the logarithm of the spread: settings are compared as ratios.  A claim holds
 * only when the ends of the sweep differ with an interval clear of "no change" and
 * no two rows between contradict it with theirs (Bonferroni's level over all
 * pairs); the opposite is said on the same terms.  The slope is that of a
 * straight line through the logs, weighted by their standard errors
 * (DerSimonian & Laird 1986 where the rows scatter more than these allow).
 * With categories (activations, remainders) every row that is not aside is compared with
 * the first, at Bonferroni's level.
 *
 * Runs that diverged are in no spread, and count as losses: a row that more of them
 * diverge in for certain (compare_shares) is never the steadier one, and losses of rows
 * with diverged runs are compared by who wins (remedy_weigh).
 */
#ifndef STAT_REMEDY_H
#define STAT_REMEDY_H

#include <stddef.h>

#include "stat/stats.h"

enum remedy {
	REMEDY_ENSEMBLE,	/* setting: M; claim: the spread falls as 1/sqrt(M) */
	REMEDY_BATCH_EPOCHS,	/* batch size at equal epochs; larger is steadier */
	REMEDY_BATCH_UPDATES,	/* the same at equal updates */
	REMEDY_LR_BATCH,	/* learning rate over batch size; smaller is steadier */
	REMEDY_DROPOUT,		/* rate; more is steadier */
	REMEDY_L2,		/* factor; more is steadier */
	REMEDY_ACTIVATION,	/* categories; a smooth one is steadier than the first */
	REMEDY_REMAINDER,	/* categories: keep, drop, even, and batch sizes that
				 * divide the rows; others are steadier than the first */
	REMEDY_AVERAGE,		/* decay of a mean of the weights; more is steadier */
	REMEDY_SCHEDULE,	/* categories: a rate that falls is steadier than the first */
	REMEDY_PATIENCE,	/* categories: to stop early is steadier than the first */
	REMEDY_COUNT,
	REMEDY_SETTING = REMEDY_COUNT,	/* `sweep`: values of any setting, compared with the first; no
					 * advice is put to the test */
	REMEDY_ALL
};
/* Rows are categories, compared with the first, and no trend. */
int remedy_is_categories(enum remedy r);

struct remedy_row {
	char label[48];		/* safe text: "batch 32", "relu" */
	double setting;		/* numeric; the index for categories */
	struct estimate spread;
	struct estimate loss;	/* n 0: none */
	uint64_t runs, lost;	/* all, and those that diverged; 0: not known */
	int clipped;		/* the loss is one of ensembles, which is */
	int aside;		/* shown beside the others, and not what the remedy asks for (a batch
				 * size beside keep, drop and even): not judged where others are */
};

enum finding {
	FINDING_TOO_FEW,	/* fewer than two rows with intervals */
	FINDING_UNDECIDED,	/* the intervals allow both */
	FINDING_HOLDS,
	FINDING_PARTLY,		/* ensembles: steadier, but not as 1/sqrt(M) */
	FINDING_OPPOSITE,	/* it makes things worse */
	FINDING_MIXED,		/* up and down along the sweep */
	FINDING_NONE,		/* no change worth speaking of: within 10 % for certain */
	FINDING_DIVERGES,	/* one end makes more runs diverge, and the others no less alike */
};

struct remedy_result {
	enum finding finding;
	/* spread of the last row over the first (categories: the steadiest
	 * over the first), with interval */
	double ratio, ratio_lo, ratio_hi;
	size_t best;		/* row that `ratio` speaks of */
	/* slope of log spread: on log setting where all settings are positive,
	 * else on the setting; NaN for categories */
	double slope, slope_lo, slope_hi;
	int log_setting;
	/* loss of that row less that of the first, with interval; NaN: unknown, or
	 * runs of either diverged */
	double loss, loss_lo, loss_hi;
	/* share of comparisons that a run of that row wins, diverged ones as lost; NaN: not
	 * weighed, or none diverged */
	double wins, wins_lo, wins_hi;
};

/* Rows in order of their settings. */
void remedy_judge(enum remedy r, const struct remedy_row *row, size_t n,
		  struct remedy_result *out);
/*
 * The losses of the rows `first` and best from their runs: in pairs where runs of the same
 * number share levels.  Without it they are compared by the rows' own intervals, and
 * not at all where runs diverged.
 */
void remedy_weigh(struct remedy_result *x, const struct stats *first, const struct stats *best,
		  enum stats_outcome o, int paired);
/*
 * Row of an ensemble sweep from a condition's runs, label "M runs"; 0 when there
 * are too few.  The interval of its loss is that of the gain over single runs, so
 * that rows compare with the row of M = 1 on the same runs, which has none itself
 * (se, lo and hi NaN).  Rows of one condition
 * share their runs, which makes the intervals of ratios too wide rather than too narrow.
 */
int remedy_ensemble_row(const struct stats *s, size_t m, struct remedy_row *out);

#endif
