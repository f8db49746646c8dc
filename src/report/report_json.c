/*
 * report_json.c - the report for machines, by jansson.
 *
 * A figure that does not exist is null.  Strings that may come from files are
 * given as they are: JSON escapes control characters itself, but bytes
 * that are not UTF-8 are shown escaped first.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "report/report_int.h"
#include "report/sentence.h"
#include "report/who.h"
#include "stat/kinds.h"
#include "stat/who.h"

#define BINS 50

static json_t *number(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

static json_t *text(const char *s)
{
	struct str safe = STR_INIT;
	json_t *j = json_string(s);

	if (!j) {
		utf8_escape(&safe, s, strlen(s));
		j = json_string(safe.s);
		str_release(&safe);
	}
	return j ? j : json_null();
}

static json_t *count(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *estimate(struct estimate e)
{
	json_t *j;

	if (!e.n)
		return json_null();
	j = json_object();
	json_object_set_new(j, "mean", number(e.mean));
	json_object_set_new(j, "se", number(e.se));
	json_object_set_new(j, "lo", number(e.lo));
	json_object_set_new(j, "hi", number(e.hi));
	json_object_set_new(j, "n", count(e.n));
	return j;
}

static const double quantile[] = { .05, .25, .5, .75, .95 };
static const char *const quantile_name[] = { "q05", "q25", "q50", "q75", "q95" };

static json_t *difference(const struct stats *s)
{
	json_t *j = estimate(stats_difference(s)), *bins;
	uint32_t bin[BINS] = { 0 };
	double lo = 0, hi = 0;

	if (!json_is_object(j))
		return j;
	json_object_set_new(j, "pairs", count(stats_pairs(s)));
	for (int i = 0; i < 5; i++)
		json_object_set_new(j, quantile_name[i], number(stats_difference_quantile(s, quantile[i])));
	stats_hist_difference(s, &lo, &hi, bin, BINS);
	bins = json_array();
	for (int i = 0; i < BINS; i++)
		json_array_append_new(bins, count(bin[i]));
	json_object_set_new(j, "histogram", json_pack("{s:o,s:o,s:o}", "lo", number(lo), "hi", number(hi),
						      "bins", bins));
	return j;
}

static json_t *outcome(const struct stats *s, enum stats_outcome o)
{
	json_t *j;

	if (!stats_has(s, o))
		return json_null();
	j = estimate(stats_outcome(s, o));
	if (!json_is_object(j))
		return j;
	json_object_set_new(j, "sd", number(stats_outcome_sd(s, o)));
	for (int i = 0; i < 5; i++)
		json_object_set_new(j, quantile_name[i], number(stats_outcome_quantile(s, o, quantile[i])));
	return j;
}

static json_t *lines(const char *s)
{
	json_t *a = json_array();

	while (*s) {
		size_t n = strcspn(s, "\n");

		json_array_append_new(a, json_stringn(s, n));
		s += n + (s[n] == '\n');
	}
	return a;
}

static json_t *attribution(const struct lab_entry *e)
{
	static const char *const name[TARGET_COUNT] = {
		[TARGET_PREDICTION] = "prediction", [TARGET_DATA_LOSS] = "data_loss",
		[TARGET_DATA_ACCURACY] = "data_accuracy", [TARGET_TEST_LOSS] = "test_loss",
		[TARGET_ACCURACY] = "accuracy", [TARGET_TRAIN_LOSS] = "train_loss",
		[TARGET_BALANCED] = "balanced_accuracy", [TARGET_F1] = "macro_f1", [TARGET_AUC] = "auc",
		[TARGET_R2] = "r2", [TARGET_MAE] = "mae",
	};
	json_t *j = json_object();
	struct effect ef[SOURCE_ALL];

	json_object_set_new(j, "rows_dropped", count(attribute_dropped(e->attr)));
	for (int t = 0; t < TARGET_COUNT; t++) {
		json_t *a = json_array(), *o;
		double var = 0, share = NAN, lo = NAN, hi = NAN;
		size_t rows = attribute_effects(e->attr, (enum target)t, ef, &var);

		if (!rows || !isfinite(var)) {
			json_decref(a);
			continue;
		}
		for (size_t i = 0; i < attribute_sources(e->attr); i++)
			json_array_append_new(a, json_pack("{s:s,s:[o,o,o],s:[o,o,o],s:[o,o,o],s:o,s:o,s:o,s:o}",
				"source", condition_source_name(e->cond, ef[i].source),
				"first", number(ef[i].first), number(ef[i].first_lo), number(ef[i].first_hi),
				"total", number(ef[i].total), number(ef[i].total_lo), number(ef[i].total_hi),
				"vt", number(ef[i].vt), number(ef[i].vt_lo), number(ef[i].vt_hi),
				"difference", t == TARGET_PREDICTION ? number(ef[i].diff) : json_null(),
				"difference_se", t == TARGET_PREDICTION ? number(ef[i].diff_se) : json_null(),
				"sd_if_fixed", number(ef[i].fixed_sd), "sd_if_alone", number(ef[i].only_sd)));
		attribute_interaction(e->attr, (enum target)t, &share, &lo, &hi);
		o = json_object();
		json_object_set_new(o, "rows", count(rows));
		json_object_set_new(o, "variance", number(var));
		json_object_set_new(o, "effects", a);
		json_object_set_new(o, "interaction", json_pack("[o,o,o]", number(share), number(lo), number(hi)));
		json_object_set_new(j, name[t], o);
	}
	return j;
}

static json_t *mean(struct estimate e)
{
	return e.n ? number(e.mean) : json_null();
}

/* Runs that do better than the constant answer, diverged ones among all. */
static json_t *beaten(const struct stats *s)
{
	struct stats_beat b = stats_beaten(s);
	json_t *j;

	if (!b.n)
		return json_null();
	j = json_object();
	json_object_set_new(j, "runs", count(b.n));
	json_object_set_new(j, "by_loss", count(b.loss));
	json_object_set_new(j, "by_accuracy", stats_has(s, STATS_DATA_ACCURACY) ? count(b.accuracy) : json_null());
	json_object_set_new(j, "by_either", count(b.either));
	return j;
}

