/*
 * kinds_words.c - kinds of runs, in a sentence.
 */
#include "base/say.h"
#include "base/str.h"
#include "report/sentence.h"

void kinds_sentence(const struct kinds *k, const char *what, struct str *out)
{
	size_t all = 0;

	if (k->n < 2)
		return;
	for (size_t i = 0; i < k->n; i++)
		all += k->count[i];
	str_add(out, "The runs fall into kinds: of ");
	say_count(out, all);
	for (size_t i = 0; i < k->n; i++) {
		str_add(out, !i ? ", " : i + 1 < k->n ? ", " : " and ");
		say_count(out, k->count[i]);
		str_addf(out, !i ? " end with %s near " : " near ", what);
		say_figure(out, k->median[i], 3, SAY_SENTENCE);
	}
	str_addc(out, '.');
}
