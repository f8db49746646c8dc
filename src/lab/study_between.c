/*
 * study_between.c - the line between two runs' weights.
 *
 *     train both again -> align the one's hidden units -> judge point after point
 *
 * A run's weights are kept nowhere, so both are trained once more, side by side where they
 * agree in batch and optimizer, on the narrowest lanes that hold two: all widths have the
 * same bits, and a wide vector for two runs is work for nothing.  Then the lanes hold points
 * of the line.  The work is done in slices from lab_poll, so that a screen draws it as it
 * comes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"
#include "stat/align.h"

#define SLICES 8	/* of an epoch */
#define LANES_MOST 16

enum phase { PHASE_TRAIN, PHASE_ALIGN, PHASE_POINTS };

struct line {
	struct condition *c;
	struct levels lv[2];
	struct trainer *t[2];		/* of each run; t[1] NULL: both are in t[0] */
	enum phase phase;
	int training;			/* which of t is under way */
	uint64_t slice;
	float *w[2], *aligned, *pred[2];
	float *point;			/* (n_params) */
	size_t lanes, n_paths, done;	/* points judged, of all paths */
};

static void line_free(void *state)
{
	struct line *n = state;

	for (int k = 0; k < 2; k++) {
		trainer_free(n->t[k]);
		free(n->w[k]);
		free(n->pred[k]);
	}
	free(n->aligned);
	free(n->point);
	condition_unref(n->c);
	free(n);
}

const struct lab_between *lab_between(const struct lab *lab)
{
	return lab->between.of ? &lab->between : NULL;
}

/* What is wanted of run k, which is trained now in this lane. */
static void take_run(struct line *n, int k, const struct trainer *t, size_t lane)
{
	struct result r;

	trainer_result(t, lane, &r);
	trainer_params(t, lane, n->w[k]);
	memcpy(n->pred[k], r.pred, n->c->problem.n_pred * sizeof *r.pred);
}

static void train(struct line *n)
{
	struct trainer *t = n->t[n->training];

	if (trainer_advance(t, n->slice))
		return;
	if (!n->t[1]) {
		take_run(n, 0, t, 0);
		take_run(n, 1, t, 1);
	} else {
		take_run(n, n->training, t, 0);
		if (n->training++ == 0)
			return;
	}
	n->phase = PHASE_ALIGN;
}

static void align(struct line *n, struct between *b)
{
	const struct problem *p = &n->c->problem;
	const size_t params = p->model.n_params, outputs = p->data->outputs;
	struct levels lv[LANES_MOST];

	for (int k = 0; k < 2; k++)
		b->norm[k] = between_distance(n->w[k], NULL, params);
	b->path[BETWEEN_PLAIN].apart = between_distance(n->w[0], n->w[1], params);
	b->predictions = divergence_distance(n->pred[0], n->pred[1], p->n_pred);
	if (problem_has_accuracy(p))
		b->churn = between_churn(n->pred[0], n->pred[1], p->n_probes, outputs);
	b->aligned = align_can(&p->model);
	if (b->aligned) {
		b->moved = align_units(&p->model, n->w[0], n->w[1], n->aligned);
		b->path[BETWEEN_ALIGNED].apart = between_distance(n->w[0], n->aligned, params);
	}
	n->n_paths = 1 + (size_t)b->aligned;
	for (size_t i = 0; i < n->lanes; i++)
		lv[i] = n->lv[0];
	trainer_begin(n->t[0], lv, n->lanes);
	if (n->t[1])
		trainer_begin(n->t[1], &n->lv[1], 1);
	n->phase = PHASE_POINTS;
}

