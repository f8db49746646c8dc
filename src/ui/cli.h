/*
 * cli.h - the command line as two tables: subcommands and flags.  What getopt is given,
 * --help, the manual page and every refusal are read from them.
 */
#ifndef UI_CLI_H
#define UI_CLI_H

#include <stddef.h>

struct err;
struct str;

/* The keys of flags: the letter of those that have one. */
enum {
	FLAG_EXEC = 'e', FLAG_RUNS = 'n', FLAG_OUTPUT = 'o', FLAG_CONTINUE = 'c', FLAG_WORKERS = 'j',
	FLAG_QUIET = 'q', FLAG_HELP = 'h', FLAG_VERSION = 'V',
	FLAG_SEED = 256, FLAG_JSON, FLAG_DATA, FLAG_WIDTH, FLAG_GRAPH, FLAG_THEME, FLAG_FPS, FLAG_NO_MOUSE,
	FLAG_NO_RC, FLAG_SHARD, FLAG_TIMEOUT, FLAG_PRINT, FLAG_PREDICTIONS, FLAG_CURVES, FLAG_METRICS, FLAG_SOURCE,
	FLAG_TARGETS, FLAG_KIND, FLAG_OUTPUTS, FLAG_ROUNDS, FLAG_SECONDS, FLAG_PEER
};

enum face {
	FACE_RUN, FACE_OPEN, FACE_DRIVE, FACE_AUDIT, FACE_VERIFY, FACE_REPORT, FACE_EXPORT, FACE_MERGE,
	FACE_LESSON, FACE_HELP, FACE_HELPER, FACE_BENCH,
	FACE_COUNT		/* none was named: live, or a file */
};

/* What was said, besides flags. */
struct cli_said {
	enum face face;
	char *const *word;	/* operands */
	size_t n_word;
	char *const *command;	/* NULL-ended: those of them that stood behind `--`, of a */
	size_t n_command;	/* subcommand that takes a command; they are none of `word` */
};

/*
 * Read the command line; argv is permuted, and the operands are of it.  take is called for
 * each flag in order with its value (NULL for one without); a result other than 0 ends the
 * reading and is returned.  Wrong use: an error code, with *err set.  Flags that the
 * subcommand has not, and a number of operands that it does not take, are refused here;
 * not when --help was asked for, which take is told with the value NULL at the end alone.
 */
int cli_read(int argc, char **argv, int (*take)(void *arg, int key, const char *value), void *arg,
	     struct cli_said *out, struct err *err);
/* " (did you mean the subcommand bench?)" for a word that is nothing else, or nothing. */
void cli_guess(const char *word, struct str *out);

/* The subcommand of that name, or FACE_COUNT. */
enum face cli_face(const char *name);
/* What --help says: of one subcommand that has flags of its own, else of all. */
void cli_usage(enum face f, struct str *out);
/* Parts of the manual page (mdoc). */
void cli_synopsis(struct str *out);
void cli_manpage(struct str *out);

#endif
