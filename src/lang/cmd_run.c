/*
 * cmd_run.c - run, pause, step, pace, wait: the moving parts.
 */
#include <string.h>

#include "base/clk.h"
#include "base/err.h"
#include "lang/cmd_int.h"
#include "lang/lesson_int.h"

static int need_live(struct lab *lab, const struct words *w, struct err *err)
{
	if (lab->replay)
		return word_err(w, 0, err, ERR_STATE, "a session is playing: `fork` goes on live from here");
	return 0;
}

enum cmd_result cmd_run(struct lab *lab, const struct words *w, struct err *err)
{
	unsigned long long n = lab->cfg.interactive ? 0 : 1000;
	struct lab_entry *e = &lab->cur->pub;

	if (need_live(lab, w, err) || words_args(w, 0, 1, err))
		return CMD_ERROR;
	if (w->n == 2 && word_uint(w, 1, 0, "a number of runs", 1, 1000000000, &n, err))
		return CMD_ERROR;
	lab->stopped = 0;
	lab_set_paused(lab, 0);
	if (!n) {		/* on a screen, alone: go on, and past what was complete */
		if (e->delivered >= e->limit)
			e->limit = e->delivered + lab->run_cap;
		return CMD_DONE;
	}
	/* A script's runs are no less than the screen would do; a lesson speaks of its own. */
	if (e->delivered + n > e->limit || !lab->cfg.interactive || lesson_owns(lab->lesson, w->file))
		e->limit = e->delivered + n;
	lab->wait = WAIT_RUNS;
	lab->wait_runs = e->delivered + n;
	/* At the prompt nobody waits: the next line may be `stop`. */
	if (strcmp(w->file, "prompt") == 0)
		lab->wait = WAIT_NONE;
	return CMD_WAIT;
}

enum cmd_result cmd_pause(struct lab *lab, const struct words *w, struct err *err)
{
	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	lab_set_paused(lab, 1);
	return CMD_DONE;
}

enum cmd_result cmd_resume(struct lab *lab, const struct words *w, struct err *err)
{
	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	lab->stopped = 0;
	lab_set_paused(lab, 0);
	return CMD_DONE;
}

enum cmd_result cmd_step(struct lab *lab, const struct words *w, struct err *err)
{
	static const char *const unit[] = { "update", "epoch", "run" };
	int k = 0;

	if (words_args(w, 0, 1, err))
		return CMD_ERROR;
	while (w->n == 2 && k < 3 && strcmp(unit[k], w->w[1].text) != 0)
		k++;
	if (k == 3)
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': update, epoch or run was expected",
					 w->w[1].text));
	lab_set_paused(lab, 1);
	lab->stopped = 0;
	if (!lab->replay && lab->cur->pub.delivered >= lab->cur->pub.limit)
		lab->cur->pub.limit = lab->cur->pub.delivered + 1;
	lab_direct(lab);
	if (lab->replay)
		feed_step(lab->replay, (enum feed_step)k);
	else if (lab->live)
		feed_step(lab->live, (enum feed_step)k);
	return CMD_DONE;
}

enum cmd_result cmd_stop(struct lab *lab, const struct words *w, struct err *err)
{
	if (words_args(w, 0, 0, err))
		return CMD_ERROR;
	lab_end_study(lab);
	lab->stopped = 1;
	return CMD_DONE;
}

enum cmd_result cmd_pace(struct lab *lab, const struct words *w, struct err *err)
{
	double pace;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "auto") == 0)
		lab_set_pace(lab, 0, 1);
	else if (strcmp(w->w[1].text, "max") == 0)
		lab_set_pace(lab, 0, 0);
	else if (strcmp(w->w[1].text, "slow") == 0)
		lab_set_pace(lab, 1, 0);
	else if (w->w[1].text[0] >= 'a')
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': slow, auto, max or runs per second"
					 " were expected", w->w[1].text));
	else if (word_real(w, 1, 0, "a pace in runs per second", .01, 1e7, &pace, err))
		return CMD_ERROR;
	else
		lab_set_pace(lab, pace, 0);
	return CMD_DONE;
}

enum cmd_result cmd_wait(struct lab *lab, const struct words *w, struct err *err)
{
	unsigned long long n;
	double x;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (strcmp(w->w[1].text, "idle") == 0) {
		lab->wait = WAIT_IDLE;
	} else if (strncmp(w->w[1].text, "runs=", 5) == 0) {
		if (word_uint(w, 1, 5, "a number of runs", 1, 1000000000, &n, err))
			return CMD_ERROR;
		lab->wait = WAIT_RUNS;
		lab->wait_runs = n;
	} else if (strncmp(w->w[1].text, "seconds=", 8) == 0) {
		if (word_real(w, 1, 8, "a number of seconds", 0, 86400, &x, err))
			return CMD_ERROR;
		lab->wait = WAIT_SECONDS;
		lab->wait_runs = clk_ns() + (uint64_t)(x * 1e9);
	} else {
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': runs=N, idle or seconds=X was expected",
					 w->w[1].text));
	}
	return CMD_WAIT;
}
