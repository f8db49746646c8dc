/*
 * show.c - what `show` shows of the laboratory, each by its name.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/say.h"
#include "base/utf8.h"
#include "report/report_int.h"
#include "report/scores.h"
#include "report/sentence.h"
#include "stat/learnt.h"

/* Of a training that is not ours: what it declares. */
static void show_declared(const struct external *x, const struct lab *lab, struct str *out)
{
	for (int k = 0; k < SOURCE_SLOTS; k++) {
		struct str t = STR_INIT;

		if (!x->name[k])
			continue;
		lab_source_text(lab, (enum source)k, &t);
		str_addf(out, "  %-10s %-14s %s\n", x->name[k], t.s, source_help((enum source)k));
		str_release(&t);
	}
	str_addf(out, "  %-10s %-14s %s\n", source_name(SOURCE_REST), "", source_help(SOURCE_REST));
	if (lab_current(lab) && report_rest(lab_current(lab), out))
		str_addc(out, '\n');
}

static void show_sources(const struct lab *lab, struct str *out)
{
	if (lab_now(lab)->external) {
		show_declared(lab_now(lab)->external, lab, out);
		return;
	}
	for (int k = 0; k < SOURCE_COUNT; k++) {
		struct str t = STR_INIT;

		lab_source_text(lab, (enum source)k, &t);
		str_addf(out, "%d %-10s %-14s %s\n", k + 1, source_name((enum source)k), t.s,
			 source_help((enum source)k));
		str_release(&t);
	}
}

/* The rates of a choice of optimizers, and where each comes from. */
static void show_rates(const struct settings *s, struct str *out)
{
	static const char *const from[] = {
		[RATE_SAID] = "as it was said", [RATE_SUITS] = "suits such data", [RATE_KERAS] = "Keras' default",
	};

	for (uint32_t i = 0; i < s->n_optim; i++) {
		enum optim_kind k = (enum optim_kind)s->optim_choice[i];

		str_addf(out, "  %-9s lr=%-7.4g %s\n", optim_name(k), s->optim[k].lr, from[settings_rate(s, k)]);
	}
	report_efforts(s, out);
}

static void show_choices(const struct lab *lab, struct str *out)
{
	const struct settings *s = lab_now(lab);

	str_add(out, "batch");
	for (uint32_t i = 0; i < s->n_batch; i++)
		str_addf(out, "%s%" PRIu32, i ? "," : " ", s->batch[i]);
	str_add(out, "\noptimizer");
	for (uint32_t i = 0; i < s->n_optim; i++)
		str_addf(out, "%s%s", i ? "," : " ", optim_name((enum optim_kind)s->optim_choice[i]));
	str_addc(out, '\n');
	show_rates(s, out);
}

static void show_conditions(const struct lab *lab, struct str *out)
{
	report_conditions(lab, out);
}

static void show_data(const struct lab *lab, struct str *out)
{
	if (lab_now(lab)->external)
		data_said_head(lab, out);
	else
		dataset_describe(lab_now(lab)->data, out);
}

static void show_model(const struct lab *lab, struct str *out)
{
	if (lab_current(lab)->cond->external)
		str_add(out, "trained elsewhere: its network is not known here\n");
	else
		model_describe(&lab_current(lab)->cond->problem.model, out);
}

static void show_condition(const struct lab *lab, struct str *out)
{
	str_add(out, lab_current(lab)->cond->commands);
	if (report_remainder(lab_current(lab), out))
		str_addc(out, '\n');
}

/* Runs that are in no figure. */
static void put_lost(const struct lab *lab, struct str *out)
{
	const struct stats *s = lab_current(lab)->stats;

	if (!stats_diverged(s))
		return;
	say_count(out, stats_diverged(s));
	str_add(out, " of ");
	say_count(out, stats_runs(s));
	str_add(out, stats_runs(s) == 1 ? " run diverged" : " runs diverged");
	str_add(out, stats_diverged(s) == stats_runs(s) ? "\n" : " (in no figure here)\n");
}

/* What the interval is, or why there is none. */
static void put_kind(struct str *out, struct estimate e, int need)
{
	if (isnan(e.mean) || (e.n > 1 && e.se == 0))
		return;
	if (isnan(e.lo))
		str_addf(out, " (an interval needs %d runs)", need);
	else
		str_add(out, ", 95 % interval");
}

