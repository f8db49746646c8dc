/*
 * ui.h - the state of the screen, and everything that is done to it, without
 * a terminal: events go in, a grid comes out.
 *
 * ui.c has events, draw.c the frame around the views, act.c what both and the views do
 * and say.  app.c joins it to the terminal, Readline and the clock.
 *
 *   row 0           what is trained, and by what
 *   rows 1 .. n-3   panels (layout.h), or one of them zoomed, or text
 *   row n-2         the last thing said, or the prompt
 *   row n-1         the keys that act here, and the rate
 */
#ifndef UI_UI_H
#define UI_UI_H

#include <stdint.h>

#include "base/str.h"
#include "fresh.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "layout.h"
#include "plot/grid.h"
#include "plot/table.h"
#include "term.h"
#include "ui/view/view.h"

struct err;

/* A list with a selection. */
struct list {
	long selected;		/* -1: none */
	size_t scroll;
	struct table_layout layout;
};

/* Text over the panels: output of print, help, reports. */
struct pager_state {
	int open;
	struct str title, text;
	size_t lines, scroll;		/* in wrapped rows */
	int page, cols;
};

/* Where the footer shows a key: a click there is the key. */
#define UI_FOOT 32
struct foot_key { int col, cols; uint32_t key; };

enum pop { POP_NONE, POP_REROLL };

struct ui {
	struct shell *shell;
	struct lab *lab;		/* the shell's */
	struct grid grid;
	enum view_id focus;
	int zoomed, had_lesson;
	enum view_id drawn_focus;	/* what the last frame showed */
	int drawn_zoomed;
	uint32_t drawn_entry;
	struct layout layout;
	enum pop pop;
	enum source source;		/* the focused source */
	struct str said;		/* printed by a command, not shown yet */
	struct str note;		/* the status line; "" for what goes on */
	struct str brief;		/* what the note becomes after a while; "": it stays */
	uint64_t brief_at;		/* then; 0: it was not drawn yet */
	int note_error;
	int mark, mark_cols;		/* the word of the note that is wrong; 0: none */
	struct str line;		/* the last line executed: the title of what it prints */
	struct str search;
	struct foot_key foot[UI_FOOT];
	int n_foot;
	int quit;
	int dirty;			/* draw again */
	uint64_t wake;			/* draw again at this time; 0: never */
	uint64_t now;			/* of this frame */
	int theme;
	/* Options of the screen, and the prompt: the app's. May be NULL. */
	void *arg;
	void (*option)(void *arg, const char *name, const char *value);
	void (*prompt)(void *arg, int kind, const char *initial);	/* enum prompt_kind */
	void (*suspend)(void *arg);
	void (*redraw)(void *arg);

	/* Rows of functions, and what each view keeps, which only its file knows. */
	const struct view *const *view;
	void *state[VIEW_COUNT];
	struct pager_state pager;
};

void ui_init(struct ui *ui);
void ui_release(struct ui *ui);

/* Draw everything but the prompt into ui->grid (size set by grid_resize). */
void ui_draw(struct ui *ui);
/* A key or the mouse, when no prompt is open. */
void ui_event(struct ui *ui, const struct term_event *e);
/* A line from the prompt, or one that a key stands for: executed, and what it
 * said is shown. */
void ui_line(struct ui *ui, const char *line);
void ui_linef(struct ui *ui, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* After lab_poll and lab_exec: show what was printed. */
void ui_show_said(struct ui *ui);
/* Will the next frame have a panel of this view? */
int ui_in_sight(const struct ui *ui, enum view_id v);
/* A study has printed its answer: show the view that draws it instead. */
void ui_answer(struct ui *ui, const struct lab_study *study);
/* For the status line; it stays until the next key. */
void ui_note(struct ui *ui, int error, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The next place after the present one (direction 1) or before it (-1), here:
 * 0, or an error that says what is missing. */
int ui_search(struct ui *ui, const char *text, int direction, struct err *err);
/* The line `search TEXT`, whatever the text; nothing of it repeats the last. */
void ui_find(struct ui *ui, const char *text);
/* What `focus`, `select`, `search` and `redraw` ask for. */
int ui_act(struct ui *ui, enum shell_act what, const char *text, struct err *err);

/* Go to a view full screen; VIEW_COUNT: the dashboard. */
void ui_zoom(struct ui *ui, enum view_id v);
int ui_view_name(struct ui *ui, const char *name);
/* An option of `set` that is the screen's: 1 when it is known here. */
int ui_option(struct ui *ui, const char *name, const char *value);
/* All of help, from the tables. */
void ui_help(struct ui *ui);

/* Open the pager (title and text are copied). */
void pager_open(struct ui *ui, const char *title, const char *text);
void pager_draw(struct ui *ui, struct rect r);
int pager_event(struct ui *ui, const struct term_event *e);
void pager_close(struct ui *ui);
int pager_search(struct ui *ui, const char *what, int direction);

/* ---- helpers for views ---- */

/* The entry all views show: the lab's current one. NULL at first. */
const struct lab_entry *ui_entry(const struct ui *ui);
/* Move a list's selection by a key; 1 when it was a moving key. */
int list_move(struct list *l, uint32_t key, size_t n, int page);
/* Rows that ui_wrap needs for text in this many columns. */
int ui_wrap_rows(const char *text, int cols);
/* The same from wrapped row `from` on; rows that hold `match` (may be NULL) are reversed. */
void ui_wrap_from(struct grid *g, struct rect r, const char *text, size_t from, int role, const char *match);
/* Words wrapped into r, from its first row; returns the rows used. */
/* What a source is called in the present condition: safe text. */
static inline const char *ui_source_name(const struct ui *ui, enum source s)
{
	const struct lab_entry *e = lab_current(ui->lab);

	return e ? condition_source_name(e->cond, s) : source_name(s);
}
int ui_wrap(struct grid *g, struct rect r, const char *text, int role, int attr);
/* The first of two texts whose rows all have room, else nothing; its rows. */
int ui_wrap_fit(struct grid *g, struct rect r, const char *text, const char *brief, int role);
/* Call f for each wrapped row; returns how many there are. */
int ui_wrap_each(const char *text, int cols, void (*f)(void *arg, int row, const char *s, size_t n), void *arg);

#endif
