/*
 * gallery.c - see gallery.h.
 */
#include "gallery.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plot/bars.h"
#include "plot/curves.h"
#include "plot/fan.h"
#include "plot/heat.h"
#include "plot/hist.h"
#include "plot/spark.h"
#include "plot/table.h"
#include "plot/stack.h"
#include "plot/xy.h"

enum { RUNS = 12, EPOCHS = 30, BINS = 60, SIDE = 24, POINTS = 20 };

/* Where the numbers come from: fair ones, or hostile. */
static uint32_t state;
static int hostile;

static double uniform(void)
{
	state = state * 1664525u + 1013904223u;
	return (double)(state >> 8) / (1 << 24);
}

static double spoil(double v)
{
	static const double bad[] = { NAN, INFINITY, -INFINITY, 0, FLT_MAX, -FLT_MAX, 1e-38, -1, 1 };

	if (!hostile || uniform() < 0.6)
		return v;
	return bad[(int)(uniform() * 9) % 9];
}

static float spoilf(double v)
{
	return (float)spoil(v);
}

static float run[RUNS][EPOCHS], quantile[5][EPOCHS], other[EPOCHS], accuracy[EPOCHS];
static struct curve_line line[RUNS];

static double bell(double x)	/* like a bell, without exp */
{
	return 1 / (1 + x * x * x * x);
}

static void make_curves(void)
{
	for (int i = 0; i < RUNS; i++) {
		for (int j = 0; j < EPOCHS; j++)
			run[i][j] = spoilf(0.1 + 0.01 * i + (0.6 + 0.05 * i) / (1 + 0.3 * j) +
					   0.01 * uniform());
		line[i] = (struct curve_line){ run[i], EPOCHS };
	}
	for (int j = 0; j < EPOCHS; j++) {
		for (int q = 0; q < 5; q++)
			quantile[q][j] = spoilf(0.1 + 0.03 * q + (0.6 + 0.12 * q) / (1 + 0.3 * j));
		other[j] = spoilf(0.3 + 0.8 / (1 + 0.35 * j));
		accuracy[j] = spoilf(0.95 - 0.6 / (1 + 0.2 * j));
	}
}

static void curves_of(struct grid *g, struct rect r, int full, int y_log, int dense)
{
	struct curves_series s[3] = {
		{ .label = "train", .run = line, .runs = RUNS, .median = quantile[2],
		  .q05 = quantile[0], .q25 = quantile[1], .q75 = quantile[3], .q95 = quantile[4],
		  .n = EPOCHS },
		{ .label = "test", .median = other, .n = EPOCHS },
		{ .label = "accuracy", .median = accuracy, .n = EPOCHS, .right = 1 },
	};
	static const float diverged[] = { 4, 9 };
	struct curves c = { .series = s, .n_series = full ? 3 : 1, .x_first = 1,
			    .x_title = "epoch", .y_title = "loss", .legend = 1, .y_log = y_log };
	struct curves_layout l;
	struct density d;

	make_curves();
	if (full) {
		s[0].current = (struct curve_line){ run[3], 18 };
		s[0].selected = line[5];
		s[0].pinned = line[1];
		c.diverged = diverged;
		c.n_diverged = 2;
	}
	density_init(&d);
	if (dense) {
		struct grid aside;

		grid_init(&aside, g->rows, g->cols, g->graph, g->colours);
		c.density = &d;
		curves_draw(&aside, r, &c, &l);
		density_reset(&d, &l, 1, 1);
		for (int i = 0; i < RUNS; i++)
			density_add(&d, run[i], EPOCHS);
		grid_release(&aside);
	}
	if (y_log) {
		c.cursor = 1;
		c.cursor_x = spoil(12);
	}
	curves_draw(g, r, &c, &l);
	density_release(&d);
}

static void curves_plain(struct grid *g, struct rect r) { curves_of(g, r, 0, 0, 0); }
static void curves_full(struct grid *g, struct rect r) { curves_of(g, r, 1, 0, 0); }
static void curves_log(struct grid *g, struct rect r) { curves_of(g, r, 1, 1, 0); }
static void curves_dense(struct grid *g, struct rect r) { curves_of(g, r, 0, 0, 1); }

static void hist_of(struct grid *g, struct rect r, double ghost_width, int log_count)
{
	uint32_t now[BINS], ghost[BINS];
	struct hist_chart c = { .now = { now, BINS, 0, spoil(0.9), 1, spoil(0.436), "now" },
				.ghost = { ghost, BINS, 0, spoil(ghost_width), 1,
					   spoil(ghost_width * 0.6), "before" },
				.x_title = "mean |p - p'|", .log_count = log_count };

	for (int i = 0; i < BINS; i++) {
		now[i] = (uint32_t)(900 * bell((i - 29) / 12.0) + 20 * uniform());
		ghost[i] = (uint32_t)(700 * bell((i - 36) / 10.0));
		if (hostile && uniform() < 0.1)
			now[i] = UINT32_MAX;
	}
	if (log_count) {
		c.cursor = 1;
		c.cursor_x = spoil(0.3);
	}
	hist_draw(g, r, &c, NULL);
}

