/*
 * spark.c - see spark.h.
 */
#include "plot/spark.h"

#include "plot_int.h"

static const char ascii_level[] = " ._-=+*#@";

/* Eighth e = 0..8 of a lower block; ASCII by weight. */
static uint32_t level(const struct grid *g, int e)
{
	if (e <= 0)
		return ' ';
	if (e > 8)
		e = 8;
	if (g->graph == GRAPH_ASCII)
		return (unsigned char)ascii_level[e];
	return 0x2580 + (uint32_t)e;
}

void spark_counts(struct grid *g, int row, int col, int cols, const uint32_t *n,
		  size_t count, int role)
{
	double top = 0;

	if (count == 0 || cols < 1)
		return;
	for (int pass = 0; pass < 2; pass++)
		for (int j = 0; j < cols; j++) {
			size_t a = (size_t)((double)j * (double)count / cols);
			size_t b = (size_t)((double)(j + 1) * (double)count / cols);
			double sum = 0;
			int e;

			if (b <= a)
				b = a + 1;
			for (size_t i = a; i < b && i < count; i++)
				sum += n[i];
			sum /= (double)(b - a);
			if (!pass) {
				top = sum > top ? sum : top;
				continue;
			}
			e = top > 0 && sum > 0 ? (int)ceil(sum / top * 8) : 0;
			grid_put(g, row, col + j, level(g, e), role, grid_bg(g, row, col + j), 0);
		}
}

void spark_line(struct grid *g, int row, int col, int cols, const float *y, size_t n,
		double lo, double hi, int role)
{
	struct series s = { y, n, 0, 1, 0 };
	struct range r = { lo, hi };
	struct axis ax, ay;
	struct braille b;

	if (n == 0 || cols < 1)
		return;
	if (!(lo < hi)) {
		r = (struct range)RANGE_INIT;
		for (size_t i = 0; i < n; i++)
			range_add(&r, y[i]);
		if (!(r.lo <= r.hi))
			return;
	}
	ax = axis_set(0, n > 1 ? (double)(n - 1) : 1, 0, 0, NULL);
	ay = axis_set(r.lo, r.hi, 0, 0, NULL);
	if (g->graph != GRAPH_BRAILLE) {	/* one row has no room for dots: levels */
		for (int j = 0; j < cols; j++) {
			double v = series_at(&s, cols > 1 ? (double)j * (ax.hi) / (cols - 1) : 0);
			double pos = axis_pos(&ay, v);

			if (isnan(pos))
				continue;
			pos = fmin(fmax(pos, 0), 1);
			grid_put(g, row, col + j, level(g, 1 + (int)lrint(pos * 7)), role,
				 grid_bg(g, row, col + j), 0);
		}
		return;
	}
	braille_init(&b, 1, cols);
	series_draw(&s, &ax, &ay, &b, (struct pen){ (uint8_t)role, 0, PEN_SOLID, 0, 0 }, 0);
	braille_draw(&b, g, row, col);
	braille_release(&b);
}

void spark_bar(struct grid *g, int row, int col, int cols, double share, int role)
{
	int e;

	if (cols < 1 || isnan(share))
		return;
	e = (int)lrint(fmin(fmax(share, 0), 1) * cols * 8);
	for (int j = 0; j < cols; j++) {
		int n = e - 8 * j;
		uint32_t ch = ' ';

		if (g->graph == GRAPH_ASCII)
			ch = n >= 4 ? '#' : '.';
		else if (n >= 8)
			ch = 0x2588;
		else if (n > 0)
			ch = 0x2590 - (uint32_t)n;
		grid_put(g, row, col + j, ch, ch == '.' ? ROLE_DIM : role,
			 grid_bg(g, row, col + j), 0);
	}
}
