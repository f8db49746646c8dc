/*
 * cmd_int.h - the functions behind the rows of the command table, and what
 * they share.  Each returns CMD_DONE, CMD_WAIT (the queue goes on later) or
 * CMD_ERROR with *err set.
 */
#ifndef CMD_INT_H
#define CMD_INT_H

#include "lang/shell_int.h"
#include "report/report.h"

#define CMD_LIST(X) \
	X(set) \
	X(run) X(pause) X(resume) X(step) X(stop) X(pace) X(wait) \
	X(view) X(focus) X(select) X(search) X(redraw) X(again) X(show) X(compare) X(go) X(name) X(pin) X(unpin) X(note) X(report) \
	X(attribute) X(remedy) X(howmany) X(lucky) X(divergence) \
	X(save) X(open) X(export) X(verify) X(seek) X(speed) X(fork) \
	X(lesson) X(help) X(quit)

#define CMD_PROTO(name) \
	enum cmd_result cmd_##name(struct shell *sh, const struct words *w, struct err *err);
CMD_LIST(CMD_PROTO)
#undef CMD_PROTO

/* CMD_ERROR from any negative code. */
#define CMD_FAIL(expr) ((void)(expr), CMD_ERROR)

/* The condition that word i names: its number or its name. */
const struct lab_entry *word_entry(struct shell *sh, const struct words *w, size_t i, struct err *err);
/* The finite run of the present condition that word i names, still kept. */
int word_run(struct shell *sh, const struct words *w, size_t i, struct kept_run *out, struct err *err);
/* `compare run M N`, the words from the second on. */
enum cmd_result compare_runs(struct shell *sh, const struct words *w, struct err *err);
/* Things `show` knows, and words `help` explains that are no command; NULL at
 * the end. */
const char *show_name(size_t i);
const char *help_topic(size_t i);

#endif
