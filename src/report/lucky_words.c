/*
 * lucky_words.c - what luck is in runs, in sentences.
 */
#include <math.h>

#include "base/say.h"
#include "base/str.h"
#include "report/sentence.h"

void lucky_best_sentence(const struct best *b, double mean, size_t draws, struct str *out)
{
	if (draws < 2) {
		str_add(out, "The best of one run is that run: ");
		say_estimate95(out, b->expected, b->lo, b->hi);
		str_add(out, " on average.");
		return;
	}
	str_add(out, "The best of ");
	say_count(out, draws);
	str_add(out, " runs is ");
	say_estimate95(out, b->expected, b->lo, b->hi);
	str_add(out, " on average");
	if (isnan(b->lo)) {
		str_add(out, " (for an interval it takes ");
		say_count(out, LUCKY_FEW * draws);
		str_add(out, " runs)");
	}
	str_add(out, ", where a single run is ");
	say_figure(out, mean, 3, SAY_SENTENCE);
	str_add(out, ": whoever reports the best of several reports their number, too.");
}

void lucky_halves_sentence(const struct lucky_halves *h, struct str *out)
{
	if (isnan(h->r)) {
		str_add(out, "Whether a lucky seed stays lucky on other data cannot be said from "
			"these runs.");
		return;
	}
	if (h->lo > .5)
		str_add(out, "A lucky seed stays lucky");
	else if (h->lo > 0)
		str_add(out, "A lucky seed keeps a part of its luck");
	else if (h->hi < .3 && h->hi > 0)
		str_add(out, "A lucky seed does not stay lucky to any useful extent");
	else if (h->hi <= 0)
		str_add(out, "A seed that is lucky on one half is rather unlucky on the other");
	else
		str_add(out, "These runs cannot tell whether a lucky seed stays lucky");
	str_add(out, ": errors on two halves of the probes correlate ");
	say_estimate95(out, h->r, h->lo, h->hi);
	str_add(out, " over ");
	say_count(out, h->n);
	str_add(out, " runs.");
}

void lucky_binomial_sentence(const struct lucky_binomial *b, struct str *out)
{
	str_add(out, "Accuracy has an sd of ");
	say_estimate95(out, b->observed, b->lo, b->hi);
	str_add(out, " over runs; flips of a coin in a test set of this size would give ");
	say_figure(out, b->predicted, 2, SAY_SENTENCE);
	if (b->ratio_lo > 1)
		str_add(out, ": more than the test set explains.");
	else if (b->ratio_hi < 1)
		str_add(out, ": runs are less different than test sets are.");
	else
		str_add(out, ".");
}
