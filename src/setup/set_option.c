/*
 * set_option.c - `set OPTION VALUE`, for the options that belong to a condition.
 */
#include <string.h>

#include "base/err.h"
#include "setup/opt.h"
#include "setup/setup_int.h"

static void set_test(struct settings *s, const struct opt_value *v)
{
	s->has_test = v->word < 0;
	s->test = v->word < 0 ? v->x : 0;
}

static void set_probes(struct settings *s, const struct opt_value *v)
{
	s->probes = (size_t)v->x;
}

static void set_remainder(struct settings *s, const struct opt_value *v)
{
	s->remainder = (enum remainder)v->word;
}

static void set_standardize(struct settings *s, const struct opt_value *v)
{
	s->standardize = v->word == 0 ? SETTINGS_AUTO : v->word - 1;
}

static const struct { struct opt opt; void (*set)(struct settings *s, const struct opt_value *v); } table[] = {
	{ { "test", OPT_NUMBER, { "auto" }, 0, SETTINGS_TEST_MAX, "auto",
	    "Share of the rows held out as the test set; auto follows the data.", 0 }, set_test },
	{ { "probes", OPT_NUMBER, { NULL }, 1, SETTINGS_PROBES_MAX, "256",
	    "At how many rows predictions are kept and compared.", 0 }, set_probes },
	{ { "remainder", OPT_CHOICE, { "keep", "drop", "even" }, 0, 0, "keep",	/* enum remainder */
	    "What becomes of an epoch's short last mini-batch: trained on (keep), left out (drop), or"
	    " spread over all (even).", 0 }, set_remainder },
	{ { "standardize", OPT_CHOICE, { "auto", "off", "inputs", "all", "series" }, 0, 0, "auto",	/* auto, enum standardize */
	    "Standardise inputs, or targets too (all; series: the steps of a window by one scale), by the training rows"
	    " of each run; auto: what the data say, all of a table and nothing of what is generated.", 0 }, set_standardize },
};

const struct opt *setup_option(size_t i)
{
	return i < sizeof table / sizeof *table ? &table[i].opt : NULL;
}

int setup_has_option(const char *name)
{
	for (size_t i = 0; setup_option(i); i++)
		if (strcmp(setup_option(i)->name, name) == 0)
			return 1;
	return 0;
}

int set_option(struct settings *s, const struct words *w, struct err *err)
{
	struct err e = ERR_INIT;
	struct opt_value v;

	if (words_args(w, 2, 2, err))
		return ERR_USAGE;
	for (size_t i = 0; setup_option(i); i++) {
		if (strcmp(table[i].opt.name, w->w[1].text) != 0)
			continue;
		if (opt_read(&table[i].opt, w->w[2].text, &v, &e))
			return word_err(w, 2, err, (int)e.code, "%s", e.text);
		table[i].set(s, &v);
		return 0;
	}
	return word_err(w, 1, err, ERR_INPUT, "`set %s` has no place in a session's condition", w->w[1].text);
}
