/*
 * lane_trainer.c - LANES runs of one problem side by side, from fresh
 * weights to predictions.
 *
 *     begin -> [ epoch_start -> update ... -> epoch_end ] ... -> finish
 *
 * A lane that reaches its target loss early is frozen (lane_optim.c) while
 * the others go on; nothing that one lane does is seen by another.
 */
#include "lane_int.h"
#include "num/lane_math.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

typedef struct LANE(trainer) lanes;

static lanes *self(struct trainer *t)
{
	return (lanes *)t;
}

static const lanes *cself(const struct trainer *t)
{
	return (const lanes *)t;
}

static vf *vectors(lanes *t, size_t n)
{
	t->bytes += n * sizeof(vf);
	return xaligned(n, sizeof(vf));
}

/* ---- the rows ------------------------------------------------------- */

static void add_loss(lanes *t, vf x)
{
	/* Knuth's two-sum keeps what the addition loses, in any order of size */
	vf sum = t->loss_sum + x, part = sum - t->loss_sum;

	t->loss_carry += (t->loss_sum - (sum - part)) + (x - part);
	t->loss_sum = sum;
}

static void epoch_start(lanes *t)
{
	LANE(lane_order)(t);
	t->row = 0;
	t->minibatch = 0;
	t->loss_sum = t->loss_carry = t->correct = v_set(0);
}

/* The weights as they are join the mean with this weight; the first are all of it.  Lanes that
 * have ended stay out. */
static void average(lanes *t, float weight)
{
	const size_t n = t->p->model.n_params;
	const vf by = v_set(weight);

	if (!t->averaged++) {
		memcpy(t->mean, t->w, n * sizeof *t->w);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		vf mean = v_fma(by, t->w[i] - t->mean[i], t->mean[i]);

		t->mean[i] = t->any_finished ? v_sel(t->done, t->mean[i], mean) : mean;
	}
}

static void update(lanes *t)
{
	const struct problem *p = t->p;
	size_t start, n = problem_minibatch(p, t->batch, t->minibatch, &start);
	const float scale = (float)(1.0 / (double)n);
	struct optim_scalars s;
	struct optim o;
	vf sum = v_set(0);

	for (size_t at = 0; at < n; at += t->chunk) {
		size_t rows = n - at < t->chunk ? n - at : t->chunk;
		vf *out;

		LANE(lane_gather)(t, t->order, t->row + at, rows, t->uniform);
		out = LANE(lane_forward)(t, rows, 1, at);
		LANE(lane_loss)(p, out, t->y, t->weight, rows, scale, t->d[0], &sum, NULL);
		if (!p->n_test && problem_has_accuracy(p))
			t->correct += LANE(lane_correct)(p, out, t->y, rows);
		LANE(lane_backward)(t, rows, at == 0);
	}
	if (p->l2 > 0)
		sum += LANE(lane_l2)(t, 1) * (float)n;
	t->batch_loss = sum * scale;
	add_loss(t, sum);
	t->update++;
	o = problem_optim(p, t->optim, t->update, t->max_updates);
	optim_schedule(&o, t->update, &t->u_prod, &s);
	LANE(lane_update)(t, &s);
	if (p->average == AVERAGE_EMA)
		average(t, (float)(1 - p->decay));
	t->row += n;
	t->minibatch++;
}

/* ---- what the weights are worth: neither penalty, masks nor class weights ---- */

/* Sums over the rows that judge, row by row whatever the chunk. */
struct LANE(judged) { vf sum, carry, correct; };

static void judge_begin(lanes *t, struct LANE(judged) *j)
{
	j->sum = j->carry = j->correct = v_set(0);
	for (size_t o = 0; t->square && o < t->p->data->outputs; o++)
		t->square[o] = t->square_carry[o] = v_set(0);
}

/* The gathered rows' outputs, before the link. */
static void judge_rows(lanes *t, struct LANE(judged) *j, const vf *out, size_t rows)
{
	const struct problem *p = t->p;

	LANE(lane_loss)(p, out, t->y, NULL, rows, 0, NULL, &j->sum, &j->carry);
	if (problem_has_accuracy(p))
		j->correct += LANE(lane_correct)(p, out, t->y, rows);
	if (t->square)
		LANE(lane_square)(out, t->y, rows, p->data->outputs, t->square, t->square_carry);
}

