/*
 * setup_int.h - the setting commands: words into settings, each alone.
 *
 * A command that fails may leave the settings half edited: setup_exec and setup_read see
 * to it that nobody finds them so.
 */
#ifndef SETUP_INT_H
#define SETUP_INT_H

#include "setup/command.h"
#include "setup/known.h"
#include "setup/lex.h"
#include "setup/settings.h"
#include "setup/setup.h"

typedef int set_fn(struct settings *s, const struct words *w, struct err *err);

/* A command and its row, in the file of its function; each list ends with no function. */
struct set_row { struct cmd cmd; set_fn *set; };
extern const struct set_row data_rows[], train_rows[], source_rows[];

set_fn set_data, set_engine, set_class_weights, set_option;

/* The same commands for a training of somebody else that is driven here, or NULL. */
set_fn *driven_find(const char *name);

/* The data line of a session, which may name no file: given is the set that the session
 * holds, or NULL.  What it does not say of scaling stays as it is. */
int set_data_given(struct settings *s, const struct words *w, struct dataset *given, struct err *err);

/* Word i, from `off` on, is none of these. */
int word_not_known(const struct words *w, size_t i, size_t off, enum known k, const char *name, struct err *err);
/* The canonical text of an external condition; caller frees.  And back, as setup_read. */
char *external_text(const struct external *e, const struct dataset *data, enum plan_kind plan);
int external_read(const char *text, struct dataset *data, struct settings *out, struct err *err);

#endif
