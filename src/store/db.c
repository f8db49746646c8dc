/*
 * db.c - SQLite behind one door.
 *
 * Three ways in, by what is known of the file:
 *
 *     db_create, db_append   ours to write: WAL while live
 *     db_read                somebody's file: read-only, on guard
 *
 * On guard means what https://sqlite.org/security.html advises: the header is
 * looked at before SQLite opens the file; defensive mode, no trusted schema,
 * no triggers, no views; cells checked as pages are read; nothing mapped into
 * memory; every limit set low; a clock that interrupts.
 *
 * An interrupted session has a -wal file with the newest runs in it.  SQLite
 * reads it where it stands if it may make its -shm file beside it.  Where it
 * may not (a read-only folder, a log that went missing, a rollback journal
 * left by a crash at the moment of closing), the file and its log are copied
 * to a private folder, opened there and unlinked at once.  Reading never
 * changes the file, and a rollback journal, which can name other files to
 * delete, is never acted on.
 */
#include "db_int.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "schema_int.h"

#define READ_LENGTH_MAX (64 << 20)	/* a value, in bytes */
#define PROGRESS_OPS 4000		/* between two looks at the clock */
#define BUSY_MS 500
#define PRAGMAS_WRITE \
	"PRAGMA synchronous=NORMAL; PRAGMA secure_delete=OFF;" \
	"PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=1000;" \
	"PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF;"

struct db {
	sqlite3 *h;
	char *path;			/* as the user named it */
	uint64_t deadline;		/* of clk_ns; 0: none */
};

struct stmt {
	sqlite3_stmt *s;
	struct db *db;
};

/* ---- errors ---- */

static int sys_fail(struct err *err, const char *path, const char *what)
{
	return err_at(err, ERR_IO, path, 0, 0, "%s: %s", what, strerror(errno));
}

/* Writing takes more than the file: its log is made beside it. */
static int may_write(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct str folder = STR_INIT;
	int rc = 0;

	if (access(path, W_OK) < 0 && errno != ENOENT)
		return sys_fail(err, path, "cannot be written");
	str_addn(&folder, slash ? path : ".", !slash || slash == path ? 1 : (size_t)(slash - path));
	if (access(folder.s, W_OK | X_OK) < 0)
		rc = err_at(err, ERR_IO, path, 0, 0, "no file can be made in %s%s: %s",
			    slash ? "the folder " : "this folder", slash ? folder.s : "", strerror(errno));
	str_release(&folder);
	return rc;
}

int db_fail(struct db *db, struct err *err)
{
	int rc = db->h ? sqlite3_errcode(db->h) : SQLITE_NOMEM;
	int sys = db->h ? sqlite3_system_errno(db->h) : 0;
	const char *why = sys ? strerror(sys) : sqlite3_errstr(rc);

	switch (rc & 0xff) {
	case SQLITE_FULL:
		return err_at(err, ERR_IO, db->path, 0, 0,
			      "the disk is full; what was saved before can still be read");
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
	case SQLITE_AUTH:
		if ((rc & 0xff) == SQLITE_READONLY && may_write(db->path, err) < 0)
			return ERR_IO;
		return err_at(err, ERR_IO, db->path, 0, 0,
			      "cannot be opened here: %s", why);
	case SQLITE_IOERR:
		return err_at(err, ERR_IO, db->path, 0, 0,
			      "reading or writing failed: %s; what was saved before can still be read",
			      why);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_at(err, ERR_STATE, db->path, 0, 0, "is in use by another program");
	case SQLITE_INTERRUPT:
		return err_at(err, ERR_LIMIT, db->path, 0, 0,
			      "takes too long to read; is it damaged?");
	case SQLITE_TOOBIG:
		return err_at(err, ERR_LIMIT, db->path, 0, 0,
			      "holds a value larger than %d MB", READ_LENGTH_MAX >> 20);
	case SQLITE_NOMEM:
		return err_at(err, ERR_LIMIT, db->path, 0, 0, "needs more memory than there is");
	default:
		return err_at(err, ERR_INPUT, db->path, 0, 0, "is damaged: %s",
			      db->h ? sqlite3_errmsg(db->h) : why);
	}
}

/* ---- looking before opening ---- */

/* A name that SQLite cannot take for a URI, ":memory:" or an option. */
static char *plain_path(const char *path)
{
	struct str s = STR_INIT;

	if (path[0] != '/')
		str_add(&s, "./");
	str_add(&s, path);
	return str_detach(&s);
}

