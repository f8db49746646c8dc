/*
 * cmd_session.c - save, open, export, verify, and moving about in a replay.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/say.h"
#include "base/utf8.h"
#include "lang/cmd_int.h"

/* Of the runs made before, only those that the statistics keep whole can be saved. */
static void say_saved(struct lab *lab, const char *path)
{
	struct str s = STR_INIT;
	uint64_t made = 0, kept = lab_saved_runs(lab);

	for (size_t i = 0; i < lab->n_entry; i++)
		made += lab->entry[i]->pub.delivered;
	str_addf(&s, "saved to %s: ", path);
	if (made) {
		str_add(&s, kept == made ? "all " : "");
		say_count(&s, kept);
		if (kept != made) {
			str_add(&s, " of ");
			say_count(&s, made);
		}
		str_add(&s, made == 1 ? " run so far, and " : " runs so far, and ");
	}
	if (lab->rec_keep == UINT64_MAX) {
		str_add(&s, "every run from now on");
	} else {
		str_add(&s, "from now on the first ");
		say_count(&s, lab->rec_keep);
		str_add(&s, " runs of each condition");
	}
	if (kept < made)
		str_add(&s, "; the others are in the statistics only");
	lab_note(lab, "event", s.s);
	str_release(&s);
}

enum cmd_result cmd_save(struct lab *lab, const struct words *w, struct err *err)
{
	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (lab_record(lab, w->w[1].text, err)) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	say_saved(lab, w->w[1].text);
	return CMD_DONE;
}

enum cmd_result cmd_open(struct lab *lab, const struct words *w, struct err *err)
{
	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (lab_replay(lab, w->w[1].text, err)) {
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

/* The player has its own session to itself: read the file once more. */
static int export_session(const char *from, enum export_format f, const char *path, struct err *err)
{
	struct session *s = NULL;
	int code = session_open(&s, from, err);

	if (!code)
		code = session_export(s, f, path, err);
	if (s)
		session_close(s);
	return code;
}

/* What is in memory, as a session beside the target, exported and removed. */
static int export_live(struct lab *lab, enum export_format f, const char *path, struct err *err)
{
	struct str tmp = STR_INIT;
	struct err ignored = ERR_INIT;
	int code;

	if (lab->rec) {
		code = lab_sync(lab, err);
		if (!code)
			code = export_session(lab->rec_path, f, path, err);
	} else {
		str_addf(&tmp, "%s.%ld.reroll", path, (long)getpid());
		code = access(tmp.s, F_OK) == 0 ? err_set(err, ERR_IO, "%s is in the way", tmp.s)
			: lab_record(lab, tmp.s, err);
		if (!code)
			code = lab_close_record(lab, err);
		if (!code)
			code = export_session(tmp.s, f, path, err);
	}
	if (tmp.len) {
		lab_close_record(lab, &ignored);
		unlink(tmp.s);
	}
	str_release(&tmp);
	return code;
}

enum cmd_result cmd_export(struct lab *lab, const struct words *w, struct err *err)
{
	const char *path = w->n > 1 ? w->w[1].text : "";
	enum export_format f = EXPORT_CSV;
	int code, svg = 0;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	if (has_suffix(path, ".csv"))
		f = EXPORT_CSV;
	else if (has_suffix(path, ".json"))
		f = EXPORT_JSON;
	else if (!(svg = has_suffix(path, ".svg")))
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "'%s': a name ending in .csv, .json or .svg was"
					 " expected", path));
	if (access(path, F_OK) == 0)
		return CMD_FAIL(word_err(w, 1, err, ERR_STATE, "%s exists already: choose another name", path));
	code = svg ? lab_export_svg(lab, path, err) : lab->replay ? export_session(lab->session_path, f, path, err) : export_live(lab, f, path, err);
	if (code) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	lab_notef(lab, "event", "exported to %s", path);
	return CMD_DONE;
}

enum cmd_result cmd_verify(struct lab *lab, const struct words *w, struct err *err)
{
	struct verify_count n;
	struct str s = STR_INIT;
	int code;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	code = lab_verify(lab, w->w[1].text, NULL, NULL, NULL, &n, err);
	if (n.doubtful) {
		lab_verify_doubt(&n, &s);
		lab_note(lab, "event", s.s);
		str_release(&s);
	}
	if (code) {
		err_place(err, w->file, w->line, w->w[1].col);
		return CMD_ERROR;
	}
	lab_notef(lab, "event", "%s: %llu runs recomputed, every bit the same", w->w[1].text,
		  (unsigned long long)n.same);
	return CMD_DONE;
}

/* ---- replay ---- */

static int need_replay(struct lab *lab, const struct words *w, struct err *err)
{
	return lab->replay ? 0 : word_err(w, 0, err, ERR_STATE, "no session is playing: `open FILE` replays one");
}

enum cmd_result cmd_seek(struct lab *lab, const struct words *w, struct err *err)
{
	double t;

	if (need_replay(lab, w, err) || words_args(w, 1, 1, err)
	    || word_real(w, 1, 0, "a time in seconds", 0, 1e9, &t, err))
		return CMD_ERROR;
	if (player_seek(lab->player, t)) {	/* all up to t is delivered anew */
		for (size_t i = 0; i < lab->n_entry; i++)
			entry_reset(lab->entry[i]);
		lab_forget_keepsakes(lab);
	}
	lab->changed |= LAB_RUNS | LAB_CONDITION;
	return CMD_DONE;
}

enum cmd_result cmd_speed(struct lab *lab, const struct words *w, struct err *err)
{
	double f;

	if (need_replay(lab, w, err) || words_args(w, 1, 1, err)
	    || word_real(w, 1, 0, "a factor", .01, 1e6, &f, err))
		return CMD_ERROR;
	player_speed(lab->player, f);
	return CMD_DONE;
}

enum cmd_result cmd_fork(struct lab *lab, const struct words *w, struct err *err)
{
	if (need_replay(lab, w, err) || words_args(w, 0, 0, err))
		return CMD_ERROR;
	lab_fork(lab);
	return CMD_DONE;
}