static void hist_same(struct grid *g, struct rect r) { hist_of(g, r, 0.9, 0); }
static void hist_narrow(struct grid *g, struct rect r) { hist_of(g, r, 0.9 / 40, 0); }
static void hist_log(struct grid *g, struct rect r) { hist_of(g, r, 0.9, 1); }

static void bars(struct grid *g, struct rect r)
{
	const struct bar b[] = {
		{ "init", 0, spoil(.72), spoil(.81), spoil(.77), spoil(.86), NULL },
		{ "shuffle", 0, spoil(.11), spoil(.21), spoil(.16), spoil(.26), NULL },
		{ "dropout", 0, spoil(-.03), spoil(.04), spoil(-.02), spoil(.09), NULL },
		{ "batch", 0, spoil(.02), NAN, NAN, NAN, "a note" },
		{ "optimizer", 0, NAN, NAN, NAN, NAN, NULL },
	};
	struct bars_chart c = { .bar = b, .n = 5, .selected = 1, .gap = 1, .percent = 1,
				.title = "share of the variance",
				.legend = { "first order", "total", "95 %" } };

	bars_draw(g, r, &c, NULL);
}

static void heat(struct grid *g, struct rect r)
{
	static float z[SIDE * SIDE];
	struct heat_point p[POINTS];
	struct heat h = { .z = z, .nx = SIDE, .ny = SIDE, .x0 = -1, .x1 = spoil(1), .y0 = -1, .y1 = 1,
			  .x_title = "x1", .y_title = "x2", .z_title = "p", .point = p,
			  .n_points = POINTS, .contour = 0.5, .has_contour = 1, .legend = 1,
			  .z1 = 1 };
	int nx, ny;

	for (int j = 0; j < SIDE; j++)
		for (int i = 0; i < SIDE; i++) {
			double x = (i + 0.5) * 2 / SIDE - 1, y = 1 - (j + 0.5) * 2 / SIDE;

			z[j * SIDE + i] = spoilf(1 / (1 + 8 * (x * x + y * y - x * y)));
		}
	for (int i = 0; i < POINTS; i++)
		p[i] = (struct heat_point){ spoilf(2 * uniform() - 1), spoilf(2 * uniform() - 1), i % 3 };
	heat_size(g, r, &h, &nx, &ny);
	heat_draw(g, r, &h, NULL);
}

static void fan(struct grid *g, struct rect r)
{
	static float x[EPOCHS], y[6][EPOCHS], px[POINTS], py[POINTS];
	const float *f[2] = { y[4], y[5] };
	struct fan c = { .x = x, .n = EPOCHS, .run = f, .runs = 2, .mean = y[0], .lo = y[1], .hi = y[2],
			 .selected = y[3], .px = px, .py = py, .n_points = POINTS, .x_title = "x",
			 .y_title = "y", .split = 1, .split_x = spoil(0.5), .cursor = 1, .cursor_x = 0 };

	for (int i = 0; i < EPOCHS; i++) {
		double t = (i - 14.5) / 14.5;

		x[i] = (float)t;
		for (int k = 0; k < 6; k++)
			y[k][i] = spoilf(2 * t * (1 - t * t) + (k == 1 ? -1 : 1) * (k > 0) * (0.1 + 0.05 * k) * t * t);
	}
	for (int i = 0; i < POINTS; i++) {
		px[i] = spoilf(1.6 * uniform() - 0.8);
		py[i] = spoilf(2 * px[i] * (1 - px[i] * px[i]) + 0.1 * uniform());
	}
	fan_draw(g, r, &c, NULL);
}

static void sweep(struct grid *g, struct rect r)
{
	double m[6], y[6], lo[6], hi[6], e[6];
	struct xy_series s[] = {
		{ "ensemble", XY_POINTS, 0, m, y, lo, hi, 6 },
		{ "1/M", XY_REFERENCE, 0, m, e, NULL, NULL, 6 },
		{ "band", XY_LINE, 0, m, hi, y, hi, 6 },
		{ "both", XY_BOTH, 0, m, lo, NULL, NULL, 6 },
		{ NULL, XY_FAINT, 0, NULL, lo, NULL, NULL, 6 },
	};
	struct xy c = { .series = s, .n_series = 5, .x_log = 1, .y_log = 1, .x_title = "M",
			.y_title = "spread", .legend = 1 };

	for (int i = 0; i < 6; i++) {
		m[i] = 1 << i;
		e[i] = spoil(0.3 / m[i]);
		y[i] = spoil(0.3 / m[i] * (1 + 0.2 * uniform()));
		lo[i] = spoil(y[i] * 0.7);
		hi[i] = spoil(y[i] * 1.5);
	}
	xy_draw(g, r, &c, NULL);
}

