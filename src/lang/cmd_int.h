/*
 * cmd_int.h - the rows of commands, file by file, and what their functions share.  Each
 * returns CMD_DONE, CMD_WAIT (the queue goes on later) or CMD_ERROR with *err set.
 */
#ifndef CMD_INT_H
#define CMD_INT_H

#include "lang/shell_int.h"
#include "report/report.h"

/* Each NULL-name ended. */
extern const struct cmd cmds_set[], cmds_defaults[], cmds_run[], cmds_screen[], cmds_show[], cmds_compare[], cmds_runs[], cmds_remedy[], cmds_sweep[], cmds_ask[], cmds_session[], cmds_misc[];

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
