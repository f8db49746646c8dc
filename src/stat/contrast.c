/*
 * contrast.c - see contrast.h.
 */
#include "stat/contrast.h"

#include <math.h>

#include "base/str.h"
#include "stat/dist.h"
#include "stat/say.h"

#define Z95 1.959963984540054

int contrast_spread(const struct stats *a, const struct stats *b, struct contrast *out)
{
	double width;

	*out = (struct contrast){ stats_difference(a), stats_difference(b), NAN, NAN, NAN };
	if (out->a.n < 2 || out->b.n < 2)
		return -1;
	if (!(out->a.mean > 0) || !(out->b.mean > 0))
		return 0;
	out->ratio = out->a.mean / out->b.mean;
	width = exp(Z95 * hypot(out->a.se / out->a.mean, out->b.se / out->b.mean));
	out->lo = out->ratio / width;
	out->hi = out->ratio * width;
	return 0;
}

static void same_each_time(struct estimate other, const char *still, const char *moving,
			   struct str *out)
{
	str_addf(out, "Runs of %s predict the same each time, bit for bit, where runs of %s differ by ",
		 still, moving);
	say_interval(out, other.mean, other.lo, other.hi);
	str_addc(out, '.');
}

void contrast_sentence(const struct contrast *c, const char *a, const char *b,
		       struct str *out)
{
	if (c->a.n < 2 || c->b.n < 2) {
		str_add(out, "There are too few runs to say how much predictions differ.");
	} else if (c->a.mean == 0 && c->b.mean == 0) {
		str_addf(out, "Runs of %s predict the same each time, bit for bit, and so do runs of %s.", a, b);
	} else if (c->a.mean == 0) {
		same_each_time(c->b, a, b, out);
	} else if (c->b.mean == 0) {
		same_each_time(c->a, b, a, out);
	} else if (isnan(c->lo) || (c->lo <= 1 && c->hi >= 1)) {
		str_addf(out, "These runs cannot tell whether predictions differ more from run to run "
			 "with %s or with %s: the ratio is ", a, b);
		say_interval(out, c->ratio, c->lo, c->hi);
		str_addc(out, '.');
	} else if (c->ratio > 1) {
		str_add(out, "Predictions differ ");
		say_interval(out, c->ratio, c->lo, c->hi);
		str_addf(out, " times as much from run to run with %s as with %s.", a, b);
	} else {
		str_add(out, "Predictions differ ");
		say_interval(out, 1 / c->ratio, 1 / c->hi, 1 / c->lo);
		str_addf(out, " times as much from run to run with %s as with %s.", b, a);
	}
}

static double distance(const float *p, const float *q, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += fabs((double)p[i] - (double)q[i]);
	return sum / (double)n;
}

struct estimate contrast_apart(const struct stats *a, const struct stats *b)
{
	struct estimate e = { NAN, NAN, NAN, NAN, 0 };
	size_t n_pred = stats_n_pred(a), i = 0, j = 0;
	double mean = 0, m2 = 0;
	struct kept_run x, y;

	if (!n_pred || n_pred != stats_n_pred(b))
		return e;
	/* Kept runs are in order of their numbers, with gaps where runs diverged. */
	while (stats_kept_run(a, i, &x) && stats_kept_run(b, j, &y)) {
		if (x.run == y.run && x.pred && y.pred) {
			double d = distance(x.pred, y.pred, n_pred), step = d - mean;

			mean += step / (double)++e.n;
			m2 += step * (d - mean);
		}
		i += x.run <= y.run;
		j += y.run <= x.run;
	}
	if (e.n)
		e.mean = mean;
	if (e.n > 1) {
		double t = dist_t_q(.975, (double)e.n - 1);

		e.se = sqrt(m2 / ((double)e.n - 1) / (double)e.n);
		e.lo = mean - t * e.se;
		e.hi = mean + t * e.se;
	}
	return e;
}
