/* block.c - finished runs side by side in memory; see block.h. */
#include "block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

struct block *block_new(void)
{
	return xcalloc(1, sizeof(struct block));
}

void block_free(struct block *b)
{
	if (!b)
		return;
	free(b->rec);
	free(b->f);
	free(b);
}

void block_clear(struct block *b, uint32_t tag, size_t n_pred)
{
	b->next = NULL;
	b->tag = tag;
	b->n_pred = n_pred;
	b->n = b->n_f = b->left = 0;
}

static float *put(float *at, const float *from, size_t n)
{
	memcpy(at, from, n * sizeof *at);
	return at + n;
}

void block_add(struct block *b, uint64_t run, const struct levels *lv,
	       const struct result *r, double seconds)
{
	size_t curves = (size_t)(!!r->train + !!r->test + !!r->acc);
	size_t want = b->n_f + curves * r->epochs + r->n_r2 + r->n_scores + (1 + r->n_marks) * b->n_pred;
	struct record *rec;
	float *at;

	XGROW(b->rec, b->cap, b->n + 1);
	XGROW(b->f, b->cap_f, want);
	rec = &b->rec[b->n++];
	*rec = (struct record){
		.run = run, .updates = r->updates, .levels = *lv,
		.epochs = r->epochs, .train_loss = r->train_loss,
		.test_loss = r->test_loss, .accuracy = r->accuracy,
		.data_loss = r->data_loss, .data_accuracy = r->data_accuracy,
		.constant_loss = r->constant_loss, .constant_accuracy = r->constant_accuracy,
		.n_r2 = r->n_r2, .n_scores = r->n_scores, .n_marks = r->n_marks,
		.diverged = r->diverged, .seconds = seconds, .at = b->n_f,
		.has = (r->train ? HAS_TRAIN : 0u) | (r->test ? HAS_TEST : 0u) |
		       (r->acc ? HAS_ACC : 0u),
	};
	at = b->f + b->n_f;
	if (r->train)
		at = put(at, r->train, r->epochs);
	if (r->test)
		at = put(at, r->test, r->epochs);
	if (r->acc)
		at = put(at, r->acc, r->epochs);
	if (r->n_r2)
		at = put(at, r->r2, r->n_r2);
	if (r->n_scores)
		at = put(at, r->scores, r->n_scores);
	if (b->n_pred)
		at = put(at, r->pred, b->n_pred);
	if (r->n_marks)
		put(at, r->marked, r->n_marks * b->n_pred);
	b->n_f = want;
}

void block_sample(const struct block *b, size_t i, struct sample *out)
{
	const struct record *r = &b->rec[i];
	const float *at = b->f + r->at;

	*out = (struct sample){
		.kind = SAMPLE_RUN, .condition = b->tag, .run = r->run,
		.levels = r->levels, .epochs = r->epochs,
		.updates = r->updates, .total_updates = r->updates,
		.train_loss = r->train_loss, .test_loss = r->test_loss,
		.accuracy = r->accuracy, .batch_loss = NAN,
		.data_loss = r->data_loss, .data_accuracy = r->data_accuracy,
		.constant_loss = r->constant_loss, .constant_accuracy = r->constant_accuracy,
		.diverged = r->diverged, .seconds = r->seconds,
		.n_pred = b->n_pred, .n_r2 = r->n_r2, .n_scores = r->n_scores,
	};
	if (r->has & HAS_TRAIN)
		out->train = at, at += r->epochs;
	if (r->has & HAS_TEST)
		out->test = at, at += r->epochs;
	if (r->has & HAS_ACC)
		out->acc = at, at += r->epochs;
	if (r->n_r2)
		out->r2 = at, at += r->n_r2;
	if (r->n_scores)
		out->scores = at, at += r->n_scores;
	out->pred = at;
	out->n_marks = r->n_marks;
	out->marked = r->n_marks ? at + b->n_pred : NULL;
}

size_t block_bytes(const struct block *b)
{
	return sizeof *b + b->cap * sizeof *b->rec + b->cap_f * sizeof *b->f;
}
