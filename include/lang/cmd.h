/*
 * cmd.h - the tables of commands, options and settings: prompt, help,
 * completion and the manual page's reference are made from them.
 */
#ifndef LANG_CMD_H
#define LANG_CMD_H

#include <stddef.h>

#include "setup/command.h"
#include "setup/opt.h"

struct shell;
struct str;

/* The commands, all of them: NULL behind the last; NULL: none of that name. */
const struct cmd *cmd_at(size_t i);
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
