/*
 * cli.c - see cli.h.
 *
 * The first operand may name a subcommand; flags stand before it or behind it, so all are
 * read first, and only then is it looked at which of them it has.
 */
#include "cli.h"

#include <getopt.h>
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "base/str.h"
#include "lang/cmd.h"
#include "setup/known.h"
#include "setup/opt.h"

#define ANY ((size_t)-1)

struct cli_flag {
	int key;
	const char *name;	/* long */
	const char *arg;	/* what it takes, or NULL */
	const char *help;
	const char *option;	/* the option of `set` whose values it takes, or NULL */
	const char *of;		/* the subcommands that have it, or NULL: those that take all */
};

struct cli_face {
	const char *name;
	const char *operands;	/* as the usage has it, the flags that belong to it among them */
	const char *help;
	size_t least, most;	/* operands */
	const char *wants;	/* what is said of fewer or more */
	const char *takes;	/* all the flags it takes, or NULL: those that are nobody's own */
	int command;		/* a command of somebody else's stands behind `--` */
};

static const struct cli_face faces[FACE_COUNT] = {
	[FACE_RUN] = { "run", "[-n N] [-o FILE] [-e CMD]... [--shard K/N] [SCRIPT|-]...", "without a screen", 0,
	  ANY, NULL, NULL, 0 },
	[FACE_OPEN] = { "open", "FILE... [KEY=VALUE]... [-o SESSION]",
	  "runs of other people's trainings, from the files they left",
			1, ANY, "open needs files of runs: .csv, .tsv, .jsonl, .npy or .npz", NULL, 0 },
	[FACE_DRIVE] = { "drive", "[run] [-n N] [-o FILE] [-j N] -- COMMAND...",
	  "trainings of any program, live; run: without a screen", 0, 1,
	  "drive takes flags, and behind -- the command that trains: reroll drive -j 2 -- python train.py",
	  "exec runs output continue workers quiet seed json graph theme fps no-mouse no-rc shard timeout print predictions"
	  " curves metrics source targets kind outputs help version", 1 },
	[FACE_AUDIT] = { "audit", "[--json] -- COMMAND...", "which seeds of a program work, and what differs all the same", 0, 0,
			 "audit takes flags, and behind -- the command that trains: reroll audit -- python train.py",
			 "seed json quiet timeout predictions curves metrics source targets kind outputs help version", 1 },
	[FACE_VERIFY] = { "verify", "FILE", "recompute a session and compare every bit", 1, 1,
			  "verify needs the name of one session", NULL, 0 },
	[FACE_REPORT] = { "report", "FILE [--json]", "what a session holds", 1, 1,
			  "report needs the name of one session", NULL, 0 },
	[FACE_EXPORT] = { "export", "FILE -o OUT.csv|OUT.json|OUT.svg|OUT.py|OUT.mjs [framework=NAME]",
	  "its runs, a picture, or its condition as a script", 1, 2,
			  "export needs the name of one session", NULL, 0 },
	[FACE_MERGE] = { "merge", "FILE... -o OUT", "several sessions as one", 2, ANY,
			 "merge needs two sessions or more, and -o FILE", NULL, 0 },
	[FACE_LESSON] = { "lesson", "[NAME]", "a lesson; alone, the list of them", 0, 1,
			  "lesson takes one name: one lesson at a time", NULL, 0 },
	[FACE_HELP] = { "help", "[TOPIC]", "this; of a subcommand; of a word of the language", 0, 1,
			"help takes one topic", "help version", 0 },
	[FACE_HELPER] = { "helper", "[python|javascript|r] [example]", "the file by which a script can be driven",
			0, 2, "helper takes the name of a language, and `example`", "help version", 0 },
	[FACE_BENCH] = { "bench", "[WORKLOAD]...", "how fast this machine is", 0, ANY, NULL,
			 "rounds seconds peer json workers quiet help version", 0 },
};

