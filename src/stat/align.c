/*
 * align.c - weight matching: groups of units that share one order, one assignment at a time.
 *
 *   input --[layer 0]-- group 0 --[layer 1]-- group 1 --[layer 2]-- output
 *
 * A layer with weights lies between two groups, or between a group and what is fixed
 * (NONE).  Its weights are (repeats, in, out): a kernel's places, or the places of a
 * convolution's output that a dense layer reads, are repeats of the same channels.
 * order[g][i] = j: b's unit j of group g stands where a's unit i does.
 */
#include "stat/align.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "stat/assign.h"

#define NONE (-1)

struct link_layer { const struct layer *l; int in, out; size_t repeats, n_in, n_out; };

struct groups {
	size_t n_layers, n;
	struct link_layer layer[MODEL_MAX_LAYERS];
	size_t units[MODEL_MAX_LAYERS];
	int fixed[MODEL_MAX_LAYERS];		/* it is the output, too */
	uint32_t *order[MODEL_MAX_LAYERS];	/* of groups that are not fixed */
};

static void find_groups(const struct model *m, struct groups *g)
{
	int at = NONE;
	size_t channels = m->in.c;

	memset(g, 0, sizeof *g);
	for (size_t i = 0; i < m->n; i++) {
		const struct layer *l = &m->layer[i];
		struct link_layer *k = &g->layer[g->n_layers];

		if (!l->n_w)
			continue;
		/* flattened or not, a row of weights belongs to channel row % channels */
		*k = (struct link_layer){ .l = l, .in = at, .n_in = channels, .n_out = l->units,
					  .repeats = l->n_w / l->units / channels };
		if (l->kind == LAYER_RESIDUAL && k->repeats > 1) {
			/* it adds to every place of every channel: all keep theirs */
			if (at != NONE)
				g->fixed[at] = 1;
			k->in = k->out = at = NONE;
			k->n_in = channels = l->units;
			k->repeats = 1;
		} else if (l->kind == LAYER_RESIDUAL) {
			k->out = at;
		} else {
			k->out = at = (int)g->n;
			g->units[g->n++] = channels = l->units;
		}
		g->n_layers++;
	}
	if (at != NONE)
		g->fixed[at] = 1;
}

/* The place that b's weights have for place i of group g. */
static size_t placed(const struct groups *g, int group, size_t i)
{
	return group == NONE ? i : g->order[group][i];
}

int align_can(const struct model *m)
{
	struct groups g;
	int any = 0;

	find_groups(m, &g);
	for (size_t i = 0; i < g.n; i++) {
		any |= !g.fixed[i];
		if (!g.fixed[i] && g.units[i] > ALIGN_MOST)
			return 0;
	}
	return any;
}

static void apply(const struct groups *g, const float *b, float *out)
{
	for (size_t n = 0; n < g->n_layers; n++) {
		const struct link_layer *k = &g->layer[n];
		const float *w = b + k->l->w;
		float *to = out + k->l->w;

		for (size_t r = 0; r < k->repeats; r++)
			for (size_t i = 0; i < k->n_in; i++)
				for (size_t o = 0; o < k->n_out; o++)
					*to++ = w[(r * k->n_in + placed(g, k->in, i)) * k->n_out + placed(g, k->out, o)];
		for (size_t o = 0; k->l->n_b && o < k->n_out; o++)
			out[k->l->b + o] = b[k->l->b + placed(g, k->out, o)];
	}
}

static double dot(const float *a, const float *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)a[i] * (double)b[i];
	return sum;
}

/* What goes into the units of group k->out, where b's unit v stands at u. */
static void gain_in(const struct groups *g, const struct link_layer *k, const float *a, const float *b,
		    double *gain)
{
	const size_t n = k->n_out;

	for (size_t r = 0; r <= k->repeats; r++)
		for (size_t i = 0; i < (r < k->repeats ? k->n_in : k->l->n_b != 0); i++) {
			const float *x = r < k->repeats ? a + k->l->w + (r * k->n_in + i) * n : a + k->l->b;
			const float *y = r < k->repeats ? b + k->l->w + (r * k->n_in + placed(g, k->in, i)) * n
				: b + k->l->b;

			for (size_t u = 0; u < n; u++)
				for (size_t v = 0; v < n; v++)
					gain[u * n + v] += (double)x[u] * (double)y[v];
		}
}

