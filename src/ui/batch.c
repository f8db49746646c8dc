/*
 * batch.c - see batch.h.
 *
 * One loop serves scripts, -e and lessons: poll the lab, show progress, and
 * look whether a signal came.  The first SIGINT or SIGTERM ends the loop, so
 * that what has been trained is saved and said; one that comes a second or more
 * later kills.  (GNU timeout sends two at once.)
 */
#include "batch.h"

#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "drive_open.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/audit.h"
#include "report/report.h"
#include "setup/lex.h"
#include "store/session.h"
#include "trainer/audit.h"

#define POLL_NS 50000000u
#define DEFAULT_RUNS 1000
#define WHOLE_RUNS 200	/* beside an attribution */

static volatile sig_atomic_t caught;
static struct timespec caught_at;

static void on_signal(int sig)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!caught) {
		caught_at = now;
		caught = sig;
	} else if ((now.tv_sec - caught_at.tv_sec) * 1000 + (now.tv_nsec - caught_at.tv_nsec) / 1000000 >= 1000) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
}

/* What is ignored stays so: nohup, and shells for what runs in their background, mean it. */
static void catch_signals(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction sa = { .sa_handler = on_signal }, old;

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		sigaddset(&sa.sa_mask, ends[i]);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (sigaction(ends[i], NULL, &old) != 0 || old.sa_handler != SIG_IGN)
			sigaction(ends[i], &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* ---- output ---- */

static int has_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static char ascii_for(uint32_t c)
{
	switch (c) {
	case 0xd7: return 'x';
	case 0xb7: case 0x2013: case 0x2014: return '-';
	case 0x2502: return '|';
	case 0x2518: return '+';
	default: return c >= 0x2588 && c <= 0x258f ? '#' : '?';
	}
}

static void put(FILE *f, const char *text)
{
	size_t n = strlen(text), used;

	if (has_utf8()) {
		fwrite(text, 1, n, f);
		return;
	}
	for (; n; text += used, n -= used) {
		uint32_t c = utf8_decode(text, n, &used);

		if (c < 0x80)
			putc((int)c, f);
		else if (c == 0xb1)
			fputs("+/-", f);
		else
			putc(ascii_for(c), f);
	}
}

void batch_print(const char *text)
{
	put(stdout, text);
}

int batch_error(const struct err *err)
{
	char line[1024];

	fflush(stdout);
	put(stderr, "reroll: ");
	put(stderr, err_format(err, line, sizeof line));
	put(stderr, "\n");
	return err_exit_status(err->code);
}

int batch_end(int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "reroll: standard output: %s\n", errno ? strerror(errno) : "write error");
	return status ? status : 1;
}

static void host_print(void *arg, const char *text)
{
	(void)arg;
	batch_print(text);
}

/* Where the report is for a machine, what commands say is beside it. */
static void host_tell(void *arg, const char *text)
{
	(void)arg;
	put(stderr, text);
}

/* The exit status so far, and how many refusals made it. */
struct outcome { int status, errors; };

static void host_error(void *arg, const struct err *err)
{
	struct outcome *o = arg;
	int s = batch_error(err);

	if (!o->status)
		o->status = s;
	o->errors++;
}

/* A command was refused.  A session that could not be written is another matter: the
 * runs are there, and the report of them is what is left. */
static int refused(const struct lab *lab, const struct outcome *o)
{
	return o->errors > (lab_record_failed(lab, NULL) ? 1 : 0);
}

/* ---- progress ---- */

struct meter {
	int on, tty, shown;
	uint64_t next;
};

static void progress_begin(struct meter *p, int quiet)
{
	*p = (struct meter){ .on = !quiet, .tty = isatty(STDERR_FILENO) };
	p->next = clk_ns() + (p->tty ? 200000000u : UINT64_C(10000000000));
}

static void progress_clear(struct meter *p)
{
	if (p->shown) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
	p->shown = 0;
}

/* A bar for a person, a line now and then for a log file. */
static void progress_show(struct meter *p, const char *what, uint64_t done, uint64_t all, double rate, const char *left)
{
	uint64_t now = clk_ns();
	char bar[21], speed[64];

	if (!p->on || now < p->next)
		return;
	p->next = now + (p->tty ? 100000000u : UINT64_C(10000000000));
	if (!p->tty) {
		snprintf(speed, sizeof speed, "%.0f a second", rate);
		fprintf(stderr, "reroll: %s%" PRIu64 " of %" PRIu64 " runs, %s\n", what, done, all, *left ? left : speed);
		return;
	}
	snprintf(speed, sizeof speed, "%.0f/s", rate);
	for (size_t i = 0; i < 20; i++)
		bar[i] = all && i * all < done * 20 ? '#' : '.';
	bar[20] = '\0';
	fprintf(stderr, "\r%s[%s] %" PRIu64 " of %" PRIu64 " runs  %s\033[K", what, bar, done, all, *left ? left : speed);
	fflush(stderr);
	p->shown = 1;
}

static void lab_progress_line(struct meter *p, const struct lab *lab)
{
	const struct lab_entry *e = lab_current(lab);
	struct lab_study study;
	uint64_t done, all;
	struct str left = STR_INIT;
	int studies = lab_study(lab, &study);

	if (!studies && !e)
		return;
	done = studies ? study.done : shard_below(lab_shard(lab), e->delivered);
	all = studies ? study.all : shard_below(lab_shard(lab), e->limit);
	report_time_left(lab, &left);
	progress_show(p, studies ? "in the background: " : "", done, all, lab_rate(lab), left.s);
	str_release(&left);
}

/* ---- the loop ---- */

static void loop(struct shell *sh, int quiet)
{
	struct lab *lab = shell_lab(sh);
	struct meter p;

	progress_begin(&p, quiet);
	do {
		unsigned changed = shell_poll(sh, POLL_NS);

		lab_progress_line(&p, lab);
		/* A study that computes by itself says so in LAB_LOG. */
		if (!(changed & (LAB_RUNS | LAB_LOG)) && !shell_idle(sh) && !caught)
			lab_wait(lab, 100);
	} while (!shell_idle(sh) && !caught && !shell_quitting(sh));
	progress_clear(&p);
}

static struct lab_config config(const struct batch *b)
{
	return (struct lab_config){ .workers = b->workers, .width = b->width, .seed = b->seed, .shard = b->shard,
				    .crew = b->crew };
}

static struct shell *make_shell(const struct batch *b, const struct shell_host *host)
{
	const struct lab_config c = config(b);

	return shell_new(&c, host);
}

/* For files alone: nothing is said to it. */
static struct lab *make_lab(const struct batch *b)
{
	const struct lab_config c = config(b);

	return lab_new(&c);
}

/* What the file holds now, once it is certain; made: it was not there before. */
static int say_saved(struct lab *lab, const struct batch *b, int made, int status)
{
	struct err err = ERR_INIT;
	char line[1024];
	uint64_t runs = lab_saved_runs(lab);
	int saving = lab_saving(lab);
	struct str name = STR_INIT;

	/* What failed before was said then, with the runs that are saved. */
	if (lab_finish_session(lab, &err)) {
		int s = batch_error(&err);

		return status ? status : s;
	}
	/* nobody wants a session of nothing, but merge, of each shard */
	if (saving && b->output && made && runs == 0 && !shard_is_part(b->shard)) {
		unlink(b->output);
		if (!b->quiet)
			put(stderr, "reroll: no runs, and so no session is left\n");
	} else if (saving && b->output && (!b->quiet || caught)) {
		utf8_escape(&name, b->output, strlen(b->output));
		snprintf(line, sizeof line, "%" PRIu64 " runs saved to ", runs);
		put(stderr, "reroll: ");
		put(stderr, line);
		put(stderr, name.s);
		put(stderr, "\n");
	}
	str_release(&name);
	return status;
}

#define SAID_FROM 10.0	/* seconds: what takes less need not be said */

/* "32 runs of 40 s on 2 workers: about 11 minutes" */
static void say_cost(const struct lab *lab, const struct batch *b, uint64_t runs)
{
	struct str s = STR_INIT;

	if (!b->quiet && lab_drives(lab) && lab_runs_take(lab, runs) >= SAID_FROM && report_cost(lab, runs, &s)) {
		put(stderr, "reroll: ");
		put(stderr, s.s);
		put(stderr, "\n");
	}
	str_release(&s);
}

/* What a run of another program costs is known when there are some. */
static void queue_first_runs(struct shell *sh, const struct batch *b)
{
	const struct lab *lab = shell_lab(sh);
	unsigned n = 2 * (shard_is_part(lab_shard(lab)) ? lab_shard(lab).n : 1);
	char line[32];

	if (!lab_drives(lab) || lab_run_seconds(lab) > 0 || (b->has_runs && b->runs <= n) ||
	    (!b->has_runs && b->quiet && !b->output) || !lab_trains(lab, lab_current(lab)))
		return;
	snprintf(line, sizeof line, "run %u", n);
	shell_queue(sh, line, "-n", 1);
}

/* Runs of the present condition that -n, or nobody, asked for; not the latter
 * where neither a report nor a session would tell of them. */
static void queue_runs(struct shell *sh, const struct batch *b)
{
	const struct lab *lab = shell_lab(sh);
	unsigned long long want = b->has_runs ? b->runs : lab_drives(lab) ? lab_driven_runs(lab) : DEFAULT_RUNS, have;
	char line[64];

	if (!b->has_runs && b->quiet && !b->output)
		return;
	if (!b->has_runs && lab_has_runs(lab) && !lab_drives(lab)) {
		/* An attribution leaves its condition alone; a report of it wants runs. */
		if (!lab_attribution(lab))
			return;
		want = WHOLE_RUNS;
	}
	have = lab_current(lab) ? lab_current(lab)->delivered : 0;
	if (have >= want)
		return;
	say_cost(lab, b, shard_below(lab_shard(lab), want) - shard_below(lab_shard(lab), have));
	snprintf(line, sizeof line, "run %llu", want - have);
	shell_queue(sh, line, "-n", 1);
}

static void print_report(const struct lab *lab, const struct batch *b)
{
	struct str s = STR_INIT;

	if (b->json)
		report_json(lab, &s);
	else
		report_text(lab, &s);
	batch_print(s.s);
	str_release(&s);
}

/* A new session, or with --continue the one that is there, its runs read first.  One
 * without runs, left by a program that was killed at once, is a new one. */
int batch_output(struct lab *lab, const struct batch *b, struct err *err)
{
	int code = 0;

	if (b->go_on && session_is(b->output) && !session_holds_no_run(b->output))
		code = lab_load(lab, b->output, err);
	return code ? code : lab_record(lab, b->output, err);
}

/* The texts are obeyed and what was recorded is saved and said, with a report at the end;
 * then the shell goes.  first: an error from before, which is all there is then. */
static int work(struct shell *sh, const struct batch *b, struct outcome *o, int made, int trains, const struct err *first)
{
	struct lab *lab = shell_lab(sh);
	int no;

	if (first->code) {
		shell_free(sh);
		return batch_error(first);
	}
	for (size_t i = 0; i < b->n_text; i++)
		shell_queue(sh, b->text[i].text, b->text[i].name, 1);
	loop(sh, b->quiet);
	if (trains && !refused(lab, o) && !caught && !shell_quitting(sh)) {
		queue_first_runs(sh, b);
		loop(sh, b->quiet);
	}
	if (trains && !refused(lab, o) && !caught && !shell_quitting(sh)) {
		queue_runs(sh, b);
		loop(sh, b->quiet);
	}
	no = refused(lab, o);
	o->status = say_saved(lab, b, made, o->status);
	if (!no && !b->quiet && (!shell_reported(sh) || b->json) && !shell_quitting(sh))
		print_report(lab, b);
	shell_free(sh);
	return batch_end(caught ? 128 + caught : o->status);
}

int batch_run(const struct batch *b)
{
	struct outcome o = { 0, 0 };
	struct shell_host host = { .arg = &o, .print = b->json ? host_tell : host_print, .error = host_error };
	struct shell *sh = make_shell(b, &host);
	struct err err = ERR_INIT;
	int made = b->output && access(b->output, F_OK) != 0;

	catch_signals();
	if (b->output)
		batch_output(shell_lab(sh), b, &err);
	return work(sh, b, &o, made, 1, &err);
}

int batch_open(const struct batch *b, const struct runs *runs)
{
	struct outcome o = { 0, 0 };
	struct shell_host host = { .arg = &o, .print = b->json ? host_tell : host_print, .error = host_error };
	struct shell *sh = make_shell(b, &host);
	struct lab *lab = shell_lab(sh);
	struct err err = ERR_INIT;
	int made = b->output && access(b->output, F_OK) != 0;

	catch_signals();
	if (!b->output || !lab_record(lab, b->output, &err))
		lab_take_runs(lab, runs, &err);
	return work(sh, b, &o, made, 0, &err);
}

static int was_caught(void *arg)
{
	(void)arg;
	return caught != 0;
}

int batch_drive(const struct batch *b, const struct drive_words *w)
{
	struct outcome o = { 0, 0 };
	struct shell_host host = { .arg = &o, .print = b->json ? host_tell : host_print, .error = host_error };
	struct shell *sh = make_shell(b, &host);
	struct lab *lab = shell_lab(sh);
	struct str command = STR_INIT;
	struct err err = ERR_INIT;
	struct drive *d;
	int made = b->output && access(b->output, F_OK) != 0;

	catch_signals();
	if (!b->output || !batch_output(lab, b, &err)) {
		drive_command(w, &command);
		if (!drive_open(&d, w, b->workers, b->seed, lab_shard(lab), was_caught, NULL, &err))
			lab_drive(lab, d, command.s, &err);
		str_release(&command);
	}
	if (caught && err.code) {	/* nobody wants to hear of an interruption that it was one */
		shell_free(sh);
		return batch_end(128 + caught);
	}
	return work(sh, b, &o, made, 1, &err);
}

int batch_lesson(const struct batch *b, const char *name)
{
	struct outcome o = { 0, 0 };
	struct shell_host host = { .arg = &o, .print = host_print, .error = host_error };
	struct shell *sh = make_shell(b, &host);
	struct str line = STR_INIT;

	catch_signals();
	str_add(&line, "lesson ");
	if (name)
		lex_quote(&line, name);
	shell_queue(sh, name ? line.s : "lesson", "lesson", 1);
	str_release(&line);
	loop(sh, b->quiet);
	shell_free(sh);
	return batch_end(caught ? 128 + caught : o.status);
}

/* ---- sessions ---- */

static int verify_tick(void *arg, uint64_t done, uint64_t all)
{
	progress_show(arg, "verify ", done, all, 0, "");
	return caught != 0;
}

int batch_verify(const struct batch *b, const char *path)
{
	struct lab *lab = make_lab(b);
	struct err err = ERR_INIT;
	struct verify_count n;
	struct meter p;
	struct str s = STR_INIT, doubt = STR_INIT;
	int code;

	catch_signals();
	progress_begin(&p, b->quiet);
	code = lab_verify(lab, path, b->data, verify_tick, &p, &n, &err);
	progress_clear(&p);
	lab_free(lab);
	if (n.doubtful)
		report_verify_doubt(&n, &doubt);
	if (code) {
		int status = batch_error(&err);

		if (n.doubtful)
			fprintf(stderr, "reroll: %s\n", doubt.s);
		str_release(&doubt);
		if (err.code == ERR_STATE)	/* the check could not be done: it has failed */
			status = 1;
		if (n.differ)
			fprintf(stderr, "reroll: %" PRIu64 " runs are the same, %" PRIu64 " differ\n", n.same, n.differ);
		return caught ? 128 + caught : status;
	}
	utf8_escape(&s, path, strlen(path));
	str_addf(&s, ": %" PRIu64 " runs recomputed, every bit the same\n", n.same);
	if (n.other_engine)
		str_addf(&s, "%" PRIu64 " runs of another BLIS were left out: %s here\n", n.other_engine,
			 engine_fingerprint(ENGINE_BLIS));
	if (n.doubtful)
		str_addf(&s, "%s\n", doubt.s);
	batch_print(s.s);
	str_release(&s);
	str_release(&doubt);
	return batch_end(0);
}

int batch_report(const struct batch *b, const char *path)
{
	struct lab *lab = make_lab(b);
	struct err err = ERR_INIT;
	int status = 0;

	signal(SIGPIPE, SIG_IGN);
	if (lab_load(lab, path, &err))
		status = batch_error(&err);
	else
		print_report(lab, b);
	lab_free(lab);
	return batch_end(status);
}

static int has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);

	return n > k && strcmp(s + n - k, suffix) == 0;
}

