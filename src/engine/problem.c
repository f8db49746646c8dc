/*
 * problem.c - which rows train, which test, in what order, and what is
 * watched: all the parts of a run that are decided before any arithmetic.
 */
#include "engine/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "num/init.h"
#include "num/rng.h"
#include "problem_int.h"

void problem_defaults(struct problem *p)
{
	memset(p, 0, sizeof *p);
	p->loss = LOSS_MSE;
	p->huber_delta = 1;
	for (int k = 0; k < OPTIM_COUNT; k++)
		p->optim[k] = optim_default((enum optim_kind)k);
	p->budget = BUDGET_EPOCHS;
	p->epochs = 10;
	p->max_probes = 256;
}

static int check_loss(const struct problem *p, struct err *err)
{
	const struct dataset *d = p->data;

	if (p->loss == LOSS_BCE) {
		for (size_t i = 0; i < d->rows * d->outputs; i++)
			if (d->kind == DATA_CLASSES || (d->y[i] != 0 && d->y[i] != 1))
				return err_set(err, ERR_USAGE, "loss bce needs targets of 0 and 1; "
					       "%s has %s: try loss %s", d->name,
					       data_kind_name(d->kind),
					       d->kind == DATA_CLASSES ? "cross-entropy" : "mse");
	} else if (p->loss == LOSS_CROSS_ENTROPY && d->kind != DATA_CLASSES) {
		return err_set(err, ERR_USAGE, "loss cross-entropy needs three or more classes; "
			       "%s has %s: try loss %s", d->name, data_kind_name(d->kind),
			       d->kind == DATA_BINARY ? "bce" : "mse");
	}
	if (p->class_weights && d->kind == DATA_REGRESSION)
		return err_set(err, ERR_USAGE, "class weights need classes; %s is regression", d->name);
	if ((p->stratify_split || p->stratify_shuffle) && d->kind == DATA_REGRESSION)
		return err_set(err, ERR_USAGE, "stratifying needs classes; %s is regression", d->name);
	return 0;
}

static void set_link(struct problem *p)
{
	struct layer *last = &p->model.layer[p->model.n - 1];

	p->link = p->loss == LOSS_BCE ? LINK_SIGMOID
		: p->loss == LOSS_CROSS_ENTROPY ? LINK_SOFTMAX : LINK_IDENTITY;
	if (last->kind == LAYER_RESIDUAL)	/* x + act(z) is no link of its own */
		return;
	if ((p->link == LINK_SIGMOID && last->act == ACT_SIGMOID) ||
	    (p->link == LINK_SOFTMAX && last->act == ACT_SOFTMAX))
		last->act = ACT_LINEAR;
}

void problem_class_weights(const struct problem *p, const uint32_t *train, float *weight)
{
	const struct dataset *d = p->data;
	const int all = p->class_weights == CLASS_WEIGHTS_ALL;
	size_t classes = d->kind == DATA_BINARY ? 2 : d->outputs, n = all ? d->rows : p->n_train;
	size_t *count = xcalloc(classes, sizeof *count), present = 0;

	for (size_t i = 0; i < n; i++)
		present += !count[d->label[all ? i : train[i]]]++;
	for (size_t c = 0; c < classes; c++)
		weight[c] = count[c] ? (float)((double)n / ((double)present * (double)count[c])) : 0;
	free(count);
}

static void set_probes(struct problem *p, int split_known, const struct levels *split)
{
	size_t n = p->data->rows, k;
	uint32_t *train = NULL, *test = NULL;

	if (p->n_test && split_known) {
		train = xcalloc(p->n_train, sizeof *train);
		test = xcalloc(p->n_test, sizeof *test);
		problem_split(p, split, train, test);
		n = p->n_test;
	}
	k = p->max_probes && p->max_probes < n ? p->max_probes : n;
	p->n_probes = k;
	p->n_pred = k * p->data->outputs;
	p->probe = xcalloc(k, sizeof *p->probe);
	for (size_t i = 0; i < k; i++) {
		size_t at = (size_t)((double)i * (double)n / (double)k);

		p->probe[i] = test ? test[at] : (uint32_t)at;
	}
	free(train);
	free(test);
}

