/*
 * surface.c - where the runs disagree: what the nets of several runs
 * answer over the whole input space, not only at the probes.
 *
 *   1 feature    a fan of fitted functions
 *   2 features   a map of the mean or of the SD across runs, with the data;
 *                of several classes the likeliest
 *   more         the map over two chosen columns, the others at their means
 *   a series     what the runs forecast, and what came (forecast.h)
 *   images       those that runs disagree about most (who.c)
 *
 * Each surface retrains a kept run, in a thread beside (surface_job.h), one at
 * a time with a pause in between: the first SURFACE_RUNS kept runs.  What was
 * computed, of all outputs, stays until the condition, the columns or the size
 * change.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/cmd.h"
#include "lang/shell.h"
#include "plot/fan.h"
#include "plot/heat.h"
#include "report/report.h"
#include "stat/stats.h"
#include "ui/tell.h"
#include "ui/ui.h"
#include "forecast.h"
#include "surface_job.h"

#define MAX_POINTS 400		/* of the data drawn */
#define MAX_FEATURES 256
#define PAUSE 2			/* times what the last one took */
#define LOOK_NS 15000000u	/* between two looks at a job */
#define TOO_SLOW_S .2		/* a run of which no surface is made */

#define SURFACE_RUNS 24

struct surface_state {
	uint64_t key;			/* what the samples belong to */
	int show_sd, failed;
	unsigned column[2];		/* of more than two features */
	size_t output;			/* which of several, from 1; 0: all */
	int nx, ny;
	size_t runs;			/* computed so far */
	size_t tried;
	float *x;			/* inputs (nx * ny, features) */
	float *mean, *m2;		/* over runs (nx * ny, outputs): m2 is the sum of squares */
	float *run[SURFACE_RUNS];	/* (nx, outputs) of each, with one feature */
	double box[4];
	struct surface_job *job;	/* NULL: none */
	uint64_t next;			/* time of the next computation */
	char error[200];
};

static struct surface_state *state(const struct ui *ui)
{
	return ui->state[VIEW_SURFACE];
}

static const struct dataset *data_of(const struct lab_entry *e)
{
	return e ? e->cond->problem.data : NULL;
}

/* The classes side by side: a map of the likeliest one. */
static int all_classes(const struct surface_state *v, const struct dataset *d)
{
	return d->kind == DATA_CLASSES && d->features > 1 && v->output == 0;
}

static size_t output_of(const struct surface_state *v, const struct dataset *d)
{
	return v->output > 0 ? (v->output - 1) % d->outputs : 0;
}

/* Why there is no plane to draw this on, and what there is instead; NULL: there is. */
static const char *no_plane(const struct dataset *d)
{
	if (d->shape[0] > 1)
		return "Inputs are images here: there is no plane to draw them on. Those that runs disagree about "
		       "are shown here as soon as there are any; `view who` lists them.";
	if (d->shape[1] > 1 && d->features > 2)
		return "Inputs are windows of a series here, and answers are classes: there is no plane to draw "
		       "them on. `view who` tells where the runs disagree.";
	if (d->features > MAX_FEATURES)
		return "There are too many inputs to choose two of them. `view who` tells where the runs "
		       "disagree; `data FILE columns=A,B` keeps two.";
	return NULL;
}

static void title(struct ui *ui, struct str *out)
{
	struct surface_state *v = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	const struct dataset *d = data_of(e);

	if (d && !e->cond->external && d->shape[0] > 1) {
		str_add(out, "Surface: the most disputed images");
		return;
	}
	str_add(out, "Surface");
	if (!d || e->cond->external || (!forecast_fits(e) && no_plane(d)))
		return;
	if (forecast_fits(e)) {
		str_addf(out, v->show_sd ? ": SD of forecasts · %zu runs" : ": forecasts · %zu runs", forecast_runs(e));
		return;
	}
	str_add(out, v->show_sd ? ": SD across runs" : d->features == 1 ? ": fitted functions"
		: all_classes(v, d) ? ": likeliest class" : ": mean prediction");
	if (d->outputs > 1 && !all_classes(v, d)) {
		const char *name = d->output_names ? d->output_names[output_of(v, d)] : NULL;

		str_add(out, " of ");
		if (name)
			utf8_escape(out, name, utf8_prefix(name, 20));
		else
			str_addf(out, "output %zu", output_of(v, d) + 1);
	}
	if (v->runs > 0)
		str_addf(out, " · %zu run%s", v->runs, v->runs == 1 ? "" : "s");
}

