/*
 * nearest.c - see nearest.h.
 */
#include "base/nearest.h"

#include <stddef.h>
#include <string.h>

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

const char *nearest(const char *word, const char *const *names)
{
	const char *best = NULL;
	int least = strlen(word) > 4 ? 3 : 2;	/* fewer changes than this */

	for (; *names; names++) {
		int k = distance(word, *names);

		if (k < least) {
			least = k;
			best = *names;
		}
	}
	return best;
}
