/*
 * say.h - numbers as people read them: every figure that is printed or drawn for them.
 *
 * A number is spelled alike wherever it stands, but for what its place asks for (enum
 * say_style).  It has no more digits than were asked for, or than its interval allows.
 * What is not known (NaN) is "-", what rounds to nothing is 0 and never -0.
 * All texts are plain ASCII and safe to show.  Where numbers are for machines (settings,
 * JSON, sessions) they are written elsewhere, with all of their digits.
 */
#ifndef BASE_SAY_H
#define BASE_SAY_H

#include <stddef.h>
#include <stdint.h>

struct str;

enum say_style {
	SAY_SENTENCE,	/* 0.50 12346 1.2e-08: all digits that were asked for */
	SAY_REPORT,	/* 0.5  12346 1.2e-08: zeros at the end are left out; a share has one decimal */
	SAY_SCREEN,	/* .5   12346 1.2e-8: and so are those that a cell can do without */
};

/* `digits` significant digits, at least 1; of a number of 1,000 or more all before the
 * point.  Powers of ten below 1e-4 (on the screen 1e-3) and from 1e6 on. */
void say_figure(struct str *out, double x, int digits, enum say_style style);
/* As %.*f. */
void say_fixed(struct str *out, double x, int decimals);
/* x and the interval lo to hi: "0.436 (0.432 to 0.440)": digits chosen by the width of
 * the interval, and a few more where an end would be read as 0, a half or 1 while it is
 * clear of that; without the bracket when lo or hi is NaN or both are the same.  Five
 * digits at most: where the interval is narrower, "1.9550e+09 (to within 1e+05)". */
void say_estimate(struct str *out, double x, double lo, double hi, enum say_style style);
/* The same for what comes in steps (an accuracy over n rows: 1/n), with no digit that
 * one step does not reach, but two digits of x and of 1 - x always (a churn of .0065
 * over 45 rows): "0.986 (0.979 to 0.993)", or "0.986 (to within 0.001)" where the
 * interval is narrower than that. */
void say_steps(struct str *out, double x, double lo, double hi, double step);
/* "83 % (79 to 87 %)": the same for a share, negative ones as they are; an end that is
 * clear of 0, 5, 50 or 90 % is read so.  In a report "83.2 % (79.1 to 87.0)". */
void say_share(struct str *out, double x, double lo, double hi, enum say_style style);
/* The same two with their level, for sentences that stand alone:
 * "0.436 (95 %: 0.432 to 0.440)". */
void say_estimate95(struct str *out, double x, double lo, double hi);
void say_share95(struct str *out, double x, double lo, double hi);
/* A share without an interval: "72 %", "0.4 %". */
void say_percent(struct str *out, double share);
/* "12,345" */
void say_count(struct str *out, uint64_t n);

/* A figure for the screen, and a count, in a buffer: cut where it is too small, and
 * returned. */
char *say_cell(double x, int digits, char *buf, size_t size);
char *say_count_cell(uint64_t n, char *buf, size_t size);

#endif
