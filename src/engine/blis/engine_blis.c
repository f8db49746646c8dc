/*
 * engine_blis.c - one run at a time, a matrix product per layer.
 *
 *     begin: split, initial weights        epoch: order -> mini-batches
 *     update: for parts of the mini-batch { forward, loss, backward }, optimizer
 *     end of epoch: one point of each curve     end of run: the predictions
 *
 * Where a run stands is (epoch, at): `at` rows of the epoch's order are done.  An
 * advance is any number of updates, so resting anywhere changes no bit.  A
 * budget in updates may end inside an epoch; what was done of it is then its curve point.
 *
 * Sums of losses are kept in double; everything that feeds back into the
 * weights is float.
 */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "blas.h"
#include "blis_net.h"
#include "num/init.h"
#include "op.h"
#include "engine/trainer_int.h"

struct blis {
	struct trainer base;
	const struct problem *p;	/* the caller's, or own below */
	/* where inputs are standardised: a problem whose data are, anew for each run */
	const struct problem *raw;
	struct problem own;
	struct dataset scaled;
	struct scaling scaling;
	struct blis_net net;
	size_t batch;
	enum optim_kind kind;
	uint32_t max_epochs;
	uint64_t max_updates;

	struct levels lv;
	float *w, *g;			/* (n_params) */
	float *state[2];		/* (n_params) or NULL */
	float *mean;			/* (n_params) of the weights; NULL: the last ones count */
	uint32_t averaged;		/* weights in it */
	float least;			/* test loss so far, where it is waited for, */
	uint32_t waited;		/* and epochs since */
	double u_prod;
	uint32_t *train, *test;		/* the split */
	float *row_weight;		/* [rows], or NULL */
	uint32_t *order, *place;	/* (n_train) of this epoch */

	uint32_t epoch;			/* finished epochs */
	size_t at;			/* rows done in the present one */
	uint64_t minibatch;		/* and its mini-batches */
	size_t epoch_rows;		/* rows that an epoch uses */
	uint64_t updates;
	int finished, diverged;
	float batch_loss;
	double loss_sum;		/* row-weighted, over the rows done */
	uint64_t hits;

	double data_loss, data_accuracy;	/* of the weights last judged */
	double *square;			/* [outputs] squared errors; NULL: no R2 */
	struct constant constant;
	double *variance;		/* [outputs] of the targets */
	float *r2;			/* [outputs] or NULL */
	struct scorer *scorer;
	float *judged;			/* (n_judge, outputs) outputs of the rows that judge, of the
					 * weights last judged; NULL: the probes hold them all */
	float *scores;			/* [scores_count] */

	float *curve[3];		/* train, test, accuracy */
	size_t curve_cap;
	float *pred;			/* (n_pred) */
	float *marked;			/* (n_marks, n_pred) or NULL */
};

enum { CURVE_TRAIN, CURVE_TEST, CURVE_ACC };

static struct blis *blis(struct trainer *t)
{
	return (struct blis *)t;
}

static const struct blis *cblis(const struct trainer *t)
{
	return (const struct blis *)t;
}

/* Rows of the next part, where `left` are left. */
static size_t part(const struct blis *b, size_t left)
{
	return left < b->net.max_rows ? left : b->net.max_rows;
}

/* l2 times the sum of squared weights, biases left out. */
static double penalty(const struct blis *b, const float *w)
{
	const struct model *m = &b->p->model;
	double sum = 0;

	if (b->p->l2 <= 0)
		return 0;
	for (size_t i = 0; i < m->n; i++)
		for (size_t j = 0; j < m->layer[i].n_w; j++) {
			double v = w[m->layer[i].w + j];

			sum += v * v;
		}
	return b->p->l2 * sum;
}

static void penalty_slope(const struct blis *b, const float *w, float *g)
{
	const struct model *m = &b->p->model;
	float twice = 2 * b->p->l2;

	if (b->p->l2 <= 0)
		return;
	for (size_t i = 0; i < m->n; i++) {
		const struct layer *l = &m->layer[i];

		for (size_t j = l->w; j < l->w + l->n_w; j++)
			g[j] += twice * w[j];
	}
}

