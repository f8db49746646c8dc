/*
 * view_surface.c - where the runs disagree: what the nets of several runs
 * answer over the whole input space, not only at the probes.
 *
 *   1 feature    a fan of fitted functions
 *   2 features   a map of the mean or of the SD across runs, with the data
 *   more         the map over two chosen columns, the others at their means
 *   a series     what the runs forecast, and what came (forecast.h)
 *   images       nothing sensible; said so
 *
 * Each surface retrains a kept run, in a thread beside (surface_job.h), one at
 * a time with a pause in between: the first SURFACE_RUNS kept runs.  What was
 * computed stays until the condition, the columns or the size change.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lang/lab.h"
#include "actions.h"
#include "forecast.h"
#include "ui.h"
#include "surface_job.h"
#include "tell.h"

#define MAX_POINTS 400		/* of the data drawn */
#define MAX_FEATURES 256
#define PAUSE 2			/* times what the last one took */
#define LOOK_NS 15000000u	/* between two looks at a job */
#define TOO_SLOW_S .2		/* a run of which no surface is made */

static const struct dataset *data_of(const struct lab_entry *e)
{
	return e != NULL ? e->cond->problem.data : NULL;
}

static void title(struct ui *ui, struct str *out)
{
	struct surface_state *v = &ui->surface;
	const struct dataset *d = data_of(ui_entry(ui));

	if (forecast_fits(ui_entry(ui))) {
		str_addf(out, "Surface: forecasts · %zu runs", forecast_runs(ui_entry(ui)));
		return;
	}
	if (d != NULL && d->features == 1)
		str_add(out, "Surface: fitted functions");
	else
		str_add(out, v->show_sd ? "Surface: SD across runs" : "Surface: mean prediction");
	if (d != NULL && d->outputs > 1 && d->output_names != NULL) {
		const char *name = d->output_names[v->output % d->outputs];

		str_add(out, " of ");
		utf8_escape(out, name, utf8_prefix(name, 20));
	}
	if (v->runs > 0)
		str_addf(out, " · %zu run%s", v->runs, v->runs == 1 ? "" : "s");
}

static void column_name(const struct dataset *d, size_t i, char *out, size_t size)
{
	struct str s = STR_INIT;

	if (d->feature_names != NULL && d->feature_names[i] != NULL) {
		utf8_escape(&s, d->feature_names[i], strlen(d->feature_names[i]));
		snprintf(out, size, "%.*s", (int)utf8_prefix(s.s, 20), s.s);
	} else {
		snprintf(out, size, "x%zu", i + 1);
	}
	str_release(&s);
}

static void range(const struct dataset *d, size_t k, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (size_t i = 0; i < d->rows; i++) {
		double x = d->x[i * d->features + k];

		*lo = fmin(*lo, x);
		*hi = fmax(*hi, x);
	}
	if (!(*hi > *lo)) {
		*lo -= .5;
		*hi += .5;
	}
	double m = .06 * (*hi - *lo);

	*lo -= m;
	*hi += m;
}

static void forget(struct surface_state *v)
{
	for (size_t i = 0; i < SURFACE_RUNS; i++) {
		free(v->run[i]);
		v->run[i] = NULL;
	}
	free(v->x);
	free(v->mean);
	free(v->sd);
	free(v->lo);
	free(v->hi);
	v->x = v->mean = v->sd = v->lo = v->hi = NULL;
	v->runs = v->tried = 0;
	v->failed = 0;
}

void surface_release(struct surface_state *v)
{
	surface_job_free(v->job);
	v->job = NULL;
	forget(v);
}

/* The inputs at which the nets are asked. */
static void lay_out(struct surface_state *v, const struct dataset *d)
{
	size_t n = (size_t)v->nx * (size_t)v->ny, f = d->features, a = v->column[0], b = v->column[1];
	double *mean = xcalloc(f, sizeof *mean);

	for (size_t i = 0; i < d->rows; i++)
		for (size_t k = 0; k < f; k++)
			mean[k] += d->x[i * f + k] / (double)d->rows;
	range(d, a, &v->box[0], &v->box[1]);
	if (f > 1)
		range(d, b, &v->box[2], &v->box[3]);
	v->x = xmalloc(n * f * sizeof *v->x);
	for (int j = 0; j < v->ny; j++)
		for (int i = 0; i < v->nx; i++) {
			float *x = v->x + ((size_t)j * (size_t)v->nx + (size_t)i) * f;

			for (size_t k = 0; k < f; k++)
				x[k] = (float)mean[k];
			x[a] = (float)(v->box[0] + (v->box[1] - v->box[0]) * (i + .5) / v->nx);
			if (f > 1)	/* row 0 is the top */
				x[b] = (float)(v->box[3] - (v->box[3] - v->box[2]) * (j + .5) / v->ny);
		}
	v->mean = xmalloc(n * sizeof(float));
	v->sd = xmalloc(n * sizeof(float));
	v->lo = xmalloc(n * sizeof(float));
	v->hi = xmalloc(n * sizeof(float));
	free(mean);
}

