/*
 * compare_words.c - a comparison in a sentence, and why not to peek.
 */
#include "base/str.h"
#include "stat/compare.h"
#include "stat/say.h"

void compare_sentence(const struct comparison *c, const char *a, const char *b,
		      struct str *out)
{
	switch (c->decision) {
	case DECISION_A:
		str_addf(out, "%s beats %s", a, b);
		break;
	case DECISION_B:
		str_addf(out, "%s beats %s", b, a);
		break;
	case DECISION_A_SLIGHTLY:
		str_addf(out, "%s is better than %s, but by too little to matter for a single run", a, b);
		break;
	case DECISION_B_SLIGHTLY:
		str_addf(out, "%s is better than %s, but by too little to matter for a single run", b, a);
		break;
	case DECISION_UNDECIDED:
		str_addf(out, "These runs cannot tell whether %s or %s is better", a, b);
		break;
	}
	str_addf(out, ": a run of %s wins with probability ", a);
	say_interval(out, c->p, c->p_lo, c->p_hi);
	str_add(out, c->paired ? ", over " : ", from ");
	say_count(out, c->n_a);
	if (c->paired) {
		str_add(out, " pairs of runs that share their levels.");
	} else {
		str_add(out, " and ");
		say_count(out, c->n_b);
		str_add(out, " runs.");
	}
}

/* Armitage, McPherson & Rowe 1969, table 2: normal mean, two-sided 5 %. */
static const struct { unsigned looks; double rate; } peeking[] = {
	{ 1, .05 }, { 2, .083 }, { 3, .107 }, { 4, .126 }, { 5, .142 },
	{ 10, .193 }, { 20, .248 }, { 50, .320 }, { 100, .374 }, { 1000, .53 },
};

double compare_peeking_rate(unsigned looks)
{
	size_t n = sizeof peeking / sizeof *peeking;

	for (size_t i = 0; i < n; i++)
		if (looks <= peeking[i].looks)
			return peeking[i].rate;
	return peeking[n - 1].rate;
}

void compare_peeking_note(unsigned looks, struct str *out)
{
	if (looks < 2) {
		str_add(out, "Decide how many runs to make before looking: who stops at the first "
			"significant result finds one in 14 % of cases after 5 looks and in 19 % "
			"after 10, where there is nothing to find.");
		return;
	}
	str_addf(out, "After %u looks, stopping at the first significant result is wrong in %s "
		 "%.0f %% of cases where there is no difference, not in 5 %%.", looks,
		 looks > 1000 ? "more than" : "up to", 100 * compare_peeking_rate(looks));
}
