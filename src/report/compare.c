/*
 * compare.c - two conditions side by side, with the intervals of their difference, and
 * what may be said of it: which is steadier, how far apart runs of the same number are,
 * and which is better.
 */
#include "stat/compare.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "report/columns.h"
#include "report/report_int.h"
#include "report/scores.h"
#include "stat/contrast.h"
#include "base/say.h"
#include "report/sentence.h"

/* steps: of each and of both (text_step), 0 where it has none. */
static void put_steps(struct columns *c, const char *label, struct estimate a, struct estimate b, struct estimate d,
		      const double step[2])
{
	if (!a.n || !b.n)
		return;
	columns_row(c);
	str_add(columns_cell(c, 0), label);
	text_steps(columns_cell(c, 1), a, step[0]);
	text_steps(columns_cell(c, 2), b, step[1]);
	if (!isnan(d.mean))
		text_steps(columns_cell(c, 3), d, fmin(step[0], step[1]));
}

static void put_row(struct columns *c, const char *label, struct estimate a, struct estimate b, struct estimate d)
{
	put_steps(c, label, a, b, d, (const double[2]){ 0, 0 });
}

/* The line of commands that begins with the n characters of head; NULL: there is none. */
static const char *line_with(const char *commands, const char *head, size_t n)
{
	for (const char *p = commands; *p; p += strcspn(p, "\n"), p += *p == '\n')
		if (strncmp(p, head, n) == 0)
			return p;
	return NULL;
}

/* Is the word of n characters one of the line's? */
static int has_word(const char *line, const char *word, size_t n)
{
	while (*line && *line != '\n') {
		size_t m = strcspn(line, " \n");

		if (m == n && strncmp(line, word, n) == 0)
			return 1;
		line += m + (line[m] == ' ');
	}
	return 0;
}

/* Of a line of sources ("fix shuffle=42 batch=16") the words that the other condition's
 * line has not; of any other line all, where the other has no such line. */
static void line_only(struct str *out, const char *p, size_t n, const char *theirs)
{
	static const char *const lists[] = { "free ", "fix ", "off " };

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		size_t verb = strlen(lists[i]);
		const char *line = strncmp(p, lists[i], verb) == 0 ? line_with(theirs, lists[i], verb) : NULL;

		for (size_t at = verb, m; line && at < n; at += m + 1) {
			m = strcspn(p + at, " \n");
			if (has_word(line, p + at, m))
				continue;
			str_addn(out, out->len ? " " : p, out->len ? 1 : verb);
			str_addn(out, p + at, m);
		}
		if (line)
			return;
	}
	for (const char *line = theirs; (line = line_with(line, p, n)); line += strcspn(line, "\n"))
		if (line[n] == '\n' || line[n] == '\0')
			return;
	str_addn(out, p, n);
}

/* What one condition's commands say and the other's do not. */
static void put_only(struct str *out, const struct lab_entry *a, const struct lab_entry *b)
{
	const char *p = a->cond->commands;

	while (*p) {
		size_t n = strcspn(p, "\n");
		struct str only = STR_INIT;

		line_only(&only, p, n, b->cond->commands);
		if (only.len) {
			str_addf(out, "  only in %" PRIu32 ": ", a->id);
			utf8_escape(out, only.s, only.len);
			str_addc(out, '\n');
		}
		str_release(&only);
		p += n + (p[n] == '\n');
	}
}

/* Which they are, with how many runs, and how many of these are in no mean. */
static void put_which(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	struct str s = STR_INIT;

	str_addf(&s, "%" PRIu32 ": ", e->id);
	report_label(lab, e, &s);
	str_add(&s, "; ");
	say_count(&s, stats_runs(e->stats));
	str_add(&s, " runs");
	if (stats_diverged(e->stats)) {
		str_add(&s, ", of which ");
		say_count(&s, stats_diverged(e->stats));
		str_add(&s, " diverged (in no mean below)");
	}
	columns_wrap(s.s, 2, out);
	str_release(&s);
}

#define HEAD_COLS 22	/* of a name, so that no line passes 80 */

