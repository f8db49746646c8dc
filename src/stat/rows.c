/*
 * rows.c - copying a run so that it outlives the sink's call.
 */
#include "rows_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "run/sample.h"

static size_t floats_of(const struct kept_run *k)
{
	return k->n_r2 + k->n_scores + ((k->train != NULL) + (k->test != NULL) + (size_t)(k->acc != NULL)) *
			 k->epochs;
}

/* What row_set and row_copy share: k has everything but its own arrays. */
static void fill(struct row *r, const struct kept_run *k, size_t n_pred, size_t padded)
{
	size_t need = padded + floats_of(k);
	float *p;

	if (need > r->cap || !r->block) {
		free(r->block);
		r->block = xaligned(need ? need : 1, sizeof(float));
		r->cap = need;
	}
	r->k = *k;
	p = r->block;
	r->k.pred = NULL;
	if (padded) {
		memcpy(p, k->pred, n_pred * sizeof *p);
		memset(p + n_pred, 0, (padded - n_pred) * sizeof *p);
		r->k.pred = p;
		p += padded;
	}
	const float **mine[] = { &r->k.train, &r->k.test, &r->k.acc };
	const float *theirs[] = { k->train, k->test, k->acc };
	for (int i = 0; i < 3; i++) {
		if (!theirs[i])
			continue;
		memcpy(p, theirs[i], k->epochs * sizeof *p);
		*mine[i] = p;
		p += k->epochs;
	}
	if (k->n_r2) {
		memcpy(p, k->r2, k->n_r2 * sizeof *p);
		r->k.r2 = p;
		p += k->n_r2;
	}
	if (k->n_scores) {
		memcpy(p, k->scores, k->n_scores * sizeof *p);
		r->k.scores = p;
	}
}

struct kept_run row_figures(const struct sample *s)
{
	return (struct kept_run){
		.run = s->run, .levels = s->levels, .train_loss = s->train_loss,
		.test_loss = s->test_loss, .accuracy = s->accuracy,
		.epochs = s->epochs, .train = s->train, .test = s->test,
		.acc = s->acc, .pred = s->pred,
		.data_loss = s->data_loss, .data_accuracy = s->data_accuracy,
		.constant_loss = s->constant_loss, .constant_accuracy = s->constant_accuracy,
		.n_r2 = s->r2 ? s->n_r2 : 0, .r2 = s->r2,
		.n_scores = s->scores ? s->n_scores : 0, .scores = s->scores,
	};
}

void row_set(struct row *r, const struct sample *s, size_t n_pred, size_t padded)
{
	struct kept_run k = row_figures(s);

	fill(r, &k, n_pred, padded);
}

void row_copy(struct row *dst, const struct row *src, size_t padded)
{
	fill(dst, &src->k, padded, padded);
}

void row_release(struct row *r)
{
	free(r->block);
	memset(r, 0, sizeof *r);
}
