/*
 * test_between.c - the line between two nets: assignment against every permutation, aligned
 * nets against what the engines say of them, and points of the line against a net in double
 * by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../num/engine_util.h"
#include "num/rng.h"
#include "stat/align.h"
#include "stat/assign.h"
#include "stat/between.h"

/* The largest sum over all permutations of what is left of `to`. */
static double by_force(const double *gain, size_t n, size_t row, unsigned used)
{
	double best = -INFINITY;

	if (row == n)
		return 0;
	for (size_t j = 0; j < n; j++)
		if (!(used >> j & 1))
			best = fmax(best, gain[row * n + j] + by_force(gain, n, row + 1, used | 1u << j));
	return best;
}

static void test_assign(void **state)
{
	struct rng r = rng_stream(5, RNG_DATA, 0, 0);
	uint32_t draw = 0;

	(void)state;
	for (size_t n = 1; n <= 7; n++)
		for (int trial = 0; trial < 40; trial++) {
			double gain[49], sum;
			uint32_t to[7];
			unsigned used = 0;

			for (size_t i = 0; i < n * n; i++) {
				double x = rng_double(&r, draw++);

				/* whole numbers now and then, so that there are ties */
				gain[i] = trial % 2 ? floor(4 * x) - 2 : 2e3 * x - 1e3;
			}
			sum = assign_most(gain, n, to);
			assert_true(fabs(sum - by_force(gain, n, 0, 0)) < 1e-9);
			for (size_t i = 0; i < n; i++) {
				assert_true(to[i] < n && !(used >> to[i] & 1));
				used |= 1u << to[i];
				sum -= gain[i * n + to[i]];
			}
			assert_true(fabs(sum) < 1e-9);
		}
}

/* A trained-looking net: every parameter drawn, biases too. */
static void draw_net(float *w, size_t n, uint32_t seed)
{
	struct rng r = rng_stream(seed, RNG_DATA, 7, 0);

	for (size_t i = 0; i < n; i++)
		w[i] = (float)(1.2 * rng_double(&r, (uint32_t)i) - .6);
}

/* One hidden layer: the nearest of all orders, found by going through them. */
static double nearest(const struct model *m, const float *a, const float *b, size_t unit, uint32_t *order)
{
	const size_t h = m->layer[0].units, in = m->layer[0].fan_in, outputs = m->layer[1].units;
	double best = INFINITY, sum = 0;

	if (unit < h) {
		for (size_t j = unit; j < h; j++) {
			uint32_t swap = order[unit];

			order[unit] = order[j];
			order[j] = swap;
			best = fmin(best, nearest(m, a, b, unit + 1, order));
			order[j] = order[unit];
			order[unit] = swap;
		}
		return best;
	}
	for (size_t u = 0; u < h; u++) {
		const size_t v = order[u];

		for (size_t i = 0; i < in; i++)
			sum += pow((double)a[i * h + u] - (double)b[i * h + v], 2);
		sum += pow((double)a[in * h + u] - (double)b[in * h + v], 2);
		for (size_t o = 0; o < outputs; o++)
			sum += pow((double)a[m->layer[1].w + u * outputs + o] - (double)b[m->layer[1].w + v * outputs + o], 2);
	}
	for (size_t o = 0; o < outputs; o++)
		sum += pow((double)a[m->layer[1].b + o] - (double)b[m->layer[1].b + o], 2);
	return sum;
}

static void test_nearest(void **state)
{
	struct problem p;
	struct levels lv = util_levels(8, OPTIM_SGD);
	float a[200], b[200], out[200];
	uint32_t order[6];

	(void)state;
	util_start(&p, util_data(DATA_REGRESSION, 20, 1, 1, 4, 2, 3), "dense 6 relu, dense 2", LOSS_MSE);
	util_ready(&p, &lv);
	assert_true(p.model.n_params <= 200);
	for (uint32_t trial = 0; trial < 10; trial++) {
		double d;

		draw_net(a, p.model.n_params, 2 * trial);
		draw_net(b, p.model.n_params, 2 * trial + 1);
		for (uint32_t i = 0; i < 6; i++)
			order[i] = i;
		align_units(&p.model, a, b, out);
		d = between_distance(a, out, p.model.n_params);
		assert_true(fabs(d * d - nearest(&p.model, a, b, 0, order)) < 1e-9);
	}
	problem_release(&p);
}

/* An aligned net computes what it did, lies no farther, and what has only changed places
 * comes back to the bit: the way to it is flat. */
