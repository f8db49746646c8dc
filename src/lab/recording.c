/*
 * recording.c - the recorder that is open: what happens goes into it, until it fails.
 */
#include <stdio.h>

#include "lab/lab_int.h"

/* Close the recorder; what it leaves in the file is known from here on. */
int recording_close(struct lab *lab, struct err *err)
{
	struct err ignored = ERR_INIT;
	uint64_t queued = recorder_runs(lab->rec);
	int code;

	recorder_sync(lab->rec, &ignored);
	lab->recording.saved = recorder_saved_runs(lab->rec);
	lab->recording.lost += queued - lab->recording.saved;
	code = recorder_close(lab->rec, err);
	lab->rec = NULL;
	return code;
}

/* The same failure with more words. */
static struct err longer(const struct err *err, const char *words)
{
	struct err e = *err, text = ERR_INIT;

	err_set(&text, err->code, "%s; %s", err->text, words);
	snprintf(e.text, sizeof e.text, "%s", text.text);
	return e;
}

/* Recording has failed: tell it once, stop writing, keep training. */
void recording_fail(struct lab *lab, const struct err *err)
{
	struct err said = ERR_INIT;
	char words[80];

	if (lab->recording.failed)
		return;
	lab->recording.failed = 1;
	lab->recording.err = *err;
	recording_close(lab, &said);
	snprintf(words, sizeof words, "%llu run%s saved, and those after are not",
		 (unsigned long long)lab->recording.saved, lab->recording.saved == 1 ? " is" : "s are");
	said = longer(err, words);
	if (!lab->recording.opening)
		lab_tell(lab, &(struct lab_news){ .kind = LAB_CANNOT_RECORD, .err = &said });
}

void lab_check_record(struct lab *lab)
{
	struct err err = ERR_INIT;

	if (lab->rec && recorder_failed(lab->rec, &err))
		recording_fail(lab, &err);
}

void lab_record_event(struct lab *lab, const char *kind, const char *text)
{
	struct err err = ERR_INIT;

	if (lab->rec && recorder_event(lab->rec, -1, kind, text, &err))
		recording_fail(lab, &err);
}

int lab_record_failed(const struct lab *lab, struct err *err)
{
	char words[80];

	if (!lab->recording.failed)
		return 0;
	snprintf(words, sizeof words, "%llu of %llu runs are saved", (unsigned long long)lab->recording.saved,
		 (unsigned long long)(lab->recording.saved + lab->recording.lost));
	if (err)
		*err = longer(&lab->recording.err, words);
	return (int)lab->recording.err.code;
}
