/*
 * data_csv.c - lines into cells, with places for errors.
 *
 * A line whose quotes stand around whole cells, if it has any, is cut here: that
 * is nearly all of what large files hold.  Lines with other quotes, and what
 * follows inside an open one, go to libcsv.  It tells neither lines nor columns, so it is fed one
 * physical line at a time: the line is then the number of lines fed, and the
 * column of a cell that turns out wrong is found by scanning that line again.
 */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_int.h"

#define CHUNK ((size_t)64 << 10)

struct data_csv_at {
	const char *path;
	const struct data_csv_format *f;
	int line;
	const char *piece;	/* the line being fed, or its part in this chunk */
	size_t piece_n;
	size_t before;		/* bytes of the line in earlier chunks */
	size_t cell;		/* index of the next cell in its row */
	size_t first_cell;	/* of those that begin in this line; SIZE_MAX: none
				 * is at its start */
	int quote_line;		/* where the open quote began; 0: none is open */
	int inside;		/* libcsv holds the beginning of this row */
	int passing;		/* the rest of a line that is left out */
	const char *begin;	/* of the cell that was cut here, or NULL */
	struct str blanks;	/* a line whose runs of blanks became one */
	int gap, some;		/* of it, over its parts: a blank waits; a cell was begun */

	const struct data_csv_sink *sink;
	struct err *err;
	int ret;		/* what the sink said */
};

int data_csv_line(const struct data_csv_at *at)
{
	return at->line;
}

int data_csv_col(const struct data_csv_at *at)
{
	size_t skip, i = 0;
	int quoted = 0;

	if (at->begin)
		return (int)(at->begin - at->piece) + 1;
	if (at->before || at->first_cell == SIZE_MAX || at->cell < at->first_cell || !at->f || at->f->sep == ' ')
		return 0;
	for (skip = at->cell - at->first_cell; skip && i < at->piece_n; i++) {
		if (at->piece[i] == '"')
			quoted = !quoted;
		else if (at->piece[i] == at->f->sep && !quoted)
			skip--;
	}
	while (i < at->piece_n && at->piece[i] == ' ')
		i++;
	return (int)i + 1;
}

struct data_csv_at *data_csv_at_new(const char *path)
{
	struct data_csv_at *at = xcalloc(1, sizeof *at);

	at->path = path;
	at->first_cell = SIZE_MAX;
	str_init(&at->blanks);
	return at;
}

void data_csv_at_set(struct data_csv_at *at, int line)
{
	at->line = line;
}

void data_csv_at_free(struct data_csv_at *at)
{
	str_release(&at->blanks);
	free(at);
}

static int too_long(const struct data_csv_at *at, struct err *err)
{
	return err_at(err, ERR_LIMIT, at->path, at->line, 0, "a cell of more than %zu bytes",
		      DATA_MAX_FIELD);
}

static void on_cell(void *text, size_t n, void *arg)
{
	struct data_csv_at *at = arg;

	if (at->ret)
		return;
	if (n > DATA_MAX_FIELD) {
		at->ret = too_long(at, at->err);
		return;
	}
	at->ret = at->sink->cell(at->sink->arg, at->cell, text ? text : "", n, at, at->err);
	at->cell++;
}

static void on_row(int terminator, void *arg)
{
	struct data_csv_at *at = arg;

	(void)terminator;
	if (!at->ret)
		at->ret = at->sink->row(at->sink->arg, at->cell, at, at->err);
	at->cell = 0;
}

