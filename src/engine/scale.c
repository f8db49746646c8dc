/*
 * scale.c - standardising by the rows that a run trains on.
 *
 * Data sets hold the user's numbers, and so do predictions; what lies between is a
 * problem's business, and a run's own: x -> a x + b by the rows that it trains on.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "problem_int.h"

const char *standardize_name(enum standardize s)
{
	static const char *const name[STANDARDIZE_COUNT] = { "off", "inputs", "all", "series" };

	return name[s];
}

enum standardize standardize_find(const char *name)
{
	int s = 0;

	while (s < STANDARDIZE_COUNT && strcmp(standardize_name((enum standardize)s), name) != 0)
		s++;
	return (enum standardize)s;
}

/* Inputs f, f + groups, f + 2 groups ... share a scale. */
static size_t groups(const struct problem *p)
{
	return p->standardize == STANDARDIZE_SERIES ? p->data->shape[2] : p->data->features;
}

void problem_set_scaled(struct problem *p)
{
	const struct dataset *d = p->data;
	const size_t g = groups(p);

	p->scaled = NULL;
	if (p->standardize == STANDARDIZE_OFF)
		return;
	p->scaled = xcalloc(d->features, sizeof *p->scaled);
	for (size_t i = 0; i < d->rows; i++)
		for (size_t f = 0; f < d->features; f++) {
			float x = d->x[i * d->features + f];

			p->scaled[f % g] |= x != 0 && x != 1;
		}
	for (size_t f = g; f < d->features; f++)
		p->scaled[f] = p->scaled[f % g];
}

/* Mean and sd of each of k columns that repeat over a row: v is (rows, width). */
struct measured { double mean, sd; float lo, hi; };

static struct measured *measure(const float *v, size_t width, size_t k, const uint32_t *rows, size_t n)
{
	const double count = (double)n * (double)(width / k);
	struct measured *m = xcalloc(k, sizeof *m);

	for (size_t i = 0; i < n; i++) {
		const float *row = v + (rows ? rows[i] : i) * width;

		for (size_t f = 0; f < width; f++) {
			struct measured *c = &m[f % k];

			c->lo = (i == 0 && f < k) || row[f] < c->lo ? row[f] : c->lo;
			c->hi = (i == 0 && f < k) || row[f] > c->hi ? row[f] : c->hi;
			c->mean += (double)row[f];
		}
	}
	for (size_t f = 0; f < k; f++)
		m[f].mean /= count;
	for (size_t i = 0; i < n; i++) {
		const float *row = v + (rows ? rows[i] : i) * width;

		for (size_t f = 0; f < width; f++) {
			double e = (double)row[f] - m[f % k].mean;

			m[f % k].sd += e * e;
		}
	}
	for (size_t f = 0; f < k; f++)	/* the mean of equal numbers may be off by its rounding */
		m[f].sd = m[f].lo < m[f].hi ? sqrt(m[f].sd / count) : 0;
	return m;
}

int problem_scales_targets(const struct problem *p)
{
	return p->scaled && p->data->kind == DATA_REGRESSION &&
	       (p->standardize == STANDARDIZE_ALL || p->standardize == STANDARDIZE_SERIES);
}

/* A float can be so small that one over it is none. */
static float inverse(double sd)
{
	return (float)fmin(1 / sd, (double)FLT_MAX);
}

static void allocate(const struct problem *p, struct scaling *out)
{
	const size_t features = p->data->features, k = p->data->outputs;

	out->shift = xcalloc(features, sizeof *out->shift);
	out->scale = xcalloc(features, sizeof *out->scale);
	out->y_shift = xcalloc(3 * k, sizeof *out->y_shift);
	out->y_scale = out->y_shift + k;
	out->y_unit = out->y_scale + k;
}

static void find(const struct problem *p, const uint32_t *train, struct scaling *out)
{
	const struct dataset *d = p->data;
	const size_t g = groups(p), k = d->outputs;
	struct measured *x = measure(d->x, d->features, g, train, p->n_train);
	struct measured *y = problem_scales_targets(p) ? measure(d->y, k, k, train, p->n_train) : NULL;

	allocate(p, out);
	for (size_t f = 0; f < d->features; f++) {
		const struct measured *m = &x[f % g];

		out->shift[f] = p->scaled[f] ? (float)m->mean : 0;
		out->scale[f] = !p->scaled[f] ? 1 : m->sd > 0 ? inverse(m->sd) : 0;
	}
	for (size_t o = 0; o < k; o++) {
		out->y_scale[o] = out->y_unit[o] = 1;
		if (!y)
			continue;
		out->y_shift[o] = (float)y[o].mean;
		if (y[o].sd > 0) {
			out->y_scale[o] = inverse(y[o].sd);
			out->y_unit[o] = (float)y[o].sd;
		}
	}
	free(x);
	free(y);
}

static int is_known(const struct problem *p, const uint32_t *train)
{
	if (!p->scaling.shift || !p->scaled_by || !train)
		return p->scaling.shift && !p->n_test;
	return memcmp(train, p->scaled_by, p->n_train * sizeof *train) == 0;
}

void problem_scaling(const struct problem *p, const uint32_t *train, struct scaling *out)
{
	const size_t features = p->data->features, k = p->data->outputs;

	if (!is_known(p, train)) {
		find(p, train, out);
		return;
	}
	allocate(p, out);
	memcpy(out->shift, p->scaling.shift, features * sizeof *out->shift);
	memcpy(out->scale, p->scaling.scale, features * sizeof *out->scale);
	memcpy(out->y_shift, p->scaling.y_shift, 3 * k * sizeof *out->y_shift);
}

void problem_set_scaling(struct problem *p, int known, const uint32_t *train)
{
	const size_t k = p->data->outputs;

	if (p->scaled && known) {
		find(p, train, &p->scaling);
		if (train) {
			p->scaled_by = xcalloc(p->n_train, sizeof *train);
			memcpy(p->scaled_by, train, p->n_train * sizeof *train);
		}
	}
	if (!problem_scales_targets(p))
		return;
	p->y_scale = xcalloc(k, sizeof *p->y_scale);
	if (known) {
		memcpy(p->y_scale, p->scaling.y_scale, k * sizeof *p->y_scale);
	} else {
		struct measured *y = measure(p->data->y, k, k, NULL, p->data->rows);

		for (size_t o = 0; o < k; o++)
			p->y_scale[o] = y[o].sd > 0 ? inverse(y[o].sd) : 1;
		free(y);
	}
}

const char *problem_loss_unit(const struct problem *p, int brief)
{
	static const char *const unit[][2][2] = {	/* [scaled][brief] */
		[LOSS_MSE] = { { "in squared units of the target", " in squared units" },
			       { "in variances of the target", " in variances" } },
		[LOSS_MAE] = { { "in units of the target", " in units" },
			       { "in standard deviations of the target", " in SDs" } },
		[LOSS_HUBER] = { { "with the target in its own units", ", target as it is" },
				 { "with the target in standard deviations", ", target in SDs" } },
	};

	if (p->blind)
		return brief ? ", the trainer's" : "as the trainer counts it";
	if (p->loss == LOSS_BCE || p->loss == LOSS_CROSS_ENTROPY)
		return brief ? " in nats" : "in nats";
	if (p->data->kind != DATA_REGRESSION)
		return brief ? ", targets 0 and 1" : "with targets 0 and 1";
	return unit[p->loss][problem_scales_targets(p) || data_note_own_unit(&p->data->notes)][brief != 0];
}

void scaling_release(struct scaling *s)
{
	free(s->shift);
	free(s->scale);
	free(s->y_shift);
}
