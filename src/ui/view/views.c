/*
 * views.c - all views, from the list in lang/views.h.
 */
#include "view.h"

#define EXTERN(id, name, help) extern const struct view view_##name;
VIEWS(EXTERN)

const struct view *const *views(void)
{
#define ROW(id, name, help) [VIEW_##id] = &view_##name,
	static const struct view *const row[VIEW_COUNT] = { VIEWS(ROW) };

	return row;
}
