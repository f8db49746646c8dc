/*
 * stats_half.c - the error of each run on two halves of the probes, to ask
 * whether a lucky run is lucky on both (see stat/lucky.h).
 */
#include "stat/stats.h"
#include "stats_int.h"

static double error_at(const struct stats *s, const float *p, size_t probe)
{
	double sum = 0;

	p += probe * s->outputs;
	if (s->classes)
		return stats_class(s, p) != s->label[probe];
	for (size_t k = 0; k < s->outputs; k++) {
		double d = (double)p[k] - (double)s->target[probe * s->outputs + k];

		sum += d * d;
	}
	return sum / (double)s->outputs;
}

size_t stats_half_errors(const struct stats *s, double *even, double *odd)
{
	size_t n = s->n_probes;

	if (n < 2 || s->mixed || (s->classes ? !s->label : !s->target))
		return 0;
	for (size_t i = 0; i < s->n_kept; i++) {
		double sum[2] = { 0, 0 };

		for (size_t j = 0; j < n; j++)
			sum[j & 1] += error_at(s, s->kept_pred[i], j);
		even[i] = sum[0] / (double)((n + 1) / 2);
		odd[i] = sum[1] / (double)(n / 2);
	}
	return s->n_kept;
}
