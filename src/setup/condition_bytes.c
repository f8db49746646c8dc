/*
 * condition_bytes.c - a condition for a process that has none of its files; see setup.h.
 *
 * Its text says everything but the data, so it is head, text, name of the data, x and y.  Only
 * what training reads of the data goes along: no names of columns, no notes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "data/data.h"
#include "run/condition.h"
#include "setup/settings.h"
#include "setup/setup.h"

struct head {
	uint64_t text, name, rows, hash, all;	/* text and name: bytes with their NULs */
	double test;
	uint32_t kind, shape[3], outputs, chronological, standard, engine;
	char fingerprint[128];	/* of the engine */
};

static char *put(char *at, const void *bytes, size_t n)
{
	memcpy(at, bytes, n);
	return at + n;
}

void *condition_pack(const struct condition *c, size_t *n)
{
	const struct dataset *d = c->problem.data;
	struct head h = {
		.text = strlen(c->commands) + 1, .name = strlen(d->name) + 1, .rows = d->rows, .hash = d->hash,
		.test = d->default_test, .kind = (uint32_t)d->kind, .shape = { d->shape[0], d->shape[1], d->shape[2] },
		.outputs = (uint32_t)d->outputs, .chronological = (uint32_t)d->chronological,
		.standard = (uint32_t)d->standard, .engine = (uint32_t)c->engine,
	};
	const size_t nx = d->rows * d->features * sizeof *d->x, ny = d->rows * d->outputs * sizeof *d->y;
	char *bytes, *at;

	h.all = sizeof h + h.text + h.name + nx + ny;
	strncpy(h.fingerprint, engine_fingerprint(c->engine), sizeof h.fingerprint - 1);
	at = bytes = xmalloc((size_t)h.all);
	at = put(at, &h, sizeof h);
	at = put(at, c->commands, (size_t)h.text);
	at = put(at, d->name, (size_t)h.name);
	at = put(at, d->x, nx);
	put(at, d->y, ny);
	*n = (size_t)h.all;
	return bytes;
}

/* Floats from bytes that are aligned as they happen to be. */
static float *floats(const char *from, size_t n)
{
	float *to = xcalloc(n + 1, sizeof *to);

	memcpy(to, from, n * sizeof *to);
	return to;
}

static struct dataset *data_of(const struct head *h, const char *name, const char *x)
{
	const size_t features = (size_t)h->shape[0] * h->shape[1] * h->shape[2];
	float *fx = floats(x, (size_t)h->rows * features);
	float *fy = floats(x + h->rows * features * sizeof *fx, (size_t)h->rows * h->outputs);
	struct dataset *d = dataset_new(name, (enum data_kind)h->kind, (size_t)h->rows, h->shape, h->outputs, fx, fy);

	d->chronological = (int)h->chronological;
	d->default_test = h->test;
	d->standard = (enum data_standard)h->standard;
	free(fx);
	free(fy);
	return d;
}

/* The same bits can be had here? */
static int agrees(const struct condition *c, const struct head *h, const char *text, struct err *err)
{
	if (c->problem.data->hash != h->hash || strcmp(c->commands, text) != 0 || c->engine != (enum engine_kind)h->engine)
		return err_set(err, ERR_STATE, "understands this condition otherwise: is it another version of reroll?");
	if (c->engine == ENGINE_BLIS && strcmp(engine_fingerprint(c->engine), h->fingerprint) != 0)
		return err_set(err, ERR_STATE, "computes by %s, and rank 0 by %s: the bits would differ; `engine lanes` gives the same ones",
			       engine_fingerprint(c->engine), h->fingerprint);
	return 0;
}

struct condition *condition_unpack(const void *bytes, size_t n, struct err *err)
{
	struct condition *c = NULL;
	struct settings set;
	struct dataset *d;
	const char *text;
	struct head h;

	if (n >= sizeof h)
		memcpy(&h, bytes, sizeof h);
	if (n < sizeof h || h.all != n) {
		err_set(err, ERR_STATE, "was told no condition: is it another version of reroll?");
		return NULL;
	}
	text = (const char *)bytes + sizeof h;
	d = data_of(&h, text + h.text, text + h.text + h.name);
	if (!setup_read(text, d, &set, err)) {
		c = settings_condition(&set, err);
		settings_release(&set);
	}
	dataset_unref(d);
	if (c && agrees(c, &h, text, err)) {
		condition_unref(c);
		c = NULL;
	}
	return c;
}