static void show_difference(const struct lab *lab, struct str *out)
{
	put_lost(lab, out);
	str_add(out, "mean prediction difference ");
	text_estimate(out, stats_difference(lab_current(lab)->stats));
	put_kind(out, stats_difference(lab_current(lab)->stats), STATS_FEW_SPREAD);
	str_addc(out, '\n');
}

static void show_loss(const struct lab *lab, struct str *out)
{
	const struct stats *s = lab_current(lab)->stats;

	if (report_unlearnt(lab_current(lab), out))
		str_addc(out, '\n');
	put_lost(lab, out);
	for (int o = 0; o < STATS_OUTCOMES; o++) {
		if (!stats_has(s, (enum stats_outcome)o))
			continue;
		score_label(lab_current(lab)->cond->problem.data, (enum stats_outcome)o, out);
		str_addc(out, ' ');
		text_steps(out, text_within(stats_outcome(s, (enum stats_outcome)o), (enum stats_outcome)o),
			   text_step(&lab_current(lab)->cond->problem, (enum stats_outcome)o));
		put_kind(out, stats_outcome(s, (enum stats_outcome)o), STATS_FEW);
		str_addc(out, '\n');
	}
	if (stats_constant_loss(s).n) {
		str_add(out, "constant answer's loss ");
		say_figure(out, stats_constant_loss(s).mean, 4, SAY_SENTENCE);
		str_add(out, "; ");
		learnt_beat(s, out);
		str_addf(out, "\nlosses: %s\n", stats_loss_unit(s, 0));
	}
}

static void show_runs(const struct lab *lab, struct str *out)
{
	uint64_t lost = stats_diverged(lab_current(lab)->stats);

	say_count(out, stats_runs(lab_current(lab)->stats));
	str_addf(out, stats_runs(lab_current(lab)->stats) == 1 ? " run, %s free" : " runs, %s free", lab_current(lab)->free);
	if (lost) {
		str_add(out, "; diverged: ");
		say_count(out, lost);
	}
	str_addc(out, '\n');
}

static void show_attribution(const struct lab *lab, struct str *out)
{
	const struct lab_entry *a = lab_attribution(lab);

	if (a) {
		report_attribution(a, out);
		report_by_epochs(lab, a, out);
	} else {
		report_toggled(lab, lab_current(lab), out);
	}
	if (!out->len)
		str_add(out, "`attribute` was not asked here yet\n");
}

static void show_verdict(const struct lab *lab, struct str *out)
{
	report_verdict(lab, lab_current(lab), out);
}

static void show_engine(const struct lab *lab, struct str *out)
{
	str_addf(out, "%s, %d workers\n", lab_engine(lab), lab_workers(lab));
}

static void show_session(const struct lab *lab, struct str *out)
{
	const char *path = lab_session_path(lab);

	if (!path) {
		str_add(out, "nothing is saved: `save FILE` records from now on\n");
		return;
	}
	utf8_escape(out, path, strlen(path));
	str_addf(out, lab_saving(lab) ? ": %llu runs saved or on their way\n" : ": open for replay\n",
		 (unsigned long long)lab_saved_runs(lab));
}

static const struct {
	const char *name;
	void (*show)(const struct lab *lab, struct str *out);
} shows[] = {
	{ "sources", show_sources }, { "data", show_data }, { "model", show_model },
	{ "condition", show_condition }, { "conditions", show_conditions },
	{ "differences", show_difference }, { "loss", show_loss }, { "runs", show_runs },
	{ "attribution", show_attribution }, { "verdict", show_verdict },
	{ "choices", show_choices }, { "engine", show_engine },
	{ "session", show_session },
};

/* The line of the condition's own text that begins with this word. */
int report_show_setting(const struct lab *lab, const char *word, struct str *out)
{
	const char *p = lab_current(lab)->cond->commands;
	size_t n = strlen(word);
	int found = 0;

	while (*p) {
		size_t len = strcspn(p, "\n");

		if (strncmp(p, word, n) == 0 && p[n] == ' ') {
			str_addn(out, p, settings_text_shown(p));
			str_addc(out, '\n');
			found = 1;
		}
		p += len + (p[len] == '\n');
	}
	return found;
}

const char *report_show_name(size_t i)
{
	return i < sizeof shows / sizeof *shows ? shows[i].name : NULL;
}

int report_show(const struct lab *lab, const char *what, struct str *out)
{
	size_t before = out->len;

	for (size_t i = 0; i < sizeof shows / sizeof *shows; i++)
		if (strcmp(what, shows[i].name) == 0) {
			shows[i].show(lab, out);
			return out->len > before;
		}
	return 0;
}
