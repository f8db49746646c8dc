/*
 * cmd_session.c - save, open, export, verify, and moving about in a replay.
 */
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "lang/cmd_int.h"

static enum cmd_result cmd_save(struct shell *sh, const struct words *w, struct err *err)
{
	struct str s = STR_INIT;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (lab_record(sh->lab, w->w[1].text, err)) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	report_saved(sh->lab, w->w[1].text, &s);
	lab_note(sh->lab, LOG_EVENT, s.s);
	str_release(&s);
	return CMD_DONE;
}

static enum cmd_result cmd_open(struct shell *sh, const struct words *w, struct err *err)
{
	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (lab_replay(sh->lab, w->w[1].text, err)) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	return CMD_DONE;
}

static int has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);

	return n > k && strcmp(s + n - k, suffix) == 0;
}

/* The present condition, for another library: framework=NAME. */
static enum cmd_result export_script(struct shell *sh, const struct words *w, struct err *err)
{
	const char *path = w->w[1].text, *name = NULL;
	struct err e = ERR_INIT;
	int library;

	if (w->n > 2 && strncmp(w->w[2].text, "framework=", 10) != 0)
		return CMD_FAIL(word_err(w, 2, err, ERR_USAGE, "'%s': framework=numpy, torch or keras was expected",
					 w->w[2].text));
	if (w->n > 2)
		name = w->w[2].text + 10;
	library = report_script_for(path, name, &e);
	if (library < 0)
		return CMD_FAIL(word_err(w, w->n > 2 ? 2 : 1, err, (int)e.code, "%s", e.text));
	if (access(path, F_OK) == 0)
		return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "%s exists already: choose another name", path));
	if (report_script(sh->lab, path, library, err)) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	lab_notef(sh->lab, LOG_EVENT, "exported to %s", path);
	return CMD_DONE;
}

static enum cmd_result cmd_export(struct shell *sh, const struct words *w, struct err *err)
{
	const char *path = w->n > 1 ? w->w[1].text : "";
	enum export_format f = EXPORT_CSV;
	int code, svg = 0;

	if (words_args(w, 1, 2, err))
		return CMD_ERROR;
	if (has_suffix(path, ".py") || has_suffix(path, ".mjs"))
		return export_script(sh, w, err);
	if (w->n > 2)
		return CMD_FAIL(word_err(w, 2, err, ERR_USAGE, "'%s' was not expected: only scripts (.py, .mjs)"
					 " are for a library", w->w[2].text));
	if (has_suffix(path, ".csv"))
		f = EXPORT_CSV;
	else if (has_suffix(path, ".json"))
		f = EXPORT_JSON;
	else if (!(svg = has_suffix(path, ".svg")))
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': a name ending in .csv, .json, .svg, .py or .mjs was"
					 " expected", path));
	if (access(path, F_OK) == 0)
		return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "%s exists already: choose another name", path));
	code = svg ? report_svg(sh->lab, path, err) : lab_export(sh->lab, f, path, err);
	if (code) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	lab_notef(sh->lab, LOG_EVENT, "exported to %s", path);
	return CMD_DONE;
}

static enum cmd_result cmd_verify(struct shell *sh, const struct words *w, struct err *err)
{
	struct verify_count n;
	struct str s = STR_INIT;
	int code;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	code = lab_verify(sh->lab, w->w[1].text, NULL, NULL, NULL, &n, err);
	if (n.doubtful) {
		report_verify_doubt(&n, &s);
		lab_note(sh->lab, LOG_EVENT, s.s);
		str_release(&s);
	}
	if (code) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	lab_notef(sh->lab, LOG_EVENT, "%s: %llu runs recomputed, every bit the same", w->w[1].text,
		  (unsigned long long)n.same);
	return CMD_DONE;
}

/* ---- replay ---- */