static void judge_end(lanes *t, const struct LANE(judged) *j)
{
	const float scale = (float)(1.0 / (double)t->p->n_judge);

	t->data_loss = (j->sum + j->carry) * scale;
	t->data_accuracy = j->correct * scale;
}

/* The outputs of a chunk become predictions: rows at, at + 1 ... of pred (lanes, all, outputs). */
static void keep_predictions(lanes *t, vf *out, size_t at, size_t rows, float *pred, size_t all)
{
	const size_t outputs = t->p->data->outputs;

	LANE(lane_link)(t->p, out, rows);
	LANE(lane_unscale)(t, out, rows);
	pred += at * outputs;
	for (size_t l = 0; l < t->n; l++)
		for (size_t i = 0; i < rows * outputs; i++)
			pred[l * all * outputs + i] = out[i][l];
}

/* All of them, with the weights as they are; their predictions into `pred`, or NULL. */
static void judge(lanes *t, const uint32_t *row, int uniform, float *pred)
{
	const size_t n = t->p->n_judge;
	struct LANE(judged) j;
	vf *weight = t->weight;

	t->weight = NULL;		/* class weights are for training */
	judge_begin(t, &j);
	for (size_t at = 0; at < n; at += t->chunk) {
		size_t rows = n - at < t->chunk ? n - at : t->chunk;
		vf *out;

		LANE(lane_gather)(t, row, at, rows, uniform);
		out = LANE(lane_forward)(t, rows, 0, 0);
		judge_rows(t, &j, out, rows);
		if (pred)
			keep_predictions(t, out, at, rows, pred, n);
	}
	judge_end(t, &j);
	t->weight = weight;
}

static void put(const lanes *t, float *curve, vf x)
{
	for (size_t l = 0; l < LANES; l++)
		if (!t->finished[l])
			curve[l * t->max_epochs + t->epoch] = x[l];
}

static void finish_lane(lanes *t, int l)
{
	t->finished[l] = 1;
	t->epochs[l] = t->epoch;
	t->updates[l] = t->update;
	t->done[l] = -1;
}

/* Without a test set the probes' rows are often the very ones that judge. */
static void predict_probes(lanes *t)
{
	const struct problem *p = t->p;
	const int both = !p->n_test && p->n_judge == p->n_probes;
	struct LANE(judged) j;

	if (!p->n_test && !both)
		judge(t, p->judge, 1, t->judged);
	if (both)
		judge_begin(t, &j);
	for (size_t at = 0; at < p->n_probes; at += t->chunk) {
		size_t rows = p->n_probes - at < t->chunk ? p->n_probes - at : t->chunk;
		vf *out;

		LANE(lane_gather)(t, p->probe, at, rows, 1);
		out = LANE(lane_forward)(t, rows, 0, 0);
		if (both)
			judge_rows(t, &j, out, rows);
		keep_predictions(t, out, at, rows, t->pred, p->n_probes);
	}
	if (both)
		judge_end(t, &j);
}

/* The probes' predictions as they are now, where this epoch is one of those. */
static void mark_probes(lanes *t)
{
	const struct problem *p = t->p;

	for (uint32_t m = 0; m < p->n_marks; m++)
		for (size_t at = 0; p->mark[m] == t->epoch && at < p->n_probes; at += t->chunk) {
			size_t rows = p->n_probes - at < t->chunk ? p->n_probes - at : t->chunk;
			vf *out;

			LANE(lane_gather)(t, p->probe, at, rows, 1);
			out = LANE(lane_forward)(t, rows, 0, 0);
			keep_predictions(t, out, at, rows, t->marked + m * p->n_pred, p->n_marks * p->n_probes);
		}
}

/* Behind epochs that no lane has come to: what there was at the end. */
static void mark_rest(lanes *t)
{
	const struct problem *p = t->p;

	for (uint32_t m = 0; m < p->n_marks; m++)
		for (size_t l = 0; p->mark[m] >= t->epoch && l < t->n; l++)
			memcpy(t->marked + (l * p->n_marks + m) * p->n_pred, t->pred + l * p->n_pred,
			       p->n_pred * sizeof *t->pred);
}

