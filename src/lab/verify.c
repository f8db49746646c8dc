/*
 * verify.c - recompute a session's runs and compare every bit.
 *
 * Runs of one batch size and optimizer are packed as the engine likes them:
 *
 *     session_runs --> sink --> pack of (batch, optimizer) --full--> the crew
 *
 * Conditions are done one after the other, so that the first difference is the
 * lowest run of the first condition that has one, whatever the number of
 * workers.  Levels come from the file, so they are checked before anything is
 * computed with them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"
#include "lab/verify_crew.h"
#include "setup/setup.h"

#define SLOTS 16		/* packs that are being filled */
#define AHEAD 3			/* packs for each worker */

struct verify {
	struct crew *crew;
	struct condition *c;
	uint32_t id;
	size_t lanes;			/* runs in a pack */
	struct pack *pack[SLOTS];
	unsigned evict;
	struct verify_count *n;
	uint64_t done, all;		/* done: in the conditions before this one */
	int (*tick)(void *arg, uint64_t done, uint64_t all);
	void *arg;
	int stop;
	struct err first;		/* the first difference, or why none can be found */
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

	*r = (struct stored){ .run = s->run, .levels = s->levels, .epochs = s->epochs, .n_pred = s->n_pred,
			      .data_loss = s->data_loss, .data_accuracy = s->data_accuracy };
	r->pred = at;		/* the block begins with what is always there */
	if (!copy(&at, s->pred, s->n_pred))
		at += r->n_pred = 0;
	r->train = copy(&at, s->train, s->epochs);
	r->test = copy(&at, s->test, s->epochs);
	r->acc = copy(&at, s->acc, s->epochs);
}

/* Show the progress, until there are no more packs open than that. */
static void wait_for(struct verify *v, size_t most)
{
	struct found f;
	int rest;

	do {
		rest = crew_wait(v->crew, most);
		crew_found(v->crew, &f);
		if (!v->stop && (f.err.code || (v->tick && v->tick(v->arg, v->done + f.done, v->all)))) {
			v->stop = 1;
			crew_stop(v->crew);
		}
	} while (!rest);
}

static void push(struct verify *v, struct pack **p)
{
	if (*p && (*p)->n) {
		crew_push(v->crew, *p);
		*p = NULL;
		wait_for(v, AHEAD);
	}
}

static struct pack *find_pack(struct verify *v, const struct sample *s, struct pack ***at)
{
	uint32_t batch = (uint32_t)problem_batch(&v->c->problem, &s->levels);
	uint32_t optim = s->levels.v[SOURCE_OPTIMIZER];
	struct pack **p = NULL;

	for (size_t i = 0; i < SLOTS; i++) {
		struct pack **q = &v->pack[i];

		if (*q && (*q)->batch == batch && (*q)->optim == optim) {
			*at = q;
			return *q;
		}
		if (!*q)
			p = q;
	}
	if (!p) {
		p = &v->pack[v->evict++ % SLOTS];
		push(v, p);
	}
	*p = xcalloc(1, sizeof **p);
	(*p)->batch = batch;
	(*p)->optim = optim;
	*at = p;
	return *p;
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
	struct pack *p, **at;

	if (s->kind != SAMPLE_RUN)
		return 0;
	if (s->levels.off & LEVELS_EXTERNAL) {
		err_set(&v->first, ERR_STATE, "condition %" PRIu32 " was trained by somebody else's program: its runs cannot be"
			" recomputed here", v->id);
		return v->stop = 1;
	}
	if (!levels_possible(&s->levels)) {
		err_set(&v->first, ERR_INPUT, "condition %" PRIu32 ", run %" PRIu64 ": levels that no run can have",
			v->id, s->run);
		return v->stop = 1;
	}
	p = find_pack(v, s, &at);
	keep(&p->run[p->n], s);
	condition_hold(v->c, s->run, &p->run[p->n++].levels);
	if (p->n == v->lanes)
		push(v, at);
	return v->stop;
}

