/*
 * verify.c - recompute a session's runs and compare every bit.
 *
 * Runs of one batch size and optimizer are packed as the engine likes them:
 *
 *     session_runs --> sink --> slot of (batch, optimizer) --full--> trainer --> compare
 *
 * Levels come from the file, so they are checked before anything is computed
 * with them.  A NaN equals any other NaN: which of them an operation gives is
 * the processor's choice.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab_int.h"

#define SLOTS 16

/* One stored run, waiting to be recomputed. */
struct stored {
	uint64_t run;
	struct levels levels;
	uint32_t epochs;
	size_t n_pred;
	float *train, *test, *acc, *pred;	/* one block at train; NULL where absent */
};

struct slot {
	uint32_t batch, off, optim;
	struct trainer *t;
	struct stored *run;	/* [lanes] */
	size_t n, lanes;
};

struct verify {
	struct condition *c;
	uint32_t id;
	int width;
	struct slot slot[SLOTS];
	unsigned evict;
	struct verify_count *n;
	uint64_t done, all;
	int (*tick)(void *arg, uint64_t done, uint64_t all);
	void *arg;
	int stop;
	struct err first;		/* the first difference */
	char other[64];			/* an engine whose bits cannot be compared here */
};

static float *copy(float **at, const float *from, size_t n)
{
	float *to = *at;

	if (!from)
		return NULL;
	memcpy(to, from, n * sizeof *to);
	*at += n;
	return to;
}

static void keep(struct stored *r, const struct sample *s)
{
	float *at = xreallocarray(NULL, 3 * (size_t)s->epochs + s->n_pred + 1, sizeof *at);

	*r = (struct stored){ .run = s->run, .levels = s->levels, .epochs = s->epochs, .n_pred = s->n_pred };
	r->pred = at;		/* the block begins with what is always there */
	if (!copy(&at, s->pred, s->n_pred))
		at += r->n_pred = 0;
	r->train = copy(&at, s->train, s->epochs);
	r->test = copy(&at, s->test, s->epochs);
	r->acc = copy(&at, s->acc, s->epochs);
}

static int same(const float *a, const float *b, size_t n)
{
	if (!a || !b)
		return a == b;
	for (size_t i = 0; i < n; i++)
		if (memcmp(&a[i], &b[i], sizeof a[i]) != 0 && !(isnan(a[i]) && isnan(b[i])))
			return 0;
	return 1;
}

static const char *what_differs(const struct stored *r, const struct result *x, size_t n_pred)
{
	if (r->epochs != x->epochs)
		return "number of epochs";
	if (!same(r->train, x->train, r->epochs))
		return "training loss";
	if (!same(r->test, x->test, r->epochs))
		return "test loss";
	if (!same(r->acc, x->acc, r->epochs))
		return "accuracy";
	if (r->n_pred != n_pred || !same(r->pred, x->pred, n_pred))
		return "predictions";
	return NULL;
}

static void flush(struct verify *v, struct slot *sl)
{
	struct levels lv[64];

	if (!sl->n)
		return;
	for (size_t i = 0; i < sl->n; i++)
		lv[i] = sl->run[i].levels;
	trainer_begin(sl->t, lv, sl->n);
	while (trainer_advance(sl->t, 0))
		;
	for (size_t i = 0; i < sl->n; i++) {
		struct stored *r = &sl->run[i];
		struct result x;
		const char *what;

		trainer_result(sl->t, i, &x);
		what = what_differs(r, &x, v->c->problem.n_pred);
		if (!what) {
			v->n->same++;
		} else if (!v->n->differ++) {
			err_set(&v->first, ERR_CHECK, "condition %" PRIu32 ", run %" PRIu64 ": the %s differ%s from what"
				" is recomputed here", v->id, r->run, what,
				what[strlen(what) - 1] == 's' && strcmp(what, "predictions") == 0 ? "" : "s");
		}
		free(r->pred);
	}
	v->done += sl->n;
	sl->n = 0;
	if (v->tick && v->tick(v->arg, v->done, v->all))
		v->stop = 1;
}

static void slot_release(struct slot *sl)
{
	for (size_t i = 0; i < sl->n; i++)
		free(sl->run[i].pred);
	free(sl->run);
	trainer_free(sl->t);
	memset(sl, 0, sizeof *sl);
}

static struct slot *find_slot(struct verify *v, const struct sample *s)
{
	uint32_t batch = (uint32_t)problem_batch(&v->c->problem, &s->levels);
	uint32_t optim = s->levels.v[SOURCE_OPTIMIZER];
	struct slot *sl;

	for (size_t i = 0; i < SLOTS; i++) {
		sl = &v->slot[i];
		if (sl->t && sl->batch == batch && sl->optim == optim)
			return sl;
	}
	sl = &v->slot[v->evict++ % SLOTS];
	flush(v, sl);
	slot_release(sl);
	sl->batch = batch;
	sl->optim = optim;
	sl->t = trainer_new(&v->c->problem, v->c->engine, v->width, batch, (enum optim_kind)optim, &v->first);
	if (!sl->t)
		return NULL;
	sl->lanes = trainer_lanes(sl->t);
	if (sl->lanes > 64)
		sl->lanes = 64;
	sl->run = xcalloc(sl->lanes, sizeof *sl->run);
	return sl;
}

