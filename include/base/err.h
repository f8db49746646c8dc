/*
 * err.h - what went wrong, in one line fit to be shown as it is.
 *
 * A fallible function takes `struct err *err` last and returns 0 or a
 * negative enum err_code.  Success leaves *err untouched, so calls chain;
 * only the outermost layer displays.  Text is sanitised when it is set:
 * control, escape and bidi characters from files never reach a terminal.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

enum err_code {
	ERR_NONE = 0,
	ERR_USAGE = -1,		/* wrong use: a command, option or value */
	ERR_INPUT = -2,		/* a file's content is not what it should be */
	ERR_IO = -3,		/* the system refused: open, read, write, space */
	ERR_LIMIT = -4,		/* larger than this program allows */
	ERR_STATE = -5,		/* not possible now */
	ERR_CHECK = -6,		/* a verification failed */
};

struct err {
	enum err_code code;
	int line, col;		/* 1-based; 0 where there is none */
	char file[256];		/* sanitised; "" where there is none */
	char text[768];		/* sanitised sentence without a final period */
};

#define ERR_INIT { ERR_NONE, 0, 0, "", "" }

/* Set *err (may be NULL) and return code. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with a place; file may be NULL, line and col 0. */
int err_at(struct err *err, enum err_code code, const char *file, int line,
	   int col, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* Add a place to an error that has none yet. */
void err_place(struct err *err, const char *file, int line, int col);

/* "FILE:LINE:COL: text" into buf (always terminated); returns buf. */
char *err_format(const struct err *err, char *buf, size_t size);

/* The exit status that goes with a code: 0, 1 (checks, io), 2 (usage, input, limit, state). */
int err_exit_status(enum err_code code);

#endif
