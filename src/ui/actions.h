/*
 * actions.h - what keys ask of single views; see the table in keys.c.
 */
#ifndef UI_ACTIONS_H
#define UI_ACTIONS_H

struct surface_state;
struct ui;
struct lab_entry;

/* The condition in a row of the table; NULL past its end. */
const struct lab_entry *conditions_row(const struct ui *ui, long row);
/* The ensemble, the last sweep, the last twins. */
void remedies_mode(struct ui *ui);
/* More of the page, or the next one. */
void lesson_enter(struct ui *ui);
void runs_sort(struct ui *ui, int by);	/* the column before (-1) or after */
void runs_reverse(struct ui *ui);
void runs_pin(struct ui *ui);
void runs_compare(struct ui *ui);
void runs_again(struct ui *ui);
void surface_sd(struct ui *ui);
void surface_output(struct ui *ui);
void surface_column(struct ui *ui, int which, int by);
void surface_release(struct surface_state *v);

#endif
