/*
 * Models: text to layers and back, shapes against TensorFlow's rules, clear
 * refusals with the column of the word.  Optimizers: parameters by name.
 */
#include "../unit/check.h"

#include <string.h>

#include "base/str.h"
#include "num/model.h"
#include "num/optim.h"

static struct model resolved(const char *text, struct shape in, size_t outputs)
{
	struct model m = { .n = 0 };
	struct err err = ERR_INIT;

	if (model_parse(&m, text, outputs, &err) || model_resolve(&m, in, &err))
		fail_msg("%s: %s", text, err.text);
	return m;
}

static void test_round_trip(void **state)
{
	static const char *const texts[] = {
		"dense 10 relu, dense 1",
		"conv2d 8 3x5 same stride=2 relu, maxpool 2, avgpool 2 stride=1, flatten, dense 10",
		"conv1d 4 3 tanh, flatten, dropout 0.2, residual gelu, dense 2 softmax",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct model m = { .n = 0 };
		struct str s = STR_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(model_parse(&m, texts[i], 1, &err), 0);
		model_format(&m, &s);
		assert_string_equal(s.s, texts[i]);
		str_release(&s);
	}
}

static void test_shapes(void **state)
{
	/* parameters as Keras' summary counts them */
	struct model m = resolved("dense 10 relu, dense 1", (struct shape){ 1, 1, 10 }, 1);

	(void)state;
	assert_int_equal(m.n_params, 121);
	m = resolved("conv2d 8 3x3 same relu, maxpool 2, conv2d 16 3x3 same relu, flatten, dense 10",
		     (struct shape){ 8, 8, 1 }, 10);
	assert_int_equal(m.n_params, 80 + 1168 + 2570);
	assert_int_equal(m.layer[1].out.h, 4);
	assert_int_equal(m.layer[2].out.c, 16);
	assert_int_equal(m.layer[0].pad_top, 1);
	/* valid: (n - k) / s + 1; same with stride 2 on 8: 4, the odd pad goes after */
	m = resolved("conv2d 4 3x3 stride=2, flatten, dense 1", (struct shape){ 8, 9, 2 }, 1);
	assert_int_equal(m.layer[0].out.h, 3);
	assert_int_equal(m.layer[0].out.w, 4);
	m = resolved("conv2d 4 3x3 same stride=2, flatten, dense 1", (struct shape){ 8, 8, 1 }, 1);
	assert_int_equal(m.layer[0].out.h, 4);
	assert_int_equal(m.layer[0].pad_top, 0);
	m = resolved("conv1d 8 3 same relu, maxpool 2, flatten, dense 1", (struct shape){ 1, 12, 1 }, 1);
	assert_int_equal(m.layer[1].out.w, 6);
	assert_int_equal(m.layer[1].out.h, 1);
	assert_int_equal(m.n_params, 32 + 49);
}

static void test_presets(void **state)
{
	static const struct { const char *name; struct shape in; size_t outputs; } use[] = {
		{ "article", { 1, 1, 10 }, 1 }, { "mlp-small", { 1, 1, 4 }, 3 },
		{ "mlp-deep", { 1, 1, 2 }, 1 }, { "cnn-small", { 8, 8, 1 }, 10 },
		{ "forecast", { 1, 16, 1 }, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof use / sizeof *use; i++)
		assert_int_equal(resolved(use[i].name, use[i].in, use[i].outputs).out.c, use[i].outputs);
}

static void refuse(const char *text, int col, const char *part)
{
	struct model m = { .n = 0 };
	struct err err = ERR_INIT;

	assert_true(model_parse(&m, text, 1, &err) < 0);
	assert_int_equal(err.col, col);
	if (!strstr(err.text, part))
		fail_msg("%s: '%s' lacks '%s'", text, err.text, part);
}

static void test_refusals(void **state)
{
	struct model m = { .n = 0 };
	struct err err = ERR_INIT;

	(void)state;
	refuse("dence 10", 1, "no layer");
	refuse("dense 10 rely", 10, "activation");
	refuse("dense 10,, dense 1", 10, "expected a layer");
	refuse("dense x", 7, "number of units");
	refuse("dense 0", 7, "from 1");
	refuse("dense 99999999999999999999", 7, "from 1");
	refuse("dense 10, dropout 1", 19, "below 1");
	refuse("conv2d 8 3y3", 10, "from 1");
	refuse("conv2d 8 3x3 stride=0", 14, "stride");
	refuse("", 1, "expected a layer");
	assert_int_equal(model_parse(&m, "conv2d 8 9x9, flatten, dense 1", 1, &err), 0);
	assert_true(model_resolve(&m, (struct shape){ 8, 8, 1 }, &err) < 0);
	assert_non_null(strstr(err.text, "does not fit"));
	assert_int_equal(model_parse(&m, "dense 60000, dense 60000", 1, &err), 0);
	assert_true(model_resolve(&m, (struct shape){ 1, 1, 10 }, &err) < 0);
	assert_int_equal(model_parse(&m, "flatten", 1, &err), 0);
	assert_true(model_resolve(&m, (struct shape){ 1, 1, 10 }, &err) < 0);
}

static void test_optimizers(void **state)
{
	struct optim o = optim_default(OPTIM_ADAM);
	struct err err = ERR_INIT;
	struct str s = STR_INIT;

	(void)state;
	assert_int_equal(optim_set(&o, "lr", ".01", &err), 0);
	assert_int_equal(optim_set(&o, "beta1", "0.85", &err), 0);
	optim_format(&o, &s);
	assert_string_equal(s.s, "adam lr=0.01 beta1=0.85");
	str_release(&s);
	assert_true(optim_set(&o, "momentum", ".9", &err) < 0);
	assert_non_null(strstr(err.text, "it has lr, beta1, beta2 and eps"));
	assert_true(optim_set(&o, "lr", "-1", &err) < 0);
	assert_true(optim_set(&o, "lr", "nan", &err) < 0);
	assert_true(optim_set(&o, "beta2", "1", &err) < 0);
	assert_true(optim_set(&o, "lr", ".1x", &err) < 0);
	for (int k = 0; k < OPTIM_COUNT; k++)
		assert_int_equal(optim_find(optim_name((enum optim_kind)k)), k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_presets), cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_optimizers),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
