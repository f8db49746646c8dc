/*
 * svg.c - the present condition as a picture: loss curves and differences.
 *
 *     +--------------------------+--------------------------+
 *     | loss: band, median, runs | prediction difference    |
 *     +--------------------------+--------------------------+
 *
 * Plain SVG 1.1 without scripts, fonts or outside references; text is escaped
 * twice over: for terminals as everywhere, and for XML.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/say.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "report/report_int.h"
#include "store/session.h"

#define WIDTH 460.0		/* of a panel's axes */
#define HEIGHT 260.0
#define LEFT 60.0
#define TOP 60.0
#define GAP 90.0
#define BINS 60
#define FAINT 30		/* runs drawn singly */

struct axes { double x0, x1, y0, y1, left; };

static double px(const struct axes *a, double x)
{
	return a->left + WIDTH * (x - a->x0) / (a->x1 - a->x0);
}

static double py(const struct axes *a, double y)
{
	if (y > a->y1)		/* outliers run along the edge */
		y = a->y1;
	return TOP + HEIGHT * (1 - (y - a->y0) / (a->y1 - a->y0));
}

static void put_xml(struct str *out, const char *text)
{
	struct str safe = STR_INIT;

	utf8_escape(&safe, text, strlen(text));
	for (const char *p = safe.s; *p; p++) {
		switch (*p) {
		case '<': str_add(out, "&lt;"); break;
		case '>': str_add(out, "&gt;"); break;
		case '&': str_add(out, "&amp;"); break;
		case '"': str_add(out, "&quot;"); break;
		default: str_addc(out, *p);
		}
	}
	str_release(&safe);
}

static void put_text(struct str *out, double x, double y, const char *anchor, const char *text)
{
	str_addf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
	put_xml(out, text);
	str_add(out, "</text>\n");
}

/* A step of 1, 2 or 5 times a power of ten: some five of them in the range. */
static double nice_step(double range)
{
	double step = pow(10, floor(log10(range / 4)));

	return range / step > 20 ? 5 * step : range / step > 8 ? 2 * step : step;
}

static void put_axes(struct str *out, const struct axes *a, const char *title, const char *x_title)
{
	double sx = nice_step(a->x1 - a->x0), sy = nice_step(a->y1 - a->y0);
	char label[32];

	str_addf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"frame\"/>\n", a->left, TOP,
		 WIDTH, HEIGHT);
	for (double x = ceil(a->x0 / sx) * sx; x <= a->x1 + sx * 1e-6; x += sx) {
		snprintf(label, sizeof label, "%.4g", fabs(x) < sx * 1e-6 ? 0 : x);
		put_text(out, px(a, x), TOP + HEIGHT + 18, "middle", label);
	}
	for (double y = ceil(a->y0 / sy) * sy; y <= a->y1 + sy * 1e-6; y += sy) {
		snprintf(label, sizeof label, "%.4g", fabs(y) < sy * 1e-6 ? 0 : y);
		put_text(out, a->left - 8, py(a, y) + 4, "end", label);
	}
	put_text(out, a->left, TOP - 10, "start", title);
	put_text(out, a->left + WIDTH, TOP + HEIGHT + 36, "end", x_title);
}

/* ---- loss ---- */

/* Quantiles of curve c at every epoch: (epochs, 5), NaN where no run got. */
static float *quantiles(const struct stats *s, enum stats_curve c, size_t epochs)
{
	static const double q[5] = { .05, .25, .5, .75, .95 };
	float *v = xreallocarray(NULL, 5 * epochs, sizeof *v);

	for (size_t e = 0; e < epochs; e++)
		if (!stats_curve_quantiles(s, c, e, q, v + 5 * e, 5))
			for (int k = 0; k < 5; k++)
				v[5 * e + (size_t)k] = NAN;
	return v;
}

static void put_band(struct str *out, const struct axes *a, const char *class, const float *v, size_t epochs,
		     int lo, int hi)
{
	str_addf(out, "<path class=\"%s\" d=\"M", class);
	for (size_t e = 0; e < epochs; e++)
		if (isfinite(v[5 * e + (size_t)hi]))
			str_addf(out, " %.1f,%.1f", px(a, (double)e + 1), py(a, v[5 * e + (size_t)hi]));
	for (size_t e = epochs; e-- > 0;)
		if (isfinite(v[5 * e + (size_t)lo]))
			str_addf(out, " %.1f,%.1f", px(a, (double)e + 1), py(a, v[5 * e + (size_t)lo]));
	str_add(out, " Z\"/>\n");
}

static void put_line(struct str *out, const struct axes *a, const char *class, const float *v, size_t n,
		     size_t step)
{
	str_addf(out, "<polyline class=\"%s\" points=\"", class);
	for (size_t e = 0; e < n; e++)
		if (isfinite(v[step * e]))
			str_addf(out, "%.1f,%.1f ", px(a, (double)e + 1), py(a, v[step * e]));
	str_add(out, "\"/>\n");
}

