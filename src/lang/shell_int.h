/*
 * shell_int.h - the shell's inside, for the commands.
 */
#ifndef SHELL_INT_H
#define SHELL_INT_H

#include "base/err.h"
#include "base/str.h"
#include "lab/lab.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/cmd.h"
#include "lang/shell.h"
#include "setup/lex.h"
#include "setup/settings.h"

enum wait_kind { WAIT_NONE, WAIT_RUNS, WAIT_IDLE, WAIT_STUDY, WAIT_SECONDS };

struct queued {
	struct words w;
	struct err err;			/* a lexical error instead of words */
};

struct lesson;

struct shell {
	struct lab *lab;
	struct shell_host host;
	const struct cmd *(*cmd)(size_t i);	/* cmd_at: the commands that it knows */

	struct queued *queue;
	size_t n_queue, at_queue, cap_queue;
	enum wait_kind wait;
	uint64_t wait_runs;		/* or the time, of WAIT_SECONDS */
	struct words wait_words;	/* the waiting command, for its errors */

	int pending;			/* the settings are edited and do not fit yet */
	struct err pending_err;		/* which command that was */
	int failed;
	struct err failed_err;

	char **option_value;		/* by opt_place; NULL: nobody set it */
	struct lesson *lesson;
	int reported, quitting;
};

/* ---- queue.c ---- */
int queue_next(struct shell *sh);	/* 1: executed something */
int queue_waits(const struct shell *sh);	/* lines are left that nothing holds up */
/* After an error the rest of that file makes no sense any more; without a
 * user to go on by hand, nor does the rest of anything. */
void queue_drop_file(struct shell *sh, const char *file);
void queue_release(struct shell *sh);

/* ---- exec.c ---- */
/* The command that the first n bytes of name name, or NULL. */
const struct cmd *exec_find(const struct shell *sh, const char *name, size_t n);
int exec_words(struct shell *sh, const struct words *w, struct err *err, enum cmd_result *res);
/* lab_commit, with the error of the command that did not fit. */
int exec_commit(struct shell *sh, struct err *err);

/* ---- tell.c: what is said ---- */
void tell_print(struct shell *sh, const char *text);
/* Of a queued command, or of the lab: the exit status knows of it. */
void tell_failure(struct shell *sh, const struct err *err);
/* A command as it was said, for the log; one that only moves about replaces its like. */
void tell_command(struct shell *sh, const char *line);
/* Data were opened from a file: what was understood of them. */
void tell_data(struct shell *sh);
/* The lab's listener; arg is the shell. */
void tell_news(void *arg, const struct lab_news *news);

#endif