static void moments(struct surface_state *v)
{
	size_t n = (size_t)v->nx * (size_t)v->ny;

	for (size_t i = 0; i < n; i++) {
		double sum = 0, ss = 0, m;

		for (size_t r = 0; r < v->runs; r++)
			sum += v->run[r][i];
		m = sum / (double)v->runs;
		for (size_t r = 0; r < v->runs; r++)
			ss += (v->run[r][i] - m) * (v->run[r][i] - m);
		v->mean[i] = (float)m;
		v->sd[i] = v->runs > 1 ? (float)sqrt(ss / (double)(v->runs - 1)) : 0;
		v->lo[i] = v->mean[i] - v->sd[i];
		v->hi[i] = v->mean[i] + v->sd[i];
	}
}

static void wake_at(struct ui *ui, uint64_t t)
{
	if (ui->wake == 0 || t < ui->wake)
		ui->wake = t;
}

/* Take the run that was computed, if it is still wanted. */
static void collect(struct surface_state *v, size_t outs)
{
	size_t n = (size_t)v->nx * (size_t)v->ny;
	uint64_t key, ns;
	float *out = NULL, *mine;
	int rc = surface_job_done(&v->job, &key, &ns, &out, v->error, sizeof v->error);

	if (rc == 0)
		return;
	v->next = clk_ns() + PAUSE * ns;
	if (rc < 0 && key == v->key)
		v->failed = 1;
	if (rc > 0 && key == v->key && v->runs < SURFACE_RUNS) {
		mine = xmalloc(n * sizeof *mine);
		for (size_t i = 0; i < n; i++)
			mine[i] = out[i * outs + v->output % outs];
		v->run[v->runs++] = mine;
		moments(v);
	}
	free(out);
}

/* One more run, when it is time. */
static void compute(struct ui *ui, const struct lab_entry *e)
{
	struct surface_state *v = &ui->surface;
	struct kept_run k;

	if (v->job != NULL)
		collect(v, e->cond->problem.data->outputs);
	if (v->job != NULL) {
		wake_at(ui, ui->now + LOOK_NS);
		return;
	}
	if (v->failed || v->runs == SURFACE_RUNS || v->tried >= stats_kept(e->stats))
		return;
	if (e->delivered > 0 && e->seconds / (double)e->delivered > TOO_SLOW_S) {
		v->failed = 1;
		snprintf(v->error, sizeof v->error, "This network takes too long to train again and again for a picture.");
		return;
	}
	if (ui->now < v->next) {
		wake_at(ui, v->next);
		return;
	}
	if (!stats_kept_run(e->stats, v->tried++, &k))
		return;
	v->job = surface_job_start(ui->lab, e, &k, v->x, (size_t)v->nx * (size_t)v->ny, v->key);
	wake_at(ui, ui->now + LOOK_NS);
}

static void draw_fan(struct ui *ui, struct rect r, const struct dataset *d)
{
	struct surface_state *v = &ui->surface;
	struct fan f;
	float *px = xmalloc(d->rows * sizeof *px), *py = xmalloc(d->rows * sizeof *py), *x;
	size_t step = d->rows / MAX_POINTS + 1, n = 0;
	char name[64];

	for (size_t i = 0; i < d->rows; i += step) {
		px[n] = d->x[i];
		py[n++] = d->y[i * d->outputs + v->output % d->outputs];
	}
	x = xmalloc((size_t)v->nx * sizeof *x);
	for (int i = 0; i < v->nx; i++)
		x[i] = v->x[i];
	column_name(d, 0, name, sizeof name);
	memset(&f, 0, sizeof f);
	f.x = x;
	f.n = (size_t)v->nx;
	f.run = (const float *const *)v->run;
	f.runs = v->runs;
	f.mean = v->mean;
	f.lo = v->lo;
	f.hi = v->hi;
	f.px = px;
	f.py = py;
	f.n_points = n;
	f.x_title = name;
	f.y_title = "prediction";
	fan_draw(&ui->grid, r, &f, &v->fan);
	free(px);
	free(py);
	free(x);
}

