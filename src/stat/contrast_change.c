/*
 * contrast_change.c - sd and churn of two conditions, the one less the other.
 *
 * Each figure is to first order a mean over its runs of what each run adds to it (its
 * influence), so where runs of the same number share levels the variance of the
 * difference is
 *
 *     se_a^2 + se_b^2 - 2 r c se_a se_b
 *
 * with r the correlation of the influences over runs of the same number, and c
 * the share of runs that have such a partner.  Where all have, that is the jackknife over
 * pairs of runs.  The standard errors are those of all runs; r, and the skewness and the
 * degrees of freedom of the pairs, come from the runs that are kept.
 */
#include "stat/contrast.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "interval_int.h"

/* What each kept run adds, on any scale. */
typedef void influence(const struct stats *s, double *out);

struct side {
	const struct stats *s;
	struct estimate e;
	double *x;		/* [n]: influences, made to have the sd that e.se stands for */
	size_t n;
};

static void scale(struct side *d, influence *of)
{
	struct moments m = { 0 };
	double sd;

	d->n = stats_kept(d->s);
	d->x = xcalloc(d->n + 1, sizeof *d->x);
	of(d->s, d->x);
	for (size_t i = 0; i < d->n; i++)
		moments_add(&m, d->x[i]);
	sd = sqrt(moments_var(&m));
	for (size_t i = 0; i < d->n; i++)
		d->x[i] = sd > 0 ? (d->x[i] - m.mean) / sd * d->e.se * sqrt((double)d->e.n) : 0;
}

static struct precision one_side(const struct side *d)
{
	struct precision p = precision_of_terms(d->x, d->n, (double)d->e.n);

	p.se = d->e.se;
	return p;
}

/* b less a, which share nothing. */
static struct precision apart(const struct side *a, const struct side *b)
{
	struct precision p = one_side(a);

	p.skew = -p.skew;
	p = precision_sum(one_side(b), p, .5);
	p.se *= 2;
	return p;
}

/* b less a, over runs of the same number. */
static struct precision together(const struct side *a, const struct side *b)
{
	double *d = xcalloc(a->n + b->n + 1, sizeof *d), xx = 0, yy = 0, xy = 0, r, common;
	struct precision p = apart(a, b), pairs;
	struct kept_run ka, kb;
	size_t i = 0, j = 0, k = 0;

	while (stats_kept_run(a->s, i, &ka) && stats_kept_run(b->s, j, &kb)) {
		if (ka.run == kb.run) {	/* both have mean 0 */
			xx += a->x[i] * a->x[i];
			yy += b->x[j] * b->x[j];
			xy += a->x[i] * b->x[j];
			d[k++] = b->x[j] - a->x[i];
		}
		i += ka.run <= kb.run;
		j += kb.run <= ka.run;
	}
	r = xx > 0 && yy > 0 ? xy / sqrt(xx) / sqrt(yy) : 0;
	/* of the kept runs, and where more than these were made of all that both have made */
	common = (double)k / sqrt((double)a->n * (double)b->n);
	if (k == a->n || k == b->n)
		common = sqrt(fmin((double)a->e.n, (double)b->e.n) / fmax((double)a->e.n, (double)b->e.n));
	if (k > 2) {
		double n = fmin((double)a->e.n, (double)b->e.n);

		p.se = sqrt(fmax(0, a->e.se * a->e.se + b->e.se * b->e.se -
				    2 * r * common * a->e.se * b->e.se));
		pairs = precision_of_terms(d, k, n);
		if (common > .5) {
			p.nu = pairs.nu;
			p.skew = pairs.skew;
		}
	}
	free(d);
	return p;
}

static struct estimate change(const struct stats *a, const struct stats *b, struct estimate ea,
			      struct estimate eb, influence *of, int paired)
{
	struct side x = { a, ea, NULL, 0 }, y = { b, eb, NULL, 0 };
	struct estimate out = { NAN, NAN, NAN, NAN, 0 };

	if (ea.n < 2 || eb.n < 2)
		return out;
	scale(&x, of);
	scale(&y, of);
	out = interval_of(eb.mean - ea.mean, paired ? together(&x, &y) : apart(&x, &y),
			  ea.n < eb.n ? ea.n : eb.n, STATS_FEW_SPREAD);
	free(x.x);
	free(y.x);
	return out;
}

struct estimate contrast_sd(const struct stats *a, const struct stats *b, int paired)
{
	return change(a, b, stats_sd(a), stats_sd(b), stats_sd_influence, paired);
}

struct estimate contrast_churn(const struct stats *a, const struct stats *b, int paired)
{
	return change(a, b, stats_churn(a), stats_churn(b), stats_churn_influence, paired);
}
