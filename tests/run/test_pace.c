/*
 * test_pace.c - slow motion, steps and pauses, on a clock that the test
 * moves by hand; and proof that none of them changes a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../../src/run/pace.h"
#include "base/clk.h"
#include "num/rng.h"
#include "pool_probe.h"

#define SECOND 1000000000u
#define assert_good(v) do { if ((v)->bad) fail_msg("%s", (v)->what); \
	assert_int_equal(fake.wrong, 0); } while (0)

static int setup(void **state)
{
	(void)state;
	fake_reset();
	clk_freeze(SECOND);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	clk_freeze(UINT64_MAX);
	return 0;
}

/* 64 rows in batches of 32: 2 updates an epoch, 20 a run. */
static struct condition *twenty_updates(void)
{
	return fake_condition(64, 10, 6);
}

/* Drain until the slow run has been seen at this many updates. */
static void until_updates(struct pool *p, struct probe *v, uint64_t progress, uint64_t updates)
{
	while ((v->progress < progress || v->updates < updates) && !v->bad)
		if (!feed_drain(pool_feed(p), probe_sink, v, UINT64_MAX))
			pool_wait(p, 1000);
}

static void the_clock_drives_a_slow_run(void **state)
{
	struct condition *c = twenty_updates();
	struct pool *p = pool_new(3, 0);
	struct feed *f = pool_feed(p);
	struct probe v;
	uint64_t t = SECOND;

	(void)state;
	probe_init(&v, c, 1, 0);
	feed_pace(f, 1);
	pool_start(p, c, 1, 0, UINT64_MAX);
	until_updates(p, &v, 1, 0);		/* there it is, untouched */
	assert_int_equal(v.updates, 0);
	clk_freeze(t += SECOND / 2);
	until_updates(p, &v, 2, 10);		/* half way, not further */
	assert_int_equal(v.updates, 10);
	assert_int_equal(v.epochs, 5);
	feed_pause(f, 1);
	clk_freeze(t += 100 * (uint64_t)SECOND);	/* a pause does not count */
	feed_pause(f, 0);
	feed_pace(f, .5);			/* the rest takes twice as long */
	clk_freeze(t += SECOND / 2);
	until_updates(p, &v, 3, 15);
	assert_int_equal(v.updates, 15);
	assert_int_equal(v.next, 0);
	assert_int_equal(fake.begun, 1);	/* one at a time */
	clk_freeze(t += SECOND / 2 + 1);
	probe_until(p, &v, 1);
	feed_pace(f, 0);			/* and at full pace the others */
	probe_until(p, &v, 500);
	assert_good(&v);
	feed_free(f);
	probe_release(&v);
	condition_unref(c);
}

/* Full pace to slow: what is under way is given back, the next in order shown. */
static void slowing_down_gives_packs_back(void **state)
{
	struct condition *c = fake_condition(64, 40000, 2);
	struct pool *p = pool_new(2, 0);
	struct feed *f = pool_feed(p);
	struct probe v;

	(void)state;
	clk_freeze(UINT64_MAX);		/* calls of a millisecond: workers look up */
	probe_init(&v, c, 1, 0);
	pool_start(p, c, 1, 0, UINT64_MAX);
	while (fake.begun < 32)
		pool_wait(p, 1);
	feed_pace(f, 1e-6);
	until_updates(p, &v, 1, 0);
	assert_good(&v);
	feed_pace(f, 0);
	probe_until(p, &v, v.next + 40);
	assert_good(&v);
	feed_free(f);
	probe_release(&v);
	condition_unref(c);
}