/* Where the runs fall into kinds by what judges them: their numbers and medians. */
static json_t *kinds(const struct stats *s)
{
	struct kinds k = stats_kinds(s);
	json_t *a = json_array();

	for (size_t i = 0; k.n > 1 && i < k.n; i++)
		json_array_append_new(a, json_pack("{s:o,s:o}", "runs", count(k.count[i]), "median", number(k.median[i])));
	return a;
}

/* A score (engine/scores.h): its mean, its sd with an interval, its range. */
static json_t *score(struct stats_score s)
{
	json_t *j = estimate(s.mean);

	if (!json_is_object(j))
		return j;
	json_object_set_new(j, "sd", number(s.sd.mean));
	json_object_set_new(j, "sd_lo", number(s.sd.lo));
	json_object_set_new(j, "sd_hi", number(s.sd.hi));
	json_object_set_new(j, "min", number(s.lowest));
	json_object_set_new(j, "max", number(s.highest));
	return j;
}

/* R2 or MAE of each target of a regression, with its name where it has one. */
static json_t *targets(const struct lab_entry *e, enum stats_outcome o)
{
	const struct dataset *d = e->cond->problem.data;
	json_t *a = json_array();

	if (d->kind != DATA_REGRESSION)
		return a;
	for (size_t i = 0; i < stats_outputs(e->stats); i++) {
		json_t *j = score(stats_target(e->stats, o, i));

		if (json_is_object(j))
			json_object_set_new(j, "target", d->output_names ? text(d->output_names[i]) : json_null());
		json_array_append_new(a, j);
	}
	return a;
}

/* What each source does at a probe when it alone is rerolled; null where it is not known. */
static json_t *who_sources(const struct lab *lab, const struct lab_entry *e, size_t probe)
{
	const struct lab_entry *a = lab_attribution_of(lab, e);
	struct probe_effect f[SOURCE_ALL];
	json_t *j;

	if (!a || !attribute_at_probe(a->attr, probe, f))
		return json_null();
	j = json_object();
	for (size_t i = 0; i < attribute_sources(a->attr); i++)
		json_object_set_new(j, condition_source_name(a->cond, f[i].source),
			json_pack("{s:o,s:o,s:b}", "effect", number(f[i].effect), "se", number(f[i].se), "leads", f[i].leads));
	return j;
}