static char *beside(const char *path, const char *suffix)
{
	struct str s = STR_INIT;

	str_add(&s, path);
	str_add(&s, suffix);
	return str_detach(&s);
}

/* Bytes of a regular file, 0 where there is none. */
static uint64_t file_bytes(const char *path, const char *suffix)
{
	char *p = beside(path, suffix);
	struct stat st;
	uint64_t n = 0;

	if (stat(p, &st) == 0 && S_ISREG(st.st_mode))
		n = (uint64_t)st.st_size;
	free(p);
	return n;
}

/* Through SQLite's file layer: it delays the close() of a file on which this process
 * holds POSIX locks, and close() would drop them all. */
static int read_head(const char *path, unsigned char head[DB_HEADER_BYTES])
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	char *plain = plain_path(path), *full;
	sqlite3_file *f;
	int rc, flags = 0;

	/* names end in two NULs here, as SQLite wants of its own */
	full = xcalloc(1, (size_t)vfs->mxPathname + 16);
	f = xcalloc(1, (size_t)vfs->szOsFile);
	rc = vfs->xFullPathname(vfs, plain, vfs->mxPathname + 1, full);
	if ((rc & 0xff) == SQLITE_OK)
		rc = vfs->xOpen(vfs, full, f, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, &flags);
	if (rc == SQLITE_OK) {
		rc = f->pMethods->xRead(f, head, DB_HEADER_BYTES, 0);
		if (rc == SQLITE_IOERR_SHORT_READ)	/* the rest is zeros */
			rc = SQLITE_OK;
	}
	if (f->pMethods)
		f->pMethods->xClose(f);
	free(f);
	free(full);
	free(plain);
	return rc == SQLITE_OK ? 0 : -1;
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

int db_look(const char *path, struct db_header *out, struct err *err)
{
	unsigned char head[DB_HEADER_BYTES] = { 0 };
	struct stat st;

	memset(out, 0, sizeof *out);
	if (stat(path, &st) < 0) {
		if (errno == ENOENT && path[0]) {
			out->looks = DB_MISSING;
			return 0;
		}
		return sys_fail(err, path, "cannot be read");
	}
	out->looks = DB_OTHER;
	if (!S_ISREG(st.st_mode))	/* a FIFO would make us wait, a device is no session */
		return 0;
	out->size = (uint64_t)st.st_size;
	if (out->size == 0) {
		out->looks = DB_EMPTY;
		return 0;
	}
	if (access(path, R_OK) < 0)
		return sys_fail(err, path, "cannot be read");
	if (read_head(path, head) < 0)
		return err_at(err, ERR_IO, path, 0, 0, "cannot be read");
	if (memcmp(head, "SQLite format 3", 16) == 0 && be32(head + 68) == SCHEMA_APPLICATION_ID) {
		out->looks = DB_SESSION;
		out->version = (int32_t)be32(head + 60);
		out->wal = head[19] == 2;
	}
	return 0;
}

/* ---- opening ---- */

static int on_progress(void *arg)
{
	struct db *db = arg;

	return db->deadline && clk_ns() > db->deadline;
}

static struct db *db_new(const char *path)
{
	struct db *db = xcalloc(1, sizeof *db);

	db->path = xstrdup(path);
	return db;
}

static int open_handle(struct db *db, const char *path, int flags, struct err *err)
{
	char *plain = plain_path(path);
	int rc = sqlite3_open_v2(plain, &db->h, flags | SQLITE_OPEN_NOMUTEX, NULL);

	free(plain);
	if (rc != SQLITE_OK)
		return db_fail(db, err);
	sqlite3_extended_result_codes(db->h, 1);
	sqlite3_busy_timeout(db->h, BUSY_MS);
	return 0;
}

/* Everything that SQLite offers against a file that means harm. */
static int guard(struct db *db, struct err *err)
{
	static const struct { int id, value; } limit[] = {
		{ SQLITE_LIMIT_LENGTH, READ_LENGTH_MAX }, { SQLITE_LIMIT_SQL_LENGTH, 100000 },
		{ SQLITE_LIMIT_COLUMN, 100 }, { SQLITE_LIMIT_EXPR_DEPTH, 20 },
		{ SQLITE_LIMIT_COMPOUND_SELECT, 3 }, { SQLITE_LIMIT_VDBE_OP, 25000 },
		{ SQLITE_LIMIT_FUNCTION_ARG, 8 }, { SQLITE_LIMIT_ATTACHED, 0 },
		{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50 }, { SQLITE_LIMIT_VARIABLE_NUMBER, 500 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 }, { SQLITE_LIMIT_WORKER_THREADS, 0 },
	};

	for (size_t i = 0; i < sizeof limit / sizeof *limit; i++)
		sqlite3_limit(db->h, limit[i].id, limit[i].value);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_progress_handler(db->h, PROGRESS_OPS, on_progress, db);
	return db_exec(db, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
		       "PRAGMA temp_store=MEMORY", err);
}

