/*
 * cmd_remedy.c - attribute, remedy, divergence, between: studies, which the lab trains for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "lang/cmd_int.h"
#include "setup/known.h"
#include "setup/setup.h"

#define PAIRS_DEFAULT 32

static int need_live(const struct lab *lab, const struct words *w, struct err *err)
{
	return !lab_replaying(lab) ? 0
		: word_err(w, 0, err, ERR_STATE, "a session is playing: `fork` goes on live from here");
}

/* Lines that follow wait for it where nobody is at the keys. */
static enum cmd_result await(struct shell *sh, int code)
{
	if (code)
		return CMD_ERROR;
	sh->wait = WAIT_STUDY;
	return CMD_WAIT;
}

/* Of runs that others have trained: from the design that their levels have. */
static enum cmd_result attribute_given(struct shell *sh, const struct words *w, struct err *err)
{
	const struct lab_entry *design = lab_attribution(sh->lab);
	struct str out = STR_INIT;

	if (!design)
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "too few of these runs differ in one source alone, or in all but one:"
			" nothing tells the sources apart"));
	report_attribution(design, &out);
	tell_print(sh, out.s);
	str_release(&out);
	return CMD_DONE;
}

static enum cmd_result cmd_attribute(struct shell *sh, const struct words *w, struct err *err)
{
	enum source free[SOURCE_SLOTS];
	unsigned long long n = lab_attribute_rows(sh->lab);

	if (need_live(sh->lab, w, err) || words_args(w, 0, 1, err)
	    || (w->n == 2 && word_uint(w, 1, 0, "a number of rows", 2, 1000000, &n, err)))
		return CMD_ERROR;
	if (!lab_trains(sh->lab, lab_current(sh->lab)))
		return attribute_given(sh, w, err);
	if (!condition_free(lab_current(sh->lab)->cond, free))
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "nothing is free, so there is no variance to share out:"
			" `free init shuffle` for example"));
	return await(sh, lab_attribute(sh->lab, n, err));
}

static enum cmd_result cmd_divergence(struct shell *sh, const struct words *w, struct err *err)
{
	unsigned long long n = PAIRS_DEFAULT;

	if (words_args(w, 0, 1, err)
	    || (w->n == 2 && word_uint(w, 1, 0, "a number of pairs", 1, DIVERGENCE_TWINS, &n, err))
	    || need_live(sh->lab, w, err))
		return CMD_ERROR;
	return await(sh, lab_diverge(sh->lab, n, err));
}

/* The source of `when`: init is moved later by a nudge; unsaid, whatever acts in time and is free. */
static enum source when_source(const struct condition *c, const char *name)
{
	enum source s = name ? source_find(name) : SOURCE_COUNT;

	if (s == SOURCE_INIT)
		return SOURCE_NUDGE;
	if (name)
		return s;
	for (int k = 0; k < SOURCE_COUNT; k++)
		if (SOURCES_IN_TIME >> k & 1u && c->state[k] == STATE_FREE)
			return (enum source)k;
	return c->state[SOURCE_SHUFFLE] != STATE_OFF ? SOURCE_SHUFFLE : SOURCE_NUDGE;
}

static int check_when(const struct condition *c, enum source s, const struct words *w, struct err *err)
{
	struct names known = known_names(KNOWN_SOURCE);

	if (s == SOURCE_COUNT)
		return word_unknown(w, 1, 0, "source", w->w[1].text, &known, NULL, err);
	if (!(SOURCES_IN_TIME >> s & 1u))
		return word_err(w, 1, err, ERR_STATE, "%s is the same throughout a run: shuffle, dropout, rounding, nudge and"
				" (by a nudge) init can change at an epoch", source_name(s));
	if (c->state[SOURCE_SPLIT] == STATE_FREE)
		return word_err(w, 0, err, ERR_STATE, "each run has held out rows of its own, and where predictions come from"
				" cannot be told: `fix split` first");
	if (s == SOURCE_DROPOUT && !model_has(&c->problem.model, LAYER_DROPOUT))
		return word_err(w, 1, err, ERR_STATE, "there is no dropout in this model: `dropout .2` for example");
	return 0;
}

/* when [SOURCE] [K,...] [parents=N] */
static enum cmd_result cmd_when(struct shell *sh, const struct words *w, struct err *err)
{
	const struct condition *c = lab_current(sh->lab)->cond;
	struct when_plan p;
	unsigned long long parents = WHEN_FEW;
	size_t i = 1, len;
	enum source s;

