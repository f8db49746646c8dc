/*
 * axis_time.c - ticks of an axis of time, where calendars and clocks have them.
 *
 * A step is a row of the table below: seconds, or whole months.  The finest one
 * that gives no more ticks than wanted is taken; a label says as much as tells
 * neighbours apart and leaves no doubt of the year.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "base/date.h"
#include "plot/axis.h"
#include "plot_int.h"

#define DAY 86400.
#define MONTH (365.2425 / 12 * DAY)

struct step { double seconds; int months; };

static const struct step steps[] = {
	{ 1, 0 }, { 2, 0 }, { 5, 0 }, { 10, 0 }, { 15, 0 }, { 30, 0 },
	{ 60, 0 }, { 120, 0 }, { 300, 0 }, { 600, 0 }, { 900, 0 }, { 1800, 0 },
	{ 3600, 0 }, { 7200, 0 }, { 3 * 3600, 0 }, { 6 * 3600, 0 }, { 12 * 3600, 0 },
	{ DAY, 0 }, { 2 * DAY, 0 }, { 7 * DAY, 0 }, { 14 * DAY, 0 },
	{ MONTH, 1 }, { 2 * MONTH, 2 }, { 3 * MONTH, 3 }, { 6 * MONTH, 6 },
};

/* The k-th tick of a step, as seconds from 1970-01-01; days and weeks go by Mondays. */
static double place(const struct step *s, double k)
{
	if (s->months) {
		double month = k * s->months, year = floor(month / 12);

		return date_days((int)year, (unsigned)(month - 12 * year) + 1, 1) * DAY;
	}
	return k * s->seconds + (s->seconds >= 7 * DAY ? 4 * DAY : 0);
}

/* The first k whose tick is not before `at`. */
static double first(const struct step *s, double at)
{
	double k;

	if (s->months) {
		int y;
		unsigned m, d;

		date_civil(at / DAY, &y, &m, &d);
		k = floor((y * 12. + m - 1) / s->months);
	} else {
		k = floor((at - 4 * DAY) / s->seconds);
	}
	while (place(s, k) < at - 1e-6 * s->seconds)
		k++;
	return k;
}

static char *number_label(double v, double step, char *buf, size_t size)
{
	int decimals = step > 0 && step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;

	if (fabs(v) >= 1e15)
		snprintf(buf, size, "%.6g", v);
	else
		snprintf(buf, size, "%.*f", decimals > 9 ? 9 : decimals, v);
	return buf;
}

char *axis_time_label(const struct axis *a, double v, double step, char *buf, size_t size)
{
	const double at = v + a->origin, day = floor(at / DAY);
	unsigned m, d, s;
	int y;

	if (a->time <= AXIS_PLAIN || !(fabs(at) < 5e13))
		return number_label(at, step, buf, size);
	s = (unsigned)(at - day * DAY);
	if (a->time == AXIS_CLOCK) {
		snprintf(buf, size, step < 60 ? "%02u:%02u:%02u" : "%02u:%02u", s / 3600, s / 60 % 60, s % 60);
		return buf;
	}
	date_civil(day, &y, &m, &d);
	if (step >= 11.9 * MONTH)
		snprintf(buf, size, "%d", y);
	else if (a->time == AXIS_QUARTER)
		snprintf(buf, size, "%dQ%u", y, (m + 2) / 3);
	else if (step >= .9 * MONTH)
		snprintf(buf, size, "%d-%02u", y, m);
	else if (step >= DAY)
		snprintf(buf, size, "%d-%02u-%02u", y, m, d);
	else if (s == 0)
		snprintf(buf, size, "%d-%02u-%02u", y, m, d);	/* midnight: which day begins */
	else
		snprintf(buf, size, step < 60 ? "%02u:%02u:%02u" : "%02u:%02u", s / 3600, s / 60 % 60, s % 60);
	return buf;
}

static int put_ticks(const struct axis *a, const struct step *s, struct tick *t, int max)
{
	const double hi = a->hi + a->origin;
	int n = 0;

	for (double k = first(s, a->lo + a->origin); n < max && place(s, k) <= hi + 1e-6 * s->seconds; k++, n++) {
		t[n].at = place(s, k) - a->origin;
		axis_time_label(a, t[n].at, s->seconds, t[n].label, sizeof t[n].label);
	}
	/* the clock alone, where no midnight says the day: the first tick does */
	if (n && a->time != AXIS_CLOCK && s->seconds < DAY) {
		int midnight = 0;

		for (int i = 0; i < n; i++)
			midnight |= fmod(t[i].at + a->origin, DAY) == 0;
		if (!midnight) {
			char clock[9], day[13];

			snprintf(clock, sizeof clock, "%.8s", t[0].label);
			snprintf(t[0].label, sizeof t[0].label, "%s %s",
				 axis_time_label(a, t[0].at, DAY, day, sizeof day), clock);
		}
	}
	return n;
}

int axis_time_ticks(const struct axis *a, int want, struct tick *t, int max)
{
	const double span = a->hi - a->lo;
	struct step years = { 12 * MONTH, 12 };

	if (want > max)
		want = max;
	if (a->time == AXIS_PLAIN || !(fabs(a->lo + a->origin) < 4e13 && fabs(a->hi + a->origin) < 4e13)) {
		double step = axis_nice_step(span / want), k = ceil((a->lo + a->origin) / step - 1e-6);
		int n = 0;

		if (a->whole && step < 1)
			step = 1;
		for (k += 0.; n < max && k * step <= a->hi + a->origin + 1e-6 * step; k++, n++) {
			t[n].at = k * step - a->origin;
			number_label(k * step, step, t[n].label, sizeof t[n].label);
		}
		return n;
	}
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (a->time == AXIS_QUARTER && steps[i].months % 3)
			continue;
		if (a->time == AXIS_QUARTER && !steps[i].months)
			continue;
		if (a->time == AXIS_CLOCK && steps[i].seconds > DAY / 2)
			break;
		if (span / steps[i].seconds <= want)
			return put_ticks(a, &steps[i], t, max);
	}
	if (a->time == AXIS_CLOCK)
		return put_ticks(a, &(struct step){ DAY / 2, 0 }, t, max);
	years.months = (int)fmin(fmax(axis_nice_step(span / (12 * MONTH) / want), 1), 1e6) * 12;
	years.seconds = years.months * MONTH;
	return put_ticks(a, &years, t, max);
}