int problem_init(struct problem *p, int split_known, const struct levels *split,
		 struct err *err)
{
	struct dataset *d = p->data;
	int rc;

	p->probe = p->judge = NULL;
	p->variance = NULL;
	p->y_scale = NULL;
	p->scaled = NULL;
	p->scaled_by = NULL;
	p->scaling = (struct scaling){ 0 };
	p->constant_known = 0;
	if (!(p->test >= 0 && p->test < 1))
		return err_set(err, ERR_USAGE, "test=%g: expected a fraction from 0 to below 1", p->test);
	rc = model_resolve(&p->model, (struct shape){ d->shape[0], d->shape[1], d->shape[2] }, err);
	if (rc)
		return rc;
	if (p->model.out.h != 1 || p->model.out.w != 1 || p->model.out.c != d->outputs)
		return err_set(err, ERR_USAGE, "the model gives %ux%ux%u outputs, %s has %zu: "
			       "end it with %sdense %zu", p->model.out.h, p->model.out.w,
			       p->model.out.c, d->name, d->outputs,
			       p->model.out.h * p->model.out.w > 1 ? "flatten, " : "", d->outputs);
	rc = check_loss(p, err);
	if (rc)
		return rc;
	p->n_test = (size_t)floor(p->test * (double)d->rows + .5);
	if (p->test > 0 && p->n_test == 0)
		p->n_test = 1;
	if (p->n_test >= d->rows)
		return err_set(err, ERR_USAGE, "test=%g leaves no row of %zu to train on",
			       p->test, d->rows);
	p->n_train = d->rows - p->n_test;
	if (p->patience && !p->n_test)
		return err_set(err, ERR_USAGE, "patience waits for the test loss, and no rows are held out: `set test .25`");
	if (p->average == AVERAGE_LAST && problem_ends_early(p))
		return err_set(err, ERR_USAGE, "which epochs are the last is not known before a run ends by its loss:"
			       " `average ema .98`");
	set_link(p);
	set_probes(p, split_known, split);
	problem_set_scaled(p);
	problem_set_judges(p, split_known, split);
	dataset_ref(d);
	return 0;
}

void problem_release(struct problem *p)
{
	free(p->probe);
	free(p->judge);
	free(p->variance);
	free(p->y_scale);
	free(p->scaled);
	free(p->scaled_by);
	scaling_release(&p->scaling);
	p->scaled = NULL;
	p->scaled_by = NULL;
	p->scaling = (struct scaling){ 0 };
	p->probe = p->judge = NULL;
	p->variance = NULL;
	p->y_scale = NULL;
	if (p->data)
		dataset_unref(p->data);
	p->data = NULL;
}

void problem_trained_on(const struct problem *p, const struct levels *l, uint8_t *trained)
{
	uint32_t *train = xcalloc(p->n_train + p->n_test, sizeof *train);
	uint8_t *mark = xcalloc(p->data->rows, 1);

	problem_split(p, l, train, train + p->n_train);
	for (size_t i = 0; i < p->n_train; i++)
		mark[train[i]] = 1;
	for (size_t i = 0; i < p->n_probes; i++)
		trained[i] = mark[p->probe ? p->probe[i] : i];
	free(mark);
	free(train);
}

size_t problem_batch(const struct problem *p, const struct levels *l)
{
	size_t b = l->v[SOURCE_BATCH];

	return levels_off(l, SOURCE_BATCH) || b == 0 || b > p->n_train ? p->n_train : b;
}

const char *remainder_name(enum remainder r)
{
	static const char *const name[REMAINDER_COUNT] = { "keep", "drop", "even" };

	return name[r];
}

enum remainder remainder_find(const char *name)
{
	int r = 0;

	while (r < REMAINDER_COUNT && strcmp(remainder_name((enum remainder)r), name) != 0)
		r++;
	return (enum remainder)r;
}

uint64_t problem_updates(const struct problem *p, size_t batch)
{
	uint64_t whole = p->n_train / batch;

	if (p->remainder == REMAINDER_DROP && whole)
		return whole;
	return whole + (p->n_train % batch != 0);
}

size_t problem_epoch_rows(const struct problem *p, size_t batch)
{
	if (p->remainder == REMAINDER_DROP && batch < p->n_train)
		return p->n_train / batch * batch;
	return p->n_train;
}