/* Points in turn of each path; 0 when there is none left. */
static int judge(struct line *n, struct between *b)
{
	const size_t params = n->c->problem.model.n_params, all = n->n_paths * BETWEEN_POINTS;
	float loss[LANES_MOST], accuracy[LANES_MOST];
	struct { size_t path, i; } what[LANES_MOST];
	struct trainer *t = n->t[0];
	size_t here = 0;

	for (; here < n->lanes && n->done + here < all; here++) {
		const size_t path = (n->done + here) % n->n_paths, i = between_point((n->done + here) / n->n_paths);
		const int own = n->t[1] && i == BETWEEN_POINTS - 1 && path == BETWEEN_PLAIN;

		/* the end is b's own, and so is who judges it: another batch may mean another
		 * blocking of the products */
		if (own && here > 0)
			break;
		t = own ? n->t[1] : n->t[0];
		what[here].path = path;
		what[here].i = i;
		between_weights(n->w[0], path == BETWEEN_PLAIN ? n->w[1] : n->aligned, params, i, n->point);
		trainer_set_params(t, here, n->point);
		if (own) {
			here++;
			break;
		}
	}
	trainer_judge(t, loss, accuracy);
	for (size_t k = 0; k < here; k++) {
		b->path[what[k].path].loss[what[k].i] = (double)loss[k];
		b->path[what[k].path].accuracy[what[k].i] = (double)accuracy[k];
	}
	n->done += here;
	return n->done < all;
}

static int step(struct lab *lab, struct study *st)
{
	struct line *n = st->state;
	struct between *b = &lab->between.line;
	int more = 1;

	switch (n->phase) {
	case PHASE_TRAIN: train(n); break;
	case PHASE_ALIGN: align(n, b); break;
	case PHASE_POINTS: more = judge(n, b); break;
	}
	st->all = n->n_paths * BETWEEN_POINTS;
	st->done = n->done;
	lab->between.points = n->done;
	return more;
}

static void finish(struct lab *lab, struct study *st, struct lab_swept *swept)
{
	(void)st;
	(void)swept;
	lab->between.complete = 1;
	lab_record_between(lab);
}

/* The fewest lanes of this machine that hold two runs. */
static int narrow(void)
{
	for (int width = 4; width <= LANES_MOST; width *= 2)
		if (engine_has_width(width))
			return width;
	return 1;
}

static int trainers(struct line *n, struct err *err)
{
	const struct problem *p = &n->c->problem;
	size_t batch[2];
	struct levels both[LANES_MOST];
	int same;

	for (int k = 0; k < 2; k++)
		batch[k] = problem_batch(p, &n->lv[k]);
	n->t[0] = trainer_new(p, n->c->engine, narrow(), batch[0], (enum optim_kind)n->lv[0].v[SOURCE_OPTIMIZER], err);
	if (!n->t[0])
		return ERR_LIMIT;
	n->lanes = trainer_lanes(n->t[0]);
	same = batch[0] == batch[1] && n->lv[0].v[SOURCE_OPTIMIZER] == n->lv[1].v[SOURCE_OPTIMIZER];
	n->slice = (problem_updates(p, batch[0]) + SLICES - 1) / SLICES;
	if (same && n->lanes > 1) {
		both[0] = n->lv[0];
		both[1] = n->lv[1];
		trainer_begin(n->t[0], both, 2);
		return 0;
	}
	n->t[1] = trainer_new(p, n->c->engine, narrow(), batch[1], (enum optim_kind)n->lv[1].v[SOURCE_OPTIMIZER], err);
	if (!n->t[1])
		return ERR_LIMIT;
	for (int k = 0; k < 2; k++)
		trainer_begin(n->t[k], &n->lv[k], 1);
	return 0;
}

int lab_line(struct lab *lab, const struct kept_run *a, const struct kept_run *b, struct err *err)
{
	struct line *n = xcalloc(1, sizeof *n);
	const struct problem *p;
	struct study *st;
	int code;

	n->c = condition_ref((struct condition *)lab->cur->pub.cond);
	n->lv[0] = a->levels;
	n->lv[1] = b->levels;
	code = trainers(n, err);
	if (code) {
		line_free(n);
		return code;
	}
	p = &n->c->problem;
	for (int k = 0; k < 2; k++) {
		n->w[k] = xcalloc(p->model.n_params, sizeof(float));
		n->pred[k] = xcalloc(p->n_pred, sizeof(float));
	}
	n->aligned = xcalloc(p->model.n_params, sizeof(float));
	n->point = xcalloc(p->model.n_params, sizeof(float));
	n->n_paths = 2;
	st = study_new(lab, STUDY_BETWEEN, finish);
	st->step = step;
	st->state = n;
	st->free_state = line_free;
	study_begin(lab, st);	/* an earlier one ends here */
	lab->between = (struct lab_between){ .of = lab->cur->pub.id };
	between_init(&lab->between.line);
	lab->between.line.run[0] = a->run;
	lab->between.line.run[1] = b->run;
	return 0;
}
