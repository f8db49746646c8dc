/*
 * export.c - runs as a table for other programs: of the session that plays, or live.
 */
#include <unistd.h>

#include "lab/lab_int.h"

/* The player has its own session to itself: read the file once more. */
static int export_session(const char *from, enum export_format f, const char *path, struct err *err)
{
	struct session *s = NULL;
	int code = session_open(&s, from, err);

	if (!code)
		code = session_export(s, f, path, err);
	if (s)
		session_close(s);
	return code;
}

/* What is in memory, as a session beside the target, exported and removed. */
static int export_live(struct lab *lab, enum export_format f, const char *path, struct err *err)
{
	const struct recording was = lab->recording;
	struct str tmp = STR_INIT;
	struct err ignored = ERR_INIT;
	int code;

	if (lab->rec) {
		code = lab_sync(lab, err);
		if (!code)
			code = export_session(lab->rec_path, f, path, err);
	} else {
		str_addf(&tmp, "%s.%ld.reroll", path, (long)getpid());
		code = access(tmp.s, F_OK) == 0 ? err_set(err, ERR_IO, "%s is in the way", tmp.s)
			: lab_record(lab, tmp.s, err);
		if (!code)
			code = lab_finish_session(lab, err);
		if (!code)
			code = export_session(tmp.s, f, path, err);
	}
	if (tmp.len) {
		lab_finish_session(lab, &ignored);
		lab->recording = was;		/* of the file that somebody asked for */
		unlink(tmp.s);
	}
	str_release(&tmp);
	return code;
}

int lab_export(struct lab *lab, enum export_format f, const char *path, struct err *err)
{
	return lab->replay ? export_session(lab->session_path, f, path, err) : export_live(lab, f, path, err);
}