/* A session without anything in it, as the bytes of its file: made in memory, so that a
 * program that is killed leaves none or a whole one, never the beginning of one. */
static unsigned char *empty_session(sqlite3_int64 *n, struct err *err)
{
	unsigned char *image = NULL;
	struct db *db;
	int rc = db_memory(&db, err);

	if (rc == 0)
		rc = db_exec(db, "PRAGMA page_size=32768", err);
	if (rc == 0)
		rc = schema_migrate(db, 0, SCHEMA_VERSION, err);
	if (rc == 0) {
		image = sqlite3_serialize(db->h, "main", n, 0);
		if (!image)
			err_set(err, ERR_IO, "out of memory");
	}
	db_close(db);
	return image;
}

static int write_empty(int fd, const char *path, struct err *err)
{
	sqlite3_int64 n = 0, done = 0;
	unsigned char *image = empty_session(&n, err);
	int rc = image ? 0 : ERR_IO;

	while (rc == 0 && done < n) {
		ssize_t put = write(fd, image + done, (size_t)(n - done));

		if (put > 0)
			done += put;
		else if (put == 0 || errno != EINTR)
			rc = errno == ENOSPC || put == 0 ? err_at(err, ERR_IO, path, 0, 0, "the disk is full")
				: sys_fail(err, path, "cannot be written");
	}
	sqlite3_free(image);
	if (rc == 0 && fsync(fd) < 0 && errno != EINVAL)	/* EINVAL: what cannot be synced */
		rc = sys_fail(err, path, "cannot be written");
	return rc;
}

/* The folder that a file is in; caller frees. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str folder = STR_INIT;

	str_addn(&folder, slash ? path : ".", !slash || slash == path ? 1 : (size_t)(slash - path));
	return str_detach(&folder);
}

/* That a file has its name, too, is to outlive a power cut.  Folders that cannot be synced are
 * none of ours to complain of. */
static void sync_folder(const char *path)
{
	char *folder = folder_of(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

/* A file that gets its name when it is whole, where the system can do that: 1, 0 where it
 * cannot (nothing has been done), or an error. */
static int create_whole(const char *path, struct err *err)
{
	int rc = 0;
#ifdef O_TMPFILE
	char *folder = folder_of(path), self[64];
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);

	free(folder);
	if (fd < 0)
		return 0;
	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	rc = write_empty(fd, path, err);
	if (rc == 0)
		rc = linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
	close(fd);
#else
	(void)path;
	(void)err;
#endif
	return rc;
}

int db_create(struct db **out, const char *path, struct err *err)
{
	struct db *db = db_new(path);
	struct stat st;
	int fd, made, whole, rc;

	*out = NULL;
	/* An empty file can have lost nothing to a journal beside it. */
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0 && file_bytes(path, "-journal")) {
		char *journal = beside(path, "-journal");

		unlink(journal);
		free(journal);
	}
	if (file_bytes(path, "-wal") || file_bytes(path, "-journal")) {
		rc = err_at(err, ERR_STATE, path, 0, 0,
			    "a -wal or -journal file of another database is beside it, in the way");
		db_close(db);
		return rc;
	}
	rc = stat(path, &st) < 0 && errno == ENOENT ? create_whole(path, err) : 0;
	if (rc < 0) {
		db_close(db);
		return rc;
	}
	whole = rc;
	fd = open(path, O_RDWR | (whole ? 0 : O_CREAT | O_EXCL) | O_CLOEXEC, 0666);
	made = fd >= 0;
	if (!made && !whole && errno == EEXIST)
		fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		int why = errno;

		rc = why == EACCES ? may_write(path, err) : 0;
		errno = why;
		if (rc == 0)
			rc = sys_fail(err, path, "cannot be created");
		db_close(db);
		return rc;
	}
	rc = whole ? 0 : write_empty(fd, path, err);
	if (rc < 0 && !made && ftruncate(fd, 0) < 0)
		rc = ERR_IO;	/* what failed before is told */
	close(fd);
	sync_folder(path);
	if (rc == 0)
		rc = open_handle(db, path, SQLITE_OPEN_READWRITE, err);
	if (rc == 0)
		rc = db_go_live(db, err);
	if (rc < 0) {
		db_close(db);
		if (made)
			db_remove(path);
		return rc;
	}
	*out = db;
	return 0;
}

