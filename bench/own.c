/* own.c - reroll's own engines at work, on one core and on all. */
#include "measure.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/xalloc.h"
#include "engine/engine.h"
#include "run/pool.h"

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct round measure_core(const struct problem *p, const struct workload *w, double seconds)
{
	enum engine_kind kind = engine_auto(&p->model);
	struct trainer *t = trainer_new(p, kind, 0, w->batch, w->optim, NULL);
	size_t lanes = trainer_lanes(t);
	struct levels *lv = xcalloc(lanes, sizeof *lv);
	struct round out = { 0 };
	double from = cpu_seconds();
	uint64_t start = clk_ns(), now, runs = 0;

	do {
		for (size_t l = 0; l < lanes; l++)
			workload_levels(w, runs + l, &lv[l]);
		trainer_begin(t, lv, lanes);
		trainer_advance(t, 0);
		for (size_t l = 0; l < lanes; l++) {
			struct result r;

			trainer_result(t, l, &r);
			out.loss += (double)r.train_loss;
			out.square += (double)r.train_loss * (double)r.train_loss;
		}
		runs += lanes;
		now = clk_ns();
	} while ((double)(now - start) < seconds * 1e9);
	out.seconds = (double)(now - start) * 1e-9 / (double)runs;
	out.cpu = (cpu_seconds() - from) / (double)runs;
	out.runs = (double)runs;
	out.loss /= out.runs;
	out.square /= out.runs;
	free(lv);
	trainer_free(t);
	return out;
}

struct tally { uint64_t runs; double loss, square; };

static int count(void *arg, const struct sample *s)
{
	struct tally *t = arg;

	if (s->kind == SAMPLE_RUN) {
		t->runs++;
		t->loss += (double)s->train_loss;
		t->square += (double)s->train_loss * (double)s->train_loss;
	}
	return 0;
}

struct round measure_cores(const struct workload *w, int workers, double seconds)
{
	struct condition *c = xcalloc(1, sizeof *c);
	struct tally tally = { 0 };
	double from, cpu = 0;
	uint64_t counted = 0, last = 0;
	struct pool *pool;
	struct feed *feed;
	uint64_t start, now;

	if (workload_problem(w, &c->problem, NULL)) {
		free(c);
		return (struct round){ 0 };
	}
	pool = pool_new(workers, 0);
	feed = pool_feed(pool);
	c->engine = engine_auto(&c->problem.model);
	c->master = 1;
	c->refs = 1;
	c->commands = xstrdup(w->name);
	for (int s = 0; s < SOURCE_COUNT; s++)
		c->state[s] = s >= SOURCE_DROPOUT ? STATE_OFF : STATE_FIXED;
	c->state[SOURCE_INIT] = c->state[SOURCE_SHUFFLE] = STATE_FREE;
	c->level[SOURCE_BATCH] = w->batch;
	c->level[SOURCE_OPTIMIZER] = w->optim;
	start = clk_ns();
	from = cpu_seconds();
	pool_start(pool, c, 1, 0, UINT64_MAX);
	do {
		pool_wait(pool, 50);
		feed_drain(feed, count, &tally, 20000000);
		now = clk_ns();
		if (tally.runs > counted) {
			last = now;
			cpu = cpu_seconds() - from;
		}
		counted = tally.runs;
	} while (!tally.runs || (double)(now - start) < seconds * 1e9);
	feed_free(feed);
	condition_unref(c);
	/* What is unfinished does not count, nor the time since the last run. */
	return (struct round){
		.seconds = (double)(last - start) * 1e-9 / (double)tally.runs,
		.cpu = cpu / (double)tally.runs, .runs = (double)tally.runs,
		.loss = tally.loss / (double)tally.runs, .square = tally.square / (double)tally.runs,
	};
}