static int levels_possible(const struct levels *l)
{
	if (l->v[SOURCE_OPTIMIZER] >= OPTIM_COUNT || levels_off(l, SOURCE_OPTIMIZER) || levels_off(l, SOURCE_INIT))
		return 0;
	return levels_off(l, SOURCE_BATCH) || l->v[SOURCE_BATCH] >= 1;
}

static int sink(void *arg, const struct sample *s)
{
	struct verify *v = arg;
	struct slot *sl;

	if (s->kind != SAMPLE_RUN)
		return 0;
	if (!levels_possible(&s->levels)) {
		err_set(&v->first, ERR_INPUT, "condition %" PRIu32 ", run %" PRIu64 ": levels that no run can have",
			v->id, s->run);
		return v->stop = 1;
	}
	sl = find_slot(v, s);
	if (!sl)
		return v->stop = 1;
	keep(&sl->run[sl->n++], s);
	if (sl->n == sl->lanes)
		flush(v, sl);
	return v->stop;
}

static int one_run(void *arg, const struct sample *s)
{
	uint64_t *n = arg;

	*n += s->kind == SAMPLE_RUN;
	return 0;
}

/* The condition `id` as this program reads it now. */
static struct condition *rebuild(struct lab *lab, struct session *s, uint32_t id, const char *commands,
				 struct dataset *given, struct err *err)
{
	struct dataset *d = session_dataset(s, id, err);
	struct settings set;
	struct condition *c;
	int code;

	if (!d && err->code)
		return NULL;
	if (!d && given) {
		char hash[32];

		d = dataset_ref(given);
		/* The hash stands in the condition's own text. */
		snprintf(hash, sizeof hash, " # %016" PRIx64 "\n", d->hash);
		if (!strstr(commands, hash)) {
			dataset_unref(d);
			err_set(err, ERR_INPUT, "condition %" PRIu32 " was trained on other data than those given", id);
			return NULL;
		}
	}
	code = lab_read_condition(lab, commands, d, &set, err);
	if (d)
		dataset_unref(d);
	if (code)
		return NULL;
	c = settings_condition(&set, err);
	settings_release(&set);
	return c;
}

static int verify_condition(struct lab *lab, struct session *s, struct verify *v, const char *commands,
			    struct dataset *given, struct err *err)
{
	const char *engine = session_engine(s, v->id);
	int code;

	v->c = rebuild(lab, s, v->id, commands, given, err);
	if (!v->c)
		return err->code ? (int)err->code : ERR_INPUT;
	if (v->c->engine == ENGINE_BLIS && engine && strcmp(engine, engine_fingerprint(ENGINE_BLIS)) != 0) {
		uint64_t n = 0;

		code = session_runs(s, v->id, one_run, &n, err);
		v->n->other_engine += n;
		snprintf(v->other, sizeof v->other, "%s", engine);
		v->done += n;
	} else {
		code = session_runs(s, v->id, sink, v, err);
		for (size_t i = 0; i < SLOTS; i++) {
			if (!code && !v->stop)
				flush(v, &v->slot[i]);
			slot_release(&v->slot[i]);
		}
	}
	condition_unref(v->c);
	return code;
}

int lab_verify(struct lab *lab, const char *path, const char *data,
	       int (*tick)(void *arg, uint64_t done, uint64_t all), void *arg,
	       struct verify_count *n, struct err *err)
{
	struct verify v = { .width = lab->cfg.width, .n = n, .tick = tick, .arg = arg, .first = ERR_INIT };
	struct session *s = NULL;
	struct dataset *given = NULL;
	struct err e = ERR_INIT;
	int code = 0;

	memset(n, 0, sizeof *n);
	if (data)
		code = dataset_load(&given, data, NULL, 0, 1, &e);
	if (!code)
		code = session_open(&s, path, &e);
	if (!code)
		v.all = session_run_count(s);
	for (size_t i = 0; !code && !v.stop && i < session_conditions(s); i++) {
		const char *commands;

		v.id = session_condition(s, i, &commands);
		code = verify_condition(lab, s, &v, commands, given, &e);
	}
	if (!code && v.first.code) {
		e = v.first;
		code = (int)e.code;
	}
	if (!code && n->other_engine && !n->same)
		code = err_set(&e, ERR_STATE, "computed with %s; the engine here is %s, whose bits differ",
			       v.other, engine_fingerprint(ENGINE_BLIS));
	if (!code && !v.stop && v.done < v.all)
		code = err_set(&e, ERR_CHECK, "%" PRIu64 " of its %" PRIu64 " runs belong to no condition: they cannot be"
			       " recomputed", v.all - v.done, v.all);
	if (!code && !v.all)
		code = err_set(&e, ERR_STATE, "holds no runs, so there is nothing to verify");
	if (!code && v.stop)
		code = err_set(&e, ERR_STATE, "stopped after %" PRIu64 " of %" PRIu64 " runs", v.done, v.all);
	if (code) {
		err_place(&e, path, 0, 0);
		if (err)
			*err = e;
	}
	if (s)
		session_close(s);
	if (given)
		dataset_unref(given);
	return code;
}
