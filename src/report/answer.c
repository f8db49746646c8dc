/*
 * answer.c - studies that are done: the table of what came of one, and the sentence.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/say.h"
#include "report/columns.h"
#include "report/report_int.h"
#include "report/sentence.h"
#include "stat/learnt.h"

/* ---- remedy ---- */

static const char *loss_of(const struct lab_swept *all)
{
	if (!all->of_probes)
		return stats_outcome_name(all->judge);
	return all->clipped ? "its loss at the probes, p at least 1e-7" : "its data loss at the probes";
}

static void put_rows(const struct lab_swept *all, struct str *out)
{
	struct columns c;

	columns_init(&c, 4);
	columns_row(&c);
	str_add(columns_cell(&c, 0), lab_remedy_name(all->sweep->remedy));
	str_add(columns_cell(&c, 1), "sd of a prediction (95 %)");
	str_addf(columns_cell(&c, 2), "%s%s (95 %%)", loss_of(all),
		 all->n_settings ? stats_loss_unit(all->setting[0].e->stats, 1) : "");
	str_add(columns_cell(&c, 3), "diverged");
	for (size_t i = 0; i < all->n; i++) {
		const struct remedy_row *row = &all->row[i];

		columns_row(&c);
		str_add(columns_cell(&c, 0), row->label);
		text_estimate(columns_cell(&c, 1), row->spread);
		text_estimate(columns_cell(&c, 2), row->loss);
		if (!row->lost)
			continue;
		say_count(columns_cell(&c, 3), row->lost);
		str_add(columns_cell(&c, 3), " of ");
		say_count(columns_cell(&c, 3), row->runs);
	}
	columns_put(&c, out);
}

/* Where runs diverged a row may be missing, or all of them: say that it is not for
 * want of runs. */
static void put_diverged(const struct lab_swept *x, struct str *out)
{
	const struct lab_sweep *w = x->sweep;
	uint64_t lost = 0, all = 0;
	size_t left = 0;

	for (size_t i = 0; i < x->n_settings; i++) {
		const struct stats *s = x->setting[i].e->stats;

		lost += stats_diverged(s);
		all += stats_runs(s);
		left += lab_left_out(s);
	}
	if (!lost)
		return;
	if (w->result.finding == FINDING_TOO_FEW) {
		str_clear(out);
		str_add(out, "This remedy cannot be judged: ");
	} else {
		str_addc(out, ' ');
	}
	say_count(out, lost);
	str_add(out, " of ");
	say_count(out, all);
	str_add(out, all == 1 ? " run" : " runs");
	str_add(out, " diverged");
	for (size_t i = 0; left && left < x->n_settings && i < x->n_settings; i++) {
		const struct stats *s = x->setting[i].e->stats;
		const char *label = x->setting[i].label;

		if (!lab_left_out(s))
			continue;
		if (stats_diverged(s) == stats_runs(s))
			str_addf(out, ", every one with %s", label);
		else
			str_addf(out, ", so many with %s that it is not judged", label);
	}
	str_add(out, w->remedy == REMEDY_ENSEMBLE ? "; these are in no average." : ".");
}

/* Settings at which most runs are no better than the constant answer. */
static void put_unlearnt(const struct lab_swept *x, struct str *out)
{
	size_t n = 0, all = x->n_settings;

	for (size_t i = 0; i < all; i++)
		n += learnt_nothing(x->setting[i].e->stats) != 0;
	if (!n || x->sweep->result.finding == FINDING_TOO_FEW)
		return;
	str_add(out, n < all ? " With " : " Mind that");
	for (size_t i = 0, k = 0; n < all && i < all; i++) {
		if (!learnt_nothing(x->setting[i].e->stats))
			continue;
		str_addf(out, "%s%s", k ? k + 1 == n ? " and " : ", " : "",
			 x->setting[i].label);
		k++;
	}
	str_add(out, " most runs have learnt nothing: they are no better than the constant answer.");
}

