/*
 * verdict_words.c - from intervals to plain words.
 *
 * Line 1 says how different two trainings are, line 2 where that comes from,
 * line 3 what follows.  Each has a ladder of statements, strongest first; a
 * step is taken only when the whole interval stands on it.
 */
#include "report/verdict.h"

#include <math.h>

#include "base/say.h"
#include "base/str.h"
#include "report/sentence.h"
#include "stat/howmany.h"
#include "stat/kinds.h"
#include "stat/learnt.h"

/* ---- how different ---- */

static void runs(struct str *out, uint64_t n)
{
	say_count(out, n);
	str_add(out, n == 1 ? " run" : " runs");
}

static void diverged(const struct stats *s, struct str *out)
{
	if (!stats_diverged(s))
		return;
	str_add(out, " ");
	say_count(out, stats_diverged(s));
	str_add(out, " of ");
	runs(out, stats_runs(s));
	str_add(out, " diverged.");
}

/* One mean of two heaps of runs misleads: one in ten stuck elsewhere, for instance. */
static void kinds(const struct stats *s, struct str *out)
{
	struct kinds k = stats_kinds(s);
	struct str what = STR_INIT;

	if (k.n < 2)
		return;
	str_addf(&what, "a %s", stats_outcome_name(stats_judge(s)));
	str_addc(out, ' ');
	kinds_sentence(&k, what.s, out);
	str_release(&what);
}

static int all_diverged(const struct stats *s)
{
	return stats_runs(s) && stats_diverged(s) == stats_runs(s);
}

static void beside_targets(const struct stats *s, const struct estimate *d, struct str *out)
{
	double sd = stats_target_sd(s);

	if (!(sd > 0))
		return;
	str_add(out, ", or ");
	say_share(out, d->mean / sd, d->lo / sd, d->hi / sd, SAY_SENTENCE);
	str_add(out, " of the spread of the true values");
}

/* Somebody else's: only how they end is known. */
static void without_predictions(const struct stats *s, struct str *out)
{
	enum stats_outcome o = stats_has(s, stats_judge(s)) ? stats_judge(s) : STATS_ACCURACY;
	struct estimate e = stats_outcome_spread(s, o);

	str_add(out, "These trainings left no predictions to compare");
	if (e.n < 2) {
		str_add(out, ".");
		return;
	}
	str_addf(out, "; their %s has an sd of ", stats_outcome_name(o));
	say_estimate95(out, e.mean, e.lo, e.hi);
	str_add(out, " (");
	runs(out, e.n);
	str_add(out, ").");
}

/* Why there is no interval. */
static const char *no_interval(const struct stats *s)
{
	return stats_shares_levels(s) ? ", which share levels: no interval)." : ", too few for an interval).";
}

static void how_different(const struct stats *s, struct str *out)
{
	struct estimate d = stats_difference(s), c = stats_churn(s);
	/* each has its own split */
	const char *where = stats_held_out(s) ? " at rows that neither was trained on" : "";

	if (!stats_runs(s)) {
		str_add(out, "No training has been completed yet.\n");
		return;
	}
	if (all_diverged(s)) {
		str_add(out, stats_runs(s) == 1 ? "The one training diverged: there are no predictions to compare.\n"
			: "Every training diverged (");
		if (stats_runs(s) == 1)
			return;
		runs(out, stats_runs(s));
		str_add(out, "): there are no predictions to compare.\n");
		return;
	}
	if (!stats_n_pred(s)) {
		without_predictions(s, out);
	} else if (d.n < 2 && stats_held_out(s) && stats_runs(s) - stats_diverged(s) > 1) {
		str_add(out, "No two of these trainings held out the same row, so there is nothing to compare.");
	} else if (d.n < 2) {
		str_add(out, "One completed training says nothing about the next.");
	} else if (d.mean == 0) {
		str_addf(out, "Trained again, this model predicted exactly the same each time%s (", where);
		runs(out, d.n);
		str_add(out, ").");
	} else if (c.n && c.mean == 0) {
		/* Its jackknife interval is 0 to 0, which says more than the runs do. */
		str_addf(out, "No two of these trainings classify any case differently%s (", where);
		runs(out, c.n);
		str_add(out, ").");
	} else if (c.n) {
		str_add(out, "Two trainings of this model classify ");
		say_share95(out, c.mean, c.lo, c.hi);
		str_addf(out, " of cases differently%s (", where);
		runs(out, c.n);
		str_add(out, isnan(c.lo) ? no_interval(s) : ").");
	} else {
		str_add(out, "Two trainings of this model differ by ");
		say_estimate95(out, d.mean, d.lo, d.hi);
		str_addf(out, " per prediction%s", where);
		beside_targets(s, &d, out);
		str_add(out, " (");
		runs(out, d.n);
		str_add(out, isnan(d.lo) ? no_interval(s) : ").");
	}
	diverged(s, out);
	kinds(s, out);
	str_add(out, "\n");
}

