/*
 * lanes.c - which widths this machine has, and the trainer of each.
 */
#include "config.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "engine/trainer_int.h"

typedef struct trainer *make_fn(const struct problem *p, size_t batch, enum optim_kind o);

typedef double peak_fn(double seconds);

peak_fn lane_peak_1, lane_peak_1f, lane_peak_4, lane_peak_8, lane_peak_16;
make_fn lane_trainer_new_1, lane_trainer_new_1f, lane_trainer_new_4, lane_trainer_new_8,
	lane_trainer_new_16;

#ifdef LANES_X86
static int has_fma(void) { return __builtin_cpu_supports("fma") != 0; }
static int has_avx2(void) { return has_fma() && __builtin_cpu_supports("avx2"); }
static int has_avx512(void) { return has_avx2() && __builtin_cpu_supports("avx512f"); }
#endif
static int always(void) { return 1; }

/* Ascending.  Of one width the last that the machine has is taken. */
static const struct { int width; const char *name; int (*has)(void); make_fn *make;
	peak_fn *peak; }
widths[] = {
	{ 1, "plain", always, lane_trainer_new_1, lane_peak_1 },
#ifdef LANES_X86
	{ 1, "plain", has_fma, lane_trainer_new_1f, lane_peak_1f },
	{ 4, "fma", has_fma, lane_trainer_new_4, lane_peak_4 },
	{ 8, "avx2", has_avx2, lane_trainer_new_8, lane_peak_8 },
	{ 16, "avx512", has_avx512, lane_trainer_new_16, lane_peak_16 },
#elif defined LANES_NEON
	{ 4, "neon", always, lane_trainer_new_4, lane_peak_4 },
#endif
};
#define N_WIDTHS (sizeof widths / sizeof *widths)

int lanes_has_width(int width)
{
	for (size_t i = 0; i < N_WIDTHS; i++)
		if (widths[i].width == width && widths[i].has())
			return 1;
	return 0;
}

static size_t best(void)
{
	size_t i = N_WIDTHS - 1;

	while (!widths[i].has())
		i--;
	return i;
}

int lanes_best_width(void)
{
	return widths[best()].width;
}

const char *lanes_width_name(int width)
{
	for (size_t i = 0; i < N_WIDTHS; i++)
		if (widths[i].width == width)
			return widths[i].name;
	return "none";
}

/*
 * Few runs need no wide vectors: a trainer of the machine's best width is one of each
 * width, made when first wanted, and `now` is the narrowest that holds the runs at hand.
 */
struct fit {
	struct trainer base;
	const struct problem *p;
	size_t batch;
	enum optim_kind optim;
	struct trainer *of[N_WIDTHS], *now;
};

static struct fit *fit(struct trainer *t)
{
	return (struct fit *)t;
}

static struct trainer *now(const struct trainer *t)
{
	return ((const struct fit *)t)->now;
}

/* Lanes beyond those in use repeat the first. */
static size_t at(const struct trainer *t, size_t lane)
{
	return lane < now(t)->lanes ? lane : 0;
}

static void fit_free(struct trainer *t)
{
	for (size_t i = 0; i < N_WIDTHS; i++)
		if (fit(t)->of[i])
			fit(t)->of[i]->ops->free(fit(t)->of[i]);
	free(t);
}

static void fit_begin(struct trainer *t, const struct levels *lv, size_t n)
{
	struct fit *f = fit(t);
	size_t i = best();

	/* A width of 1 gains nothing over 4. */
	for (size_t k = i; k-- > 0; )
		if (widths[k].has() && (size_t)widths[k].width >= n && widths[k].width > 1)
			i = k;
	if (!f->of[i])
		f->of[i] = widths[i].make(f->p, f->batch, f->optim);
	f->now = f->of[i];
	f->now->ops->begin(f->now, lv, n);
}

static int fit_advance(struct trainer *t, uint64_t updates)
{
	return now(t)->ops->advance(now(t), updates);
}

static void fit_progress(const struct trainer *t, size_t lane, struct progress *out)
{
	now(t)->ops->progress(now(t), at(t, lane), out);
}

static void fit_predict(struct trainer *t, size_t lane, const float *x, size_t n, float *out)
{
	now(t)->ops->predict(now(t), at(t, lane), x, n, out);
}

static void fit_result(const struct trainer *t, size_t lane, struct result *out)
{
	now(t)->ops->result(now(t), at(t, lane), out);
}

static void fit_params(const struct trainer *t, size_t lane, float *w)
{
	now(t)->ops->params(now(t), at(t, lane), w);
}

static void fit_set_params(struct trainer *t, size_t lane, const float *w)
{
	now(t)->ops->set_params(now(t), at(t, lane), w);
}

static void fit_gradient(struct trainer *t, size_t lane, const uint32_t *rows, size_t n, float *g,
			 double *loss)
{
	now(t)->ops->gradient(now(t), at(t, lane), rows, n, g, loss);
}

static void fit_judge(struct trainer *t, float *loss, float *accuracy)
{
	now(t)->ops->judge(now(t), loss, accuracy);
	for (size_t l = now(t)->lanes; l < t->lanes; l++) {
		loss[l] = loss[0];
		accuracy[l] = accuracy[0];
	}
}

static size_t fit_bytes(const struct trainer *t)
{
	const struct fit *f = (const struct fit *)t;
	size_t bytes = sizeof *f;

	for (size_t i = 0; i < N_WIDTHS; i++)
		bytes += f->of[i] ? f->of[i]->ops->bytes(f->of[i]) : 0;
	return bytes;
}

static const struct trainer_ops fit_ops = {
	.free = fit_free, .begin = fit_begin, .advance = fit_advance,
	.progress = fit_progress, .predict = fit_predict, .result = fit_result,
	.params = fit_params, .set_params = fit_set_params, .judge = fit_judge,
	.gradient = fit_gradient, .bytes = fit_bytes,
};

static struct trainer *fit_new(const struct problem *p, size_t batch, enum optim_kind o)
{
	struct fit *f = xcalloc(1, sizeof *f);

	f->base.ops = &fit_ops;
	f->base.lanes = (size_t)lanes_best_width();
	f->p = p;
	f->batch = batch;
	f->optim = o;
	return &f->base;
}

struct trainer *trainer_lanes_new(const struct problem *p, int width, size_t batch,
				  enum optim_kind o, struct err *err)
{
	if (!width)
		return fit_new(p, batch, o);
	if (width == ENGINE_WIDTH_PLAIN)
		return lane_trainer_new_1(p, batch, o);
	for (size_t i = N_WIDTHS; i-- > 0; )
		if (widths[i].width == width && widths[i].has())
			return widths[i].make(p, batch, o);
	err_set(err, ERR_USAGE, "this machine has no lanes of width %d; its widest is %d",
		width, lanes_best_width());
	return NULL;
}

double engine_peak(double seconds)
{
	return widths[best()].peak(seconds);
}
