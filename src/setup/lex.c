/*
 * lex.c - see lex.h for the rules.
 *
 * A command never spans lines, so its place is one line number and the
 * columns of its words.  A fault in one command (an open quote, a NUL-like
 * control character, too long) spoils that line only: the lexer goes on behind it.
 */
#include "setup/lex.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "base/str.h"
#include "base/xalloc.h"

void lex_begin(struct lexer *l, const char *text, const char *file, int line)
{
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)	/* a byte order mark */
		text += 3;
	l->p = l->line_start = text;
	l->file = file ? file : "";
	l->line = line;
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static void skip_line(struct lexer *l)
{
	l->p += strcspn(l->p, "\n");
	if (*l->p == '\n') {
		l->p++;
		l->line++;
		l->line_start = l->p;
	}
}

/* To the start of the next command's first word; 0 at the end. */
static int skip_to_command(struct lexer *l)
{
	for (;;) {
		if (is_blank(*l->p) || *l->p == ';') {
			l->p++;
		} else if (*l->p == '#' || *l->p == '\n') {
			skip_line(l);
		} else {
			return *l->p != '\0';
		}
	}
}

static int fail(struct lexer *l, const char *at, struct words *out, struct err *err,
		const char *what)
{
	int line = l->line, col = (int)(at - l->line_start) + 1;

	words_release(out);
	skip_line(l);
	return err_at(err, ERR_USAGE, l->file, line, col, "%s", what);
}

/* One word at l->p into s; 0, or -1 for an open quote. */
static int read_word(struct lexer *l, struct str *s, int *quoted)
{
	int open = 0;

	*quoted = 0;
	for (; *l->p && *l->p != '\n'; l->p++) {
		char c = *l->p;

		if (c == '"') {
			open = !open;
			*quoted = 1;
		} else if (open && c == '\\' && (l->p[1] == '"' || l->p[1] == '\\')) {
			str_addc(s, *++l->p);
		} else if (!open && (is_blank(c) || c == ';')) {
			break;
		} else {
			str_addc(s, c);
		}
	}
	return open ? -1 : 0;
}

int lex_next(struct lexer *l, struct words *out, struct err *err)
{
	struct word *w = NULL;
	size_t n = 0, cap = 0;
	const char *start, *end, *rest = NULL;

	memset(out, 0, sizeof *out);
	if (!skip_to_command(l))
		return 0;
	start = end = l->p;
	out->line = l->line;
	while (*l->p && *l->p != '\n' && *l->p != ';' && *l->p != '#') {
		struct str s = STR_INIT;
		const char *at = l->p;
		int quoted;

		if (read_word(l, &s, &quoted)) {
			str_release(&s);
			return fail(l, at, out, err, "a double quote is opened here and never closed");
		}
		XGROW(w, cap, n + 1);
		w[n].text = str_detach(&s);
		w[n].col = (int)(at - l->line_start) + 1;
		w[n].quoted = quoted;
		out->w = w;
		out->n = ++n;
		if (n == 2) {
			rest = at;
			out->rest_col = w[1].col;
		}
		end = l->p;
		if (n > LEX_MAX_WORDS || end - start > LEX_MAX_COMMAND)
			return fail(l, start, out, err, "this command is too long");
		while (is_blank(*l->p))
			l->p++;
	}
	out->source = xstrndup(start, (size_t)(end - start));
	out->rest = rest ? xstrndup(rest, (size_t)(end - rest)) : xstrdup("");
	if (!rest)
		out->rest_col = (int)(end - l->line_start) + 2;
	out->file = xstrdup(l->file);
	return 1;
}

void words_release(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->w[i].text);
	free(w->w);
	free(w->source);
	free(w->rest);
	free(w->file);
	memset(w, 0, sizeof *w);
}

void lex_quote(struct str *out, const char *text)
{
	if (*text && *text != '#' && !strpbrk(text, " \t\r\f\v\n;\"")) {
		str_add(out, text);
		return;
	}
	str_addc(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_addc(out, '\\');
		str_addc(out, *text == '\n' ? ' ' : *text);
	}
	str_addc(out, '"');
}

/* ---- errors and values ---- */

static int word_col(const struct words *w, size_t i)
{
	if (i < w->n)
		return w->w[i].col;
	if (!w->n)
		return 1;
	return w->w[0].col + (int)strlen(w->source) + 1;	/* where it should have been */
}

static int verr(const struct words *w, int col, struct err *err, int code,
		const char *fmt, va_list ap)
{
	struct str s = STR_INIT;

	str_vaddf(&s, fmt, ap);
	err_at(err, (enum err_code)code, w->file, w->line, col, "%s", s.s);
	str_release(&s);
	return code;
}

