/*
 * test_pool.c - the pool at full pace, over an engine without arithmetic:
 * every run once, in order, whatever the workers, choices, limits and turns.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "../../src/run/pool_int.h"
#include "base/err.h"
#include "pool_probe.h"

#define assert_good(v) do { if ((v)->bad) fail_msg("%s", (v)->what); \
	assert_int_equal(fake.wrong, 0); } while (0)

static int setup(void **state)
{
	(void)state;
	fake_reset();
	return 0;
}

static int readable(struct pool *p)
{
	struct pollfd fd = { .fd = feed_fd(pool_feed(p)), .events = POLLIN };

	return poll(&fd, 1, 0) == 1;
}

static void every_run_once_in_order(void **state)
{
	static const int workers[] = { 1, 2, 3, 8 }, width[] = { 0, 1, 4, 8 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct condition *c = fake_condition(100, 10, 20);
		struct pool *p = pool_new(workers[i], width[i]);
		struct probe v;

		assert_int_equal(pool_workers(p), workers[i]);
		assert_true(feed_idle(pool_feed(p)));
		probe_init(&v, c, 5, 0);
		fake.begun = 0;
		pool_start(p, c, 5, 0, 3001);
		probe_until(p, &v, 3001);
		assert_good(&v);
		assert_true(v.diverged > 0 && v.diverged < 200);
		assert_true(feed_idle(pool_feed(p)));
		for (int k = 0; k < 2; k++)	/* the end, and the news of it */
			assert_int_equal(feed_drain(pool_feed(p), probe_sink, &v, UINT64_MAX), 0);
		assert_false(readable(p));
		assert_int_equal(fake.begun, 3001);
		feed_free(pool_feed(p));
		assert_int_equal(fake.trainers, 0);
		assert_int_equal(c->refs, 1);
		probe_release(&v);
		condition_unref(c);
	}
}

static struct condition *choosing_condition(void)
{
	static const uint32_t batch[] = { 8, 16, 32, 64, 128 };
	struct condition *c = fake_condition(100, 3, 5);

	c->state[SOURCE_BATCH] = c->state[SOURCE_OPTIMIZER] = STATE_FREE;
	c->n_batch = 5;
	memcpy(c->batch, batch, sizeof batch);
	c->n_optim = OPTIM_COUNT;
	for (uint32_t i = 0; i < OPTIM_COUNT; i++)
		c->optim[i] = i;
	return c;
}

/* Forty pairs of choices: packs agree and are full but for the last. */
static void choices_share_packs(void **state)
{
	struct condition *c = choosing_condition();
	struct pool *p = pool_new(2, 0);
	struct probe v;

	(void)state;
	probe_init(&v, c, 1, 0);
	pool_start(p, c, 1, 0, 20000);
	probe_until(p, &v, 20000);
	assert_good(&v);
	/* Each pair may end in a partial pack or two. */
	assert_true(fake.packs - fake.full_packs <= 3 * 40);
	assert_true(fake.packs <= 20000 / 16 + 3 * 40);
	feed_free(pool_feed(p));
	probe_release(&v);
	condition_unref(c);
}

/* Odd numbers of runs from odd starts, fewer than lanes and workers too. */
static void any_number_of_runs(void **state)
{
	struct condition *c = fake_condition(100, 2, 3), *d = choosing_condition();
	struct pool *p = pool_new(3, 0);

	(void)state;
	for (uint64_t n = 0; n < 70; n++) {
		struct condition *use = n % 3 ? c : d;
		struct probe v;

		probe_init(&v, use, 9, 7 * n);
		pool_start(p, use, 9, 7 * n, 8 * n);
		probe_until_idle(p, &v);
		assert_good(&v);
		assert_int_equal(v.next, 8 * n);
		probe_release(&v);
	}
	feed_free(pool_feed(p));
	condition_unref(c);
	condition_unref(d);
}

