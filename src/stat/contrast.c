/*
 * contrast.c - see contrast.h.
 */
#include "stat/contrast.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "interval_int.h"

#define Z95 1.959963984540054

/*
 * Correlation of the runs' influences on both mean differences, over kept runs of the same
 * number; 0 unless it is clear of 0 (2 / sqrt(n)), for runs that share nothing
 * have some by chance.
 */
static double shared(const struct stats *a, const struct stats *b)
{
	size_t n = stats_kept(a), m = stats_kept(b), i = 0, j = 0, k = 0;
	double *x = xcalloc(n + m, sizeof *x), *y = x + n;
	double mx = 0, my = 0, xx = 0, yy = 0, xy = 0, r;
	struct kept_run ka, kb;

	stats_influence(a, x);
	stats_influence(b, y);
	while (stats_kept_run(a, i, &ka) && stats_kept_run(b, j, &kb)) {
		if (ka.run == kb.run) {
			double dx = x[i] - mx, dy = y[j] - my, f = 1 / (double)++k;

			mx += dx * f;
			my += dy * f;
			xx += dx * (x[i] - mx);
			yy += dy * (y[j] - my);
			xy += dx * (y[j] - my);
		}
		i += ka.run <= kb.run;
		j += kb.run <= ka.run;
	}
	free(x);
	r = xx > 0 && yy > 0 ? xy / sqrt(xx) / sqrt(yy) : 0;
	return fabs(r) * sqrt((double)k) > 2 ? r : 0;
}

int contrast_spread(const struct stats *a, const struct stats *b, struct contrast *out)
{
	double ra, rb, together, width;

	*out = (struct contrast){ stats_difference(a), stats_difference(b), NAN, NAN, NAN };
	if (out->a.n < 2 || out->b.n < 2)
		return -1;
	if (!(out->a.mean > 0) || !(out->b.mean > 0))
		return 0;
	out->ratio = out->a.mean / out->b.mean;
	if (isnan(out->a.lo) || isnan(out->b.lo))
		return 0;
	ra = out->a.se / out->a.mean;
	rb = out->b.se / out->b.mean;
	/* the larger of the two has runs that the other has not */
	together = shared(a, b) * (double)(out->a.n < out->b.n ? out->a.n : out->b.n) /
		   sqrt((double)out->a.n * (double)out->b.n);
	width = exp(Z95 * sqrt(ra * ra + rb * rb - 2 * together * ra * rb));
	out->lo = out->ratio / width;
	out->hi = out->ratio * width;
	return 0;
}

static double distance(const float *p, const float *q, size_t n)
{
	double sum = 0, both = 0;

	for (size_t i = 0; i < n; i++) {
		double d = fabs((double)p[i] - (double)q[i]);

		if (isnan(d))	/* trained on in one of them */
			continue;
		sum += d;
		both++;
	}
	return both > 0 ? sum / both : NAN;
}

struct estimate contrast_apart(const struct stats *a, const struct stats *b)
{
	struct moments m = { 0 };
	size_t n_pred = stats_n_pred(a), i = 0, j = 0;
	struct kept_run x, y;

	if (!n_pred || n_pred != stats_n_pred(b))
		return (struct estimate){ NAN, NAN, NAN, NAN, 0 };
	/* Kept runs are in order of their numbers, with gaps where runs diverged. */
	while (stats_kept_run(a, i, &x) && stats_kept_run(b, j, &y)) {
		if (x.run == y.run && x.pred && y.pred) {
			double d = distance(x.pred, y.pred, n_pred);

			if (!isnan(d))
				moments_add(&m, d);
		}
		i += x.run <= y.run;
		j += y.run <= x.run;
	}
	return m.n ? interval_of(m.mean, precision_of_moments(&m), m.n, STATS_FEW)
		   : (struct estimate){ NAN, NAN, NAN, NAN, 0 };
}
