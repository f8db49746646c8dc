/*
 * stats.c - one run arrives: what is done with it at once.
 *
 * At a hundred thousand runs a second this is the owner's busiest function,
 * so a run costs one copy, one pass over its predictions for the moments, one
 * random number, and STATS_PAIRS differences; only the first STATS_KEEP runs
 * cost more, being compared with all before them.  Everything else is worked
 * out when somebody asks (stats_*.c).
 */
#include "stat/stats.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "engine/problem.h"
#include "num/rng.h"
#include "run/sample.h"
#include "stats_int.h"
#include "vec_int.h"

#define RECENT_BYTES ((size_t)16 << 20)

static void copy_targets(struct stats *s, const struct problem *p)
{
	const struct dataset *d = p->data;

	if (p->blind)
		return;
	if (d->label) {
		s->label = xcalloc(s->n_probes, sizeof *s->label);
		for (size_t i = 0; i < s->n_probes; i++)
			s->label[i] = d->label[p->probe ? p->probe[i] : i];
	}
	if (p->y_scale) {
		s->y_scale = xcalloc(s->outputs, sizeof *s->y_scale);
		memcpy(s->y_scale, p->y_scale, s->outputs * sizeof *s->y_scale);
	}
	if (d->y) {
		s->target = xcalloc(s->n_pred, sizeof *s->target);
		for (size_t i = 0; i < s->n_probes; i++)
			memcpy(s->target + i * s->outputs,
			       d->y + (p->probe ? p->probe[i] : i) * s->outputs,
			       s->outputs * sizeof *s->target);
	}
}

/*
 * How many runs are kept and compared with all others.  Comparing run n costs
 * n pairs; where training is as cheap as the article's (a few microseconds a
 * run) that would cost more than the training.  So the limit follows the
 * multiply-adds of one run, which the problem alone decides: a replay keeps what
 * the live session kept.
 */
static size_t choose_limit(const struct problem *p)
{
	double rows = p->budget == BUDGET_UPDATES ? (double)p->updates * 32
						  : (double)p->epochs * (double)p->n_train;
	double work = rows * (double)p->model.n_params, n;

	if (!(work > 0) || !p->n_pred)
		return STATS_KEEP;
	n = work / (10 * (double)p->n_pred);
	return n < STATS_KEEP_MIN ? STATS_KEEP_MIN : n > STATS_KEEP ? STATS_KEEP : (size_t)n;
}

struct stats *stats_new(const struct problem *p)
{
	struct stats *s = xaligned(1, sizeof *s);

	s->n_pred = p->n_pred;
	s->padded = vec_padded(p->n_pred);
	s->outputs = p->data->outputs ? p->data->outputs : 1;
	s->n_probes = s->n_pred / s->outputs;
	s->kind = p->data->kind;
	s->mixed = p->n_test > 0 && !p->constant_known;
	s->loss = p->loss;
	s->huber_delta = (double)p->huber_delta;
	for (int brief = 0; brief < 2; brief++)
		s->unit[brief] = problem_loss_unit(p, brief);
	if (s->kind != DATA_REGRESSION) {
		s->classes = s->outputs > 1 ? s->outputs : 2;
		s->count = xcalloc(s->n_probes * s->classes, sizeof *s->count);
	}
	copy_targets(s, p);
	targets_begin(s, p);
	s->keep_limit = choose_limit(p);
	s->mean = xaligned(s->padded + VEC_PAD, sizeof *s->mean);
	s->m2 = xaligned(s->padded + VEC_PAD, sizeof *s->m2);
	s->distance = xcalloc(STATS_KEEP, sizeof *s->distance);
	if (s->mixed)
		held_begin(s, p);
	s->block = xaligned(STATS_BLOCK * (s->padded + VEC_PAD), sizeof *s->block);
	s->recent_size = RECENT_BYTES / ((s->padded + VEC_PAD) * sizeof(float));
	if (s->recent_size > STATS_RECENT)
		s->recent_size = STATS_RECENT;
	if (s->recent_size < 8)
		s->recent_size = 8;
	return s;
}

void stats_free(struct stats *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < STATS_RECENT; i++)
		row_release(&s->recent[i]);
	for (size_t i = 0; i < STATS_LOST; i++)
		row_release(&s->lost[i]);
	for (size_t i = 0; i < s->n_kept; i++)
		row_release(&s->kept[i]);
	row_release(&s->scratch);
	for (int o = 0; o < STATS_OUTCOMES; o++)
		free(s->reservoir[o]);
	targets_release(s);
	curves_release(&s->curves);
	loghist_release(&s->hist);
	pilot_release(&s->pilot);
	held_release(&s->held);
	free(s->line);
	free(s->kept);
	free(s->kept_pred);
	free(s->row_sum);
	free(s->label);
	free(s->target);
	free(s->y_scale);
	free(s->mean);
	free(s->m2);
	free(s->count);
	free(s->distance);
	free(s->block);
	free(s);
}

