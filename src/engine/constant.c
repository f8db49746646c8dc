/*
 * constant.c - what an answer that knows no input reaches: the least that a
 * training must beat.
 *
 * The rows are those that judge a run.  Every loss here is convex in the constant,
 * so the best one is a mean, a median, a share, or for huber the root of a sum that
 * rises with it.
 */
#include "engine/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "problem_int.h"

static double mean_of(const double *y, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += y[i];
	return sum / (double)n;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Mean loss of the answer c. */
static double loss_at(enum loss kind, double delta, const double *y, size_t n, double c)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double e = fabs(y[i] - c);

		if (kind == LOSS_MAE)
			sum += e;
		else if (kind == LOSS_HUBER && e > delta)
			sum += delta * (e - .5 * delta);
		else
			sum += (kind == LOSS_HUBER ? .5 : 1) * e * e;
	}
	return sum / (double)n;
}

/* Where the clipped errors cancel: bisected until two neighbours are left. */
static double huber_centre(double delta, const double *y, size_t n, double lo, double hi)
{
	for (;;) {
		double mid = lo + (hi - lo) / 2, slope = 0;

		if (!(mid > lo && mid < hi))
			return mid;
		for (size_t i = 0; i < n; i++) {
			double e = mid - y[i];

			slope += e > delta ? delta : e < -delta ? -delta : e;
		}
		if (slope == 0)
			return mid;
		if (slope > 0)
			hi = mid;
		else
			lo = mid;
	}
}

/* The best constant of one output; y may be sorted. */
static double best(const struct problem *p, double *y, size_t n)
{
	if (p->loss != LOSS_MAE && p->loss != LOSS_HUBER)
		return mean_of(y, n);
	qsort(y, n, sizeof *y, ascending);
	if (p->loss == LOSS_MAE)
		return y[n / 2];
	return huber_centre((double)p->huber_delta, y, n, y[0], y[n - 1]);
}

static double entropy(double share)
{
	return share > 0 ? -share * log(share) : 0;
}

static void of_rows(const struct problem *p, const struct scaling *s, const uint32_t *rows,
		    size_t n, struct constant *out, double *variance)
{
	const struct dataset *d = p->data;
	const size_t outputs = d->outputs;
	double *y = xcalloc(n, sizeof *y), top = 0;

	*out = (struct constant){ 0, NAN, 0 };
	for (size_t o = 0; o < outputs; o++) {
		double mean;

		for (size_t i = 0; i < n; i++)
			y[i] = (double)scaling_y(s, d, rows[i], o);
		mean = mean_of(y, n);
		if (variance)
			variance[o] = loss_at(LOSS_MSE, 0, y, n, mean);
		top = mean > top ? mean : top;
		if (p->loss == LOSS_CROSS_ENTROPY) {
			out->loss += entropy(mean);
		} else if (p->loss == LOSS_BCE) {
			out->loss += entropy(mean) + entropy(1 - mean);
			out->zero += log(2);
		} else {
			double delta = (double)p->huber_delta;

			out->zero += loss_at(p->loss, delta, y, n, 0);
			out->loss += loss_at(p->loss, delta, y, n, best(p, y, n));
		}
	}
	if (p->loss == LOSS_CROSS_ENTROPY) {
		out->zero = log((double)outputs);
	} else {
		out->loss /= (double)outputs;
		out->zero /= (double)outputs;
	}
	if (d->kind == DATA_BINARY)
		out->accuracy = top > .5 ? top : 1 - top;
	else if (d->kind == DATA_CLASSES)
		out->accuracy = top;
	free(y);
}

void problem_set_judges(struct problem *p, int split_known, const struct levels *split)
{
	const size_t rows = p->data->rows, outputs = p->data->outputs;
	uint32_t *train = NULL, *test = NULL;

	p->n_judge = p->n_test;
	if (!p->n_test) {
		p->n_judge = rows < PROBLEM_JUDGES ? rows : PROBLEM_JUDGES;
		p->judge = xcalloc(p->n_judge, sizeof *p->judge);
		for (size_t i = 0; i < p->n_judge; i++)
			p->judge[i] = (uint32_t)((double)i * (double)rows / (double)p->n_judge);
	} else if (split_known) {
		train = xcalloc(p->n_train, sizeof *train);
		test = xcalloc(p->n_test, sizeof *test);
		problem_split(p, split, train, test);
	}
	if (p->data->kind == DATA_REGRESSION)
		p->variance = xcalloc(outputs, sizeof *p->variance);
	if (split)
		p->constant_split = *split;
	p->constant_known = !p->n_test || split_known;
	problem_set_scaling(p, p->constant_known, train);
	if (p->constant_known)
		of_rows(p, p->scaled ? &p->scaling : NULL, p->n_test ? test : p->judge, p->n_judge,
			&p->constant, p->variance);
	free(train);
	free(test);
}

/* Are these levels of the split that p knows? */
static int known(const struct problem *p, const struct levels *l)
{
	const struct levels *k = &p->constant_split;

	if (!p->constant_known)
		return 0;
	return !p->n_test || (k->v[SOURCE_SPLIT] == l->v[SOURCE_SPLIT] &&
			      levels_off(k, SOURCE_SPLIT) == levels_off(l, SOURCE_SPLIT));
}

void problem_constant(const struct problem *p, const struct levels *l, const uint32_t *test,
		      struct constant *out, double *variance)
{
	uint32_t *rows = NULL;

	if (known(p, l)) {
		*out = p->constant;
		if (variance)
			memcpy(variance, p->variance, p->data->outputs * sizeof *variance);
		return;
	}
	if (!test || p->scaled) {
		rows = xcalloc(p->n_train + p->n_test, sizeof *rows);
		problem_split(p, l, rows, rows + p->n_train);
		test = rows + p->n_train;
	}
	if (p->scaled) {
		struct scaling s;

		problem_scaling(p, rows, &s);
		of_rows(p, &s, test, p->n_test, out, variance);
		scaling_release(&s);
	} else {
		of_rows(p, NULL, test, p->n_test, out, variance);
	}
	free(rows);
}

int problem_diverged(const struct constant *c, double data_loss)
{
	double reach = fmax(1000 * c->loss, 10 * c->zero);

	return !isfinite(data_loss) || (reach > 0 && data_loss > reach);
}

void problem_constant_again(struct problem *p)
{
	of_rows(p, NULL, p->judge, p->n_judge, &p->constant, p->variance);
}
