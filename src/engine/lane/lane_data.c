/*
 * lane_data.c - initial weights, row orders, dropout masks, and the gathering
 * of mini-batches.
 *
 * Where every lane sees the same rows in the same order (shuffle and split
 * fixed or off), one order serves all lanes and a row is broadcast.
 * Otherwise rows are gathered lane by lane.
 */
#include "lane_int.h"
#include "num/lane_math.h"
#include "lane_rng.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "num/init.h"
#include "num/rng.h"

static vu level_of(const struct LANE(trainer) *t, enum source s)
{
	vu v;

	for (int l = 0; l < LANES; l++)
		v[l] = levels_at(&t->lv[l], s, t->epoch);
	return v;
}

static void init_lanes(const struct LANE(trainer) *t, const struct init_rule *r,
		       uint32_t tensor, vf *w, size_t n)
{
	const vu level = level_of(t, SOURCE_INIT);
	vu word[4];

	for (size_t i = 0; i < n; i++) {
		vu draw;

		if (r->kind && i % 4 == 0)
			v_philox(level, RNG_INIT, (uint32_t)(i / 4), 0, tensor, 0, word);
		draw = word[i % 4];
		if (r->kind == 1) {
			w[i] = (2 * v_unit(draw) - 1.0f) * r->scale;
		} else if (r->kind == 2) {
			vi k = (vi)(draw >> 8);
			vf u = v_tofloat(2 * k + (1 - (1 << 24))) * 0x1p-24f;

			w[i] = v_erfinv(u * r->q) * r->scale;
		} else {
			w[i] = v_set(0);
		}
	}
}

void LANE(lane_init_params)(struct LANE(trainer) *t)
{
	const struct model *m = &t->p->model;

	for (size_t i = 0; i < m->n; i++) {
		const struct layer *y = &m->layer[i];
		const struct init_rule r = init_rule(m, i);

		init_lanes(t, &r, (uint32_t)(2 * i), t->w + y->w, y->n_w);
		if (r.biases)
			init_lanes(t, &r, (uint32_t)(2 * i + 1), t->w + y->b, y->n_b);
		else if (y->n_b)
			memset(t->w + y->b, 0, y->n_b * sizeof *t->w);
	}
	LANE(lane_nudge)(t);
}

void LANE(lane_nudge)(struct LANE(trainer) *t)
{
	for (int l = 0; l < LANES; l++) {
		uint32_t level = t->lv[l].v[SOURCE_NUDGE];
		size_t at;

		if (t->finished[l] || !levels_nudges(&t->lv[l], t->epoch))
			continue;
		at = init_nudge_index(&t->p->model, level);
		t->w[at][l] = init_nudge_value(level, t->w[at][l]);
	}
}

static int same(const struct LANE(trainer) *t, enum source s)
{
	for (int l = 1; l < LANES; l++)
		if (t->lv[l].v[s] != t->lv[0].v[s] ||
		    levels_off(&t->lv[l], s) != levels_off(&t->lv[0], s) ||
		    levels_held(&t->lv[l], s) != levels_held(&t->lv[0], s) ||
		    (levels_held(&t->lv[l], s) && (t->lv[l].first[s] != t->lv[0].first[s] ||
						   t->lv[l].until != t->lv[0].until)))
			return 0;
	return 1;
}

void LANE(lane_split)(struct LANE(trainer) *t)
{
	const struct problem *p = t->p;
	const size_t n = p->n_train, m = p->n_test;
	uint32_t *train, *test;

	t->uniform = same(t, SOURCE_SHUFFLE) && same(t, SOURCE_SPLIT) && same(t, SOURCE_ROUNDING);
	if (t->uniform) {
		problem_split(p, &t->lv[0], t->train, t->test);
		return;
	}
	train = xcalloc(n + m, sizeof *train);
	test = train + n;
	for (int l = 0; l < LANES; l++) {
		if (l == 0 || !same(t, SOURCE_SPLIT))
			problem_split(p, &t->lv[l], train, test);
		for (size_t i = 0; i < n; i++)
			t->train[i * LANES + (size_t)l] = train[i];
		for (size_t i = 0; i < m; i++)
			t->test[i * LANES + (size_t)l] = test[i];
	}
	free(train);
}

