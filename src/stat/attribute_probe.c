/*
 * attribute_probe.c - which source does it at a single probe.
 *
 * The rows of the plan again, probe by probe: A and A_B^i differ in source i alone.
 * Sources share A, so their effects at a probe hang together in a way that is not kept; the
 * standard error of a difference is at most the sum of both, whatever it is, and that is
 * what a source must lead by.
 */
#include "stat/attribute.h"

#include <assert.h>
#include <math.h>

#include "attribute_int.h"
#include "base/xalloc.h"
#include "engine/scores.h"
#include "stat/dist.h"

void attribute_probes(struct attribute *a, size_t outputs, int classes)
{
	assert(!a->design && !a->probe && outputs);
	a->outputs = outputs;
	a->classes = classes;
	a->probe = xcalloc((a->k + a->again ? a->k + a->again : 1) * (a->n_pred / outputs + 1), sizeof *a->probe);
}

static double change(const struct attribute *a, const float *p, const float *q)
{
	double sum = 0;

	if (a->classes)
		return scores_class(p, a->outputs) != scores_class(q, a->outputs);
	for (size_t o = 0; o < a->outputs; o++) {
		double d = (double)p[o] - (double)q[o];

		sum += d * d / 2;
	}
	return sum / (double)a->outputs;
}

void attribute_probes_row(struct attribute *a)
{
	size_t probes = a->n_pred / a->outputs;

	for (size_t i = 0; i < a->k + a->again; i++)
		for (size_t j = 0; j < probes; j++) {
			double x = change(a, a->pred + j * a->outputs, a->pred + (2 + i) * a->padded + j * a->outputs);

			a->probe[i * probes + j].x += x;
			a->probe[i * probes + j].xx += x * x;
		}
}

/* Of the mean.  A share of none or all rows is not known exactly: two rows more of either
 * kind (Agresti & Coull 1998). */
static double error_of(const struct attribute *a, struct probe_sums s, double n)
{
	double p = (s.x + 2) / (n + 4), m = s.x / n;

	if (a->classes)
		return sqrt(p * (1 - p) / (n + 4));
	return n > 1 ? sqrt(fmax(0, s.xx / n - m * m) / (n - 1)) : INFINITY;
}

size_t attribute_at_probe(const struct attribute *a, size_t probe, struct probe_effect *out)
{
	double n = (double)a->rows, z = dist_normal_q(.975), any = 0;
	size_t probes = a->probe ? a->n_pred / a->outputs : 0;

	if (probe >= probes || !attribute_predicts(a) || !a->rows)
		return 0;
	for (size_t i = 0; i < a->k + a->again; i++) {
		struct probe_sums s = a->probe[i * probes + probe];

		out[i] = (struct probe_effect){ a->source[i], s.x / n, error_of(a, s, n), 1 };
		any += s.x;
	}
	for (size_t i = 0; i < a->k + a->again; i++)
		for (size_t j = 0; j < a->k + a->again; j++)
			if (!(any > 0) || out[j].effect - out[i].effect > z * (out[j].se + out[i].se))
				out[i].leads = 0;
	return a->rows;
}
