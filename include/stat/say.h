/*
 * say.h - numbers as people read them, for sentences about results.
 *
 * Numbers have a leading zero and no more digits than their meaning needs.
 * All texts are plain ASCII and safe to show.
 */
#ifndef STAT_SAY_H
#define STAT_SAY_H

#include <stddef.h>
#include <stdint.h>

struct str;

/* As %.*f, but what rounds to nothing is 0.0 and never -0.0. */
void say_fixed(struct str *out, double x, int decimals);
/* "0.436", "12.3", "1.2e-08": `digits` significant digits; "unknown" for NaN. */
void say_number(struct str *out, double x, int digits);
/* "0.436 (0.432 to 0.440)": digits chosen by the width of the interval, and a few more
 * where an end would be read as 0, a half or 1 while it is clear of that; without
 * the bracket when lo or hi is NaN or both are the same.  Five digits at most: where
 * the interval is narrower, "1.9550e+09 (to within 1e+05)". */
void say_interval(struct str *out, double x, double lo, double hi);
/* The same for what comes in steps (an accuracy over n rows: 1/n), with no digit that
 * one step does not reach, but two digits of x and of 1 - x always (a churn of .0065
 * over 45 rows): "0.986 (0.979 to 0.993)", or "0.986 (to within 0.001)" where the
 * interval is narrower than that. */
void say_steps(struct str *out, double x, double lo, double hi, double step);
/* "83 % (79 to 87 %)": the same for a share, negative ones as they are; an end that is
 * clear of 0, 5, 50 or 90 % is read so. */
void say_share(struct str *out, double x, double lo, double hi);
/* The same two with their level, for sentences that stand alone:
 * "0.436 (95 %: 0.432 to 0.440)". */
void say_interval95(struct str *out, double x, double lo, double hi);
void say_share95(struct str *out, double x, double lo, double hi);
/* "12,345" */
void say_count(struct str *out, uint64_t n);

#endif