static int open_quote(const struct data_csv_at *at, struct err *err)
{
	return err_at(err, ERR_INPUT, at->path, at->quote_line, 0,
		      "the quote that opens on this line is not closed");
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One line or part of a line, by libcsv. */
static int feed(struct csv_parser *p, struct data_csv_at *at, const char *s, size_t n,
		struct err *err)
{
	size_t used;

	at->begin = NULL;
	at->first_cell = p->quoted ? SIZE_MAX : at->cell;
	used = csv_parse(p, s, n, on_cell, on_row, at);
	if (at->ret)
		return at->ret;
	if (used != n)
		return csv_error(p) == CSV_EPARSE ?
			err_at(err, ERR_INPUT, at->path, at->line, (int)(at->before + used + 1),
			       "a quote inside a cell: the cell must be quoted and the quote doubled") :
			err_at(err, ERR_LIMIT, at->path, at->line, 0, "not enough memory for a cell");
	if (!p->quoted)
		at->quote_line = 0;
	else if (!at->quote_line)
		at->quote_line = at->line;
	if (p->entry_pos > DATA_MAX_FIELD)
		return at->quote_line ? open_quote(at, err) : too_long(at, err);
	return 0;
}

/* The cell from a to b, which began at `begin`; *b is overwritten for the time of the call. */
static int deliver(struct data_csv_at *at, const char *begin, char *a, char *b, struct err *err)
{
	char end = *b;
	int ret;

	if ((size_t)(b - a) > DATA_MAX_FIELD)
		return too_long(at, err);
	at->begin = begin;
	*b = '\0';
	ret = at->sink->cell(at->sink->arg, at->cell, a, (size_t)(b - a), at, err);
	*b = end;
	at->cell++;
	return ret;
}

/* Does `c` end a cell of this table? */
static int ends_cell(char c, char sep)
{
	return c == sep || (sep == ' ' && c == '\t');
}

/* Are all quotes of a line around whole cells, and none inside? */
static int simple_quotes(const char *s, const char *end, char sep)
{
	int begins = 1;

	for (; s < end; s++) {
		if (*s == '"') {
			if (!begins || !(s = memchr(s + 1, '"', (size_t)(end - s - 1))))
				return 0;
			while (s + 1 < end && is_blank(s[1]) && !ends_cell(s[1], sep))
				s++;
			if (s + 1 < end && !ends_cell(s[1], sep))
				return 0;
			begins = 0;
		} else {
			begins = ends_cell(*s, sep) || (begins && is_blank(*s));
		}
	}
	return 1;
}

/* The cell at *s, up to its separator. */
static int cut_cell(struct data_csv_at *at, char **s, char sep, struct err *err)
{
	char *begin = *s, *a, *b;

	while (is_blank(*begin) && !ends_cell(*begin, sep))
		begin++;
	a = begin;
	if (*a == '"') {
		b = strchr(++a, '"');
		for (*s = b + 1; !ends_cell(**s, sep); ++*s)
			continue;
	} else {
		while (!ends_cell(**s, sep))
			++*s;
		for (b = *s; b > a && is_blank(b[-1]); b--)
			continue;
	}
	return deliver(at, begin, a, b, err);
}

/* A whole line of simple quotes or none; `end` is its last byte but the line's end,
 * and may be written to. */
static int cut(struct data_csv_at *at, char *s, char *end, struct err *err)
{
	const char sep = at->f->sep;
	char save = *end;
	int ret = 0;

	while (s < end && is_blank(*s) && (sep == ' ' || *s != sep))
		s++;
	if (s == end)
		return 0;		/* an empty line is no row */
	*end = sep;			/* the last cell ends as the others */
	for (;;) {
		if (at->sink->quick) {
			const char *p = s;

			at->cell += at->sink->quick(at->sink->arg, at->cell, &p, end, sep);
			s += p - s;
		}
		while (sep == ' ' && s <= end && is_blank(*s))
			s++;
		if (s > end)
			break;
		ret = cut_cell(at, &s, sep, err);
		if (ret || s >= end)
			break;
		s++;
	}
	*end = save;
	if (!ret)
		ret = at->sink->row(at->sink->arg, at->cell, at, err);
	at->cell = 0;
	return ret;
}

/* Runs of blanks outside quotes as one, none at the ends, for libcsv. */
static void join_blanks(struct data_csv_at *at, const char *s, size_t n, int quoted)
{
	str_clear(&at->blanks);
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			quoted = !quoted;
		if (!quoted && is_blank(s[i])) {
			at->gap = at->some;
			continue;
		}
		if (at->gap && s[i] != '\n' && s[i] != '\r')
			str_addc(&at->blanks, ' ');
		at->gap = 0;
		at->some = 1;
		str_addc(&at->blanks, s[i]);
	}
}

static int is_comment(const struct data_csv_at *at, const char *s, size_t n)
{
	const size_t len = strlen(at->f->comment);

	if (!len)
		return 0;
	while (n && is_blank(*s) && *s != at->f->sep)
		s++, n--;
	return n >= len && !memcmp(s, at->f->comment, len);
}

/* A line with its end, or what there is of it. */
static int take(struct csv_parser *p, struct data_csv_at *at, char *s, size_t n, int whole,
		char newline, struct err *err)
{
	int fresh = !at->inside && !at->before && !p->quoted;

	at->piece = s;
	at->piece_n = n;
	if (at->passing || (fresh && ((size_t)at->line <= at->f->skip || is_comment(at, s, n)))) {
		at->passing = !whole;
		return 0;
	}
	if (whole && fresh) {
		char *end = s + n - 1;

		if (newline == '\n' && end > s && end[-1] == '\r')
			end--;
		if (memchr(s, '"', n) && !simple_quotes(s, end, at->f->sep))
			end = NULL;
		if (end && (newline == '\r' || !memchr(s, '\r', (size_t)(end - s))))
			return cut(at, s, end, err);
	}
	if (at->f->sep == ' ') {
		if (fresh)
			at->gap = at->some = 0;
		join_blanks(at, s, n, p->quoted);
		s = at->blanks.s;
		n = at->blanks.len;
	}
	at->inside = !whole;
	return feed(p, at, s, n, err);
}

