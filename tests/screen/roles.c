/*
 * roles.c - see roles.h.
 */
#include "roles.h"

#include <stddef.h>

#include "plot/grid.h"

static const char *const name[ROLE_COUNT] = {
	[ROLE_NONE] = "none", [ROLE_TEXT] = "text", [ROLE_DIM] = "dim", [ROLE_TITLE] = "title",
	[ROLE_KEY] = "key", [ROLE_AXIS] = "axis", [ROLE_BORDER] = "border", [ROLE_FOCUS] = "focus",
	[ROLE_ERROR] = "error", [ROLE_GOOD] = "good", [ROLE_WARN] = "warn", [ROLE_FREE] = "free",
	[ROLE_FIXED] = "fixed", [ROLE_OFF] = "off", [ROLE_RUN] = "run", [ROLE_MEDIAN] = "median",
	[ROLE_TEST] = "test", [ROLE_ACC] = "acc", [ROLE_CURRENT] = "current",
	[ROLE_SELECTED] = "selected", [ROLE_BAND] = "band", [ROLE_BAND2] = "band2",
	[ROLE_BAR] = "bar", [ROLE_GHOST] = "ghost", [ROLE_DIVERGED] = "diverged",
	[ROLE_SERIES0] = "series0", [ROLE_SERIES0 + 1] = "series1", [ROLE_SERIES0 + 2] = "series2",
	[ROLE_SERIES0 + 3] = "series3", [ROLE_SERIES0 + 4] = "series4",
	[ROLE_SERIES0 + 5] = "series5", [ROLE_SERIES0 + 6] = "series6",
	[ROLE_RAMP0] = "ramp0", [ROLE_RAMP0 + 1] = "ramp1", [ROLE_RAMP0 + 2] = "ramp2",
	[ROLE_RAMP0 + 3] = "ramp3", [ROLE_RAMP0 + 4] = "ramp4", [ROLE_RAMP0 + 5] = "ramp5",
	[ROLE_RAMP0 + 6] = "ramp6", [ROLE_RAMP0 + 7] = "ramp7", [ROLE_RAMP0 + 8] = "ramp8",
	[ROLE_RAMP0 + 9] = "ramp9", [ROLE_RAMP0 + 10] = "ramp10", [ROLE_RAMP0 + 11] = "ramp11",
	[ROLE_ROW] = "row", [ROLE_CURSOR] = "cursor", [ROLE_EXTEND] = "extend",
	[ROLE_MARK0] = "mark0", [ROLE_MARK1] = "mark1", [ROLE_BAR_OVER] = "bar_over",
};

const char *role_name(int role)
{
	return role >= 0 && role < ROLE_COUNT ? name[role] : NULL;
}

const char *roles_name(int colour)
{
	const char *s = role_name(colour - ROLES_FIRST);

	return s != NULL ? s : "?";
}
