/*
 * say.c - formatting that never claims more digits than an interval allows.
 */
#include "base/say.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* "-0.0" is "0.0". */
static char *unsigned_zero(char *s)
{
	return s[0] == '-' && !s[1 + strspn(s + 1, "0.")] ? s + 1 : s;
}

enum { FIXED = 400 };		/* DBL_MAX has 309 digits before the point */

void say_fixed(struct str *out, double x, int decimals)
{
	char buf[FIXED];

	snprintf(buf, sizeof buf, "%.*f", decimals, x);
	str_add(out, unsigned_zero(buf));
}

/* Of a number without a power of ten: "0.50" to "0.5", "12.00" to "12". */
static void drop_zeros(char *s)
{
	char *dot = strchr(s, '.'), *p = s + strlen(s);

	if (!dot)
		return;
	while (p[-1] == '0')
		*--p = '\0';
	if (p - 1 == dot)
		*dot = '\0';
}

/* "0.5" to ".5", "-0.5" to "-.5", at every number of s. */
static void drop_leading(char *s)
{
	char *to = s, before = ' ';

	for (; *s; before = *s++)
		if (s[0] != '0' || s[1] != '.' || (before >= '0' && before <= '9'))
			*to++ = *s;
	*to = '\0';
}

/* "1.20e-08", and shorter where the place asks for it: "1.2e-8". */
static void put_power(double x, int digits, enum say_style style, char buf[FIXED])
{
	char *e;
	int power;

	snprintf(buf, FIXED, "%.*e", digits - 1, x);
	e = strchr(buf, 'e');
	if (!e || style == SAY_SENTENCE)
		return;
	power = atoi(e + 1);
	*e = '\0';
	drop_zeros(buf);
	snprintf(buf + strlen(buf), 16, style == SAY_SCREEN ? "e%d" : "e%+03d", power);
}

/* The power of ten of x as it is read at so many digits: 999.6 at three has that of 1000. */
static int power_of(double x, int digits)
{
	char buf[FIXED], *e;

	snprintf(buf, sizeof buf, "%.*e", digits - 1, x);
	e = strchr(buf, 'e');
	return e ? atoi(e + 1) : 0;
}

static void figure(double x, int digits, enum say_style style, char buf[FIXED])
{
	int least = style == SAY_SCREEN ? -3 : -4, power, decimals;

	digits = digits < 1 ? 1 : digits > 15 ? 15 : digits;
	power = power_of(x, digits);
	decimals = digits - 1 - power;
	if (isnan(x)) {
		strcpy(buf, "-");
	} else if (x == 0) {
		strcpy(buf, "0");
	} else if (isinf(x) || power < least || power >= 6) {
		put_power(x, digits, style, buf);
	} else {
		snprintf(buf, FIXED, "%.*f", decimals > 0 ? decimals : 0, x);
		if (style != SAY_SENTENCE)
			drop_zeros(buf);
		if (style == SAY_SCREEN)
			drop_leading(buf);
	}
}

void say_figure(struct str *out, double x, int digits, enum say_style style)
{
	char buf[FIXED];

	figure(x, digits, style, buf);
	str_add(out, buf);
}

char *say_cell(double x, int digits, char *buf, size_t size)
{
	char s[FIXED];

	figure(x, digits, SAY_SCREEN, s);
	snprintf(buf, size, "%s", s);
	return buf;
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
	char buf[FIXED];

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

static void put_estimate(struct str *out, double x, double lo, double hi)
{
	static const double line[] = { 0, .5, 1 };
	double w = hi - lo, a = fmax(fabs(x), fmax(fabs(lo), fabs(hi)));

	if (a < 1e-4 || a >= 1e6)
		put_powers(out, x, lo, hi, a);
	else
		put_ends(out, x, lo, hi, clear_decimals(lo, hi, decimals_for(w, a), line, 3));
}

void say_estimate(struct str *out, double x, double lo, double hi, enum say_style style)
{
	size_t from = out->len;

	if (isnan(x) || !isfinite(hi - lo)) {
		say_figure(out, x, 3, style);
	} else if (!(hi > lo)) {
		say_figure(out, x, style == SAY_SCREEN ? 3 : 4, style);
	} else {
		put_estimate(out, x, lo, hi);
		if (style == SAY_SCREEN) {
			drop_leading(out->s + from);
			out->len = from + strlen(out->s + from);
		}
	}
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
		say_estimate(out, x, lo, hi, SAY_SENTENCE);
	else
		put_ends(out, x, lo, hi, most);
}

/* Decimals of a share in a sentence, of 100 parts. */
static int share_decimals(double lo, double hi)
{
	static const double line[] = { 0, 5, 50, 90 };
	double w = 100 * (hi - lo);
	int d = w > 0 && w < 2 ? decimals_for(w, 100 * fabs(hi) + w) - 1 : 0;

	d = d > 3 ? 3 : d < 0 ? 0 : d;
	return isfinite(w) ? clear_decimals(100 * lo, 100 * hi, d, line, 4) : d;
}

void say_share(struct str *out, double x, double lo, double hi, enum say_style style)
{
	int d = style == SAY_REPORT ? 1 : share_decimals(lo, hi);

	if (isnan(x)) {
		str_add(out, "-");
		return;
	}
	say_fixed(out, 100 * x, d);
	str_add(out, " %");
	if (!isfinite(hi - lo))
		return;
	str_add(out, " (");
	say_fixed(out, 100 * lo, d);
	str_add(out, " to ");
	say_fixed(out, 100 * hi, d);
	str_add(out, style == SAY_REPORT ? ")" : " %)");
}

void say_percent(struct str *out, double share)
{
	double p = 100 * share, a = fabs(p);

	if (isnan(p)) {
		str_add(out, "-");
		return;
	}
	say_fixed(out, p, a >= 9.95 || a < .05 ? 0 : 1);
	str_add(out, " %");
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

void say_estimate95(struct str *out, double x, double lo, double hi)
{
	size_t from = out->len;

	say_estimate(out, x, lo, hi, SAY_SENTENCE);
	level(out, from);
}

void say_share95(struct str *out, double x, double lo, double hi)
{
	size_t from = out->len;

	say_share(out, x, lo, hi, SAY_SENTENCE);
	level(out, from);
}

static void count(uint64_t n, char buf[32])
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%" PRIu64, n), at = 0;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf[at++] = ',';
		buf[at++] = digits[i];
	}
	buf[at] = '\0';
}

void say_count(struct str *out, uint64_t n)
{
	char buf[32];

	count(n, buf);
	str_add(out, buf);
}

char *say_count_cell(uint64_t n, char *buf, size_t size)
{
	char s[32];

	count(n, s);
	snprintf(buf, size, "%s", s);
	return buf;
}
