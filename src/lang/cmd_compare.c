/*
 * cmd_compare.c - compare A B: two conditions side by side, with the intervals
 * of their difference, and what may be said of it: which is steadier, how far
 * apart runs of the same number are, and which is better.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "cmd_int.h"
#include "stat/compare.h"
#include "stat/contrast.h"

static void put_row(struct str *out, const char *label, struct estimate a, struct estimate b)
{
	struct str cell = STR_INIT;
	double se = sqrt(a.se * a.se + b.se * b.se), d = b.mean - a.mean;

	if (!a.n || !b.n)
		return;
	str_addf(out, "%-22s ", label);
	text_estimate(&cell, a);
	str_addf(out, "%s%*s", cell.s, 18 - utf8_cols(cell.s), "");
	str_clear(&cell);
	text_estimate(&cell, b);
	str_addf(out, "%s%*s", cell.s, 18 - utf8_cols(cell.s), "");
	str_clear(&cell);
	text_num(&cell, d);
	if (isfinite(se) && se > 0) {
		str_add(&cell, " (");
		text_num(&cell, d - 1.96 * se);
		str_add(&cell, " to ");
		text_num(&cell, d + 1.96 * se);
		str_addc(&cell, ')');
	}
	str_addf(out, "%s\n", cell.s);
	str_release(&cell);
}

/* Lines of one condition's commands that the other has not. */
static void put_only(struct str *out, const struct lab_entry *a, const struct lab_entry *b)
{
	const char *p = a->cond->commands;

	while (*p) {
		size_t n = strcspn(p, "\n");
		struct str line = STR_INIT;

		str_addc(&line, '\n');
		str_addn(&line, p, n);
		str_addc(&line, '\n');
		if (strncmp(b->cond->commands, p, n + 1) != 0 && !strstr(b->cond->commands, line.s)) {
			str_addf(out, "  only in %" PRIu32 ": ", a->id);
			utf8_escape(out, p, n);
			str_addc(out, '\n');
		}
		str_release(&line);
		p += n + (p[n] == '\n');
	}
}

static void put_head(struct str *out, const struct lab_entry *e)
{
	struct str s = STR_INIT;

	str_addf(&s, "%" PRIu32 " ", e->id);
	if (e->name)
		utf8_escape(&s, e->name, strlen(e->name));
	else
		str_addf(&s, "%s free", e->free);
	str_addf(out, "%.*s%*s", (int)utf8_prefix(s.s, 16), s.s,
		 18 - (utf8_cols(s.s) < 16 ? utf8_cols(s.s) : 16), "");
	str_release(&s);
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
	str_addf(out, "%-22s ", "apart, run by run");
	text_estimate(out, apart);
	str_addc(out, '\n');
}

/* From a run of the first to a run of the second: what of it is for the better? */
static void put_churn(struct str *out, const struct lab_entry *const e[2])
{
	double churn, wins, losses, neutral;

	if (!same_rows(e) || !stats_churn_between(e[0]->stats, e[1]->stats, &churn, &wins, &losses, &neutral))
		return;
	str_addf(out, "%-22s ", "from first to second");
	text_num(out, churn);
	str_add(out, " change class: ");
	text_num(out, wins);
	str_add(out, " become right, ");
	text_num(out, losses);
	str_add(out, " wrong, ");
	text_num(out, neutral);
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

/* Which is better, by accuracy or loss; paired where a master seed and free
 * sources in common make levels shared. */
static void put_better(struct str *out, const struct lab_entry *const e[2], const struct str name[2])
{
	enum stats_outcome o = STATS_ACCURACY;
	struct comparison c;
	int paired = e[0]->cond->master == e[1]->cond->master, shared = 0;

	while (o > 0 && !(stats_has(e[0]->stats, o) && stats_has(e[1]->stats, o)))
		o--;
	for (int k = 0; k < SOURCE_COUNT; k++)
		shared |= e[0]->cond->state[k] == STATE_FREE && e[1]->cond->state[k] == STATE_FREE;
	if (compare_stats(e[0]->stats, e[1]->stats, o, paired && shared, &c))
		return;
	str_addf(out, "By %s: ", o == STATS_ACCURACY ? "accuracy" : o == STATS_TEST_LOSS ? "test loss"
		 : "training loss");
	compare_sentence(&c, name[0].s, name[1].s, out);
	str_addc(out, '\n');
}

/* What a reader is to take home comes last, and goes into the session. */
static void put_sentences(struct lab *lab, struct str *out, const struct lab_entry *const e[2])
{
	struct str name[2] = { STR_INIT, STR_INIT }, steady = STR_INIT;
	struct contrast c;

	put_names(name, e);
	put_better(out, e, name);
	if (contrast_spread(e[0]->stats, e[1]->stats, &c) == 0) {
		contrast_sentence(&c, name[0].s, name[1].s, &steady);
		str_addf(out, "%s\n", steady.s);
		lab_note(lab, "result", steady.s);
	}
	str_release(&steady);
	str_release(&name[0]);
	str_release(&name[1]);
}

enum cmd_result cmd_compare(struct lab *lab, const struct words *w, struct err *err)
{
	static const char *const label[] = { "training loss", "test loss", "accuracy" };
	const struct lab_entry *e[2];
	struct str out = STR_INIT;

	if (w->n == 4 && strcmp(w->w[1].text, "run") == 0)
		return compare_runs(lab, w, err);
	if (words_args(w, 2, 2, err))
		return CMD_ERROR;
	for (size_t i = 0; i < 2; i++) {
		const struct entry *x = word_entry(lab, w, i + 1, err);

		if (!x)
			return CMD_ERROR;
		if (stats_runs(x->pub.stats) - stats_diverged(x->pub.stats) < 2)
			return CMD_FAIL(word_err(w, i + 1, err, ERR_STATE, "condition %" PRIu32 " has too few runs",
						 x->pub.id));
		e[i] = &x->pub;
	}
	put_only(&out, e[0], e[1]);
	put_only(&out, e[1], e[0]);
	str_addf(&out, "%-22s ", "");
	put_head(&out, e[0]);
	put_head(&out, e[1]);
	str_add(&out, "second - first (95 %)\n");
	put_row(&out, "prediction difference", stats_difference(e[0]->stats), stats_difference(e[1]->stats));
	put_row(&out, "sd of a prediction", stats_sd(e[0]->stats), stats_sd(e[1]->stats));
	put_row(&out, "churn", stats_churn(e[0]->stats), stats_churn(e[1]->stats));
	for (int o = 0; o < STATS_OUTCOMES; o++)
		if (stats_has(e[0]->stats, (enum stats_outcome)o) && stats_has(e[1]->stats, (enum stats_outcome)o))
			put_row(&out, label[o], stats_outcome(e[0]->stats, (enum stats_outcome)o),
				stats_outcome(e[1]->stats, (enum stats_outcome)o));
	put_churn(&out, e);
	put_apart(&out, e);
	put_sentences(lab, &out, e);
	lab_print(lab, out.s);
	str_release(&out);
	return CMD_DONE;
}
