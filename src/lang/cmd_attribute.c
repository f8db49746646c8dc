/*
 * cmd_attribute.c - attribute: a pick-freeze plan over the free sources, as a
 * condition of its own beside the one that is asked about.
 */
#include <string.h>

#include "base/err.h"
#include "lang/cmd_int.h"

#define ROWS_DEFAULT 512
#define SECONDS_WANTED 2.0	/* for the default, where runs are slow */
#define ROWS_LEAST 64

static void finish(struct lab *lab, struct study *st)
{
	const struct entry *e = st->job[0].e;
	struct str out = STR_INIT;

	/* without a screen it is part of the report, which a lesson has not */
	if (lab->cfg.interactive || lab->lesson) {
		report_attribution(lab, &e->pub, &out);
		lab_print(lab, out.s);
	}
	str_release(&out);
	if (attribute_dropped(e->pub.attr))
		lab_notef(lab, "result", "attribute: %zu of %zu rows, %llu runs; the other rows have a run that diverged",
			  attribute_rows(e->pub.attr), attribute_rows(e->pub.attr) + attribute_dropped(e->pub.attr),
			  (unsigned long long)e->pub.delivered);
	else
		lab_notef(lab, "result", "attribute: %zu rows, %llu runs", attribute_rows(e->pub.attr),
			  (unsigned long long)e->pub.delivered);
}

enum cmd_result cmd_attribute(struct lab *lab, const struct words *w, struct err *err)
{
	struct settings s;
	enum source free[SOURCE_COUNT];
	size_t k = condition_free(lab->cur->pub.cond, free);
	unsigned long long n = study_size(lab->cur->pub.cond, (double)(k + 2), SECONDS_WANTED,
					  ROWS_LEAST, ROWS_DEFAULT);
	struct entry *e;
	struct study *st;

	if (lab->replay)
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "a session is playing: `fork` goes on live from here"));
	if (words_args(w, 0, 1, err)
	    || (w->n == 2 && word_uint(w, 1, 0, "a number of rows", 2, 1000000, &n, err)))
		return CMD_ERROR;
	if (!k)
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "nothing is free, so there is no variance to share out:"
			" `free init shuffle` for example"));
	settings_copy(&s, &lab->cur->set);
	s.plan = PLAN_PICKFREEZE;
	e = lab_find_entry(lab, &s, err);
	settings_release(&s);
	if (!e)
		return CMD_ERROR;
	e->pub.limit = n * (k + 2);
	st = study_new(lab, "attribute", finish);
	study_add(st, e, e->pub.limit);
	return lab_begin_study(lab, st);
}
