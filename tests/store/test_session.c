/*
 * test_session.c - what is recorded is what is read, whatever happens between.
 */
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clk.h"

/* ---- there and back ---- */

struct expect {
	uint32_t tag;
	uint64_t next;
	size_t n_pred, seen;
	double time;
};

static int check_run(void *arg, const struct sample *got)
{
	struct expect *e = arg;
	struct fx_run want;

	if (e->tag)
		assert_int_equal(got->condition, e->tag);
	fx_run_make(&want, got->condition, e->next++, e->n_pred);
	fx_assert_run(got, &want.s);
	fx_run_release(&want);
	assert_true(got->time >= e->time);
	e->time = got->time;
	e->seen++;
	return 0;
}

static void expect_runs(struct session *s, uint32_t tag, size_t n_pred, uint64_t first, size_t n)
{
	struct expect e = { .tag = tag, .next = first, .n_pred = n_pred };

	FX_OK(session_runs(s, tag, check_run, &e, err));
	assert_int_equal(e.seen, n);
}

static int count_run(void *arg, const struct sample *got)
{
	(void)got;
	return ++*(size_t *)arg == 7;
}

static void runs_come_back_to_the_bit(void **state)
{
	const char *path = fx_path("back.reroll"), *commands;
	struct session *s;
	size_t n = 0;

	(void)state;
	fx_session(path);
	assert_false(fx_exists(path, "-wal") || fx_exists(path, "-shm") ||
		     fx_exists(path, "-journal"));
	assert_true(session_is(path));
	FX_OK(session_open(&s, path, err));
	assert_int_equal(session_run_count(s), 15);
	assert_int_equal(session_conditions(s), 2);
	assert_int_equal(session_condition(s, 0, &commands), 1);
	assert_string_equal(commands, "data article\nfree init");
	assert_int_equal(session_condition(s, 1, &commands), 2);
	assert_string_equal(commands, "data kinds\nfree shuffle");
	expect_runs(s, 1, 8, 0, 10);
	expect_runs(s, 2, 12, 0, 5);
	FX_OK(session_runs(s, 0, count_run, &n, err));
	assert_int_equal(n, 7);		/* the sink stopped it */
	assert_string_equal(session_meta(s, "clean"), "1");
	assert_string_equal(session_meta(s, "version"), REROLL_VERSION);
	assert_string_equal(session_meta(s, "engine"), engine_fingerprint(ENGINE_LANES));
	assert_string_equal(session_engine(s, 2), engine_fingerprint(ENGINE_LANES));
	assert_null(session_engine(s, 3));
	assert_int_equal(strlen(session_meta(s, "created")), 20);
	assert_null(session_meta(s, "nonsense"));
	session_close(s);
}

static int check_event(void *arg, const struct sample *got)
{
	static const char *const want[][2] = {
		{ "command", "free init" }, { "command", "free shuffle" },
		{ "note", "caf\303\251 \033[31m" },
	};
	size_t *n = arg;

	assert_int_equal(got->kind, SAMPLE_EVENT);
	assert_true(*n < 3);
	assert_string_equal(got->what, want[*n][0]);
	assert_string_equal(got->text, want[*n][1]);
	++*n;
	return 0;
}

static void events_come_back(void **state)
{
	const char *path = fx_path("events.reroll");
	struct session *s;
	size_t n = 0;

	(void)state;
	fx_session(path);
	FX_OK(session_open(&s, path, err));
	FX_OK(session_events(s, check_event, &n, err));
	assert_int_equal(n, 3);
	session_close(s);
}

