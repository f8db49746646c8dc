/*
 * dealer.c - bins of runs that agree in batch and optimizer; see dealer.h.
 *
 * A bin is a queue in an array: runs leave at `first`, enter at `end`, and the
 * array is closed up when it would have to grow.  The only entries that do
 * not come in order are runs given back, which is rare: they are sorted in.
 */
#include "dealer.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "condition_int.h"

void dealer_init(struct dealer *d)
{
	*d = (struct dealer){ 0 };
}

void dealer_release(struct dealer *d)
{
	for (size_t i = 0; i < d->cap_bins; i++)
		free(d->bin[i].run);
	free(d->bin);
	dealer_init(d);
}

void dealer_start(struct dealer *d, const struct condition *c, struct shard shard,
		  uint64_t first, uint64_t limit)
{
	size_t had = d->cap_bins;

	d->cond = c;
	d->shard = shard;
	d->next = first;
	d->limit = limit;
	d->held = 0;
	d->by_batch = c && condition_chooses(c, SOURCE_BATCH);
	d->by_optim = c && condition_chooses(c, SOURCE_OPTIMIZER);
	d->n_bins = (d->by_batch ? c->n_batch : 1) * (d->by_optim ? c->n_optim : 1);
	XGROW(d->bin, d->cap_bins, d->n_bins);
	for (size_t i = had; i < d->cap_bins; i++)
		d->bin[i] = (struct bin){ 0 };
	for (size_t i = 0; i < d->cap_bins; i++)
		d->bin[i].first = d->bin[i].end = 0;
}

uint64_t dealer_left(const struct dealer *d)
{
	return (d->limit > d->next ? d->limit - d->next : 0) + d->held;
}

static struct bin *oldest_bin(const struct dealer *d)
{
	struct bin *best = NULL;

	if (!d->held)
		return NULL;
	for (size_t i = 0; i < d->n_bins; i++) {
		struct bin *b = &d->bin[i];

		if (b->first < b->end &&
		    (!best || b->run[b->first] < best->run[best->first]))
			best = b;
	}
	return best;
}

uint64_t dealer_oldest(const struct dealer *d)
{
	const struct bin *b = oldest_bin(d);

	if (b)
		return b->run[b->first];	/* below next, by 1 */
	return d->next < d->limit ? d->next : UINT64_MAX;
}

static struct bin *bin_of(const struct dealer *d, uint64_t run)
{
	const uint64_t index = shard_run(d->shard, run);
	size_t i = 0;

	if (d->by_batch)
		i = condition_choice(d->cond, SOURCE_BATCH, index);
	if (d->by_optim)
		i = i * d->cond->n_optim + condition_choice(d->cond, SOURCE_OPTIMIZER, index);
	return &d->bin[i];
}

static void bin_push(struct bin *b, uint64_t run)
{
	if (b->end == b->cap && b->first > 0) {
		memmove(b->run, b->run + b->first, (b->end - b->first) * sizeof *b->run);
		b->end -= b->first;
		b->first = 0;
	}
	XGROW(b->run, b->cap, b->end + 1);
	b->run[b->end++] = run;
}

/* Sort the next index into its bin. */
static void look_ahead(struct dealer *d)
{
	bin_push(bin_of(d, d->next), d->next);
	d->next++;
	d->held++;
}

size_t dealer_take(struct dealer *d, const struct wish *w, uint64_t *out)
{
	uint64_t end = w->end < d->limit ? w->end : d->limit;
	struct bin *b;
	size_t n, held;

	if (!d->held && d->next < end)
		look_ahead(d);
	b = oldest_bin(d);
	if (!b)
		return 0;
	while (b->end - b->first < w->enough && d->next < end)
		look_ahead(d);
	held = n = b->end - b->first;
	if (n < w->enough && end < d->limit && b->run[b->first] > w->needed)
		return 0;
	if (d->n_bins == 1)		/* what follows may come too */
		n += d->next < end ? (size_t)(end - d->next) : 0;
	if (n > w->most)
		n = w->most;
	if (n > w->pack)
		n -= n % w->pack;
	if (held > n)
		held = n;
	memcpy(out, b->run + b->first, held * sizeof *out);
	b->first += held;
	d->held -= held;
	if (b->first == b->end)
		b->first = b->end = 0;
	for (; held < n; held++)	/* without passing through the bin */
		out[held] = d->next++;
	return n;
}

static int by_index(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

void dealer_return(struct dealer *d, const uint64_t *run, size_t n)
{
	struct bin *b;

	if (!n)
		return;
	b = bin_of(d, run[0]);		/* the same for all: they were dealt together */
	for (size_t i = 0; i < n; i++)
		bin_push(b, run[i]);
	qsort(b->run + b->first, b->end - b->first, sizeof *b->run, by_index);
	d->held += n;
}

void dealer_limit(struct dealer *d, uint64_t limit)
{
	d->limit = limit;
	if (d->next <= limit)
		return;
	d->next = limit;
	d->held = 0;
	for (size_t i = 0; i < d->n_bins; i++) {
		struct bin *b = &d->bin[i];

		while (b->end > b->first && b->run[b->end - 1] >= limit)
			b->end--;
		d->held += b->end - b->first;
	}
}

size_t dealer_bytes(const struct dealer *d)
{
	size_t bytes = d->cap_bins * sizeof *d->bin;

	for (size_t i = 0; i < d->cap_bins; i++)
		bytes += d->bin[i].cap * sizeof *d->bin[i].run;
	return bytes;
}
