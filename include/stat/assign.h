/*
 * assign.h - the linear assignment problem: who goes with whom, so that the sum of gains is
 * largest.
 *
 * Shortest augmenting paths with dual prices (Jonker and Volgenant 1987, without their
 * initialisation): exact, O(n^3), in double.
 */
#ifndef STAT_ASSIGN_H
#define STAT_ASSIGN_H

#include <stddef.h>
#include <stdint.h>

/* to[i] in 0..n-1, all different, with the largest sum of gain[i * n + to[i]]; returns that
 * sum.  Gains are finite.  Of equal sums one, the same every time. */
double assign_most(const double *gain, size_t n, uint32_t *to);

#endif