/* A rollback journal that ends in this names another file, which SQLite may
 * come to delete on recovery.  Ours never do. */
static int journal_names_another(const char *path)
{
	static const unsigned char magic[8] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
	uint64_t n = file_bytes(path, "-journal");
	unsigned char end[8];
	char *name;
	int fd, bad = 0;

	if (n < sizeof end)
		return 0;
	name = beside(path, "-journal");
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	free(name);
	if (fd < 0)
		return 1;
	bad = pread(fd, end, sizeof end, (off_t)(n - sizeof end)) != sizeof end ||
	      memcmp(end, magic, sizeof magic) == 0;
	close(fd);
	return bad;
}

int db_append(struct db **out, const char *path, struct err *err)
{
	struct db *db = db_new(path);
	int rc;

	*out = NULL;
	if (journal_names_another(path)) {
		rc = err_at(err, ERR_INPUT, path, 0, 0,
			    "the -journal file beside it was not made by reroll");
		goto fail;
	}
	rc = may_write(path, err);
	if (rc < 0)
		goto fail;
	rc = open_handle(db, path, SQLITE_OPEN_READWRITE, err);
	if (rc < 0 || (rc = guard(db, err)) < 0)
		goto fail;
	*out = db;
	return 0;
fail:
	db_close(db);
	return rc;
}

/* Checkpoint, and take the -wal and -shm files away. */
static int leave_wal(struct db *db, struct err *err)
{
	struct stmt *st;
	int rc = db_prepare(&st, db, "PRAGMA journal_mode=DELETE", err);

	if (rc == 0)
		rc = stmt_run(st, err);
	stmt_free(st);
	return rc;
}

int db_go_live(struct db *db, struct err *err)
{
	struct stmt *st;
	const char *mode = "";
	/* leaving WAL mode needs the file for ourselves: that is the test for
	 * another recorder, and it brings in what an interrupted one left */
	int rc = leave_wal(db, err);

	if (rc == 0)
		rc = db_exec(db, PRAGMAS_WRITE, err);
	if (rc < 0 || (rc = db_prepare(&st, db, "PRAGMA journal_mode=WAL", err)) < 0)
		return rc;
	rc = stmt_step(st, err);
	if (rc == 1 && (col_text(st, 0, &mode, err) < 0 || strcmp(mode, "wal") != 0))
		rc = err_at(err, ERR_IO, db->path, 0, 0,
			    "this file system cannot hold a write-ahead log");
	stmt_free(st);
	return rc < 0 ? rc : 0;
}

static int copy_file(const char *from, const char *to, struct err *err)
{
	char buf[65536];
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK), outfd = -1, rc = 0;
	ssize_t n = 0;

	if (in < 0)
		return sys_fail(err, from, "cannot be read");
	outfd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (outfd < 0)
		rc = sys_fail(err, to, "cannot be created");
	while (rc == 0 && (n = read(in, buf, sizeof buf)) > 0)
		if (write(outfd, buf, (size_t)n) != n)
			rc = sys_fail(err, to, "cannot be written");
	if (rc == 0 && n < 0)
		rc = sys_fail(err, from, "cannot be read");
	close(in);
	if (outfd >= 0 && close(outfd) < 0 && rc == 0)
		rc = sys_fail(err, to, "cannot be written");
	return rc;
}

/* First touch of the file: takes the snapshot that all later reads share. */
static int begin_snapshot(struct db *db, struct err *err)
{
	int rc = guard(db, err);

	return rc < 0 ? rc : db_exec(db, "BEGIN; SELECT count(*) FROM sqlite_schema", err);
}

