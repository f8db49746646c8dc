/*
 * audit_gap.c - two runs compared, and runs divided into halves: see trainer/audit.h.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "engine/scores.h"
#include "trainer/audit.h"
#include "trainer/wire.h"

/* To the last bit; what is not finite is alike. */
static int same(float a, float b)
{
	return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0;
}

static void gap_of_predictions(struct audit_gap *g, const struct wire_run *a, const struct wire_run *b)
{
	double sum = 0;
	size_t n = 0;

	if (a->n_pred != b->n_pred) {	/* by the door of files only */
		g->equal = 0;
		return;
	}
	for (size_t i = 0; i < a->n_pred; i++) {
		if (!same(a->pred[i], b->pred[i]))
			g->equal = 0;
		if (isfinite(a->pred[i]) && isfinite(b->pred[i])) {
			sum += fabs((double)a->pred[i] - (double)b->pred[i]);
			n++;
		}
	}
	if (n)
		g->difference = sum / (double)n;
}

static void gap_of_classes(struct audit_gap *g, const struct wire_run *a, const struct wire_run *b, size_t outputs)
{
	const size_t probes = outputs ? a->n_pred / outputs : 0;
	size_t flips = 0;

	if (!probes || a->n_pred != b->n_pred)
		return;
	for (size_t i = 0; i < probes; i++)
		flips += scores_class(a->pred + i * outputs, outputs) != scores_class(b->pred + i * outputs, outputs);
	g->churn = (double)flips / (double)probes;
}

static float at(const float *v, size_t i)
{
	return v ? v[i] : NAN;
}

static void gap_of_curves(struct audit_gap *g, const struct wire_run *a, const struct wire_run *b)
{
	const uint32_t n = a->epochs < b->epochs ? a->epochs : b->epochs;
	uint32_t i = 0;

	while (i < n && a->epoch[i] == b->epoch[i] && same(at(a->train, i), at(b->train, i)) &&
	       same(at(a->test, i), at(b->test, i)) && same(at(a->acc, i), at(b->acc, i)))
		i++;
	if (i == n && a->epochs == b->epochs)
		return;
	g->equal = 0;
	g->epoch = i < a->epochs ? (double)a->epoch[i] : (double)b->epoch[i];
}

static void gap_of_last(struct audit_gap *g, const struct wire_run *a, const struct wire_run *b)
{
	if (!same(a->train_loss, b->train_loss) || !same(a->test_loss, b->test_loss) || !same(a->accuracy, b->accuracy))
		g->equal = 0;
	g->loss = fabs((double)a->test_loss - (double)b->test_loss);
	if (!isfinite(g->loss))
		g->loss = fabs((double)a->train_loss - (double)b->train_loss);
	if (!isfinite(g->loss))
		g->loss = NAN;
	g->accuracy = fabs((double)a->accuracy - (double)b->accuracy);
	if (!isfinite(g->accuracy))
		g->accuracy = NAN;
}

void audit_gap(struct audit_gap *out, const struct wire_run *a, const struct wire_run *b, char kind, size_t outputs)
{
	*out = (struct audit_gap){ .equal = 1, .difference = NAN, .churn = NAN, .loss = NAN, .accuracy = NAN, .epoch = NAN };
	gap_of_predictions(out, a, b);
	if (kind != 'r')
		gap_of_classes(out, a, b, outputs);
	gap_of_curves(out, a, b);
	gap_of_last(out, a, b);
}

double audit_gap_by(const struct audit_gap *g, enum audit_by by)
{
	return by == AUDIT_BY_PREDICTIONS ? g->difference : by == AUDIT_BY_LOSS ? g->loss : g->accuracy;
}

/* Mean across two groups less mean within; bit i of `first`: run i is of the first. */
static double parted(double d[2 * AUDIT_TURNS][2 * AUDIT_TURNS], unsigned first)
{
	double across = 0, within = 0;

	for (int i = 0; i < 2 * AUDIT_TURNS; i++)
		for (int k = i + 1; k < 2 * AUDIT_TURNS; k++)
			*((first >> i & 1) == (first >> k & 1) ? &within : &across) += d[i][k];
	return across / (AUDIT_TURNS * AUDIT_TURNS) - within / (AUDIT_TURNS * (AUDIT_TURNS - 1));
}

int audit_apart(double d[2 * AUDIT_TURNS][2 * AUDIT_TURNS])
{
	const unsigned ours = (1u << AUDIT_TURNS) - 1;
	const double here = parted(d, ours);
	double most = 0;

	for (int i = 0; i < 2 * AUDIT_TURNS; i++)
		for (int k = 0; k < 2 * AUDIT_TURNS; k++)
			most = fmax(most, d[i][k]);
	/* what is equal but for rounding is no further apart */
	for (unsigned m = 1; m < 1u << 2 * AUDIT_TURNS; m += 2)	/* run 0 is of the first */
		if (m != ours && __builtin_popcount(m) == AUDIT_TURNS && !(here > parted(d, m) + 1e-9 * most))
			return 0;
	return here > 0;
}
