/*
 * engine_util.c - see the header.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "engine_util.h"
#include "num/rng.h"

struct dataset *util_data(enum data_kind kind, size_t rows, uint32_t h,
			  uint32_t w, uint32_t c, size_t outputs, uint32_t seed)
{
	const uint32_t shape[3] = { h, w, c };
	struct rng rx = rng_stream(seed, RNG_DATA, 0, 0);
	struct rng ry = rng_stream(seed, RNG_DATA, 1, 0);
	size_t features = (size_t)h * w * c;
	float *x = xcalloc(rows * features, sizeof *x);
	float *y = xcalloc(rows * outputs, sizeof *y);
	struct dataset *d;

	for (size_t i = 0; i < rows * features; i++)
		x[i] = 2 * rng_unit(rng_u32(&rx, i)) - 1;
	for (size_t i = 0; i < rows; i++) {
		if (kind == DATA_BINARY)
			y[i] = (float)rng_below(rng_u32(&ry, i), 2);
		else if (kind == DATA_CLASSES)
			y[i * outputs + rng_below(rng_u32(&ry, i), (uint32_t)outputs)] = 1;
		for (size_t j = 0; kind == DATA_REGRESSION && j < outputs; j++)
			y[i * outputs + j] = 2 * rng_unit(rng_u32(&ry, i * outputs + j)) - 1;
	}
	d = dataset_new("test", kind, rows, shape, outputs, x, y);
	free(x);
	free(y);
	return d;
}

void util_start(struct problem *p, struct dataset *data, const char *model,
		enum loss loss)
{
	struct err err = ERR_INIT;

	problem_defaults(p);
	p->data = data;
	p->loss = loss;
	if (model_parse(&p->model, model, data->outputs, &err))
		fail_msg("%s: %s", model, err.text);
	p->model.init = INIT_GLOROT_UNIFORM;
}

void util_ready(struct problem *p, const struct levels *lv)
{
	struct err err = ERR_INIT;
	struct dataset *mine = p->data;

	if (problem_init(p, 0, lv, &err))
		fail_msg("problem refused: %s", err.text);
	dataset_unref(mine);
}

struct levels util_levels(size_t batch, enum optim_kind o)
{
	struct levels lv = {
		.off = 1u << SOURCE_SPLIT | 1u << SOURCE_NUDGE | 1u << SOURCE_ROUNDING,
	};

	lv.v[SOURCE_INIT] = 11;
	lv.v[SOURCE_SHUFFLE] = 12;
	lv.v[SOURCE_DROPOUT] = 13;
	lv.v[SOURCE_BATCH] = (uint32_t)batch;
	lv.v[SOURCE_OPTIMIZER] = o;
	return lv;
}

size_t util_engines(struct util_engine *e)
{
	static const int width[] = { 1, 4, 8, 16 };	/* 1 is compiled twice */
	size_t n = 2;

	e[0] = (struct util_engine){ ENGINE_BLIS, 0, "blis" };
	e[1] = (struct util_engine){ ENGINE_LANES, ENGINE_WIDTH_PLAIN, "lanes in plain C" };
	for (size_t i = 0; i < sizeof width / sizeof *width; i++) {
		if (!engine_has_width(width[i]))
			continue;
		e[n] = (struct util_engine){ ENGINE_LANES, width[i], "" };
		snprintf(e[n].name, sizeof e[n].name, "lanes %d", width[i]);
		n++;
	}
	assert_true(n >= 3);	/* width 1 is everywhere */
	e[n++] = (struct util_engine){ ENGINE_LANES, 0, "lanes that fit" };
	return n;
}

struct trainer *util_trainer(const struct problem *p, const struct util_engine *e,
			     const struct levels *lv)
{
	struct err err = ERR_INIT;
	struct trainer *t = trainer_new(p, e->kind, e->width, problem_batch(p, lv),
					(enum optim_kind)lv->v[SOURCE_OPTIMIZER], &err);

	if (!t)
		fail_msg("%s: %s", e->name, err.text);
	if (e->kind == ENGINE_BLIS)
		assert_int_equal(trainer_lanes(t), 1);
	else
		assert_true(e->width < 0 || trainer_lanes(t) >= (size_t)e->width);
	return t;
}

double util_distance(const float *a, const double *b, size_t n)
{
	double worst = 0;

	for (size_t i = 0; i < n; i++) {
		double d = fabs((double)a[i] - b[i]);

		if (!(d <= worst))
			worst = isnan(d) ? INFINITY : d;
	}
	return worst;
}

double util_distancef(const float *a, const float *b, size_t n)
{
	double worst = 0;

	for (size_t i = 0; i < n; i++) {
		double d = fabs((double)a[i] - (double)b[i]);

		if (!(d <= worst))
			worst = isnan(d) ? INFINITY : d;
	}
	return worst;
}

double util_greatest(const double *b, size_t n)
{
	double worst = 0;

	for (size_t i = 0; i < n; i++)
		worst = fmax(worst, fabs(b[i]));
	return worst;
}
