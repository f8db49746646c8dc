/*
 * exec.c - one command is obeyed.
 *
 * Settings are edited one command at a time but checked together: `pending`
 * remembers the first command since the last good state that does not fit, and
 * is an error only if nothing after it makes it fit before something else
 * has to be done (exec_commit).
 */
#include <string.h>

#include "base/names.h"
#include "lang/cmd_int.h"
#include "lang/lesson_int.h"
#include "setup/setup.h"

const struct cmd *exec_find(const struct shell *sh, const char *name, size_t n)
{
	const struct cmd *c;

	for (size_t i = 0; (c = sh->cmd(i)) != NULL; i++)
		if (strlen(c->name) == n && strncmp(c->name, name, n) == 0)
			return c;
	return NULL;
}

static int unknown(const struct shell *sh, const struct words *w, struct err *err)
{
	struct names known = { 0 };
	const struct cmd *c;

	for (size_t i = 0; (c = sh->cmd(i)) != NULL; i++)
		names_add(&known, c->name);
	return word_unknown(w, 0, 0, "command", w->w[0].text, &known, "help", err);
}

/* Does the new state fit together?  Remember the first command that broke it. */
static void try_settings(struct shell *sh, const struct words *w)
{
	struct err e = ERR_INIT;
	struct condition *c = settings_condition(lab_now(sh->lab), &e);

	if (c) {
		condition_unref(c);
		sh->pending = 0;
		return;
	}
	if (!sh->pending)
		err_at(&sh->pending_err, e.code, w->file, w->line, w->n > 1 ? w->w[1].col : w->w[0].col,
		       "%s", e.text);
	sh->pending = 1;
}

/* What somebody else has trained is neither changed nor trained on here: 1 and *err. */
static int is_foreign(const struct shell *sh, const struct cmd *c, struct err *err)
{
	const struct external *x = lab_now(sh->lab)->external;

	if (!x || strcmp(c->name, "data") == 0)
		return 0;
	if (lab_trains(sh->lab, lab_current(sh->lab))) {
		if (c->flags & CMD_DRIVEN)
			return 0;
		err_set(err, ERR_STATE, "`%s`: %.60s trains here, and only its sources can be set (free, fix, reroll, seed)", c->name,
			x->trainer);
		return 1;
	}
	err_set(err, ERR_STATE, "`%s`: these runs were trained by %.60s and not here; `data NAME` goes on with"
		" trainings of our own", c->name, x->trainer);
	return 1;
}

static enum cmd_result exec_setting(struct shell *sh, const struct cmd *c, const struct words *w,
				    struct err *err)
{
	enum cmd_result res = CMD_DONE;

	if (is_foreign(sh, c, err))
		return CMD_ERROR;
	lab_fork(sh->lab);
	if (c->run)
		res = c->run(sh, w, err);
	else if (setup_exec(lab_settings(sh->lab), w, err))
		res = CMD_ERROR;
	if (res == CMD_ERROR)
		return res;
	if (strcmp(c->name, "data") == 0 && !data_is_builtin(w->w[1].text))
		tell_data(sh);
	lab_edited(sh->lab);
	try_settings(sh, w);
	return res;
}

int exec_commit(struct shell *sh, struct err *err)
{
	int pending = sh->pending, code;
	struct err e = ERR_INIT;

	if (!lab_is_edited(sh->lab))
		return 0;
	sh->pending = 0;
	code = lab_commit(sh->lab, &e);
	if (code && err)
		*err = pending ? sh->pending_err : e;
	return code;
}

/* `set` of the screen's own options changes no setting of a condition; in a
 * replay it must not end it. */
static int is_setting(const struct cmd *c, const struct words *w)
{
	const struct opt *o = strcmp(c->name, "set") == 0 && w->n > 1 ? opt_find(w->w[1].text) : NULL;

	return c->flags & CMD_SETTING && !(o && o->flags & OPT_SCREEN);
}

int exec_words(struct shell *sh, const struct words *w, struct err *err, enum cmd_result *res)
{
	const struct cmd *c = exec_find(sh, w->w[0].text, strlen(w->w[0].text));
	struct err e = ERR_INIT;

	*res = CMD_ERROR;
	if (!c) {
		unknown(sh, w, &e);
	} else if ((c->flags & CMD_FILE) && lesson_owns(sh->lesson, w->file)) {
		word_err(w, 0, &e, ERR_USAGE, "a lesson may not use `%s`: it reads or writes files", c->name);
	} else if (c->flags & CMD_TRAINS && is_foreign(sh, c, &e)) {
		*res = CMD_ERROR;
	} else if (is_setting(c, w)) {
		*res = exec_setting(sh, c, w, &e);
	} else if (c->flags & CMD_SETTING || exec_commit(sh, &e) == 0) {
		*res = c->run(sh, w, &e);
	}
	if (*res != CMD_ERROR)
		return 0;
	if (!e.line)
		err_place(&e, w->file, w->line, w->w[0].col);
	if (err)
		*err = e;
	return e.code ? (int)e.code : ERR_USAGE;
}
