/*
 * stats_read.c - counts, and runs themselves, as they stand.
 */
#include "engine/scores.h"
#include "stats_int.h"

uint64_t stats_runs(const struct stats *s) { return s->runs; }
uint64_t stats_diverged(const struct stats *s) { return s->diverged; }
size_t stats_kept(const struct stats *s) { return s->n_kept; }
size_t stats_epochs(const struct stats *s) { return s->curves.epochs; }
size_t stats_n_pred(const struct stats *s) { return s->n_pred; }
size_t stats_outputs(const struct stats *s) { return s->outputs; }
const double *stats_pred_mean(const struct stats *s) { return s->mean; }

uint64_t stats_pairs(const struct stats *s)
{
	uint64_t k = s->n_pred ? s->n_kept : 0;

	if (s->mixed)
		return s->held.pairs + s->held.block_pairs;
	return (k ? k * (k - 1) / 2 : 0) + s->blocks.n * STATS_BLOCK * STATS_PAIRS;
}

int stats_kept_run(const struct stats *s, size_t i, struct kept_run *out)
{
	if (i >= s->n_kept)
		return 0;
	*out = s->kept[i].k;
	return 1;
}

static size_t newest(const struct row *ring, size_t size, uint64_t seen,
		     struct kept_run *out, size_t n)
{
	if (n > size)
		n = size;
	if (n > seen)
		n = (size_t)seen;
	for (size_t i = 0; i < n; i++)
		out[i] = ring[(seen - 1 - i) % size].k;
	return n;
}

size_t stats_recent(const struct stats *s, struct kept_run *out, size_t n)
{
	return newest(s->recent, s->recent_size, s->finite, out, n);
}

size_t stats_recent_diverged(const struct stats *s, struct kept_run *out, size_t n)
{
	return newest(s->lost, STATS_LOST, s->diverged, out, n);
}

size_t stats_class(const struct stats *s, const float *row)
{
	return scores_class(row, s->outputs);
}
