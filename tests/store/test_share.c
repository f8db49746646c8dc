/*
 * test_share.c - sessions merged into one, and exported for others.
 */
#include "fixture.h"

#include <jansson.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

/* Runs first..first+n-1 of one condition. */
static const char *session_of(const char *name, const char *commands, const char *data,
			      uint64_t first, uint64_t n)
{
	const char *path = fx_path(name);
	struct condition *c = fx_condition(commands, fx_data(data, DATA_BINARY, 10, 3, 1), 6);
	struct recorder *r;

	fx_remove(path);
	FX_OK(recorder_open(&r, path, 0, err));
	FX_OK(recorder_event(r, 0, "command", commands, err));
	fx_record(r, 1, c, first, n);
	FX_OK(recorder_event(r, 100, "note", "end", err));
	FX_OK(recorder_close(r, err));
	fx_condition_free(c);
	return path;
}

/* ---- merging ---- */

static int check_run(void *arg, const struct sample *got)
{
	struct fx_run want;

	(void)arg;
	fx_run_make(&want, 1, got->run, 6);	/* both files called it condition 1 */
	fx_assert_run(got, &want.s);
	fx_run_release(&want);
	return 0;
}

static void sessions_become_one(void **state)
{
	const char *a = session_of("a.reroll", "free init", "x", 0, 6);
	const char *b = session_of("b.reroll", "free shuffle", "x", 0, 4);
	const char *a_more = session_of("a-more.reroll", "free init", "x", 4, 6);
	const char *out = fx_path("merged.reroll");
	const char *in[] = { a, b, a_more };
	struct dataset *d, *want = fx_data("x", DATA_BINARY, 10, 3, 1);
	struct session *s;

	(void)state;
	FX_OK(session_merge(in, 3, out, NULL, err));
	assert_false(fx_exists(out, "-wal"));
	FX_OK(session_open(&s, out, err));
	assert_int_equal(session_conditions(s), 2);
	assert_int_equal(session_run_count(s), 6 + 4 + 4);	/* 4 and 5 are in once */
	assert_string_equal(session_meta(s, "clean"), "1");
	FX_OK(session_runs(s, 1, check_run, NULL, err));
	FX_OK(session_runs(s, 2, check_run, NULL, err));
	d = session_dataset(s, 2, NULL);
	assert_non_null(d);
	assert_true(d->hash == want->hash);
	dataset_unref(d);
	dataset_unref(want);
	session_close(s);
	fx_assert_ask(out, "SELECT group_concat(id) FROM runs", "1,2,3,4,5,6,7,8,9,10,11,12,13,14");
	fx_assert_ask(out, "SELECT group_concat(number) FROM runs WHERE condition = 1",
		      "0,1,2,3,4,5,6,7,8,9");
	fx_assert_ask(out, "SELECT count(*) FROM datasets", "1");
	fx_assert_ask(out, "SELECT count(*)||'|'||sum(length(x)) FROM probes", "12|144");
	/* one after the other: the second's 0 s is the first's 100 s */
	fx_assert_ask(out, "SELECT group_concat(time) FROM events",
		      "0.0,0.0,100.0,100.0,100.0,200.0,200.0,200.0,300.0");
	fx_assert_ask(out, "SELECT min(time) >= 100 AND max(time) < 200 FROM runs"
		      " WHERE condition = 2", "1");
}

static void other_data_is_another_condition(void **state)
{
	const char *a = session_of("da.reroll", "free init", "x", 0, 3), *b = fx_path("db.reroll");
	const char *out = fx_path("dmerged.reroll");
	const char *in[] = { a, b };
	struct condition *c = fx_condition("free init", fx_data("x", DATA_BINARY, 11, 3, 1), 6);
	struct recorder *r;

	(void)state;
	FX_OK(recorder_open(&r, b, 0, err));
	fx_record(r, 1, c, 0, 3);
	FX_OK(recorder_close(r, err));
	fx_condition_free(c);
	FX_OK(session_merge(in, 2, out, NULL, err));
	fx_assert_ask(out, "SELECT count(*) FROM conditions", "2");
	fx_assert_ask(out, "SELECT count(*) FROM datasets", "2");
	fx_assert_ask(out, "SELECT count(*) FROM runs", "6");
}

