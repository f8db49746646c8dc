/*
 * view.c - the names of views; see view.h.
 */
#include "view.h"

#include <string.h>

#define NAME(id, name, help) [VIEW_##id] = #name,
static const char *const names[VIEW_COUNT] = { VIEWS(NAME) };

const char *view_name(enum view_id v)
{
	return names[v < VIEW_COUNT ? v : 0];
}

enum view_id view_find(const char *name)
{
	int i = 0;

	while (i < VIEW_COUNT && strcmp(names[i], name) != 0)
		i++;
	return (enum view_id)i;
}