/* Loss of n rows, their mean, with the penalty; its gradient into g. Hits are
 * added where hits is not NULL. */
static double mean_loss(struct blis *b, const uint32_t *rows, size_t n,
			const struct blis_masks *masks, float *g, uint64_t *hits)
{
	double sum = 0;
	float scale = 1 / (float)n;

	memset(g, 0, b->p->model.n_params * sizeof *g);
	for (size_t i = 0, m; i < n; i += m) {
		struct blis_masks here;
		const float *out;

		m = part(b, n - i);
		if (masks) {
			here = *masks;
			here.place += i;
		}
		out = blis_net_forward_rows(&b->net, b->w, rows + i, m,
					    masks ? &here : NULL);
		sum += op_loss(b->p, rows + i, m, out, b->row_weight, scale,
			       blis_net_delta(&b->net), hits);
		blis_net_backward(&b->net, b->w, m, g);
	}
	penalty_slope(b, b->w, g);
	return sum / (double)n + penalty(b, b->w);
}

static void add_squares(struct blis *b, const uint32_t *rows, size_t n, const float *out)
{
	const size_t k = b->p->data->outputs;

	for (size_t i = 0; i < n; i++)
		for (size_t o = 0; o < k; o++) {
			double e = (double)out[i * k + o] - (double)b->p->data->y[rows[i] * k + o];

			b->square[o] += e * e;
		}
}

/*
 * Loss and accuracy of the weights as they are over the rows that judge, which may be
 * the probes': their outputs into `keep` then, where that is not NULL.
 */
static void judge(struct blis *b, const uint32_t *rows, float *keep)
{
	uint64_t hits = 0;
	double sum = 0;
	size_t n = b->p->n_judge, k = b->p->data->outputs;
	int acc = problem_has_accuracy(b->p);

	for (size_t o = 0; b->square && o < k; o++)
		b->square[o] = 0;
	for (size_t i = 0, m; i < n; i += m) {
		const float *out;

		m = part(b, n - i);
		out = blis_net_forward_rows(&b->net, b->w, rows + i, m, NULL);
		sum += op_loss(b->p, rows + i, m, out, NULL, 1, NULL,
			       acc ? &hits : NULL);
		if (b->square)
			add_squares(b, rows + i, m, out);
		if (keep)
			memcpy(keep + i * k, out, m * k * sizeof *keep);
	}
	b->data_loss = sum / (double)n;
	b->data_accuracy = (double)hits / (double)n;
}

static void curve_point(struct blis *b, float train, float test, float acc)
{
	if (b->epoch == b->curve_cap) {
		b->curve_cap = b->curve_cap ? 2 * b->curve_cap : 16;
		for (int i = 0; i < 3; i++)
			b->curve[i] = xreallocarray(b->curve[i], b->curve_cap,
						    sizeof *b->curve[i]);
	}
	b->curve[CURVE_TRAIN][b->epoch] = train;
	b->curve[CURVE_TEST][b->epoch] = test;
	b->curve[CURVE_ACC][b->epoch] = acc;
}

/* The weights as they are join the mean with this weight; the first are all of it. */
static void average(struct blis *b, float weight)
{
	size_t n = b->p->model.n_params;

	if (!b->averaged++)
		memcpy(b->mean, b->w, n * sizeof *b->w);
	else
		for (size_t i = 0; i < n; i++)
			b->mean[i] += weight * (b->w[i] - b->mean[i]);
}

/* Has the test loss not fallen for too long? */
static int is_stuck(struct blis *b, float test)
{
	if (test < b->least) {
		b->least = test;
		b->waited = 0;
		return 0;
	}
	return ++b->waited >= b->p->patience;
}

