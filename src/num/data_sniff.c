/*
 * data_sniff.c - what kind of table is this?
 *
 * Looks at the first 256 KiB, at most 1000 rows: separator, decimal sign,
 * header, and for each column whether it holds numbers.  What it finds is
 * said in the notes, and every guess has an option that overrules it.
 *
 *   separator  the one of tab ; , | that divides most lines into as many cells
 *              as the first line; the earlier in this list where two tie
 *   decimal    a comma where some cells are numbers only so, and none is a
 *              number only with a point
 *   header     the first row holds no number, and below it either some column
 *              is numeric, or no first cell occurs again in its column
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "data_int.h"

#define SAMPLE_ROWS 1000
#define SEPARATOR_LINES 100

/* ---- not a text table at all ---- */

static int refuse_binary(const char *path, const char *p, size_t n, struct err *err)
{
	static const struct { const char *magic; size_t n; const char *what, *hint; } known[] = {
		{ "\xff\xfe", 2, "UTF-16 text", "save it as UTF-8" },
		{ "\xfe\xff", 2, "UTF-16 text", "save it as UTF-8" },
		{ "PK\3\4", 4, "a ZIP archive or a spreadsheet", "export the sheet as CSV" },
		{ "\xd0\xcf\x11\xe0", 4, "an old spreadsheet", "export the sheet as CSV" },
		{ "SQLite format 3", 15, "an SQLite file", "a session is opened with: open FILE" },
		{ "\x93NUMPY", 6, "a NumPy array", "save it with numpy.savetxt" },
		{ "PAR1", 4, "a Parquet file", "export it as CSV" },
		{ "\x89PNG", 4, "a picture", "images are read from IDX files" },
		{ "\xff\xd8\xff", 3, "a picture", "images are read from IDX files" },
		{ "%PDF", 4, "a PDF document", "export its table as CSV" },
		{ "\x28\xb5\x2f\xfd", 4, "zstd data", "gzip is understood" },
		{ "BZh", 3, "bzip2 data", "gzip is understood" },
		{ "\xfd" "7zXZ", 5, "xz data", "gzip is understood" },
	};
	size_t odd = 0, even = 0, look = n < 256 ? n : 256;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (n >= known[i].n && !memcmp(p, known[i].magic, known[i].n))
			return err_at(err, ERR_INPUT, path, 0, 0,
				      "is %s, expected CSV or IDX; %s",
				      known[i].what, known[i].hint);
	for (size_t i = 0; i < look; i++)
		*(i % 2 ? &odd : &even) += !p[i];
	/* Latin text as UTF-16 has a zero in every pair, always the same half. */
	if (look >= 8 && odd + even > look * 2 / 5 && (!odd || !even))
		return err_at(err, ERR_INPUT, path, 0, 0,
			      "looks like UTF-16 text, expected CSV or IDX; save it as UTF-8");
	return 0;
}

/* ---- separator ---- */

static char find_separator(const char *p, size_t n)
{
	static const char candidate[] = "\t;,|";
	enum { N = sizeof candidate - 1 };
	size_t count[N] = { 0 }, first[N] = { 0 }, same[N] = { 0 }, lines = 0, best = 2;
	int quoted = 0, some = 0;

	for (size_t i = 0; i < n && lines < SEPARATOR_LINES; i++) {
		const char *c;

		if (p[i] == '"') {
			quoted = !quoted;
		} else if (!quoted && (p[i] == '\n' || p[i] == '\r')) {
			if (!some)
				continue;
			for (size_t k = 0; k < N; k++) {
				if (!lines)
					first[k] = count[k];
				same[k] += count[k] && count[k] == first[k];
				count[k] = 0;
			}
			lines++;
			some = 0;
			continue;
		} else if (!quoted && p[i] && (c = strchr(candidate, p[i]))) {
			count[c - candidate]++;
		}
		some = 1;
	}
	if (!lines)		/* one line without an end */
		for (size_t k = 0; k < N; k++)
			same[k] = count[k] != 0;
	for (size_t k = 0; k < N; k++)
		if (same[k] > same[best] || (same[k] == same[best] && same[k] && k < best))
			best = k;
	return candidate[best];
}

/* ---- the sample ---- */

struct sample_cells {
	const char *path;
	struct str text;	/* the cells, each with its NUL */
	size_t *at, n, cap;	/* offsets; row r, column k at [r * cols + k] */
	size_t cols, rows;
};