/* Open a copy of path and its log that nobody else can see. */
static int read_copy(struct db *db, const char *path, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	char *dir, *file, *wal_from, *wal_to, *shm;
	int rc;

	dir = beside(tmp && *tmp ? tmp : "/tmp", "/reroll-XXXXXX");
	if (!mkdtemp(dir)) {
		rc = sys_fail(err, dir, "a private copy is needed and cannot be made");
		free(dir);
		return rc;
	}
	file = beside(dir, "/session");
	wal_from = beside(path, "-wal");
	wal_to = beside(file, "-wal");
	shm = beside(file, "-shm");
	rc = copy_file(path, file, err);
	if (rc == 0 && file_bytes(path, "-wal"))
		rc = copy_file(wal_from, wal_to, err);
	if (rc == 0)
		rc = open_handle(db, file, SQLITE_OPEN_READWRITE, err);
	if (rc == 0)
		rc = begin_snapshot(db, err);
	unlink(file);		/* the open descriptors keep it */
	unlink(wal_to);
	unlink(shm);
	rmdir(dir);
	free(file);
	free(wal_from);
	free(wal_to);
	free(shm);
	free(dir);
	return rc;
}

int db_read(struct db **out, const char *path, const struct db_header *h, struct err *err)
{
	struct db *db = db_new(path);
	struct err in_place = ERR_INIT;
	int rc = -1, kind = SQLITE_CANTOPEN;

	*out = NULL;
	/* a file that says WAL and has no log: SQLite would make one beside it */
	if (!h->wal || file_bytes(path, "-wal")) {
		rc = open_handle(db, path, SQLITE_OPEN_READONLY, &in_place);
		if (rc == 0)
			rc = begin_snapshot(db, &in_place);
		if (rc < 0 && db->h)
			kind = sqlite3_errcode(db->h) & 0xff;
		if (rc < 0 && kind != SQLITE_CANTOPEN && kind != SQLITE_READONLY && err)
			*err = in_place;
	}
	if (rc < 0 && (kind == SQLITE_CANTOPEN || kind == SQLITE_READONLY)) {
		sqlite3_close(db->h);
		db->h = NULL;
		rc = read_copy(db, path, err);
	}
	if (rc < 0) {
		db_close(db);
		return rc;
	}
	*out = db;
	return 0;
}

