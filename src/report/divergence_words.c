/*
 * divergence_words.c - how twins part, in a sentence.
 */
#include <math.h>

#include "base/say.h"
#include "base/str.h"
#include "report/sentence.h"

/* The median alone would call one half "most". */
static void ends_same(struct str *out, double identical)
{
	str_add(out, identical > .5 ? "; in the end most twins are the same to the last bit, "
				    : "; in the end half of the twins are the same to the last bit, ");
	say_figure(out, 100 * identical, 2, SAY_SENTENCE);
	str_add(out, " %");
}

static void ends(struct str *out, double last, double identical, double strangers)
{
	if (isinf(last)) {
		ends_same(out, identical);
		return;
	}
	str_add(out, "; in the end they are ");
	say_figure(out, pow(10, last), 2, SAY_SENTENCE);
	str_add(out, " apart");
	if (strangers > 0) {
		str_add(out, last > log10(strangers) - .5 ? ", as far as strangers ("
							  : ", where strangers are ");
		say_figure(out, strangers, 2, SAY_SENTENCE);
		str_add(out, last > log10(strangers) - .5 ? ")" : "");
	}
}

static void factor(struct str *out, const struct growth *g, size_t until)
{
	int grows = g->lo > 0;

	str_addf(out, "A difference of one ulp %s, by a factor of ", grows ? "grows" : "shrinks");
	if (grows)
		say_estimate95(out, pow(10, g->rate), pow(10, g->lo), pow(10, g->hi));
	else
		say_estimate95(out, pow(10, -g->rate), pow(10, -g->hi), pow(10, -g->lo));
	str_add(out, " per epoch");
	if (until && grows)
		str_addf(out, " until epoch %zu", until);
}

void divergence_sentence(const struct divergence *d, double strangers, struct str *out)
{
	size_t from = 0, end = divergence_epochs(d), grown;
	struct growth g;
	double last;

	if (!divergence_twins(d) || !divergence_epochs(d)) {
		str_add(out, "No twins have been trained yet.");
		return;
	}
	while (end > 1 && isnan(divergence_quantile(d, end - 1, .5)))
		end--;
	while (from < end && !isfinite(divergence_quantile(d, from, .5)))
		from++;
	last = divergence_quantile(d, end - 1, .5);
	grown = divergence_growth_end(d, from, end);
	g = divergence_growth(d, from, grown);
	if (from == end)
		str_add(out, "Twins that differ in one ulp end the same");
	else if (isnan(g.lo))
		str_add(out, "There are too few twins to say how their difference grows");
	else if (g.lo > 0 || g.hi < 0)
		factor(out, &g, grown < end ? grown : 0);
	else
		str_add(out, "A difference of one ulp neither grows nor shrinks as far as these "
			"twins can tell");
	ends(out, last, divergence_identical(d, end - 1), strangers);
	str_add(out, " (");
	say_count(out, divergence_twins(d));
	str_add(out, divergence_twins(d) == 1 ? " pair)." : " pairs).");
}