static int export_svg(const struct batch *b, const char *path)
{
	struct lab *lab = make_lab(b);
	struct err err = ERR_INIT;
	int code = lab_load(lab, path, &err);

	if (!code && access(b->output, F_OK) == 0)
		code = err_at(&err, ERR_STATE, b->output, 0, 0, "exists already: expected a new name");
	if (!code)
		code = report_svg(lab, b->output, &err);
	lab_free(lab);
	return code ? batch_error(&err) : batch_end(0);
}

/* The condition that the session ended with. */
static int export_script(const struct batch *b, const char *path, const char *framework)
{
	struct lab *lab = make_lab(b);
	struct err err = ERR_INIT;
	int code = 0, library = 0;

	if (framework && strncmp(framework, "framework=", 10) != 0)
		code = err_set(&err, ERR_USAGE, "'%s': framework=numpy, torch or keras was expected", framework);
	if (!code && (library = report_script_for(b->output, framework ? framework + 10 : NULL, &err)) < 0)
		code = library;
	if (!code && access(b->output, F_OK) == 0)
		code = err_at(&err, ERR_STATE, b->output, 0, 0, "exists already: expected a new name");
	if (!code)
		code = lab_load(lab, path, &err);
	if (!code)
		code = report_script(lab, b->output, library, &err);
	lab_free(lab);
	return code ? batch_error(&err) : batch_end(0);
}

