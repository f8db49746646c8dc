/*
 * test_fast_math.c - CFLAGS that allow the compiler to compute as it likes give the same
 * bits: configure's own flags stand behind them.
 *
 * The lanes of width 1 are compiled into this program once more with -O3 -ffast-math (and
 * their like) before NUM_CFLAGS, and held against the widest of libnum.a.
 */
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "engine_util.h"

#if defined __x86_64__ || defined __SSE__
#include <xmmintrin.h>
#endif

static void same_bits(const char *what, const float *a, const float *b, size_t n)
{
	for (size_t i = 0; a && i < n; i++)
		if (memcmp(&a[i], &b[i], sizeof *a) != 0 && !(isnan(a[i]) && isnan(b[i])))
			fail_msg("%s %zu: %.9g and %.9g", what, i, (double)a[i], (double)b[i]);
}

/* Run `seed` of one problem on both. */
static void both(struct dataset *data, const char *model, enum loss loss, enum optim_kind o, uint32_t seed)
{
	struct levels lv = util_levels(8, o);
	struct err err = ERR_INIT;
	struct trainer *t[2];
	struct result r[2];
	struct problem p;

	lv.v[SOURCE_INIT] = seed;
	util_start(&p, data, model, loss);
	p.epochs = 6;
	p.l2 = .001f;
	util_ready(&p, &lv);
	for (int i = 0; i < 2; i++) {
		t[i] = trainer_new(&p, ENGINE_LANES, i ? engine_best_width() : 1, 8, o, &err);
		assert_non_null(t[i]);
		trainer_begin(t[i], &lv, 1);
		assert_int_equal(trainer_advance(t[i], 0), 0);
		trainer_result(t[i], 0, &r[i]);
	}
	same_bits("training loss", r[0].train, r[1].train, r[0].epochs);
	same_bits("prediction", r[0].pred, r[1].pred, p.n_pred);
	trainer_free(t[0]);
	trainer_free(t[1]);
	problem_release(&p);
}

static void test_bits(void **state)
{
	(void)state;
	if (engine_best_width() == 1)
		skip();		/* nothing to hold it against */
	for (uint32_t seed = 1; seed <= 3; seed++) {
		both(util_data(DATA_REGRESSION, 40, 1, 1, 5, 1, seed), "dense 9 tanh, dropout .3, dense 7 gelu, dense 1",
		     LOSS_MSE, OPTIM_ADAM, seed);
		both(util_data(DATA_CLASSES, 40, 1, 1, 5, 3, seed), "dense 9 relu, dense 3", LOSS_CROSS_ENTROPY,
		     OPTIM_RMSPROP, seed);
		both(util_data(DATA_BINARY, 40, 6, 6, 1, 1, seed), "conv2d 3 3x3 same relu, maxpool 2, flatten, dense 1",
		     LOSS_BCE, OPTIM_MOMENTUM, seed);
	}
}

/* A start that flushes subnormal numbers to zero, as -Ofast's does, is undone. */
static void test_subnormal(void **state)
{
	volatile float least = FLT_MIN, half = .5f;

	(void)state;
	assert_int_equal(fegetround(), FE_TONEAREST);
	assert_true(least * half > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bits),
		cmocka_unit_test(test_subnormal),
	};

#if defined __x86_64__ || defined __SSE__
	_mm_setcsr(_mm_getcsr() | 0x8040);	/* flush to zero, denormals are zero */
#endif
	fesetround(FE_UPWARD);
	engine_setup();
	return cmocka_run_group_tests_name("fast math", tests, NULL, NULL);
}