static json_t *who_row(const struct lab *lab, const struct lab_entry *e, const struct who_row *r)
{
	size_t classes;
	const uint32_t *v = who_votes(e->stats, r->probe, &classes);
	json_t *j = json_object(), *votes = json_object();
	long truth = who_truth(e->stats, r->probe);
	struct str name = STR_INIT;

	json_object_set_new(j, "row", count(report_who_number(e, r->probe)));
	json_object_set_new(j, "probe", count(r->probe + 1));
	if (classes) {
		report_who_truth(e, r->probe, &name);
		json_object_set_new(j, "truth", truth < 0 ? json_null() : text(name.s));
		for (size_t k = 0; k < classes; k++) {
			str_clear(&name);
			report_class(e->cond->problem.data, k, &name);
			if (v[k])
				json_object_set_new(votes, name.s, count(v[k]));
		}
		json_object_set(j, "votes", votes);
	} else {
		json_object_set_new(j, "truth", number(who_target(e->stats, r->probe, 0)));
	}
	json_decref(votes);
	str_release(&name);
	json_object_set_new(j, "runs", count(r->runs));
	json_object_set_new(j, "flips", number(r->flips));
	json_object_set_new(j, "sd", number(r->sd));
	json_object_set_new(j, "wrong", number(r->wrong));
	json_object_set_new(j, "sources", who_sources(lab, e, r->probe));
	return j;
}

/* Rows that differ, most first; and what runs as good as the best disagree in. */
static json_t *who(const struct lab *lab, const struct lab_entry *e)
{
	json_t *j, *rows = json_array();
	struct who_close c;
	struct str said = STR_INIT;
	struct who w;

	if (!who_new(&w, e->stats)) {
		who_release(&w);
		json_decref(rows);
		return json_null();
	}
	j = json_object();
	for (size_t i = 0; i < w.differ; i++)
		json_array_append_new(rows, who_row(lab, e, &w.row[i]));
	json_object_set_new(j, "differ", count(w.differ));
	json_object_set_new(j, "share_of_5", number(who_share(&w, 5)));
	report_who_sentence(e, &w, &said);
	json_object_set_new(j, "sentence", text(said.s));
	if (who_close(e->stats, REPORT_WHO_TOLERANCE, &c))
		json_object_set_new(j, "close", json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "tolerance", number(REPORT_WHO_TOLERANCE),
			"best_run", count(c.best + 1), "accuracy", number(c.accuracy), "runs", count(c.runs), "of", count(c.of),
			"ambiguity", number(c.ambiguity), "discrepancy", number(c.discrepancy)));
	json_object_set_new(j, "rows", rows);
	who_release(&w);
	str_release(&said);
	return j;
}

/* What only a training of somebody else has: who, its settings, its sources, and what their
 * design says of them. */
static void put_external(const struct lab *lab, const struct lab_entry *e, json_t *j)
{
	const struct external *x = e->cond->external;
	const struct lab_entry *design = lab_attribution_of(lab, e);
	json_t *settings = json_object(), *sources = json_object();

	for (size_t i = 0; i < x->n_setting; i++) {
		/* a name that is no UTF-8 is in the commands alone */
		json_object_set_new(settings, x->setting[i].name, text(x->setting[i].value));
	}
	for (int s = 0; s < SOURCE_SLOTS; s++)
		if (x->name[s])
			json_object_set_new(sources, x->name[s], json_string(state_name(x->state[s])));
	json_object_set_new(j, "trainer", text(x->trainer));
	json_object_set_new(j, "settings", settings);
	json_object_set_new(j, "sources", sources);
	if (x->driven)
		json_object_set_new(j, "rest", e->rest.known ? json_pack("{s:b,s:o,s:o}", "equal", e->rest.equal, "difference",
			number(e->rest.diff), "largest", number(e->rest.most)) : json_null());
	if (design)
		json_object_set_new(j, "attribution", attribution(design));
}

