/*
 * when_words.c - at which epoch chance enters, as a table and in a sentence.
 */
#include <inttypes.h>
#include <math.h>

#include "base/say.h"
#include "report/columns.h"
#include "report/report_int.h"
#include "report/sentence.h"

/* What is rerolled from epoch k on. */
static const char *what(const struct when_plan *p)
{
	return p->source == SOURCE_NUDGE ? "the last bit of one weight" : source_name(p->source);
}

/* The last point before the end; 0: there is none with a figure. */
static int last_point(const struct when *w, uint32_t epochs, struct when_point *out)
{
	const struct when_plan *p = when_plan(w);

	for (size_t i = p->n; i-- > 0;)
		if (p->k[i] < epochs && when_point(w, i, WHEN_PREDICTION, out))
			return 1;
	return 0;
}

/* When most of it is made; nothing where that cannot be told. */
static void put_verdict(struct str *out, const struct when *w, uint32_t epochs, const struct when_point *last)
{
	struct when_point at;

	if (last->share.lo > .5 && 4 * (uint64_t)last->k >= 3 * (uint64_t)epochs) {
		str_add(out, ": most of it is made late");
		return;
	}
	for (size_t i = 0; i < when_plan(w)->n; i++)
		if (2 * (uint64_t)when_plan(w)->k[i] <= epochs && when_point(w, i, WHEN_PREDICTION, &at) && at.share.hi < .5) {
			str_add(out, ": most of it is made early");
			return;
		}
}

void when_sentence(const struct when *w, uint32_t epochs, struct str *out)
{
	const struct when_plan *p = when_plan(w);
	struct when_point last, first;

	if (!last_point(w, epochs, &last)) {
		str_add(out, when_dropped(w) ? "A run diverged in every family of runs, so there is nothing to say."
					     : "No family of runs is complete yet.");
		return;
	}
	if (p->k[0] == 0 && when_point(w, 0, WHEN_PREDICTION, &first)) {
		str_addf(out, p->source == SOURCE_NUDGE ? "Moving %s before the first epoch makes an SD of "
							: "Rerolling %s from the beginning makes an SD of ", what(p));
		say_estimate95(out, first.sd.mean, first.sd.lo, first.sd.hi);
		str_add(out, " in a prediction");
		if (last.k > 0)
			str_addf(out, "; ");
	}
	if (last.k > 0) {
		uint32_t left = epochs - last.k;

		str_addf(out, p->source == SOURCE_NUDGE ? "%soving it for the last " : "%serolling it for the last ",
			 p->k[0] ? p->source == SOURCE_NUDGE ? "M" : "R" : p->source == SOURCE_NUDGE ? "m" : "r");
		if (left > 1)
			str_addf(out, "%" PRIu32 " epochs", left);
		else
			str_add(out, "epoch");
		str_addf(out, " of %" PRIu32 " alone ", epochs);
		if (isfinite(last.share.mean)) {
			str_add(out, "makes ");
			say_share95(out, last.share.mean, last.share.lo, last.share.hi);
			str_add(out, " of that");
			put_verdict(out, w, epochs, &last);
		} else {
			str_add(out, "makes an SD of ");
			say_estimate95(out, last.sd.mean, last.sd.lo, last.sd.hi);
		}
	}
	str_addf(out, " (%zu famil%s of %" PRIu32 " runs each).", when_parents(w), when_parents(w) == 1 ? "y" : "ies",
		 p->children);
	if (when_dropped(w))
		str_addf(out, " %zu families in which a run diverged are left out.", when_dropped(w));
}

void report_when(const struct lab_entry *e, struct str *out)
{
	const struct when_plan *p = when_plan(e->when);
	struct columns c;
	struct when_point at;

	str_addf(out, "When %s counts: families of %" PRIu32 " runs that are one run up to epoch k, and differ in it from there on\n",
		 what(p), p->children);
	columns_init(&c, 5);
	c.indent = 2;
	c.right = 1;
	columns_row(&c);
	str_add(columns_cell(&c, 0), "k");
	str_add(columns_cell(&c, 1), "sd of a prediction (95 %)");
	str_add(columns_cell(&c, 2), "of that at 0");
	str_add(columns_cell(&c, 3), "sd between families");
	str_add(columns_cell(&c, 4), "sd of the loss (95 %)");
	for (size_t i = 0; i < p->n; i++) {
		if (!when_point(e->when, i, WHEN_PREDICTION, &at))
			continue;
		columns_row(&c);
		str_addf(columns_cell(&c, 0), "%" PRIu32, at.k);
		text_estimate(columns_cell(&c, 1), at.sd);
		if (isfinite(at.share.mean))
			say_share(columns_cell(&c, 2), at.share.mean, at.share.lo < at.share.hi ? at.share.lo : NAN, at.share.hi,
				  SAY_REPORT);
		say_figure(columns_cell(&c, 3), at.between > 0 ? sqrt(at.between) : isnan(at.between) ? NAN : 0, 3, SAY_REPORT);
		if (when_point(e->when, i, WHEN_LOSS, &at))
			text_estimate(columns_cell(&c, 4), at.sd);
	}
	columns_put(&c, out);
}

void report_when_words(const struct lab_entry *e, struct str *out)
{
	struct levels lv;

	condition_levels(e->cond, 0, &lv);
	when_sentence(e->when, problem_epochs(&e->cond->problem, problem_batch(&e->cond->problem, &lv)), out);
}
