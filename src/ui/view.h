/*
 * view.h - what a panel of the screen is: a row of functions.
 *
 * A view reads the lab and draws into a rectangle of the grid; it knows of no
 * terminal.  The same view serves as a panel of the dashboard and full screen
 * (ui->zoomed).  Whatever a view keeps between frames is in its file's part of
 * struct ui (ui.h).
 */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include <stdint.h>

#include "plot/grid.h"

struct str;
struct ui;

enum view_id {
	VIEW_SOURCES, VIEW_CURVES, VIEW_DIFFERENCES, VIEW_ATTRIBUTION,
	VIEW_SURFACE, VIEW_RUNS, VIEW_CONDITIONS, VIEW_REMEDIES, VIEW_LOG,
	VIEW_LESSON,		/* only while there is one */
	VIEW_COUNT
};
#define VIEW_BIT(v) (1u << (v))
#define VIEW_ALL (VIEW_BIT(VIEW_COUNT) - 1)

struct view {
	const char *name;	/* as `view NAME` says it */
	const char *help;	/* one sentence */
	/* The panel's title. */
	void (*title)(struct ui *ui, struct str *out);
	/* Draw inside r (the box is drawn already). */
	void (*draw)(struct ui *ui, struct rect r);
	/* Moving keys (TK_UP ... TK_END): 1 when used. May be NULL. */
	int (*move)(struct ui *ui, uint32_t key);
	/* A click at row, col of the grid. May be NULL. */
	void (*press)(struct ui *ui, int row, int col);
	/* The wheel there, dir -1 up or 1 down; NULL: three steps of the cursor. */
	void (*wheel)(struct ui *ui, int row, int col, int dir);
	/* A screen option of `set`, checked already: 1 when it is this view's.
	 * May be NULL. */
	int (*option)(struct ui *ui, const char *name, const char *value);
	/* Choose the row that `select TEXT` means: 1, or 0 when there is none.
	 * May be NULL. */
	int (*select)(struct ui *ui, const char *text);
	/* Search for text, the next match after the present place: 1 when found.
	 * May be NULL. */
	int (*search)(struct ui *ui, const char *text, int direction);
};

extern const struct view view_sources, view_curves, view_differences,
	view_attribution, view_surface, view_runs, view_conditions,
	view_remedies, view_log, view_lesson;

const struct view *view_of(enum view_id v);
/* VIEW_COUNT when there is none of that name. */
enum view_id view_find(const char *name);

#endif
