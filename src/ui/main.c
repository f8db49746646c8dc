/*
 * main.c - the command line: which of the program's faces is wanted.
 *
 *     reroll [FILE]      live, when there is a terminal; else as `reroll run`
 *     reroll run ...     without a screen (batch.c)
 *     reroll verify | report | export | merge | lesson | helper | bench ...
 *
 * The subcommands and flags are tables in cli.c; here is what each does.
 *
 * The language does everything else: a file on the command line becomes a
 * `data` or `open` command, -e and scripts are commands already.
 */
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "batch.h"
#include "../../bench/bench.h"
#include "cli.h"
#include "drive_open.h"
#include "ranks.h"
#include "run/crew.h"
#include "helper.h"
#include "lang/cmd.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "runs_open.h"
#include "setup/lex.h"
#include "setup/setup.h"
#include "engine/engine.h"
#include "store/session.h"
#include "trainer/runs.h"
#include "ui/app.h"

#define TEXT_MAX ((size_t)4 << 20)	/* bytes of a script */

struct args {
	struct batch b;
	struct app_config app;
	char *const *word;	/* operands behind the subcommand */
	size_t n_word;
	enum face face;		/* FACE_COUNT: none */
	struct bench_options bench;
	struct runs *runs;	/* that others have trained, or NULL */
	struct drive_words driven;
	char *const *command;	/* NULL-ended, of n_command words */
	size_t n_command;
	int no_rc, help, version;
	char **argv;		/* all of them */
};

/* ---- texts of commands ---- */

static void add_text(struct batch *b, char *text, const char *name)
{
	b->text = xreallocarray(b->text, b->n_text + 1, sizeof *b->text);
	b->text[b->n_text++] = (struct batch_text){ text, name };
}

static int add_script(struct batch *b, const char *path, struct err *err)
{
	const int in = strcmp(path, "-") == 0;
	struct str text = STR_INIT;
	int code = in ? file_read_stream(stdin, "standard input", TEXT_MAX, &text, err)
		: file_read(path, TEXT_MAX, &text, err);

	if (code) {
		str_release(&text);
		return code;
	}
	add_text(b, str_detach(&text), in ? "stdin" : path);
	return 0;
}

/* The file of settings, for the screen only; none is no error. */
static int add_rc(struct batch *b, struct err *err)
{
	char *path = file_config("rc");
	struct stat st;

	if (path && stat(path, &st) == 0 && S_ISREG(st.st_mode))
		return add_script(b, path, err);	/* the name is needed to the end */
	free(path);
	return 0;
}

static int has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);

	return n > k && strcmp(s + n - k, suffix) == 0;
}

#define OPERAND "command line"	/* names the operand's text in errors */

/* A bare word that names no file and no set: a subcommand, misspelt? */
static int is_nothing(const char *word)
{
	struct stat st;

	return !strpbrk(word, "./") && !data_is_builtin(word) && stat(word, &st) != 0;
}

/* An operand of `reroll FILE`: a session to replay, a script, or data to train on. */
static int add_file(struct args *a, struct err *err)
{
	struct str line = STR_INIT;

	if (has_suffix(a->word[0], ".rr")) {
		for (size_t i = 0; i < a->n_word; i++)
			if (add_script(&a->b, a->word[i], err))
				return (int)err->code;
		return 0;
	}

	if (is_nothing(a->word[0]) && (a->n_word == 1 || !strchr(a->word[1], '='))) {
		struct str guess = STR_INIT;

		cli_guess(a->word[0], &guess);
		if (guess.len)
			err_set(err, ERR_INPUT, "there is no file, data set or subcommand '%s'%s", a->word[0], guess.s);
		str_release(&guess);
		if (err->code)
			return (int)err->code;
	}
	/* By its name too: a damaged session is refused as one, not as strange data. */
	str_add(&line, session_is(a->word[0]) || has_suffix(a->word[0], ".reroll") ? "open " : "data ");
	for (size_t i = 0; i < a->n_word; i++) {
		str_add(&line, i ? " " : "");
		lex_quote(&line, a->word[i]);
	}
	add_text(&a->b, str_detach(&line), OPERAND);
	return 0;
}

