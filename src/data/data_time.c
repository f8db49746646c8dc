/*
 * data_time.c - the time of a series: from the cells to the rows, and as text.
 *
 * Rows are windows; the time of one is that of the value it forecasts.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "data_table.h"

#define DAY 86400.
#define FAR 5e13		/* seconds: date_civil's range */

/* ---- as text ---- */

static const char *const unit_name[] = {
	[DATA_TIME_NONE] = "none", [DATA_TIME_NUMBER] = "number", [DATA_TIME_CLOCK] = "clock",
	[DATA_TIME_SECOND] = "second", [DATA_TIME_MINUTE] = "minute", [DATA_TIME_DAY] = "day",
	[DATA_TIME_WEEK] = "week", [DATA_TIME_MONTH] = "month", [DATA_TIME_QUARTER] = "quarter",
};

const char *data_time_unit_name(enum data_time_unit u)
{
	return unit_name[u];
}

static void add_clock(struct str *out, double at, int seconds)
{
	const unsigned s = (unsigned)at;

	str_addf(out, "%02u:%02u", s / 3600, s / 60 % 60);
	if (seconds)
		str_addf(out, ":%02u", s % 60);
}

/* The week that a day lies in, and of which year: that of its Thursday. */
static void add_week(struct str *out, double days)
{
	const double thursday = floor(days) - date_weekday(days) + 3;
	int y;
	unsigned m, d;

	date_civil(thursday, &y, &m, &d);
	str_addf(out, "%04d-W%02d", y, 1 + (int)((thursday - date_days(y, 1, 1)) / 7));
}

void data_time_text(enum data_time_unit unit, double at, struct str *out)
{
	int y;
	unsigned m, d;

	if (!isfinite(at) || unit == DATA_TIME_NONE)
		return;
	if (unit == DATA_TIME_NUMBER || !(fabs(at) < FAR)) {
		str_addf(out, "%.12g", at);
		return;
	}
	if (unit == DATA_TIME_CLOCK) {
		add_clock(out, fmax(at, 0), fmod(at, 60) != 0);
		return;
	}
	if (unit == DATA_TIME_WEEK) {
		add_week(out, at / DAY);
		return;
	}
	date_civil(at / DAY, &y, &m, &d);
	str_addf(out, "%04d", y);
	if (unit == DATA_TIME_QUARTER)
		str_addf(out, "Q%u", (m + 2) / 3);
	else
		str_addf(out, "-%02u", m);
	if (unit <= DATA_TIME_DAY)
		str_addf(out, "-%02u", d);
	if (unit < DATA_TIME_DAY) {
		str_addc(out, ' ');
		add_clock(out, at - floor(at / DAY) * DAY, unit == DATA_TIME_SECOND);
	}
}

int dataset_time_text(const struct dataset *d, size_t row, struct str *out)
{
	if (!d->time_unit || row >= d->rows || isnan(d->time[row]))
		return 0;
	if (d->time_unit == DATA_TIME_NUMBER) {
		utf8_escape(out, d->time_name, utf8_prefix(d->time_name, 30));
		str_addc(out, ' ');
	}
	data_time_text(d->time_unit, d->time[row], out);
	return 1;
}

void dataset_time_aside(const struct dataset *d, size_t row, struct str *out)
{
	struct str s = STR_INIT;

	if (dataset_time_text(d, row, &s))
		str_addf(out, ", %s", s.s);
	str_release(&s);
}

int dataset_time_span(const struct dataset *d, size_t from, size_t to, struct str *out)
{
	double lo = INFINITY, hi = -INFINITY;

	for (size_t i = from; d->time_unit && i < to && i < d->rows; i++) {
		lo = d->time[i] < lo ? d->time[i] : lo;
		hi = d->time[i] > hi ? d->time[i] : hi;
	}
	if (!(lo <= hi))
		return 0;
	data_time_text(d->time_unit, lo, out);
	str_add(out, " to ");
	data_time_text(d->time_unit, hi, out);
	return 1;
}

