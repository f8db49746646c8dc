/*
 * merge.c - several sessions become one, say those of a class.
 *
 * Each is opened as untrusted and read through the same checks as a replay;
 * nothing is copied that was not understood.  Files follow one another in
 * time: each begins where the one before ended.  Those that are shards of one come
 * together, where the first of them stands (merge_shards.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "dataset_int.h"
#include "db_int.h"
#include "data/data.h"
#include "merge_int.h"
#include "session_int.h"
#include "store/session.h"
#include "writer_int.h"

#define BLOCK_BYTES (2u << 20)

/* ---- runs that are in already ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

static uint32_t bits(float v)
{
	uint32_t w;

	memcpy(&w, &v, sizeof w);
	return w;
}

static uint64_t fingerprint(uint32_t condition, const struct sample *s)
{
	uint64_t h = mix(mix(0x2545f4914f6cdd1du, condition), s->run);

	for (int i = 0; i < SOURCE_SLOTS; i++)
		h = mix(h, s->levels.v[i]);
	h = mix(h, s->levels.off);
	/* of another training's runs equal levels say nothing: they may differ all the same */
	if (s->levels.off & LEVELS_EXTERNAL) {
		h = mix(h, bits(s->train_loss));
		h = mix(h, bits(s->test_loss));
		for (size_t i = 0; i < s->n_pred; i++)
			h = mix(h, bits(s->pred[i]));
	}
	return h ? h : 1;
}

static uint64_t *seen_slot(const struct seen *s, uint64_t key)
{
	size_t i = (size_t)key & (s->cap - 1);

	while (s->slot[i] && s->slot[i] != key)
		i = (i + 1) & (s->cap - 1);
	return &s->slot[i];
}

/* True where it was there before. */
static int seen_add(struct seen *s, uint64_t key)
{
	uint64_t *slot;

	if (2 * s->n >= s->cap) {
		struct seen bigger = { NULL, s->n, s->cap ? 2 * s->cap : 1024 };

		bigger.slot = xcalloc(bigger.cap, sizeof *bigger.slot);
		for (size_t i = 0; i < s->cap; i++)
			if (s->slot[i])
				*seen_slot(&bigger, s->slot[i]) = s->slot[i];
		free(s->slot);
		*s = bigger;
	}
	slot = seen_slot(s, key);
	if (*slot)
		return 1;
	*slot = key;
	s->n++;
	return 0;
}

/* ---- conditions ---- */

/* All widths of the lane engine give the same bits. */
int merge_same_engine(const char *a, const char *b)
{
	return strcmp(a, b) == 0 ||
	       (strncmp(a, "lanes", 5) == 0 && strncmp(b, "lanes", 5) == 0);
}

static const struct session_cond *find_same(const struct merge *m, const struct session_cond *c)
{
	for (size_t i = 0; i < m->n_cond; i++) {
		const struct session_cond *d = &m->cond[i];

		if (strcmp(d->commands, c->commands) == 0 && strcmp(d->hash, c->hash) == 0 &&
		    merge_same_engine(d->engine, c->engine) && d->n_probes == c->n_probes &&
		    d->outputs == c->outputs)
			return d;
	}
	return NULL;
}

static int copy_dataset(struct merge *m, struct session *s, const struct session_cond *c,
			size_t *features, struct err *err)
{
	struct dataset *d = NULL;
	struct stmt *st;
	int64_t n = 0;
	int rc = db_prepare(&st, s->db, DATASET_SELECT(s->version), err);

	if (rc < 0)
		return rc;
	stmt_text(st, 1, c->hash);
	rc = stmt_step(st, err);
	if (rc == 0)
		rc = row_bad(st, "conditions.dataset: there is no data set of that hash", err);
	if (rc == 1)
		rc = dataset_read(st, &d, err);
	if (rc == 0)
		rc = col_int(st, 3, 1, UINT32_MAX, &n, err);
	dataset_unref(d);
	if (rc == 0) {
		for (int i = 0; i < DATASET_N_COLUMNS; i++)
			stmt_copy(m->dataset, i + 1, st, i);
		rc = stmt_run(m->dataset, err);
	}
	*features = (size_t)n;
	stmt_free(st);
	return rc;
}

static int copy_probes(struct merge *m, struct session *s, const struct session_cond *c,
		       uint32_t id, size_t features, struct err *err)
{
	struct stmt *st;
	const void *x;
	size_t bytes;
	int64_t point, row;
	int rc = db_prepare(&st, s->db, "SELECT point, x, row FROM probes WHERE condition = ?"
			    " ORDER BY point", err);

	if (rc == 0)
		stmt_int(st, 1, c->id);
	while (rc == 0 && (rc = stmt_step(st, err)) == 1) {
		if ((rc = col_int(st, 0, 0, (int64_t)c->n_probes - 1, &point, err)) < 0 ||
		    (rc = col_opt_blob(st, 1, &x, &bytes, err)) < 0 ||
		    (rc = col_int(st, 2, 0, UINT32_MAX, &row, err)) < 0)
			break;
		if (x && bytes != features * 4) {
			rc = row_bad(st, "probes.x: expected one number for each feature", err);
			break;
		}
		stmt_int(m->probe, 1, id);
		stmt_int(m->probe, 2, point);
		stmt_blob(m->probe, 3, x, bytes);
		stmt_int(m->probe, 4, row);
		rc = stmt_run(m->probe, err);
	}
	stmt_free(st);
	return rc;
}