/* The same, before what -e says. */
static int put_file_first(struct args *a, struct err *err)
{
	struct batch said = a->b;
	int code;

	a->b.text = NULL;
	a->b.n_text = 0;
	code = add_file(a, err);
	for (size_t i = 0; i < said.n_text; i++)
		add_text(&a->b, said.text[i].text, said.text[i].name);
	free(said.text);
	return code;
}

/* ---- options ---- */

static int usage_error(const char *fmt, const char *what)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_USAGE, fmt, what);
	return batch_error(&err);
}

static void version(void)
{
	struct str s = STR_INIT;

	str_add(&s, "reroll " REROLL_VERSION "\n");
	str_addf(&s, "%s (%d runs side by side)\n", engine_fingerprint(ENGINE_LANES), engine_best_width());
	str_addf(&s, "%s\n", engine_fingerprint(ENGINE_BLIS));
	str_add(&s, "License GPL-3.0-or-later. There is no warranty.\n");
	batch_print(s.s);
	str_release(&s);
}

static int number(const char *name, const char *text, unsigned long long min, unsigned long long max,
		  unsigned long long *out)
{
	struct err err = ERR_INIT;
	char *end;

	errno = 0;
	*out = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : (end = (char *)text, 0);
	if (*text && !*end && !errno && *out >= min && *out <= max)
		return 0;
	err_set(&err, ERR_USAGE, "%s %s: a whole number from %llu to %llu was expected", name, text, min, max);
	return batch_error(&err);
}

/* An option of `set` is checked as `set` would. */
static int screen_option(const char *name, const char *value, double *x)
{
	struct err err = ERR_INIT, e = ERR_INIT;
	struct opt_value v;

	if (opt_read(opt_find(name), value, &v, &err)) {
		err_set(&e, ERR_USAGE, "--%s %s", name, err.text);
		return batch_error(&e);
	}
	if (x)
		*x = v.x;
	return 0;
}

static int width_known(unsigned long long w)
{
	return (w == 1 || w == 4 || w == 8 || w == 16) && engine_has_width((int)w);
}

static int take_width(struct args *a, const char *text)
{
	unsigned long long v;
	int status = number("--width", text, 1, 16, &v);

	if (!status && !width_known(v))
		status = usage_error("--width %s: this machine has no lanes of that width", text);
	a->b.width = status ? 0 : (int)v;
	return status;
}

static int take_shard(struct args *a, const char *text)
{
	struct err err = ERR_INIT, e = ERR_INIT;

	if (!shard_read(text, &a->b.shard, &err))
		return 0;
	err_set(&e, ERR_USAGE, "--shard %s", err.text);
	return batch_error(&e);
}

static int take_timeout(struct args *a, const char *text)
{
	char *end;

	a->driven.hand.timeout = strtod(text, &end);
	if (end == text || *end || !(a->driven.hand.timeout > 0 && a->driven.hand.timeout <= 1e9))
		return usage_error("--timeout %s: seconds above 0 were expected", text);
	return 0;
}

static int take_source(struct args *a, const char *text)
{
	if (a->driven.n_source == DRIVE_SOURCES)
		return usage_error("--source %s: there are sixteen already", text);
	a->driven.source[a->driven.n_source++] = text;
	return 0;
}

static int take_outputs(struct args *a, const char *text)
{
	unsigned long long v;
	int status = number("--outputs", text, 1, RUNS_PREDICTIONS, &v);

	a->driven.hand.outputs = status ? 0 : (size_t)v;
	return status;
}

static int take_peer(struct bench_options *o, char *text)
{
	if (o->n_peers == BENCH_PEERS || !strchr(text, '='))
		return usage_error("--peer takes NAME=COMMAND, twelve at most, not %s", text);
	o->peer[o->n_peers++] = text;
	return 0;
}