/* The epoch's curve points; done also for a part of an epoch. */
static void end_epoch(struct blis *b)
{
	double train = b->loss_sum / (double)b->at, test = NAN, acc = NAN;

	if (b->p->n_test) {
		judge(b, b->test, b->judged);
		test = b->data_loss + penalty(b, b->w);
		acc = b->data_accuracy;
	} else {
		acc = (double)b->hits / (double)b->at;
	}
	if (!problem_has_accuracy(b->p))
		acc = NAN;
	if (!isfinite((float)train) || (b->p->n_test && !isfinite((float)test)))
		b->diverged = 1;
	curve_point(b, (float)train, (float)test, (float)acc);
	if (b->p->average == AVERAGE_LAST && (uint64_t)b->epoch + b->p->last >= b->max_epochs)
		average(b, (float)(1 / ((double)b->averaged + 1)));
	if (b->p->patience && is_stuck(b, (float)test))
		b->finished = 1;
	b->epoch++;
	b->at = 0;
	b->minibatch = 0;
	b->loss_sum = 0;
	b->hits = 0;
	if (b->epoch == b->max_epochs ||
	    (b->p->budget == BUDGET_LOSS && !((float)train > b->p->target)))
		b->finished = 1;
}

static void unscale(const struct blis *b, float *pred, size_t n)
{
	size_t k = b->p->data->outputs;

	for (size_t i = 0; b->raw->scaled && i < n; i++)
		for (size_t o = 0; o < k; o++)
			pred[i * k + o] = pred[i * k + o] * b->scaling.y_unit[o] + b->scaling.y_shift[o];
}

static void scale_inputs(const struct scaling *s, size_t features, const float *x, size_t n, float *to)
{
	for (size_t i = 0; i < n; i++)
		for (size_t f = 0; f < features; f++)
			to[i * features + f] = (x[i * features + f] - s->shift[f]) * s->scale[f];
}

static void predict(struct blis *b, const float *x, size_t n, float *out)
{
	size_t in = b->p->data->features, k = b->p->data->outputs;

	for (size_t i = 0, m; i < n; i += m) {
		const float *here = x + i * in;

		m = part(b, n - i);
		if (b->raw->scaled) {
			scale_inputs(&b->scaling, in, here, m, b->net.x);
			here = b->net.x;
		}
		memcpy(out + i * k, blis_net_forward(&b->net, b->w, here, m, NULL),
		       m * k * sizeof *out);
	}
	op_link(b->p, n, out);
	unscale(b, out, n);
}

/* The data as this run's training rows make them. */
static void scale_data(struct blis *b)
{
	const struct dataset *d = b->raw->data;

	if (!b->raw->scaled)
		return;
	scaling_release(&b->scaling);
	problem_scaling(b->raw, b->train, &b->scaling);
	scale_inputs(&b->scaling, d->features, d->x, d->rows, b->scaled.x);
	for (size_t i = 0; i < d->rows; i++)
		for (size_t o = 0; o < d->outputs; o++)
			b->scaled.y[i * d->outputs + o] = scaling_y(&b->scaling, d, i, o);
}

/* Where this epoch is one of those: the probes' predictions as they are now. */
static void mark_probes(struct blis *b)
{
	const size_t k = b->p->data->outputs;

	for (uint32_t j = 0; j < b->p->n_marks; j++) {
		float *to = b->marked + j * b->p->n_pred;

		if (b->p->mark[j] != b->epoch)
			continue;
		for (size_t i = 0, m; i < b->p->n_probes; i += m) {
			m = part(b, b->p->n_probes - i);
			memcpy(to + i * k, blis_net_forward_rows(&b->net, b->w, b->p->probe + i, m, NULL),
			       m * k * sizeof *to);
		}
		op_link(b->p, b->p->n_probes, to);
		unscale(b, to, b->p->n_probes);
	}
}

/* Behind epochs that the run has not come to: what there was at its end. */
static void mark_rest(struct blis *b)
{
	for (uint32_t j = 0; j < b->p->n_marks; j++)
		if (b->p->mark[j] >= b->epoch)
			memcpy(b->marked + j * b->p->n_pred, b->pred, b->p->n_pred * sizeof *b->pred);
}

