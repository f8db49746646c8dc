/*
 * test_engine_bits.c - a run is a pure function of (problem, levels): not of
 * the width, the lane, the company, pauses or what the trainer did before.
 *
 * Every run's curves, predictions, parameters and counts are taken once, alone,
 * at width 1 (the plain C reference), and then compared bit for bit with what comes
 * out of every width in full packs, partial packs, reversed, in odd
 * steps with predictions asked in between, and from a trainer used before.
 * BLIS is held to itself. A NaN equals any NaN.
 */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "engine_util.h"
#include "num/rng.h"

#define RUNS 19		/* no multiple of any width */

struct outcome {
	uint32_t epochs;
	uint64_t updates;
	int diverged;
	float *v;		/* curves, predictions, parameters in a row */
	size_t n;
};

struct scene {
	const char *name;
	struct problem p;
	struct levels lv[RUNS];
	struct outcome alone[RUNS];
};

static void append(struct outcome *o, const float *v, size_t n)
{
	o->v = xreallocarray(o->v, o->n + n, sizeof *o->v);
	memcpy(o->v + o->n, v, n * sizeof *v);
	o->n += n;
}

static struct outcome take(struct trainer *t, const struct problem *p, size_t lane)
{
	float *w = xcalloc(p->model.n_params, sizeof *w);
	struct outcome o = { 0 };
	struct result r;

	trainer_result(t, lane, &r);
	o.epochs = r.epochs;
	o.updates = r.updates;
	o.diverged = r.diverged;
	append(&o, &r.train_loss, 1);
	append(&o, &r.test_loss, 1);
	append(&o, &r.accuracy, 1);
	append(&o, &r.data_loss, 1);
	append(&o, &r.data_accuracy, 1);
	append(&o, &r.constant_loss, 1);
	append(&o, &r.constant_accuracy, 1);
	if (r.r2)
		append(&o, r.r2, p->data->outputs);
	append(&o, r.scores, r.n_scores);
	append(&o, r.train, r.epochs);
	if (r.test)
		append(&o, r.test, r.epochs);
	if (r.acc)
		append(&o, r.acc, r.epochs);
	append(&o, r.pred, p->n_pred);
	trainer_params(t, lane, w);
	append(&o, w, p->model.n_params);
	free(w);
	return o;
}

static int same_bits(const float *a, const float *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(&a[i], &b[i], sizeof *a) && !(isnan(a[i]) && isnan(b[i])))
			return 0;
	return 1;
}

static void compare(const struct scene *s, size_t run, struct trainer *t,
		    size_t lane, const char *engine, const char *how)
{
	const struct outcome *a = &s->alone[run];
	struct outcome b = take(t, &s->p, lane);

	if (a->epochs != b.epochs || a->updates != b.updates ||
	    a->diverged != b.diverged || a->n != b.n || !same_bits(a->v, b.v, a->n))
		fail_msg("%s: run %zu differs in lane %zu of %s, %s", s->name, run,
			 lane, engine, how);
	free(b.v);
}

/* Runs `from`, `from` + step, ... in lanes 0, 1, ...; n of them. */
static void begin(struct trainer *t, const struct scene *s, size_t from,
		  long step, size_t n)
{
	struct levels *lv = xcalloc(n, sizeof *lv);

	for (size_t i = 0; i < n; i++)
		lv[i] = s->lv[(size_t)((long)from + step * (long)i)];
	trainer_begin(t, lv, n);
	free(lv);
}

static void packs(const struct scene *s, const struct util_engine *e,
		  struct trainer *t)
{
	size_t lanes = trainer_lanes(t);

	for (size_t at = 0; at < RUNS; at += lanes) {
		size_t n = RUNS - at < lanes ? RUNS - at : lanes;

		begin(t, s, at, 1, n);
		assert_int_equal(trainer_advance(t, 0), 0);
		for (size_t i = 0; i < n; i++)
			compare(s, at + i, t, i, e->name, "packed");
	}
}

static void alone_and_reversed(const struct scene *s, const struct util_engine *e,
			       struct trainer *t)
{
	size_t lanes = trainer_lanes(t), n = lanes < RUNS ? lanes : RUNS;