static int take_seconds(struct bench_options *o, const char *text)
{
	char *end;

	o->seconds = strtod(text, &end);
	if (end == text || *end || !(o->seconds > 0 && o->seconds <= BENCH_SECONDS))
		return usage_error("--seconds %s: a number above 0, up to 600, was expected", text);
	return 0;
}

/* One flag: 0, or the exit status. */
static int take(void *arg, int key, const char *value)
{
	struct args *a = arg;
	unsigned long long v = 0;
	int status = 0;

	switch (key) {
	case FLAG_EXEC: add_text(&a->b, xstrdup(value), "-e"); break;
	case FLAG_RUNS:
		status = number("-n", value, 1, 1000000000, &a->b.runs);
		a->b.has_runs = 1;
		break;
	case FLAG_OUTPUT: a->b.output = value; break;
	case FLAG_CONTINUE: a->b.go_on = 1; break;
	case FLAG_WORKERS:
		status = number("-j", value, 1, 256, &v);
		a->b.workers = (int)v;
		break;
	case FLAG_QUIET: a->b.quiet = 1; break;
	case FLAG_SEED:
		status = number("--seed", value, 0, UINT32_MAX, &v);
		a->b.seed = (uint32_t)v;
		break;
	case FLAG_SHARD: return take_shard(a, value);
	case FLAG_TIMEOUT: return take_timeout(a, value);
	case FLAG_SOURCE: return take_source(a, value);
	case FLAG_PREDICTIONS: a->driven.hand.predictions = value; break;
	case FLAG_CURVES: a->driven.hand.curves = value; break;
	case FLAG_METRICS: a->driven.hand.metrics = value; break;
	case FLAG_TARGETS: a->driven.hand.targets = value; break;
	case FLAG_KIND: a->driven.hand.kind = value; break;
	case FLAG_OUTPUTS: return take_outputs(a, value);
	case FLAG_PRINT: a->driven.print = 1; break;
	case FLAG_JSON: a->b.json = 1; break;
	case FLAG_DATA: a->b.data = value; break;
	case FLAG_WIDTH: return take_width(a, value);
	case FLAG_GRAPH: return screen_option("graph", a->app.graph = value, NULL);
	case FLAG_THEME: return screen_option("theme", a->app.theme = value, NULL);
	case FLAG_FPS: return screen_option("fps", value, &a->app.fps);
	case FLAG_NO_MOUSE: a->app.no_mouse = 1; break;
	case FLAG_NO_RC: a->no_rc = 1; break;
	case FLAG_ROUNDS:
		status = number("--rounds", value, 1, BENCH_ROUNDS, &v);
		a->bench.rounds = (int)v;
		break;
	case FLAG_SECONDS: return take_seconds(&a->bench, value);
	case FLAG_PEER: return take_peer(&a->bench, (char *)value);
	case FLAG_HELP: a->help = 1; break;
	case FLAG_VERSION: a->version = 1; break;
	}
	return status;
}

/* ---- the faces ---- */

/* Close the session; the terminal is itself again, so say where the runs are. */
static int finish_saving(struct lab *lab, struct err *err)
{
	const char *path = lab_session_path(lab);
	uint64_t runs = lab_saved_runs(lab);
	struct str s = STR_INIT;
	int code;

	str_addf(&s, "reroll: %" PRIu64 " runs saved to ", runs);
	utf8_escape(&s, path ? path : "", path ? strlen(path) : 0);
	code = lab_finish_session(lab, err);
	if (!code)
		fprintf(stderr, "%s\n", s.s);
	str_release(&s);
	return code;
}

/* A file that was asked for and is not to be had ends the program: what trained in its
 * place would be taken for it. */
static int queue_texts(struct shell *sh, const struct args *a, struct err *err)
{
	for (size_t i = 0; i < a->b.n_text; i++) {
		shell_queue(sh, a->b.text[i].text, a->b.text[i].name, 1);
		if (strcmp(a->b.text[i].name, OPERAND) != 0 || a->face < FACE_COUNT)	/* a lesson needs its panel first */
			continue;
		shell_failed(sh, NULL);
		shell_poll(sh, 0);
		if (shell_failed(sh, err))
			return err->code ? (int)err->code : ERR_INPUT;
	}
	return 0;
}

