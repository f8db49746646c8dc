/*
 * test_blas_lies.c - a BLIS that multiplies wrongly is found out before it trains:
 * it is not asked to pack, or not used at all, and the lanes go on.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "engine/blis/blas.h"
#include "engine_util.h"
#include "liar.h"

/* Each in a process of its own; a child's answer is 0, or the line that it failed at. */
#define WANT(x) do { if (!(x)) return __LINE__ % 256 ? __LINE__ % 256 : 1; } while (0)

static void in_child(enum lie l, int (*f)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		lie = l;
		_exit(f());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status))
		fail_msg("lie %d: line %d (modulo 256)", (int)l, WEXITSTATUS(status));
}

static int may_pack(void)
{
	char version[32];

	return sscanf(engine_fingerprint(ENGINE_BLIS), "blis %31[^/]", version) == 1 && blas_may_pack(version);
}

/* (40, 6) = (40, 7) times the transpose of (6, 7): ones, so that every entry is 7. */
static int multiplies(void)
{
	float a[40 * 7], b[6 * 7], c[40 * 6];

	for (size_t i = 0; i < 40 * 7; i++)
		a[i] = 1;
	for (size_t i = 0; i < 6 * 7; i++)
		b[i] = 1;
	blas_gemm(0, 1, 40, 6, 7, a, 7, b, 7, 0, c, 6);
	for (size_t i = 0; i < 40 * 6; i++)
		if (c[i] < 7 || c[i] > 7)
			return 0;
	return 1;
}

/* Train "dense 6 tanh, dense 6 tanh, dense 1" with it; the last loss. */
static float train(enum engine_kind kind)
{
	struct levels lv = util_levels(16, OPTIM_ADAM);
	struct err err = ERR_INIT;
	struct trainer *t;
	struct result r;
	struct problem p;
	float loss;

	util_start(&p, util_data(DATA_REGRESSION, 64, 1, 1, 3, 1, 1), "dense 6 tanh, dense 6 tanh, dense 1", LOSS_MSE);
	p.epochs = 5;
	util_ready(&p, &lv);
	t = trainer_new(&p, kind, 0, 16, OPTIM_ADAM, &err);
	if (!t) {
		problem_release(&p);
		return NAN;
	}
	trainer_begin(t, &lv, 1);
	trainer_advance(t, 0);
	trainer_result(t, 0, &r);
	loss = r.train_loss;
	trainer_free(t);
	problem_release(&p);
	return loss;
}

static int same_loss(float a, float b)
{
	return fabsf(a - b) < 1e-5f;
}

static int wide(struct model *m)
{
	struct err err = ERR_INIT;

	return model_parse(m, "dense 256 relu, dense 128 relu, dense 10", 10, &err) == 0
		&& model_resolve(m, (struct shape){ 1, 1, 784 }, &err) == 0;
}

static int honest(void)
{
	struct model m;

	WANT(strstr(engine_fingerprint(ENGINE_BLIS), may_pack() ? " packed " : " plain "));
	WANT(!may_pack() == !liar_packed);
	WANT(!engine_usable(ENGINE_BLIS, NULL));
	WANT(multiplies());
	WANT(wide(&m) && engine_auto(&m) == ENGINE_BLIS);
	WANT(same_loss(train(ENGINE_BLIS), train(ENGINE_LANES)));
	return 0;
}

static int unpacked(void)
{
	struct model m;

	WANT(strstr(engine_fingerprint(ENGINE_BLIS), " plain "));
	WANT(!engine_usable(ENGINE_BLIS, NULL));
	liar_packed = 0;
	WANT(multiplies());
	WANT(wide(&m) && engine_auto(&m) == ENGINE_BLIS);
	WANT(same_loss(train(ENGINE_BLIS), train(ENGINE_LANES)));
	WANT(liar_packed == 0);
	return 0;
}

static int refused(void)
{
	struct err err = ERR_INIT;
	struct model m;

	WANT(strstr(engine_fingerprint(ENGINE_BLIS), " refused "));
	WANT(engine_usable(ENGINE_BLIS, &err) == ERR_STATE);
	WANT(strncmp(err.text, "BLIS ", 5) == 0 && strstr(err.text, "multiplies wrongly"));
	WANT(!engine_usable(ENGINE_LANES, NULL) && !engine_usable(ENGINE_AUTO, NULL));
	WANT(wide(&m) && engine_choose(&m) == ENGINE_BLIS && engine_auto(&m) == ENGINE_LANES);
	WANT(isnan(train(ENGINE_BLIS)));
	WANT(train(ENGINE_LANES) > 0);
	return 0;
}

static void test_honest(void **state)
{
	(void)state;
	in_child(LIE_NEVER, honest);
}

static void test_packing(void **state)
{
	(void)state;
	in_child(LIE_PACKED, unpacked);
}

static void test_refusal(void **state)
{
	(void)state;
	in_child(LIE_ALWAYS, refused);
	in_child(LIE_DEEP, refused);
	in_child(LIE_NAN, refused);
	in_child(LIE_BEYOND, refused);
	in_child(LIE_OLD, refused);
	in_child(LIE_LARGE, refused);
}

static void test_versions(void **state)
{
	static const struct { const char *version; int may; } row[] = {
		{ "0.9.0", 1 }, { "0.8.1", 1 }, { "0.9", 1 }, { "0.10.0", 0 }, { "1.0", 0 },
		{ "1.1", 0 }, { "2.1", 0 }, { "0.9.0-137-g8d0d4f6", 0 }, { "AOCL-BLIS 4.2", 0 },
		{ "", 0 }, { "0.", 0 }, { "10.9.0", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_int_equal(blas_may_pack(row[i].version), row[i].may);
}

static void test_another_library(void **state)
{
	(void)state;
	assert_true(blas_fits("0.9", "0.9.0") && blas_fits("1.1", "1.2") && blas_fits("2.0", "2.1"));
	assert_false(blas_fits("0.9", "1.1") || blas_fits("1.1", "2.1") || blas_fits("1.1", "0.9.0"));
	assert_true(blas_fits("0.9", "AOCL-BLIS 4.2") && blas_fits("0.9", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_honest),
		cmocka_unit_test(test_packing),
		cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_another_library),
	};

	return cmocka_run_group_tests_name("BLIS that lies", tests, NULL, NULL);
}
