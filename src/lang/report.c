/*
 * report.c - what is known, as text: one block for the present condition, a
 * table when there are several, the attribution when there is one, a verdict.
 *
 * Only figures with their uncertainty; nothing that depends on the machine's
 * speed, so that the same session gives the same report.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "lab_int.h"

#define BINS 16

static void put_name(struct str *out, const struct lab_entry *e)
{
	if (e->name) {
		str_add(out, " \"");
		utf8_escape(out, e->name, strlen(e->name));
		str_addc(out, '"');
	}
}

static void put_outcome(struct str *out, const struct lab_entry *e, enum stats_outcome o,
			const char *label)
{
	if (!stats_has(e->stats, o))
		return;
	str_addf(out, "  %-22s ", label);
	text_estimate(out, stats_outcome(e->stats, o));
	str_add(out, "   sd ");
	text_num(out, stats_outcome_sd(e->stats, o));
	str_add(out, "   5 % ");
	text_num(out, stats_outcome_quantile(e->stats, o, .05));
	str_add(out, "   median ");
	text_num(out, stats_outcome_quantile(e->stats, o, .5));
	str_add(out, "   95 % ");
	text_num(out, stats_outcome_quantile(e->stats, o, .95));
	str_addc(out, '\n');
}

static void put_difference(struct str *out, const struct lab_entry *e)
{
	static const double q[] = { .05, .25, .5, .75, .95 };
	struct estimate d = stats_difference(e->stats);
	uint32_t bin[BINS] = { 0 };
	double lo = 0, hi = 0;

	str_add(out, "  prediction difference  ");
	text_estimate(out, d);
	if (d.n) {
		str_add(out, "   over ");
		text_count(out, stats_pairs(e->stats));
		str_add(out, " pairs of runs");
	}
	str_addc(out, '\n');
	if (!d.n || d.mean == 0)
		return;
	str_add(out, "    quantiles            ");
	for (size_t i = 0; i < sizeof q / sizeof *q; i++) {
		str_addf(out, "%s%.0f %% ", i ? "   " : "", 100 * q[i]);
		text_num(out, stats_difference_quantile(e->stats, q[i]));
	}
	str_addc(out, '\n');
	stats_hist_difference(e->stats, &lo, &hi, bin, BINS);
	text_hist(out, bin, BINS, lo, hi);
}

/* Between runs of one condition wins and losses are equally likely. */
static void put_churn_parts(struct str *out, const struct stats *s)
{
	double right_wrong, neutral;

	if (!stats_churn_parts(s, &right_wrong, &neutral))
		return;
	str_add(out, "    of these             right in one and wrong in the other ");
	text_num(out, right_wrong);
	str_add(out, "   wrong in both ");
	text_num(out, neutral);
	str_addc(out, '\n');
}

void report_entry(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	const struct problem *p = &e->cond->problem;
	struct estimate churn, sd;

	(void)lab;
	str_addf(out, "Condition %" PRIu32, e->id);
	put_name(out, e);
	str_addf(out, ": free %s; ", e->free);
	text_count(out, stats_runs(e->stats));
	str_add(out, stats_runs(e->stats) == 1 ? " run" : " runs");
	if (stats_diverged(e->stats)) {
		str_add(out, " of which ");
		text_count(out, stats_diverged(e->stats));
		str_add(out, " diverged (in no figure below)");
	}
	str_addc(out, '\n');
	if (stats_runs(e->stats) == stats_diverged(e->stats))
		return;
	put_difference(out, e);
	sd = stats_sd(e->stats);
	if (sd.n) {
		str_add(out, "  sd of a prediction     ");
		text_estimate(out, sd);
		str_addf(out, "   mean over %zu probes\n", p->n_probes);
	}
	churn = stats_churn(e->stats);
	if (churn.n) {
		str_add(out, "  churn                  ");
		text_estimate(out, churn);
		str_add(out, "   share of probes whose class differs between two runs\n");
		put_churn_parts(out, e->stats);
	}
	put_outcome(out, e, STATS_TRAIN_LOSS, "training loss");
	put_outcome(out, e, STATS_TEST_LOSS, "test loss");
	put_outcome(out, e, STATS_ACCURACY, p->n_test ? "test accuracy" : "training accuracy");
}

void text_table_conditions(const struct lab *lab, struct str *out)
{
	size_t n = lab_entries(lab);
	int any_test = 0, any_acc = 0;

	for (size_t i = 0; i < n; i++) {
		const struct lab_entry *e = lab_entry(lab, i);

		any_test |= e->delivered && stats_has(e->stats, STATS_TEST_LOSS);
		any_acc |= e->delivered && stats_has(e->stats, STATS_ACCURACY);
	}
	str_addf(out, "   # %-24s %9s  %-20s training loss%s%s\n", "free", "runs", "difference",
		 any_test ? "        test loss" : "", any_acc ? any_test ? "            accuracy" : "        accuracy" : "");
	for (size_t i = 0; i < n; i++) {
		const struct lab_entry *e = lab_entry(lab, i);
		struct str cell = STR_INIT;

		if (!e->delivered)
			continue;
		str_addf(out, "%s%3" PRIu32 " ", e == lab_current(lab) ? "*" : " ", e->id);
		if (e->name)
			utf8_escape(&cell, e->name, strlen(e->name));
		else
			str_addf(&cell, "%s%s", e->attr ? "attribute: " : "", e->free);
		str_addf(out, "%.*s%*s ", (int)utf8_prefix(cell.s, 24), cell.s,
			 24 - (utf8_cols(cell.s) < 24 ? utf8_cols(cell.s) : 24), "");
		str_clear(&cell);
		text_count(&cell, stats_runs(e->stats));
		str_addf(out, "%9s  ", cell.s);
		for (int k = 0; k < 4; k++) {
			struct estimate v = { .n = 0 };

			if ((k == 2 && !any_test) || (k == 3 && !any_acc))
				continue;
			str_clear(&cell);
			if (k == 0 && !e->attr)	/* a plan's runs are not independent pairs */
				v = stats_difference(e->stats);
			else if (k && stats_has(e->stats, (enum stats_outcome)(k - 1)))
				v = stats_outcome(e->stats, (enum stats_outcome)(k - 1));
			text_estimate(&cell, v);
			str_addf(out, "%s%*s", cell.s, 21 - utf8_cols(cell.s) > 1 ? 21 - utf8_cols(cell.s) : 1, "");
		}
		while (out->len && out->s[out->len - 1] == ' ')
			out->s[--out->len] = '\0';
		str_addc(out, '\n');
		str_release(&cell);
	}
}

