/*
 * test_engine_gradient.c - trainer_gradient of both engines against finite
 * differences of the loss, for every layer kind, activation and loss.
 *
 * Differences are central and of fourth order,
 *     (8 (f(w+h) - f(w-h)) - (f(w+2h) - f(w-2h))) / 12h,
 * with h = .005: the rounding of a float loss then costs some 4e-5.  Functions
 * with corners (relu, mae, maxpool ...) are smooth but where a step crosses a
 * corner: there the quotients at h and h/2 disagree and the parameter is left
 * out, but most must remain.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "engine_util.h"

#define STEP .005f
#define TOLERANCE 1e-3		/* of the greatest component, at least of 1 */
#define ROWS 6

struct check {
	struct trainer *t;
	size_t lane, n;
	float *w, *g, *scratch;
	uint32_t rows[ROWS];
};

static double loss_at(struct check *c, size_t i, float offset)
{
	float keep = c->w[i];
	double loss;

	c->w[i] += offset;
	trainer_set_params(c->t, c->lane, c->w);
	trainer_gradient(c->t, c->lane, c->rows, ROWS, c->scratch, &loss);
	c->w[i] = keep;
	return loss;
}

/* The steps as float arithmetic really takes them are close enough. */
static double slope(struct check *c, size_t i, float h)
{
	double near = loss_at(c, i, h) - loss_at(c, i, -h);
	double far = loss_at(c, i, 2 * h) - loss_at(c, i, -2 * h);

	return (8 * near - far) / (12 * (double)h);
}

static void check_all(struct check *c, const char *what)
{
	double loss, scale = 1;
	size_t left_out = 0;

	trainer_set_params(c->t, c->lane, c->w);
	trainer_gradient(c->t, c->lane, c->rows, ROWS, c->g, &loss);
	for (size_t i = 0; i < c->n; i++)
		scale = fabs(c->g[i]) > scale ? fabs(c->g[i]) : scale;
	for (size_t i = 0; i < c->n; i++) {
		double wide = slope(c, i, STEP), d = fabs(wide - c->g[i]);

		if (d <= TOLERANCE * scale)
			continue;
		if (fabs(wide - slope(c, i, STEP / 2)) > TOLERANCE * scale / 4) {
			left_out++;
			continue;
		}
		fail_msg("%s: parameter %zu: gradient %g, difference quotient %g",
			 what, i, c->g[i], wide);
	}
	if (left_out * 4 > c->n)
		fail_msg("%s: %zu of %zu parameters at corners", what, left_out, c->n);
}

static void check_engine(const struct util_engine *e, const struct problem *p,
			 const struct levels *lv, const char *what)
{
	struct check c = { .n = p->model.n_params };
	struct str text = STR_INIT;
	struct levels *all;
	double norm = 0;

	c.t = util_trainer(p, e, lv);
	c.lane = trainer_lanes(c.t) - 1;
	all = xcalloc(c.lane + 1, sizeof *all);
	for (size_t i = 0; i <= c.lane; i++)
		all[i] = *lv;
	trainer_begin(c.t, all, c.lane + 1);
	c.w = xcalloc(c.n, sizeof *c.w);
	c.g = xcalloc(c.n, sizeof *c.g);
	c.scratch = xcalloc(c.n, sizeof *c.scratch);
	trainer_params(c.t, c.lane, c.w);
	/* Biases start at zero, in the corner of some activations. */
	for (size_t i = 0; i < c.n; i++)
		c.w[i] += .1f * sinf((float)(3 * i + 1));
	for (uint32_t i = 0; i < ROWS; i++)
		c.rows[i] = 2 * i;
	str_addf(&text, "%s, %s, %s", e->name, what, loss_name(p->loss));
	check_all(&c, text.s);
	for (size_t i = 0; i < c.n; i++)
		norm += fabs(c.g[i]);
	assert_true(norm > 1e-3);
	str_release(&text);
	free(all);
	free(c.w);
	free(c.g);
	free(c.scratch);
	trainer_free(c.t);
}

/* In BLIS, and in the narrowest and widest lanes. */
static void check_model(const char *model, enum loss loss, struct dataset *data,
			float l2, int weights)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	struct levels lv = util_levels(4, OPTIM_SGD);
	size_t n = util_engines(e);
	struct problem p;

	util_start(&p, data, model, loss);
	p.l2 = l2;
	p.class_weights = weights;
	p.huber_delta = .5f;
	util_ready(&p, &lv);
	for (size_t i = 0; i < n; i++)
		if (i < 2 || i == n - 1)
			check_engine(&e[i], &p, &lv, model);
	problem_release(&p);
}

static struct dataset *table(enum data_kind kind)
{
	return util_data(kind, 20, 1, 1, 3,
			 kind == DATA_CLASSES ? 3 : kind == DATA_BINARY ? 1 : 2, 7);
}