/* Ways to begin that are no subcommand, or another way of one. */
static const struct { const char *name, *operands, *help; } starts[] = {
	{ "", "", "the article's example, live" },
	{ "", "FILE.csv [KEY=VALUE]...", "your own data, live" },
	{ "", "FILE.reroll", "replay a saved session" },
	{ "", "FILE.rr", "run a script, live" },
	{ "run", "FILE.csv [KEY=VALUE]...", "your own data, without a screen" },
};

static const struct cli_flag flags[] = {
	{ FLAG_EXEC, "exec", "CMD",
	  "Run a command of the language at the start; may be repeated.", NULL, NULL },
	{ FLAG_RUNS, "runs", "N", "Train N runs of the present condition (run); with -c, so many in all.",
	  NULL, NULL },
	{ FLAG_OUTPUT, "output", "FILE",
	  "Save the session there (run), or write there (export, merge).", NULL, NULL },
	{ FLAG_CONTINUE, "continue", NULL,
	  "Go on with the session that -o names, if it is there.", NULL, NULL },
	{ FLAG_WORKERS, "workers", "N", "Worker threads; all cores unless said.", NULL, NULL },
	{ FLAG_QUIET, "quiet", NULL, "No progress, and no report at the end of run.", NULL, NULL },
	{ FLAG_SEED, "seed", "N", "Master seed, 1 unless said.", NULL, NULL },
	{ FLAG_JSON, "json", NULL, "The report, or the figures of bench, as JSON, for machines.",
	  NULL, NULL },
	{ FLAG_DATA, "data", "FILE",
	  "The data of a session that was too large to hold them (verify).", NULL, NULL },
	{ FLAG_WIDTH, "width", "N", "Lanes: 1, 4, 8 or 16; the machine's best unless said.", NULL,
	  NULL },
	{ FLAG_GRAPH, "graph", "KIND", NULL, "graph", NULL },
	{ FLAG_THEME, "theme", "NAME", NULL, "theme", NULL },
	{ FLAG_FPS, "fps", "N", NULL, "fps", NULL },
	{ FLAG_NO_MOUSE, "no-mouse", NULL, "Leave the mouse to the terminal.", NULL, NULL },
	{ FLAG_NO_RC, "no-rc", NULL, "Do not read the rc file.", NULL, NULL },
	{ FLAG_SHARD, "shard", "K/N",
	  "Train runs K, K+N, K+2N ... alone: one of N programs whose sessions merge makes one.",
	  NULL, "run drive" },
	{ FLAG_TIMEOUT, "timeout", "S", "A run, or a start, that takes longer has failed (drive, audit).", NULL, "drive audit" },
	{ FLAG_SOURCE, "source", "NAME", "A source of the command's own: a seed, or NAME=A|B of these choices (drive, audit).", NULL,
	  "drive audit" },
	{ FLAG_PREDICTIONS, "predictions", "FILE",
	  "What a run leaves in its folder {out}: .npy, or .csv of a row a probe (drive, audit).", NULL, "drive audit" },
	{ FLAG_CURVES, "curves", "FILE", "Likewise, a row an epoch: .csv or .jsonl (drive, audit).", NULL, "drive audit" },
	{ FLAG_METRICS, "metrics", "FILE", "Likewise, the last figures: .csv or .json (drive, audit).", NULL, "drive audit" },
	{ FLAG_TARGETS, "targets", "FILE", "The truth at the probes, a .npy (drive, audit).", NULL, "drive audit" },
	{ FLAG_KIND, "kind", "KIND", "Of the predictions: regression, binary or classes (drive, audit).", NULL, "drive audit" },
	{ FLAG_OUTPUTS, "outputs", "N", "Of a prediction, where the file does not tell (drive, audit).", NULL, "drive audit" },
	{ FLAG_PRINT, "print", NULL, "Print lines of sh that make the runs, instead of starting any (drive).", NULL, "drive" },
	{ FLAG_ROUNDS, "rounds", "N", "Rounds over all contenders; 3 unless said (bench).", NULL,
	  "bench" },
	{ FLAG_SECONDS, "seconds", "S", "Length of one measurement; 1 unless said (bench).", NULL,
	  "bench" },
	{ FLAG_PEER, "peer", "NAME=CMD",
	  "A contender, run as 'CMD DIR SECONDS', see bench/README (bench).", NULL, "bench" },
	{ FLAG_HELP, "help", NULL, "Print the usage and exit.", NULL, NULL },
	{ FLAG_VERSION, "version", NULL,
	  "Print the version, and what decides the bits, and exit.", NULL, NULL },
};
enum { FLAGS = sizeof flags / sizeof *flags };

