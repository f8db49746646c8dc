/*
 * cmd.h - the tables of commands, options and settings: prompt, help,
 * completion and the manual page's reference are made from them.
 */
#ifndef LANG_CMD_H
#define LANG_CMD_H

#include <stddef.h>

#include "setup/opt.h"

struct err;
struct shell;
struct str;
struct words;		/* lang/lex.h */

enum cmd_result { CMD_DONE, CMD_WAIT, CMD_ERROR };

/* What completes an argument. */
enum arg_kind {
	ARG_NONE, ARG_FILE, ARG_DATA, ARG_MODEL, ARG_LOSS, ARG_OPTIMIZER,
	ARG_INIT, ARG_SOURCE, ARG_VIEW, ARG_OPTION, ARG_SETTING, ARG_COMMAND,
	ARG_LESSON, ARG_ENGINE, ARG_PACE, ARG_CONDITION, ARG_COLUMN, ARG_RUN,
};

struct cmd {
	const char *name;
	const char *args;	/* synopsis of the arguments */
	const char *help;	/* one sentence */
	const char *more;	/* further lines, or NULL */
	enum arg_kind arg[3];	/* of the first, second, and further words */
	/* NULL: of setup/setup.h */
	enum cmd_result (*run)(struct shell *sh, const struct words *w, struct err *err);
	unsigned flags;
};
enum {
	CMD_SETTING = 1,	/* changes settings only: may stand in a session's conditions */
	CMD_FILE = 2,		/* opens or writes files: refused in lessons */
	CMD_RAW = 4,		/* takes the rest of the line as it stands */
	CMD_MOVE = 8,		/* moves about on the screen: logged like an OPT_MOVE */
};
const struct cmd *cmd_table(size_t *n);
const struct cmd *cmd_find(const char *name, size_t len);

/* The options of `set`, all of them: NULL behind the last; NULL: none of that name. */
const struct opt *opt_at(size_t i);
const struct opt *opt_find(const char *name);
size_t opt_count(void);
size_t opt_place(const struct opt *o);	/* o is opt_at of it */
/* For who obeys an option: what a checked value means, and the word at a place. */
struct opt_value opt_value(const char *name, const char *value);
const char *opt_word_of(const char *name, size_t i);

/* The views that `view` knows, and what each shows; NULL-name ended. */
struct view_name { const char *name, *help; };
const struct view_name *view_table(void);

/* Candidates for the word that ends at `end` of line, for the prompt. */
struct completion {
	size_t n;
	char **word;		/* replacement for the whole word */
	char **help;		/* one line each, or NULL */
	size_t start;		/* byte where the word begins */
};
void complete(struct shell *sh, const char *line, size_t end, struct completion *out);
void completion_release(struct completion *c);

/* `help` (all), `help TOPIC`: command, option, source or concept. 0 when unknown. */
int help_text(const char *topic, struct str *out);
/* The reference part of reroll.1 (mdoc or man), made from the tables. */
void help_manpage(struct str *out);

#endif