	begin(t, s, 5, 1, 1);
	trainer_advance(t, 0);
	compare(s, 5, t, 0, e->name, "alone");
	begin(t, s, RUNS - 1, -1, n);
	trainer_advance(t, 0);
	for (size_t i = 0; i < n; i++)
		compare(s, RUNS - 1 - i, t, i, e->name, "reversed");
}

static void with_pauses(const struct scene *s, const struct util_engine *e,
			struct trainer *t)
{
	size_t lanes = trainer_lanes(t), n = lanes > 1 ? lanes - 1 : 1;
	float *out = xcalloc(7 * s->p.data->outputs, sizeof *out);
	float *g = xcalloc(s->p.model.n_params, sizeof *g);
	const uint32_t rows[] = { 3, 1 };
	struct progress at;
	double loss;
	uint64_t step = 1;

	begin(t, s, 2, 1, n);
	while (trainer_advance(t, step)) {
		step = step * 3 % 11 + 1;
		trainer_predict(t, n - 1, s->p.data->x, 7, out);
		trainer_progress(t, 0, &at);
		trainer_gradient(t, 0, rows, 2, g, &loss);
	}
	assert_int_equal(trainer_advance(t, 3), 0);
	for (size_t i = 0; i < n; i++)
		compare(s, 2 + i, t, i, e->name, "with pauses");
	free(out);
	free(g);
}

/* Levels that all differ; `free` is a set of bits 1 << source, the rest stays. */
static void spread(struct scene *s, unsigned free_sources, const struct levels *base)
{
	for (uint32_t r = 0; r < RUNS; r++) {
		s->lv[r] = *base;
		for (uint32_t i = 0; i < SOURCE_COUNT; i++)
			if (free_sources >> i & 1)
				s->lv[r].v[i] = rng_level(3, i, r);
		s->lv[r].off &= ~free_sources;
	}
}

static void check(struct scene *s)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t engines = util_engines(e), different = 0;

	for (size_t i = 0; i < engines; i++) {
		struct trainer *t = util_trainer(&s->p, &e[i], &s->lv[0]);

		/* The reference: BLIS' own, then that of the narrowest lanes. */
		if (i < 2)
			for (size_t r = 0; r < RUNS; r++) {
				struct trainer *fresh = util_trainer(&s->p, &e[i], &s->lv[r]);

				trainer_begin(fresh, &s->lv[r], 1);
				trainer_advance(fresh, 0);
				free(s->alone[r].v);
				s->alone[r] = take(fresh, &s->p, 0);
				trainer_free(fresh);
			}
		packs(s, &e[i], t);
		with_pauses(s, &e[i], t);
		alone_and_reversed(s, &e[i], t);
		trainer_free(t);
	}
	/* The check would be empty if all runs were the same. */
	for (size_t r = 1; r < RUNS; r++)
		different += !same_bits(s->alone[0].v, s->alone[r].v,
					s->alone[0].n < s->alone[r].n ?
					s->alone[0].n : s->alone[r].n);
	assert_int_equal(different, RUNS - 1);
	for (size_t r = 0; r < RUNS; r++)
		free(s->alone[r].v);
	problem_release(&s->p);
}

#define BIT(source) (1u << SOURCE_##source)

static void test_article(void **state)
{
	struct scene s = { .name = "article" };
	struct levels base = util_levels(32, OPTIM_ADAM);

	(void)state;
	util_start(&s.p, util_data(DATA_REGRESSION, 100, 1, 1, 10, 1, 1),
		   "dense 10 relu, dense 1", LOSS_MSE);
	s.p.epochs = 3;
	spread(&s, BIT(INIT) | BIT(SHUFFLE), &base);
	util_ready(&s.p, &base);
	check(&s);
}

static void test_all_sources(void **state)
{
	struct scene s = { .name = "all sources" };
	struct levels base = util_levels(8, OPTIM_RMSPROP);

	(void)state;
	util_start(&s.p, util_data(DATA_BINARY, 45, 1, 1, 5, 1, 2),
		   "dropout .1, dense 9 gelu, dropout .4, residual tanh, dense 1 sigmoid", LOSS_BCE);
	s.p.epochs = 3;
	s.p.test = .2;
	s.p.l2 = .01f;
	s.p.class_weights = 1;
	spread(&s, BIT(INIT) | BIT(SHUFFLE) | BIT(DROPOUT) | BIT(SPLIT) |
	       BIT(NUDGE) | BIT(ROUNDING), &base);
	util_ready(&s.p, &base);
	check(&s);
}

