/*
 * command.h - a command as a row: what prompt, help, completion and the manual page say
 * of it.  The row stands behind the command's function, in the same file: those that
 * change settings in setup/set_*.c, the others in lang/cmd_*.c.
 */
#ifndef SETUP_COMMAND_H
#define SETUP_COMMAND_H

#include <stddef.h>

struct err;
struct shell;
struct words;		/* setup/lex.h */

enum cmd_result { CMD_DONE, CMD_WAIT, CMD_ERROR };

/* What an argument is, for completion: complete.c has a row for each. */
enum arg_kind {
	ARG_NONE, ARG_FILE, ARG_DATA, ARG_DATA_OPTION, ARG_MODEL, ARG_LOSS, ARG_OPTIMIZER,
	ARG_OPTIM_PARAM, ARG_INIT, ARG_SOURCE, ARG_CHOICES, ARG_VIEW, ARG_OPTION, ARG_VALUE, ARG_SETTING,
	ARG_TOPIC, ARG_LESSON, ARG_ENGINE, ARG_PLAN, ARG_CONDITION, ARG_RUN, ARG_REMEDY,
	ARG_REMEDY_VALUE, ARG_KINDS
};

struct cmd {
	const char *name;
	const char *args;	/* synopsis of the arguments */
	const char *help;	/* one sentence */
	const char *more;	/* further lines, or NULL */
	enum arg_kind arg[3];	/* of the first, second, and further words */
	/* What the first and the second may be besides, "epochs updates loss auto"; or NULL. */
	const char *words[2];
	/* NULL: a setting command, for setup_exec. */
	enum cmd_result (*run)(struct shell *sh, const struct words *w, struct err *err);
	unsigned flags;
};
enum {
	CMD_SETTING = 1,	/* changes settings only: may stand in a session's conditions */
	CMD_FILE = 2,		/* opens or writes files: refused in lessons */
	CMD_RAW = 4,		/* takes the rest of the line as it stands */
	CMD_TRAINS = 16,	/* trains runs: refused where somebody else trains */
	CMD_DRIVEN = 32,	/* but allowed where somebody else's program is driven here */
	CMD_MOVE = 8,		/* moves about on the screen: logged like an OPT_MOVE */
};

#endif
