/*
 * lab_session.h - the laboratory and its files: recording, replaying, reading, checking.
 */
#ifndef LAB_LAB_SESSION_H
#define LAB_LAB_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include "lab/lab.h"
#include "store/session.h"

/* From now on, and what is kept of before. */
int lab_record(struct lab *lab, const char *path, struct err *err);
/* Runs of each condition that are recorded; UINT64_MAX: all. */
void lab_set_rec_cap(struct lab *lab, uint64_t runs);
int lab_sync(struct lab *lab, struct err *err);
/* Stop recording and leave one clean file. */
int lab_finish_session(struct lab *lab, struct err *err);
int lab_saving(const struct lab *lab);		/* a recorder is open */
/* It still writes: poll again soon, even when idle, to hear whether that went well. */
int lab_saving_waits(const struct lab *lab);
/* The recorder gave up (a full disk), which was told when it happened; training goes on.
 * 0 where it did not, else its code, and *err (may be NULL) says with it how many of the
 * runs are saved.  Until the next lab_record that goes well. */
int lab_record_failed(const struct lab *lab, struct err *err);
uint64_t lab_saved_runs(const struct lab *lab);		/* on disk or queued; of the last recorder */
/* The sentence of the last sweep, which sessions keep with it. */
void lab_keep_sweep(struct lab *lab, const char *sentence);

int lab_replay(struct lab *lab, const char *path, struct err *err);
int lab_replaying(const struct lab *lab);
/* Seconds into the replay; *length (may be NULL) gets its whole length. 0 when live. */
double lab_replay_position(const struct lab *lab, double *length);
void lab_seek(struct lab *lab, double seconds);
void lab_speed(struct lab *lab, double factor);
/* Live from here on, with the condition that the replay has reached; nothing when live. */
void lab_fork(struct lab *lab);

/* Read a whole session at once, without playing it: for reports, and to go on
 * with it.  The last condition that is no plan becomes the present one. */
int lab_load(struct lab *lab, const char *path, struct err *err);
const char *lab_session_path(const struct lab *lab);	/* NULL: none */
/* What is played, or all that is known live, as a table. */
int lab_export(struct lab *lab, enum export_format f, const char *path, struct err *err);

/* Recompute every run of a session and compare all bits of its predictions
 * and curves.  data (may be NULL) is the file or name of the data of a session
 * too large to hold them; tick (may be NULL) is told the progress now and then
 * and ends the check by returning nonzero.  ERR_CHECK names the first run that
 * differs; ERR_STATE says why it cannot be done here. */
struct verify_count {
	uint64_t same, differ, other_engine;
	uint64_t doubtful;		/* of other_engine: their products may have been wrong */
	char doubtful_engine[64];	/* with which; unescaped */
};
int lab_verify(struct lab *lab, const char *path, const char *data,
	       int (*tick)(void *arg, uint64_t done, uint64_t all), void *arg,
	       struct verify_count *n, struct err *err);

#endif