/* Levels that change in the middle, at another epoch for each, or never. */
static void test_held(void **state)
{
	struct scene s = { .name = "held" };
	struct levels base = util_levels(8, OPTIM_ADAM);
	const uint32_t in_time = BIT(SHUFFLE) | BIT(DROPOUT) | BIT(NUDGE) | BIT(ROUNDING);

	(void)state;
	util_start(&s.p, util_data(DATA_BINARY, 45, 1, 1, 5, 1, 2),
		   "dense 9 relu, dropout .4, dense 1 sigmoid", LOSS_BCE);
	s.p.epochs = 4;
	s.p.test = .2;
	spread(&s, in_time, &base);
	for (uint32_t r = 0; r < RUNS; r++) {
		s.lv[r].until = r % 6;
		s.lv[r].held = r % 5 == 4 ? in_time : 1u << (uint32_t[]){ SOURCE_SHUFFLE, SOURCE_DROPOUT, SOURCE_NUDGE,
									  SOURCE_ROUNDING }[r % 4];
		for (uint32_t i = 0; i < SOURCE_COUNT; i++)
			s.lv[r].first[i] = rng_level(4, i, r);
	}
	util_ready(&s.p, &base);
	check(&s);
}

/* Held for no epoch a source is as if it had its own level throughout, held for all of them as
 * if it had only the first; in between it is the one up to there and not the other. */
static void test_held_ends(void **state)
{
	static const enum source in_time[] = { SOURCE_SHUFFLE, SOURCE_DROPOUT, SOURCE_NUDGE, SOURCE_ROUNDING };
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t engines = util_engines(e);
	struct levels base = util_levels(8, OPTIM_MOMENTUM);
	struct problem p;

	(void)state;
	util_start(&p, util_data(DATA_REGRESSION, 50, 1, 1, 4, 1, 2), "dense 8 tanh, dropout .3, dense 1", LOSS_MSE);
	p.epochs = 4;
	util_ready(&p, &base);
	for (size_t i = 0; i < engines; i++)
		for (size_t k = 0; k < sizeof in_time / sizeof *in_time; k++) {
			const enum source s = in_time[k];
			struct levels lv[6];
			struct outcome o[6];
			size_t curve;

			for (int j = 0; j < 6; j++) {
				lv[j] = base;
				lv[j].off &= ~(1u << s);
				lv[j].v[s] = 77;
				if (j == 1) {		/* the first alone */
					lv[j].v[s] = 55;
					if (s == SOURCE_NUDGE)
						lv[j] = base;
				} else if (j > 1) {	/* until 0, 4, 9, 2 */
					lv[j].held = 1u << s;
					lv[j].until = (uint32_t[]){ 0, 4, 9, 2 }[j - 2];
					lv[j].first[s] = s == SOURCE_NUDGE ? 0 : 55;
				}
			}
			for (int j = 0; j < 6; j++) {
				struct trainer *t = util_trainer(&p, &e[i], &lv[j]);

				trainer_begin(t, &lv[j], 1);
				while (trainer_advance(t, 3))
					;
				o[j] = take(t, &p, 0);
				trainer_free(t);
			}
			assert_true(same_bits(o[0].v, o[2].v, o[0].n));
			assert_true(same_bits(o[1].v, o[3].v, o[1].n));
			assert_true(same_bits(o[1].v, o[4].v, o[1].n));
			assert_false(same_bits(o[0].v, o[1].v, o[0].n));
			/* the curve stands before predictions and parameters: losses of two epochs as in the
			 * one, then not */
			curve = o[1].n - p.model.n_params - p.n_pred - 4;
			assert_true(same_bits(o[1].v + curve, o[5].v + curve, 2));
			assert_true(o[1].v[curve + 2] != o[5].v[curve + 2] || s == SOURCE_NUDGE || s == SOURCE_ROUNDING);
			assert_false(same_bits(o[1].v, o[5].v, o[1].n));
			assert_false(same_bits(o[0].v, o[5].v, o[0].n));
			for (int j = 0; j < 6; j++)
				free(o[j].v);
		}
	problem_release(&p);
}

