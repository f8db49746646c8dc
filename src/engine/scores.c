/*
 * scores.c - see scores.h.
 *
 * Done once a run, in the worker that trained it, so that it costs nothing beside the
 * training: predictions of 512 rows are ranked by four passes over their bytes, not by
 * comparing them.
 */
#include "engine/scores.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "engine/problem.h"

struct scorer {
	const struct problem *p;
	uint32_t *place;	/* [rows] of a row among the probes, from 1; 0: it is none */
	int at_probes;
	size_t classes;		/* of the data; labels have two each */
	struct tally { uint64_t of, said, hits; } *tally;	/* [classes] */
	const float **row;	/* [n_judge] where its prediction is */
	uint64_t *key, *spare;	/* [n_judge] for AUC: prediction above, class below */
};

static int has_labels(const struct problem *p)
{
	return p->data->kind == DATA_REGRESSION && p->loss == LOSS_BCE;
}

static int has_targets(const struct problem *p)
{
	return p->data->kind == DATA_REGRESSION && p->link == LINK_IDENTITY;
}

size_t scores_count(const struct problem *p)
{
	return SCORE_MAE + (has_targets(p) ? p->data->outputs : 0);
}

int scores_has(const struct problem *p, enum score s)
{
	if (s == SCORE_AUC)
		return has_labels(p) || p->data->kind == DATA_BINARY ||
		       (p->data->kind == DATA_CLASSES && p->data->outputs == 2);
	return has_labels(p) || p->data->kind != DATA_REGRESSION;
}

/* The rows that judge runs whose split is known, into rows[n_train + n_test]. */
static const uint32_t *known_rows(const struct problem *p, const struct levels *l, uint32_t *rows)
{
	if (!p->n_test)
		return p->judge;
	problem_split(p, l, rows, rows + p->n_train);
	return rows + p->n_train;
}

static int are_probes(const struct scorer *s)
{
	const struct problem *p = s->p;
	uint32_t *room;
	const uint32_t *rows;
	int all = 1;

	if (p->n_test && !p->constant_known)	/* any row may judge */
		return p->n_probes == p->data->rows;
	room = xcalloc(p->n_train + p->n_test, sizeof *room);
	rows = known_rows(p, &p->constant_split, room);
	for (size_t i = 0; i < p->n_judge; i++)
		all &= s->place[rows[i]] > 0;
	free(room);
	return all;
}

struct scorer *scorer_new(const struct problem *p)
{
	struct scorer *s = xcalloc(1, sizeof *s);

	s->p = p;
	s->place = xcalloc(p->data->rows + 1, sizeof *s->place);
	for (size_t i = 0; i < p->n_probes; i++)
		s->place[p->probe[i]] = (uint32_t)i + 1;
	s->at_probes = are_probes(s);
	s->row = xcalloc(p->n_judge + 1, sizeof *s->row);
	s->classes = p->data->kind == DATA_CLASSES ? p->data->outputs : 2;
	s->tally = xcalloc(s->classes, sizeof *s->tally);
	if (scores_has(p, SCORE_AUC)) {
		s->key = xcalloc(2 * p->n_judge + 1, sizeof *s->key);
		s->spare = s->key + p->n_judge;
	}
	return s;
}

void scorer_free(struct scorer *s)
{
	if (!s)
		return;
	free(s->place);
	free(s->row);
	free(s->tally);
	free(s->key < s->spare ? s->key : s->spare);
	free(s);
}

int scorer_at_probes(const struct scorer *s)
{
	return s->at_probes;
}

/* ---- AUC ---- */

/* Larger floats have larger keys; -0 is 0. */
static uint64_t key_of(float x, uint32_t label)
{
	uint32_t bits;

	x += 0.f;
	memcpy(&bits, &x, sizeof bits);
	bits = bits >> 31 ? ~bits : bits | 0x80000000u;
	return (uint64_t)bits << 32 | label;
}

