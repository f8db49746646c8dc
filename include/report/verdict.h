/*
 * verdict.h - three lines that a manager could read: how different, why, what to do.
 *
 * Every statement is tied to an interval: "most" needs the lower end of the share
 * above one half, "nearly all" above nine tenths, and what is not measured is
 * said to be not measured.
 */
#ifndef REPORT_VERDICT_H
#define REPORT_VERDICT_H

#include <stddef.h>

#include "stat/attribute.h"
#include "stat/stats.h"

struct str;

struct verdict {
	const struct stats *stats;
	const enum source *free;	/* sources that were free */
	size_t n_free;
	/* attribution of the prediction's variance; n_effects 0: none */
	const struct effect *effect;
	size_t n_effects;
	/* rows that its runs diverged in, and all: 0 where none or only a few were left out */
	size_t rows_lost, rows_all;
	double interaction_lo;		/* lower end of its share; NaN: unknown */
	const struct ensemble *ensemble;	/* NULL: none */
	/* 1: the probes are rows that were not trained on; 2: that is not known */
	int held_out;
	const char *why;		/* the second line, where somebody else trained; NULL: made here */
	const char *may_help;		/* what may where runs diverge or learn nothing, or NULL */
};

/* Three lines, each ended by '\n'.  Where most runs are no better than the constant answer
 * (learnt.h) the first says that, and none how far they agree. */
void verdict_lines(const struct verdict *v, struct str *out);

#endif