/* What goes out of the units of group k->in. */
static void gain_out(const struct groups *g, const struct link_layer *k, const float *a, const float *b,
		     double *gain)
{
	const size_t n = k->n_in, w = k->n_out;
	float *y = xcalloc(n * w, sizeof *y);

	for (size_t r = 0; r < k->repeats; r++) {
		const float *x = a + k->l->w + r * n * w, *from = b + k->l->w + r * n * w;

		for (size_t v = 0; v < n; v++)
			for (size_t o = 0; o < w; o++)
				y[v * w + o] = from[v * w + placed(g, k->out, o)];
		for (size_t u = 0; u < n; u++)
			for (size_t v = 0; v < n; v++)
				gain[u * n + v] += dot(x + u * w, y + v * w, w);
	}
	free(y);
}

/* The best order of one group, the others as they stand. */
static void best_order(const struct groups *g, int group, const float *a, const float *b, int only_in,
		       uint32_t *to)
{
	const size_t n = g->units[group];
	double *gain = xcalloc(n * n, sizeof *gain);

	for (size_t i = 0; i < g->n_layers; i++) {
		if (g->layer[i].out == group && !(only_in && g->layer[i].in == group))
			gain_in(g, &g->layer[i], a, b, gain);
		if (g->layer[i].in == group && !only_in)
			gain_out(g, &g->layer[i], a, b, gain);
	}
	assign_most(gain, n, to);
	free(gain);
}

static void as_it_is(struct groups *g)
{
	for (size_t i = 0; i < g->n; i++)
		for (size_t u = 0; u < g->units[i]; u++)
			g->order[i][u] = (uint32_t)u;
}

static void from_below(struct groups *g, const float *a, const float *b)
{
	for (size_t i = 0; i < g->n; i++)
		if (!g->fixed[i])
			best_order(g, (int)i, a, b, 1, g->order[i]);
}

/* From where g stands, group by group while b gets closer; its parameters then into out,
 * and how close they are. */
static double climb(struct groups *g, size_t n_params, const float *a, const float *b, float *out)
{
	uint32_t *kept = xcalloc(ALIGN_MOST, sizeof *kept);
	double best, now;
	int better = 1;

	apply(g, b, out);
	best = dot(a, out, n_params);
	for (int sweep = 0; better && sweep < 100; sweep++) {
		better = 0;
		for (size_t i = 0; i < g->n; i++) {
			const size_t bytes = g->units[i] * sizeof *kept;

			if (g->fixed[i])
				continue;
			memcpy(kept, g->order[i], bytes);
			best_order(g, (int)i, a, b, 0, g->order[i]);
			apply(g, b, out);
			now = dot(a, out, n_params);
			if (now > best) {
				best = now;
				better = 1;
			} else {
				memcpy(g->order[i], kept, bytes);
			}
		}
	}
	apply(g, b, out);
	free(kept);
	return best;
}

static size_t moved(const struct groups *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		for (size_t u = 0; u < g->units[i]; u++)
			n += g->order[i][u] != u;
	return n;
}

size_t align_units(const struct model *m, const float *a, const float *b, float *out)
{
	struct groups g;
	float *other = xcalloc(m->n_params, sizeof *other);
	double here, there;
	size_t n, n_other;

	find_groups(m, &g);
	for (size_t i = 0; i < g.n; i++)
		g.order[i] = xcalloc(g.units[i], sizeof *g.order[i]);
	as_it_is(&g);
	here = climb(&g, m->n_params, a, b, out);
	n = moved(&g);
	as_it_is(&g);
	from_below(&g, a, b);
	there = climb(&g, m->n_params, a, b, other);
	n_other = moved(&g);
	if (there > here) {
		memcpy(out, other, m->n_params * sizeof *out);
		n = n_other;
	}
	for (size_t i = 0; i < g.n; i++)
		free(g.order[i]);
	free(other);
	return n;
}
