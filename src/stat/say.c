/*
 * say.c - formatting that never claims more digits than an interval allows.
 */
#include "stat/say.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

void say_fixed(struct str *out, double x, int decimals)
{
	char buf[400];		/* DBL_MAX has 309 digits before the point */

	snprintf(buf, sizeof buf, "%.*f", decimals, x);
	str_add(out, buf[0] == '-' && !buf[1 + strspn(buf + 1, "0.")] ? buf + 1 : buf);
}

void say_number(struct str *out, double x, int digits)
{
	double a = fabs(x);
	int decimals;

	if (isnan(x)) {
		str_add(out, "unknown");
		return;
	}
	if (x == 0) {
		str_add(out, "0");
		return;
	}
	if (isinf(x) || a < 1e-4 || a >= 1e6) {
		str_addf(out, "%.*e", digits > 1 ? digits - 1 : 0, x);
		return;
	}
	decimals = digits - 1 - (int)floor(log10(a));
	say_fixed(out, x, decimals > 0 ? decimals : 0);
}

#define DIGITS 5	/* more of a number nobody reads */

/* Decimals so that a width w shows two digits, or the size a of the number DIGITS. */
static int decimals_for(double w, double a)
{
	int d = 1 - (int)floor(log10(w)), most = DIGITS - 1 - (int)floor(log10(a));

	d = d < most ? d : most;

	return d > 0 ? d : 0;
}

/* x as it is read at so many decimals. */
static double rounded(double x, int decimals)
{
	char buf[400];

	snprintf(buf, sizeof buf, "%.*f", decimals, x);
	return strtod(buf, NULL);
}

/*
 * Decimals at which no end of the interval is read as a line that it is clear of: an
 * upper end of .4996 must not be printed as 0.50 beside "better than a coin".  What is
 * closer still than MORE decimals show stays as it is.
 */
#define MORE 4

static int clear_decimals(double lo, double hi, int decimals, const double *line, size_t n)
{
	int d = decimals;

	for (size_t i = 0; i < n; i++)
		while (d < decimals + MORE && ((lo > line[i] && !(rounded(lo, d) > line[i]))
					      || (hi < line[i] && !(rounded(hi, d) < line[i]))))
			d++;
	return d;
}

/* Where all three are read as one number they are within half a unit of its last digit. */
static void put_ends(struct str *out, double x, double lo, double hi, int decimals)
{
	say_fixed(out, x, decimals);
	if (rounded(lo, decimals) >= rounded(hi, decimals)) {
		str_addf(out, " (to within %.*f)", decimals, pow(10, -decimals));
		return;
	}
	str_add(out, " (");
	say_fixed(out, lo, decimals);
	str_add(out, " to ");
	say_fixed(out, hi, decimals);
	str_addc(out, ')');
}

/* "1.95e+09 (1.92e+09 to 1.98e+09)": a is the largest of them in size. */
static void put_powers(struct str *out, double x, double lo, double hi, double a)
{
	int size = (int)floor(log10(a)), d = size - (int)floor(log10(hi - lo)) + 1;
	char end[2][32];

	d = d < 1 ? 1 : d > DIGITS - 1 ? DIGITS - 1 : d;
	snprintf(end[0], sizeof end[0], "%.*e", d, lo);
	snprintf(end[1], sizeof end[1], "%.*e", d, hi);
	if (strcmp(end[0], end[1]) == 0)
		str_addf(out, "%.*e (to within %.0e)", d, x, pow(10, size - d));
	else
		str_addf(out, "%.*e (%s to %s)", d, x, end[0], end[1]);
}

void say_interval(struct str *out, double x, double lo, double hi)
{
	static const double line[] = { 0, .5, 1 };
	double w = hi - lo, a = fmax(fabs(x), fmax(fabs(lo), fabs(hi)));

	if (!isfinite(w) || isnan(x)) {
		say_number(out, x, 3);
		return;
	}
	if (!(w > 0)) {
		say_number(out, x, 4);
		return;
	}
	if (a < 1e-4 || a >= 1e6) {
		put_powers(out, x, lo, hi, a);
		return;
	}
	put_ends(out, x, lo, hi, clear_decimals(lo, hi, decimals_for(w, a), line, 3));
}

/* What one step reaches, or what shows two digits of a share, or of what it lacks to 1:
 * a mean over many runs is finer than a step. */
static int decimals_of_steps(double x, double step)
{
	double left = fmin(fabs(x), fabs(1 - fabs(x)));
	int most = step > 0 && step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
	int two = left > 0 ? 1 - (int)floor(log10(left)) : 0;

	two = two > DIGITS ? DIGITS : two;
	return two > most ? two : most;
}

void say_steps(struct str *out, double x, double lo, double hi, double step)
{
	int most = decimals_of_steps(x, step);

	if (!isfinite(hi - lo) || isnan(x) || !(hi > lo))
		say_fixed(out, x, most);
	else if (decimals_for(hi - lo, fmax(fabs(x), fabs(hi))) <= most)
		say_interval(out, x, lo, hi);
	else
		put_ends(out, x, lo, hi, most);
}

void say_share(struct str *out, double x, double lo, double hi)
{
	static const double line[] = { 0, 5, 50, 90 };
	double w = 100 * (hi - lo);
	int d = w > 0 && w < 2 ? decimals_for(w, 100 * fabs(hi) + w) - 1 : 0;

	if (isnan(x)) {
		str_add(out, "unknown");
		return;
	}
	d = d > 3 ? 3 : d < 0 ? 0 : d;
	if (isfinite(w))
		d = clear_decimals(100 * lo, 100 * hi, d, line, 4);
	say_fixed(out, 100 * x, d);
	str_add(out, " %");
	if (!isfinite(w))
		return;
	str_add(out, " (");
	say_fixed(out, 100 * lo, d);
	str_add(out, " to ");
	say_fixed(out, 100 * hi, d);
	str_add(out, " %)");
}

static void level(struct str *out, size_t from)
{
	char *at = strstr(out->s + from, " (");
	struct str rest = STR_INIT;

	if (!at || strncmp(at, " (to within", strlen(" (to within")) == 0)
		return;
	at += strlen(" (");
	str_add(&rest, at);
	out->len = (size_t)(at - out->s);
	out->s[out->len] = '\0';
	str_addf(out, "95 %%: %s", rest.s);
	str_release(&rest);
}

void say_interval95(struct str *out, double x, double lo, double hi)
{
	size_t from = out->len;

	say_interval(out, x, lo, hi);
	level(out, from);
}

void say_share95(struct str *out, double x, double lo, double hi)
{
	size_t from = out->len;

	say_share(out, x, lo, hi);
	level(out, from);
}

void say_count(struct str *out, uint64_t n)
{
	char buf[32];
	int len = snprintf(buf, sizeof buf, "%llu", (unsigned long long)n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			str_addc(out, ',');
		str_addc(out, buf[i]);
	}
}