/* Its name where that has room, or what the lines above call it. */
static void put_head(struct str *out, const struct lab_entry *e)
{
	if (e->name && strlen(e->name) <= HEAD_COLS) {
		str_addf(out, "%" PRIu32 " ", e->id);
		utf8_escape(out, e->name, strlen(e->name));
	} else {
		str_addf(out, "condition %" PRIu32, e->id);
	}
}

static int same_rows(const struct lab_entry *const e[2])
{
	const struct problem *p = &e[0]->cond->problem, *q = &e[1]->cond->problem;

	return p->data->hash == q->data->hash && p->n_pred == q->n_pred && p->n_probes == q->n_probes
		&& memcmp(p->probe, q->probe, p->n_probes * sizeof *p->probe) == 0;
}

/* Do runs of one number share their master seed, and predict the same rows? */
static int same_runs(const struct lab_entry *const e[2])
{
	return e[0]->cond->master == e[1]->cond->master && e[0]->cond->plan == e[1]->cond->plan && same_rows(e);
}

/* Run by run: the same number draws the same levels of what is free in both,
 * so that this is what the settings change, and levels that are not shared. */
static void put_apart(struct str *out, const struct lab_entry *const e[2])
{
	struct estimate apart = { .n = 0 };

	if (same_runs(e))
		apart = contrast_apart(e[0]->stats, e[1]->stats);
	if (!apart.n)
		return;
	str_addf(out, "%-23s  ", "apart, run by run");
	text_estimate(out, apart);
	str_addc(out, '\n');
}

/* From a run of the first to a run of the second: what of it is for the better? */
static void put_churn(struct str *out, const struct lab_entry *const e[2])
{
	double churn, wins, losses, neutral;

	if (!same_rows(e) || !stats_churn_between(e[0]->stats, e[1]->stats, &churn, &wins, &losses, &neutral))
		return;
	str_addf(out, "%-23s  ", "from first to second");
	say_figure(out, churn, 2, SAY_SENTENCE);
	str_add(out, " change class:\n    ");
	say_figure(out, wins, 2, SAY_SENTENCE);
	str_add(out, " become right, ");
	say_figure(out, losses, 2, SAY_SENTENCE);
	str_add(out, " wrong, ");
	say_figure(out, neutral, 2, SAY_SENTENCE);
	str_add(out, " stay wrong\n");
}

static void put_names(struct str name[2], const struct lab_entry *const e[2])
{
	for (int i = 0; i < 2; i++) {
		if (e[i]->name)
			utf8_escape(&name[i], e[i]->name, strlen(e[i]->name));
		else
			str_addf(&name[i], "condition %" PRIu32, e[i]->id);
	}
}

/* Why a loss of one is none of the other: other rows or units of them (standardised or
 * not), another function.  NULL where they can be set side by side. */
static const char *other_loss(const struct lab_entry *const e[2])
{
	const struct problem *p = &e[0]->cond->problem, *q = &e[1]->cond->problem;

	if (p->data->hash != q->data->hash)
		return "the losses are of other data";
	if (p->loss != q->loss || (p->loss == LOSS_HUBER && (p->huber_delta < q->huber_delta
							   || p->huber_delta > q->huber_delta)))
		return "the losses are other functions";
	if (problem_loss_unit(p, 0) != problem_loss_unit(q, 0))
		return "the losses are in other units (`set standardize`)";
	return NULL;
}

/* Do both predict numbers, or both classes? */
static int same_kind(const struct lab_entry *const e[2])
{
	return e[0]->cond->problem.data->kind == e[1]->cond->problem.data->kind;
}

/* What depends on the loss function, as accuracies and scores do not. */
static int is_loss(enum stats_outcome o)
{
	return !stats_outcome_rises(o) && o != STATS_MAE;
}

static int compare_by(const struct lab_entry *const e[2], enum stats_outcome o, struct comparison *c)
{
	if (is_loss(o) ? !!other_loss(e) : e[0]->cond->problem.data->hash != e[1]->cond->problem.data->hash)
		return -1;
	if (!stats_has(e[0]->stats, o) || !stats_has(e[1]->stats, o))
		return -1;
	return compare_stats(e[0]->stats, e[1]->stats, o, lab_share_levels(e[0], e[1]), c);
}