static json_t *condition(const struct lab *lab, const struct lab_entry *e)
{
	json_t *j = json_object();
	struct str verdict = STR_INIT, label = STR_INIT;
	double right_wrong, neutral;

	json_object_set_new(j, "id", count(e->id));
	json_object_set_new(j, "name", e->name ? text(e->name) : json_null());
	json_object_set_new(j, "free", text(e->free));
	report_label(lab, e, &label);
	json_object_set_new(j, "label", text(label.s));
	str_release(&label);
	json_object_set_new(j, "commands", text(e->cond->commands));
	json_object_set_new(j, "engine", text(e->cond->external ? "external" : e->engine ? e->engine
								: engine_fingerprint(e->cond->engine)));
	if (entry_doubt(e, &verdict))
		json_object_set_new(j, "doubt", text(verdict.s));
	str_clear(&verdict);
	json_object_set_new(j, "runs", count(stats_runs(e->stats)));
	json_object_set_new(j, "diverged", count(stats_diverged(e->stats)));
	json_object_set_new(j, "probes", count(e->cond->problem.n_probes));
	if (stats_held_out(e->stats))	/* each run has drawn its own split */
		json_object_set_new(j, "held_out", json_pack("{s:o,s:o}", "probes_of_a_pair", number(stats_common(e->stats)),
			"probes_of_two_runs", count(stats_counted(e->stats))));
	if (e->attr) {
		json_object_set_new(j, "attribution", attribution(e));
		return j;
	}
	if (e->cond->external)
		put_external(lab, e, j);
	json_object_set_new(j, "difference", difference(e->stats));
	json_object_set_new(j, "prediction_sd", estimate(stats_sd(e->stats)));
	json_object_set_new(j, "churn", estimate(stats_churn(e->stats)));
	if (stats_churn_parts(e->stats, &right_wrong, &neutral))
		json_object_set_new(j, "churn_parts", json_pack("{s:o,s:o}", "right_wrong", number(right_wrong),
			"wrong_wrong", number(neutral)));
	json_object_set_new(j, "who", who(lab, e));
	json_object_set_new(j, "train_loss", outcome(e->stats, STATS_TRAIN_LOSS));
	json_object_set_new(j, "test_loss", outcome(e->stats, STATS_TEST_LOSS));
	json_object_set_new(j, "accuracy", outcome(e->stats, STATS_ACCURACY));
	json_object_set_new(j, "data_loss", outcome(e->stats, STATS_DATA_LOSS));
	json_object_set_new(j, "data_accuracy", outcome(e->stats, STATS_DATA_ACCURACY));
	json_object_set_new(j, "constant_loss", mean(stats_constant_loss(e->stats)));
	json_object_set_new(j, "loss_unit", json_string(problem_loss_unit(&e->cond->problem, 0)));
	json_object_set_new(j, "median_rmse", number(report_rmse(&e->cond->problem, e->stats)));
	json_object_set_new(j, "constant_accuracy", mean(stats_constant_accuracy(e->stats)));
	json_object_set_new(j, "beat_constant", beaten(e->stats));
	json_object_set_new(j, "r2", targets(e, STATS_R2));
	json_object_set_new(j, "mae", targets(e, STATS_MAE));
	json_object_set_new(j, "balanced_accuracy", score(stats_score(e->stats, STATS_BALANCED)));
	json_object_set_new(j, "macro_f1", score(stats_score(e->stats, STATS_F1)));
	json_object_set_new(j, "auc", score(stats_score(e->stats, STATS_AUC)));
	json_object_set_new(j, "uneven_classes", json_boolean(stats_uneven(e->stats)));
	json_object_set_new(j, "unscored", count(stats_unscored(e->stats)));
	json_object_set_new(j, "kinds", kinds(e->stats));
	report_verdict(lab, e, &verdict);
	json_object_set_new(j, "verdict", lines(verdict.s));
	str_release(&verdict);
	return j;
}

/* What commands found: sentences, oldest first, with their times. */
static json_t *results(const struct lab *lab)
{
	json_t *a = json_array();

	for (size_t i = 0; i < lab_log_count(lab); i++) {
		struct lab_event e = lab_log(lab, i);

		if (e.kind == LOG_RESULT)
			json_array_append_new(a, text(e.text));
	}
	return a;
}

static json_t *sweep(const struct lab_sweep *w)
{
	json_t *j = json_object(), *rows = json_array();
	const struct remedy_result *x = &w->result;

	for (size_t i = 0; i < w->n; i++)
		json_array_append_new(rows, json_pack("{s:o,s:o,s:o,s:o}", "label", text(w->row[i].label),
			"setting", number(w->row[i].setting), "spread", estimate(w->row[i].spread),
			"loss", estimate(w->row[i].loss)));
	json_object_set_new(j, "condition", w->of ? count(w->of) : json_null());
	json_object_set_new(j, "remedy", text(lab_remedy_name(w->remedy)));
	json_object_set_new(j, "claim", text(remedy_claim(w->remedy)));
	json_object_set_new(j, "rows", rows);
	json_object_set_new(j, "ratio", json_pack("[o,o,o]", number(x->ratio), number(x->ratio_lo), number(x->ratio_hi)));
	json_object_set_new(j, "slope", json_pack("[o,o,o]", number(x->slope), number(x->slope_lo), number(x->slope_hi)));
	json_object_set_new(j, "sentence", text(w->sentence));
	return j;
}

