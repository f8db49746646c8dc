/*
 * prompt.h - GNU Readline, fed byte by byte, drawn into a grid.
 *
 * The one file that includes Readline.  Readline never touches the terminal:
 * it reads a queue and marks the prompt dirty; the loop draws it once a frame,
 * so that curves go on moving while somebody types.  One per process, as
 * Readline is.
 */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include <stddef.h>

struct grid;
struct shell;
struct str;
struct term_event;

/* Initialise Readline (reads the user's inputrc) and load the history.  Must
 * run before term_open.  history is a path whose folder is made when the
 * first line is saved; NULL keeps none. */
void prompt_setup(const char *history);
void prompt_teardown(void);

enum prompt_kind { PROMPT_COMMAND, PROMPT_SEARCH, PROMPT_SOURCE };

/* Begin a line; initial text may be NULL.  sh answers completions. */
void prompt_begin(enum prompt_kind kind, const char *initial, struct shell *sh);
void prompt_cancel(void);
int prompt_active(void);
enum prompt_kind prompt_kind(void);

/* Give it an event.  PROMPT_LINE: prompt_line is what was entered. */
enum prompt_result { PROMPT_GOING, PROMPT_LINE, PROMPT_CANCELLED };
enum prompt_result prompt_feed(const struct term_event *e);
const char *prompt_line(void);
/* The line as it stands, for search as you type and for tests. */
const char *prompt_text(void);
/* What the command being typed is for: "pace slow|auto|max: How fast ..."; 0
 * when there is nothing to say. */
int prompt_hint(struct str *out);
/* Draw on row of g; *cursor gets the column.  The pop-up of candidates, if
 * there is one, goes above row. */
void prompt_draw(struct grid *g, int row, int *cursor);

#endif