	if (words_args(w, 0, 3, err) || need_live(sh->lab, w, err))
		return CMD_ERROR;
	s = when_source(c, w->n > 1 && w->w[1].text[0] >= 'a' && !strchr(w->w[1].text, '=') ? w->w[i++].text : NULL);
	if (check_when(c, s, w, err))
		return CMD_ERROR;
	lab_when_usual(sh->lab, s, &p);
	if (i < w->n && !strchr(w->w[i].text, '=') && words_epochs(w, i++, p.k, &p.n, err))
		return CMD_ERROR;
	if (i < w->n) {
		const char *value = word_value(w->w[i].text, &len);

		if (!value || len != strlen("parents") || strncmp(w->w[i].text, "parents", len) != 0)
			return CMD_FAIL(word_err(w, i, err, ERR_USAGE, "'%s': parents=N was expected", w->w[i].text));
		if (word_uint(w, i, len + 1, "a number of parents", 2, 100000, &parents, err))
			return CMD_ERROR;
		i++;
	}
	if (i < w->n)
		return CMD_FAIL(word_err(w, i, err, ERR_USAGE, "'%s': when [SOURCE] [K,...] [parents=N]", w->w[i].text));
	return await(sh, lab_ask_when(sh->lab, &p, parents, err));
}

static enum cmd_result cmd_between(struct shell *sh, const struct words *w, struct err *err)
{
	const struct condition *c = lab_current(sh->lab)->cond;
	struct kept_run a, b;

	if (words_args(w, 2, 2, err) || need_live(sh->lab, w, err))
		return CMD_ERROR;
	if (c->state[SOURCE_SPLIT] == STATE_FREE)
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "each run has held out rows of its own, so no loss is"
			" comparable all the way between two: `fix split` first"));
	if (word_run(sh, w, 1, &a, err) || word_run(sh, w, 2, &b, err))
		return CMD_ERROR;
	return await(sh, lab_line(sh->lab, &a, &b, err));
}