enum face cli_face(const char *name)
{
	int f = 0;

	while (f < FACE_COUNT && strcmp(faces[f].name, name) != 0)
		f++;
	return (enum face)f;
}

static int has_letter(const struct cli_flag *f)
{
	return f->key < 256;
}

/* NULL: none of ours. */
static const struct cli_flag *flag_of(int key)
{
	for (size_t i = 0; i < FLAGS; i++)
		if (flags[i].key == key)
			return &flags[i];
	return NULL;
}

/* "-j", or "--seed" where there is no letter. */
static void put_name(const struct cli_flag *f, struct str *out)
{
	if (has_letter(f))
		str_addf(out, "-%c", f->key);
	else
		str_addf(out, "--%s", f->name);
}

/* Is name one of the words of list? */
static int among(const char *name, const char *list)
{
	size_t n = strlen(name);

	for (const char *p = list; (p = strstr(p, name)) != NULL; p += n)
		if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return 1;
	return 0;
}

static int face_has(enum face f, const struct cli_flag *flag)
{
	if (f < FACE_COUNT && faces[f].takes)
		return among(flag->name, faces[f].takes);
	return !flag->of || (f < FACE_COUNT && among(faces[f].name, flag->of));
}

/* ---- reading ---- */

/* What getopt wants, made from the table. */
struct tables { char letters[2 * FLAGS + 2]; struct option word[FLAGS + 1]; };

static struct tables tables(void)
{
	struct tables t = { ":", { { 0 } } };
	size_t at = 1;

	for (size_t i = 0; i < FLAGS; i++) {
		t.word[i] = (struct option){ flags[i].name, flags[i].arg ? required_argument : no_argument, NULL, flags[i].key };
		if (has_letter(&flags[i])) {
			t.letters[at++] = (char)flags[i].key;
			if (flags[i].arg)
				t.letters[at++] = ':';
		}
	}
	return t;
}

/* The flag that getopt has just refused. */
static int no_flag(const char *word, struct err *err)
{
	char letter[] = { '-', (char)optopt, '\0' };
	struct names known = { 0 };
	struct str guess = STR_INIT;
	const char *near;

	if (optopt && flag_of(optopt) && word[0] == '-' && word[1] == '-')	/* --quiet=1 */
		return err_set(err, ERR_USAGE, "--%s takes no value: see --help", flag_of(optopt)->name);
	for (size_t i = 0; i < FLAGS && !optopt && word[1] == '-'; i++)
		names_add(&known, flags[i].name);
	near = known.n ? names_near(&known, word + 2) : NULL;
	if (near)
		str_addf(&guess, " (did you mean --%s?)", near);
	err_set(err, ERR_USAGE, "there is no option %s%s: see --help", optopt ? letter : word, guess.s);
	str_release(&guess);
	return ERR_USAGE;
}

static int refuse_flag(enum face f, const struct cli_flag *flag, struct err *err)
{
	struct str s = STR_INIT;
	int code;

	put_name(flag, &s);
	if (f < FACE_COUNT)
		code = err_set(err, ERR_USAGE, "%s has no option %s: see `reroll %s --help`", faces[f].name, s.s, faces[f].name);
	else
		code = err_set(err, ERR_USAGE, "%s is an option of %s: see --help", s.s, flag->of);
	str_release(&s);
	return code;
}

/* A command's own words are no operands. */
static void take_command(struct cli_said *out, size_t behind)
{
	if (out->face == FACE_COUNT || !faces[out->face].command || behind > out->n_word)
		return;
	out->n_word -= behind;
	out->command = out->word + out->n_word;
	out->n_command = behind;
}

