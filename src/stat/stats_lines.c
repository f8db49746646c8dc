/*
 * stats_lines.c - the ledger: the first runs in the order they came, a line each.
 *
 * What pairs runs by their numbers, counts who diverged as who lost, or takes copies of
 * one run for one run needs runs one by one, and the diverged among them.  A line's
 * print is a hash of the bits of all predictions and figures (FNV-1a, 64 bits, a
 * word at a time): what agrees in all of them is the same run made again.  A run that
 * diverged may have nothing but NaNs, so its levels are in the print too.
 */
#include "stat/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "stats_int.h"

static uint64_t hash(uint64_t h, const void *data, size_t words)
{
	const uint32_t *w = data;

	for (size_t i = 0; i < words; i++)
		h = (h ^ w[i]) * 0x100000001b3u;
	return h ^ h >> 32;
}

void lines_add(struct stats *s, const struct kept_run *k, int diverged)
{
	struct line *l;

	if (s->n_lines == STATS_LINES)
		return;
	XGROW(s->line, s->cap_lines, s->n_lines + 1);
	l = &s->line[s->n_lines++];
	l->run = k->run;
	l->diverged = diverged;
	l->print = 0xcbf29ce484222325u;
	for (int o = 0; o < STATS_OUTCOMES; o++)
		l->value[o] = (float)kept_run_outcome(k, (enum stats_outcome)o);
	l->print = hash(l->print, l->value, STATS_OUTCOMES);
	if (k->pred)
		l->print = hash(l->print, k->pred, s->n_pred);
	if (diverged || !k->pred)
		l->print = hash(l->print, &k->levels, sizeof k->levels / sizeof(uint32_t));
}

size_t stats_lines(const struct stats *s)
{
	return s->n_lines;
}

struct run_line stats_line(const struct stats *s, size_t i, enum stats_outcome o)
{
	const struct line *l = &s->line[i];

	return (struct run_line){ l->run, l->print, (double)l->value[o], l->diverged };
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

size_t stats_distinct(const struct stats *s)
{
	uint64_t *print = xmalloc((s->n_lines + 1) * sizeof *print);
	size_t n = 0;

	for (size_t i = 0; i < s->n_lines; i++)
		print[i] = s->line[i].print;
	qsort(print, s->n_lines, sizeof *print, by_value);
	for (size_t i = 0; i < s->n_lines; i++)
		n += !i || print[i] != print[i - 1];
	free(print);
	return n;
}

struct kinds stats_kinds(const struct stats *s)
{
	enum stats_outcome o = stats_judge(s);
	double *x = xmalloc((s->n_lines + 1) * sizeof *x);
	size_t n = 0;
	struct kinds k;

	for (size_t i = 0; i < s->n_lines; i++)
		if (!s->line[i].diverged && isfinite(s->line[i].value[o]))
			x[n++] = (double)s->line[i].value[o];
	k = kinds_of(x, n);
	free(x);
	return k;
}
