/* cells.c - see cells.h. */
#include "cells.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/xalloc.h"

#define NUMBER_MOST 64		/* bytes of a number */

static char separator(const char *p, const char *end)
{
	static const char candidate[] = "\t,;";
	size_t count[3] = { 0 };
	int quoted = 0, best = 1;

	for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
		const char *k = memchr(candidate, *p, 3);

		quoted ^= *p == '"';
		if (k && !quoted)
			count[k - candidate]++;
	}
	for (int k = 0; k < 3; k++)
		if (count[k] > count[best])
			best = k;
	return candidate[best];
}

void cells_begin(struct cells *c, const char *path, const char *text, size_t n)
{
	*c = (struct cells){ .path = path, .at = text, .end = text + n, .next_line = 1 };
	c->sep = separator(text, c->end);
}

void cells_release(struct cells *c)
{
	free(c->v);
	c->v = NULL;
}

/* From the quote on to behind the one that ends it. */
static const char *quoted_end(struct cells *c, const char *p, struct err *err)
{
	int line = c->next_line;

	for (p++; p < c->end; p++) {
		c->next_line += *p == '\n';
		if (*p != '"')
			continue;
		if (p + 1 < c->end && p[1] == '"')
			p++;
		else
			return p + 1;
	}
	err_at(err, ERR_INPUT, c->path, line, 0, "a quote is opened and never closed");
	return NULL;
}

static int one_cell(struct cells *c, struct err *err)
{
	const char *p = c->at, *from = p;
	struct slice *v;

	if (c->n == CELLS_MOST)
		return err_at(err, ERR_LIMIT, c->path, c->line, 0, "more than %u columns", CELLS_MOST);
	XGROW(c->v, c->cap, c->n + 1);
	v = &c->v[c->n++];
	if (p < c->end && *p == '"') {
		p = quoted_end(c, p, err);
		if (!p)
			return ERR_INPUT;
		*v = (struct slice){ from + 1, (size_t)(p - from) - 2, 1 };
		if (p < c->end && *p != c->sep && *p != '\n' && *p != '\r')
			return err_at(err, ERR_INPUT, c->path, c->line, 0, "text behind a closing quote");
	} else {
		while (p < c->end && *p != c->sep && *p != '\n' && *p != '\r')
			p++;
		while (from < p && *from == ' ')
			from++;
		*v = (struct slice){ from, (size_t)(p - from), 0 };
		while (v->n && v->s[v->n - 1] == ' ')
			v->n--;
	}
	c->at = p;
	return 0;
}

static void line_end(struct cells *c)
{
	if (c->at < c->end && *c->at == '\r')
		c->at++;
	if (c->at < c->end && *c->at == '\n')
		c->at++;
	c->next_line++;
}

int cells_next(struct cells *c, struct err *err)
{
	while (c->at < c->end && (*c->at == '\n' || *c->at == '\r'))
		line_end(c);
	c->line = c->next_line;
	c->n = 0;
	if (c->at >= c->end)
		return 0;
	for (;;) {
		int code = one_cell(c, err);

		if (code)
			return code;
		if (c->at >= c->end || *c->at != c->sep)
			break;
		c->at++;
	}
	line_end(c);
	return 1;
}

char *slice_text(const struct slice *s)
{
	char *out = xmalloc(s->n + 1), *p = out;

	for (size_t i = 0; i < s->n; i++) {
		*p++ = s->s[i];
		if (s->quoted && s->s[i] == '"' && i + 1 < s->n)
			i++;
	}
	*p = '\0';
	return out;
}

int slice_missing(const struct slice *s)
{
	static const char *const word[] = { "NA", "N/A", "null", "none", "-", "missing" };

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (strlen(word[i]) == s->n && strncasecmp(s->s, word[i], s->n) == 0)
			return 1;
	return s->n == 0;
}

int slice_number(const struct slice *s, double *out)
{
	char text[NUMBER_MOST], *end;

	if (!s->n || s->n >= sizeof text || memchr(s->s, 'x', s->n) || memchr(s->s, 'X', s->n)
	    || memchr(s->s, '(', s->n))
		return 0;
	memcpy(text, s->s, s->n);
	text[s->n] = '\0';
	*out = strtod(text, &end);	/* LC_NUMERIC is C's: see main */
	return end == text + s->n;
}

int slice_level(const struct slice *s, unsigned *out)
{
	double v;

	if (!slice_number(s, &v) || !(v >= 0 && v <= (double)UINT32_MAX) || v != floor(v))
		return 0;
	*out = (unsigned)v;
	return 1;
}
