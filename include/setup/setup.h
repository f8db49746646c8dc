/*
 * setup.h - text to settings: the commands that say what is trained, and how.
 *
 * Pure: they know no laboratory, and but for `data FILE` they read nothing.
 *
 *     text --lex--> words --setup_exec--> settings --settings_condition--> condition
 *       ^                                                                      |
 *       +---------------------------- commands --------------------------------+
 */
#ifndef SETUP_SETUP_H
#define SETUP_SETUP_H

#include <stddef.h>
#include <stdint.h>

struct cmd;
struct dataset;
struct err;
struct opt;
struct settings;
struct words;

/* Is this the name of a setting command?  `set` is one, though some of its options are not
 * (setup_has_option). */
int setup_has(const char *name);
const struct cmd *setup_command(size_t i);	/* NULL behind the last */
/* Options of `set` that belong to a condition. */
int setup_has_option(const char *name);
const struct opt *setup_option(size_t i);	/* NULL behind the last */
/* Is this the name of a data set that needs no file? */
int data_is_builtin(const char *name);
/*
 * One command, which setup_has: 0, with all that follows the data brought up to date, or
 * an error with *s as it was.  Whether the settings fit together is for
 * settings_condition to say.
 */
int setup_exec(struct settings *s, const struct words *w, struct err *err);
/* Word i as epochs, "0,5,10", at most WHEN_MAX, each more than the one before it. */
int words_epochs(const struct words *w, size_t i, uint32_t *k, uint32_t *n, struct err *err);
/*
 * The whole text of a condition, as a session has it, into *out (not initialised before;
 * nothing to release after an error).  No file is opened: data is the set that the
 * session holds (borrowed) or NULL.  What the text does not say about scaling is not done.
 */
int setup_read(const char *text, struct dataset *data, struct settings *out, struct err *err);

/*
 * A condition of ours with its data as bytes (caller frees), for another process of the same
 * program on the same kind of machine, and back: one reference, or NULL and *err where it
 * would not train to the same bits there.  Not for bytes of strangers.
 */
struct condition;
void *condition_pack(const struct condition *c, size_t *n);
struct condition *condition_unpack(const void *bytes, size_t n, struct err *err);

#endif