size_t problem_minibatch(const struct problem *p, size_t batch, uint64_t b, size_t *start)
{
	size_t n = p->n_train, at = (size_t)b * batch;

	if (p->remainder == REMAINDER_EVEN) {
		uint64_t batches = problem_updates(p, batch);
		size_t size = (size_t)(n / batches), more = (size_t)(n % batches);

		*start = (size_t)b * size + (size_t)(b < more ? b : more);
		return size + (b < more);
	}
	*start = at;
	return n - at < batch ? n - at : batch;
}

size_t problem_ragged(const struct problem *p, size_t batch, double *weight)
{
	size_t rows = p->remainder == REMAINDER_KEEP && batch < p->n_train ? p->n_train % batch : 0;

	if (weight)
		*weight = rows ? (double)batch / (double)rows : 1;
	return rows;
}

int problem_is_ragged(const struct problem *p, size_t batch)
{
	size_t rows = problem_ragged(p, batch, NULL);

	return rows > 0 && 4 * rows < batch;
}

uint32_t problem_epochs(const struct problem *p, size_t batch)
{
	uint64_t per_epoch = problem_updates(p, batch);

	if (p->budget == BUDGET_UPDATES)
		return (uint32_t)((p->updates + per_epoch - 1) / per_epoch);
	return p->epochs;
}

struct stratum { double key; uint32_t label, row; };

static int by_key(const void *a, const void *b)
{
	const struct stratum *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->label < y->label ? -1 : x->label > y->label;
}

/* Deal the classes evenly over the epoch: the j-th of n_c rows of a class
 * stands at (j + 1/2) / n_c of the way; ties by class. */
static void deal(const struct problem *p, uint32_t *order)
{
	const struct dataset *d = p->data;
	size_t n = p->n_train, classes = d->kind == DATA_BINARY ? 2 : d->outputs;
	size_t *count = xcalloc(2 * classes, sizeof *count), *seen = count + classes;
	struct stratum *s = xcalloc(n, sizeof *s);

	for (size_t i = 0; i < n; i++)
		count[d->label[order[i]]]++;
	for (size_t i = 0; i < n; i++) {
		uint32_t c = d->label[order[i]];

		s[i].key = ((double)seen[c]++ + .5) / (double)count[c];
		s[i].label = c;
		s[i].row = order[i];
	}
	qsort(s, n, sizeof *s, by_key);
	for (size_t i = 0; i < n; i++)
		order[i] = s[i].row;
	free(s);
	free(count);
}

void problem_order(const struct problem *p, const struct levels *l,
		   const uint32_t *train, uint32_t epoch, size_t batch,
		   uint32_t *order, uint32_t *place)
{
	size_t n = p->n_train;

	memcpy(order, train, n * sizeof *order);
	if (!levels_off(l, SOURCE_SHUFFLE)) {
		struct rng r = rng_stream(levels_at(l, SOURCE_SHUFFLE, epoch), RNG_SHUFFLE, epoch, 0);

		rng_shuffle(&r, order, (uint32_t)n);
	}
	if (p->stratify_shuffle)
		deal(p, order);
	if (place)
		memset(place, 0, n * sizeof *place);	/* also of rows that are dropped */
	for (uint64_t b = 0, batches = problem_updates(p, batch); b < batches; b++) {
		struct rng r = rng_stream(levels_at(l, SOURCE_ROUNDING, epoch), RNG_ROUNDING, epoch, (uint32_t)b);
		size_t start, m = problem_minibatch(p, batch, b, &start);

		for (size_t i = 0; place && i < m; i++)
			place[start + i] = (uint32_t)i;
		if (levels_off(l, SOURCE_ROUNDING))
			continue;
		rng_shuffle(&r, order + start, (uint32_t)m);
		if (place)
			rng_shuffle(&r, place + start, (uint32_t)m);
	}
}

void problem_init_params(const struct problem *p, const struct levels *l, float *w)
{
	init_model(&p->model, l->v[SOURCE_INIT], w);
	if (levels_nudges(l, 0))
		init_nudge(&p->model, l->v[SOURCE_NUDGE], w);
}

int problem_has_accuracy(const struct problem *p)
{
	return p->data->kind != DATA_REGRESSION;
}