static void assert_same_data(const struct dataset *got, const struct dataset *want)
{
	assert_non_null(got);
	assert_string_equal(got->name, want->name);
	assert_int_equal(got->kind, want->kind);
	assert_int_equal(got->rows, want->rows);
	assert_int_equal(got->outputs, want->outputs);
	assert_memory_equal(got->shape, want->shape, sizeof got->shape);
	assert_memory_equal(got->x, want->x, want->rows * want->features * sizeof *want->x);
	assert_memory_equal(got->y, want->y, want->rows * want->outputs * sizeof *want->y);
	assert_true(got->hash == want->hash);
	assert_int_equal(!got->label, !want->label);
	if (want->label)
		assert_memory_equal(got->label, want->label, want->rows * sizeof *want->label);
	for (size_t i = 0; i < want->features; i++)
		assert_string_equal(got->feature_names[i], want->feature_names[i]);
	assert_null(got->output_names);
	assert_true(got->default_test == want->default_test);
	assert_int_equal(got->dropped, want->dropped);
	assert_int_equal(got->time_unit, want->time_unit);
	assert_int_equal(!got->time, !want->time);
	if (want->time) {
		assert_string_equal(got->time_name, want->time_name);
		assert_memory_equal(got->time, want->time, want->rows * sizeof *want->time);
	}
	assert_int_equal(got->notes.n, want->notes.n);
	for (size_t i = 0; i < want->notes.n; i++) {
		const struct data_note *g = &got->notes.v[i], *w = &want->notes.v[i];

		assert_string_equal(g->text, w->text);
		assert_string_equal(g->kind, w->kind);
		assert_int_equal(g->weight, w->weight);
		assert_int_equal(g->count, w->count);
		assert_int_equal(!g->column, !w->column);
		if (w->column)
			assert_string_equal(g->column, w->column);
		assert_int_equal(!g->cure, !w->cure);
		if (w->cure)
			assert_string_equal(g->cure, w->cure);
	}
}

static void data_sets_are_rebuilt(void **state)
{
	const char *path = fx_path("data.reroll");
	struct dataset *want, *got;
	struct session *s;

	(void)state;
	fx_session(path);
	FX_OK(session_open(&s, path, err));
	want = fx_data("article", DATA_REGRESSION, 20, 3, 1);
	got = session_dataset(s, 1, NULL);
	assert_same_data(got, want);
	dataset_unref(got);
	dataset_unref(want);
	want = fx_data("kinds", DATA_CLASSES, 12, 2, 3);
	got = session_dataset(s, 2, NULL);
	assert_same_data(got, want);
	dataset_unref(got);
	dataset_unref(want);
	session_close(s);
}

static void a_large_data_set_is_known_by_name(void **state)
{
	const char *path = fx_path("large.reroll");
	struct condition *c = fx_condition("data big.csv", fx_data("big.csv", DATA_REGRESSION,
					   1 << 15, 128, 1), 3);
	struct err none = ERR_INIT;
	struct recorder *r;
	struct session *s;

	(void)state;
	FX_OK(recorder_open(&r, path, 0, err));
	fx_record(r, 1, c, 0, 2);
	FX_OK(recorder_close(r, err));
	FX_OK(session_open(&s, path, err));
	assert_null(session_dataset(s, 1, &none));
	assert_int_equal(none.code, ERR_NONE);
	expect_runs(s, 1, 3, 0, 2);
	session_close(s);
	fx_assert_ask(path, "SELECT name || rows FROM datasets WHERE x IS NULL", "big.csv32768");
	fx_condition_free(c);
}

