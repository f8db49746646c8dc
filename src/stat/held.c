/*
 * held.c - a run with its own split arrives.
 */
#include "held_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "stats_int.h"
#include "vec_int.h"

void held_begin(struct stats *s, const struct problem *p)
{
	struct held *h = &s->held;

	h->split.data = p->data;
	h->split.n_test = p->n_test;
	h->split.n_train = p->n_train;
	h->split.stratify_split = p->stratify_split;
	dataset_ref(p->data);
	h->split.n_probes = s->n_probes;
	if (p->probe) {
		h->split.probe = xcalloc(s->n_probes + 1, sizeof *h->split.probe);
		memcpy(h->split.probe, p->probe, s->n_probes * sizeof *h->split.probe);
	}
	h->trained = xcalloc(s->n_probes + 1, 1);
	h->seen = xcalloc(s->n_probes + 1, sizeof *h->seen);
	for (size_t i = 0; i < s->n_pred; i++)
		s->mean[i] = NAN;	/* until a run holds it out */
}

void held_release(struct held *h)
{
	if (!h->trained)
		return;
	dataset_unref(h->split.data);
	free(h->split.probe);
	free(h->trained);
	free(h->seen);
	free(h->partners);
}

size_t held_bytes(const struct stats *s)
{
	const struct held *h = &s->held;

	return s->mixed ? (2 * s->n_probes + h->cap_partners) * sizeof(uint32_t) + s->n_probes : 0;
}

uint64_t held_runs(const struct stats *s, size_t j)
{
	return s->mixed ? s->held.seen[j] : s->n;
}

int stats_held_out(const struct stats *s)
{
	return s->mixed;
}

double stats_common(const struct stats *s)
{
	uint64_t pairs = stats_pairs(s);

	if (!s->mixed)
		return (double)s->n_probes;
	return pairs ? (double)s->held.common / (double)pairs : NAN;
}

size_t stats_counted(const struct stats *s)
{
	size_t n = 0;

	for (size_t j = 0; j < s->n_probes; j++)
		n += held_runs(s, j) > 1;
	return n;
}

void held_mark(struct stats *s, struct row *row)
{
	problem_trained_on(&s->held.split, &row->k.levels, s->held.trained);
	for (size_t j = 0; j < s->n_probes; j++)
		for (size_t k = 0; k < s->outputs && s->held.trained[j]; k++)
			row->block[j * s->outputs + k] = NAN;	/* predictions come first in it */
}

/* Welford at each probe that the run held out. */
void held_moments(struct stats *s, const float *pred)
{
	for (size_t j = 0; j < s->n_probes; j++) {
		const float *p = pred + j * s->outputs;
		double n;

		if (isnan(p[0]))
			continue;
		n = (double)++s->held.seen[j];
		for (size_t k = 0; k < s->outputs; k++) {
			double *mean = &s->mean[j * s->outputs + k], x = (double)p[k], d;

			if (s->held.seen[j] == 1)
				*mean = x;
			d = x - *mean;
			*mean += d / n;
			s->m2[j * s->outputs + k] += d * (x - *mean);
		}
		if (s->classes)
			s->count[j * s->classes + stats_class(s, p)]++;
	}
}

/* Mean |p - q| over what both held out; returns at how many probes that is. */
static size_t apart(const struct stats *s, const float *p, const float *q, float *d)
{
	size_t n;
	double sum = vec_absdiff_held(p, q, s->padded, &n);

	n -= s->padded - s->n_pred;
	*d = n ? (float)(sum / (double)n) : NAN;
	return n / s->outputs;
}

void held_compare(struct stats *s)
{
	struct held *h = &s->held;
	size_t n = s->n_kept, pairs = 0;
	double sum = 0;

	XGROW(h->partners, h->cap_partners, n + 1);
	for (size_t i = 0; i < n; i++) {
		float d;
		size_t common = apart(s, s->kept_pred[n], s->kept_pred[i], &d);

		if (!common)
			continue;
		s->distance[pairs++] = d;
		s->row_sum[i] += (double)d;
		h->partners[i]++;
		h->common += common;
		sum += (double)d;
	}
	h->partners[n] = (uint32_t)pairs;
	h->pairs += pairs;
	loghist_add_many(&s->hist, s->distance, pairs);
	s->row_sum[n] = sum;
	s->pair_sum += sum;
}

void held_block(struct stats *s)
{
	struct held *h = &s->held;
	size_t pairs = 0;
	double sum = 0;

	for (size_t i = 0; i < STATS_BLOCK; i++)
		for (size_t j = 0; j < i; j++) {
			float d;
			size_t common = apart(s, s->block + i * s->padded, s->block + j * s->padded, &d);

			if (!common)
				continue;
			s->distance[pairs++] = d;
			h->common += common;
			sum += (double)d;
		}
	if (!pairs)
		return;
	h->block_pairs += pairs;
	loghist_add_many(&s->hist, s->distance, pairs);
	moments_add(&s->blocks, sum / (double)pairs);
}