static int sample_cell(void *arg, size_t k, const char *text, size_t n,
		       const struct data_csv_at *at, struct err *err)
{
	struct sample_cells *s = arg;

	if (s->rows && k >= s->cols)
		return 0;		/* ragged: the reading proper says so */
	if (k >= DATA_MAX_COLUMNS)
		return err_at(err, ERR_LIMIT, s->path, data_csv_line(at), 0,
			      "more than %u columns", DATA_MAX_COLUMNS);
	XGROW(s->at, s->cap, s->n + 1);
	s->at[s->n++] = s->text.len;
	str_addn(&s->text, text, n);
	str_addc(&s->text, '\0');
	return 0;
}

static int sample_row(void *arg, size_t cells, const struct data_csv_at *at, struct err *err)
{
	struct sample_cells *s = arg;

	(void)at;
	(void)err;
	if (!s->rows)
		s->cols = cells;
	else if (cells < s->cols)
		s->n = s->rows * s->cols;	/* ragged: forget it */
	if (s->n == (s->rows + 1) * s->cols)
		s->rows++;
	return s->rows == SAMPLE_ROWS;
}

static const char *cell(const struct sample_cells *s, size_t row, size_t col)
{
	return s->text.s + s->at[row * s->cols + col];
}

/* ---- decimal sign, header, kinds ---- */

int data_is_date(const char *s)
{
	size_t group[3], n = 0;
	char sep = '\0';

	for (;;) {
		group[n] = strspn(s, "0123456789");
		if (!group[n] || group[n] > 4)
			return 0;
		s += group[n++];
		if (n == 3 || (n == 2 && sep == ':' && *s != ':'))
			break;
		if (!*s || !strchr("-/.:", *s) || (sep && *s != sep))
			return 0;
		sep = *s++;
	}
	return !*s || *s == ' ' || *s == 'T' || *s == '.' || *s == '+' || *s == 'Z';
}

static int is_number(const char *s, char point, locale_t c)
{
	float f;

	return data_number(s, strlen(s), point, c, &f) != DATA_NUM_NOT;
}

static char find_point(const struct sample_cells *s, locale_t c)
{
	size_t comma = 0, point = 0;

	for (size_t i = 0; i < s->n; i++) {
		const char *t = s->text.s + s->at[i];

		if (strchr(t, ','))
			comma += is_number(t, ',', c);
		else if (strchr(t, '.'))
			point += is_number(t, '.', c);
	}
	return comma && !point ? ',' : '.';
}

/* The kind of column k from row `from` on; *example becomes a text's row. */
static char find_kind(const struct sample_cells *s, size_t k, size_t from,
		      char point, locale_t c, size_t *example)
{
	size_t numbers = 0, texts = 0, dates = 0;

	for (size_t r = from; r < s->rows; r++) {
		const char *t = cell(s, r, k);

		if (data_is_missing(t, strlen(t)))
			continue;
		if (is_number(t, point, c)) {
			numbers++;
			continue;
		}
		if (!texts++)
			*example = r;
		dates += data_is_date(t);
	}
	if (!numbers && !texts)
		return DATA_COL_EMPTY;
	if (texts <= numbers)
		return DATA_COL_NUMBER;
	return dates * 2 > texts ? DATA_COL_DATE : DATA_COL_TEXT;
}

static int find_header(const struct sample_cells *s, char point, locale_t c)
{
	size_t unused;

	for (size_t k = 0; k < s->cols; k++)
		if (is_number(cell(s, 0, k), point, c))
			return 0;
	for (size_t k = 0; k < s->cols; k++)
		if (find_kind(s, k, 1, point, c, &unused) == DATA_COL_NUMBER)
			return 1;
	for (size_t k = 0; k < s->cols; k++)
		for (size_t r = 1; r < s->rows; r++)
			if (!strcmp(cell(s, r, k), cell(s, 0, k)))
				return 0;
	return 1;
}

static void add_quoted(struct str *out, const char *name)
{
	str_addc(out, '\'');
	utf8_escape(out, name, strnlen(name, 60));
	str_addc(out, '\'');
}