/* The names that a reader with sqlite3, pandas or DuckDB relies on. */
static void the_schema_is_as_promised(void **state)
{
	static const char *const queries[][2] = {
		{ "PRAGMA application_id", "1381125196" },
		{ "PRAGMA user_version", "5" },
		{ "PRAGMA journal_mode", "delete" },
		{ "SELECT value FROM meta WHERE key = 'clean'", "1" },
		{ "SELECT id || commands FROM conditions WHERE id = 1", "1data article\nfree init" },
		{ "SELECT name||'|'||rows||'|'||features||'|'||outputs||'|'||length(x)||'|'||length(y)"
		  " FROM datasets ORDER BY name LIMIT 1", "article|20|3|1|240|80" },
		{ "SELECT count(*)||'|'||sum(length(x)) FROM probes WHERE condition = 1 AND point < 8",
		  "8|96" },
		{ "SELECT hex(x) FROM probes WHERE condition = 1 AND point = 0",
		  "000040C0000030C0000020C0" },
		{ "SELECT id||'|'||condition||'|'||init||'|'||shuffle||'|'||batch||'|'||optimizer||'|'||"
		  "coalesce(dropout,'off')||'|'||split||'|'||coalesce(nudge,'off')||'|'||rounding"
		  " FROM runs WHERE id = 2", "2|1|4294967279|4294967280|2|momentum|off|4294967284|off|4294967286" },
		/* nine digits name a float; how many a bare column prints is the release's affair */
		{ "SELECT printf('%.9g', train_loss) FROM runs WHERE id = 1", "0.100000001" },
		{ "SELECT count(*) FROM runs WHERE accuracy IS NULL AND seconds > 0", "15" },
		{ "SELECT group_concat(number) FROM runs WHERE diverged", "3,8,3" },
		{ "SELECT test_loss FROM runs WHERE id = 4", "Inf" },
		{ "SELECT group_concat(kind) FROM curves WHERE run = 2", "train,test,accuracy" },
		{ "SELECT hex(substr(x, 1, 8)) FROM curves WHERE run = 1 AND kind = 'train'",
		  "0000803F00000040" },
		{ "SELECT hex(substr(y, 1, 8)) FROM curves WHERE run = 1 AND kind = 'train'",
		  "0000803F0000003F" },
		{ "SELECT length(p) FROM predictions WHERE run = 11", "48" },
		{ "SELECT (length(row_time) / rows)||time_unit FROM datasets WHERE time_unit NOT NULL", "8minute" },
		/* no column that was added makes a plain join ambiguous */
		{ "SELECT count(*) FROM runs JOIN predictions ON run = id", "15" },
		{ "SELECT count(*)||kind FROM runs JOIN curves ON run = id WHERE kind = 'test'",
		  "10test" },
		{ "SELECT group_concat(kind||':'||(time >= 0)) FROM events",
		  "command:1,command:1,note:1" },
	};
	const char *path = fx_path("schema.reroll");

	(void)state;
	fx_session(path);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
		fx_assert_ask(path, queries[i][0], queries[i][1]);
}

struct before { size_t n, unjudged; };

static int look_before(void *arg, const struct sample *got)
{
	struct before *b = arg;

	b->n++;
	b->unjudged += isnan(got->data_loss) && isnan(got->constant_loss) && !got->r2 && !got->scores;
	return 0;
}

/* A session as version 1 had it: opened, gone on with, merged; NULL is not known. */
static void a_session_of_before(void **state)
{
	const char *path = fx_path("before.reroll"), *merged = fx_path("after.reroll");
	struct condition *c = fx_condition("data article\nfree init",
					   fx_data("article", DATA_REGRESSION, 20, 3, 1), 8);
	struct recorder *r;
	struct session *s;
	struct before k = { 0 };

	(void)state;
	fx_session(path);
	fx_sql(path, "ALTER TABLE runs DROP COLUMN levels; ALTER TABLE runs DROP COLUMN mae; ALTER TABLE runs DROP COLUMN auc;"
	       "ALTER TABLE runs DROP COLUMN macro_f1; ALTER TABLE runs DROP COLUMN balanced_accuracy;"
	       "ALTER TABLE runs DROP COLUMN r2; ALTER TABLE runs DROP COLUMN constant_accuracy;"
	       "ALTER TABLE runs DROP COLUMN constant_loss; ALTER TABLE runs DROP COLUMN data_accuracy;"
	       "ALTER TABLE runs DROP COLUMN data_loss; ALTER TABLE datasets DROP COLUMN row_time;"
	       "ALTER TABLE datasets DROP COLUMN time_name; ALTER TABLE datasets DROP COLUMN time_unit;"
	       "PRAGMA user_version = 1");
	FX_OK(session_open(&s, path, err));
	FX_OK(session_runs(s, 1, look_before, &k, err));
	session_close(s);
	assert_int_equal(k.n, 10);
	assert_true(k.unjudged == 10);
	FX_OK(session_merge(&path, 1, merged, NULL, err));
	fx_assert_ask(merged, "SELECT count(*) FROM runs WHERE data_loss IS NULL AND r2 IS NULL", "15");
	FX_OK(recorder_open(&r, path, 1, err));
	fx_record(r, 1, c, 10, 2);
	FX_OK(recorder_close(r, err));
	fx_assert_ask(path, "PRAGMA user_version", "5");
	fx_assert_ask(path, "SELECT count(*) FROM runs WHERE data_loss IS NULL", "15");
	fx_assert_ask(path, "SELECT count(*) FROM datasets WHERE row_time IS NULL AND time_unit IS NULL", "2");
	fx_assert_ask(path, "SELECT count(*) FROM runs WHERE constant_loss = 2", "2");
	fx_condition_free(c);
}