static void draw_map(struct ui *ui, struct rect r, const struct dataset *d)
{
	struct surface_state *v = &ui->surface;
	struct heat h;
	struct heat_point *p = NULL;
	char xn[64], yn[64];
	size_t n = 0;

	memset(&h, 0, sizeof h);
	column_name(d, v->column[0], xn, sizeof xn);
	column_name(d, v->column[1], yn, sizeof yn);
	h.z = v->show_sd ? v->sd : v->mean;
	h.nx = v->nx;
	h.ny = v->ny;
	h.x0 = v->box[0];
	h.x1 = v->box[1];
	h.y0 = v->box[2];
	h.y1 = v->box[3];
	h.x_title = xn;
	h.y_title = yn;
	h.z_title = v->show_sd ? "SD" : d->kind == DATA_REGRESSION ? "prediction" : "probability";
	h.legend = r.rows > 6;
	if (!v->show_sd && d->kind != DATA_REGRESSION) {
		h.z0 = 0;
		h.z1 = 1;
		h.contour = .5;
		h.has_contour = d->kind == DATA_BINARY;
	}
	if (d->features == 2) {
		size_t step = d->rows / MAX_POINTS + 1;

		p = xmalloc((d->rows / step + 1) * sizeof *p);
		for (size_t i = 0; i < d->rows; i += step)
			p[n++] = (struct heat_point){ d->x[i * 2 + v->column[0]], d->x[i * 2 + v->column[1]],
						      d->label != NULL ? (int)d->label[i] : -1 };
		h.point = p;
		h.n_points = n;
	}
	heat_draw(&ui->grid, r, &h, &v->heat);
	free(p);
}

static void say(struct ui *ui, struct rect r, const char *text)
{
	ui_wrap(&ui->grid, (struct rect){ r.row + 1, r.col + 2, r.rows - 1, r.cols - 4 }, text, ROLE_DIM, 0);
}

static void draw(struct ui *ui, struct rect r)
{
	struct surface_state *v = &ui->surface;
	const struct lab_entry *e = ui_entry(ui);
	const struct dataset *d = data_of(e);
	int nx, ny = 1;
	uint64_t key;

	if (d == NULL)
		return;
	if (forecast_fits(e)) {
		forecast_draw(ui, r, e);
		return;
	}
	if (d->shape[0] > 1 || d->features > MAX_FEATURES || (d->shape[1] > 1 && d->features > 2)) {
		say(ui, r, "Inputs are images here: there is no plane to draw them on.");
		return;
	}
	if (v->column[0] >= d->features)
		v->column[0] = 0;
	if (v->column[1] >= d->features || (v->column[1] == v->column[0] && d->features > 1))
		v->column[1] = (v->column[0] + 1) % (unsigned)d->features;
	if (d->features == 1) {
		nx = r.cols * 2 > 240 ? 240 : r.cols * 2;
	} else {
		struct heat probe;

		memset(&probe, 0, sizeof probe);
		probe.legend = r.rows > 6;
		probe.x1 = probe.y1 = probe.z1 = 1;
		heat_size(&ui->grid, r, &probe, &nx, &ny);
		nx = nx > 80 ? 80 : nx;
		ny = ny > 60 ? 60 : ny;
	}
	if (nx < 4 || ny < 1)
		return;
	key = ((((uint64_t)e->id * 1009 + v->column[0]) * 1009 + v->column[1]) * 1009 + v->output) * 1009
		+ (uint64_t)nx * 512 + (uint64_t)ny;
	if (key != v->key || v->x == NULL) {
		forget(v);
		v->key = key;
		v->nx = nx;
		v->ny = ny;
		lay_out(v, d);
	}
	compute(ui, e);
	if (v->failed)
		say(ui, r, v->error);
	else if (v->runs == 0)
		say(ui, r, "Waiting for a complete run.");
	else if (d->features == 1)
		draw_fan(ui, r, d);
	else
		draw_map(ui, r, d);
}

static void next_column(struct ui *ui, int which, int by)
{
	const struct dataset *d = data_of(ui_entry(ui));
	unsigned k = ui->surface.column[which], n = d != NULL ? (unsigned)d->features : 0;

	if (n < 3)
		return;
	do
		k = (k + n + (unsigned)by) % n;
	while (k == ui->surface.column[!which]);
	ui_linef(ui, "set surface-%c %u", "xy"[which], k + 1);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	struct surface_state *v = &ui->surface;
	unsigned long n = strtoul(value, NULL, 10);

	if (strcmp(name, "surface") == 0)
		v->show_sd = strcmp(value, "sd") == 0;
	else if (strcmp(name, "output") == 0)
		v->output = n - 1;
	else if (strcmp(name, "surface-x") == 0)
		v->column[0] = (unsigned)n - 1;
	else if (strcmp(name, "surface-y") == 0)
		v->column[1] = (unsigned)n - 1;
	else
		return 0;
	return 1;
}

static int move(struct ui *ui, uint32_t key)
{
	switch (key) {
	case TK_LEFT: next_column(ui, 0, -1); return 1;
	case TK_RIGHT: next_column(ui, 0, 1); return 1;
	case TK_UP: next_column(ui, 1, 1); return 1;
	case TK_DOWN: next_column(ui, 1, -1); return 1;
	default: return 0;
	}
}

const struct view view_surface = {
	.name = "surface", .help = "where in the input space the runs disagree",
	.title = title, .draw = draw, .move = move, .option = option,
};