static void steps(void **state)
{
	struct condition *c = twenty_updates();
	struct pool *p = pool_new(2, 0);
	struct feed *f = pool_feed(p);
	struct probe v;

	(void)state;
	probe_init(&v, c, 1, 0);
	feed_step(f, FEED_STEP_RUN);		/* nothing to step */
	feed_pause(f, 1);
	feed_step(f, FEED_STEP_RUN);
	pool_start(p, c, 1, 0, 3);
	probe_until_idle(p, &v);
	assert_int_equal(v.progress + v.next, 0);
	for (uint64_t u = 1; u <= 3; u++) {
		feed_step(f, FEED_STEP_UPDATE);
		until_updates(p, &v, u, u);
		assert_int_equal(v.updates, u);
	}
	feed_step(f, FEED_STEP_EPOCH);		/* from the middle of an epoch to its end */
	until_updates(p, &v, 4, 4);
	assert_int_equal(v.updates, 4);
	assert_int_equal(v.epochs, 2);
	feed_step(f, FEED_STEP_EPOCH);
	until_updates(p, &v, 5, 6);
	assert_int_equal(v.updates, 6);
	probe_until_idle(p, &v);
	assert_int_equal(v.next, 0);
	feed_step(f, FEED_STEP_RUN);
	probe_until(p, &v, 1);
	v.updates = v.progress = 0;
	feed_step(f, FEED_STEP_UPDATE);		/* the next run begins */
	until_updates(p, &v, 1, 1);
	assert_int_equal(v.updates, 1);
	for (int i = 0; i < 19; i++)
		feed_step(f, FEED_STEP_UPDATE);
	probe_until(p, &v, 2);
	feed_step(f, FEED_STEP_RUN);
	feed_step(f, FEED_STEP_RUN);		/* one more than there is */
	probe_until_idle(p, &v);
	assert_int_equal(v.next, 3);
	pool_limit(p, 100);
	feed_step(f, FEED_STEP_UPDATE);
	until_updates(p, &v, v.progress + 1, 1);
	feed_pause(f, 0);			/* the begun run and all others */
	probe_until(p, &v, 100);
	assert_good(&v);
	feed_free(f);
	probe_release(&v);
	condition_unref(c);
}

/* Stepping after a pause at full pace, with packs under way. */
static void stepping_out_of_full_pace(void **state)
{
	struct condition *c = twenty_updates();
	struct pool *p = pool_new(2, 0);
	struct feed *f = pool_feed(p);
	struct probe v;

	(void)state;
	probe_init(&v, c, 1, 0);
	pool_start(p, c, 1, 0, UINT64_MAX);
	for (uint64_t n = 100; n <= 1000; n += 100) {
		uint64_t was;

		probe_until(p, &v, n);
		feed_pause(f, 1);
		probe_until_idle(p, &v);
		was = v.next;
		feed_step(f, FEED_STEP_EPOCH);
		until_updates(p, &v, v.progress + 1, 2);
		assert_int_equal(v.updates, 2);
		feed_step(f, FEED_STEP_RUN);
		probe_until_idle(p, &v);
		assert_true(v.next > was);
		feed_pause(f, 0);
	}
	probe_until(p, &v, 2000);
	assert_good(&v);
	feed_free(f);
	probe_release(&v);
	condition_unref(c);
}

/* A bucket of exact arithmetic. */
static void token_bucket(void **state)
{
	struct pace p;
	uint64_t wait = 0;

	(void)state;
	p = (struct pace){ 0 };
	pace_set(&p, 0, 0);
	assert_int_equal(pace_grant(&p, 0, 32, &wait), SIZE_MAX);
	assert_false(pace_is_slow(&p));
	pace_set(&p, -1, 0);
	assert_int_equal(pace_grant(&p, 0, 32, &wait), SIZE_MAX);
	pace_set(&p, 23.9, 0);
	assert_true(pace_is_slow(&p));
	pace_set(&p, 24, 0);
	assert_false(pace_is_slow(&p));

	pace_set(&p, 100, SECOND);	/* a release is 100/60 runs */
	assert_int_equal(pace_grant(&p, SECOND, 32, &wait), 0);
	assert_in_range(wait, 16666665, 16666668);
	assert_int_equal(pace_grant(&p, SECOND + wait, 32, &wait), 0 + 1);
	pace_spend(&p, 1);
	assert_int_equal(pace_grant(&p, SECOND + SECOND / 10, 32, &wait), 9);
	pace_spend(&p, 9);
	/* When nobody takes them they are not saved beyond what workers can hold. */
	assert_int_equal(pace_grant(&p, 1000 * (uint64_t)SECOND, 32, &wait), 32);
}

