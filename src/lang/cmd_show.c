/*
 * cmd_show.c - commands that look: show, go, name, pin, note, report.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lang/cmd_int.h"
#include "stat/learnt.h"
#include "base/say.h"

struct entry *word_entry(struct lab *lab, const struct words *w, size_t i, struct err *err)
{
	const char *t = w->w[i].text;
	char *end;
	unsigned long id = strtoul(t, &end, 10);

	for (size_t k = 0; k < lab->n_entry; k++) {
		struct entry *e = lab->entry[k];

		if ((*t && !*end && e->pub.id == id) || (e->pub.name && strcmp(e->pub.name, t) == 0))
			return e;
	}
	word_err(w, i, err, ERR_USAGE, "there is no condition '%s': `show conditions` lists them", t);
	return NULL;
}

/* ---- show ---- */

static void show_sources(const struct lab *lab, struct str *out)
{
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
	settings_efforts(s, out);
}

static void show_choices(const struct lab *lab, struct str *out)
{
	const struct settings *s = &lab->now;

	str_add(out, "batch");
	for (uint32_t i = 0; i < s->n_batch; i++)
		str_addf(out, "%s%" PRIu32, i ? "," : " ", s->batch[i]);
	str_add(out, "\noptimizer");
	for (uint32_t i = 0; i < s->n_optim; i++)
		str_addf(out, "%s%s", i ? "," : " ", optim_name((enum optim_kind)s->optim_choice[i]));
	str_addc(out, '\n');
	show_rates(s, out);
}

static void show_options(const struct lab *lab, struct str *out)
{
	size_t n;
	const struct opt *o = opt_table(&n);

	for (size_t i = 0; i < n; i++)
		str_addf(out, "%-10s %-8s %s (%s)\n", o[i].name, lab_option(lab, o[i].name), o[i].help, o[i].values);
}

static void show_conditions(const struct lab *lab, struct str *out)
{
	text_table_conditions(lab, out);
}

static void show_data(const struct lab *lab, struct str *out)
{
	dataset_describe(lab->now.data, out);
}

static void show_model(const struct lab *lab, struct str *out)
{
	model_describe(&lab->cur->pub.cond->problem.model, out);
}

static void show_condition(const struct lab *lab, struct str *out)
{
	str_add(out, lab->cur->pub.cond->commands);
	if (lab_remainder(&lab->cur->pub, out))
		str_addc(out, '\n');
}

/* Runs that are in no figure. */
static void put_lost(const struct lab *lab, struct str *out)
{
	const struct stats *s = lab->cur->pub.stats;

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
	text_estimate(out, stats_difference(lab->cur->pub.stats));
	put_kind(out, stats_difference(lab->cur->pub.stats), STATS_FEW_SPREAD);
	str_addc(out, '\n');
}

static void show_loss(const struct lab *lab, struct str *out)
{
	const struct stats *s = lab->cur->pub.stats;

	if (lab_learnt_nothing(lab, &lab->cur->pub, out))
		str_addc(out, '\n');
	put_lost(lab, out);
	for (int o = 0; o < STATS_OUTCOMES; o++) {
		if (!stats_has(s, (enum stats_outcome)o))
			continue;
		str_addf(out, "%s ", stats_outcome_name((enum stats_outcome)o));
		text_steps(out, text_within(stats_outcome(s, (enum stats_outcome)o), (enum stats_outcome)o),
			   text_step(&lab->cur->pub.cond->problem, (enum stats_outcome)o));
		put_kind(out, stats_outcome(s, (enum stats_outcome)o), STATS_FEW);
		str_addc(out, '\n');
	}
	if (stats_constant_loss(s).n) {
		str_add(out, "constant answer's loss ");
		say_figure(out, stats_constant_loss(s).mean, 4, SAY_SENTENCE);
		str_add(out, "; ");
		learnt_beat(s, out);
		str_addc(out, '\n');
	}
}

static void show_runs(const struct lab *lab, struct str *out)
{
	uint64_t lost = stats_diverged(lab->cur->pub.stats);

	say_count(out, lab->cur->pub.delivered);
	str_addf(out, lab->cur->pub.delivered == 1 ? " run, %s free" : " runs, %s free", lab->cur->pub.free);
	if (lost) {
		str_add(out, "; diverged: ");
		say_count(out, lost);
	}
	str_addc(out, '\n');
}

static void show_attribution(const struct lab *lab, struct str *out)
{
	const struct lab_entry *a = lab_attribution(lab);

	if (a)
		report_attribution(lab, a, out);
	else
		report_toggled(lab, lab_current(lab), out);
	if (!out->len)
		str_add(out, "`attribute` was not asked here yet\n");
}