static void finish(struct blis *b)
{
	size_t k = b->p->data->outputs;
	int both = !b->p->n_test && b->p->n_judge == b->p->n_probes;

	if (b->mean) {		/* from here on these are the weights */
		float *w = b->w;

		b->w = b->mean;
		b->mean = w;
		if (b->p->n_test)
			judge(b, b->test, b->judged);
	}
	if (!b->p->n_test)
		judge(b, b->p->judge, both ? b->pred : b->judged);
	for (size_t i = 0, m; !both && i < b->p->n_probes; i += m) {
		m = part(b, b->p->n_probes - i);
		memcpy(b->pred + i * k,
		       blis_net_forward_rows(&b->net, b->w, b->p->probe + i, m, NULL),
		       m * k * sizeof *b->pred);
	}
	op_link(b->p, b->p->n_probes, b->pred);
	unscale(b, b->pred, b->p->n_probes);
	if (b->judged) {
		op_link(b->p, b->p->n_judge, b->judged);
		unscale(b, b->judged, b->p->n_judge);
	}
	scorer_run(b->scorer, b->p->n_test ? b->test : b->p->judge, b->judged ? b->judged : b->pred,
		   !b->judged, b->scores);
	for (size_t i = 0; i < b->p->n_pred; i++)
		if (!isfinite(b->pred[i]))
			b->diverged = 1;
	for (size_t o = 0; b->square && o < k; o++)
		b->r2[o] = b->variance[o] > 0 ?
			   (float)(1 - b->square[o] / (double)b->p->n_judge / b->variance[o]) : NAN;
	if (problem_diverged(&b->constant, (float)b->data_loss))
		b->diverged = 1;
}

static void update(struct blis *b)
{
	size_t start, n = problem_minibatch(b->p, b->batch, b->minibatch, &start);
	struct optim_scalars s;
	struct optim o;
	struct blis_masks masks = {
		.level = levels_at(&b->lv, SOURCE_DROPOUT, b->epoch), .epoch = b->epoch,
		.batch = (uint32_t)b->minibatch, .place = b->place + start,
	};
	double loss;

	if (!b->at && b->epoch && levels_nudges(&b->lv, b->epoch))
		init_nudge(&b->p->model, b->lv.v[SOURCE_NUDGE], b->w);
	if (!b->at)
		problem_order(b->p, &b->lv, b->train, b->epoch, b->batch,
			      b->order, b->place);
	loss = mean_loss(b, b->order + start, n,
			 levels_off(&b->lv, SOURCE_DROPOUT) ? NULL : &masks,
			 b->g, problem_has_accuracy(b->p) ? &b->hits : NULL);
	b->updates++;
	o = problem_optim(b->p, b->kind, b->updates, b->max_updates);
	optim_schedule(&o, b->updates, &b->u_prod, &s);
	op_optim_step(b->kind, &s, b->p->model.n_params, b->g, b->state[0],
		      b->state[1], b->w);
	if (b->mean && b->p->average == AVERAGE_EMA)
		average(b, (float)(1 - b->p->decay));
	b->batch_loss = (float)loss;
	b->loss_sum += loss * (double)n;
	b->at += n;
	b->minibatch++;
}

static int blis_advance(struct trainer *t, uint64_t updates)
{
	struct blis *b = blis(t);

	if (b->finished)
		return 0;
	for (uint64_t i = 0; !b->finished && (!updates || i < updates); i++) {
		update(b);
		if (b->updates == b->max_updates)
			b->finished = 1;
		if (b->finished || b->at == b->epoch_rows)
			end_epoch(b);
		if (!b->finished && !b->at)
			mark_probes(b);
	}
	if (b->finished) {
		finish(b);
		mark_rest(b);
	}
	return !b->finished;
}

static void weigh_rows(struct blis *b)
{
	const struct dataset *d = b->p->data;
	float *weight;

	if (!b->row_weight)
		return;
	weight = xcalloc(d->outputs > 1 ? d->outputs : 2, sizeof *weight);
	problem_class_weights(b->p, b->train, weight);
	for (size_t i = 0; i < d->rows; i++)
		b->row_weight[i] = weight[d->label[i]];
	free(weight);
}

