/*
 * series.c - evenly spaced points to columns and lines.
 *
 * A plot `cols` columns wide has W = cols * dots dots; the dot of a position
 * is round(pos * (W - 1)), so column c covers the positions from
 * (c * dots - .5) / (W - 1) to half a dot before the next column's.  With fewer
 * points than dots the points themselves are joined; with more, each dot
 * column gets one value, since joining everything turns into fuzz.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "plot_int.h"

double series_at(const struct series *s, double x)
{
	double f = (x - s->first) / s->step, t;
	size_t i;

	if (!(f >= -1e-6) || f > (double)s->n - 1 + 1e-6 || s->n == 0)
		return NAN;
	if (f < 0)
		f = 0;
	i = (size_t)f;
	t = f - (double)i;
	if (i >= s->n - 1)
		return isfinite(s->y[s->n - 1]) ? s->y[s->n - 1] : NAN;
	if (t < 1e-9)
		return isfinite(s->y[i]) ? s->y[i] : NAN;
	if (!isfinite(s->y[i]) || !isfinite(s->y[i + 1]))
		return NAN;
	if (s->log && s->y[i] > 0 && s->y[i + 1] > 0)
		return s->y[i] * pow((double)s->y[i + 1] / s->y[i], t);
	return s->y[i] + t * ((double)s->y[i + 1] - s->y[i]);
}

/* Of the points with indices in [a, b). */
static double reduce(const struct series *s, size_t a, size_t b, enum series_kind kind)
{
	double sum = 0, lo = INFINITY, hi = -INFINITY;
	size_t n = 0;

	for (size_t i = a; i < b; i++) {
		double v = s->y[i];

		if (!isfinite(v))
			continue;
		n++;
		sum += v;
		lo = v < lo ? v : lo;
		hi = v > hi ? v : hi;
	}
	if (!n)
		return NAN;
	return kind == SERIES_MEAN ? sum / (double)n : kind == SERIES_MIN ? lo : hi;
}

/* The first index whose x is not below v. */
static size_t index_from(const struct series *s, double v)
{
	double f = ceil((v - s->first) / s->step);

	return !(f > 0) ? 0 : f >= (double)s->n ? s->n : (size_t)f;
}

void series_columns(const struct series *s, const struct axis *x, enum series_kind kind,
		    int cols, int dots, double *out)
{
	double w = (double)cols * dots > 1 ? (double)cols * dots - 1 : 1;
	size_t a, b;

	if (s->n == 0) {
		for (int c = 0; c < cols; c++)
			out[c] = NAN;
		return;
	}
	a = index_from(s, axis_value(x, -0.5 / w));
	for (int c = 0; c < cols; c++, a = b) {
		double mid = axis_value(x, (c * dots + (dots - 1) * 0.5) / w);

		b = index_from(s, axis_value(x, ((c + 1) * dots - 0.5) / w));
		out[c] = NAN;
		if (b <= a + 1)
			out[c] = series_at(s, mid);
		if (b > a && isnan(out[c]))
			out[c] = reduce(s, a, b, kind);
	}
}

/* The points themselves, joined. */
static void draw_points(const struct series *s, const struct axis *x, const struct axis *y,
			struct braille *b, struct pen p)
{
	size_t from = index_from(s, x->lo), to = index_from(s, x->hi) + 1;
	struct trail t = trail_of(x, y, b, p);

	/* One neighbour on either side, so that lines run to the edge. */
	from = from > 0 ? from - 1 : 0;
	to = to < s->n ? to + 1 : s->n;
	for (size_t i = from; i < to; i++)
		trail_to(&t, s->first + (double)i * s->step, s->y[i]);
}

static void draw_binned(const struct series *s, const struct axis *x, const struct axis *y,
			struct braille *b, struct pen p, int envelope)
{
	int w = braille_width(b), h = braille_height(b), have = 0, plo = 0, phi = 0;
	double *lo = xmalloc(2 * (size_t)w * sizeof *lo), *hi = lo + w;
	const struct map my = map_of(y);

	series_columns(s, x, envelope ? SERIES_MIN : SERIES_MEAN, w, 1, lo);
	series_columns(s, x, envelope ? SERIES_MAX : SERIES_MEAN, w, 1, hi);
	for (int c = 0; c < w; c++) {
		double a = map_pos(&my, lo[c]), e = map_pos(&my, hi[c]);
		int ylo, yhi;

		if (isnan(a))
			a = e;
		if (isnan(e)) {
			have = 0;
			continue;
		}
		ylo = h - 1 - plot_dot(a, h);
		yhi = h - 1 - plot_dot(e, h);
		/* Reach to the neighbour, so that the line has no holes. */
		if (have && yhi > plo)
			braille_line(b, c - 1, plo, c, yhi, p);
		else if (have && ylo < phi)
			braille_line(b, c - 1, phi, c, ylo, p);
		braille_column(b, c, yhi, ylo, p);
		plo = ylo;
		phi = yhi;
		have = 1;
	}
	free(lo);
}

void series_draw(const struct series *s, const struct axis *x, const struct axis *y,
		 struct braille *b, struct pen p, int envelope)
{
	size_t seen;

	if (!s->y || s->n == 0 || b->rows < 1 || b->cols < 1)
		return;
	seen = index_from(s, x->hi) - index_from(s, x->lo);
	/* On a log axis points crowd at the right: bin sooner. */
	if (seen > (size_t)braille_width(b) / (x->log ? 2 : 1))
		draw_binned(s, x, y, b, p, envelope);
	else
		draw_points(s, x, y, b, p);
}
