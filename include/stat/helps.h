/*
 * helps.h - what to do about it: remedies side by side, one setting of each, ranked.
 *
 * Each row is a condition that differs from the base in one setting, on the same levels.
 * The ratio is that of mean prediction differences (contrast.h; of an ensemble that of sds),
 * with an interval of a level such that those of all rows hold together at 95 %
 * (Bonferroni): who looks at nine remedies and takes the best is not deceived.  A row helps
 * only where its interval is below 1 and not all of it within 10 % of 1, and no more of its runs diverge for certain.
 */
#ifndef STAT_HELPS_H
#define STAT_HELPS_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"
#include "stat/remedy.h"

#define HELPS_MAX 16
#define HELPS_SOURCES 8

enum help {
	HELP_YES,		/* runs agree more for certain */
	HELP_AT_A_LOSS,		/* they do, and their loss is higher for certain */
	HELP_NOTHING,		/* no change worth speaking of: within 10 % for certain */
	HELP_UNDECIDED,		/* the interval allows both */
	HELP_WORSE,		/* runs agree less for certain */
	HELP_DIVERGES,		/* more of them diverge for certain */
	HELP_TOO_FEW,		/* too few runs that do not diverge */
	HELPS
};

/* sd under "reroll only this source", with the remedy over without it; lo and hi hold together
 * for all sources of all rows. */
struct help_source { enum source source; double ratio, lo, hi; };

struct help_row {
	enum remedy remedy;
	char label[48];			/* safe text: "batch 128" */
	double ratio, lo, hi;		/* of spreads; NaN: not known */
	double loss, loss_lo, loss_hi;	/* loss less the base's, 95 %; NaN: not known */
	double price;			/* of training, times the base's: by arithmetic */
	uint64_t runs, lost, base_runs, base_lost;
	struct help_source source[HELPS_SOURCES];
	size_t n_source;		/* 0: not known */
	enum help help;			/* helps_judge */
};

/* The level at which k intervals hold together, as a normal quantile. */
double helps_z(size_t k);
/* ratio and its interval from a (with the remedy) and b (without), at z. */
struct stats;
void helps_ratio(struct help_row *row, const struct stats *a, const struct stats *b, double z);
/* loss: of a and b; paired where runs of the same number share levels. */
void helps_loss(struct help_row *row, const struct stats *a, const struct stats *b, enum stats_outcome o, int paired);
/* What each row does, and then those that help most first: by what they do, then by ratio. */
void helps_judge(struct help_row *row, size_t n);
/* Does it work on that source for certain? */
int helps_on(const struct help_source *s);
/* Is the loss for certain lower (-1), higher (1), or neither (0)? */
int helps_loss_sign(const struct help_row *row);

#endif