int word_err(const struct words *w, size_t i, struct err *err, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	verr(w, word_col(w, i), err, code, fmt, ap);
	va_end(ap);
	return code;
}

int word_err_in(const struct words *w, size_t i, size_t off, struct err *err,
		int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	verr(w, word_col(w, i) + (int)off, err, code, fmt, ap);
	va_end(ap);
	return code;
}

int word_unknown(const struct words *w, size_t i, size_t off, const char *what, const char *name,
		 const struct names *known, const char *lists, struct err *err)
{
	struct str s = STR_INIT;

	names_guess(known, name, &s);
	str_add(&s, ": ");
	if (lists) {
		str_addf(&s, "`%s` lists them", lists);
	} else {
		names_list(known, "and", &s);
		str_add(&s, known->n == 1 ? " is known" : " are known");
	}
	word_err_in(w, i, off, err, ERR_USAGE, "there is no %s '%s'%s", what, name, s.s);
	str_release(&s);
	return ERR_USAGE;
}

int word_among(const struct words *w, size_t i, const char *among, struct err *err)
{
	char *copy = xstrdup(among), *save = NULL;
	struct names l = { 0 };
	struct str s = STR_INIT;
	int place = -1;

	for (char *p = strtok_r(copy, " ", &save); p; p = strtok_r(NULL, " ", &save)) {
		if (strcmp(p, w->w[i].text) == 0)
			place = (int)l.n;
		names_add(&l, p);
	}
	if (place < 0) {
		names_list(&l, "or", &s);
		word_err(w, i, err, ERR_USAGE, "'%s': %s was expected", w->w[i].text, s.s);
		str_release(&s);
	}
	free(copy);
	return place;
}

int word_uint(const struct words *w, size_t i, size_t off, const char *what,
	      unsigned long long min, unsigned long long max,
	      unsigned long long *out, struct err *err)
{
	const char *t = i < w->n ? w->w[i].text + off : "";
	unsigned long long v;
	char *end;

	errno = 0;
	v = *t >= '0' && *t <= '9' ? strtoull(t, &end, 10) : (end = (char *)t, 0);
	if (!*t || *end || errno || v < min || v > max)
		return word_err_in(w, i, off, err, ERR_USAGE,
				   "%s%s%s is not %s: a whole number from %llu to %llu was expected",
				   *t ? "'" : "", *t ? t : "nothing", *t ? "'" : "", what, min, max);
	*out = v;
	return 0;
}

int word_real(const struct words *w, size_t i, size_t off, const char *what,
	      double min, double max, double *out, struct err *err)
{
	const char *t = i < w->n ? w->w[i].text + off : "";
	char *end = (char *)t;
	double v = 0;

	if (*t && strspn(t, "0123456789.+-eE") == strlen(t))
		v = strtod(t, &end);
	if (!*t || end == t || *end || !isfinite(v) || v < min || v > max)
		return word_err_in(w, i, off, err, ERR_USAGE,
				   "%s%s%s is not %s: a number from %g to %g was expected",
				   *t ? "'" : "", *t ? t : "nothing", *t ? "'" : "", what, min, max);
	*out = v;
	return 0;
}

int word_bool(const struct words *w, size_t i, size_t off, int *out, struct err *err)
{
	static const char *const yes[] = { "on", "yes", "true", "1" };
	static const char *const no[] = { "off", "no", "false", "0" };
	const char *t = i < w->n ? w->w[i].text + off : "";

	for (size_t k = 0; k < 4; k++) {
		if (strcmp(t, yes[k]) == 0)
			return *out = 1, 0;
		if (strcmp(t, no[k]) == 0)
			return *out = 0, 0;
	}
	return word_err_in(w, i, off, err, ERR_USAGE, "'%s': on or off was expected", t);
}

int words_args(const struct words *w, size_t min, size_t max, struct err *err)
{
	if (w->n - 1 < min)
		return word_err(w, w->n, err, ERR_USAGE, "%s needs %s more: see `help %s`",
				w->w[0].text, min - (w->n - 1) == 1 ? "one word" : "some words",
				w->w[0].text);
	if (w->n - 1 > max)
		return word_err(w, max + 1, err, ERR_USAGE, "'%s' is one word too many for %s: see `help %s`",
				w->w[max + 1].text, w->w[0].text, w->w[0].text);
	return 0;
}

const char *word_value(const char *text, size_t *key_len)
{
	const char *eq = strchr(text, '=');

	*key_len = eq ? (size_t)(eq - text) : strlen(text);
	return eq ? eq + 1 : NULL;
}
