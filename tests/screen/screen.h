/*
 * screen.h - the real program on a pseudo-terminal, its screen held by libvterm.
 *
 * Tests type keys and wait for text; nothing sleeps.  What a machine that is busy shows
 * for a moment must not decide: wait for what was not there before the key, call
 * screen_done before saying that something is not there or still is.  Every environment
 * variable that matters is fixed, the home is a fresh folder, and the size is
 * given.  A wait that fails prints the screen as it was, as TAP comments on stderr.
 */
#ifndef TEST_SCREEN_H
#define TEST_SCREEN_H

#include <stddef.h>

struct screen;

struct screen_config {
	int rows, cols;			/* 0: 24 x 80 */
	const char *const *args;	/* after the program's name; NULL-ended */
	const char *const *env;		/* NAME=VALUE over the fixed ones; NULL-ended */
	const char *home;		/* NULL: a fresh one */
	const char *folder;		/* to start in; NULL: here */
	int roles;			/* the program that shows roles, see roles.h */
};

/* The program to test: $REROLL; NULL when it is not set. */
const char *screen_program(void);
struct screen *screen_start(const struct screen_config *c);
/* Ends the program if it still runs. */
void screen_free(struct screen *s);
const char *screen_home(const struct screen *s);

void screen_type(struct screen *s, const char *keys);
/* Until text stands on the screen (or does not): 1, or 0 after the time limit. */
int screen_wait(struct screen *s, const char *text);
int screen_gone(struct screen *s, const char *text);
int screen_has(const struct screen *s, const char *text);
/* Until some row, trailing blanks cut, is this and nothing else. */
int screen_wait_row(struct screen *s, const char *text);
/* Until every key typed so far has been taken, and a frame drawn since: 1, or 0 after the
 * time limit.  It opens the prompt and leaves it again, so the message line is lost; not
 * for where the prompt or the pager is open. */
int screen_done(struct screen *s);
/* Until the cell has (or has not) all bits of attr, as screen_style counts them. */
int screen_wait_style(struct screen *s, int row, int col, int attr, int wanted);
/* Until the program has written these bytes, since screen_forget_raw. */
int screen_sent(struct screen *s, const char *bytes);
void screen_resize(struct screen *s, int rows, int cols);
/* Only tell the program, as a window does that is dragged about: what it writes
 * for this size goes to a screen of the old one. */
void screen_tell_size(struct screen *s, int rows, int cols);
void screen_signal(struct screen *s, int sig);
int screen_pid(const struct screen *s);
/* Let what has been written arrive, without waiting for more. */
void screen_pump(struct screen *s);
/* Take what arrives within ms, and no more than that. */
void screen_look(struct screen *s, int ms);
/* The terminal goes away. */
void screen_hangup(struct screen *s);
/* Wait for the end: exit status, or 128 + signal; -1 after the time limit. */
int screen_end(struct screen *s);
/* Wait until the program has stopped (SIGTSTP): 1, or 0. */
int screen_stopped(struct screen *s);
/* Everything the program wrote, escape codes and all. */
const char *screen_raw(const struct screen *s, size_t *n);
void screen_forget_raw(struct screen *s);

/* Row as UTF-8, trailing blanks cut; into buf. */
char *screen_row(const struct screen *s, int row, char *buf, size_t size);
/* Until the cursor stands there, and is seen: 1, or 0 after the time limit. */
int screen_cursor(struct screen *s, int row, int col);
/* Foreground, background (palette index, -1 default) and attributes of a cell:
 * 1 bold 2 underline 4 reverse.  Of a blank only the background counts. */
void screen_style(const struct screen *s, int row, int col, int *fg, int *bg, int *attr);
/* Nothing but the background is to be seen of the cell. */
int screen_blank(const struct screen *s, int row, int col);
/* Row and column of text: 1 when it is there. */
int screen_find(const struct screen *s, const char *text, int *row, int *col);
int screen_alternate(const struct screen *s);	/* on the alternate screen now? */
void screen_size(const struct screen *s, int *rows, int *cols);
int screen_has_roles(const struct screen *s);	/* started with them */
int screen_ended(const struct screen *s);	/* the program has, as far as is known */

#endif