static void names(struct grid *g, struct rect r)
{
	static const char *const name[] = { "relu", "tanh", "gelu", "smelu" };
	double y[4] = { spoil(.41), spoil(.22), spoil(.3), spoil(.18) };
	double lo[4] = { spoil(.38), spoil(.2), spoil(.27), spoil(.15) };
	double hi[4] = { spoil(.44), spoil(.25), spoil(.33), spoil(.2) };
	struct xy_series s = { "spread", XY_POINTS, 0, NULL, y, lo, hi, 4 };
	struct xy c = { .series = &s, .n_series = 1, .x_names = name, .n_names = 4,
			.y_title = "spread", .cursor = 1, .cursor_x = 2 };

	xy_draw(g, r, &c, NULL);
}

/* More areas than colours, over a sum beyond 1 at the end. */
static void stack(struct grid *g, struct rect r)
{
	static const char *const name[] = { "init", "shuffle", "batch", "optimizer", "dropout", "split", "nudge", "rounding", "only together" };
	double x[5] = { spoil(1), spoil(2), spoil(5), spoil(20), spoil(100) }, y[9][5];
	struct stack c = { .n = 9, .x = x, .n_x = 5, .x_log = 1, .x_title = "epochs" };

	for (int i = 0; i < 9; i++) {
		for (int k = 0; k < 5; k++)
			y[i][k] = spoil(i == k ? .5 : .02 * k);
		c.name[i] = name[i];
		c.share[i] = y[i];
	}
	stack_draw(g, r, &c);
}

static void fill(void *arg, size_t row, int column, struct table_cell *c)
{
	(void)arg;
	switch (column) {
	case 0:
		snprintf(c->text, sizeof c->text, "%zu", row);
		break;
	case 1:
		snprintf(c->text, sizeof c->text, "%s", row % 3 ? "free" : "fixed 42");
		c->role = row % 3 ? ROLE_FREE : ROLE_FIXED;
		break;
	case 2:
		snprintf(c->text, sizeof c->text, ".%03zu", row * 7919 % 1000);
		break;
	default:
		snprintf(c->text, sizeof c->text, "about run %zu, at some length: größer", row);
	}
}

static void table(struct grid *g, struct rect r)
{
	static const struct table_column column[] = {
		{ "run", 4, 8, 1, 0, 0 }, { "init", 6, 10, 0, 2, 0 },
		{ "test", 5, 8, 1, 1, 0 }, { "remark", 8, 0, 0, 3, 0 },
	};
	struct table t = { .column = column, .n_columns = 4, .rows = 1204, .scroll = 300,
			   .selected = 302, .sort = 2, .descending = 1, .focused = 1, .fill = fill };

	table_draw(g, r, &t, NULL);
}

static void sparks(struct grid *g, struct rect r)
{
	uint32_t n[20];

	for (int i = 0; i < 20; i++)
		n[i] = (uint32_t)(100 * bell((i - 8) / 4.0));
	if (r.rows > 0)
		spark_counts(g, r.row, r.col, r.cols, n, 20, ROLE_BAR);
}

static void box(struct grid *g, struct rect r)
{
	grid_box(g, r, "Loss · 1,204 runs", ROLE_BORDER, 0);
}

static const struct {
	const char *name;
	void (*draw)(struct grid *g, struct rect r);
} piece[] = {
	{ "curves", curves_plain },   { "curves-full", curves_full }, { "curves-log", curves_log },
	{ "curves-dense", curves_dense }, { "hist", hist_same },      { "hist-narrow", hist_narrow },
	{ "hist-log", hist_log },     { "bars", bars },               { "heat", heat },
	{ "fan", fan },               { "sweep", sweep },             { "names", names },
	{ "table", table },           { "sparks", sparks },           { "box", box },
	{ "stack", stack },
};

int gallery_count(void)
{
	return (int)(sizeof piece / sizeof piece[0]);
}

const char *gallery_name(int i)
{
	return piece[i].name;
}

void gallery_draw(int i, struct grid *g, struct rect r)
{
	state = 1;
	hostile = 0;
	piece[i].draw(g, r);
}

void gallery_hostile(int seed, int i, struct grid *g, struct rect r)
{
	state = (uint32_t)seed * 2654435761u + 1;
	hostile = 1;
	piece[i].draw(g, r);
}
