/* pool_probe.c - an owner that checks what it is given; see pool_probe.h. */
#include "pool_probe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

void probe_init(struct probe *v, struct condition *c, uint32_t tag, uint64_t first)
{
	*v = (struct probe){ .cond = c, .tag = tag, .next = first };
	v->want.train = xcalloc(c->problem.epochs, sizeof(float));
	v->want.pred = xcalloc(c->problem.n_pred + 1, sizeof(float));
}

void probe_release(struct probe *v)
{
	free(v->want.train);
	free(v->want.pred);
}

static int same(float a, float b)
{
	return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static int bad(struct probe *v, const char *what)
{
	if (!v->bad)
		snprintf(v->what, sizeof v->what, "run %llu: %s", (unsigned long long)v->next, what);
	v->bad++;
	return 1;
}

static void check_run(struct probe *v, const struct sample *s)
{
	size_t epochs = v->cond->problem.epochs, n_pred = v->cond->problem.n_pred;
	struct levels lv;

	if (s->run != v->next) {
		bad(v, "out of order");
		return;
	}
	fake_expect(v->cond, s->run, &v->want);
	condition_levels(v->cond, s->run, &lv);
	if (s->condition != v->tag)
		bad(v, "wrong tag");
	else if (memcmp(&lv, &s->levels, sizeof lv))
		bad(v, "wrong levels");
	else if (s->epochs != epochs || memcmp(s->train, v->want.train, epochs * sizeof(float)))
		bad(v, "wrong curve");
	else if (s->n_pred != n_pred || memcmp(s->pred, v->want.pred, n_pred * sizeof(float)))
		bad(v, "wrong predictions");
	else if (s->diverged != v->want.diverged || !same(s->train_loss, v->want.train_loss))
		bad(v, "wrong loss");
	else if (s->updates != v->want.updates || s->total_updates != v->want.updates)
		bad(v, "wrong number of updates");
	else if (s->test || s->acc || !isnan(s->test_loss) || !isnan(s->accuracy) || !isnan(s->batch_loss))
		bad(v, "figures that there are not");
	v->next++;
	v->diverged += (uint64_t)s->diverged;
}

static void check_progress(struct probe *v, const struct sample *s)
{
	struct levels lv;

	condition_levels(v->cond, s->run, &lv);
	fake_expect(v->cond, s->run, &v->want);
	if (s->run != v->next)
		bad(v, "progress of another run");
	else if (s->condition != v->tag || memcmp(&lv, &s->levels, sizeof lv))
		bad(v, "progress with wrong levels");
	else if (s->pred || s->n_pred)
		bad(v, "progress with predictions");
	else if (s->updates >= s->total_updates)
		bad(v, "progress of a finished run");
	else if (s->epochs > v->cond->problem.epochs ||
		 memcmp(s->train, v->want.train, s->epochs * sizeof(float)))
		bad(v, "progress with a wrong curve");
	v->progress++;
	v->updates = s->updates;
	v->epochs = s->epochs;
}

int probe_sink(void *arg, const struct sample *s)
{
	struct probe *v = arg;

	if (s->kind == SAMPLE_RUN)
		check_run(v, s);
	else if (s->kind == SAMPLE_PROGRESS)
		check_progress(v, s);
	else
		bad(v, "a kind that no pool sends");
	return v->stop_at && v->next >= v->stop_at;
}

void probe_until(struct pool *p, struct probe *v, uint64_t runs)
{
	uint64_t stop_at = v->stop_at;

	v->stop_at = runs;
	while (v->next < runs && !v->bad)
		if (!feed_drain(pool_feed(p), probe_sink, v, UINT64_MAX))
			pool_wait(p, 1000);
	v->stop_at = stop_at;
}

void probe_until_idle(struct pool *p, struct probe *v)
{
	while (!feed_idle(pool_feed(p)) && !v->bad)
		if (!feed_drain(pool_feed(p), probe_sink, v, UINT64_MAX))
			pool_wait(p, 1000);
}
