/*
 * path.c - points joined to a line, at any ascending x; series.c has even ones.
 */
#include "plot_int.h"

struct trail trail_of(const struct axis *x, const struct axis *y, struct braille *b, struct pen p)
{
	return (struct trail){ .x = map_of(x), .y = map_of(y), .b = b, .pen = p };
}

void trail_to(struct trail *t, double x, double y)
{
	double ax = map_pos(&t->x, x), ay = map_pos(&t->y, y);
	int w = braille_width(t->b), h = braille_height(t->b), dx, dy;

	if (!isfinite(ax) || !isfinite(y) || isnan(ay)) {
		t->have = 0;
		return;
	}
	dx = plot_dot(ax, w);
	dy = h - 1 - plot_dot(ay, h);
	if (t->have)
		braille_line(t->b, t->last_x, t->last_y, dx, dy, t->pen);
	else
		braille_dot(t->b, dx, dy, t->pen);
	t->last_x = dx;
	t->last_y = dy;
	t->have = 1;
}

void path_draw(const double *px, const double *py, size_t n, const struct axis *x,
	       const struct axis *y, struct braille *b, struct pen p)
{
	struct trail t = trail_of(x, y, b, p);

	for (size_t i = 0; i < n; i++)
		trail_to(&t, px ? px[i] : (double)i, py[i]);
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
