/*
 * axis.c - see axis.h: ranges, positions, ticks and number formats.
 *
 * Drawing is in axis_draw.c.  The one trick: a linear step is 1, 2 or 5 times
 * 10^k, so ticks are computed as integer multiples of it and 0 is exactly 0.
 */
#include "plot/axis.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "base/utf8.h"
#include "plot_int.h"

struct axis axis_set(double lo, double hi, int log, double room, const char *title)
{
	struct axis a = { .lo = lo, .hi = hi, .log = log, .title = title };

	if (!isfinite(lo) || !isfinite(hi)) {
		a.lo = isfinite(lo) ? lo : isfinite(hi) ? hi : log ? 0.1 : 0;
		a.hi = isfinite(hi) ? hi : isfinite(lo) ? lo : 1;
	}
	if (a.lo > a.hi) {
		double t = a.lo;

		a.lo = a.hi;
		a.hi = t;
	}
	if (log) {
		if (a.hi <= 0)
			a.hi = 1;
		if (a.lo <= 0)
			a.lo = a.hi / 1000;
		if (a.hi / a.lo < 1.0001) {
			a.lo /= 2;
			a.hi *= 2;
		}
		if (room > 0) {
			double f = pow(a.hi / a.lo, room);

			a.lo /= f;
			a.hi *= f;
		}
		if (!isfinite(a.hi))
			a.hi = DBL_MAX;
		/* The ratio of the ends must be a number. */
		a.lo = fmax(fmax(a.lo, a.hi * 1e-290), DBL_MIN);
		if (!(a.hi > a.lo))
			a.hi = a.lo * 2;
		return a;
	}
	/* A quarter of the largest double leaves room for differences. */
	a.lo = fmin(fmax(a.lo, -DBL_MAX / 4), DBL_MAX / 4);
	a.hi = fmin(fmax(a.hi, -DBL_MAX / 4), DBL_MAX / 4);
	if (a.hi - a.lo <= 1e-9 * fmax(fabs(a.lo), fabs(a.hi)) || a.hi - a.lo < 1e-300) {
		double w = fabs(a.lo) > 1e-290 ? fabs(a.lo) / 2 : 0.5;

		a.lo -= w;
		a.hi += w;
	}
	if (room > 0) {
		double w = (a.hi - a.lo) * room;

		a.lo -= w;
		a.hi += w;
	}
	return a;
}

void axis_nice(struct axis *a, int want)
{
	if (want < 1)
		want = 1;
	if (a->log) {
		a->lo = pow(10, floor(log10(a->lo) + 1e-9));
		a->hi = pow(10, ceil(log10(a->hi) - 1e-9));
		if (a->lo <= 0 || !isfinite(a->hi))
			*a = axis_set(a->lo, a->hi, 1, 0, a->title);
	} else {
		double step = axis_nice_step((a->hi - a->lo) / want);

		a->lo = floor(a->lo / step + 1e-9) * step;
		a->hi = ceil(a->hi / step - 1e-9) * step;
	}
}

/* 10^k times m without the error of pow for small exponents. */
static double decade(int k, int m)
{
	char buf[24];
	double v;

	snprintf(buf, sizeof buf, "%de%d", m, k);
	return sscanf(buf, "%lf", &v) == 1 ? v : 0;
}

/* A tick's label, which is read along the axis and not by itself: 1.2k, 45M. */
static void put_label(double v, int digits, char label[AXIS_LABEL])
{
	static const char suffix[] = "kMGT";
	int k = (int)floor(log10(fabs(v)) / 3 + 1e-9);

	if (v == 0 || k < 1 || k > 4 || (fabs(v) < 10000 && digits > 3)) {
		say_cell(v, digits, label, AXIS_LABEL);
		return;
	}
	say_cell(v / pow(1000, k), digits, label, AXIS_LABEL - 1);
	label[strlen(label) + 1] = '\0';
	label[strlen(label)] = suffix[k - 1];
}

static int add_tick(struct tick *t, int n, int max, double at, int digits)
{
	if (n >= max)
		return n;
	t[n].at = at;
	t[n].label[0] = '\0';
	if (digits)
		put_label(at, digits, t[n].label);
	return n + 1;
}

/* The first multiple of step inside; never 0 on a log axis. */
static double first_multiple(const struct axis *a, double step)
{
	double k = ceil(a->lo / step - 1e-6);

	return a->log && k < 1 ? 1 : k;
}

