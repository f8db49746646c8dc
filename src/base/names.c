/*
 * names.c - see names.h.
 */
#include "base/names.h"

#include <string.h>

#include "base/str.h"

/* Optimal string alignment distance, small words only. */
static int distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	int d[24][24];

	if (n > 22 || m > 22)
		return 99;
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			int best;

			if (!i || !j) {
				d[i][j] = (int)(i + j);
				continue;
			}
			best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
			    && d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	return d[n][m];
}

void names_add(struct names *l, const char *name)
{
	if (l->n < NAMES_MAX)
		l->name[l->n++] = name;
}

void names_list(const struct names *l, const char *word, struct str *out)
{
	for (size_t i = 0; i < l->n; i++) {
		if (i)
			i + 1 < l->n ? str_add(out, ", ") : str_addf(out, " %s ", word);
		str_add(out, l->name[i]);
	}
}

const char *names_near(const struct names *l, const char *word)
{
	const char *best = NULL;
	int least = strlen(word) > 4 ? 3 : 2;	/* fewer changes than this */

	for (size_t i = 0; i < l->n; i++) {
		int k = distance(word, l->name[i]);

		if (k < least) {
			least = k;
			best = l->name[i];
		}
	}
	return best;
}

void names_guess(const struct names *l, const char *word, struct str *out)
{
	const char *near = names_near(l, word);

	if (near)
		str_addf(out, " (did you mean %s?)", near);
}
