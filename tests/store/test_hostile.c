/*
 * test_hostile.c - files that are not what they say: one line, never a crash,
 * nothing run, nothing written.
 */
#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is no session ---- */

static int open_only(const char *path, struct err *err)
{
	struct session *s;
	int rc = session_open(&s, path, err);

	assert_int_equal(rc == 0, s != NULL);
	session_close(s);
	return rc;
}

static void what_is_no_session(void **state)
{
	const char *text = fx_path("t.reroll"), *db = fx_path("db.reroll"), *fifo = fx_path("fifo");
	const char *named = fx_path("named.reroll");

	(void)state;
	fx_write_file(text, "free init\nrun 100\n", 18);
	fx_sql(db, "CREATE TABLE runs(id)");
	fx_sql(named, "PRAGMA application_id = 1381125196");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	FX_REFUSED(open_only(fx_path("absent"), err), ERR_INPUT, "no such file");
	FX_REFUSED(open_only(text, err), ERR_INPUT, "not a reroll session");
	FX_REFUSED(open_only(db, err), ERR_INPUT, "not a reroll session");
	FX_REFUSED(open_only(fifo, err), ERR_INPUT, "not a reroll session");
	FX_REFUSED(open_only(fx_path("."), err), ERR_INPUT, "not a reroll session");
	FX_REFUSED(open_only("/dev/zero", err), ERR_INPUT, "not a reroll session");
	FX_REFUSED(open_only(named, err), ERR_INPUT, "version 0");
	fx_write_file(text, "", 0);
	FX_REFUSED(open_only(text, err), ERR_INPUT, "not a reroll session");
	fx_sql(named, "PRAGMA user_version = 1");
	FX_REFUSED(open_only(named, err), ERR_INPUT, "missing");
	fx_sql(named, "PRAGMA user_version = -5");
	FX_REFUSED(open_only(named, err), ERR_INPUT, "version -5");
	fx_sql(named, "PRAGMA user_version = 99");
	FX_REFUSED(open_only(named, err), ERR_INPUT, "newer");
}

static void a_name_on_two_lines_is_one_line(void **state)
{
	struct err err = ERR_INIT;
	char line[900];

	(void)state;
	assert_int_equal(open_only("no\nsuch\033[31m", &err), ERR_INPUT);
	err_format(&err, line, sizeof line);
	assert_null(strchr(line, '\n'));
	assert_null(strchr(line, '\033'));
}

/* ---- a schema that is more than tables ---- */

static void only_our_tables(void **state)
{
	static const char *const sql[] = {
		"CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM events; END",
		"CREATE VIEW v AS SELECT * FROM runs",
		"DROP TABLE events; CREATE VIEW events AS SELECT 1.0 AS time, 'a' AS kind,"
			" 'b' AS text, 1 AS id",
		"CREATE VIRTUAL TABLE f USING fts5(x)",
		"DROP TABLE events; CREATE VIRTUAL TABLE events USING rtree(id, time, kind)",
		"DROP TABLE events; CREATE TABLE events(time REAL, kind TEXT,"
			" text TEXT AS (hex(zeroblob(100000000))), id INTEGER PRIMARY KEY)",
		"DROP TABLE events; CREATE TABLE events(time REAL, kind TEXT CHECK(abs(id) > 0),"
			" text TEXT, id INTEGER PRIMARY KEY)",
		"CREATE INDEX i ON runs(abs(id))",
		"CREATE TABLE extra(x)",
		"DROP TABLE probes",
		"ALTER TABLE runs RENAME COLUMN time TO moment",
	};
	const char *path = fx_path("schema.reroll");

	(void)state;
	for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
		struct recorder *r;

		fx_session(path);
		fx_sql(path, sql[i]);
		FX_REFUSED(open_only(path, err), ERR_INPUT, i == 9 ? "" : "unexpected");
		FX_REFUSED(recorder_open(&r, path, 1, err), ERR_INPUT, i == 9 ? "" : "unexpected");
	}
}

/* ---- values that cannot be ---- */

