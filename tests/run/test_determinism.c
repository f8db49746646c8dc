/*
 * test_determinism.c - a run's bits are a function of its condition and its
 * levels alone: not of workers, lanes, company, order, pace or pauses.
 *
 * The reference is each run by itself, recomputed on a fresh trainer one lane
 * wide.  Against it stand pools of every shape that is treated badly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "run/pool.h"

#define RUNS 80
#define MAX_EPOCHS 8

struct truth {
	struct condition *cond;
	size_t n_pred;
	struct { struct levels lv; struct result r; float curve[3][MAX_EPOCHS]; float *pred; } run[RUNS];
	/* what the pool has sent so far */
	struct shard shard;
	uint64_t next, done;	/* the index that is due, and how many came */
	unsigned progress;
	char wrong[128];
};

static const float *copy(float *to, const float *from, uint32_t n)
{
	return from ? memcpy(to, from, n * sizeof *to) : NULL;
}

static void find_truth(struct truth *t, struct condition *c)
{
	struct err err = ERR_INIT;

	*t = (struct truth){ .cond = c, .n_pred = c->problem.n_pred };
	for (uint64_t i = 0; i < RUNS; i++) {
		struct trainer *tr;
		struct result *r = &t->run[i].r;

		condition_levels(c, i, &t->run[i].lv);
		if (condition_recompute(c, &t->run[i].lv, c->engine == ENGINE_LANES, &tr, r, &err))
			fail_msg("%s", err.text);
		assert_in_range(r->epochs, 1, MAX_EPOCHS);
		r->train = copy(t->run[i].curve[0], r->train, r->epochs);
		r->test = copy(t->run[i].curve[1], r->test, r->epochs);
		r->acc = copy(t->run[i].curve[2], r->acc, r->epochs);
		t->run[i].pred = xcalloc(t->n_pred, sizeof(float));
		copy(t->run[i].pred, r->pred, (uint32_t)t->n_pred);
		trainer_free(tr);
	}
}

static void release_truth(struct truth *t)
{
	for (int i = 0; i < RUNS; i++)
		free(t->run[i].pred);
	condition_unref(t->cond);
}

static int differs(const float *a, const float *b, size_t n)
{
	return !a != !b || (a && memcmp(a, b, n * sizeof *a));
}

static int check(void *arg, const struct sample *s)
{
	struct truth *t = arg;
	const struct result *r = &t->run[t->next].r;
	const char *what = NULL;
	float a[3] = { s->train_loss, s->test_loss, s->accuracy };
	float b[3] = { r->train_loss, r->test_loss, r->accuracy };

	if (s->run != t->next)
		what = "comes out of order";
	else if (memcmp(&s->levels, &t->run[t->next].lv, sizeof s->levels))
		what = "has other levels";
	else if (s->epochs && (differs(s->train, r->train, s->epochs) ||
				 differs(s->test, r->test, s->epochs) ||
				 differs(s->acc, r->acc, s->epochs)))
		what = "has another curve";
	else if (s->kind == SAMPLE_RUN && (s->epochs != r->epochs || s->updates != r->updates ||
					   s->diverged != r->diverged || memcmp(a, b, sizeof a)))
		what = "has other figures";
	else if (s->kind == SAMPLE_RUN && differs(s->pred, t->run[t->next].pred, t->n_pred))
		what = "has other predictions";
	if (what && !t->wrong[0])
		snprintf(t->wrong, sizeof t->wrong, "run %u %s", (unsigned)t->next, what);
	if (s->kind == SAMPLE_RUN) {
		t->next = shard_next(t->shard, t->next + 1);
		t->done++;
	}
	t->progress += s->kind == SAMPLE_PROGRESS;
	return 0;
}

static void drain_once(struct pool *p, struct truth *t)
{
	if (!feed_drain(pool_feed(p), check, t, UINT64_MAX))
		pool_wait(p, 1000);
	if (t->wrong[0])
		fail_msg("%s", t->wrong);
}

static void begin(struct truth *t)
{
	t->next = shard_next(t->shard, 0);
	t->done = t->progress = 0;
}

/* Full pace, then every run once more with pauses, steps and slow motion. */
static void pool_agrees(struct truth *t, int workers, int width)
{
	struct pool *p = pool_new(workers, width);
	struct feed *f = pool_feed(p);
	uint64_t turned = 0;

	assert_non_null(p);
	pool_shard(p, t->shard);
	begin(t);
	pool_start(p, t->cond, 1, 0, RUNS);
	while (t->next < RUNS)
		drain_once(p, t);

	begin(t);
	feed_pause(f, 1);
	pool_start(p, t->cond, 1, 0, RUNS);
	for (unsigned i = 1; i <= 7; i++) {	/* update by update, then an epoch */
		feed_step(f, i < 7 ? FEED_STEP_UPDATE : FEED_STEP_EPOCH);
		while (t->progress + t->done < i)
			drain_once(p, t);
	}
	feed_step(f, FEED_STEP_RUN);
	feed_step(f, FEED_STEP_RUN);
	while (t->done < 2)
		drain_once(p, t);
	feed_pace(f, 23);			/* along the clock */
	feed_pause(f, 0);
	while (t->done < 4)
		drain_once(p, t);
	feed_pace(f, 0);
	while (t->next < RUNS) {		/* stumbling on */
		feed_pause(f, 1);
		while (!feed_idle(f))
			drain_once(p, t);
		feed_pause(f, 0);
		if (!feed_idle(f))
			drain_once(p, t);
		if (t->done % 3 == 0 && t->next != turned)
			pool_start(p, t->cond, 1, turned = t->next, RUNS);
	}
	feed_free(f);
}

