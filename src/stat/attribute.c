/*
 * attribute.c - collecting the rows of the pick-freeze plan.
 *
 * Only the k + 2 predictions of the present row are held; a finished row
 * leaves a few sums behind (attribute_int.h).
 */
#include "stat/attribute.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attribute_int.h"
#include "base/xalloc.h"
#include "rows_int.h"
#include "run/sample.h"
#include "vec_int.h"

enum stats_outcome target_outcome(enum target t)
{
	static const enum stats_outcome of[TARGET_COUNT] = {
		[TARGET_PREDICTION] = STATS_OUTCOMES, [TARGET_DATA_LOSS] = STATS_DATA_LOSS,
		[TARGET_DATA_ACCURACY] = STATS_DATA_ACCURACY, [TARGET_TEST_LOSS] = STATS_TEST_LOSS,
		[TARGET_ACCURACY] = STATS_ACCURACY, [TARGET_TRAIN_LOSS] = STATS_TRAIN_LOSS,
		[TARGET_BALANCED] = STATS_BALANCED, [TARGET_F1] = STATS_F1, [TARGET_AUC] = STATS_AUC,
		[TARGET_R2] = STATS_R2, [TARGET_MAE] = STATS_MAE,
	};

	return of[t];
}

const char *target_name(enum target t)
{
	return t == TARGET_PREDICTION ? "prediction" : stats_outcome_name(target_outcome(t));
}

static void make_room(struct attribute *a)
{
	size_t n = a->k + a->again;

	a->pred = xaligned((n + 2) * (a->padded + VEC_PAD), sizeof *a->pred);
	a->width = TARGET_COUNT * (2 * a->k + 1 + a->again) + n;
	a->group = xcalloc((ATTRIBUTE_GROUPS + 1) * a->width, sizeof *a->group);
	a->hist = xcalloc(n ? n : 1, sizeof *a->hist);
}

struct attribute *attribute_new(const enum source *source, size_t k, size_t n_pred)
{
	struct attribute *a = xcalloc(1, sizeof *a);

	assert(k <= SOURCE_SLOTS);
	a->k = k;
	a->n_pred = n_pred;
	a->padded = vec_padded(n_pred);
	for (size_t i = 0; i < k; i++)
		a->source[i] = source[i];
	a->row = UINT64_MAX;
	a->size = 1;
	make_room(a);
	return a;
}

void attribute_repeat(struct attribute *a)
{
	assert(!a->design && !a->rows && !a->probe);
	a->again = 1;
	a->source[a->k] = SOURCE_REST;
	free(a->pred);
	free(a->group);
	free(a->hist);
	make_room(a);
}

struct attribute *attribute_design_new(const enum source *source, size_t k, size_t n_pred)
{
	struct attribute *a = xcalloc(1, sizeof *a);

	assert(k <= SOURCE_SLOTS);
	a->k = k;
	a->n_pred = n_pred;
	for (size_t i = 0; i < k; i++)
		a->source[i] = source[i];
	a->source[k] = SOURCE_REST;
	a->lacks[TARGET_PREDICTION] = !n_pred;
	a->hist = xcalloc(k + 1, sizeof *a->hist);
	a->design = design_new(k, source, n_pred);
	return a;
}

int attribute_is_design(const struct attribute *a)
{
	return a->design != NULL;
}

int attribute_tells(const struct attribute *a)
{
	if (!a->design)
		return 1;
	for (int t = 0; t < TARGET_COUNT; t++)
		if (design_effects(a->design, (enum target)t, NULL, NULL, NULL, NULL))
			return 1;
	return 0;
}

void attribute_design_words(const struct attribute *a, struct str *out)
{
	if (a->design)
		design_words(a->design, out);
}

void attribute_free(struct attribute *a)
{
	if (!a)
		return;
	design_free(a->design);
	free(a->probe);
	free(a->pred);
	free(a->group);
	for (size_t i = 0; i < a->k + a->again; i++)
		loghist_release(&a->hist[i]);
	free(a->hist);
	free(a);
}

size_t attribute_rows(const struct attribute *a)
{
	return a->design ? design_runs(a->design) : a->rows;
}

size_t attribute_dropped(const struct attribute *a)
{
	return a->design ? design_failed(a->design) : a->dropped;
}

int attribute_partial(const struct attribute *a)
{
	size_t lost = attribute_dropped(a);

	return (double)lost > ATTRIBUTE_LOST * (double)(lost + attribute_rows(a));
}

void attribute_hold_out(struct attribute *a)
{
	a->lacks[TARGET_PREDICTION] = 1;
}

int attribute_predicts(const struct attribute *a)
{
	return !a->lacks[TARGET_PREDICTION];
}

