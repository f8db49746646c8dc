/*
 * spread_int.h - sd and variance over rows, averaged over columns, with the
 * jackknife of their logarithms.
 *
 * Rows are runs and columns probes.  Runs are independent, probes of one run
 * are not, so whole rows are left out.  On the log scale the jackknife is
 * nearly pivotal (Miller 1968, "Jackknifing variances", Ann. Math. Stat. 39).
 */
#ifndef STAT_SPREAD_INT_H
#define STAT_SPREAD_INT_H

#include <stddef.h>
#include <stdint.h>

#include "interval_int.h"

/* A jackknifed logarithm: bias (to be subtracted) and what is known of its error. */
struct jack { double bias; struct precision error; };

struct spread {
	size_t n;
	double sd, var;		/* NaN below two rows */
	struct jack log_sd, log_var;	/* NaN below three rows */
};

/* get writes row i (cols values). */
void spread_of_rows(void (*get)(const void *arg, size_t i, double *row),
		    const void *arg, size_t n, size_t cols, struct spread *out);

/* Likewise of rows with NaN where a column is not known: each column of the rows that have it,
 * those with fewer than two left out; n counts rows. */
void spread_of_held(void (*get)(const void *arg, size_t i, double *row),
		    const void *arg, size_t n, size_t cols, struct spread *out);
/* The same, each column's sd freed of its small-sample bias by c4 of its own rows. */
void spread_of_held_c4(void (*get)(const void *arg, size_t i, double *row),
		       const void *arg, size_t n, size_t cols, struct spread *out);
/* The jackknife of n leave-one-out logarithms x, which it overwrites, about `whole`. */
struct jack spread_jackknife(double *x, size_t n, double whole);

/* out's two from n > 2 leave-one-out logarithms each, about its sd and var. */
void spread_logs(struct spread *out, double *log_sd, double *log_var, size_t n);

/* 95 % interval of x > 0, whose logarithm was jackknifed over its n rows; lo and hi are
 * NaN where there are fewer than `least`. */
struct estimate spread_interval(double x, const struct jack *j, uint64_t n,
				uint64_t least);

/*
 * Effective degrees of freedom of a standard error made from n terms: the
 * variance of a variance is (kurtosis - 1) / n, of a chi-square's 2 / nu
 * (Satterthwaite 1946); at most n - 1.  sum2 and sum4 are the sums of the
 * squares and fourth powers of the terms' deviations.
 */
double spread_freedom(size_t n, double sum2, double sum4);

#endif
