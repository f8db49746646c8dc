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
#include "report/columns.h"
#include "report/report_int.h"
#include "report/scores.h"
#include "report/sentence.h"
#include "report/who.h"
#include "stat/learnt.h"
#include "stat/who.h"
#include "base/say.h"

#define BINS 16
#define ROWS_OF_PAIRS 10	/* in common: with fewer a pair's difference is hardly a mean */
#define RUNS_OF_QUANTILES 10	/* fewer have no 5 % */
#define PAIRS_OF_QUANTILES 45	/* of ten runs */

static void put_outcome(struct str *out, const struct lab_entry *e, enum stats_outcome o,
			const char *label)
{
	if (!stats_has(e->stats, o))
		return;
	str_addf(out, "  %-22s ", label);
	text_steps(out, text_within(stats_outcome(e->stats, o), o), text_step(&e->cond->problem, o));
	if (stats_outcome(e->stats, o).n >= RUNS_OF_QUANTILES) {
		str_add(out, "   sd ");
		say_figure(out, stats_outcome_sd(e->stats, o), 4, SAY_REPORT);
		str_add(out, "   5 % ");
		say_figure(out, stats_outcome_quantile(e->stats, o, .05), 4, SAY_REPORT);
		str_add(out, "   median ");
		say_figure(out, stats_outcome_quantile(e->stats, o, .5), 4, SAY_REPORT);
		str_add(out, "   95 % ");
		say_figure(out, stats_outcome_quantile(e->stats, o, .95), 4, SAY_REPORT);
	}
	str_addc(out, '\n');
}

/* How the pairs are spread, where there are enough of them to be spread. */
static void put_pairs(struct str *out, const struct stats *s)
{
	static const double q[] = { .05, .25, .5, .75, .95 };
	struct str each[sizeof q / sizeof *q];
	const size_t n = sizeof q / sizeof *q;
	uint32_t bin[BINS] = { 0 };
	double lo = 0, hi = 0;
	int same;

	for (size_t i = 0; i < n; i++) {	/* they are known within .4 % */
		str_init(&each[i]);
		say_figure(&each[i], stats_difference_quantile(s, q[i]), 3, SAY_SENTENCE);
	}
	same = strcmp(each[0].s, each[n - 1].s) == 0;
	if (same) {
		str_addf(out, "    nine pairs in ten     %s\n", each[n / 2].s);
	} else {
		str_add(out, "    quantiles            ");
		for (size_t i = 0; i < n; i++)
			str_addf(out, "%s%.0f %% %s", i ? "   " : "", 100 * q[i], each[i].s);
		str_addc(out, '\n');
		stats_hist_difference(s, &lo, &hi, bin, BINS);
		text_hist(out, bin, BINS, lo, hi);
	}
	for (size_t i = 0; i < n; i++)
		str_release(&each[i]);
}

/* Each run has drawn its own split: what two of them are compared at. */
static void put_common(struct str *out, const struct stats *s)
{
	size_t probes = stats_n_pred(s) / stats_outputs(s);

	str_add(out, "    compared             at the rows that both runs held out, ");
	say_figure(out, stats_common(s), 2, SAY_SENTENCE);
	str_addf(out, " of %zu on average%s\n", probes, stats_common(s) < ROWS_OF_PAIRS ?
		 ":\n                         so few that single pairs, and the quantiles of them, say little" : "");
}

static void put_difference(struct str *out, const struct lab_entry *e)
{
	struct estimate d = stats_difference(e->stats);
	uint64_t pairs = stats_pairs(e->stats);

	if (d.n < 2 && stats_held_out(e->stats) && stats_runs(e->stats) - stats_diverged(e->stats) > 1)
		str_add(out, "  prediction difference  unknown: no two of these runs held out the same row\n");
	if (d.n < 2)
		return;
	str_add(out, "  prediction difference  ");
	text_estimate(out, d);
	str_add(out, "   over ");
	say_count(out, pairs);
	str_add(out, pairs == 1 ? " pair of runs\n" : " pairs of runs\n");
	if (stats_held_out(e->stats))
		put_common(out, e->stats);
	if (pairs >= PAIRS_OF_QUANTILES && d.mean > 0)
		put_pairs(out, e->stats);
}

