/*
 * test_dealer.c - which runs go together, without threads; and the ring that
 * puts them back into order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <string.h>

#include "../../src/run/block.h"
#include "../../src/run/dealer.h"
#include "../../src/run/reorder.h"
#include "fake_trainer.h"
#include "num/rng.h"

static struct condition *choosing(void)
{
	struct condition *c = fake_condition(100, 2, 3);

	c->state[SOURCE_BATCH] = c->state[SOURCE_OPTIMIZER] = STATE_FREE;
	c->n_batch = 3;
	c->batch[0] = 8, c->batch[1] = 16, c->batch[2] = 32;
	c->n_optim = 2;
	c->optim[0] = OPTIM_SGD, c->optim[1] = OPTIM_ADAM;
	return c;
}

static size_t take(struct dealer *d, uint64_t needed, uint64_t end, size_t enough,
		   size_t most, uint64_t *out)
{
	return dealer_take(d, &(struct wish){ .needed = needed, .end = end, .pack = 16,
					      .enough = enough, .most = most }, out);
}

static void one_bin_deals_straight_on(void **state)
{
	struct condition *c = fake_condition(100, 2, 3);
	struct dealer d;
	uint64_t run[64];

	(void)state;
	dealer_init(&d);
	dealer_start(&d, c, (struct shard){ 0, 0 }, 10, 100);
	assert_int_equal(dealer_left(&d), 90);
	assert_int_equal(dealer_oldest(&d), 10);
	assert_int_equal(take(&d, 0, UINT64_MAX, 16, 40, run), 32);
	for (uint64_t i = 0; i < 32; i++)	/* two packs, not two and a half */
		assert_int_equal(run[i], 10 + i);
	assert_int_equal(take(&d, 41, 45, 16, 30, run), 0);	/* too few before the window's end */
	assert_int_equal(take(&d, 42, 45, 16, 30, run), 3);	/* but the owner waits */
	assert_int_equal(take(&d, 45, 45, 16, 30, run), 0);
	assert_int_equal(dealer_left(&d), 55);
	/* Given back out of order: dealt first, and in order. */
	dealer_return(&d, (uint64_t[]){ 43, 44 }, 2);
	dealer_return(&d, (uint64_t[]){ 20, 21, 22 }, 3);
	assert_int_equal(dealer_oldest(&d), 20);
	assert_int_equal(dealer_left(&d), 60);
	assert_int_equal(take(&d, 0, UINT64_MAX, 4, 8, run), 8);
	assert_memory_equal(run, ((uint64_t[]){ 20, 21, 22, 43, 44, 45, 46, 47 }), 8 * sizeof *run);
	dealer_limit(&d, 50);
	assert_int_equal(take(&d, 0, UINT64_MAX, 4, 64, run), 2);
	assert_int_equal(dealer_oldest(&d), UINT64_MAX);
	assert_int_equal(dealer_left(&d), 0);
	dealer_release(&d);
	condition_unref(c);
}

/* Every run once; runs dealt together agree; the oldest is always among them. */
static void bins_agree(void **state)
{
	struct condition *c = choosing();
	struct dealer d;
	uint64_t run[32], seen = 0;
	static char dealt[1000];
	struct rng r = rng_stream(3, RNG_DATA, 0, 0);

	(void)state;
	memset(dealt, 0, sizeof dealt);
	dealer_init(&d);
	dealer_start(&d, c, (struct shard){ 0, 0 }, 0, 1000);
	for (uint32_t i = 0; seen < 1000; i++) {
		uint64_t oldest = dealer_oldest(&d);
		size_t n = take(&d, 0, UINT64_MAX, 16, 16, run);
		struct levels first, lv;

		assert_true(n > 0);
		assert_true(n == 16 || d.next == 1000);
		assert_int_equal(run[0], oldest);
		condition_levels(c, run[0], &first);
		if (rng_u32(&r, i) % 5 == 0) {		/* some change their mind */
			dealer_return(&d, run + n / 2, n - n / 2);
			n /= 2;
		}
		for (size_t k = 0; k < n; k++) {
			condition_levels(c, run[k], &lv);
			assert_int_equal(lv.v[SOURCE_BATCH], first.v[SOURCE_BATCH]);
			assert_int_equal(lv.v[SOURCE_OPTIMIZER], first.v[SOURCE_OPTIMIZER]);
			assert_true(k == 0 || run[k] > run[k - 1]);
			assert_int_equal(dealt[run[k]]++, 0);
		}
		seen += n;
		assert_int_equal(dealer_left(&d), 1000 - seen);
	}
	dealer_release(&d);
	condition_unref(c);
}

static void bins_are_cut(void **state)
{
	struct condition *c = choosing();
	struct dealer d;
	uint64_t run[32], seen = 0, n;

	(void)state;
	dealer_init(&d);
	dealer_start(&d, c, (struct shard){ 0, 0 }, 0, 1000);
	n = take(&d, 0, UINT64_MAX, 16, 16, run);
	assert_int_equal(n, 16);
	for (size_t i = 0; i < n; i++)
		seen += run[i] < 20;
	assert_true(d.next > 20);		/* it looked further for company */
	dealer_limit(&d, 20);
	assert_int_equal(dealer_left(&d), 20 - seen);
	while ((n = take(&d, 0, UINT64_MAX, 16, 16, run)))
		for (size_t i = 0; i < n; i++) {
			assert_true(run[i] < 20);
			seen++;
		}
	assert_int_equal(seen, 20);
	dealer_limit(&d, 60);			/* and goes on where it was cut */
	while ((n = take(&d, 0, UINT64_MAX, 16, 16, run)))
		seen += n;
	assert_int_equal(seen, 60);
	dealer_release(&d);
	condition_unref(c);
}

static struct block *block_of(const uint64_t *run, size_t n)
{
	struct block *b = block_new();
	struct levels lv = { .off = 0 };
	float y[2] = { 1, 2 };

	block_clear(b, 4, 1);
	for (size_t i = 0; i < n; i++)
		block_add(b, run[i], &lv, &(struct result){ .epochs = 2, .train = y, .pred = y,
			  .train_loss = (float)run[i] }, .5);
	return b;
}

static void ring_gives_runs_in_order(void **state)
{
	struct reorder o;
	struct block *a = block_of((uint64_t[]){ 11, 14, 15 }, 3);
	struct block *b = block_of((uint64_t[]){ 10, 12, 13 }, 3), *left;
	struct sample s;

	(void)state;
	reorder_init(&o, 5);
	assert_int_equal(o.size, 8);
	assert_null(reorder_reset(&o, 10));
	reorder_put(&o, a);
	assert_null(reorder_next(&o)->block);	/* 10 is not there yet */
	reorder_put(&o, b);
	for (uint64_t r = 10; r < 15; r++) {
		struct seat *at = reorder_next(&o);

		block_sample(at->block, at->i, &s);
		assert_int_equal(s.run, r);
		assert_int_equal(s.condition, 4);
		assert_true(s.train_loss == (float)r && s.seconds == .5);
		assert_true(s.train[1] == 2 && s.pred[0] == 1);
		assert_null(s.test);
		assert_ptr_equal(reorder_pop(&o), r == 13 ? b : NULL);
	}
	left = reorder_reset(&o, 0);		/* 15 had not left */
	assert_ptr_equal(left, a);
	assert_null(left->next);
	assert_null(reorder_next(&o)->block);
	block_free(a);
	block_free(b);
	reorder_release(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_bin_deals_straight_on),
		cmocka_unit_test(bins_agree),
		cmocka_unit_test(bins_are_cut),
		cmocka_unit_test(ring_gives_runs_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
