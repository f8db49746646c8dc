/*
 * design.c - see design_int.h.
 *
 * A grouping is the runs in order of their levels of a set E of sources.  The squared
 * differences of all pairs of a group of m runs are m sum |d|^2 - |sum d|^2, d being the
 * distance from the group's first run, so that copies of one run give exactly 0.  Pairs
 * that agree in E and in nothing else follow by inclusion and exclusion.
 */
#include "design_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "loghist_int.h"
#include "rows_int.h"
#include "run/sample.h"

#define SETS (1u << DESIGN_SOURCES)
#define TOO_LARGE 1e32

struct item {
	uint32_t level[DESIGN_SOURCES];
	float *pred;
	double scalar[TARGET_COUNT];
};

/* Sums over all pairs that agree in a set, and maybe in more. */
struct sums { double squares, pairs; };

struct design {
	size_t k, n_pred;
	enum source source[SOURCE_ALL];
	struct item *item;
	size_t n, cap, failed;
	int lacks[TARGET_COUNT];
	/* of n_done runs, by target */
	size_t n_done[TARGET_COUNT];
	struct effect effect[TARGET_COUNT][DESIGN_SOURCES + 1];
	double variance[TARGET_COUNT], interaction[TARGET_COUNT];
	double pairs[SETS];		/* that differ in exactly this set */
	size_t n_pairs;			/* of how many runs */
	size_t n_hist;
	double diff[DESIGN_SOURCES];
};

struct design *design_new(size_t k, const enum source *source, size_t n_pred)
{
	struct design *d = xcalloc(1, sizeof *d);

	d->k = k;
	d->n_pred = n_pred;
	memcpy(d->source, source, k * sizeof *source);
	d->lacks[TARGET_PREDICTION] = !n_pred;
	return d;
}

void design_free(struct design *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++)
		free(d->item[i].pred);
	free(d->item);
	free(d);
}

static int tame(const float *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(fabsf(p[i]) < (float)TOO_LARGE))
			return 0;
	return 1;
}

void design_add(struct design *d, const struct sample *run)
{
	const struct kept_run figures = row_figures(run);
	struct item *t;

	if (run->diverged || run->n_pred != d->n_pred || (d->n_pred && (!run->pred || !tame(run->pred, d->n_pred)))) {
		d->failed++;
		return;
	}
	if (d->k > DESIGN_SOURCES || (d->n + 1) * d->n_pred > DESIGN_FLOATS)
		return;
	XGROW(d->item, d->cap, d->n + 1);
	t = &d->item[d->n++];
	memset(t, 0, sizeof *t);
	for (size_t i = 0; i < d->k; i++)
		t->level[i] = run->levels.v[d->source[i]];
	if (d->n_pred) {
		t->pred = xreallocarray(NULL, d->n_pred, sizeof *t->pred);
		memcpy(t->pred, run->pred, d->n_pred * sizeof *t->pred);
	}
	for (int k = 0; k < TARGET_COUNT; k++) {
		if (k == TARGET_PREDICTION)
			continue;
		t->scalar[k] = kept_run_outcome(&figures, target_outcome((enum target)k));
		d->lacks[k] |= !isfinite(t->scalar[k]);
	}
}

size_t design_runs(const struct design *d) { return d->n; }
size_t design_failed(const struct design *d) { return d->failed; }

int design_has(const struct design *d, enum target t)
{
	return d->n && !d->lacks[t];
}

/* ---- groups ---- */

struct order { const struct design *d; unsigned set; };

static int by_levels(const void *a, const void *b, void *arg)
{
	const struct order *o = arg;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;

	for (size_t s = 0; s < o->d->k; s++) {
		uint32_t x = o->d->item[i].level[s], y = o->d->item[j].level[s];

		if (o->set >> s & 1 && x != y)
			return x < y ? -1 : 1;
	}
	return i < j ? -1 : i > j;
}

static int agree(const struct design *d, unsigned set, uint32_t i, uint32_t j)
{
	for (size_t s = 0; s < d->k; s++)
		if (set >> s & 1 && d->item[i].level[s] != d->item[j].level[s])
			return 0;
	return 1;
}

static void sort(const struct design *d, unsigned set, uint32_t *at)
{
	struct order o = { d, set };

	for (size_t i = 0; i < d->n; i++)
		at[i] = (uint32_t)i;
	qsort_r(at, d->n, sizeof *at, by_levels, &o);
}

/* Where the group that begins at `from` ends. */
static size_t group_end(const struct design *d, unsigned set, const uint32_t *at, size_t from)
{
	size_t end = from + 1;

	while (end < d->n && agree(d, set, at[from], at[end]))
		end++;
	return end;
}