/* ---- pairs ---- */

/* The last kept row with all before it. */
static void compare(struct stats *s)
{
	size_t n = s->n_kept;
	double sum = 0;

	vec_absdiff_many(s->kept_pred[n], s->kept_pred, n, s->padded, 1 / (double)s->n_pred,
			 s->distance);
	for (size_t i = 0; i < n; i++) {
		double d = (double)s->distance[i];

		s->row_sum[i] += d;
		sum += d;
	}
	loghist_add_many(&s->hist, s->distance, n);
	s->row_sum[n] = sum;
	s->pair_sum += sum;
}

/* Keep row, and compare it with all that are kept. */
static void keep(struct stats *s, const struct row *row)
{
	size_t n = s->n_kept, cap = s->cap_kept;

	if (n == cap) {
		size_t cap2 = cap, cap3 = cap;

		XGROW(s->kept, s->cap_kept, n + 1);
		XGROW(s->kept_pred, cap2, n + 1);
		XGROW(s->row_sum, cap3, n + 1);
	}
	memset(&s->kept[n], 0, sizeof s->kept[n]);
	row_copy(&s->kept[n], row, s->padded);
	s->kept_bytes += sizeof *row + s->kept[n].cap * sizeof(float);
	s->kept_pred[n] = s->kept[n].k.pred;
	if (s->mixed)
		held_compare(s);
	else if (s->n_pred)
		compare(s);
	s->n_kept++;
	s->closed = s->n_kept == s->keep_limit ||
		    (s->kept_bytes > STATS_KEEP_BYTES && s->n_kept >= 16);
}

/* Beyond the kept: fill a block, then take all pairs inside it. */
static void add_to_block(struct stats *s, const float *pred)
{
	const float *row[STATS_BLOCK];
	double sum = 0;

	memcpy(s->block + s->n_block * s->padded, pred, s->padded * sizeof *pred);
	if (++s->n_block < STATS_BLOCK)
		return;
	s->n_block = 0;
	if (s->mixed) {
		held_block(s);
		return;
	}
	for (size_t i = 0; i < STATS_BLOCK; i++) {
		row[i] = s->block + i * s->padded;
		vec_absdiff_many(row[i], row, i, s->padded, 1 / (double)s->n_pred,
				 s->distance);
		for (size_t j = 0; j < i; j++)
			sum += (double)s->distance[j];
		loghist_add_many(&s->hist, s->distance, i);
	}
	moments_add(&s->blocks, sum / (STATS_BLOCK * STATS_PAIRS));
}

static void add_predictions(struct stats *s, const struct row *row)
{
	s->n++;
	if (s->mixed)
		held_moments(s, row->k.pred);
	else
		vec_welford(s->mean, s->m2, row->k.pred, s->padded, 1 / (double)s->n);
	if (s->classes && !s->mixed)
		for (size_t i = 0; i < s->n_probes; i++)
			s->count[i * s->classes +
				 stats_class(s, row->k.pred + i * s->outputs)]++;
	if (!s->closed)
		keep(s, row);
	else
		add_to_block(s, row->k.pred);
	pilot_add(s, row->k.pred);
}

/* ---- outcomes ---- */

/* The slot that finite run i may replace in reservoirs that are full. */
static uint32_t reservoir_slot(struct stats *s, uint64_t i)
{
	if ((i & 3) == 0) {
		struct rng r = rng_stream(0, RNG_STAT, 0, (uint32_t)(i >> 34));

		rng_block(&r, (uint32_t)(i >> 2), s->draw);
	}
	return rng_below(s->draw[i & 3], i < UINT32_MAX ? (uint32_t)i + 1 : UINT32_MAX);
}

static void add_square(struct stats *s, enum stats_outcome o, double x)
{
	moments_add(&s->square[o], (x - s->centre[o]) * (x - s->centre[o]));
}

/* Called before x is in the last slot of the reservoir, which holds all runs until then. */
static void add_outcome(struct stats *s, enum stats_outcome o, double x)
{
	moments_add(&s->outcome[o], x);
	s->lowest[o] = s->outcome[o].n == 1 ? x : fmin(s->lowest[o], x);
	s->highest[o] = s->outcome[o].n == 1 ? x : fmax(s->highest[o], x);
	if (s->outcome[o].n == STATS_JACK) {
		s->centre[o] = s->outcome[o].mean;
		for (size_t i = 0; i + 1 < s->used; i++)
			if (!isnan(s->reservoir[o][i]))
				add_square(s, o, (double)s->reservoir[o][i]);
	}
	if (s->outcome[o].n >= STATS_JACK)
		add_square(s, o, x);
}