static int has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = strstr(text, word); p; p = strstr(p + 1, word))
		if ((p == text || p[-1] == ' ' || p[-1] == '\n') && strchr(" \n", p[n]))
			return 1;
	return 0;
}

/* reroll-session(5) has an entry for each. */
static void the_manual_names_every_column(void **state)
{
	const char *path = fx_path("manual.reroll"), *srcdir = getenv("srcdir");
	char page[700], *names, *text;
	size_t n, columns = 0;

	(void)state;
	if (!srcdir)
		skip();
	snprintf(page, sizeof page, "%s/man/reroll-session.5", srcdir);
	text = (char *)fx_read_file(page, &n);
	text[n - 1] = '\0';
	fx_session(path);
	names = fx_ask(path, "SELECT group_concat(m.name || ' ' || c.name, ' ')"
		       " FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'");
	for (char *word = strtok(names, " "); word; word = strtok(NULL, " "), columns++)
		if (!has_word(text, word))
			fail_msg("reroll-session.5 says nothing of %s", word);
	assert_true(columns > 100);	/* each with its table */
	free(names);
	free(text);
}

/* ---- killed, and going on ---- */

/* In a child: record until killed; after each sync say how many are saved. */
static void record_until_killed(const char *path, int report)
{
	struct condition *c = fx_condition("data article\nfree init", fx_data("article",
					   DATA_REGRESSION, 20, 3, 1), 8);
	struct recorder *r;

	if (recorder_open(&r, path, 0, NULL) < 0 || recorder_condition(r, 1, c, NULL) < 0)
		_exit(1);
	for (uint64_t i = 0; ; i++) {
		struct fx_run run;
		uint64_t saved;

		fx_run_make(&run, 1, i, 8);
		if (recorder_run(r, &run.s, NULL) < 0)
			_exit(1);
		fx_run_release(&run);
		if (i % 100 != 99)
			continue;
		if (recorder_sync(r, NULL) < 0)
			_exit(1);
		saved = recorder_runs(r);
		if (write(report, &saved, sizeof saved) != sizeof saved)
			_exit(1);
	}
}

/* Returns the last number that the child called saved. */
static uint64_t record_and_kill(const char *path, int reports)
{
	uint64_t saved = 0;
	int pipe_fd[2], status;
	pid_t pid;

	assert_int_equal(pipe(pipe_fd), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(pipe_fd[0]);
		record_until_killed(path, pipe_fd[1]);
	}
	close(pipe_fd[1]);
	for (int i = 0; i < reports; i++)
		assert_int_equal(read(pipe_fd[0], &saved, sizeof saved), sizeof saved);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	close(pipe_fd[0]);
	return saved;
}

static void saved_survives_kill(void **state)
{
	const char *path = fx_path("killed.reroll");
	struct session *s;
	uint64_t saved;

	(void)state;
	saved = record_and_kill(path, 7);
	assert_int_equal(saved, 700);
	assert_true(fx_exists(path, "-wal"));
	FX_OK(session_open(&s, path, err));
	assert_true(session_run_count(s) >= saved);
	assert_string_equal(session_meta(s, "clean"), "0");
	expect_runs(s, 1, 8, 0, (size_t)session_run_count(s));
	session_close(s);
}

