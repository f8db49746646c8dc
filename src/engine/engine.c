/*
 * engine.c - the public face of the two engines: who computes, under which
 * name, by which rule.
 */
#include "engine/engine.h"
#include "config.h"

#include <fenv.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "engine/blis/blas.h"
#include "trainer_int.h"

static const char *const names[] = {
	[ENGINE_AUTO] = "auto", [ENGINE_LANES] = "lanes", [ENGINE_BLIS] = "blis",
};

const char *engine_name(enum engine_kind k)
{
	return names[k];
}

enum engine_kind engine_find(const char *name)
{
	for (int k = ENGINE_AUTO; k <= ENGINE_BLIS; k++)
		if (!strcmp(names[k], name))
			return (enum engine_kind)k;
	return (enum engine_kind)-1;
}

/*
 * The lanes keep the parameters of all their runs at once, with gradients and
 * the optimizer's state: beyond a core's second-level cache one run at a time
 * on BLIS moves less memory, and the sooner the larger its products are.
 *
 * Measured (16 lanes against BLIS' zen3 kernels on one Zen 4 core with 1 MB of
 * second-level cache, Adam, F inputs, two relu layers of H, one output; ratio
 * of lanes' speed to BLIS'):
 *
 *     parameters    F, H     batch 32   batch 128
 *          3,169   64, 32      2.1        1.3
 *          8,385   64, 64      1.1        1.15
 *         24,961   64, 128     1.0         .87
 *         26,209  784, 32      1.25        .85
 *         54,465  784, 64       .57        .5
 *         82,689   64, 256      .53        .65
 *
 * and by finer steps the crossing lay at 26,000 to 51,000 parameters at batch
 * 16, 16,000 to 26,000 at 64 and 3,000 to 9,000 at 256.
 */
enum engine_kind engine_choose(const struct model *m, size_t batch)
{
	const size_t limit = batch <= 32 ? 24000 : batch <= 64 ? 18000 : batch <= 128 ? 12000 : 8000;

	return m->n_params > limit ? ENGINE_BLIS : ENGINE_LANES;
}

int engine_usable(enum engine_kind k, struct err *err)
{
	if (k != ENGINE_BLIS)
		return 0;
	return blas_refusal() ? err_set(err, ERR_STATE, "%s", blas_refusal()) : 0;
}

enum engine_kind engine_auto(const struct model *m, size_t batch)
{
	enum engine_kind k = engine_choose(m, batch);

	return engine_usable(k, NULL) ? ENGINE_LANES : k;
}

int engine_best_width(void)
{
	return lanes_best_width();
}

const char *engine_width_name(int width)
{
	return lanes_width_name(width);
}

int engine_has_width(int width)
{
	return lanes_has_width(width);
}

/* Written once, in setup(). */
static char lanes_fingerprint[32];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void setup(void)
{
	/* Nearest, and subnormal numbers: threads inherit it, and a library, or the start-up
	 * code that -Ofast links, may have changed it. */
	fesetenv(FE_DFL_ENV);
	blas_setup();
	snprintf(lanes_fingerprint, sizeof lanes_fingerprint, "lanes %s",
		 lanes_width_name(lanes_best_width()));
}

void engine_setup(void)
{
	pthread_once(&once, setup);
}

const char *engine_fingerprint(enum engine_kind k)
{
	engine_setup();
	switch (k) {
	case ENGINE_LANES: return lanes_fingerprint;
	case ENGINE_BLIS: return blas_name();
	case ENGINE_AUTO: break;
	}
	return names[k];
}

struct trainer *trainer_new(const struct problem *p, enum engine_kind kind,
			    int width, size_t batch, enum optim_kind optim,
			    struct err *err)
{
	engine_setup();
	if (engine_usable(kind, err))
		return NULL;
	if (kind == ENGINE_BLIS)
		return trainer_blis_new(p, batch, optim);
	return trainer_lanes_new(p, width, batch, optim, err);
}

void trainer_free(struct trainer *t)
{
	if (t)
		t->ops->free(t);
}

size_t trainer_lanes(const struct trainer *t)
{
	return t->lanes;
}

void trainer_begin(struct trainer *t, const struct levels *lv, size_t n)
{
	t->ops->begin(t, lv, n);
}

int trainer_advance(struct trainer *t, uint64_t updates)
{
	return t->ops->advance(t, updates);
}

void trainer_progress(const struct trainer *t, size_t lane, struct progress *out)
{
	t->ops->progress(t, lane, out);
}

void trainer_predict(struct trainer *t, size_t lane, const float *x, size_t n,
		     float *out)
{
	t->ops->predict(t, lane, x, n, out);
}

void trainer_result(const struct trainer *t, size_t lane, struct result *out)
{
	t->ops->result(t, lane, out);
}

void trainer_params(const struct trainer *t, size_t lane, float *w)
{
	t->ops->params(t, lane, w);
}

void trainer_set_params(struct trainer *t, size_t lane, const float *w)
{
	t->ops->set_params(t, lane, w);
}

void trainer_judge(struct trainer *t, float *loss, float *accuracy)
{
	t->ops->judge(t, loss, accuracy);
}

void trainer_gradient(struct trainer *t, size_t lane, const uint32_t *rows,
		      size_t n, float *g, double *loss)
{
	t->ops->gradient(t, lane, rows, n, g, loss);
}

size_t trainer_bytes(const struct trainer *t)
{
	return t->ops->bytes(t);
}