/* Between runs of one condition wins and losses are equally likely. */
static void put_churn_parts(struct str *out, const struct stats *s)
{
	double right_wrong, neutral;

	if (!stats_churn_parts(s, &right_wrong, &neutral))
		return;
	str_add(out, "    of these             right in one and wrong in the other ");
	say_figure(out, right_wrong, 2, SAY_SENTENCE);
	str_add(out, "   wrong in both ");
	say_figure(out, neutral, 2, SAY_SENTENCE);
	str_addc(out, '\n');
}

/* What an answer that knows no input reaches on the same rows, and how many runs beat it. */
static void put_constant(struct str *out, const char *label, struct estimate c,
			 void (*beat)(const struct stats *s, struct str *out), const struct stats *s)
{
	struct str said = STR_INIT;

	if (!c.n)
		return;
	str_addf(out, "  %-22s ", label);
	say_figure(out, c.mean, 4, SAY_SENTENCE);
	beat(s, &said);
	str_addf(out, "%s%s\n", said.len ? "   " : "", said.s);
	str_release(&said);
}

/* Where it is that they differ. */
static void put_who(struct str *out, const struct lab_entry *e)
{
	struct str said = STR_INIT;
	struct who w;

	if (who_new(&w, e->stats) && report_who_sentence(e, &w, &said))
		columns_wrap(said.s, 4, out);
	str_clear(&said);
	if (report_who_close(e, &said))
		columns_wrap(said.s, 4, out);
	who_release(&w);
	str_release(&said);
}

/* What the brackets are, or why there are none. */
static void put_intervals(struct str *out, const struct stats *s)
{
	uint64_t runs = stats_runs(s) - stats_diverged(s);

	if (stats_shares_levels(s)) {
		str_add(out, "  Several of these runs have the same level of a free source, so they are not independent:\n"
			"  figures are of these runs alone, and have no intervals.\n");
		return;
	}
	if (runs >= STATS_FEW_SPREAD)
		str_add(out, "  In brackets: 95 % intervals.\n");
	else if (runs >= STATS_FEW)
		str_addf(out, "  In brackets: 95 %% intervals; those of differences, sd and churn need %d runs.\n",
			 STATS_FEW_SPREAD);
	else
		str_addf(out, "  Too few runs for intervals: losses and accuracies need %d, differences, sd and churn"
			 "\n  %d.\n", STATS_FEW, STATS_FEW_SPREAD);
}

double report_rmse(const struct problem *p, const struct stats *s)
{
	if (p->data->kind != DATA_REGRESSION || p->data->outputs != 1 || p->loss != LOSS_MSE || !p->constant_known ||
	    data_note_own_unit(&p->data->notes) || !stats_has(s, STATS_DATA_LOSS))
		return NAN;
	return sqrt(stats_outcome_quantile(s, STATS_DATA_LOSS, .5)) / (p->y_scale ? (double)p->y_scale[0] : 1);
}

/* What a loss is counted in, and the median run's error in the target's own unit. */
static void put_unit(struct str *out, const struct problem *p, const struct stats *s)
{
	double rmse = report_rmse(p, s);

	if (!stats_has(s, STATS_DATA_LOSS))
		return;
	str_addf(out, "    counted              %s", problem_loss_unit(p, 0));
	if (!isnan(rmse)) {
		str_add(out, "; the median run's RMSE in its own: ");
		say_figure(out, rmse, 3, SAY_SENTENCE);
	}
	str_addc(out, '\n');
}