/* A run that would take for ever is given up for another condition, for idleness, and at the end. */
static void endless_runs_are_abandoned(void **state)
{
	struct condition *slow, *quick = fake_condition(100, 4, 3);
	struct pool *p = pool_new(2, 0);
	struct probe v;

	(void)state;
	fake.endless = 9;
	slow = fake_condition(100, 9, 3);
	for (int i = 0; i < 3; i++) {
		pool_start(p, slow, 1, 0, UINT64_MAX);
		while (!fake.begun)
			pool_wait(p, 1);
		probe_init(&v, quick, 2, 0);
		pool_start(p, quick, 2, 0, 100);
		probe_until(p, &v, 100);
		assert_good(&v);
		probe_release(&v);
	}
	pool_start(p, slow, 1, 0, UINT64_MAX);
	pool_start(p, NULL, 0, 0, 0);
	assert_true(feed_idle(pool_feed(p)));
	pool_start(p, slow, 1, 0, UINT64_MAX);
	feed_free(pool_feed(p));
	assert_int_equal(fake.trainers, 0);
	assert_int_equal(slow->refs, 1);
	condition_unref(slow);
	condition_unref(quick);
}

/* Turning away and back goes on where delivery stopped. */
static void back_to_a_condition(void **state)
{
	struct condition *a = fake_condition(100, 10, 20), *b = choosing_condition();
	struct pool *p = pool_new(2, 0);
	struct probe va, vb;

	(void)state;
	probe_init(&va, a, 1, 0);
	probe_init(&vb, b, 2, 0);
	for (uint64_t i = 1; i <= 20; i++) {
		pool_start(p, a, 1, va.next, UINT64_MAX);
		probe_until(p, &va, 37 * i);
		pool_start(p, b, 2, vb.next, UINT64_MAX);
		probe_until(p, &vb, 23 * i);
	}
	assert_good(&va);
	assert_good(&vb);
	feed_free(pool_feed(p));
	probe_release(&va);
	probe_release(&vb);
	condition_unref(a);
	condition_unref(b);
}

static void limits_move(void **state)
{
	struct condition *c = fake_condition(100, 10, 20);
	struct pool *p = pool_new(2, 0);
	struct probe v;

	(void)state;
	probe_init(&v, c, 1, 0);
	pool_start(p, c, 1, 0, 100);
	probe_until_idle(p, &v);
	assert_int_equal(v.next, 100);
	pool_limit(p, 250);			/* more */
	probe_until_idle(p, &v);
	assert_int_equal(v.next, 250);
	pool_limit(p, UINT64_MAX);
	probe_until(p, &v, 300);
	pool_limit(p, 400);			/* fewer, with runs out beyond it */
	probe_until_idle(p, &v);
	assert_int_equal(v.next, 400);
	pool_limit(p, UINT64_MAX);
	probe_until(p, &v, 500);
	pool_limit(p, 0);			/* at once: nothing more comes */
	probe_until_idle(p, &v);
	assert_int_equal(v.next, 500);
	pool_limit(p, 600);
	probe_until_idle(p, &v);
	assert_int_equal(v.next, 600);
	assert_good(&v);
	feed_free(pool_feed(p));
	probe_release(&v);
	condition_unref(c);
}

/* No budget: one sample a call, and the descriptor says that there is more. */
static void drain_without_budget(void **state)
{
	struct condition *c = fake_condition(100, 2, 2);
	struct pool *p = pool_new(2, 0);
	struct probe v;

	(void)state;
	probe_init(&v, c, 1, 0);
	v.stop_at = 1;		/* stops at every run from then on */
	pool_start(p, c, 1, 0, 50);
	while (!feed_idle(pool_feed(p))) {
		pool_wait(p, 1000);
		assert_true(feed_drain(pool_feed(p), probe_sink, &v, 0) <= 1);
		assert_good(&v);
	}
	assert_int_equal(v.next, 50);
	for (int k = 0; k < 2; k++)
		assert_int_equal(feed_drain(pool_feed(p), probe_sink, &v, 0), 0);
	assert_false(readable(p));
	feed_free(pool_feed(p));
	probe_release(&v);
	condition_unref(c);
}

/* A sink that turns the pool over in the middle of a drain. */
struct turner { struct pool *p; struct probe a, b; int turned; };

static int turning_sink(void *arg, const struct sample *s)
{
	struct turner *t = arg;

	if (s->condition == t->b.tag)
		return probe_sink(&t->b, s);
	probe_sink(&t->a, s);
	if (s->run == 70 && !t->turned++) {
		pool_start(t->p, t->b.cond, t->b.tag, 0, 90);
		fake_expect(t->a.cond, s->run, &t->a.want);	/* still there to read */
		if (memcmp(s->pred, t->a.want.pred, s->n_pred * sizeof(float)))
			t->a.bad++;
	}
	if (s->run == 200)
		pool_limit(t->p, 150);	/* too late: ends here */
	return 0;
}

