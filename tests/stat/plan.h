/*
 * plan.h - the pick-freeze plan over functions that are known in closed form.
 */
#ifndef TESTS_STAT_PLAN_H
#define TESTS_STAT_PLAN_H

#include "make.h"
#include "stat/attribute.h"

/* f of the sources' seeds: writes n_pred predictions. */
typedef void plan_function(const uint32_t *seed, size_t k, float *pred);

/* Feed rows first .. first+n-1 of the plan with f's values, as
 * run/condition.h lays it out: A, B, then A with source i from B. */
/* What else a run has, of its predictions. */
typedef void plan_figures(struct sample *s, const float *pred);

static inline void plan_twice(struct sample *s, const float *pred)
{
	s->test_loss = 2 * pred[0];
}

static inline void plan_feed_with(struct attribute *a, plan_function *f, plan_figures *figures,
				  size_t k, size_t n_pred, uint64_t first, uint64_t n, uint32_t master)
{
	float pred[64];

	for (uint64_t row = first; row < first + n; row++) {
		uint32_t la[SOURCE_COUNT] = { 0 }, lb[SOURCE_COUNT] = { 0 };
		uint32_t mix[SOURCE_COUNT];

		for (uint32_t i = 0; i < k; i++) {
			la[i] = rng_level(master, i, 2 * row);
			lb[i] = rng_level(master, i, 2 * row + 1);
		}
		for (size_t c = 0; c < k + 2; c++) {
			struct sample s;

			memcpy(mix, c == 1 ? lb : la, sizeof mix);
			if (c >= 2)
				mix[c - 2] = lb[c - 2];
			f(mix, k, pred);
			s = make_run(row * (k + 2) + c, pred, n_pred);
			figures(&s, pred);
			attribute_add(a, &s);
		}
	}
}

static inline void plan_feed(struct attribute *a, plan_function *f, size_t k,
			     size_t n_pred, uint64_t first, uint64_t n, uint32_t master)
{
	plan_feed_with(a, f, plan_twice, k, n_pred, first, n, master);
}

/* Uniform in (0, 1) that a level stands for. */
static inline double plan_unit(uint32_t level)
{
	return ((double)level + .5) * 0x1p-32;
}

/* Standard normals that a level stands for. */
static inline double plan_normal(uint32_t level, uint32_t which)
{
	struct rng r = rng_stream(level, RNG_DATA, 99, 0);

	return rng_normal(&r, which);
}

#endif