/* R2 of each target: what is left of its variance. */
static void explain(lanes *t)
{
	const size_t outputs = t->p->data->outputs;

	for (size_t l = 0; t->square && l < t->n; l++)
		for (size_t o = 0; o < outputs; o++) {
			double left = ((double)t->square[o][l] + (double)t->square_carry[o][l]) /
				      (double)t->p->n_judge;
			double all = t->variance[l * outputs + o];

			t->r2[l * outputs + o] = all > 0 ? (float)(1 - left / all) : NAN;
		}
}

/* Lane l's rows, which every lane shares where they are uniform. */
static const uint32_t *rows_of(const lanes *t, const uint32_t *rows, size_t n, size_t l,
			       uint32_t *own)
{
	if (t->uniform)
		return rows;
	for (size_t i = 0; i < n; i++)
		own[i] = rows[i * LANES + l];
	return own;
}

/* The scores of each lane's final weights. */
static void score(lanes *t)
{
	const struct problem *p = t->p;
	const size_t n = scores_count(p), outputs = p->data->outputs;
	uint32_t *own = t->uniform || !p->n_test ? NULL : xcalloc(p->n_test, sizeof *own);

	for (size_t l = 0; l < t->n; l++) {
		const uint32_t *rows = p->n_test ? rows_of(t, t->test, p->n_test, l, own) : p->judge;

		if (t->judged)
			scorer_run(t->scorer, rows, t->judged + l * p->n_judge * outputs, 0, t->scores + l * n);
		else
			scorer_run(t->scorer, rows, t->pred + l * p->n_pred, 1, t->scores + l * n);
	}
	free(own);
}

/* Is this epoch, with that training loss, the last of lane l? */
static int is_last(const lanes *t, int l, vf loss)
{
	if (t->epoch + 1 == t->max_epochs || t->update == t->max_updates)
		return 1;
	return t->p->budget == BUDGET_LOSS && !(loss[l] > t->p->target);	/* reached, or NaN */
}

/* Has the test loss of lane l not fallen for too long? */
static int is_stuck(lanes *t, int l, vf test)
{
	if (test[l] < t->least[l]) {
		t->least[l] = test[l];
		t->waited[l] = 0;
		return 0;
	}
	return ++t->waited[l] >= t->p->patience;
}

/* From here on the weights are their mean. */
static void take_mean(lanes *t)
{
	vf *w = t->w;

	t->w = t->mean;
	t->mean = w;
	if (t->p->n_test)
		judge(t, t->test, t->uniform, t->judged);
}

static vf test_loss(lanes *t)
{
	return t->p->l2 > 0 ? t->data_loss + LANE(lane_l2)(t, 0) : t->data_loss;
}

/* Returns 1 while there is a lane to go on with. */
static int epoch_end(lanes *t)
{
	const struct problem *p = t->p;
	const float per_row = (float)(1.0 / (double)t->row);
	const vf loss = (t->loss_sum + t->loss_carry) * per_row;
	int last[LANES], going = 0;

	if (p->patience)	/* the last epoch is known by its test loss */
		judge(t, t->test, t->uniform, t->judged);
	for (int l = 0; l < LANES; l++) {
		last[l] = is_last(t, l, loss);
		if (p->patience && !t->finished[l])
			last[l] |= is_stuck(t, l, test_loss(t));
		going |= !t->finished[l] && !last[l];
	}
	put(t, t->train_curve, loss);
	if (p->n_test) {
		if (!p->patience)
			judge(t, t->test, t->uniform, going ? NULL : t->judged);
		put(t, t->test_curve, test_loss(t));
		if (problem_has_accuracy(p))
			put(t, t->acc_curve, t->data_accuracy);
	} else if (problem_has_accuracy(p)) {
		put(t, t->acc_curve, t->correct * per_row);
	}
	if (p->average == AVERAGE_LAST && (uint64_t)t->epoch + p->last >= t->max_epochs)
		average(t, (float)(1 / ((double)t->averaged + 1)));
	t->epoch++;
	for (int l = 0; l < LANES; l++)
		if (!t->finished[l] && last[l])
			finish_lane(t, l);
	t->any_finished = 0;
	for (int l = 0; l < LANES; l++)
		t->any_finished |= t->finished[l];
	if (!going) {
		if (t->mean)
			take_mean(t);
		predict_probes(t);
		mark_rest(t);
		explain(t);
		score(t);
		return 0;
	}
	mark_probes(t);
	LANE(lane_nudge)(t);
	epoch_start(t);
	return 1;
}

/* ---- the trainer's functions ---------------------------------------- */