/* log10 of the twins' distance by epoch; null where they are the same. */
static json_t *twins(const struct divergence *d)
{
	json_t *j = json_object(), *lo = json_array(), *mid = json_array(), *hi = json_array();

	for (size_t e = 0; e < divergence_epochs(d); e++) {
		json_array_append_new(lo, number(divergence_quantile(d, e, .05)));
		json_array_append_new(mid, number(divergence_quantile(d, e, .5)));
		json_array_append_new(hi, number(divergence_quantile(d, e, .95)));
	}
	json_object_set_new(j, "pairs", count(divergence_twins(d)));
	json_object_set_new(j, "log10_q05", lo);
	json_object_set_new(j, "log10_q50", mid);
	json_object_set_new(j, "log10_q95", hi);
	return j;
}

/* The shares of the sources behind some epochs and the last. */
static json_t *blame_json(const struct lab_entry *plan, const struct lab_blame *b)
{
	json_t *all = json_array();

	for (size_t k = 0; k < b->n; k++) {
		const struct lab_blame_point *p = &b->point[k];
		json_t *j = json_object(), *share = json_object();

		for (size_t i = 0; i < b->n_sources; i++)
			json_object_set_new(share, condition_source_name(plan->cond, b->source[i]),
					    json_pack("[o,o,o]", number(p->first[i]), number(p->lo[i]), number(p->hi[i])));
		json_object_set_new(j, "epochs", count(p->epoch));
		json_object_set_new(j, "rows", count(p->rows));
		json_object_set_new(j, "variance", number(p->variance));
		json_object_set_new(j, "first_order", share);
		json_object_set_new(j, "interaction", json_pack("[o,o,o]", number(p->together), number(p->together_lo), number(p->together_hi)));
		json_array_append_new(all, j);
	}
	return all;
}

static json_t *when_json(const struct lab_entry *e)
{
	static const char *const of[WHEN_TARGETS] = { "prediction", "loss" };
	const struct when_plan *p = when_plan(e->when);
	json_t *j = json_object();
	struct str s = STR_INIT;

	json_object_set_new(j, "condition", count(e->id));
	json_object_set_new(j, "source", json_string(source_name(p->source)));
	json_object_set_new(j, "children", count(p->children));
	json_object_set_new(j, "parents", count(when_parents(e->when)));
	json_object_set_new(j, "parents_dropped", count(when_dropped(e->when)));
	for (int t = 0; t < WHEN_TARGETS; t++) {
		json_t *all = json_array();
		struct when_point at;

		for (size_t i = 0; i < p->n; i++)
			if (when_point(e->when, i, (enum when_target)t, &at))
				json_array_append_new(all, json_pack("{s:o,s:o,s:o,s:o,s:o}", "epoch", count(at.k), "within",
					number(at.within), "between", number(at.between), "sd", estimate(at.sd), "share", estimate(at.share)));
		json_object_set_new(j, of[t], all);
	}
	report_when_words(e, &s);
	json_object_set_new(j, "sentence", text(s.s));
	str_release(&s);
	return j;
}

/* The line between two runs' weights: losses from the one end to the other. */
static json_t *line_path(const struct between *b, int k)
{
	json_t *loss = json_array(), *acc = json_array();

	for (size_t i = 0; i < BETWEEN_POINTS; i++) {
		json_array_append_new(loss, number(b->path[k].loss[i]));
		json_array_append_new(acc, number(b->path[k].accuracy[i]));
	}
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "loss", loss, "accuracy", acc,
		"barrier", number(between_barrier(&b->path[k], NULL)), "accuracy_drop", number(between_drop(&b->path[k], NULL)),
		"weights_apart", number(b->path[k].apart), "weights_apart_of_unrelated", number(between_apart(b, k)));
}

static json_t *line(const struct lab *lab, const struct lab_between *w)
{
	const struct between *b = &w->line;
	struct str s = STR_INIT;
	json_t *j = json_object();

	json_object_set_new(j, "condition", count(w->of));
	json_object_set_new(j, "runs", json_pack("[o,o]", count(b->run[0] + 1), count(b->run[1] + 1)));
	json_object_set_new(j, "plain", line_path(b, BETWEEN_PLAIN));
	json_object_set_new(j, "aligned", b->aligned ? line_path(b, BETWEEN_ALIGNED) : json_null());
	json_object_set_new(j, "units_moved", b->aligned ? count(b->moved) : json_null());
	json_object_set_new(j, "weights", json_pack("[o,o]", number(b->norm[0]), number(b->norm[1])));
	json_object_set_new(j, "predictions_apart", number(b->predictions));
	json_object_set_new(j, "churn", number(b->churn));
	report_between_words(lab, w, &s);
	json_object_set_new(j, "sentence", text(s.s));
	str_release(&s);
	return j;
}

