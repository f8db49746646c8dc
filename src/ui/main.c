/*
 * main.c - the command line: which of the program's faces is wanted.
 *
 *     reroll [FILE]      live, when there is a terminal; else as `reroll run`
 *     reroll run ...     without a screen (batch.c)
 *     reroll verify | report | export | merge | lesson | bench ...
 *
 * The first operand may name a subcommand, a row of faces[]; options stand before it or
 * behind it.
 *
 * The language does everything else: a file on the command line becomes a
 * `data` or `open` command, -e and scripts are commands already.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "batch.h"
#include "lang/cmd.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "setup/lex.h"
#include "engine/engine.h"
#include "store/session.h"
#include "ui/app.h"

#define TEXT_MAX (4u << 20)	/* bytes of a script */

/* bench/bench.c: it reads its own options. */
int bench_main(int argc, char **argv);

struct args;

/* A subcommand. */
struct face {
	const char *name;
	size_t least, most;	/* operands */
	const char *wants;	/* what is said of fewer or more */
	int (*run)(struct args *a);
	int (*own)(int argc, char **argv);	/* instead of run: it reads its options itself */
};

struct args {
	struct batch b;
	struct app_config app;
	char *const *word;	/* operands behind the subcommand */
	size_t n_word;
	const struct face *face;	/* NULL: none */
	int no_rc;
};

/* ---- texts of commands ---- */

static void add_text(struct batch *b, char *text, const char *name)
{
	b->text = xreallocarray(b->text, b->n_text + 1, sizeof *b->text);
	b->text[b->n_text++] = (struct batch_text){ text, name };
}

static int read_stream(FILE *f, const char *name, struct str *out, struct err *err)
{
	char buf[8192];
	size_t n;

	while ((n = fread(buf, 1, sizeof buf, f)) > 0) {
		if (memchr(buf, '\0', n))
			return err_at(err, ERR_INPUT, name, 0, 0, "is not text: it holds a NUL byte");
		str_addn(out, buf, n);
		if (out->len > TEXT_MAX)
			return err_at(err, ERR_LIMIT, name, 0, 0, "is larger than a script may be (4 MB)");
	}
	if (ferror(f))
		return err_at(err, ERR_IO, name, 0, 0, "%s", strerror(errno));
	return 0;
}

static int add_script(struct batch *b, const char *path, struct err *err)
{
	struct str text = STR_INIT;
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	int code;

	if (!f)
		return err_at(err, ERR_INPUT, path, 0, 0, "%s", strerror(errno));
	code = read_stream(f, f == stdin ? "standard input" : path, &text, err);
	if (f != stdin)
		fclose(f);
	if (code) {
		str_release(&text);
		return code;
	}
	add_text(b, str_detach(&text), f == stdin ? "stdin" : path);
	return 0;
}

/* $XDG_CONFIG_HOME/reroll/rc, for the screen only; none is no error. */
static int add_rc(struct batch *b, struct err *err)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct str path = STR_INIT;
	struct stat st;
	int code = 0;

	if (config && *config)
		str_addf(&path, "%s/reroll/rc", config);
	else
		str_addf(&path, "%s/.config/reroll/rc", home ? home : "");
	if (stat(path.s, &st) == 0 && S_ISREG(st.st_mode))
		code = add_script(b, str_detach(&path), err);	/* the name is needed to the end */
	str_release(&path);
	return code;
}

static int has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);

	return n > k && strcmp(s + n - k, suffix) == 0;
}

#define OPERAND "command line"	/* names the operand's text in errors */

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

