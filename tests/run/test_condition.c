/*
 * test_condition.c - levels of a run, plain and by pick-freeze, as
 * run/condition.h writes them down; and what differs, in words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "fake_trainer.h"
#include "num/rng.h"

/* init, batch, optimizer and rounding free; shuffle fixed; the rest off. */
static struct condition *mixed(enum plan_kind plan)
{
	struct condition *c = fake_condition(100, 2, 3);

	c->plan = plan;
	c->master = 12345;
	c->state[SOURCE_SHUFFLE] = STATE_FIXED;
	c->level[SOURCE_SHUFFLE] = 42;
	c->state[SOURCE_BATCH] = c->state[SOURCE_OPTIMIZER] = STATE_FREE;
	c->state[SOURCE_ROUNDING] = STATE_FREE;
	c->level[SOURCE_NUDGE] = 99;	/* off all the same */
	c->n_batch = 3;
	c->batch[0] = 8, c->batch[1] = 32, c->batch[2] = 100;
	c->n_optim = 2;
	c->optim[0] = OPTIM_SGD, c->optim[1] = OPTIM_NADAM;
	return c;
}

static void plain_levels(void **state)
{
	struct condition *c = mixed(PLAN_PLAIN);
	unsigned seen_batch = 0, seen_optim = 0;
	uint64_t far = ((uint64_t)1 << 32) + 5;

	(void)state;
	for (uint64_t i = 0; i < 50; i++) {
		uint64_t r = i < 25 ? i : far + i;
		uint32_t b = rng_level(12345, SOURCE_BATCH, r);
		uint32_t o = rng_level(12345, SOURCE_OPTIMIZER, r);
		struct levels lv;

		condition_levels(c, r, &lv);
		assert_int_equal(lv.v[SOURCE_INIT], rng_level(12345, SOURCE_INIT, r));
		assert_int_equal(lv.v[SOURCE_ROUNDING], rng_level(12345, SOURCE_ROUNDING, r));
		assert_int_equal(lv.v[SOURCE_SHUFFLE], 42);
		/* floor(draw * n / 2^32), in floating point */
		assert_int_equal(lv.v[SOURCE_BATCH], c->batch[(int)((double)b * 3 / 4294967296.0)]);
		assert_int_equal(lv.v[SOURCE_OPTIMIZER], o < 1u << 31 ? OPTIM_SGD : OPTIM_NADAM);
		assert_int_equal(lv.v[SOURCE_NUDGE], 0);
		assert_int_equal(lv.off, 1 << SOURCE_DROPOUT | 1 << SOURCE_SPLIT | 1 << SOURCE_NUDGE);
		seen_batch |= 1u << (int)((double)b * 3 / 4294967296.0);
		seen_optim |= 1u << (o >> 31);
	}
	assert_int_equal(seen_batch, 7);
	assert_int_equal(seen_optim, 3);
	condition_unref(c);
}

/* Row j: column 0 is A, 1 is B, 2 + i is A with free source i from B. */
static void pickfreeze_levels(void **state)
{
	struct condition *c = mixed(PLAN_PICKFREEZE);
	enum source free[SOURCE_SLOTS];
	size_t k = condition_free(c, free);

	(void)state;
	assert_int_equal(k, 4);
	assert_int_equal(free[0], SOURCE_INIT);
	assert_int_equal(free[1], SOURCE_BATCH);
	assert_int_equal(free[2], SOURCE_OPTIMIZER);
	assert_int_equal(free[3], SOURCE_ROUNDING);
	for (uint64_t j = 0; j < 20; j++) {
		struct levels a, b, ab;

		condition_levels(c, j * 6, &a);
		condition_levels(c, j * 6 + 1, &b);
		assert_int_equal(a.v[SOURCE_INIT],
				 rng_level(12345, SOURCE_INIT, ((uint64_t)1 << 40) + 2 * j));
		assert_int_equal(b.v[SOURCE_INIT],
				 rng_level(12345, SOURCE_INIT, ((uint64_t)1 << 40) + 2 * j + 1));
		for (size_t i = 0; i < k; i++) {
			condition_levels(c, j * 6 + 2 + i, &ab);
			assert_int_equal(ab.v[free[i]], b.v[free[i]]);
			ab.v[free[i]] = a.v[free[i]];
			assert_memory_equal(&ab, &a, sizeof a);
		}
	}
	condition_unref(c);
}