/* What follows from which rows train and which test: the constant answer of each
 * lane, the scaling, the weights of the classes. */
static void find_shares(lanes *t)
{
	const struct problem *p = t->p;
	const size_t outputs = p->data->outputs, classes = outputs > 1 ? outputs : 2;
	uint32_t *own = xcalloc(p->n_train + p->n_test, sizeof *own);
	float *weight = xcalloc(classes, sizeof *weight);

	for (size_t l = 0; l < t->n; l++)
		problem_constant(p, &t->lv[l], rows_of(t, t->test, p->n_test, l, own),
				 &t->constant[l], t->variance ? t->variance + l * outputs : NULL);
	for (size_t l = 0; t->scaling.shift && l < LANES; l++) {
		struct scaling s;

		problem_scaling(p, rows_of(t, t->train, p->n_train, l, own), &s);
		for (size_t f = 0; f < p->data->features; f++) {
			t->scaling.shift[f][l] = s.shift[f];
			t->scaling.scale[f][l] = s.scale[f];
		}
		for (size_t o = 0; o < outputs; o++) {
			t->scaling.y_shift[o][l] = s.y_shift[o];
			t->scaling.y_scale[o][l] = s.y_scale[o];
			t->scaling.y_unit[o][l] = s.y_unit[o];
		}
		scaling_release(&s);
	}
	for (size_t l = 0; t->class_weight && l < LANES; l++) {
		problem_class_weights(p, rows_of(t, t->train, p->n_train, l, own), weight);
		for (size_t c = 0; c < classes; c++)
			t->class_weight[c][l] = weight[c];
	}
	free(weight);
	free(own);
}

static void lanes_begin(struct trainer *base, const struct levels *lv, size_t n)
{
	lanes *t = self(base);
	const struct problem *p = t->p;
	const size_t params = p->model.n_params;
	const size_t states = optim_states(t->optim);

	t->n = n;
	for (size_t l = 0; l < LANES; l++) {
		t->lv[l] = lv[l < n ? l : 0];
		t->finished[l] = 0;
		t->epochs[l] = 0;
		t->updates[l] = 0;
		t->least[l] = INFINITY;
		t->waited[l] = 0;
	}
	t->averaged = 0;
	t->done = (vi)v_set(0);
	t->any_finished = 0;
	t->epoch = 0;
	t->update = 0;
	t->u_prod = 1;
	t->batch_loss = v_set(0);
	LANE(lane_init_params)(t);
	for (size_t i = 0; states > 0 && i < params; i++)
		t->s1[i] = v_set(optim_start(&p->optim[t->optim]));
	if (states > 1)
		memset(t->s2, 0, params * sizeof *t->s2);
	LANE(lane_split)(t);
	find_shares(t);
	epoch_start(t);
}

static int over(const lanes *t)
{
	for (int l = 0; l < LANES; l++)
		if (!t->finished[l])
			return 0;
	return 1;
}

static int lanes_advance(struct trainer *base, uint64_t updates)
{
	lanes *t = self(base);

	if (over(t))
		return 0;
	for (uint64_t done = 0; !updates || done < updates; done++) {
		update(t);
		if ((t->row == t->epoch_rows || t->update == t->max_updates) && !epoch_end(t))
			return 0;
	}
	return 1;
}

static void lanes_progress(const struct trainer *base, size_t lane, struct progress *out)
{
	const lanes *t = cself(base);
	const struct problem *p = t->p;
	const size_t at = lane * t->max_epochs;

	out->epoch = t->finished[lane] ? t->epochs[lane] : t->epoch;
	out->updates = t->finished[lane] ? t->updates[lane] : t->update;
	out->total_updates = t->max_updates;
	out->batch_loss = t->update ? t->batch_loss[lane] : NAN;
	out->train = t->train_curve + at;
	out->test = p->n_test ? t->test_curve + at : NULL;
	out->acc = problem_has_accuracy(p) ? t->acc_curve + at : NULL;
}

