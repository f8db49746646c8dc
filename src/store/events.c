/*
 * events.c - what happened in a session besides runs, in order.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "db_int.h"
#include "session_int.h"

struct events {
	struct stmt *st;
};

int events_new(struct events **out, struct session *s, struct err *err)
{
	struct events *e = xcalloc(1, sizeof *e);
	int rc = db_prepare(&e->st, s->db, "SELECT time, kind, text FROM events ORDER BY id", err);

	if (rc < 0) {
		events_free(e);
		e = NULL;
	}
	*out = e;
	return rc;
}

void events_free(struct events *e)
{
	if (!e)
		return;
	stmt_free(e->st);
	free(e);
}

int events_next(struct events *e, struct sample *out, struct err *err)
{
	int rc = stmt_step(e->st, err);

	memset(out, 0, sizeof *out);
	out->kind = SAMPLE_EVENT;
	if (rc <= 0)
		return rc;
	if ((rc = col_real(e->st, 0, &out->time, err)) < 0 ||
	    (rc = col_text(e->st, 1, &out->what, err)) < 0 ||
	    (rc = col_text(e->st, 2, &out->text, err)) < 0)
		return rc;
	if (!(out->time >= 0 && out->time < 1e12))
		return row_bad(e->st, "an event at a time that cannot be", err);
	return 1;
}