/* ---- why ---- */

static void names(const enum source *s, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		str_add(out, i == 0 ? "" : i + 1 == n ? " and " : ", ");
		str_add(out, source_name(s[i]));
	}
}

static void unmeasured(const struct verdict *v, struct str *out)
{
	if (v->n_effects && v->n_free > 1) {
		str_add(out, "How much of it comes from each of ");
		names(v->free, v->n_free, out);
		str_add(out, " cannot be said yet: too few rows of the study are complete.\n");
	} else if (!v->n_free) {
		str_add(out, "Nothing was left to chance, yet runs differ: this should not be.\n");
	} else if (v->n_free == 1) {
		str_addf(out, "All of it comes from %s: nothing else was left to chance.\n",
			 source_name(v->free[0]));
	} else {
		str_add(out, "How much of it comes from each of ");
		names(v->free, v->n_free, out);
		str_add(out, " has not been measured.\n");
	}
}

static const struct effect *largest(const struct verdict *v)
{
	const struct effect *top = &v->effect[0];

	for (size_t i = 1; i < v->n_effects; i++)
		if (v->effect[i].total > top->total)
			top = &v->effect[i];
	return top;
}

/* Is its total above every other's for certain? */
static int stands_out(const struct verdict *v, const struct effect *top)
{
	for (size_t i = 0; i < v->n_effects; i++)
		if (&v->effect[i] != top && !(v->effect[i].total_hi < top->total_lo))
			return 0;
	return 1;
}

static void shares(const struct verdict *v, const struct effect *skip, struct str *out)
{
	int any = 0;

	for (size_t i = 0; i < v->n_effects; i++) {
		const struct effect *e = &v->effect[i];

		if (e == skip || !(e->total_hi > .05))
			continue;
		str_add(out, any ? ", " : skip ? "; has a part in it: " : "");
		str_addf(out, "%s ", source_name(e->source));
		if (skip || any)
			say_share(out, e->total, e->total_lo, e->total_hi, SAY_SENTENCE);
		else
			say_share95(out, e->total, e->total_lo, e->total_hi);
		any = 1;
	}
	if (!any && skip && v->n_effects > 1)
		str_add(out, "; everything else has a part in less than 5 % of it");
}

static void measured(const struct verdict *v, struct str *out)
{
	const struct effect *top = largest(v);

	if (top->first_lo > .5) {
		str_addf(out, "%s of it comes from %s alone: ",
			 top->first_lo > .9 ? "Nearly all" : "Most", source_name(top->source));
		say_share95(out, top->first, top->first_lo, top->first_hi);
		str_add(out, " of the variance");
		shares(v, top, out);
	} else if (stands_out(v, top)) {
		str_addf(out, "The largest part has to do with %s: ", source_name(top->source));
		say_share95(out, top->total, top->total_lo, top->total_hi);
		str_add(out, " of the variance");
		shares(v, top, out);
	} else {
		str_add(out, "No single source stands out; parts of the variance they have to do with: ");
		shares(v, NULL, out);
	}
	if (v->interaction_lo > .05)
		str_addf(out, "; at least %.0f %% appears only when sources act together",
			 floor(100 * v->interaction_lo));
	str_add(out, ".");
	if (v->rows_lost) {
		str_add(out, " That is of trainings that do not diverge: ");
		say_count(out, v->rows_lost);
		str_add(out, " of ");
		say_count(out, v->rows_all);
		str_add(out, " rows of the study have a run that did.");
	}
	str_add(out, "\n");
}

static void why(const struct verdict *v, struct str *out)
{
	struct estimate d = stats_difference(v->stats);

	if (all_diverged(v->stats))
		str_add(out, "How a training that holds would vary cannot be said from these.\n");
	else if (v->why)
		str_add(out, v->why);
	else if (d.n < 2)
		str_add(out, "Nothing can be said of the causes yet.\n");
	else if (d.mean == 0 && !v->n_free)
		str_add(out, "Nothing was left to chance, so nothing differs.\n");
	else if (d.mean == 0) {
		str_add(out, "What was left to chance (");
		names(v->free, v->n_free, out);
		str_add(out, ") made no difference.\n");
	} else if (v->n_effects && v->n_free > 1 && !isnan(v->effect[0].total_lo))
		measured(v, out);
	else
		unmeasured(v, out);
}

/* ---- what to do ---- */

