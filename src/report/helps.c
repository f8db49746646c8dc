/*
 * helps.c - what to do about it, ranked: a table, and its first line as a sentence.
 */
#include <math.h>
#include <string.h>

#include "base/say.h"
#include "report/columns.h"
#include "report/report_int.h"

void report_help_name(const struct help_row *r, struct str *out)
{
	str_add(out, r->remedy == REMEDY_ENSEMBLE ? "average of " : r->remedy == REMEDY_ACTIVATION ? "activation "
		: r->remedy == REMEDY_REMAINDER ? "remainder " : r->remedy == REMEDY_AVERAGE ? "average "
		: r->remedy == REMEDY_SCHEDULE ? "schedule " : "");
	str_add(out, r->label);
}

const char *report_help_does(const struct help_row *r)
{
	static const char *const does[HELPS] = {
		[HELP_YES] = "helps", [HELP_AT_A_LOSS] = "at a loss", [HELP_NOTHING] = "nothing",
		[HELP_UNDECIDED] = "undecided", [HELP_WORSE] = "worse", [HELP_DIVERGES] = "diverges",
		[HELP_TOO_FEW] = "too few",
	};

	return does[r->help];
}

static const struct lab_entry *asked(const struct lab *lab, const struct lab_helps *w)
{
	for (size_t i = 0; i < lab_entries(lab); i++)
		if (lab_entry(lab, i)->id == w->of)
			return lab_entry(lab, i);
	return NULL;
}

void report_help_on(const struct lab *lab, const struct lab_helps *w, const struct help_row *r, struct str *out)
{
	const struct lab_entry *e = asked(lab, w);
	enum source f[SOURCE_SLOTS];
	size_t k = e ? condition_free(e->cond, f) : 0, n = 0;

	if (!r->n_source) {
		if (k == 1 || (k && r->remedy == REMEDY_ENSEMBLE))
			str_add(out, r->help != HELP_YES && r->help != HELP_AT_A_LOSS ? "-" : k == 1 ? condition_source_name(e->cond, f[0]) : "all alike");
		return;
	}
	for (size_t i = 0; i < r->n_source; i++)
		if (helps_on(&r->source[i]))
			str_addf(out, "%s%s", n++ ? ", " : "", source_name(r->source[i].source));
	if (!n)
		str_addc(out, '-');
}

static void price(double x, struct str *out)
{
	if (x > .95 && x < 1.05)
		str_addc(out, '1');
	else
		say_figure(out, x, 2, SAY_SENTENCE);
}

static void loss(const struct help_row *r, struct str *out)
{
	if (isnan(r->loss)) {
		str_addc(out, '-');
		return;
	}
	str_add(out, r->loss > 0 ? "+" : "");
	say_estimate(out, r->loss, r->loss_lo, r->loss_hi, SAY_REPORT);
}

static const struct help_row *best(const struct lab_helps *w, double most)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->row[i].help == HELP_YES && w->row[i].price <= most)
			return &w->row[i];
	return NULL;
}

static void tell(const struct help_row *r, const char *unit, struct str *out)
{
	report_help_name(r, out);
	if (r->ratio == 0) {
		str_add(out, ": two runs' predictions do not differ then");
	} else {
		str_add(out, ": two runs' predictions differ ");
		say_estimate(out, r->ratio, r->lo, r->hi, SAY_SENTENCE);
		str_add(out, " times as much");
	}
	if (helps_loss_sign(r)) {
		str_addf(out, ", the loss%s is ", unit);
		say_figure(out, fabs(r->loss), 2, SAY_SENTENCE);
		str_add(out, r->loss < 0 ? " lower" : " higher");
	}
	str_add(out, ", for ");
	if (r->price > .95 && r->price < 1.05) {
		str_add(out, "the same training");
		return;
	}
	price(r->price, out);
	str_add(out, " times the training");
}

int report_helps_brief(const struct lab_helps *w, struct str *out)
{
	const struct help_row *r = best(w, INFINITY);

	if (!r)
		return 0;
	report_help_name(r, out);
	str_add(out, ": predictions differ ");
	say_estimate(out, r->ratio, r->lo, r->hi, SAY_SCREEN);
	str_add(out, " times as much");
	return 1;
}

void report_helps_sentence(const struct lab *lab, const struct lab_helps *w, struct str *out)
{
	const struct help_row *first = best(w, INFINITY), *cheap = best(w, 1.05);
	const struct lab_entry *e = asked(lab, w);
	const char *unit = e ? stats_loss_unit(e->stats, 1) : "";

	if (!first) {
		size_t costs = 0;

		for (size_t i = 0; i < w->n; i++)
			costs += w->row[i].help == HELP_AT_A_LOSS;
		str_addf(out, "None of %zu remedies makes these runs agree more for certain%s (%llu runs of each).", w->n,
			 costs ? " without a higher loss" : "", (unsigned long long)w->runs);
		return;
	}
	str_add(out, "What helps most is ");
	tell(first, unit, out);
	str_addc(out, '.');
	if (cheap && cheap != first) {
		str_add(out, " Without more training: ");
		tell(cheap, unit, out);
		str_addc(out, '.');
	}
	str_addf(out, " Intervals: 95 %% for all %zu together.", w->n);
}

void report_helps(const struct lab *lab, const struct lab_helps *w, struct str *out)
{
	const struct lab_entry *e = asked(lab, w);
	struct str line = STR_INIT;
	struct columns c;
	int diverged = 0;

	str_addf(out, "What helps, asked of condition %u, %llu runs of each\n", (unsigned)w->of, (unsigned long long)w->runs);
	report_helps_sentence(lab, w, &line);
	columns_wrap(line.s, 2, out);
	str_release(&line);
	columns_init(&c, 6);
	c.indent = 2;
	c.below = 1u << 3 | 1u << 5;
	columns_row(&c);
	str_add(columns_cell(&c, 0), "remedy");
	str_add(columns_cell(&c, 1), "");
	str_add(columns_cell(&c, 2), "spread times");
	str_addf(columns_cell(&c, 3), "loss changes%s", e ? stats_loss_unit(e->stats, 1) : "");
	str_add(columns_cell(&c, 4), "training");
	str_add(columns_cell(&c, 5), "works on");
	for (size_t i = 0; i < w->n; i++) {
		const struct help_row *r = &w->row[i];

		columns_row(&c);
		report_help_name(r, columns_cell(&c, 0));
		str_add(columns_cell(&c, 1), report_help_does(r));
		say_estimate(columns_cell(&c, 2), r->ratio, r->lo, r->hi, SAY_REPORT);
		loss(r, columns_cell(&c, 3));
		str_add(columns_cell(&c, 4), "x ");
		price(r->price, columns_cell(&c, 4));
		report_help_on(lab, w, r, columns_cell(&c, 5));
		diverged |= r->lost || r->base_lost;
	}
	columns_put(&c, out);
	str_add(out, "  spread: two runs' mean difference, with the remedy over without; these intervals hold\n"
		"  together. loss: 95 %. at a loss: it helps, and the loss rises for certain; nothing:\n"
		"  within 10 % for certain. works on: the source whose own part falls for certain.\n");
	for (size_t i = 0; i < w->n && diverged; i++)
		if (w->row[i].lost > 0)
			str_addf(out, "  %llu of %llu runs diverged with %s\n", (unsigned long long)w->row[i].lost,
				 (unsigned long long)w->row[i].runs, w->row[i].label);
}