/* The subcommand, and whether it has the flags that were given. */
static int take_face(struct cli_said *out, size_t behind, const char given[FLAGS], struct err *err)
{
	out->face = out->n_word ? cli_face(out->word[0]) : FACE_COUNT;
	if (out->face < FACE_COUNT) {
		out->word++;
		out->n_word--;
	}
	take_command(out, behind);
	for (size_t i = 0; i < FLAGS; i++)
		if (given[i] && !face_has(out->face, &flags[i]))
			return refuse_flag(out->face, &flags[i], err);
	if (given[flag_of(FLAG_HELP) - flags] || given[flag_of(FLAG_VERSION) - flags])
		return 0;
	if (out->face < FACE_COUNT && faces[out->face].command && !out->n_command)
		return err_set(err, ERR_USAGE, "%s", faces[out->face].wants);
	if (out->face < FACE_COUNT && (out->n_word < faces[out->face].least || out->n_word > faces[out->face].most))
		return err_set(err, ERR_USAGE, "%s", faces[out->face].wants);
	return 0;
}

/* What stands behind the first `--` keeps its order, whatever getopt does with the rest. */
static size_t words_behind(int argc, char **argv)
{
	int at = 1;

	while (at < argc && strcmp(argv[at], "--") != 0)
		at++;
	return at < argc ? (size_t)(argc - at - 1) : 0;
}

int cli_read(int argc, char **argv, int (*take)(void *arg, int key, const char *value), void *arg,
	     struct cli_said *out, struct err *err)
{
	struct tables t = tables();
	char given[FLAGS] = { 0 };
	const size_t behind = words_behind(argc, argv);
	int key, code = 0;

	opterr = 0;
	optind = 0;		/* from the start again */
	while (!code && (key = getopt_long(argc, argv, t.letters, t.word, NULL)) != -1) {
		if (key == ':')
			return err_set(err, ERR_USAGE, "%s needs a value: see --help", argv[optind - 1]);
		if (key == '?')
			return no_flag(argv[optind - 1], err);
		given[flag_of(key) - flags] = 1;
		code = take(arg, key, optarg);
	}
	out->word = argv + optind;
	out->n_word = (size_t)(argc - optind);
	return code ? code : take_face(out, behind, given, err);
}

void cli_guess(const char *word, struct str *out)
{
	struct names known = { 0 };
	const char *near;

	for (int f = 0; f < FACE_COUNT; f++)
		names_add(&known, faces[f].name);
	near = names_near(&known, word);
	if (near)
		str_addf(out, " (did you mean `reroll %s`?)", near);
}

/* ---- the usage ---- */

/* "auto, braille, block or ascii." of the option whose values it takes. */
static void put_help(const struct cli_flag *f, struct str *out)
{
	const struct opt *o = f->option ? opt_find(f->option) : NULL;
	struct names l = { 0 };

	if (!o) {
		str_add(out, f->help);
		return;
	}
	for (size_t i = 0; opt_word(o, i); i++)
		names_add(&l, opt_word(o, i));
	names_list(&l, "or", out);
	str_add(out, l.n ? "." : o->help);
}

#define COLUMN 33

static void put_start(const char *name, const char *operands, const char *help, struct str *out)
{
	struct str s = STR_INIT;

	str_addf(&s, "reroll%s%s%s%s", *name ? " " : "", name, *operands ? " " : "", operands);
	str_addf(out, "%s%*s%s\n", s.s, s.len < COLUMN - 1 ? COLUMN - (int)s.len : 3, "", help);
	str_release(&s);
}

static void put_flag(const struct cli_flag *f, struct str *out)
{
	struct str s = STR_INIT;

	if (has_letter(f))
		str_addf(&s, "  -%c, ", f->key);
	else
		str_add(&s, "      ");
	str_addf(&s, "--%s%s%s", f->name, f->arg ? " " : "", f->arg ? f->arg : "");
	str_addf(out, "%-22s ", s.s);
	put_help(f, out);
	str_addc(out, '\n');
	str_release(&s);
}