/* What helps, as `helps` found last: those that help most first. */
static json_t *helps(const struct lab *lab, const struct lab_helps *w)
{
	static const char *const does[HELPS] = {
		[HELP_YES] = "helps", [HELP_AT_A_LOSS] = "helps at a loss", [HELP_NOTHING] = "nothing", [HELP_UNDECIDED] = "undecided", [HELP_WORSE] = "worse",
		[HELP_DIVERGES] = "diverges", [HELP_TOO_FEW] = "too few runs",
	};
	json_t *j = json_object(), *rows = json_array();
	struct str said = STR_INIT;

	for (size_t i = 0; i < w->n; i++) {
		const struct help_row *r = &w->row[i];
		json_t *o = json_object(), *on = json_object();

		for (size_t k = 0; k < r->n_source; k++)
			json_object_set_new(on, source_name(r->source[k].source), json_pack("[o,o,o]", number(r->source[k].ratio),
				number(r->source[k].lo), number(r->source[k].hi)));
		json_object_set_new(o, "remedy", text(lab_remedy_name(r->remedy)));
		json_object_set_new(o, "label", text(r->label));
		json_object_set_new(o, "does", json_string(does[r->help]));
		json_object_set_new(o, "ratio", json_pack("[o,o,o]", number(r->ratio), number(r->lo), number(r->hi)));
		json_object_set_new(o, "loss_change", json_pack("[o,o,o]", number(r->loss), number(r->loss_lo), number(r->loss_hi)));
		json_object_set_new(o, "training", number(r->price));
		json_object_set_new(o, "runs", count(r->runs));
		json_object_set_new(o, "diverged", count(r->lost));
		json_object_set_new(o, "sources", on);
		json_array_append_new(rows, o);
	}
	report_helps_sentence(lab, w, &said);
	json_object_set_new(j, "condition", count(w->of));
	json_object_set_new(j, "runs", count(w->runs));
	json_object_set_new(j, "rows", rows);
	json_object_set_new(j, "sentence", text(said.s));
	str_release(&said);
	return j;
}

void report_json(const struct lab *lab, struct str *out)
{
	json_t *j = json_object(), *all = json_array();
	struct lab_blame blame;
	struct str title = STR_INIT, part = STR_INIT;
	char *dump;

	json_object_set_new(j, "program", json_string("reroll"));
	json_object_set_new(j, "version", json_string(REROLL_VERSION));
	report_title(lab, &title);
	json_object_set_new(j, "title", text(title.s));
	str_release(&title);
	report_shard_name(lab, &part);
	if (part.len)
		json_object_set_new(j, "shard", json_string(part.s));
	str_release(&part);
	json_object_set_new(j, "data", data_said_json(lab));
	json_object_set_new(j, "current", lab_current(lab) ? count(lab_current(lab)->id) : json_null());
	for (size_t i = 0; i < lab_entries(lab); i++)
		if (lab_entry(lab, i)->delivered)
			json_array_append_new(all, condition(lab, lab_entry(lab, i)));
	json_object_set_new(j, "conditions", all);
	json_object_set_new(j, "results", results(lab));
	if (lab_sweep(lab))
		json_object_set_new(j, "remedy", sweep(lab_sweep(lab)));
	if (lab_helps(lab))
		json_object_set_new(j, "helps", helps(lab, lab_helps(lab)));
	if (lab_blame(lab, lab_attribution(lab), &blame))
		json_object_set_new(j, "attribution_by_epochs", blame_json(lab_attribution(lab), &blame));
	if (lab_when(lab))
		json_object_set_new(j, "when", when_json(lab_when(lab)));
	if (lab_between(lab) && lab_between(lab)->complete)
		json_object_set_new(j, "between", line(lab, lab_between(lab)));
	if (lab_divergence(lab))
		{
		json_t *d = twins(lab_divergence(lab));

		json_object_set_new(d, "condition", count(lab_divergence_of(lab)));
		json_object_set_new(j, "divergence", d);
	}
	dump = json_dumps(j, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	if (dump) {
		str_add(out, dump);
		str_addc(out, '\n');
		free(dump);
	}
	json_decref(j);
}
