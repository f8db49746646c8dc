/*
 * held_figures.c - sd, churn and influences of runs with their own splits.
 *
 * At a probe that n_j runs held out, of which c_k say class k, the share of disagreeing
 * pairs is q_j = 1 - sum c_k (c_k - 1) / (n_j (n_j - 1)).
 *
 * The jackknife of a U-statistic U of degree 2 over n runs has U_i without run i; the a_i
 * that stats_u_precision expects are those whose mean moves half as much as U does:
 *
 *     a_i = U + (n - 2) / 2 (U - U_i)
 *
 * which is the mean kernel of run i with the others where all pairs are there.
 */
#include <math.h>

#include "held_int.h"
#include "stats_int.h"

static double variance(double v)
{
	return v;
}

/* Mean over predictions of what f makes of each one's variance. */
static double mean_over(const struct stats *s, double (*f)(double))
{
	double sum = 0, cols = 0;

	for (size_t i = 0; i < s->n_pred; i++) {
		uint64_t n = held_runs(s, i / s->outputs);

		if (n < 2)
			continue;
		sum += f(s->m2[i] / (double)(n - 1));
		cols++;
	}
	return cols > 0 ? sum / cols : NAN;
}

double held_mean_sd(const struct stats *s)
{
	return mean_over(s, sqrt);
}

double held_mean_var(const struct stats *s)
{
	return mean_over(s, variance);
}

/* Ordered pairs of runs at probe j that say different classes. */
static double differing(const struct stats *s, size_t j)
{
	double n = (double)held_runs(s, j), same = 0;

	for (size_t k = 0; k < s->classes; k++) {
		double c = (double)s->count[j * s->classes + k];

		same += c * (c - 1);
	}
	return n * (n - 1) - same;
}

double held_disagreement(const struct stats *s)
{
	double sum = 0, probes = 0;

	for (size_t j = 0; j < s->n_probes; j++) {
		double n = (double)held_runs(s, j);

		if (n < 2)
			continue;
		sum += differing(s, j) / (n * (n - 1));
		probes++;
	}
	return probes > 0 ? sum / probes : NAN;
}

double held_right_wrong(const struct stats *s)
{
	double sum = 0, probes = 0;

	for (size_t j = 0; j < s->n_probes; j++) {
		double n = (double)held_runs(s, j);
		double right = (double)s->count[j * s->classes + s->label[j]];

		if (n < 2)
			continue;
		sum += 2 * right * (n - right) / (n * (n - 1));
		probes++;
	}
	return probes > 0 ? sum / probes : NAN;
}

static double term(double whole, double without, double n)
{
	return whole + (n - 2) / 2 * (whole - without);
}

void held_influence(const struct stats *s, double *out)
{
	const struct held *h = &s->held;
	double pairs = (double)h->pairs;

	for (size_t i = 0; i < s->n_kept; i++)
		out[i] = term(s->pair_sum / pairs,
			      (s->pair_sum - s->row_sum[i]) / (pairs - (double)h->partners[i]),
			      (double)s->n_kept);
}

/* Churn without a run of this prediction. */
static double churn_without(const struct stats *s, const float *pred)
{
	double sum = 0, probes = 0;

	for (size_t j = 0; j < s->n_probes; j++) {
		const float *p = pred + j * s->outputs;
		double n = (double)held_runs(s, j), d;

		if (n < 2)
			continue;
		d = differing(s, j);
		if (!isnan(p[0])) {
			d -= 2 * (n - (double)s->count[j * s->classes + stats_class(s, p)]);
			n--;
			if (n < 2)
				continue;
		}
		sum += d / (n * (n - 1));
		probes++;
	}
	return sum / probes;
}

void held_churn_influence(const struct stats *s, double *out)
{
	double whole = s->classes ? held_disagreement(s) : 0;

	for (size_t i = 0; i < s->n_kept; i++)
		out[i] = s->classes ? term(whole, churn_without(s, s->kept_pred[i]), (double)s->n) : 0;
}

void held_sd_influence(const struct stats *s, double *out)
{
	for (size_t i = 0; i < s->n_kept; i++) {
		double sum = 0;

		for (size_t j = 0; j < s->n_pred; j++) {
			double n = (double)held_runs(s, j / s->outputs), v, d;

			if (isnan(s->kept_pred[i][j]) || n < 2 || !(s->m2[j] > 0))
				continue;
			v = s->m2[j] / (n - 1);
			d = (double)s->kept_pred[i][j] - s->mean[j];
			sum += (d * d - v) / (n * sqrt(v));
		}
		out[i] = sum;
	}
}