/* Recording comes first: it takes all runs, and not those alone that are kept whole. */
static int take_runs(struct lab *lab, const struct args *a, struct err *err)
{
	int code = a->b.output ? lab_record(lab, a->b.output, err) : 0;

	return code ? code : lab_take_runs(lab, a->runs, err);
}

/* The session first, so that all runs are recorded; the command declares itself before the
 * screen begins, for that may take a while. */
static int begin_to_drive(struct lab *lab, struct args *a, struct drive *d, struct err *err)
{
	struct str command = STR_INIT;
	int code = a->b.output ? batch_output(lab, &a->b, err) : 0;

	drive_command(&a->driven, &command);
	if (code)
		feed_free(drive_feed(d));
	else
		code = lab_drive(lab, d, command.s, err);
	str_release(&command);
	return code;
}

static int live(struct args *a)
{
	struct err err = ERR_INIT;
	struct drive *d = NULL;
	struct app *app;
	struct lab_config c = { .workers = a->b.workers, .width = a->b.width, .seed = a->b.seed, .shard = a->b.shard,
				.interactive = 1 };
	struct shell *sh;
	struct lab *lab;
	int code;

	if (a->face == FACE_DRIVE && drive_open(&d, &a->driven, c.workers, c.seed, c.shard, NULL, NULL, &err))
		return batch_error(&err);
	app = app_new(&a->app, &err);
	if (!app) {
		if (d)
			feed_free(drive_feed(d));
		return batch_error(&err);
	}
	sh = shell_new(&c, app_host(app));
	lab = shell_lab(sh);
	code = a->runs ? take_runs(lab, a, &err) : d ? begin_to_drive(lab, a, d, &err) : 0;
	if (!code)
		code = queue_texts(sh, a, &err);
	if (!code && a->b.output && !a->runs && !d)
		code = lab_record(lab, a->b.output, &err);
	if (!code)
		app_run(app, sh);
	app_free(app);
	if (!code && lab_saving(lab))
		code = finish_saving(lab, &err);
	else if (!code)
		code = lab_record_failed(lab, &err);	/* once more, where it stays to be read */
	shell_free(sh);
	return code ? batch_error(&err) : 0;
}

/* A name that only data have: no script is called so. */
static int names_data(const char *w)
{
	static const char *const suffix[] = { ".csv", ".tsv", ".tab", ".arff", ".npy", ".npz", ".libsvm", ".svm",
		"-ubyte" };
	char plain[4096];
	const size_t n = strlen(w);

	if (has_suffix(w, ".gz") && n < sizeof plain) {
		memcpy(plain, w, n - 3);
		plain[n - 3] = '\0';
		w = plain;
	}
	for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++)
		if (has_suffix(w, suffix[i]))
			return 1;
	return 0;
}

/* run FILE.csv [KEY=VALUE]...: these words are the data command's. */
static size_t data_words(const struct args *a)
{
	size_t n = 1;

	while (n < a->n_word && strchr(a->word[n], '=') && access(a->word[n], F_OK) != 0)
		n++;
	return n;
}

static int run(struct args *a)
{
	struct err err = ERR_INIT;
	size_t first = 0;

	if (a->n_word && names_data(a->word[0])) {
		const size_t all = a->n_word;

		first = a->n_word = data_words(a);
		if (put_file_first(a, &err))
			return batch_error(&err);
		a->n_word = all;
	}
	for (size_t i = first; i < a->n_word; i++) {
		const char *w = a->word[i];

		if (names_data(w))
			return usage_error(first ? "run takes one table: %s is a second"
					   : "run takes a table before scripts, and %s stands behind one", w);
		if (session_is(w))
			return usage_error("run takes scripts, and %s is a session: see report, and -c with -o", w);
		if (add_script(&a->b, w, &err))
			return batch_error(&err);
	}
	return batch_run(&a->b);
}

/*
 * Of several that mpirun has started rank 0 does the work, and the others train for it; they
 * say nothing.  Shards are by themselves, whoever started them.
 */
