/*
 * study_when.c - parents and children, as a condition of its own beside the one that is asked
 * about.
 */
#include "lab/lab_int.h"

static void finish(struct lab *lab, struct study *st, struct lab_swept *swept)
{
	(void)lab;	/* the plan's own entry has it all */
	(void)st;
	(void)swept;
}

uint32_t lab_epochs(const struct lab *lab)
{
	const struct condition *c = lab->cur->pub.cond;
	struct levels lv;

	condition_levels(c, 0, &lv);
	return problem_epochs(&c->problem, problem_batch(&c->problem, &lv));
}

void lab_when_usual(const struct lab *lab, enum source s, struct when_plan *out)
{
	static const double part[] = { 0, .25, .5, .75, .9, 1 };
	const uint32_t epochs = lab_epochs(lab);

	*out = (struct when_plan){ .source = s, .children = 4 };
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		uint32_t k = (uint32_t)(part[i] * epochs);

		if (k >= epochs)
			k = epochs ? epochs - 1 : 0;
		if (!out->n || k > out->k[out->n - 1])
			out->k[out->n++] = k;
	}
}

int lab_ask_when(struct lab *lab, const struct when_plan *p, uint64_t parents, struct err *err)
{
	struct settings s;
	struct entry *plan;
	struct study *st;
	struct err e = ERR_INIT;

	settings_copy(&s, &lab->cur->set);
	s.plan = PLAN_WHEN;
	s.when = *p;
	plan = lab_find_entry(lab, &s, &e);
	settings_release(&s);
	if (!plan) {
		if (err)
			*err = e;
		return (int)e.code;
	}
	plan->pub.limit = parents * p->n * p->children;
	plan->used = ++lab->uses;
	st = study_new(lab, STUDY_WHEN, finish);
	study_add(st, plan, plan->pub.limit);
	study_begin(lab, st);
	return 0;
}
