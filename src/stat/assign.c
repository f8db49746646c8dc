/*
 * assign.c - rows are given columns one by one; each finds the cheapest path that frees a
 * column for it (Dijkstra on reduced costs), and prices are moved along.
 *
 * Columns are counted from 1 inside, so that column 0 can stand for the row that is
 * looking: row_of[0] is that row.
 */
#include "stat/assign.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct search {
	size_t n;
	const double *gain;
	double *row_price, *price;	/* [n + 1] */
	double *least;			/* [n + 1] reduced cost of the cheapest way to a column */
	size_t *row_of, *from;		/* [n + 1] a column's row, 0: none; and the column before it */
	unsigned char *seen;
};

/* The nearest column that is not seen yet, by way of row `row` that stands at `at`. */
static size_t nearest(struct search *s, size_t at, size_t row, double *delta)
{
	size_t best = 0;

	*delta = INFINITY;
	for (size_t j = 1; j <= s->n; j++) {
		double cost;

		if (s->seen[j])
			continue;
		cost = -s->gain[(row - 1) * s->n + j - 1] - s->row_price[row] - s->price[j];
		if (cost < s->least[j]) {
			s->least[j] = cost;
			s->from[j] = at;
		}
		if (s->least[j] < *delta) {
			*delta = s->least[j];
			best = j;
		}
	}
	return best;
}

static void place_row(struct search *s, size_t row)
{
	size_t at = 0, next;
	double delta;

	for (size_t j = 0; j <= s->n; j++) {
		s->least[j] = INFINITY;
		s->seen[j] = 0;
	}
	s->row_of[0] = row;
	do {
		s->seen[at] = 1;
		next = nearest(s, at, s->row_of[at], &delta);
		for (size_t j = 0; j <= s->n; j++) {
			if (s->seen[j]) {
				s->row_price[s->row_of[j]] += delta;
				s->price[j] -= delta;
			} else {
				s->least[j] -= delta;
			}
		}
		at = next;
	} while (s->row_of[at]);
	for (; at; at = next) {
		next = s->from[at];
		s->row_of[at] = s->row_of[next];
	}
}

double assign_most(const double *gain, size_t n, uint32_t *to)
{
	struct search s = { .n = n, .gain = gain };
	double sum = 0;

	s.row_price = xcalloc(3 * (n + 1), sizeof *s.row_price);
	s.price = s.row_price + n + 1;
	s.least = s.price + n + 1;
	s.row_of = xcalloc(2 * (n + 1), sizeof *s.row_of);
	s.from = s.row_of + n + 1;
	s.seen = xcalloc(n + 1, 1);
	for (size_t row = 1; row <= n; row++)
		place_row(&s, row);
	for (size_t j = 1; j <= n; j++)
		to[s.row_of[j] - 1] = (uint32_t)(j - 1);
	for (size_t i = 0; i < n; i++)
		sum += gain[i * n + to[i]];
	free(s.row_price);
	free(s.row_of);
	free(s.seen);
	return sum;
}
