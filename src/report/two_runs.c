/*
 * two_runs.c - two runs of one condition side by side.
 *
 * Runs are named by their numbers from 1, as the table of runs shows them.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "data/data.h"
#include "engine/scores.h"
#include "report/report_int.h"

/* How many predictions neither run was trained on. */
static size_t in_both(const struct kept_run *a, const struct kept_run *b, size_t n)
{
	size_t both = 0;

	for (size_t i = 0; i < n; i++)
		both += !isnan(a->pred[i]) && !isnan(b->pred[i]);
	return both;
}

static void put_predictions(struct str *out, const struct lab_entry *e, const struct kept_run *a,
			    const struct kept_run *b)
{
	size_t n = stats_n_pred(e->stats), outs = stats_outputs(e->stats), far = 0, other = 0, both;
	double most = -1;

	outs = outs ? outs : 1;
	if (!a->pred || !b->pred || !n)
		return;
	both = in_both(a, b, n) / outs;
	if (!both) {
		str_add(out, "They held out different rows, so there is none at which to compare them.\n");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		double d = fabs((double)a->pred[i] - b->pred[i]);

		if (d > most) {		/* not NaN */
			most = d;
			far = i;
		}
	}
	str_add(out, "Their predictions are ");
	say_figure(out, lab_apart(e, a, b), 4, SAY_REPORT);
	str_add(out, " apart on average over ");
	say_count(out, both);
	str_addf(out, " probes%s; most at probe %zu", stats_held_out(e->stats) ? " that both held out" : "",
		 far / outs + 1);
	dataset_time_aside(e->cond->problem.data, e->cond->problem.probe[far / outs], out);
	str_add(out, ": ");
	say_figure(out, a->pred[far], 4, SAY_REPORT);
	str_add(out, " and ");
	say_figure(out, b->pred[far], 4, SAY_REPORT);
	str_add(out, ".\n");
	if (!problem_has_accuracy(&e->cond->problem))
		return;
	for (size_t i = 0; i + outs <= n; i += outs)
		other += !isnan(a->pred[i]) && !isnan(b->pred[i]) &&
			 scores_class(a->pred + i, outs) != scores_class(b->pred + i, outs);
	str_addf(out, "%zu of %zu probes are put in another class.\n", other, both);
}

static void put_number(struct str *out, const char *label, double a, double b)
{
	struct str s = STR_INIT;

	if (!isfinite(a) && !isfinite(b))
		return;
	say_figure(&s, a, 4, SAY_REPORT);
	str_addf(out, "%-10s %12s", label, s.s);
	str_clear(&s);
	say_figure(&s, b, 4, SAY_REPORT);
	str_addf(out, " %12s\n", s.s);
	str_release(&s);
}

/* R2 and MAE of several targets are means over them. */
static void put_scores(struct str *out, const struct dataset *d, const struct kept_run *a, const struct kept_run *b)
{
	static const struct { const char *label; enum stats_outcome o; } of[] = {
		{ "balanced", STATS_BALANCED }, { "macro-F1", STATS_F1 }, { "AUC", STATS_AUC },
		{ "R2", STATS_R2 }, { "MAE", STATS_MAE },
	};

	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		struct str label = STR_INIT;

		str_add(&label, of[i].label);
		if (d->outputs > 1 && d->kind == DATA_REGRESSION)
			str_add(&label, ", mean");
		put_number(out, label.s, kept_run_outcome(a, of[i].o), kept_run_outcome(b, of[i].o));
		str_release(&label);
	}
}

static void level_text(struct str *out, const struct condition *c, const struct levels *l, enum source k)
{
	if (c->external)
		external_level(c->external, k, l->v[k], out);
	else if (k == SOURCE_OPTIMIZER)
		str_add(out, optim_name((enum optim_kind)l->v[k]));
	else if (levels_off(l, k))
		str_add(out, "off");
	else
		str_addf(out, "%" PRIu32, l->v[k]);
}

static void put_level(struct str *out, const struct condition *c, const struct levels *a, const struct levels *b, enum source k)
{
	struct str s[2] = { STR_INIT, STR_INIT };

	if (levels_off(a, k) && levels_off(b, k))
		return;
	level_text(&s[0], c, a, k);
	level_text(&s[1], c, b, k);
	str_addf(out, "%-10s %12s %12s%s\n", condition_source_name(c, k), s[0].s, s[1].s,
		 levels_off(a, k) != levels_off(b, k) || a->v[k] != b->v[k] ? "   differs" : "");
	str_release(&s[0]);
	str_release(&s[1]);
}

void report_two_runs(const struct lab_entry *e, const struct kept_run *a, const struct kept_run *b, struct str *out)
{
	char head[2][32];

	str_addf(out, "Run %" PRIu64 " and run %" PRIu64 ": ", a->run + 1, b->run + 1);
	levels_diff(e->cond, &a->levels, &b->levels, out);
	str_add(out, ".\n");
	put_predictions(out, e, a, b);
	snprintf(head[0], sizeof head[0], "run %" PRIu64, a->run + 1);
	snprintf(head[1], sizeof head[1], "run %" PRIu64, b->run + 1);
	str_addf(out, "\n%-10s %12s %12s\n", "", head[0], head[1]);
	str_addf(out, "losses %s\n", condition_loss_unit(e->cond, 0));
	put_number(out, "train", a->train_loss, b->train_loss);
	put_number(out, "test", a->test_loss, b->test_loss);
	put_number(out, "accuracy", a->accuracy, b->accuracy);
	put_scores(out, e->cond->problem.data, a, b);
	for (int k = 0; k < (e->cond->external ? SOURCE_SLOTS : SOURCE_COUNT); k++)
		put_level(out, e->cond, &a->levels, &b->levels, (enum source)k);
}