int db_memory(struct db **out, struct err *err)
{
	struct db *db = db_new("memory");
	int rc = sqlite3_open_v2(":memory:", &db->h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	*out = NULL;
	if (rc != SQLITE_OK) {
		rc = db_fail(db, err);
		db_close(db);
		return rc;
	}
	*out = db;
	return 0;
}

int db_finish(struct db *db, struct err *err)
{
	struct err busy = ERR_INIT;
	int rc;

	if (!db)
		return 0;
	rc = leave_wal(db, &busy);
	/* a reader in another program keeps the log: it is whole all the same */
	if (rc == ERR_STATE)
		rc = 0;
	else if (rc < 0 && err)
		*err = busy;
	db_close(db);
	return rc;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	sqlite3_close(db->h);
	free(db->path);
	free(db);
}

void db_remove(const char *path)
{
	static const char *const suffix[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
		char *p = beside(path, suffix[i]);

		unlink(p);
		free(p);
	}
}

const char *db_path(const struct db *db)
{
	return db->path;
}

void db_deadline(struct db *db, uint64_t ns)
{
	db->deadline = ns ? clk_ns() + ns : 0;
}

int db_exec(struct db *db, const char *sql, struct err *err)
{
	return sqlite3_exec(db->h, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : db_fail(db, err);
}

/* ---- statements ---- */

int db_prepare(struct stmt **out, struct db *db, const char *sql, struct err *err)
{
	struct stmt *st = xcalloc(1, sizeof *st);

	st->db = db;
	*out = st;
	if (sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &st->s, NULL) == SQLITE_OK)
		return 0;
	free(st);
	*out = NULL;
	return db_fail(db, err);
}

void stmt_free(struct stmt *st)
{
	if (!st)
		return;
	sqlite3_finalize(st->s);
	free(st);
}

int stmt_step(struct stmt *st, struct err *err)
{
	int rc = sqlite3_step(st->s);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		rc = db_fail(st->db, err);
	else
		rc = 0;
	sqlite3_reset(st->s);
	return rc;
}

void stmt_reset(struct stmt *st)
{
	sqlite3_reset(st->s);
}

int stmt_run(struct stmt *st, struct err *err)
{
	int rc = stmt_step(st, err);

	if (rc > 0)
		sqlite3_reset(st->s);
	return rc < 0 ? rc : 0;
}

void stmt_int(struct stmt *st, int i, int64_t v)
{
	sqlite3_bind_int64(st->s, i, v);
}

void stmt_real(struct stmt *st, int i, double v)
{
	sqlite3_bind_double(st->s, i, v);
}

void stmt_text(struct stmt *st, int i, const char *s)
{
	sqlite3_bind_text(st->s, i, s, -1, SQLITE_STATIC);
}

void stmt_blob(struct stmt *st, int i, const void *p, size_t bytes)
{
	sqlite3_bind_blob64(st->s, i, p, bytes, SQLITE_STATIC);
}

void stmt_null(struct stmt *st, int i)
{
	sqlite3_bind_null(st->s, i);
}

void stmt_copy(struct stmt *to, int i, struct stmt *from, int col)
{
	sqlite3_bind_value(to->s, i, sqlite3_column_value(from->s, col));
}

/* ---- columns ---- */

int row_bad(struct stmt *st, const char *what, struct err *err)
{
	return err_at(err, ERR_INPUT, st->db->path, 0, 0, "%s", what);
}

static int col_bad(struct stmt *st, int i, const char *expected, struct err *err)
{
	return err_at(err, ERR_INPUT, st->db->path, 0, 0, "column %s: expected %s",
		      sqlite3_column_name(st->s, i), expected);
}

int col_opt_int(struct stmt *st, int i, int64_t lo, int64_t hi, int64_t *out,
		int *is_null, struct err *err)
{
	char expected[80];
	int64_t v;

	*is_null = sqlite3_column_type(st->s, i) == SQLITE_NULL;
	*out = 0;
	if (*is_null)
		return 0;
	v = sqlite3_column_int64(st->s, i);
	if (sqlite3_column_type(st->s, i) == SQLITE_INTEGER && v >= lo && v <= hi) {
		*out = v;
		return 0;
	}
	snprintf(expected, sizeof expected, "a whole number from %lld to %lld",
		 (long long)lo, (long long)hi);
	return col_bad(st, i, expected, err);
}

int col_int(struct stmt *st, int i, int64_t lo, int64_t hi, int64_t *out, struct err *err)
{
	int is_null, rc = col_opt_int(st, i, lo, hi, out, &is_null, err);

	return rc == 0 && is_null ? col_bad(st, i, "a whole number", err) : rc;
}

int col_opt_real(struct stmt *st, int i, double *out, struct err *err)
{
	int type = sqlite3_column_type(st->s, i);

	*out = NAN;
	if (type == SQLITE_NULL)
		return 0;
	if (type != SQLITE_FLOAT && type != SQLITE_INTEGER)
		return col_bad(st, i, "a number", err);
	*out = sqlite3_column_double(st->s, i);
	return 0;
}

int col_real(struct stmt *st, int i, double *out, struct err *err)
{
	int rc = col_opt_real(st, i, out, err);

	return rc == 0 && isnan(*out) ? col_bad(st, i, "a number", err) : rc;
}

int col_opt_text(struct stmt *st, int i, const char **out, struct err *err)
{
	int type = sqlite3_column_type(st->s, i);
	const char *s;

	*out = NULL;
	if (type == SQLITE_NULL)
		return 0;
	if (type != SQLITE_TEXT)
		return col_bad(st, i, "text", err);
	s = (const char *)sqlite3_column_text(st->s, i);
	if (!s)
		return db_fail(st->db, err);
	if (strlen(s) != (size_t)sqlite3_column_bytes(st->s, i))
		return col_bad(st, i, "text without NUL characters", err);
	*out = s;
	return 0;
}

int col_text(struct stmt *st, int i, const char **out, struct err *err)
{
	int rc = col_opt_text(st, i, out, err);

	return rc == 0 && !*out ? col_bad(st, i, "text", err) : rc;
}

int col_opt_blob(struct stmt *st, int i, const void **out, size_t *bytes, struct err *err)
{
	int type = sqlite3_column_type(st->s, i);

	*out = NULL;
	*bytes = 0;
	if (type == SQLITE_NULL)
		return 0;
	if (type != SQLITE_BLOB)
		return col_bad(st, i, "a blob of 32-bit numbers", err);
	*out = sqlite3_column_blob(st->s, i);
	*bytes = (size_t)sqlite3_column_bytes(st->s, i);
	if (!*out) {		/* an empty blob, or no memory */
		if (*bytes)
			return db_fail(st->db, err);
		*out = "";
	}
	return 0;
}

int col_blob(struct stmt *st, int i, const void **out, size_t *bytes, struct err *err)
{
	int rc = col_opt_blob(st, i, out, bytes, err);

	return rc == 0 && !*out ? col_bad(st, i, "a blob of 32-bit numbers", err) : rc;
}

const char *db_library_version(void)
{
	return sqlite3_libversion();
}