static int refuse_nul(struct data_csv_at *at, const char *buf, const char *nul,
		      char newline, struct err *err)
{
	size_t col = at->before + 1;

	for (; buf < nul; buf++, col++) {
		if (*buf == newline) {
			at->line++;
			col = 0;
		}
	}
	return err_at(err, ERR_INPUT, at->path, at->line, (int)col,
		      "a NUL byte, expected text");
}

static int feed_chunk(struct csv_parser *p, struct data_csv_at *at, char *buf,
		      size_t n, char newline, struct err *err)
{
	const char *nul = memchr(buf, '\0', n);
	char *end = buf + n;
	int ret;

	if (nul)
		return refuse_nul(at, buf, nul, newline, err);
	while (buf < end) {
		char *stop = memchr(buf, newline, (size_t)(end - buf));
		size_t len = stop ? (size_t)(stop + 1 - buf) : (size_t)(end - buf);

		ret = take(p, at, buf, len, stop != NULL, newline, err);
		if (ret)
			return ret;
		at->before = stop ? 0 : at->before + len;
		at->line += stop != NULL;
		buf += len;
	}
	return 0;
}

static int finish(struct csv_parser *p, struct data_csv_at *at, struct err *err)
{
	at->begin = NULL;
	at->first_cell = SIZE_MAX;	/* no line to look columns up in */
	if (csv_fini(p, on_cell, on_row, at) && !at->ret)
		return open_quote(at, err);
	return at->ret;
}

static char newline_of(const char *head, size_t n)
{
	/* Old Macintosh files end lines by a carriage return alone. */
	return memchr(head, '\r', n) && !memchr(head, '\n', n) ? '\r' : '\n';
}

static int start(struct csv_parser *p, struct data_csv_at *at, const char *path,
		 const struct data_csv_format *f, const struct data_csv_sink *sink, struct err *err)
{
	*at = (struct data_csv_at){ .path = path, .f = f, .line = 1, .sink = sink,
				    .blanks = STR_INIT, .err = err };
	if (csv_init(p, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL))
		return err_at(err, ERR_LIMIT, path, 0, 0, "not enough memory");
	csv_set_delim(p, (unsigned char)f->sep);
	return 0;
}

int data_csv_scan(struct data_reader *r, const struct data_csv_format *f,
		  const struct data_csv_sink *sink, struct err *err)
{
	struct csv_parser p;
	struct data_csv_at at;
	const char *head;
	char newline, *buf;
	size_t n, have = 0, whole;
	int ret = data_peek(r, CHUNK, &head, &n, err);

	if (ret || (ret = start(&p, &at, data_path(r), f, sink, err)))
		return ret;
	newline = newline_of(head, n);
	buf = xmalloc(CHUNK);
	while (!(ret = data_read(r, buf + have, CHUNK - have, &n, err)) && n) {
		have += n;
		for (whole = have; whole && buf[whole - 1] != newline; whole--)
			continue;
		if (!whole && have == CHUNK)
			whole = have;	/* a line that is longer than that goes in parts */
		if ((ret = feed_chunk(&p, &at, buf, whole, newline, err)))
			break;
		memmove(buf, buf + whole, have - whole);
		have -= whole;
	}
	if (!ret && !(ret = feed_chunk(&p, &at, buf, have, newline, err)))
		ret = finish(&p, &at, err);
	csv_free(&p);
	str_release(&at.blanks);
	free(buf);
	return ret < 0 ? ret : 0;
}

int data_csv_scan_mem(const char *text, size_t n, const char *name,
		      const struct data_csv_format *f, int partial,
		      const struct data_csv_sink *sink, struct err *err)
{
	struct csv_parser p;
	struct data_csv_at at;
	int ret = start(&p, &at, name, f, sink, err);
	char *copy;

	if (ret)
		return ret;
	copy = xmalloc(n + 1);
	memcpy(copy, text, n);
	copy[n] = '\0';
	ret = feed_chunk(&p, &at, copy, n, newline_of(text, n), err);
	if (!ret && !partial)
		ret = finish(&p, &at, err);
	csv_free(&p);
	str_release(&at.blanks);
	free(copy);
	return ret < 0 ? ret : 0;
}