/* A table and a verdict that were made otherwise would contradict each other. */
static void put_outcome(struct columns *t, const struct lab_entry *const e[2], enum stats_outcome o)
{
	struct estimate a = stats_outcome(e[0]->stats, o), b = stats_outcome(e[1]->stats, o);
	struct estimate d = { is_loss(o) && other_loss(e) ? NAN : b.mean - a.mean, NAN, NAN, NAN, 1 };
	double step[2] = { text_step(&e[0]->cond->problem, o), text_step(&e[1]->cond->problem, o) };
	struct comparison c;
	struct str label = STR_INIT;

	score_label(e[0]->cond->problem.data, o, &label);
	if (!compare_by(e, o, &c))
		d = (struct estimate){ -c.diff, NAN, -c.diff_hi, -c.diff_lo, c.n_a };
	put_steps(t, label.s, text_within(a, o), text_within(b, o), d, step);
	str_release(&label);
}

/* What an answer that knows no input reaches on the same rows. */
static void put_constant(struct columns *t, const struct lab_entry *const e[2])
{
	struct estimate c[2] = { stats_constant_loss(e[0]->stats), stats_constant_loss(e[1]->stats) };

	if (!c[0].n || !c[1].n)
		return;
	columns_row(t);
	str_add(columns_cell(t, 0), "constant answer");
	for (size_t i = 0; i < 2; i++) {
		struct stats_beat b = stats_beaten(e[i]->stats);

		say_figure(columns_cell(t, 1 + i), c[i].mean, 4, SAY_SENTENCE);
		if (b.n)
			str_addf(columns_cell(t, 1 + i), ", %.0f %% beat it", floor(100 * (double)b.loss / (double)b.n));
	}
}

/* Which is better, by the loss after training where it is known. */
static void put_better(struct str *out, const struct lab_entry *const e[2], const struct str name[2])
{
	enum stats_outcome o = stats_judge_both(e[0]->stats, e[1]->stats);
	struct comparison c = { .n_a = 0 };
	const char *why = other_loss(e);

	if (why && e[0]->cond->problem.data->hash == e[1]->cond->problem.data->hash
	    && stats_has(e[0]->stats, STATS_DATA_ACCURACY) && stats_has(e[1]->stats, STATS_DATA_ACCURACY)) {
		/* of all losses alike; of the same data, so either leads in both */
		o = stats_lead(e[0]->stats) == stats_lead(e[1]->stats) ? stats_lead(e[0]->stats) : STATS_DATA_ACCURACY;
	} else if (why) {
		str_addf(out, "Which is better is not said: %s.\n", why);
		return;
	}
	/* too few different runs are said, too: copies of one run are one run */
	if (compare_by(e, o, &c) && !c.n_a && !c.n_b)
		return;
	str_addf(out, "By %s: ", stats_outcome_name(o));
	compare_sentence(&c, name[0].s, name[1].s, out);
	str_addc(out, '\n');
}

/* Those that have learnt nothing: before what is said of them. */
static void put_unlearnt(struct str *out, const struct lab_entry *const e[2])
{
	for (size_t i = 0; i < 2; i++) {
		struct str s = STR_INIT;

		if (report_unlearnt(e[i], &s))
			str_addf(out, "Condition %" PRIu32 ": %s\n", e[i]->id, s.s);
		str_release(&s);
	}
}

/* What a reader is to take home comes last, and goes into the session. */
static void put_sentences(struct str *out, const struct lab_entry *const e[2],
			  struct str *steady)
{
	struct str name[2] = { STR_INIT, STR_INIT };
	struct contrast c;

	put_names(name, e);
	put_unlearnt(out, e);
	put_better(out, e, name);
	if (!same_kind(e)) {
		str_add(out, "Nor which is steadier: one predicts numbers, the other classes.\n");
	} else if (contrast_spread(e[0]->stats, e[1]->stats, &c) == 0) {
		contrast_sentence(&c, name[0].s, name[1].s, steady);
		if (stats_diverged(e[0]->stats) + stats_diverged(e[1]->stats))
			str_add(steady, " That is of runs that do not diverge.");
		if (e[0]->cond->problem.data->hash != e[1]->cond->problem.data->hash
		    && e[0]->cond->problem.data->kind == DATA_REGRESSION)
			str_add(steady, " Each is in the units of its own targets.");
		str_addf(out, "%s\n", steady->s);
	}
	str_release(&name[0]);
	str_release(&name[1]);
}