static int ignore(void *arg, const struct sample *s)
{
	volatile float sum = 0;

	(void)arg;
	/* touch every byte, for the sanitizers */
	for (size_t i = 0; i < s->n_pred && s->pred; i++)
		sum += s->pred[i];
	for (size_t i = 0; i < s->epochs; i++)
		sum += (s->train ? s->train[i] : 0) + (s->test ? s->test[i] : 0) +
		       (s->acc ? s->acc[i] : 0);
	if (s->text)
		sum += (float)strlen(s->text);
	(void)sum;
	return 0;
}

/* All that there is to read; the first error. */
static int read_all(const char *path, struct err *err)
{
	struct session *s;
	int rc = session_open(&s, path, err);

	for (size_t i = 0; rc == 0 && i < session_conditions(s); i++) {
		const char *commands;
		uint32_t id = session_condition(s, i, &commands);
		struct err data = ERR_INIT;
		struct dataset *d = session_dataset(s, id, &data);

		if (data.code && err) {
			assert_null(d);
			*err = data;
		}
		rc = data.code;
		dataset_unref(d);
	}
	if (rc == 0)
		rc = session_events(s, ignore, NULL, err);
	if (rc == 0)
		rc = session_runs(s, 0, ignore, NULL, err);
	session_close(s);
	return rc;
}

