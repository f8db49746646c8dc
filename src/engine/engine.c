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
 * Both engines come near what a core can do, and a multiply-add costs the lanes no more
 * than BLIS, less in convolutions and in small products.  But the lanes keep the
 * parameters of all their runs at once, with gradients and the optimizer's state: those
 * beyond CACHED do not fit a core's second-level cache, and each of them costs as much
 * as MISS multiply-adds a row.  A convolution uses a parameter many times a row, a dense
 * layer once.
 *
 * bench/engines.tsv has both engines' figures at some forty shapes; the rule takes the
 * slower by more than 10 % at none (tests/num/test_engine_auto.c).  The batch hardly
 * moves it.
 */
#define CACHED 40000
#define MISS 15

enum engine_kind engine_choose(const struct model *m)
{
	double work = 0;

	for (size_t i = 0; i < m->n; i++)
		work += (double)m->layer[i].n_w * m->layer[i].out.h * m->layer[i].out.w;
	return MISS * ((double)m->n_params - CACHED) > work ? ENGINE_BLIS : ENGINE_LANES;
}

int engine_usable(enum engine_kind k, struct err *err)
{
	if (k != ENGINE_BLIS)
		return 0;
	return blas_refusal() ? err_set(err, ERR_STATE, "%s", blas_refusal()) : 0;
}

enum engine_kind engine_auto(const struct model *m)
{
	enum engine_kind k = engine_choose(m);

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