/* Fisher-Yates in all lanes at once: the draws are vectors, the swaps not. */
static void shuffle_lanes(struct LANE(trainer) *t)
{
	const vu level = level_of(t, SOURCE_SHUFFLE);
	const uint32_t n = (uint32_t)t->p->n_train;
	uint32_t *order = t->order;
	vu word[4];

	memcpy(order, t->train, (size_t)n * LANES * sizeof *order);
	for (uint32_t s = 0; s + 1 < n; s++) {
		const uint32_t i = n - 1 - s;
		uint32_t *to = order + (size_t)i * LANES;
		vu j;

		if (s % 4 == 0)
			v_philox(level, RNG_SHUFFLE, s / 4, 0, t->epoch, 0, word);
		j = v_below(word[s % 4], i + 1);
		for (uint32_t l = 0; l < LANES; l++) {
			uint32_t *from = order + (size_t)j[l] * LANES + l, swap = *from;

			*from = to[l];
			to[l] = swap;
		}
	}
}

void LANE(lane_order)(struct LANE(trainer) *t)
{
	const struct problem *p = t->p;
	const size_t n = p->n_train;
	uint32_t *rows, *order, *place;
	int shuffled = 1, plain = !p->stratify_shuffle;

	if (t->uniform) {
		problem_order(p, &t->lv[0], t->train, t->epoch, t->batch, t->order, t->place);
		return;
	}
	for (int l = 0; l < LANES; l++) {
		shuffled &= !levels_off(&t->lv[l], SOURCE_SHUFFLE);
		plain &= levels_off(&t->lv[l], SOURCE_ROUNDING);
	}
	if (plain && shuffled) {
		shuffle_lanes(t);
		for (uint64_t b = 0; t->place && b < problem_updates(p, t->batch); b++) {
			size_t start, m = problem_minibatch(p, t->batch, b, &start);

			for (size_t i = 0; i < m * LANES; i++)
				t->place[start * LANES + i] = (uint32_t)(i / LANES);
		}
		return;
	}
	rows = xcalloc(3 * n, sizeof *rows);
	order = rows + n;
	place = order + n;
	for (size_t l = 0; l < LANES; l++) {
		for (size_t i = 0; i < n; i++)
			rows[i] = t->train[i * LANES + l];
		problem_order(p, &t->lv[l], rows, t->epoch, t->batch, order,
			      t->place ? place : NULL);
		for (size_t i = 0; i < n; i++)
			t->order[i * LANES + l] = order[i];
		for (size_t i = 0; t->place && i < n; i++)
			t->place[i * LANES + l] = place[i];
	}
	free(rows);
}

/* to (n, width) of the rows' floats. */
static void broadcast(vf *to, const float *from, size_t width, const uint32_t *rows, size_t n)
{
	for (size_t r = 0; r < n; r++) {
		const float *row = from + (size_t)rows[r] * width;

		for (size_t d = 0; d < width; d++)
			*to++ = v_set(row[d]);
	}
}

/*
 * out[c][lane] = row[lane][c] for 8 columns: each lane's row is loaded whole
 * and the block is transposed in registers, three shuffles a column, where
 * one load and one insertion per element would cost as much as training.
 */
LANE_INLINE void transpose8(const float *const row[LANES], vf out[8])
{
#if LANES == 16 || LANES == 8
#if LANES == 16
	typedef __m512 reg;
	const __m512i low = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
	const __m512i high = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
#define LOAD(i) _mm512_castpd_ps(_mm512_insertf64x4(_mm512_castps_pd( \
		_mm512_castps256_ps512(_mm256_load_ps(row[i]))), \
		_mm256_castps_pd(_mm256_load_ps(row[(i) + 8])), 1))