/* s->key[n] by the predictions alone, a byte at a time from the lowest. */
static void sort_keys(struct scorer *s, size_t n)
{
	uint32_t count[4][256] = { { 0 } };

	for (size_t i = 0; i < n; i++)
		for (int b = 0; b < 4; b++)
			count[b][s->key[i] >> (32 + 8 * b) & 255]++;
	for (int b = 0; b < 4; b++) {
		uint32_t at[256], sum = 0;
		uint64_t *was = s->key;

		if (count[b][s->key[0] >> (32 + 8 * b) & 255] == n)
			continue;	/* the same in all */
		for (int c = 0; c < 256; c++) {
			at[c] = sum;
			sum += count[b][c];
		}
		for (size_t i = 0; i < n; i++)
			s->spare[at[was[i] >> (32 + 8 * b) & 255]++] = was[i];
		s->key = s->spare;
		s->spare = was;
	}
}

/* Of the keys, which it sorts. */
static double auc(struct scorer *s, size_t n)
{
	uint64_t ones = 0, below = 0, won = 0;	/* won: twice the pairs */

	sort_keys(s, n);
	for (size_t i = 0, j; i < n; i = j) {
		uint64_t one = 0, zero = 0;

		for (j = i; j < n && s->key[j] >> 32 == s->key[i] >> 32; j++)
			*(s->key[j] & 1 ? &one : &zero) += 1;
		won += one * (2 * below + zero);
		below += zero;
		ones += one;
	}
	return ones && below ? (double)won / (2 * (double)ones * (double)below) : NAN;
}

/* What speaks for class 1. */
static float for_one(const struct problem *p, const float *q)
{
	if (p->data->outputs != 2 || p->data->kind != DATA_CLASSES)
		return q[0];
	return p->link == LINK_SOFTMAX ? q[1] : q[1] - q[0];
}

/* ---- classes ---- */

size_t scores_class(const float *p, size_t outputs)
{
	size_t best = 0;

	if (outputs == 1)
		return p[0] > .5f;
	for (size_t o = 1; o < outputs; o++)
		if (p[o] > p[best])
			best = o;
	return best;
}

static size_t class_said(const struct problem *p, const float *q)
{
	size_t best = 0;

	if (p->data->kind != DATA_CLASSES)
		return q[0] > .5f;
	for (size_t o = 1; o < p->data->outputs; o++)
		if (q[o] > q[best])
			best = o;
	return best;
}

static double recall(const struct tally *t, size_t classes)
{
	double sum = 0, present = 0;

	for (size_t c = 0; c < classes; c++) {
		if (!t[c].of)
			continue;
		sum += (double)t[c].hits / (double)t[c].of;
		present++;
	}
	return sum / present;
}

/* NaN: neither among the rows nor predicted. */
static double f1(const struct tally *t)
{
	return t->of + t->said ? 2 * (double)t->hits / (double)(t->of + t->said) : NAN;
}

static double macro_f1(const struct tally *t, size_t classes)
{
	double sum = 0, n = 0;

	for (size_t c = 0; c < classes; c++) {
		double f = f1(&t[c]);

		if (isnan(f))
			continue;
		sum += f;
		n++;
	}
	return sum / n;
}

/* Of the classes, or of the label that output o is. */
static void count(struct scorer *s, const uint32_t *rows, size_t o)
{
	const struct problem *p = s->p;
	const struct dataset *d = p->data;
	const int labels = has_labels(p);

	memset(s->tally, 0, s->classes * sizeof *s->tally);
	for (size_t i = 0; i < p->n_judge; i++) {
		const float *q = s->row[i] + o;
		size_t said = class_said(p, q);
		size_t is = labels ? d->y[rows[i] * d->outputs + o] > .5f : d->label[rows[i]];

		s->tally[is].of++;
		s->tally[said].said++;
		s->tally[is].hits += said == is;
		if (s->key)
			s->key[i] = key_of(for_one(p, q), (uint32_t)is);
	}
}

static void classes(struct scorer *s, const uint32_t *rows, float *out)
{
	const struct problem *p = s->p;
	size_t labels = has_labels(p) ? p->data->outputs : 1;
	double balanced = 0, f = 0, area = 0, areas = 0;

	for (size_t o = 0; o < labels; o++) {
		count(s, rows, o);
		balanced += recall(s->tally, s->classes);
		f += labels == 1 ? macro_f1(s->tally, s->classes) : fmax(0, f1(&s->tally[1]));
		if (s->key) {
			double a = auc(s, p->n_judge);

			area += isnan(a) ? 0 : a;
			areas += !isnan(a);
		}
	}
	out[SCORE_BALANCED] = (float)(balanced / (double)labels);
	out[SCORE_F1] = (float)(f / (double)labels);
	out[SCORE_AUC] = areas > 0 ? (float)(area / areas) : NAN;
}