static void lanes_predict(struct trainer *base, size_t lane, const float *x, size_t n,
			  float *out)
{
	lanes *t = self(base);
	const size_t features = t->p->data->features, outputs = t->p->data->outputs;

	for (size_t at = 0; at < n; at += t->chunk) {
		size_t rows = n - at < t->chunk ? n - at : t->chunk;
		vf *y;

		for (size_t i = 0; i < rows * features; i++)
			t->x[i] = v_set(x[at * features + i]);
		LANE(lane_scale)(t, t->x, rows);
		y = LANE(lane_forward)(t, rows, 0, 0);
		LANE(lane_link)(t->p, y, rows);
		LANE(lane_unscale)(t, y, rows);
		for (size_t i = 0; i < rows * outputs; i++)
			out[at * outputs + i] = y[i][lane];
	}
}

static int all_finite(const float *x, size_t n)
{
	int ok = 1;

	for (size_t i = 0; i < n; i++)
		ok &= fabsf(x[i]) <= 3.4028234663852886e38f;
	return ok;
}

static void lanes_result(const struct trainer *base, size_t lane, struct result *out)
{
	const lanes *t = cself(base);
	const struct problem *p = t->p;
	const size_t at = lane * t->max_epochs, last = t->epochs[lane] - 1;
	const struct constant *c = &t->constant[lane];

	*out = (struct result){
		.epochs = t->epochs[lane], .updates = t->updates[lane],
		.train = t->train_curve + at,
		.test = p->n_test ? t->test_curve + at : NULL,
		.acc = problem_has_accuracy(p) ? t->acc_curve + at : NULL,
		.pred = t->pred + lane * p->n_pred,
		.data_loss = t->data_loss[lane],
		.data_accuracy = problem_has_accuracy(p) ? t->data_accuracy[lane] : NAN,
		.constant_loss = (float)c->loss, .constant_accuracy = (float)c->accuracy,
		.n_r2 = t->r2 ? (uint32_t)p->data->outputs : 0,
		.r2 = t->r2 ? t->r2 + lane * p->data->outputs : NULL,
		.n_scores = (uint32_t)scores_count(p), .scores = t->scores + lane * scores_count(p),
		.n_marks = p->n_marks, .marked = t->marked ? t->marked + lane * p->n_marks * p->n_pred : NULL,
	};
	out->train_loss = out->train[last];
	out->test_loss = out->test ? out->test[last] : NAN;
	out->accuracy = out->acc ? out->acc[last] : NAN;
	out->diverged = !all_finite(out->train, out->epochs) ||
			(out->test && !all_finite(out->test, out->epochs)) ||
			!all_finite(out->pred, p->n_pred) ||
			problem_diverged(c, (double)out->data_loss);
}

static void lanes_params(const struct trainer *base, size_t lane, float *w)
{
	const lanes *t = cself(base);

	for (size_t i = 0; i < t->p->model.n_params; i++)
		w[i] = t->w[i][lane];
}

static void lanes_set_params(struct trainer *base, size_t lane, const float *w)
{
	lanes *t = self(base);

	for (size_t i = 0; i < t->p->model.n_params; i++)
		t->w[i][lane] = w[i];
}

static void lanes_judge(struct trainer *base, float *loss, float *accuracy)
{
	lanes *t = self(base);
	const struct problem *p = t->p;

	judge(t, p->n_test ? t->test : p->judge, p->n_test ? t->uniform : 1, NULL);
	for (size_t l = 0; l < t->n; l++) {
		loss[l] = t->data_loss[l];
		accuracy[l] = problem_has_accuracy(p) ? t->data_accuracy[l] : NAN;
	}
}

static void lanes_gradient(struct trainer *base, size_t lane, const uint32_t *rows,
			   size_t n, float *g, double *loss)
{
	lanes *t = self(base);
	const float scale = (float)(1.0 / (double)n);
	vf sum = v_set(0);

	for (size_t at = 0; at < n; at += t->chunk) {
		size_t m = n - at < t->chunk ? n - at : t->chunk;
		const struct model *model = &t->p->model;
		vf *out;

		LANE(lane_gather)(t, rows, at, m, 1);
		out = LANE(lane_forward)(t, m, 0, 0);
		for (size_t i = 0; i < model->n; i++)	/* as in forward: no dropout */
			for (size_t j = 0; t->layer[i].mask && j < m * shape_size(model->layer[i].out); j++)
				t->layer[i].mask[j] = v_set(1);
		LANE(lane_loss)(t->p, out, t->y, t->weight, m, scale, t->d[0], &sum, NULL);
		LANE(lane_backward)(t, m, at == 0);
	}
	*loss = (double)sum[lane] / (double)n;
	if (t->p->l2 > 0)
		*loss += (double)LANE(lane_l2)(t, 1)[lane];
	for (size_t i = 0; i < t->p->model.n_params; i++)
		g[i] = t->g[i][lane];
}

