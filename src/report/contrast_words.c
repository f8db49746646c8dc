/*
 * contrast_words.c - how much predictions differ in two conditions, in a sentence.
 */
#include <math.h>

#include "base/say.h"
#include "base/str.h"
#include "report/sentence.h"

static void same_each_time(struct estimate other, const char *still, const char *moving,
			   struct str *out)
{
	str_addf(out, "Runs of %s predict the same each time, bit for bit, where runs of %s differ by ",
		 still, moving);
	say_estimate95(out, other.mean, other.lo, other.hi);
	str_addc(out, '.');
}

#define ALIKE 1.02	/* nobody cares which of them is the larger */

void contrast_sentence(const struct contrast *c, const char *a, const char *b,
		       struct str *out)
{
	if (c->a.n < 2 || c->b.n < 2) {
		str_add(out, "There are too few runs to say how much predictions differ.");
	} else if (c->a.mean == 0 && c->b.mean == 0) {
		str_addf(out, "Runs of %s predict the same each time, bit for bit, and so do runs of %s.", a, b);
	} else if (c->a.mean == 0) {
		same_each_time(c->b, a, b, out);
	} else if (c->b.mean == 0) {
		same_each_time(c->a, b, a, out);
	} else if (c->lo > 1 / ALIKE && c->hi < ALIKE) {
		str_addf(out, "Predictions differ about as much from run to run with %s as with %s: ", a, b);
		say_estimate95(out, c->ratio, c->lo, c->hi);
		str_add(out, " times.");
	} else if (isnan(c->lo) || (c->lo <= 1 && c->hi >= 1)) {
		str_addf(out, "These runs cannot tell whether predictions differ more from run to run "
			 "with %s or with %s: with %s they differ ", a, b, a);
		say_estimate95(out, c->ratio, c->lo, c->hi);
		str_add(out, " times as much.");
	} else if (c->ratio > 1) {
		str_add(out, "Predictions differ ");
		say_estimate95(out, c->ratio, c->lo, c->hi);
		str_addf(out, " times as much from run to run with %s as with %s.", a, b);
	} else {
		str_add(out, "Predictions differ ");
		say_estimate95(out, 1 / c->ratio, 1 / c->hi, 1 / c->lo);
		str_addf(out, " times as much from run to run with %s as with %s.", b, a);
	}
}