/* ---- of a table ---- */

/* Months from 0 or from 1 on; quarters and weeks likewise. */
void table_join_parts(struct table *t)
{
	int first = 1;

	for (size_t i = 0; i < t->rows; i++)
		if (!t->month[i])
			first = 0;
	for (size_t i = 0; i < t->rows; i++) {
		const int part = t->month[i] - first;
		const double y = t->when[i];

		t->when[i] = NAN;
		t->month[i] = 0;
		if (part < 0 || part >= t->parts || !(fabs(y) <= 9999) || y != floor(y))
			continue;
		if (t->parts == 53) {
			t->when[i] = data_week((int)y, (unsigned)part + 1) * DAY;
			continue;
		}
		t->month[i] = ((int)y * 12 + part * 12 / t->parts) * 32 + 1;
		t->when[i] = date_days((int)y, (unsigned)(part * 12 / t->parts) + 1, 1) * DAY;
	}
}

void table_from_epoch(struct table *t)
{
	const double first = 3e8, last = 4.3e9;		/* 1979 to 2106 */
	double lo = INFINITY, hi = -INFINITY, scale;

	if (t->unit != DATA_TIME_NUMBER)
		return;
	for (size_t i = 0; i < t->rows; i++) {
		lo = fmin(lo, t->when[i]);
		hi = fmax(hi, t->when[i]);
	}
	scale = lo >= first && hi <= last ? 1 : lo >= 1e3 * first && hi <= 1e3 * last ? 1e3 : 0;
	if (scale == 0)
		return;
	t->unit = DATA_TIME_DAY;
	for (size_t i = 0; i < t->rows; i++) {
		t->when[i] /= scale;
		if (fmod(t->when[i], 60) != 0)
			t->unit = DATA_TIME_SECOND;
		else if (fmod(t->when[i], DAY) != 0 && t->unit == DATA_TIME_DAY)
			t->unit = DATA_TIME_MINUTE;
	}
}

static int has(const struct table *t, char unit)
{
	return t->units >> (unit - 'a') & 1;
}

enum data_time_unit table_time_unit(const struct table *t)
{
	enum data_time_unit finest = DATA_TIME_DAY;

	if (t->within)
		return t->parts == 12 ? DATA_TIME_MONTH : t->parts == 4 ? DATA_TIME_QUARTER : DATA_TIME_WEEK;
	if (!t->units)
		return DATA_TIME_NUMBER;
	if (has(t, 't'))
		return has(t, 'd') || has(t, 'm') || has(t, 'q') || has(t, 'w') ? DATA_TIME_SECOND : DATA_TIME_CLOCK;
	if (has(t, 'w'))
		return has(t, 'd') || has(t, 'm') || has(t, 'q') ? DATA_TIME_DAY : DATA_TIME_WEEK;
	if (!has(t, 'd'))
		return has(t, 'm') ? DATA_TIME_MONTH : DATA_TIME_QUARTER;
	for (size_t i = 0; i < t->rows; i++) {
		if (isnan(t->when[i]) || fmod(t->when[i], DAY) == 0)
			continue;
		finest = finest == DATA_TIME_DAY ? DATA_TIME_MINUTE : finest;
		if (fmod(t->when[i], 60) != 0)
			return DATA_TIME_SECOND;
	}
	return finest;
}

void table_give_time(const struct table *t, const struct table_plan *p, struct dataset *d)
{
	size_t at = 0;

	if (!t->unit)
		return;
	d->time_unit = t->unit;
	d->time_name = xstrdup(t->axis->name);
	d->time = xreallocarray(NULL, d->rows, sizeof *d->time);
	for (size_t g = 0; g < t->n_series; g++)
		for (size_t i = t->start[g]; i + p->window + p->horizon <= t->start[g + 1]; i++)
			d->time[at++] = t->when[i + p->window + p->horizon - 1];
}