static size_t lanes_bytes(const struct trainer *base)
{
	return sizeof(lanes) + cself(base)->bytes;
}

static void lanes_free(struct trainer *base)
{
	lanes *t = self(base);
	const struct model *m = &t->p->model;

	for (size_t i = 0; i < m->n; i++) {
		if (m->layer[i].kind != LAYER_FLATTEN)
			free(t->layer[i].out);
		free(t->layer[i].pre);
		free(t->layer[i].padded);
		free(t->layer[i].mask);
		free(t->layer[i].arg);
	}
	for (int i = 0; i < 3; i++)
		free(t->d[i]);
	free(t->aseg);
	free(t->w);
	free(t->g);
	free(t->s1);
	free(t->s2);
	free(t->frozen);
	free(t->mean);
	free(t->train);
	free(t->packed);
	free(t->place);
	free(t->x);
	free(t->y);
	free(t->weight);
	free(t->class_weight);
	free(t->scaling.shift);
	free(t->square);
	free(t->variance);
	free(t->r2);
	scorer_free(t->scorer);
	free(t->judged);
	free(t->scores);
	free(t->train_curve);
	free(t->pred);
	free(t->marked);
	free(t);
}

static const struct trainer_ops ops = {
	.free = lanes_free, .begin = lanes_begin, .advance = lanes_advance,
	.progress = lanes_progress, .predict = lanes_predict, .result = lanes_result,
	.params = lanes_params, .set_params = lanes_set_params, .judge = lanes_judge,
	.gradient = lanes_gradient, .bytes = lanes_bytes,
};

/* ---- making one ------------------------------------------------------ */

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/*
 * Rows a chunk: the more, the less often the weights and their gradient pass
 * through the registers; as many as keep a chunk's activations within a
 * second-level cache (1 MB for 16 lanes, half of that for 8, as such machines
 * have it).  Weights that are larger than that pass through it anyway, and the
 * activations may be as large as weights, gradient and the optimizer's state.
 */
#define CHUNK_VECTORS 16384

static size_t chunk_rows(const struct problem *p, size_t batch)
{
	size_t row = shape_size(p->model.in) + p->data->outputs, rows;
	const size_t spend = 4 * p->model.n_params > CHUNK_VECTORS ? 4 * p->model.n_params : CHUNK_VECTORS;

	for (size_t i = 0; i < p->model.n; i++)
		row += 2 * shape_size(p->model.layer[i].out);
	rows = spend / row;
	rows = rows < 1 ? 1 : rows > 64 ? 64 : rows;
	return rows < batch ? rows : batch;
}

static void make_layer(lanes *t, size_t i)
{
	const struct layer *l = &t->p->model.layer[i];
	struct LANE(layer_buf) *b = &t->layer[i];
	const size_t out = t->chunk * shape_size(l->out);

	if (l->kind == LAYER_FLATTEN)
		b->out = i ? t->layer[i - 1].out : t->x;
	else
		b->out = vectors(t, out);
	if (act_needs_z(l->act) || l->kind == LAYER_RESIDUAL)
		b->pre = vectors(t, out);
	if (l->kind == LAYER_DROPOUT)
		b->mask = vectors(t, out);
	if (l->kind == LAYER_MAXPOOL)
		b->arg = (vi *)vectors(t, out);
	if (l->kind == LAYER_CONV2D || l->kind == LAYER_CONV1D) {
		b->ph = (uint32_t)larger(l->in.h + l->pad_top, (l->out.h - 1) * l->stride + l->kh);
		b->pw = (uint32_t)larger(l->in.w + l->pad_left, (l->out.w - 1) * l->stride + l->kw);
		if (b->ph != l->in.h || b->pw != l->in.w)
			b->padded = vectors(t, t->chunk * b->ph * b->pw * l->in.c);
	}
}

