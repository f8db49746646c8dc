/*
 * dataset_notes.c - the notes of a data set as JSON, and back.
 *
 * Sessions of earlier builds hold lines of text there instead; each becomes a
 * plain note.  Text comes from a file and is escaped again on its way in.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "dataset_int.h"
#include "data/data.h"

static const char *const weight_name[] = { "fact", "read", "doubt" };

/* Names are raw; what is not UTF-8 is escaped. */
static json_t *raw(const char *s)
{
	json_t *v = s ? json_string(s) : json_null();
	struct str safe = STR_INIT;

	if (!v) {
		utf8_escape(&safe, s, strlen(s));
		v = json_string(safe.s);
	}
	str_release(&safe);
	return v;
}

char *notes_pack(const struct data_notes *n)
{
	json_t *list;
	char *text;

	if (!n->n)
		return NULL;
	list = json_array();
	for (size_t i = 0; i < n->n; i++) {
		const struct data_note *v = &n->v[i];
		json_t *j = json_object();

		json_object_set_new(j, "weight", json_string(weight_name[v->weight]));
		json_object_set_new(j, "kind", json_string(v->kind));
		json_object_set_new(j, "column", raw(v->column));
		json_object_set_new(j, "count", json_integer((json_int_t)v->count));
		json_object_set_new(j, "cure", raw(v->cure));
		json_object_set_new(j, "text", json_string(v->text));
		json_array_append_new(list, j);
	}
	text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

static void unpack_lines(const char *text, struct data_notes *out)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);

		if (n)
			data_note_text(out, DATA_FACT, "note", NULL, 0, NULL, line);
		free(line);
		text += n + (text[n] == '\n');
	}
}

static const char *string_of(const json_t *j, const char *key)
{
	return json_string_value(json_object_get(j, key));
}

void notes_unpack(const char *text, struct data_notes *out)
{
	json_t *list = text && *text == '[' ? json_loads(text, 0, NULL) : NULL, *j;
	size_t i;

	if (!text)
		return;
	if (!json_is_array(list)) {
		json_decref(list);
		unpack_lines(text, out);
		return;
	}
	json_array_foreach(list, i, j) {
		const char *weight = string_of(j, "weight"), *kind = string_of(j, "kind"),
			*said = string_of(j, "text");
		json_int_t count = json_integer_value(json_object_get(j, "count"));
		enum data_weight w = DATA_FACT;

		for (int k = DATA_FACT; weight && k <= DATA_DOUBT; k++)
			if (!strcmp(weight, weight_name[k]))
				w = (enum data_weight)k;
		if (said)
			data_note_text(out, w, kind ? kind : "note", string_of(j, "column"),
				       count > 0 ? (size_t)count : 0, string_of(j, "cure"), said);
	}
	json_decref(list);
}
