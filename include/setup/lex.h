/*
 * lex.h - text into commands, commands into words, every word with its place.
 *
 * The same rules for prompt, rc file, scripts, lessons, -e and sessions:
 *   - a newline or `;` ends a command;
 *   - blanks separate words; "double quotes" keep blanks, `;` and `#` in a
 *     word, and \" and \\ stand for themselves inside them;
 *   - `#` at the start of a word begins a comment up to the end of the line.
 * Knows nothing of what commands mean.
 */
#ifndef SETUP_LEX_H
#define SETUP_LEX_H

#include <stddef.h>

struct err;
struct str;

#define LEX_MAX_COMMAND 65536	/* bytes of one command */
#define LEX_MAX_WORDS 4096

struct word {
	char *text;		/* unquoted */
	int col;		/* 1-based, in bytes */
	int quoted;		/* some of it stood in quotes */
};

/* One command. */
struct words {
	size_t n;
	struct word *w;		/* w[0] is the command's name */
	char *source;		/* as written, trimmed, without the comment */
	char *rest;		/* source from w[1] on; "" when there is none */
	int rest_col;
	char *file;		/* for errors; "" when there is none */
	int line;
};

/* Where a reader of commands is. */
struct lexer {
	const char *p;
	const char *line_start;
	const char *file;
	int line;
};

void lex_begin(struct lexer *l, const char *text, const char *file, int line);
/* The next command into out: 1; at the end of the text 0; or an error, with
 * the lexer behind the faulty line.  words_release(out) after 1 only. */
int lex_next(struct lexer *l, struct words *out, struct err *err);
void words_release(struct words *w);

/* Append text as one word: quoted when it has to be. */
void lex_quote(struct str *out, const char *text);

/* An error that points at word i (or just behind the last one). */
int word_err(const struct words *w, size_t i, struct err *err, int code,
	     const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* The same, `off` bytes into the word. */
int word_err_in(const struct words *w, size_t i, size_t off, struct err *err,
		int code, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/*
 * "there is no WHAT 'NAME' (did you mean Y?): X, Y and Z are known", or with `lists`, a
 * command that lists what is known: "...: `show options` lists them".  name stands `off`
 * bytes into word i.
 */
struct names;
int word_unknown(const struct words *w, size_t i, size_t off, const char *what, const char *name,
		 const struct names *known, const char *lists, struct err *err);
/* The place of word i among "A B C", or -1: "'X': A, B or C was expected". */
int word_among(const struct words *w, size_t i, const char *among, struct err *err);

/* Word i as a number within [min, max]; `what` names it in the error. off is
 * where the number starts within the word (behind KEY=). */
int word_uint(const struct words *w, size_t i, size_t off, const char *what,
	      unsigned long long min, unsigned long long max,
	      unsigned long long *out, struct err *err);
int word_real(const struct words *w, size_t i, size_t off, const char *what,
	      double min, double max, double *out, struct err *err);
/* "on", "yes", "true", "1" and their opposites. */
int word_bool(const struct words *w, size_t i, size_t off, int *out, struct err *err);
/* Number of words must be within [min, max] (arguments, without the name). */
int words_args(const struct words *w, size_t min, size_t max, struct err *err);
/* Split "key=value" at the first '='; returns the value or NULL, and the key's length. */
const char *word_value(const char *text, size_t *key_len);

#endif