static void an_interrupted_session_goes_on(void **state)
{
	const char *path = fx_path("goes-on.reroll");
	struct condition *c = fx_condition("data article\nfree init", fx_data("article",
					   DATA_REGRESSION, 20, 3, 1), 8);
	struct recorder *r;
	struct session *s;
	uint64_t had, next;

	(void)state;
	record_and_kill(path, 3);
	FX_OK(session_open(&s, path, err));
	had = session_run_count(s);
	FX_OK(session_next_run(s, 1, &next, err));
	session_close(s);
	assert_int_equal(next, had);

	FX_OK(recorder_open(&r, path, 1, err));
	assert_int_equal(recorder_runs(r), had);
	fx_record(r, 1, c, had, 50);
	assert_int_equal(recorder_runs(r), had + 50);
	FX_OK(recorder_close(r, err));
	assert_false(fx_exists(path, "-wal") || fx_exists(path, "-shm"));

	FX_OK(session_open(&s, path, err));
	assert_int_equal(session_conditions(s), 1);
	assert_string_equal(session_meta(s, "clean"), "1");
	assert_non_null(session_meta(s, "continued"));
	expect_runs(s, 1, 8, 0, (size_t)had + 50);
	session_close(s);
	fx_condition_free(c);
}

/* The log of an interrupted session is read where no file can be made beside
 * it, too; here the log is missing, which SQLite would answer by making one. */
static void reading_leaves_nothing_behind(void **state)
{
	const char *path = fx_path("bare.reroll"), *from = fx_path("bare-from.reroll");
	struct session *s;
	size_t before, after;
	unsigned char *was, *is;

	(void)state;
	fx_session(from);
	fx_sql(from, "PRAGMA journal_mode=WAL");
	fx_copy_file(from, path);
	was = fx_read_file(path, &before);
	assert_int_equal(was[19], 2);
	FX_OK(session_open(&s, path, err));
	expect_runs(s, 1, 8, 0, 10);
	assert_false(fx_exists(path, "-wal") || fx_exists(path, "-shm"));
	session_close(s);
	assert_false(fx_exists(path, "-wal") || fx_exists(path, "-shm"));
	is = fx_read_file(path, &after);
	assert_int_equal(before, after);
	assert_memory_equal(was, is, before);
	free(was);
	free(is);
}

/* As somebody who may read the folder and no more: the owner, or where that is root,
 * who may everything, another. */
static int look_from_outside(const char *path, const char *fresh)
{
	struct err err = ERR_INIT;
	struct session *s;
	struct recorder *r;
	int owner = geteuid() != 0;
	size_t n = 0;

	if (!owner && (setgid(65534) < 0 || setuid(65534) < 0))
		return 1;
	if (session_open(&s, path, &err) < 0)
		return 2;
	if (session_run_count(s) < 300 || session_runs(s, 0, count_run, &n, &err) < 0 || n != 7)
		return 3;
	session_close(s);
	/* Its owner may write the file, but not what has to lie beside it. */
	if (recorder_open(&r, path, 1, &err) != ERR_IO || !strstr(err.text, "denied") ||
	    !strstr(err.text, owner ? "no file can be made in the folder " : "cannot be written"))
		return 4;
	err.code = ERR_NONE;
	if (recorder_open(&r, fresh, 0, &err) != ERR_IO || !strstr(err.text, "no file can be made in the folder ") ||
	    !strstr(err.text, "denied"))
		return 5;
	return 0;
}