static void sink_turns_the_pool(void **state)
{
	struct condition *a = fake_condition(100, 5, 20), *b = choosing_condition();
	struct turner t = { .p = pool_new(2, 0) };

	(void)state;
	probe_init(&t.a, a, 1, 0);
	probe_init(&t.b, b, 2, 0);
	pool_start(t.p, a, 1, 0, UINT64_MAX);
	while (!feed_idle(pool_feed(t.p)))
		if (!feed_drain(pool_feed(t.p), turning_sink, &t, UINT64_MAX))
			pool_wait(t.p, 1000);
	assert_int_equal(t.a.next, 71);
	assert_int_equal(t.b.next, 90);
	pool_start(t.p, a, 1, 71, UINT64_MAX);
	while (!feed_idle(pool_feed(t.p)))
		if (!feed_drain(pool_feed(t.p), turning_sink, &t, UINT64_MAX))
			pool_wait(t.p, 1000);
	assert_int_equal(t.a.next, 201);
	assert_good(&t.a);
	assert_good(&t.b);
	feed_free(pool_feed(t.p));
	probe_release(&t.a);
	probe_release(&t.b);
	condition_unref(a);
	condition_unref(b);
}

/* Nobody trains, for want of room.  The last runs of a window may still be undealt: where packs
 * are quick, a worker looks further ahead for their company than the window goes. */
static int is_full(struct pool *p)
{
	int full;

	pthread_mutex_lock(&p->lock);
	full = p->starved && !p->active;
	pthread_mutex_unlock(&p->lock);
	return full;
}

/* An owner who does not drain stops the workers, and memory stays put. */
static void memory_is_bounded(void **state)
{
	struct condition *c = fake_condition(1, 1, 4);
	struct pool *p = pool_new(2, 0);
	size_t full;
	struct probe v;

	(void)state;
	probe_init(&v, c, 1, 0);
	pool_start(p, c, 1, 0, UINT64_MAX);
	while (!is_full(p))
		pool_wait(p, 1);
	assert_true(fake.begun <= p->window);
	full = pool_bytes(p);
	assert_true(full < p->window * (sizeof(struct record) + 5 * sizeof(float)) * 5 / 2 + (4u << 20));
	for (uint64_t n = 0; n < 4; n++) {
		probe_until(p, &v, (n + 1) * p->window);
		assert_true(fake.begun <= v.next + p->window);
	}
	assert_good(&v);
	assert_true(pool_bytes(p) < 3 * full);
	feed_free(pool_feed(p));
	probe_release(&v);
	condition_unref(c);
}

static void an_engine_that_fails(void **state)
{
	struct condition *c = fake_condition(100, 2, 2);
	struct pool *p = pool_new(2, 0);
	struct err err = ERR_INIT;
	struct probe v;

	(void)state;
	fake.fail = 1;
	probe_init(&v, c, 1, 0);
	pool_start(p, c, 1, 0, 100);
	probe_until_idle(p, &v);
	assert_int_equal(v.next, 0);
	assert_true(pool_failed(p, &err));
	assert_string_equal(err.text, "no such engine");
	fake.fail = 0;
	pool_start(p, c, 1, 0, 100);
	assert_false(pool_failed(p, NULL));
	probe_until(p, &v, 100);
	assert_good(&v);
	feed_free(pool_feed(p));
	probe_release(&v);
	condition_unref(c);
	assert_null(pool_new(1, 5));	/* no engine has five lanes */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_run_once_in_order, setup),
		cmocka_unit_test_setup(choices_share_packs, setup),
		cmocka_unit_test_setup(any_number_of_runs, setup),
		cmocka_unit_test_setup(endless_runs_are_abandoned, setup),
		cmocka_unit_test_setup(back_to_a_condition, setup),
		cmocka_unit_test_setup(limits_move, setup),
		cmocka_unit_test_setup(drain_without_budget, setup),
		cmocka_unit_test_setup(sink_turns_the_pool, setup),
		cmocka_unit_test_setup(memory_is_bounded, setup),
		cmocka_unit_test_setup(an_engine_that_fails, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
