/*
 * data_note.c - what was understood of a file, one note a thing.
 *
 * A note is made where something is found, with what a machine wants of it
 * (kind, column, count, the option that settles it); its sentence is put
 * together and escaped here, in one place.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "data_int.h"

#define TEXT_MAX 2000u		/* bytes; sessions may hold anything */
#define NOTES_MAX 200u		/* of one data set; more would not be read by anybody */

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

void data_note_text(struct data_notes *n, enum data_weight weight, const char *kind,
		    const char *column, size_t count, const char *cure, const char *text)
{
	struct str safe = STR_INIT;

	if (n->n >= NOTES_MAX)
		return;
	utf8_escape(&safe, text, strnlen(text, TEXT_MAX));
	XGROW(n->v, n->cap, n->n + 1);
	n->v[n->n++] = (struct data_note){ weight, xstrdup(kind), copy(column), count,
					   copy(cure), str_detach(&safe) };
}

void data_note(struct data_notes *n, enum data_weight weight, const char *kind,
	       const char *column, size_t count, const char *cure, const char *hint,
	       const char *fmt, ...)
{
	struct str s = STR_INIT;
	va_list ap;

	if (column) {
		size_t len = utf8_prefix(column, 40);

		str_addc(&s, '\'');
		str_addn(&s, column, len);
		str_add(&s, column[len] ? "...': " : "': ");
	}
	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	if (cure || hint)	/* a question has its stop */
		str_add(&s, s.len > 0 && s.s[s.len - 1] == '?' ? " " : "; ");
	if (cure)
		str_addf(&s, "%.80s%s", cure, hint ? " " : "");
	if (hint)
		str_add(&s, hint);
	data_note_text(n, weight, kind, column, count, cure, s.s);
	str_release(&s);
}

void data_notes_release(struct data_notes *n)
{
	for (size_t i = 0; i < n->n; i++) {
		free(n->v[i].kind);
		free(n->v[i].column);
		free(n->v[i].cure);
		free(n->v[i].text);
	}
	free(n->v);
	*n = (struct data_notes){ NULL, 0, 0 };
}

const struct data_note *data_note_find(const struct data_notes *n, const char *kind)
{
	for (size_t i = 0; i < n->n; i++)
		if (!strcmp(n->v[i].kind, kind))
			return &n->v[i];
	return NULL;
}

int data_notes_standardised(const struct data_notes *n)
{
	int found = data_note_find(n, "standardised") != NULL;

	for (size_t i = 0; i < n->n; i++)
		found |= strcmp(n->v[i].kind, "note") == 0 && strstr(n->v[i].text, "inputs standardised");
	return found;
}

const struct data_note *data_note_own_unit(const struct data_notes *n)
{
	for (size_t i = 0; i < n->n; i++)
		if (strstr(n->v[i].text, " standardised: its unit is "))
			return &n->v[i];
	return NULL;
}

int data_note_for(const struct data_notes *n, const char *kind, const char *column)
{
	for (size_t i = 0; i < n->n; i++)
		if (n->v[i].column && !strcmp(n->v[i].kind, kind) && !strcmp(n->v[i].column, column))
			return 1;
	return 0;
}

void data_option_text(struct str *out, const char *key, const char *value)
{
	int quote = !*value || value[strcspn(value, " \t;#\"\\")] != '\0';

	str_addf(out, "%s%s=", quote ? "\"" : "", key);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			str_addc(out, '\\');
		str_addc(out, *value);
	}
	if (quote)
		str_addc(out, '"');
}

/* ---- the data set in one line ---- */

#define SAID_NAMES 6

static void add_quoted(struct str *out, const char *name)
{
	size_t n = utf8_prefix(name, 40);

	str_addc(out, '\'');
	utf8_escape(out, name, n);
	str_add(out, name[n] ? "...'" : "'");
}

static void add_names(struct str *out, char **name, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			str_add(out, ", ");
		if (i == SAID_NAMES) {
			str_add(out, "...");
			break;
		}
		add_quoted(out, name[i]);
	}
}

static void add_inputs(const struct dataset *d, struct str *out)
{
	if (d->shape[0] > 1)
		str_addf(out, "%zu images of %u x %u", d->rows, d->shape[0], d->shape[1]);
	else if (d->shape[1] > 1)
		str_addf(out, "%zu rows of %u past values of %u series", d->rows, d->shape[1], d->shape[2]);
	else
		str_addf(out, "%zu rows of %zu input%s", d->rows, d->features, d->features == 1 ? "" : "s");
}

void dataset_say(const struct dataset *d, struct str *out)
{
	const struct data_note *target = data_note_find(&d->notes, "target");

	add_inputs(d, out);
	str_add(out, "; target");
	if (d->kind == DATA_REGRESSION) {
		if (d->output_names) {
			str_addc(out, ' ');
			add_names(out, d->output_names, d->outputs);
		}
		str_addf(out, ": %s", d->outputs == 1 ? "a number" : "numbers");
		if (!d->output_names && d->outputs > 1)
			str_addf(out, " (%zu)", d->outputs);
		return;
	}
	if (target && target->column) {
		str_addc(out, ' ');
		add_quoted(out, target->column);
	}
	str_add(out, ": ");
	if (d->kind == DATA_BINARY)
		str_add(out, "two classes");
	else
		str_addf(out, "%zu classes", d->outputs);
	if (d->output_names) {
		str_add(out, " (");
		add_names(out, d->output_names, d->kind == DATA_BINARY ? 2 : d->outputs);
		str_addc(out, ')');
	}
}