/* Squared differences of all pairs of the group; sum is room for n_pred. */
static double group_squares(const struct design *d, enum target t, const uint32_t *at, size_t m, double *sum)
{
	size_t n = t == TARGET_PREDICTION ? d->n_pred : 1;
	double squares = 0, of_sum = 0;

	memset(sum, 0, n * sizeof *sum);
	for (size_t i = 1; i < m; i++) {
		const struct item *x = &d->item[at[i]], *first = &d->item[at[0]];

		for (size_t o = 0; o < n; o++) {
			double v = t == TARGET_PREDICTION ? (double)x->pred[o] - (double)first->pred[o]
				: x->scalar[t] - first->scalar[t];

			sum[o] += v;
			squares += v * v;
		}
	}
	for (size_t o = 0; o < n; o++)
		of_sum += sum[o] * sum[o];
	return fmax(0, (double)m * squares - of_sum);
}

static void sum_set(const struct design *d, enum target t, unsigned set, uint32_t *at, double *room, struct sums *out)
{
	*out = (struct sums){ 0, 0 };
	sort(d, set, at);
	for (size_t from = 0, end; from < d->n; from = end) {
		size_t m;

		end = group_end(d, set, at, from);
		m = end - from;
		out->pairs += .5 * (double)m * (double)(m - 1);
		if (m > 1)
			out->squares += group_squares(d, t, at + from, m, room);
	}
}

/* From "agree in this set, and maybe in more" to "in this set alone". */
static void only_this(struct sums *q, size_t k)
{
	for (size_t s = 0; s < k; s++)
		for (unsigned e = 0; e < 1u << k; e++)
			if (!(e >> s & 1)) {
				q[e].squares -= q[e | 1u << s].squares;
				q[e].pairs -= q[e | 1u << s].pairs;
			}
}

/* ---- effects ---- */

/* Half the mean square of the pairs that agree in exactly this set; NaN: they are too few. */
static double half_mean(const struct sums *q, double scale)
{
	return q->pairs > DESIGN_FEW - .5 ? fmax(0, q->squares) / q->pairs * .5 * scale : NAN;
}

static void compute(struct design *d, enum target t)
{
	unsigned all = (1u << d->k) - 1;
	struct sums *q = xcalloc((size_t)all + 1, sizeof *q);
	uint32_t *at = xcalloc(d->n, sizeof *at);
	double *room = xcalloc(d->n_pred + 1, sizeof *room);
	double scale = t == TARGET_PREDICTION ? 1 / (double)d->n_pred : 1, rest, total, left = 1;

	for (unsigned e = 0; e <= all; e++)
		sum_set(d, t, e, at, room, &q[e]);
	only_this(q, d->k);
	for (unsigned e = 0; e <= all; e++)
		d->pairs[all & ~e] = q[e].pairs;
	d->n_pairs = d->n;
	rest = half_mean(&q[all], scale);
	total = half_mean(&q[0], scale);
	d->variance[t] = total;
	for (size_t i = 0; i < d->k; i++) {
		struct effect *f = &d->effect[t][i];
		double alone = half_mean(&q[all & ~(1u << i)], scale), but = half_mean(&q[1u << i], scale);

		/* with one source, all but it are none */
		if (d->k == 1)
			but = isnan(rest) ? 0 : rest;
		*f = (struct effect){ .source = d->source[i], .diff = NAN, .diff_se = NAN,
			.first_lo = NAN, .first_hi = NAN, .total_lo = NAN, .total_hi = NAN, .vt_lo = NAN, .vt_hi = NAN };
		f->vt = isnan(rest) ? alone : alone - rest;
		f->first = total > 0 ? (total - but) / total : NAN;
		f->total = total > 0 ? f->vt / total : NAN;
		f->only_sd = sqrt(fmax(0, f->vt));
		f->fixed_sd = sqrt(but);
		left -= f->first;
	}
	d->effect[t][d->k] = (struct effect){ .source = SOURCE_REST, .first = rest / total, .total = rest / total,
		.first_lo = NAN, .first_hi = NAN, .total_lo = NAN, .total_hi = NAN, .vt = rest, .vt_lo = NAN, .vt_hi = NAN,
		.diff = NAN, .diff_se = NAN, .only_sd = sqrt(rest), .fixed_sd = sqrt(fmax(0, total - rest)) };
	d->interaction[t] = isnan(rest) ? left : left - rest / total;
	d->n_done[t] = d->n;
	free(q);
	free(at);
	free(room);
}