#define OP(name) _mm512_##name
#define JOIN(a, b, half) (vf)_mm512_permutex2var_pd(_mm512_castps_pd(a), half, _mm512_castps_pd(b))
#else
	typedef __m256 reg;
	enum { low = 0x20, high = 0x31 };
#define LOAD(i) _mm256_load_ps(row[i])
#define OP(name) _mm256_##name
#define JOIN(a, b, half) (vf)_mm256_permute2f128_ps(a, b, half)
#endif
	reg r[8], t[8], u[8];

#pragma GCC unroll 8
	for (int i = 0; i < 8; i++)
		r[i] = LOAD(i);
#pragma GCC unroll 8
	for (int i = 0; i < 8; i += 2) {
		t[i] = OP(unpacklo_ps)(r[i], r[i + 1]);
		t[i + 1] = OP(unpackhi_ps)(r[i], r[i + 1]);
	}
#pragma GCC unroll 8
	for (int i = 0; i < 8; i += 4) {
		u[i] = OP(shuffle_ps)(t[i], t[i + 2], 0x44);
		u[i + 1] = OP(shuffle_ps)(t[i], t[i + 2], 0xee);
		u[i + 2] = OP(shuffle_ps)(t[i + 1], t[i + 3], 0x44);
		u[i + 3] = OP(shuffle_ps)(t[i + 1], t[i + 3], 0xee);
	}
#pragma GCC unroll 8
	for (int i = 0; i < 4; i++) {
		out[i] = JOIN(u[i], u[i + 4], low);
		out[i + 4] = JOIN(u[i], u[i + 4], high);
	}
#undef LOAD
#undef OP
#undef JOIN
#else
	for (int c = 0; c < 8; c++) {
		float lane[LANES];

		for (int l = 0; l < LANES; l++)
			lane[l] = row[l][c];
		memcpy(&out[c], lane, sizeof lane);
	}
#endif
}

/* x (n, features) and y (n, outputs) of rows that differ from lane to lane. */
static void gather(struct LANE(trainer) *t, const uint32_t *rows, size_t n)
{
	const size_t features = t->p->data->features, outputs = t->p->data->outputs;
	vf *x = t->x, *y = t->y;

	for (size_t r = 0; r < n; r++, rows += LANES) {
		const float *row[LANES];

		for (int l = 0; l < LANES; l++)
			row[l] = t->packed + (size_t)rows[l] * t->stride;
		for (size_t c = 0; c < t->stride; c += 8) {
			vf block[8];

			transpose8(row, block);
			if (c + 8 <= features) {
#pragma GCC unroll 8
				for (size_t j = 0; j < 8; j++)
					x[c + j] = block[j];
			} else {
#pragma GCC unroll 8
				for (size_t j = 0; j < 8; j++)
					if (c + j < features)
						x[c + j] = block[j];
					else if (c + j < features + outputs)
						y[c + j - features] = block[j];
			}
			for (int l = 0; l < LANES; l++)
				row[l] += 8;
		}
		x += features;
		y += outputs;
	}
}

/* The rows' inputs and targets side by side, padded to whole blocks. */
static void pack_rows(struct LANE(trainer) *t)
{
	const struct dataset *d = t->p->data;

	t->stride = (d->features + d->outputs + 7) / 8 * 8;
	t->packed = xaligned(d->rows * t->stride, sizeof *t->packed);
	t->bytes += d->rows * t->stride * sizeof *t->packed;
	for (size_t r = 0; r < d->rows; r++) {
		float *to = t->packed + r * t->stride;

		memcpy(to, d->x + r * d->features, d->features * sizeof *to);
		memcpy(to + d->features, d->y + r * d->outputs, d->outputs * sizeof *to);
	}
}

static void gather_rows(struct LANE(trainer) *t, const uint32_t *rows, size_t at, size_t n,
			int uniform)
{
	const struct dataset *d = t->p->data;

	rows += uniform ? at : at * LANES;
	if (uniform) {
		broadcast(t->x, d->x, d->features, rows, n);
		broadcast(t->y, d->y, d->outputs, rows, n);
		for (size_t r = 0; t->weight && r < n; r++)
			t->weight[r] = t->class_weight[d->label[rows[r]]];
		return;
	}
	if (!t->packed)
		pack_rows(t);
	gather(t, rows, n);
	for (size_t r = 0; t->weight && r < n; r++)
		for (int l = 0; l < LANES; l++)
			t->weight[r][l] = t->class_weight[d->label[rows[r * LANES + (size_t)l]]][l];
}

