/*
 * session.c - opening a session as an untrusted file, and what it holds.
 *
 *     db_look -> schema_accepts -> db_read -> schema_check -> meta, conditions
 *
 * Whatever is small (meta, conditions) is read and checked at once and kept;
 * runs, curves and predictions are read when asked for, see rows.c.
 */
#include "store/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "dataset_int.h"
#include "db_int.h"
#include "record_int.h"
#include "schema_int.h"
#include "session_int.h"

#define OPEN_NS 10000000000u		/* enough to check what one may check at once */
#define CONDITIONS_MAX 1000000
#define META_MAX 1000
#define PRED_MAX (16u << 20)

int session_is(const char *path)
{
	struct db_header h;

	return db_look(path, &h, NULL) == 0 && h.looks == DB_SESSION;
}

/* ---- what is kept ---- */

static int read_meta(struct session *s, struct err *err)
{
	struct stmt *st;
	const char *key, *value;
	int rc = db_prepare(&st, s->db, "SELECT key, value FROM meta", err);

	while (rc == 0 && (rc = stmt_step(st, err)) == 1) {
		if ((rc = col_text(st, 0, &key, err)) < 0 ||
		    (rc = col_text(st, 1, &value, err)) < 0)
			break;
		if (s->n_meta == META_MAX) {
			rc = row_bad(st, "meta: more rows than a session has", err);
			break;
		}
		XGROW(s->meta, s->cap_meta, s->n_meta + 1);
		s->meta[s->n_meta].key = xstrdup(key);
		s->meta[s->n_meta++].value = xstrdup(value);
		rc = 0;
	}
	stmt_free(st);
	return rc;
}

/* Which shard it is, where it says so. */
static int read_shards(struct session *s, const char *path, struct err *err)
{
	const char *text = session_meta(s, "shard");

	if (!text || !shards_read(text, &s->shards, NULL))
		return 0;
	return err_at(err, ERR_INPUT, path, 0, 0, "meta.shard: '%s' is no shard K/N", text);
}

static int read_condition(struct session *s, struct stmt *st, struct err *err)
{
	const char *commands, *hash, *engine;
	int64_t id, probes, outputs;
	struct session_cond *c;
	int rc;

	if ((rc = col_int(st, 0, 1, UINT32_MAX, &id, err)) < 0 ||
	    (rc = col_text(st, 1, &commands, err)) < 0 ||
	    (rc = col_text(st, 2, &hash, err)) < 0 ||
	    (rc = col_text(st, 3, &engine, err)) < 0 ||
	    (rc = col_int(st, 4, 0, PRED_MAX, &probes, err)) < 0 ||
	    (rc = col_int(st, 5, 0, PRED_MAX, &outputs, err)) < 0)
		return rc;
	if (probes * outputs > PRED_MAX)
		return row_bad(st, "conditions: more predictions than a run can have", err);
	if (s->n_cond == CONDITIONS_MAX || (s->n_cond && id <= s->cond[s->n_cond - 1].id))
		return row_bad(st, "conditions: too many, or out of order", err);
	XGROW(s->cond, s->cap_cond, s->n_cond + 1);
	c = &s->cond[s->n_cond++];
	c->id = (uint32_t)id;
	c->commands = xstrdup(commands);
	c->hash = xstrdup(hash);
	c->engine = xstrdup(engine);
	c->external = strcmp(engine, EXTERNAL_ENGINE) == 0;
	c->n_probes = (uint32_t)probes;
	c->outputs = (uint32_t)outputs;
	c->n_pred = (size_t)(probes * outputs);
	return 0;
}

static int read_conditions(struct session *s, struct err *err)
{
	struct stmt *st;
	int rc = db_prepare(&st, s->db, "SELECT id, commands, dataset, engine, probes, outputs"
			    " FROM conditions ORDER BY id", err);

	while (rc == 0 && (rc = stmt_step(st, err)) == 1)
		rc = read_condition(s, st, err);
	stmt_free(st);
	return rc;
}

/* One number that a query gives; NULL is -1. */
static int ask_int(struct session *s, const char *sql, uint32_t id, int64_t *out, struct err *err)
{
	struct stmt *st;
	int is_null = 1, rc = db_prepare(&st, s->db, sql, err);

	if (rc == 0 && id)
		stmt_int(st, 1, id);
	if (rc == 0 && (rc = stmt_step(st, err)) == 1)
		rc = col_opt_int(st, 0, 0, INT64_MAX - 1, out, &is_null, err);
	if (is_null)
		*out = -1;
	stmt_free(st);
	return rc;
}

int session_open(struct session **out, const char *path, struct err *err)
{
	struct session *s = xcalloc(1, sizeof *s);
	struct db_header h;
	int64_t runs = 0;
	int rc = db_look(path, &h, err);

	*out = NULL;
	if (rc == 0)
		rc = schema_accepts(&h, path, err);
	if (rc == 0)
		rc = db_read(&s->db, path, &h, err);
	if (rc == 0) {
		db_deadline(s->db, OPEN_NS);
		rc = schema_check(s->db, &h, err);
	}
	if (rc == 0)
		rc = read_meta(s, err);
	if (rc == 0)
		rc = read_shards(s, path, err);
	if (rc == 0)
		rc = read_conditions(s, err);
	if (rc == 0)	/* not count(*), which no clock can interrupt */
		rc = ask_int(s, "SELECT count(id) FROM runs", 0, &runs, err);
	if (rc < 0) {
		session_close(s);
		return rc;
	}
	db_deadline(s->db, 0);
	s->runs = (uint64_t)runs;
	s->version = h.version;
	*out = s;
	return 0;
}

