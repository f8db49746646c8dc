/*
 * data_doubt_text.c - texts that are perhaps not meant: those that differ only in
 * how they are written, those that nearly every row has to itself.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_table.h"

/* Lower case, blanks as one, no final point. */
static void fold(const char *s, struct str *out)
{
	int gap = 0;

	str_clear(out);
	for (; *s; s++) {
		if (isspace((unsigned char)*s) || !strncmp(s, "\xc2\xa0", 2)) {
			s += *s == '\xc2';
			gap = out->len > 0;
			continue;
		}
		if (gap)
			str_addc(out, ' ');
		gap = 0;
		/* Latin-1's capitals in UTF-8 lie 32 below */
		if (out->len && out->s[out->len - 1] == '\xc3' && (unsigned char)*s >= 0x80 && (unsigned char)*s <= 0x9e)
			str_addc(out, (char)(*s + 0x20));
		else
			str_addc(out, (char)tolower((unsigned char)*s));
	}
	while (out->len && (out->s[out->len - 1] == '.' || out->s[out->len - 1] == ' '))
		out->s[--out->len] = '\0';
}

struct folded { char *key; const char *text; };

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct folded *)a)->key, ((const struct folded *)b)->key);
}

static void alike(const struct column *c, struct data_notes *notes)
{
	struct folded *f = xcalloc(c->dict.n + 1, sizeof *f);
	struct str s = STR_INIT;
	const char *a = NULL, *b = NULL;
	size_t same = 0;

	for (size_t i = 0; i < c->dict.n; i++) {
		fold(c->dict.text[i], &s);
		f[i] = (struct folded){ xstrdup(s.s), c->dict.text[i] };
	}
	qsort(f, c->dict.n, sizeof *f, by_key);
	for (size_t i = 1; i < c->dict.n; i++)
		if (!strcmp(f[i].key, f[i - 1].key)) {
			if (!same++) {
				a = f[i - 1].text;
				b = f[i].text;
			}
		}
	str_clear(&s);
	if (!c->target)
		data_option_text(&s, "ignore", c->name);
	if (same)
		data_note(notes, DATA_DOUBT, "alike", c->name, same, c->target ? NULL : s.s,
			  c->target ? "make them one in the file" :
			  "leaves it out, where they cannot be made one in the file",
			  "%zu %s from another only in case, blanks or a final point "
			  "('%.30s' and '%.30s')", same,
			  c->target ? same == 1 ? "class differs" : "classes differ" :
			  same == 1 ? "category differs" : "categories differ", a, b);
	for (size_t i = 0; i < c->dict.n; i++)
		free(f[i].key);
	free(f);
	str_release(&s);
}

void table_doubt_texts(const struct table *t, const struct column *c, struct data_notes *notes)
{
	size_t *count = xcalloc(c->dict.n + 1, sizeof *count), once = 0;

	for (size_t i = 0; i < t->rows; i++)
		count[(size_t)t->cell[i * t->slots + c->slot]]++;
	for (size_t k = 0; k < c->dict.n; k++)
		once += count[k] == 1;
	free(count);
	alike(c, notes);
	if (c->target && once) {
		data_note(notes, DATA_DOUBT, "rare class", c->name, once, "target=", "names another column",
			  "%zu of %zu classes in %zu rows have one row only, which cannot be both "
			  "learnt and tested", once, c->dict.n, t->rows);
	} else if (c->target && c->dict.n > 2 && c->dict.n * 4 > t->rows) {
		data_note(notes, DATA_DOUBT, "rare class", c->name, c->dict.n, "target=",
			  "names another column", "%zu classes in %zu rows: few rows for each",
			  c->dict.n, t->rows);
	} else if (c->feature && t->rows > 3 && c->dict.n > 2 && c->dict.n * 2 > t->rows) {
		struct str cure = STR_INIT;

		data_option_text(&cure, "ignore", c->name);
		if (c->dict.n == t->rows)
			data_note(notes, DATA_DOUBT, "unique text", c->name, c->dict.n, cure.s,
				  "leaves it out", "a different text in every row, which says nothing "
				  "about a row held out");
		else
			data_note(notes, DATA_DOUBT, "unique text", c->name, c->dict.n, cure.s,
				  "leaves it out", "%zu different texts in %zu rows, which says little "
				  "about a row held out", c->dict.n, t->rows);
		str_release(&cure);
	}
}