static void align_net(const char *model, uint32_t h, uint32_t w, uint32_t c)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	const size_t rows = 40, outputs = 3, n_engines = util_engines(e);
	struct levels lv = util_levels(8, OPTIM_SGD);
	struct problem p;
	struct between line;
	float *a, *b, *copy, *back, *before, *after, loss[16], acc[16];
	struct trainer *t;
	size_t n;

	util_start(&p, util_data(DATA_CLASSES, rows, h, w, c, outputs, 3), model, LOSS_CROSS_ENTROPY);
	util_ready(&p, &lv);
	n = p.model.n_params;
	assert_true(align_can(&p.model));
	a = calloc(4 * n, sizeof *a);
	b = a + n;
	copy = b + n;
	back = copy + n;
	before = calloc(2 * rows * outputs, sizeof *before);
	after = before + rows * outputs;
	draw_net(a, n, 1);
	draw_net(b, n, 2);
	assert_true(align_units(&p.model, b, a, copy) > 0);
	assert_true(between_distance(a, copy, n) > 0);
	assert_true(between_distance(b, copy, n) < between_distance(b, a, n));
	assert_true(fabs(between_distance(a, NULL, n) - between_distance(copy, NULL, n)) < 1e-9);
	for (size_t i = 0; i < n_engines; i++) {
		t = util_trainer(&p, &e[i], &lv);
		trainer_begin(t, &lv, 1);
		trainer_set_params(t, 0, a);
		trainer_predict(t, 0, p.data->x, rows, before);
		trainer_set_params(t, 0, copy);
		trainer_predict(t, 0, p.data->x, rows, after);
		assert_true(util_distancef(before, after, rows * outputs) < 1e-5);
		trainer_free(t);
	}
	assert_true(align_units(&p.model, a, copy, back) > 0);
	assert_memory_equal(a, back, n * sizeof *a);
	assert_int_equal(align_units(&p.model, a, a, back), 0);
	assert_memory_equal(a, back, n * sizeof *a);
	for (size_t i = 0; i < n_engines; i++) {
		between_init(&line);
		t = util_trainer(&p, &e[i], &lv);
		trainer_begin(t, &lv, 1);
		for (size_t k = 0; k < BETWEEN_POINTS; k++) {
			between_weights(a, back, n, k, b);
			trainer_set_params(t, 0, b);
			trainer_judge(t, loss, acc);
			line.path[0].loss[k] = (double)loss[0];
			between_weights(a, copy, n, k, b);
			trainer_set_params(t, 0, b);
			trainer_judge(t, loss, acc);
			line.path[1].loss[k] = (double)loss[0];
		}
		assert_true(between_barrier(&line.path[0], NULL) == 0);
		for (size_t k = 1; k + 1 < BETWEEN_POINTS; k++)
			assert_true(line.path[0].loss[k] == line.path[0].loss[0]);
		/* and not because the loss is the same anywhere */
		assert_true(fabs(line.path[1].loss[BETWEEN_POINTS / 2] - line.path[1].loss[0]) > 1e-3);
		trainer_free(t);
	}
	free(before);
	free(a);
	problem_release(&p);
}

static void test_aligned(void **state)
{
	(void)state;
	align_net("dense 7 relu, dense 3", 1, 1, 5);
	align_net("dense 9 relu, dense 8 tanh, dropout .2, dense 6 gelu, dense 3", 1, 1, 5);
	align_net("dense 6 tanh, residual tanh, residual relu, dense 3", 1, 1, 4);
	align_net("conv2d 4 3x3 same relu, maxpool 2, conv2d 5 3x3 same relu, flatten, dense 6 relu, dense 3", 6, 6, 2);
	align_net("conv2d 5 3x3 relu, dense 3", 5, 5, 1);
	align_net("conv1d 4 3 relu, avgpool 2, flatten, dense 5 relu, dense 3", 1, 12, 2);
}

/* What keeps its place, and what is too wide. */
static void test_alignable(void **state)
{
	static const struct { const char *model; int can; } cases[] = {
		{ "dense 3", 0 }, { "residual tanh, dense 3", 0 }, { "dense 3 relu, residual relu", 0 },
		{ "dense 4 relu, dense 3", 1 }, { "dense 512 relu, dense 3", 1 }, { "dense 513 relu, dense 3", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct levels lv = util_levels(8, OPTIM_SGD);
		struct problem p;

		util_start(&p, util_data(DATA_CLASSES, 20, 1, 1, 5, 3, 3), cases[i].model, LOSS_CROSS_ENTROPY);
		util_ready(&p, &lv);
		assert_int_equal(align_can(&p.model), cases[i].can);
		problem_release(&p);
	}
}

/* What judges a run after training judges its weights again, whoever trained them. */
static void test_judge(void **state)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t n = util_engines(e);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (int test = 0; test < 2; test++) {
			struct levels lv = util_levels(8, OPTIM_ADAM), wide[16];
			struct problem p;
			struct trainer *t, *other;
			struct result r;
			float *w, loss[16], acc[16];

			util_start(&p, util_data(DATA_CLASSES, 90, 1, 1, 5, 3, 4), "dense 7 relu, dropout .3, dense 3", LOSS_CROSS_ENTROPY);
			p.l2 = .01f;
			p.epochs = 3;
			p.test = test ? .3 : 0;
			p.standardize = STANDARDIZE_INPUTS;
			p.class_weights = CLASS_WEIGHTS_TRAINING;
			util_ready(&p, &lv);
			t = util_trainer(&p, &e[i], &lv);
			trainer_begin(t, &lv, 1);
			while (trainer_advance(t, 0))
				;
			trainer_result(t, 0, &r);
			w = calloc(p.model.n_params, sizeof *w);
			trainer_params(t, 0, w);
			lv.v[SOURCE_BATCH] = 32;
			lv.v[SOURCE_SHUFFLE] = 99;
			other = util_trainer(&p, &e[i], &lv);
			for (size_t k = 0; k < 16; k++)
				wide[k] = lv;
			trainer_begin(other, wide, trainer_lanes(other));
			trainer_set_params(other, trainer_lanes(other) - 1, w);
			trainer_judge(other, loss, acc);
			assert_true(loss[trainer_lanes(other) - 1] == r.data_loss);
			assert_true(acc[trainer_lanes(other) - 1] == r.data_accuracy);
			free(w);
			trainer_free(t);
			trainer_free(other);
			problem_release(&p);
		}
}

