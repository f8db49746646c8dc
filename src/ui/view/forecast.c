/*
 * forecast.c - what the runs forecast for a series, and what came.
 *
 * The probes of a series are rows in time order: each kept run is a line over
 * them, the fan its mean and the band that holds 90 % of the runs, and the
 * dots are the values that came.  The axis is the time of the rows where the data
 * know it and it only grows; else their numbers.  Nothing is retrained: the predictions of
 * kept runs are all that is needed.
 */
#include "forecast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "plot/fan.h"
#include "ui/ui.h"

#define MAX_RUNS 128		/* for the band: the first kept ones */

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return x < y ? -1 : x > y;
}

struct figures { float mean, sd, lo, hi; };

/* Mean, SD and the 5 and 95 % points of v[0..n), n > 0. */
static struct figures summary(float *v, size_t n)
{
	double sum = 0, ss = 0, mean;

	qsort(v, n, sizeof *v, by_value);
	for (size_t i = 0; i < n; i++)
		sum += (double)v[i];
	mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		ss += ((double)v[i] - mean) * ((double)v[i] - mean);
	return (struct figures){ (float)mean, n > 1 ? (float)sqrt(ss / (double)(n - 1)) : 0,
				 v[(size_t)(.05 * (double)(n - 1) + .5)], v[(size_t)(.95 * (double)(n - 1) + .5)] };
}

int forecast_fits(const struct lab_entry *e)
{
	const struct dataset *d = e ? e->cond->problem.data : NULL;

	return d && d->chronological & DATA_IN_TIME && d->kind == DATA_REGRESSION;
}

size_t forecast_runs(const struct lab_entry *e)
{
	size_t runs = stats_kept(e->stats);

	return runs < MAX_RUNS ? runs : MAX_RUNS;
}

/* Does the time of the probes grow from each to the next? */
static int time_grows(const struct problem *p)
{
	const double *time = p->data->time;

	for (size_t i = 0; time && i < p->n_probes; i++)
		if (isnan(time[p->probe[i]]) || (i > 0 && time[p->probe[i]] <= time[p->probe[i - 1]]))
			return 0;
	return time && p->n_probes > 0;
}

/* x and its title; the time counts from its first value on, for the sake of floats. */
static void lay_out_time(struct fan *f, const struct problem *p, float *x, struct str *title)
{
	const struct dataset *d = p->data;
	const int timed = time_grows(p);

	for (size_t i = 0; i < p->n_probes; i++)
		x[i] = timed ? (float)(d->time[p->probe[i]] - d->time[p->probe[0]]) : (float)p->probe[i] + 1;
	f->x = x;
	if (timed) {
		f->x_origin = d->time[p->probe[0]];
		f->x_time = d->time_unit == DATA_TIME_NUMBER ? AXIS_PLAIN : d->time_unit == DATA_TIME_CLOCK ? AXIS_CLOCK :
			d->time_unit == DATA_TIME_QUARTER ? AXIS_QUARTER : AXIS_DATE;
		utf8_escape(title, d->time_name, utf8_prefix(d->time_name, 16));
	} else {
		str_add(title, d->time_unit ? "row (time turns back)" : "row");
	}
	if (p->n_test)
		str_add(title, ", held out");
	f->x_title = title->s;
}

void forecast_draw(struct ui *ui, struct rect r, const struct lab_entry *e, int sd)
{
	const struct problem *p = &e->cond->problem;
	const size_t outputs = p->data->outputs, n = p->n_probes;
	const size_t runs = forecast_runs(e);
	float *buffer, *x, *truth, *mean, *lo, *hi, *line[MAX_RUNS], *column;
	struct fan_layout layout;
	struct fan f;
	struct str title = STR_INIT;
	double top = 0;

	buffer = xcalloc(n * (5 + runs) + runs + 1, sizeof *buffer);
	x = buffer;
	truth = x + n;
	mean = truth + n;
	lo = mean + n;
	hi = lo + n;
	for (size_t i = 0; i < n; i++) {
		truth[i] = p->data->y[(size_t)p->probe[i] * outputs];
	}
	column = hi + n;
	for (size_t k = 0; k < runs; k++) {
		struct kept_run kept;

		line[k] = column + runs + k * n;
		stats_kept_run(e->stats, k, &kept);
		for (size_t i = 0; i < n; i++)
			line[k][i] = kept.pred[i * outputs];
	}
	for (size_t i = 0; i < n && runs > 0; i++) {
		for (size_t k = 0; k < runs; k++)
			column[k] = line[k][i];
		struct figures s = summary(column, runs);

		mean[i] = sd ? s.sd : s.mean;
		lo[i] = s.lo;
		hi[i] = s.hi;
		top = fmax(top, s.sd);
	}
	memset(&f, 0, sizeof f);
	lay_out_time(&f, p, x, &title);
	f.n = n;
	f.mean = runs > 0 ? mean : NULL;
	f.y_title = "SD of the forecast across runs";
	f.y1 = 1.05 * top;
	if (!sd) {
		f.run = (const float *const *)line;
		f.runs = runs;
		f.lo = runs > 0 ? lo : NULL;
		f.hi = runs > 0 ? hi : NULL;
		f.px = x;
		f.py = truth;
		f.n_points = n;
		f.y_title = "forecast, its mean and 90 % band, and what came (dots)";
		f.y1 = 0;
	}
	fan_draw(&ui->grid, r, &f, &layout);
	str_release(&title);
	free(buffer);
}
