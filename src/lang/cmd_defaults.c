/*
 * cmd_defaults.c - `defaults LIBRARY`: settings as another library has them, and says so.
 */
#include "base/names.h"
#include "lang/cmd_int.h"
#include "setup/defaults.h"

static int unknown(const struct words *w, struct err *err)
{
	struct names known = { 0 };

	for (int l = 0; l < LIBRARY_COUNT; l++)
		names_add(&known, library_name((enum library)l));
	return word_unknown(w, 1, 0, "library", w->w[1].text, &known, NULL, err);
}

static enum cmd_result cmd_defaults(struct shell *sh, const struct words *w, struct err *err)
{
	struct str said = STR_INIT, brief = STR_INIT;
	enum library l;

	if (words_args(w, 1, 1, err))
		return CMD_ERROR;
	l = library_find(w->w[1].text);
	if (l == LIBRARY_COUNT)
		return CMD_FAIL(unknown(w, err));
	defaults_set(lab_settings(sh->lab), l, &said, &brief);
	lab_note(sh->lab, LOG_EVENT, brief.s);
	if (lab_interactive(sh->lab) && sh->host.note)
		sh->host.note(sh->host.arg, said.s, brief.s);
	else
		tell_print(sh, said.s);
	str_release(&said);
	str_release(&brief);
	return CMD_DONE;
}

const struct cmd cmds_defaults[] = {
	{ "defaults", "keras|torch|sklearn|tfjs",
	  "Set what that library does by default: start, batch, remainder, penalty, the optimizers' parameters.",
	  "What it sets is said. Model, which optimizer, budget and what is free stay as they are. A\n"
	  "penalty and rates that depend on the data or the batch are worked out for the present ones.",
	  { ARG_NONE }, { "keras torch sklearn tfjs" }, cmd_defaults, CMD_SETTING },
	{ .name = NULL },
};