/* What is kept on the way is what a training that ends there predicts, to the bit; and keeping
 * it changes nothing.  A run that reaches its loss before stays as it ended. */
static void test_marks(void **state)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t engines = util_engines(e);
	struct levels base = util_levels(8, OPTIM_ADAM);

	(void)state;
	for (int k = 0; k < 8; k++) {
		const int budget_loss = k & 1, test = k & 2, scaled = k & 4;
		struct problem p, shorter;

		util_start(&p, util_data(DATA_CLASSES, 60, 1, 1, 4, 3, 2), "dense 7 tanh, dropout .2, dense 3", LOSS_CROSS_ENTROPY);
		p.epochs = 6;
		p.test = test ? .25 : 0;
		p.standardize = scaled ? STANDARDIZE_INPUTS : STANDARDIZE_OFF;
		if (budget_loss) {
			p.budget = BUDGET_LOSS;
			p.target = 1.12f;
		}
		dataset_ref(p.data);
		util_ready(&p, &base);
		for (size_t i = 0; i < engines; i++) {
			struct levels lv[16];
			struct trainer *t, *plain;
			size_t n;

			p.n_marks = 3;
			p.mark[0] = 1, p.mark[1] = 4, p.mark[2] = 5;
			t = util_trainer(&p, &e[i], &base);
			n = trainer_lanes(t);
			for (uint32_t l = 0; l < n; l++) {
				lv[l] = base;
				lv[l].v[SOURCE_INIT] = 100 + l;
				lv[l].v[SOURCE_SHUFFLE] = 200 + l;
			}
			trainer_begin(t, lv, n);
			while (trainer_advance(t, 5))
				;
			for (uint32_t m = 0; m <= p.n_marks; m++) {
				shorter = p;
				shorter.n_marks = 0;
				shorter.epochs = m < p.n_marks ? p.mark[m] : p.epochs;
				for (size_t l = 0; l < n; l++) {
					struct result r, s;

					plain = util_trainer(&shorter, &e[i], &base);
					trainer_begin(plain, &lv[l], 1);
					trainer_advance(plain, 0);
					trainer_result(plain, 0, &s);
					trainer_result(t, l, &r);
					assert_true(r.n_marks == 3 && s.n_marks == 0);
					assert_true(same_bits(m < 3 ? r.marked + m * p.n_pred : r.pred, s.pred, p.n_pred));
					if (m == 3)
						assert_true(r.data_loss == s.data_loss && r.epochs == s.epochs);
					trainer_free(plain);
				}
			}
			trainer_free(t);
		}
		dataset_unref(p.data);
		problem_release(&p);
	}
}

/* Weights and biases as other libraries draw them, and nudged. */
static void test_starts(void **state)
{
	static const enum init init[] = { INIT_TORCH, INIT_SKLEARN, INIT_TFJS };

	(void)state;
	for (size_t i = 0; i < sizeof init / sizeof *init; i++)
		for (int nudge = 0; nudge < 2; nudge++) {
			struct scene s = { .name = init_name(init[i]) };
			struct levels base = util_levels(8, OPTIM_ADAM);

			util_start(&s.p, util_data(DATA_CLASSES, 30, 4, 5, 2, 3, 5),
				   "conv2d 3 3x2 sigmoid, flatten, dense 7 sigmoid, dense 3", LOSS_CROSS_ENTROPY);
			s.p.model.init = init[i];
			s.p.epochs = 2;
			spread(&s, BIT(INIT) | (nudge ? BIT(NUDGE) : 0), &base);
			util_ready(&s.p, &base);
			check(&s);
		}
}

/* Each source alone changes the run, and is confined to its lane. */
static void test_one_source(void **state)
{
	static const unsigned one[] = {
		BIT(SHUFFLE), BIT(DROPOUT), BIT(SPLIT), BIT(NUDGE), BIT(ROUNDING),
	};

	(void)state;
	for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
		struct scene s = { .name = "one source" };
		struct levels base = util_levels(20, OPTIM_ADAM);

		util_start(&s.p, util_data(DATA_REGRESSION, 50, 1, 1, 6, 2, 3),
			   "dense 8 tanh, dropout .3, dense 2", LOSS_HUBER);
		s.p.test = .2;
		s.p.epochs = 4;
		spread(&s, one[i], &base);
		util_ready(&s.p, &base);
		check(&s);
	}
}

