/*
 * blame.c - the shares of the sources by the length of training: from the predictions that the
 * runs of a plan had on their way, or as a session kept them.
 */
#include <math.h>

#include "lab/lab_int.h"

static void take(const struct attribute *a, uint32_t epoch, struct lab_blame *out)
{
	struct lab_blame_point *p = &out->point[out->n];
	struct effect e[SOURCE_ALL];

	*p = (struct lab_blame_point){ .epoch = epoch };
	p->rows = attribute_effects(a, TARGET_PREDICTION, e, &p->variance);
	if (!p->rows || !(p->variance > 0))
		return;
	for (size_t i = 0; i < out->n_sources; i++) {
		p->first[i] = e[i].first;
		p->lo[i] = e[i].first_lo;
		p->hi[i] = e[i].first_hi;
	}
	attribute_interaction(a, TARGET_PREDICTION, &p->together, &p->together_lo, &p->together_hi);
	out->n++;
}

int lab_blame(const struct lab *lab, const struct lab_entry *plan, struct lab_blame *out)
{
	const struct problem *p = plan ? &plan->cond->problem : NULL;

	if (!plan || !plan->attr)
		return 0;
	if (lab->blame.n > 1 && lab->blame.of == plan->id && !(plan->attr_at && attribute_rows(plan->attr_at[0]))) {
		*out = lab->blame;
		return 1;
	}
	*out = (struct lab_blame){ .of = plan->id, .n_sources = attribute_sources(plan->attr) };
	if (!plan->attr_at || out->n_sources > SOURCE_COUNT)
		return 0;
	for (size_t i = 0; i < out->n_sources; i++)
		out->source[i] = attribute_source(plan->attr, i);
	for (uint32_t m = 0; m < p->n_marks; m++)
		take(plan->attr_at[m], p->mark[m], out);
	take(plan->attr, p->epochs, out);
	return out->n > 1;
}

void lab_keep_blame(struct lab *lab, const struct entry *plan)
{
	struct lab_blame b;

	if (!lab_blame(lab, &plan->pub, &b))
		return;
	lab->blame = b;
	lab_record_blame(lab);
}
