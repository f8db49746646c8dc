/*
 * theme.c - see theme.h.
 *
 * One row per role, one column per terminal: 256 colours on dark and on
 * light, 16, 8, and attributes.  Where few colours are left, what belongs
 * together shares one and attributes tell the rest apart.  Eight colours
 * have no grey, so "faint" is the dim attribute there; yellow and cyan are
 * unreadable on white and are left out of the light columns.
 */
#include "plot/theme.h"

#include <math.h>
#include <string.h>

enum { D = -1, BOLD = CELL_BOLD, DIM = CELL_DIM };

static const struct row {
	int16_t dark, light, both, dark16, light16, dark8, light8;
	uint8_t attr;		/* with 256 and 16 colours */
	uint8_t attr8, attr_mono;
} table[ROLE_COUNT] = {
	/*                   dark light both  d16 l16  d8 l8  attr  8     mono */
	[ROLE_NONE]      = {    D,    D,    D,   D,  D,  D, D, 0,    0,    0 },
	[ROLE_TEXT]      = {    D,    D,    D,   D,  D,  D, D, 0,    0,    0 },
	[ROLE_DIM]       = {  245,  242,  244,   8,  8,  D, D, 0,    DIM,  DIM },
	[ROLE_TITLE]     = {    D,    D,    D,   D,  D,  D, D, BOLD, BOLD, BOLD },
	[ROLE_KEY]       = {  214,   25,  136,  11,  4,  3, 4, BOLD, BOLD, BOLD },
	[ROLE_AXIS]      = {  244,  243,  244,   8,  8,  D, D, 0,    DIM,  0 },
	[ROLE_BORDER]    = {  240,  248,  244,   8,  8,  D, D, 0,    DIM,  DIM },
	[ROLE_FOCUS]     = {   74,   31,   31,  14,  6,  6, 4, BOLD, BOLD, BOLD },
	[ROLE_ERROR]     = {  203,  160,  160,   9,  1,  1, 1, BOLD, BOLD, BOLD },
	[ROLE_GOOD]      = {   36,   29,   29,  10,  2,  2, 2, 0,    0,    0 },
	[ROLE_WARN]      = {  214,  130,  166,  11,  3,  3, 1, 0,    0,    BOLD },
	[ROLE_FREE]      = {  214,  130,  166,  11,  5,  3, 5, BOLD, BOLD, BOLD },
	[ROLE_FIXED]     = {   74,   31,   31,  14,  6,  6, 4, 0,    0,    0 },
	[ROLE_OFF]       = {  242,  246,  244,   8,  8,  D, D, 0,    DIM,  DIM },
	[ROLE_RUN]       = {  242,  247,  243,   8,  8,  D, D, 0,    DIM,  DIM },
	[ROLE_MEDIAN]    = {  214,  130,  130,  11,  1,  3, 1, BOLD, BOLD, BOLD },
	[ROLE_TEST]      = {   74,   26,   32,  14,  4,  6, 4, BOLD, BOLD, BOLD },
	[ROLE_ACC]       = {   36,   29,   29,  10,  2,  2, 2, BOLD, BOLD, BOLD },
	[ROLE_CURRENT]   = {  231,   16,    D,  15,  0,  D, D, BOLD, BOLD, BOLD },
	[ROLE_SELECTED]  = {  175,  132,  132,  13,  5,  5, 5, BOLD, BOLD, BOLD },
	[ROLE_BAND]      = {  235,  254,   66,   D,  D,  D, D, 0,    0,    0 },
	[ROLE_BAND2]     = {  238,  251,   24,   D,  D,  D, D, 0,    0,    0 },
	[ROLE_BAR]       = {   74,   31,   31,   6,  6,  6, 4, 0,    0,    0 },
	[ROLE_GHOST]     = {  240,  250,  246,   8,  7,  D, D, 0,    DIM,  DIM },
	[ROLE_DIVERGED]  = {  203,  160,  160,   9,  1,  1, 1, BOLD, BOLD, BOLD },
	[ROLE_SERIES0]     = {  214,  136,  136,  11,  3,  3, 1, 0,    0,    0 },
	[ROLE_SERIES0 + 1] = {   74,   31,   31,  14,  6,  6, 4, 0,    0,    0 },
	[ROLE_SERIES0 + 2] = {   36,   29,   29,  10,  2,  2, 2, 0,    0,    0 },
	[ROLE_SERIES0 + 3] = {  227,  100,  100,   3,  1,  3, 3, 0,    BOLD, 0 },
	[ROLE_SERIES0 + 4] = {   32,   32,   32,  12,  4,  4, 4, 0,    BOLD, 0 },
	[ROLE_SERIES0 + 5] = {  166,  166,  166,   9,  9,  1, 1, 0,    0,    0 },
	[ROLE_SERIES0 + 6] = {  175,  132,  132,  13,  5,  5, 5, 0,    0,    0 },
	[ROLE_RAMP0]       = {   53,   53,   53,   5,  5,  5, 5, 0,    0,    0 },
	[ROLE_RAMP0 + 1]   = {   54,   54,   54,   5,  5,  5, 5, 0,    0,    0 },
	[ROLE_RAMP0 + 2]   = {   25,   25,   25,   4,  4,  4, 4, 0,    0,    0 },
	[ROLE_RAMP0 + 3]   = {   61,   61,   61,   4,  4,  4, 4, 0,    0,    0 },
	[ROLE_RAMP0 + 4]   = {   30,   30,   30,  12, 12,  4, 4, 0,    0,    0 },
	[ROLE_RAMP0 + 5]   = {   31,   31,   31,  12, 12,  6, 6, 0,    0,    0 },
	[ROLE_RAMP0 + 6]   = {   36,   36,   36,   6,  6,  6, 6, 0,    0,    0 },
	[ROLE_RAMP0 + 7]   = {   72,   72,   72,   6,  6,  6, 6, 0,    0,    0 },
	[ROLE_RAMP0 + 8]   = {   77,   77,   77,   2,  2,  2, 2, 0,    0,    0 },
	[ROLE_RAMP0 + 9]   = {  113,  113,  113,  10, 10,  2, 2, 0,    0,    0 },
	[ROLE_RAMP0 + 10]  = {  148,  148,  148,   3,  3,  3, 3, 0,    0,    0 },
	[ROLE_RAMP_LAST]   = {  220,  220,  220,  11, 11,  3, 3, 0,    0,    0 },
	[ROLE_ROW]       = {  237,  253,    D,   D,  D,  D, D, 0,    0,    0 },
	[ROLE_CURSOR]    = {  237,  253,    D,   D,  D,  D, D, 0,    0,    0 },
	[ROLE_EXTEND]    = {   24,  110,   67,   8,  7,  6, 4, 0,    DIM,  DIM },
	[ROLE_MARK0]     = {  231,  231,  231,  15, 15,  7, 7, BOLD, BOLD, BOLD },
	[ROLE_MARK1]     = {   16,   16,   16,   0,  0,  0, 0, BOLD, BOLD, BOLD },
	[ROLE_BAR_OVER]  = {   67,   67,   67,   6,  6,  6, 4, 0,    0,    0 },
};

