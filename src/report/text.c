/*
 * text.c - figures and small pictures as text, for reports.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/lab_int.h"
#include "stat/say.h"

void text_num(struct str *out, double x)
{
	if (isnan(x))
		str_add(out, "-");
	else
		str_addf(out, "%.4g", x);
}

void text_estimate(struct str *out, struct estimate e)
{
	if (!e.n || isnan(e.mean))
		str_add(out, "-");
	else if (e.n > 1 && e.se == 0)
		str_addf(out, e.mean == 0 ? "0 exactly" : "%.6g each time", e.mean);
	else
		say_interval(out, e.mean, e.lo, e.hi);
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
	e.lo = e.lo < 0 ? 0 : e.lo;
	if (stats_outcome_rises(o))
		e.hi = e.hi > 1 ? 1 : e.hi;
	return e;
}

double text_step(const struct problem *p, enum stats_outcome o)
{
	size_t rows = p->n_test || o == STATS_ACCURACY ? p->n_test ? p->n_test : p->n_train : p->n_judge;

	return stats_outcome_rises(o) && rows ? 1 / (double)rows : 0;
}

double text_step_churn(const struct problem *p)
{
	return p->n_probes ? 1 / (double)p->n_probes : 0;
}

void text_share(struct str *out, int cols, double x, double lo, double hi)
{
	struct str first = STR_INIT;

	say_fixed(&first, 100 * x, 1);
	str_addf(out, "%*s %%", cols, first.s);
	if (!isnan(hi - lo)) {
		str_add(out, " (");
		say_fixed(out, 100 * lo, 1);
		str_add(out, " to ");
		say_fixed(out, 100 * hi, 1);
		str_addc(out, ')');
	}
	str_release(&first);
}

void text_count(struct str *out, uint64_t n)
{
	char digits[32];
	size_t len = (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);

	for (size_t i = 0; i < len; i++) {
		str_addc(out, digits[i]);
		if ((len - i) % 3 == 1 && i + 1 < len)
			str_addc(out, ',');
	}
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
		double from = lo + (hi - lo) * (double)i / (double)bins;
		double percent = 100 * (double)bin[i] / (double)sum;

		str_addf(out, "    %9.4g │", from);
		put_bar(out, (double)bin[i] / (double)max);
		if (bin[i])
			str_addf(out, percent < .1 ? " <0.1 %%" : " %.1f %%", percent);
		str_addc(out, '\n');
	}
	str_addf(out, "    %9.4g ┘\n", hi);
}
