/*
 * cmd_set.c - `set OPTION VALUE`: the table checks, then lab or host acts.
 *
 * What belongs to a condition is a setting like any other (setup/setup.h).
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "base/xalloc.h"
#include "lang/cmd_int.h"
#include "setup/setup.h"

static void apply(struct shell *sh, const struct opt *o, const char *text, const struct opt_value *v)
{
	if (strcmp(o->name, "runs") == 0)
		lab_set_cap(sh->lab, (uint64_t)v->x);
	else if (strcmp(o->name, "record") == 0)
		lab_set_rec_cap(sh->lab, v->word >= 0 ? UINT64_MAX : (uint64_t)v->x);
	else if (sh->host.option)
		sh->host.option(sh->host.arg, o->name, text);
}

static enum cmd_result cmd_set(struct shell *sh, const struct words *w, struct err *err)
{
	const struct opt *o, *other;
	struct err e = ERR_INIT;
	struct opt_value v;
	char **text;

	if (words_args(w, 2, 2, err))
		return CMD_ERROR;
	o = opt_find(w->w[1].text);
	if (!o) {
		struct names known = { 0 };

		for (size_t i = 0; (other = opt_at(i)) != NULL; i++)
			names_add(&known, other->name);
		return CMD_FAIL(word_unknown(w, 1, 0, "option", w->w[1].text, &known, "show options", err));
	}
	if (opt_read(o, w->w[2].text, &v, &e))
		return CMD_FAIL(word_err(w, 2, err, (int)e.code, "%s", e.text));
	if (!setup_has_option(o->name))
		apply(sh, o, w->w[2].text, &v);
	else if (setup_exec(lab_settings(sh->lab), w, err))
		return CMD_ERROR;
	text = &sh->option_value[opt_place(o)];
	free(*text);
	*text = xstrdup(w->w[2].text);
	return CMD_DONE;
}

const char *shell_option(const struct shell *sh, const char *name)
{
	const struct opt *o = opt_find(name);
	const char *value = o ? sh->option_value[opt_place(o)] : NULL;

	return value || !o ? value : o->dflt;
}

const struct cmd cmds_set[] = {
	{ "set", "OPTION VALUE", "Set an option; `show options` lists them.", NULL,
	  { ARG_OPTION, ARG_VALUE }, { NULL }, cmd_set, CMD_SETTING },
	{ .name = NULL },
};