/* Names from the header or made up; a repeated one gets its column's number. */
static void find_names(const struct sample_cells *s, struct data_layout *l, struct str *notes)
{
	size_t repeated = 0;

	for (size_t k = 0; k < l->cols; k++) {
		const char *t = l->header ? cell(s, 0, k) : "";
		struct str name = STR_INIT;

		str_add(&name, t);
		if (!*t) {
			str_addf(&name, "x%zu", k + 1);
			if (l->header && l->kind[k] == DATA_COL_EMPTY)
				l->kind[k] = DATA_COL_NONE;
		}
		for (size_t j = 0; j < k; j++) {
			if (strcmp(l->name[j], name.s))
				continue;
			if (!repeated++) {
				str_add(notes, "column name ");
				add_quoted(notes, name.s);
				str_addf(notes, " occurs again: column %zu is called ", k + 1);
				str_addf(&name, ".%zu", k + 1);
				add_quoted(notes, name.s);
				str_addc(notes, '\n');
			} else {
				str_addf(&name, ".%zu", k + 1);
			}
			break;
		}
		l->name[k] = str_detach(&name);
	}
	if (repeated > 1)
		str_addf(notes, "%zu columns have a name of an earlier one and got their number added\n",
			 repeated);
}

static void say_layout(const struct data_layout *l, struct str *notes)
{
	str_addf(notes, "%zu column%s%s", l->cols, l->cols == 1 ? "" : "s",
		 l->cols == 1 ? "" : l->sep == '\t' ? " separated by tabs" :
		 l->sep == ';' ? " separated by semicolons" :
		 l->sep == '|' ? " separated by bars" : " separated by commas");
	if (l->point == ',')
		str_add(notes, ", decimal comma");
	if (l->header)
		str_add(notes, ", names in the first row\n");
	else
		str_addf(notes, ", no header: named x1 to x%zu\n", l->cols);
}

static void look(const struct sample_cells *s, char point, int header, locale_t c,
		 struct data_layout *l, struct str *notes)
{
	l->cols = s->cols;
	l->point = point ? point : find_point(s, c);
	l->header = header < 0 ? find_header(s, l->point, c) : header;
	l->lines = s->rows - (size_t)l->header;
	l->kind = xcalloc(l->cols, 1);
	l->name = xcalloc(l->cols, sizeof *l->name);
	l->example = xcalloc(l->cols, sizeof *l->example);
	for (size_t k = 0; k < l->cols; k++) {
		size_t row = SIZE_MAX;

		l->kind[k] = find_kind(s, k, (size_t)l->header, l->point, c, &row);
		if (row != SIZE_MAX)
			l->example[k] = xstrdup(cell(s, row, k));
	}
	say_layout(l, notes);
	find_names(s, l, notes);
}

int data_sniff(struct data_reader *r, char sep, char point, int header,
	       struct data_layout *l, struct str *notes, struct err *err)
{
	struct sample_cells s = { .path = data_path(r), .text = STR_INIT };
	const struct data_csv_sink sink = { &s, sample_cell, sample_row };
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	const char *p;
	size_t n;
	int ret = data_peek(r, DATA_HEAD_BYTES, &p, &n, err);

	memset(l, 0, sizeof *l);
	if (ret || (ret = refuse_binary(s.path, p, n, err)))
		goto out;
	if (n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3)) {	/* byte order mark */
		char bom[3];
		size_t got;

		data_read(r, bom, 3, &got, NULL);	/* from what was peeked */
		ret = data_peek(r, DATA_HEAD_BYTES, &p, &n, err);
		if (ret)
			goto out;
	}
	l->sep = sep ? sep : find_separator(p, n);
	ret = data_csv_scan_mem(p, n, s.path, l->sep, n == DATA_HEAD_BYTES, &sink, err);
	if (ret)
		goto out;
	if (!s.rows) {
		ret = n == DATA_HEAD_BYTES ?
			err_at(err, ERR_LIMIT, s.path, 1, 0, "the first line is longer than %zu bytes",
			       DATA_HEAD_BYTES) :
			err_at(err, ERR_INPUT, s.path, 0, 0, "is empty, expected rows of data");
		goto out;
	}
	look(&s, point, header, c, l, notes);
out:
	freelocale(c);
	str_release(&s.text);
	free(s.at);
	return ret;
}

void data_layout_release(struct data_layout *l)
{
	for (size_t k = 0; k < l->cols; k++) {
		if (l->name)
			free(l->name[k]);
		if (l->example)
			free(l->example[k]);
	}
	free(l->name);
	free(l->example);
	free(l->kind);
}
