/*
 * verdict.c - what a verdict needs, gathered for report/verdict.h, which words it.
 */
#include "report/verdict.h"

#include <math.h>
#include <string.h>

#include "base/say.h"
#include "report/report_int.h"
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

static void put_names(const struct condition *c, const enum source *s, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", condition_source_name(c, s[i]));
}

/* The shares that the design of somebody else's runs tells, the largest first as it comes. */
static void put_design(const struct lab_entry *a, struct str *out)
{
	struct effect ef[SOURCE_ALL];
	double var;
	size_t k = attribute_sources(a->attr), said = 0, runs = attribute_effects(a->attr, TARGET_PREDICTION, ef, &var);

	str_addf(out, "By %zu of these runs, ", runs);
	for (size_t i = 0; i < k; i++) {
		struct effect e = attribute_read(&ef[i]);

		if (isnan(e.total) || (e.source == SOURCE_REST && e.vt == 0))
			continue;
		str_addf(out, said ? ", %s with " : "%s has to do with ",
			 e.source == SOURCE_REST ? "what is not declared" : condition_source_name(a->cond, e.source));
		said++;
		say_share(out, e.total, NAN, NAN, SAY_SENTENCE);
	}
	str_addf(out, " of the variance%s; how surely, this design does not tell.\n",
		 attribute_source(a->attr, k - 1) != SOURCE_REST ? ", what is not declared being in each of these"
		 : ef[k - 1].vt == 0 ? ", and runs of equal levels are the same to the last bit" : "");
}

/* "Fixing init would take away 62 % (54 to 70 %) of the variance, ..." */
static void put_plan(const struct lab_entry *a, struct str *out)
{
	struct effect ef[SOURCE_ALL];
	double var;
	size_t k = attribute_sources(a->attr), said = 0;

	attribute_effects(a->attr, TARGET_PREDICTION, ef, &var);
	for (size_t i = 0; i < k; i++) {
		struct effect e = attribute_read(&ef[i]);

		if (e.source == SOURCE_REST)
			continue;
		str_addf(out, said ? ", fixing %s " : "Fixing %s would take away ", condition_source_name(a->cond, e.source));
		say_share(out, e.first, e.first_lo, e.first_hi, SAY_SENTENCE);
		str_add(out, said++ ? "" : " of the variance");
	}
	if (said)
		str_add(out, ". ");
	if (k && ef[k - 1].source == SOURCE_REST && ef[k - 1].vt == 0) {
		str_add(out, "Runs of equal levels are the same to the last bit.");
	} else if (k && ef[k - 1].source == SOURCE_REST) {
		struct effect e = attribute_read(&ef[k - 1]);

		say_share(out, e.total, e.total_lo, e.total_hi, SAY_SENTENCE);
		str_add(out, " is the rest: it differs between runs of equal levels, too.");
	}
	str_addc(out, '\n');
}

/* One pair of runs of equal levels, and what they leave to be asked. */
static void put_driven(const struct lab_entry *e, const enum source *free, size_t n, struct str *out)
{
	str_add(out, n == 1 ? "The level of " : "The levels of ");
	put_names(e->cond, free, n, out);
	str_add(out, " differed");
	str_add(out, n > 1 ? "; `attribute` tells what each of them does. " : ". ");
	report_rest(e, out);
	str_addc(out, '\n');
}

static int declares(const struct external *x)
{
	for (int s = 0; s < SOURCE_SLOTS; s++)
		if (x->name[s])
			return 1;
	return 0;
}

/* Why runs of somebody else's training differ: nothing here may take for granted that what
 * was declared is all there is. */
static void external_why(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	enum source free[SOURCE_SLOTS];
	size_t n = condition_free(e->cond, free);
	struct effect ef[SOURCE_ALL];
	const struct lab_entry *a = lab_attribution_of(lab, e);
	struct estimate d = stats_difference(e->stats);
	double var;

	if (d.n < 2) {
		str_add(out, "Nothing can be said of the causes from these.\n");
	} else if (d.mean == 0) {
		str_add(out, n == 1 ? "The level of " : n ? "The levels of " : declares(e->cond->external) ? "All declared levels are equal, and nothing differs.\n"
			: "No source is declared, and nothing differs.\n");
		put_names(e->cond, free, n, out);
		str_add(out, n ? " differed, and made no difference.\n" : "");
	} else if (!n && !declares(e->cond->external)) {
		str_add(out, "No source is declared, so all of it is the rest: which seed does how much cannot be told from these.\n");
	} else if (!n) {
		str_add(out, "All declared levels are equal, yet runs differ: something is unseeded or not deterministic.\n");
	} else if (a && attribute_effects(a->attr, TARGET_PREDICTION, ef, &var)) {
		if (attribute_is_design(a->attr))
			put_design(a, out);
		else
			put_plan(a, out);
	} else if (e->cond->external->driven) {
		put_driven(e, free, n, out);
	} else {
		str_add(out, n == 1 ? "The level of " : "The levels of ");
		put_names(e->cond, free, n, out);
		str_add(out, n == 1 ? " differed; whether anything else did too cannot be told, for no two runs have equal levels.\n"
			: " differed; what each of them does cannot be told, for no two runs differ in one of them alone.\n");
	}
}

void report_verdict(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	enum source free[SOURCE_SLOTS];
	struct effect ef[SOURCE_ALL];
	struct ensemble en;
	const struct lab_entry *a;
	struct verdict v = { .interaction_lo = NAN };
	double share, hi, var;
	struct str help = STR_INIT, why = STR_INIT;

	if (!e)
		return;
	if (learnt_nothing(e->stats) || (stats_runs(e->stats) && stats_diverged(e->stats) == stats_runs(e->stats))) {
		report_may_help(e, &help);
		v.may_help = help.s;
	}
	v.stats = e->stats;
	v.free = free;
	v.n_free = condition_free(e->cond, free);
	v.held_out = e->cond->external ? 2 : e->cond->problem.n_test > 0;
	if (e->cond->external) {
		external_why(lab, e, &why);
		v.why = why.s;
	}
	a = lab_attribution_of(lab, e);
	if (a && !v.why && attribute_effects(a->attr, TARGET_PREDICTION, ef, &var)) {
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
	str_release(&why);
}
