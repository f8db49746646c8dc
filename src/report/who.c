/*
 * who.c - which cases flip, and which source flips them: a table, two sentences, one row.
 *
 * Rows are those of the data, from 1.  All is of the runs that are there: no interval is
 * given, and the words say so ("in these runs").
 */
#include "stat/who.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/say.h"
#include "base/utf8.h"
#include "report/columns.h"
#include "report/report_int.h"
#include "report/who.h"

#define FIRST 5			/* rows that the sentence speaks of */
#define NAMED 3			/* classes of a row's votes that are named */
#define INPUTS 24		/* values of a row that are listed */

/* A share of runs: neither none nor all of them where that is not so. */
void report_share(struct str *out, double x)
{
	if (x > 0 && x < .0005)
		str_add(out, "<0.1 %");
	else if (x < 1 && x > .9995)
		str_add(out, ">99.9 %");
	else if (x < 1 && x > .99)
		str_addf(out, "%.1f %%", 100 * x);
	else
		say_percent(out, x);
}

size_t report_who_number(const struct lab_entry *e, size_t probe)
{
	const struct problem *p = &e->cond->problem;

	return (p->probe ? p->probe[probe] : probe) + 1;
}

long report_who_probe(const struct lab_entry *e, size_t number)
{
	for (size_t j = 0; j < e->cond->problem.n_probes; j++)
		if (report_who_number(e, j) == number)
			return (long)j;
	return -1;
}

void report_class(const struct dataset *d, size_t k, struct str *out)
{
	size_t names = d->outputs > 1 ? d->outputs : 2;

	if (d->output_names && d->label && k < names && d->output_names[k])
		utf8_escape(out, d->output_names[k], strlen(d->output_names[k]));
	else
		str_addf(out, "%zu", k);
}

void report_who_truth(const struct lab_entry *e, size_t probe, struct str *out)
{
	long k = who_truth(e->stats, probe);

	if (k >= 0) {
		report_class(e->cond->problem.data, (size_t)k, out);
	} else if (!isnan(who_target(e->stats, probe, 0))) {
		for (size_t o = 0; o < stats_outputs(e->stats) && o < NAMED; o++) {
			str_add(out, o ? ", " : "");
			say_figure(out, who_target(e->stats, probe, o), 4, SAY_SCREEN);
		}
	} else {
		str_addc(out, '-');
	}
}

void report_who_votes(const struct lab_entry *e, size_t probe, size_t most, struct str *out)
{
	size_t classes, left = most;
	const uint32_t *v = who_votes(e->stats, probe, &classes);
	uint64_t all = 0, below = UINT64_MAX;
	size_t last = classes;

	for (size_t k = 0; k < classes; k++)
		all += v[k];
	while (left-- > 0 && all) {	/* the largest that is behind the last one named */
		size_t best = classes;

		for (size_t k = 0; k < classes; k++) {
			int behind = v[k] < below || (v[k] == below && k > last);

			if (v[k] && behind && (best == classes || v[k] > v[best]))
				best = k;
		}
		if (best == classes)
			return;
		str_add(out, last == classes ? "" : ", ");
		report_class(e->cond->problem.data, best, out);
		str_addc(out, ' ');
		report_share(out, (double)v[best] / (double)all);
		below = v[best];
		last = best;
	}
}

int report_who_cause(const struct lab *lab, const struct lab_entry *e, size_t probe, struct str *out)
{
	const struct lab_entry *a = lab_attribution_of(lab, e);
	struct probe_effect f[SOURCE_ALL];
	size_t k = a ? attribute_sources(a->attr) : 0, n = 0, said = 0;

	if (!a || !attribute_at_probe(a->attr, probe, f))
		return 0;
	for (size_t i = 0; i < k; i++)
		n += f[i].leads != 0;
	for (size_t i = 0; i < k && n < 4; i++)
		if (f[i].leads)
			str_addf(out, "%s%s", said++ ? said == n ? " or " : ", " : "", condition_source_name(a->cond, f[i].source));
	str_add(out, n == 0 ? "-" : n > 3 ? "several" : "");
	return 1;
}

static size_t counted(const struct who *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		n += w->row[i].runs > 1;
	return n;
}

static void put_runs(uint64_t n, struct str *out)
{
	say_count(out, n);
	str_add(out, " runs");
}

/* ", and every run is wrong there" */
static void put_wrong(const struct who *w, struct str *out)
{
	size_t all = 0;

	for (size_t i = 0; i < w->differ; i++)
		all += w->row[i].wrong == 1;
	if (w->differ && all == w->differ)
		str_add(out, w->differ == 1 ? "; every run is wrong there" : "; every run is wrong at each of them");
}

