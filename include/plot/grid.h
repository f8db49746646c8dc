/*
 * grid.h - a rectangle of cells: characters and roles, no terminal.
 *
 * Charts draw into a grid; the terminal and the tests copy it out.  A cell
 * holds a code point and *roles* for foreground and background: the theme
 * turns roles into colours, so that charts know nothing of palettes.
 */
#ifndef PLOT_GRID_H
#define PLOT_GRID_H

#include <stddef.h>
#include <stdint.h>

struct str;

enum role {
	ROLE_NONE,		/* the terminal's default */
	ROLE_TEXT, ROLE_DIM, ROLE_TITLE, ROLE_KEY, ROLE_AXIS, ROLE_BORDER,
	ROLE_FOCUS, ROLE_ERROR, ROLE_GOOD, ROLE_WARN,
	ROLE_FREE, ROLE_FIXED, ROLE_OFF,
	ROLE_RUN,		/* faint runs */
	ROLE_MEDIAN, ROLE_TEST, ROLE_ACC, ROLE_CURRENT, ROLE_SELECTED,
	ROLE_BAND, ROLE_BAND2,	/* backgrounds: 5-95 %, 25-75 % */
	ROLE_BAR, ROLE_GHOST, ROLE_DIVERGED,
	ROLE_SERIES0, ROLE_SERIES_LAST = ROLE_SERIES0 + 6,
	ROLE_RAMP0, ROLE_RAMP_LAST = ROLE_RAMP0 + 11,	/* viridis-like */
	ROLE_ROW,		/* background of the selected row */
	ROLE_CURSOR,		/* background of a cursor's column */
	ROLE_EXTEND,		/* the lighter part of a bar: what interactions add */
	ROLE_MARK0, ROLE_MARK1,	/* points on a ramp: at its low and its high end */
	ROLE_BAR_OVER,		/* a bar where it covers its ghost */
	ROLE_COUNT
};
enum { CELL_BOLD = 1, CELL_DIM = 2, CELL_REVERSE = 4, CELL_UNDERLINE = 8 };

struct cell {
	uint32_t ch;		/* 0: right half of a wide character; ' ' blank */
	uint8_t fg, bg;		/* enum role */
	uint8_t attr;
};

/* What the terminal can show; decides how charts draw. */
enum graph { GRAPH_BRAILLE, GRAPH_BLOCK, GRAPH_ASCII };

/* A rectangle inside a grid. */
struct rect { int row, col, rows, cols; };

struct grid {
	int rows, cols;
	struct cell *cell;	/* [rows * cols] */
	enum graph graph;
	int colours;		/* 0 mono, 8, 16, 256: bands need 256 */
	struct rect clip;	/* nothing is written outside; see grid_clip */
};

void grid_init(struct grid *g, int rows, int cols, enum graph graph, int colours);
void grid_resize(struct grid *g, int rows, int cols);	/* blanks it */
void grid_release(struct grid *g);
void grid_clear(struct grid *g);
/* Limit all that follows to r as well; returns the old limit, for grid_unclip.
 * Every chart does this with its own rectangle. */
struct rect grid_clip(struct grid *g, struct rect r);
void grid_unclip(struct grid *g, struct rect old);
/* The cell, or NULL outside the limit. */
struct cell *grid_cell(struct grid *g, int row, int col);
/* The background that is there; ROLE_NONE outside. */
int grid_bg(struct grid *g, int row, int col);
/* Outside is ignored. */
void grid_put(struct grid *g, int row, int col, uint32_t ch, int fg, int bg, int attr);
/* Columns that text takes here: ASCII terminals get "+-" for a plus-minus sign. */
int grid_cols(const struct grid *g, const char *s);
/* UTF-8 text on the background that is there, clipped to `cols` columns (-1: to
 * the edge); returns columns used.  Unsafe characters are drawn as '?'. */
int grid_text(struct grid *g, int row, int col, int cols, const char *s, int fg, int attr);
int grid_textf(struct grid *g, int row, int col, int cols, int fg, int attr,
	       const char *fmt, ...) __attribute__((format(printf, 7, 8)));
/* The same, ending at column `end` - 1 (right-aligned), at most cols wide. */
int grid_text_right(struct grid *g, int row, int end, int cols, const char *s, int fg, int attr);
/* Keep the characters of a rectangle, change its background and add attributes:
 * selected rows, the cursor's column. */
void grid_tint(struct grid *g, struct rect r, int bg, int attr);
/* Rows as text, trailing blanks kept, '\n' between: for tests. */
void grid_dump(const struct grid *g, struct str *out);

/* A box with a title in its top edge (ASCII where graph is). */
void grid_box(struct grid *g, struct rect r, const char *title, int fg, int attr);
void grid_fill(struct grid *g, struct rect r, uint32_t ch, int fg, int bg, int attr);

#endif
