/*
 * tell.c - see tell.h.
 *
 * A newcomer reads one sentence under the histogram.  It names what differs
 * between two runs, how far apart they predict on average, and the one key
 * that teaches the most next: fix what is free; then free what was fixed; and
 * once both were seen, compare.
 */
#include "tell.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "plot/axis.h"
#include "stat/contrast.h"
#include "stat/learnt.h"
#include "base/say.h"

#define WORTH 1.05	/* below it, "1.004 times as much" is known, but not worth a line */

/* "initial weights", "a and b", "a, b and c". */
static void join(struct str *out, const struct condition *c, const enum source *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_add(out, i + 1 == n ? " and " : ", ");
		str_add(out, c->external ? condition_source_name(c, s[i]) : source_phrase(s[i]));
	}
}

/* Was there ever a condition in which s alone was free? */
static int tried_alone(const struct lab *lab, enum source s)
{
	enum source f[SOURCE_SLOTS];

	for (size_t i = 0; i < lab_entries(lab); i++) {
		const struct lab_entry *e = lab_entry(lab, i);

		if (condition_free(e->cond, f) == 1 && f[0] == s && stats_runs(e->stats) > 1)
			return 1;
	}
	return 0;
}

static int tried_none(const struct lab *lab)
{
	enum source f[SOURCE_SLOTS];

	for (size_t i = 0; i < lab_entries(lab); i++)
		if (condition_free(lab_entry(lab, i)->cond, f) == 0)
			return 1;
	return 0;
}

/* Of somebody else's program that runs here. */
static void next_driven(const struct external *x, size_t k, struct str *out)
{
	int s = 0;

	while (s < SOURCE_SLOTS && !x->name[s])
		s++;
	if (k > 1)
		str_add(out, "Press a to ask which of them does how much.");
	else if (!k && s < SOURCE_SLOTS)
		str_addf(out, "Press 1 to free %s.", x->name[s]);
}

static void next_key(const struct lab *lab, const enum source *f, size_t k, const struct tell_cause *cause,
		     struct str *out)
{
	static const enum source order[] = { SOURCE_INIT, SOURCE_SHUFFLE, SOURCE_BATCH, SOURCE_OPTIMIZER };
	const struct lab_entry *now = lab_current(lab);

	if (now && lab_trains(lab, now) && now->cond->external && !cause) {
		next_driven(now->cond->external, k, out);
		return;
	}
	if (now && now->cond->external) {	/* no key of ours changes it */
		if (cause && isfinite(cause->share)) {
			str_addf(out, "Fixing %s alone would take away ", condition_source_name(now->cond, cause->source));
			say_share(out, cause->share, cause->lo, cause->hi, SAY_SENTENCE);
			str_add(out, " of the variance.");
		}
		return;
	}

	if (k == 0) {
		for (size_t i = 0; i < sizeof order / sizeof *order; i++)
			if (!tried_alone(lab, order[i])) {
				str_addf(out, "Press %d to free the %s.", order[i] + 1, source_phrase(order[i]));
				return;
			}
		str_add(out, "Press 1 and 2, then a: which of them matters more?");
		return;
	}
	if (k == 1) {
		if (!tried_none(lab))
			str_addf(out, "Press %d to fix the %s.", f[0] + 1, source_phrase(f[0]));
		else if (f[0] == SOURCE_INIT && !tried_alone(lab, SOURCE_SHUFFLE))
			str_add(out, "Press 1 then 2: what does the order alone do?");
		else
			str_add(out, "Press another digit to let a second thing vary.");
		return;
	}
	if (!cause) {
		str_add(out, "Press a: which of them causes how much?");
	} else if (isfinite(cause->share)) {
		str_addf(out, "Fixing %s alone would take away ", source_name(cause->source));
		say_share(out, cause->share, cause->lo, cause->hi, SAY_SENTENCE);
		str_add(out, " of the variance.");
	}
}

/* "Before (shuffle free): .012; now 36 (33 to 40) times as much." */
static void before(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	const struct lab_entry *p = lab_ghost(lab);
	struct estimate was;
	struct contrast c;

	if (!p)
		return;
	was = stats_difference(p->stats);
	if (was.n < 2)
		return;
	if (p->pinned)
		str_addf(out, "Pinned #%u (", p->id);
	else
		str_add(out, "Before (");
	report_label(lab, p, out);
	str_add(out, "): ");
	say_figure(out, was.mean, 3, SAY_SCREEN);
	if (contrast_spread(e->stats, p->stats, &c) == 0 && (c.lo > 1 || c.hi < 1)
	    && fabs(log(c.ratio)) > log(WORTH)) {
		str_add(out, "; now ");
		if (c.lo > 1)
			say_estimate(out, c.ratio, c.lo, c.hi, SAY_SCREEN);
		else
			say_estimate(out, 1 / c.ratio, 1 / c.hi, 1 / c.lo, SAY_SCREEN);
		str_add(out, c.lo > 1 ? " times as much" : " times less");
	}
	str_addc(out, '.');
}

/* "175 of 175 runs are no better than a constant answer: median loss .172 against .0836." */
static void put_unlearnt(const struct stats *s, struct str *out)
{
	struct stats_beat b = stats_beaten(s);

	say_count(out, b.n - b.either);
	str_add(out, " of ");
	say_count(out, b.n);
	str_add(out, b.n == 1 ? " run is" : " runs are");
	str_add(out, " no better than a constant answer");
	if (stats_has(s, STATS_DATA_LOSS)) {
		str_add(out, ": median loss ");
		say_figure(out, stats_outcome_quantile(s, STATS_DATA_LOSS, .5), 3, SAY_SCREEN);
		str_add(out, " against ");
		say_figure(out, stats_constant_loss(s).mean, 3, SAY_SCREEN);
	}
	str_addc(out, '.');
}

