/*
 * data_lead.c - what stands before a table, and what divides its lines.
 *
 *   sep=;            a line that spreadsheets write and read
 *   # made by ...    comments; the last one may hold the names
 *
 * The separator is the one of tab ; , | and runs of blanks that divides most lines
 * into equally many cells, the earlier in this list where two tie.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"
#include "data_sample.h"

#define LINES 200
#define CANDIDATES 5

static const char candidate[CANDIDATES + 1] = "\t;,| ";

/* The end of the line at p, behind its newline. */
static const char *next_line(const char *p, const char *end, size_t *len)
{
	const char *stop = p;

	while (stop < end && *stop != '\n' && *stop != '\r')
		stop++;
	*len = (size_t)(stop - p);
	if (stop < end && *stop == '\r' && stop + 1 < end && stop[1] == '\n')
		stop++;
	return stop < end ? stop + 1 : end;
}

static int blank_line(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != ' ' && p[i] != '\t')
			return 0;
	return 1;
}

/* "sep=;" with or without quotes. */
static int is_sep_line(const char *p, size_t n, char *sep)
{
	if (n >= 2 && *p == '"' && p[n - 1] == '"')
		p++, n -= 2;
	if (n != 5 || strncasecmp(p, "sep=", 4) != 0 || !strchr(candidate, p[4]) || !p[4])
		return 0;
	*sep = p[4];
	return 1;
}

static const char *comment_of(const char *p, size_t n)
{
	static const char *const sign[] = { "#", "%", "//" };

	for (size_t i = 0; i < 3; i++)
		if (n >= strlen(sign[i]) && !memcmp(p, sign[i], strlen(sign[i])))
			return sign[i];
	return "";
}

static int has_comment(const char *p, size_t n, const char *sign)
{
	return *sign && n >= strlen(sign) && !memcmp(p, sign, strlen(sign));
}

/* How often each candidate divides the line at p. */
static const char *count_line(const char *p, const char *end, size_t count[CANDIDATES])
{
	int quoted = 0, gap = 0, some = 0;

	memset(count, 0, CANDIDATES * sizeof *count);
	for (; p < end; p++) {
		const char *c;

		if (*p == '"') {
			quoted = !quoted;
		} else if (!quoted && (*p == '\n' || *p == '\r')) {
			if (*p == '\r' && p + 1 < end && p[1] == '\n')
				p++;
			return p + 1;
		}
		if (quoted)
			continue;
		if (*p == ' ' || *p == '\t') {
			count[0] += *p == '\t';
			gap = some;
			continue;
		}
		count[4] += (size_t)gap;
		gap = 0;
		some = 1;
		if (*p && (c = strchr(candidate, *p)) != NULL)
			count[c - candidate]++;
	}
	return end;
}

/* The count that most lines have, and how many do. */
static size_t most(const size_t (*count)[CANDIDATES], size_t lines, size_t k, size_t *value)
{
	size_t best = 0;

	for (size_t i = 0; i < lines; i++) {
		size_t same = 0;

		if (!count[i][k])
			continue;
		for (size_t j = 0; j < lines; j++)
			same += count[j][k] == count[i][k];
		if (same > best || (same == best && count[i][k] > *value)) {
			best = same;
			*value = count[i][k];
		}
	}
	return best;
}

/* A number of at most one sign, which is a comma or a point inside it: 1,5 and not "1.5,". */
static int one_sign(const char *p, size_t n)
{
	size_t signs = 0;

	for (size_t i = 0; i < n; i++)
		signs += p[i] == ',' || p[i] == '.';
	return strspn(p, "0123456789,.+-eE") >= n && signs <= 1 && p[0] != ',' && p[n - 1] != ',';
}

/* Does every cell between blanks, and not between commas, look like a number? */
static int commas_are_decimal(const char *p, size_t n)
{
	size_t numbers = 0, others = 0;

	for (size_t i = 0; i < n;) {
		size_t len = 0;

		while (i + len < n && !strchr(" \t\r\n", p[i + len]))
			len++;
		if (len && one_sign(p + i, len))
			numbers++;
		else if (len)
			others++;
		i += len + 1;
	}
	return numbers > 4 * others;
}

static char find_separator(const char *p, size_t n, const char *comment)
{
	size_t (*count)[CANDIDATES] = xcalloc(LINES, sizeof *count);
	const char *end = p + n, *begin = p;
	size_t lines = 0, aligned = 0, best = 2, best_same = 0, blanks = 0, value[CANDIDATES] = { 0 };

	while (p < end && lines < LINES) {
		const char *line = p;
		size_t len;

		p = count_line(p, end, count[lines]);
		next_line(line, end, &len);
		/* the last line may be cut short */
		if (blank_line(line, len) || has_comment(line, len, comment) || (p == end && lines > 1))
			continue;
		lines++;
		for (size_t i = 0; i + 2 < len; i++)
			if (line[i] != ' ' && line[i + 1] == ' ' && line[i + 2] == ' ') {
				aligned++;
				break;
			}
	}
	for (size_t k = 0; k < CANDIDATES; k++) {
		size_t same = most((const size_t (*)[CANDIDATES])count, lines, k, &value[k]);

		if (k == 4) {
			blanks = same;
		} else if (same > best_same) {
			best = k;
			best_same = same;
		}
	}
	free(count);
	/* columns that were lined up with blanks, and one tab in each line */
	if (best == 0 && best_same && blanks >= best_same && value[4] > value[0] && aligned * 2 > lines)
		return ' ';
	if (blanks > best_same && blanks * 10 >= lines * 8 &&
	    (best_same * 4 < lines * 3 || value[4] > value[best]))
		return ' ';
	if (best == 2 && best_same && blanks == lines && value[4] >= 1 &&
	    !memchr(begin, '"', n) && commas_are_decimal(begin, n))
		return ' ';
	return best_same ? candidate[best] : blanks * 10 >= lines * 8 && blanks ? ' ' : ',';
}

void data_lead(const char *p, size_t n, const struct data_sniff_options *o,
	       struct data_csv_format *f, char **names, struct data_notes *notes)
{
	const char *end = p + n, *last = NULL;
	size_t len, last_len = 0, comments = 0;
	char sep = o->sep;

	*names = NULL;
	f->skip = o->skip;
	for (size_t i = 0; i < o->skip && p < end; i++)
		p = next_line(p, end, &len);
	if (!o->has_skip) {
		const char *next = next_line(p, end, &len);
		char said;

		if (is_sep_line(p, len, &said)) {
			f->skip = 1;
			p = next;
			sep = sep ? sep : said;
			data_note(notes, DATA_FACT, "sep line", NULL, 1, NULL, NULL,
				  "the first line says sep=%c", said);
		}
	}
	if (o->comment) {
		memcpy(f->comment, o->comment, strnlen(o->comment, sizeof f->comment - 1));
	} else {
		const char *q = p, *sign = "";

		while (q < end) {
			const char *line = q;

			q = next_line(q, end, &len);
			if (blank_line(line, len))
				continue;
			if (!*sign)
				sign = comment_of(line, len);
			if (!has_comment(line, len, sign))
				break;
			comments++;
			last = line + strlen(sign);
			last_len = len - strlen(sign);
		}
		memcpy(f->comment, sign, strlen(sign));
		if (comments)
			data_note(notes, DATA_READ, "comment", NULL, comments, "comment=no",
				  "reads them",
				  "lines that begin with %s are left out (%zu at the beginning)", sign, comments);
	}
	f->sep = sep ? sep : find_separator(p, (size_t)(end - p), f->comment);
	if (last)
		*names = xstrndup(last, last_len);
}