static double multiples(const struct axis *a, double step)
{
	return floor(a->hi / step + 1e-6) - first_multiple(a, step) + 1;
}

static int linear_ticks(const struct axis *a, int want, struct tick *t, int max)
{
	double span = a->hi - a->lo, step = axis_nice_step(span / want), first, last;
	int n = 0, digits;

	while (multiples(a, step) < (want > 1 && max > 1 ? 2 : 1) && !(a->whole && step < 1.5))
		step = axis_nice_step(step / 2.6);
	if (a->whole && step < 1)
		step = 1;
	while (multiples(a, step) > max)
		step = axis_nice_step(step * 1.5);
	first = first_multiple(a, step);
	last = floor(a->hi / step + 1e-6);
	/* Enough digits that neighbours differ. */
	digits = 1 + (int)floor(log10(fmax(fmax(fabs(a->lo), fabs(a->hi)), step)) + 1e-9) -
		 (int)floor(log10(step) + 1e-9);
	for (double k = first; k <= last && n < max; k++)
		n = add_tick(t, n, max, k == 0 ? 0 : k * step, digits < 1 ? 1 : digits);
	return n;
}

static int log_ticks(const struct axis *a, int want, struct tick *t, int max)
{
	static const int all[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	double decades = log10(a->hi / a->lo);
	int k0 = (int)floor(log10(a->lo) - 1e-9), k1 = (int)ceil(log10(a->hi) + 1e-9);
	int stride = (int)ceil(decades / want), n = 0;
	/* 1 2 5 are labelled where decades alone would be too few; the others
	 * are minor ticks as long as they stay in the minority of the space. */
	int fine = decades * 3 <= want * 1.2, minor = decades * 9 <= max && decades <= want;

	if (stride < 1)
		stride = 1;
	while ((k1 - k0) / stride + 1 > max)
		stride++;
	for (int k = k0; k <= k1; k++) {
		if (((k % stride) + stride) % stride)
			continue;
		for (int i = 0; i < 9; i++) {
			int m = all[i], labelled = m == 1 || (fine && (m == 2 || m == 5));
			double v = decade(k, m);

			if (m != 1 && !minor && !fine)
				continue;
			if (!labelled && (!minor || stride > 1))
				continue;
			if (v >= a->lo * (1 - 1e-9) && v <= a->hi * (1 + 1e-9))
				n = add_tick(t, n, max, v, labelled);
		}
	}
	return n;
}

static int name_ticks(const struct axis *a, struct tick *t, int max)
{
	int n = 0;

	for (size_t i = 0; i < a->n_names && n < max; i++) {
		size_t len = a->name[i] ? utf8_prefix(a->name[i], AXIS_LABEL / 2) : 0;

		if ((double)i < a->lo || (double)i > a->hi)
			continue;
		if (len >= AXIS_LABEL)
			len = 0;
		t[n].at = (double)i;
		memcpy(t[n].label, a->name[i] ? a->name[i] : "", len);
		t[n++].label[len] = '\0';
	}
	return n;
}

int axis_ticks(const struct axis *a, int want, struct tick *t, int max)
{
	int n = 0, labels = 0;

	if (want < 1)
		want = 1;
	if (max < 1 || !(a->hi > a->lo))
		return 0;
	if (a->name)
		return name_ticks(a, t, max);
	if (a->time)
		return axis_time_ticks(a, want, t, max);
	if (a->log) {
		n = log_ticks(a, want, t, max);
		for (int i = 0; i < n; i++)
			labels += t[i].label[0] != '\0';
		/* A narrow window between decades is nearly linear. */
		if (labels >= (want > 1 ? 2 : 1) || (labels > 0 && a->whole && a->hi - a->lo < 2))
			return n;
	}
	return linear_ticks(a, want, t, max);
}

double axis_pos(const struct axis *a, double v)
{
	if (a->log)
		return v > 0 ? log(v / a->lo) / log(a->hi / a->lo) : NAN;
	return (v - a->lo) / (a->hi - a->lo);
}

double axis_value(const struct axis *a, double pos)
{
	if (a->log)
		return a->lo * pow(a->hi / a->lo, pos);
	return a->lo + (a->hi - a->lo) * pos;
}