void LANE(lane_scale)(const struct LANE(trainer) *t, vf *x, size_t n)
{
	const size_t features = t->p->data->features;

	for (size_t r = 0; t->scaling.shift && r < n; r++, x += features)
		for (size_t f = 0; f < features; f++)
			x[f] = (x[f] - t->scaling.shift[f]) * t->scaling.scale[f];
}

void LANE(lane_unscale)(const struct LANE(trainer) *t, vf *pred, size_t n)
{
	const size_t outputs = t->p->data->outputs;

	for (size_t r = 0; t->scaling.shift && r < n; r++, pred += outputs)
		for (size_t o = 0; o < outputs; o++)
			pred[o] = pred[o] * t->scaling.y_unit[o] + t->scaling.y_shift[o];
}

void LANE(lane_gather)(struct LANE(trainer) *t, const uint32_t *rows, size_t at,
		       size_t n, int uniform)
{
	const size_t outputs = t->p->data->outputs;
	vf *y = t->y;

	gather_rows(t, rows, at, n, uniform);
	LANE(lane_scale)(t, t->x, n);
	for (size_t r = 0; t->scaling.shift && r < n; r++, y += outputs)
		for (size_t o = 0; o < outputs; o++)
			y[o] = (y[o] - t->scaling.y_shift[o]) * t->scaling.y_scale[o];
}

/* Rows stand where they would without a rounding order: one counter for all
 * lanes, four draws a block. */
static void mask_in_place(struct LANE(trainer) *t, uint32_t c, uint32_t b, uint64_t first,
			  size_t n, float rate, vf keep, vf *mask)
{
	const vu level = level_of(t, SOURCE_DROPOUT);
	const vf least = v_set(rate);
	vu word[4];

	for (size_t j = 0; j < n; ) {
		uint64_t i = first + j;

		v_philox(level, RNG_DROPOUT, (uint32_t)(i / 4), b, t->epoch, c, word);
		for (uint64_t k = i % 4; k < 4 && j < n; k++, j++)
			mask[j] = v_and(v_unit(word[k]) >= least, keep);
	}
}

void LANE(lane_mask)(struct LANE(trainer) *t, size_t i, size_t rows, size_t row0)
{
	const struct layer *l = &t->p->model.layer[i];
	const size_t units = shape_size(l->out);
	const vf keep = v_set((float)(1 / (1 - (double)l->rate)));
	const uint32_t b = t->minibatch;
	vf *mask = t->layer[i].mask;

	if (levels_off(&t->lv[0], SOURCE_DROPOUT)) {
		for (size_t j = 0; j < rows * units; j++)
			mask[j] = v_set(1);
		return;
	}
	if (levels_off(&t->lv[0], SOURCE_ROUNDING) && same(t, SOURCE_ROUNDING)) {
		mask_in_place(t, (uint32_t)i, b, (uint64_t)row0 * units, rows * units,
			      l->rate, keep, mask);
		return;
	}
	for (size_t r = 0; r < rows; r++)
		for (size_t u = 0; u < units; u++)
			for (size_t k = 0; k < LANES; k++) {
				size_t at = t->row + row0 + r;
				uint32_t place = t->place[t->uniform ? at : at * LANES + k];
				struct rng s = rng_stream(levels_at(&t->lv[k], SOURCE_DROPOUT, t->epoch), RNG_DROPOUT,
							  t->epoch, b);
				uint32_t draw;

				s.c = (uint32_t)i;
				draw = rng_u32(&s, (uint64_t)place * units + u);
				mask[r * units + u][k] = rng_unit(draw) >= l->rate ? keep[k] : 0;
			}
}