static void show_verdict(const struct lab *lab, struct str *out)
{
	lab_verdict(lab, lab_current(lab), out);
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
	str_addf(out, lab->rec ? ": %llu runs saved or on their way\n" : ": open for replay\n",
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
	{ "choices", show_choices }, { "options", show_options }, { "engine", show_engine },
	{ "session", show_session },
};

const char *show_name(size_t i)
{
	return i < sizeof shows / sizeof *shows ? shows[i].name : NULL;
}

/* The line of the condition's own text that begins with this word. */
static int show_line(const struct lab *lab, const char *word, struct str *out)
{
	const char *p = lab->cur->pub.cond->commands;
	size_t n = strlen(word);
	int found = 0;

	while (*p) {
		size_t len = strcspn(p, "\n");

		if (strncmp(p, word, n) == 0 && p[n] == ' ') {
			const char *hash = strstr(p, " # ");

			str_addn(out, p, hash && hash < p + len ? (size_t)(hash - p) : len);
			str_addc(out, '\n');
			found = 1;
		}
		p += len + (p[len] == '\n');
	}
	return found;
}

/* Text from files (data names in the condition) goes out line by line, escaped. */
static void print_safe(struct lab *lab, const char *text)
{
	struct str out = STR_INIT;

	while (*text) {
		size_t n = strcspn(text, "\n");

		utf8_escape(&out, text, n);
		str_addc(&out, '\n');
		text += n + (text[n] == '\n');
	}
	lab_print(lab, out.s);
	str_release(&out);
}

enum cmd_result cmd_show(struct lab *lab, const struct words *w, struct err *err)
{
	struct str out = STR_INIT;
	const char *names[64] = { NULL }, *near;
	const char *what;
	size_t n = sizeof shows / sizeof *shows;

	if (words_args(w, 0, 1, err))
		return CMD_ERROR;
	what = w->n == 2 ? w->w[1].text : "condition";
	for (size_t i = 0; i < n; i++) {
		names[i] = shows[i].name;
		if (strcmp(what, shows[i].name) == 0)
			shows[i].show(lab, &out);
	}
	if (w->n == 1) {
		show_choices(lab, &out);
		str_clear(&out);
		show_condition(lab, &out);
		str_addc(&out, '\n');
		show_sources(lab, &out);
	} else if (!out.len && opt_find(what)) {
		str_addf(&out, "%s\n", lab_option(lab, what));
	} else if (!out.len && !show_line(lab, what, &out)) {
		str_release(&out);
		near = nearest(what, names);
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "there is nothing called '%s' to show%s%s%s", what,
			near ? ": did you mean " : "", near ? near : "", near ? "?" : ""));
	}
	print_safe(lab, out.s);
	str_release(&out);
	return CMD_DONE;
}

enum cmd_result cmd_report(struct lab *lab, const struct words *w, struct err *err)
{
	struct str out = STR_INIT;

	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	lab_report(lab, &out);
	print_safe(lab, out.s);
	str_release(&out);
	lab->reported = 1;
	return CMD_DONE;
}

/* ---- going about the conditions ---- */

enum cmd_result cmd_go(struct lab *lab, const struct words *w, struct err *err)
{
	struct entry *e;

	if (words_args(w, 1, 1, err) || !(e = word_entry(lab, w, 1, err)))
		return CMD_ERROR;
	if (lab->study && lab->study->base != e)
		lab_end_study(lab);
	lab_take_settings(lab, &e->set);
	lab_show_entry(lab, e);
	return CMD_DONE;
}

enum cmd_result cmd_name(struct lab *lab, const struct words *w, struct err *err)
{
	struct str text = STR_INIT;

	if (words_args(w, 1, 64, err))
		return CMD_ERROR;
	for (size_t i = 1; i < w->n; i++)
		str_addf(&text, "%s%s", i > 1 ? " " : "", w->w[i].text);
	for (size_t i = 0; i < lab->n_entry; i++) {
		struct entry *e = lab->entry[i];

		if (e != lab->cur && e->pub.name && strcmp(e->pub.name, text.s) == 0) {
			str_release(&text);
			return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "condition %" PRIu32 " has that name already",
						 e->pub.id));
		}
	}
	free(lab->cur->pub.name);
	lab->cur->pub.name = xstrdup(text.s);
	lab->changed |= LAB_CONDITION;
	lab_record_name(lab, lab->cur);
	str_release(&text);
	return CMD_DONE;
}

static enum cmd_result pin(struct lab *lab, const struct words *w, int on, struct err *err)
{
	struct entry *e = lab->cur;
	struct kept_run run;

	if (w->n > 1 && strcmp(w->w[1].text, "run") == 0 && w->n == (on ? 3u : 2u)) {
		if (on && word_run(lab, w, 2, &run, err))
			return CMD_ERROR;
		e->pub.has_reference = on;
		e->pub.reference = on ? run.run : 0;
		lab_record_pin(lab, e);
		lab->changed |= LAB_CONDITION;
		return CMD_DONE;
	}
	if (words_args(w, 0, 1, err) || (w->n == 2 && !(e = word_entry(lab, w, 1, err))))
		return CMD_ERROR;
	e->pub.pinned = on;
	lab_record_pin(lab, e);
	lab->changed |= LAB_CONDITION;
	return CMD_DONE;
}

enum cmd_result cmd_pin(struct lab *lab, const struct words *w, struct err *err)
{
	return pin(lab, w, 1, err);
}

enum cmd_result cmd_unpin(struct lab *lab, const struct words *w, struct err *err)
{
	return pin(lab, w, 0, err);
}

enum cmd_result cmd_note(struct lab *lab, const struct words *w, struct err *err)
{
	if (words_args(w, 1, LEX_MAX_WORDS, err))
		return CMD_ERROR;
	lab_note(lab, "note", w->n == 2 && w->w[1].quoted ? w->w[1].text : w->rest);
	return CMD_DONE;
}
