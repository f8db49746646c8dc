/*
 * db_int.h - SQLite, as much of it as a session needs.
 *
 * db.c is the only file that includes sqlite3.h.  Every refusal names the file
 * and says in one line what is wrong; db_fail turns the last SQLite error of
 * a connection into that line.  A connection and its statements belong to one
 * thread at a time.
 */
#ifndef STORE_DB_INT_H
#define STORE_DB_INT_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct db;
struct stmt;

#define DB_HEADER_BYTES 100

/* What the first 100 bytes of a file say, read before SQLite trusts them. */
enum db_looks {
	DB_MISSING,		/* no such file */
	DB_EMPTY,		/* a regular file of no bytes */
	DB_OTHER,		/* anything else */
	DB_SESSION,		/* an SQLite file with this program's application_id */
};
struct db_header {
	enum db_looks looks;
	int32_t version;	/* user_version */
	int wal;		/* the file says write-ahead log */
	uint64_t size;
};
/* Look at path through SQLite's own file layer (a plain open and close would
 * drop the locks of a session that this process records).  Never opens what is
 * not a regular file.  Fails only where the system refuses. */
int db_look(const char *path, struct db_header *out, struct err *err);

/* Create path, which is missing or empty, with the newest schema, and go live. */
int db_create(struct db **out, const char *path, struct err *err);
/* Open a session, on guard, to go on with it after schema_check. */
int db_append(struct db **out, const char *path, struct err *err);
/* Take the file for writing: refused while any other connection has it open.
 * What an interrupted writer left is brought in; then WAL until db_finish. */
int db_go_live(struct db *db, struct err *err);
/* Open read-only as an untrusted file and hold one snapshot of it.  h is
 * what db_look said. */
int db_read(struct db **out, const char *path, const struct db_header *h, struct err *err);
/* A private database in memory. */
int db_memory(struct db **out, struct err *err);
/* Leave one file, no log beside it, and close.  db may be NULL. */
int db_finish(struct db *db, struct err *err);
/* Close as it is.  db may be NULL. */
void db_close(struct db *db);

/* Remove a file that db_create made, and what is beside it. */
void db_remove(const char *path);

const char *db_path(const struct db *db);
/* Interrupt any statement that still runs this long from now; 0: never. */
void db_deadline(struct db *db, uint64_t ns);
int db_exec(struct db *db, const char *sql, struct err *err);
/* Set *err from the connection's last error; returns its code. */
int db_fail(struct db *db, struct err *err);

/* *out is NULL on failure; stmt_free takes NULL. */
int db_prepare(struct stmt **out, struct db *db, const char *sql, struct err *err);
void stmt_free(struct stmt *st);
/* 1: a row, 0: done (and reset), negative: an error (and reset). */
int stmt_step(struct stmt *st, struct err *err);
void stmt_reset(struct stmt *st);
/* Step a statement that gives no row. */
int stmt_run(struct stmt *st, struct err *err);

/* Parameters count from 1.  Text and blobs are borrowed until the next reset;
 * NULL binds NULL, and so does a real that is not a number. */
void stmt_int(struct stmt *st, int i, int64_t v);
void stmt_real(struct stmt *st, int i, double v);
void stmt_text(struct stmt *st, int i, const char *s);
void stmt_blob(struct stmt *st, int i, const void *p, size_t bytes);
void stmt_null(struct stmt *st, int i);
/* A column as it is. */
void stmt_copy(struct stmt *to, int i, struct stmt *from, int col);

/*
 * Columns count from 0 and are taken for what they should be, never
 * converted: each returns 0, or an error that names the column where the type
 * or the range is another.  The optional forms also take NULL: *is_null says
 * so, reals become NaN, text and blobs NULL.
 */
int col_int(struct stmt *st, int i, int64_t lo, int64_t hi, int64_t *out, struct err *err);
int col_opt_int(struct stmt *st, int i, int64_t lo, int64_t hi, int64_t *out,
		int *is_null, struct err *err);
int col_real(struct stmt *st, int i, double *out, struct err *err);
int col_opt_real(struct stmt *st, int i, double *out, struct err *err);
/* Borrowed until the next step. */
int col_text(struct stmt *st, int i, const char **out, struct err *err);
int col_opt_text(struct stmt *st, int i, const char **out, struct err *err);
int col_blob(struct stmt *st, int i, const void **out, size_t *bytes, struct err *err);
int col_opt_blob(struct stmt *st, int i, const void **out, size_t *bytes, struct err *err);
/* Where a row went wrong otherwise. */
int row_bad(struct stmt *st, const char *what, struct err *err);

/* "3.40.1" */
const char *db_library_version(void);

#endif