/* Rows so wide that the engines work a batch off in parts, which must not show. */
static void test_wide_rows(void **state)
{
	struct scene s = { .name = "wide rows" };
	struct levels base = util_levels(90, OPTIM_MOMENTUM);

	(void)state;
	util_start(&s.p, util_data(DATA_CLASSES, 100, 1, 1, 40, 3, 4),
		   "dense 60 tanh, dropout .2, dense 50 leaky-relu, dense 3", LOSS_CROSS_ENTROPY);
	s.p.epochs = 2;
	s.p.test = .05;
	s.p.max_probes = 70;
	spread(&s, BIT(INIT) | BIT(DROPOUT) | BIT(ROUNDING), &base);
	util_ready(&s.p, &base);
	check(&s);
}

static void test_pictures(void **state)
{
	struct scene s = { .name = "pictures" };
	struct levels base = util_levels(10, OPTIM_NADAM);

	(void)state;
	util_start(&s.p, util_data(DATA_CLASSES, 32, 6, 7, 2, 3, 5),
		   "conv2d 3 3x3 same relu, maxpool 2, conv2d 2 2x2 valid stride=2 smelu, "
		   "dropout .2, flatten, dense 3 softmax", LOSS_CROSS_ENTROPY);
	s.p.test = .25;
	s.p.epochs = 2;
	spread(&s, BIT(INIT) | BIT(SHUFFLE) | BIT(DROPOUT) | BIT(SPLIT), &base);
	util_ready(&s.p, &base);
	check(&s);
}

static void test_series(void **state)
{
	struct scene s = { .name = "series" };
	struct levels base = util_levels(0, OPTIM_ADAMW);

	(void)state;
	base.off |= BIT(BATCH);
	util_start(&s.p, util_data(DATA_REGRESSION, 70, 1, 12, 2, 1, 6),
		   "conv1d 3 4 same tanh, avgpool 2, conv1d 3 3 valid relu, dense 1", LOSS_MAE);
	s.p.epochs = 6;
	spread(&s, BIT(INIT) | BIT(SHUFFLE), &base);
	util_ready(&s.p, &base);
	check(&s);
}

/* What becomes of a short last mini-batch; masks and rounding follow the batches. */
static void test_remainders(void **state)
{
	(void)state;
	for (int r = REMAINDER_DROP; r < REMAINDER_COUNT; r++)
		for (int dropout = 0; dropout < 2; dropout++) {
			struct scene s = { .name = remainder_name((enum remainder)r) };
			struct levels base = util_levels(8, OPTIM_ADAM);

			util_start(&s.p, util_data(DATA_REGRESSION, 45, 1, 1, 5, 2, 2),
				   dropout ? "dense 9 tanh, dropout .4, dense 2" :
				   "dense 9 tanh, dense 2", LOSS_MSE);
			s.p.remainder = (enum remainder)r;
			s.p.budget = BUDGET_UPDATES;
			s.p.updates = 17;
			spread(&s, BIT(INIT) | BIT(SHUFFLE) | (dropout ? BIT(DROPOUT) | BIT(ROUNDING) : 0),
			       &base);
			util_ready(&s.p, &base);
			check(&s);
		}
}

