/*
 * data_missing.c - the ways in which a cell says that it has no value: those of
 * R, SAS, Stata, pandas, SQL, spreadsheets and Weka.
 */
#include <string.h>
#include <strings.h>

#include "data_int.h"

int data_is_missing(const char *s, size_t n)
{
	static const char *const words[] = { "?", ".", "-", "--", "na", "n/a", "#n/a", "nan", "null", "none", "nil",
		"\\n", "<na>", "n.a.", "#na", "-nan", "nat", "#div/0!", "#value!", "#ref!", "#name?", "#num!",
		"#null!", "(null)", "missing", "\xe2\x80\x93", "\xe2\x80\x94" };

	while (n && (*s == ' ' || *s == '\t'))
		s++, n--;
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	while (n >= 2 && !memcmp(s, "\xc2\xa0", 2))
		s += 2, n -= 2;
	if (!n)
		return 1;
	if (n > 9 || !strchr("?.-nN#\\<(mM\xe2", *s))
		return 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == n && !strncasecmp(s, words[i], n))
			return 1;
	return 0;
}

int data_is_missing_or(const char *s, size_t n, const char *more)
{
	if (data_is_missing(s, n))
		return 1;
	for (; more && *more; more += strlen(more) + 1)
		if (strlen(more) == n && !memcmp(more, s, n))
			return 1;
	return 0;
}