static void merging_is_refused_in_one_line(void **state)
{
	const char *a = session_of("ra.reroll", "free init", "x", 0, 3);
	const char *b = session_of("rb.reroll", "free shuffle", "x", 0, 3);
	const char *out = fx_path("rmerged.reroll");
	const char *newer[] = { a, b }, *absent[] = { a, fx_path("absent.reroll") };

	(void)state;
	FX_REFUSED(session_merge(newer, 2, b, NULL, err), ERR_STATE, "exists");
	FX_REFUSED(session_merge(absent, 2, out, NULL, err), ERR_INPUT, "no such file");
	assert_false(fx_exists(out, ""));
	fx_sql(b, "PRAGMA user_version = 99");
	FX_REFUSED(session_merge(newer, 2, out, NULL, err), ERR_INPUT, "newer");
	assert_false(fx_exists(out, "") || fx_exists(out, "-wal"));
	fx_assert_ask(a, "SELECT count(*) FROM runs", "3");
}

/* ---- exporting ---- */

static void a_table_of_runs(void **state)
{
	static const char head[] =
		"id,condition,init,shuffle,batch,optimizer,dropout,split,nudge,rounding,"
		"train_loss,test_loss,accuracy,diverged,seconds,number,epochs,updates,time,"
		"data_loss,data_accuracy,constant_loss,constant_accuracy,r2,"
		"balanced_accuracy,macro_f1,auc,mae\n"
		"1,1,4294967280,4294967281,1,sgd,,4294967285,,4294967287,"
		"0.1,0.6,,0,1.0000000000000001e-05,0,10,40,";
	const char *path = fx_path("csv.reroll"), *out = fx_path("out.csv");
	struct session *s;
	char *text, *line;
	size_t n, rows = 0, commas;

	(void)state;
	fx_session(path);
	FX_OK(session_open(&s, path, err));
	fx_write_file(out, "old", 3);
	FX_OK(session_export(s, EXPORT_CSV, out, err));
	session_close(s);
	text = (char *)fx_read_file(out, &n);
	assert_true(n > sizeof head && text[n - 1] == '\n');
	assert_memory_equal(text, head, sizeof head - 1);
	text[n - 1] = '\0';
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), rows++) {
		commas = 0;
		for (const char *p = line; *p; p++)
			commas += *p == ',';
		assert_int_equal(commas, 27);
		if (rows == 4)	/* a diverged run */
			assert_non_null(strstr(line, ",,inf,,1,"));
	}
	assert_int_equal(rows, 16);
	free(text);
}

static const json_t *at(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	if (!v)
		fail_msg("no member %s", key);
	return v;
}