static void put_sweep(const struct lab_swept *x, struct str *out, struct str *found)
{
	const struct lab_sweep *w = x->sweep;

	remedy_sentence(w->remedy, w->row, w->n, &w->result, found);
	put_diverged(x, found);
	put_unlearnt(x, found);
	if (x->ragged && w->result.finding != FINDING_TOO_FEW)
		str_addf(found, " %s a short last mini-batch (so many rows \"left\"), whose rows weigh more than"
			 " the others: `remedy remainder` tells how much of the spread that is.",
			 x->ragged == 1 ? "One of these settings leaves" : "Some of these settings leave");
	if (x->n)
		put_rows(x, out);
	str_addf(out, "%s\n", found->s);
}

/* ---- divergence ---- */

static void put_power(struct str *out, double log10_distance)
{
	if (isinf(log10_distance))
		str_addf(out, "%12s", "identical");
	else
		str_addf(out, "%12.1e", pow(10, log10_distance));
}

static void put_twins(const struct lab *lab, uint32_t of, struct str *out, struct str *found)
{
	const struct divergence *d = lab_divergence(lab);
	size_t epochs = divergence_epochs(d), step_by = epochs > 12 ? (epochs + 11) / 12 : 1;
	struct estimate strangers = { .n = 0 };

	for (size_t i = 0; i < lab_entries(lab); i++)
		if (lab_entry(lab, i)->id == of)
			strangers = stats_difference(lab_entry(lab, i)->stats);
	str_addf(out, "Twins that differ in one weight's last bit: mean |p - p'| over %zu pairs\n"
		 "  after epoch        5 %%      median        95 %%   identical\n", divergence_twins(d));
	for (size_t e = 0; e < epochs; e += e + step_by < epochs || e == epochs - 1 ? step_by : epochs - 1 - e) {
		str_addf(out, "  %11zu", e + 1);
		put_power(out, divergence_quantile(d, e, .05));
		put_power(out, divergence_quantile(d, e, .5));
		put_power(out, divergence_quantile(d, e, .95));
		str_addf(out, "%10.0f %%\n", 100 * divergence_identical(d, e));
	}
	divergence_sentence(d, strangers.n ? strangers.mean : NAN, found);
	str_addf(out, "%s\n", found->s);
}

/* ---- attribute ---- */

static void put_plan(const struct lab_entry *e, struct str *out, struct str *found)
{
	size_t rows = attribute_rows(e->attr), lost = attribute_dropped(e->attr);

	report_attribution(e, out);
	if (lost)
		str_addf(found, "attribute: %zu of %zu rows, %" PRIu64 " runs; the other rows have a run that diverged", rows,
			 rows + lost, stats_runs(e->stats));
	else
		str_addf(found, "attribute: %zu rows, %" PRIu64 " runs", rows, stats_runs(e->stats));
}

void report_answer(const struct lab *lab, const struct lab_news *done, struct str *out, struct str *found)
{
	const struct lab_study *s = done->study;
	const struct lab_entry *of = NULL;

	for (size_t i = 0; i < lab_entries(lab); i++)
		if (lab_entry(lab, i)->id == s->of)
			of = lab_entry(lab, i);
	switch (s->kind) {
	case STUDY_ATTRIBUTE:
		put_plan(lab_attribution_of(lab, of), out, found);
		break;
	case STUDY_REMEDY:
		put_sweep(done->swept, out, found);
		break;
	case STUDY_DIVERGENCE:
		put_twins(lab, s->of, out, found);
		break;
	case STUDY_HELPS:
		if (!lab_helps(lab))
			break;
		report_helps(lab, lab_helps(lab), out);
		report_helps_sentence(lab, lab_helps(lab), found);
		break;
	case STUDY_WHEN:
		report_when(lab_when(lab), out);
		report_when_words(lab_when(lab), found);
		columns_wrap(found->s, 0, out);
		break;
	case STUDY_BETWEEN:
		report_between(lab, lab_between(lab), out);
		report_between_words(lab, lab_between(lab), found);
		columns_wrap(found->s, 0, out);
		break;
	}
}