static int add_condition(struct merge *m, struct session *s, const struct session_cond *c,
			 struct err *err)
{
	struct session_cond *d;
	size_t features = 0;
	int rc;

	XGROW(m->cond, m->cap_cond, m->n_cond + 1);
	d = &m->cond[m->n_cond++];
	*d = *c;
	d->id = (uint32_t)m->n_cond;
	d->commands = xstrdup(c->commands);
	d->hash = xstrdup(c->hash);
	d->engine = xstrdup(c->engine);
	stmt_int(m->condition, 1, d->id);
	stmt_text(m->condition, 2, d->commands);
	stmt_text(m->condition, 3, d->hash);
	stmt_text(m->condition, 4, d->engine);
	stmt_int(m->condition, 5, d->n_probes);
	stmt_int(m->condition, 6, d->outputs);
	rc = stmt_run(m->condition, err);
	if (rc == 0)
		rc = writer_meta(m->writer, "engine", d->engine, err);
	if (rc == 0)
		rc = copy_dataset(m, s, c, &features, err);
	return rc < 0 ? rc : copy_probes(m, s, c, d->id, features, err);
}

int merge_conditions(struct merge *m, struct session *s, uint32_t *map, struct err *err)
{
	int rc = db_exec(m->db, "BEGIN", err);

	for (size_t i = 0; i < s->n_cond && rc == 0; i++) {
		const struct session_cond *d = find_same(m, &s->cond[i]);

		if (!d)
			rc = add_condition(m, s, &s->cond[i], err);
		map[i] = d ? d->id : (uint32_t)m->n_cond;
	}
	return rc < 0 ? rc : db_exec(m->db, "COMMIT", err);
}

/* ---- runs and events ---- */

int merge_flush(struct merge *m, struct err *err)
{
	int rc = m->block.len ? writer_block(m->writer, &m->block, err) : 0;

	record_clear(&m->block);
	return rc;
}

/* When something happened at t of the present file; moves the end. */
static double when(struct merge *m, double t)
{
	t += m->begin;
	if (t > m->end)
		m->end = t;
	return t;
}

int merge_run(struct merge *m, const struct sample *run, uint32_t id, struct err *err)
{
	if (seen_add(&m->seen, fingerprint(id, run)))
		return 0;
	block_add_run(&m->block, run, m->next_run++, id, when(m, run->time));
	return m->block.len > BLOCK_BYTES ? merge_flush(m, err) : 0;
}

static int copy_runs(struct merge *m, struct session *s, const uint32_t *map, struct err *err)
{
	struct sample run;
	struct rows *rows;
	int rc = rows_new(&rows, s, 0, err);

	while (rc == 0 && (rc = rows_next(rows, &run, err)) == 1) {
		rc = merge_run(m, &run, map[session_find(s, run.condition) - s->cond], err);
	}
	rows_free(rows);
	return rc;
}

/* The text of an event, in *out where it begins with the id of a condition that has
 * another one here; NULL: there is no such condition. */
static const char *event_text(const struct session *s, const uint32_t *map, const struct sample *e,
			      struct str *out)
{
	const struct session_cond *c;
	unsigned long long id;
	char *end;

	if (strcmp(e->what, "name") != 0 && strcmp(e->what, "pin") != 0 && strcmp(e->what, "sweep-of") != 0
	    && strcmp(e->what, "between") != 0 && strcmp(e->what, "blame") != 0)
		return e->text;
	id = strtoull(e->text, &end, 10);
	c = id && id <= UINT32_MAX && *end == ' ' ? session_find(s, (uint32_t)id) : NULL;
	if (!c)
		return NULL;
	str_clear(out);
	str_addf(out, "%u%s", (unsigned)map[c - s->cond], end);
	return out->s;
}

/* Is kind among the words of a list that begins and ends with a blank? */
static int among(const char *kind, const char *list)
{
	const size_t n = strlen(kind);

	for (const char *p = list; n && (p = strstr(p, kind)) != NULL; p++)
		if (p > list && p[-1] == ' ' && p[n] == ' ')
			return 1;
	return 0;
}

