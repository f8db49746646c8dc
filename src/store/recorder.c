/*
 * recorder.c - from the owner's thread to the file, without making it wait.
 *
 *     recorder_run -> front block --(swap, under the lock)--> back block
 *                                                   -> one transaction -> WAL
 *
 * The owner packs into the front block; the writer thread swaps it for its own empty
 * one when COMMIT_NS has passed since its first record, when it is half full,
 * or when somebody waits in recorder_sync.  Two blocks bound the memory: an
 * owner that fills the front before the writer is back waits for it.
 *
 * After COMMIT the pages are with the operating system, so that a process
 * killed at once afterwards loses nothing (synchronous=NORMAL).  A power cut may cost what
 * the disk has not: so every SYNC_NS, and for whoever waits in recorder_sync, the commit is
 * one that waits for the disk (FULL), which takes all before it along.
 *
 * The first failure stays: what waits is dropped, and every later call
 * returns the same line.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clk.h"
#include "base/cond.h"
#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "db_int.h"
#include "engine/engine.h"
#include "record_int.h"
#include "schema_int.h"
#include "store/session.h"
#include "writer_int.h"

/* To close a descriptor that can read would drop the locks that SQLite has on the file. */
#ifdef O_PATH
#define LOOK_ONLY O_PATH
#else
#define LOOK_ONLY O_RDONLY
#endif
#define COMMIT_NS 200000000
#define SYNC_NS UINT64_C(4000000000)	/* with a commit and what it takes: within five seconds */
#define FRONT_BYTES (8u << 20)		/* the owner waits beyond this */
#define SWAP_BYTES (2u << 20)		/* the writer does not wait beyond this */
#define RUN_BYTES_MAX (32u << 20)	/* of one run */
#define TEXT_BYTES_MAX (1u << 20)	/* of one event or one condition's commands */

/* What the file already knows of conditions, and what the caller calls them. */
struct declared {
	uint32_t caller;	/* 0: in the file from before, not yet declared */
	uint32_t id;		/* in the file */
	size_t n_pred;
	uint64_t hash;
	char *commands;
};

struct recorder {
	char *path;
	pthread_t thread;

	/* the owner's */
	struct declared *cond;
	size_t n_cond, cap_cond, last_cond;
	uint64_t next_run, runs;
	int appending;
	struct shard shard;
	double began;		/* seconds of the session before this recorder */
	uint64_t began_ns;

	/* the writer's, once it runs */
	struct db *db;
	struct writer *writer;
	struct block back;
	uint64_t synced_ns;	/* when the disk had all, by cond_now_ns */

	/* both, under lock */
	pthread_mutex_t lock;
	pthread_cond_t work;	/* for the writer */
	pthread_cond_t done;	/* for the owner */
	struct block front;
	uint64_t queued, saved, durable;	/* records; durable: on the disk for certain */
	uint64_t saved_runs;	/* in the file for certain */
	int hurry, sync, closing, failed;	/* sync: somebody waits for the disk */
	struct err err;		/* of the first failure */

	int fd;			/* of the file, whatever becomes of its name */
};

/* ---- the writer's thread ---- */

/* Under the lock: is it time that the disk has what is saved? */
static int sync_due(const struct recorder *r)
{
	return r->durable < r->saved + (r->front.len > 0) && !r->failed
		&& (r->sync || cond_now_ns() - r->synced_ns >= SYNC_NS);
}

/* Under the lock: return when there is something to write, or nothing ever again. */
static void wait_for_work(struct recorder *r)
{
	uint64_t until, now;

	while (r->front.len == 0 && !r->closing && !sync_due(r)) {
		if (r->durable < r->saved && !r->failed)
			cond_wait_ns(&r->work, &r->lock, SYNC_NS / 10);
		else
			pthread_cond_wait(&r->work, &r->lock);
	}
	until = cond_now_ns() + COMMIT_NS;
	while (r->front.len && r->front.len < SWAP_BYTES && !r->hurry && !r->closing && (now = cond_now_ns()) < until)
		cond_wait_ns(&r->work, &r->lock, until - now);
}

/* Without the lock: a transaction that waits for the disk, with the block in it or, where
 * there is none, with nothing new. */
static int write_durably(struct recorder *r, struct err *err)
{
	int rc = writer_durable(r->writer, 1, err), back;

	if (rc == 0 && r->back.len)
		rc = writer_block(r->writer, &r->back, err);
	else if (rc == 0)
		rc = writer_meta(r->writer, "clean", "0", err);
	back = writer_durable(r->writer, 0, rc == 0 ? err : NULL);
	r->synced_ns = cond_now_ns();
	return rc < 0 ? rc : back;
}