static int need_replay(struct shell *sh, const struct words *w, struct err *err)
{
	return lab_replaying(sh->lab) ? 0 : word_err(w, 0, err, ERR_STATE, "no session is playing: `open FILE` replays one");
}

static enum cmd_result cmd_seek(struct shell *sh, const struct words *w, struct err *err)
{
	double t;

	if (need_replay(sh, w, err) || words_args(w, 1, 1, err)
	    || word_real(w, 1, 0, "a time in seconds", 0, 1e9, &t, err))
		return CMD_ERROR;
	lab_seek(sh->lab, t);
	return CMD_DONE;
}

static enum cmd_result cmd_speed(struct shell *sh, const struct words *w, struct err *err)
{
	double f;

	if (need_replay(sh, w, err) || words_args(w, 1, 1, err)
	    || word_real(w, 1, 0, "a factor", .01, 1e6, &f, err))
		return CMD_ERROR;
	lab_speed(sh->lab, f);
	return CMD_DONE;
}

static int need_own(struct shell *sh, const struct words *w, struct err *err)
{
	return !lab_current(sh->lab)->cond->external ? 0
		: word_err(w, 0, err, ERR_STATE, "these runs were trained elsewhere, and cannot be gone on with here");
}

static enum cmd_result cmd_fork(struct shell *sh, const struct words *w, struct err *err)
{
	struct kept_run run;
	unsigned long long epoch;
	uint32_t epochs;

	if (words_args(w, 0, 2, err))
		return CMD_ERROR;
	if (w->n == 1) {
		if (need_replay(sh, w, err))
			return CMD_ERROR;
		lab_fork(sh->lab);
		return CMD_DONE;
	}
	if (words_args(w, 2, 2, err) || need_own(sh, w, err) || word_run(sh, w, 1, &run, err))
		return CMD_ERROR;
	epochs = lab_epochs(sh->lab);
	if (epochs < 2)
		return CMD_FAIL(word_err(w, 2, err, ERR_STATE, "a run of one epoch has no other to fork at"));
	return word_uint(w, 2, 0, "an epoch that is not the last", 1, epochs - 1, &epoch, err)
	       || lab_fork_run(sh->lab, &run.levels, (uint32_t)epoch, err) ? CMD_ERROR : CMD_DONE;
}

const struct cmd cmds_session[] = {
	{ "save", "FILE", "Record into a session from now on, with what is kept of before.", NULL,
	  { ARG_FILE }, { NULL }, cmd_save, CMD_FILE },
	{ "open", "FILE", "Replay a session.", NULL,
	  { ARG_FILE }, { NULL }, cmd_open, CMD_FILE },
	{ "export", "FILE [framework=NAME]", "Write the runs as .csv or .json, a picture as .svg, or the condition as a script; an existing file is not overwritten.",
	  "A .py trains this condition by framework=numpy (run by run the same numbers), torch or keras, a\n"
	  ".mjs by TensorFlow.js; `reroll drive` drives it.",
	  { ARG_FILE }, { NULL }, cmd_export, CMD_FILE },
	{ "verify", "FILE", "Recompute a session's runs and compare every bit.", NULL,
	  { ARG_FILE }, { NULL }, cmd_verify, CMD_FILE },
	{ "seek", "SECONDS", "Move a replay to another time.", NULL,
	  { ARG_NONE }, { NULL }, cmd_seek, 0 },
	{ "speed", "FACTOR", "Play a replay faster or slower.", NULL,
	  { ARG_NONE }, { NULL }, cmd_speed, 0 },
	{ "fork", "[N EPOCH]", "Leave the replay and train on live from where it stands; or fork run N at an epoch.",
	  "fork N EPOCH: runs that are run N up to that epoch and go on with levels of their own of what is\n"
	  "free and acts in time (else of shuffle); all else is fixed as it was in run N. See `hold`.",
	  { ARG_RUN }, { NULL }, cmd_fork, 0 },
	{ .name = NULL },
};