void cli_usage(enum face f, struct str *out)
{
	if (f < FACE_COUNT && faces[f].takes) {
		put_start(faces[f].name, faces[f].operands, faces[f].help, out);
		str_addc(out, '\n');
	} else {
		f = FACE_COUNT;
		str_add(out, "Train it again, and see what changes, and why.\n\n");
		for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
			put_start(starts[i].name, starts[i].operands, starts[i].help, out);
		for (int k = 0; k < FACE_COUNT; k++)
			put_start(faces[k].name, faces[k].operands, faces[k].help, out);
		str_addc(out, '\n');
	}
	for (size_t i = 0; i < FLAGS; i++)
		if (f == FACE_COUNT || face_has(f, &flags[i]))
			put_flag(&flags[i], out);
	if (f == FACE_COUNT)
		str_add(out, "\nThe language of -e, scripts and the prompt: `reroll run -q -e help`, or reroll(1).\n");
}

/* ---- the manual page ---- */

static void put_mdoc(struct str *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '-')
			str_addc(out, '\\');
		str_addc(out, text[i]);
	}
}

/* "-o FILE" as "Fl o Ar FILE", on the line that is begun. */
static void put_words(const char *p, size_t n, struct str *out)
{
	while (n > 0) {
		size_t len = 0;

		while (len < n && p[len] != ' ')
			len++;
		if (len == 2 && p[0] == '-' && p[1] == '-') {
			str_add(out, "Fl \\-");
		} else if (p[0] == '-' && len > 1) {
			str_add(out, p[1] == '-' ? "Fl Fl " : "Fl ");
			put_mdoc(out, p + 1 + (p[1] == '-'), len - 1 - (p[1] == '-'));
		} else {
			str_add(out, "Ar ");
			put_mdoc(out, p, len);
		}
		p += len;
		n -= len;
		if (n > 0) {
			str_addc(out, ' ');
			p++;
			n--;
		}
	}
}

/* One line of mdoc for each operand, with the brackets and dots that it stands in. */
static void put_operands(const char *p, struct str *out)
{
	while (*p) {
		int optional = *p == '[', many;
		size_t n = optional ? strcspn(++p, "]") : strcspn(p, "[. ");

		if (!optional && p[0] == '-' && p[n] == ' ')	/* with its value */
			n += 1 + strcspn(p + n + 1, "[ ");
		else if (!optional)
			n = strcspn(p, "[ ");
		many = !optional && n > 3 && strncmp(p + n - 3, "...", 3) == 0;
		str_add(out, optional ? ".Op " : ".");
		put_words(p, many ? n - 3 : n, out);
		p += n + (size_t)optional;
		if (strncmp(p, "...", 3) == 0) {
			many = 1;
			p += 3;
		}
		str_add(out, many ? " ...\n" : "\n");
		p += *p == ' ';
	}
}

static void put_way(const char *name, const char *operands, struct str *out)
{
	str_addf(out, ".Nm\n.Cm %s\n", name);
	put_operands(operands, out);
}

void cli_synopsis(struct str *out)
{
	str_add(out, ".Nm\n.Op Ar options\n.Op Ar FILE Op Ar KEY=VALUE ...\n");
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (*starts[i].name)
			put_way(starts[i].name, starts[i].operands, out);
	for (int f = 0; f < FACE_COUNT; f++)
		put_way(faces[f].name, faces[f].operands, out);
}

void cli_manpage(struct str *out)
{
	str_add(out, ".Sh OPTIONS\nThey stand before a subcommand or behind it.\n.Bl -tag -width Ds -compact\n");
	for (size_t i = 0; i < FLAGS; i++) {
		struct str help = STR_INIT;

		str_add(out, ".It");
		if (has_letter(&flags[i]))
			str_addf(out, " Fl %c ,", flags[i].key);
		str_add(out, " Fl Fl ");
		put_mdoc(out, flags[i].name, strlen(flags[i].name));
		if (flags[i].arg)
			str_addf(out, " Ar %s", flags[i].arg);
		str_addc(out, '\n');
		put_help(&flags[i], &help);
		put_mdoc(out, help.s, help.len);
		str_addc(out, '\n');
		str_release(&help);
	}
	str_add(out, ".El\n");
}
