/*
 * study_attribute.c - a pick-freeze plan over the free sources, as a condition of its own
 * beside the one that is asked about.
 */
#include "lab/lab_int.h"

#define ROWS_DEFAULT 512
#define SECONDS_WANTED 2.0	/* for the default, where runs are slow */
#define ROWS_LEAST 64
#define ROWS_DRIVEN 24	/* of trainings that are not ours: what an interval needs */

static void finish(struct lab *lab, struct study *st, struct lab_swept *swept)
{
	lab_keep_blame(lab, st->job[0].e);	/* all else the plan's own entry has */
	(void)swept;
}

uint64_t lab_attribute_rows(const struct lab *lab)
{
	enum source free[SOURCE_SLOTS];
	size_t k = condition_free(lab->cur->pub.cond, free);

	if (lab->cur->pub.cond->external)
		return lab_driven_size(lab, (double)condition_columns(lab->cur->pub.cond), ROWS_DRIVEN, ROWS_DEFAULT);
	return study_size(lab->cur->pub.cond, (double)(k + 2), SECONDS_WANTED, ROWS_LEAST, ROWS_DEFAULT);
}

int lab_attribute(struct lab *lab, uint64_t rows, struct err *err)
{
	struct err e = ERR_INIT;
	struct settings s;
	struct entry *plan;
	struct study *st;

	settings_copy(&s, &lab->cur->set);
	s.plan = PLAN_PICKFREEZE;
	plan = lab_find_entry(lab, &s, &e);
	settings_release(&s);
	if (!plan) {
		if (err)
			*err = e;
		return (int)e.code;
	}
	plan->pub.limit = rows * condition_columns(plan->pub.cond);
	st = study_new(lab, STUDY_ATTRIBUTE, finish);
	study_add(st, plan, plan->pub.limit);
	study_begin(lab, st);
	return 0;
}
