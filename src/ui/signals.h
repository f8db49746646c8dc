/*
 * signals.h - signals become bytes of a pipe; a crash gives the terminal back.
 *
 * Handlers do nothing but write one byte; the loop polls the pipe.  For
 * SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT and SIGQUIT the handler runs on a
 * stack of its own, writes strings that were collected before, restores the
 * line discipline, says where the session lies, and lets the signal have its
 * way.
 */
#ifndef UI_SIGNALS_H
#define UI_SIGNALS_H

#include <stddef.h>

/* Install all handlers; returns the descriptor to poll, or -1. */
int signals_install(void);
/* Put back what was there before. */
void signals_restore(void);

enum signals_seen {
	SEEN_RESIZE = 1, SEEN_STOP = 2, SEEN_CONT = 4, SEEN_INT = 8,
	SEEN_TERM = 16,		/* SIGTERM or SIGHUP: save and leave */
};
/* What has come since the last call. */
unsigned signals_take(void);

/* Stop this process as SIGTSTP would have; returns when it goes on. */
void signals_stop_self(void);

/* What a crash must write to the terminal (copied), and that it should. */
void signals_crash_reset(const char *bytes, size_t n);
void signals_crash_active(int on);
/* Where the session lies; NULL: nothing was being saved. */
void signals_crash_path(const char *path);
/* For xalloc_set_hook: the terminal back before abort. */
void signals_crash_now(void);

#endif
