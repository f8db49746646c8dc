/*
 * cmd_runs.c - single runs of the present condition: compare run M N, again N.
 *
 * Runs are named by their numbers from 1, as the table of runs shows them.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/say.h"
#include "lang/cmd_int.h"

int lab_kept(const struct lab_entry *e, uint64_t run, struct kept_run *out)
{
	size_t n = e ? stats_kept(e->stats) : 0, lo = 0, hi = n;

	while (lo < hi) {	/* kept in the order of their numbers */
		size_t mid = (lo + hi) / 2;

		if (!stats_kept_run(e->stats, mid, out))
			return 0;
		if (out->run < run)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && stats_kept_run(e->stats, lo, out) && out->run == run;
}

int word_run(struct lab *lab, const struct words *w, size_t i, struct kept_run *out, struct err *err)
{
	unsigned long long n;

	if (word_uint(w, i, 0, "a run's number", 1, UINT64_MAX >> 1, &n, err))
		return ERR_USAGE;
	if (lab_kept(&lab->cur->pub, n - 1, out))
		return 0;
	return word_err(w, i, err, ERR_STATE, n > lab->cur->pub.delivered ? "there is no run %llu yet"
			: "run %llu is not kept whole: it diverged, or too many came before it", n);
}

/* How many predictions neither run was trained on. */
static size_t in_both(const struct kept_run *a, const struct kept_run *b, size_t n)
{
	size_t both = 0;

	for (size_t i = 0; i < n; i++)
		both += !isnan(a->pred[i]) && !isnan(b->pred[i]);
	return both;
}

double lab_apart(const struct lab_entry *e, const struct kept_run *a, const struct kept_run *b)
{
	size_t n = stats_n_pred(e->stats);
	double sum = 0;

	if (!a->pred || !b->pred || !n)
		return NAN;
	for (size_t i = 0; i < n; i++) {
		double d = fabs((double)a->pred[i] - b->pred[i]);

		sum += isnan(d) ? 0 : d;	/* trained on in one of them */
	}
	return sum / (double)in_both(a, b, n);
}

/* The class that `outs` outputs stand for. */
static size_t class_of(const float *p, size_t outs)
{
	size_t k = 0;

	if (outs == 1)
		return p[0] > .5f;
	for (size_t o = 1; o < outs; o++)
		k = p[o] > p[k] ? o : k;
	return k;
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
	str_addf(out, " probes%s; most at probe %zu: ", stats_held_out(e->stats) ? " that both held out" : "",
		 far / outs + 1);
	say_figure(out, a->pred[far], 4, SAY_REPORT);
	str_add(out, " and ");
	say_figure(out, b->pred[far], 4, SAY_REPORT);
	str_add(out, ".\n");
	if (!problem_has_accuracy(&e->cond->problem))
		return;
	for (size_t i = 0; i + outs <= n; i += outs)
		other += !isnan(a->pred[i]) && !isnan(b->pred[i]) &&
			 class_of(a->pred + i, outs) != class_of(b->pred + i, outs);
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

static void level_text(struct str *out, const struct levels *l, enum source k)
{
	if (k == SOURCE_OPTIMIZER)
		str_add(out, optim_name((enum optim_kind)l->v[k]));
	else if (levels_off(l, k))
		str_add(out, "off");
	else
		str_addf(out, "%" PRIu32, l->v[k]);
}

static void put_level(struct str *out, const struct levels *a, const struct levels *b, enum source k)
{
	struct str s[2] = { STR_INIT, STR_INIT };

	if (levels_off(a, k) && levels_off(b, k))
		return;
	level_text(&s[0], a, k);
	level_text(&s[1], b, k);
	str_addf(out, "%-10s %12s %12s%s\n", source_name(k), s[0].s, s[1].s,
		 strcmp(s[0].s, s[1].s) != 0 ? "   differs" : "");
	str_release(&s[0]);
	str_release(&s[1]);
}

enum cmd_result compare_runs(struct lab *lab, const struct words *w, struct err *err)
{
	const struct lab_entry *e = &lab->cur->pub;
	struct kept_run a, b;
	struct str out = STR_INIT;
	char head[2][32];

	if (word_run(lab, w, 2, &a, err) || word_run(lab, w, 3, &b, err))
		return CMD_ERROR;
	str_addf(&out, "Run %" PRIu64 " and run %" PRIu64 ": ", a.run + 1, b.run + 1);
	levels_diff(&a.levels, &b.levels, &out);
	str_add(&out, ".\n");
	put_predictions(&out, e, &a, &b);
	snprintf(head[0], sizeof head[0], "run %" PRIu64, a.run + 1);
	snprintf(head[1], sizeof head[1], "run %" PRIu64, b.run + 1);
	str_addf(&out, "\n%-10s %12s %12s\n", "", head[0], head[1]);
	put_number(&out, "train", a.train_loss, b.train_loss);
	put_number(&out, "test", a.test_loss, b.test_loss);
	put_number(&out, "accuracy", a.accuracy, b.accuracy);
	for (int k = 0; k < SOURCE_COUNT; k++)
		put_level(&out, &a.levels, &b.levels, (enum source)k);
	lab_print(lab, out.s);
	str_release(&out);
	return CMD_DONE;
}

/* A run to see again may be one that diverged, as long as its levels are known. */
static int any_run(struct lab *lab, const struct words *w, struct kept_run *out, struct err *err)
{
	struct kept_run gone[16];
	size_t n = stats_recent_diverged(lab->cur->pub.stats, gone, 16);
	unsigned long long run;

	if (word_uint(w, 1, 0, "a run's number", 1, UINT64_MAX >> 1, &run, err))
		return ERR_USAGE;
	for (size_t i = 0; i < n; i++)
		if (gone[i].run == run - 1) {
			*out = gone[i];
			return 0;
		}
	return word_run(lab, w, 1, out, err);
}

/* "run 3 again", unless it or another condition has a name already. */
static void name_again(struct lab *lab, uint64_t run)
{
	struct str name = STR_INIT;

	str_addf(&name, "run %" PRIu64 " again", run);
	for (size_t i = 0; i < lab->n_entry && name.len; i++) {
		const char *other = lab->entry[i]->pub.name;

		if (other && (lab->entry[i] == lab->cur || strcmp(other, name.s) == 0))
			str_clear(&name);
	}
	if (name.len) {
		lab->cur->pub.name = str_detach(&name);
		lab_record_name(lab, lab->cur);
	}
	str_release(&name);
}

/* Its free sources fixed at its levels, which makes the condition in which it is
 * the only run there can be. */
enum cmd_result cmd_again(struct lab *lab, const struct words *w, struct err *err)
{
	const struct condition *c = lab->cur->pub.cond;
	struct kept_run run;	/* its levels are copied; the rest is the condition's own */

	if (words_args(w, 1, 1, err) || any_run(lab, w, &run, err))
		return CMD_ERROR;
	if (lab->replay)
		lab_fork(lab);
	for (int k = 0; k < SOURCE_COUNT; k++) {
		if (c->state[k] != STATE_FREE)
			continue;
		lab->now.state[k] = STATE_FIXED;
		lab->now.has_state[k] = 1;
		lab->now.level[k] = run.levels.v[k];
		if (k == SOURCE_BATCH)
			lab->now.has_batch = 1;
		if (k == SOURCE_OPTIMIZER)
			lab->now.has_optimizer = 1;
	}
	lab->dirty = 1;
	if (lab_commit(lab, err))
		return CMD_ERROR;
	name_again(lab, run.run + 1);
	lab_set_pace(lab, 1, 0);	/* as `pace slow` */
	return CMD_DONE;
}
