/*
 * judge.c - the data loss of a run again, from what was kept of it.
 *
 * Predictions are taken after the link, so bce and cross-entropy start from
 * probabilities here and not from logits.
 */
#include "engine/problem.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

/* 1 - p of a float p: below this its relative error passes 1e-3. */
#define LEAST_REST 6e-5

/* Loss of one output; NaN where it cannot be told. */
static double of_output(const struct problem *p, double q, double y)
{
	double e = fabs(q - y), delta = (double)p->huber_delta;

	switch (p->loss) {
	case LOSS_MAE:
		return e;
	case LOSS_HUBER:
		return e <= delta ? .5 * e * e : delta * (e - .5 * delta);
	case LOSS_BCE:
		if (y == 1)
			return q > 0 ? -log(q) : NAN;
		return 1 - q >= LEAST_REST ? -log1p(-q) : NAN;
	case LOSS_CROSS_ENTROPY:
		return y == 0 ? 0 : q > 0 ? -log(q) : NAN;
	default:
		return e * e;
	}
}

static int is_hit(const struct dataset *d, const float *q, uint32_t label)
{
	size_t best = 0;

	if (d->kind == DATA_BINARY)
		return (q[0] > .5f) == (label == 1);
	for (size_t o = 1; o < d->outputs; o++)
		if (q[o] > q[best])
			best = o;
	return best == label;
}

/* Where the rows that judge stand among the probes: at[i], or NULL. */
static uint32_t *places(const struct problem *p, const uint32_t *rows)
{
	uint32_t *at = xcalloc(p->data->rows, sizeof *at), *out;

	for (size_t i = 0; i < p->n_probes; i++)
		at[p->probe[i]] = (uint32_t)i + 1;
	out = xcalloc(p->n_judge, sizeof *out);
	for (size_t i = 0; i < p->n_judge; i++) {
		if (!at[rows[i]]) {
			free(out);
			out = NULL;
			break;
		}
		out[i] = at[rows[i]] - 1;
	}
	free(at);
	return out;
}

int problem_judge(const struct problem *p, const struct levels *l, const float *pred,
		  float *loss, float *accuracy, float *r2)
{
	const struct dataset *d = p->data;
	const size_t k = d->outputs, n = p->n_judge;
	struct scaling scaling, *s = p->scaled ? &scaling : NULL;
	uint32_t *split = NULL, *at;
	const uint32_t *rows = p->judge;
	double *square = xcalloc(k, sizeof *square), *variance = xcalloc(k, sizeof *variance);
	double sum = 0, hits = 0;
	struct constant c;

	if (p->n_test) {
		split = xcalloc(p->n_train + p->n_test, sizeof *split);
		problem_split(p, l, split, split + p->n_train);
		rows = split + p->n_train;
	}
	if (s)
		problem_scaling(p, split, s);
	at = places(p, rows);
	for (size_t i = 0; at && i < n; i++) {
		const float *q = pred + at[i] * k;

		for (size_t o = 0; o < k; o++) {
			double y = (double)scaling_y(s, d, rows[i], o);
			double v = s ? (double)((q[o] - s->y_shift[o]) * s->y_scale[o]) : (double)q[o];
			double e = v - y;

			sum += of_output(p, v, y);
			square[o] += e * e;
		}
		if (d->kind != DATA_REGRESSION)
			hits += is_hit(d, q, d->label[rows[i]]);
	}
	sum /= p->loss == LOSS_CROSS_ENTROPY ? (double)n : (double)n * (double)k;
	problem_constant(p, l, p->n_test ? rows : NULL, &c, p->variance ? variance : NULL);
	*loss = at ? (float)sum : NAN;
	*accuracy = at && d->kind != DATA_REGRESSION ? (float)(hits / (double)n) : NAN;
	for (size_t o = 0; r2 && o < k; o++)
		r2[o] = at && variance[o] > 0 ?
			(float)(1 - square[o] / (double)n / variance[o]) : NAN;
	if (s)
		scaling_release(s);
	free(at);
	free(split);
	free(square);
	free(variance);
	return isfinite(*loss) != 0;
}
