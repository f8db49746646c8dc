/*
 * actions.h - what the table of keys (keys.c) asks of single views: what comes
 * next, so that a key can say it as a line.
 */
#ifndef UI_ACTIONS_H
#define UI_ACTIONS_H

#include <stddef.h>
#include <stdint.h>

struct curves_state;
struct surface_state;
struct tell_cause;
struct ui;
struct lab_entry;

/* The condition in a row of the table; NULL past its end. */
const struct lab_entry *conditions_row(const struct ui *ui, long row);
/* The value of `set remedies` after the present one; NULL: there is no other. */
const char *remedies_next(const struct ui *ui);
/* Likewise of `set differences` (by -1: before), `set share-of` and `set sort`. */
const char *differences_next(const struct ui *ui, int by);
const char *attribution_next(const struct ui *ui);
const char *runs_next_column(const struct ui *ui, int by);
/* What the attribution of the present condition found: 0 while there is none. */
int attribution_cause(struct ui *ui, struct tell_cause *out);
/* The number (from 1) of the run under the selection, the first row at first; 0: no run. */
unsigned long long runs_at(const struct ui *ui);
/* More of the page, or the next one. */
void lesson_enter(struct ui *ui);
/* How many answers the lesson asks for in sight (a, b ...); 0: none. And one of them. */
int lesson_asks(const struct ui *ui);
void lesson_reply(struct ui *ui, char letter);
/* Does the loss chart show less than everything? */
int curves_zoomed(const struct ui *ui);
/* Zoom its epochs, or its losses: `factor` of what is in sight, the place at `at`
 * (0 to 1, NaN: the cursor, or the middle) staying where it is. */
void curves_zoom(struct ui *ui, int losses, double factor, double at);
/* Pan by a share of what is in sight. */
void curves_pan(struct ui *ui, int losses, double share);
/* The value of `set faint` after the present one. */
const char *curves_faint_next(const struct ui *ui);
void curves_state_release(struct curves_state *c);
/* Why a key of the surface view has nothing to do here; NULL when it has. */
const char *surface_refuses(const struct ui *ui, uint32_t key);
/* The value of `set output` after the present one, 0 for all. */
size_t surface_next_output(const struct ui *ui);
void surface_release(struct surface_state *v);

#endif
