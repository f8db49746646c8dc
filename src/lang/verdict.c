/*
 * verdict.c - three lines that a manager could read, never stronger than the
 * numbers: how much, from where, what to do.
 *
 * Every claim is guarded by its interval: a source is "most" of the variance
 * only when the lower end of its interval is above one half, a remedy is
 * recommended only where it was measured.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "lab_int.h"

#define FEW_RUNS 20		/* below this nothing is said about size */

/* How far apart the predictions for different rows are: the scale by which a
 * difference between runs is large or small. */
static double probe_spread(const struct stats *s)
{
	size_t n = stats_n_pred(s), outs = stats_outputs(s);
	const double *mean = stats_pred_mean(s);
	double sum = 0;

	for (size_t o = 0; o < outs; o++) {
		double m = 0, v = 0;
		size_t k = n / outs;

		for (size_t i = o; i < n; i += outs)
			m += mean[i] / (double)k;
		for (size_t i = o; i < n; i += outs)
			v += (mean[i] - m) * (mean[i] - m);
		sum += k > 1 ? v / (double)(k - 1) : 0;
	}
	return sqrt(sum / (double)outs);
}

static void how_much(const struct lab_entry *e, struct str *out)
{
	struct estimate d = stats_difference(e->stats), churn = stats_churn(e->stats);
	double scale = probe_spread(e->stats);

	if (d.mean == 0) {
		str_add(out, "Every run gave the same predictions, bit for bit: the difference is exactly 0.\n");
		return;
	}
	str_add(out, "Trained again, a prediction changes by ");
	text_num(out, d.mean);
	str_add(out, " on average (95 % interval ");
	text_num(out, d.lo);
	str_add(out, " to ");
	text_num(out, d.hi);
	str_addc(out, ')');
	if (churn.n) {
		str_add(out, ", and ");
		text_num(out, 100 * churn.mean);
		str_add(out, " % of the rows get another class");
	} else if (scale > 0) {
		str_addf(out, "; the predictions for different rows differ by a standard deviation of ");
		text_num(out, scale);
	}
	str_add(out, ".\n");
}

static void from_where(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	const struct lab_entry *a = lab_attribution_of(lab, e);
	enum source free[SOURCE_COUNT];
	struct effect ef[SOURCE_COUNT];
	size_t k = condition_free(e->cond, free), top = 0;
	double var, share, lo, hi;

	if (k == 0) {
		str_add(out, "Nothing was free, so there was nothing to cause a difference.\n");
		return;
	}
	if (k == 1) {
		str_addf(out, "Only %s was free, so all of it comes from %s.\n", e->free, e->free);
		return;
	}
	if (!a || attribute_effects(a->attr, TARGET_PREDICTION, ef, &var) < FEW_RUNS) {
		str_addf(out, "%s were free together; which of them causes it, `attribute` finds out.\n", e->free);
		return;
	}
	for (size_t i = 1; i < k; i++)
		if (ef[i].total > ef[top].total)
			top = i;
	str_addf(out, "Fixing %s would remove %.0f %% of the variance (%.0f to %.0f)",
		 source_name(ef[top].source), 100 * ef[top].total, 100 * ef[top].total_lo,
		 100 * ef[top].total_hi);
	attribute_interaction(a->attr, TARGET_PREDICTION, &share, &lo, &hi);
	if (lo > .1)
		str_addf(out, "; %.0f %% (%.0f to %.0f) belongs to no source alone but to their interaction",
			 100 * share, 100 * lo, 100 * hi);
	else if (ef[top].first_lo > .5)
		str_addf(out, ", and it is most of it alone");
	str_add(out, ".\n");
}

static void what_to_do(const struct lab_entry *e, struct str *out)
{
	struct estimate d = stats_difference(e->stats);
	struct ensemble en;
	size_t m = 16;

	if (d.mean == 0) {
		str_add(out, "To see how much luck is in this result, set a source free.\n");
		return;
	}
	while (m > 2 && (stats_kept(e->stats) < 8 * m || !stats_ensemble(e->stats, m, &en)))
		m /= 2;
	if (stats_kept(e->stats) >= 8 * m && stats_ensemble(e->stats, m, &en) && en.sd_hi < stats_sd(e->stats).mean) {
		str_addf(out, "Averaging %zu runs brings the standard deviation of a prediction from ", m);
		text_num(out, stats_sd(e->stats).mean);
		str_add(out, " down to ");
		text_num(out, en.sd);
		str_add(out, " (");
		text_num(out, en.sd_lo);
		str_add(out, " to ");
		text_num(out, en.sd_hi);
		str_add(out, "), as measured here.\n");
		return;
	}
	str_add(out, "Report the mean and the spread of several runs, never a single one.\n");
}

void lab_verdict(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	uint64_t finite;

	if (!e)
		return;
	finite = stats_runs(e->stats) - stats_diverged(e->stats);
	if (finite < 2) {
		str_add(out, stats_diverged(e->stats) > 1
			? "Every run diverged: the loss is not a number. A smaller learning rate is the first thing to try.\n"
			: "Not enough runs yet for a verdict.\n");
		return;
	}
	how_much(e, out);
	from_where(lab, e, out);
	if (stats_diverged(e->stats) * 20 > stats_runs(e->stats))
		str_addf(out, "%.0f %% of the runs diverged: settle that first, with a smaller learning rate.\n",
			 100.0 * (double)stats_diverged(e->stats) / (double)stats_runs(e->stats));
	else if (finite < FEW_RUNS)
		str_addf(out, "%" PRIu64 " runs are few: the interval will narrow with more.\n", finite);
	else
		what_to_do(e, out);
}