void tell_difference(const struct lab *lab, const struct lab_entry *e, const struct tell_cause *cause,
		     struct str out[TELL_MAX])
{
	enum source f[SOURCE_SLOTS];
	struct estimate d, churn;
	size_t k;

	if (!e)
		return;
	k = condition_free(e->cond, f);
	d = stats_difference(e->stats);
	churn = stats_churn(e->stats);
	if (d.n < 2 && stats_diverged(e->stats) > 1) {
		say_count(out, stats_diverged(e->stats));
		str_add(out, " of ");
		say_count(out, stats_runs(e->stats));
		str_add(out, " runs diverged: no prediction is left to compare. What may help: ");
		report_may_help(e, out);
		str_addc(out, '.');
		return;
	}
	if (d.n < 2 && stats_held_out(e->stats) && stats_runs(e->stats) - stats_diverged(e->stats) > 1) {
		str_add(out, "No two runs have held out the same row yet, so there is nothing to compare.");
		return;
	}
	if (d.n < 2) {
		str_add(out, !e->cond->external || (lab_trains(lab, e) && stats_n_pred(e->stats)) ? "A difference needs two runs; the first are under way." : stats_n_pred(e->stats) > 0
			? "A difference needs two runs." : "These runs came without predictions: there is nothing to compare.");
		return;
	}
	report_remainder(e, &out[4]);
	/* That nothing is free is no finding, and no agreement. */
	if (learnt_nothing(e->stats) && k > 0) {
		size_t help = 1;

		put_unlearnt(e->stats, out);
		before(lab, e, &out[1]);	/* what toggling is for, where there is a before */
		help += out[1].len > 0;
		str_add(&out[help], "May help: ");
		report_may_help_brief(e, &out[help]);
		str_addc(&out[help], '.');
		next_key(lab, f, k, cause, &out[help + 1]);
		return;
	}
	if (k == 0) {
		if (e->cond->external)
			str_add(out, d.mean == 0 ? "No declared level differs, and no prediction does." :
				"No declared level differs, and yet predictions do.");
		else if (d.mean == 0)
			str_add(out, "Nothing is free: every run repeats the first bit for bit, so the difference is exactly 0.");
		else
			str_add(out, "Nothing is free, and yet runs differ.");
		next_key(lab, f, k, cause, &out[1]);
		before(lab, e, &out[3]);
		return;
	}
	str_add(out, d.n == 2 ? "The first two runs, which differ " : "Two runs that differ ");
	str_add(out, k == 1 ? "only in their " : "in ");
	join(out, e->cond, f, k);
	str_add(out, d.n == 2 ? ", predict " : " predict ");
	say_figure(out, d.mean, 3, SAY_SCREEN);
	str_add(out, d.n == 2 ? " apart" : " apart on average");
	str_add(out, stats_held_out(e->stats) ? ", at rows that neither was trained on." : ".");
	next_key(lab, f, k, cause, &out[1]);
	if (churn.n > 1 && isfinite(churn.mean)) {
		str_add(&out[2], "They put ");
		say_figure(&out[2], 100 * churn.mean, 3, SAY_SCREEN);
		str_add(&out[2], " % of the points in different classes.");
	}
	before(lab, e, &out[3]);
}

int tell_now(const struct shell *sh, struct str *out)
{
	const struct lab *lab = shell_lab(sh);
	const struct sample *p = lab_progress(lab);
	const struct lab_entry *e = lab_current(lab);
	double length, pos = lab_replay_position(lab, &length);
	const char *status;
	struct lab_study study;
	struct str change = STR_INIT;
	int error = 0;

	if (lab_study(lab, &study)) {
		report_study(&study, out);
		return 0;
	}
	if (shell_waiting(sh, out))
		return 0;
	if (lab_replaying(lab)) {
		char a[32], b[32];

		str_addf(out, "replay: %s of %s s", say_cell(pos, 3, a, sizeof a),
			 say_cell(length, 3, b, sizeof b));
		return 0;
	}
	if (!e)
		return 0;
	if (p && p->run != UINT64_MAX && lab_pace(lab) > 0 && lab_pace(lab) < FEED_SLOW_RATE) {
		str_add(out, "run ");
		say_count(out, p->run + 1);
		if (p->updates >= p->total_updates) {
			str_add(out, isfinite(p->train_loss) ? " is done · training loss " : " is done");
			if (isfinite(p->train_loss))
				say_figure(out, p->train_loss, 3, SAY_SCREEN);
		} else {
			str_add(out, " · update ");
			say_count(out, p->updates);
			str_add(out, " of ");
			say_count(out, p->total_updates);
			if (isfinite(p->batch_loss)) {
				str_add(out, " · batch loss ");
				say_figure(out, p->batch_loss, 3, SAY_SCREEN);
			}
		}
		if (p->run > 0 && report_change(lab, &change))
			str_addf(out, " · %s from the run before", change.s);
		str_release(&change);
		return 0;
	}
	status = lab_status(lab, &error);
	if (status && *status != '\0') {
		str_add(out, status);
		return error;
	}
	if (shell_idle(sh) && stats_runs(e->stats) > 0) {
		say_count(out, stats_runs(e->stats));
		str_add(out, stats_runs(e->stats) == 1 ? " run is done" : " runs are done");
		str_add(out, lab_trains(lab, e) ? "; R trains on" : "");
	} else if (lab_entries(lab) < 2) {
		str_add(out, e->cond->external ? "Each run is a training by the program you named. ? explains the screen."
			: "Each run trains the network anew, from fresh weights. ? explains the screen.");
	}
	return 0;
}
