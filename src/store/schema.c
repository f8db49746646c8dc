/*
 * schema.c - one list of steps makes the tables, and tells a true file.
 *
 * step[i] takes a file from version i to i + 1; a new file takes them all.
 * What a file may contain is what the steps make: schema_check runs them in
 * memory and compares the two sqlite_schema tables text by text, so that no
 * second description can fall out of date and nothing unexpected gets through.
 */
#include "schema_int.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "db_int.h"

/* Pages of files up to this size are all checked before anything is read;
 * of larger ones those of the small tables, the others as they are read. */
#define CHECK_ALL_BYTES (64u << 20)

static const char *const step[SCHEMA_VERSION] = {
	/* 0 -> 1 */
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT);"
	"CREATE TABLE datasets(hash TEXT PRIMARY KEY, name TEXT, rows INTEGER,"
	" features INTEGER, outputs INTEGER, x BLOB, y BLOB, kind TEXT, height INTEGER,"
	" width INTEGER, channels INTEGER, chronological INTEGER, test REAL,"
	" dropped INTEGER, feature_names TEXT, output_names TEXT, notes TEXT, path TEXT);"
	"CREATE TABLE conditions(id INTEGER PRIMARY KEY, commands TEXT, dataset TEXT,"
	" engine TEXT, probes INTEGER, outputs INTEGER);"
	"CREATE TABLE probes(condition INTEGER, point INTEGER, x BLOB, row INTEGER,"
	" PRIMARY KEY(condition, point));"
	"CREATE TABLE runs(id INTEGER PRIMARY KEY, condition INTEGER, init INTEGER,"
	" shuffle INTEGER, batch INTEGER, optimizer TEXT, dropout INTEGER, split INTEGER,"
	" nudge INTEGER, rounding INTEGER, train_loss REAL, test_loss REAL, accuracy REAL,"
	" diverged INTEGER, seconds REAL, number INTEGER, epochs INTEGER, updates INTEGER,"
	" time REAL);"
	"CREATE TABLE curves(run INTEGER, kind TEXT, x BLOB, y BLOB, place INTEGER PRIMARY KEY);"
	"CREATE TABLE predictions(run INTEGER PRIMARY KEY, p BLOB);"
	"CREATE TABLE events(time REAL, kind TEXT, text TEXT, id INTEGER PRIMARY KEY);",
	/* 1 -> 2: what a run is judged by; NULL in the runs of before */
	"ALTER TABLE runs ADD COLUMN data_loss REAL;"
	"ALTER TABLE runs ADD COLUMN data_accuracy REAL;"
	"ALTER TABLE runs ADD COLUMN constant_loss REAL;"
	"ALTER TABLE runs ADD COLUMN constant_accuracy REAL;"
	"ALTER TABLE runs ADD COLUMN r2 BLOB;",
	/* 2 -> 3: its scores (engine/scores.h); likewise */
	"ALTER TABLE runs ADD COLUMN balanced_accuracy REAL;"
	"ALTER TABLE runs ADD COLUMN macro_f1 REAL;"
	"ALTER TABLE runs ADD COLUMN auc REAL;"
	"ALTER TABLE runs ADD COLUMN mae BLOB;",
	/* 3 -> 4: when the rows of a series are; NULL in data sets of before */
	"ALTER TABLE datasets ADD COLUMN row_time BLOB;"
	"ALTER TABLE datasets ADD COLUMN time_name TEXT;"
	"ALTER TABLE datasets ADD COLUMN time_unit TEXT;",
	/* 4 -> 5: all levels of a training that is not ours; NULL in runs of ours */
	"ALTER TABLE runs ADD COLUMN levels BLOB;"
};

int schema_migrate(struct db *db, int from, int to, struct err *err)
{
	char sql[96];
	int rc = from == to ? 0 : db_exec(db, "BEGIN IMMEDIATE", err);

	if (rc < 0 || from == to)
		return rc;
	for (int v = from; rc == 0 && v < to; v++)
		rc = db_exec(db, step[v], err);
	snprintf(sql, sizeof sql, "PRAGMA application_id=%u; PRAGMA user_version=%d; COMMIT",
		 SCHEMA_APPLICATION_ID, to);
	if (rc == 0)
		rc = db_exec(db, sql, err);
	if (rc < 0)
		db_exec(db, "ROLLBACK", NULL);
	return rc;
}

