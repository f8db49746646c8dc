/*
 * view.h - what a panel of the screen is: a row of functions and of keys.
 *
 * A view reads the lab and draws into a rectangle of the grid; it knows of no
 * terminal.  The same view serves as a panel of the dashboard and full screen
 * (ui->zoomed).  Its file has all of it: what it keeps between frames, its keys, the
 * options of `set` that are its own, and at the end its row.  To add one: the file, its
 * line in lang/views.h, its name in ui.inc.
 *
 * Rows are reached through ui->view: no view links another, but for what is told at the
 * end of this file.
 */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "lang/views.h"
#include "num/source.h"
#include "plot/grid.h"

struct kept_run;
struct lab_study;
struct str;
struct tell_cause;
struct ui;

#define VIEW_ID(id, name, help) VIEW_##id,
enum view_id { VIEWS(VIEW_ID) VIEW_COUNT };
#undef VIEW_ID

/* What a key stands for, and the sentences that footer and help say about it. */
struct key {
	uint32_t from, to;	/* the key, or a range of them */
	const char *name;	/* as footer and help show it */
	/* A line of the language it stands for, or a function. */
	const char *line;
	void (*act)(struct ui *ui, uint32_t key);
	const char *label;	/* in the footer; NULL: not there */
	int rank;		/* 0 leaves the footer last */
	const char *help;	/* NULL: another row says it */
	/* Has it a meaning now (else the next row for the key is looked for), and would it do
	 * anything (else the footer leaves it out)?  NULL: always. */
	int (*means)(const struct ui *ui, uint32_t key);
	int (*useful)(const struct ui *ui, const struct key *k);
};

struct view {
	/* What it keeps between frames, zeroed at first: ui->state[id]. */
	size_t state_size;
	void (*init)(void *state);	/* may be NULL, as all below but title and draw */
	void (*release)(void *state);
	/* The panel's title. */
	void (*title)(struct ui *ui, struct str *out);
	/* Draw inside r (the box is drawn already). */
	void (*draw)(struct ui *ui, struct rect r);
	/* Moving keys (TK_UP ... TK_END): 1 when used. */
	int (*move)(struct ui *ui, uint32_t key);
	/* A click at row, col of the grid. */
	void (*press)(struct ui *ui, int row, int col);
	/* The wheel there, dir -1 up or 1 down; NULL: three steps of the cursor. */
	void (*wheel)(struct ui *ui, int row, int col, int dir);
	/* An option of `set` that is the screen's, checked already: 1 when it is this view's. */
	int (*option)(struct ui *ui, const char *name, const char *value);
	/* Choose the row that `select TEXT` means: 1, or 0 when there is none. */
	int (*select)(struct ui *ui, const char *text);
	/* Search for text, the next match after the present place: 1 when found. */
	int (*search)(struct ui *ui, const char *text, int direction);
	/* A study has its answer: 1 when this view
	 * draws it, which it does from then on. */
	int (*answer)(struct ui *ui, const struct lab_study *study);
	/* Its own keys, in the order of the footer; over their help stands keys_title. */
	const char *keys_title;
	const struct key *key;
	int n_keys;
	/* The key that Enter is where this fills the screen; 0: Enter leaves it. */
	uint32_t enter;
};
/* The row's own keys. */
#define VIEW_KEYS(table) .key = (table), .n_keys = (int)(sizeof(table) / sizeof *(table))

/* All rows, by id (views.c). */
const struct view *const *views(void);
/* As `view NAME` says it. */
const char *view_name(enum view_id v);
/* VIEW_COUNT when there is none of that name. */
enum view_id view_find(const char *name);

/* ---- what views tell each other and the frame ---- */

/* Free the source if it is not, else fix it. */
void sources_toggle(struct ui *ui, enum source s);	/* SOURCE_ALL: nothing */
/* Those on show, in order: our eight, or what somebody else's training declares. */
size_t sources_list(const struct ui *ui, enum source out[SOURCE_SLOTS]);
const char *sources_name(const struct ui *ui, enum source s);
/* The one that a digit stands for, or SOURCE_ALL; and the selected one. */
enum source sources_digit(const struct ui *ui, uint32_t key);
enum source sources_selected(const struct ui *ui);
/* The run selected in the table, and the pinned one: 1 and *out, or 0. */
int runs_chosen(const struct ui *ui, struct kept_run *out);
int runs_pinned(const struct ui *ui, struct kept_run *out);
/* The most disputed pictures with their votes, where inputs are images: 1, or 0 where they
 * are not, or runs do not differ. */
int who_pictures(struct ui *ui, struct rect r);
/* What the attribution of the present condition found: 0 while there is none. */
int attribution_cause(struct ui *ui, struct tell_cause *out);

#endif