/* Mean |p - p'| of the pairs that differ in source i alone, evenly thinned. */
static void pair_differences(struct design *d, size_t i, const uint32_t *at, struct loghist *hist)
{
	unsigned others = ((1u << d->k) - 1) & ~(1u << i);
	double all = d->pairs[1u << i], sum = 0;
	size_t stride = (size_t)(all / DESIGN_PAIRS) + 1, seen = 0, used = 0;

	for (size_t from = 0, end; from < d->n; from = end) {
		end = group_end(d, others, at, from);
		for (size_t a = from; a < end; a++)
			for (size_t b = from; b < a; b++) {
				const struct item *x = &d->item[at[a]], *y = &d->item[at[b]];
				double v = 0;

				if (x->level[i] == y->level[i] || seen++ % stride)
					continue;
				for (size_t o = 0; o < d->n_pred; o++)
					v += fabs((double)x->pred[o] - (double)y->pred[o]);
				v /= (double)d->n_pred;
				sum += v;
				loghist_add(&hist[i], (float)v);
				used++;
			}
	}
	d->diff[i] = used ? sum / (double)used : NAN;
}

static void all_differences(struct design *d, struct loghist *hist)
{
	uint32_t *at = xcalloc(d->n, sizeof *at);

	for (size_t i = 0; i < d->k; i++) {
		loghist_release(&hist[i]);
		memset(&hist[i], 0, sizeof hist[i]);
		sort(d, ((1u << d->k) - 1) & ~(1u << i), at);
		pair_differences(d, i, at, hist);
	}
	d->n_hist = d->n;
	free(at);
}

size_t design_effects(struct design *d, enum target t, struct effect *out, double *variance,
		      double *interaction, struct loghist *hist)
{
	int any = 0;

	if (d->n < 2 || d->lacks[t] || !d->k || d->k > DESIGN_SOURCES)
		return 0;
	if (d->n_done[t] != d->n)
		compute(d, t);
	for (size_t i = 0; i < d->k; i++)
		any |= !isnan(d->effect[t][i].vt) || (!isnan(d->effect[t][i].fixed_sd) && d->k > 1);
	/* a single source that differs in all pairs has nothing to be held against */
	if (!any || isnan(d->variance[t]) || (d->k == 1 && isnan(d->effect[t][1].vt)))
		return 0;
	if (t == TARGET_PREDICTION && hist && d->n_hist != d->n)
		all_differences(d, hist);
	if (out)
		memcpy(out, d->effect[t], (d->k + 1) * sizeof *out);
	for (size_t i = 0; i < d->k && out && d->n_hist == d->n; i++)
		out[i].diff = d->diff[i];
	if (variance)
		*variance = d->variance[t];
	if (interaction)
		*interaction = d->interaction[t];
	return d->n;
}

static void count_pairs(struct design *d)
{
	for (int t = 0; t < TARGET_COUNT && d->n_pairs != d->n; t++)
		if (design_has(d, (enum target)t) && d->n > 1 && d->k && d->k <= DESIGN_SOURCES)
			compute(d, (enum target)t);
}

int design_has_rest(const struct design *d)
{
	count_pairs((struct design *)d);	/* a cache */
	return d->n_pairs == d->n && d->pairs[0] > DESIGN_FEW - .5;
}

/* ---- words ---- */

/* How many different levels source i takes. */
static size_t levels_of(const struct design *d, size_t i)
{
	uint32_t *at = xcalloc(d->n + 1, sizeof *at);
	size_t n = 0;

	sort(d, 1u << i, at);
	for (size_t from = 0; from < d->n; from = group_end(d, 1u << i, at, from))
		n++;
	free(at);
	return n;
}

/* Runs in each combination of levels; 0: they are not equally many in all of them. */
static size_t grid_of(const struct design *d, size_t *levels)
{
	uint32_t *at = xcalloc(d->n + 1, sizeof *at);
	size_t cells = 1, each = 0, have = 0;
	int even = 1;

	for (size_t i = 0; i < d->k; i++) {
		levels[i] = levels_of(d, i);
		cells = cells > d->n ? cells : cells * levels[i];
	}
	sort(d, (1u << d->k) - 1, at);
	for (size_t from = 0, end; from < d->n; from = end, have++) {
		end = group_end(d, (1u << d->k) - 1, at, from);
		even &= !from || end - from == each;
		each = end - from;
	}
	free(at);
	return even && have == cells ? each : 0;
}

void design_words(struct design *d, struct str *out)
{
	size_t levels[DESIGN_SOURCES], each, n = 0;

	if (!d->k || d->k > DESIGN_SOURCES || d->n < 2)
		return;
	each = grid_of(d, levels);
	if (each && d->k > 1) {
		str_add(out, "a full grid of ");
		for (size_t i = 0; i < d->k; i++)
			str_addf(out, "%s%zu", i ? " × " : "", levels[i]);
		str_addf(out, " levels, %zu run%s in each", each, each == 1 ? "" : "s");
		return;
	}
	count_pairs(d);
	for (size_t i = 0; i < d->k; i++)
		n += d->pairs[1u << i] > DESIGN_FEW - .5;
	str_addf(out, "pairs of runs that differ in one source alone, for %zu of %zu", n, d->k);
}