static void values_that_cannot_be(void **state)
{
	static const char *const cases[][2] = {
		{ "UPDATE runs SET epochs = -3 WHERE id = 2", "epochs" },
		{ "UPDATE runs SET epochs = 4294967295 WHERE id = 2", "run 2" },
		{ "UPDATE runs SET epochs = 1e300 WHERE id = 2", "epochs" },
		{ "UPDATE runs SET epochs = 'ten' WHERE id = 2", "epochs" },
		{ "UPDATE runs SET epochs = NULL WHERE id = 2", "epochs" },
		{ "UPDATE runs SET epochs = 9 WHERE id = 2", "another length" },
		{ "UPDATE runs SET mae = x'00000000ff' WHERE id = 2", "mean absolute errors" },
		{ "UPDATE runs SET mae = 3 WHERE id = 2", "mae" },
		{ "UPDATE runs SET auc = 'good' WHERE id = 2", "auc" },
		{ "UPDATE runs SET condition = 77 WHERE id = 2", "run 2" },
		{ "UPDATE runs SET condition = 2 WHERE id = 2", "run 2" },
		{ "UPDATE runs SET id = -id WHERE id = 2", "id" },
		{ "UPDATE runs SET id = 9223372036854775807 WHERE id = 15", "id" },
		{ "UPDATE runs SET number = -1 WHERE id = 2", "number" },
		{ "UPDATE runs SET init = NULL WHERE id = 2", "init" },
		{ "UPDATE runs SET init = 4294967296 WHERE id = 2", "init" },
		{ "UPDATE runs SET init = 1.5 WHERE id = 2", "init" },
		{ "UPDATE runs SET batch = 0 WHERE id = 2", "batch" },
		{ "UPDATE runs SET optimizer = 'rm -rf' WHERE id = 2", "optimizer" },
		{ "UPDATE runs SET optimizer = 3 WHERE id = 2", "optimizer" },
		{ "UPDATE runs SET optimizer = NULL WHERE id = 2", "optimizer" },
		{ "UPDATE runs SET train_loss = 'low' WHERE id = 2", "train_loss" },
		{ "UPDATE runs SET accuracy = x'00' WHERE id = 2", "accuracy" },
		{ "UPDATE runs SET diverged = 2 WHERE id = 2", "diverged" },
		{ "UPDATE runs SET time = -1 WHERE id = 2", "time" },
		{ "UPDATE runs SET time = 1e999 WHERE id = 2", "time" },
		{ "UPDATE runs SET seconds = NULL WHERE id = 2", "seconds" },
		{ "UPDATE curves SET y = x'0000' WHERE run = 2", "another length" },
		{ "UPDATE curves SET x = x'' WHERE run = 2", "another length" },
		{ "UPDATE curves SET y = zeroblob(60000000) WHERE place = 8", "another length" },
		{ "UPDATE curves SET y = 'text' WHERE run = 2", "column y" },
		{ "UPDATE curves SET y = NULL WHERE run = 2", "column y" },
		{ "UPDATE curves SET kind = 'test' WHERE place = 8", "not its own" },
		{ "UPDATE curves SET run = 3 WHERE place = 8", "not its own" },
		{ "UPDATE curves SET place = 11 WHERE place = 8", "not its own" },
		{ "DELETE FROM curves WHERE run = 2", "no curve" },
		{ "DELETE FROM predictions WHERE run = 2", "no predictions" },
		{ "UPDATE predictions SET p = x'00000000' WHERE run = 2", "number of predictions" },
		{ "UPDATE predictions SET p = 7 WHERE run = 2", "column p" },
		{ "UPDATE conditions SET probes = -1", "probes" },
		{ "UPDATE conditions SET probes = 16000000, outputs = 16000000", "more predictions" },
		{ "UPDATE conditions SET outputs = 4 WHERE id = 1", "outputs" },
		{ "UPDATE conditions SET commands = NULL", "commands" },
		{ "UPDATE conditions SET commands = x'66'", "commands" },
		{ "UPDATE conditions SET commands = 'a' || char(0) || 'b'", "NUL" },
		{ "UPDATE conditions SET id = id + 4294967295", "id" },
		{ "UPDATE conditions SET dataset = 'none'", "no data set" },
		{ "DELETE FROM datasets", "no data set" },
		{ "UPDATE datasets SET rows = 21 WHERE name = 'article'", "rows x features" },
		{ "UPDATE datasets SET rows = 4294967295 WHERE name = 'article'", "rows x features" },
		{ "UPDATE datasets SET rows = 0", "rows" },
		{ "UPDATE datasets SET features = 65536, height = 65536, width = 65536,"
			" channels = 65536", "height x width" },
		{ "UPDATE datasets SET height = 2 WHERE name = 'article'", "height x width" },
		{ "UPDATE datasets SET kind = 'other' WHERE name = 'article'", "kind" },
		{ "UPDATE datasets SET kind = 'classes' WHERE name = 'article'", "no data set can" },
		{ "UPDATE datasets SET kind = 'binary' WHERE name = 'article'", "no data set can" },
		{ "UPDATE datasets SET kind = 'binary' WHERE name = 'kinds'", "binary" },
		{ "UPDATE datasets SET x = zeroblob(240) WHERE name = 'article'", "hash" },
		{ "UPDATE datasets SET x = CAST(x'0000c07f' || zeroblob(236) AS BLOB)"
			" WHERE name = 'article'", "no data set can" },
		{ "UPDATE datasets SET y = NULL WHERE name = 'article'", "rows x features" },
		{ "UPDATE datasets SET test = 1", "test" },
		{ "UPDATE datasets SET test = 'a'", "test" },
		{ "UPDATE datasets SET feature_names = '[1,2,3]' WHERE name = 'article'", "text" },
		{ "UPDATE datasets SET feature_names = '[\"a\"]' WHERE name = 'article'", "list" },
		{ "UPDATE datasets SET feature_names = '{\"a\":1}' WHERE name = 'article'", "list" },
		{ "UPDATE datasets SET feature_names = '[[[[' WHERE name = 'article'", "list" },
		{ "UPDATE datasets SET row_time = zeroblob(152) WHERE name = 'article'", "a number for each row" },
		{ "UPDATE datasets SET row_time = zeroblob(161) WHERE name = 'article'", "a number for each row" },
		{ "UPDATE datasets SET row_time = NULL WHERE name = 'article'", "a number for each row" },
		{ "UPDATE datasets SET time_name = NULL WHERE name = 'article'", "a number for each row" },
		{ "UPDATE datasets SET time_unit = 'none' WHERE name = 'article'", "time_unit" },
		{ "UPDATE datasets SET row_time = CAST(x'000000000000f07f' || zeroblob(152) AS BLOB)"
			" WHERE name = 'article'", "finite" },
		{ "UPDATE events SET time = 'noon'", "time" },
		{ "UPDATE events SET time = -1", "time" },
		{ "UPDATE events SET kind = NULL", "kind" },
		{ "UPDATE events SET text = 5.5 WHERE id = 2; UPDATE events SET text = x'31'", "text" },
		{ "UPDATE meta SET value = NULL", "value" },
		{ "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000)"
			" INSERT INTO meta SELECT i, i FROM n", "more rows" },
	};
	const char *good = fx_path("good.reroll"), *path = fx_path("values.reroll");

	(void)state;
	fx_session(good);
	FX_OK(read_all(good, err));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = ERR_INIT;
		char line[900];

		fx_copy_file(good, path);
		fx_sql(path, cases[i][0]);
		if (read_all(path, &err) != ERR_INPUT || !strstr(err.text, cases[i][1]))
			fail_msg("%s: %s", cases[i][0], err_format(&err, line, sizeof line));
	}
}

