/*
 * ui.h - the state of the screen, and everything that is done to it, without
 * a terminal: events go in, a grid comes out.
 *
 * app.c joins it to the terminal, Readline and the clock.
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
#include "plot/bars.h"
#include "plot/curves.h"
#include "plot/fan.h"
#include "plot/grid.h"
#include "plot/heat.h"
#include "plot/hist.h"
#include "plot/table.h"
#include "stat/attribute.h"
#include "stat/stats.h"
#include "term.h"
#include "view.h"

struct err;
struct surface_job;

/* A list with a selection. */
struct list {
	long selected;		/* -1: none */
	size_t scroll;
	struct table_layout layout;
};

/* Single runs behind the median: as what suits, as lines, not, as density. */
enum faint_show { FAINT_AUTO, FAINT_ON, FAINT_OFF, FAINT_DENSITY };

/* Figures of the loss chart; see view_curves.c. */
struct curves_state {
	struct fresh fresh;
	int log_y, log_x, no_bands, cursor;
	enum faint_show faint;
	unsigned hidden;		/* bit per stats_curve */
	double smooth;			/* 0: none */
	double cursor_x, x0, x1, y0, y1;	/* window; equal: all */
	size_t points, step, cap;
	float *q[STATS_CURVES][5];	/* 5 25 50 75 95 %, [points], smoothed */
	uint32_t *reached;		/* runs that have that epoch, [points] */
	size_t got[STATS_CURVES];
	double top, bottom;		/* of the y axis; moved only when they must */
	double auto_lo, auto_hi;	/* what it shows without a window */
	double all_lo, all_hi;		/* and what would show every line */
	double last;			/* the last epoch that there will be */
	float *line;			/* single runs, smoothed, [line_cap] */
	size_t line_cap, line_used;
	struct density density;
	int is_dense;			/* shown */
	size_t dense;			/* kept runs in it */
	int dense_curve;
	double dense_smooth;
	uint32_t dense_entry;
	struct curves_layout layout;
};

enum diff_mode { DIFF_PAIRS, DIFF_SIGNED, DIFF_SPREAD, DIFF_LOSS, DIFF_ACCURACY, DIFF_MODES };
#define DIFF_BINS 240
struct diff_state {
	struct fresh fresh;
	enum diff_mode mode;
	int log_count, cursor;
	double cursor_x;
	size_t probe;			/* of DIFF_SIGNED */
	int fit;			/* x by the present condition alone */
	double lo, hi, ghost_lo, ghost_hi;
	uint32_t now[DIFF_BINS], ghost[DIFF_BINS];
	struct estimate mean, ghost_mean;
	int has_ghost;
	double *sd;			/* DIFF_SPREAD: [n_pred] */
	size_t sd_cap;
	struct hist_layout layout;
};

struct attr_state {
	struct fresh fresh;
	enum target target;
	size_t n, rows;
	size_t complete, dropped;	/* rows: without a diverged run, with one */
	int partial;			/* these are more than a few */
	struct effect effect[SOURCE_COUNT];
	double variance, interaction, inter_lo, inter_hi;
	double hist_hi;
	uint32_t hist[SOURCE_COUNT][32];
	int selected;
	struct bars_layout layout;
	struct fresh told;		/* of the verdict below */
	struct str verdict;
};

#define SURFACE_RUNS 24
struct surface_state {
	uint64_t key;			/* what the samples belong to */
	int show_sd, failed;
	unsigned column[2];		/* of more than two features */
	size_t output;			/* which of several, from 1; 0: all */
	int nx, ny;
	size_t runs;			/* computed so far */
	size_t tried;
	float *x;			/* inputs (nx * ny, features) */
	float *mean, *m2;		/* over runs (nx * ny, outputs): m2 is the sum of squares */
	float *run[SURFACE_RUNS];	/* (nx, outputs) of each, with one feature */
	double box[4];
	struct surface_job *job;	/* NULL: none */
	uint64_t next;			/* time of the next computation */
	char error[200];
};

struct runs_state {
	struct fresh fresh;
	struct list list;
	int sort, descending;
	uint32_t *order;		/* [n]: kept run i, or gone[i - kept] */
	size_t n, cap, kept, n_gone;
	struct kept_run gone[16];	/* the last that diverged: numbers and levels */
	uint64_t chosen;		/* run number under the selection */
	int has_chosen;			/* else it is the row on top */
	uint32_t entry;			/* the condition that all this belongs to */
};

enum remedy_show { REMEDY_SHOW_ENSEMBLE, REMEDY_SHOW_SWEEP, REMEDY_SHOW_TWINS, REMEDY_SHOWS };
struct remedy_state {
	struct fresh fresh;
	enum remedy_show show;
	size_t n;
	struct ensemble e[12];
};

/* The log follows its end until one walks away from it. */
struct log_state { struct list list; int away; };

/* The page of a lesson; see view_lesson.c. */
struct lesson_state {
	size_t scroll, rows, page_rows;	/* wrapped rows: first shown, all, of the panel */
	size_t told;			/* rows when it was last told to go on; 0: walked away */
	int page;
};

/* Text over the panels: output of print, help, reports. */
struct text_state {
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

	struct curves_state curves;
	struct diff_state diff;
	struct attr_state attr;
	struct surface_state surface;
	struct runs_state runs;
	struct list conditions;
	struct log_state log;
	uint32_t conditions_seen;	/* the present condition of the last frame */
	struct remedy_state remedy;
	struct lesson_state lesson;
	struct text_state text;
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

/* Open the text pager (title and text are copied). */
void text_open(struct ui *ui, const char *title, const char *text);
void text_draw(struct ui *ui, struct rect r);
int text_event(struct ui *ui, const struct term_event *e);
void text_close(struct ui *ui);
int text_search(struct ui *ui, const char *what, int direction);

/* ---- helpers for views ---- */

/* The entry all views show: the lab's current one. NULL at first. */
const struct lab_entry *ui_entry(const struct ui *ui);
/* The run selected in the table, and the pinned one: 1 and *out, or 0. */
int ui_chosen(const struct ui *ui, struct kept_run *out);
int ui_pinned(const struct ui *ui, struct kept_run *out);
/* Move a list's selection by a key; 1 when it was a moving key. */
int list_move(struct list *l, uint32_t key, size_t n, int page);
/* Rows that ui_wrap needs for text in this many columns. */
int ui_wrap_rows(const char *text, int cols);
/* The same from wrapped row `from` on. */
void ui_wrap_from(struct grid *g, struct rect r, const char *text, size_t from, int role);
/* Words wrapped into r, from its first row; returns the rows used. */
int ui_wrap(struct grid *g, struct rect r, const char *text, int role, int attr);

#endif