int schema_accepts(const struct db_header *h, const char *path, struct err *err)
{
	if (h->looks == DB_MISSING)
		return err_at(err, ERR_INPUT, path, 0, 0, "no such file");
	if (h->looks != DB_SESSION)
		return err_at(err, ERR_INPUT, path, 0, 0,
			      "not a reroll session: expected a file that reroll saved");
	if (h->version > SCHEMA_VERSION)
		return err_at(err, ERR_INPUT, path, 0, 0,
			      "a session of version %d, made by a newer reroll: this one reads version %d",
			      (int)h->version, SCHEMA_VERSION);
	if (h->version < 1)
		return err_at(err, ERR_INPUT, path, 0, 0,
			      "a session of version %d: expected 1 to %d", (int)h->version,
			      SCHEMA_VERSION);
	return 0;
}

static int check_pages(struct db *db, const char *pragma, struct err *err)
{
	struct stmt *st;
	const char *said = "";
	int rc = db_prepare(&st, db, pragma, err);

	if (rc < 0)
		return rc;
	rc = stmt_step(st, err);
	if (rc == 1 && (rc = col_text(st, 0, &said, err)) == 0 && strcmp(said, "ok") != 0)
		rc = err_at(err, ERR_INPUT, db_path(db), 0, 0, "is damaged: %.120s", said);
	stmt_free(st);
	return rc;
}

static int quick_check(struct db *db, uint64_t size, struct err *err)
{
	static const char *const small[] = {
		"PRAGMA quick_check(meta)", "PRAGMA quick_check(datasets)",
		"PRAGMA quick_check(conditions)", "PRAGMA quick_check(probes)",
		"PRAGMA quick_check(events)",
	};
	int rc = 0;

	if (size <= CHECK_ALL_BYTES)
		return check_pages(db, "PRAGMA quick_check(1)", err);
	for (size_t i = 0; rc == 0 && i < sizeof small / sizeof *small; i++)
		rc = check_pages(db, small[i], err);
	return rc;
}

#define SCHEMA_ROWS "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name, type"

/* Rows of both side by side; both have them in the same order. */
static int same_objects(struct stmt *have, struct stmt *want, struct err *err)
{
	const char *h[4], *w[4];
	char what[200];
	int more_h, more_w, rc = 0;

	for (;;) {
		more_h = stmt_step(have, err);
		more_w = stmt_step(want, err);
		if (more_h < 0 || more_w < 0)
			return more_h < 0 ? more_h : more_w;
		if (!more_h && !more_w)
			return 0;
		if (!more_h)
			return row_bad(have, "not a whole session: a table is missing", err);
		for (int i = 0; i < 4 && rc == 0; i++)
			rc = col_opt_text(have, i, &h[i], err);
		if (rc < 0)
			return rc;
		for (int i = 0; i < 4 && more_w && rc == 0; i++)
			rc = col_opt_text(want, i, &w[i], err);
		if (rc < 0)
			return rc;
		for (int i = 0; i < 4; i++) {
			if (more_w && !h[i] == !w[i] && (!h[i] || strcmp(h[i], w[i]) == 0))
				continue;
			snprintf(what, sizeof what, "unexpected %.40s '%.60s': "
				 "a session has only the tables that reroll made",
				 h[0] ? h[0] : "object", h[1] ? h[1] : "");
			return row_bad(have, what, err);
		}
	}
}

int schema_check(struct db *db, const struct db_header *h, struct err *err)
{
	struct stmt *have = NULL, *want = NULL;
	struct db *model = NULL;
	int rc = db_memory(&model, err);

	if (rc == 0)
		rc = schema_migrate(model, 0, h->version, err);
	if (rc == 0)
		rc = db_prepare(&want, model, SCHEMA_ROWS, err);
	if (rc == 0)
		rc = db_prepare(&have, db, SCHEMA_ROWS, err);
	if (rc == 0)
		rc = same_objects(have, want, err);
	stmt_free(have);
	stmt_free(want);
	db_close(model);
	return rc < 0 ? rc : quick_check(db, h->size, err);
}
