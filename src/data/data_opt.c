/*
 * data_opt.c - the key=value options of the data command.
 */
#include <string.h>

#include "data_int.h"

const char *data_opt(const struct data_opts *o, const char *key)
{
	for (size_t i = 0; i < o->n; i++)
		if (!strcmp(o->opt[i].key, key))
			return o->opt[i].value;
	return NULL;
}

static int among(const char *word, const char *list, const char *separators)
{
	size_t len = strlen(word);
	int at = 0;

	while (*list) {
		size_t n = strcspn(list, separators);

		if (n == len && !memcmp(list, word, n))
			return at;
		list += n + (list[n] != '\0');
		at++;
	}
	return -1;
}

int data_opt_check(const struct data_opts *o, const char *what,
		   const char *known, struct err *err)
{
	for (size_t i = 0; i < o->n; i++) {
		const char *key = o->opt[i].key;

		if (among(key, known, " ") < 0)
			return err_set(err, ERR_USAGE, "no option '%s' for %s; there are: %s",
				       key, what, known);
		for (size_t j = 0; j < i; j++)
			if (!strcmp(o->opt[j].key, key))
				return err_set(err, ERR_USAGE, "%s= is given twice", key);
	}
	return 0;
}

int data_opt_double(const struct data_opts *o, const char *key, double lo,
		    double hi, double *v, struct err *err)
{
	const char *s = data_opt(o, key);
	double d;

	if (!s)
		return 0;
	if (data_number_double(s, &d) || !(d >= lo && d <= hi))
		return err_set(err, ERR_USAGE, "%s=%s: expected a number from %g to %g",
			       key, s, lo, hi);
	*v = d;
	return 0;
}

int data_opt_size(const struct data_opts *o, const char *key, size_t lo,
		  size_t hi, size_t *v, struct err *err)
{
	const char *s = data_opt(o, key);
	double d;

	if (!s)
		return 0;
	if (data_number_double(s, &d) || !(d >= (double)lo && d <= (double)hi) ||
	    d != (double)(size_t)d)
		return err_set(err, ERR_USAGE, "%s=%s: expected a whole number from %zu to %zu",
			       key, s, lo, hi);
	*v = (size_t)d;
	return 0;
}

int data_opt_word(const struct data_opts *o, const char *key, const char *words,
		  int *v, struct err *err)
{
	const char *s = data_opt(o, key);
	int i;

	if (!s)
		return 0;
	i = among(s, words, "|");
	if (i < 0)
		return err_set(err, ERR_USAGE, "%s=%s: expected one of %s", key, s, words);
	*v = i;
	return 0;
}
