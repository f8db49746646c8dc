/*
 * between_words.c - what lies between two runs, in a sentence, and as a table.
 *
 * A line between two runs is no sample: its figures are what they are for these two, and
 * nothing here speaks of others.
 */
#include <inttypes.h>
#include <math.h>

#include "base/say.h"
#include "engine/problem.h"
#include "report/columns.h"
#include "report/report_int.h"
#include "report/sentence.h"

/* What training has won: how much better the ends are than the constant answer; NaN: nothing. */
static double won(const struct between_path *p, const struct problem *q)
{
	double w = q->constant_known ? q->constant.loss - (p->loss[0] + p->loss[BETWEEN_POINTS - 1]) / 2 : NAN;

	return w > 0 ? w : NAN;
}

/* ", 31 % of what training has won": a scale for those who know none of losses. */
static void put_scale(struct str *out, double barrier, double of)
{
	if (!(barrier > 0) || !isfinite(of))
		return;
	str_add(out, ", ");
	say_percent(out, barrier / of);
	str_add(out, " of what training has won");
}

/* "the loss rises by 0.308 in nats above the straight line between its ends, most at 0.5 of
 * the way"; brief: of the same line again. */
static void put_rise(struct str *out, const struct between_path *p, const struct problem *q, int brief)
{
	double at, barrier = between_barrier(p, &at);

	if (!isfinite(barrier)) {
		str_add(out, "the loss is not finite at an end");
	} else if (barrier == 0) {
		str_add(out, brief ? "it never rises above that line"
				   : "the loss never rises above the straight line between its ends");
	} else if (brief) {
		str_add(out, "it rises by ");
		say_figure(out, barrier, 3, SAY_SENTENCE);
	} else {
		str_add(out, "the loss rises by ");
		say_figure(out, barrier, 3, SAY_SENTENCE);
		str_add(out, problem_loss_unit(q, 1));
		str_add(out, " above the straight line between its ends, most at ");
		say_figure(out, at, 2, SAY_REPORT);
		str_add(out, " of the way");
		put_scale(out, barrier, won(p, q));
	}
}

/* What aligning has changed. */
static void put_aligned(struct str *out, const struct between *b, const struct problem *q)
{
	double plain = between_barrier(&b->path[BETWEEN_PLAIN], NULL);
	double aligned = between_barrier(&b->path[BETWEEN_ALIGNED], NULL);

	if (!b->aligned || !isfinite(plain))
		return;
	str_addf(out, " With run %" PRIu64 "'s hidden units put in the order of run %" PRIu64 "'s, which changes no prediction, ",
		 b->run[1] + 1, b->run[0] + 1);
	if (!b->moved) {
		str_add(out, "nothing changes: they stand in that order already");
	} else {
		put_rise(out, &b->path[BETWEEN_ALIGNED], q, 1);
		if (plain > 0 && aligned < plain) {
			str_add(out, ": ");
			say_percent(out, 1 - aligned / plain);
			str_add(out, " of what lay between was the names of the units");
		} else if (plain > 0) {
			str_add(out, ": the names of the units are not what lies between");
		}
	}
	str_addc(out, '.');
}

/* A path's holes, where a loss overflows. */
static size_t holes(const struct between_path *p)
{
	size_t n = 0;

	for (size_t i = 0; i < BETWEEN_POINTS; i++)
		n += !isfinite(p->loss[i]);
	return n;
}

void between_sentence(const struct between *b, const struct problem *q, struct str *out)
{
	double drop = between_drop(&b->path[BETWEEN_PLAIN], NULL);
	size_t gone = holes(&b->path[BETWEEN_PLAIN]) + (b->aligned ? holes(&b->path[BETWEEN_ALIGNED]) : 0);

	str_addf(out, "From run %" PRIu64 "'s weights straight to run %" PRIu64 "'s, ", b->run[0] + 1, b->run[1] + 1);
	put_rise(out, &b->path[BETWEEN_PLAIN], q, 0);
	if (drop * (double)q->n_judge > 1.5) {	/* a single row is none to speak of */
		str_add(out, ", and accuracy falls by ");
		say_figure(out, drop, 2, SAY_SENTENCE);
	}
	str_addc(out, '.');
	put_aligned(out, b, q);
	str_add(out, " Their predictions are ");
	say_figure(out, b->predictions, 3, SAY_SENTENCE);
	str_add(out, " apart");
	if (isfinite(b->churn)) {
		str_add(out, " (");
		say_percent(out, b->churn);
		str_add(out, " of the probes get another class)");
	}
	if (b->norm[0] > 0 || b->norm[1] > 0) {
		str_add(out, ", their weights ");
		say_percent(out, between_apart(b, BETWEEN_PLAIN));
		str_add(out, " as far as weights that have nothing to do with each other");
		if (b->aligned && b->moved) {
			str_add(out, ", in one order ");
			say_percent(out, between_apart(b, BETWEEN_ALIGNED));
		}
	}
	str_addc(out, '.');
	if (gone)
		str_addf(out, " At %zu points the loss is not finite; they are left out.", gone);
}

static void put_figure(struct str *out, double x)
{
	if (isfinite(x))
		say_figure(out, x, 4, SAY_REPORT);
	else
		str_addc(out, '-');
}

void report_between(const struct lab *lab, const struct lab_between *w, struct str *out)
{
	const struct between *b = &w->line;
	const struct lab_entry *e = NULL;
	struct columns c;
	int acc;

	for (size_t i = 0; i < lab_entries(lab); i++)
		if (lab_entry(lab, i)->id == w->of)
			e = lab_entry(lab, i);
	if (!e)
		return;
	acc = problem_has_accuracy(&e->cond->problem);
	str_addf(out, "Between runs %" PRIu64 " and %" PRIu64 " of condition %u: the data loss%s on the line from weights to"
		 " weights\n", b->run[0] + 1, b->run[1] + 1, (unsigned)w->of, problem_loss_unit(&e->cond->problem, 1));
	columns_init(&c, 5);
	c.right = 31;
	columns_row(&c);
	str_add(columns_cell(&c, 0), "way");
	str_add(columns_cell(&c, 1), "loss");
	str_add(columns_cell(&c, 2), b->aligned ? "aligned" : "");
	str_add(columns_cell(&c, 3), acc ? "accuracy" : "");
	str_add(columns_cell(&c, 4), acc && b->aligned ? "aligned" : "");
	for (size_t i = 0; i < BETWEEN_POINTS; i += (BETWEEN_POINTS - 1) / 8) {
		columns_row(&c);
		say_figure(columns_cell(&c, 0), (double)i / (BETWEEN_POINTS - 1), 3, SAY_REPORT);
		put_figure(columns_cell(&c, 1), b->path[BETWEEN_PLAIN].loss[i]);
		if (b->aligned)
			put_figure(columns_cell(&c, 2), b->path[BETWEEN_ALIGNED].loss[i]);
		if (acc)
			put_figure(columns_cell(&c, 3), b->path[BETWEEN_PLAIN].accuracy[i]);
		if (acc && b->aligned)
			put_figure(columns_cell(&c, 4), b->path[BETWEEN_ALIGNED].accuracy[i]);
	}
	c.indent = 2;
	columns_put(&c, out);
}

void report_between_words(const struct lab *lab, const struct lab_between *w, struct str *out)
{
	for (size_t i = 0; i < lab_entries(lab); i++)
		if (lab_entry(lab, i)->id == w->of)
			between_sentence(&w->line, &lab_entry(lab, i)->cond->problem, out);
}
