/*
 * data_dict.c - the distinct texts of a column; a small open hash.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_table.h"

static uint32_t hash(const char *s, size_t n)
{
	uint32_t h = 0x811c9dc5u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x01000193u;
	return h ^ h >> 15;
}

size_t dict_add(struct dict *d, const char *text, size_t n, size_t limit)
{
	uint32_t b = hash(text, n) % DICT_BUCKETS;

	if (!d->bucket)
		d->bucket = xcalloc(DICT_BUCKETS, sizeof *d->bucket);
	for (; d->bucket[b]; b = (b + 1) % DICT_BUCKETS)
		if (!strcmp(d->text[d->bucket[b] - 1], text))
			return d->bucket[b] - 1u;
	if (d->n >= limit)
		return SIZE_MAX;
	XGROW(d->text, d->cap, d->n + 1);
	d->text[d->n] = xstrndup(text, n);
	d->bucket[b] = (uint16_t)++d->n;
	return d->n - 1;
}

void dict_undo(struct dict *d)
{
	const char *text = d->text[d->n - 1];
	uint32_t b = hash(text, strlen(text)) % DICT_BUCKETS;

	/* nothing was added behind it, so no chain runs through its bucket */
	while (d->bucket[b] != d->n)
		b = (b + 1) % DICT_BUCKETS;
	d->bucket[b] = 0;
	free(d->text[--d->n]);
}

struct entry { char *text; size_t index; };

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->text, ((const struct entry *)b)->text);
}

void dict_sort(struct dict *d, size_t *rank)
{
	struct entry *e = xcalloc(d->n, sizeof *e);

	for (size_t i = 0; i < d->n; i++)
		e[i] = (struct entry){ d->text[i], i };
	qsort(e, d->n, sizeof *e, by_text);
	for (size_t i = 0; i < d->n; i++) {
		rank[e[i].index] = i;
		d->text[i] = e[i].text;
	}
	free(e);
	free(d->bucket);	/* it spoke of the old order */
	d->bucket = NULL;
}

void dict_release(struct dict *d)
{
	for (size_t i = 0; i < d->n; i++)
		free(d->text[i]);
	free(d->text);
	free(d->bucket);
	memset(d, 0, sizeof *d);
}