int batch_export(const struct batch *b, const char *path, const char *framework)
{
	struct err err = ERR_INIT;
	struct session *s = NULL;
	enum export_format f = EXPORT_CSV;
	int code = 0;

	if (b->output && (has_suffix(b->output, ".py") || has_suffix(b->output, ".mjs")))
		return export_script(b, path, framework);
	if (framework)
		code = err_set(&err, ERR_USAGE, "'%s' is for scripts: -o FILE.py or FILE.mjs was expected", framework);
	else if (b->output && has_suffix(b->output, ".svg"))
		return export_svg(b, path);
	else if (!b->output)
		code = err_set(&err, ERR_USAGE, "export needs -o FILE.csv, FILE.json, FILE.svg, FILE.py or FILE.mjs");
	else if (has_suffix(b->output, ".json"))
		f = EXPORT_JSON;
	else if (!has_suffix(b->output, ".csv"))
		code = err_set(&err, ERR_USAGE, "'%s': a name ending in .csv, .json, .svg, .py or .mjs was expected", b->output);
	if (!code)
		code = session_open(&s, path, &err);
	if (!code)
		code = session_export(s, f, b->output, &err);
	if (s)
		session_close(s);
	return code ? batch_error(&err) : batch_end(0);
}

int batch_merge(const struct batch *b, char *const *path, size_t n)
{
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	int code;

	if (!b->output)
		code = err_set(&err, ERR_USAGE, "merge needs -o FILE, the session to make");
	else
		code = session_merge((const char *const *)path, n, b->output, &said, &err);
	for (const char *p = said.s; code >= 0 && *p; p += strcspn(p, "\n") + 1)
		fprintf(stderr, "reroll: %.*s\n", (int)strcspn(p, "\n"), p);
	str_release(&said);
	return code < 0 || err.code ? batch_error(&err) : batch_end(code);
}