static int levels(int colours)
{
	return colours >= 256 ? 256 : colours >= 16 ? 16 : colours >= 8 ? 8 : 0;
}

struct theme_role theme_role(enum theme_kind kind, int colours, int role)
{
	const struct row *r;
	int light = kind == THEME_LIGHT;

	if (role < 0 || role >= ROLE_COUNT)
		role = ROLE_NONE;
	r = &table[role];
	if (kind == THEME_MONO)
		colours = 0;
	switch (levels(colours)) {
	case 256:
		return (struct theme_role){ kind == THEME_NEUTRAL ? r->both :
					    light ? r->light : r->dark, r->attr };
	case 16:
		return (struct theme_role){ light ? r->light16 : r->dark16, r->attr };
	case 8:
		return (struct theme_role){ light ? r->light8 : r->dark8, r->attr8 };
	default:
		return (struct theme_role){ D, r->attr_mono };
	}
}

static const char *const name[THEME_COUNT] = { "dark", "light", "neutral", "mono" };

int theme_by_name(const char *s)
{
	for (int i = 0; i < THEME_COUNT; i++)
		if (!strcmp(s, name[i]))
			return i;
	return -1;
}

const char *theme_name(enum theme_kind kind)
{
	return (int)kind >= 0 && kind < THEME_COUNT ? name[kind] : "?";
}

/* The xterm palette: 16 colours of its default, a 6x6x6 cube, 24 greys. */
uint32_t theme_rgb(int colour)
{
	static const uint32_t base[16] = {
		0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
		0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
	};
	static const uint32_t step[6] = { 0, 95, 135, 175, 215, 255 };

	if (colour < 0 || colour > 255)
		return 0;
	if (colour < 16)
		return base[colour];
	if (colour < 232) {
		uint32_t c = (uint32_t)colour - 16;

		return step[c / 36] << 16 | step[c / 6 % 6] << 8 | step[c % 6];
	}
	return (8 + 10 * ((uint32_t)colour - 232)) * 0x010101;
}

int theme_ramp(double t)
{
	int steps = ROLE_RAMP_LAST - ROLE_RAMP0 + 1, i;

	if (isnan(t))
		return ROLE_NONE;
	if (t <= 0)
		return ROLE_RAMP0;
	if (t >= 1)
		return ROLE_RAMP_LAST;
	i = (int)(t * steps);
	return ROLE_RAMP0 + (i < steps ? i : steps - 1);
}
