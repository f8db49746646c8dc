/*
 * engine_util.h - problems, data and engines for the tests of the engines.
 *
 * Data come from the streams of num/rng.h, so that a script in another
 * language can make the same: x[i] = 2 unit(draw i of stream 0) - 1; targets from
 * stream 1: 2 unit - 1, or below(draw, classes).
 */
#ifndef TESTS_ENGINE_UTIL_H
#define TESTS_ENGINE_UTIL_H

#include "engine/engine.h"

struct dataset *util_data(enum data_kind kind, size_t rows, uint32_t h,
			  uint32_t w, uint32_t c, size_t outputs, uint32_t seed);
/* Defaults, this model and loss on data (whose reference goes to p). The
 * caller may change p between start and ready. */
void util_start(struct problem *p, struct dataset *data, const char *model,
		enum loss loss);
void util_ready(struct problem *p, const struct levels *lv);
/* init 11, shuffle 12, dropout 13; batch and optimizer as given; the rest off. */
struct levels util_levels(size_t batch, enum optim_kind o);

/* The engines of this machine: BLIS, the lanes in plain C, at every width ascending, and as
 * wide as the runs at hand need. */
struct util_engine { enum engine_kind kind; int width; char name[24]; };
#define UTIL_MAX_ENGINES 7
size_t util_engines(struct util_engine *e);
/* Never NULL: a refusal fails the test. */
struct trainer *util_trainer(const struct problem *p, const struct util_engine *e,
			     const struct levels *lv);
/* The greatest |a - b|, and of |b|. A NaN anywhere is infinitely far. */
double util_distance(const float *a, const double *b, size_t n);
double util_distancef(const float *a, const float *b, size_t n);
double util_greatest(const double *b, size_t n);

#endif
