/*
 * columns.c - see columns.h.
 */
#include "report/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"

#define GAP 2		/* blanks between columns */

void columns_init(struct columns *c, size_t n)
{
	*c = (struct columns){ .n = n };
}

void columns_row(struct columns *c)
{
	c->cell = xreallocarray(c->cell, (c->rows + 1) * c->n, sizeof *c->cell);
	for (size_t i = 0; i < c->n; i++)
		str_init(&c->cell[c->rows * c->n + i]);
	c->rows++;
}

struct str *columns_cell(struct columns *c, size_t i)
{
	return &c->cell[(c->rows - 1) * c->n + i];
}

static int is_empty(const struct columns *c, size_t i)
{
	for (size_t r = 1; r < c->rows; r++)
		if (c->cell[r * c->n + i].len)
			return 0;
	return c->rows > 1;
}

static void pad(struct str *out, int cols)
{
	for (; cols > 0; cols--)
		str_addc(out, ' ');
}

/* What stands below row r: "init free", and "accuracy (95 %) 0.974 (0.972 to 0.976)". */
static void put_below(const struct columns *c, size_t r, unsigned below, struct str *out)
{
	const struct str *row = &c->cell[r * c->n];
	const size_t last = c->n - 1;
	struct str text = STR_INIT;

	if (c->long_last && below >> last & 1 && row[last].len)
		columns_wrap(row[last].s, c->indent + 2 * GAP, out);
	for (size_t i = 0; i < c->n; i++) {
		if (!(below >> i & 1) || !row[i].len || (i == last && c->long_last))
			continue;
		str_addf(&text, "%s%s %s", text.len ? "; " : "", c->cell[i].s, row[i].s);
	}
	if (text.len)
		columns_wrap(text.s, c->indent + 2 * GAP, out);
	str_release(&text);
}

static void put_row(const struct columns *c, size_t r, const int *width, unsigned below, struct str *out)
{
	const struct str *row = &c->cell[r * c->n];
	int gap = 0;

	pad(out, (int)c->indent);
	for (size_t i = 0; i < c->n; i++) {
		int blank = width[i] - utf8_cols(row[i].s);

		if (width[i] < 0 || below >> i & 1)
			continue;
		pad(out, gap + (c->right >> i & 1 ? blank : 0));
		str_add(out, row[i].s);
		gap = GAP + (c->right >> i & 1 ? 0 : blank);
	}
	while (out->len && out->s[out->len - 1] == ' ')
		out->s[--out->len] = '\0';
	str_addc(out, '\n');
	if (r > 0)
		put_below(c, r, below, out);
}

void columns_wrap(const char *text, size_t indent, struct str *out)
{
	struct str word = STR_INIT;
	int at = 0;

	while (*text) {
		size_t n = strcspn(text, " ");
		int cols;

		str_clear(&word);
		str_addn(&word, text, n);
		cols = utf8_cols(word.s);
		if (at && at + 1 + cols > COLUMNS_WIDE) {
			str_addc(out, '\n');
			at = 0;
		}
		pad(out, at ? 1 : (int)indent);
		at += cols + (at ? 1 : (int)indent);
		str_add(out, word.s);
		text += n + strspn(text + n, " ");
	}
	str_addc(out, '\n');
	str_release(&word);
}

void columns_put(struct columns *c, struct str *out)
{
	int *width = xcalloc(c->n, sizeof *width), all = (int)c->indent - GAP;
	unsigned may = c->below | (c->long_last ? 1u << (c->n - 1) : 0), below = 0;

	for (size_t i = 0; i < c->n; i++) {
		width[i] = is_empty(c, i) ? -1 : 0;
		for (size_t r = 0; r < c->rows && width[i] >= 0; r++)
			if (utf8_cols(c->cell[r * c->n + i].s) > width[i])
				width[i] = utf8_cols(c->cell[r * c->n + i].s);
		all += width[i] >= 0 ? width[i] + GAP : 0;
	}
	for (size_t i = c->n; i-- > 0 && all > COLUMNS_WIDE;)
		if (may >> i & 1 && width[i] >= 0) {
			below |= 1u << i;
			all -= width[i] + GAP;
		}
	for (size_t r = 0; r < c->rows; r++)
		put_row(c, r, width, below, out);
	for (size_t i = 0; i < c->rows * c->n; i++)
		str_release(&c->cell[i]);
	free(c->cell);
	free(width);
	*c = (struct columns){ .n = 0 };
}