static void everything_as_json(void **state)
{
	const char *path = fx_path("json.reroll"), *out = fx_path("out.json");
	const json_t *runs, *run, *p;
	struct session *s;
	struct fx_run want;
	json_t *all;

	(void)state;
	fx_session(path);
	FX_OK(session_open(&s, path, err));
	FX_OK(session_export(s, EXPORT_JSON, out, err));
	session_close(s);
	all = json_load_file(out, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(all);
	assert_int_equal(json_integer_value(at(all, "schema")), 5);
	assert_string_equal(json_string_value(at(at(all, "meta"), "clean")), "1");
	assert_int_equal(json_array_size(at(all, "conditions")), 2);
	assert_string_equal(json_string_value(at(json_array_get(at(all, "conditions"), 1),
						 "commands")), "data kinds\nfree shuffle");
	assert_int_equal(json_array_size(at(all, "events")), 3);
	assert_string_equal(json_string_value(at(json_array_get(at(all, "events"), 2), "text")),
			    "caf\303\251 \033[31m");
	runs = at(all, "runs");
	assert_int_equal(json_array_size(runs), 15);
	run = json_array_get(runs, 3);		/* diverged */
	fx_run_make(&want, 1, 3, 8);
	assert_int_equal(json_integer_value(at(run, "init")), want.s.levels.v[SOURCE_INIT]);
	assert_string_equal(json_string_value(at(run, "optimizer")), "adam");
	assert_true(json_is_null(at(run, "dropout")) && json_is_null(at(run, "train_loss")) &&
		    json_is_true(at(run, "diverged")));
	p = at(run, "predictions");
	assert_int_equal(json_array_size(p), 8);
	assert_true(json_is_null(json_array_get(p, 3)));
	assert_true((float)json_number_value(json_array_get(p, 7)) == want.pred[7]);
	assert_true((float)json_number_value(json_array_get(p, 1)) == want.pred[1]);
	assert_int_equal(json_array_size(at(at(run, "curves"), "accuracy")), FX_EPOCHS);
	assert_true((float)json_number_value(json_array_get(at(at(run, "curves"), "test"), 2)) ==
		    want.test[2]);
	assert_null(json_object_get(at(json_array_get(runs, 2), "curves"), "accuracy"));
	fx_run_release(&want);
	json_decref(all);
}

/* German writes 0,1; a CSV file must not. */
static void a_point_is_a_point_in_any_language(void **state)
{
	const char *path = fx_path("locale.reroll"), *out = fx_path("locale.csv");
	char *plain, *german;
	struct session *s;
	size_t n, m;

	(void)state;
	fx_session(path);
	FX_OK(session_open(&s, path, err));
	FX_OK(session_export(s, EXPORT_CSV, out, err));
	plain = (char *)fx_read_file(out, &n);
	if (setlocale(LC_ALL, "de_DE.UTF-8") || setlocale(LC_ALL, "fr_FR.UTF-8")) {
		FX_OK(session_export(s, EXPORT_CSV, out, err));
		german = (char *)fx_read_file(out, &m);
		assert_int_equal(n, m);
		assert_memory_equal(plain, german, n);
		free(german);
		setlocale(LC_ALL, "C");
	}
	free(plain);
	session_close(s);
}

static void exports_overwrite_no_session(void **state)
{
	const char *path = fx_path("self.reroll"), *other = fx_path("other.reroll");
	struct session *s;
	struct stat st;

	(void)state;
	fx_session(path);
	fx_session(other);
	FX_OK(session_open(&s, path, err));
	FX_REFUSED(session_export(s, EXPORT_CSV, path, err), ERR_STATE, "session");
	FX_REFUSED(session_export(s, EXPORT_JSON, other, err), ERR_STATE, "session");
	FX_REFUSED(session_export(s, EXPORT_CSV, fx_path("no/where.csv"), err), ERR_IO,
		   "No such file");
	FX_OK(session_export(s, EXPORT_CSV, "/dev/null", err));
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	if (access("/dev/full", W_OK) == 0)
		FX_REFUSED(session_export(s, EXPORT_CSV, "/dev/full", err), ERR_IO, "space");
	session_close(s);
	fx_assert_ask(path, "SELECT count(*) FROM runs", "15");
	fx_assert_ask(other, "SELECT count(*) FROM runs", "15");
}

/* A run that cannot be read: the export before it stays. */
static void a_failed_export_leaves_the_old_one(void **state)
{
	const char *path = fx_path("half.reroll"), *out = fx_path("half.csv");
	struct session *s;
	char *text;
	size_t n;

	(void)state;
	fx_session(path);
	fx_sql(path, "UPDATE runs SET epochs = -1 WHERE id = 9");
	fx_write_file(out, "old", 3);
	FX_OK(session_open(&s, path, err));
	FX_REFUSED(session_export(s, EXPORT_CSV, out, err), ERR_INPUT, "epochs");
	session_close(s);
	text = (char *)fx_read_file(out, &n);
	assert_int_equal(n, 3);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions_become_one),
		cmocka_unit_test(other_data_is_another_condition),
		cmocka_unit_test(merging_is_refused_in_one_line),
		cmocka_unit_test(a_table_of_runs),
		cmocka_unit_test(everything_as_json),
		cmocka_unit_test(a_point_is_a_point_in_any_language),
		cmocka_unit_test(exports_overwrite_no_session),
		cmocka_unit_test(a_failed_export_leaves_the_old_one),
	};

	return cmocka_run_group_tests(tests, fx_setup, fx_teardown);
}
