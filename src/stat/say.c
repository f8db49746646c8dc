/*
 * say.c - formatting that never claims more digits than an interval allows.
 */
#include "stat/say.h"

#include <math.h>
#include <stdio.h>
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

void say_interval(struct str *out, double x, double lo, double hi)
{
	double w = hi - lo, a = fabs(x) > fabs(hi) ? fabs(x) : fabs(hi);
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
	d = decimals_for(w, a);
	say_fixed(out, x, d);
	str_add(out, " (");
	say_fixed(out, lo, d);
	str_add(out, " to ");
	say_fixed(out, hi, d);
	str_addc(out, ')');
}

void say_share(struct str *out, double x, double lo, double hi)
{
	double w = 100 * (hi - lo);
	int d = w > 0 && w < 2 ? decimals_for(w, 100 * fabs(hi) + w) - 1 : 0;

	if (isnan(x)) {
		str_add(out, "unknown");
		return;
	}
	d = d > 3 ? 3 : d;
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
