/* json.c - see json.h. */
#include "json.h"

#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"

/* The word that JSON lacks at s, or 0: its bytes. */
static size_t no_number(const char *s, size_t n)
{
	static const char *const word[] = { "NaN", "-NaN", "Infinity", "-Infinity" };

	for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
		size_t k = strlen(word[i]);

		if (n >= k && memcmp(s, word[i], k) == 0)
			return k;
	}
	return 0;
}

/* The same line with null in their places, outside of texts. */
static void mend(const char *s, size_t n, struct str *out)
{
	int text = 0;

	for (size_t i = 0, k; i < n; i += k) {
		k = text ? 0 : no_number(s + i, n - i);
		if (k) {
			str_add(out, "null");
			continue;
		}
		k = 1 + (text && s[i] == '\\' && i + 1 < n);
		text ^= s[i] == '"';
		str_addn(out, s + i, k);
	}
}

json_t *json_object_line(const char *s, size_t n, int *col, struct err *err)
{
	json_error_t e;
	json_t *o = json_loadb(s, n, JSON_REJECT_DUPLICATES, &e);

	if (!o && (memmem(s, n, "NaN", 3) || memmem(s, n, "Infinity", 8))) {
		struct str t = STR_INIT;

		mend(s, n, &t);
		o = json_loadb(t.s, t.len, JSON_REJECT_DUPLICATES, &e);
		str_release(&t);
	}
	if (json_is_object(o))
		return o;
	*col = o ? 0 : e.column;
	err_set(err, ERR_INPUT, "expected a JSON object: %s", o ? "this is none" : e.text);
	json_decref(o);
	return NULL;
}

int json_figure(const json_t *v, double *out)
{
	const char *s = json_string_value(v);

	*out = NAN;
	if (json_is_number(v))
		*out = json_number_value(v);
	else if (json_is_boolean(v))
		*out = json_is_true(v);
	else if (!json_is_null(v) && !(s && (!strcmp(s, "NaN") || !strcmp(s, "Infinity") || !strcmp(s, "-Infinity"))))
		return 0;
	return 1;
}

int json_flatten(struct json_flat *f, const json_t *list, size_t most, struct err *err)
{
	size_t all = json_array_size(list);

	f->inner = 0;
	f->n = 0;
	for (size_t i = 0; i < all; i++) {
		const json_t *v = json_array_get(list, i);
		size_t n = json_is_array(v) ? json_array_size(v) : 1;

		if (i && json_is_array(v) != (f->inner != 0))
			return err_set(err, ERR_INPUT, "a list of numbers and lists");
		if (json_is_array(v) && (!n || (i && n != f->inner)))
			return err_set(err, ERR_INPUT, "a list of lists of unequal length");
		if (json_is_array(v))
			f->inner = n;
		if (f->n + n > most)
			return err_set(err, ERR_LIMIT, "more than %zu numbers in a list", most);
		XGROW(f->v, f->cap, f->n + n);
		for (size_t k = 0; k < n; k++)
			if (!json_figure(json_is_array(v) ? json_array_get(v, k) : v, &f->v[f->n++]))
				return err_set(err, ERR_INPUT, "a list with something that is no number");
	}
	return 0;
}