static void report_entry(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	const struct problem *p = &e->cond->problem;
	const struct external *x = e->cond->external;
	struct estimate churn, sd;
	struct str head = STR_INIT;

	str_addf(&head, "Condition %" PRIu32 ": ", e->id);
	report_label(lab, e, &head);
	if (e->name)
		str_addf(&head, "; %s free", e->free);
	str_add(&head, "; ");
	say_count(&head, stats_runs(e->stats));
	str_add(&head, stats_runs(e->stats) == 1 ? " run" : " runs");
	if (stats_diverged(e->stats)) {
		str_add(&head, " of which ");
		say_count(&head, stats_diverged(e->stats));
		str_add(&head, e->cond->external ? " failed or diverged (in no figure below)" : " diverged (in no figure below)");
	}
	columns_wrap(head.s, 0, out);
	str_release(&head);
	if (stats_runs(e->stats) == stats_diverged(e->stats))
		return;
	put_intervals(out, e->stats);
	put_difference(out, e);
	sd = stats_sd(e->stats);
	if (sd.n) {
		str_add(out, "  sd of a prediction     ");
		text_estimate(out, sd);
		if (stats_held_out(e->stats))
			str_addf(out, "   mean over %zu rows, each in the runs that held it out\n", stats_counted(e->stats));
		else
			str_addf(out, "   mean over %zu probes\n", p->n_probes);
	}
	put_rest(e, out);
	churn = stats_churn(e->stats);
	if (churn.n) {
		str_add(out, "  churn                  ");
		text_steps(out, churn, text_step_churn(p));
		str_addf(out, "   share of %s differs between two runs\n", stats_held_out(e->stats) ?
			 "rows held out in both whose class" : "probes whose class");
		put_churn_parts(out, e->stats);
	}
	put_who(out, e);
	put_outcome(out, e, STATS_DATA_LOSS, stats_outcome_name(STATS_DATA_LOSS));
	put_constant(out, "  constant answer", stats_constant_loss(e->stats), learnt_beat, e->stats);
	put_unit(out, p, e->stats);
	if (stats_lead(e->stats) == STATS_BALANCED)
		report_scores(e, out);
	put_outcome(out, e, STATS_DATA_ACCURACY, stats_outcome_name(STATS_DATA_ACCURACY));
	put_constant(out, "  largest class alone", stats_constant_accuracy(e->stats), learnt_beat_accuracy, e->stats);
	if (stats_lead(e->stats) != STATS_BALANCED)
		report_scores(e, out);
	put_outcome(out, e, STATS_TRAIN_LOSS, "training loss");
	put_outcome(out, e, STATS_TEST_LOSS, "test loss");
	put_outcome(out, e, STATS_ACCURACY, p->n_test || (x && x->test_accuracy) ? "test accuracy" : "training accuracy");
	if (x && stats_has(e->stats, STATS_DATA_LOSS))
		str_add(out, "  Runs are judged by the loss after training, that of their predictions against the targets;\n"
			"  the lines below it are as the trainer told them.\n");
	else if (stats_has(e->stats, STATS_DATA_LOSS))
		str_addf(out, "  Runs are judged by the loss after training (no penalty, masks or class weights in it,\n"
			 "  on the %s rows); the lines below it are as frameworks show them.\n",
			 p->n_test ? "test" : "training");
}

/* The figures of the table, in the order of its columns. */
enum { COL_ID, COL_RUNS, COL_LOST, COL_DIFF, COL_LOSS, COL_CONSTANT, COL_BEAT, COL_ACC, COL_LABEL, COLS };

/* Only where not all do: a column that says 100 % throughout says nothing. */
static void beaten(const struct stats *s, struct str *out)
{
	struct stats_beat b = stats_beaten(s);

	if (b.n && b.loss < b.n)
		str_addf(out, "%.0f %%", floor(100 * (double)b.loss / (double)b.n));
}

static void table_row(const struct lab *lab, const struct lab_entry *e, enum stats_outcome column, struct columns *c)
{
	const struct stats *s = e->stats;
	enum stats_outcome loss = stats_judge(s), acc = stats_in_column(column, s);

	columns_row(c);
	str_addf(columns_cell(c, COL_ID), "%s%3" PRIu32, e == lab_current(lab) ? "*" : " ", e->id);
	say_count(columns_cell(c, COL_RUNS), stats_runs(s));
	if (stats_diverged(s))
		say_count(columns_cell(c, COL_LOST), stats_diverged(s));
	if (!e->attr)		/* a plan's runs are not independent pairs */
		text_estimate(columns_cell(c, COL_DIFF), stats_difference(s));
	if (stats_has(s, loss))
		text_estimate(columns_cell(c, COL_LOSS), text_within(stats_outcome(s, loss), loss));
	if (stats_constant_loss(s).n)
		say_figure(columns_cell(c, COL_CONSTANT), stats_constant_loss(s).mean, 3, SAY_SENTENCE);
	beaten(s, columns_cell(c, COL_BEAT));
	if (stats_has(s, acc) && stats_outcome_rises(acc))
		text_steps(columns_cell(c, COL_ACC), text_within(stats_outcome(s, acc), acc), text_step(&e->cond->problem, acc));
	report_label(lab, e, columns_cell(c, COL_LABEL));
}

/* Those that `helps` has trained are told in a table of their own. */
static int in_table(const struct lab_entry *e)
{
	return e->delivered > 0 && !e->aside;
}

