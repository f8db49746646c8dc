/*
 * session.h - one SQLite file holds everything that happened.
 *
 * Schema and promises: reroll-session(5) (man/reroll-session.5).  The
 * recorder is fed by the owner's thread and writes in its own; what
 * recorder_sync has returned from survives kill -9 and a power cut; of the rest a power cut
 * costs at most the last five seconds.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <stdint.h>

#include "run/condition.h"
#include "run/feed.h"
#include "run/shard.h"

struct err;
struct str;
struct recorder;
struct session;

/* ---- writing ---- */

/* Create path, or with append go on with the session that is there, finished
 * or interrupted.  Never overwrites: a file that is not a reroll session is
 * refused, and without append so is a session that holds a run.  With append a
 * missing file is created.  An empty file counts as missing.  A session that is open elsewhere
 * cannot be gone on with: session_close it first. */
int recorder_open(struct recorder **out, const char *path, int append, struct err *err);
/* The same for the runs of shard s alone, which the session says of itself: one that is
 * gone on with has to be of the same shard. */
int recorder_open_shard(struct recorder **out, const char *path, struct shard s, int append,
			struct err *err);
/* Declare condition c under id (its commands, data set and probes); ids start
 * at 1.  Repeating an id is harmless.  In a session appended to, a condition of
 * the same commands and data goes on under the id that the file has for it,
 * and an id that the file uses for another one is stored as the next free one:
 * the caller keeps using its own. */
int recorder_condition(struct recorder *r, uint32_t id, const struct condition *c,
		       struct err *err);
/* Queue one run of a declared condition.  Copies; blocks only when the writer
 * is far behind.  s->time is kept where it is positive, else recorder_time.
 * A file that loses its name while it is written to (renamed, replaced, deleted) is
 * a failure like a full disk. */
int recorder_run(struct recorder *r, const struct sample *s, struct err *err);
/* time: seconds since the session began; negative: now. */
int recorder_event(struct recorder *r, double time, const char *kind,
		   const char *text, struct err *err);
/* Everything queued is on disk when this returns 0.  A full disk is reported
 * here or by a later call: one clear line, and what was saved stays. */
int recorder_sync(struct recorder *r, struct err *err);
/* What has failed so far, without waiting for what is still queued. */
int recorder_failed(struct recorder *r, struct err *err);
/* Something is still queued, or has failed: look again soon. */
int recorder_waits(struct recorder *r);
/* Sync, leave one clean file (no -wal), close.  r is gone whatever this
 * returns; the first error of its life is told again.  r may be NULL. */
int recorder_close(struct recorder *r, struct err *err);
/* Runs in the file and in the queue; sync to know them saved. */
uint64_t recorder_runs(const struct recorder *r);
/* Those of them that are in the file for certain: what a failure leaves. */
uint64_t recorder_saved_runs(struct recorder *r);
/* Seconds since the session began, by clk_ns; a session appended to goes on
 * from its last time. */
double recorder_time(const struct recorder *r);

/* ---- reading ---- */

/* Open read-only, as an untrusted file: SQLite header and application_id
 * first, defensive, trusted_schema off, no triggers or views, quick_check.  A
 * session that is live or was interrupted opens too; what is read is a
 * snapshot of this moment.  One thread at a time; functions below that take
 * const may be called freely. */
int session_open(struct session **out, const char *path, struct err *err);
void session_close(struct session *s);
/* True if the file looks like a session (application id), without errors. */
int session_is(const char *path);
/* True of a session that can be read and has no run: nothing is lost where it is gone on
 * with.  Looks no further than that. */
int session_holds_no_run(const char *path);

/* True of a session that says it is a shard; looks no further than that, either. */
int session_is_shard(const char *path);

size_t session_conditions(const struct session *s);
/* i-th condition's id and commands (borrowed). */
uint32_t session_condition(const struct session *s, size_t i, const char **commands);
/* Data set of a condition, rebuilt from the session; NULL with *err unset when only
 * its hash and path were kept (too large). Caller unrefs. */
