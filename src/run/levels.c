/*
 * levels.c - two runs' levels compared, in words.
 */
#include "base/str.h"
#include "run/condition.h"

void levels_diff(const struct condition *c, const struct levels *a, const struct levels *b, struct str *out)
{
	enum source s[SOURCE_SLOTS];
	size_t n = 0;

	for (int i = 0; i < SOURCE_SLOTS; i++)
		if (a->v[i] != b->v[i] || levels_off(a, (enum source)i) != levels_off(b, (enum source)i)
		    || (i < SOURCE_COUNT && (levels_held(a, (enum source)i) || levels_held(b, (enum source)i))
			&& (a->first[i] != b->first[i] || a->until != b->until)))
			s[n++] = (enum source)i;
	if (n == 0) {
		str_add(out, "nothing differs");
	} else if (n == 1) {
		str_addf(out, "only %s differs", condition_source_name(c, s[0]));
	} else {
		for (size_t i = 0; i < n; i++)
			str_addf(out, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " and ",
				 condition_source_name(c, s[i]));
		str_add(out, " differ");
	}
}