/* "Losses: 1, 2 in nats; 3 in variances of the target." */
static void put_units(const struct lab *lab, struct str *out)
{
	struct str line = STR_INIT;
	const char *one = NULL;
	int several = 0;

	for (size_t i = 0; i < lab_entries(lab); i++) {
		const char *unit = problem_loss_unit(&lab_entry(lab, i)->cond->problem, 0);
		int first = in_table(lab_entry(lab, i));

		for (size_t k = 0; k < i && first; k++)
			first = !in_table(lab_entry(lab, k)) ||
				problem_loss_unit(&lab_entry(lab, k)->cond->problem, 0) != unit;
		if (!first)
			continue;
		several |= one != NULL;
		one = unit;
		str_add(&line, line.len ? "; " : "Losses: ");
		for (size_t k = i, n = 0; k < lab_entries(lab); k++)
			if (in_table(lab_entry(lab, k)) && problem_loss_unit(&lab_entry(lab, k)->cond->problem, 0) == unit)
				str_addf(&line, "%s%" PRIu32, n++ ? ", " : "", lab_entry(lab, k)->id);
		str_addf(&line, " %s", unit);
	}
	if (several) {
		str_addc(&line, '.');
		columns_wrap(line.s, 0, out);
	} else if (one) {
		str_addf(out, "Losses: %s.\n", one);
	}
	str_release(&line);
}

void report_conditions(const struct lab *lab, struct str *out)
{
	static const char *const head[COLS] = { "   #", "runs", "diverged", "difference (95 %)",
						"loss after training (95 %)", "constant", "beat it",
						"accuracy (95 %)", "condition" };
	enum stats_outcome column = STATS_OUTCOMES;
	struct columns c;

	for (size_t i = 0; i < lab_entries(lab); i++)
		if (in_table(lab_entry(lab, i)))
			column = stats_column(column, lab_entry(lab, i)->stats);
	columns_init(&c, COLS);
	c.long_last = 1;
	c.below = 1u << COL_LOST | 1u << COL_CONSTANT | 1u << COL_BEAT | 1u << COL_ACC;
	c.right = 1u << COL_RUNS | 1u << COL_LOST | 1u << COL_BEAT;
	columns_row(&c);
	for (size_t i = 0; i < COLS; i++)
		str_addf(columns_cell(&c, i), "%s%s", i == COL_ACC && column == STATS_BALANCED ? "balanced " : "", head[i]);
	for (size_t i = 0; i < lab_entries(lab); i++)
		if (in_table(lab_entry(lab, i)))
			table_row(lab, lab_entry(lab, i), column, &c);
	columns_put(&c, out);
	put_units(lab, out);
}

/* sd: of all together, which no fixing makes larger but by chance. */
/* The figure in so many columns that percent signs stand below each other. */
static void put_share(struct str *out, double x, double lo, double hi)
{
	struct str s = STR_INIT;

	say_share(&s, x, lo, hi, SAY_REPORT);
	str_addf(out, "%*s", (int)strlen("100.0") - (int)strcspn(s.s, " "), "");
	str_add(out, s.s);
	str_release(&s);
}

static void put_effects(const struct condition *cond, const struct effect *ef, size_t k, int predictions, size_t rows, double sd,
			struct str *out)
{
	struct columns c;

	columns_init(&c, 4);
	c.indent = 2;
	columns_row(&c);
	str_add(columns_cell(&c, 0), "source");
	str_add(columns_cell(&c, 1), "alone (first order)");
	str_add(columns_cell(&c, 2), "in all (total)");
	str_add(columns_cell(&c, 3), predictions ? "difference, rerolled alone" : "sd if it were fixed");
	for (size_t i = 0; i < k; i++) {
		struct effect e = attribute_read(&ef[i]);

		columns_row(&c);
		str_add(columns_cell(&c, 0), condition_source_name(cond, e.source));
		put_share(columns_cell(&c, 1), e.first, e.first_lo, e.first_hi);
		put_share(columns_cell(&c, 2), e.total, e.total_lo, e.total_hi);
		if (predictions)
			text_estimate(columns_cell(&c, 3), attribute_rerolled(&e, rows));
		else
			say_figure(columns_cell(&c, 3), fmin(sd, e.fixed_sd), 4, SAY_REPORT);
	}
	columns_put(&c, out);
}

