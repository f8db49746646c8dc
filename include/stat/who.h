/*
 * who.h - which cases differ between runs: figures for each probe.
 *
 * From counts and moments that stats.h keeps of all runs, so nothing is computed while runs
 * come.  Of these runs and no others: none has an interval, and that a row has never
 * flipped says how many runs there were as well.
 * Where each run has drawn its own split a probe's figures are of the runs that held it out;
 * fewer than two of them: NaN.
 */
#ifndef STAT_WHO_H
#define STAT_WHO_H

#include <stddef.h>
#include <stdint.h>

#include "stat/stats.h"

struct who_row {
	size_t probe;
	uint64_t runs;		/* that predict it */
	/* Share of pairs of runs that give it different classes; their mean over probes is the
	 * churn.  NaN for regression. */
	double flips;
	double sd;		/* over runs, mean over outputs */
	double variance;	/* over runs, mean over outputs */
	/* Share of runs that are wrong; NaN for regression and without labels. */
	double wrong;
};

struct who {
	size_t n;		/* probes, those that differ most first: by flips, then by sd; */
	struct who_row *row;	/* equal ones in the order of the probes */
	int classes;		/* rows have flips; else it is their variance that is shared out */
	size_t differ;		/* rows with flips, or with variance, above 0 */
	uint64_t runs;		/* finite ones with predictions */
};

/* 0 below two runs or where nothing is predicted; else release it. */
int who_new(struct who *w, const struct stats *s);
void who_release(struct who *w);
/* Share of all flips (or of the variance) that is in the first m rows; NaN where nothing
 * differs. */
double who_share(const struct who *w, size_t m);
/* Runs that say each class at a probe: borrowed, [*classes]; NULL for regression. */
const uint32_t *who_votes(const struct stats *s, size_t probe, size_t *classes);
/* Its class, or -1 where there is none or it is not known; its target for output o, or NaN. */
long who_truth(const struct stats *s, size_t probe);
double who_target(const struct stats *s, size_t probe, size_t output);
/* Histogram over kept runs of what they predict at a probe: of class k its probability, of a
 * regression output k.  The range is written to lo and hi. */
void who_hist(const struct stats *s, size_t probe, size_t k, double *lo, double *hi,
	      uint32_t *bin, size_t bins);

/*
 * Runs that are as good as the best by accuracy, within `tolerance` of it, and yet say
 * different things (Marx, Calmon & Ustun 2020, "Predictive multiplicity in
 * classification", ICML): ambiguity is the share of probes that some of them puts into
 * another class than the best run does, discrepancy the largest share that one of them does.
 * The best: highest accuracy after training (or else the one recorded), of equals the one with
 * the smallest loss to judge by, then the first.  Both grow with the number of runs.
 */
struct who_close {
	uint64_t best;		/* its number, from 0 */
	double accuracy;	/* the best one's */
	size_t runs, of;	/* so many of the kept runs are within it, the best among them */
	double ambiguity, discrepancy;
};
/* 0 where there are no classes or accuracies, below two kept runs, and where each run holds
 * other rows out (accuracies are of different rows then). */
int who_close(const struct stats *s, double tolerance, struct who_close *out);

#endif