static struct dataset *picture(void)
{
	return util_data(DATA_CLASSES, 20, 5, 6, 2, 3, 8);
}

static struct dataset *series(void)
{
	return util_data(DATA_REGRESSION, 20, 1, 9, 2, 1, 9);
}

/* Every activation in every layer that has one, under every loss that suits. */
static void test_activations(void **state)
{
	static const char *const shape[] = {
		"dense 4 %s, dense %d", "dense 3 tanh, residual %s, dense %d",
	};

	(void)state;
	for (int a = 0; a < ACT_COUNT; a++)
		for (size_t i = 0; i < 2; i++)
			for (int l = 0; l < LOSS_COUNT; l++) {
				enum data_kind kind = l == LOSS_BCE ? DATA_BINARY :
					l == LOSS_CROSS_ENTROPY ? DATA_CLASSES : DATA_REGRESSION;
				struct dataset *d = table(kind);
				char model[80];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
				snprintf(model, sizeof model, shape[i],
					 act_name((enum act)a), (int)d->outputs);
#pragma GCC diagnostic pop
				check_model(model, (enum loss)l, d, 0, 0);
			}
}

/* The last layer's activation, under the losses that do not fold it in. */
static void test_last_activation(void **state)
{
	(void)state;
	for (int a = 0; a < ACT_COUNT; a++)
		for (int l = LOSS_MSE; l <= LOSS_HUBER; l++) {
			char model[80];

			snprintf(model, sizeof model, "dense 3 tanh, dense 2 %s",
				 act_name((enum act)a));
			check_model(model, (enum loss)l, table(DATA_REGRESSION), 0, 0);
		}
}

static void test_convolution(void **state)
{
	static const char *const model[] = {
		"conv2d 2 3x3 same %s, flatten, dense 3",
		"conv2d 2 2x3 valid stride=2 %s, flatten, dense 3",
		"conv2d 2 3x2 same stride=2 %s, conv2d 2 2x2 valid tanh, dense 3",
	};

	(void)state;
	for (int a = 0; a < ACT_COUNT; a++)
		for (size_t i = 0; i < sizeof model / sizeof *model; i++) {
			char text[120];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(text, sizeof text, model[i], act_name((enum act)a));
#pragma GCC diagnostic pop
			check_model(text, LOSS_CROSS_ENTROPY, picture(), 0, 0);
		}
	check_model("conv1d 2 3 same tanh, conv1d 2 2 valid stride=2 gelu, flatten, dense 1",
		    LOSS_MSE, series(), 0, 0);
}

static void test_pooling(void **state)
{
	static const char *const model[] = {
		"conv2d 2 2x2 same tanh, maxpool 2, flatten, dense 3",
		"conv2d 2 2x2 same tanh, avgpool 2, flatten, dense 3",
		"conv2d 2 2x2 same tanh, maxpool 3 stride=1, avgpool 2 stride=1, flatten, dense 3",
		"avgpool 2, conv2d 2 2x2 valid tanh, flatten, dense 3",
	};

	(void)state;
	for (size_t i = 0; i < sizeof model / sizeof *model; i++)
		check_model(model[i], LOSS_CROSS_ENTROPY, picture(), 0, 0);
	check_model("conv1d 2 2 same tanh, maxpool 2, dense 1", LOSS_MSE, series(), 0, 0);
	check_model("conv1d 2 2 same tanh, avgpool 3 stride=2, dense 1", LOSS_MSE, series(), 0, 0);
}

static void test_penalty_and_weights(void **state)
{
	(void)state;
	check_model("dense 4 tanh, dense 2", LOSS_MSE, table(DATA_REGRESSION), .05f, 0);
	check_model("dense 4 tanh, dense 3", LOSS_CROSS_ENTROPY, table(DATA_CLASSES), 0, 1);
	check_model("dense 4 tanh, dense 1", LOSS_BCE, table(DATA_BINARY), .02f, 1);
	check_model("conv2d 2 3x3 same tanh, flatten, dense 3", LOSS_CROSS_ENTROPY,
		    picture(), .05f, 0);
}

/* Dropout rests in trainer_gradient; its own slope is in the recorded trajectories. */
static void test_dropout_rests(void **state)
{
	(void)state;
	check_model("dropout .3, dense 4 tanh, dropout .5, dense 2", LOSS_MSE,
		    table(DATA_REGRESSION), 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_activations),
		cmocka_unit_test(test_last_activation),
		cmocka_unit_test(test_convolution),
		cmocka_unit_test(test_pooling),
		cmocka_unit_test(test_penalty_and_weights),
		cmocka_unit_test(test_dropout_rests),
	};

	engine_setup();
	return cmocka_run_group_tests_name("engine gradient", tests, NULL, NULL);
}
