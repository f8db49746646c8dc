/*
 * when.c - one parent at a time: its children's moments at each k and probe, which leave a
 * variance behind, and a mean that joins those of the other parents.
 */
#include "stat/when.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "interval_int.h"
#include "moments_int.h"
#include "run/sample.h"
#include "rows_int.h"
#include "stat/dist.h"

struct when {
	struct when_plan p;
	size_t n_pred, n;		/* n: predictions and the loss */
	/* the parent under way */
	uint64_t parent;
	uint64_t have;			/* its runs so far, in order */
	int bad;
	double *mean, *m2;		/* (k, n) over its children */
	/* those that are through */
	size_t parents, dropped;
	double *within;			/* (parents, k, WHEN_TARGETS) */
	size_t cap;
	double *all_mean, *all_m2;	/* (k, n) of the parents' means */
};

struct when *when_new(const struct when_plan *p, size_t n_pred)
{
	struct when *w = xcalloc(1, sizeof *w);
	size_t all;

	w->p = *p;
	w->n_pred = n_pred;
	w->n = n_pred + 1;
	w->parent = UINT64_MAX;
	all = p->n * w->n;
	w->mean = xcalloc(4 * all, sizeof *w->mean);
	w->m2 = w->mean + all;
	w->all_mean = w->m2 + all;
	w->all_m2 = w->all_mean + all;
	return w;
}

void when_free(struct when *w)
{
	if (!w)
		return;
	free(w->mean);
	free(w->within);
	free(w);
}

const struct when_plan *when_plan(const struct when *w) { return &w->p; }
size_t when_parents(const struct when *w) { return w->parents; }
size_t when_dropped(const struct when *w) { return w->dropped; }

static void add(double *mean, double *m2, double x, double n)
{
	double d = x - *mean;

	*mean += d / n;
	*m2 += d * (x - *mean);
}

static void finish_parent(struct when *w)
{
	const double free_children = (double)w->p.children - 1;
	double *to;

	if (w->parents == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 32;
		w->within = xreallocarray(w->within, w->cap * w->p.n, WHEN_TARGETS * sizeof *w->within);
	}
	to = w->within + w->parents++ * w->p.n * WHEN_TARGETS;
	for (size_t k = 0; k < w->p.n; k++) {
		const size_t at = k * w->n;
		double sum = 0;

		for (size_t i = 0; i < w->n_pred; i++)
			sum += w->m2[at + i];
		*to++ = sum / free_children / (double)w->n_pred;
		*to++ = w->m2[at + w->n_pred] / free_children;
		for (size_t i = 0; i < w->n; i++)
			add(&w->all_mean[at + i], &w->all_m2[at + i], w->mean[at + i], (double)w->parents);
	}
}

void when_add(struct when *w, const struct sample *run)
{
	const uint64_t each = (uint64_t)w->p.n * w->p.children, cell = run->run % each;
	const size_t at = cell % w->p.n * w->n;
	const double nth = (double)(cell / w->p.n + 1);
	const struct kept_run figures = row_figures(run);

	if (run->run / each != w->parent) {
		w->parent = run->run / each;
		w->have = 0;
		w->bad = 0;
		memset(w->mean, 0, 2 * w->p.n * w->n * sizeof *w->mean);
	}
	if (cell != w->have)	/* a gap: wait for the next parent */
		return;
	w->have++;
	w->bad |= run->diverged || !run->pred || run->n_pred != w->n_pred;
	for (size_t i = 0; !w->bad && i < w->n_pred; i++) {
		w->bad |= !isfinite(run->pred[i]);
		add(&w->mean[at + i], &w->m2[at + i], (double)run->pred[i], nth);
	}
	add(&w->mean[at + w->n_pred], &w->m2[at + w->n_pred], kept_run_outcome(&figures, STATS_DATA_LOSS), nth);
	if (w->have < each)
		return;
	if (w->bad)
		w->dropped++;
	else
		finish_parent(w);
}

static double one(const struct when *w, size_t parent, size_t i, enum when_target t)
{
	return w->within[(parent * w->p.n + i) * WHEN_TARGETS + t];
}

static double root(double x)
{
	return x > 0 ? sqrt(x) : x <= 0 ? 0 : NAN;
}

/* The root of a ratio of means over the same parents, on the scale of logarithms, with the
 * jackknife's error. */
static struct estimate share_of(const struct when *w, size_t i, enum when_target t, double within, double first)
{
	struct estimate e = { NAN, NAN, NAN, NAN, w->parents };
	const double n = (double)w->parents;
	struct moments m = { 0 };
	double reach;

	if (w->p.k[0] != 0 || !(first > 0))
		return e;
	e.mean = root(within / first);
	if (i == 0 || !(within > 0)) {	/* exactly */
		e.lo = e.hi = e.mean;
		e.se = 0;
		return e;
	}
	for (size_t a = 0; a < w->parents; a++)
		moments_add(&m, log((n * within - one(w, a, i, t)) / (n * first - one(w, a, 0, t))) / 2);
	e.se = e.mean * (n - 1) / sqrt(n) * sqrt(moments_var(&m));
	if (w->parents < WHEN_FEW || !isfinite(e.se))
		return e;
	reach = dist_t_q(.975, n - 1) * e.se / e.mean;
	e.lo = e.mean * exp(-reach);
	e.hi = e.mean * exp(reach);
	return e;
}

int when_point(const struct when *w, size_t i, enum when_target t, struct when_point *out)
{
	struct moments m = { 0 }, first = { 0 };
	const size_t from = i * w->n + (t == WHEN_LOSS ? w->n_pred : 0), n = t == WHEN_LOSS ? 1 : w->n_pred;
	struct estimate v;
	double sum = 0;

	if (i >= w->p.n || !w->parents)
		return 0;
	for (size_t a = 0; a < w->parents; a++) {
		moments_add(&m, one(w, a, i, t));
		moments_add(&first, one(w, a, 0, t));
	}
	if (!isfinite(m.mean))
		return 0;
	for (size_t a = 0; a < n; a++)
		sum += w->all_m2[from + a];
	out->k = w->p.k[i];
	out->within = m.mean;
	out->between = w->parents > 1 ? sum / ((double)w->parents - 1) / (double)n - m.mean / w->p.children : NAN;
	v = interval_of(m.mean, precision_of_moments(&m), w->parents, WHEN_FEW);
	out->sd = (struct estimate){ root(v.mean), m.mean > 0 ? v.se / root(v.mean) / 2 : 0, root(v.lo), root(v.hi), w->parents };
	out->share = share_of(w, i, t, m.mean, first.mean);
	return 1;
}
