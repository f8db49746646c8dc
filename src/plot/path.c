/*
 * path.c - points at any ascending x, joined; see series.c for even ones.
 */
#include "plot_int.h"

void path_draw(const double *px, const double *py, size_t n, const struct axis *x,
	       const struct axis *y, struct braille *b, struct pen p)
{
	int w = braille_width(b), h = braille_height(b), lx = 0, ly = 0, have = 0;
	const struct map mx = map_of(x), my = map_of(y);

	for (size_t i = 0; i < n; i++) {
		double ax = map_pos(&mx, px ? px[i] : (double)i), ay = map_pos(&my, py[i]);
		int dx, dy;

		if (!isfinite(ax) || !isfinite(ay)) {
			have = 0;
			continue;
		}
		dx = plot_dot(ax, w);
		dy = h - 1 - plot_dot(ay, h);
		if (have)
			braille_line(b, lx, ly, dx, dy, p);
		else
			braille_dot(b, dx, dy, p);
		lx = dx;
		ly = dy;
		have = 1;
	}
}

/* The value at x, knowing that px[*i] <= x was reached before. */
static double step_to(const double *px, const double *py, size_t n, double x, size_t *i)
{
	double x0, x1, t;

	while (*i + 1 < n && (px ? px[*i + 1] : (double)(*i + 1)) <= x)
		++*i;
	x0 = px ? px[*i] : (double)*i;
	if (!(x >= x0))
		return NAN;
	if (*i + 1 >= n)
		return x <= x0 ? py[*i] : NAN;
	x1 = px ? px[*i + 1] : (double)(*i + 1);
	t = x1 > x0 ? (x - x0) / (x1 - x0) : 0;
	return py[*i] + t * (py[*i + 1] - py[*i]);
}

double path_at(const double *px, const double *py, size_t n, double x)
{
	size_t i = 0;

	return n ? step_to(px, py, n, x, &i) : NAN;
}

void path_columns(const double *px, const double *py, size_t n, const struct axis *x,
		  int cols, double *out)
{
	double w = 2.0 * cols - 1;
	size_t i = 0;

	for (int c = 0; c < cols; c++)
		out[c] = n ? step_to(px, py, n, axis_value(x, (2 * c + 0.5) / w), &i) : NAN;
}