static int among_ranks(struct args *a, int (*work)(struct args *a))
{
	struct err err = ERR_INIT;
	struct crew *crew;
	int rank = ranks_number(), status = 0;

	if (ranks_launched() == 1 || shard_is_part(a->b.shard))
		return work(a);
	if (a->b.workers)
		err_set(&err, ERR_USAGE, "-j %d: where mpirun starts several, each of them is one worker", a->b.workers);
	if (err.code || ranks_begin(a->argv, &crew, &rank, &err))
		return rank ? err_exit_status(err.code) : batch_error(&err);
	crew->pack = condition_pack;
	crew->unpack = condition_unpack;
	if (rank) {
		crew_serve(crew, a->b.width);
	} else {
		a->b.crew = crew;
		a->b.workers = 1;
		status = work(a);
		crew_end(crew);
	}
	ranks_end();
	return status;
}

/* The rc file comes first, then the file, then what -e says. */
static int interactive(struct args *a)
{
	struct err err = ERR_INIT;
	struct batch said = a->b;

	a->b.text = NULL;
	a->b.n_text = 0;
	if (!a->no_rc && add_rc(&a->b, &err))
		return batch_error(&err);
	if (a->face == FACE_LESSON) {	/* lesson NAME */
		struct str line = STR_INIT;

		str_add(&line, "lesson ");
		lex_quote(&line, a->word[0]);
		add_text(&a->b, str_detach(&line), OPERAND);
	} else if (a->n_word) {
		if (add_file(a, &err))
			return batch_error(&err);
	}
	for (size_t i = 0; i < said.n_text; i++)
		add_text(&a->b, said.text[i].text, said.text[i].name);
	free(said.text);
	return live(a);
}

static int without_screen(struct args *a)
{
	if (a->n_word && session_is(a->word[0]))
		return batch_report(&a->b, a->word[0]);
	if (a->n_word) {
		struct err err = ERR_INIT;

		if (put_file_first(a, &err))
			return batch_error(&err);
	}
	return batch_run(&a->b);
}

/* ---- subcommands ---- */

static int verify(struct args *a)
{
	return batch_verify(&a->b, a->word[0]);
}

static int report(struct args *a)
{
	return batch_report(&a->b, a->word[0]);
}

static int export(struct args *a)
{
	return batch_export(&a->b, a->word[0], a->n_word > 1 ? a->word[1] : NULL);
}

static int merge(struct args *a)
{
	return batch_merge(&a->b, a->word, a->n_word);
}

static int open_runs(struct args *a)
{
	struct err err = ERR_INIT;
	struct runs runs;
	int status;

	if (a->n_word == 1 && session_is(a->word[0]))
		return usage_error("%s is a session: `reroll FILE` replays it, `reroll report FILE` reads it", a->word[0]);
	if (runs_open(&runs, a->word, a->n_word, &err))
		return batch_error(&err);
	a->runs = &runs;
	a->n_word = 0;
	status = app_can_run() && !a->b.json ? interactive(a) : batch_open(&a->b, &runs);
	runs_release(&runs);
	return status;
}

#define PRINTED_RUNS 32

static int print_commands(struct args *a)
{
	struct err err = ERR_INIT;
	struct str s = STR_INIT;
	int code = drive_print(&a->driven, a->b.seed, a->b.shard, a->b.has_runs ? a->b.runs : PRINTED_RUNS, &s, &err);

	if (!code)
		fputs(s.s, stdout);	/* for a shell: as it is, in any locale */
	str_release(&s);
	return code ? batch_error(&err) : batch_end(0);
}

/* Only what the shell's own command line says is ever started: here, and in `audit`. */
static int drive(struct args *a)
{
	if (a->n_word && strcmp(a->word[0], "run") != 0)
		return usage_error("drive %s: the command that trains stands behind --", a->word[0]);
	a->driven.hand.argv = a->command;
	a->driven.hand.source = a->driven.source;
	if (ranks_launched() > 1 && !shard_is_part(a->b.shard))
		return usage_error("mpirun has started %s times, and each would drive by itself: give each its --shard K/N", "this several");
	if (a->driven.print)
		return print_commands(a);
	if (a->n_word || !app_can_run() || a->b.json)
		return batch_drive(&a->b, &a->driven);
	return interactive(a);
}

