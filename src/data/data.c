/*
 * data.c - a data set's life: made, filled, finished, shared, freed.
 */
#include "data/data.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data/data_int.h"

const char *data_kind_name(enum data_kind k)
{
	static const char *const names[] = { "regression", "binary", "classes" };

	return names[k];
}

/* ---- making ---- */

/* Like xaligned, but for sizes that a file chose: NULL when there is no memory. */
static void *try_zeroed(size_t n, size_t size)
{
	size_t bytes = (n * size + 63) & ~(size_t)63;	/* n * size is within limits */
	void *p = aligned_alloc(64, bytes ? bytes : 64);

	if (p)
		memset(p, 0, bytes ? bytes : 64);
	return p;
}

int data_alloc(struct dataset **out, const char *name, enum data_kind kind,
	       size_t rows, const uint32_t shape[3], size_t outputs, struct err *err)
{
	size_t features = (size_t)shape[0] * shape[1] * shape[2];
	struct dataset *d;

	if (features > DATA_MAX_WIDTH || outputs > DATA_MAX_WIDTH)
		return err_set(err, ERR_LIMIT, "%zu inputs and %zu outputs a row; the limit is %u",
			       features, outputs, DATA_MAX_WIDTH);
	if (rows > UINT32_MAX || rows > DATA_MAX_CELLS / (features + outputs))
		return err_set(err, ERR_LIMIT, "%zu rows of %zu values are more than the limit of %zu; rows= takes fewer",
			       rows, features + outputs, DATA_MAX_CELLS);
	d = xcalloc(1, sizeof *d);
	d->refs = 1;
	d->name = xstrdup(name);
	d->kind = kind;
	d->rows = rows;
	d->features = features;
	d->outputs = outputs;
	memcpy(d->shape, shape, sizeof d->shape);
	d->x = try_zeroed(rows * features, sizeof *d->x);
	d->y = try_zeroed(rows * outputs, sizeof *d->y);
	if (kind != DATA_REGRESSION)
		d->label = try_zeroed(rows, sizeof *d->label);
	if (!d->x || !d->y || (kind != DATA_REGRESSION && !d->label)) {
		dataset_unref(d);
		return err_set(err, ERR_LIMIT, "not enough memory for %zu rows of %zu values; rows= takes fewer",
			       rows, features + outputs);
	}
	*out = d;
	return 0;
}

void data_set_label(struct dataset *d, size_t row, uint32_t label)
{
	if (d->kind == DATA_BINARY)
		d->y[row] = (float)label;
	else
		d->y[row * d->outputs + label] = 1;
}

void data_take_notes(struct dataset *d, struct data_notes *notes)
{
	data_notes_release(&d->notes);
	d->notes = *notes;
	*notes = (struct data_notes){ NULL, 0, 0 };
}

/* 32-bit words as little-endian bytes on any machine. */
/* 32-bit words as little-endian bytes on any machine.  Two zero bytes are one
 * multiplication: small whole numbers as binary32 begin with such. */
static uint64_t fnv_words(uint64_t h, const void *words, size_t n)
{
	const uint64_t p = 0x100000001b3u;
	const char *at = words;

	for (size_t i = 0; i < n; i++, at += 4) {
		uint32_t w;

		memcpy(&w, at, 4);
		if (!w) {
			h *= p * p * p * p;
			continue;
		}
		if (w & 0xffff)
			h = ((h ^ (w & 0xff)) * p ^ (w >> 8 & 0xff)) * p;
		else
			h *= p * p;
		h = ((h ^ (w >> 16 & 0xff)) * p ^ w >> 24) * p;
	}
	return h;
}

uint64_t dataset_hash(const struct dataset *d)
{
	const uint32_t head[] = { d->shape[0], d->shape[1], d->shape[2],
		(uint32_t)d->kind, (uint32_t)d->outputs };
	uint64_t h = fnv_words(0xcbf29ce484222325u, head, 5);

	h = fnv_words(h, d->x, d->rows * d->features);
	return fnv_words(h, d->y, d->rows * d->outputs);
}

void data_finish(struct dataset *d)
{
	if (d->kind == DATA_BINARY) {
		for (size_t i = 0; i < d->rows; i++)
			d->label[i] = d->y[i] >= .5f;
	} else if (d->kind == DATA_CLASSES) {
		for (size_t i = 0; i < d->rows; i++) {
			const float *y = d->y + i * d->outputs;
			uint32_t best = 0;

			for (uint32_t c = 1; c < d->outputs; c++)
				if (y[c] > y[best])
					best = c;
			d->label[i] = best;
		}
	}
	d->hash = dataset_hash(d);
}

struct dataset *dataset_new(const char *name, enum data_kind kind, size_t rows,
			    const uint32_t shape[3], size_t outputs,
			    const float *x, const float *y)
{
	struct dataset *d = xcalloc(1, sizeof *d);

	d->refs = 1;
	d->name = xstrdup(name);
	d->kind = kind;
	d->rows = rows;
	d->features = (size_t)shape[0] * shape[1] * shape[2];
	d->outputs = outputs;
	memcpy(d->shape, shape, sizeof d->shape);
	d->x = xaligned(rows * d->features, sizeof *d->x);
	d->y = xaligned(rows * outputs, sizeof *d->y);
	if (rows) {
		memcpy(d->x, x, rows * d->features * sizeof *x);
		memcpy(d->y, y, rows * outputs * sizeof *y);
	}
	if (kind != DATA_REGRESSION)
		d->label = xaligned(rows, sizeof *d->label);
	data_finish(d);
	return d;
}

const char *dataset_base(const struct dataset *d)
{
	const char *base = strrchr(d->name, '/');

	return base ? base + 1 : d->name;
}

struct dataset *dataset_ref(struct dataset *d)
{
	__atomic_add_fetch(&d->refs, 1, __ATOMIC_RELAXED);
	return d;
}

static void free_names(char **names, size_t n)
{
	if (!names)
		return;
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

void dataset_unref(struct dataset *d)
{
	if (!d || __atomic_sub_fetch(&d->refs, 1, __ATOMIC_ACQ_REL))
		return;
	free_names(d->feature_names, d->features);
	free_names(d->output_names, d->kind == DATA_BINARY ? 2 : d->outputs);
	free(d->name);
	free(d->time);
	free(d->time_name);
	data_notes_release(&d->notes);
	free(d->x);
	free(d->y);
	free(d->label);
	free(d);
}
