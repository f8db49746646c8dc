/*
 * curves_window.h - the loss chart's window and options; see view_curves.c.
 */
#ifndef UI_CURVES_WINDOW_H
#define UI_CURVES_WINDOW_H

struct curves_state;
struct ui;

/* The epochs to show, clamped to what there is. */
void curves_window_x(const struct curves_state *c, double *lo, double *hi);
/* struct view's. */
void curves_wheel(struct ui *ui, int row, int col, int dir);
int curves_option(struct ui *ui, const char *name, const char *value);

#endif