/* SQLite goes on writing to a file that has lost its name, and nobody would find the runs.
 * fd: the file itself.  *gone: it has no other name, and its runs go with it. */
static int still_there(const struct recorder *r, int *gone, struct err *err)
{
	struct stat named, own;

	*gone = 0;
	if (fstat(r->fd, &own) != 0)
		return err_at(err, ERR_IO, r->path, 0, 0, "%s", strerror(errno));
	if (stat(r->path, &named) == 0 && named.st_dev == own.st_dev && named.st_ino == own.st_ino)
		return 0;
	*gone = own.st_nlink == 0;
	return err_at(err, ERR_IO, r->path, 0, 0, "was %s while runs were being saved to it",
		      *gone ? "deleted" : "renamed or replaced");
}

static void *writer_main(void *arg)
{
	struct recorder *r = arg;
	struct err err = ERR_INIT;
	struct block swap;
	int rc, sync, gone = 0;

	pthread_mutex_lock(&r->lock);
	for (;;) {
		wait_for_work(r);
		sync = sync_due(r);
		if (r->front.len == 0 && !sync)
			break;
		swap = r->front;
		r->front = r->back;
		r->back = swap;
		r->hurry = r->sync = 0;
		rc = r->failed;
		pthread_cond_broadcast(&r->done);	/* there is room again */
		pthread_mutex_unlock(&r->lock);

		if (rc == 0)
			rc = sync ? write_durably(r, &err) : writer_block(r->writer, &r->back, &err);
		if (rc == 0)
			rc = still_there(r, &gone, &err);

		pthread_mutex_lock(&r->lock);
		r->saved += r->back.records;
		if (rc == 0 && sync)
			r->durable = r->saved;
		if (rc >= 0)
			r->saved_runs += r->back.runs;
		else if (gone)
			r->saved_runs = 0;
		if (rc < 0 && !r->failed) {
			r->failed = rc;
			r->err = err;
		}
		record_clear(&r->back);
		pthread_cond_broadcast(&r->done);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* ---- opening ---- */

static struct recorder *recorder_new(const char *path)
{
	struct recorder *r = xcalloc(1, sizeof *r);

	r->path = xstrdup(path);
	r->next_run = 1;
	r->fd = -1;
	r->began_ns = clk_ns();
	pthread_mutex_init(&r->lock, NULL);
	cond_init(&r->work);
	r->synced_ns = cond_now_ns();
	pthread_cond_init(&r->done, NULL);
	return r;
}

static void recorder_free(struct recorder *r)
{
	writer_free(r->writer);
	db_close(r->db);
	if (r->fd >= 0)
		close(r->fd);
	record_release(&r->front);
	record_release(&r->back);
	for (size_t i = 0; i < r->n_cond; i++)
		free(r->cond[i].commands);
	free(r->cond);
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->work);
	pthread_cond_destroy(&r->done);
	free(r->path);
	free(r);
}

static struct declared *add_declared(struct recorder *r)
{
	XGROW(r->cond, r->cap_cond, r->n_cond + 1);
	memset(&r->cond[r->n_cond], 0, sizeof *r->cond);
	return &r->cond[r->n_cond++];
}

/* What an appended session holds already. */
static int recall_conditions(struct recorder *r, struct err *err)
{
	struct stmt *st;
	const char *commands, *hash;
	int64_t id, probes, outputs;
	int rc = db_prepare(&st, r->db, "SELECT id, commands, dataset, probes, outputs"
			    " FROM conditions ORDER BY id", err);

	while (rc == 0 && (rc = stmt_step(st, err)) == 1) {
		struct declared *d;

		if ((rc = col_int(st, 0, 1, UINT32_MAX, &id, err)) < 0 ||
		    (rc = col_text(st, 1, &commands, err)) < 0 ||
		    (rc = col_text(st, 2, &hash, err)) < 0 ||
		    (rc = col_int(st, 3, 0, UINT32_MAX, &probes, err)) < 0 ||
		    (rc = col_int(st, 4, 0, UINT32_MAX, &outputs, err)) < 0)
			break;
		d = add_declared(r);
		d->id = (uint32_t)id;
		d->n_pred = (size_t)probes * (size_t)outputs;
		d->hash = strtoull(hash, NULL, 16);
		d->commands = xstrdup(commands);
		rc = 0;
	}
	stmt_free(st);
	return rc;
}

/* One whole number and one real of a query, NULL as 0. */
static int ask(struct db *db, const char *sql, int64_t *n, double *x, struct err *err)
{
	struct stmt *st;
	int is_null, rc = db_prepare(&st, db, sql, err);

	if (rc == 0 && (rc = stmt_step(st, err)) == 1) {
		rc = col_opt_int(st, 0, 0, INT64_MAX / 8, n, &is_null, err);
		if (rc == 0)
			rc = col_opt_real(st, 1, x, err);
	}
	stmt_free(st);
	return rc;
}

/* A session that holds runs is of the same shard. */
static int recall_shard(struct recorder *r, struct err *err)
{
	struct str said = STR_INIT, own = STR_INIT;
	struct stmt *st;
	const char *text;
	int rc = db_prepare(&st, r->db, "SELECT value FROM meta WHERE key = 'shard'", err);

	if (rc == 0 && (rc = stmt_step(st, err)) == 1 && (rc = col_text(st, 0, &text, err)) == 0)
		str_add(&said, text);
	stmt_free(st);
	if (shard_is_part(r->shard))
		str_addf(&own, "%u/%u", (unsigned)r->shard.k, (unsigned)r->shard.n);
	if (rc == 0 && r->runs && strcmp(said.s, own.s) != 0)
		rc = err_at(err, ERR_STATE, r->path, 0, 0, "is %s%s, and these are %s%s",
			    said.len ? "shard " : "a session of all runs", said.s, own.len ? "shard " : "all runs", own.s);
	str_release(&said);
	str_release(&own);
	return rc;
}

static int recall(struct recorder *r, struct err *err)
{
	int64_t last = 0, runs = 0, n;
	double run_time = 0, event_time = 0, none;
	int rc;

	if ((rc = recall_conditions(r, err)) < 0 ||
	    (rc = ask(r->db, "SELECT id, time FROM runs ORDER BY id DESC LIMIT 1", &last,
		      &run_time, err)) < 0 ||
	    (rc = ask(r->db, "SELECT count(id), 0.0 FROM runs", &runs, &none, err)) < 0 ||
	    (rc = ask(r->db, "SELECT id, time FROM events ORDER BY id DESC LIMIT 1", &n,
		      &event_time, err)) < 0)
		return rc;
	r->next_run = (uint64_t)last + 1;
	r->runs = r->saved_runs = (uint64_t)runs;
	if ((rc = recall_shard(r, err)) < 0)
		return rc;
	r->began = event_time > run_time ? event_time : run_time;
	if (!(r->began >= 0 && r->began < 1e12))
		r->began = 0;
	return 0;
}

static int open_existing(struct recorder *r, const struct db_header *h, struct err *err)
{
	int rc = schema_accepts(h, r->path, err);

	r->appending = 1;
	if (rc == 0)
		rc = db_append(&r->db, r->path, err);
	if (rc == 0)
		rc = schema_check(r->db, h, err);
	if (rc == 0)
		rc = db_go_live(r->db, err);
	if (rc == 0)
		rc = schema_migrate(r->db, h->version, SCHEMA_VERSION, err);
	return rc < 0 ? rc : recall(r, err);
}

static int open_file(struct recorder *r, int append, struct err *err)
{
	struct db_header h;
	int rc = db_look(r->path, &h, err);

	if (rc < 0)
		return rc;
	switch (h.looks) {
	case DB_MISSING:
	case DB_EMPTY:
		return db_create(&r->db, r->path, err);
	case DB_SESSION:
		/* One that holds no run has nothing to lose: it is what is left where a
		 * program was killed in its first moments, or never came to train. */
		if (append || session_holds_no_run(r->path))
			return open_existing(r, &h, err);
		return err_at(err, ERR_STATE, r->path, 0, 0,
			      "is a session already: expected a new name, or -c beside -o to go on with it");
	default:
		return err_at(err, ERR_STATE, r->path, 0, 0,
			      "exists and is no reroll session: it will not be overwritten");
	}
}

/* Of one without runs that is gone on with, what it was before goes. */
static int write_shard(struct recorder *r, struct err *err)
{
	char text[32];

	if (!shard_is_part(r->shard))
		return r->appending ? db_exec(r->db, "DELETE FROM meta WHERE key = 'shard'", err) : 0;
	snprintf(text, sizeof text, "%u/%u", (unsigned)r->shard.k, (unsigned)r->shard.n);
	return writer_meta(r->writer, "shard", text, err);
}

static int write_meta(struct recorder *r, struct err *err)
{
	struct writer *w = r->writer;
	char build[160];
	int rc;

	snprintf(build, sizeof build, "%s, SQLite %s", __VERSION__, db_library_version());
	if ((rc = writer_meta(w, "clean", "0", err)) < 0 ||
	    (rc = writer_meta(w, "version", REROLL_VERSION, err)) < 0 ||
	    (rc = writer_meta(w, "build", build, err)) < 0 || (rc = write_shard(r, err)) < 0)
		return rc;
	return writer_meta_now(w, r->appending ? "continued" : "created", err);
}

/* With every signal blocked: they are the owner's. */
static int start_thread(struct recorder *r, struct err *err)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&r->thread, NULL, writer_main, r);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc ? err_set(err, ERR_IO, "no thread to record with: %s", strerror(rc)) : 0;
}