/* Between slow and full: what the clock allows, and no more. */
static void middle_pace(void **state)
{
	struct condition *c = twenty_updates();
	struct pool *p = pool_new(2, 0);
	struct feed *f = pool_feed(p);
	struct probe v;
	uint64_t t = SECOND;

	(void)state;
	probe_init(&v, c, 1, 0);
	feed_pace(f, 100);
	pool_start(p, c, 1, 0, UINT64_MAX);
	for (uint64_t i = 1; i <= 5; i++) {
		clk_freeze(t += SECOND / 20 + 10);	/* a little over: 5.000001 tokens */
		probe_until(p, &v, 5 * i);
		assert_int_equal(v.next, 5 * i);
		assert_true(fake.begun <= 5 * i);
	}
	feed_pace(f, 0);
	probe_until(p, &v, 200);
	assert_good(&v);
	assert_int_equal(v.progress, 0);
	feed_free(f);
	probe_release(&v);
	condition_unref(c);
}

/* Whatever is done to the pool, in whatever order: the same runs. */
static void nothing_changes_a_run(void **state)
{
	struct rng r = rng_stream(1, RNG_DATA, 0, 0);
	static const double paces[] = { 0, 0, 1, 20, 23, 24, 200, 1e4, 1e9 };
	uint32_t draw = 0;

	(void)state;
	clk_freeze(UINT64_MAX);
	for (int workers = 1; workers <= 4; workers++) {
		struct condition *c = fake_condition(90, 6, 7);
		struct pool *p = pool_new(workers, workers == 3 ? 4 : 0);
		struct feed *f = pool_feed(p);
		struct probe v;

		c->state[SOURCE_BATCH] = STATE_FREE;
		c->batch[0] = 4, c->batch[1] = 33, c->batch[2] = 90;
		c->n_batch = 3;
		probe_init(&v, c, 1, 0);
		pool_start(p, c, 1, 0, UINT64_MAX);
		for (int i = 0; i < 300 && !v.bad; i++) {
			switch (rng_below(rng_u32(&r, draw++), 8)) {
			case 0: case 1:
				feed_pause(f, 1);
				break;
			case 2:
				feed_pause(f, 0);
				break;
			case 3:
				feed_pace(f, paces[rng_below(rng_u32(&r, draw++), 9)]);
				break;
			case 4: case 5:
				feed_step(f, (enum feed_step)rng_below(rng_u32(&r, draw++), 3));
				break;
			case 6:
				pool_limit(p, v.next + rng_below(rng_u32(&r, draw++), 50));
				break;
			case 7:
				pool_start(p, c, 1, v.next, UINT64_MAX);
				break;
			}
			pool_wait(p, 1);
			feed_drain(f, probe_sink, &v, SECOND / 1000);
		}
		feed_pause(f, 0);
		feed_pace(f, 0);
		pool_limit(p, v.next + 500);
		probe_until_idle(p, &v);
		assert_good(&v);
		feed_free(f);
		assert_int_equal(fake.trainers, 0);
		probe_release(&v);
		condition_unref(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_clock_drives_a_slow_run, setup, teardown),
		cmocka_unit_test_setup_teardown(slowing_down_gives_packs_back, setup, teardown),
		cmocka_unit_test_setup_teardown(steps, setup, teardown),
		cmocka_unit_test_setup_teardown(stepping_out_of_full_pace, setup, teardown),
		cmocka_unit_test_setup_teardown(token_bucket, setup, teardown),
		cmocka_unit_test_setup_teardown(middle_pace, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_changes_a_run, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