static void add_outcomes(struct stats *s, const struct kept_run *k, uint32_t slot)
{
	const float v[STATS_OUTCOMES] = {
		k->train_loss, k->test_loss, k->accuracy, k->data_loss, k->data_accuracy,
		scores_outcome(k, STATS_BALANCED), scores_outcome(k, STATS_F1), scores_outcome(k, STATS_AUC),
		scores_outcome(k, STATS_R2), scores_outcome(k, STATS_MAE),
	};

	if (s->used < STATS_RESERVOIR) {
		slot = (uint32_t)s->used++;
		if (s->used > s->cap) {
			size_t cap = s->cap;

			for (int o = 0; o < STATS_OUTCOMES; o++) {
				s->cap = cap;
				XGROW(s->reservoir[o], s->cap, s->used);
			}
		}
	}
	for (int o = 0; o < STATS_OUTCOMES; o++) {
		int has = isfinite(v[o]);

		if (has)
			add_outcome(s, (enum stats_outcome)o, (double)v[o]);
		if (slot < s->used)
			s->reservoir[o][slot] = has ? v[o] : NAN;
	}
	if (isfinite(k->constant_loss))
		moments_add(&s->constant[0], (double)k->constant_loss);
	if (isfinite(k->constant_accuracy))
		moments_add(&s->constant[1], (double)k->constant_accuracy);
	targets_add(s, k);
}

/* Any run, also one that diverged, whose loss may be anything. */
static void add_beaten(struct stats *s, const struct sample *r, int diverged)
{
	int loss = !diverged && r->data_loss < r->constant_loss;
	/* both are counts of rows divided as floats, which may round the same count apart */
	int accuracy = !diverged && r->data_accuracy > r->constant_accuracy + 4 * FLT_EPSILON;

	if (isnan(r->constant_loss) || (isnan(r->data_loss) && !diverged))
		return;
	s->beat.n++;
	s->beat.loss += (uint64_t)loss;
	s->beat.accuracy += (uint64_t)accuracy;
	s->beat.either += (uint64_t)(loss || accuracy);
}

/* ---- a run ---- */

void stats_add(struct stats *s, const struct sample *run)
{
	int usable = run->pred && run->n_pred == s->n_pred && s->n_pred;
	struct row *row = &s->recent[s->finite % s->recent_size], was;
	uint32_t slot;
	int diverged;

	s->runs++;
	row_set(&s->scratch, run, s->n_pred, usable ? s->padded : 0);
	diverged = run->diverged || (usable && !vec_tame(s->scratch.k.pred, s->padded));
	add_beaten(s, run, diverged);
	lines_add(s, &s->scratch.k, diverged);
	if (diverged) {
		row = &s->lost[s->diverged++ % STATS_LOST];
		was = *row;
		*row = s->scratch;
		s->scratch = was;
		return;
	}
	if (usable && s->mixed)
		held_mark(s, &s->scratch);
	was = *row;
	*row = s->scratch;
	s->scratch = was;
	slot = reservoir_slot(s, s->finite++);
	add_outcomes(s, &row->k, slot);
	curves_add(&s->curves, run, slot);
	if (usable)
		add_predictions(s, row);
	else if (!s->n_pred && !s->closed)	/* nobody's predictions: its figures are the run */
		keep(s, row);
}

void stats_pred_sd(const struct stats *s, double *out)
{
	for (size_t i = 0; i < s->n_pred; i++) {
		uint64_t n = held_runs(s, i / s->outputs);

		out[i] = n > 1 ? sqrt(s->m2[i] / (double)(n - 1)) : NAN;
	}
}

size_t stats_bytes(const struct stats *s)
{
	size_t n = sizeof *s + s->kept_bytes + curves_bytes(&s->curves) +
		   loghist_bytes(&s->hist) + pilot_bytes(s) + targets_bytes(s);

	for (size_t i = 0; i < STATS_RECENT; i++)
		n += s->recent[i].cap * sizeof(float);
	for (size_t i = 0; i < STATS_LOST; i++)
		n += s->lost[i].cap * sizeof(float);
	n += s->cap_kept * (sizeof(void *) + sizeof(double)) + STATS_KEEP * sizeof(float);
	n += s->padded * (2 * sizeof(double) + STATS_BLOCK * sizeof(float));
	n += s->n_probes * (s->classes + 1) * sizeof(uint32_t) + s->n_pred * sizeof(float);
	n += s->cap_lines * sizeof *s->line + held_bytes(s);
	return n + s->cap * STATS_OUTCOMES * sizeof(float);
}
