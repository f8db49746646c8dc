/*
 * rest.c - what differs between two runs of a driven training though all its levels are equal.
 */
#include <math.h>

#include "base/say.h"
#include "report/report_int.h"

int report_rest(const struct lab_entry *e, struct str *out)
{
	const struct lab_rest *r = &e->rest;

	if (!r->known)
		return 0;
	if (r->equal) {
		str_add(out, "Two runs of equal levels are the same to the last bit.");
		return 1;
	}
	str_add(out, "Two runs of equal levels differ");
	if (r->diff > 0) {
		str_add(out, " by ");
		say_figure(out, r->diff, 3, SAY_SENTENCE);
	} else if (!isnan(r->diff)) {
		str_add(out, " in their losses, and predict the same");
	}
	str_add(out, ": something is unseeded or not deterministic.");
	return 1;
}

void put_rest(const struct lab_entry *e, struct str *out)
{
	const struct lab_rest *r = &e->rest;

	if (!r->known)
		return;
	str_add(out, "  rest, equal levels     ");
	if (r->equal) {
		str_add(out, "0 exactly");
	} else if (isnan(r->diff)) {
		str_add(out, "figures that differ");
	} else {
		say_figure(out, r->diff, 3, SAY_REPORT);
		str_add(out, ", at most ");
		say_figure(out, r->most, 3, SAY_REPORT);
	}
	str_add(out, "   between one more run and the first\n");
}