static void averaging(const struct verdict *v, struct str *out)
{
	const struct ensemble *e = v->ensemble;
	double one = e->expect_sd * sqrt((double)e->m);
	uint64_t all = stats_runs(v->stats) - stats_diverged(v->stats), each = e->runs ? e->runs : e->m, used = e->groups * each;

	if (!(e->sd_hi < one)) {
		str_addf(out, "Whether averaging %zu trainings makes predictions steadier cannot be "
			 "told from these runs.\n", e->m);
		return;
	}
	str_addf(out, "Averaging %zu trainings brings the spread of a prediction from ", e->m);
	say_figure(out, stats_sd(v->stats).mean, 3, SAY_SENTENCE);	/* of all runs: as reported elsewhere */
	str_add(out, " down to ");
	say_estimate95(out, e->sd, e->sd_lo, e->sd_hi);
	if (e->gain_lo > 0) {
		str_add(out, v->held_out == 2 ? ", and the loss at the probes from " : v->held_out ? ", and the loss on rows not trained on from "
					 : ", and the loss on the training rows, once trained, from ");
		say_figure(out, e->single_loss, 3, SAY_SENTENCE);
		str_add(out, " to ");
		say_figure(out, e->loss, 3, SAY_SENTENCE);
		str_addf(out, " (%s)", stats_loss_unit(v->stats, 0));
		if (e->clipped)
			str_add(out, ", probabilities below 1e-7 taken for that");
	}
	if (used + each <= all) {	/* not just what the last group lacks */
		str_add(out, " (by the first ");
		say_count(out, used);
		str_add(out, " runs)");
	}
	str_add(out, ".\n");
}

static void report_spread(const struct stats *s, struct str *out)
{
	enum stats_outcome o = stats_has(s, stats_lead(s)) ? stats_lead(s) : stats_judge(s);
	double lo = stats_outcome_quantile(s, o, .05), hi = stats_outcome_quantile(s, o, .95);

	str_add(out, "Report several trainings, never one");
	if (stats_outcome(s, o).n >= 20 && lo < hi) {
		str_addf(out, ": in nine of ten the %s was between ", stats_outcome_name(o));
		say_figure(out, lo, 3, SAY_SENTENCE);
		str_add(out, " and ");
		say_figure(out, hi, 3, SAY_SENTENCE);
	}
	str_add(out, ".\n");
}

static void what_to_do(const struct verdict *v, struct str *out)
{
	struct estimate d = stats_difference(v->stats), c = stats_churn(v->stats);

	if (all_diverged(v->stats)) {
		str_addf(out, "What may help: %s.\n", v->may_help ? v->may_help : "a smaller learning rate");
	} else if (d.n < 2 && stats_held_out(v->stats) && stats_runs(v->stats) - stats_diverged(v->stats) > 1) {
		str_add(out, "Make more runs, or hold more rows out.\n");
	} else if (!stats_n_pred(v->stats) || (stats_shares_levels(v->stats) && d.mean > 0)) {
		report_spread(v->stats, out);
	} else if (d.n < 2) {
		str_add(out, "Make some runs first: some forty show the size of it, some hundred its cause.\n");
	} else if (d.mean == 0) {
		str_add(out, "There is nothing to remedy here.\n");
	} else if (c.n && c.mean == 0) {
		/* none of n: the upper end of a one-sided 95 % interval (Clopper & Pearson) */
		str_add(out, "There is nothing to remedy as far as they show: of any one case fewer than ");
		say_figure(out, 100 * (1 - pow(.05, 1 / (double)c.n)), 2, SAY_SENTENCE);
		str_add(out, " % of trainings would say otherwise (95 %).\n");
	} else if (!(d.hi < 1.5 * d.lo)) {
		uint64_t n = howmany_within(&d, .1);

		if (n > d.n) {
			str_add(out, "These are few runs to act upon: about ");
			say_count(out, n);
			str_add(out, " would tell the difference within a tenth.\n");
		} else {	/* too few to tell even that */
			str_add(out, "These are few runs to act upon: ");
			say_count(out, d.n < STATS_FEW_SPREAD ? STATS_FEW_SPREAD : 4 * d.n);
			str_add(out, " would say more.\n");
		}
	} else if (v->ensemble) {
		averaging(v, out);
	} else {
		report_spread(v->stats, out);
	}
}

/* Instead of the three lines: how far they agree says nothing. */
static void learnt(const struct verdict *v, struct str *out)
{
	learnt_sentence(v->stats, out);
	diverged(v->stats, out);
	kinds(v->stats, out);
	str_add(out, "\nHow far such trainings agree says nothing.\n");
	str_addf(out, "What may help: %s.\n", v->may_help ? v->may_help : "another learning rate");
}

void verdict_lines(const struct verdict *v, struct str *out)
{
	if (learnt_nothing(v->stats) && !all_diverged(v->stats)) {
		learnt(v, out);
		return;
	}
	how_different(v->stats, out);
	why(v, out);
	what_to_do(v, out);
}
