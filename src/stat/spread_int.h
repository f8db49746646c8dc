/*
 * spread_int.h - sd and variance over rows, averaged over columns, with the
 * jackknife's standard error of their logarithms.
 *
 * Rows are runs and columns probes.  Runs are independent, probes of one run
 * are not, so whole rows are left out.  On the log scale the jackknife is
 * nearly pivotal (Miller 1968, "Jackknifing variances", Ann. Math. Stat. 39).
 */
#ifndef STAT_SPREAD_INT_H
#define STAT_SPREAD_INT_H

#include <stddef.h>
#include <stdint.h>

struct estimate;

struct spread {
	size_t n;
	double sd, var;		/* NaN below two rows */
	double se_log_sd, se_log_var;	/* NaN below three */
};

/* get writes row i (cols values). */
void spread_of_rows(void (*get)(const void *arg, size_t i, double *row),
		    const void *arg, size_t n, size_t cols, struct spread *out);
/* exp(log x -+ t se) with nu degrees of freedom, as an estimate. */
struct estimate spread_interval(double x, double se_log, double nu, uint64_t n);

#endif
