/*
 * cmd_set.c - `set OPTION VALUE`: the table checks, then lab or host acts.
 *
 * What belongs to a condition is a setting like any other (setup/setup.h).
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/nearest.h"
#include "base/xalloc.h"
#include "lang/cmd_int.h"
#include "setup/setup.h"

static void apply(struct shell *sh, const struct opt *o, const char *value)
{
	if (strcmp(o->name, "runs") == 0)
		lab_set_cap(sh->lab, (uint64_t)strtod(value, NULL));
	else if (strcmp(o->name, "record") == 0)
		lab_set_rec_cap(sh->lab, strcmp(value, "all") == 0 ? UINT64_MAX : (uint64_t)strtod(value, NULL));
	else if (sh->host.option)
		sh->host.option(sh->host.arg, o->name, value);
}

enum cmd_result cmd_set(struct shell *sh, const struct words *w, struct err *err)
{
	const struct opt *o, *all;
	struct err e = ERR_INIT;
	size_t n;

	if (words_args(w, 2, 2, err))
		return CMD_ERROR;
	all = opt_table(&n);
	o = opt_find(w->w[1].text);
	if (!o) {
		const char *names[64] = { NULL }, *near;

		for (size_t i = 0; i < n && i < 63; i++)
			names[i] = all[i].name;
		near = nearest(w->w[1].text, names);
		return CMD_FAIL(word_err(w, 1, err, ERR_USAGE, "there is no option '%s'%s%s%s: `show options`"
			" lists them", w->w[1].text, near ? " (did you mean " : "", near ? near : "",
			near ? "?)" : ""));
	}
	if (o->check(w->w[2].text, &e))
		return CMD_FAIL(word_err(w, 2, err, (int)e.code, "%s", e.text));
	if (!setup_has_option(o->name))
		apply(sh, o, w->w[2].text);
	else if (setup_exec(lab_settings(sh->lab), w, err))
		return CMD_ERROR;
	free(sh->option_value[o - all]);
	sh->option_value[o - all] = xstrdup(w->w[2].text);
	return CMD_DONE;
}