static void usage(void)
{
	size_t n;
	const struct cli_opt *o = cli_table(&n);

	batch_print("Train it again, and see what changes, and why.\n\n"
		"reroll                           the article's example, live\n"
		"reroll FILE.csv [KEY=VALUE]...   your own data, live\n"
		"reroll FILE.reroll               replay a saved session\n"
		"reroll FILE.rr                   run a script, live\n"
		"reroll run [-n N] [-o FILE] [-e CMD]... [SCRIPT|-]...   without a screen\n"
		"reroll run FILE.csv [KEY=VALUE]...   your own data, without a screen\n"
		"reroll verify FILE               recompute a session and compare every bit\n"
		"reroll report FILE [--json]      what a session holds\n"
		"reroll export FILE -o OUT.csv|OUT.json|OUT.svg\n"
		"reroll merge FILE... -o OUT      several sessions as one\n"
		"reroll lesson [NAME]             a lesson; alone, the list of them\n"
		"reroll bench                     how fast this machine is\n\n");
	for (size_t i = 0; i < n; i++) {
		struct str s = STR_INIT;

		str_addf(&s, "  %s%s%s--%s%s%s", o[i].shortname ? "-" : "", o[i].shortname ? o[i].shortname : "",
			 o[i].shortname ? ", " : "    ", o[i].name, o[i].arg ? " " : "", o[i].arg ? o[i].arg : "");
		while (s.len < 22)
			str_addc(&s, ' ');
		str_addf(&s, " %s\n", o[i].help);
		batch_print(s.s);
		str_release(&s);
	}
	batch_print("\nThe language of -e, scripts and the prompt: `reroll run -q -e help`, or reroll(1).\n");
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

/* A screen option given on the command line is checked as `set` would. */
static int screen_option(const char *name, const char *value)
{
	struct err err = ERR_INIT, e = ERR_INIT;

	if (opt_read(opt_find(name), value, NULL, &err) == 0)
		return 0;
	err_set(&e, ERR_USAGE, "--%s %s", name, err.text);
	return batch_error(&e);
}

enum { OPT_SEED = 256, OPT_JSON, OPT_DATA, OPT_WIDTH, OPT_GRAPH, OPT_THEME, OPT_FPS, OPT_NO_MOUSE, OPT_NO_RC };

#define SHORTS "e:n:o:cj:qhV"

static const struct option longs[] = {
	{ "exec", required_argument, NULL, 'e' }, { "runs", required_argument, NULL, 'n' },
	{ "output", required_argument, NULL, 'o' }, { "continue", no_argument, NULL, 'c' },
	{ "workers", required_argument, NULL, 'j' }, { "quiet", no_argument, NULL, 'q' },
	{ "seed", required_argument, NULL, OPT_SEED }, { "json", no_argument, NULL, OPT_JSON },
	{ "data", required_argument, NULL, OPT_DATA }, { "width", required_argument, NULL, OPT_WIDTH },
	{ "graph", required_argument, NULL, OPT_GRAPH }, { "theme", required_argument, NULL, OPT_THEME },
	{ "fps", required_argument, NULL, OPT_FPS }, { "no-mouse", no_argument, NULL, OPT_NO_MOUSE },
	{ "no-rc", no_argument, NULL, OPT_NO_RC }, { "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 },
};

static int width_known(unsigned long long w)
{
	return (w == 1 || w == 4 || w == 8 || w == 16) && engine_has_width((int)w);
}

/* The option that getopt_long has just refused. */
static int no_option(char *const *argv)
{
	char name[] = { '-', (char)optopt, '\0' };

	return usage_error("there is no option %s: see --help", optopt ? name : argv[optind - 1]);
}

/* -1: go on; else the exit status. */
static int parse(struct args *a, int argc, char **argv)
{
	unsigned long long v;
	int c, status = 0;

	opterr = 0;
	optind = 0;		/* from the start again */
	while (!status && (c = getopt_long(argc, argv, ":" SHORTS, longs, NULL)) != -1) {
		switch (c) {
		case 'e': add_text(&a->b, xstrdup(optarg), "-e"); break;
		case 'n':
			status = number("-n", optarg, 1, 1000000000, &a->b.runs);
			a->b.has_runs = 1;
			break;
		case 'o': a->b.output = optarg; break;
		case 'c': a->b.go_on = 1; break;
		case 'j':
			status = number("-j", optarg, 1, 256, &v);
			a->b.workers = (int)v;
			break;
		case 'q': a->b.quiet = 1; break;
		case OPT_SEED:
			status = number("--seed", optarg, 0, UINT32_MAX, &v);
			a->b.seed = (uint32_t)v;
			break;
		case OPT_JSON: a->b.json = 1; break;
		case OPT_DATA: a->b.data = optarg; break;
		case OPT_WIDTH:
			status = number("--width", optarg, 1, 16, &v);
			a->b.width = (int)v;
			if (!status && !width_known(v))
				status = usage_error("--width %s: this machine has no lanes of that width", optarg);
			break;
		case OPT_GRAPH: status = screen_option("graph", a->app.graph = optarg); break;
		case OPT_THEME: status = screen_option("theme", a->app.theme = optarg); break;
		case OPT_FPS:
			status = screen_option("fps", optarg);
			a->app.fps = strtod(optarg, NULL);
			break;
		case OPT_NO_MOUSE: a->app.no_mouse = 1; break;
		case OPT_NO_RC: a->no_rc = 1; break;
		case 'h': usage(); return batch_end(0);
		case 'V': version(); return batch_end(0);
		case ':': return usage_error("%s needs a value: see --help", argv[optind - 1]);
		default: return no_option(argv);
		}
	}
	a->word = argv + optind;
	a->n_word = (size_t)(argc - optind);
	return status ? status : -1;
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
		if (strcmp(a->b.text[i].name, OPERAND) != 0 || a->face)	/* a lesson needs its panel first */
			continue;
		shell_failed(sh, NULL);
		shell_poll(sh, 0);
		if (shell_failed(sh, err))
			return err->code ? (int)err->code : ERR_INPUT;
	}
	return 0;
}

static int live(struct args *a)
{
	struct err err = ERR_INIT;
	struct app *app = app_new(&a->app, &err);
	struct lab_config c = { .workers = a->b.workers, .width = a->b.width, .seed = a->b.seed, .interactive = 1 };
	struct shell *sh;
	struct lab *lab;
	int code;

	if (!app)
		return batch_error(&err);
	sh = shell_new(&c, app_host(app));
	lab = shell_lab(sh);
	code = queue_texts(sh, a, &err);
	if (!code && a->b.output)
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

/* The rc file comes first, then the file, then what -e says. */
static int interactive(struct args *a)
{
	struct err err = ERR_INIT;
	struct batch said = a->b;

	a->b.text = NULL;
	a->b.n_text = 0;
	if (!a->no_rc && add_rc(&a->b, &err))
		return batch_error(&err);
	if (a->face) {		/* lesson NAME */
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
	return batch_export(&a->b, a->word[0]);
}

static int merge(struct args *a)
{
	return batch_merge(&a->b, a->word, a->n_word);
}

static int lesson(struct args *a)
{
	if (a->n_word && app_can_run())
		return interactive(a);
	return batch_lesson(&a->b, a->n_word ? a->word[0] : NULL);
}

#define ANY ((size_t)-1)

static const struct face faces[] = {
	{ "run", 0, ANY, NULL, run, NULL },
	{ "verify", 1, 1, "verify needs the name of one session", verify, NULL },
	{ "report", 1, 1, "report needs the name of one session", report, NULL },
	{ "export", 1, 1, "export needs the name of one session", export, NULL },
	{ "merge", 2, ANY, "merge needs two sessions or more, and -o FILE", merge, NULL },
	{ "lesson", 0, 1, "lesson takes one name: one lesson at a time", lesson, NULL },
	{ "bench", 0, ANY, NULL, NULL, bench_main },
};

static const struct face *face_find(const char *name)
{
	for (size_t i = 0; i < sizeof faces / sizeof *faces; i++)
		if (strcmp(faces[i].name, name) == 0)
			return &faces[i];
	return NULL;
}

static void take_subcommand(struct args *a)
{
	a->face = a->n_word ? face_find(a->word[0]) : NULL;
	if (a->face) {
		a->word++;
		a->n_word--;
	}
}

/* The place in argv of a subcommand that reads its options itself; 0: there is none.
 * Options before it are skipped with their values, its own as well as the program's. */
static int own_face(int argc, char **argv)
{
	struct option all[sizeof longs / sizeof *longs + 3] = {
		{ "rounds", required_argument, NULL, 'n' }, { "seconds", required_argument, NULL, 'n' },
		{ "peer", required_argument, NULL, 'n' },
	};
	const struct face *f;
	int c;

	memcpy(all + 3, longs, sizeof longs);
	opterr = 0;
	while ((c = getopt_long(argc, argv, "+" SHORTS, all, NULL)) != -1)
		if (c == 'h' || c == 'V')
			return 0;
	f = optind < argc ? face_find(argv[optind]) : NULL;
	return f && f->own ? optind : 0;
}

/* Its name first, as a program's own; then what stood before it and behind it. */
static int run_own(int at, int argc, char **argv)
{
	char *name = argv[at];

	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof *argv);
	argv[1] = name;
	return face_find(name)->own(argc - 1, argv + 1);
}

static int dispatch(struct args *a)
{
	const struct face *f = a->face;

	if (!f)
		return app_can_run() ? interactive(a) : without_screen(a);
	if (a->n_word < f->least || a->n_word > f->most)
		return usage_error("%s", f->wants);
	return f->run(a);
}

int main(int argc, char **argv)
{
	struct args a = { .b = { .seed = 1 } };
	int status, own;

	setlocale(LC_CTYPE, "");	/* characters only: numbers are always written with a point */
	engine_setup();
	own = own_face(argc, argv);
	if (own)
		return run_own(own, argc, argv);
	status = parse(&a, argc, argv);
	if (status < 0) {
		take_subcommand(&a);
		status = dispatch(&a);
	}
	for (size_t i = 0; i < a.b.n_text; i++)
		free(a.b.text[i].text);
	free(a.b.text);
	return status;
}