/* Send off what is left, wait for all of it, and take down what was found. */
static void conclude(struct verify *v, int code)
{
	struct found f;

	for (size_t i = 0; i < SLOTS; i++) {
		if (!code && !v->stop)
			push(v, &v->pack[i]);
		pack_free(v->pack[i]);
		v->pack[i] = NULL;
	}
	if (code || v->stop)
		crew_stop(v->crew);
	wait_for(v, 0);
	crew_found(v->crew, &f);
	v->n->same += f.same;
	v->n->differ += f.differ;
	v->done += f.done;
	if (f.err.code && !v->first.code)
		v->first = f.err;
	if (f.differ && !v->first.code)
		err_set(&v->first, ERR_CHECK, "condition %" PRIu32 ", run %" PRIu64 ": the %s from what is recomputed here",
			v->id, f.run, f.what);
}

static int one_run(void *arg, const struct sample *s)
{
	uint64_t *n = arg;

	*n += s->kind == SAMPLE_RUN;
	return 0;
}

/* The condition `id` as this program reads it now. */
static struct condition *rebuild(struct session *s, uint32_t id, const char *commands,
				 struct dataset *given, struct err *err)
{
	struct dataset *d = session_dataset(s, id, err);
	struct settings set;
	struct condition *c;
	int code;

	if (!d && err->code)
		return NULL;
	if (!d && given) {
		uint64_t hash;

		d = dataset_ref(given);
		if (!settings_text_hash(commands, &hash) || hash != d->hash) {
			dataset_unref(d);
			err_set(err, ERR_INPUT, "condition %" PRIu32 " was trained on other data than those given", id);
			return NULL;
		}
	}
	code = setup_read(commands, d, &set, err);
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

	v->c = rebuild(s, v->id, commands, given, err);
	if (!v->c)
		return err->code ? (int)err->code : ERR_INPUT;
	if (v->c->engine == ENGINE_BLIS && engine
	    && (engine_usable(ENGINE_BLIS, NULL) || !engine_same_bits(engine, engine_fingerprint(ENGINE_BLIS)))) {
		uint64_t n = 0;

		code = session_runs(s, v->id, one_run, &n, err);
		v->n->other_engine += n;
		if (engine_doubtful(engine)) {
			v->n->doubtful += n;
			snprintf(v->n->doubtful_engine, sizeof v->n->doubtful_engine, "%s", engine);
		}
		snprintf(v->other, sizeof v->other, "%s", engine);
		v->done += n;
	} else {
		v->lanes = v->c->engine == ENGINE_BLIS ? 1 : (size_t)(lab->cfg.width ? lab->cfg.width : engine_best_width());
		crew_turn(v->crew, v->c);
		code = session_runs(s, v->id, sink, v, err);
		conclude(v, code);
		crew_turn(v->crew, NULL);
	}
	condition_unref(v->c);
	return code;
}

static int no_comparison(const struct verify *v, struct err *err)
{
	struct err refusal = ERR_INIT;

	if (engine_usable(ENGINE_BLIS, &refusal))
		return err_set(err, ERR_STATE, "computed with %s; %s", v->other, refusal.text);
	return err_set(err, ERR_STATE, "computed with %s; the engine here is %s, whose bits differ",
		       v->other, engine_fingerprint(ENGINE_BLIS));
}

int lab_verify(struct lab *lab, const char *path, const char *data,
	       int (*tick)(void *arg, uint64_t done, uint64_t all), void *arg,
	       struct verify_count *n, struct err *err)
{
	struct verify v = { .n = n, .tick = tick, .arg = arg, .first = ERR_INIT };
	struct session *s = NULL;
	struct dataset *given = NULL;
	struct err e = ERR_INIT;
	int code = 0;

	memset(n, 0, sizeof *n);
	if (data)
		code = dataset_load(&given, data, NULL, 0, 1, &e);
	if (!code)
		code = session_open(&s, path, &e);
	if (!code && !(v.crew = crew_new(lab->cfg.workers, lab->cfg.width, &e)))
		code = (int)e.code;
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
		code = no_comparison(&v, &e);
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
	crew_free(v.crew);
	if (s)
		session_close(s);
	if (given)
		dataset_unref(given);
	return code;
}
