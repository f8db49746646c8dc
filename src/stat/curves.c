/*
 * curves.c - the reservoir behind the median and the bands.
 *
 * At the first run the number of slots is fixed by the length of its curves,
 * so that 512 short curves or a few dozen very long ones take about the same
 * memory.  Runs may stop at different epochs (budget loss): NaN marks the rest.
 */
#include "curves_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "run/sample.h"

static size_t choose_slots(size_t epochs)
{
	size_t n = CURVES_BYTES / (STATS_CURVES * sizeof(float) * (epochs ? epochs : 1));

	return n > CURVES_SLOTS ? CURVES_SLOTS : n < 8 ? 8 : n;
}

static void make_room(struct curves *c, size_t epochs)
{
	size_t had = c->cap;

	if (epochs <= c->cap)
		return;
	c->cap = had && epochs < 2 * had ? 2 * had : epochs;
	for (int k = 0; k < STATS_CURVES; k++) {
		if (!c->v[k])
			continue;
		c->v[k] = xreallocarray(c->v[k], c->cap * c->slots, sizeof(float));
		for (size_t i = had * c->slots; i < c->cap * c->slots; i++)
			c->v[k][i] = NAN;
	}
}

static void begin_curve(struct curves *c, int k)
{
	c->v[k] = xreallocarray(NULL, c->cap * c->slots, sizeof(float));
	for (size_t i = 0; i < c->cap * c->slots; i++)
		c->v[k][i] = NAN;
}

void curves_add(struct curves *c, const struct sample *s, uint32_t slot)
{
	const float *from[STATS_CURVES] = { s->train, s->test, s->acc };

	if (!s->epochs)
		return;
	if (!c->slots)
		c->slots = choose_slots(s->epochs);
	if (s->epochs >= c->ended_cap) {
		size_t had = c->ended_cap;

		XGROW(c->ended, c->ended_cap, (size_t)s->epochs + 1);
		memset(c->ended + had, 0, (c->ended_cap - had) * sizeof *c->ended);
	}
	c->ended[s->epochs]++;
	c->n++;
	if (s->epochs > c->epochs)
		c->epochs = s->epochs;
	if (c->used < c->slots)
		slot = (uint32_t)c->used++;
	else if (slot >= c->slots)
		return;
	make_room(c, s->epochs);
	for (int k = 0; k < STATS_CURVES; k++) {
		if (!c->v[k] && from[k])
			begin_curve(c, k);
		if (!c->v[k])
			continue;
		for (size_t e = 0; e < c->cap && e < c->epochs; e++)
			c->v[k][e * c->slots + slot] =
				from[k] && e < s->epochs ? from[k][e] : NAN;
	}
}

uint64_t curves_reached(const struct curves *c, size_t e)
{
	uint64_t n = c->n;

	for (size_t l = 0; l <= e && l < c->ended_cap; l++)
		n -= c->ended[l];
	return n;
}

size_t curves_bytes(const struct curves *c)
{
	size_t n = c->ended_cap * sizeof *c->ended;

	for (int k = 0; k < STATS_CURVES; k++)
		if (c->v[k])
			n += c->cap * c->slots * sizeof(float);
	return n;
}

void curves_release(struct curves *c)
{
	for (int k = 0; k < STATS_CURVES; k++)
		free(c->v[k]);
	free(c->ended);
	memset(c, 0, sizeof *c);
}