/* Parents and children; and of a source that is off, a nudge. */
static void when_levels(void **state)
{
	(void)state;
	for (int nudge = 0; nudge < 2; nudge++) {
		struct condition *c = mixed(PLAN_WHEN);
		const enum source s = nudge ? SOURCE_NUDGE : SOURCE_ROUNDING;

		c->when = (struct when_plan){ .source = s, .n = 3, .k = { 0, 5, 9 }, .children = 4 };
		for (uint64_t r = 0; r < 100; r++) {
			const uint64_t parent = r / 12, child = r / 3 % 4, number = ((uint64_t)1 << 42) + 64 * parent;
			struct levels lv, of;

			condition_levels(c, r, &lv);
			condition_levels(c, 12 * parent, &of);
			assert_int_equal(lv.v[SOURCE_INIT], rng_level(12345, SOURCE_INIT, number));
			assert_int_equal(lv.v[SOURCE_SHUFFLE], 42);
			assert_int_equal(lv.v[s], rng_level(12345, s, number + 1 + child));
			assert_int_equal(lv.until, c->when.k[r % 3]);
			assert_true(lv.held == 1u << s && !levels_off(&lv, s));
			if (lv.until && !nudge)
				assert_int_equal(lv.first[s], rng_level(12345, s, number));
			else
				assert_int_equal(lv.first[s], 0);
			assert_true(lv.v[SOURCE_BATCH] == of.v[SOURCE_BATCH] && lv.v[SOURCE_OPTIMIZER] == of.v[SOURCE_OPTIMIZER]);
			assert_int_equal(levels_off(&lv, SOURCE_NUDGE), !nudge);
		}
		condition_unref(c);
	}
}

static void differences_in_words(void **state)
{
	struct levels a = { .v = { 1, 2, 3, 4, 5, 6, 7, 8 } }, b = a;
	struct condition *c = condition_new();
	struct str s = STR_INIT;

	(void)state;
	levels_diff(c, &a, &b, &s);
	assert_string_equal(s.s, "nothing differs");
	str_clear(&s);
	b.v[SOURCE_INIT]++;
	levels_diff(c, &a, &b, &s);
	assert_string_equal(s.s, "only init differs");
	str_clear(&s);
	b.off = 1 << SOURCE_DROPOUT;	/* a seed of 0 is not the same as off */
	levels_diff(c, &a, &b, &s);
	assert_string_equal(s.s, "init and dropout differ");
	str_clear(&s);
	b.v[SOURCE_SHUFFLE]++;
	levels_diff(c, &a, &b, &s);
	assert_string_equal(s.s, "init, shuffle and dropout differ");
	condition_unref(c);
	str_release(&s);
	assert_string_equal(state_name(STATE_FIXED), "fixed");
	assert_string_equal(state_name(STATE_FREE), "free");
	assert_string_equal(state_name(STATE_OFF), "off");
}

static void references(void **state)
{
	struct condition *c = condition_new();

	(void)state;
	c->commands = xstrdup("data article\n");
	assert_ptr_equal(condition_ref(c), c);
	assert_int_equal(c->refs, 2);
	condition_unref(c);
	assert_int_equal(c->refs, 1);
	condition_unref(c);		/* leak checkers see the rest */
	condition_unref(NULL);
	assert_null(condition_ref(NULL));
}

static void recompute(void **state)
{
	struct condition *c = mixed(PLAN_PLAIN);
	float train[2], pred[3];
	struct fake_result want = { .train = train, .pred = pred };
	struct trainer *t;
	struct levels lv;
	struct result r;
	struct err err = ERR_INIT;

	(void)state;
	fake_reset();
	for (uint64_t i = 0; i < 10; i++) {
		condition_levels(c, i, &lv);
		fake_expect(c, i, &want);
		assert_int_equal(condition_recompute(c, &lv, 0, &t, &r, &err), 0);
		assert_memory_equal(r.train, train, sizeof train);
		assert_memory_equal(r.pred, pred, sizeof pred);
		assert_int_equal(r.updates, want.updates);
		trainer_free(t);
	}
	assert_int_equal(fake.wrong, 0);
	fake.fail = 1;
	assert_true(condition_recompute(c, &lv, 0, &t, &r, &err) < 0);
	assert_null(t);
	assert_string_equal(err.text, "no such engine");
	condition_unref(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_levels),
		cmocka_unit_test(pickfreeze_levels),
		cmocka_unit_test(when_levels),
		cmocka_unit_test(differences_in_words),
		cmocka_unit_test(references),
		cmocka_unit_test(recompute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
