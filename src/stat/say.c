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
	if (isinf(x) || a < 1e-4 || a >= 1e7) {
		str_addf(out, "%.*e", digits > 1 ? digits - 1 : 0, x);
		return;
	}
	decimals = digits - 1 - (int)floor(log10(a));
	say_fixed(out, x, decimals > 0 ? decimals : 0);
}

/* Decimals so that a width w shows two digits, or the size a of the number six: where
 * the interval is narrower than that, nobody wants the rest. */
static int decimals_for(double w, double a)
{
	int d = 1 - (int)floor(log10(w)), most = 5 - (int)floor(log10(a));

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

static void put_ends(struct str *out, double x, double lo, double hi, int decimals)
{
	say_fixed(out, x, decimals);
	str_add(out, " (");
	say_fixed(out, lo, decimals);
	str_add(out, " to ");
	say_fixed(out, hi, decimals);
	str_addc(out, ')');
}

void say_interval(struct str *out, double x, double lo, double hi)
{
	static const double line[] = { 0, .5, 1 };
	double w = hi - lo, a = fmax(fabs(x), fmax(fabs(lo), fabs(hi)));
	int d;

	if (!isfinite(w) || isnan(x)) {
		say_number(out, x, 3);
		return;
	}
	if (!(w > 0)) {
		say_number(out, x, 4);
		return;
	}
	if (a < 1e-4 || a >= 1e7) {
		d = (int)floor(log10(a)) - (int)floor(log10(w)) + 1;
		d = d < 1 ? 1 : d > 8 ? 8 : d;
		str_addf(out, "%.*e (%.*e to %.*e)", d, x, d, lo, d, hi);
		return;
	}
	put_ends(out, x, lo, hi, clear_decimals(lo, hi, decimals_for(w, a), line, 3));
}

void say_steps(struct str *out, double x, double lo, double hi, double step)
{
	int most = step > 0 && step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;

	if (!isfinite(hi - lo) || isnan(x)) {
		say_fixed(out, x, most);
	} else if (!(hi > lo)) {
		say_fixed(out, x, most);
	} else if (decimals_for(hi - lo, fmax(fabs(x), fabs(hi))) <= most) {
		say_interval(out, x, lo, hi);
	} else if (rounded(lo, most) < rounded(hi, most)) {
		put_ends(out, x, lo, hi, most);
	} else {
		say_fixed(out, x, most);
		str_addf(out, " (to within %.*f)", most, pow(10, -most));
	}
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
