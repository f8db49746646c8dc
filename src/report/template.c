/*
 * template.c - see template.h.
 */
#include "template.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789-"

void template_set(struct template *t, const char *word)
{
	if (!template_has(t, word))
		str_addf(&t->words, "%s%s ", t->words.len ? "" : " ", word);
}

static int has(const struct template *t, const char *word, size_t n)
{
	const char *p = t->words.len ? t->words.s : "";

	while ((p = strchr(p, ' ')) != NULL) {
		p++;
		if (strncmp(p, word, n) == 0 && p[n] == ' ')
			return 1;
	}
	return 0;
}

int template_has(const struct template *t, const char *word)
{
	return has(t, word, strlen(word));
}

void template_value(struct template *t, const char *name, struct str *value)
{
	t->value[t->n].name = name;
	t->value[t->n++].value = str_detach(value);
}

void template_text(struct template *t, const char *name, const char *value)
{
	t->value[t->n].name = name;
	t->value[t->n++].value = xstrdup(value);
}

static const char *value_of(const struct template *t, const char *name, size_t n)
{
	for (size_t i = 0; i < t->n; i++)
		if (strlen(t->value[i].name) == n && strncmp(t->value[i].name, name, n) == 0)
			return t->value[i].value;
	return NULL;
}

/* One line, n bytes with its end. */
static int fill_line(const struct template *t, const char *line, size_t n, struct str *out, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = line[i] == '@' ? strspn(line + i + 1, NAME_CHARS) : 0;
		const char *value;

		if (!k || line[i + 1 + k] != '@') {
			str_addc(out, line[i]);
			continue;
		}
		value = value_of(t, line + i + 1, k);
		if (!value)
			return err_set(err, ERR_INPUT, "the template asks for %.*s, which is not known",
				       (int)k, line + i + 1);
		str_add(out, value);
		i += k + 1;
	}
	return 0;
}

/* Is it a part's first or last line?  *words: those behind the mark. */
static int is_mark(const char *line, size_t n, const char **words)
{
	size_t k = n >= 2 && strncmp(line, "#?", 2) == 0 ? 2 : n >= 3 && strncmp(line, "//?", 3) == 0 ? 3 : 0;

	*words = line + k;
	return k > 0;
}

static int any_set(const struct template *t, const char *words, const char *end)
{
	while (words < end) {
		size_t n;

		words += strspn(words, " ");
		n = strcspn(words, " \n");
		if (n && has(t, words, n))
			return 1;
		words += n + 1;
	}
	return 0;
}

int template_fill(const struct template *t, const char *text, struct str *out, struct err *err)
{
	unsigned depth = 0, dead = 0;	/* dead: the depth from which on nothing stands, or 0 */
	int code = 0;

	while (*text && !code) {
		size_t n = strcspn(text, "\n");
		const char *words, *end = text + n;

		n += *end == '\n';
		if (!is_mark(text, n, &words)) {
			if (!dead)
				code = fill_line(t, text, n, out, err);
		} else if (strspn(words, " ") < (size_t)(end - words)) {
			depth++;
			if (!dead && !any_set(t, words, end))
				dead = depth;
		} else if (depth-- == 0) {
			return err_set(err, ERR_INPUT, "the template ends a part that has not begun");
		} else if (dead > depth) {
			dead = 0;
		}
		text += n;
	}
	return code ? code : depth ? err_set(err, ERR_INPUT, "a part of the template does not end") : 0;
}

void template_release(struct template *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->value[i].value);
	str_release(&t->words);
	t->n = 0;
}
