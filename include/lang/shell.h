/*
 * shell.h - the language at work: lines that wait their turn, options, lessons, and the
 * laboratory that they move.
 *
 *     shell_queue(lines) --> shell_poll --> commands --> lab
 *                                             host  <--   |
 *
 * The screen, the batch runner and the tests each hold a shell, give it lines and poll it.
 * What a command says goes through `struct shell_host`.
 */
#ifndef LANG_SHELL_H
#define LANG_SHELL_H

#include <stddef.h>
#include <stdint.h>

#include "lab/lab.h"

struct err;
struct shell;
struct str;

/* Supplied by the UI, the batch runner, the tests. Any entry may be NULL. */
enum shell_act { SHELL_FOCUS, SHELL_SELECT, SHELL_SEARCH, SHELL_SEARCH_NEXT, SHELL_SEARCH_PREVIOUS, SHELL_REDRAW };
struct shell_host {
	void *arg;
	/* Output of show, report, help ...: lines of safe text. */
	void (*print)(void *arg, const char *text);
	/* The lesson's page has grown: the whole of it, which shell_lesson_text has, too. */
	void (*page)(void *arg, const char *text);
	/* A refusal of a queued or interactive command. */
	void (*error)(void *arg, const struct err *err);
	/* What should be seen for a moment, some lines of safe text; and the one line that
	 * may stay. */
	void (*note)(void *arg, const char *text, const char *brief);
	/* view NAME; returns 0 when there is no such view here. */
	int (*view)(void *arg, const char *name);
	/* Options of the screen alone (theme, graph, fps, mouse): validated
	 * by the table before.  */
	void (*option)(void *arg, const char *name, const char *value);
	/* focus, select, search, redraw: 0, or an error in words. */
	int (*act)(void *arg, enum shell_act what, const char *text, struct err *err);
	void (*quit)(void *arg);
};

/* c's listener is the shell's own; host may be NULL. */
struct shell *shell_new(const struct lab_config *c, const struct shell_host *host);
void shell_free(struct shell *sh);
struct lab *shell_lab(const struct shell *sh);

/* Queue text (one or many lines) of the language; file names it in errors
 * ("-e", "prompt", a path), line is its first line's number. */
void shell_queue(struct shell *sh, const char *text, const char *file, int line);
/* Execute one line now (keys do this with the line they stand for). 0 or an error. */
int shell_exec(struct shell *sh, const char *line, struct err *err);
/* Run queued commands until one waits; poll the lab for at most budget_ns.
 * Returns a mask of what changed (LAB_RUNS ...). */
unsigned shell_poll(struct shell *sh, uint64_t budget_ns);
/* Nothing queued, nothing running that would end by itself. */
int shell_idle(const struct shell *sh);
/* A queued command failed since the last call (batch runner: exit status). */
int shell_failed(struct shell *sh, struct err *err);

/* Commands that a batch runner asks about at the end. */
int shell_reported(const struct shell *sh);	/* `report` was among them */
int shell_quitting(const struct shell *sh);	/* `quit` was */

/* What typed lines wait for: "waiting for 30,000 runs, then 2 more commands"; 0 when
 * nothing waits. */
int shell_waiting(const struct shell *sh, struct str *out);
/* The value of an option of `set` (lang/cmd.h), its default when nobody set it;
 * NULL when there is no such option. */
const char *shell_option(const struct shell *sh, const char *name);

/* 0: no lesson; 1: it is going on; 2: it waits for `lesson next`. */
int shell_lesson(const struct shell *sh, int *page, int *pages);
/* How many answers (a, b ...) the lesson waits for; 0 while it asks nothing. */
int shell_lesson_choices(const struct shell *sh);
/* The lesson's present page as far as it was told, with what its commands
 * printed (safe text); NULL without a lesson. */
const char *shell_lesson_text(const struct shell *sh);

#endif
