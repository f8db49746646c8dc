/*
 * stats_loss.c - the loss of a prediction at the probes.
 *
 * Predictions come after the link (probabilities for bce and cross-entropy),
 * so Keras' definitions from probabilities apply, clipped at 1e-7 as there.  The data
 * loss of a run is made of logits and has no such limit.
 */
#include <math.h>

#include "stats_int.h"

static double clip(double p, double least)
{
	return p < least ? least : p;
}

/* Output o of a probe. */
static double point(const struct stats *s, double p, double y, size_t o, double least)
{
	double d = fabs(p - y);

	if (s->y_scale)
		d *= (double)s->y_scale[o];

	switch (s->loss) {
	case LOSS_MAE:
		return d;
	case LOSS_HUBER:
		return d <= s->huber_delta ? d * d / 2 : s->huber_delta * (d - s->huber_delta / 2);
	case LOSS_BCE:
		return -(y * log(clip(p, least)) + (1 - y) * log(clip(1 - p, least)));
	case LOSS_CROSS_ENTROPY:
		return y > 0 ? -y * log(clip(p, least)) : 0;
	default:
		return d * d;
	}
}

double stats_loss_at(const struct stats *s, const double *p, double least)
{
	double sum = 0;

	/* rows that most of the runs were trained on say nothing of new ones */
	if (s->mixed || !s->target || !s->n_pred)
		return NAN;
	for (size_t i = 0; i < s->n_pred; i++)
		sum += point(s, p[i], (double)s->target[i], i % s->outputs, least);
	/* cross-entropy sums over the classes, the others average */
	return sum / (double)(s->loss == LOSS_CROSS_ENTROPY ? s->n_probes : s->n_pred);
}

double stats_probe_loss(const struct stats *s, const double *p, size_t probe, double least)
{
	double sum = 0;

	for (size_t k = 0; k < s->outputs; k++)
		sum += point(s, p[k], (double)s->target[probe * s->outputs + k], k, least);
	return sum / (double)(s->loss == LOSS_CROSS_ENTROPY ? 1 : s->outputs);
}

double stats_target_sd(const struct stats *s)
{
	struct moments m = { 0 };

	if (s->kind == DATA_REGRESSION && s->outputs > 1)
		return NAN;	/* they may be of as many units */
	for (size_t i = 0; s->target && i < s->n_pred; i++)
		moments_add(&m, (double)s->target[i]);
	return sqrt(moments_var(&m));
}
