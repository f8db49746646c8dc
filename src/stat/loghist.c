/*
 * loghist.c - a histogram over all octaves of a float.
 *
 * gsl_histogram wants its range in advance, and a range that grows means
 * counting again; the bits of a float are a logarithmic bin number already:
 * eight bits of exponent say which page, the next eight which bin of it.
 * Bin b covers edge(b) .. edge(b + 1), and zero has a count of its own.
 */
#include "loghist_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define BINS ((size_t)LOGHIST_PAGES * LOGHIST_SUB)

void loghist_release(struct loghist *h)
{
	for (size_t p = 0; p < LOGHIST_PAGES; p++)
		free(h->page[p]);
	memset(h, 0, sizeof *h);
}

size_t loghist_bytes(const struct loghist *h)
{
	size_t n = 0;

	for (size_t p = 0; p < LOGHIST_PAGES; p++)
		n += h->page[p] != NULL;
	return n * LOGHIST_SUB * sizeof **h->page;
}

static double edge(size_t b)
{
	uint32_t u = (uint32_t)b << 15;
	float x;

	if (b >= BINS)
		return 0x1p128;
	memcpy(&x, &u, sizeof x);
	return (double)x;
}

/* The first bin from b on that is not empty; BINS when there is none. */
static size_t next(const struct loghist *h, size_t b)
{
	while (b < BINS) {
		const uint64_t *page = h->page[b / LOGHIST_SUB];

		if (!page)
			b = (b / LOGHIST_SUB + 1) * LOGHIST_SUB;
		else if (page[b % LOGHIST_SUB])
			return b;
		else
			b++;
	}
	return BINS;
}

static uint64_t count(const struct loghist *h, size_t b)
{
	return h->page[b / LOGHIST_SUB][b % LOGHIST_SUB];
}

static void add(struct loghist *h, float x, int first)
{
	uint64_t **page;
	uint32_t u;

	h->least = first || x < h->least ? x : h->least;
	h->most = first || x > h->most ? x : h->most;
	if (!(x > 0)) {
		h->zero++;
		return;
	}
	memcpy(&u, &x, sizeof u);
	page = &h->page[u >> 23];
	if (!*page)
		*page = xcalloc(LOGHIST_SUB, sizeof **page);
	(*page)[u >> 15 & (LOGHIST_SUB - 1)]++;
}

void loghist_add(struct loghist *h, float x)
{
	add(h, x, h->n++ == 0);
}

void loghist_add_many(struct loghist *h, const float *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(h, x[i], h->n++ == 0);
}

static double inside(const struct loghist *h, double x)
{
	return x < (double)h->least ? (double)h->least : x > (double)h->most ? (double)h->most : x;
}

double loghist_quantile(const struct loghist *h, double q)
{
	double want = q * (double)h->n, seen = (double)h->zero;
	size_t last = BINS;

	if (!h->n)
		return NAN;
	if (want <= seen && h->zero)
		return 0;
	for (size_t b = next(h, 0); b < BINS; b = next(h, b + 1)) {
		double c = (double)count(h, b);

		last = b;
		if (seen + c >= want) {
			double f = (want - seen) / c;
			return inside(h, edge(b) + (f > 0 ? f : 0) * (edge(b + 1) - edge(b)));
		}
		seen += c;
	}
	return last < BINS ? inside(h, edge(last + 1)) : 0;
}

/*
 * Each log bin is laid over the linear ones as a rectangle.  Rounding the
 * cumulated counts, not the single ones, keeps the total right.
 */
void loghist_bins(const struct loghist *h, double lo, double hi, uint32_t *bin, size_t bins)
{
	double width = (hi - lo) / (double)bins, sum = 0;
	uint64_t done = 0;
	size_t b;

	memset(bin, 0, bins * sizeof *bin);
	if (!(hi > lo))
		return;
	if (lo <= 0 && h->zero) {	/* zero is exact */
		size_t at = (size_t)(-lo / width);

		if (at < bins)
			bin[at] += (uint32_t)h->zero;
	}
	for (b = next(h, 0); b < BINS && edge(b + 1) <= lo; )
		b = next(h, b + 1);
	for (size_t i = 0; i < bins; i++) {
		double left = lo + (double)i * width;
		double right = i + 1 == bins ? hi : left + width;

		for (; b < BINS && edge(b) < right; b = next(h, b + 1)) {
			double e0 = edge(b), e1 = edge(b + 1);
			double from = e0 > left ? e0 : left;
			double to = e1 < right ? e1 : right;

			sum += (double)count(h, b) * (to - from) / (e1 - e0);
			if (e1 > right)
				break;	/* the next bin gets the rest of it */
		}
		bin[i] += (uint32_t)((uint64_t)(sum + .5) - done);
		done = (uint64_t)(sum + .5);
	}
}

void loghist_range(const struct loghist *h, double *lo, double *hi)
{
	double a = loghist_quantile(h, .001), b = loghist_quantile(h, .999);

	if (!(b > 0)) {
		*lo = 0;
		*hi = 1;
		return;
	}
	*lo = a - .1 * (b - a);
	*hi = b + .1 * (b - a);
	if (!(*hi > *lo * (1 + 1e-3)))	/* all in a bin or two */
		*hi = b * 1.01;
	if (*lo < .25 * *hi)
		*lo = 0;
}
