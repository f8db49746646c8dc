/*
 * roles_theme.c - theme_cell for reroll-roles: see roles.h.
 */
#include "plot/theme.h"
#include "roles.h"

static int shown(int role)
{
	return role > ROLE_TEXT && role < ROLE_COUNT ? ROLES_FIRST + role : -1;
}

struct theme_cell theme_cell(enum theme_kind kind, int colours, struct cell c)
{
	(void)kind;
	(void)colours;
	return (struct theme_cell){ shown(c.fg), shown(c.bg), c.attr };
}