static void a_value_too_large_is_refused(void **state)
{
	const char *path = fx_path("toobig.reroll");

	(void)state;
	fx_session(path);
	fx_sql(path, "UPDATE events SET text = CAST(zeroblob(70000000) AS TEXT) WHERE id = 1");
	FX_REFUSED(read_all(path, err), ERR_LIMIT, "larger than 64 MB");
}

/* ---- pages that cannot be ---- */

static void files_cut_short(void **state)
{
	const char *good = fx_path("whole.reroll"), *path = fx_path("cut.reroll");
	size_t n;
	unsigned char *p;

	(void)state;
	fx_session(good);
	p = fx_read_file(good, &n);
	for (size_t cut = 1; cut < n; cut += cut < 200 ? 7 : 8111) {
		struct err err = ERR_INIT;

		fx_write_file(path, p, cut);
		assert_int_equal(read_all(path, &err), ERR_INPUT);
		assert_true(err.text[0]);
	}
	free(p);
}

/* A small generator of its own: the same damage everywhere. */
static uint32_t next(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

/* Flipped bytes: read, or refused in one line; never anything else. */
static void bytes_changed_at_random(void **state)
{
	const char *good = fx_path("sound.reroll"), *path = fx_path("flip.reroll");
	uint32_t x = 2463534242u;
	unsigned char *p, *q;
	int refused = 0;
	size_t n;

	(void)state;
	fx_session(good);
	p = fx_read_file(good, &n);
	q = malloc(n);
	for (int i = 0; i < 300; i++) {
		struct err err = ERR_INIT;

		memcpy(q, p, n);
		for (uint32_t k = 1 + next(&x) % 8; k; k--) {
			/* most of a page is unused: aim at its head or tail */
			uint32_t page = next(&x) % (uint32_t)(n / 32768);
			uint32_t off = next(&x) % 600;

			q[page * 32768 + (next(&x) & 1 ? off : 32767 - off)] = (unsigned char)next(&x);
		}
		fx_write_file(path, q, n);
		fx_remove(fx_path("flip.reroll-wal"));
		if (read_all(path, &err) < 0) {
			assert_true(err.text[0]);
			refused++;
		}
	}
	assert_true(refused > 100);
	free(p);
	free(q);
}

/* A session whose log is garbage is read as it was before the log. */
static void a_log_of_garbage(void **state)
{
	const char *path = fx_path("log.reroll");
	unsigned char junk[40000];
	uint32_t x = 7;

	(void)state;
	for (size_t i = 0; i < sizeof junk; i++)
		junk[i] = (unsigned char)next(&x);
	fx_session(path);
	fx_sql(path, "PRAGMA journal_mode=WAL");
	fx_write_file(fx_path("log.reroll-wal"), junk, sizeof junk);
	FX_OK(read_all(path, err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_session),
		cmocka_unit_test(a_name_on_two_lines_is_one_line),
		cmocka_unit_test(only_our_tables),
		cmocka_unit_test(values_that_cannot_be),
		cmocka_unit_test(a_value_too_large_is_refused),
		cmocka_unit_test(files_cut_short),
		cmocka_unit_test(bytes_changed_at_random),
		cmocka_unit_test(a_log_of_garbage),
	};

	return cmocka_run_group_tests(tests, fx_setup, fx_teardown);
}