int merge_events(struct merge *m, struct session *s, const uint32_t *map, const char *path,
		 const char *leave, struct err *err)
{
	struct sample e;
	struct events *events;
	struct str from = STR_INIT;
	int rc = events_new(&events, s, err);

	str_addf(&from, "merged from %s", path);
	block_add_event(&m->block, m->begin, "note", from.s);
	while (rc == 0 && (rc = events_next(events, &e, err)) == 1) {
		const char *text = among(e.what, leave) ? NULL : event_text(s, map, &e, &from);

		if (text)
			block_add_event(&m->block, when(m, e.time), e.what, text);
		rc = m->block.len > BLOCK_BYTES ? merge_flush(m, err) : 0;
	}
	str_release(&from);
	events_free(events);
	return rc;
}

static int add_session(struct merge *m, const char *path, struct err *err)
{
	struct session *s;
	uint32_t *map;
	int rc = session_open(&s, path, err);

	if (rc < 0)
		return rc;
	map = xcalloc(s->n_cond + 1, sizeof *map);
	m->begin = m->end;
	rc = merge_conditions(m, s, map, err);
	if (rc == 0)
		rc = merge_events(m, s, map, path, "", err);
	if (rc == 0)
		rc = copy_runs(m, s, map, err);
	if (rc == 0)
		rc = merge_flush(m, err);
	free(map);
	session_close(s);
	return rc;
}

/* ---- the whole ---- */

static int merge_open(struct merge *m, const char *out, struct err *err)
{
	struct db_header h;
	int rc = db_look(out, &h, err);

	if (rc == 0 && h.looks != DB_MISSING && h.looks != DB_EMPTY)
		rc = err_at(err, ERR_STATE, out, 0, 0, "exists: expected a new name");
	if (rc == 0)
		rc = db_create(&m->db, out, err);
	if (rc == 0)
		rc = writer_new(&m->writer, m->db, err);
	if (rc == 0)
		rc = db_prepare(&m->condition, m->db, "INSERT INTO conditions(id, commands,"
				" dataset, engine, probes, outputs) VALUES(?,?,?,?,?,?)", err);
	if (rc == 0)
		rc = db_prepare(&m->dataset, m->db, DATASET_INSERT, err);
	if (rc == 0)
		rc = db_prepare(&m->probe, m->db, "INSERT INTO probes(condition, point, x, row)"
				" VALUES(?,?,?,?)", err);
	return rc;
}

static int merge_meta(struct merge *m, size_t n, struct err *err)
{
	struct str part = STR_INIT;
	char merged[32];
	int rc = 0;

	shards_text(&m->shards, &part);
	if (m->shards.n && shards_count(&m->shards) < m->shards.n)
		rc = writer_meta(m->writer, "shard", part.s, err);
	str_release(&part);
	if (rc < 0)
		return rc;

	snprintf(merged, sizeof merged, "%zu", n);
	if ((rc = writer_meta(m->writer, "version", REROLL_VERSION, err)) < 0 ||
	    (rc = writer_meta_now(m->writer, "created", err)) < 0 ||
	    (rc = writer_meta(m->writer, "merged", merged, err)) < 0)
		return rc;
	return writer_meta(m->writer, "clean", "1", err);
}

static int merge_close(struct merge *m, int rc, struct err *err)
{
	int closed = 0;

	stmt_free(m->condition);
	stmt_free(m->dataset);
	stmt_free(m->probe);
	writer_free(m->writer);
	if (rc == 0)
		closed = db_finish(m->db, err);
	else
		db_close(m->db);
	for (size_t i = 0; i < m->n_cond; i++) {
		free(m->cond[i].commands);
		free(m->cond[i].hash);
		free(m->cond[i].engine);
	}
	free(m->cond);
	free(m->seen.slot);
	record_release(&m->block);
	return rc < 0 ? rc : closed;
}

static int add_all(struct merge *m, const char *const *in, size_t n, struct err *err)
{
	const char **shard = xcalloc(n + 1, sizeof *shard);
	char *is_shard = xcalloc(n + 1, 1);
	size_t found = 0, done = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		is_shard[i] = session_is_shard(in[i]) != 0;
		if (is_shard[i])
			shard[found++] = in[i];
	}
	for (size_t i = 0; i < n && rc == 0; i++) {
		if (!is_shard[i])
			rc = add_session(m, in[i], err);
		else if (!done++)
			rc = merge_shards(m, shard, found, err);
	}
	free(shard);
	free(is_shard);
	return rc;
}

int session_merge(const char *const *in, size_t n, const char *out, struct str *said, struct err *err)
{
	struct merge m = { .next_run = 1, .said = said };
	int rc = merge_open(&m, out, err), made = m.db != NULL;

	if (rc == 0)
		rc = add_all(&m, in, n, err);
	if (rc == 0)
		rc = merge_meta(&m, n, err);
	rc = merge_close(&m, rc, err);
	if (rc < 0 && made)
		db_remove(out);
	return rc < 0 ? rc : m.incomplete;
}
