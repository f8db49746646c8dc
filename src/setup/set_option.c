/*
 * set_option.c - `set OPTION VALUE`, for the options that belong to a condition.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "setup/setup_int.h"

/* A number within [min, max], the whole of the word. */
static int number(const struct words *w, double min, double max, double *out, struct err *err)
{
	const char *value = w->w[2].text;
	char *end;

	*out = strtod(value, &end);
	if (!*value || *end || !isfinite(*out) || *out < min || *out > max)
		return word_err(w, 2, err, ERR_USAGE, "'%s': a number from %g to %g was expected", value, min, max);
	return 0;
}

static int set_test(struct settings *s, const struct words *w, struct err *err)
{
	double x = 0;
	int is_auto = strcmp(w->w[2].text, "auto") == 0;
	int code = is_auto ? 0 : number(w, 0, SETTINGS_TEST_MAX, &x, err);

	if (code)
		return code;
	s->has_test = !is_auto;
	s->test = x;
	return 0;
}

static int set_probes(struct settings *s, const struct words *w, struct err *err)
{
	double x;
	int code = number(w, 1, SETTINGS_PROBES_MAX, &x, err);

	if (!code)
		s->probes = (size_t)x;
	return code;
}

static int set_remainder(struct settings *s, const struct words *w, struct err *err)
{
	enum remainder r = remainder_find(w->w[2].text);

	if (r == REMAINDER_COUNT)
		return word_err(w, 2, err, ERR_USAGE, "'%s' becomes of no remainder", w->w[2].text);
	s->remainder = r;
	return 0;
}

static int set_standardize(struct settings *s, const struct words *w, struct err *err)
{
	int is_auto = strcmp(w->w[2].text, "auto") == 0;
	enum standardize st = is_auto ? STANDARDIZE_OFF : standardize_find(w->w[2].text);

	if (!is_auto && st == STANDARDIZE_COUNT)
		return word_err(w, 2, err, ERR_USAGE, "'%s' is no way to standardise", w->w[2].text);
	s->standardize = is_auto ? SETTINGS_AUTO : (int)st;
	return 0;
}

static const struct { const char *name; set_fn *set; } table[] = {
	{ "test", set_test }, { "probes", set_probes }, { "remainder", set_remainder },
	{ "standardize", set_standardize },
};

static set_fn *find(const char *name)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].set;
	return NULL;
}

int setup_has_option(const char *name)
{
	return find(name) != NULL;
}

int set_option(struct settings *s, const struct words *w, struct err *err)
{
	set_fn *set;

	if (words_args(w, 2, 2, err))
		return ERR_USAGE;
	set = find(w->w[1].text);
	if (!set)
		return word_err(w, 1, err, ERR_INPUT, "`set %s` has no place in a session's condition", w->w[1].text);
	return set(s, w, err);
}
