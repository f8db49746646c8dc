/*
 * judged.c - what runs recorded before there was a data loss were worth.
 */
#include <math.h>

#include "engine/engine.h"
#include "engine/scores.h"
#include "run/sample.h"

int sample_is_judged(const struct sample *s)
{
	return !isnan(s->constant_loss);
}

void sample_judge(struct sample *s, const struct problem *p, float *r2)
{
	struct constant c;
	float loss, accuracy;

	problem_constant(p, &s->levels, NULL, &c, NULL);
	s->constant_loss = (float)c.loss;
	s->constant_accuracy = (float)c.accuracy;
	s->data_loss = s->data_accuracy = NAN;
	if (s->pred && problem_judge(p, &s->levels, s->pred, &loss, &accuracy, r2)) {
		s->data_loss = loss;
		s->data_accuracy = accuracy;
		if (p->variance && p->link == LINK_IDENTITY) {
			s->r2 = r2;
			s->n_r2 = (uint32_t)p->data->outputs;
		}
	}
	if (p->n_test)
		s->data_accuracy = s->accuracy;
	if (p->n_test && !(p->l2 > 0))	/* no penalty in it: the same to the bit */
		s->data_loss = s->test_loss;
	if (!isnan(s->data_loss) && problem_diverged(&c, (double)s->data_loss))
		s->diverged = 1;
}

void sample_score(struct sample *s, const struct problem *p, struct scorer *scorer, float *scores)
{
	if (s->scores || !s->pred || s->n_pred != p->n_pred)
		return;
	if (!scorer_recorded(scorer, &s->levels, s->pred, scores))
		return;
	s->scores = scores;
	s->n_scores = (uint32_t)scores_count(p);
}
