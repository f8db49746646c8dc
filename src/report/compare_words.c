/*
 * compare_words.c - a comparison in a sentence, and why not to peek.
 */
#include <math.h>

#include "base/say.h"
#include "base/str.h"
#include "report/sentence.h"

static void runs(size_t n, struct str *out)
{
	say_count(out, n);
	str_add(out, n == 1 ? " run" : " runs");
}

static void who(const struct comparison *c, const char *a, const char *b, struct str *out)
{
	const char *better = c->p > .5 ? a : b, *other = c->p > .5 ? b : a;

	switch (c->decision) {
	case DECISION_A:
	case DECISION_B:
		str_addf(out, "%s is better than %s", better, other);
		break;
	case DECISION_A_SLIGHTLY:
	case DECISION_B_SLIGHTLY:
		str_addf(out, "%s is better than %s, but by too little to matter for a single run",
			 better, other);
		break;
	case DECISION_UNDECIDED:
		str_addf(out, "These runs cannot tell whether %s or %s is better", a, b);
		break;
	}
}

/* How often, in whole words where it is always or never. */
static void how_often(const struct comparison *c, const char *a, const char *b, struct str *out)
{
	const char *each = c->paired ? "pair of runs" : "comparison of a run with a run";

	if (c->p >= 1 || c->p <= 0) {
		str_addf(out, ": %s did better in every %s (95 %%: in more than ", c->p >= 1 ? a : b, each);
		say_fixed(out, 100 * (c->p >= 1 ? c->p_lo : 1 - c->p_hi), 0);
		str_add(out, " %)");
	} else if (c->p == .5 && c->mean_a == c->mean_b && c->lost_a == c->lost_b) {
		str_addf(out, ": each is better as often as the other");
	} else {
		str_addf(out, ": a run of %s is better than a run of %s in ", a, b);
		say_share95(out, c->p, c->p_lo, c->p_hi);
		str_add(out, c->paired ? " of pairs" : " of comparisons");
	}
}

static void of_how_many(const struct comparison *c, struct str *out)
{
	if (c->paired) {
		str_add(out, ", over ");
		say_count(out, c->n_a);
		str_add(out, c->n_a == 1 ? " pair" : " pairs");
		str_add(out, " of runs that share their levels.");
	} else {
		str_add(out, ", from ");
		say_count(out, c->n_a);
		str_add(out, " and ");
		runs(c->n_b, out);
		str_add(out, ".");
	}
}

static void copies_of(size_t same, size_t n, const char *name, struct str *out)
{
	if (!same)
		return;
	str_addf(out, " Of %s's ", name);
	runs(n + same, out);
	str_add(out, n == 1 ? " all are copies of one run." : ", ");
	if (n == 1)
		return;
	say_count(out, n);
	str_add(out, " are different: copies of one run are one run.");
}

static void copies(const struct comparison *c, const char *a, const char *b, struct str *out)
{
	if (c->paired && c->same_a) {
		str_add(out, " Only ");
		say_count(out, c->n_a);
		str_add(out, " of ");
		say_count(out, c->n_a + c->same_a);
		str_add(out, " pairs are different: copies of one run are one run.");
		return;
	}
	copies_of(c->same_a, c->n_a, a, out);
	copies_of(c->same_b, c->n_b, b, out);
}

static void losses(const struct comparison *c, const char *a, const char *b, struct str *out)
{
	if (!c->lost_a && !c->lost_b)
		return;
	str_add(out, " ");
	say_count(out, c->lost_a);
	str_addf(out, " of %s's runs and ", a);
	say_count(out, c->lost_b);
	str_addf(out, " of %s's diverged and count as losses.", b);
}

void compare_sentence(const struct comparison *c, const char *a, const char *b,
		      struct str *out)
{
	if (c->itself) {
		str_addf(out, "Both are %s: there is nothing to compare.", a);
		return;
	}
	if (isnan(c->p)) {
		str_add(out, c->n_a + c->n_b == 0 ? "There are no runs to compare." :
			"There are too few different runs to compare.");
		copies(c, a, b, out);
		return;
	}
	who(c, a, b, out);
	how_often(c, a, b, out);
	of_how_many(c, out);
	copies(c, a, b, out);
	losses(c, a, b, out);
	if (c->shared_rows > 0)
		str_add(out, " Each run has drawn its own split: that share is one of splits of these "
			"rows; better on others is what the mean loss must be, too, with a variance that allows "
			"for rows in common.");
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
