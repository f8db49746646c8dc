/*
 * text.c - figures and small pictures as text, for reports.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "report/report_int.h"

static void put_same(struct str *out, double x)
{
	say_figure(out, x, 6, SAY_REPORT);
	str_add(out, x == 0 ? " exactly" : " each time");
}

void text_estimate(struct str *out, struct estimate e)
{
	if (!e.n || isnan(e.mean))
		str_add(out, "-");
	else if (e.n > 1 && e.se == 0)
		put_same(out, e.mean);
	else
		say_estimate(out, e.mean, e.lo, e.hi, SAY_SENTENCE);
}

void text_steps(struct str *out, struct estimate e, double step)
{
	if (!e.n || isnan(e.mean) || (e.n > 1 && e.se == 0) || !(step > 0))
		text_estimate(out, e);
	else
		say_steps(out, e.mean, e.lo, e.hi, step);
}

struct estimate text_within(struct estimate e, enum stats_outcome o)
{
	if (o != STATS_R2)
		e.lo = e.lo < 0 ? 0 : e.lo;
	if (stats_outcome_rises(o))
		e.hi = e.hi > 1 ? 1 : e.hi;
	return e;
}

double text_step(const struct problem *p, enum stats_outcome o)
{
	size_t rows = p->n_test || o == STATS_ACCURACY ? p->n_test ? p->n_test : p->n_train : p->n_judge;

	return (o == STATS_ACCURACY || o == STATS_DATA_ACCURACY) && rows ? 1 / (double)rows : 0;
}

double text_step_churn(const struct problem *p)
{
	return p->n_probes ? 1 / (double)p->n_probes : 0;
}

#define BAR_COLS 48

static void put_bar(struct str *out, double share)
{
	static const char *const eighth[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	int n = (int)lround(share * BAR_COLS * 8);

	for (int i = 0; i < n / 8; i++)
		str_add(out, "█");
	str_add(out, eighth[n % 8]);
}

static void put_edge(struct str *out, double x, const char *line)
{
	struct str s = STR_INIT;

	say_figure(&s, x, 4, SAY_REPORT);
	str_addf(out, "    %9s %s", s.s, line);
	str_release(&s);
}

void text_hist(struct str *out, const uint32_t *bin, size_t bins, double lo, double hi)
{
	uint64_t max = 0, sum = 0;

	for (size_t i = 0; i < bins; i++) {
		max = bin[i] > max ? bin[i] : max;
		sum += bin[i];
	}
	if (!max)
		return;
	for (size_t i = 0; i < bins; i++) {
		double percent = 100 * (double)bin[i] / (double)sum;

		put_edge(out, lo + (hi - lo) * (double)i / (double)bins, "│");
		put_bar(out, (double)bin[i] / (double)max);
		if (bin[i])
			str_addf(out, percent < .1 ? " <0.1 %%" : " %.1f %%", percent);
		str_addc(out, '\n');
	}
	put_edge(out, hi, "┘\n");
}