struct dataset *session_dataset(struct session *s, uint32_t id, struct err *err);
/* The engine that computed its runs: engine_fingerprint's words; NULL: no such id. */
const char *session_engine(const struct session *s, uint32_t id);
/* *next: one beyond the highest run index of condition id, 0 where it has none:
 * where a session that goes on goes on. */
int session_next_run(struct session *s, uint32_t id, uint64_t *next, struct err *err);
/* All runs of a condition (0: of all) in order, through the sink. */
int session_runs(struct session *s, uint32_t id, sample_sink *sink, void *arg, struct err *err);
uint64_t session_run_count(const struct session *s);
/* Whose runs it holds: n 0 where it is a whole one. */
const struct shards *session_shards(const struct session *s);
/* The one shard that it is, { 0 } of a whole one; several, merged, cannot be gone on with: ERR_STATE. */
int session_shard(const struct session *s, struct shard *out, struct err *err);
/* meta value or NULL (borrowed): "version", "engine", "created", "clean", ... */
const char *session_meta(const struct session *s, const char *key);
/* Events through the sink as SAMPLE_EVENT. */
int session_events(struct session *s, sample_sink *sink, void *arg, struct err *err);

/* ---- replay: a feed over the session's events and runs ---- */

/*
 * SAMPLE_CONDITION comes before the first run of a condition and whenever the
 * runs change to another; SAMPLE_EVENT, SAMPLE_RUN as recorded; SAMPLE_END last.
 * Time goes as it did (speed 1) until player_speed or feed_pace says otherwise;
 * the last said counts.  feed_pace gives runs a second whatever they took (0:
 * as fast as they can be read; below FEED_SLOW_RATE runs are shown growing
 * through SAMPLE_PROGRESS).  Drained by the clock: feed_fd is -1.  A step is
 * an epoch or a run; a session keeps no updates.
 */
struct player;
/* Borrows s. */
struct player *player_new(struct session *s);
/* Freeing the feed frees the player. */
struct feed *player_feed(struct player *p);
/* Go to that time: what happened until then is due at once, paused or not.
 * Returns 1 when that meant to begin again: everything is delivered anew, from
 * the first SAMPLE_CONDITION, and what was counted must be dropped. */
int player_seek(struct player *p, double seconds);
/* So many times as fast as it happened. */
void player_speed(struct player *p, double factor);
double player_position(const struct player *p);
double player_length(const struct player *p);
/* Did the file prove damaged?  It was delivered as an event "error". */
int player_error(const struct player *p, struct err *err);

/* ---- merging and exporting ---- */

/*
 * One new session of n old ones, one after the other in time.  Conditions of
 * the same commands, data and engine become one; a run that is there already
 * (same condition, index and levels: it would have the same bits) is left out.
 * out must not exist, and is of the newest version; what a session of an earlier
 * one does not have is NULL there.
 *
 * Those of them that are shards become one condition after the other, each in the order of
 * its run indices: what one session of all runs holds, whatever the order of the files.
 * Answers that a shard found by itself (events result and sweep) are left out.  Refused:
 * shards of different N, and one that has no condition in common with the others.  Runs of
 * an index that two hold are taken once, and refused where their bits differ.  Where shards
 * or runs are missing the new session has the others; returns 1 then, 0 where all are there,
 * and lines of safe text that say what is missing or double are appended to *said (may be
 * NULL).
 */
int session_merge(const char *const *in, size_t n, const char *out, struct str *said, struct err *err);
enum export_format { EXPORT_CSV, EXPORT_JSON };
/*
 * The runs, one row each in the columns of table runs (off and absent figures
 * empty), or everything but data sets and probes as one JSON object (absent
 * and infinite figures null).  path "-" is standard output; a file of that name
 * is replaced when the new one is whole, unless it is a session.
 */
int session_export(struct session *s, enum export_format f, const char *path, struct err *err);

#endif