static void blis_begin(struct trainer *t, const struct levels *lv, size_t n)
{
	struct blis *b = blis(t);
	size_t params = b->p->model.n_params;
	size_t states = optim_states(b->kind);

	assert(n == 1);
	(void)n;
	b->lv = *lv;
	problem_split(b->p, lv, b->train, b->test);
	weigh_rows(b);
	scale_data(b);
	problem_constant(b->raw, lv, b->test, &b->constant, b->variance);
	problem_init_params(b->p, lv, b->w);
	for (size_t s = 0; s < states; s++)
		for (size_t i = 0; i < params; i++)
			b->state[s][i] = s ? 0 : optim_start(&b->p->optim[b->kind]);
	b->u_prod = 1;
	b->averaged = b->waited = 0;
	b->least = INFINITY;
	b->epoch = 0;
	b->at = 0;
	b->minibatch = 0;
	b->updates = 0;
	b->finished = b->diverged = 0;
	b->batch_loss = NAN;
	b->loss_sum = 0;
	b->hits = 0;
	for (size_t i = 0; i < b->p->n_pred; i++)
		b->pred[i] = NAN;
}

static const float *points(const struct blis *b, int curve)
{
	if (!b->epoch ||
	    (curve == CURVE_TEST && !b->p->n_test) ||
	    (curve == CURVE_ACC && !problem_has_accuracy(b->p)))
		return NULL;
	return b->curve[curve];
}

static void blis_progress(const struct trainer *t, size_t lane, struct progress *out)
{
	const struct blis *b = cblis(t);

	(void)lane;
	*out = (struct progress){
		.epoch = b->epoch, .updates = b->updates,
		.total_updates = b->max_updates, .batch_loss = b->batch_loss,
		.train = points(b, CURVE_TRAIN), .test = points(b, CURVE_TEST),
		.acc = points(b, CURVE_ACC),
	};
}

static void blis_result(const struct trainer *t, size_t lane, struct result *out)
{
	const struct blis *b = cblis(t);
	size_t last = b->epoch ? b->epoch - 1 : 0;

	(void)lane;
	*out = (struct result){
		.epochs = b->epoch, .updates = b->updates,
		.train_loss = b->epoch ? b->curve[CURVE_TRAIN][last] : NAN,
		.test_loss = b->epoch ? b->curve[CURVE_TEST][last] : NAN,
		.accuracy = b->epoch ? b->curve[CURVE_ACC][last] : NAN,
		.diverged = b->diverged,
		.train = points(b, CURVE_TRAIN), .test = points(b, CURVE_TEST),
		.acc = points(b, CURVE_ACC), .pred = b->pred,
		.data_loss = (float)b->data_loss,
		.data_accuracy = problem_has_accuracy(b->p) ? (float)b->data_accuracy : NAN,
		.constant_loss = (float)b->constant.loss,
		.constant_accuracy = (float)b->constant.accuracy,
		.n_r2 = b->r2 ? (uint32_t)b->p->data->outputs : 0, .r2 = b->r2,
		.n_scores = (uint32_t)scores_count(b->p), .scores = b->scores,
		.n_marks = b->p->n_marks, .marked = b->marked,
	};
}

static void blis_predict(struct trainer *t, size_t lane, const float *x,
			 size_t n, float *out)
{
	(void)lane;
	predict(blis(t), x, n, out);
}

static void blis_params(const struct trainer *t, size_t lane, float *w)
{
	(void)lane;
	memcpy(w, cblis(t)->w, cblis(t)->p->model.n_params * sizeof *w);
}

static void blis_set_params(struct trainer *t, size_t lane, const float *w)
{
	(void)lane;
	memcpy(blis(t)->w, w, blis(t)->p->model.n_params * sizeof *w);
}

static void blis_judge(struct trainer *t, float *loss, float *accuracy)
{
	struct blis *b = blis(t);

	judge(b, b->p->n_test ? b->test : b->p->judge, NULL);
	*loss = (float)b->data_loss;
	*accuracy = problem_has_accuracy(b->p) ? (float)b->data_accuracy : NAN;
}

static void blis_gradient(struct trainer *t, size_t lane, const uint32_t *rows,
			  size_t n, float *g, double *loss)
{
	(void)lane;
	*loss = mean_loss(blis(t), rows, n, NULL, g, NULL);
}