static void put_loss(struct str *out, const struct lab_entry *e)
{
	size_t epochs = stats_epochs(e->stats);
	int has_test = stats_has_curve(e->stats, STATS_TEST);
	float *train, *test = NULL;
	struct kept_run run[FAINT];
	struct axes a = { .left = LEFT, .x0 = 1, .x1 = epochs > 1 ? (double)epochs : 2 };
	struct str title = STR_INIT;
	size_t n;

	if (!epochs)
		return;
	train = quantiles(e->stats, STATS_TRAIN, epochs);
	if (has_test)
		test = quantiles(e->stats, STATS_TEST, epochs);
	for (size_t i = 0; i < 5 * epochs; i++) {
		if (train[i] > a.y1)
			a.y1 = train[i];
		if (test && test[i] > a.y1)
			a.y1 = test[i];
	}
	a.y1 = a.y1 > 0 ? a.y1 * 1.05 : 1;
	str_addf(&title, has_test ? "Loss%s: training (blue) and test (orange), median and bands"
		 : "Training loss%s: median, 25 to 75 %% and 5 to 95 %% of the runs", condition_loss_unit(e->cond, 1));
	put_axes(out, &a, title.s, "epoch");
	str_release(&title);
	put_band(out, &a, "band", train, epochs, 0, 4);
	put_band(out, &a, "half", train, epochs, 1, 3);
	n = stats_recent(e->stats, run, FAINT);
	for (size_t i = 0; i < n; i++)
		if (run[i].train)
			put_line(out, &a, "run", run[i].train, run[i].epochs, 1);
	put_line(out, &a, "median", train + 2, epochs, 5);
	if (test)
		put_line(out, &a, "test", test + 2, epochs, 5);
	free(train);
	free(test);
}

/* ---- differences ---- */

static void put_difference(struct str *out, const struct lab_entry *e)
{
	struct estimate d = stats_difference(e->stats);
	struct axes a = { .left = LEFT + WIDTH + GAP, .y1 = 1 };
	uint32_t bin[BINS] = { 0 };
	struct str title = STR_INIT;

	if (!d.n)
		return;
	stats_hist_difference(e->stats, &a.x0, &a.x1, bin, BINS);
	if (!(a.x1 > a.x0))
		a.x1 = a.x0 + 1;
	for (size_t i = 0; i < BINS; i++)
		if (bin[i] > a.y1)
			a.y1 = bin[i];
	str_add(&title, "Prediction difference of two runs: mean ");
	text_estimate(&title, d);
	put_axes(out, &a, title.s, "|p - p'|");
	for (size_t i = 0; i < BINS; i++) {
		double x = a.x0 + (a.x1 - a.x0) * (double)i / BINS;

		if (bin[i])
			str_addf(out, "<rect class=\"bar\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>\n", px(&a, x),
				 py(&a, bin[i]), WIDTH / BINS - .5, TOP + HEIGHT - py(&a, bin[i]));
	}
	str_release(&title);
}

static void draw(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	struct str line = STR_INIT;

	str_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\">\n"
		 "<style>text{font:12px sans-serif;fill:#333;stroke:none}.frame{fill:none;stroke:#999}"
		 ".band{fill:#dbe8f3;stroke:none}.half{fill:#b0cee6;stroke:none}.run{fill:none;stroke:#8a8a8a;stroke-width:.5}"
		 ".median{fill:none;stroke:#0a4f8f;stroke-width:2}.test{fill:none;stroke:#d07000;stroke-width:2}"
		 ".bar{fill:#4b8bbe;stroke:none}</style>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		 2 * WIDTH + LEFT + GAP + 30, TOP + HEIGHT + 50);
	report_title(lab, &line);
	str_addf(&line, "; free: %s; ", e->free);
	say_count(&line, stats_runs(e->stats));
	str_add(&line, " runs");
	put_text(out, LEFT, 24, "start", line.s);
	put_loss(out, e);
	put_difference(out, e);
	str_add(out, "</svg>\n");
	str_release(&line);
}

int report_svg(const struct lab *lab, const char *path, struct err *err)
{
	const struct lab_entry *e = lab_current(lab);
	struct str out = STR_INIT;
	struct draft d;
	int code;

	if (!e || stats_runs(e->stats) == stats_diverged(e->stats))
		return err_set(err, ERR_STATE, "there are no runs to draw");
	if (session_is(path))
		return err_at(err, ERR_STATE, path, 0, 0, "is a session: it will not be overwritten");
	code = draft_open(&d, path, err);
	if (code)
		return code;
	draw(lab, e, &out);
	fwrite(out.s, 1, out.len, d.f);		/* an error stays in the stream */
	str_release(&out);
	return draft_close(&d, 0, err);
}
