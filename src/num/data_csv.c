/*
 * data_csv.c - libcsv behind a sink, with places for errors.
 *
 * libcsv tells neither lines nor columns, so it is fed one physical line at a
 * time: the line is then the number of lines fed, and the column of a cell
 * that turns out wrong is found by scanning that one line again.
 */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_int.h"

#define CHUNK ((size_t)64 << 10)

struct data_csv_at {
	const char *path;
	char sep;
	int line;
	const char *piece;	/* the line being fed, or its part in this chunk */
	size_t piece_n;
	size_t before;		/* bytes of the line in earlier chunks */
	size_t cell;		/* index of the next cell in its row */
	size_t first_cell;	/* of those that begin in this line; SIZE_MAX: none
				 * is at its start */
	int quote_line;		/* where the open quote began; 0: none is open */

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

	if (at->before || at->first_cell == SIZE_MAX || at->cell < at->first_cell)
		return 0;
	for (skip = at->cell - at->first_cell; skip && i < at->piece_n; i++) {
		if (at->piece[i] == '"')
			quoted = !quoted;
		else if (at->piece[i] == at->sep && !quoted)
			skip--;
	}
	while (i < at->piece_n && at->piece[i] == ' ')
		i++;
	return (int)i + 1;
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

/* One line or part of a line. */
static int feed(struct csv_parser *p, struct data_csv_at *at, const char *s, size_t n,
		struct err *err)
{
	size_t used;

	at->piece = s;
	at->piece_n = n;
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

static int feed_chunk(struct csv_parser *p, struct data_csv_at *at, const char *buf,
		      size_t n, char newline, struct err *err)
{
	const char *nul = memchr(buf, '\0', n), *end = buf + n;
	int ret;

	if (nul)
		return refuse_nul(at, buf, nul, newline, err);
	while (buf < end) {
		const char *stop = memchr(buf, newline, (size_t)(end - buf));
		size_t len = stop ? (size_t)(stop + 1 - buf) : (size_t)(end - buf);

		ret = feed(p, at, buf, len, err);
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
		 char sep, const struct data_csv_sink *sink, struct err *err)
{
	*at = (struct data_csv_at){ .path = path, .sep = sep, .line = 1,
				    .sink = sink, .err = err };
	if (csv_init(p, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL))
		return err_at(err, ERR_LIMIT, path, 0, 0, "not enough memory");
	csv_set_delim(p, (unsigned char)sep);
	return 0;
}

int data_csv_scan(struct data_reader *r, char sep, const struct data_csv_sink *sink,
		  struct err *err)
{
	struct csv_parser p;
	struct data_csv_at at;
	const char *head;
	char newline, *buf;
	size_t n;
	int ret = data_peek(r, CHUNK, &head, &n, err);

	if (ret || (ret = start(&p, &at, data_path(r), sep, sink, err)))
		return ret;
	newline = newline_of(head, n);
	buf = xmalloc(CHUNK);
	while (!(ret = data_read(r, buf, CHUNK, &n, err)) && n)
		if ((ret = feed_chunk(&p, &at, buf, n, newline, err)))
			break;
	if (!ret)
		ret = finish(&p, &at, err);
	csv_free(&p);
	free(buf);
	return ret < 0 ? ret : 0;
}

int data_csv_scan_mem(const char *text, size_t n, const char *name, char sep,
		      int partial, const struct data_csv_sink *sink, struct err *err)
{
	struct csv_parser p;
	struct data_csv_at at;
	int ret = start(&p, &at, name, sep, sink, err);

	if (ret)
		return ret;
	ret = feed_chunk(&p, &at, text, n, newline_of(text, n), err);
	if (!ret && !partial)
		ret = finish(&p, &at, err);
	csv_free(&p);
	return ret < 0 ? ret : 0;
}
