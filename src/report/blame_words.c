/*
 * blame_words.c - the shares of the sources by the length of training, as a table and in a
 * sentence.
 */
#include <inttypes.h>
#include <math.h>

#include "base/say.h"
#include "report/columns.h"
#include "report/report_int.h"

static double clamp(double x)
{
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* The share that is clear of all others, n_sources being what they make only together; -1:
 * none is. */
static int leader(const struct lab_blame *b, const struct lab_blame_point *p)
{
	for (size_t i = 0; i <= b->n_sources; i++) {
		const double lo = i < b->n_sources ? p->lo[i] : p->together_lo;
		int clear = 1;

		for (size_t k = 0; k <= b->n_sources; k++)
			clear &= k == i || lo > (k < b->n_sources ? p->hi[k] : p->together_hi);
		if (clear)
			return (int)i;
	}
	return -1;
}

static const char *name_of(const struct lab_entry *e, const struct lab_blame *b, int i)
{
	return i < (int)b->n_sources ? condition_source_name(e->cond, b->source[i]) : "what they make only together";
}

/* ", of shuffle after 2 to 14": lengths of training at which one leads all along. */
static size_t put_leaders(struct str *out, const struct lab_entry *e, const struct lab_blame *b)
{
	size_t n = 0;

	for (size_t k = 0, end; k < b->n; k = end) {
		const int who = leader(b, &b->point[k]);

		for (end = k + 1; end < b->n && leader(b, &b->point[end]) == who; end++)
			;
		if (who < 0)
			continue;
		str_addf(out, "%s of %s after ", n++ ? "," : "", name_of(e, b, who));
		if (end > k + 1)
			str_addf(out, "%" PRIu32 " to ", b->point[k].epoch);
		str_addf(out, "%" PRIu32 "%s", b->point[end - 1].epoch, n > 1 ? "" : b->point[end - 1].epoch == 1 ? " epoch" : " epochs");
	}
	return n;
}

void report_blame_words(const struct lab_entry *plan, const struct lab_blame *b, struct str *out)
{
	const struct lab_blame_point *last = &b->point[b->n - 1];
	struct str s = STR_INIT;

	if (put_leaders(&s, plan, b))
		str_addf(out, "The largest share of the variance of predictions, where that is clear, is that%s.", s.s);
	else
		str_add(out, "No source's share of the variance of predictions is clearly the largest, however long training is.");
	str_release(&s);
	str_addf(out, " At the end (%" PRIu32 ")", last->epoch);
	for (size_t i = 0; i < b->n_sources; i++) {
		str_addf(out, "%s %s makes ", i ? "," : "", condition_source_name(plan->cond, b->source[i]));
		say_share95(out, clamp(last->first[i]), clamp(last->lo[i]), clamp(last->hi[i]));
		str_add(out, i ? "" : " of it alone");
	}
	str_addc(out, '.');
}

static void report_blame(const struct lab_entry *plan, const struct lab_blame *b, struct str *out)
{
	struct columns c;

	str_add(out, "Shares by the length of training: what each source makes alone (95 %)\n");
	columns_init(&c, b->n_sources + 2);
	c.indent = 2;
	c.right = 1;
	columns_row(&c);
	str_add(columns_cell(&c, 0), "epochs");
	for (size_t i = 0; i < b->n_sources; i++)
		str_add(columns_cell(&c, i + 1), condition_source_name(plan->cond, b->source[i]));
	str_add(columns_cell(&c, b->n_sources + 1), "only together");
	for (size_t k = 0; k < b->n; k++) {
		const struct lab_blame_point *p = &b->point[k];

		columns_row(&c);
		str_addf(columns_cell(&c, 0), "%" PRIu32, p->epoch);
		for (size_t i = 0; i < b->n_sources; i++)
			say_share(columns_cell(&c, i + 1), clamp(p->first[i]), clamp(p->lo[i]), clamp(p->hi[i]), SAY_REPORT);
		say_share(columns_cell(&c, b->n_sources + 1), clamp(p->together), clamp(p->together_lo), clamp(p->together_hi), SAY_REPORT);
	}
	columns_put(&c, out);
}

int report_by_epochs(const struct lab *lab, const struct lab_entry *plan, struct str *out)
{
	struct lab_blame b;
	struct str words = STR_INIT;

	if (!lab_blame(lab, plan, &b))
		return 0;
	report_blame(plan, &b, out);
	report_blame_words(plan, &b, &words);
	columns_wrap(words.s, 0, out);
	str_release(&words);
	return 1;
}
