/*
 * toggled.c - the table of what the conditions tried so far say about causes.
 */
#include <math.h>

#include "base/say.h"
#include "report/report_int.h"

static void put(struct str *out, double x, double lo, double hi)
{
	struct str s = STR_INIT;

	if (isnan(x))
		str_add(&s, "not tried");
	else
		say_share(&s, fmin(1, fmax(0, x)), fmin(1, fmax(0, lo)), fmin(1, fmax(0, hi)), SAY_REPORT);
	str_addf(out, "%-26s ", s.s);
	str_release(&s);
}

void report_toggled(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	struct toggled_effect t[SOURCE_COUNT];
	enum source free[SOURCE_SLOTS];
	size_t k = condition_free(e->cond, free) > 1 ? lab_toggled(lab, e, t) : 0;

	if (!k)
		return;
	str_addf(out, "From the conditions tried so far, at the levels the others happened to have\n"
		 "  %-10s %-26s %s\n", "source", "when only it was free", "gone when it was fixed");
	for (size_t i = 0; i < k; i++) {
		str_addf(out, "  %-10s ", source_name(t[i].source));
		put(out, t[i].only, t[i].only_lo, t[i].only_hi);
		put(out, t[i].rest, t[i].rest_lo, t[i].rest_hi);
		while (out->s[out->len - 1] == ' ')
			out->s[--out->len] = '\0';
		str_addc(out, '\n');
	}
}
