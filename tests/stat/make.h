/*
 * make.h - problems and runs made by hand, for the statistics' tests.
 */
#ifndef TESTS_STAT_MAKE_H
#define TESTS_STAT_MAKE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/problem.h"
#include "num/rng.h"
#include "run/sample.h"

#define PI 3.14159265358979323846

/* |a - b| <= eps, with both shown when not; NaN fails. */
#define assert_near(a, b, eps) do { \
	double near_a = (a), near_b = (b); \
	if (!(fabs(near_a - near_b) <= (eps))) \
		fail_msg("%s = %.10g, expected %.10g +- %g", #a, near_a, near_b, (double)(eps)); \
	} while (0)

/* A problem of n_probes rows, with data in *d; both live as long as the caller says. */
static inline struct problem make_problem(struct dataset *d, enum data_kind kind,
					  size_t n_probes, size_t outputs)
{
	struct problem p;

	memset(d, 0, sizeof *d);
	d->kind = kind;
	d->outputs = outputs;
	d->rows = n_probes;
	memset(&p, 0, sizeof p);
	p.data = d;
	p.n_probes = n_probes;
	p.n_pred = n_probes * outputs;
	return p;
}

/* A run without curves and figures. */
static inline struct sample make_run(uint64_t run, const float *pred, size_t n_pred)
{
	return (struct sample){
		.kind = SAMPLE_RUN, .run = run, .train_loss = NAN, .test_loss = NAN,
		.accuracy = NAN, .data_loss = NAN, .data_accuracy = NAN,
		.constant_loss = NAN, .constant_accuracy = NAN, .pred = pred, .n_pred = n_pred,
	};
}

/* A stream of standard normals and uniforms for tests: purpose RNG_DATA. */
struct draws { struct rng normal, unit; uint32_t i, j; };

static inline struct draws draws_new(uint32_t seed)
{
	return (struct draws){ rng_stream(seed, RNG_DATA, 77, 0),
			       rng_stream(seed, RNG_DATA, 78, 0), 0, 0 };
}
static inline double draw_normal(struct draws *d) { return rng_normal(&d->normal, d->i++); }
static inline double draw_unit(struct draws *d) { return rng_double(&d->unit, d->j++); }

#endif