static void safe_name(const char *name, size_t i, char *out, size_t size)
{
	struct str s = STR_INIT;

	if (name) {
		utf8_escape(&s, name, strlen(name));
		snprintf(out, size, "%.*s", (int)utf8_prefix(s.s, 20), s.s);
	} else {
		snprintf(out, size, "x%zu", i + 1);
	}
	str_release(&s);
}

static void column_name(const struct dataset *d, size_t i, char *out, size_t size)
{
	safe_name(d->feature_names ? d->feature_names[i] : NULL, i, out, size);
}

static void range(const struct dataset *d, size_t k, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (size_t i = 0; i < d->rows; i++) {
		double x = d->x[i * d->features + k];

		*lo = x < *lo ? x : *lo;
		*hi = x > *hi ? x : *hi;
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
	free(v->m2);
	v->x = v->mean = v->m2 = NULL;
	v->runs = v->tried = 0;
	v->failed = 0;
}

static void init(void *of)
{
	((struct surface_state *)of)->column[1] = 1;
}

static void release(void *of)
{
	struct surface_state *v = of;

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
	v->mean = xcalloc(n * d->outputs, sizeof *v->mean);
	v->m2 = xcalloc(n * d->outputs, sizeof *v->m2);
	free(mean);
}

/* One run more (Welford). */
static void add_run(struct surface_state *v, const float *out, size_t n)
{
	v->runs++;
	for (size_t i = 0; i < n; i++) {
		float by = out[i] - v->mean[i];

		v->mean[i] += by / (float)v->runs;
		v->m2[i] += by * (out[i] - v->mean[i]);
	}
}

static float sd_at(const struct surface_state *v, size_t i)
{
	return v->runs > 1 ? sqrtf(fmaxf(v->m2[i], 0) / (float)(v->runs - 1)) : 0;
}

/* The chosen output's mean and SD; of all classes the SD's mean over them. */
static void figures(const struct surface_state *v, const struct dataset *d, float *mean, float *sd)
{
	size_t n = (size_t)v->nx * (size_t)v->ny, outs = d->outputs, o = output_of(v, d);

	for (size_t i = 0; i < n; i++) {
		mean[i] = v->mean[i * outs + o];
		sd[i] = sd_at(v, i * outs + o);
		if (!all_classes(v, d))
			continue;
		sd[i] = 0;
		for (size_t k = 0; k < outs; k++)
			sd[i] += sd_at(v, i * outs + k) / (float)outs;
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
	float *out = NULL;
	int rc = surface_job_done(&v->job, &key, &ns, &out, v->error, sizeof v->error);

	if (rc == 0)
		return;
	v->next = clk_ns() + PAUSE * ns;
	if (rc < 0 && key == v->key)
		v->failed = 1;
	if (rc > 0 && key == v->key && v->runs < SURFACE_RUNS) {
		add_run(v, out, n * outs);
		if (v->ny == 1) {	/* a line of the fan */
			v->run[v->runs - 1] = out;
			out = NULL;
		}
	}
	free(out);
}

/* One more run, when it is time. */
static void compute(struct ui *ui, const struct lab_entry *e)
{
	struct surface_state *v = state(ui);
	struct kept_run k;

	if (v->job)
		collect(v, e->cond->problem.data->outputs);
	if (v->job) {
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
	struct surface_state *v = state(ui);
	size_t n = (size_t)v->nx, outs = d->outputs, o = output_of(v, d), step = d->rows / MAX_POINTS + 1;
	float *buffer = xcalloc(n * (5 + v->runs) + 2 * d->rows, sizeof *buffer);
	float *mean = buffer, *sd = mean + n, *lo = sd + n, *hi = lo + n, *x = hi + n, *run = x + n;
	float *px = run + n * v->runs, *py = px + d->rows;
	const float *line[SURFACE_RUNS];
	double top = 0;
	char name[64];
	struct fan f;

	memset(&f, 0, sizeof f);
	figures(v, d, mean, sd);
	for (size_t i = 0; i < n; i++) {
		x[i] = v->x[i];
		lo[i] = mean[i] - sd[i];
		hi[i] = mean[i] + sd[i];
		top = sd[i] > top ? sd[i] : top;
		for (size_t k = 0; k < v->runs; k++)
			run[k * n + i] = v->run[k][i * outs + o];
	}
	for (size_t k = 0; k < v->runs; k++)
		line[k] = run + k * n;
	for (size_t i = 0; i < d->rows; i += step) {
		px[f.n_points] = d->x[i];
		py[f.n_points++] = d->y[i * outs + o];
	}
	column_name(d, 0, name, sizeof name);
	f.x = x;
	f.n = n;
	f.x_title = name;
	if (v->show_sd) {
		f.mean = sd;
		f.n_points = 0;
		f.y1 = 1.05 * top;
		f.y_title = d->kind == DATA_REGRESSION ? "SD of the prediction" : "SD of p";
	} else {
		f.run = line;
		f.runs = v->runs;
		f.mean = mean;
		f.lo = lo;
		f.hi = hi;
		f.px = px;
		f.py = py;
		f.y_title = d->kind == DATA_REGRESSION ? "prediction, its mean ± SD, and the data (dots)"
			: "p, its mean ± SD, and the data (dots)";
	}
	fan_draw(&ui->grid, r, &f, NULL);
	free(buffer);
}

/* The data on the plane: with more inputs than its two, projected. */
static struct heat_point *points(const struct surface_state *v, const struct dataset *d, size_t *n)
{
	size_t step = d->rows / MAX_POINTS + 1;
	struct heat_point *p = xmalloc((d->rows / step + 1) * sizeof *p);

	for (size_t i = 0; i < d->rows; i += step) {
		const float *x = d->x + i * d->features;

		p[(*n)++] = (struct heat_point){ x[v->column[0]], x[v->column[1]],
						 d->label ? (int)d->label[i] : -1 };
	}
	return p;
}

/* The likeliest class of each pixel, and their names. */
static unsigned char *regions(const struct surface_state *v, const struct dataset *d)
{
	size_t n = (size_t)v->nx * (size_t)v->ny, outs = d->outputs;
	unsigned char *best = xcalloc(n, 1);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 1; k < outs && k < 256; k++)
			if (v->mean[i * outs + k] > v->mean[i * outs + best[i]])
				best[i] = (unsigned char)k;
	return best;
}

#define NAMES 12

static void draw_map(struct ui *ui, struct rect r, const struct dataset *d)
{
	struct surface_state *v = state(ui);
	size_t n = (size_t)v->nx * (size_t)v->ny;
	float *mean = xmalloc(2 * n * sizeof *mean), *sd = mean + n;
	char xn[64], yn[64], zn[64], name[NAMES][64];
	const char *names[NAMES];
	unsigned char *region = NULL;
	struct heat_point *p;
	struct heat h;

	memset(&h, 0, sizeof h);
	figures(v, d, mean, sd);
	p = points(v, d, &h.n_points);
	column_name(d, v->column[0], xn, sizeof xn);
	column_name(d, v->column[1], yn, sizeof yn);
	h.point = p;
	h.z = v->show_sd ? sd : mean;
	h.nx = v->nx;
	h.ny = v->ny;
	h.x0 = v->box[0];
	h.x1 = v->box[1];
	h.y0 = v->box[2];
	h.y1 = v->box[3];
	h.x_title = xn;
	h.y_title = yn;
	h.legend = r.rows > 6;
	if (d->kind == DATA_REGRESSION)
		h.z_title = v->show_sd ? "SD of the prediction" : "mean prediction";
	else
		h.z_title = v->show_sd ? "SD of p" : "mean p";
	if (d->kind == DATA_BINARY && d->output_names && d->output_names[1]) {
		char one[40];

		safe_name(d->output_names[1], 1, one, sizeof one);
		snprintf(zn, sizeof zn, "%s p(%s)", v->show_sd ? "SD of" : "mean", one);
		h.z_title = zn;
	}
	if (v->show_sd) {
		for (size_t i = 0; i < n; i++)
			h.z1 = sd[i] > h.z1 ? sd[i] : h.z1;
	} else if (all_classes(v, d)) {
		h.region = region = regions(v, d);
		h.n_classes = d->outputs < NAMES ? (int)d->outputs : NAMES;
		for (int k = 0; k < h.n_classes; k++) {
			safe_name(d->output_names ? d->output_names[k] : NULL, (size_t)k, name[k], sizeof name[k]);
			names[k] = name[k];
		}
		h.class_name = d->output_names ? names : NULL;
	} else if (d->kind != DATA_REGRESSION) {
		h.z1 = 1;
		h.contour = .5;
		h.has_contour = 1;
	}
	heat_draw(&ui->grid, r, &h, NULL);
	free(p);
	free(mean);
	free(region);
}

static void say(struct ui *ui, struct rect r, const char *text)
{
	ui_wrap(&ui->grid, (struct rect){ r.row + 1, r.col + 2, r.rows - 1, r.cols - 4 }, text, ROLE_DIM, 0);
}

/* What the axes do not say. */
static void describe(const struct ui *ui, const struct dataset *d, struct str *out)
{
	size_t more = d->features > 2 ? d->features - 2 : 0;

	if (data_notes_standardised(&d->notes))
		str_add(out, d->features == 1 ? "The input is standardised. " : "Inputs are standardised. ");
	if (d->kind == DATA_BINARY && d->output_names && ui->grid.graph != GRAPH_ASCII)
		for (size_t k = 0; k < 2; k++) {	/* the marks of heat.h */
			char name[40];

			safe_name(d->output_names[k], k, name, sizeof name);
			str_addf(out, "%s %s%s", k == 0 ? "●" : "○", name, k == 0 ? "  " : "   ");
		}
	if (more == 0)
		return;
	if (more == 1)
		str_add(out, "The other input is held at its mean");
	else
		str_addf(out, "The %zu others are held at their means", more);
	str_add(out, state(ui)->show_sd || !d->label ? "; dots: the data, projected." : "; the data are projected.");
	if (ui->focus == VIEW_SURFACE)
		str_add(out, " Left and Right choose x, Up and Down y.");
}

/* Below the picture; returns the rows taken. */
static int footnote(struct ui *ui, struct rect r, const struct dataset *d)
{
	struct str s = STR_INIT;
	int rows;

	describe(ui, d, &s);
	rows = s.len > 0 ? ui_wrap_rows(s.s, r.cols - 2) : 0;
	if (r.rows - rows < 8)
		rows = 0;
	if (rows > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - rows, r.col + 1, rows, r.cols - 2 }, s.s, ROLE_DIM, 0);
	str_release(&s);
	return rows;
}

static void draw(struct ui *ui, struct rect r)
{
	struct surface_state *v = state(ui);
	const struct lab_entry *e = ui_entry(ui);
	const struct dataset *d = data_of(e);
	int nx, ny = 1;
	uint64_t key;

	if (!d)
		return;
	if (e->cond->external) {
		say(ui, r, "These runs were trained elsewhere: their networks are not here, so there is no surface to draw.");
		return;
	}
	if (forecast_fits(e)) {
		forecast_draw(ui, r, e, v->show_sd);
		return;
	}
	if (no_plane(d)) {
		if (!who_pictures(ui, r))
			say(ui, r, no_plane(d));
		return;
	}
	if (v->column[0] >= d->features)
		v->column[0] = 0;
	if (v->column[1] >= d->features || (v->column[1] == v->column[0] && d->features > 1))
		v->column[1] = (v->column[0] + 1) % (unsigned)d->features;
	r.rows -= footnote(ui, r, d);
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
	key = (((uint64_t)e->id * 1009 + v->column[0]) * 1009 + v->column[1]) * 1018081
		+ (uint64_t)nx * 512 + (uint64_t)ny;
	if (key != v->key || !v->x) {
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

static const char *refuses(const struct ui *ui, uint32_t key)
{
	const struct lab_entry *e = ui_entry(ui);
	const struct dataset *d = data_of(e);

	if (!d)
		return "there is nothing to draw yet";
	if (forecast_fits(e))
		return key == 'd' ? NULL : "forecasts are drawn over time: there is nothing to choose";
	if (no_plane(d))
		return "there is no plane to draw these inputs on";
	if (key == 'o' && d->outputs < 2)
		return "there is one output only";
	if (key == TK_LEFT && d->features < 3)
		return "all inputs are on the axes";
	return NULL;
}

static size_t next_output(const struct ui *ui)
{
	const struct dataset *d = data_of(ui_entry(ui));
	int all = d && d->kind == DATA_CLASSES && d->features > 1;
	size_t at = state(ui)->output;

	if (at == 0 && !all)	/* then it means the first */
		at = 1;
	return d && at < d->outputs ? at + 1 : !all;
}

static void next_column(struct ui *ui, int which, int by)
{
	const struct dataset *d = data_of(ui_entry(ui));
	unsigned k = state(ui)->column[which], n = d ? (unsigned)d->features : 0;

	if (n < 3) {
		ui_note(ui, 1, "%s", refuses(ui, TK_LEFT));
		return;
	}
	do
		k = (k + n + (unsigned)by) % n;
	while (k == state(ui)->column[!which]);
	ui_linef(ui, "set surface-%c %u", "xy"[which], k + 1);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	struct surface_state *v = state(ui);
	struct opt_value o = opt_value(name, value);
	size_t n = (size_t)o.x;	/* 0: all */

	if (strcmp(name, "surface") == 0)
		v->show_sd = o.word;
	else if (strcmp(name, "output") == 0)
		v->output = n;
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

/* ---- keys ---- */

static void act(struct ui *ui, uint32_t key)
{
	const char *why = refuses(ui, key);
	size_t next = next_output(ui);

	if (why)
		ui_note(ui, 1, "%s", why);
	else if (key == 'd')
		ui_linef(ui, "set surface %s", state(ui)->show_sd ? "mean" : "sd");
	else if (key == 'o' && next > 0)
		ui_linef(ui, "set output %zu", next);
	else if (key == 'o')
		ui_line(ui, "set output all");
	else
		move(ui, key);
}

static int useful(const struct ui *ui, const struct key *k)
{
	return !refuses(ui, k->from);
}

static const struct key keys[] = {
	{ 'd', 0, "d", NULL, act, "mean/SD", 4,
	  "The mean prediction, or its SD across runs.", NULL, useful },
	{ 'o', 0, "o", NULL, act, "output", 4,
	  "The next output or class, and all of them.", NULL, useful },
	{ TK_LEFT, 0, "arrows", NULL, act, "inputs", 4,
	  "Other inputs on the axes: Left and Right for x, Up and Down for y.", NULL, useful },
};

const struct view view_surface = {
	.state_size = sizeof(struct surface_state), .init = init, .release = release,
	.title = title, .draw = draw, .move = move, .option = option,
	.keys_title = "Surface", VIEW_KEYS(keys),
};