/* The loss half-way, from the weights half-way, in double. */
static void test_halfway(void **state)
{
	struct util_engine e[UTIL_MAX_ENGINES];
	size_t engines = util_engines(e), n;
	struct levels lv = util_levels(8, OPTIM_SGD);
	struct problem p;
	float a[100], b[100], w[100], loss[16], acc[16];
	double sum = 0;

	(void)state;
	util_start(&p, util_data(DATA_REGRESSION, 30, 1, 1, 4, 1, 3), "dense 6 relu, dense 1", LOSS_MSE);
	util_ready(&p, &lv);
	n = p.model.n_params;
	draw_net(a, n, 1);
	draw_net(b, n, 2);
	for (size_t r = 0; r < 30; r++) {
		double y = (a[36] + b[36]) / 2.;

		for (size_t u = 0; u < 6; u++) {
			double z = (a[24 + u] + b[24 + u]) / 2.;

			for (size_t f = 0; f < 4; f++)
				z += (double)p.data->x[r * 4 + f] * (a[f * 6 + u] + b[f * 6 + u]) / 2.;
			y += (z > 0 ? z : 0) * (a[30 + u] + b[30 + u]) / 2.;
		}
		sum += pow(y - (double)p.data->y[r], 2) / 30;
	}
	between_weights(a, b, n, (BETWEEN_POINTS - 1) / 2, w);
	for (size_t i = 0; i < engines; i++) {
		struct trainer *t = util_trainer(&p, &e[i], &lv);

		trainer_begin(t, &lv, 1);
		trainer_set_params(t, 0, w);
		trainer_judge(t, loss, acc);
		assert_true(fabs((double)loss[0] / sum - 1) < 1e-5);
		assert_true(isnan(acc[0]));
		trainer_free(t);
	}
	between_weights(a, b, n, 0, w);
	assert_memory_equal(a, w, n * sizeof *w);
	between_weights(a, b, n, BETWEEN_POINTS - 1, w);
	assert_memory_equal(b, w, n * sizeof *w);
	problem_release(&p);
}

static void test_figures(void **state)
{
	struct between b;
	unsigned char seen[BETWEEN_POINTS] = { 0 };
	const float p[] = { .7f, .2f, .1f, .1f, .8f, .1f }, q[] = { .4f, .3f, .3f, .5f, .4f, .1f };
	double at;

	(void)state;
	for (size_t n = 0; n < BETWEEN_POINTS; n++) {
		assert_false(seen[between_point(n)]);
		seen[between_point(n)] = 1;
	}
	assert_int_equal(between_point(1), BETWEEN_POINTS - 1);
	assert_int_equal(between_point(2), (BETWEEN_POINTS - 1) / 2);
	between_init(&b);
	assert_true(isnan(between_barrier(&b.path[0], NULL)));
	b.path[0].loss[0] = 1;
	b.path[0].loss[BETWEEN_POINTS - 1] = 3;
	assert_true(between_barrier(&b.path[0], NULL) == 0);	/* of the ends alone */
	b.path[0].loss[8] = 2.25;				/* a quarter: the straight line is at 1.5 */
	b.path[0].loss[16] = 2.5;
	b.path[0].loss[24] = 1;
	assert_true(fabs(between_barrier(&b.path[0], &at) - .75) < 1e-12 && at == .25);
	for (size_t i = 0; i < BETWEEN_POINTS; i++)
		b.path[0].accuracy[i] = .9;
	assert_true(between_drop(&b.path[0], NULL) == 0);
	b.path[0].accuracy[4] = .5;
	assert_true(fabs(between_drop(&b.path[0], &at) - .4) < 1e-12 && at == .125);
	b.norm[0] = 3;
	b.norm[1] = 4;
	b.path[0].apart = 5;	/* at right angles */
	assert_true(fabs(between_apart(&b, 0) - 1) < 1e-12);
	assert_true(between_churn(p, q, 2, 3) == .5);
	assert_true(between_churn(p, q, 6, 1) == 2. / 6);	/* .7 and .8 are beyond .5, and no q is: .5 is not */
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_assign),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_aligned),
		cmocka_unit_test(test_alignable),
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_halfway),
		cmocka_unit_test(test_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