/* ---- regression ---- */

static double mean_error(const struct scorer *s, const uint32_t *rows, size_t o)
{
	const struct dataset *d = s->p->data;
	const size_t k = d->outputs, n = s->p->n_judge;
	double sum[4] = { 0 };

	for (size_t i = 0; i < n; i++)
		sum[i % 4] += fabs((double)s->row[i][o] - (double)d->y[rows[i] * k + o]);
	return ((sum[0] + sum[1]) + (sum[2] + sum[3])) / (double)n;
}

/* ---- a run ---- */

/* Where the prediction of each row is; 0 where one is missing or not finite. */
static int find_rows(struct scorer *s, const uint32_t *rows, const float *pred, int at_probes, int *found)
{
	const size_t k = s->p->data->outputs;
	int finite = 1;

	*found = 1;
	for (size_t i = 0; i < s->p->n_judge; i++) {
		size_t at = at_probes ? s->place[rows[i]] : i + 1;

		if (!at)
			return *found = 0;
		s->row[i] = pred + (at - 1) * k;
		for (size_t o = 0; o < k; o++)
			finite &= fabsf(s->row[i][o]) <= 3.4028234663852886e38f;
	}
	return finite;
}

int scorer_run(struct scorer *s, const uint32_t *rows, const float *pred, int at_probes, float *out)
{
	const struct problem *p = s->p;
	size_t n = scores_count(p);
	int found;

	for (size_t i = 0; i < n; i++)
		out[i] = NAN;
	if (!find_rows(s, rows, pred, at_probes, &found))
		return found;
	if (scores_has(p, SCORE_BALANCED))
		classes(s, rows, out);
	for (size_t o = 0; SCORE_MAE + o < n; o++)
		out[SCORE_MAE + o] = (float)mean_error(s, rows, o);
	return 1;
}

int scorer_recorded(struct scorer *s, const struct levels *l, const float *pred, float *out)
{
	const struct problem *p = s->p;
	uint32_t *room = p->n_test ? xcalloc(p->n_train + p->n_test, sizeof *room) : NULL;
	int known = scorer_run(s, known_rows(p, l, room), pred, 1, out);

	free(room);
	return known;
}

/* Rows of each class among n rows; NULL: all there are. */
static size_t *rows_of_classes(const struct dataset *d, const uint32_t *rows, size_t n)
{
	size_t *count = xcalloc(d->kind == DATA_CLASSES ? d->outputs : 2, sizeof *count);

	for (size_t i = 0; i < n; i++)
		count[d->label[rows ? rows[i] : i]]++;
	return count;
}

static size_t occurring(const struct dataset *d, const uint32_t *rows, size_t n)
{
	size_t *count = rows_of_classes(d, rows, n), present = 0;

	for (size_t c = 0; c < (d->kind == DATA_CLASSES ? d->outputs : 2); c++)
		present += count[c] > 0;
	free(count);
	return present;
}

size_t scores_classes(const struct problem *p, size_t *all)
{
	uint32_t *room;
	size_t present;

	*all = 0;
	if (p->data->kind == DATA_REGRESSION || !p->constant_known)
		return 0;
	room = xcalloc(p->n_train + p->n_test, sizeof *room);
	present = occurring(p->data, known_rows(p, &p->constant_split, room), p->n_judge);
	free(room);
	*all = occurring(p->data, NULL, p->data->rows);
	return present;
}

int dataset_uneven(const struct dataset *d)
{
	size_t classes = d->kind == DATA_CLASSES ? d->outputs : 2, least = SIZE_MAX, most = 0;
	size_t *n;

	if (d->kind == DATA_REGRESSION || !d->label)
		return 0;
	n = rows_of_classes(d, NULL, d->rows);
	for (size_t c = 0; c < classes; c++) {
		if (!n[c])
			continue;
		least = n[c] < least ? n[c] : least;
		most = n[c] > most ? n[c] : most;
	}
	free(n);
	return most > least && most >= 2 * least;
}
