/*
 * cmd_run.c - run, pause, step, pace, wait: the moving parts.
 */
#include <string.h>

#include "base/clk.h"
#include "base/err.h"
#include "lang/cmd_int.h"
#include "lang/lesson_int.h"

static int need_live(struct shell *sh, const struct words *w, struct err *err)
{
	if (lab_replaying(sh->lab))
		return word_err(w, 0, err, ERR_STATE, "a session is playing: `fork` goes on live from here");
	return 0;
}

static enum cmd_result cmd_run(struct shell *sh, const struct words *w, struct err *err)
{
	unsigned long long n = lab_interactive(sh->lab) ? 0 : 1000;
	const struct lab_entry *e = lab_current(sh->lab);

	if (need_live(sh, w, err) || words_args(w, 0, 1, err))
		return CMD_ERROR;
	if (w->n == 2 && word_uint(w, 1, 0, "a number of runs", 1, 1000000000, &n, err))
		return CMD_ERROR;
	/* A script's runs are no less than the screen would do; a lesson speaks of its own. */
	lab_run(sh->lab, n, !lab_interactive(sh->lab) || lesson_owns(sh->lesson, w->file));
	if (!n)		/* on a screen, alone: go on */
		return CMD_DONE;
	sh->wait = WAIT_RUNS;
	sh->wait_runs = e->delivered + n;
	return CMD_WAIT;
}

static enum cmd_result cmd_pause(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	lab_set_paused(sh->lab, 1);
	return CMD_DONE;
}

static enum cmd_result cmd_resume(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	lab_resume(sh->lab);
	return CMD_DONE;
}

#define STEPS "update epoch run"	/* enum feed_step */

static enum cmd_result cmd_step(struct shell *sh, const struct words *w, struct err *err)
{
	int k = 0;

	if (words_args(w, 0, 1, err))
		return CMD_ERROR;
	if (w->n == 2)
		k = word_among(w, 1, STEPS, err);
	if (k < 0)
		return CMD_ERROR;
	lab_step(sh->lab, (enum feed_step)k);
	return CMD_DONE;
}

static enum cmd_result cmd_stop(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	lab_stop(sh->lab);
	return CMD_DONE;
}

static enum cmd_result cmd_pace(struct shell *sh, const struct words *w, struct err *err)
{
	double pace;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "auto") == 0)
		lab_set_pace(sh->lab, 0, 1);
	else if (strcmp(w->w[1].text, "max") == 0)
		lab_set_pace(sh->lab, 0, 0);
	else if (strcmp(w->w[1].text, "slow") == 0)
		lab_set_pace(sh->lab, 1, 0);
	else if (w->w[1].text[0] >= 'a')
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': slow, auto, max or runs per second"
					 " were expected", w->w[1].text));
	else if (word_real(w, 1, 0, "a pace in runs per second", .01, 1e7, &pace, err))
		return CMD_ERROR;
	else
		lab_set_pace(sh->lab, pace, 0);
	return CMD_DONE;
}

static enum cmd_result cmd_wait(struct shell *sh, const struct words *w, struct err *err)
{
	unsigned long long n;
	double x;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "idle") == 0) {
		sh->wait = WAIT_IDLE;
	} else if (strncmp(w->w[1].text, "runs=", 5) == 0) {
		if (word_uint(w, 1, 5, "a number of runs", 1, 1000000000, &n, err))
			return CMD_ERROR;
		sh->wait = WAIT_RUNS;
		sh->wait_runs = n;
	} else if (strncmp(w->w[1].text, "seconds=", 8) == 0) {
		if (word_real(w, 1, 8, "a number of seconds", 0, 86400, &x, err))
			return CMD_ERROR;
		sh->wait = WAIT_SECONDS;
		sh->wait_runs = clk_ns() + (uint64_t)(x * 1e9);
	} else {
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': runs=N, idle or seconds=X was expected",
					 w->w[1].text));
	}
	return CMD_WAIT;
}

const struct cmd cmds_run[] = {
	{ "run", "[N]", "Train N more runs of the present condition; alone, go on.", NULL,
	  { ARG_NONE }, { NULL }, cmd_run, CMD_TRAINS | CMD_DRIVEN },
	{ "pause", "", "Hold everything where it is.", NULL,
	  { ARG_NONE }, { NULL }, cmd_pause, 0 },
	{ "resume", "", "Go on after pause or stop.", NULL,
	  { ARG_NONE }, { NULL }, cmd_resume, 0 },
	{ "step", "[update|epoch|run]", "Pause, and do one update, one epoch or one run.", NULL,
	  { ARG_NONE }, { STEPS }, cmd_step, CMD_TRAINS | CMD_DRIVEN },
	{ "stop", "", "Stop training; a study in the background and lines that wait are dropped.", NULL,
	  { ARG_NONE }, { NULL }, cmd_stop, 0 },
	{ "pace", "slow|auto|max|RUNS-PER-SECOND", "How fast runs are shown.",
	  "auto begins in slow motion and doubles until it is as fast as the machine.",
	  { ARG_NONE }, { "slow auto max" }, cmd_pace, 0 },
	{ "wait", "runs=N|idle|seconds=X", "Let the commands that follow wait.",
	  "At the prompt those behind it on the same line.",
	  { ARG_NONE }, { "runs= idle seconds=" }, cmd_wait, 0 },
	{ .name = NULL },
};
