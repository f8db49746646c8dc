/*
 * divergence.h - twins that differ in one ulp, and how far apart they are after
 * every epoch: log10 |p - p'|.
 *
 * Contracting training keeps them at the rounding error, chaotic training drives
 * them apart exponentially until they are as different as strangers (Summers
 * & Dinneen 2021, "Nondeterminism and instability in neural network
 * optimization").  At most DIVERGENCE_TWINS pairs are kept, the first ones.
 * Not thread-safe.
 */
#ifndef STAT_DIVERGENCE_H
#define STAT_DIVERGENCE_H

#include <stddef.h>

#define DIVERGENCE_TWINS 512

struct divergence;

/* Mean |p - q| of two predictions, in double. */
double divergence_distance(const float *p, const float *q, size_t n);

struct divergence *divergence_new(size_t epochs);
void divergence_free(struct divergence *d);
/* distance[e]: mean |p - p'| of one pair of twins after epoch e; 0: the same
 * to the last bit; NaN or beyond the end: unknown. */
void divergence_add(struct divergence *d, const double *distance, size_t epochs);
size_t divergence_twins(const struct divergence *d);
size_t divergence_epochs(const struct divergence *d);
/* Quantile over twins of log10 distance at epoch e; -INFINITY when it falls on
 * identical twins; NaN when there are none. */
double divergence_quantile(const struct divergence *d, size_t e, double q);
/* Share of twins that are identical at epoch e. */
double divergence_identical(const struct divergence *d, size_t e);

/*
 * Decades per epoch between epochs [from, to): the mean over twins of the
 * least-squares slope of log10 distance, with its t interval.  Twins with fewer than
 * two unequal epochs there are left out; n is how many are in.
 */
struct growth { size_t n; double rate, lo, hi; };
struct growth divergence_growth(const struct divergence *d, size_t from, size_t to);
/* Where growth from epoch `from` ends, before `end`: twins that have parted go nowhere. */
size_t divergence_growth_end(const struct divergence *d, size_t from, size_t end);

#endif