static void a_folder_that_cannot_be_written(void **state)
{
	const char *folder = fx_path("."), *path = fx_path("closed.reroll");
	int status;
	pid_t pid;

	(void)state;
	record_and_kill(path, 3);
	unlink(fx_path("closed.reroll-shm"));
	assert_int_equal(chmod(folder, 0555), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(look_from_outside(path, fx_path("fresh.reroll")));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(chmod(folder, 0755), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_false(fx_exists(path, "-shm"));
}

static void a_live_session_can_be_read(void **state)
{
	const char *path = fx_path("live.reroll");
	struct condition *c = fx_condition("x", fx_data("x", DATA_BINARY, 6, 2, 1), 2);
	struct recorder *r, *second;
	struct session *s;

	(void)state;
	FX_OK(recorder_open(&r, path, 0, err));
	fx_record(r, 1, c, 0, 30);
	FX_OK(recorder_sync(r, err));
	FX_OK(session_open(&s, path, err));
	expect_runs(s, 1, 2, 0, 30);
	FX_REFUSED(recorder_open(&second, path, 1, err), ERR_STATE, "in use");
	assert_null(second);
	fx_record(r, 1, c, 30, 30);	/* neither disturbs the other */
	FX_OK(recorder_sync(r, err));
	expect_runs(s, 1, 2, 0, 30);
	session_close(s);
	FX_OK(session_open(&s, path, err));
	expect_runs(s, 1, 2, 0, 60);
	session_close(s);
	FX_OK(recorder_close(r, err));
	assert_false(fx_exists(path, "-wal"));
	fx_condition_free(c);
}

/* ---- conditions of a session that goes on ---- */

static void conditions_find_their_own_again(void **state)
{
	const char *path = fx_path("again.reroll"), *commands;
	struct condition *known = fx_condition("data kinds\nfree shuffle", fx_data("kinds",
					       DATA_CLASSES, 12, 2, 3), 4);
	struct condition *fresh = fx_condition("data kinds\nfree split", fx_data("kinds",
					       DATA_CLASSES, 12, 2, 3), 4);
	struct recorder *r;
	struct session *s;

	(void)state;
	fx_session(path);
	FX_OK(recorder_open(&r, path, 1, err));
	assert_true(recorder_time(r) >= 0);
	/* the caller's 7 is the file's 2; the caller's 1 is not the file's 1 */
	FX_OK(recorder_condition(r, 7, known, err));
	FX_OK(recorder_condition(r, 7, known, err));
	FX_OK(recorder_condition(r, 1, fresh, err));
	FX_REFUSED(recorder_condition(r, 1, known, err), ERR_STATE, "another one");
	FX_REFUSED(recorder_condition(r, 0, known, err), ERR_STATE, "another one");
	fx_record(r, 7, known, 5, 1);
	fx_record(r, 1, fresh, 0, 2);
	FX_OK(recorder_close(r, err));
	FX_OK(session_open(&s, path, err));
	assert_int_equal(session_conditions(s), 3);
	assert_int_equal(session_condition(s, 2, &commands), 3);
	assert_string_equal(commands, "data kinds\nfree split");
	session_close(s);
	fx_assert_ask(path, "SELECT group_concat(n) FROM (SELECT count(*) n FROM runs"
		      " GROUP BY condition)", "10,6,2");
	fx_assert_ask(path, "SELECT count(*) FROM datasets", "2");
	fx_condition_free(known);
	fx_condition_free(fresh);
}

static void runs_of_no_condition_are_refused(void **state)
{
	const char *path = fx_path("stray.reroll");
	struct condition *c = fx_condition("x", fx_data("x", DATA_BINARY, 6, 2, 1), 2);
	struct recorder *r;
	struct fx_run run;

	(void)state;
	fx_session(path);
	FX_OK(recorder_open(&r, path, 1, err));
	fx_run_make(&run, 0, 0, 2);
	FX_REFUSED(recorder_run(r, &run.s, err), ERR_STATE, "no condition");
	run.s.condition = 1;	/* in the file, but not declared by this caller */
	FX_REFUSED(recorder_run(r, &run.s, err), ERR_STATE, "no condition");
	FX_OK(recorder_condition(r, 1, c, err));
	run.s.n_pred = 1;
	FX_REFUSED(recorder_run(r, &run.s, err), ERR_STATE, "no condition");
	run.s.n_pred = 2;
	FX_OK(recorder_run(r, &run.s, err));
	FX_OK(recorder_close(r, err));
	fx_run_release(&run);
	fx_condition_free(c);
}

/* ---- refusals ---- */

static void assert_untouched(const char *path, const char *text)
{
	size_t n;
	unsigned char *p = fx_read_file(path, &n);

	assert_int_equal(n, strlen(text));
	assert_memory_equal(p, text, n);
	free(p);
}

static void nothing_is_overwritten(void **state)
{
	const char *text = fx_path("text.csv"), *other = fx_path("other.db");
	const char *session = fx_path("kept.reroll");
	struct recorder *r;

	(void)state;
	fx_write_file(text, "a,b\n1,2\n", 8);
	fx_sql(other, "CREATE TABLE precious(x); INSERT INTO precious VALUES(42)");
	fx_session(session);
	for (int append = 0; append < 2; append++) {
		FX_REFUSED(recorder_open(&r, text, append, err), ERR_STATE, "not be overwritten");
		FX_REFUSED(recorder_open(&r, other, append, err), ERR_STATE, "not be overwritten");
		assert_null(r);
	}
	FX_REFUSED(recorder_open(&r, session, 0, err), ERR_STATE, "already");
	FX_REFUSED(recorder_open(&r, fx_path("."), 0, err), ERR_STATE, "not be overwritten");
	FX_REFUSED(recorder_open(&r, fx_path("no/such/folder"), 0, err), ERR_IO, "No such file");
	assert_untouched(text, "a,b\n1,2\n");
	fx_assert_ask(other, "SELECT x FROM precious", "42");
	fx_assert_ask(session, "SELECT count(*) FROM runs", "15");
	assert_false(session_is(text) || session_is(other) || session_is(fx_path("none")));
}

static void an_empty_file_is_a_new_one(void **state)
{
	const char *path = fx_path("empty.reroll");
	struct recorder *r;
	struct session *s;

	(void)state;
	fx_write_file(path, "", 0);
	FX_OK(recorder_open(&r, path, 0, err));
	FX_OK(recorder_close(r, err));
	FX_OK(session_open(&s, path, err));
	assert_int_equal(session_run_count(s), 0);
	session_close(s);
	fx_remove(path);
	FX_OK(recorder_open(&r, path, 1, err));
	FX_OK(recorder_close(r, err));
}

static void a_foreign_log_is_in_the_way(void **state)
{
	const char *path = fx_path("foreign.reroll"), *wal = fx_path("foreign.reroll-wal");
	struct recorder *r;

	(void)state;
	fx_write_file(wal, "mine", 4);
	FX_REFUSED(recorder_open(&r, path, 0, err), ERR_STATE, "in the way");
	assert_untouched(wal, "mine");
	assert_false(fx_exists(path, ""));
}

/* A journal whose end names another file would have SQLite delete that file. */
static void a_hostile_journal_is_refused(void **state)
{
	static const unsigned char magic[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
	const char *path = fx_path("journal.reroll"), *victim = fx_path("victim");
	unsigned char journal[600] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
	struct recorder *r;
	struct session *s;

	(void)state;
	fx_session(path);
	fx_write_file(victim, "keep", 4);
	memcpy(journal + sizeof journal - 8, magic, 8);
	fx_write_file(fx_path("journal.reroll-journal"), journal, sizeof journal);
	FX_REFUSED(recorder_open(&r, path, 1, err), ERR_INPUT, "-journal");
	FX_OK(session_open(&s, path, err));
	expect_runs(s, 1, 8, 0, 10);
	session_close(s);
	assert_untouched(victim, "keep");
	assert_true(fx_exists(path, "-journal"));
}

static void names_are_only_names(void **state)
{
	char here[512];
	struct recorder *r;
	struct session *s;

	(void)state;
	assert_non_null(getcwd(here, sizeof here));
	assert_int_equal(chdir(fx_path(".")), 0);
	FX_OK(recorder_open(&r, "file:odd?mode=memory", 0, err));
	FX_OK(recorder_close(r, err));
	assert_true(fx_exists("file:odd?mode=memory", ""));
	FX_OK(session_open(&s, "file:odd?mode=memory", err));
	session_close(s);
	FX_OK(recorder_open(&r, ":memory:", 0, err));
	FX_OK(recorder_close(r, err));
	assert_true(session_is(":memory:"));
	FX_REFUSED(recorder_open(&r, "", 0, err), ERR_IO, "");
	assert_int_equal(chdir(here), 0);
}

/* ---- a disk that is full ---- */

/* In a child whose files may not grow beyond a size, as on a full disk. */
static int fill_the_disk(const char *path)
{
	struct condition *c = fx_condition("x", fx_data("x", DATA_BINARY, 600, 2, 1), 500);
	struct rlimit limit = { 1 << 20, 1 << 20 };
	struct err first = ERR_INIT, then = ERR_INIT, closing = ERR_INIT;
	struct recorder *r;
	int rc = 0;

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) < 0 || recorder_open(&r, path, 0, NULL) < 0 ||
	    recorder_condition(r, 1, c, NULL) < 0)
		return 1;
	for (uint64_t i = 0; i < 20000 && rc == 0; i++) {
		struct fx_run run;

		fx_run_make(&run, 1, i, 500);
		rc = recorder_run(r, &run.s, &first);
		fx_run_release(&run);
		if (rc == 0 && i % 50 == 0)
			rc = recorder_sync(r, &first);
	}
	if (rc != ERR_IO || first.code != ERR_IO || !strstr(first.text, "can still be read"))
		return 2;
	if (recorder_sync(r, &then) != ERR_IO || strcmp(then.text, first.text) != 0)
		return 3;
	if (recorder_close(r, &closing) != ERR_IO || strcmp(closing.text, first.text) != 0)
		return 4;
	fx_condition_free(c);
	return 0;
}

static void a_full_disk_is_one_line(void **state)
{
	const char *path = fx_path("full.reroll");
	struct session *s;
	int status;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(fill_the_disk(path));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	FX_OK(session_open(&s, path, err));
	assert_true(session_run_count(s) >= 51);
	expect_runs(s, 1, 500, 0, (size_t)session_run_count(s));
	session_close(s);
}

/* ---- many ---- */

/* More than the queue holds, so that the owner waits for the writer. */
static void a_flood_arrives_whole(void **state)
{
	const char *path = fx_path("flood.reroll");
	struct condition *c = fx_condition("x", fx_data("x", DATA_REGRESSION, 200, 2, 10), 100);
	struct recorder *r;
	struct session *s;

	(void)state;
	FX_OK(recorder_open(&r, path, 0, err));
	fx_record(r, 1, c, 0, 6000);
	FX_OK(recorder_close(r, err));
	FX_OK(session_open(&s, path, err));
	expect_runs(s, 1, 1000, 0, 6000);
	session_close(s);
	fx_remove(path);
	fx_condition_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_come_back_to_the_bit),
		cmocka_unit_test(events_come_back),
		cmocka_unit_test(data_sets_are_rebuilt),
		cmocka_unit_test(a_large_data_set_is_known_by_name),
		cmocka_unit_test(the_schema_is_as_promised),
		cmocka_unit_test(a_session_of_before),
		cmocka_unit_test(the_manual_names_every_column),
		cmocka_unit_test(saved_survives_kill),
		cmocka_unit_test(an_interrupted_session_goes_on),
		cmocka_unit_test(reading_leaves_nothing_behind),
		cmocka_unit_test(a_folder_that_cannot_be_written),
		cmocka_unit_test(a_live_session_can_be_read),
		cmocka_unit_test(conditions_find_their_own_again),
		cmocka_unit_test(runs_of_no_condition_are_refused),
		cmocka_unit_test(nothing_is_overwritten),
		cmocka_unit_test(an_empty_file_is_a_new_one),
		cmocka_unit_test(a_foreign_log_is_in_the_way),
		cmocka_unit_test(a_hostile_journal_is_refused),
		cmocka_unit_test(names_are_only_names),
		cmocka_unit_test(a_full_disk_is_one_line),
		cmocka_unit_test(a_flood_arrives_whole),
	};

	return cmocka_run_group_tests(tests, fx_setup, fx_teardown);
}
