/*
 * helper.c - see helper.h.
 */
#include "helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/names.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/data.h"

#define FILE_MAX ((size_t)1 << 20)	/* bytes: ours have some thousands */

/* In the order of the list; `also` is what else a language is asked for by. */
static const struct { const char *language, *also, *ending; } helpers[] = {
	{ "python", "py", "py" },
	{ "javascript", "node", "mjs" },
	{ "r", "R", "R" },
};
enum { HELPERS = sizeof helpers / sizeof *helpers };

static void path_of(int h, const char *stem, struct str *out)
{
	data_dir(out);
	str_addf(out, "/trainer/%s.%s", stem, helpers[h].ending);
}

static void list(void)
{
	for (int h = 0; h < HELPERS; h++) {
		struct str path = STR_INIT, safe = STR_INIT;
		char *real;

		path_of(h, "reroll", &path);
		real = realpath(path.s, NULL);	/* without the .. of a build in its tree */
		utf8_escape(&safe, real ? real : path.s, strlen(real ? real : path.s));
		printf("%-10s  %s\n", helpers[h].language, safe.s);
		str_release(&path);
		str_release(&safe);
		free(real);
	}
}

static int find(const char *word, struct err *err)
{
	struct names known = { 0 };
	struct str s = STR_INIT;

	for (int h = 0; h < HELPERS; h++)
		if (strcmp(word, helpers[h].language) == 0 || strcmp(word, helpers[h].also) == 0)
			return h;
	for (int h = 0; h < HELPERS; h++)
		names_add(&known, helpers[h].language);
	names_list(&known, "and", &s);
	err_set(err, ERR_USAGE, "there is no helper for '%s': %s have one", word, s.s);
	str_release(&s);
	return -1;
}

int helper_print(char *const *word, size_t n, struct err *err)
{
	struct str path = STR_INIT, text = STR_INIT;
	int h, code;

	if (n == 0) {
		list();
		return 0;
	}
	if (n == 2 && strcmp(word[1], "example") != 0)
		return err_set(err, ERR_USAGE, "helper %s example was expected, not '%s'", word[0], word[1]);
	h = find(word[0], err);
	if (h < 0)
		return ERR_USAGE;
	path_of(h, n == 2 ? "train" : "reroll", &path);
	code = file_read(path.s, FILE_MAX, &text, err);
	if (!code)
		fwrite(text.s, 1, text.len, stdout);
	str_release(&path);
	str_release(&text);
	return code;
}
