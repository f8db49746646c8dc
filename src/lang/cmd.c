/*
 * cmd.c - the table of commands: the rows of setup/set_*.c, which change settings, then
 * those that stand behind the functions of cmd_*.c.
 */
#include <string.h>

#include "lang/cmd_int.h"
#include "setup/setup.h"

static const struct cmd *const groups[] = {
	cmds_set,
	cmds_defaults,
	cmds_run,
	cmds_screen,
	cmds_show,
	cmds_compare,
	cmds_runs,
	cmds_remedy,
	cmds_sweep,
	cmds_ask,
	cmds_session,
	cmds_misc,
};

const struct cmd *cmd_at(size_t i)
{
	size_t n = 0;

	for (; setup_command(n); n++)
		if (n == i)
			return setup_command(n);
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
		for (const struct cmd *c = groups[g]; c->name; c++, n++)
			if (n == i)
				return c;
	return NULL;
}

const struct cmd *cmd_find(const char *name, size_t len)
{
	const struct cmd *c;

	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++)
		if (strlen(c->name) == len && strncmp(c->name, name, len) == 0)
			return c;
	return NULL;
}