/* The ratio that the sentence below speaks of, where there is one. */
static void put_difference(struct columns *t, const struct lab_entry *const e[2])
{
	struct estimate a = stats_difference(e[0]->stats), b = stats_difference(e[1]->stats);
	struct contrast c;

	put_row(t, "prediction difference", a, b, (struct estimate){ same_kind(e) ? b.mean - a.mean : NAN, NAN, NAN,
								     NAN, 1 });
	if (!same_kind(e) || !a.n || !b.n || contrast_spread(e[1]->stats, e[0]->stats, &c) || isnan(c.ratio))
		return;
	str_clear(columns_cell(t, 3));
	say_estimate(columns_cell(t, 3), c.ratio, c.lo, c.hi, SAY_SENTENCE);
	str_add(columns_cell(t, 3), " times");
}

/* The balanced ones first where they lead in both. */
static void put_accuracies(struct columns *t, const struct lab_entry *const e[2])
{
	int balanced = stats_lead(e[0]->stats) == STATS_BALANCED && stats_lead(e[1]->stats) == STATS_BALANCED;

	if (!balanced)
		put_outcome(t, e, STATS_DATA_ACCURACY);
	put_outcome(t, e, STATS_BALANCED);
	put_outcome(t, e, STATS_F1);
	put_outcome(t, e, STATS_AUC);
	if (balanced)
		put_outcome(t, e, STATS_DATA_ACCURACY);
}

static void put_table(struct str *out, const struct lab_entry *const e[2])
{
	const double step[2] = { text_step_churn(&e[0]->cond->problem), text_step_churn(&e[1]->cond->problem) };
	struct columns t;

	columns_init(&t, 4);
	t.below = 1u << 3;
	columns_row(&t);
	put_head(columns_cell(&t, 1), e[0]);
	put_head(columns_cell(&t, 2), e[1]);
	str_add(columns_cell(&t, 3), "second - first (95 %)");
	put_difference(&t, e);
	put_row(&t, "sd of a prediction", stats_sd(e[0]->stats), stats_sd(e[1]->stats), same_kind(e)
		? contrast_sd(e[0]->stats, e[1]->stats, lab_share_levels(e[0], e[1])) : (struct estimate){ NAN, NAN, NAN, NAN, 0 });
	put_steps(&t, "churn", stats_churn(e[0]->stats), stats_churn(e[1]->stats),
		  contrast_churn(e[0]->stats, e[1]->stats, lab_share_levels(e[0], e[1])), step);
	put_outcome(&t, e, STATS_DATA_LOSS);
	put_constant(&t, e);
	put_accuracies(&t, e);
	put_outcome(&t, e, STATS_R2);
	put_outcome(&t, e, STATS_MAE);
	put_outcome(&t, e, STATS_TRAIN_LOSS);
	put_outcome(&t, e, STATS_TEST_LOSS);
	put_outcome(&t, e, STATS_ACCURACY);
	columns_put(&t, out);
	if (e[0]->cond->external && e[1]->cond->external && !e[0]->cond->problem.blind &&
	    problem_loss_unit(&e[0]->cond->problem, 0) == problem_loss_unit(&e[1]->cond->problem, 0))
		str_addf(out, "Losses: after training %s, others as the trainer counts them.\n", problem_loss_unit(&e[0]->cond->problem, 0));
	else if (condition_loss_unit(e[0]->cond, 0) == condition_loss_unit(e[1]->cond, 0))
		str_addf(out, "Losses: %s.\n", condition_loss_unit(e[0]->cond, 0));
	else
		str_addf(out, "Losses: %" PRIu32 " %s; %" PRIu32 " %s.\n", e[0]->id, condition_loss_unit(e[0]->cond, 0),
			 e[1]->id, condition_loss_unit(e[1]->cond, 0));
}

void report_compare(const struct lab *lab, const struct lab_entry *a, const struct lab_entry *b, struct str *out,
		    struct str *found)
{
	const struct lab_entry *const e[2] = { a, b };

	put_which(lab, a, out);
	put_which(lab, b, out);
	put_only(out, a, b);
	put_only(out, b, a);
	put_table(out, e);
	put_churn(out, e);
	put_apart(out, e);
	put_sentences(out, e, found);
}
