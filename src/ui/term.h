/*
 * term.h - the terminal: a grid goes out, events come in.
 *
 * The one window on curses; no other file includes it.  Everything here is
 * for the one thread that draws.  Order matters once: prompt_setup (Readline)
 * and signals_install come before term_open.
 */
#ifndef UI_TERM_H
#define UI_TERM_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct grid;
struct term;

/* Beyond Unicode: what is not a character.  Control characters keep their
 * codes (Tab 9, Enter 13, Esc 27, Backspace is always TK_BACKSPACE). */
enum term_key {
	TK_FIRST = 0x110000,
	TK_UP = TK_FIRST, TK_DOWN, TK_LEFT, TK_RIGHT, TK_HOME, TK_END,
	TK_PGUP, TK_PGDN, TK_INSERT, TK_DELETE, TK_BACKSPACE, TK_BTAB,
	TK_F1, TK_F10 = TK_F1 + 9,
	TK_PRESS,		/* left button at row, col */
	TK_WHEEL_UP, TK_WHEEL_DOWN,
	TK_OTHER,		/* a key that has no name here */
};

struct term_event {
	uint32_t key;		/* code point or enum term_key */
	int alt;		/* came after ESC */
	int row, col;		/* of the mouse */
	char bytes[40];		/* as Readline wants them; nothing for the mouse */
	size_t n;
};

/* What its locale and font can be trusted to show (enum graph). */
int term_probe_graph(void);
/* Is the background light?  COLORFGBG, else the terminal is asked (OSC 11)
 * for at most wait_ms where that is safe; -1 when unknown.  Call before
 * term_open; bytes typed meanwhile are kept for it. */
int term_probe_light(int wait_ms);

/* Take the terminal over; refuses one that cannot move its cursor. */
int term_open(struct term **out, int mouse, struct err *err);
/* Give it back as it was. */
void term_close(struct term *t);

/* The next event waiting: 1, or 0 for none, or -1 when the terminal is gone. */
int term_next(struct term *t, struct term_event *e);
void term_size(const struct term *t, int *rows, int *cols);
/* How many colours it can show: 0, 8, 16 or 256; 0 when $NO_COLOR says so. */
int term_colours(const struct term *t);
/* Keys may wait that poll does not know of (read ahead, or typed before we began). */
int term_pending(const struct term *t);
/* After SIGWINCH: ask for the size and follow it. */
void term_resized(struct term *t);

/* Show the grid, cursor at row, col (row < 0: hidden).  Colours: see
 * term_theme. */
void term_show(struct term *t, const struct grid *g, int row, int col);
/* Paint everything anew at the next term_show. */
void term_redraw(struct term *t);
/* Theme: enum theme_kind of plot/theme.h, and how many colours to use. */
void term_theme(struct term *t, int theme, int colours);
void term_mouse(struct term *t, int on);

/* Leave the screen to the shell and stop the process; returns when it goes on. */
void term_suspend(struct term *t);
/* After a SIGCONT that was not ours. */
void term_resume(struct term *t);

#endif