int recorder_open_shard(struct recorder **out, const char *path, struct shard s, int append, struct err *err)
{
	struct recorder *r = recorder_new(path);
	int rc;

	*out = NULL;
	r->shard = s;
	rc = open_file(r, append, err);
	if (rc == 0)
		rc = writer_new(&r->writer, r->db, err);
	if (rc == 0)
		rc = write_meta(r, err);
	if (rc == 0 && (r->fd = open(path, LOOK_ONLY | O_CLOEXEC)) < 0)
		rc = err_at(err, ERR_IO, path, 0, 0, "%s", strerror(errno));
	if (rc == 0)
		rc = start_thread(r, err);
	if (rc < 0) {
		recorder_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

int recorder_open(struct recorder **out, const char *path, int append, struct err *err)
{
	return recorder_open_shard(out, path, (struct shard){ 0, 0 }, append, err);
}

/* ---- queueing ---- */

/* Lock with room for so many bytes in front; a failure leaves it unlocked. */
static int lock_with_room(struct recorder *r, size_t bytes, struct err *err)
{
	pthread_mutex_lock(&r->lock);
	while (r->front.len && r->front.len + bytes > FRONT_BYTES && !r->failed) {
		r->hurry = 1;
		pthread_cond_signal(&r->work);
		pthread_cond_wait(&r->done, &r->lock);
	}
	if (!r->failed)
		return 0;
	if (err)
		*err = r->err;
	pthread_mutex_unlock(&r->lock);
	return r->failed;
}

/* Unlock after one more record; before is what the block held without it. */
static void unlock_queued(struct recorder *r, size_t before)
{
	int wake = before == 0 || (before < SWAP_BYTES && r->front.len >= SWAP_BYTES);

	r->queued++;
	pthread_mutex_unlock(&r->lock);
	if (wake)
		pthread_cond_signal(&r->work);
}

static struct declared *find_declared(struct recorder *r, uint32_t caller)
{
	if (r->last_cond < r->n_cond && r->cond[r->last_cond].caller == caller)
		return &r->cond[r->last_cond];
	for (size_t i = 0; i < r->n_cond; i++) {
		if (r->cond[i].caller == caller) {
			r->last_cond = i;
			return &r->cond[i];
		}
	}
	return NULL;
}

static int same_condition(const struct declared *d, const struct condition *c)
{
	return d->hash == c->problem.data->hash &&
	       strcmp(d->commands, c->commands ? c->commands : "") == 0;
}

/* The id asked for where the file has it free, else the next one. */
static uint32_t free_id(const struct recorder *r, uint32_t wanted)
{
	uint32_t next = 1;
	int taken = 0;

	for (size_t i = 0; i < r->n_cond; i++) {
		taken |= r->cond[i].id == wanted;
		if (r->cond[i].id >= next)
			next = r->cond[i].id + 1;
	}
	return taken ? next : wanted;
}

int recorder_condition(struct recorder *r, uint32_t id, const struct condition *c,
		       struct err *err)
{
	struct declared *d = id ? find_declared(r, id) : NULL;
	size_t before;
	int rc;

	if (id == 0 || (d && !same_condition(d, c)))
		return err_at(err, ERR_STATE, r->path, 0, 0,
			      "condition %u is another one already", id);
	if (d)
		return 0;
	if (c->commands && strlen(c->commands) > TEXT_BYTES_MAX)
		return err_at(err, ERR_LIMIT, r->path, 0, 0,
			      "a condition of more than %u bytes of commands", TEXT_BYTES_MAX);
	for (size_t i = 0; i < r->n_cond; i++) {	/* known from before */
		if (r->cond[i].caller == 0 && same_condition(&r->cond[i], c) &&
		    r->cond[i].n_pred == c->problem.n_pred) {
			r->cond[i].caller = id;
			return 0;
		}
	}
	rc = lock_with_room(r, sizeof(struct rec_condition), err);
	if (rc < 0)
		return rc;
	before = r->front.len;
	d = add_declared(r);
	d->id = free_id(r, id);		/* its own id is still 0 */
	d->caller = id;
	d->n_pred = c->problem.n_pred;
	d->hash = c->problem.data->hash;
	d->commands = xstrdup(c->commands ? c->commands : "");
	block_add_condition(&r->front, cond_row_new(d->id, c));
	unlock_queued(r, before);
	return 0;
}

double recorder_time(const struct recorder *r)
{
	return r->began + 1e-9 * (double)(clk_ns() - r->began_ns);
}

int recorder_run(struct recorder *r, const struct sample *s, struct err *err)
{
	const struct declared *d = s->condition ? find_declared(r, s->condition) : NULL;
	size_t bytes = block_run_bytes(s), before;
	double time = s->time > 0 ? s->time : recorder_time(r);
	int rc;

	if (!d || s->n_pred != d->n_pred || (s->n_pred && !s->pred) || (s->n_r2 && !s->r2) ||
	    (s->n_scores && !s->scores) || (s->epochs && !s->train))
		return err_at(err, ERR_STATE, r->path, 0, 0,
			      "a run of no condition that was declared (%u)", s->condition);
	if (bytes > RUN_BYTES_MAX)
		return err_at(err, ERR_LIMIT, r->path, 0, 0,
			      "a run of more than %u MB cannot be saved: expected fewer probes",
			      RUN_BYTES_MAX >> 20);
	rc = lock_with_room(r, bytes, err);
	if (rc < 0)
		return rc;
	before = r->front.len;
	block_add_run(&r->front, s, r->next_run++, d->id, time);
	unlock_queued(r, before);
	r->runs++;
	return 0;
}

int recorder_event(struct recorder *r, double time, const char *kind,
		   const char *text, struct err *err)
{
	size_t bytes = sizeof(struct rec_event) + strlen(kind) + strlen(text) + 2, before;
	int rc;

	if (bytes > TEXT_BYTES_MAX)
		return err_at(err, ERR_LIMIT, r->path, 0, 0, "an event of more than %u bytes",
			      TEXT_BYTES_MAX);
	rc = lock_with_room(r, bytes, err);
	if (rc < 0)
		return rc;
	before = r->front.len;
	block_add_event(&r->front, time >= 0 ? time : recorder_time(r), kind, text);
	unlock_queued(r, before);
	return 0;
}

/* ---- finishing ---- */

int recorder_sync(struct recorder *r, struct err *err)
{
	uint64_t target;
	int rc;

	pthread_mutex_lock(&r->lock);
	target = r->queued;
	while (r->durable < target && !r->failed) {
		r->hurry = r->sync = 1;
		pthread_cond_signal(&r->work);
		pthread_cond_wait(&r->done, &r->lock);
	}
	rc = r->failed;
	if (rc < 0 && err)
		*err = r->err;
	pthread_mutex_unlock(&r->lock);
	return rc;
}

int recorder_failed(struct recorder *r, struct err *err)
{
	int rc;

	pthread_mutex_lock(&r->lock);
	rc = r->failed;
	if (rc < 0 && err)
		*err = r->err;
	pthread_mutex_unlock(&r->lock);
	return rc;
}

int recorder_waits(struct recorder *r)
{
	int waits;

	pthread_mutex_lock(&r->lock);
	waits = r->saved < r->queued || r->failed;
	pthread_mutex_unlock(&r->lock);
	return waits;
}

int recorder_close(struct recorder *r, struct err *err)
{
	int rc, closed;

	if (!r)
		return 0;
	rc = recorder_sync(r, err);
	pthread_mutex_lock(&r->lock);
	r->closing = 1;
	pthread_cond_signal(&r->work);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	if (rc == 0)
		rc = writer_meta(r->writer, "clean", "1", err);
	writer_free(r->writer);
	r->writer = NULL;
	/* the first error is the one to tell */
	closed = db_finish(r->db, rc == 0 ? err : NULL);
	r->db = NULL;
	recorder_free(r);
	return rc < 0 ? rc : closed;
}

uint64_t recorder_runs(const struct recorder *r)
{
	return r->runs;
}

uint64_t recorder_saved_runs(struct recorder *r)
{
	uint64_t n;

	pthread_mutex_lock(&r->lock);
	n = r->saved_runs;
	pthread_mutex_unlock(&r->lock);
	return n;
}