static size_t blis_bytes(const struct trainer *t)
{
	const struct blis *b = cblis(t);
	size_t floats = (2 + optim_states(b->kind) + (b->mean != NULL)) * b->p->model.n_params +
			3 * b->curve_cap + (1 + b->p->n_marks) * b->p->n_pred;
	size_t rows = 3 * b->p->n_train + b->p->n_test +
		      (b->row_weight ? b->p->data->rows : 0);

	if (b->raw->scaled)
		floats += b->p->data->rows * (b->p->data->features + b->p->data->outputs);
	if (b->judged)
		floats += b->p->n_judge * b->p->data->outputs;
	return sizeof *b + floats * sizeof(float) + rows * sizeof(uint32_t) +
	       b->net.bytes;
}

static void blis_free(struct trainer *t)
{
	struct blis *b = blis(t);

	blis_net_release(&b->net);
	if (b->raw->scaled) {
		free(b->scaled.x);
		free(b->scaled.y);
		scaling_release(&b->scaling);
	}
	free(b->w);
	free(b->g);
	free(b->mean);
	free(b->state[0]);
	free(b->state[1]);
	free(b->train);
	free(b->test);
	free(b->row_weight);
	free(b->order);
	free(b->place);
	for (int i = 0; i < 3; i++)
		free(b->curve[i]);
	free(b->square);
	free(b->variance);
	free(b->r2);
	scorer_free(b->scorer);
	free(b->judged);
	free(b->scores);
	free(b->pred);
	free(b->marked);
	free(b);
}

static const struct trainer_ops ops = {
	.free = blis_free, .begin = blis_begin, .advance = blis_advance,
	.progress = blis_progress, .predict = blis_predict,
	.result = blis_result, .params = blis_params,
	.set_params = blis_set_params, .judge = blis_judge, .gradient = blis_gradient,
	.bytes = blis_bytes,
};

struct trainer *trainer_blis_new(const struct problem *p, size_t batch,
				 enum optim_kind o)
{
	struct blis *b = xcalloc(1, sizeof *b);
	size_t n = p->model.n_params, k = p->data->outputs;

	assert(!blas_refusal());
	b->base.ops = &ops;
	b->base.lanes = 1;
	b->p = b->raw = p;
	if (p->scaled) {
		b->own = *p;
		b->scaled = *p->data;
		b->scaled.x = xaligned(p->data->rows * p->data->features, sizeof(float));
		b->scaled.y = xaligned(p->data->rows * k, sizeof(float));
		b->own.data = &b->scaled;
		b->p = &b->own;
	}
	b->batch = !batch || batch > p->n_train ? p->n_train : batch;
	b->kind = o;
	b->max_epochs = problem_epochs(p, b->batch);
	b->epoch_rows = problem_epoch_rows(p, b->batch);
	b->max_updates = p->budget == BUDGET_UPDATES ? p->updates :
			 b->max_epochs * problem_updates(p, b->batch);
	blis_net_init(&b->net, b->p, b->batch);
	b->w = xaligned(n, sizeof *b->w);
	b->g = xaligned(n, sizeof *b->g);
	for (size_t s = 0; s < optim_states(o); s++)
		b->state[s] = xaligned(n, sizeof *b->state[s]);
	if (p->average != AVERAGE_OFF)
		b->mean = xaligned(n, sizeof *b->mean);
	b->train = xcalloc(p->n_train, sizeof *b->train);
	b->test = xcalloc(p->n_test, sizeof *b->test);
	if (p->class_weights)
		b->row_weight = xcalloc(p->data->rows, sizeof *b->row_weight);
	b->order = xcalloc(p->n_train, sizeof *b->order);
	b->place = xcalloc(p->n_train, sizeof *b->place);
	b->pred = xcalloc(p->n_pred, sizeof *b->pred);
	if (p->n_marks)
		b->marked = xcalloc(p->n_marks * p->n_pred, sizeof *b->marked);
	if (p->variance)
		b->variance = xcalloc(k, sizeof *b->variance);
	if (p->variance && p->link == LINK_IDENTITY) {
		b->square = xcalloc(k, sizeof *b->square);
		b->r2 = xcalloc(k, sizeof *b->r2);
	}
	b->scorer = scorer_new(b->raw);
	b->scores = xcalloc(scores_count(p), sizeof *b->scores);
	if (!scorer_at_probes(b->scorer))
		b->judged = xcalloc(p->n_judge * k, sizeof *b->judged);
	return &b->base;
}