enum target attribute_judge(const struct attribute *a)
{
	if (a->design)
		return design_has(a->design, TARGET_DATA_LOSS) ? TARGET_DATA_LOSS
			: design_has(a->design, TARGET_TEST_LOSS) ? TARGET_TEST_LOSS : TARGET_TRAIN_LOSS;
	return !a->lacks[TARGET_DATA_LOSS] ? TARGET_DATA_LOSS :
	       !a->lacks[TARGET_TEST_LOSS] ? TARGET_TEST_LOSS : TARGET_TRAIN_LOSS;
}

size_t attribute_sources(const struct attribute *a)
{
	return a->k + (a->design ? (size_t)design_has_rest(a->design) : a->again);
}

enum source attribute_source(const struct attribute *a, size_t i) { return a->source[i]; }

static const float *column(const struct attribute *a, size_t c)
{
	return a->pred + c * a->padded;
}

static double squared(const struct attribute *a, enum target t, size_t c, size_t e)
{
	double d;

	if (t == TARGET_PREDICTION)
		return vec_sqdiff(column(a, c), column(a, e), a->padded);
	d = a->scalar[c][t] - a->scalar[e][t];
	return d * d;
}

/* Neighbouring groups become one of twice the rows. */
static void merge_groups(struct attribute *a)
{
	for (size_t g = 0; g < ATTRIBUTE_GROUPS / 2; g++)
		for (size_t i = 0; i < a->width; i++)
			a->group[g * a->width + i] = a->group[2 * g * a->width + i] +
						     a->group[(2 * g + 1) * a->width + i];
	a->groups = ATTRIBUTE_GROUPS / 2;
	a->size *= 2;
	memset(a->group + a->groups * a->width, 0,
	       (ATTRIBUTE_GROUPS + 1 - a->groups) * a->width * sizeof *a->group);
}

static void finish_row(struct attribute *a)
{
	double *g = a->group + a->groups * a->width;

	for (enum target t = 0; t < TARGET_COUNT; t++) {
		if (t != TARGET_PREDICTION)
			for (size_t c = 0; c < a->k + 2 + a->again; c++)
				a->lacks[t] |= !isfinite(a->scalar[c][t]);
		g[attribute_ab(a, t)] += squared(a, t, 0, 1);
		for (size_t i = 0; i < a->k; i++) {
			g[attribute_t(a, t, i)] += squared(a, t, 0, 2 + i);
			g[attribute_s(a, t, i)] += squared(a, t, 1, 2 + i);
		}
		if (a->again)
			g[attribute_r(a, t)] += squared(a, t, 0, 2 + a->k);
	}
	for (size_t i = 0; i < a->k + a->again && attribute_predicts(a); i++) {
		double d = vec_absdiff(column(a, 0), column(a, 2 + i), a->padded) /
			   (double)a->n_pred;

		g[attribute_d(a, i)] += d;
		loghist_add(&a->hist[i], (float)d);
	}
	if (a->probe && attribute_predicts(a))
		attribute_probes_row(a);
	a->rows++;
	if (++a->open_rows < a->size)
		return;
	a->open_rows = 0;
	if (++a->groups == ATTRIBUTE_GROUPS)
		merge_groups(a);
}

void attribute_add(struct attribute *a, const struct sample *run)
{
	size_t n = a->k + 2 + a->again, c = run->run % n;
	const struct kept_run figures = row_figures(run);
	float *p;

	if (a->design) {
		design_add(a->design, run);
		return;
	}
	p = a->pred + c * a->padded;
	if (run->run / n != a->row) {
		a->row = run->run / n;
		a->have = 0;
		a->bad = 0;
	}
	if (c != a->have)	/* a gap: wait for the next row */
		return;
	a->have++;
	if (run->diverged || !run->pred || run->n_pred != a->n_pred) {
		a->bad = 1;
	} else {
		memcpy(p, run->pred, a->n_pred * sizeof *p);
		a->bad |= !vec_tame(p, a->padded);
	}
	for (int t = 0; t < TARGET_COUNT; t++)
		if (t != TARGET_PREDICTION)
			a->scalar[c][t] = kept_run_outcome(&figures, target_outcome((enum target)t));
	if (a->have < n)
		return;
	if (a->bad)
		a->dropped++;
	else
		finish_row(a);
}

void attribute_hist_range(const struct attribute *a, double *lo, double *hi)
{
	*lo = 0;
	*hi = 1;
	for (size_t i = 0; i < a->k + a->again; i++) {
		double l, h;

		loghist_range(&a->hist[i], &l, &h);
		*lo = !i || l < *lo ? l : *lo;
		*hi = !i || h > *hi ? h : *hi;
	}
}

void attribute_hist(const struct attribute *a, size_t i, double lo, double hi,
		    uint32_t *bin, size_t bins)
{
	loghist_bins(&a->hist[i], lo, hi, bin, bins);
}
