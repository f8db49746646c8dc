/*
 * learnt_words.c - runs beside the constant answer, in sentences.
 */
#include <math.h>

#include "base/say.h"
#include "base/str.h"
#include "report/sentence.h"

/* The median run, which is on the side of most, and that answer. */
static void put_figures(const struct stats *s, struct str *out)
{
	double loss = stats_outcome_quantile(s, STATS_DATA_LOSS, .5);

	if (!stats_has(s, STATS_DATA_LOSS) || isnan(loss))
		return;
	str_add(out, stats_outcome(s, STATS_DATA_LOSS).n == 1 ? " (its loss " : " (their median loss ");
	say_figure(out, loss, 3, SAY_SENTENCE);
	str_add(out, ", that answer's ");
	say_figure(out, stats_constant_loss(s).mean, 3, SAY_SENTENCE);
	if (stats_has(s, STATS_DATA_ACCURACY)) {
		str_add(out, "; accuracy ");
		say_figure(out, stats_outcome_quantile(s, STATS_DATA_ACCURACY, .5), 3, SAY_SENTENCE);
		str_add(out, ", the largest class alone ");
		say_figure(out, stats_constant_accuracy(s).mean, 3, SAY_SENTENCE);
	}
	if (!stats_has(s, STATS_DATA_ACCURACY))
		str_addf(out, ", %s", stats_loss_unit(s, 0));
	str_addc(out, ')');
}

void learnt_sentence(const struct stats *s, struct str *out)
{
	struct stats_beat b = stats_beaten(s);

	if (!learnt_nothing(s))
		return;
	if (stats_diverged(s) == stats_runs(s)) {
		if (b.n > 1)
			str_add(out, "Every one of ");
		say_count(out, stats_runs(s));
		str_add(out, b.n > 1 ? " trainings diverged." : " training, and it diverged.");
		return;
	}
	if (b.n == 1) {
		str_add(out, "This training has learnt nothing: it ends no better than always giving the same answer");
	} else if (!b.either) {
		str_add(out, "No training has learnt anything: not one of ");
		say_count(out, b.n);
		str_add(out, " ends better than always giving the same answer");
	} else {
		str_add(out, "Most trainings have learnt nothing: ");
		say_count(out, b.n - b.either);
		str_add(out, " of ");
		say_count(out, b.n);
		str_add(out, b.n - b.either == 1 ? " ends" : " end");
		str_add(out, " no better than always giving the same answer");
	}
	put_figures(s, out);
	str_addc(out, '.');
}

static void put_beat(uint64_t won, uint64_t n, struct str *out)
{
	if (!n)
		return;
	if (won == n && n > 1)
		str_add(out, "every one of ");
	else if (!won && n > 1)
		str_add(out, "not one of ");
	else {
		say_count(out, won);
		str_add(out, " of ");
	}
	say_count(out, n);
	str_add(out, n == 1 ? " run beats it" : won == n || !won ? " runs beats it" : " runs beat it");
}

void learnt_beat(const struct stats *s, struct str *out)
{
	struct stats_beat b = stats_beaten(s);

	put_beat(b.loss, b.n, out);
}

void learnt_beat_accuracy(const struct stats *s, struct str *out)
{
	struct stats_beat b = stats_beaten(s);

	put_beat(b.accuracy, b.n, out);
}