static void put_interaction(const struct attribute *a, enum target t, struct str *out)
{
	double share, lo, hi;

	attribute_interaction(a, t, &share, &lo, &hi);
	str_add(out, "  together   ");
	put_share(out, isnan(share) ? share : fmin(1, fmax(0, share)), isnan(lo) ? lo : fmin(1, fmax(0, lo)), isnan(hi) ? hi : fmin(1, fmax(0, hi)));
	str_add(out, "  of it belongs to no single source\n");
}

static void put_design_end(const struct attribute *a, struct str *out)
{
	enum source last = SOURCE_ALL;
	struct effect ef[SOURCE_ALL];
	double var;
	int exact;
	size_t k = attribute_sources(a);

	last = k ? attribute_source(a, k - 1) : last;
	exact = attribute_effects(a, TARGET_PREDICTION, ef, &var) && last == SOURCE_REST && ef[k - 1].vt == 0;
	str_add(out, "  alone: what fixing it takes away, on average over where it is fixed; in all: what\n"
		"  is left when all others are fixed. Levels are shared by many runs: no intervals.\n");
	if (exact)
		str_add(out, "  rest: runs of equal levels predict the same to the last bit.\n");
	else if (last == SOURCE_REST)
		str_add(out, "  rest: what differs between runs of equal levels; it is in no other source's share.\n");
	else
		str_add(out, "  No two runs have equal levels, so what is not declared is in all of these shares.\n");
}

void report_attribution(const struct lab_entry *e, struct str *out)
{
	struct effect ef[SOURCE_ALL];
	enum source free[SOURCE_SLOTS];
	size_t k, rows, lost, any = 0;
	int design;
	enum target loss;
	struct str help = STR_INIT;

	if (!e || !e->attr)
		return;
	design = attribute_is_design(e->attr);
	k = attribute_sources(e->attr);
	lost = attribute_dropped(e->attr);
	loss = attribute_judge(e->attr);
	if (!design && !attribute_predicts(e->attr) && (attribute_rows(e->attr) || !lost))
		str_add(out, "No attribution of predictions: split is free, so the runs that would be set beside each other\n"
			"  were trained on different rows. `fix split` to ask for it.\n");
	for (int t = 0; t < TARGET_COUNT; t++) {
		double var = 0;

		/* The others are in --json: they seldom say anything else.  Where classes are
		 * uneven the balanced accuracy leads, and a loss hardly sees the rare one. */
		if (t != TARGET_PREDICTION && t != (int)loss && !(t == TARGET_BALANCED && stats_uneven(e->stats)))
			continue;
		rows = attribute_effects(e->attr, (enum target)t, ef, &var);
		if (!rows || !(var > 0))
			continue;
		any++;
		str_addf(out, "Attribution of the variance of %s, %zu %s", t == TARGET_PREDICTION ? "predictions"
			 : target_name((enum target)t), rows, design ? "runs: " : "rows");
		attribute_design_words(e->attr, out);
		if (design && lost)
			str_addf(out, "; %zu failed", lost);
		else if (lost)
			str_addf(out, "; %zu of %zu left out, for runs of theirs diverged", lost,
				 lost + attribute_rows(e->attr));
		str_addc(out, '\n');
		if (t == (int)loss && loss != TARGET_DATA_LOSS && design)
			str_addf(out, "  (the %s as the trainer told it)\n", target_name(loss));
		else if (t == (int)loss && loss != TARGET_DATA_LOSS)
			str_addf(out, "  (these runs were recorded without the loss after training; the %s may contain\n"
				 "  penalty, masks and class weights)\n", target_name(loss));
		put_effects(e->cond, ef, k, t == TARGET_PREDICTION, rows, sqrt(var), out);
		if (design ? condition_free(e->cond, free) > 1 : k > 1)
			put_interaction(e->attr, (enum target)t, out);
		str_add(out, "  sd ");
		say_figure(out, sqrt(var), 4, SAY_REPORT);
		if (t == (int)loss)
			str_addf(out, " (%s)", problem_loss_unit(&e->cond->problem, 0));
		for (size_t i = 0; i < k && k > 1; i++) {
			str_addf(out, "%s ", i ? ";" : "; fixing only one leaves:");
			str_addf(out, "%s ", condition_source_name(e->cond, ef[i].source));
			say_figure(out, fmin(sqrt(var), ef[i].fixed_sd), 4, SAY_REPORT);
		}
		str_addc(out, '\n');
	}
	if (any && !design && e->cond->state[SOURCE_OPTIMIZER] == STATE_FREE) {
		struct str said = STR_INIT;

		if (report_efforts(e->set, &said))
			str_addf(out, "  %s", said.s);
		str_release(&said);
	}
	if (any && design) {
		put_design_end(e->attr, out);
		return;
	}
	if (any && attribute_partial(e->attr))
		str_add(out, "  So many rows were left out that these shares speak only of trainings that do not\n"
			"  diverge, and not of why others do.\n");
	if (any)
		str_add(out, "  alone: what fixing it takes away, on average over where it is fixed; in all: what\n"
			"  is left when all others are fixed. Intervals are 95 %.\n");
	else if (lost && !attribute_rows(e->attr)) {
		report_may_help(e, &help);
		str_addf(out, "Attribution: a run diverged in every one of %zu rows, so there is nothing to share out.\n"
			 "  What may help: %s.\n", lost, help.s);
	}
	str_release(&help);
}

