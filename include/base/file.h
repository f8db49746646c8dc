/*
 * file.h - files read whole, files written by a draft, and the user's folders.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <stdio.h>

struct err;
struct str;

/* Append what is left of f to *out, text of at most `limit` bytes: ERR_LIMIT for more,
 * ERR_INPUT for a NUL byte, ERR_IO where it cannot be read.  name is for these. */
int file_read_stream(FILE *f, const char *name, size_t limit, struct str *out, struct err *err);
/* The same of a file; ERR_INPUT where there is none. */
int file_read(const char *path, size_t limit, struct str *out, struct err *err);

/* A file that is whole or not there: what is written goes to a draft beside it, which
 * takes its name at the end.  "-" is standard output, and what is no regular file (a
 * pipe, a device) is written directly. */
struct draft {
	FILE *f;
	const char *path;	/* borrowed until the end */
	char *name;		/* of the draft; NULL: written directly */
};
int draft_open(struct draft *d, const char *path, struct err *err);
/* code: how the writing went; not 0 leaves nothing behind.  Returns it, or ERR_IO. */
int draft_close(struct draft *d, int code, struct err *err);

/* reroll/NAME in the folder of settings ($XDG_CONFIG_HOME, ~/.config) or of what is kept
 * between sessions ($XDG_STATE_HOME, ~/.local/state).  A relative folder in the
 * environment does not count, as the XDG specification says.  NULL where there is no
 * folder; caller frees. */
char *file_config(const char *name);
char *file_state(const char *name);

#endif