/* Means of the weights, rates that change, and runs that end apart by their test loss. */
static void test_ways_to_end(void **state)
{
	static const struct { enum average average; enum schedule schedule; uint64_t warmup; uint32_t patience; int updates; } way[] = {
		{ AVERAGE_EMA, SCHEDULE_CONSTANT, 0, 0, 0 }, { AVERAGE_LAST, SCHEDULE_COSINE, 3, 0, 0 },
		{ AVERAGE_LAST, SCHEDULE_STEP, 0, 0, 1 }, { AVERAGE_OFF, SCHEDULE_LINEAR, 5, 0, 1 },
		{ AVERAGE_EMA, SCHEDULE_COSINE, 0, 1, 0 }, { AVERAGE_OFF, SCHEDULE_CONSTANT, 0, 2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof way / sizeof *way; i++)
		for (int test = way[i].patience != 0; test < 2; test++) {
			struct scene s = { .name = "ways to end" };
			struct levels base = util_levels(8, i % 2 ? OPTIM_ADAM : OPTIM_MOMENTUM);

			util_start(&s.p, util_data(DATA_REGRESSION, 45, 1, 1, 5, 2, 2), "dense 9 tanh, dense 2", LOSS_MSE);
			s.p.epochs = 9;
			s.p.optim[OPTIM_MOMENTUM].lr = .05;
			s.p.optim[OPTIM_ADAM].lr = .02;
			s.p.budget = way[i].updates ? BUDGET_UPDATES : BUDGET_EPOCHS;
			s.p.updates = 31;
			s.p.test = test ? .3 : 0;
			s.p.l2 = i == 5 ? .01f : 0;
			s.p.average = way[i].average;
			s.p.decay = .9;
			s.p.last = 3;
			s.p.schedule = way[i].schedule;
			s.p.warmup = way[i].warmup;
			s.p.patience = way[i].patience;
			spread(&s, BIT(INIT) | BIT(SHUFFLE), &base);
			util_ready(&s.p, &base);
			check(&s);
		}
}

/* Scaled by other rows in every lane, or by the same. */
static void test_standardised(void **state)
{
	(void)state;
	for (int split = 0; split < 2; split++) {
		struct scene s = { .name = "standardised" };
		struct levels base = util_levels(8, OPTIM_ADAM);

		util_start(&s.p, util_data(DATA_REGRESSION, 60, 1, 1, 9, 2, 2), "dense 7 tanh, dense 2", LOSS_MSE);
		s.p.test = .3;
		s.p.epochs = 3;
		s.p.standardize = STANDARDIZE_ALL;
		spread(&s, BIT(INIT) | BIT(SHUFFLE) | (split ? BIT(SPLIT) : 0), &base);
		util_ready(&s.p, &base);
		check(&s);
	}
}

/* Rows beyond the probes, and more of them than judge a run. */
static void test_many_rows(void **state)
{
	struct scene s = { .name = "many rows" };
	struct levels base = util_levels(500, OPTIM_SGD);

	(void)state;
	util_start(&s.p, util_data(DATA_CLASSES, 2500, 1, 1, 3, 3, 2), "dense 3", LOSS_CROSS_ENTROPY);
	s.p.epochs = 1;
	s.p.class_weights = 1;
	spread(&s, BIT(INIT) | BIT(SHUFFLE), &base);
	util_ready(&s.p, &base);
	assert_int_equal(s.p.n_judge, PROBLEM_JUDGES);
	check(&s);
}

/* Runs that reach the target after different numbers of epochs. */
static void test_target_loss(void **state)
{
	struct scene s = { .name = "target loss" };
	struct levels base = util_levels(6, OPTIM_SGD);
	size_t kinds = 0;

	(void)state;
	util_start(&s.p, util_data(DATA_REGRESSION, 26, 1, 1, 3, 1, 7),
		   "dense 6 tanh, dense 1", LOSS_MSE);
	s.p.budget = BUDGET_LOSS;
	s.p.target = .36f;
	s.p.test = .1;
	s.p.epochs = 25;
	s.p.optim[OPTIM_SGD].lr = .05;
	spread(&s, BIT(INIT), &base);
	util_ready(&s.p, &base);
	for (size_t r = 0; r < RUNS; r++) {
		struct util_engine e = { ENGINE_LANES, 1, "lanes 1" };
		struct trainer *t = util_trainer(&s.p, &e, &s.lv[r]);
		struct result res;

		trainer_begin(t, &s.lv[r], 1);
		trainer_advance(t, 0);
		trainer_result(t, 0, &res);
		/* It stopped at the first epoch at or below the target. */
		for (uint32_t i = 0; i + 1 < res.epochs; i++)
			assert_true(res.train[i] > s.p.target);
		assert_true(res.train_loss <= s.p.target || res.epochs == s.p.epochs);
		kinds |= res.epochs == s.p.epochs ? 1 : res.epochs > 3 ? 2 : 4;
		trainer_free(t);
	}
	assert_true(kinds == 6 || kinds == 7 || kinds == 3);	/* they do differ */
	check(&s);
}

/* A budget in updates that ends inside an epoch. */
static void test_updates(void **state)
{
	struct scene s = { .name = "updates" };
	struct levels base = util_levels(8, OPTIM_ADAGRAD);

	(void)state;
	util_start(&s.p, util_data(DATA_CLASSES, 30, 1, 1, 4, 3, 8),
		   "dense 5 sigmoid, dense 3", LOSS_CROSS_ENTROPY);
	s.p.budget = BUDGET_UPDATES;
	s.p.updates = 10;
	spread(&s, BIT(INIT), &base);
	util_ready(&s.p, &base);
	check(&s);
}

/* A rate at which some runs explode: they must not touch their neighbours. */
static void test_divergence(void **state)
{
	struct scene s = { .name = "divergence" };
	struct levels base = util_levels(5, OPTIM_NESTEROV);
	size_t diverged = 0;

	(void)state;
	util_start(&s.p, util_data(DATA_REGRESSION, 40, 1, 1, 3, 1, 9),
		   "dense 6 relu, dense 6 relu, dense 1", LOSS_MSE);
	s.p.epochs = 8;
	s.p.optim[OPTIM_NESTEROV].lr = .68;
	spread(&s, BIT(INIT), &base);
	util_ready(&s.p, &base);
	for (size_t r = 0; r < RUNS; r++) {
		struct util_engine e = { ENGINE_LANES, 1, "lanes 1" };
		struct trainer *t = util_trainer(&s.p, &e, &s.lv[r]);
		struct result res;

		trainer_begin(t, &s.lv[r], 1);
		trainer_advance(t, 0);
		trainer_result(t, 0, &res);
		diverged += res.diverged != 0;
		assert_int_equal(res.epochs, s.p.epochs);
		trainer_free(t);
	}
	assert_in_range(diverged, 1, RUNS - 1);
	check(&s);
}

/* Several trainers at work at once, each in a thread of its own. */
struct worker {
	const struct scene *s;
	struct util_engine e;
	struct outcome got;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	struct trainer *t = trainer_new(&w->s->p, w->e.kind, w->e.width, 10,
					OPTIM_ADAM, NULL);

	if (!t)
		return NULL;
	for (int again = 0; again < 3; again++) {
		trainer_begin(t, w->s->lv, 1);
		trainer_advance(t, 0);
	}
	w->got = take(t, &w->s->p, 0);
	trainer_free(t);
	return NULL;
}

static void test_threads(void **state)
{
	enum { N = 4 };
	struct scene s = { .name = "threads" };
	struct levels base = util_levels(10, OPTIM_ADAM);
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t engines = util_engines(e);

	(void)state;
	util_start(&s.p, util_data(DATA_REGRESSION, 50, 1, 1, 12, 1, 1),
		   "dense 40 gelu, dropout .1, dense 30 tanh, dense 1", LOSS_MSE);
	s.p.epochs = 2;
	spread(&s, BIT(INIT), &base);
	util_ready(&s.p, &base);
	for (size_t i = 0; i < engines; i++) {
		struct worker alone = { &s, e[i], { 0 } }, w[N];
		pthread_t id[N];

		work(&alone);
		assert_non_null(alone.got.v);
		for (size_t j = 0; j < N; j++) {
			w[j] = (struct worker){ &s, e[i], { 0 } };
			assert_int_equal(pthread_create(&id[j], NULL, work, &w[j]), 0);
		}
		for (size_t j = 0; j < N; j++) {
			pthread_join(id[j], NULL);
			assert_int_equal(w[j].got.n, alone.got.n);
			assert_true(same_bits(w[j].got.v, alone.got.v, alone.got.n));
			free(w[j].got.v);
		}
		free(alone.got.v);
	}
	problem_release(&s.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_article),
		cmocka_unit_test(test_all_sources),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_held_ends),
		cmocka_unit_test(test_starts),
		cmocka_unit_test(test_one_source),
		cmocka_unit_test(test_wide_rows),
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_remainders), cmocka_unit_test(test_ways_to_end),
		cmocka_unit_test(test_standardised),
		cmocka_unit_test(test_many_rows),
		cmocka_unit_test(test_target_loss),
		cmocka_unit_test(test_updates),
		cmocka_unit_test(test_divergence),
		cmocka_unit_test(test_threads),
	};

	engine_setup();
	return cmocka_run_group_tests_name("engine bits", tests, NULL, NULL);
}