/* What a query says of a file that is looked into for nothing else; negative: nothing. */
static int64_t peek(const char *path, const char *sql)
{
	struct session s = { 0 };
	struct db_header h;
	int64_t answer = -1;
	int rc = db_look(path, &h, NULL);

	if (rc == 0)
		rc = schema_accepts(&h, path, NULL);
	if (rc == 0)
		rc = db_read(&s.db, path, &h, NULL);
	if (rc == 0) {
		db_deadline(s.db, OPEN_NS);
		rc = ask_int(&s, sql, 0, &answer, NULL);
	}
	db_close(s.db);
	return rc == 0 ? answer : -1;
}

int session_holds_no_run(const char *path)
{
	return peek(path, "SELECT EXISTS(SELECT 1 FROM runs)") == 0;
}

int session_is_shard(const char *path)
{
	return peek(path, "SELECT EXISTS(SELECT 1 FROM meta WHERE key = 'shard')") == 1;
}

void session_close(struct session *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_cond; i++) {
		free(s->cond[i].commands);
		free(s->cond[i].hash);
		free(s->cond[i].engine);
	}
	for (size_t i = 0; i < s->n_meta; i++) {
		free(s->meta[i].key);
		free(s->meta[i].value);
	}
	free(s->cond);
	free(s->meta);
	db_close(s->db);
	free(s);
}

/* ---- questions ---- */

size_t session_conditions(const struct session *s)
{
	return s->n_cond;
}

uint32_t session_condition(const struct session *s, size_t i, const char **commands)
{
	*commands = s->cond[i].commands;
	return s->cond[i].id;
}

const char *session_engine(const struct session *s, uint32_t id)
{
	const struct session_cond *c = session_find(s, id);

	return c ? c->engine : NULL;
}

uint64_t session_run_count(const struct session *s)
{
	return s->runs;
}

const struct shards *session_shards(const struct session *s)
{
	return &s->shards;
}

int session_shard(const struct session *s, struct shard *out, struct err *err)
{
	*out = (struct shard){ 0, 0 };
	if (!s->shards.n)
		return 0;
	if (shards_count(&s->shards) > 1)
		return err_at(err, ERR_STATE, db_path(s->db), 0, 0,
			      "shards %s of one session, merged: expected to go on with each, and merge them again",
			      session_meta(s, "shard"));
	*out = (struct shard){ (uint32_t)((const unsigned char *)memchr(s->shards.has, 1, s->shards.n) - s->shards.has),
			       s->shards.n };
	return 0;
}

int session_next_run(struct session *s, uint32_t id, uint64_t *next, struct err *err)
{
	int64_t last;
	int rc = ask_int(s, "SELECT max(number) FROM runs WHERE condition = ?", id, &last, err);

	*next = (uint64_t)(last + 1);
	return rc;
}

int session_length(struct session *s, double *seconds, struct err *err)
{
	struct stmt *st;
	int rc = db_prepare(&st, s->db, "SELECT max("
		"coalesce((SELECT time FROM runs ORDER BY id DESC LIMIT 1), 0),"
		"coalesce((SELECT time FROM events ORDER BY id DESC LIMIT 1), 0)) AS time", err);

	if (rc == 0 && (rc = stmt_step(st, err)) == 1)
		rc = col_real(st, 0, seconds, err);
	stmt_free(st);
	return rc;
}

const char *session_meta(const struct session *s, const char *key)
{
	for (size_t i = 0; i < s->n_meta; i++)
		if (strcmp(s->meta[i].key, key) == 0)
			return s->meta[i].value;
	return NULL;
}

struct dataset *session_dataset(struct session *s, uint32_t id, struct err *err)
{
	const struct session_cond *c = session_find(s, id);
	struct dataset *d = NULL;
	struct stmt *st;
	int rc;

	if (!c) {
		err_at(err, ERR_INPUT, db_path(s->db), 0, 0, "has no condition %u", id);
		return NULL;
	}
	rc = db_prepare(&st, s->db, DATASET_SELECT(s->version), err);
	if (rc < 0)
		return NULL;
	stmt_text(st, 1, c->hash);
	rc = stmt_step(st, err);
	if (rc == 1 && dataset_read(st, &d, err) == 0 && d && d->outputs != c->outputs) {
		dataset_unref(d);
		d = NULL;
		row_bad(st, "conditions.outputs: expected as many as the data set has", err);
	} else if (rc == 0) {
		row_bad(st, "conditions.dataset: there is no data set of that hash", err);
	}
	stmt_free(st);
	return d;
}

int session_runs(struct session *s, uint32_t id, sample_sink *sink, void *arg, struct err *err)
{
	struct sample sample;
	struct rows *rows;
	int rc = rows_new(&rows, s, id, err);

	while (rc == 0 && (rc = rows_next(rows, &sample, err)) == 1)
		rc = sink(arg, &sample) ? 2 : 0;
	rows_free(rows);
	return rc < 0 ? rc : 0;
}

int session_events(struct session *s, sample_sink *sink, void *arg, struct err *err)
{
	struct sample sample;
	struct events *events;
	int rc = events_new(&events, s, err);

	while (rc == 0 && (rc = events_next(events, &sample, err)) == 1)
		rc = sink(arg, &sample) ? 2 : 0;
	events_free(events);
	return rc < 0 ? rc : 0;
}
