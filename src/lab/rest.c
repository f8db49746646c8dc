/*
 * rest.c - runs 0 and 1 of a driven condition have equal levels: what differs between them is
 * the rest, and nothing else is made of the second.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

void entry_forget_rest(struct entry *e)
{
	for (int i = 0; i < 2; i++) {
		free(e->pair[i].pred);
		free(e->pair[i].curve);
		e->pair[i] = (struct kept_sample){ .has = 0 };
	}
	e->pub.rest = (struct lab_rest){ .known = 0 };
}

static void keep(struct kept_sample *k, const struct sample *s)
{
	const float *from[3] = { s->train, s->test, s->acc };
	const float **to[3] = { &k->s.train, &k->s.test, &k->s.acc };

	free(k->pred);
	free(k->curve);
	k->has = 1;
	k->s = *s;
	k->s.r2 = k->s.scores = NULL;
	k->s.n_r2 = k->s.n_scores = 0;
	k->pred = xreallocarray(NULL, s->n_pred + 1, sizeof *k->pred);
	memcpy(k->pred, s->pred, s->n_pred * sizeof *k->pred);
	k->s.pred = k->pred;
	k->curve = xreallocarray(NULL, 3 * (size_t)s->epochs + 1, sizeof *k->curve);
	for (int i = 0; i < 3; i++) {
		float *at = k->curve + (size_t)i * s->epochs;

		if (from[i])
			memcpy(at, from[i], s->epochs * sizeof *at);
		*to[i] = from[i] ? at : NULL;
	}
}

static int same_figure(float a, float b)
{
	return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

static void compare(struct entry *e)
{
	const struct sample *a = &e->pair[0].s, *b = &e->pair[1].s;
	struct lab_rest *r = &e->pub.rest;
	double sum = 0, most = 0;

	if (a->diverged || b->diverged)
		return;
	r->known = 1;
	r->equal = same_figure(a->train_loss, b->train_loss) && same_figure(a->test_loss, b->test_loss) &&
		   same_figure(a->accuracy, b->accuracy);
	for (size_t i = 0; i < a->n_pred; i++) {
		double d = fabs((double)a->pred[i] - b->pred[i]);

		r->equal &= memcmp(&a->pred[i], &b->pred[i], sizeof *a->pred) == 0;
		sum += d;
		most = fmax(most, d);
	}
	r->diff = a->n_pred ? sum / (double)a->n_pred : NAN;
	r->most = a->n_pred ? most : NAN;
}

int entry_take_rest(struct entry *e, const struct sample *s)
{
	int repeat = condition_repeats(e->pub.cond, s->run);

	if (!repeat && !(s->run == 0 && condition_repeats(e->pub.cond, EXTERNAL_REPEAT)))
		return 0;
	keep(&e->pair[repeat], s);
	if (e->pair[0].has && e->pair[1].has)
		compare(e);
	return repeat;
}