/* ---- audit ---- */

struct audit_watch { struct meter meter; uint64_t began; };

static void watch_audit(void *arg, unsigned done, unsigned all)
{
	struct audit_watch *w = arg;
	const double s = (double)(clk_ns() - w->began) / 1e9;
	struct str left = STR_INIT;

	if (done) {
		str_add(&left, "about ");
		report_duration(s / done * (all - done), &left);
		str_add(&left, " left");
	}
	progress_show(&w->meter, "audit: ", done, all, 0, left.s);
	str_release(&left);
}

static int stop_audit(void *arg)
{
	(void)arg;
	return caught != 0;
}

/* What it said, and what is wrong. */
static int audit_failed(const struct str *words, const struct err *err)
{
	struct str safe = STR_INIT;
	int status;

	if (caught)
		return 128 + caught;
	for (const char *p = words->s, *end; *p; p = end + (*end == '\n')) {
		end = p + strcspn(p, "\n");
		str_add(&safe, "  ");
		utf8_escape(&safe, p, (size_t)(end - p));
		str_addc(&safe, '\n');
	}
	put(stderr, safe.s);
	str_release(&safe);
	status = batch_error(err);
	return err->code == ERR_USAGE ? status : 3;
}

int batch_audit(const struct batch *b, const struct hand_spec *command)
{
	struct audit_watch w = { .began = clk_ns() };
	const struct audit_options o = { command, b->seed, watch_audit, stop_audit, &w };
	struct str words = STR_INIT, s = STR_INIT;
	struct err err = ERR_INIT;
	struct audit a;
	int code, status;

	catch_signals();
	progress_begin(&w.meter, b->quiet);
	code = audit_run(&a, &o, &words, &err);
	progress_clear(&w.meter);
	status = code ? audit_failed(&words, &err) : audit_passes(&a) ? 0 : 1;
	if (!code) {
		if (b->json)
			report_audit_json(&a, &s);
		else
			report_audit(&a, &s);
		batch_print(s.s);
		audit_release(&a);
	}
	str_release(&s);
	str_release(&words);
	return batch_end(status);
}
