/*
 * loghist.c - a histogram over 96 octaves.
 *
 * gsl_histogram wants its range in advance, and a range that grows means
 * counting again; the bits of a float are a logarithmic bin number already.
 * Bin b > 0 covers edge(b) .. edge(b + 1).
 */
#include "loghist_int.h"

#include <math.h>
#include <string.h>

static uint32_t bits_of(float x)
{
	uint32_t u;

	memcpy(&u, &x, sizeof u);
	return u;
}

static size_t index_of(float x)
{
	if (x < LOGHIST_MIN)
		return 0;
	if (x > LOGHIST_MAX)
		x = LOGHIST_MAX;
	return ((bits_of(x) - bits_of(LOGHIST_MIN)) >> 15) + 1;
}

static double edge(size_t b)
{
	uint32_t u = bits_of(LOGHIST_MIN) + (uint32_t)(b - 1) * 32768u;
	float x;

	memcpy(&x, &u, sizeof x);
	return x;
}

void loghist_add(struct loghist *h, float x)
{
	h->n++;
	h->bin[index_of(x)]++;
}

void loghist_add_many(struct loghist *h, const float *x, size_t n)
{
	h->n += n;
	for (size_t i = 0; i < n; i++)
		h->bin[index_of(x[i])]++;
}

double loghist_quantile(const struct loghist *h, double q)
{
	double want = q * (double)h->n, seen = (double)h->bin[0];
	size_t last = 0;

	if (!h->n)
		return NAN;
	if (want <= seen && h->bin[0])
		return 0;
	for (size_t b = 1; b < LOGHIST_BINS; b++) {
		double c = (double)h->bin[b];

		if (!h->bin[b])
			continue;
		last = b;
		if (seen + c >= want) {
			double f = (want - seen) / c;
			return edge(b) + (f > 0 ? f : 0) * (edge(b + 1) - edge(b));
		}
		seen += c;
	}
	return last ? edge(last + 1) : 0;
}

/*
 * Each log bin is laid over the linear ones as a rectangle.  Rounding the
 * cumulated counts, not the single ones, keeps the total right.
 */
void loghist_bins(const struct loghist *h, double lo, double hi, uint32_t *bin, size_t bins)
{
	double width = (hi - lo) / (double)bins, sum = 0;
	uint64_t done = 0;
	size_t b = 1;

	memset(bin, 0, bins * sizeof *bin);
	if (!(hi > lo))
		return;
	if (lo <= 0 && h->bin[0]) {	/* zero is exact */
		size_t at = (size_t)(-lo / width);

		if (at < bins)
			bin[at] += (uint32_t)h->bin[0];
	}
	while (b < LOGHIST_BINS && edge(b + 1) <= lo)
		b++;
	for (size_t i = 0; i < bins; i++) {
		double left = lo + (double)i * width;
		double right = i + 1 == bins ? hi : left + width;

		for (; b < LOGHIST_BINS && edge(b) < right; b++) {
			if (h->bin[b]) {
				double e0 = edge(b), e1 = edge(b + 1);
				double from = e0 > left ? e0 : left;
				double to = e1 < right ? e1 : right;

				sum += (double)h->bin[b] * (to - from) / (e1 - e0);
			}
			if (edge(b + 1) > right)
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
