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
