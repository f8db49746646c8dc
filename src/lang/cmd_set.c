/*
 * cmd_set.c - `set OPTION VALUE`: the table checks, then lab or host acts.
 *
 * `set` may stand in a session's condition, but only for what belongs to a
 * condition: test, probes, remainder and standardize.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "lang/cmd_int.h"

static void apply_runs(struct lab *lab, uint64_t cap)
{
	for (size_t i = 0; i < lab->n_entry && lab->cfg.interactive; i++) {
		struct lab_entry *e = &lab->entry[i]->pub;

		if (e->limit == lab->run_cap)
			e->limit = cap > e->delivered ? cap : e->delivered;
	}
	lab->run_cap = cap;
}

static void apply(struct lab *lab, const struct opt *o, const char *value)
{
	if (strcmp(o->name, "test") == 0) {
		lab->now.has_test = strcmp(value, "auto") != 0;
		lab->now.test = lab->now.has_test ? strtod(value, NULL) : 0;
	} else if (strcmp(o->name, "probes") == 0) {
		lab->now.probes = strtoul(value, NULL, 10);
	} else if (strcmp(o->name, "standardize") == 0) {
		lab->now.standardize = strcmp(value, "auto") == 0 ? SETTINGS_AUTO : (int)standardize_find(value);
	} else if (strcmp(o->name, "remainder") == 0) {
		lab->now.remainder = remainder_find(value);
	} else if (strcmp(o->name, "runs") == 0) {
		apply_runs(lab, (uint64_t)strtod(value, NULL));
	} else if (strcmp(o->name, "record") == 0) {
		lab->rec_keep = strcmp(value, "all") == 0 ? UINT64_MAX : (uint64_t)strtod(value, NULL);
	} else if (lab->host.option) {
		lab->host.option(lab->host.arg, o->name, value);
	}
}

enum cmd_result cmd_set(struct lab *lab, const struct words *w, struct err *err)
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
	if (lab->restricted && strcmp(o->name, "test") != 0 && strcmp(o->name, "probes") != 0 &&
	    strcmp(o->name, "remainder") != 0 && strcmp(o->name, "standardize") != 0)
		return CMD_FAIL(word_err(w, 1, err, ERR_INPUT, "`set %s` has no place in a session's condition",
					 o->name));
	if (o->check(w->w[2].text, &e))
		return CMD_FAIL(word_err(w, 2, err, (int)e.code, "%s", e.text));
	apply(lab, o, w->w[2].text);
	if (!lab->restricted) {
		free(lab->option_value[o - all]);
		lab->option_value[o - all] = xstrdup(w->w[2].text);
	}
	return CMD_DONE;
}
