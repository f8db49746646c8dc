/*
 * set_data.c - the data command: its words, and the data set that they name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "setup/setup_int.h"

int data_is_builtin(const char *name)
{
	for (const struct data_builtin *b = data_builtins(); b && b->name; b++)
		if (strcmp(b->name, name) == 0)
			return 1;
	return 0;
}

/* What the data command's words say, for dataset_load and for us. */
struct data_words {
	struct data_option opt[32];
	char *key[32];
	size_t n;
	unsigned long long seed;
	int has_test;
	double test;
	char *test_key;
	const char *test_value;
	struct str line;	/* canonical */
};

static void data_words_release(struct data_words *d)
{
	for (size_t i = 0; i < d->n; i++)
		free(d->key[i]);
	free(d->test_key);
	str_release(&d->line);
}

/* The text of a condition has a line of its own for what is standardised; `typed`: this
 * is none, so its data line need not say it as well. */
static int data_words(struct data_words *d, const struct words *w, int typed, struct err *err)
{
	memset(d, 0, sizeof *d);
	str_init(&d->line);
	d->seed = 1;
	lex_quote(&d->line, w->w[1].text);
	for (size_t i = 2; i < w->n; i++) {
		size_t klen;
		const char *value = word_value(w->w[i].text, &klen);
		char *key;
		int code = 0;

		if (!value)
			return word_err(w, i, err, ERR_USAGE, "'%s': an option KEY=VALUE was expected,"
					" see `help data`", w->w[i].text);
		if (!typed || strncmp(w->w[i].text, "standardize=", 12) != 0) {
			str_addc(&d->line, ' ');
			lex_quote(&d->line, w->w[i].text);
		}
		key = xstrndup(w->w[i].text, klen);
		if (strcmp(key, "seed") == 0) {
			code = word_uint(w, i, klen + 1, "a seed", 0, UINT32_MAX, &d->seed, err);
			free(key);
		} else if (strcmp(key, "test") == 0) {
			code = word_real(w, i, klen + 1, "a test fraction", 0, .9, &d->test, err);
			d->has_test = 1;
			free(d->test_key);
			d->test_key = key;
			d->test_value = value;
		} else if (d->n == sizeof d->opt / sizeof *d->opt) {
			free(key);
			code = word_err(w, i, err, ERR_LIMIT, "too many options");
		} else {
			d->key[d->n] = key;
			d->opt[d->n++] = (struct data_option){ key, value };
		}
		if (code)
			return code;
	}
	/* a test set of whole groups is the reader's to choose */
	for (size_t i = 0; i < d->n && d->test_key; i++)
		if (strcmp(d->key[i], "group") == 0 && d->n < sizeof d->opt / sizeof *d->opt) {
			d->opt[d->n] = (struct data_option){ d->test_key, d->test_value };
			d->key[d->n++] = d->test_key;
			d->test_key = NULL;
		}
	return 0;
}

/* given: the session's own set, or NULL; may_open: files may be read. */
static int find_set(const struct data_words *d, const struct words *w, struct dataset *given, int may_open,
		    struct dataset **set, struct err *err)
{
	if (given) {
		*set = dataset_ref(given);
		return 0;
	}
	if (!may_open && !data_is_builtin(w->w[1].text))
		return word_err(w, 1, err, ERR_STATE, "the session does not hold its data '%s', and a session"
				" may not name files to read: give the data file yourself", w->w[1].text);
	return dataset_load(set, w->w[1].text, d->opt, d->n, (uint32_t)d->seed, err);
}

static int turn(struct settings *s, const struct words *w, struct dataset *given, int may_open, struct err *err)
{
	struct data_words d;
	struct dataset *set = NULL;
	int code = words_args(w, 1, 40, err);

	if (code)
		return code;
	code = data_words(&d, w, may_open, err);
	if (!code)
		code = find_set(&d, w, given, may_open, &set, err);
	if (code) {
		if (err)
			err_place(err, w->file, w->line, w->w[1].col);
		data_words_release(&d);
		return code;
	}
	/* whole groups are held out, the reader saw to it */
	if (set->chronological & DATA_IN_GROUPS && d.test > 0)
		d.has_test = 0;
	s->has_test = d.has_test;
	s->test = d.test;
	settings_data(s, set, d.line.s);
	data_words_release(&d);
	return 0;
}

int set_data(struct settings *s, const struct words *w, struct err *err)
{
	int code = turn(s, w, NULL, 1, err);

	if (!code)
		s->standardize = SETTINGS_AUTO;
	return code;
}

int set_data_given(struct settings *s, const struct words *w, struct dataset *given, struct err *err)
{
	return turn(s, w, given, 0, err);
}

const struct set_row data_rows[] = {
	{ { "data", "NAME|FILE [KEY=VALUE]...", "Train on a built-in set or on your own file.",
	  "A name, or a file: CSV and its like, ARFF, LIBSVM, .npy, .npz or IDX images\n"
	  "(.gz too). Options: test=FRACTION holds rows out, seed=N seeds a generated set, and those of\n"
	  "the kind of data, such as target=COLUMN or standardize=no.",
	  { ARG_DATA, ARG_DATA_OPTION, ARG_DATA_OPTION }, { NULL }, NULL, CMD_SETTING }, set_data },
	{ .set = NULL },
};
