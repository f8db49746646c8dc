/*
 * setup.c - which setting commands there are, and the two ways to obey them: one from a
 * hand or a script, or all that a session says of a condition.
 */
#include "setup/setup.h"

#include <string.h>

#include "base/err.h"
#include "setup/setup_int.h"

static const struct set_row *const groups[] = { data_rows, train_rows, source_rows };

static const struct set_row *row_at(size_t i)
{
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
		for (const struct set_row *r = groups[g]; r->set; r++)
			if (i-- == 0)
				return r;
	return NULL;
}

const struct cmd *setup_command(size_t i)
{
	const struct set_row *r = row_at(i);

	return r ? &r->cmd : NULL;
}

static set_fn *find(const char *name)
{
	const struct set_row *r;

	if (strcmp(name, "set") == 0)	/* whose row is lang's: some of its options are */
		return set_option;
	for (size_t i = 0; (r = row_at(i)) != NULL; i++)
		if (strcmp(r->cmd.name, name) == 0)
			return r->set;
	return NULL;
}

int setup_has(const char *name)
{
	return find(name) != NULL;
}

/* A hand may ask for no engine that cannot compute here; a session may name one. */
static int check_engine(const struct settings *s, const struct words *w, struct err *err)
{
	struct err refusal = ERR_INIT;

	if (s->engine != ENGINE_BLIS || !engine_usable(ENGINE_BLIS, &refusal))
		return 0;
	return word_err(w, 1, err, ERR_STATE, "%s", refusal.text);
}

int setup_exec(struct settings *s, const struct words *w, struct err *err)
{
	set_fn *driven = s->external && s->external->driven ? driven_find(w->w[0].text) : NULL;
	set_fn *set = driven ? driven : find(w->w[0].text);
	struct settings before;
	int code;

	settings_copy(&before, s);
	code = set(s, w, err);
	if (!code && set == set_engine)
		code = check_engine(s, w, err);
	if (code) {
		settings_release(s);
		*s = before;
		return code;
	}
	settings_release(&before);
	settings_follow(s);
	return 0;
}

/* One line of a session. */
static int obey(struct settings *s, const struct words *w, struct dataset *data, int first, struct err *err)
{
	set_fn *set = find(w->w[0].text);
	int code;

	if (first != (set == set_data))
		return word_err(w, 0, err, ERR_INPUT, "a condition begins with its one `data` command");
	if (!set)
		return word_err(w, 0, err, ERR_INPUT, "`%s` has no place in a session's condition", w->w[0].text);
	code = set == set_data ? set_data_given(s, w, data, err) : set(s, w, err);
	if (code)
		return code;
	/* The word is of a time when test rows counted, too. */
	if (set == set_class_weights && strcmp(w->w[1].text, "on") == 0 && settings_test(s) > 0)
		s->class_weights = CLASS_WEIGHTS_ALL;
	settings_follow(s);
	return 0;
}

int setup_read(const char *text, struct dataset *data, struct settings *out, struct err *err)
{
	struct settings s;
	struct lexer l;
	struct words w;
	int got, code = 0, first = 1;

	if (strncmp(text, "external ", 9) == 0)
		return external_read(text, data, out, err);
	settings_init(&s, 1);
	s.standardize = STANDARDIZE_OFF;	/* unless it says so: at first nothing was */
	lex_begin(&l, text, "condition", 1);
	while (!code && (got = lex_next(&l, &w, err)) != 0) {
		if (got < 0) {
			code = got;
			break;
		}
		code = obey(&s, &w, data, first, err);
		if (code && err && !err->line)
			err_place(err, w.file, w.line, w.w[0].col);
		first = 0;
		words_release(&w);
	}
	if (!code && first)
		code = err_set(err, ERR_INPUT, "the condition is empty");
	if (code)
		settings_release(&s);
	else
		*out = s;
	return code;
}