static void make_buffers(lanes *t)
{
	const struct model *m = &t->p->model;
	size_t widest = t->p->data->outputs, segs = 1;

	t->x = vectors(t, t->chunk * t->p->data->features);
	t->y = vectors(t, t->chunk * t->p->data->outputs);
	if (t->p->class_weights) {
		t->weight = vectors(t, t->chunk);
		t->class_weight = vectors(t, t->p->data->outputs > 1 ? t->p->data->outputs : 2);
	}
	if (t->p->scaled) {
		size_t features = t->p->data->features, outputs = t->p->data->outputs;

		t->scaling.shift = vectors(t, 2 * features + 3 * outputs);
		t->scaling.scale = t->scaling.shift + features;
		t->scaling.y_shift = t->scaling.scale + features;
		t->scaling.y_scale = t->scaling.y_shift + outputs;
		t->scaling.y_unit = t->scaling.y_scale + outputs;
	}
	t->first_grad = m->n;
	for (size_t i = 0; i < m->n; i++) {
		const struct layer *l = &m->layer[i];

		make_layer(t, i);
		widest = larger(widest, larger(shape_size(l->in), shape_size(l->out)));
		if (t->first_grad == m->n && l->n_w)
			t->first_grad = i;
		if (l->kind == LAYER_CONV2D || l->kind == LAYER_CONV1D)
			segs = larger(segs, larger((size_t)l->kh * l->kw, l->out.h));
	}
	for (int i = 0; i < 3; i++)
		t->d[i] = vectors(t, t->chunk * widest);
	t->aseg = xcalloc(2 * segs, sizeof *t->aseg);
	t->bseg = t->aseg + segs;
}

struct trainer *LANE(lane_trainer_new)(const struct problem *p, size_t batch,
				       enum optim_kind o)
{
	lanes *t = xaligned(1, sizeof *t);
	const size_t params = p->model.n_params, rows = 2 * p->n_train + p->n_test;

	t->base.ops = &ops;
	t->base.lanes = LANES;
	t->p = p;
	t->batch = batch;
	t->optim = o;
	t->max_epochs = problem_epochs(p, batch);
	t->max_updates = p->budget == BUDGET_UPDATES ? p->updates :
		t->max_epochs * problem_updates(p, batch);
	t->epoch_rows = problem_epoch_rows(p, batch);
	t->chunk = chunk_rows(p, batch);
	make_buffers(t);
	t->w = vectors(t, params);
	t->g = vectors(t, params);
	if (optim_states(o) > 0)
		t->s1 = vectors(t, params);
	if (optim_states(o) > 1)
		t->s2 = vectors(t, params);
	if (problem_ends_early(p))
		t->frozen = vectors(t, params);
	if (p->average != AVERAGE_OFF)
		t->mean = vectors(t, params);
	t->train = xcalloc(rows * LANES, sizeof *t->train);
	t->order = t->train + p->n_train * LANES;
	t->test = t->order + p->n_train * LANES;
	if (model_has(&p->model, LAYER_DROPOUT))
		t->place = xcalloc(p->n_train * LANES, sizeof *t->place);
	t->train_curve = xcalloc((size_t)t->max_epochs * 3 * LANES, sizeof *t->train_curve);
	t->test_curve = t->train_curve + (size_t)t->max_epochs * LANES;
	t->acc_curve = t->test_curve + (size_t)t->max_epochs * LANES;
	t->pred = xcalloc(p->n_pred * LANES, sizeof *t->pred);
	if (p->n_marks) {
		t->marked = xcalloc(p->n_marks * p->n_pred * LANES, sizeof *t->marked);
		t->bytes += p->n_marks * p->n_pred * LANES * sizeof *t->marked;
	}
	if (p->variance)
		t->variance = xcalloc(p->data->outputs * LANES, sizeof *t->variance);
	if (p->variance && p->link == LINK_IDENTITY) {
		t->square = vectors(t, 2 * p->data->outputs);
		t->square_carry = t->square + p->data->outputs;
		t->r2 = xcalloc(p->data->outputs * LANES, sizeof *t->r2);
	}
	t->scorer = scorer_new(p);
	t->scores = xcalloc(scores_count(p) * LANES, sizeof *t->scores);
	if (!scorer_at_probes(t->scorer)) {
		t->judged = xcalloc(p->n_judge * p->data->outputs * LANES, sizeof *t->judged);
		t->bytes += p->n_judge * p->data->outputs * LANES * sizeof *t->judged;
	}
	t->bytes += (rows + (t->place ? p->n_train : 0) + 3 * (size_t)t->max_epochs +
		     p->n_pred) * LANES * sizeof(float);
	return &t->base;
}