/* The sentences that commands found, oldest first, each once. */
static void report_results(const struct lab *lab, struct str *out)
{
	size_t before = out->len;

	for (size_t i = 0; i < lab_log_count(lab); i++) {
		const struct lab_event e = lab_log(lab, i);
		int again = 0;

		if (e.kind != LOG_RESULT)
			continue;
		for (size_t k = 0; k < i; k++)
			again |= lab_log(lab, k).kind == LOG_RESULT && strcmp(lab_log(lab, k).text, e.text) == 0;
		if (again)
			continue;
		if (out->len == before)
			str_add(out, "Found\n");
		str_addf(out, "  %s\n", e.text);
	}
	if (out->len > before)
		str_addc(out, '\n');
}

/* The verdict, wrapped. */
static void put_first(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	struct str text = STR_INIT, line = STR_INIT;

	report_verdict(lab, e, &text);
	for (const char *p = text.s; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		str_clear(&line);
		str_addn(&line, p, strcspn(p, "\n"));
		columns_wrap(line.s, 0, out);
	}
	str_release(&line);
	str_release(&text);
}

void report_text(const struct lab *lab, struct str *out)
{
	const struct lab_entry *e = lab_current(lab);
	struct str first = STR_INIT;
	size_t with_runs = 0;
	int nothing;

	for (size_t i = 0; i < lab_entries(lab); i++)
		with_runs += in_table(lab_entry(lab, i));
	report_title(lab, out);
	str_addf(out, "\n%s\n", lab_engine(lab));
	report_shard(lab, out);
	report_doubt(lab, out);
	data_said_head(lab, out);
	if (e && report_remainder(e, &first))
		columns_wrap(first.s, 0, out);
	str_release(&first);
	str_addc(out, '\n');
	/* Where nothing is learnt the verdict comes first, and once. */
	nothing = e && learnt_nothing(e->stats);
	if (nothing) {
		put_first(lab, e, out);
		str_addc(out, '\n');
	}
	if (with_runs > 1) {
		str_add(out, "Conditions\n");
		report_conditions(lab, out);
		str_addc(out, '\n');
	}
	if (!e || !e->delivered) {
		str_add(out, "No runs of the present condition yet.\n");
		if (e && lab_attribution_of(lab, e)) {
			str_addc(out, '\n');
			report_attribution(lab_attribution_of(lab, e), out);
		}
		return;
	}
	report_entry(lab, e, out);
	str_addc(out, '\n');
	if (lab_attribution_of(lab, e)) {
		report_attribution(lab_attribution_of(lab, e), out);
		str_addc(out, '\n');
		if (report_by_epochs(lab, lab_attribution_of(lab, e), out))
			str_addc(out, '\n');
	} else {
		size_t before = out->len;

		report_toggled(lab, e, out);
		if (out->len > before)
			str_addc(out, '\n');
	}
	if (lab_helps(lab)) {
		report_helps(lab, lab_helps(lab), out);
		str_addc(out, '\n');
	}
	if (lab_when(lab) && when_parents(lab_when(lab)->when)) {
		report_when(lab_when(lab), out);
		str_addc(out, '\n');
	}
	if (lab_between(lab) && lab_between(lab)->complete) {
		report_between(lab, lab_between(lab), out);
		str_addc(out, '\n');
	}
	report_results(lab, out);
	if (!nothing)
		report_verdict(lab, e, out);
}
