/*
 * scale.c - standardising by the rows that a run trains on.
 *
 * A column that was standardised over all rows on reading and is now by the training
 * rows is what it would be without the first: both are x -> a x + b.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "problem_int.h"

const char *standardize_name(enum standardize s)
{
	static const char *const name[STANDARDIZE_COUNT] = { "off", "inputs", "all" };

	return name[s];
}

enum standardize standardize_find(const char *name)
{
	int s = 0;

	while (s < STANDARDIZE_COUNT && strcmp(standardize_name((enum standardize)s), name) != 0)
		s++;
	return (enum standardize)s;
}

void problem_set_scaled(struct problem *p)
{
	const struct dataset *d = p->data;

	p->scaled = NULL;
	if (p->standardize == STANDARDIZE_OFF || !p->n_test)
		return;
	p->scaled = xcalloc(d->features, sizeof *p->scaled);
	for (size_t i = 0; i < d->rows; i++)
		for (size_t f = 0; f < d->features; f++) {
			float x = d->x[i * d->features + f];

			p->scaled[f] |= x != 0 && x != 1;
		}
}

/* Mean and sd of a column of width-wide rows. */
static void measure(const float *v, size_t width, const uint32_t *rows, size_t n, double *mean,
		    double *sd)
{
	double sum = 0, square = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)v[rows[i] * width];
	*mean = sum / (double)n;
	for (size_t i = 0; i < n; i++) {
		double e = (double)v[rows[i] * width] - *mean;

		square += e * e;
	}
	*sd = sqrt(square / (double)n);
}

static int scales_targets(const struct problem *p)
{
	return p->scaled && p->standardize == STANDARDIZE_ALL && p->data->kind == DATA_REGRESSION;
}

/* A target that does not vary is moved alone. */
static float target_scale(double sd)
{
	return sd > 0 ? (float)(1 / sd) : 1;
}

void problem_scaling(const struct problem *p, const uint32_t *train, struct scaling *out)
{
	const struct dataset *d = p->data;
	const size_t k = d->outputs, n = p->n_train;
	const int targets = scales_targets(p);
	double mean, sd;

	out->shift = xcalloc(d->features, sizeof *out->shift);
	out->scale = xcalloc(d->features, sizeof *out->scale);
	out->y_shift = xcalloc(3 * k, sizeof *out->y_shift);
	out->y_scale = out->y_shift + k;
	out->y_unit = out->y_scale + k;
	for (size_t f = 0; f < d->features; f++) {
		out->scale[f] = 1;
		if (!p->scaled[f])
			continue;
		measure(d->x + f, d->features, train, n, &mean, &sd);
		out->shift[f] = (float)mean;
		out->scale[f] = sd > 0 ? (float)(1 / sd) : 0;
	}
	for (size_t o = 0; o < k; o++) {
		out->y_scale[o] = out->y_unit[o] = 1;
		if (!targets)
			continue;
		measure(d->y + o, k, train, n, &mean, &sd);
		out->y_shift[o] = (float)mean;
		out->y_scale[o] = target_scale(sd);
		out->y_unit[o] = sd > 0 ? (float)sd : 1;
	}
}

void problem_set_y_scale(struct problem *p, const uint32_t *train)
{
	const struct dataset *d = p->data;
	const size_t n = train ? p->n_train : d->rows;
	uint32_t *all = NULL;
	double mean, sd;

	if (!scales_targets(p))
		return;
	p->y_scale = xcalloc(d->outputs, sizeof *p->y_scale);
	if (!train) {
		all = xcalloc(n, sizeof *all);
		for (size_t i = 0; i < n; i++)
			all[i] = (uint32_t)i;
		train = all;
	}
	for (size_t o = 0; o < d->outputs; o++) {
		measure(d->y + o, d->outputs, train, n, &mean, &sd);
		p->y_scale[o] = target_scale(sd);
	}
	free(all);
}

void scaling_release(struct scaling *s)
{
	free(s->shift);
	free(s->scale);
	free(s->y_shift);
}
