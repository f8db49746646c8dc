/*
 * scores.c - the scores of a condition's runs, in report and JSON.
 *
 * Each is a mean with its interval, the sd of a run with its own, and the range of all
 * runs.  Where there is no figure a reader might look for, the reason stands there.
 */
#include "engine/scores.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/say.h"
#include "base/utf8.h"
#include "report/report_int.h"
#include "report/scores.h"

#define TARGETS_MOST 16		/* lines of them */
#define LABEL_COLS 22

/* Ends beyond what a score can be would be read as claims. */
static struct stats_score within(struct stats_score s, enum stats_outcome o)
{
	s.mean = text_within(s.mean, o);
	s.sd.lo = s.sd.lo < 0 ? 0 : s.sd.lo;
	if (stats_outcome_rises(o) && o != STATS_R2)	/* of what lies between 0 and 1 */
		s.sd.hi = s.sd.hi > .5 ? .5 : s.sd.hi;
	if (s.sd.lo == 0 && s.sd.hi == .5)	/* which tells nothing */
		s.sd.lo = s.sd.hi = NAN;
	return s;
}

static void put_label(struct str *out, const char *label)
{
	int cols = utf8_cols(label);

	str_addf(out, "  %s%*s ", label, cols < LABEL_COLS ? LABEL_COLS - cols : 0, "");
}

/* runs: that did not diverge; those without this score are said. */
static void put_score(struct str *out, const char *label, struct stats_score s, uint64_t runs)
{
	put_label(out, label);
	text_estimate(out, s.mean);
	if (s.mean.n > 1 && s.lowest < s.highest) {
		str_add(out, "   sd ");
		say_estimate(out, s.sd.mean, s.sd.lo, s.sd.hi, SAY_SENTENCE);
		str_add(out, "   from ");
		say_figure(out, s.lowest, 3, SAY_REPORT);
		str_add(out, " to ");
		say_figure(out, s.highest, 3, SAY_REPORT);
	}
	if (s.mean.n < runs) {
		str_add(out, "   in ");
		say_count(out, s.mean.n);
		str_add(out, " of ");
		say_count(out, runs);
		str_add(out, " runs");
	}
	str_addc(out, '\n');
}

static void put_none(struct str *out, const char *label, const char *why)
{
	put_label(out, label);
	str_addf(out, "%s\n", why);
}

static uint64_t finite_runs(const struct stats *s)
{
	return stats_runs(s) - stats_diverged(s);
}

/* ---- classes ---- */

/* What a constant answer has, and which classes are not in it. */
static void put_balanced(struct str *out, const struct lab_entry *e)
{
	const struct problem *p = &e->cond->problem;
	size_t all, present = scores_classes(p, &all);

	if (!stats_has(e->stats, STATS_BALANCED))
		return;
	if (present > 0) {
		put_label(out, "  any constant answer");
		say_figure(out, 1 / (double)present, 4, SAY_SENTENCE);
		if (present < all)
			str_addf(out, "   only %zu of %zu classes are among the %s rows", present, all,
				 p->n_test ? "test" : "training");
		str_addc(out, '\n');
	}
	if (stats_uneven(e->stats))
		str_add(out, "    uneven classes       the largest has twice the rows of the smallest or more; here each\n"
			"                         class counts the same\n");
}

static void put_classes(struct str *out, const struct lab_entry *e)
{
	static const struct { enum stats_outcome o; enum score score; } of[] = {
		{ STATS_BALANCED, SCORE_BALANCED }, { STATS_F1, SCORE_F1 }, { STATS_AUC, SCORE_AUC },
	};
	const struct problem *p = &e->cond->problem;
	const struct stats *s = e->stats;

	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		if (!scores_has(p, of[i].score))
			continue;
		if (stats_has(s, of[i].o))
			put_score(out, stats_outcome_name(of[i].o), within(stats_score(s, of[i].o), of[i].o),
				  finite_runs(s) - stats_unscored(s));
		if (of[i].score == SCORE_BALANCED)
			put_balanced(out, e);
		else if (of[i].score == SCORE_AUC && !stats_has(s, of[i].o) && stats_unscored(s) < finite_runs(s))
			put_none(out, stats_outcome_name(of[i].o), p->n_test ?
				 "undefined: the test rows are of one class" : "undefined: the rows are of one class");
	}
}

/* ---- targets ---- */

/* "R2 of NAME": a target's, escaped; of a single one `what` alone. */
static void target_label(const struct dataset *d, const char *what, size_t i, struct str *out)
{
	str_add(out, what);
	if (d->outputs == 1)
		return;
	if (d->output_names) {
		str_add(out, " of ");
		utf8_escape(out, d->output_names[i], strlen(d->output_names[i]));
	} else {
		str_addf(out, " of output %zu", i + 1);
	}
}

void score_label(const struct dataset *d, enum stats_outcome o, struct str *out)
{
	str_add(out, stats_outcome_name(o));
	if ((o == STATS_R2 || o == STATS_MAE) && d->outputs > 1)
		str_addf(out, ", mean of %zu", d->outputs);
}

static void put_targets(struct str *out, const struct lab_entry *e, enum stats_outcome o)
{
	const struct dataset *d = e->cond->problem.data;
	const struct stats *s = e->stats;
	const char *what = d->outputs > 1 && o == STATS_MAE ? "MAE" : stats_outcome_name(o);
	uint64_t runs = finite_runs(s) - (o == STATS_MAE ? stats_unscored(s) : 0);
	struct str label = STR_INIT;

	for (size_t i = 0; i < d->outputs && i < TARGETS_MOST; i++) {
		struct stats_score t = within(stats_target(s, o, i), o);

		str_clear(&label);
		target_label(d, what, i, &label);
		if (t.mean.n)
			put_score(out, label.s, t, runs);
		else if (o == STATS_R2 && stats_has(s, STATS_DATA_LOSS))
			put_none(out, label.s, "undefined: the target does not vary in the rows that judge");
	}
	if (d->outputs > TARGETS_MOST)
		str_addf(out, "  (%s of %zu more outputs: --json)\n", what, d->outputs - TARGETS_MOST);
	str_release(&label);
}

/* ---- both ---- */

/* Runs of an earlier version, whose probes do not hold all that judges them. */
static void put_unknown(struct str *out, const struct lab_entry *e)
{
	const struct problem *p = &e->cond->problem;
	uint64_t n = stats_unscored(e->stats), all = finite_runs(e->stats);

	if (!n)
		return;
	put_label(out, scores_has(p, SCORE_BALANCED) ? "balanced accuracy" : stats_outcome_name(STATS_MAE));
	str_add(out, "unknown of ");
	if (n < all) {
		say_count(out, n);
		str_add(out, " of ");
	}
	say_count(out, all);
	str_addf(out, " runs%s: an earlier version recorded them, and their\n%*s%zu probes do not hold all %zu %s rows\n",
		 scores_has(p, SCORE_AUC) ? ", and macro-F1 and AUC" : scores_has(p, SCORE_BALANCED) ? ", and macro-F1" : "",
		 LABEL_COLS + 3, "", p->n_probes, p->n_judge, p->n_test ? "test" : "training");
}

void report_scores(const struct lab_entry *e, struct str *out)
{
	const struct problem *p = &e->cond->problem;

	if (p->blind)
		return;
	if (scores_has(p, SCORE_BALANCED)) {
		put_classes(out, e);
	} else if (scores_count(p) > SCORE_MAE) {
		put_targets(out, e, STATS_R2);
		put_targets(out, e, STATS_MAE);
	}
	put_unknown(out, e);
}
