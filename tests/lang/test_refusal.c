/*
 * test_refusal.c - a BLIS that multiplies wrongly, as the language meets it: one clear
 * line, lanes instead, and everything else goes on.  And what is said of sessions whose
 * runs came from one before that could be known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/err.h"
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "liar.h"

#define SESSION "test_refusal.reroll"
#define WIDE "data article; model dense 300 relu, dense 300 relu, dense 1; budget updates 2; "
#define WANT(x) do { if (!(x)) return __LINE__ % 256 ? __LINE__ % 256 : 1; } while (0)

struct bench {
	struct shell *sh;
	struct str out;
	struct err err;
	int errors;
};

static void on_print(void *arg, const char *text)
{
	str_add(&((struct bench *)arg)->out, text);
}

static void on_error(void *arg, const struct err *err)
{
	struct bench *b = arg;

	b->err = *err;
	b->errors++;
}

static void bench_open(struct bench *b)
{
	struct shell_host host = { .arg = b, .print = on_print, .error = on_error };
	struct lab_config c = { .workers = 2, .seed = 1 };

	memset(b, 0, sizeof *b);
	str_init(&b->out);
	b->sh = shell_new(&c, &host);
}

static void bench_close(struct bench *b)
{
	shell_free(b->sh);
	str_release(&b->out);
}

static void run(struct bench *b, const char *text)
{
	shell_queue(b->sh, text, "test", 1);
	do {
		if (!(shell_poll(b->sh, 10000000) & LAB_RUNS) && !shell_idle(b->sh))
			lab_wait(shell_lab(b->sh), 50);
	} while (!shell_idle(b->sh));
}

static int count(const char *in, const char *what)
{
	int n = 0;

	for (; (in = strstr(in, what)); in++)
		n++;
	return n;
}

/* BLIS is tried once in a process, so each lie has one. */
static void in_child(enum lie l, int (*f)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		lie = l;
		_exit(f());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status))
		fail_msg("lie %d: line %d (modulo 256)", (int)l, WEXITSTATUS(status));
}

static int asked_for(void)
{
	struct bench b;

	bench_open(&b);
	run(&b, "free init; run 1");
	run(&b, "engine blis");
	WANT(b.errors == 1 && b.err.code == ERR_STATE && b.err.col == 8);
	WANT(strncmp(b.err.text, "BLIS ", 5) == 0 && strstr(b.err.text, "is not used: it multiplies wrongly here"));
	run(&b, "run 1");
	WANT(lab_current(shell_lab(b.sh))->delivered == 2 && b.errors == 1);
	bench_close(&b);
	return 0;
}

static int by_itself(void)
{
	struct bench b;

	bench_open(&b);
	run(&b, "free init; run 1");
	WANT(b.out.len == 0);		/* nobody has asked for BLIS yet */
	run(&b, WIDE "run 1");
	WANT(lab_current(shell_lab(b.sh))->cond->engine == ENGINE_LANES && lab_current(shell_lab(b.sh))->delivered == 1);
	WANT(count(b.out.s, "multiplies wrongly") == 1 && strstr(b.out.s, "; lanes compute instead\n"));
	run(&b, "model dense 310 relu, dense 300 relu, dense 1; run 1");
	WANT(lab_current(shell_lab(b.sh))->delivered == 1 && b.errors == 0);
	WANT(count(b.out.s, "multiplies wrongly") == 1);
	bench_close(&b);
	return 0;
}

static int honest(void)
{
	struct bench b;
	struct err err = ERR_INIT;

	bench_open(&b);
	unlink(SESSION);
	WANT(lab_record(shell_lab(b.sh), SESSION, &err) == 0);
	run(&b, WIDE "free init; run 3");
	WANT(lab_current(shell_lab(b.sh))->cond->engine == ENGINE_BLIS && lab_current(shell_lab(b.sh))->delivered == 3);
	WANT(b.errors == 0 && b.out.len == 0);
	WANT(lab_finish_session(shell_lab(b.sh), &err) == 0);
	bench_close(&b);
	return 0;
}

/* A session that BLIS made opens, and says that it cannot be checked here. */
static int session_of_another(void)
{
	struct bench b;
	struct err err = ERR_INIT;
	struct verify_count n;

	bench_open(&b);
	WANT(lab_load(shell_lab(b.sh), SESSION, &err) == 0 && lab_current(shell_lab(b.sh))->delivered == 3);
	bench_close(&b);
	bench_open(&b);
	WANT(lab_verify(shell_lab(b.sh), SESSION, NULL, NULL, NULL, &n, &err) == ERR_STATE);
	WANT(strstr(err.text, "computed with blis ") && strstr(err.text, "multiplies wrongly here"));
	WANT(n.other_engine == 3 && n.same == 0 && n.doubtful == 0);
	bench_close(&b);
	return 0;
}

static void renamed(const char *engine)
{
	char sql[120];
	sqlite3 *db;

	snprintf(sql, sizeof sql, "UPDATE conditions SET engine = '%s'", engine);
	assert_int_equal(sqlite3_open(SESSION, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int verifies(void)
{
	struct bench b;
	struct err err = ERR_INIT;
	struct verify_count n;

	bench_open(&b);
	WANT(lab_verify(shell_lab(b.sh), SESSION, NULL, NULL, NULL, &n, &err) == 0);
	WANT(n.same == 3 && n.other_engine == 0 && n.doubtful == 0);
	bench_close(&b);
	bench_open(&b);
	WANT(lab_load(shell_lab(b.sh), SESSION, &err) == 0);
	run(&b, "report");
	WANT(!strstr(b.out.s, "wrong products"));
	bench_close(&b);
	return 0;
}

static int doubts(void)
{
	struct bench b;
	struct err err = ERR_INIT;
	struct verify_count n;
	struct str s = STR_INIT;

	bench_open(&b);
	WANT(lab_verify(shell_lab(b.sh), SESSION, NULL, NULL, NULL, &n, &err) == ERR_STATE);
	WANT(n.doubtful == 3 && n.other_engine == 3);
	report_verify_doubt(&n, &s);
	WANT(strcmp(s.s, "3 runs were computed with blis 1.1/2 zen3, packed, where BLIS after 0.9 can multiply"
		    " wrongly: their figures may come from wrong products") == 0);
	str_release(&s);
	bench_close(&b);
	bench_open(&b);
	WANT(lab_load(shell_lab(b.sh), SESSION, &err) == 0);
	run(&b, "report");
	WANT(strstr(b.out.s, "\nblis 1.1/2 zen3\nCondition 1 was computed with blis 1.1/2 zen3, packed, where BLIS"
		    " after 0.9 can multiply wrongly: its figures may come from wrong products.\n"));
	report_json(shell_lab(b.sh), &s);
	WANT(strstr(s.s, "\"engine\": \"blis 1.1/2 zen3\""));
	WANT(strstr(s.s, "its figures may come from wrong products\""));
	str_release(&s);
	bench_close(&b);
	return 0;
}

static void test_refused(void **state)
{
	(void)state;
	in_child(LIE_ALWAYS, asked_for);
	in_child(LIE_ALWAYS, by_itself);
}

static void test_sessions(void **state)
{
	(void)state;
	in_child(LIE_NEVER, honest);
	in_child(LIE_ALWAYS, session_of_another);
	in_child(LIE_NEVER, verifies);
	renamed("blis 1.1/2 zen3");
	in_child(LIE_NEVER, doubts);
	unlink(SESSION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_sessions),
	};

	return cmocka_run_group_tests_name("a refused BLIS", tests, NULL, NULL);
}