void report_attribution(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	static const char *const of[] = { "predictions", "the test loss", "accuracy", "the training loss" };
	struct effect ef[SOURCE_COUNT];
	size_t k, rows;
	int has_test;

	(void)lab;
	if (!e || !e->attr)
		return;
	k = attribute_sources(e->attr);
	has_test = stats_has(e->stats, STATS_TEST_LOSS);
	for (int t = 0; t < TARGET_COUNT; t++) {
		double var = 0, share, lo, hi;

		/* The others are in --json: they seldom say anything else. */
		if (t != TARGET_PREDICTION && t != (has_test ? TARGET_TEST_LOSS : TARGET_TRAIN_LOSS))
			continue;
		rows = attribute_effects(e->attr, (enum target)t, ef, &var);
		if (!rows || !(var > 0))
			continue;
		str_addf(out, "Attribution of the variance of %s, %zu rows", of[t], rows);
		if (attribute_dropped(e->attr))
			str_addf(out, ", %zu dropped for diverged runs", attribute_dropped(e->attr));
		str_addf(out, "\n  %-10s %-26s %-26s %s\n", "source", "alone (first order)", "in all (total)",
			 t == TARGET_PREDICTION ? "difference when only it is rerolled" : "sd if it were fixed");
		for (size_t i = 0; i < k; i++) {
			struct str a = STR_INIT, b = STR_INIT;

			text_share(&a, 6, ef[i].first, ef[i].first_lo, ef[i].first_hi);
			text_share(&b, 6, ef[i].total, ef[i].total_lo, ef[i].total_hi);
			str_addf(out, "  %-10s %-26s %-26s ", source_name(ef[i].source), a.s, b.s);
			if (t == TARGET_PREDICTION)
				text_estimate(out, (struct estimate){ ef[i].diff, ef[i].diff_se, 0, 0, rows });
			else
				text_num(out, ef[i].fixed_sd);
			str_addc(out, '\n');
			str_release(&a);
			str_release(&b);
		}
		if (k > 1) {
			attribute_interaction(e->attr, (enum target)t, &share, &lo, &hi);
			str_add(out, "  together   ");
			text_share(out, 6, share, lo, hi);
			str_add(out, "   interaction of the sources\n");
		}
		str_add(out, "  sd ");
		text_num(out, sqrt(var));
		for (size_t i = 0; i < k && k > 1; i++) {
			str_addf(out, "%s ", i ? "; " : "; fixing only one leaves:");
			str_addf(out, "%s ", source_name(ef[i].source));
			text_num(out, ef[i].fixed_sd);
		}
		str_addc(out, '\n');
	}
}

/* The sentences that commands found, oldest first, each once. */
static void report_results(const struct lab *lab, struct str *out)
{
	size_t before = out->len;

	for (size_t i = 0; i < lab->n_log; i++) {
		int again = 0;

		if (strcmp(lab->log[i].kind, "result") != 0)
			continue;
		for (size_t k = 0; k < i; k++)
			again |= strcmp(lab->log[k].kind, "result") == 0
				&& strcmp(lab->log[k].text, lab->log[i].text) == 0;
		if (again)
			continue;
		if (out->len == before)
			str_add(out, "Found\n");
		str_addf(out, "  %s\n", lab->log[i].text);
	}
	if (out->len > before)
		str_addc(out, '\n');
}

void lab_report(const struct lab *lab, struct str *out)
{
	const struct lab_entry *e = lab_current(lab);
	size_t with_runs = 0;

	for (size_t i = 0; i < lab_entries(lab); i++)
		with_runs += lab_entry(lab, i)->delivered > 0;
	str_add(out, lab_title(lab));
	str_addf(out, "\n%s\n\n", lab_engine(lab));
	if (with_runs > 1) {
		str_add(out, "Conditions\n");
		text_table_conditions(lab, out);
		str_addc(out, '\n');
	}
	if (!e || !e->delivered) {
		str_add(out, "No runs of the present condition yet.\n");
		if (e && lab_attribution_of(lab, e)) {
			str_addc(out, '\n');
			report_attribution(lab, lab_attribution_of(lab, e), out);
		}
		return;
	}
	report_entry(lab, e, out);
	str_addc(out, '\n');
	if (lab_attribution_of(lab, e)) {
		report_attribution(lab, lab_attribution_of(lab, e), out);
		str_addc(out, '\n');
	} else {
		size_t before = out->len;

		report_toggled(lab, e, out);
		if (out->len > before)
			str_addc(out, '\n');
	}
	report_results(lab, out);
	lab_verdict(lab, e, out);
}
