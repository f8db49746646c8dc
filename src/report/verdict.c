/*
 * verdict.c - what a verdict needs, gathered for report/verdict.h, which words it.
 */
#include <math.h>
#include <string.h>

#include "report/report_int.h"
#include "report/verdict.h"
#include "stat/learnt.h"

#define ENSEMBLE_MOST 16
#define GROUPS_LEAST 10

/* The largest ensemble, up to ENSEMBLE_MOST, of which there are GROUPS_LEAST disjoint ones. */
static int find_ensemble(const struct stats *s, struct ensemble *out)
{
	for (size_t m = ENSEMBLE_MOST; m > 1; m /= 2)
		if (stats_kept(s) >= GROUPS_LEAST * m && stats_ensemble(s, m, out) && out->groups >= GROUPS_LEAST)
			return 1;
	return 0;
}

void report_verdict(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	enum source free[SOURCE_COUNT];
	struct effect ef[SOURCE_COUNT];
	struct ensemble en;
	const struct lab_entry *a;
	struct verdict v = { .interaction_lo = NAN };
	double share, hi, var;
	struct str help = STR_INIT;

	if (!e)
		return;
	if (learnt_nothing(e->stats) || (stats_runs(e->stats) && stats_diverged(e->stats) == stats_runs(e->stats))) {
		report_may_help(e, &help);
		v.may_help = help.s;
	}
	v.stats = e->stats;
	v.free = free;
	v.n_free = condition_free(e->cond, free);
	v.held_out = e->cond->problem.n_test > 0;
	a = lab_attribution_of(lab, e);
	if (a && attribute_effects(a->attr, TARGET_PREDICTION, ef, &var)) {
		v.effect = ef;
		v.n_effects = attribute_sources(a->attr);
		if (attribute_partial(a->attr)) {
			v.rows_lost = attribute_dropped(a->attr);
			v.rows_all = v.rows_lost + attribute_rows(a->attr);
		}
		for (size_t i = 0; i < v.n_effects; i++)
			ef[i] = attribute_read(&ef[i]);
		attribute_interaction(a->attr, TARGET_PREDICTION, &share, &v.interaction_lo, &hi);
	}
	if (find_ensemble(e->stats, &en))
		v.ensemble = &en;
	verdict_lines(&v, out);
	str_release(&help);
}
