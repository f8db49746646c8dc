/*
 * theme.h - roles to colours: constants only, no curses.
 *
 * A role has one colour, whether it is used as foreground or background:
 * bands need both (background inside, foreground at their eighth-block
 * edges).  -1 is the terminal's default, which normal text always uses.
 * Series are Okabe-Ito on dark and a darkened set on light, so that they
 * survive colour-blindness; the ramp is viridis and reads the same in grey.
 */
#ifndef PLOT_THEME_H
#define PLOT_THEME_H

#include <stdint.h>

#include "plot/grid.h"

/* Neutral is for a background that nobody tells: legible on both. */
enum theme_kind { THEME_DARK, THEME_LIGHT, THEME_NEUTRAL, THEME_MONO, THEME_COUNT };

struct theme_role {
	int16_t colour;		/* palette index, -1: default */
	uint8_t attr;		/* CELL_* added when the role is a foreground */
};

/* The entry for a role with `colours` 0 (mono), 8, 16 or 256 (more counts as
 * 256).  Roles out of range give the default. */
struct theme_role theme_role(enum theme_kind kind, int colours, int role);

/* What a cell becomes: foreground, background (-1: default) and attributes. */
struct theme_cell { int fg, bg; unsigned attr; };
struct theme_cell theme_cell(enum theme_kind kind, int colours, struct cell c);

/* "dark", "light", "neutral", "mono" by name; -1 when it is none of them. */
int theme_by_name(const char *name);
const char *theme_name(enum theme_kind kind);

/* sRGB of a 256-colour palette index, for exports as SVG or PNG. */
uint32_t theme_rgb(int colour);

/* The ramp's role for t in 0..1 (clamped; NaN: ROLE_NONE). */
int theme_ramp(double t);

#endif