static void few(const struct lab_entry *e, const struct who *w, struct str *out)
{
	if (w->differ == counted(w)) {
		str_addf(out, w->classes ? "Each of the %zu rows flips between these " : "At each of the %zu rows these ", w->differ);
		put_runs(w->runs, out);
		str_addf(out, w->classes ? "; row %zu holds " : " differ; row %zu holds ", report_who_number(e, w->row[0].probe));
		report_share(out, who_share(w, 1));
		str_add(out, w->classes ? " of the disagreement." : " of the variance.");
		return;
	}
	str_addf(out, w->classes ? "All of the disagreement is at %zu of %zu rows (" : "All of the variance is at %zu of %zu rows (",
		 w->differ, counted(w));
	for (size_t i = 0; i < w->differ; i++)
		str_addf(out, "%s%zu", i ? ", " : "", report_who_number(e, w->row[i].probe));
	str_add(out, w->classes ? "): the others are put into the same class by each of the "
		: "): at the others the same is said by each of the ");
	put_runs(w->runs, out);
	put_wrong(w, out);
	str_addc(out, '.');
}

int report_who_sentence(const struct lab_entry *e, const struct who *w, struct str *out)
{
	size_t rows = counted(w);

	if (!rows)
		return 0;
	if (!w->differ) {
		str_addf(out, w->classes ? "No row flips: all " : "No row's prediction differs: all ");
		put_runs(w->runs, out);
		str_addf(out, w->classes ? " put each of %zu rows into the same class." : " say the same at each of %zu rows.", rows);
	} else if (w->differ <= FIRST) {
		few(e, w, out);
	} else {
		size_t m = rows < FIRST ? rows : FIRST;

		str_addf(out, "%zu of %zu rows hold ", m, rows);
		report_share(out, who_share(w, m));
		str_addf(out, w->classes ? " of the disagreement between these " : " of the variance between these ");
		put_runs(w->runs, out);
		if (w->classes)
			str_addf(out, w->differ == rows ? "; every row flips at least once" : "; %zu ever flip", w->differ);
		str_addc(out, '.');
	}
	return 1;
}

int report_who_close(const struct lab_entry *e, struct str *out)
{
	struct who_close c;

	if (!who_close(e->stats, REPORT_WHO_TOLERANCE, &c))
		return 0;
	say_count(out, c.runs);
	str_add(out, " of ");
	put_runs(c.of, out);
	str_addf(out, c.runs == 1 ? " is within 1 %% of the best accuracy (" : " are within 1 %% of the best accuracy (");
	say_figure(out, c.accuracy, 3, SAY_SENTENCE);
	if (c.runs == 1) {
		str_add(out, "): the best alone.");
		return 1;
	}
	if (c.ambiguity == 0) {
		str_add(out, "), and all of them put each row into the same class.");
		return 1;
	}
	str_add(out, "), and yet ");
	report_share(out, c.ambiguity);
	str_add(out, " of the rows get another class than the best run's from some of them (ambiguity), up to ");
	report_share(out, c.discrepancy);
	str_add(out, " from a single one (discrepancy).");
	return 1;
}

static void put_table(const struct lab *lab, const struct lab_entry *e, const struct who *w, size_t n, struct str *out)
{
	struct columns c;
	int cause = 0;

	columns_init(&c, 7);
	c.below = 1u << 6;
	c.right = 1u << 0 | 1u << 3 | 1u << 4 | 1u << 5;
	columns_row(&c);
	str_add(columns_cell(&c, 0), "row");
	str_add(columns_cell(&c, 1), "truth");
	str_add(columns_cell(&c, 2), "votes");
	str_add(columns_cell(&c, 3), "flips");
	str_add(columns_cell(&c, 4), "sd");
	str_add(columns_cell(&c, 5), "wrong");
	str_add(columns_cell(&c, 6), w->classes ? "flipped by" : "moved by");
	for (size_t i = 0; i < n && i < w->n; i++) {
		const struct who_row *r = &w->row[i];

		columns_row(&c);
		str_addf(columns_cell(&c, 0), "%zu", report_who_number(e, r->probe));
		report_who_truth(e, r->probe, columns_cell(&c, 1));
		report_who_votes(e, r->probe, NAMED, columns_cell(&c, 2));
		if (!isnan(r->flips))
			report_share(columns_cell(&c, 3), r->flips);
		say_figure(columns_cell(&c, 4), r->sd, 3, SAY_REPORT);
		if (!isnan(r->wrong))
			report_share(columns_cell(&c, 5), r->wrong);
		cause |= report_who_cause(lab, e, r->probe, columns_cell(&c, 6));
	}
	columns_put(&c, out);
	if (w->classes)
		str_add(out, "flips: share of pairs of runs that put the row into different classes\n");
	if (cause)
		str_addf(out, "%s by: the source that %s it most when it alone is rerolled; several names: not told apart\n",
			 w->classes ? "flipped" : "moved", w->classes ? "flips" : "moves");
	else if (condition_free(e->cond, (enum source[SOURCE_SLOTS]){ 0 }) > 1 && !e->cond->external && !stats_held_out(e->stats))
		str_add(out, "`attribute` tells which source does it.\n");
}