static int audit(struct args *a)
{
	a->driven.hand.argv = a->command;
	a->driven.hand.source = a->driven.source;
	return batch_audit(&a->b, &a->driven.hand);
}

static int lesson(struct args *a)
{
	if (a->n_word && app_can_run())
		return interactive(a);
	return batch_lesson(&a->b, a->n_word ? a->word[0] : NULL);
}

static int helper(struct args *a)
{
	struct err err = ERR_INIT;

	return helper_print(a->word, a->n_word, &err) ? batch_error(&err) : batch_end(0);
}

/* `run`, `report` and some others are words of both: the subcommand, then the language's. */
static int help(struct args *a)
{
	const char *topic = a->n_word ? a->word[0] : NULL;
	enum face f = topic ? cli_face(topic) : FACE_COUNT;
	struct str s = STR_INIT;
	int is_face = !topic || f != FACE_COUNT, known;

	if (is_face)
		cli_usage(f, &s);
	if (topic && is_face)
		str_addc(&s, '\n');
	known = topic && help_text(topic, &s);
	if (is_face && topic && !known)
		s.s[--s.len] = '\0';
	if (is_face || known)
		fputs(s.s, stdout);
	str_release(&s);
	if (!is_face && !known) {
		struct err err = ERR_INIT;

		utf8_escape(&s, topic, strlen(topic));
		err_set(&err, ERR_USAGE, "there is no help on '%.60s': `reroll help` lists the subcommands, "
			"`reroll run -q -e help` the language", s.s);
		str_release(&s);
		return batch_error(&err);
	}
	return batch_end(0);
}

static int bench(struct args *a)
{
	a->bench.json = a->b.json;
	a->bench.workers = a->b.workers;
	a->bench.work = a->word;
	a->bench.n_work = a->n_word;
	return bench_run(&a->bench);
}

static int (*const face_run[FACE_COUNT])(struct args *a) = {
	[FACE_RUN] = run, [FACE_OPEN] = open_runs, [FACE_DRIVE] = drive, [FACE_AUDIT] = audit,
	[FACE_VERIFY] = verify, [FACE_REPORT] = report,
	[FACE_EXPORT] = export, [FACE_MERGE] = merge, [FACE_LESSON] = lesson, [FACE_HELP] = help, [FACE_HELPER] = helper,
	[FACE_BENCH] = bench,
};

static int usage(const struct args *a)
{
	struct str s = STR_INIT;

	cli_usage(a->face, &s);
	batch_print(s.s);
	str_release(&s);
	return batch_end(0);
}

static int dispatch(struct args *a)
{
	if (a->help)
		return usage(a);
	if (a->version) {
		version();
		return batch_end(0);
	}
	if (a->face < FACE_COUNT)
		return a->face == FACE_RUN ? among_ranks(a, run) : face_run[a->face](a);
	return app_can_run() && ranks_launched() == 1 ? interactive(a) : among_ranks(a, without_screen);
}

int main(int argc, char **argv)
{
	struct args a = { .argv = argv, .b = { .seed = 1 }, .bench = { .rounds = 3, .seconds = 1 } };
	struct cli_said said = { .face = FACE_COUNT };
	struct err err = ERR_INIT;
	int status;

	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);	/* a line is one write: others may write there, too */
	setlocale(LC_CTYPE, "");	/* characters only: numbers are always written with a point */
	engine_setup();
	status = cli_read(argc, argv, take, &a, &said, &err);
	if (err.code)
		status = batch_error(&err);
	a.face = said.face;
	a.word = said.word;
	a.n_word = said.n_word;
	a.command = said.command;
	a.n_command = said.n_command;
	if (!status)
		status = dispatch(&a);
	for (size_t i = 0; i < a.b.n_text; i++)
		free(a.b.text[i].text);
	free(a.b.text);
	return status;
}
