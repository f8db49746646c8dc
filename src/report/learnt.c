/*
 * learnt.c - what may help trainings that diverge or learn nothing: only what applies
 * to this condition, as it would be typed.
 *
 *     values far beyond 1 in the data      set standardize
 *     runs blow up                         a smaller learning rate
 *     the loss of held-out rows turned     a shorter budget, a penalty
 *     the loss still falls at the end      a longer budget, a larger rate
 *     neither                              another rate
 */
#include "stat/learnt.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/report_int.h"
#include "base/say.h"
#include "report/sentence.h"

#define LARGE 10		/* values beyond it are not what initial weights are made for, */
#define TINY 1e-6		/* a net's first answers are a million times these */
#define SMALL .01		/* nor are targets below it */
#define RISEN 1.05		/* times its least: a loss on held-out rows that has turned */
#define PENALTY .1
#define LOOK 4096		/* values looked at, evenly */

static double largest(const float *v, size_t n)
{
	size_t step = n / LOOK + 1;
	double most = 0;

	for (size_t i = 0; v && i < n; i += step)
		most = fmax(most, fabs((double)v[i]));
	return most;
}

static void also(struct str *out, size_t begun)
{
	if (out->len > begun)
		str_add(out, "; ");
}

/* Returns 1 where nothing else would help: a net begins far above targets so small, and
 * no rate brings it down to them. */
static int standardize(const struct lab_entry *e, int brief, struct str *out)
{
	const struct problem *p = &e->cond->problem;
	const struct dataset *d = p->data;
	double x = p->standardize ? 0 : largest(d->x, d->rows * d->features);
	double y = d->kind == DATA_REGRESSION && !problem_scales_targets(p) ? largest(d->y, d->rows * d->outputs) : 0;
	int all = y > LARGE || (y > 0 && y < SMALL);

	if (!all && !(x > LARGE))
		return 0;
	str_addf(out, "`set standardize %s`", all ? "all" : "inputs");
	if (brief)
		return all && y < TINY;
	str_addf(out, " (%s reach %s", all ? "targets" : "inputs", all && y < SMALL ? "no more than " : "");
	say_figure(out, all ? y : x, 2, SAY_SENTENCE);
	str_addc(out, ')');
	return all && y < TINY;
}

/* Is the median run's training loss still on its way down at the end? */
static int falls(const struct stats *s)
{
	static const double half = .5;
	size_t n = stats_epochs(s);
	float end = NAN, earlier = NAN;

	if (n < 4)
		return n > 0;	/* so few epochs tell nothing, and are few */
	stats_curve_quantiles(s, STATS_TRAIN, n - 1, &half, &end, 1);
	stats_curve_quantiles(s, STATS_TRAIN, n - 1 - n / 4, &half, &earlier, 1);
	return end < earlier - .005f * fabsf(earlier);
}

static void put_rate(const struct lab_entry *e, const struct settings *s, double times, struct str *out)
{
	enum optim_kind k = (enum optim_kind)s->level[SOURCE_OPTIMIZER];

	if (e->cond->state[SOURCE_OPTIMIZER] == STATE_FREE)
		return;
	str_addf(out, "`optimizer %s lr=%.3g`", optim_name(k), s->optim[k].lr * times);
}

/* The epoch, from 1, after which the median loss on rows that were held out was least, where it
 * has risen since; 0: it has not, or nobody looked. */
static size_t turned(const struct problem *p, const struct stats *s)
{
	static const double half = .5;
	size_t n = stats_epochs(s), step = n / 64 + 1, best = 0;
	float end = NAN, least = INFINITY, v;

	if (!p->n_test || n < 2)
		return 0;
	stats_curve_quantiles(s, STATS_TEST, n - 1, &half, &end, 1);
	for (size_t i = 0; i < n; i += step) {
		stats_curve_quantiles(s, STATS_TEST, i, &half, &v, 1);
		if (v < least) {
			least = v;
			best = i + 1;
		}
	}
	return end > RISEN * least ? best : 0;
}

static void put_budget(const struct settings *s, double times, struct str *out)
{
	double updates = floor(times * (double)s->updates), epochs = floor(times * (double)s->epochs + .5);

	if (s->budget == BUDGET_UPDATES && updates >= 1 && updates < 1e15)
		str_addf(out, "`budget updates %.0f`", updates);
	else if (s->budget == BUDGET_EPOCHS && epochs >= 1 && epochs < (double)UINT32_MAX)
		str_addf(out, "`budget epochs %.0f`", epochs);
}

/* One way out: "words (command)", in brief the command alone; the words where none is known. */
static void way(size_t begun, int brief, const char *words, const struct str *command, struct str *out)
{
	also(out, begun);
	if (command->len == 0)
		str_add(out, words);
	else if (brief)
		str_add(out, command->s);
	else
		str_addf(out, "%s (%s)", words, command->s);
}

/* Is the median run worse than a net that has not begun, and than the constant answer? */
static int is_lost(const struct problem *p, const struct stats *s)
{
	double loss = stats_outcome_quantile(s, STATS_DATA_LOSS, .5);
	double zero = p->constant_known ? p->constant.zero : 0;

	return loss > 2 * fmax(zero, stats_constant_loss(s).mean);
}

/* best: the epoch of the least loss on rows that were held out. */
static void less_fit(const struct lab_entry *e, size_t best, int brief, struct str *out)
{
	struct str budget = STR_INIT, penalty = STR_INIT;
	size_t begun;

	if (!brief)
		str_addf(out, "less of a fit to the training rows, since the median loss on the others has risen after "
			 "epoch %zu: ", best);
	begun = out->len;
	put_budget(e->set, (double)best / (double)stats_epochs(e->stats), &budget);
	if (e->cond->problem.l2 == 0)
		str_addf(&penalty, "`l2 %.3g`", PENALTY);
	way(begun, brief, budget.len ? "a shorter budget" : "a smaller net", &budget, out);
	if (penalty.len)
		way(begun, brief, "a penalty", &penalty, out);
	str_release(&budget);
	str_release(&penalty);
}

static void may_help(const struct lab_entry *e, int brief, struct str *out)
{
	size_t begun = out->len;
	const struct stats *s = e->stats;
	size_t best = turned(&e->cond->problem, s);
	int lost = stats_diverged(s) > 0 || (!best && is_lost(&e->cond->problem, s));
	int falling = !lost && !best && falls(s);
	struct str budget = STR_INIT, rate = STR_INIT;

	if (e->cond->external) {
		str_addf(out, "%s learning rate or a longer training, which the trainer sets", lost ? "a smaller" : "another");
		return;
	}
	if (standardize(e, brief, out))
		return;
	if (!lost && best) {
		less_fit(e, best, brief, out);
		return;
	}
	if (falling)
		put_budget(e->set, 10, &budget);
	if (budget.len > 0)
		way(begun, brief, "a longer budget", &budget, out);
	put_rate(e, e->set, lost ? .1 : 10, &rate);
	way(begun, brief, lost ? "a smaller learning rate" : falling ? "a larger learning rate"
	    : "another learning rate", &rate, out);
	str_release(&budget);
	str_release(&rate);
}

void report_may_help(const struct lab_entry *e, struct str *out)
{
	may_help(e, 0, out);
}

void report_may_help_brief(const struct lab_entry *e, struct str *out)
{
	may_help(e, 1, out);
}

int report_unlearnt(const struct lab_entry *e, struct str *out)
{
	if (!e || !learnt_nothing(e->stats))
		return 0;
	learnt_sentence(e->stats, out);
	str_add(out, " What may help: ");
	report_may_help(e, out);
	str_addc(out, '.');
	return 1;
}
