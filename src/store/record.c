/*
 * record.c - packing what the recorder was given, see record_int.h.
 *
 * A run is packed with two memcpys into memory that is used again and again,
 * so that queueing costs the owner's thread a fraction of a microsecond.
 */
#include "record_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "f32.h"
#include "run/condition.h"
#include "run/sample.h"

const char *curve_name(enum curve k)
{
	static const char *const name[] = { "train", "test", "accuracy" };

	return name[k];
}

void hash_text(uint64_t hash, char out[17])
{
	snprintf(out, 17, "%016llx", (unsigned long long)hash);
}

/* Room for one record of so many bytes; returns it. */
static void *block_room(struct block *b, enum rec_kind kind, size_t bytes)
{
	struct rec *r;

	bytes = (bytes + 7) & ~(size_t)7;
	XGROW(b->p, b->cap, b->len + bytes);
	r = (struct rec *)(void *)(b->p + b->len);
	r->kind = kind;
	r->bytes = (uint32_t)bytes;
	b->len += bytes;
	b->records++;
	return r;
}

void record_clear(struct block *b)
{
	const struct rec *r;

	for (size_t at = 0; at < b->len; at += r->bytes) {
		r = (const struct rec *)(const void *)(b->p + at);
		if (r->kind == REC_CONDITION)
			cond_row_free(((const struct rec_condition *)(const void *)r)->row);
	}
	b->len = 0;
	b->records = b->runs = 0;
}

void record_release(struct block *b)
{
	record_clear(b);
	free(b->p);
	memset(b, 0, sizeof *b);
}

static unsigned curves_of(const struct sample *s)
{
	if (s->epochs == 0)
		return 0;
	return (s->train ? 1u << CURVE_TRAIN : 0) | (s->test ? 1u << CURVE_TEST : 0) |
	       (s->acc ? 1u << CURVE_ACCURACY : 0);
}

size_t block_run_bytes(const struct sample *s)
{
	size_t curves = (size_t)__builtin_popcount(curves_of(s));

	return sizeof(struct rec_run) + (curves * s->epochs + s->n_pred + s->n_r2 + s->n_scores) * 4;
}

void block_add_run(struct block *b, const struct sample *s, uint64_t id,
		   uint32_t condition, double time)
{
	const float *curve[CURVE_COUNT] = { s->train, s->test, s->acc };
	struct rec_run *r = block_room(b, REC_RUN, block_run_bytes(s));
	unsigned char *p = (unsigned char *)(r + 1);

	b->runs++;
	r->id = id;
	r->run = s->run;
	r->updates = s->updates;
	r->seconds = s->seconds;
	r->time = time;
	r->levels = s->levels;
	f32_copy(r->packed, s->levels.v, SOURCE_SLOTS);
	f32_copy(r->packed + SOURCE_SLOTS, &s->levels.off, 1);
	r->condition = condition;
	r->epochs = s->epochs;
	r->n_pred = (uint32_t)s->n_pred;
	r->curves = curves_of(s);
	r->train_loss = s->train_loss;
	r->test_loss = s->test_loss;
	r->accuracy = s->accuracy;
	r->data_loss = s->data_loss;
	r->data_accuracy = s->data_accuracy;
	r->constant_loss = s->constant_loss;
	r->constant_accuracy = s->constant_accuracy;
	r->n_r2 = s->n_r2;
	r->n_scores = s->scores ? s->n_scores : 0;
	r->diverged = s->diverged != 0;
	for (int k = 0; k < CURVE_COUNT; k++) {
		if (!(r->curves >> k & 1))
			continue;
		f32_copy(p, curve[k], s->epochs);
		p += (size_t)s->epochs * 4;
	}
	f32_copy(p, s->pred, s->n_pred);
	p += s->n_pred * 4;
	f32_copy(p, s->r2, s->n_r2);
	p += (size_t)s->n_r2 * 4;
	f32_copy(p, s->scores, r->n_scores);
}

void block_add_event(struct block *b, double time, const char *kind, const char *text)
{
	size_t nk = strlen(kind) + 1, nt = strlen(text) + 1;
	struct rec_event *e = block_room(b, REC_EVENT, sizeof *e + nk + nt);

	e->time = time;
	e->kind_bytes = (uint32_t)nk;
	memcpy(e + 1, kind, nk);
	memcpy((char *)(e + 1) + nk, text, nt);
}

void block_add_condition(struct block *b, struct cond_row *row)
{
	struct rec_condition *c = block_room(b, REC_CONDITION, sizeof *c);

	c->row = row;
}

struct cond_row *cond_row_new(uint32_t id, const struct condition *c)
{
	const struct problem *p = &c->problem;
	struct cond_row *row = xcalloc(1, sizeof *row);

	row->id = id;
	row->commands = xstrdup(c->commands ? c->commands : "");
	row->engine = xstrdup(c->external ? EXTERNAL_ENGINE : engine_fingerprint(c->engine));
	row->data = dataset_ref(p->data);
	row->n_probes = (uint32_t)p->n_probes;
	row->outputs = (uint32_t)p->data->outputs;
	row->probe = xreallocarray(NULL, p->n_probes + 1, sizeof *row->probe);
	if (p->n_probes)
		memcpy(row->probe, p->probe, p->n_probes * sizeof *row->probe);
	return row;
}

void cond_row_free(struct cond_row *c)
{
	if (!c)
		return;
	dataset_unref(c->data);
	free(c->commands);
	free(c->engine);
	free(c->probe);
	free(c);
}