static struct condition *make(const char *data, const char *model, enum loss loss,
			      enum engine_kind engine)
{
	static const uint32_t batches[] = { 8, 32, 100 };
	static const uint32_t optims[] = { OPTIM_ADAM, OPTIM_MOMENTUM };
	struct condition *c = condition_new();
	struct problem *p = &c->problem;
	struct dataset *d = NULL;
	struct err err = ERR_INIT;

	problem_defaults(p);
	p->loss = loss;
	p->epochs = 5;
	p->test = .2;
	p->l2 = 1e-4f;
	if (dataset_load(&d, data, NULL, 0, 1, &err) ||
	    model_parse(&p->model, model, d->outputs, &err))
		fail_msg("%s", err.text);
	p->data = d;
	if (problem_init(p, 0, NULL, &err))
		fail_msg("%s", err.text);
	dataset_unref(d);			/* the problem holds its own */
	c->engine = engine;
	c->master = 42;
	for (int s = 0; s < SOURCE_COUNT; s++)
		c->state[s] = STATE_FREE;
	c->n_batch = 3;
	memcpy(c->batch, batches, sizeof batches);
	c->n_optim = 2;
	memcpy(c->optim, optims, sizeof optims);
	return c;
}

static void lanes_everything_free(void **state)
{
	static const int workers[] = { 1, 2, 3, 8 }, width[] = { 1, 4, 8, 16 };
	struct truth t;

	(void)state;
	find_truth(&t, make("article", "dense 10 relu, dropout .3, dense 1", LOSS_MSE, ENGINE_LANES));
	for (int i = 0; i < 4; i++) {
		pool_agrees(&t, workers[i], 0);
		if (engine_has_width(width[i]))
			pool_agrees(&t, workers[3 - i], width[i]);
	}
	release_truth(&t);
}

/* One batch size and one optimizer: runs go straight into packs. */
static void lanes_straight(void **state)
{
	struct condition *c = make("moons", "dense 8 tanh, dense 1", LOSS_BCE, ENGINE_LANES);
	struct truth t;

	(void)state;
	for (int s = SOURCE_BATCH; s <= SOURCE_OPTIMIZER; s++)
		c->state[s] = STATE_FIXED;
	c->level[SOURCE_BATCH] = 32;
	c->level[SOURCE_OPTIMIZER] = OPTIM_NADAM;
	find_truth(&t, c);
	pool_agrees(&t, 1, 0);
	pool_agrees(&t, 3, 0);
	if (engine_has_width(4))
		pool_agrees(&t, 2, 4);
	release_truth(&t);
}

/* Every shard of several numbers of them, with what choices of batch do to packs. */
static void shards(void **state)
{
	static const struct shard all[] = { { 0, 2 }, { 1, 2 }, { 2, 3 }, { 0, 7 }, { 6, 7 }, { 15, 16 } };
	struct truth t;

	(void)state;
	find_truth(&t, make("article", "dense 10 relu, dropout .3, dense 1", LOSS_MSE, ENGINE_LANES));
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		t.shard = all[i];
		pool_agrees(&t, 1 + (int)i % 3, 0);
	}
	release_truth(&t);
}

/* By counting one by one. */
static void arithmetic(void **state)
{
	struct shard s;

	(void)state;
	for (s.n = 0; s.n < 6; s.n++) {
		for (s.k = 0; s.k < (s.n ? s.n : 1); s.k++) {
			uint64_t below = 0;

			for (uint64_t r = 0; r < 40; r++) {
				const int has = s.n < 2 || r % s.n == s.k;

				assert_int_equal(shard_below(s, r), below);
				assert_int_equal(shard_has(s, r), has);
				if (has) {
					assert_int_equal(shard_run(s, below), r);
					assert_int_equal(shard_next(s, r), r);
				} else {
					assert_int_equal(shard_next(s, r), shard_next(s, r + 1));
				}
				below += (uint64_t)has;
			}
		}
	}
}

static void blis(void **state)
{
	struct truth t;

	(void)state;
	find_truth(&t, make("article", "dense 10 relu, dropout .3, dense 1", LOSS_MSE, ENGINE_BLIS));
	pool_agrees(&t, 1, 0);
	pool_agrees(&t, 3, 0);
	release_truth(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lanes_everything_free),
		cmocka_unit_test(lanes_straight),
		cmocka_unit_test(shards),
		cmocka_unit_test(arithmetic),
		cmocka_unit_test(blis),
	};

	engine_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