int report_who(const struct lab *lab, const struct lab_entry *e, size_t n, struct str *out, struct str *found)
{
	struct who w;
	struct str line = STR_INIT;
	size_t show;

	if (!who_new(&w, e->stats)) {
		who_release(&w);
		return 0;
	}
	show = n < w.n ? n : w.n;
	show = show < w.differ ? show : w.differ;
	report_who_sentence(e, &w, &line);
	str_add(found, line.s);
	columns_wrap(line.s, 0, out);
	str_clear(&line);
	if (report_who_close(e, &line)) {
		columns_wrap(line.s, 0, out);
		str_addf(found, " %s", line.s);
	}
	if (show)
		put_table(lab, e, &w, show, out);
	who_release(&w);
	str_release(&line);
	return 1;
}

/* ---- one row ---- */

void report_who_inputs(const struct lab_entry *e, size_t probe, size_t most, struct str *out)
{
	const struct problem *p = &e->cond->problem;
	const struct dataset *d = p->data;
	const float *x = d->x + (report_who_number(e, probe) - 1) * d->features;

	for (size_t i = 0; i < d->features && i < most; i++) {
		str_add(out, i ? ", " : "");
		if (d->feature_names && d->feature_names[i])
			utf8_escape(out, d->feature_names[i], strlen(d->feature_names[i]));
		else
			str_addf(out, "x%zu", i + 1);
		str_addc(out, ' ');
		say_figure(out, (double)x[i], 4, SAY_SCREEN);
	}
	if (d->features > most)
		str_addf(out, " and %zu more", d->features - most);
}

void report_who_sources(const struct lab *lab, const struct lab_entry *e, size_t probe, struct str *out)
{
	const struct lab_entry *a = lab_attribution_of(lab, e);
	struct probe_effect f[SOURCE_ALL];
	int classes;
	size_t n = a ? attribute_at_probe(a->attr, probe, f) : 0;

	if (!n)
		return;
	classes = e->cond->problem.data->kind != DATA_REGRESSION;
	str_add(out, "Rerolled alone, ");
	for (size_t i = 0; i < attribute_sources(a->attr); i++) {
		double lo = fmax(0, f[i].effect - 1.96 * f[i].se), hi = f[i].effect + 1.96 * f[i].se;

		str_addf(out, i == 0 ? classes ? "%s turns it over in " : "%s moves it by an SD of " : classes ? ", %s in " : ", %s of ",
			 condition_source_name(a->cond, f[i].source));
		if (classes)
			say_share(out, f[i].effect, lo, fmin(1, hi), SAY_SENTENCE);
		else
			say_estimate(out, sqrt(f[i].effect), sqrt(lo), sqrt(hi), SAY_SCREEN);
	}
	str_addf(out, "; intervals are 95 %%, from %zu rows of the plan.", n);
}

int report_who_row(const struct lab *lab, const struct lab_entry *e, size_t number, struct str *out)
{
	long probe = report_who_probe(e, number);
	struct str line = STR_INIT;
	struct who w;

	if (probe < 0 || !who_new(&w, e->stats))
		return 0;
	str_addf(out, "Row %zu", number);
	dataset_time_aside(e->cond->problem.data, number - 1, out);
	str_add(out, ", truth ");
	report_who_truth(e, (size_t)probe, out);
	str_addc(out, '\n');
	for (size_t i = 0; i < w.n; i++) {
		const struct who_row *r = &w.row[i];

		if (r->probe != (size_t)probe)
			continue;
		str_add(&line, "Of ");
		put_runs(r->runs, &line);
		if (!isnan(r->flips)) {
			str_add(&line, ": ");
			report_who_votes(e, r->probe, 8, &line);
			str_add(&line, "; two of them differ in ");
			report_share(&line, r->flips);
			str_add(&line, " of pairs");
		} else {
			str_add(&line, ": mean ");
			say_figure(&line, stats_pred_mean(e->stats)[r->probe * stats_outputs(e->stats)], 4, SAY_REPORT);
		}
		str_add(&line, "; sd ");
		say_figure(&line, r->sd, 3, SAY_REPORT);
		if (!isnan(r->wrong)) {
			str_add(&line, "; wrong in ");
			report_share(&line, r->wrong);
		}
		str_addc(&line, '.');
	}
	columns_wrap(line.s, 2, out);
	str_clear(&line);
	report_who_sources(lab, e, (size_t)probe, &line);
	if (line.len)
		columns_wrap(line.s, 2, out);
	if (!e->cond->external) {
		str_clear(&line);
		str_add(&line, "Inputs: ");
		report_who_inputs(e, (size_t)probe, INPUTS, &line);
		columns_wrap(line.s, 2, out);
	}
	who_release(&w);
	str_release(&line);
	return 1;
}