/* ---- remedy NAME [VALUE,...] ---- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int read_value(const struct words *w, size_t i, size_t off, const char *item, enum remedy r,
		      double *out, struct err *err)
{
	double least, most;
	int whole = lab_remedy_range(r, &least, &most);
	char *end;

	if (r == REMEDY_REMAINDER && remainder_find(item) != REMAINDER_COUNT) {
		*out = remainder_find(item);
		return 0;
	}
	if (r == REMEDY_SCHEDULE) {
		*out = schedule_find(item);
		return *out < SCHEDULE_COUNT ? 0 : word_err_in(w, i, off, err, ERR_USAGE, "'%s' is no schedule: constant, cosine,"
			" linear or step was expected", item);
	}
	if (r == REMEDY_ACTIVATION) {
		enum act a = act_find(item);
		struct names known = known_names(KNOWN_ACTIVATION);

		*out = a;
		return a != ACT_COUNT ? 0 : word_unknown(w, i, off, "activation", item, &known, NULL, err);
	}
	*out = strtod(item, &end);
	if (*end || end == item || !(*out >= least) || *out > most || (whole && *out != floor(*out)))
		return word_err_in(w, i, off, err, ERR_USAGE, "'%s' is no value for this remedy: %sa %snumber up to %g"
			" was expected", item, r == REMEDY_REMAINDER ? "keep, drop, even or " : "",
			whole ? "whole " : "", most);
	return 0;
}

static int read_values(const struct words *w, size_t from, enum remedy r, double *value, size_t *n, struct err *err)
{
	*n = 0;
	for (size_t i = from; i < w->n; i++) {
		const char *p = w->w[i].text;

		while (*p) {
			size_t len = strcspn(p, ","), off = (size_t)(p - w->w[i].text);
			char item[32];

			if (len >= sizeof item || *n == LAB_SWEEP_MAX)
				return word_err_in(w, i, off, err, ERR_LIMIT, "at most %d short values", LAB_SWEEP_MAX);
			memcpy(item, p, len);
			item[len] = '\0';
			p += len + (p[len] == ',');
			if (len && read_value(w, i, off, item, r, &value[*n], err))
				return ERR_USAGE;
			*n += len > 0;
		}
	}
	if (*n < 2)
		return word_err(w, from, err, ERR_USAGE, "two values at least make a sweep");
	if (!remedy_is_categories(r))
		qsort(value, *n, sizeof *value, by_value);
	return 0;
}

static int no_remedy(const struct words *w, struct err *err)
{
	struct names known = { 0 };

	for (int r = 0; r < REMEDY_COUNT; r++)
		names_add(&known, lab_remedy_word((enum remedy)r));
	return word_unknown(w, 1, 0, "remedy", w->w[1].text, &known, NULL, err);
}

static enum cmd_result cmd_remedy(struct shell *sh, const struct words *w, struct err *err)
{
	enum source free[SOURCE_SLOTS];
	const struct condition *c = lab_current(sh->lab)->cond;
	double value[LAB_SWEEP_MAX];
	enum remedy r = 0;
	size_t n = 0, from = 2;

	if (words_args(w, 1, 16, err))
		return CMD_ERROR;
	while (r < REMEDY_COUNT && strcmp(lab_remedy_word(r), w->w[1].text) != 0)
		r++;
	if (r == REMEDY_COUNT)
		return CMD_FAIL(no_remedy(w, err));
	if (r == REMEDY_BATCH_EPOCHS && w->n > 2 && strncmp(w->w[2].text, "hold=", 5) == 0) {
		static const enum remedy held[] = { REMEDY_BATCH_EPOCHS, REMEDY_BATCH_UPDATES, REMEDY_LR_BATCH };
		static const char *const hold[] = { "epochs", "updates", "lr" };
		size_t i = 0;

		while (i < 3 && strcmp(hold[i], w->w[2].text + 5) != 0)
			i++;
		if (i == 3)
			return CMD_FAIL(word_err_in(w, 2, 5, err, ERR_USAGE, "'%s': epochs, updates or lr was expected",
						    w->w[2].text + 5));
		r = held[i];
		from = 3;
	}
	if (r == REMEDY_PATIENCE && !lab_can_wait(sh->lab))
		return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "patience waits for the test loss of a budget of epochs, and there"
			" is none: `set test .25`"));
	if (need_live(sh->lab, w, err))
		return CMD_ERROR;
	if (!condition_free(c, free))
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "nothing is free, so there is nothing to remedy:"
			" `free init` for example"));
	if (r == REMEDY_REMAINDER && !lab_leaves_remainder(sh->lab))
		return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "the %zu training rows leave no short last mini-batch at"
			" this batch size: there is nothing to remedy", c->problem.n_train));
	if (w->n == from)
		n = lab_remedy_values(sh->lab, r, value);
	else if (read_values(w, from, r, value, &n, err))
		return CMD_ERROR;
	return await(sh, lab_remedy(sh->lab, r, value, n, err));
}

static enum cmd_result cmd_helps(struct shell *sh, const struct words *w, struct err *err)
{
	enum source free[SOURCE_SLOTS];
	const struct lab_entry *e = lab_current(sh->lab);

	if (words_args(w, 0, 0, err) || need_live(sh->lab, w, err))
		return CMD_ERROR;
	if (!condition_free(e->cond, free))
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "nothing is free, so there is nothing to help:"
			" `free init` for example"));
	return await(sh, lab_try_all(sh->lab, err));
}

const struct cmd cmds_remedy[] = {
	{ "attribute", "[N]", "Which free source causes how much of the variance, from N rows of a pick-freeze plan.",
	  "N rows cost N(k+2) runs with k free sources. First-order share: what this source does\n"
	  "alone, which fixing it takes away on average. Total share: what is left when all others are\n"
	  "fixed. The gap between them is interaction.",
	  { ARG_NONE }, { NULL }, cmd_attribute, 0 },
	{ "remedy", "NAME [VALUE,...]", "Try what is said to help.",
	  "Each runs its sweep and prints one row a value, with 95 % intervals, and one sentence.\n"
	  "`remedy batch hold=epochs|updates|lr` says what stays when the batch changes: the epochs, the\n"
	  "updates (the same as batch-updates), or the batch itself, while its learning rate changes\n"
	  "(lr-batch).",
	  { ARG_REMEDY, ARG_REMEDY_VALUE, ARG_REMEDY_VALUE }, { NULL }, cmd_remedy, CMD_TRAINS },
	{ "helps", "", "What to do about it: each remedy at one sensible setting, ranked.",
	  "Each is tried on the same levels as the present condition. A row says by what factor two runs'\n"
	  "predictions differ then, how the loss changes, what it costs in training, and which\n"
	  "source it works on. It helps only where its interval is below 1; the intervals of all rows\n"
	  "hold together.",
	  { ARG_NONE }, { NULL }, cmd_helps, CMD_TRAINS },
	{ "divergence", "[N]", "Twins that differ in one last bit: how fast do they part, over N pairs?", NULL,
	  { ARG_NONE }, { NULL }, cmd_divergence, CMD_TRAINS },
	{ "when", "[SOURCE] [K,...] [parents=N]", "At which epoch does chance enter? Runs that go another way from epoch K on.",
	  "Each of N parents (25) has four children, which have its levels, but for SOURCE: from epoch K\n"
	  "on that is their own. At K 0 they differ as runs do in which the source alone is free, and from\n"
	  "the last epoch on not at all. shuffle, dropout and rounding act in time; init and nudge ask what\n"
	  "becomes of the last bit of one weight that is moved after epoch K.",
	  { ARG_SOURCE }, { NULL }, cmd_when, CMD_TRAINS },
	{ "between", "N M", "What lies between two runs: the loss on the straight line from the weights of the one to the other's.",
	  "Both are trained again, for weights are kept nowhere. The line is drawn once as they are and\n"
	  "once with the hidden units of run M in the order that brings them closest to run N's, which\n"
	  "changes no prediction. Barrier: how far the loss rises above the line between its ends.",
	  { ARG_RUN, ARG_RUN }, { NULL }, cmd_between, CMD_TRAINS },
	{ .name = NULL },
};
