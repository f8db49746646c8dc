/*
 * probe.h - bytes that were typed while the terminal was being asked; for
 * term_curses.c alone.
 */
#ifndef UI_PROBE_H
#define UI_PROBE_H

/* The next such byte, -1 when there are no more. */
int probe_typed(void);
int probe_has_typed(void);

#endif
